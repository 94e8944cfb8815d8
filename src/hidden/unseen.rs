//! What no reader sees: `<p hidden>`, `<div style="display: none">`, `<span class="sr-only">`.
//!
//! Some pages hide the article until a script has run. An element that hides a large share of the page's text, or, with
//! those like it beside it, more running text than all that is seen, is therefore taken for one that is shown later, and
//! stays unmarked; so is a part that a framework sends behind the page and moves to its place.

use std::collections::{HashMap, HashSet};

use html5ever::local_name as attr;

use crate::dom::names::is_called;
use crate::dom::{Dom, NodeId, TextBlock, TextBlocks, is_break_hint};

use super::Unseen;
use super::rows::Panels;
use crate::mark::Reason;

/// The outermost elements that no reader sees, in document order, and why.
pub(crate) fn find(unseen: &Unseen, dom: &Dom, texts: &TextBlocks) -> Vec<(NodeId, Reason)> {
    let elements = dom.ids().filter(|&id| dom.is_element(id));
    let hidden = elements.filter_map(|id| Some((id, why(unseen, dom, id)?)));
    let hidden: Vec<(NodeId, &str)> = hidden.filter(|&(id, _)| !parts_numbers(unseen, dom, id)).collect();
    let mut found = Vec::new();
    if hidden.is_empty() {
        return found;
    }
    let bulk = Bulk::of(dom, texts, |_| true);
    let prose = Bulk::of(dom, texts, |block| unseen.prose.of(texts, block) > 0);
    let mut told: HashMap<_, usize> = HashMap::new();
    let mut waiting: HashMap<_, usize> = HashMap::new();
    for (id, test) in outermost(dom, &hidden) {
        *told.entry(alike(dom, id)).or_default() += prose.inside(dom, id);
        if unseen.waiting.iter().any(|row| row == test) {
            *waiting.entry((dom.name(id), dom.attr(id, &attr!("class")), test)).or_default() += bulk.inside(dom, id);
        }
    }
    let (most, seen) = (unseen.max_hidden_share * bulk.all as f32, prose.all - told.values().sum::<usize>());
    let tells = |id| told.get(&alike(dom, id)).is_some_and(|&told| told >= unseen.prose.min_bytes && told > seen);
    let waits = |id, test| {
        let piece = (dom.name(id), dom.attr(id, &attr!("class")), test);
        waiting.get(&piece).is_some_and(|&bytes| bytes as f32 > most)
    };
    let controlled = controlled(dom);
    let opens = |id| is_panel(&unseen.panels, dom, texts, id, &controlled);
    let mut end = NodeId::ROOT;
    for &(id, test) in &hidden {
        let is_later = || {
            bulk.inside(dom, id) as f32 > most
                || tells(id)
                || waits(id, test)
                || is_streamed(unseen, dom, id)
                || opens(id)
        };
        if id >= end && !is_later() {
            found.push((id, Reason::Unseen { test: test.into() }));
            end = dom.end(id);
        }
    }
    found
}

/// The ids that controls name as what they open.
fn controlled(dom: &Dom) -> HashSet<&str> {
    let named = dom.ids().filter_map(|id| dom.attr(id, &attr!("aria-controls")));
    named.flat_map(str::split_ascii_whitespace).collect()
}

/// Whether a hidden element is text that a reader opens with a click.
fn is_panel(rows: &Panels, dom: &Dom, texts: &TextBlocks, id: NodeId, controlled: &HashSet<&str>) -> bool {
    let is_outside = |id: NodeId| dom.name(id).is_some_and(|name| rows.outside.contains(name));
    let is_control = |id: NodeId| dom.name(id).is_some_and(|name| rows.controls.contains(name));
    let told = || {
        is_called(dom, id, &rows.words)
            || dom.attr(id, &attr!("role")).is_some_and(|role| rows.roles.contains(role))
            || dom.attr(id, &attr!("id")).is_some_and(|own| controlled.contains(own))
    };
    let reads = || {
        let from = texts.partition_point(|block| block.nodes.start < id);
        let inside = texts.iter().skip(from).take_while(|block| block.nodes.start < dom.end(id));
        let sum = |(all, links), block: &TextBlock| (all + texts.text(block).len(), links + block.link_bytes as usize);
        let (all, links) = inside.fold((0, 0), sum);
        let is_code = || all > 0 && dom.descendants(id).any(|n| dom.is(n, &attr!("pre")));
        (all >= rows.bytes || is_code()) && links as f32 <= rows.links * all as f32
    };
    told()
        && !is_called(dom, id, &rows.unless)
        && reads()
        && !dom.ancestors(id).any(is_outside)
        && !dom.subtree(id).any(is_control)
}

