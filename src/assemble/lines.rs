//! Code that is no plain `<pre>`: one element a line (editors, lists, the rows of a table), `<code>` with `<br>`, and the
//! bars and numbers around it.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::language::is_known;
use crate::dom::markup::MARKUP;
use crate::dom::{Display, Dom, NodeId};

/// How code is set in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `<pre>`: white space counts.
    Verbatim,
    /// `<div class="CodeMirror-code"><pre>one</pre><pre>two</pre></div>`: each innermost block is a line.
    Rows,
}

/// How many rows of a table are looked at, and how many nodes of any element.
const ROWS: usize = 64;
const NODES: usize = 4096;
/// How many nodes what is beside code has at most.
const FEW: usize = 16;
/// The most letters of a bar above code.
const BAR: usize = 40;

/// The shape of the code that an element is, if it is one.
pub(super) fn shape(dom: &Dom, id: NodeId) -> Option<Shape> {
    let name = dom.name(id)?;
    match *name {
        tag!("pre") | tag!("listing") | tag!("xmp") => Some(Shape::Verbatim),
        tag!("code") if is_set_in_lines(dom, id) => Some(Shape::Verbatim),
        tag!("code") if is_broken_in_lines(dom, id) => Some(Shape::Rows),
        tag!("table") if is_table_of_lines(dom, id) => Some(Shape::Rows),
        _ => dom.classes(id).any(|class| MARKUP.code.lines.contains(class)).then_some(Shape::Rows),
    }
}

/// `<code style="white-space: pre">` of several lines
fn is_set_in_lines(dom: &Dom, id: NodeId) -> bool {
    let style = dom.attr(id, &attr!("style")).unwrap_or_default();
    style.split_once("white-space:").is_some_and(|(_, value)| value.trim_start().starts_with("pre"))
        && dom.text_content(id).trim().contains('\n')
}

/// `<div><code>one<br>two</code></div>`: all that stands in its block.
fn is_broken_in_lines(dom: &Dom, id: NodeId) -> bool {
    let holder = || dom.ancestors(id).find(|&n| Display::of(dom, n) == Display::Block);
    let is_ink = |&n: &NodeId| dom.text(n).is_some_and(|text| !text.trim().is_empty());
    let count = |n: NodeId| dom.descendants(n).take(NODES).filter(is_ink).count();
    dom.descendants(id).take(NODES).any(|n| dom.is(n, &tag!("br")))
        && holder().is_some_and(|holder| count(holder) == count(id))
}

/// A table each row of which has a line of code and at most its number beside it.
fn is_table_of_lines(dom: &Dom, id: NodeId) -> bool {
    let rows = || dom.descendants(id).take(NODES).filter(|&n| dom.is(n, &tag!("tr"))).take(ROWS);
    let cells = |row: NodeId| dom.children(row).filter(|&n| dom.is(n, &tag!("td")) || dom.is(n, &tag!("th")));
    let is_row = |row: NodeId| {
        let (code, beside): (Vec<NodeId>, Vec<NodeId>) = cells(row).partition(|&cell| is_line(dom, cell));
        code.len() == 1 && beside.len() <= 2 && beside.iter().all(|&cell| is_number(dom.text_content(cell).trim()))
    };
    let is_highlighter =
        || dom.descendants(id).take(NODES).any(|n| dom.classes(n).any(|class| class == "gutter" || class == "code"));
    let count = rows().count();
    count > 1 && rows().all(is_row) || count == 1 && is_highlighter() && has_lines(dom, id)
}

/// `<td class="gutter">…<td class="code"><div class="line">`: no `<pre>` that would be code by itself.
fn has_lines(dom: &Dom, id: NodeId) -> bool {
    let is_line = |&n: &NodeId| dom.classes(n).any(|class| class == "line");
    let nodes = || dom.descendants(id).take(NODES);
    nodes().any(|n| is_line(&n)) && !nodes().any(|n| dom.is(n, &tag!("pre")))
}

/// Whether a cell is one line of code: by its class, or all of it stands in a `<code>` or `<pre>`.
fn is_line(dom: &Dom, cell: NodeId) -> bool {
    if dom.classes(cell).any(|class| MARKUP.code.cells.contains(class)) {
        return true;
    }
    let mut elements = dom.children(cell).filter(|&n| dom.is_element(n));
    let mut loose = dom.children(cell).filter_map(|n| dom.text(n));
    let (Some(only), None) = (elements.next(), elements.next()) else { return false };
    (dom.is(only, &tag!("code")) || dom.is(only, &tag!("pre")))
        && loose.all(|text| text.trim().is_empty())
        && has_number(dom, cell)
}

/// Whether the cell before it is one of line numbers.
fn has_number(dom: &Dom, cell: NodeId) -> bool {
    let before = std::iter::successors(dom.prev_sibling(cell), |&n| dom.prev_sibling(n)).find(|&n| dom.is_element(n));
    before.is_some_and(|n| is_number(dom.text_content(n).trim()))
}

/// `<tr><td>1</td><td><pre>…`: the number of the row's line.
fn is_number_beside(dom: &Dom, cell: NodeId) -> bool {
    let says = || said(dom, cell);
    dom.is(cell, &tag!("td"))
        && std::iter::successors(dom.next_sibling(cell), |&n| dom.next_sibling(n)).any(|n| dom.is(n, &tag!("td")))
        && is_number(&says())
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
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

/// Whether an element in code is a number, a bar or a button.
pub(super) fn is_frame(dom: &Dom, id: NodeId, shape: Shape) -> bool {
    let Some(name) = dom.name(id) else { return false };
    if *name == tag!("button")
        || dom.classes(id).any(|class| MARKUP.code.gutters.contains(class)) && is_beside(dom, id, shape)
    {
        return true;
    }
    if shape == Shape::Rows && is_number_beside(dom, id) {
        return true;
    }
    if !(Display::of(dom, id) == Display::Block || dom.attr(id, &attr!("onclick")).is_some()) {
        return false;
    }
    let says = said(dom, id);
    !says.is_empty() && (says_phrase(&says) || shape == Shape::Verbatim && is_bar(dom, id, &says))
}

/// The text of a small element.
fn said(dom: &Dom, id: NodeId) -> String {
    let is_small = dom.descendants(id).take(FEW + 1).count() <= FEW;
    if is_small { dom.text_content(id).trim().to_owned() } else { String::new() }
}

/// Whether what is called a gutter holds numbers alone, or nothing of the code.
fn is_beside(dom: &Dom, id: NodeId, shape: Shape) -> bool {
    let mut words = dom.descendants(id).filter_map(|n| dom.text(n)).flat_map(str::split_whitespace);
    let is_column = words.all(is_number);
    (shape == Shape::Rows || Display::of(dom, id) == Display::Block) && is_column || says_phrase(&said(dom, id))
}

/// `<pre><div>python</div><div><code>…</code></div></pre>`: beside the `<code>`, not in it.
fn is_bar(dom: &Dom, id: NodeId, says: &str) -> bool {
    let pre = dom.ancestors(id).take_while(|&n| !dom.is(n, &tag!("code"))).find(|&n| dom.is(n, &tag!("pre")));
    let has_code = |n: NodeId| dom.descendants(n).any(|n| dom.is(n, &tag!("code")));
    says.len() <= BAR && is_known(says) && !has_code(id) && pre.is_some_and(has_code)
}

/// Whether a text is what bars and buttons say.
pub(super) fn says_phrase(text: &str) -> bool {
    text.len() <= BAR && MARKUP.code.phrases.contains(&text.to_lowercase())
}
