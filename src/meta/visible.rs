//! The text of a page's elements as its reader sees it, as a line.

use html5ever::local_name as tag;

use super::plain::fold;
use crate::dom::markup::MARKUP;
use crate::dom::{Display, Dom, NodeId};

/// The first text that a page shows, up to so many characters.
pub(super) fn first_text(dom: &Dom, most: usize) -> String {
    let mut out = String::new();
    let mut left = most;
    let mut shown = NodeId::ROOT;
    for at in dom.ids().filter(|&at| at != NodeId::ROOT) {
        if left == 0 {
            break;
        } else if at < shown {
            continue;
        }
        if Display::of(dom, at) == Display::None {
            shown = dom.end(at);
        } else if let Some(text) = dom.text(at) {
            let before = out.len();
            out.extend(text.chars().take(left));
            left -= out[before..].chars().count();
            out.push(' ');
        }
    }
    out
}

/// Whether a text is the sign of a link: `<h1>Names <a href="#names">¶</a></h1>`.
fn is_sign(dom: &Dom, id: NodeId, text: &str) -> bool {
    dom.parent(id).is_some_and(|p| dom.is(p, &tag!("a")))
        && MARKUP.ornament.links.iter().any(|sign| sign == text.trim())
}

/// The text of an element as a reader sees it, line breaks as spaces; buttons and signs that are links are left out.
pub(super) fn visible(dom: &Dom, id: NodeId) -> String {
    visible_without(dom, id, |_| false)
}

/// The same without some of the elements in it.
pub(super) fn visible_without(dom: &Dom, id: NodeId, is_apart: impl Fn(NodeId) -> bool) -> String {
    let mut out = String::new();
    let mut shown = id;
    for at in dom.subtree(id) {
        if at < shown {
            continue;
        }
        let display = Display::of(dom, at);
        if at != id && (display == Display::None || dom.is(at, &tag!("button")) || is_apart(at)) {
            shown = dom.end(at);
            out.push_str(if display == Display::Block { " " } else { "" });
        } else if let Some(text) = dom.text(at) {
            out.push_str(if is_sign(dom, at, text) { "" } else { text });
        } else if display == Display::Block || dom.is(at, &tag!("br")) {
            out.push(' ');
        }
    }
    fold(&out)
}
