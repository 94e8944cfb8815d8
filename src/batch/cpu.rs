//! The CPU time that a page takes of the thread that works on it: what the command line stops a page by. It is the same on
//! a machine that is busy with other things; a wall clock is not. Where a page hangs in what is not counted, a process of
//! its own is ended by the system.

use std::process::ExitStatus;
use std::time::Duration;

use dehusk::StopCheck;

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
pub(crate) fn begin_page() {
    clock::begin();
}

/// Stops a page that has taken more than so much.
pub(crate) fn stop_after(limit: Duration) -> StopCheck {
    StopCheck::new(move || clock::taken() > limit)
}

/// Has the system end this process if the page that begins takes twice the time after which it is stopped.
pub(crate) fn limit_process(seconds: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        use rustix::time::{ClockId, clock_gettime};
        let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec.unsigned_abs();
        let current = Some(used.saturating_add(seconds.saturating_mul(2)).saturating_add(2));
        // Where it cannot be had, the page's own check is left.
        let _ = setrlimit(Resource::Cpu, Rlimit { current, maximum: getrlimit(Resource::Cpu).maximum });
    }
    #[cfg(not(unix))]
    let _ = seconds;
}

/// Whether the system ended a process because of its CPU time.
pub(crate) fn has_ended(status: &ExitStatus) -> bool {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(status) == Some(rustix::process::Signal::XCPU.as_raw());
    #[cfg(not(unix))]
    return false;
}
