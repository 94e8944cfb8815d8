//! The stages before the rules, one by one, for the benchmarks. No promise about them holds beyond this repository.

use crate::dom::TextBlocks;
use crate::limits::{Limits, Refused};
use crate::page::Page;
use crate::{decode, dom};

/// A parsed page.
#[derive(Debug)]
pub struct Tree(dom::Parsed);

/// A page's bytes as text.
///
/// # Errors
/// If the page breaks a limit.
pub fn decode<'p>(page: &'p Page<'_>) -> Result<std::borrow::Cow<'p, str>, Refused> {
    Ok(decode::decode(page, &Limits::default())?.text)
}

/// The tree of a page.
///
/// # Errors
/// If the page breaks a limit.
pub fn parse(text: &str) -> Result<Tree, Refused> {
    dom::parse(text, &Limits::default()).map(Tree)
}

/// How many text blocks the tree has.
pub fn text_blocks(tree: &Tree) -> usize {
    TextBlocks::of(&tree.0.dom).len()
}

/// How many nodes the tree has.
pub fn nodes(tree: &Tree) -> usize {
    tree.0.dom.len()
}

/// How many nodes of the tree a selector finds, or where it is none.
///
/// # Errors
/// If the text is no selector: the place of the first thing that is wrong.
pub fn select(selector: &str, tree: &Tree) -> Result<usize, std::ops::Range<usize>> {
    let selector = dom::Selector::parse(selector).map_err(|error| error.span)?;
    let work = dom::Work::new(&tree.0.dom, Limits::default().steps);
    Ok(selector.select(dom::NodeId::ROOT, &work).len())
}
