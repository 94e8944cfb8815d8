//! The page as a flat tree.
//!
//! A [`Dom`] is a vector of nodes in document order. Ids are positions in it, so `a < b` means that `a` starts
//! first, the subtree of `n` is the range `n..end(n)`, and "is inside" is two comparisons. Nothing here recurses over
//! the tree's depth, and nothing changes a tree once it is made.

mod base;
mod build;
pub(crate) mod callout;
pub(crate) mod code;
mod display;
mod guard;
mod long_tags;
pub(crate) mod markup;
pub(crate) mod names;
#[cfg(test)]
mod oracle;
mod parse;
mod path;
mod raw;
mod rcdom;
mod scan;
mod select;
mod sink;
mod store;
mod text;
mod unended;

use std::ops::Range;

use html5ever::{LocalName, local_name as tag};

use crate::limits::{Limited, Meter};

pub(crate) use base::{base, is_base};
pub(crate) use build::{Builder, from_lines};
pub(crate) use display::{Display, declared, is_box, is_styled_as_block};
pub(crate) use parse::parse;
pub(crate) use path::element_path;
pub(crate) use rcdom::from_rcdom;
pub(crate) use select::{NameKind, names};
pub use select::{Selector, SelectorError, Work};
use store::Store;
pub(crate) use text::{TextBlock, TextBlocks, folded, is_break_hint, is_space};

/// The place of a node in its [`Dom`], in document order. The document itself is node 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The document node, which holds all others.
    pub const ROOT: NodeId = NodeId(0);

    /// The position as an index into anything that has one entry a node.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The place behind this one.
    pub(crate) fn next(self) -> NodeId {
        NodeId(self.0 + 1)
    }

    fn new(index: usize) -> Self {
        NodeId(u32::try_from(index).expect("the node limit is far below u32::MAX"))
    }
}

/// A parsed page: never changed after parsing; ids are in document order.
#[derive(Debug)]
pub struct Dom {
    nodes: Vec<Node>,
    attrs: Vec<Attr>,
    /// The text of all text nodes, comments and attribute values, one after the other.
    strings: String,
    /// Counts what is looked at.
    meter: Meter,
}

/// A tree and what the limits changed in it.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) dom: Dom,
    /// Each limit that changed the tree, once.
    pub(crate) limited: Vec<Limited>,
}

/// A stretch of [`Dom::strings`].
type Span = Range<u32>;

#[derive(Debug)]
struct Node {
    parent: NodeId,
    /// One past the last node of the subtree.
    end: NodeId,
    /// The sibling before this one; the node itself where there is none.
    prev: NodeId,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Document,
    Element { name: LocalName, foreign: bool, attrs: Attrs },
    Text(Span),
    Comment(Span),
}

/// A stretch of [`Dom::attrs`]: those of one element. Six bytes, since every node has room for one.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, packed(2))]
struct Attrs {
    start: u32,
    len: u16,
}

impl Attrs {
    fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.len)
    }
}

#[derive(Clone, Debug)]
struct Attr {
    name: LocalName,
    value: Span,
}

