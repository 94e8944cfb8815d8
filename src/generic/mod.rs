//! All that holds for any page: the rows of `rules/generic.toml` and `rules/learned.toml`, ready for use by the stages
//! that find the article.

pub(crate) mod rows;

use crate::article::PageType;
use crate::dom::{Dom, TextBlocks};
use crate::features::discussion::{self, Discussion};
use crate::features::lexicon::Lexicon;
use crate::features::page::Vocabulary;
use crate::features::page_type;
use crate::features::tokens::{Numbers, Tokenizer};
use crate::hidden::Excluded;
use crate::hidden::rows::{Boxes, Unseen};
use crate::hidden::widgets::Widgets;
use crate::judge::{Model, card, trees};
use crate::meta::Signals;
use crate::region::{Regions, body, parts};

use self::rows::{ByHand, Incomplete, Learned, LengthMismatch, Preferences, Thresholds};

/// The generic layer's rows, each for the stage that goes by it.
#[derive(Debug)]
pub(crate) struct Generic {
    unseen: Unseen,
    widgets: Widgets,
    boxes: Boxes,
    discussion: Discussion,
    pub(crate) judge: Model,
    pub(crate) thresholds: Thresholds,
    pub(crate) prefer: Preferences,
    pub(crate) regions: Regions,
    pub(crate) body: body::Rows,
    pub(crate) parts: parts::Rows,
    /// How sure it is that a text in a page's structured data is its article.
    pub(crate) embedded_confidence: f32,
    pub(crate) incomplete: Incomplete,
    pub(crate) length_mismatch: LengthMismatch,
}

/// The rows that people wrote.
const BY_HAND: &str = include_str!("../../rules/generic.toml");

/// The rows that the learner wrote.
const LEARNED: &str = include_str!("../../rules/learned.toml");

/// Why the rows cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// `rules/generic.toml` is not TOML, or a key is unknown or missing.
    #[error("rules/generic.toml: {0}")]
    ByHand(toml::de::Error),
    /// The same of `rules/learned.toml`.
    #[error("rules/learned.toml: {0}")]
    Learned(toml::de::Error),
    /// A row of the judge does not fit.
    #[error("rules/learned.toml: {0}")]
    Row(#[from] trees::Unusable),
    /// A row of a card does not fit.
    #[error("rules/learned.toml: {0}")]
    Card(#[from] card::Unusable),
}

impl Generic {
    /// The rules that are built in.
    pub(crate) fn builtin() -> Self {
        Generic::new(BY_HAND, LEARNED).expect("a test reads the built-in rows")
    }

    /// Rules from the texts of such files.
    pub(crate) fn new(by_hand: &str, learned: &str) -> Result<Self, Broken> {
        let file: ByHand = toml::from_str(by_hand).map_err(Broken::ByHand)?;
        let learned: Learned = toml::from_str(learned).map_err(Broken::Learned)?;
        let lexicon = Lexicon::builtin();
        let vocabulary = Vocabulary {
            tokenizer: Tokenizer::new(&file.tokens),
            short: file.tokens.texts,
            kinds: file.page_types,
            elements: Numbers::new(learned.tokens.keys().map(String::as_str), &lexicon.elements),
            texts: Numbers::new(learned.phrases.keys().map(String::as_str), &lexicon.texts),
        };
        Ok(Generic {
            unseen: file.unseen,
            widgets: Widgets::new(&file.widgets, file.dialogs),
            boxes: file.boxes,
            discussion: file.discussion,
            judge: Model::new(vocabulary, learned.tokens, learned.phrases, learned.judge)?,
            thresholds: file.thresholds,
            prefer: file.prefer,
            regions: Regions::new(file.region, learned.shape, learned.article)?,
            body: file.body,
            parts: file.parts,
            embedded_confidence: file.embedded.confidence,
            incomplete: file.incomplete,
            length_mismatch: file.length_mismatch,
        })
    }

    /// What a page says that it is.
    pub(crate) fn page_type(&self, signals: &Signals) -> Option<PageType> {
        page_type::stated(&self.judge.vocabulary.kinds, signals)
    }

    /// What is husk before anything of a page is counted.
    pub(crate) fn excluded(&self, dom: &Dom, texts: &TextBlocks, signals: &Signals) -> Excluded {
        let comments = discussion::find(&self.discussion, &self.unseen.prose, dom, texts, signals);
        Excluded::of((&self.unseen, &self.widgets, &self.boxes), comments, dom, texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rows_can_be_used() {
        let read = Generic::new(BY_HAND, LEARNED);
        assert!(read.is_ok(), "{}", read.err().map(|e| e.to_string()).unwrap_or_default());
    }
}
