//! Elements that set code in lines: `<pre>`, and what other makers have for it.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::markup::MARKUP;
use super::{Display, Dom, NodeId, declared};

/// How code is set in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `<pre>`: white space counts.
    Verbatim,
    /// `<div class="CodeMirror-code"><pre>one</pre><pre>two</pre></div>`: each innermost block is a line.
    Rows,
}

/// Whether an element is one for code by its name, set in lines or not.
pub(crate) fn is_code(dom: &Dom, id: NodeId) -> bool {
    dom.is(id, &tag!("pre")) || dom.is(id, &tag!("code"))
}

/// How many rows of a table are looked at, and how many nodes of any element.
const ROWS: usize = 64;
const NODES: usize = 4096;

/// The shape of the code that an element is, if it is one.
pub(crate) fn shape(dom: &Dom, id: NodeId) -> Option<Shape> {
    let name = dom.name(id)?;
    match *name {
        tag!("pre") | tag!("listing") | tag!("xmp") => Some(Shape::Verbatim),
        tag!("code") if is_set_in_lines(dom, id) => Some(Shape::Verbatim),
        tag!("code") if is_broken_in_lines(dom, id) => Some(Shape::Rows),
        tag!("table") if is_table_of_lines(dom, id) => Some(Shape::Rows),
        tag!("div") if is_typewritten(dom, id) => Some(Shape::Verbatim),
        tag!("div") if is_fragment(dom, id) => Some(Shape::Rows),
        _ => dom.classes(id).any(|class| MARKUP.code.lines.contains(class)).then_some(Shape::Rows),
    }
}

/// `<div class="fragment"><div class="line">`: a class that others use for other things, too.
fn is_fragment(dom: &Dom, id: NodeId) -> bool {
    let has = |id: NodeId, wanted: &str| dom.classes(id).any(|class| class == wanted);
    let first = || dom.children(id).find(|&n| dom.is_element(n));
    MARKUP.code.fragments.iter().any(|[holder, line]| has(id, holder) && first().is_some_and(|first| has(first, line)))
}

/// `<code style="white-space: pre">` of several lines
fn is_set_in_lines(dom: &Dom, id: NodeId) -> bool {
    keeps_white_space(dom, id) && dom.text_content(id).trim().contains('\n')
}

/// `white-space: pre`, `pre-wrap` and `pre-line` in an element's own style
fn keeps_white_space(dom: &Dom, id: NodeId) -> bool {
    declared(dom, id, "white-space").any(|value| value.starts_with("pre"))
}

/// `<div style="font-family: monospace; white-space: pre">` of several lines and no paragraphs
fn is_typewritten(dom: &Dom, id: NodeId) -> bool {
    let is_of_typewriters = |style: &str| MARKUP.code.fonts.iter().any(|font| style.contains(font.as_str()));
    let is_line =
        |n: NodeId| dom.text(n).is_some() || dom.is(n, &tag!("div")) || Display::of(dom, n) == Display::Inline;
    keeps_white_space(dom, id)
        && dom.attr(id, &attr!("style")).is_some_and(is_of_typewriters)
        && dom.descendants(id).take(NODES).all(is_line)
        && (dom.children(id).filter(|&n| dom.is(n, &tag!("div"))).count() > 1
            || dom.descendants(id).take(NODES).filter_map(|n| dom.text(n)).any(|text| text.trim().contains('\n')))
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
    let before = dom.siblings_before(cell).find(|&n| dom.is_element(n));
    before.is_some_and(|n| is_number(dom.text_content(n).trim()))
}

pub(crate) fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
