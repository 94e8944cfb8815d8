//! The judge: how likely each text of a page belongs to the article, by what holds for any page.
//!
//! Every text block is measured: its text, what the elements around it say, what stands beside it, what page it is on.
//! Trees of conditions on the measures give scores, whose sum is its likelihood; the measure that moves the sum most is
//! the reason. All scores stand in `rules/learned.toml`.

pub(crate) mod card;
pub(crate) mod model;
pub(crate) mod rows;
pub(crate) mod trees;

use std::sync::{Arc, OnceLock};

use crate::dom::{Dom, NodeId, TextBlocks};
use crate::features::{Anchors, View};
use crate::hidden::Aside;
use crate::mark::Reason;

pub(crate) use self::card::{Card, CardRow, logistic};
pub(crate) use self::model::Model;

/// How likely each text block of a page belongs to the article, wherever a rule may look for it.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) aside: Aside,
    pub(crate) view: View,
    /// How likely each block belongs to the article.
    pub(crate) likely: Vec<f32>,
    /// What speaks loudest for that; nothing where nobody asked.
    because: OnceLock<Vec<Arc<str>>>,
}

impl Judgement {
    /// What no reader sees.
    pub(crate) fn unseen(&self) -> &[(NodeId, Reason)] {
        &self.aside.unseen
    }

    pub(crate) fn because(&self, block: usize) -> Arc<str> {
        self.because.get().and_then(|because| because.get(block)).cloned().unwrap_or_default()
    }

    /// Finds out what speaks loudest for each likelihood, which takes longer than to judge.
    pub(crate) fn give_reasons(&self, model: &Model) {
        self.because.get_or_init(|| model.judge(&self.view, Asked::Why).1);
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
pub(crate) fn judge(model: &Model, dom: &Dom, texts: &TextBlocks, aside: Aside, anchors: &Anchors<'_>) -> Judgement {
    let mut view = View::new(dom, texts, &aside, anchors, &model.hearing, &mut &model.hearing);
    view.weigh(&model.words, &model.says);
    let (likely, _) = model.judge(&view, Asked::What);
    Judgement { aside, view, likely, because: OnceLock::new() }
}
