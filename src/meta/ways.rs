//! The ways up: links from a page to the front page of its site, and to the sections above it.
//!
//! A logo, a breadcrumb and the head of a blog all lead there, and their text is what the site calls itself, or a part
//! of itself: no headline. Addresses are compared as they are written, since a page has thousands of links.

use html5ever::local_name as tag;
use url::Url;

use super::MOST;
use super::page::is_short;
use super::plain::plain;
use super::visible::visible;
use crate::dom::{Dom, NodeId};
use crate::limits::LONGEST_ADDRESS;

/// Where a link leads that leads up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To the front page: `<a href=/>`, `<a rel=home …>`
    Front,
    /// To a folder that the page's own address is in: `<a href=/boats/>` on `/boats/ferries/17`
    Above,
}

/// A page, its address, and how front pages are called in addresses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ways<'a> {
    dom: &'a Dom,
    pub(super) url: Option<&'a Url>,
    fronts: &'a [String],
    /// Whether the page is the front page of its site.
    pub(super) is_front: bool,
}

impl<'a> Ways<'a> {
    pub(super) fn new(dom: &'a Dom, url: Option<&'a Url>, fronts: &'a [String]) -> Self {
        let ways = Ways { dom, url, fronts, is_front: false };
        Ways { is_front: url.is_some_and(|url| ways.leads_to_front(url.path()) && url.query().is_none()), ..ways }
    }

    fn leads_to_front(self, path: &str) -> bool {
        path.is_empty() || self.fronts.iter().any(|front| front == path)
    }

    /// Where a link leads, if that is up; nothing leads up from a front page.
    pub(super) fn way(self, link: NodeId) -> Option<Way> {
        let Ways { dom, url, is_front, .. } = self;
        if !dom.is(link, &tag!("a")) || is_front {
            return None;
        }
        let href = dom.attr(link, &tag!("href")).map(str::trim).filter(|href| href.len() <= LONGEST_ADDRESS)?;
        if href == "/" || dom.has_rel(link, "home") {
            return Some(Way::Front);
        }
        let url = url?;
        let joined = if href.starts_with('.') { Some(url.join(href).ok()?) } else { None };
        let path = joined.as_ref().map_or_else(|| path(href, url.host_str()?), |joined| Some(joined.path()))?;
        let is_above = || path.ends_with('/') && path.len() < url.path().len() && url.path().starts_with(path);
        match path {
            _ if path.contains(['?', '#']) => None,
            _ if self.leads_to_front(path) => Some(Way::Front),
            _ => is_above().then_some(Way::Above),
        }
    }

    /// What the links that lead up call the places to which they lead: their texts, and what stands for their pictures.
    pub(super) fn names(self) -> Vec<(Way, String)> {
        let dom = self.dom;
        let links = dom.ids().filter_map(|id| Some((self.way(id)?, id))).take(MOST);
        let texts = |(way, id): (Way, NodeId)| {
            let text = is_short(dom, id).then(|| visible(dom, id));
            let picture = dom.descendants(id).find(|&at| dom.is(at, &tag!("img")));
            let alt = picture.and_then(|at| dom.attr(at, &tag!("alt"))).map(plain);
            [text, alt].into_iter().flatten().map(move |text| (way, text))
        };
        links.flat_map(texts).filter(|(_, text)| !text.is_empty()).collect()
    }

    /// Where a heading leads that stands in a link up, or has all its text in such links.
    pub(super) fn of_heading(self, id: NodeId) -> Option<Way> {
        let dom = self.dom;
        if let Some(way) = dom.ancestors(id).take(3).find_map(|at| self.way(at)) {
            return Some(way);
        }
        let (mut found, mut linked) = (None, id);
        for at in dom.descendants(id) {
            if at < linked {
                continue;
            }
            if let Some(way) = self.way(at) {
                (found, linked) = (found.or(Some(way)), dom.end(at));
            } else if dom.text(at).is_some_and(|text| !text.trim().is_empty()) {
                return None;
            }
        }
        found
    }
}

/// The path of an address, if it is one of the host or of the one that this is a part of.
fn path<'h>(href: &'h str, host: &str) -> Option<&'h str> {
    let starts = |start: &str| href.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    let Some(scheme) = ["https://", "http://", "//"].into_iter().find(|s| starts(s)) else {
        return href.starts_with('/').then_some(href);
    };
    let behind = &href[scheme.len()..];
    let (named, path) = behind.split_at(behind.find('/').unwrap_or(behind.len()));
    let named = named.strip_prefix("www.").unwrap_or(named);
    let of_host = host.len().checked_sub(named.len()).and_then(|at| host.split_at_checked(at));
    let is_own = |(before, same): (&str, &str)| {
        same.eq_ignore_ascii_case(named) && (before.is_empty() || before.ends_with('.')) && named.contains('.')
    };
    of_host.is_some_and(is_own).then_some(path)
}
