//! Why something was kept or dropped.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// Why a mark stands: enough to find the line that set it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// A line of a site's rule: `drop = [".share-bar"]`.
    Rule {
        /// The rule file, as it was named when it was loaded.
        file: Arc<str>,
        /// The line in that file, counted from 1.
        line: u32,
        /// The key that the line belongs to.
        key: RuleKey,
        /// The selector or regex as written.
        pattern: Arc<str>,
    },
    /// No reader sees it: `<script>`, `<p hidden>`.
    Unseen {
        /// The row of `rules/generic.toml` or the part of the HTML standard that says so.
        test: Arc<str>,
    },
    /// Outside the container that the rule or the generic layer picked: `<nav>` beside `<article>`.
    Outside,
    /// A test of the generic layer: its row in `rules/generic.toml`, what it measured and where its limit is.
    Generic {
        /// The name of the row.
        test: Arc<str>,
        /// What was measured.
        value: f32,
        /// From where on the test speaks.
        limit: f32,
    },
}

/// The keys of a rule that keep or drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the key of that name in rules/README.md")]
pub enum RuleKey {
    Content,
    Drop,
    Keep,
    DropText,
    StartAfter,
    StopBefore,
    Cut,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Rule { file, line, key, pattern } => write!(f, "{file}:{line} {} {pattern}", key.name()),
            Reason::Unseen { test } => write!(f, "unseen: {test}"),
            Reason::Outside => f.write_str("outside the article's container"),
            Reason::Generic { test, value, limit } => write!(f, "generic: {test} {value:.2} (limit {limit:.2})"),
        }
    }
}

impl RuleKey {
    /// The key as it is written in a rule file.
    pub fn name(self) -> &'static str {
        match self {
            RuleKey::Content => "content",
            RuleKey::Drop => "drop",
            RuleKey::Keep => "keep",
            RuleKey::DropText => "drop_text",
            RuleKey::StartAfter => "start_after",
            RuleKey::StopBefore => "stop_before",
            RuleKey::Cut => "cut",
        }
    }
}
