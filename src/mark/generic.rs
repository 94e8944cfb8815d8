//! The generic layer: what belongs to the article, judged by what holds for any page.
//!
//! Every text block is measured: its text, what the elements around it say, what stands beside it, what page it is on.
//! Trees of conditions on the measures give scores, whose sum is its likelihood; the measure that moves the sum most is
//! the reason. All words, scores and limits stand in `rules/generic.toml`.

pub(crate) mod choose;
mod claim;
pub(crate) mod features;
pub(crate) mod heard;
pub(crate) mod lexicon;
pub(crate) mod measure;
pub(crate) mod model;
pub(crate) mod outline;
mod place;
pub(crate) mod rows;
mod sayings;
mod stock;
pub(crate) mod trees;
pub(crate) mod trunk;
pub(crate) mod view;
mod widgets;
mod witness;
pub(crate) mod words;

use std::sync::Arc;

use crate::dom::{Dom, NodeId, TextBlocks};

use self::view::View;
use super::{Marks, Reason, always};

pub(crate) use self::model::Generic;
pub(crate) use self::place::whole_nodes;
pub(crate) use self::rows::Unseen;

/// What the page says of its article outside the text: witnesses for what the text is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Anchors<'a> {
    /// The headline.
    pub(crate) title: Option<&'a str>,
    /// The summary for search engines and previews.
    pub(crate) description: Option<&'a str>,
    /// The `articleBody` of the page's JSON-LD.
    pub(crate) body: Option<&'a str>,
    /// The names of the authors.
    pub(crate) authors: &'a [String],
    /// The page's address.
    pub(crate) url: Option<&'a str>,
    /// What it says that it is: the types of its JSON-LD things, and `og:` with its `og:type`.
    pub(crate) kinds: &'a [String],
}

/// Where the layer decides.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'a> {
    /// Everywhere: it finds the article by itself.
    WholePage,
    /// Only inside these elements, which a rule has picked.
    Inside {
        /// The elements.
        content: &'a [NodeId],
        /// How much is cleaned.
        clean: Clean,
    },
}

/// How much the layer cleans inside a rule's container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clean {
    /// What is near certain to be husk.
    Safe,
    /// What is more likely husk than not.
    Full,
}

/// What is husk before anything is counted, and does not count: the outermost such elements, in document order.
#[derive(Debug)]
pub(crate) struct Aside {
    /// What no reader sees.
    pub(crate) unseen: Vec<(NodeId, Reason)>,
    /// What many sites take from the same maker.
    pub(crate) widgets: Vec<(NodeId, Reason)>,
}

impl Aside {
    /// Finds it.
    pub(crate) fn of(model: &Generic, dom: &Dom, texts: &TextBlocks) -> Self {
        Aside { unseen: always::find(&model.unseen, dom, texts), widgets: model.widgets.find(dom) }
    }

    /// Which text blocks stand in it, whole.
    fn blocks(&self, dom: &Dom, texts: &TextBlocks) -> Vec<bool> {
        let mut aside = vec![false; texts.len()];
        for (id, _) in self.unseen.iter().chain(&self.widgets) {
            let from = texts.partition_point(|block| block.nodes.start < *id);
            let inside = texts.iter().skip(from).take_while(|block| block.nodes.end <= dom.end(*id)).count();
            aside[from..from + inside].fill(true);
        }
        aside
    }
}

/// How likely each text block of a page belongs to the article, wherever a rule may look for it.
#[derive(Debug)]
pub(crate) struct Judgement {
    aside: Aside,
    view: View,
    /// How likely each block belongs to the article.
    likely: Vec<f32>,
    /// What speaks loudest for that; empty where nobody asked.
    because: Vec<Arc<str>>,
}

impl Judgement {
    /// What no reader sees.
    pub(crate) fn unseen(&self) -> &[(NodeId, Reason)] {
        &self.aside.unseen
    }

    fn because(&self, block: usize) -> Arc<str> {
        self.because.get(block).cloned().unwrap_or_default()
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

/// Judges the text blocks of a page.
pub(crate) fn judge(model: &Generic, dom: &Dom, texts: &TextBlocks, anchors: &Anchors<'_>, asked: Asked) -> Judgement {
    let aside = Aside::of(model, dom, texts);
    let mut view = View::new(dom, texts, &aside, anchors, &model.hearing, &mut &model.hearing);
    view.weigh(&model.words, &model.says);
    let (likely, because) = model.judge(&view, asked);
    Judgement { aside, view, likely, because }
}

/// Marks each text block of the scope, and the elements around them where they agree.
pub(crate) fn mark(
    model: &Generic,
    dom: &Dom,
    texts: &TextBlocks,
    judgement: &Judgement,
    scope: Scope<'_>,
    marks: &mut Marks,
) {
    place::place((dom, texts), judgement, &model.choose, scope, marks);
}
