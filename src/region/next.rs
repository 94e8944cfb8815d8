//! Where the next article begins, which a page without an end shows below its own.

use serde::Deserialize;

use crate::dom::Dom;
use crate::dom::names::{is_called, names};
use crate::features::Features;
use crate::features::containers::{Container, Shape};
use crate::lookup::words::Words;

/// What tells the next article, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// Words in the names of such elements.
    names: Words,
    /// It has so many kept words, as has the page's own,
    words: f32,
    /// and a heading among its first so many texts.
    head: usize,
    /// The page's own headline shares this part of its words with the page's title, at least,
    own: f32,
    /// and the other heading this part at most.
    other: f32,
}

/// The first text of the next article: of an element like the one that holds the page's own headline, an `<h1>`, and the
/// text below it, with another `<h1>`, after which the page is not called.
pub(crate) fn begins(rows: &Rows, dom: &Dom, features: &Features, kept: &[bool]) -> Option<usize> {
    let is_named = |&block: &usize| features.level[block] == 1 && features.overlap[block].title >= rows.own;
    let headline = features.page.headline.filter(is_named)?;
    let words = |blocks: std::ops::Range<usize>| -> f32 {
        blocks.filter(|&block| kept[block]).map(|block| features.measures[block].words).sum()
    };
    let is_whole = |container: &Container| words(headline + 1..container.blocks.end) >= rows.words;
    let own: Vec<&Container> = features.tree.around(headline).map(|(_, c)| c).filter(|c| is_whole(c)).collect();
    let is_headed = |container: &Container| {
        let mut head = container.blocks.clone().take(rows.head);
        head.any(|block| features.level[block] == 1 && features.overlap[block].title <= rows.other)
    };
    let is_article = |container: &Container| {
        let mut head = container.blocks.clone().take(rows.head);
        container.shape == Some(Shape::Article)
            || is_called(dom, container.node, &rows.names)
            || head.any(|block| features.measures[block].times > 0)
    };
    let below = features.tree.containers.iter().filter(|container| container.blocks.start > headline);
    let is_next = |container: &&Container| {
        let is_like = |own: &&Container| own.blocks.end <= container.blocks.start && are_alike(dom, own, container);
        is_headed(container)
            && is_article(container)
            && own.iter().any(is_like)
            && words(container.blocks.clone()) >= rows.words
    };
    below.into_iter().find(is_next).map(|container| container.blocks.start)
}

/// Whether two elements are of one kind: both an `<article>`, or of the same name with all classes of the first.
fn are_alike(dom: &Dom, own: &Container, other: &Container) -> bool {
    let is_article = |container: &Container| container.shape == Some(Shape::Article);
    let has_all = || {
        let mut own = names(dom, own.node).peekable();
        own.peek().is_some() && own.all(|name| names(dom, other.node).any(|other| other == name))
    };
    own.signature == other.signature
        || is_article(own) && is_article(other)
        || dom.name(own.node) == dom.name(other.node) && has_all()
}
