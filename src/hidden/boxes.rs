//! Boxes in the text that a reader can act on and that say by their names what they are about: a poll, an appeal, a form to
//! sign up. They stand between paragraphs, and what they say reads like one.

use html5ever::local_name as tag;

use crate::dom::names::{Named, name_words, names};
use crate::dom::{Dom, NodeId};
use crate::mark::Reason;

use super::outermost;
use super::rows::{BoxRow, Boxes};

/// The outermost boxes of a page, in document order, each with the name that tells it.
pub(crate) fn find(rows: &Boxes, dom: &Dom) -> Vec<(NodeId, Reason)> {
    let is_about = Named::new(|name| about(rows, name).is_some());
    outermost(dom, |id| if is_about.has(dom, id) { reason(rows, dom, id) } else { None })
}

fn reason(rows: &Boxes, dom: &Dom, id: NodeId) -> Option<Reason> {
    let (name, (what, row)) = names(dom, id).find_map(|name| Some((name, about(rows, name)?)))?;
    is_box(row, dom, id).then(|| Reason::Widget { what: what.as_str().into(), name: name.into() })
}

/// What a name says that a box is about.
fn about<'r>(rows: &'r Boxes, name: &str) -> Option<(&'r String, &'r BoxRow)> {
    name_words(name).find_map(|word| rows.iter().find(|(_, row)| row.words.contains(word)))
}

/// Whether an element is small, holds what a reader acts on, and no headline.
fn is_box(row: &BoxRow, dom: &Dom, id: NodeId) -> bool {
    let is_control = |node: NodeId| dom.name(node).is_some_and(|tag| row.controls.contains(tag));
    let is_headline = |node: NodeId| dom.is(node, &tag!("h1"));
    dom.subtree(id).any(is_control)
        && !dom.subtree(id).any(is_headline)
        && dom.text_content(id).split_whitespace().map(str::len).sum::<usize>() <= row.bytes
}
