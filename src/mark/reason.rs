//! Why something was kept or dropped.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::in_words::{in_words, measure};

/// Why a mark stands: enough to find the line that set it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// A part that many sites take from the same maker: `<div id="onetrust-consent-sdk">`.
    Widget {
        /// What it is: `cookie dialog`.
        what: Arc<str>,
        /// The name in `rules/generic.toml` that tells it.
        name: Arc<str>,
    },
    /// Outside the container that the rule or the generic layer picked: `<nav>` beside `<article>`.
    Outside,
    /// The text by itself may belong to the article, but stands outside the run of texts that the article is.
    OutsideRegion {
        /// The likelihood, from 0 to 1.
        value: f32,
        /// Whether it stands below the run, not above it.
        below: bool,
    },
    /// What stands around the text decides, not what it is by itself: a cell of a kept table, a label between paragraphs.
    Part {
        /// The likelihood, from 0 to 1.
        value: f32,
        /// Whether it is kept.
        kept: bool,
    },
    /// The generic layer: how likely the text belongs to the article, and from where on it is kept.
    Generic {
        /// The measure that speaks loudest for that: its row in `rules/learned.toml`.
        test: Arc<str>,
        /// The likelihood, from 0 to 1.
        value: f32,
        /// From which likelihood on a text is kept.
        limit: f32,
    },
    /// A link that says nothing but a sign of `rules/markup.toml`: `<a href="#names">¶</a>`.
    Ornament,
    /// What readers wrote below the article: `<li class="comment">`.
    Comment,
    /// What stands above the article and sums it up, where it is not wanted: `<p class="standfirst">`.
    Lead,
    /// What belongs to a picture by the site's rule, where captions are not wanted.
    Caption,
    /// What the site's rule says is about the article, where that is not wanted: `<p class="correction">`.
    Note,
}

/// The keys of a rule that keep or drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the key of that name in rules/README.md")]
pub enum RuleKey {
    Content,
    Drop,
    Keep,
    DropText,
    Cut,
    StartAfter,
    StopBefore,
    Lead,
    Caption,
    Note,
    Byline,
    Comments,
}

impl Reason {
    /// Whether the judge decided, not a rule and not what the node is by itself.
    pub(crate) fn is_judged(&self) -> bool {
        matches!(self, Reason::Outside | Reason::OutsideRegion { .. } | Reason::Part { .. } | Reason::Generic { .. })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Rule { file, line, key, pattern } => write!(f, "{file}:{line} {} {pattern}", key.name()),
            Reason::Unseen { test } => write!(f, "no reader sees it: {test}"),
            Reason::Widget { what, name } => write!(f, "{what}: {name}"),
            Reason::Outside => f.write_str("outside the article's container"),
            Reason::OutsideRegion { value, below } => {
                let place = if *below { "below" } else { "above" };
                write!(
                    f,
                    "outside the article: {place} the run of texts that it is ({} likely by itself)",
                    percent(*value)
                )
            }
            Reason::Part { value, kept } => {
                let part = if *kept { "part" } else { "no part" };
                write!(f, "{part} of the article by what stands around it ({} likely by itself)", percent(*value))
            }
            Reason::Generic { test, value, limit } => {
                let (likely, needed) = (percent(*value), percent(*limit));
                write!(
                    f,
                    "generic: {likely} likely, {needed} needed; above all for {} ({})",
                    in_words(test),
                    measure(test)
                )
            }
            Reason::Comment => f.write_str("what readers wrote"),
            Reason::Lead => f.write_str("the article's lead"),
            Reason::Caption => f.write_str("the caption of a picture"),
            Reason::Note => f.write_str("a note about the article"),
            Reason::Ornament => f.write_str("a link that says nothing but a sign"),
        }
    }
}

impl RuleKey {
    /// All of them, in the order of their values.
    pub(crate) const ALL: [RuleKey; 12] = [
        RuleKey::Content,
        RuleKey::Drop,
        RuleKey::Keep,
        RuleKey::DropText,
        RuleKey::Cut,
        RuleKey::StartAfter,
        RuleKey::StopBefore,
        RuleKey::Lead,
        RuleKey::Caption,
        RuleKey::Note,
        RuleKey::Byline,
        RuleKey::Comments,
    ];

    /// Those that say what a part is, and whether it is one of the article.
    pub(crate) const ROLES: [(RuleKey, Verdict); 5] = [
        (RuleKey::Lead, Verdict::Keep),
        (RuleKey::Caption, Verdict::Keep),
        (RuleKey::Note, Verdict::Keep),
        (RuleKey::Byline, Verdict::Drop),
        (RuleKey::Comments, Verdict::Drop),
    ];

    /// Whether it says what a part is.
    pub(crate) fn is_role(self) -> bool {
        Self::ROLES.iter().any(|(role, _)| *role == self)
    }

    /// The key as it is written in a rule file.
    pub fn name(self) -> &'static str {
        match self {
            RuleKey::Content => "content",
            RuleKey::Drop => "drop",
            RuleKey::Keep => "keep",
            RuleKey::DropText => "drop_text",
            RuleKey::Cut => "cut",
            RuleKey::StartAfter => "start_after",
            RuleKey::StopBefore => "stop_before",
            RuleKey::Lead => "lead",
            RuleKey::Caption => "caption",
            RuleKey::Note => "note",
            RuleKey::Byline => "byline",
            RuleKey::Comments => "comments",
        }
    }
}

/// A share in whole hundredths, never rounded up to all or down to nothing.
pub(crate) fn percent(share: f32) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 1.0 => "<1%".to_owned(),
        share if share > 99.0 && share < 100.0 => ">99%".to_owned(),
        share => format!("{share:.0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn a_likelihood_is_told_with_its_limit_and_what_speaks_loudest() {
        for (value, likely) in [(0.0, "0%"), (0.001, "<1%"), (0.123, "12%"), (0.999, ">99%"), (1.0, "100%")] {
            let reason = Reason::Generic { test: "link share".into(), value, limit: 0.5 };
            let told = format!(
                "generic: {likely} likely, 50% needed; above all for how much of it stands in links (link share)"
            );
            assert_eq!(reason.to_string(), told);
        }
    }
}
