//! What stands beside the lines of code and is none of it: bars, numbers, the white space between two lines.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::language::is_known;
use crate::dom::code::{Shape, is_number};
use crate::dom::markup::MARKUP;
use crate::dom::names::name_words;
use crate::dom::{Display, Dom, NodeId};
use crate::lookup::words::NameSet;

/// How many nodes what is beside code has at most.
const FEW: usize = 16;
/// How many nodes are looked at for code in it, and how many beside a line.
const NODES: usize = 256;
const NEAR: usize = 4;
/// The most letters of a bar above code.
const BAR: usize = 40;

/// `<tr><td>1</td><td><pre>…`: the number of the row's line.
fn is_number_beside(dom: &Dom, cell: NodeId) -> bool {
    let says = || said(dom, cell);
    dom.is(cell, &tag!("td")) && dom.siblings_after(cell).any(|n| dom.is(n, &tag!("td"))) && is_number(&says())
}

/// Whether white space stands between the elements of two lines, or before the first or behind the last.
pub(super) fn parts_lines(dom: &Dom, text: NodeId) -> bool {
    let is_line = |n: Option<NodeId>| n.is_some_and(|n| Display::of(dom, n) == Display::Block);
    let (before, after) = (dom.prev_sibling(text), dom.next_sibling(text));
    let is_edge = before.is_none() != after.is_none() && dom.text(text).is_some_and(|text| text.contains('\n'));
    let holder = dom.parent(text);
    is_line(before)
        || is_line(after)
        || is_edge && is_line(holder) && !holder.is_some_and(|holder| dom.is(holder, &tag!("pre")))
}

/// Whether an element is a `<code>` right after another in a `<pre>`: each is a line then.
pub(super) fn is_code_after_code(dom: &Dom, id: NodeId) -> bool {
    let is_code = |n: NodeId| dom.is(n, &tag!("code"));
    is_code(id) && dom.parent(id).is_some_and(|n| dom.is(n, &tag!("pre"))) && dom.prev_sibling(id).is_some_and(is_code)
}

/// `<pre><span id=a>one</span><span id=b>two</span></pre>`: whether an element is a paragraph of code behind another, where
/// nothing else parts them.
pub(super) fn is_paragraph_of_code(dom: &Dom, id: NodeId) -> bool {
    let breaks = |n: NodeId| dom.text(n).is_some_and(|text| text.contains('\n'));
    let is_one = |n: NodeId| {
        dom.is(n, &tag!("span")) && dom.attr(n, &attr!("id")).is_some() && !dom.descendants(n).take(NODES).any(breaks)
    };
    is_one(id) && dom.parent(id).is_some_and(|n| dom.is(n, &tag!("pre"))) && dom.prev_sibling(id).is_some_and(is_one)
}

/// Whether an element is a line among others of its kind, and so one though nothing is on it.
pub(super) fn is_line_of_many(dom: &Dom, id: NodeId) -> bool {
    let is_like = |n: NodeId| {
        dom.name(n) == dom.name(id) && dom.classes(id).next().is_some() && dom.classes(n).eq(dom.classes(id))
    };
    let around = |step: fn(&Dom, NodeId) -> Option<NodeId>| {
        std::iter::successors(step(dom, id), move |&n| step(dom, n)).take(NEAR).find(|&n| dom.is_element(n))
    };
    [around(|dom, n| dom.prev_sibling(n)), around(|dom, n| dom.next_sibling(n))].into_iter().flatten().any(is_like)
}

/// Whether an element in code is a number, a bar or a button.
pub(super) fn is_frame(dom: &Dom, id: NodeId, shape: Shape) -> bool {
    let is_block = || Display::of(dom, id) == Display::Block;
    let is_called = |names: &NameSet| dom.classes(id).any(|class| names.contains(class));
    let says_so = || {
        let says = said(dom, id);
        !says.is_empty() && (says_phrase(&says) || shape == Shape::Verbatim && is_bar(dom, id, &says))
    };
    dom.is_element(id)
        && (dom.is_button(id)
            || is_called(&MARKUP.code.gutters) && is_beside(dom, id, shape)
            || is_block() && is_called(&MARKUP.code.bars) && !has_code(dom, id)
            || is_called(&MARKUP.code.overlays)
            || dom.attr(id, &attr!("role")) == Some("tooltip")
            || is_column(dom, id)
            || is_called_button(dom, id) && says_phrase(&said(dom, id))
            || shape == Shape::Rows && is_number_beside(dom, id)
            || (is_block() || dom.attr(id, &attr!("onclick")).is_some()) && says_so())
}

/// `<code><span class="line-number">1</span>…</code>` before the `<code>` that is numbered
fn is_column(dom: &Dom, id: NodeId) -> bool {
    let is_number_of_line = |n: NodeId| {
        dom.classes(n).any(|class| MARKUP.code.gutters.contains(class)) && is_number(dom.text_content(n).trim())
    };
    dom.is(id, &tag!("code"))
        && dom.next_sibling(id).is_some_and(|next| dom.is(next, &tag!("code")))
        && dom.children(id).all(is_number_of_line)
}

/// `<span class="copy-code-btn">`
fn is_called_button(dom: &Dom, id: NodeId) -> bool {
    dom.classes(id).flat_map(name_words).any(|word| MARKUP.code.buttons.contains(word))
}

fn has_code(dom: &Dom, id: NodeId) -> bool {
    dom.descendants(id).take(NODES).any(|n| dom.is(n, &tag!("code")) || dom.is(n, &tag!("pre")))
}

/// The text of a small element.
fn said(dom: &Dom, id: NodeId) -> String {
    let is_small = dom.descendants(id).take(FEW + 1).count() <= FEW;
    if is_small { dom.text_content(id).trim().to_owned() } else { String::new() }
}

/// Whether what is called a gutter holds numbers alone, or nothing of the code.
fn is_beside(dom: &Dom, id: NodeId, shape: Shape) -> bool {
    let mut words = dom.descendants(id).filter_map(|n| dom.text(n)).flat_map(str::split_whitespace);
    let is_column = words.all(|word| is_number(word.trim_end_matches(':')));
    (shape == Shape::Rows || Display::of(dom, id) == Display::Block) && is_column || says_phrase(&said(dom, id))
}

/// `<pre><div>python</div><div><code>…</code></div></pre>`: beside the `<code>`, not in it.
fn is_bar(dom: &Dom, id: NodeId, says: &str) -> bool {
    let pre = dom.ancestors(id).take_while(|&n| !dom.is(n, &tag!("code"))).find(|&n| dom.is(n, &tag!("pre")));
    says.len() <= BAR && is_known(says) && !has_code(dom, id) && pre.is_some_and(|pre| has_code(dom, pre))
}

/// Whether a text is what bars and buttons say.
pub(super) fn says_phrase(text: &str) -> bool {
    text.len() <= BAR && MARKUP.code.phrases.contains(&text.to_lowercase())
}
