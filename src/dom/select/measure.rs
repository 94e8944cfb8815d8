//! The text of any element, measured in one pass over the page: what `:has-text`, `:min-text-length` and
//! `:link-density` look at.
//!
//! White space is folded as a browser does; where a line starts or ends there is one space. What is never shown
//! (`<script>`, `<title>`) is no part of the text around it; asked for itself, it has its characters as text.

use std::borrow::Cow;
use std::ops::Range;

use html5ever::local_name as tag;

use crate::dom::{Display, Dom, NodeId, is_space};

#[derive(Debug)]
pub(super) struct Measures {
    /// The text of the page.
    text: String,
    /// For each node where its text starts, and the end; the text of a subtree is a stretch.
    starts: Vec<u32>,
    /// For each node how many bytes before it stand in links, and all.
    links: Vec<u32>,
    /// What is never shown, in document order, none inside another.
    hidden: Vec<Range<NodeId>>,
}

impl Measures {
    pub(super) fn of(dom: &Dom) -> Self {
        let mut out = Measures { text: String::new(), starts: Vec::new(), links: Vec::new(), hidden: Vec::new() };
        // The ends of the block-level element and of the link that the node stands in, the nearest last.
        let (mut blocks, mut links): (Vec<NodeId>, Vec<NodeId>) = (Vec::new(), Vec::new());
        let (mut gap, mut linked, mut shown) = (false, 0, NodeId::ROOT);
        for id in dom.ids() {
            while blocks.pop_if(|end| *end <= id).is_some() {
                gap = true;
            }
            while links.pop_if(|end| *end <= id).is_some() {}
            out.starts.push(out.text.len() as u32);
            out.links.push(linked);
            if id < shown {
                continue;
            }
            if let Some(text) = dom.text(id) {
                let len = push_folded(&mut out.text, text, &mut gap);
                linked += if links.is_empty() { 0 } else { len };
                continue;
            }
            match Display::of(dom, id) {
                Display::None if dom.is_element(id) => {
                    shown = dom.end(id);
                    out.hidden.push(id..shown);
                }
                Display::Block => {
                    gap = true;
                    blocks.push(dom.end(id));
                }
                _ if dom.is(id, &tag!("br")) => gap = true,
                _ if dom.is_link(id) => links.push(dom.end(id)),
                _ => {}
            }
        }
        out.starts.push(out.text.len() as u32);
        out.links.push(linked);
        out
    }

    /// The text of an element.
    pub(super) fn text(&self, dom: &Dom, id: NodeId) -> Cow<'_, str> {
        let shown = self.text[self.starts[id.index()] as usize..self.starts[dom.end(id).index()] as usize].trim();
        if shown.is_empty() && self.is_hidden(id) {
            let mut text = String::new();
            push_folded(&mut text, &dom.text_content(id), &mut false);
            return Cow::Owned(text.trim().to_owned());
        }
        Cow::Borrowed(shown)
    }

    /// Whether it is never shown, or stands in what is not.
    fn is_hidden(&self, id: NodeId) -> bool {
        let before = self.hidden.partition_point(|hidden| hidden.start <= id);
        before > 0 && id < self.hidden[before - 1].end
    }

    /// Which share of an element's text stands inside links; 0 where there is no text.
    pub(super) fn link_density(&self, dom: &Dom, id: NodeId) -> f64 {
        let all = self.text(dom, id).bytes().filter(|b| *b != b' ').count();
        let linked = self.links[dom.end(id).index()] - self.links[id.index()];
        if all == 0 { 0.0 } else { f64::from(linked) / all as f64 }
    }
}

/// Appends the words of a text, one space for each stretch of white space; gives how many bytes the words have.
fn push_folded(out: &mut String, text: &str, gap: &mut bool) -> u32 {
    let mut len = 0;
    for (n, word) in text.split(is_space).enumerate() {
        *gap |= n > 0;
        if word.is_empty() {
            continue;
        }
        if std::mem::take(gap) && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        len += word.len() as u32;
    }
    len
}
