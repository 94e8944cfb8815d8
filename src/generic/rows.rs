//! `rules/generic.toml`, which people write, and `rules/learned.toml`, which the learner writes: both as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::features::discussion::Discussion;
use crate::features::token_weights::TokenWeight;
use crate::features::tokens::Attributes;
use crate::hidden::rows::{Boxes, Dialogs, Unseen, Widgets};
use crate::judge::rows::{Judge, PhraseWeight};
use crate::options::Prefer;
use crate::region::{body, copies, next, parts, run, said};

/// The whole of `rules/generic.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByHand {
    pub(crate) unseen: Unseen,
    pub(crate) widgets: Widgets,
    pub(crate) dialogs: Dialogs,
    pub(crate) boxes: Boxes,
    pub(crate) discussion: Discussion,
    pub(crate) thresholds: Thresholds,
    pub(crate) prefer: Preferences,
    pub(crate) region: run::Rows,
    pub(crate) body: body::Rows,
    pub(crate) parts: parts::Rows,
    pub(crate) next: next::Rows,
    pub(crate) copies: copies::Rows,
    pub(crate) said: said::Rows,
    pub(crate) embedded: Embedded,
    pub(crate) incomplete: Incomplete,
    pub(crate) length_mismatch: LengthMismatch,
    pub(crate) tokens: Attributes,
    pub(crate) page_types: BTreeMap<String, Vec<String>>,
}

/// The whole of `rules/learned.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Learned {
    pub(crate) tokens: BTreeMap<String, TokenWeight>,
    pub(crate) phrases: BTreeMap<String, PhraseWeight>,
    pub(crate) judge: Judge,
    pub(crate) shape: run::PageCard,
    pub(crate) article: run::PageCard,
}

/// From which probability on a block is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    /// Where the article's place is not known.
    pub(crate) page: PageThreshold,
    /// Inside a rule's container that is to be cleaned in full.
    pub(crate) full: f32,
    /// Inside a rule's container that is to be cleaned with care.
    pub(crate) safe: f32,
}

/// How the limits move where a caller minds one fault more than the other.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preferences {
    precision: Preference,
    recall: Preference,
}

/// How the limits move.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preference {
    /// The probability from which on a text is kept is so many times as high.
    pub(crate) threshold: f32,
    /// The same of that from which on a page is taken to have one run of texts.
    pub(crate) single: f32,
}

impl Preferences {
    pub(crate) fn of(self, prefer: Prefer) -> Preference {
        match prefer {
            Prefer::F1 => Preference { threshold: 1.0, single: 1.0 },
            Prefer::Precision => self.precision,
            Prefer::Recall => self.recall,
        }
    }
}

/// What the visible page lacks and its structured data have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Embedded {
    /// How sure it is that such a text is the page's article.
    pub(crate) confidence: f32,
}

/// What the texts below half an article say, in small letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Incomplete {
    /// So many texts below the article are looked at,
    pub(crate) texts: usize,
    /// of so many bytes at most.
    pub(crate) bytes: usize,
    /// A text that has one of these in it asks for a subscription.
    pub(crate) subscription: Vec<String>,
    /// A text that begins so leads to the next page, or tells how many there are.
    pub(crate) next_page: Vec<String>,
    /// A link that says no more than this leads to the rest, where the last text breaks off.
    pub(crate) more: Vec<String>,
}

/// How the limit of a page is found.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageThreshold {
    /// Of the best F1 to be expected, and the power that this is raised to: above 1, it keeps more where little is clear.
    pub(crate) f1_share: f32,
    pub(crate) f1_power: f32,
    pub(crate) min: f32,
    pub(crate) max: f32,
    /// What is kept in all has at least so many words.
    pub(crate) min_words: f32,
    /// A text without a word counts for this part of one.
    pub(crate) wordless_weight: f32,
}

impl PageThreshold {
    /// The same with every limit so many times as high.
    pub(crate) fn scaled(self, factor: f32) -> Self {
        let PageThreshold { f1_share, min, max, .. } = self;
        PageThreshold { f1_share: f1_share * factor, min: min * factor, max: max * factor, ..self }
    }
}

/// When the text that a site's rule keeps is so unlike the generic layer's that the result is worth a look.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LengthMismatch {
    /// How many times as long the longer text is as the shorter one, at least.
    pub(crate) times: f32,
    /// How many characters longer it is, at least.
    pub(crate) chars: usize,
    /// The rule has missed the article if its text is shorter than this share of the other.
    pub(crate) missed: f32,
}

impl LengthMismatch {
    /// Whether a rule that keeps so many characters of a page has missed its article, by those that the generic layer
    /// keeps.
    pub(crate) fn is_missed(self, rule: usize, generic: usize) -> bool {
        (rule as f32) < self.missed * generic as f32
    }

    /// Whether texts of these lengths, in characters, are worth a look.
    pub(crate) fn is_raised_by(self, one: usize, other: usize) -> bool {
        let (short, long) = (one.min(other), one.max(other));
        long - short >= self.chars && long as f32 >= self.times * short as f32
    }
}
