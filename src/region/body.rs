//! The element that a page itself calls the body of its article: `entry-content`, `post-body`, `itemprop=articleBody`; and
//! the bodies of a thread's posts: `bbWrapper`.
//!
//! Such a name is worth little where the texts tell by themselves what they are. Where they do not, on a page of two short
//! paragraphs beside long side columns, or in a post of three words, it is all that there is to go by.

use std::ops::Range;

use html5ever::local_name as attr;
use serde::Deserialize;

use crate::dom::names::{Named, is_called, names};
use crate::dom::{Dom, NodeId};
use crate::features::Features;
use crate::lookup::words::Words;

/// How many elements around the body of a post are asked for their names.
const AROUND: usize = 2;

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
    /// Or what stands in an element of the first name: the second one. Letters alone.
    inside: Vec<[String; 2]>,
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

/// The posts of a thread: none where the page is no thread.
#[derive(Debug, Default)]
pub(crate) struct Thread {
    /// Their texts,
    pub(crate) texts: Vec<usize>,
    /// and those of what stands beside them, such as signatures.
    pub(crate) beside: Vec<usize>,
}

impl Rows {
    /// The only body that a page names, where next to nothing of it is kept.
    pub(crate) fn find(&self, dom: &Dom, features: &Features, free: &[bool], kept: &[bool]) -> Option<Body> {
        let named = Named::new(|name| self.names.contains_letters_of(name));
        let is_body = |node: NodeId| named.has(dom, node) || is_property(dom, node, &self.names);
        let bodies = outermost(dom, features, free, is_body);
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

    /// The posts of a thread, where most of what is kept stands in them.
    pub(crate) fn thread(&self, dom: &Dom, features: &Features, free: &[bool], kept: &[bool]) -> Thread {
        let named = Named::new(|name| self.posts.names.contains_letters_of(name));
        let inner = Named::new(|name| self.posts.inside.iter().any(|[_, inner]| is_spelt(name, inner)));
        let is_inside = |node: NodeId| inner.has(dom, node) && self.posts.is_inside(dom, node);
        let mut posts = outermost(dom, features, free, |node| named.has(dom, node) || is_inside(node));
        posts.retain(|(node, _)| !self.is_beside(dom, *node));
        let posts: Vec<Range<usize>> = posts.into_iter().map(|(_, blocks)| blocks).collect();
        let inside = words(features, posts.iter().cloned().flatten().filter(|&i| kept[i]));
        let all = words(features, (0..kept.len()).filter(|&i| kept[i]));
        if posts.len() < self.posts.least || inside < self.posts.share * all {
            return Thread::default();
        }
        let beside = outermost(dom, features, free, |node| is_called(dom, node, &self.posts.outside));
        let running = posts.into_iter().flatten();
        Thread {
            texts: running.filter(|&i| self.is_running(features, free, i) && !is_quoted(dom, features, i)).collect(),
            beside: beside.into_iter().flat_map(|(_, blocks)| blocks).collect(),
        }
    }

    /// Whether an element is or stands in what is none of a post: its signature.
    fn is_beside(&self, dom: &Dom, node: NodeId) -> bool {
        std::iter::once(node).chain(dom.ancestors(node)).any(|around| is_called(dom, around, &self.posts.outside))
    }
}

impl Posts {
    /// Whether an element has one of the names of a body in what has the name that goes with it.
    fn is_inside(&self, dom: &Dom, node: NodeId) -> bool {
        let has = |node: NodeId, wanted: &str| names(dom, node).any(|name| is_spelt(name, wanted));
        let is_around = |wanted: &str| dom.ancestors(node).take(AROUND).any(|outer| has(outer, wanted));
        self.inside.iter().any(|[outer, inner]| has(node, inner) && is_around(outer))
    }
}

/// Whether the letters of a name are these.
fn is_spelt(name: &str, letters: &str) -> bool {
    name.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase()).eq(letters.bytes())
}

fn words(features: &Features, blocks: impl Iterator<Item = usize>) -> f32 {
    blocks.map(|i| features.measures[i].words).sum()
}

/// Whether a text is of another post, which stands on the page itself.
fn is_quoted(dom: &Dom, features: &Features, block: usize) -> bool {
    features.tree.around(block).any(|(_, container)| dom.is(container.node, &attr!("blockquote")))
}

/// The texts of the outermost elements that are meant, those that hold no text that may be marked left out.
fn outermost(
    dom: &Dom,
    features: &Features,
    free: &[bool],
    is_meant: impl Fn(NodeId) -> bool,
) -> Vec<(NodeId, Range<usize>)> {
    let (mut end, mut found) = (NodeId::ROOT, Vec::new());
    for container in &features.tree.containers {
        let mut blocks = container.blocks.clone();
        if container.node >= end && is_meant(container.node) && blocks.any(|i| free[i]) {
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
