//! Notes that stand in the line that they are for, `sack<sup>1</sup><span role="tooltip">Not on Sundays.</span>`, and lists
//! below the article that say them once more.

use std::collections::HashSet;

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::frame::joined;
use super::notes::label;
use crate::blocks::{Block, Inlines};
use crate::dom::markup::MARKUP;
use crate::dom::{Display, Dom, NodeId};

/// How many nodes of a note in the line are looked at for blocks.
const NODES: usize = 512;

/// Whether an element is a note in the line, and holds no blocks.
pub(super) fn is_note(dom: &Dom, id: NodeId) -> bool {
    let is_called = dom.classes(id).any(|class| MARKUP.note.inline.contains(class))
        || dom.name(id).is_some_and(|name| MARKUP.note.elements.contains(name));
    (is_called || is_tooltip(dom, id)) && dom.descendants(id).take(NODES).all(|n| Display::of(dom, n) != Display::Block)
}

/// Whether an element is the number of the note in the line right behind it.
pub(super) fn is_number(dom: &Dom, id: NodeId) -> bool {
    let is_raised = || dom.subtree(id).any(|n| dom.is(n, &tag!("sup")));
    dom.is_element(id)
        && dom.next_sibling(id).is_some_and(|next| is_note(dom, next))
        && label(dom, id).is_some()
        && is_raised()
}

/// `<sup>1</sup><span role="tooltip">`
fn is_tooltip(dom: &Dom, id: NodeId) -> bool {
    let is_number = |n: NodeId| dom.is(n, &tag!("sup")) && label(dom, n).is_some();
    dom.attr(id, &attr!("role")) == Some("tooltip") && dom.prev_sibling(id).is_some_and(is_number)
}

/// Takes out tables and lists that say nothing but notes that stand above them: each row or item is the number of one
/// and its text.
pub(super) fn drop_copies(blocks: &mut Vec<Block>) {
    let mut said = HashSet::new();
    blocks.retain_mut(|block| {
        let is_copy = !said.is_empty() && says_again(block, &said);
        block.each(&mut |block| {
            if let Block::Note { blocks, .. } = block {
                said.insert(spoken(&joined(blocks.clone())));
            }
        });
        said.remove("");
        !is_copy
    });
}

fn says_again(block: &Block, said: &HashSet<String>) -> bool {
    let is_copy = |line: &Inlines| said.contains(&spoken(line));
    match block {
        Block::Table { rows, .. } => {
            rows.iter().all(|row| row.cells.last().is_some_and(|cell| row.cells.len() <= 2 && is_copy(&cell.text)))
        }
        Block::List { items, .. } => items.iter().all(|item| is_copy(&joined(item.clone()))),
        _ => false,
    }
}

/// The words of a note, without its number.
fn spoken(line: &Inlines) -> String {
    let text = line.text();
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
