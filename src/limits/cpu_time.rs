//! The CPU time that a page takes of the thread that works on it, as a check that a face may hand in: the last of the
//! limits. It is the same on a machine that is busy with other things; a wall clock is not. Without this feature the library
//! reads no clock.

use std::time::Duration;

use super::StopCheck;

#[cfg(unix)]
mod clock {
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
mod clock {
    use std::time::Duration;

    pub(super) fn begin() {}

    pub(super) fn taken() -> Duration {
        Duration::ZERO
    }
}

/// A page begins in this thread.
pub fn begin_page() {
    clock::begin();
}

/// Stops a page that has taken more than so much since its thread was told that it [begins](begin_page).
pub fn stop_after(limit: Duration) -> StopCheck {
    StopCheck::new(move || clock::taken() > limit)
}
