//! What is kept and what is dropped, decided beside the tree: a [`Mark`] a node, each with its [`Reason`].
//!
//! The stages in `decide` write them, all looking at the untouched tree. The nearest mark wins: a node without a mark does
//! as the node that holds it does. At the same node keep beats drop, so the order of lines in a rule never
//! matters.

mod in_words;
mod reason;

use std::ops::Range;

use crate::dom::{Dom, NodeId, TextBlock};

pub(crate) use in_words::in_words;
pub(crate) use reason::percent;
pub use reason::{Reason, RuleKey};

/// Keep or drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Husk.
    Drop,
    /// Part of the article.
    Keep,
}

/// A decision on one node and all in it that has no nearer mark.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mark {
    /// What is decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
}

/// The marks of a page: at most one a node. Its document node always has one.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    /// For each node the place of its mark in `marks` plus one; zero is "as its parent".
    at: Vec<u32>,
    marks: Vec<Mark>,
}

impl Marks {
    /// Marks under which every node has the fate of the document.
    pub(crate) fn new(dom: &Dom, document: Mark) -> Self {
        let mut marks = Marks { at: vec![0; dom.len()], marks: Vec::new() };
        marks.set(NodeId::ROOT, document);
        marks
    }

    /// Marks a node. At the same node keep beats drop; of two equal verdicts the first stays.
    pub(crate) fn set(&mut self, node: NodeId, mark: Mark) {
        if self.own(node).is_none_or(|old| old.verdict < mark.verdict) {
            self.marks.push(mark);
            self.at[node.index()] = self.marks.len() as u32;
        }
    }

    /// How many marks were set so far.
    pub(crate) fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether the node's own mark is one of those that were set between two counts of them.
    pub(crate) fn is_among(&self, node: NodeId, set: &Range<usize>) -> bool {
        self.at[node.index()].checked_sub(1).is_some_and(|at| set.contains(&(at as usize)))
    }

    /// Marks a node and all in it, whatever the generic layer says of it.
    pub(crate) fn overrule(&mut self, dom: &Dom, node: NodeId, mark: Mark) {
        self.marks.push(mark);
        self.at[node.index()] = self.marks.len() as u32;
        for id in dom.descendants(node) {
            if self.own(id).is_some_and(|mark| mark.reason.is_judged()) {
                self.at[id.index()] = 0;
            }
        }
    }

    /// The mark that stands at the node itself.
    pub(crate) fn own(&self, node: NodeId) -> Option<&Mark> {
        Some(&self.marks[self.at[node.index()].checked_sub(1)? as usize])
    }

    /// The nearest mark: the node's own, else that of the nearest node that holds it.
    pub(crate) fn of(&self, dom: &Dom, node: NodeId) -> &Mark {
        std::iter::once(node).chain(dom.ancestors(node)).find_map(|n| self.own(n)).expect("the document has a mark")
    }

    /// The mark that decides on a text block: that of its first text which is not set aside for itself, as a paragraph's
    /// `<a class="ornament">#</a>` is; where all are, of the first that a reader sees.
    pub(crate) fn of_block(&self, dom: &Dom, block: &TextBlock) -> &Mark {
        let is_aside = |mark: &Mark| mark.verdict == Verdict::Drop && !mark.reason.is_judged();
        let start = self.of(dom, block.nodes.start);
        if !is_aside(start) {
            return start;
        }
        let texts =
            || dom.ids_in(&block.nodes).filter(|node| dom.text(*node).is_some_and(|text| !text.trim().is_empty()));
        let marks = || texts().map(|node| self.of(dom, node));
        let seen = || marks().find(|mark| !matches!(mark.reason, Reason::Unseen { .. }));
        marks().find(|mark| !is_aside(mark)).or_else(seen).unwrap_or(start)
    }

    /// Hands the marks down: the same marks, after which `own` of every node is its nearest one.
    pub(crate) fn inherit(mut self, dom: &Dom) -> Self {
        for id in dom.ids() {
            if self.at[id.index()] == 0
                && let Some(parent) = dom.parent(id)
            {
                self.at[id.index()] = self.at[parent.index()];
            }
        }
        self
    }

    /// The same marks, which are inherited, with some nodes marked in addition; nearer marks stand.
    pub(crate) fn keeping(&self, dom: &Dom, nodes: &[NodeId], mark: &Mark) -> Self {
        let mut marks = self.clone();
        marks.marks.push(mark.clone());
        let new = marks.marks.len() as u32;
        for &node in nodes {
            let old = self.at[node.index()];
            let is_own = dom.parent(node).is_none_or(|parent| self.at[parent.index()] != old);
            if !is_own || self.own(node).is_none_or(|own| own.verdict < mark.verdict) {
                for id in dom.subtree(node).filter(|id| self.at[id.index()] == old) {
                    marks.at[id.index()] = new;
                }
            }
        }
        marks
    }

    /// The same marks, which are inherited, with some stretches kept or dropped by hand, but for what no reader sees of them.
    pub(crate) fn by_hand(&self, dom: &Dom, stretches: &[(Range<NodeId>, bool)]) -> Self {
        let mut marks = self.clone();
        for (stretch, kept) in stretches {
            let (verdict, value) = if *kept { (Verdict::Keep, 1.0) } else { (Verdict::Drop, 0.0) };
            marks.marks.push(Mark { verdict, reason: Reason::Part { value, kept: *kept } });
            let new = marks.marks.len() as u32;
            let is_seen = |id: &NodeId| self.own(*id).is_none_or(|own| !matches!(own.reason, Reason::Unseen { .. }));
            for id in dom.ids_in(stretch).filter(is_seen) {
                marks.at[id.index()] = new;
            }
        }
        marks
    }

    /// The same marks, which are inherited, with all that is kept of some nodes marked otherwise.
    pub(crate) fn dropping(&self, dom: &Dom, nodes: &[NodeId], mark: Mark) -> Self {
        let mut marks = self.clone();
        marks.marks.push(mark);
        let new = marks.marks.len() as u32;
        let is_kept = |id: &NodeId| self.own(*id).is_some_and(|own| own.verdict == Verdict::Keep);
        for id in nodes.iter().flat_map(|&node| dom.subtree(node)).filter(is_kept) {
            marks.at[id.index()] = new;
        }
        marks
    }
}
