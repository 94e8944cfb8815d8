//! The CPU time that a page takes of the thread that works on it: the last of its limits. It is the same on a machine that
//! is busy with other things; a wall clock is not.

use std::time::Duration;

use dehusk::StopCheck;

/// What the limit is called among `dehusk.LIMITS`: in seconds.
pub(crate) const NAME: &str = "cpu_seconds";

/// How many there are unless the caller says so.
pub(crate) const SECONDS: u64 = 10;

#[cfg(unix)]
mod thread {
    use std::cell::Cell;
    use std::time::Duration;

    use rustix::time::{ClockId, clock_gettime};

    std::thread_local! {
        /// When the page of this thread began, by the thread's own clock.
        static BEGAN: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    fn now() -> Duration {
        clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
    }

    pub(super) fn begin() {
        BEGAN.set(now());
    }

    pub(super) fn taken() -> Duration {
        now().saturating_sub(BEGAN.get())
    }
}

/// A system without such a clock stops no page by it.
#[cfg(not(unix))]
mod thread {
    use std::time::Duration;

    pub(super) fn begin() {}

    pub(super) fn taken() -> Duration {
        Duration::ZERO
    }
}

/// A page begins in this thread.
pub(crate) fn begin_page() {
    thread::begin();
}

/// Stops a page that has taken more than so many seconds.
pub(crate) fn stop_after(seconds: u64) -> StopCheck {
    let limit = Duration::from_secs(seconds);
    StopCheck::new(move || thread::taken() > limit)
}
