//! Signs that a browser writes around the text of an element: the quotation marks of `<q>` in the language around it, and
//! brackets for the reading that a `<rt>` sets above its characters.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// Marks that a page writes by itself inside a `<q>` whose own ones its style takes away.
const MARKS: [char; 14] = ['"', '\'', '“', '”', '„', '‘', '’', '‚', '«', '»', '‹', '›', '「', '『'];

/// An element with signs around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    pub(super) element: NodeId,
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether the first is written: the element has text.
    pub(super) is_open: bool,
}

impl Signs {
    /// The signs of an element, if it has any.
    pub(super) fn of(dom: &Dom, element: NodeId) -> Option<Signs> {
        if dom.is(element, &tag!("rt")) {
            let [open, close] = &MARKUP.signs.reading;
            return Some(Signs { element, open, close, is_open: false });
        }
        if !dom.is(element, &tag!("q")) || has_marks(dom, element) {
            return None;
        }
        let [open, close, inner_open, inner_close] = quotes(dom, element);
        let is_inner = dom.ancestors(element).filter(|&n| dom.is(n, &tag!("q"))).count() % 2 == 1;
        let (open, close) = if is_inner { (inner_open, inner_close) } else { (open, close) };
        Some(Signs { element, open, close, is_open: false })
    }
}

fn has_marks(dom: &Dom, element: NodeId) -> bool {
    dom.descendants(element)
        .filter_map(|n| dom.text(n))
        .find(|text| !text.trim().is_empty())
        .is_none_or(|text| text.trim_start().starts_with(MARKS))
}

/// The marks of the language around an element.
fn quotes(dom: &Dom, element: NodeId) -> &'static [String; 4] {
    let quotes = &MARKUP.signs.quotes;
    let language = dom.ancestors(element).find_map(|n| dom.attr(n, &attr!("lang"))).unwrap_or("en");
    let main = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    quotes.get(&main).unwrap_or_else(|| &quotes["en"])
}
