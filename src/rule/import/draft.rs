//! A rule in the making: what goes into its keys, each entry with the line that it comes from.

use super::report::Reason;
use super::source::Source;

/// What a rule will say.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Each with what the file said in the first place.
    pub(super) content: Vec<Entry<String>>,
    pub(super) drop: Vec<Entry<String>>,
    pub(super) stop_before: Vec<Entry<String>>,
    /// `clean = "none"`
    pub(super) unclean: Option<Origin>,
    pub(super) title: Vec<Entry<Source>>,
    pub(super) author: Vec<Entry<Source>>,
    pub(super) date: Vec<Entry<Source>>,
    pub(super) tests: Vec<TestDraft>,
    /// Lines that are not about content.
    pub(super) aside: Vec<Origin>,
    /// Lines that were lost, with the reason.
    pub(super) lost: Vec<(Origin, Reason)>,
}

/// A value and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Entry<T> {
    pub(super) value: T,
    /// None for the usual fallbacks.
    pub(super) origin: Option<Origin>,
}

/// A line of the file that is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) line: usize,
    pub(super) text: String,
}

/// What a page is known to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TestDraft {
    /// The address of the page, if one was given.
    pub(super) url: Option<String>,
    pub(super) contains: Vec<Entry<String>>,
}

impl<T: PartialEq> PartialEq for Entry<T> {
    /// Two entries are equal if they say the same, wherever they come from.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Entry<T> {}

impl Draft {
    /// Whether there is nothing to write down.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_empty() && self.drop.is_empty() && self.stop_before.is_empty() && !self.has_meta()
    }

    pub(super) fn has_meta(&self) -> bool {
        self.meta().iter().any(|(_, sources)| !sources.is_empty())
    }

    /// The fields of `[meta]`.
    pub(super) fn meta(&self) -> [(&'static str, &[Entry<Source>]); 3] {
        [("title", &self.title), ("author", &self.author), ("date", &self.date)]
    }

    /// Whether two rules would say the same of a page, wherever they have it from.
    pub(super) fn says_the_same(&self, other: &Draft) -> bool {
        self.content == other.content
            && self.drop == other.drop
            && self.stop_before == other.stop_before
            && self.unclean.is_some() == other.unclean.is_some()
            && self.meta() == other.meta()
    }
}
