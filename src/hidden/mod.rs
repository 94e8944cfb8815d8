//! What is husk before anything is counted: what no reader sees, and what is known by the name that its maker gives it.

pub(crate) mod boxes;
pub(crate) mod rows;
pub(crate) mod unseen;
pub(crate) mod widgets;

use crate::dom::{Dom, NodeId, TextBlocks};
use crate::mark::Reason;

use self::rows::{Boxes, Unseen};
use self::widgets::Widgets;

/// What is husk before anything is counted, and does not count: the outermost such elements, in document order.
#[derive(Debug, Default)]
pub(crate) struct Excluded {
    /// What no reader sees.
    pub(crate) unseen: Vec<(NodeId, Reason)>,
    /// What many sites take from the same maker.
    pub(crate) widgets: Vec<(NodeId, Reason)>,
    /// What readers wrote below the article.
    pub(crate) comments: Vec<(NodeId, Reason)>,
    /// Boxes that a reader can act on: husk, but what is told of the texts beside them counts them.
    pub(crate) boxes: Vec<(NodeId, Reason)>,
}

/// The outermost elements for which there is a reason, in document order.
fn outermost(dom: &Dom, reason: impl Fn(NodeId) -> Option<Reason>) -> Vec<(NodeId, Reason)> {
    let mut found = Vec::new();
    let mut end = NodeId::ROOT;
    for id in dom.ids() {
        if id >= end
            && let Some(reason) = reason(id)
        {
            found.push((id, reason));
            end = dom.end(id);
        }
    }
    found
}

impl Excluded {
    /// Finds it, but for the comments, which are told.
    pub(crate) fn of(
        (unseen, widgets, boxes): (&Unseen, &Widgets, &Boxes),
        comments: Vec<(NodeId, Reason)>,
        dom: &Dom,
        texts: &TextBlocks,
    ) -> Self {
        Excluded {
            unseen: unseen::find(unseen, dom, texts),
            widgets: widgets.find(dom),
            comments,
            boxes: boxes::find(boxes, dom),
        }
    }

    /// Which text blocks stand in it, whole.
    pub(crate) fn blocks(&self, dom: &Dom, texts: &TextBlocks) -> Vec<bool> {
        blocks_in(dom, texts, self.unseen.iter().chain(&self.widgets).chain(&self.comments).map(|(id, _)| *id))
    }
}

/// For each text block whether it stands in one of the elements, whole.
pub(crate) fn blocks_in(dom: &Dom, texts: &TextBlocks, elements: impl Iterator<Item = NodeId>) -> Vec<bool> {
    let mut found = vec![false; texts.len()];
    for id in elements {
        let from = texts.partition_point(|block| block.nodes.start < id);
        let inside = texts.iter().skip(from).take_while(|block| block.nodes.end <= dom.end(id)).count();
        found[from..from + inside].fill(true);
    }
    found
}