impl Dom {
    /// How many nodes the page has, the document itself included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes in document order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        self.range(NodeId::ROOT, NodeId::new(self.nodes.len()))
    }

    /// The node at a place in document order, if there is one.
    pub fn at(&self, index: usize) -> Option<NodeId> {
        (index < self.nodes.len()).then(|| NodeId::new(index))
    }

    /// The nodes of a stretch of the page, in document order.
    pub fn ids_in(&self, stretch: &Range<NodeId>) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        self.range(stretch.start, stretch.end.min(self.end(NodeId::ROOT)))
    }

    /// So many nodes behind the subtree, if there are.
    pub(crate) fn ids_behind(&self, id: NodeId, most: usize) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        let (start, end) = (self.end(id), self.end(NodeId::ROOT));
        self.range(start, NodeId(start.0.saturating_add(most as u32)).min(end))
    }

    /// The node and all that it holds, in document order.
    pub fn subtree(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        self.range(id, self.end(id))
    }

    /// All that the node holds, itself left out, in document order.
    pub fn descendants(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        self.range(NodeId(id.0 + 1), self.end(id))
    }

    /// One past the last node of the subtree.
    pub fn end(&self, id: NodeId) -> NodeId {
        self.node(id).end
    }

    /// Whether `inner` is `outer` or stands inside it.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer <= inner && inner < self.end(outer)
    }

    /// The node that holds this one; none for the document.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id != NodeId::ROOT).then(|| self.node(id).parent)
    }

    /// The nodes that hold this one, the nearest first, the document last.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.meter.count(1);
        std::iter::successors(self.parent(id), |&n| self.parent(n))
    }

    /// The nodes directly inside this one, in document order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let first = NodeId(id.0 + 1);
        std::iter::successors((first < self.end(id)).then_some(first), |&n| self.next_sibling(n))
    }

    /// The sibling after this node.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.meter.count(1);
        let next = self.end(id);
        (id != NodeId::ROOT && next < self.end(self.node(id).parent)).then_some(next)
    }

    /// The sibling before this node.
    pub fn prev_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.meter.count(1);
        let prev = self.node(id).prev;
        (prev != id).then_some(prev)
    }

    /// The siblings after this node, the nearest first.
    pub(crate) fn siblings_after(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.next_sibling(id), |&n| self.next_sibling(n))
    }

    /// The siblings before this node, the nearest first.
    pub(crate) fn siblings_before(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.prev_sibling(id), |&n| self.prev_sibling(n))
    }

    /// The local name of an element, in lower case for HTML; none for other nodes.
    pub fn name(&self, id: NodeId) -> Option<&LocalName> {
        match &self.node(id).kind {
            Kind::Element { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Whether the node is an element.
    pub fn is_element(&self, id: NodeId) -> bool {
        matches!(self.node(id).kind, Kind::Element { .. })
    }

    /// Whether the node is an element of this HTML name.
    pub fn is(&self, id: NodeId, tag: &LocalName) -> bool {
        matches!(&self.node(id).kind, Kind::Element { name, foreign: false, .. } if name == tag)
    }

    /// Whether the element belongs to SVG or MathML.
    pub fn is_foreign(&self, id: NodeId) -> bool {
        matches!(self.node(id).kind, Kind::Element { foreign: true, .. })
    }

    /// The value of an element's attribute; none for other nodes.
    pub fn attr(&self, id: NodeId, name: &LocalName) -> Option<&str> {
        self.raw_attrs(id).iter().find(|a| a.name == *name).map(|a| self.slice(&a.value))
    }

    /// The attributes of an element, in the order of the source; empty for other nodes.
    pub fn attrs(&self, id: NodeId) -> impl Iterator<Item = (&LocalName, &str)> {
        self.raw_attrs(id).iter().map(|a| (&a.name, self.slice(&a.value)))
    }

    /// How many attributes an element has.
    pub(crate) fn attr_count(&self, id: NodeId) -> usize {
        self.raw_attrs(id).len()
    }

    /// Whether the node is `<h1>` to `<h6>`.
    pub(crate) fn is_heading(&self, id: NodeId) -> bool {
        [tag!("h1"), tag!("h2"), tag!("h3"), tag!("h4"), tag!("h5"), tag!("h6")].iter().any(|name| self.is(id, name))
    }

    /// Whether the node is a link, by its name: `<a>`, but for the place that others lead to, `<a id="pier">`.
    pub(crate) fn is_link(&self, id: NodeId) -> bool {
        let is_place = || self.attr(id, &tag!("id")).or(self.attr(id, &tag!("name"))).is_some();
        self.is(id, &tag!("a")) && (self.attr(id, &tag!("href")).is_some() || !is_place())
    }

    /// Whether the node says that it leads to this: `<a rel="author nofollow">`
    pub(crate) fn has_rel(&self, id: NodeId, wanted: &str) -> bool {
        let rels = self.attr(id, &tag!("rel")).unwrap_or_default();
        rels.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(wanted))
    }

    /// Whether the node is a button by its name or role.
    pub(crate) fn is_button(&self, id: NodeId) -> bool {
        self.is(id, &tag!("button")) || self.attr(id, &tag!("role")) == Some("button")
    }

    /// The class names of an element.
    pub fn classes(&self, id: NodeId) -> impl Iterator<Item = &str> {
        self.attr(id, &tag!("class")).unwrap_or_default().split_ascii_whitespace()
    }

    /// The characters of a text node, white space as in the source; none for other nodes.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            Kind::Text(span) => Some(self.slice(span)),
            _ => None,
        }
    }

    /// The characters of a comment; none for other nodes.
    pub fn comment(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            Kind::Comment(span) => Some(self.slice(span)),
            _ => None,
        }
    }

    /// The characters of all text nodes in the subtree, as the `textContent` of the DOM standard.
    pub fn text_content(&self, id: NodeId) -> String {
        self.subtree(id).filter_map(|n| self.text(n)).collect()
    }

    /// Counts the work on the page.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Some nodes, all counted as looked at.
    fn range(&self, start: NodeId, end: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        self.meter.count(u64::from(end.0.saturating_sub(start.0)));
        (start.0..end.0).map(NodeId)
    }

    fn raw_attrs(&self, id: NodeId) -> &[Attr] {
        match &self.node(id).kind {
            Kind::Element { attrs, .. } => &self.attrs[attrs.range()],
            _ => &[],
        }
    }

    fn slice(&self, span: &Span) -> &str {
        &self.strings[span.start as usize..span.end as usize]
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
}

/// Whether a `<template>` with these attributes is a shadow root that the parser attaches: its content is shown.
fn is_shadow_root<'a>(mut attrs: impl Iterator<Item = (&'a LocalName, &'a str)>) -> bool {
    attrs.any(|(name, value)| *name == tag!("shadowrootmode") && matches!(value, "open" | "closed"))
}

/// Whether a browser fills this element with a copy of the chosen option: text that stands in the page already.
fn is_copy(name: &LocalName) -> bool {
    *name == tag!("selectedcontent")
}

/// A page as most tests have it.
#[cfg(test)]
pub(crate) fn of_html(html: &str) -> Dom {
    parse(html, &crate::limits::Limits::default()).expect("within the limits").dom
}
