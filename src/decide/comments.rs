//! What readers wrote below the article, for a caller who wants it: `<li class="comment"><p>Well said!</li>`.
//!
//! Comments are told by the names that sites give their elements (`rules/markup.toml`): the *body* of a comment is its
//! text; an *item* is all of one comment, and its longer texts are kept where it names no body; the same holds for a
//! *section* that names no items. Forms and buttons are never part of a comment.

use std::collections::BTreeSet;

use html5ever::local_name as tag;

use super::whole_nodes;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId, TextBlock, TextBlocks};
use crate::mark::{Mark, Marks, Reason, Verdict};

/// What a policy that keeps comments marks them with.
pub(crate) const MARK: Mark = Mark { verdict: Verdict::Keep, reason: Reason::Comment };

/// The marks of a page that keeps nothing but comments: those that its own marks, which are inherited, drop.
pub(crate) fn alone(dom: &Dom, comments: &[NodeId], marks: &Marks) -> Marks {
    let dropped = |node: &NodeId| marks.own(*node).is_none_or(|mark| mark.verdict == Verdict::Drop);
    let dropped: Vec<NodeId> = comments.iter().copied().filter(dropped).collect();
    let nothing = Marks::new(dom, Mark { verdict: Verdict::Drop, reason: Reason::Outside });
    nothing.inherit(dom).keeping(dom, &dropped, &MARK)
}

/// The nodes that hold the texts of comments, but for what no reader sees. `sections` are known to be comments by other
/// signs than their names.
pub(crate) fn find(dom: &Dom, texts: &TextBlocks, sections: &BTreeSet<NodeId>, marks: &Marks) -> Vec<NodeId> {
    let (parts, mut found) = (parts(dom, sections), Vec::new());
    let mut open: Vec<&Part> = Vec::new();
    let mut starting = parts.iter().peekable();
    for block in texts.iter() {
        let at = block.nodes.start;
        while let Some(part) = starting.next_if(|part| part.node <= at) {
            open.push(part);
        }
        open.retain(|part| at < dom.end(part.node));
        let Some(part) = open.iter().max_by_key(|part| part.level) else { continue };
        if is_comment(dom, texts, block, part) && !is_unseen(dom, block, marks) {
            found.extend(whole_nodes(dom, block.nodes.clone()));
        }
    }
    found
}

/// The elements that hold comments, in document order.
fn parts(dom: &Dom, sections: &BTreeSet<NodeId>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for node in dom.ids() {
        let Some(level) = level(dom, node).or(sections.contains(&node).then_some(Level::Section)) else { continue };
        open.retain(|&at| node < dom.end(parts[at].node));
        for &at in &open {
            let outer = &mut parts[at];
            outer.has_inner |= level > outer.level || level == Level::Body;
        }
        open.push(parts.len());
        parts.push(Part { node, level, has_inner: false });
    }
    parts
}

/// An element that holds comments.
struct Part {
    node: NodeId,
    level: Level,
    /// Whether it holds a part that tells the text more closely, to which it leaves the choice.
    has_inner: bool,
}

/// How much of a comment an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Section,
    Item,
    Body,
}

/// The level that an element's names tell.
fn level(dom: &Dom, node: NodeId) -> Option<Level> {
    let rows = &MARKUP.comment;
    let class = dom.attr(node, &tag!("class")).unwrap_or_default();
    let id = dom.attr(node, &tag!("id"));
    let names = class.split_ascii_whitespace().chain(id);
    let by_name = names.filter_map(|name| {
        let levels = [(Level::Body, &rows.bodies), (Level::Item, &rows.items), (Level::Section, &rows.sections)];
        levels.into_iter().find(|(_, row)| row.contains_letters_of(name)).map(|(level, _)| level)
    });
    let is_thing = |kind: &str| kind.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("comment"));
    let by_type = dom.attr(node, &tag!("itemtype")).filter(|kind| is_thing(kind)).map(|_| Level::Item);
    by_name.max().max(by_type)
}

/// Whether a text inside a part is what a reader wrote.
fn is_comment(dom: &Dom, texts: &TextBlocks, block: &TextBlock, part: &Part) -> bool {
    let text = texts.text(block);
    let is_prose = || text.chars().count() >= MARKUP.comment.least && 2 * (block.link_bytes as usize) < text.len();
    let between = std::iter::once(block.container).chain(dom.ancestors(block.container));
    !part.has_inner
        && (part.level == Level::Body || is_prose())
        && !between.take_while(|&at| at > part.node).any(|at| is_beside(dom, at))
}

/// Whether an element of a comment is no part of its text: `<button>`, `<div class="comment-meta">`.
fn is_beside(dom: &Dom, node: NodeId) -> bool {
    let elements = [tag!("form"), tag!("button"), tag!("nav"), tag!("label"), tag!("footer"), tag!("header")];
    let class = dom.attr(node, &tag!("class")).unwrap_or_default();
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>();
    let mut names = class.split_ascii_whitespace().map(letters);
    elements.iter().any(|name| dom.is(node, name))
        || names.any(|name| MARKUP.comment.beside.iter().any(|word| name.contains(word)))
}

fn is_unseen(dom: &Dom, block: &TextBlock, marks: &Marks) -> bool {
    let mut around = std::iter::once(block.nodes.start).chain(dom.ancestors(block.nodes.start));
    around.any(|at| marks.own(at).is_some_and(|mark| matches!(mark.reason, Reason::Unseen { .. })))
}
