//! The container tree: the elements that hold text, as a tree of their own.
//!
//! Each [`Container`] knows which text blocks it holds, so that anything summed over the blocks is known of every element
//! by two look-ups. What an element says of itself is read once a container, whatever it holds.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ops::Range;

use html5ever::{LocalName, local_name as attr};

use crate::dom::names::ByClasses;
use crate::dom::{Display, Dom, NodeId, TextBlocks};
use crate::lookup::fnv;

use super::tokens::{Numbering, Same, Token, Tokenizer};

/// An element that holds text blocks.
#[derive(Debug)]
pub(crate) struct Container {
    pub(crate) node: NodeId,
    /// Its place in [`ContainerTree::containers`]; the outermost container is its own parent.
    pub(crate) parent: usize,
    /// The blocks that it holds, all in a row.
    pub(crate) blocks: Range<usize>,
    /// What it says of itself: a stretch of [`ContainerTree::tokens`].
    tokens: Range<usize>,
    /// A number for its name and its classes, whose digits are left out: `post-12` looks like `post-7`.
    pub(crate) signature: u64,
    /// How many containers signature like it.
    pub(crate) repeats: u32,
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
pub(crate) struct ContainerTree {
    pub(crate) containers: Vec<Container>,
    /// For each text block the innermost element that holds it whole.
    pub(crate) innermost: Vec<usize>,
    /// The numbers of the words that the containers say.
    tokens: Vec<u32>,
}

impl ContainerTree {
    /// Finds the containers of a page's text blocks, in one pass over the blocks.
    pub(crate) fn of(dom: &Dom, texts: &TextBlocks, tokenizer: &Tokenizer, numbers: &mut impl Numbering) -> Self {
        let mut tree = ContainerTree::default();
        let mut said = Said { tokenizer, numbers, known: ByClasses::new(), letters: ByClasses::new() };
        let mut open: Vec<usize> = Vec::new();
        let mut path: Vec<NodeId> = Vec::new();
        for (index, block) in texts.iter().enumerate() {
            while let Some(&last) = open.last()
                && dom.end(tree.containers[last].node) < block.nodes.end
            {
                tree.containers[last].blocks.end = index;
                open.pop();
            }
            let known = open.last().map(|&last| tree.containers[last].node);
            let holds = |n: &NodeId| dom.end(*n) >= block.nodes.end;
            let around = dom.ancestors(block.nodes.start).filter(holds).take_while(|n| Some(*n) != known);
            path.extend(around.filter(|n| !is_all_of_item(dom, *n)));
            for node in path.drain(..).rev() {
                let parent = open.last().copied().unwrap_or(0);
                open.push(tree.containers.len());
                tree.push(dom, node, parent, index, &mut said);
            }
            tree.innermost.push(open.last().copied().unwrap_or(0));
        }
        for last in open {
            tree.containers[last].blocks.end = texts.len();
        }
        tree.count_twins();
        tree
    }

    fn push(&mut self, dom: &Dom, node: NodeId, parent: usize, block: usize, said: &mut Said<'_, impl Numbering>) {
        let from = self.tokens.len();
        let mut signature = Same::default();
        dom.name(node).hash(&mut signature);
        said.tag(dom, node, &mut self.tokens);
        let is_item = dom.is(node, &attr!("li"));
        let inner = dom.children(node).take(INNER).find(|inner| is_item && is_all_of_item(dom, *inner));
        for (name, value) in dom.attrs(node).chain(inner.into_iter().flat_map(|inner| dom.attrs(inner))) {
            if *name == attr!("class") {
                said.classes(name, value, &mut self.tokens);
                said.letters(value).into_iter().for_each(|letters| signature.write(&letters.to_le_bytes()));
            } else {
                said.attribute(name, value, &mut self.tokens);
            }
        }
        self.containers.push(Container {
            node,
            parent,
            blocks: block..block,
            tokens: from..self.tokens.len(),
            signature: signature.finish(),
            repeats: 0,
            heading: heading(dom, node),
            shape: shape(dom, node),
        });
    }

    fn count_twins(&mut self) {
        let mut counts: HashMap<u64, u32, BuildHasherDefault<Same>> = HashMap::default();
        for container in &self.containers {
            *counts.entry(container.signature).or_default() += 1;
        }
        for container in &mut self.containers {
            container.repeats = counts[&container.signature];
        }
    }

    /// The numbers of the words that a container says.
    pub(crate) fn tokens(&self, container: &Container) -> &[u32] {
        &self.tokens[container.tokens.clone()]
    }

    /// The containers around a block, the innermost first.
    pub(crate) fn around(&self, block: usize) -> impl Iterator<Item = (usize, &Container)> {
        self.up(self.innermost.get(block).copied())
    }

    /// A container and those around it, by their places, the innermost first; none without one.
    pub(crate) fn up(&self, from: Option<usize>) -> impl Iterator<Item = (usize, &Container)> {
        let mut next = from;
        std::iter::from_fn(move || {
            let at = next?;
            let container = self.containers.get(at)?;
            next = (container.parent != at).then_some(container.parent);
            Some((at, container))
        })
    }
}

/// Hears what elements say: of those of the same classes once.
struct Said<'t, N> {
    tokenizer: &'t Tokenizer,
    numbers: &'t mut N,
    /// Where the numbers stand of the words of classes, and how many they are.
    known: ByClasses<(u32, u32)>,
    letters: ByClasses<Option<u64>>,
}

impl<N: Numbering> Said<'_, N> {
    fn tag(&mut self, dom: &Dom, node: NodeId, tokens: &mut Vec<u32>) {
        let tag = dom.name(node).map(|name| self.numbers.element(Token::Tag(name)));
        tokens.extend(tag.into_iter().flatten().flatten());
    }

    fn attribute(&mut self, name: &LocalName, value: &str, tokens: &mut Vec<u32>) {
        let Said { tokenizer, numbers, .. } = self;
        tokenizer.for_each_token(name, value, |token| tokens.extend(numbers.element(token).into_iter().flatten()));
    }

    fn classes(&mut self, name: &LocalName, value: &str, tokens: &mut Vec<u32>) {
        let from = tokens.len();
        let (start, count) = match self.known.get(value) {
            Some(known) => known,
            None => {
                self.attribute(name, value, tokens);
                self.known.set(value, (from as u32, (tokens.len() - from) as u32));
                return;
            }
        };
        tokens.extend_from_within(start as usize..(start + count) as usize);
    }

    /// A number for what classes have besides digits, if they do.
    fn letters(&self, classes: &str) -> Option<u64> {
        let letters = || classes.bytes().filter(|byte| !byte.is_ascii_digit());
        self.letters.get_or(classes, || letters().next().map(|_| fnv::hash(letters())))
    }
}

/// Among so many children of a list item the one is looked for that is all of it.
const INNER: usize = 2;

/// Whether an element is a `<div>` with a line of text that a list item is filled with: it says no more than the item.
fn is_all_of_item(dom: &Dom, node: NodeId) -> bool {
    let is_filled = |item: NodeId| {
        let is_blank = |other: NodeId| dom.text(other).is_some_and(|text| text.trim().is_empty());
        dom.is(item, &attr!("li")) && dom.children(item).all(|child| child == node || is_blank(child))
    };
    let is_line = || dom.children(node).all(|child| Display::of(dom, child) == Display::Inline);
    dom.is(node, &attr!("div")) && dom.parent(node).is_some_and(is_filled) && is_line()
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
