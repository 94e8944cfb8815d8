//! Texts that stand together and have the same fate for the same reason.

use super::{ExplainedText, Explanation};
use crate::mark::Reason;

/// Texts in a row that are told of together.
#[derive(Debug)]
pub(super) struct Run<'e> {
    pub(super) kept: bool,
    pub(super) reason: &'e Reason,
    /// Never none.
    pub(super) texts: &'e [ExplainedText],
}

impl Run<'_> {
    /// How many characters its texts have.
    pub(super) fn chars(&self) -> usize {
        self.texts.iter().map(|text| text.text.chars().count()).sum()
    }
}

/// All texts, in the order of the page. Reasons are the same if they read the same.
pub(super) fn runs<'e>(explanation: &'e Explanation) -> Vec<Run<'e>> {
    let is_same = |a: &ExplainedText, b: &ExplainedText| {
        a.kept == b.kept && (a.reason == b.reason || a.reason.to_string() == b.reason.to_string())
    };
    let run = |texts: &'e [ExplainedText]| {
        let first = texts.first()?;
        Some(Run { kept: first.kept, reason: &first.reason, texts })
    };
    explanation.texts.chunk_by(is_same).filter_map(run).collect()
}
