//! The judge: how likely each text of a page belongs to the article, by what holds for any page.
//!
//! Every text block is measured: its text, what the elements around it say, what stands beside it, what page it is on.
//! Trees of conditions on the measures give scores, whose sum is its probability; the measure that moves the sum most is
//! the reason. All scores stand in `rules/learned.toml`.

pub(crate) mod card;
pub(crate) mod model;
pub(crate) mod rows;
pub(crate) mod trees;

use std::sync::{Arc, OnceLock};

use crate::dom::{Dom, NodeId, TextBlocks};
use crate::features::Features;
use crate::hidden::Excluded;
use crate::mark::Reason;
use crate::meta::Signals;

pub(crate) use self::card::{Card, CardRow, logistic};
pub(crate) use self::model::Model;

/// How likely each text block of a page belongs to the article, wherever a rule may look for it.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    pub(crate) excluded: Excluded,
    pub(crate) features: Features,
    /// How likely each block belongs to the article.
    pub(crate) probability: Vec<f32>,
    /// What speaks loudest for that; nothing where nobody asked.
    top_feature: OnceLock<Vec<Arc<str>>>,
}

impl Scores {
    /// What no reader sees.
    pub(crate) fn unseen(&self) -> &[(NodeId, Reason)] {
        &self.excluded.unseen
    }

    pub(crate) fn top_feature(&self, block: usize) -> Arc<str> {
        self.top_feature.get().and_then(|top_feature| top_feature.get(block)).cloned().unwrap_or_default()
    }

    /// Finds out what speaks loudest for each probability, which takes longer than to judge.
    pub(crate) fn find_top_features(&self, model: &Model) {
        self.top_feature.get_or_init(|| model.judge(&self.features, Asked::Why).1);
    }
}

/// What is asked of the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Only what is kept.
    What,
    /// Why, too, which takes longer.
    Why,
}

/// Judges the text blocks of a page, those that are set aside left out.
pub(crate) fn judge(model: &Model, dom: &Dom, texts: &TextBlocks, excluded: Excluded, signals: &Signals) -> Scores {
    let mut features = Features::new(dom, texts, &excluded, signals, &model.vocabulary, &mut &model.vocabulary);
    features.weigh(&model.token_weights, &model.phrase_weights);
    let (probability, _) = model.judge(&features, Asked::What);
    Scores { excluded, features, probability, top_feature: OnceLock::new() }
}