/// Those of the hidden elements that stand in no other.
fn outermost<'h>(dom: &'h Dom, hidden: &'h [(NodeId, &'h str)]) -> impl Iterator<Item = (NodeId, &'h str)> + 'h {
    let mut end = NodeId::ROOT;
    hidden.iter().copied().filter(move |&(id, _)| {
        let is_outer = id >= end;
        end = if is_outer { dom.end(id) } else { end };
        is_outer
    })
}

/// What parts of one text that are hidden one by one have in common: what holds them, and their class.
fn alike(dom: &Dom, id: NodeId) -> (Option<NodeId>, Option<&str>) {
    (dom.parent(id), dom.attr(id, &attr!("class")))
}

/// Whether the element's id says that a framework moves it to its place: `<div hidden id="S:1">`.
fn is_streamed(unseen: &Unseen, dom: &Dom, id: NodeId) -> bool {
    dom.attr(id, &attr!("id")).is_some_and(|name| unseen.streamed.iter().any(|start| name.starts_with(start.as_str())))
}

/// The row or class that says so, if the element itself is hidden.
fn why<'a>(unseen: &'a Unseen, dom: &'a Dom, id: NodeId) -> Option<&'a str> {
    dom.attrs(id).find_map(|(name, value)| match *name {
        attr!("style") => unseen.styles.iter().find(|s| has_style(value, s)).map(String::as_str),
        attr!("class") => value.split_ascii_whitespace().find(|class| unseen.classes.contains(class)),
        _ => unseen.attributes.iter().find(|a| a[..] == **name).map(String::as_str),
    })
}

/// `5<span class="sr-only">+</span>1⁄2`: what is shown by other means, and without which the two numbers were one.
fn parts_numbers(unseen: &Unseen, dom: &Dom, id: NodeId) -> bool {
    const NEAR: usize = 4;
    let text = |n: NodeId| dom.text(n).filter(|text| text.contains(|c| !is_break_hint(c)));
    let only = || dom.children(id).next().filter(|&only| dom.end(only) == dom.end(id));
    let is_sign = |text: &str| unseen.number_signs.iter().any(|sign| sign == text.trim());
    let before = || dom.ids_in(&(NodeId::ROOT..id)).rev().take(NEAR).find_map(text);
    let behind = || dom.ids_behind(id, NEAR).find_map(text);
    only().and_then(|only| dom.text(only)).is_some_and(is_sign)
        && dom.prev_sibling(id).is_some()
        && dom.next_sibling(id).is_some()
        && before().is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()))
        && behind().is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether an inline style holds a declaration that is given without spaces.
fn has_style(value: &str, wanted: &str) -> bool {
    value.contains(&wanted[..wanted.find(':').unwrap_or(wanted.len())])
        && value.split(';').any(|declaration| {
            let bare = declaration.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_lowercase());
            bare.take(wanted.len()).eq(wanted.bytes())
        })
}

/// How much text stands where, in bytes.
struct Bulk {
    /// For each text of the blocks that count, how much the texts before it have.
    before: Vec<(NodeId, usize)>,
    all: usize,
}

impl Bulk {
    fn of(dom: &Dom, texts: &TextBlocks, counts: impl Fn(&TextBlock) -> bool) -> Self {
        let (mut before, mut all) = (Vec::new(), 0);
        for node in texts.iter().filter(|block| counts(block)).flat_map(|block| dom.ids_in(&block.nodes)) {
            if let Some(text) = dom.text(node) {
                before.push((node, all));
                all += text.trim_ascii().len();
            }
        }
        Bulk { before, all }
    }

    fn inside(&self, dom: &Dom, id: NodeId) -> usize {
        self.until(dom.end(id)) - self.until(id)
    }

    fn until(&self, id: NodeId) -> usize {
        let place = self.before.partition_point(|&(node, _)| node < id);
        self.before.get(place).map_or(self.all, |&(_, before)| before)
    }
}
