//! The work that selectors have done on a page, counted.
//!
//! A selector of a stranger may be written to be slow. A clock would give other results on other machines, so steps
//! are counted: one for each element looked at. When they run out, every test says no, and the selector that used
//! them up is named in the end.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use super::index::Index;
use super::measure::Measures;
use crate::dom::Dom;

/// What all selectors on one page share: what was worked out about the page, and the steps left.
#[derive(Debug)]
pub struct Work<'d> {
    pub(super) dom: &'d Dom,
    steps: Cell<u64>,
    /// What used the steps up.
    overrun: OnceCell<Arc<str>>,
    index: OnceCell<Index>,
    measures: OnceCell<Measures>,
}

impl<'d> Work<'d> {
    /// No work done yet, `steps` steps left.
    pub fn new(dom: &'d Dom, steps: u64) -> Self {
        let (overrun, index, measures) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Work { dom, steps: Cell::new(steps), overrun, index, measures }
    }

    /// The same work, with what is looked up given back until it is asked for again.
    #[must_use]
    pub(crate) fn without_index(self) -> Self {
        Work { index: OnceCell::new(), measures: OnceCell::new(), ..self }
    }

    /// Whether the work stayed within its limit.
    ///
    /// # Errors
    /// If it did not, the selector or regex that used the steps up. What was selected since is not all that there is.
    pub fn finish(&self) -> Result<(), Arc<str>> {
        self.overrun.get().cloned().map_or(Ok(()), Err)
    }

    /// Counts steps; false if there are none left.
    pub(crate) fn spend(&self, steps: u64) -> bool {
        self.dom.meter().count(steps);
        let left = self.steps.get().checked_sub(steps);
        self.steps.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Whether no steps are left.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() == 0
    }

    /// Names what used the steps up, if they are: to be called when it is done.
    pub(crate) fn charge(&self, pattern: &Arc<str>) {
        if self.is_spent() {
            let _ = self.overrun.set(Arc::clone(pattern));
        }
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.dom))
    }

    pub(super) fn measures(&self) -> &Measures {
        self.measures.get_or_init(|| Measures::of(self.dom))
    }
}
