//! All that holds for any page: the rows of `rules/generic.toml` and `rules/learned.toml`, ready for use by the stages
//! that find the article.

pub(crate) mod rows;

use std::sync::{Arc, LazyLock};

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
use crate::lookup::builtin::builtin;
use crate::meta::Signals;
use crate::region::{Regions, body, copies, next, parts, said};

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
    pub(crate) next: next::Rows,
    pub(crate) copies: copies::Rows,
    pub(crate) said: said::Rows,
    /// How sure it is that a text in a page's structured data is its article.
    pub(crate) embedded_confidence: f32,
    pub(crate) incomplete: Incomplete,
    pub(crate) length_mismatch: LengthMismatch,
}

/// Why the rows cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// A row of the judge does not fit.
    #[error("rules/learned.toml: {0}")]
    Row(#[from] trees::Unusable),
    /// A row of a card does not fit.
    #[error("rules/learned.toml: {0}")]
    Card(#[from] card::Unusable),
}

impl Generic {
    /// The rules that are built in, made when they are first asked for.
    pub(crate) fn builtin() -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<Generic>> = LazyLock::new(|| {
            let made = Generic::new(builtin!("generic"), builtin!("learned"));
            Arc::new(made.expect("a test reads the built-in rows"))
        });
        Arc::clone(&BUILTIN)
    }

    /// Rules from the rows that people and the learner wrote.
    pub(crate) fn new(file: ByHand, learned: Learned) -> Result<Self, Broken> {
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
            next: file.next,
            copies: file.copies,
            said: file.said,
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
    fn the_built_in_rows_can_be_used_and_are_those_of_their_files() {
        let by_hand = toml::from_str::<ByHand>(include_str!("../../rules/generic.toml")).expect("rules/generic.toml");
        let learned = toml::from_str::<Learned>(include_str!("../../rules/learned.toml")).expect("rules/learned.toml");
        let prepared: Learned = builtin!("learned");
        assert_eq!(format!("{learned:?}"), format!("{prepared:?}"));
        let made = Generic::new(by_hand, learned);
        assert!(made.is_ok(), "{}", made.err().map(|e| e.to_string()).unwrap_or_default());
    }
}
