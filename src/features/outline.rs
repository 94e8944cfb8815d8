//! The outline: the elements that hold text, as a tree of their own.
//!
//! Each [`Holder`] knows which text blocks it holds, so that anything summed over the blocks is known of every element
//! by two look-ups. What an element says of itself is read once a holder, whatever it holds.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ops::Range;

use html5ever::local_name as attr;

use crate::dom::{Dom, NodeId, TextBlocks};

use super::words::{Ears, Numbering, Same};

/// An element that holds text blocks.
#[derive(Debug)]
pub(crate) struct Holder {
    pub(crate) node: NodeId,
    /// Its place in [`Outline::holders`]; the outermost holder is its own parent.
    pub(crate) parent: usize,
    /// The blocks that it holds, all in a row.
    pub(crate) blocks: Range<usize>,
    /// What it says of itself: a stretch of [`Outline::said`].
    said: Range<usize>,
    /// A number for its name and classes.
    pub(crate) look: u64,
    /// How many holders look like it.
    pub(crate) twins: u32,
    /// 1 to 6 in `<h1>` to `<h6>`, else 0.
    pub(crate) heading: u8,
    pub(crate) shape: Option<Shape>,
}

/// What an element makes of the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Item,
    Cell,
    Article,
}

/// All elements of a page that hold text, in document order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) holders: Vec<Holder>,
    /// For each text block the innermost element that holds it whole.
    pub(crate) innermost: Vec<usize>,
    /// The numbers of the words that the holders say.
    said: Vec<u32>,
}

impl Outline {
    /// Finds the holders of a page's text blocks, in one pass over the blocks.
    pub(crate) fn of(dom: &Dom, texts: &TextBlocks, ears: &Ears, numbers: &mut impl Numbering) -> Self {
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
                open.push(outline.holders.len());
                outline.push(dom, node, parent, index, ears, numbers);
            }
            outline.innermost.push(open.last().copied().unwrap_or(0));
        }
        for last in open {
            outline.holders[last].blocks.end = texts.len();
        }
        outline.count_twins();
        outline
    }

    fn push(
        &mut self,
        dom: &Dom,
        node: NodeId,
        parent: usize,
        block: usize,
        ears: &Ears,
        numbers: &mut impl Numbering,
    ) {
        let from = self.said.len();
        ears.listen(dom, node, |spoken| self.said.extend(numbers.element(spoken).into_iter().flatten()));
        let mut look = Same::default();
        dom.name(node).hash(&mut look);
        dom.attr(node, &attr!("class")).hash(&mut look);
        self.holders.push(Holder {
            node,
            parent,
            blocks: block..block,
            said: from..self.said.len(),
            look: look.finish(),
            twins: 0,
            heading: heading(dom, node),
            shape: shape(dom, node),
        });
    }

    fn count_twins(&mut self) {
        let mut counts: HashMap<u64, u32, BuildHasherDefault<Same>> = HashMap::default();
        for holder in &self.holders {
            *counts.entry(holder.look).or_default() += 1;
        }
        for holder in &mut self.holders {
            holder.twins = counts[&holder.look];
        }
    }

    /// The numbers of the words that a holder says.
    pub(crate) fn said(&self, holder: &Holder) -> &[u32] {
        &self.said[holder.said.clone()]
    }

    /// The holders around a block, the innermost first.
    pub(crate) fn around(&self, block: usize) -> impl Iterator<Item = (usize, &Holder)> {
        let mut next = self.innermost.get(block).copied();
        std::iter::from_fn(move || {
            let at = next?;
            let holder = self.holders.get(at)?;
            next = (holder.parent != at).then_some(holder.parent);
            Some((at, holder))
        })
    }
}

fn shape(dom: &Dom, node: NodeId) -> Option<Shape> {
    match *dom.name(node)? {
        attr!("li") | attr!("dd") | attr!("dt") => Some(Shape::Item),
        attr!("td") | attr!("th") => Some(Shape::Cell),
        attr!("article") => Some(Shape::Article),
        _ => None,
    }
}

/// 1 to 6 in `<h1>` to `<h6>`, else 0.
pub(crate) fn heading(dom: &Dom, node: NodeId) -> u8 {
    match dom.name(node).map(|name| name.as_bytes()) {
        Some([b'h', level @ b'1'..=b'6']) => level - b'0',
        _ => 0,
    }
}
