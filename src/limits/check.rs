//! A check is what a caller asks of a page that may take too long: its own clock, an interrupt. The library counts its
//! work, and asks every so many steps.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::Refused;

/// So many steps, each about the look at one node, lie between two askings: a fraction of a millisecond.
const STEPS: u64 = 1 << 14;

/// Says whether to stop the work on a page. It is asked in the thread that does the work, which then unwinds up to the call
/// that began it: in a program that aborts where others unwind (`panic = "abort"`), no check may say so.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicBool, Ordering};
/// use dehusk::{Options, Page, RuleSet, StopCheck, Stripper};
///
/// let interrupted = Arc::new(AtomicBool::new(false));
/// let seen = Arc::clone(&interrupted);
/// let mut options = Options::default();
/// options.limits.stop = Some(StopCheck::new(move || seen.load(Ordering::Relaxed)));
/// let stripper = Stripper::new(RuleSet::builtin()).options(options);
///
/// let page = Page::new(b"<article><p>All is well in the harbour today.</article>".as_slice());
/// assert!(stripper.strip(&page).is_ok());
/// interrupted.store(true, Ordering::Relaxed);
/// assert_eq!(stripper.strip(&page).unwrap_err().code(), "stopped");
/// ```
#[derive(Clone)]
pub struct StopCheck(Arc<dyn Fn() -> bool + Send + Sync>);

impl StopCheck {
    /// A check that says yes where the page is to be stopped.
    pub fn new(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        StopCheck(Arc::new(is_over))
    }
}

impl RefUnwindSafe for StopCheck {}
impl UnwindSafe for StopCheck {}

impl fmt::Debug for StopCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StopCheck")
    }
}

impl PartialEq for StopCheck {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for StopCheck {}

/// What the work on a page unwinds with where its check says so.
struct Stopped;

/// Does the work on a page that a check may stop.
pub(crate) fn stoppable<T>(work: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    let is_stop = |payload: &Box<dyn Any + Send>| payload.is::<Stopped>();
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done,
        Err(payload) if is_stop(&payload) => Err(Refused::Stopped),
        Err(payload) => resume_unwind(payload),
    }
}

/// Counts the steps on one page, and asks its check. Without one it counts on for ever.
#[derive(Debug)]
pub(crate) struct Meter {
    /// How many steps are left until the check is asked. Threads that look at one page may lose some of each other's.
    left: AtomicU64,
    check: Option<StopCheck>,
    /// Whether the check is asked.
    is_armed: AtomicBool,
}

impl Meter {
    pub(crate) fn new(check: Option<StopCheck>) -> Self {
        let left = if check.is_some() { STEPS } else { u64::MAX };
        Meter { left: AtomicU64::new(left), is_armed: AtomicBool::new(check.is_some()), check }
    }

    /// Counts steps. Unwinds, for [`stoppable`] to see, if the check is asked and says so.
    pub(crate) fn count(&self, steps: u64) {
        let left = self.left.load(Ordering::Relaxed);
        if steps < left {
            self.left.store(left - steps, Ordering::Relaxed);
        } else {
            self.ask();
        }
    }

    /// Asks the check.
    #[cold]
    pub(crate) fn ask(&self) {
        let check = self.check.as_ref().filter(|_| self.is_armed.load(Ordering::Relaxed));
        self.left.store(if check.is_some() { STEPS } else { u64::MAX }, Ordering::Relaxed);
        if check.is_some_and(|check| (check.0)()) {
            resume_unwind(Box::new(Stopped));
        }
    }

    /// The check is asked no more: what comes cannot be refused.
    pub(crate) fn disarm(&self) {
        self.is_armed.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::{Meter, STEPS, StopCheck, stoppable};
    use crate::limits::Refused;

    fn count(meter: &Meter, steps: u64) -> Option<Refused> {
        let counted = stoppable(|| {
            meter.count(steps);
            Ok(())
        });
        counted.err()
    }

    #[test]
    fn a_check_is_asked_every_so_many_steps() {
        let meter = Meter::new(Some(StopCheck::new(|| true)));
        assert_eq!(count(&meter, STEPS - 1), None);
        assert_eq!(count(&meter, 1), Some(Refused::Stopped));
        assert_eq!(count(&meter, u64::MAX), Some(Refused::Stopped));
        meter.disarm();
        assert_eq!((count(&meter, u64::MAX), count(&meter, 1)), (None, None));
        assert_eq!(count(&Meter::new(None), u64::MAX), None);
    }
}
