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
    /// What is husk only on pages whose path matches a regex.
    pub(super) on_paths: Vec<(String, Vec<Entry<String>>)>,
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
#[derive(Clone, Debug)]
pub(super) struct TestDraft {
    /// The address of the page, if one was given.
    pub(super) url: Option<String>,
    pub(super) contains: Vec<Entry<String>>,
}

impl Draft {
    /// Whether there is nothing to write down.
    pub(super) fn is_empty(&self) -> bool {
        let lists = [&self.content, &self.drop, &self.stop_before];
        lists.iter().all(|list| list.is_empty()) && self.on_paths.is_empty() && !self.has_meta()
    }

    pub(super) fn has_meta(&self) -> bool {
        self.meta().iter().any(|(_, sources)| !sources.is_empty())
    }

    /// The fields of `[meta]`.
    pub(super) fn meta(&self) -> [(&'static str, &[Entry<Source>]); 3] {
        [("title", &self.title), ("author", &self.author), ("date", &self.date)]
    }

    /// All that it says of a page, wherever it has it from: rules that say the same have the same key.
    pub(super) fn key(&self) -> String {
        fn values<T>(entries: &[Entry<T>]) -> Vec<&T> {
            entries.iter().map(|entry| &entry.value).collect()
        }
        let on_paths: Vec<_> = self.on_paths.iter().map(|(path, drop)| (path, values(drop))).collect();
        let lists = [&self.content, &self.drop, &self.stop_before].map(|list| values(list));
        let meta = self.meta().map(|(_, sources)| values(sources));
        format!("{lists:?} {on_paths:?} {meta:?}")
    }

    /// How many selectors it has, at most.
    pub(super) fn len(&self) -> usize {
        let lists = [&self.content, &self.drop, &self.stop_before].map(Vec::len).into_iter();
        let meta = self.meta().map(|(_, sources)| sources.len());
        lists.chain(self.on_paths.iter().map(|(_, drop)| drop.len())).chain(meta).sum()
    }
}
