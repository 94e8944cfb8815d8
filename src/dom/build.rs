//! Makes a [`Dom`], one node after the other in document order. Both ways in, bytes and a caller's `RcDom`, end here.

use html5ever::LocalName;

use super::{Attr, Dom, Kind, Node, NodeId, Span};

/// Takes the nodes of a tree in document order: `open`, what is inside, `close`.
#[derive(Debug)]
pub(crate) struct Builder {
    dom: Dom,
    /// The open nodes, the document first, each with its last child so far.
    open: Vec<(NodeId, Option<NodeId>)>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let mut builder =
            Builder { dom: Dom { nodes: Vec::new(), attrs: Vec::new(), strings: String::new() }, open: Vec::new() };
        let root = Node { parent: NodeId::ROOT, end: NodeId::ROOT, prev: NodeId::ROOT, kind: Kind::Document };
        builder.dom.nodes.push(root);
        builder.open.push((NodeId::ROOT, None));
        builder
    }

    /// Starts an element inside the open one.
    pub(crate) fn open<'a>(
        &mut self,
        name: LocalName,
        foreign: bool,
        attrs: impl Iterator<Item = (LocalName, &'a str)>,
    ) {
        let start = self.dom.attrs.len() as u32;
        for (name, value) in attrs {
            let value = self.store(value);
            self.dom.attrs.push(Attr { name, value });
        }
        let attrs = start..self.dom.attrs.len() as u32;
        let id = self.push(Kind::Element { name, foreign, attrs });
        self.open.push((id, None));
    }

    /// Ends the element that was opened last.
    pub(crate) fn close(&mut self) {
        let (id, _) = self.open.pop().expect("every close has its open");
        self.dom.nodes[id.index()].end = NodeId::new(self.dom.nodes.len());
    }

    pub(crate) fn text(&mut self, text: &str) {
        let span = self.store(text);
        self.push(Kind::Text(span));
    }

    pub(crate) fn comment(&mut self, text: &str) {
        let span = self.store(text);
        self.push(Kind::Comment(span));
    }

    /// The finished tree.
    pub(crate) fn finish(mut self) -> Dom {
        while !self.open.is_empty() {
            self.close();
        }
        self.dom
    }

    fn push(&mut self, kind: Kind) -> NodeId {
        let id = NodeId::new(self.dom.nodes.len());
        let (parent, last) = self.open.last_mut().expect("the document stays open until the end");
        let prev = last.replace(id).unwrap_or(id);
        self.dom.nodes.push(Node { parent: *parent, end: NodeId::new(id.index() + 1), prev, kind });
        id
    }

    fn store(&mut self, text: &str) -> Span {
        let start = self.dom.strings.len() as u32;
        self.dom.strings.push_str(text);
        start..self.dom.strings.len() as u32
    }
}

/// Plain text as a tree: a `<plaintext>` with a `<p>` for each line that is not empty. So an already extracted text
/// goes the way of all pages, and a rule can tell it from one.
pub(crate) fn from_lines(text: &str) -> Dom {
    let mut builder = Builder::new();
    builder.open(html5ever::local_name!("plaintext"), false, std::iter::empty());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        builder.open(html5ever::local_name!("p"), false, std::iter::empty());
        builder.text(line);
        builder.close();
    }
    builder.finish()
}
