//! Makes a [`Dom`], one node after the other in document order. All ways in end here: bytes, a caller's `RcDom`, and
//! text without markup.

use html5ever::{LocalName, local_name as tag};

use super::{Attrs, Display, Dom, Kind, Node, NodeId, Parsed, Span, Store};
use crate::limits::{Limited, Limits, Meter, Refused};

/// How much deeper than the limit a paragraph or heading may stand.
const PARAGRAPHS: usize = 8;

/// Takes the nodes of a tree in document order: `open`, what is inside, `close`.
///
/// Text nodes that follow one another become one. Elements deeper than the limit are left out, what they hold is not,
/// and its paragraphs stay apart.
#[derive(Debug)]
pub(crate) struct Builder<'l> {
    nodes: Vec<Node>,
    pub(crate) store: Store<'l>,
    /// The open nodes, the document first, each with its last child so far.
    open: Vec<(NodeId, Option<NodeId>)>,
    /// All elements that are open, innermost last: of those that were left out, how they are displayed.
    elements: Vec<Option<Display>>,
}

impl<'l> Builder<'l> {
    /// A builder whose tree will have the characters and attributes of the store.
    pub(crate) fn new(store: Store<'l>) -> Self {
        let root = Node { parent: NodeId::ROOT, end: NodeId::ROOT, prev: NodeId::ROOT, kind: Kind::Document };
        Builder { nodes: vec![root], store, open: vec![(NodeId::ROOT, None)], elements: Vec::new() }
    }

    /// Starts an element inside the open one.
    pub(super) fn open(&mut self, name: LocalName, foreign: bool, attrs: Attrs) {
        if is_too_deep(&name, self.open.len() - 1, self.store.limits.depth) {
            let display = Display::of_name(&name, foreign);
            self.elements.push(Some(display));
            self.store.note(Limited::Depth);
            return self.space(display);
        }
        let id = self.push(Kind::Element { name, foreign, attrs });
        self.open.push((id, None));
        self.elements.push(None);
    }

    /// Ends the element that was opened last.
    pub(crate) fn close(&mut self) {
        match self.elements.pop() {
            None => {}
            Some(Some(display)) => self.space(display),
            Some(None) => self.end(),
        }
    }

    /// Ends the node that was opened last.
    fn end(&mut self) {
        let Some((id, _)) = self.open.pop() else { return };
        self.nodes[id.index()].end = NodeId::new(self.nodes.len());
    }

    pub(crate) fn text(&mut self, text: Span) {
        if text.is_empty() {
            return;
        }
        let before = self.open.last().and_then(|(_, last)| *last).filter(|last| last.index() + 1 == self.nodes.len());
        if let Some(Kind::Text(span)) = before.map(|id| &mut self.nodes[id.index()].kind) {
            *span = self.store.join(span, &text);
        } else {
            self.push(Kind::Text(text));
        }
    }

    pub(crate) fn comment(&mut self, text: Span) {
        self.push(Kind::Comment(text));
    }

    /// The finished tree.
    ///
    /// # Errors
    /// If the tree breaks a limit.
    pub(crate) fn finish(mut self) -> Result<Parsed, Refused> {
        while !self.open.is_empty() {
            self.end();
        }
        let Store { attrs, strings, limits, limited, refused, .. } = self.store;
        match refused {
            Some(refused) => Err(refused),
            None => Ok(Parsed {
                dom: Dom { nodes: self.nodes, attrs, strings, meter: Meter::new(limits.stop.clone()) },
                limited,
            }),
        }
    }

    /// Keeps the words around a left-out line break apart.
    fn space(&mut self, display: Display) {
        if display == Display::Block {
            let space = self.store.string(" ");
            self.text(space);
        }
    }

    fn push(&mut self, kind: Kind) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        if id.index() >= self.store.limits.nodes {
            self.store.refuse(Refused::Nodes { limit: self.store.limits.nodes });
            return NodeId::ROOT;
        }
        let Some((parent, last)) = self.open.last_mut() else { return NodeId::ROOT };
        let prev = last.replace(id).unwrap_or(id);
        self.nodes.push(Node { parent: *parent, end: NodeId::new(id.index() + 1), prev, kind });
        id
    }
}

/// Whether an element of this name is left out where so many elements are around it.
pub(super) fn is_too_deep(name: &LocalName, depth: usize, limit: usize) -> bool {
    depth >= limit && !holds_no_elements(name) && !(is_paragraph(name) && depth < limit + PARAGRAPHS)
}

/// Whether such an element holds one paragraph of text and, if the page is well made, no other such element.
fn is_paragraph(name: &LocalName) -> bool {
    matches!(*name, tag!("p") | tag!("h1") | tag!("h2") | tag!("h3") | tag!("h4") | tag!("h5") | tag!("h6"))
}

/// Whether the content of such an element is text that must not leave it, or nothing: these stay at any depth.
fn holds_no_elements(name: &LocalName) -> bool {
    matches!(
        *name,
        tag!("area")
            | tag!("base")
            | tag!("br")
            | tag!("col")
            | tag!("embed")
            | tag!("hr")
            | tag!("iframe")
            | tag!("img")
            | tag!("input")
            | tag!("link")
            | tag!("meta")
            | tag!("noembed")
            | tag!("noframes")
            | tag!("param")
            | tag!("plaintext")
            | tag!("script")
            | tag!("source")
            | tag!("style")
            | tag!("textarea")
            | tag!("title")
            | tag!("track")
            | tag!("wbr")
            | tag!("xmp")
    )
}

/// Plain text as a tree: a `<plaintext>` with a `<p>` for each line that is not empty. So an already extracted text
/// goes the way of all pages, and a rule can tell it from one.
///
/// # Errors
/// If the tree breaks a limit.
pub(crate) fn from_lines(text: &str, limits: &Limits) -> Result<Parsed, Refused> {
    let mut builder = Builder::new(Store::new(limits));
    builder.open(tag!("plaintext"), false, Attrs::default());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        builder.open(tag!("p"), false, Attrs::default());
        let line = builder.store.string(line);
        builder.text(line);
        builder.close();
    }
    builder.finish()
}
