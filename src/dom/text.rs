//! The text of a page as its reader sees it: text blocks.
//!
//! A text block is a run of text that no block-level element and no two `<br>` interrupt (the "text block" of
//! Kohlschütter 2010, the "paragraph" of jusText). It is the unit that the generic layer judges, that the explanation
//! shows and that the article's blocks are made of.

use std::ops::Range;

use html5ever::local_name as tag;

use super::{Display, Dom, NodeId};

/// One run of text. Never empty, never only white space.
#[derive(Clone, Debug)]
pub(crate) struct TextBlock {
    /// The nodes of the run, from the first text node to one past the last: text nodes and the inline elements
    /// between them.
    pub(crate) nodes: Range<NodeId>,
    /// The nearest block-level element that holds the whole run.
    pub(crate) container: NodeId,
    /// Whether white space counts, as inside `<pre>`.
    #[allow(dead_code, reason = "for whoever judges by it")]
    pub(crate) preformatted: bool,
    /// Where its normalised text stands in [`TextBlocks::text`].
    span: Range<u32>,
    /// How many bytes of the text stand inside links.
    pub(crate) link_bytes: u32,
}

/// All text blocks of a page, in document order, shown or not by style, with their texts.
#[derive(Debug, Default)]
pub(crate) struct TextBlocks {
    blocks: Vec<TextBlock>,
    text: String,
}

impl TextBlocks {
    /// Cuts a page into text blocks, in one pass.
    pub(crate) fn of(dom: &Dom) -> Self {
        let mut cutter = Cutter::default();
        let mut id = NodeId::ROOT;
        let end = dom.end(NodeId::ROOT);
        while id < end {
            cutter.leave(dom, id);
            if id != NodeId::ROOT && Display::of(dom, id) == Display::None {
                id = dom.end(id);
                continue;
            }
            cutter.enter(dom, id);
            id = NodeId::new(id.index() + 1);
        }
        cutter.finish()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &TextBlock> + ExactSizeIterator {
        self.blocks.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The block's text: white space folded as a browser does, a single `<br>` a line feed.
    pub(crate) fn text(&self, block: &TextBlock) -> &str {
        &self.text[block.span.start as usize..block.span.end as usize]
    }
}

impl std::ops::Index<usize> for TextBlocks {
    type Output = TextBlock;

    fn index(&self, index: usize) -> &TextBlock {
        &self.blocks[index]
    }
}

/// What is between two pieces of text that were already taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Debug, Default)]
struct Cutter {
    out: TextBlocks,
    /// The open block-level elements, links and `<pre>`.
    containers: Vec<NodeId>,
    links: Vec<NodeId>,
    pres: Vec<NodeId>,
    /// The run so far.
    nodes: Option<Range<NodeId>>,
    start: usize,
    link_bytes: u32,
    gap: Gap,
}

impl Cutter {
    /// Closes what ends before `id`.
    fn leave(&mut self, dom: &Dom, id: NodeId) {
        let mut left_block = false;
        while self.containers.last().is_some_and(|&c| dom.end(c) <= id) {
            if !left_block {
                self.flush();
                left_block = true;
            }
            self.containers.pop();
        }
        while self.links.last().is_some_and(|&c| dom.end(c) <= id) {
            self.links.pop();
        }
        while self.pres.last().is_some_and(|&c| dom.end(c) <= id) {
            self.pres.pop();
        }
    }

    fn enter(&mut self, dom: &Dom, id: NodeId) {
        if let Some(text) = dom.text(id) {
            return self.take(id, text);
        }
        if Display::of(dom, id) == Display::Block || id == NodeId::ROOT {
            self.flush();
            self.containers.push(id);
            if dom.is(id, &tag!("pre")) || dom.is(id, &tag!("listing")) || dom.is(id, &tag!("xmp")) {
                self.pres.push(id);
            }
        } else if dom.is(id, &tag!("a")) {
            self.links.push(id);
        } else if dom.is(id, &tag!("br")) {
            self.gap = if self.gap < Gap::Line || !self.pres.is_empty() { Gap::Line } else { Gap::Paragraph };
            if !self.pres.is_empty() && self.nodes.is_some() {
                self.out.text.push('\n');
                self.gap = Gap::None;
            }
        }
    }

    fn take(&mut self, id: NodeId, text: &str) {
        if self.pres.is_empty() { self.take_folded(id, text) } else { self.take_verbatim(id, text) }
    }

    fn take_verbatim(&mut self, id: NodeId, text: &str) {
        if self.nodes.is_none() && text.trim().is_empty() {
            return;
        }
        self.grow(id);
        self.out.text.push_str(text);
    }

    fn take_folded(&mut self, id: NodeId, text: &str) {
        for (n, word) in text.split(is_space).enumerate() {
            if n > 0 {
                self.gap = self.gap.max(Gap::Space);
            }
            if word.is_empty() {
                continue;
            }
            if self.gap == Gap::Paragraph {
                self.flush();
            }
            let gap = std::mem::take(&mut self.gap);
            if self.nodes.is_some() {
                match gap {
                    Gap::None => {}
                    Gap::Space => self.out.text.push(' '),
                    Gap::Line | Gap::Paragraph => self.out.text.push('\n'),
                }
            }
            self.grow(id);
            self.out.text.push_str(word);
            if !self.links.is_empty() {
                self.link_bytes += word.len() as u32;
            }
        }
    }

    /// Makes `id` part of the run.
    fn grow(&mut self, id: NodeId) {
        let next = NodeId::new(id.index() + 1);
        match &mut self.nodes {
            Some(nodes) => nodes.end = next,
            None => {
                self.start = self.out.text.len();
                self.nodes = Some(id..next);
            }
        }
    }

    /// Ends the run.
    fn flush(&mut self) {
        self.gap = Gap::None;
        let link_bytes = std::mem::take(&mut self.link_bytes);
        let Some(nodes) = self.nodes.take() else { return };
        if self.out.text[self.start..].trim().is_empty() {
            self.out.text.truncate(self.start);
            return;
        }
        self.out.blocks.push(TextBlock {
            nodes,
            container: self.containers.last().copied().unwrap_or(NodeId::ROOT),
            preformatted: !self.pres.is_empty(),
            span: self.start as u32..self.out.text.len() as u32,
            link_bytes,
        });
    }

    fn finish(mut self) -> TextBlocks {
        self.flush();
        self.out
    }
}

/// White space that HTML folds; the no-break space is not among it.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}
