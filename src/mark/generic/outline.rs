//! The outline: the elements that hold text, as a tree of their own.
//!
//! Each [`Holder`] knows which text blocks it holds, so that anything summed over the blocks is known of every element
//! by two look-ups. What an element says of itself (tag, class, id, role) is read once a holder, whatever it holds.

use std::ops::Range;

use crate::dom::{Dom, NodeId, TextBlocks};

use super::words::{Said, Words};

/// An element that holds text blocks.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) node: NodeId,
    /// Its place in [`Outline::holders`]; the outermost holder is its own parent.
    pub(crate) parent: usize,
    /// The blocks that it holds, all in a row.
    pub(crate) blocks: Range<usize>,
    /// What it says of itself, and what it and all that hold it say.
    pub(crate) said: Said,
}

/// All elements of a page that hold text, in document order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) holders: Vec<Holder>,
    /// For each text block the innermost element that holds it whole.
    pub(crate) innermost: Vec<usize>,
}

impl Outline {
    /// Finds the holders of a page's text blocks, in one pass over the blocks.
    pub(crate) fn of(dom: &Dom, texts: &TextBlocks, words: &Words) -> Self {
        let mut outline = Outline::default();
        let mut open: Vec<usize> = Vec::new();
        let mut path: Vec<NodeId> = Vec::new();
        for (index, block) in texts.iter().enumerate() {
            while let Some(&last) = open.last()
                && dom.end(outline.holders[last].node) < block.nodes.end
            {
                outline.holders[last].blocks.end = index;
                open.pop();
            }
            let known = open.last().map(|&last| outline.holders[last].node);
            let holds = |n: &NodeId| dom.end(*n) >= block.nodes.end;
            path.extend(dom.ancestors(block.nodes.start).filter(holds).take_while(|n| Some(*n) != known));
            for node in path.drain(..).rev() {
                let parent = open.last().copied().unwrap_or(0);
                let said = words.read(dom, node, outline.holders.get(parent).map(|h| &h.said));
                open.push(outline.holders.len());
                outline.holders.push(Holder { node, parent, blocks: index..index, said });
            }
            outline.innermost.push(open.last().copied().unwrap_or(0));
        }
        for last in open {
            outline.holders[last].blocks.end = texts.len();
        }
        outline
    }

    /// The holders around a block, the innermost first.
    pub(crate) fn around(&self, block: usize) -> impl Iterator<Item = &Holder> {
        let mut next = self.innermost.get(block).copied();
        std::iter::from_fn(move || {
            let at = next?;
            let holder = self.holders.get(at)?;
            next = (holder.parent != at).then_some(holder.parent);
            Some(holder)
        })
    }
}
