//! Lists and their items: what an item says of itself, which are nested, where the numbers start anew.

use html5ever::LocalName;
use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::frame::number;
use crate::blocks::{Block, Check, Inline, Run};
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};
use crate::lookup::words::NameSet;

/// The most levels that an item is set in by its class.
const DEEPEST_ITEM: usize = 8;

/// What an item of a list says of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// `<li value=7>`
    number: Option<u32>,
    /// Whether it is ticked off, in a list that says so without boxes.
    checked: Option<bool>,
    /// How far it is set in: `<li class="ql-indent-1">`.
    level: usize,
}

/// The items of a list so far.
#[derive(Debug, Default)]
pub(super) struct List {
    ordered: bool,
    /// The number of the first item; without one, 1, or that of the last is 1 where it counts down.
    start: Option<u32>,
    /// `<ol reversed>`
    counts_down: bool,
    items: Vec<(Option<u32>, Vec<Block>)>,
    /// Whether it has a `<li>`; a list without one is a list by name only.
    real: bool,
}

impl Item {
    pub(super) fn of(dom: &Dom, id: NodeId) -> Self {
        Item { number: number(dom, id, &attr!("value")), checked: is_checked(dom, id), level: level(dom, id) }
    }
}

/// `<li data-list="checked">`, `<ul class="inline-task-list"><li class="checked">`
fn is_checked(dom: &Dom, id: NodeId) -> Option<bool> {
    let has = |n: NodeId, names: &NameSet| dom.classes(n).any(|class| names.contains(class));
    let task = &MARKUP.task;
    match dom.attr(id, &task.attribute.0) {
        Some(says) if says == task.checked => Some(true),
        Some(says) if says == task.unchecked => Some(false),
        _ => {
            let is_task = dom.parent(id).is_some_and(|list| has(list, &task.boxless));
            is_task.then(|| has(id, &task.done))
        }
    }
}

fn level(dom: &Dom, id: NodeId) -> usize {
    let told = |class: &str| class.strip_prefix(MARKUP.task.indent.as_str())?.parse().ok();
    dom.classes(id).find_map(told).unwrap_or(0).min(DEEPEST_ITEM)
}

/// Puts an item into the lists at the end of another one.
fn set_in(outer: &mut Vec<Block>, level: usize, ordered: bool, item: Vec<Block>) {
    if !matches!(outer.last(), Some(Block::List { .. })) {
        outer.push(Block::List { ordered, start: 1, items: Vec::new() });
    }
    let Some(Block::List { items, .. }) = outer.last_mut() else { return };
    match items.last_mut() {
        Some(inner) if level > 1 => set_in(inner, level - 1, ordered, item),
        _ => items.push(item),
    }
}

pub(super) fn is_item_by_role(dom: &Dom, id: NodeId) -> bool {
    dom.attr(id, &attr!("role")) == Some("listitem")
}

/// `<div role=list><div role=listitem>…`: items of plain text; what has headings or pictures in it is a row of cards.
pub(super) fn is_list_by_role(dom: &Dom, id: NodeId) -> bool {
    const ITEMS: usize = 256;
    const NODES: usize = 64;
    let is_plain = |&n: &NodeId| {
        dom.descendants(n).take(NODES).all(|n| dom.text(n).is_some() || is_plain_element(dom, n))
            && dom.descendants(n).nth(NODES).is_none()
    };
    let items = || dom.children(id).filter(|&n| dom.is_element(n)).take(ITEMS);
    dom.attr(id, &attr!("role")) == Some("list")
        && items().nth(1).is_some()
        && items().all(|n| is_item_by_role(dom, n))
        && items().all(|n| is_plain(&n))
}

fn is_plain_element(dom: &Dom, id: NodeId) -> bool {
    const PLAIN: [&str; 13] =
        ["a", "abbr", "b", "br", "cite", "code", "div", "em", "i", "p", "small", "span", "strong"];
    dom.name(id).is_none_or(|name| PLAIN.contains(&&**name))
}

impl List {
    pub(super) fn ordered(dom: &Dom, id: NodeId) -> Self {
        let (start, reversed) = (number(dom, id, &attr!("start")), dom.attr(id, &LocalName::from("reversed")));
        let is_bullet = |&n: &NodeId| dom.attr(n, &MARKUP.task.attribute.0) == Some(MARKUP.task.bullet.as_str());
        let ordered = dom.children(id).find(|&n| dom.is(n, &tag!("li"))).filter(is_bullet).is_none();
        List { ordered, start, counts_down: reversed.is_some(), ..List::default() }
    }

    pub(super) fn item(&mut self, item: Item, mut blocks: Vec<Block>) {
        self.real = true;
        if blocks.is_empty() {
            return;
        }
        if let (Some(checked), Some(Block::Paragraph { text })) = (item.checked, blocks.first_mut()) {
            text.0.splice(
                ..0,
                [Inline::Check(Check { checked }), Inline::Text(Run { text: " ".into(), ..Run::default() })],
            );
        }
        match self.items.last_mut() {
            Some(outer) if item.level > 0 => set_in(&mut outer.1, item.level, self.ordered, blocks),
            _ => self.items.push((item.number, blocks)),
        }
    }

    /// A block beside the items: `<ul><li>a<ul>…</ul></ul>` has its inner list there.
    pub(super) fn stray(&mut self, block: Block) {
        match (&block, self.items.last_mut()) {
            (Block::List { .. }, Some(item)) => item.1.push(block),
            _ => self.items.push((None, vec![block])),
        }
    }

    pub(super) fn finish(self) -> Vec<Block> {
        match (self.items.is_empty(), self.real) {
            (true, _) => Vec::new(),
            (false, false) => self.items.into_iter().flat_map(|item| item.1).collect(),
            (false, true) => self.lists(),
        }
    }

    /// The items as lists, a new one where the numbers do not go on counting up, and those that are notes between them as
    /// notes.
    fn lists(self) -> Vec<Block> {
        let List { ordered, start, counts_down, items, .. } = self;
        let is_note = |item: &[Block]| item.iter().all(|block| matches!(block, Block::Note { .. }));
        let mut next = start.unwrap_or(if counts_down { items.len().try_into().unwrap_or(u32::MAX) } else { 1 });
        let mut out: Vec<Block> = Vec::new();
        for (told, item) in items {
            let number = if ordered { told.unwrap_or(next) } else { 1 };
            let goes_on = !ordered || number == next && !counts_down;
            next = if counts_down { number.saturating_sub(1) } else { number.saturating_add(1) };
            match out.last_mut() {
                _ if is_note(&item) => out.extend(item),
                Some(Block::List { items, .. }) if goes_on => items.push(item),
                _ => out.push(Block::List { ordered, start: number, items: vec![item] }),
            }
        }
        out
    }
}
