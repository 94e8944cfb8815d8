//! The CPU time that a page takes of the thread that works on it: what the command line stops a page by. It is the same on
//! a machine that is busy with other things; a wall clock is not. Where a page hangs in what is not counted, a process of
//! its own is ended by the system.

use std::process::ExitStatus;

pub(crate) use dehusk::cpu_time::{begin_page, stop_after};

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
