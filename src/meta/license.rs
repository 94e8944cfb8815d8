//! The license of an article, and where a page links to one.
//!
//! A page may link to several: that of its text, those of pictures and of works that it tells of. So a link counts only
//! if no other leads to another license.

use html5ever::local_name as tag;

use super::page::has_word;
use super::words::MetaWords;
use crate::dom::{Dom, NodeId};
use crate::limits::LONGEST_ADDRESS;

/// The address of the one license to which links of the page lead: `<a rel=license href=…>`, or one to the terms of a
/// license that is known.
pub(super) fn linked<'a>(dom: &'a Dom, words: &MetaWords) -> Option<&'a str> {
    let links = dom.ids().filter(|&id| dom.is(id, &tag!("a")) || dom.is(id, &tag!("area")));
    let mut found = links.filter_map(|id| Some((id, dom.attr(id, &tag!("href"))?.trim())));
    let mut licenses = Licenses { dom, words, alone: None };
    let is_one = found.all(|(id, href)| licenses.take(id, href));
    licenses.alone.filter(|_| is_one)
}

struct Licenses<'a, 'w> {
    dom: &'a Dom,
    words: &'w MetaWords,
    alone: Option<&'a str>,
}

impl<'a> Licenses<'a, '_> {
    /// Looks at a link; whether there is one license at most so far.
    fn take(&mut self, id: NodeId, href: &'a str) -> bool {
        if href.is_empty() || href.len() > LONGEST_ADDRESS || !self.is_license(id, href) || self.is_of_picture(id) {
            return true;
        }
        let (known, new) = (terms(self.alone.unwrap_or(href)), terms(href));
        // `/by-sa/4.0/` and its `/by-sa/4.0/deed.de` and `/by-sa/4.0/legalcode` are one.
        let (short, long) = if known.len() <= new.len() { (known, new) } else { (new, known) };
        let is_same = long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.alone = self.alone.filter(|alone| terms(alone).len() <= new.len()).or(Some(href));
        is_same
    }

    fn is_license(&self, id: NodeId, href: &str) -> bool {
        self.dom.has_rel(id, "license")
            || self.words.fields.licenses.iter().any(|start| terms(href).starts_with(start.as_str()))
    }

    fn is_of_picture(&self, id: NodeId) -> bool {
        let around = std::iter::once(id).chain(self.dom.ancestors(id)).take(AROUND);
        around
            .into_iter()
            .any(|at| self.dom.is(at, &tag!("figure")) || has_word(self.dom, at, &self.words.page.picture))
    }
}

/// So many elements around a link tell whether it stands with a picture.
const AROUND: usize = 4;

/// An address less its scheme, `www.` and what ends it.
fn terms(address: &str) -> &str {
    let bare = address.split_once("//").map_or(address, |(_, bare)| bare);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/')
}
