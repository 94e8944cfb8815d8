//! The generic layer: what belongs to the article, judged by what holds for any page.
//!
//! Every text block is judged twice: by itself (its text and what the elements around it say) and then with its
//! surroundings (how likely its neighbours are, and all that stands in the same elements). Each judgement is a sum of
//! scores, one for each measured feature, so the loudest feature is the reason. All words, scores and limits stand in
//! `rules/generic.toml`.

pub(crate) mod around;
pub(crate) mod features;
pub(crate) mod heard;
pub(crate) mod measure;
pub(crate) mod model;
pub(crate) mod outline;
mod place;
pub(crate) mod rows;
pub(crate) mod sum;
pub(crate) mod trunk;
pub(crate) mod view;
mod witness;
pub(crate) mod words;

use crate::dom::{Dom, NodeId, TextBlocks};

use self::view::View;
use super::Marks;

use self::model::Judged;

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

/// How likely each text block of a page belongs to the article, wherever a rule may look for it.
#[derive(Debug)]
pub(crate) struct Judgement {
    view: View,
    judged: Vec<Judged>,
}

/// Judges the text blocks of a page.
pub(crate) fn judge(model: &Generic, dom: &Dom, texts: &TextBlocks, anchors: &Anchors<'_>) -> Judgement {
    let mut view = View::new(dom, texts, anchors, &model.hearing.ears, &mut &model.hearing);
    view.weigh(&model.words, &model.says);
    let judged = model.judge(&view);
    Judgement { view, judged }
}

/// Marks each text block of the scope, and the elements around them where they agree.
pub(crate) fn mark(
    model: &Generic,
    dom: &Dom,
    texts: &TextBlocks,
    Judgement { view, judged }: &Judgement,
    scope: Scope<'_>,
    marks: &mut Marks,
) {
    place::place((dom, texts), view, &model.choose, judged, scope, marks);
}
