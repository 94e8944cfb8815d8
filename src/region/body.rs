//! The element that a page itself calls the body of its article: `entry-content`, `post-body`, `itemprop=articleBody`; and
//! the bodies of a thread's posts: `bbWrapper`.
//!
//! Such a name is worth little where the texts tell by themselves what they are. Where they do not, on a page of two short
//! paragraphs beside long side columns, or in a post of three words, it is all that there is to go by.

use std::ops::Range;

use html5ever::local_name as attr;
use serde::Deserialize;

use crate::dom::names::{Named, is_called};
use crate::dom::{Dom, NodeId};
use crate::features::Features;
use crate::lookup::words::Words;

/// When a named body is the article, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// What bodies are called, letters alone.
    names: Words,
    /// Its running text has so many words, at least,
    words: f32,
    /// less than this share of which is kept without it,
    kept: f32,
    /// and what is kept elsewhere has no more than so many times as many.
    elsewhere: f32,
    /// Running text has less than this share of its words in links.
    links: f32,
    /// How probable it then is that the page has an article.
    article: f32,
    posts: Posts,
}

/// When a page is taken for a thread of posts, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Posts {
    /// What the bodies of posts are called, letters alone.
    names: Words,
    /// What has one of these words in a name holds none: the signature below a post.
    outside: Words,
    /// There are so many of them, at least,
    least: usize,
    /// and this share of what is kept stands in them.
    share: f32,
}

/// A body that a page names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Body {
    /// The texts that stand in it,
    pub(crate) blocks: Range<usize>,
    /// and those of them that are running text.
    pub(crate) texts: Vec<usize>,
    /// How probable it is that the page has an article.
    pub(crate) article: f32,
}

impl Rows {
    /// The only body that a page names, where next to nothing of it is kept.
    pub(crate) fn find(&self, dom: &Dom, features: &Features, free: &[bool], kept: &[bool]) -> Option<Body> {
        let bodies = outermost(dom, features, free, &self.names);
        let [(_, blocks)] = bodies.as_slice() else { return None };
        let texts: Vec<usize> = blocks.clone().filter(|&i| self.is_running(features, free, i)).collect();
        let all = words(features, texts.iter().copied());
        let lost = words(features, texts.iter().copied().filter(|&i| !kept[i]));
        let elsewhere = words(features, (0..kept.len()).filter(|i| kept[*i] && !blocks.contains(i)));
        let is_lost = all >= self.words && lost > (1.0 - self.kept) * all && elsewhere <= self.elsewhere * all;
        is_lost.then(|| Body { blocks: blocks.clone(), texts, article: self.article })
    }

    /// Whether a text of a body that may be marked is none of links.
    fn is_running(&self, features: &Features, free: &[bool], block: usize) -> bool {
        free[block] && features.link_share[block] < self.links
    }

    /// The texts of a thread's posts, where most of what is kept stands in them.
    pub(crate) fn posts(&self, dom: &Dom, features: &Features, free: &[bool], kept: &[bool]) -> Vec<usize> {
        let is_outside = |node: NodeId| {
            let mut around = std::iter::once(node).chain(dom.ancestors(node));
            around.any(|node| is_called(dom, node, &self.posts.outside))
        };
        let mut posts = outermost(dom, features, free, &self.posts.names);
        posts.retain(|(node, _)| !is_outside(*node));
        let posts: Vec<Range<usize>> = posts.into_iter().map(|(_, blocks)| blocks).collect();
        let inside = words(features, posts.iter().cloned().flatten().filter(|&i| kept[i]));
        let all = words(features, (0..kept.len()).filter(|&i| kept[i]));
        let is_thread = posts.len() >= self.posts.least && inside >= self.posts.share * all;
        let running = posts.into_iter().filter(|_| is_thread).flatten();
        running.filter(|&i| self.is_running(features, free, i) && !is_quoted(dom, features, i)).collect()
    }
}

fn words(features: &Features, blocks: impl Iterator<Item = usize>) -> f32 {
    blocks.map(|i| features.measures[i].words).sum()
}

/// Whether a text is of another post, which stands on the page itself.
fn is_quoted(dom: &Dom, features: &Features, block: usize) -> bool {
    features.tree.around(block).any(|(_, container)| dom.is(container.node, &attr!("blockquote")))
}

/// The texts of the outermost elements of these names, those that hold no text that may be marked left out.
fn outermost(dom: &Dom, features: &Features, free: &[bool], wanted: &Words) -> Vec<(NodeId, Range<usize>)> {
    let (mut end, mut found) = (NodeId::ROOT, Vec::new());
    let named = Named::new(|name| wanted.contains_letters_of(name));
    for container in &features.tree.containers {
        let mut blocks = container.blocks.clone();
        let is_called = || named.has(dom, container.node) || is_property(dom, container.node, wanted);
        if container.node >= end && is_called() && blocks.any(|i| free[i]) {
            end = dom.end(container.node);
            found.push((container.node, container.blocks.clone()));
        }
    }
    found
}

/// `itemprop="articleBody"`
fn is_property(dom: &Dom, node: NodeId, wanted: &Words) -> bool {
    let mut properties = dom.attr(node, &attr!("itemprop")).unwrap_or_default().split_ascii_whitespace();
    properties.any(|name| wanted.contains_letters_of(name))
}
