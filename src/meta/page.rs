//! The visible page as the last witness: its byline and its dates, read where readers look for them.
//!
//! What is near the headline tells about the article; what stands in comments, teasers and the foot of the page tells
//! about something else. So all elements that could hold a name or a date are found by the names of their classes,
//! and judged by where they stand.

use aho_corasick::AhoCorasick;
use html5ever::local_name as tag;

use super::claims::{visible, visible_without};
use super::dates::{self, Order};
use super::names;
use super::title::{Heading, squeeze};
use super::words::{MetaWords, PageWords};
use crate::dom::{Display, Dom, NodeId};

/// The part of a page around its headline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zone {
    start: NodeId,
    pub(super) headline: NodeId,
    end: NodeId,
}

impl Zone {
    /// As much text before and behind the headline as the words say.
    pub(super) fn around(dom: &Dom, headline: NodeId, words: &PageWords) -> Zone {
        let text = |id: NodeId| match dom.parent(id).map(|p| Display::of(dom, p)) {
            Some(Display::None) | None => 0,
            Some(_) => dom.text(id).map_or(0, |t| t.trim().len()),
        };
        let walk = |ids: &mut dyn Iterator<Item = NodeId>, most: usize| {
            let mut seen = 0;
            ids.take_while(|&id| {
                seen += text(id);
                seen <= most
            })
            .last()
        };
        let mut before = dom.ids().rev().skip(dom.len() - headline.index());
        let behind_headline = dom.end(headline);
        let mut behind = dom.ids().skip(behind_headline.index());
        Zone {
            start: walk(&mut before, words.before).unwrap_or(headline),
            headline,
            end: walk(&mut behind, words.behind).unwrap_or(behind_headline),
        }
    }

    /// All nodes of the zone.
    pub(super) fn nodes(self, dom: &Dom) -> impl Iterator<Item = NodeId> {
        dom.ids().skip(self.start.index()).take(self.end.index() + 1 - self.start.index())
    }

    fn holds(&self, id: NodeId) -> bool {
        self.start <= id && id <= self.end
    }
}

/// An `<h1>` with its text, and with that less what its classes set apart: `<h1><span class=kicker>Ports</span> Ships`.
pub(super) fn heading(dom: &Dom, id: NodeId, words: &MetaWords) -> Heading {
    let small = [tag!("small"), tag!("time"), tag!("h2"), tag!("h3"), tag!("h4")];
    let is_apart = |at: NodeId| small.iter().any(|name| dom.is(at, name)) || has_word(dom, at, &words.title.apart);
    Heading { node: id, text: visible(dom, id), bare: visible_without(dom, id, is_apart) }
}

/// Whether an `<h1>` belongs to the frame around the pages of a site, or to a tool that put itself into the page.
pub(super) fn is_of_frame(dom: &Dom, id: NodeId, words: &MetaWords) -> bool {
    std::iter::once(id).chain(dom.ancestors(id).take(2)).any(|at| has_word(dom, at, &words.title.frame))
}

/// The elements that look like headings and are no `<h1>`, with their texts.
pub(super) fn headings(dom: &Dom, words: &MetaWords) -> Vec<(NodeId, String)> {
    let heading = |id: NodeId| [tag!("h2"), tag!("h3"), tag!("h4")].iter().any(|name| dom.is(id, name));
    let named = |id: NodeId| dom.is_element(id) && has_word(dom, id, &words.title.headline);
    let ids = dom.ids().filter(|&id| heading(id) || named(id));
    ids.filter_map(|id| Some((id, short(dom, id)?))).filter(|(id, _)| !is_elsewhere(dom, *id, None, words)).collect()
}

/// The element that shows this title, where it is no heading that could be told by its name.
pub(super) fn showing(dom: &Dom, title: &str) -> Option<NodeId> {
    let wanted = squeeze(title);
    let shown = |id: NodeId| {
        let text = dom.text(id)?;
        let parent = dom.parent(id).filter(|&p| Display::of(dom, p) != Display::None)?;
        (text.len() >= wanted.len() && text.len() < 2 * title.len() + SHORT && squeeze(text) == wanted)
            .then_some(parent)
    };
    if wanted.is_empty() { None } else { dom.ids().find_map(shown) }
}

/// What kind of date stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DateKind {
    /// `<span class=published>`, `Published 1 December 2023`
    Published,
    /// `<time>` without a word on what it means.
    Plain,
    /// `<span class=updated>`, `Last updated 1 December 2023`
    Updated,
}

/// A date that the visible page shows.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) date: String,
    pub(super) kind: DateKind,
    /// Whether it stands near the headline; how far, in nodes.
    near: bool,
    distance: usize,
}

impl Shown {
    /// Whether it stands so close to the headline that its readers take it for the date of the article.
    pub(super) fn is_beside(&self, words: &PageWords) -> bool {
        self.near && self.kind != DateKind::Updated && self.distance <= words.beside
    }
}

/// The dates that these nodes show, the likeliest to be the article's first.
pub(super) fn dates(
    dom: &Dom,
    ids: impl Iterator<Item = NodeId>,
    zone: Option<Zone>,
    words: &MetaWords,
    order: Order,
) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for id in ids {
        let near = zone.is_some_and(|z| z.holds(id));
        if let Some((date, kind)) = shown_date(dom, id, near, words, order) {
            if is_elsewhere(dom, id, zone, words) {
                continue;
            }
            let distance = zone.map_or(id.index(), |z| id.index().abs_diff(z.headline.index()));
            found.push(Shown { date, kind, near, distance });
        }
    }
    found.sort_by_key(|shown| (!shown.near, shown.kind == DateKind::Updated, shown.distance));
    found
}

/// The date that an element or a text node holds.
fn shown_date(dom: &Dom, id: NodeId, near: bool, words: &MetaWords, order: Order) -> Option<(String, DateKind)> {
    if is_time(dom, id) {
        let date = element_date(dom, id, words, order)?;
        return Some((date, kind(dom, id, &words.page)));
    }
    if dom.is_element(id) {
        if !has_word(dom, id, &words.page.date) {
            return None;
        }
        let text = short(dom, id)?;
        let date = dates::read(&text, &words.dates, order)?;
        return Some((date, kind(dom, id, &words.page)));
    }
    let told = |text: &str| words.page.published.is_match(text) || words.page.updated.is_match(text);
    let text = dom.text(id).filter(|t| t.len() < SHORT && t.chars().any(|c| c.is_numeric()) && (near || told(t)))?;
    if Display::of(dom, dom.parent(id)?) == Display::None {
        return None;
    }
    let date = dates::read(text, &words.dates, order)?;
    Some((date, kind(dom, id, &words.page)))
}

/// `<time>`, and what sites make of it: `<relative-time datetime=2023-12-01>`. A date of `<ins>` is that of an edit.
fn is_time(dom: &Dom, id: NodeId) -> bool {
    let is_edit = || dom.is(id, &tag!("ins")) || dom.is(id, &tag!("del"));
    dom.is(id, &tag!("time")) || (dom.attr(id, &tag!("datetime")).is_some() && !is_edit())
}

/// Longer elements hold more than a date or a name.
const SHORT: usize = 200;

/// The date of an element: of its `datetime`, its `content`, its text, its `title`.
pub(super) fn element_date(dom: &Dom, id: NodeId, words: &MetaWords, order: Order) -> Option<String> {
    let read = |text: &str| dates::read(text, &words.dates, order);
    let attr = |name| dom.attr(id, &name).and_then(read);
    attr(tag!("datetime"))
        .or_else(|| attr(tag!("content")))
        .or_else(|| read(&short(dom, id)?))
        .or_else(|| attr(tag!("title")))
}

/// The visible text of an element, if there is little of it.
fn short(dom: &Dom, id: NodeId) -> Option<String> {
    let mut length = 0;
    for text in dom.descendants(id).filter_map(|n| dom.text(n)) {
        length += text.trim().len();
        if length > SHORT {
            return None;
        }
    }
    Some(visible(dom, id)).filter(|text| !text.is_empty())
}

/// The visible text of a byline, apart what only a style sheet keeps apart: `<a>Jane Doe</a><span>Staff writer</span>`.
fn short_byline(dom: &Dom, id: NodeId) -> Option<String> {
    let text = short(dom, id)?;
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.as_str();
    let ends = dom.descendants(id).filter_map(|n| dom.text(n)).map(str::trim).filter(|t| !t.is_empty());
    for piece in ends {
        let Some(at) = rest.find(piece) else { continue };
        let behind = at + piece.len();
        out.push_str(&rest[..behind]);
        rest = &rest[behind..];
        let glued =
            piece.ends_with(char::is_lowercase) && rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        out.push_str(if glued { ", " } else { "" });
    }
    out.push_str(rest);
    Some(out)
}

/// What the classes of the element and of those around it, and the words beside the date, say of its meaning.
fn kind(dom: &Dom, id: NodeId, words: &PageWords) -> DateKind {
    let near = std::iter::once(id).chain(dom.ancestors(id).take(2));
    for at in near {
        let text = short(dom, at).unwrap_or_default().to_lowercase();
        let updated = has_word(dom, at, &words.updated) || words.updated.is_match(&text);
        let published = has_word(dom, at, &words.published) || words.published.is_match(&text);
        match (published, updated) {
            (true, false) => return DateKind::Published,
            (false, true) => return DateKind::Updated,
            (true, true) => return DateKind::Plain,
            (false, false) => {}
        }
    }
    DateKind::Plain
}

/// The texts of the elements that look like bylines, the likeliest first.
pub(super) fn bylines(
    dom: &Dom,
    ids: impl Iterator<Item = NodeId>,
    zone: Option<Zone>,
    words: &MetaWords,
) -> Vec<String> {
    let mut found: Vec<(bool, u8, usize, String)> = Vec::new();
    for id in ids {
        let Some((at, trust)) = byline(dom, id, words) else { continue };
        let Some(mut text) = short_byline(dom, at) else { continue };
        if names::is_prefix(&text, &words.names) {
            text.push_str(&format!(": {}", text_behind(dom, at)));
        }
        if is_elsewhere(dom, at, zone, words) || is_of_picture(dom, at, zone, &words.page) {
            continue;
        }
        let near = zone.is_some_and(|z| z.holds(id));
        let distance = zone.map_or(id.index(), |z| id.index().abs_diff(z.headline.index()));
        found.push((!near, trust, distance, text));
    }
    found.sort();
    found.into_iter().map(|(.., text)| text).collect()
}

/// The element that a node makes out to be a byline, and how surely, 0 the surest: itself, if it is marked as one, or
/// the block that a text like `By` starts.
fn byline(dom: &Dom, id: NodeId, words: &MetaWords) -> Option<(NodeId, u8)> {
    if let Some(text) = dom.text(id) {
        let block = || dom.ancestors(id).find(|&at| Display::of(dom, at) == Display::Block);
        return names::has_prefix(text, &words.names).then(block).flatten().map(|at| (at, 2));
    }
    let rel = dom.attr(id, &tag!("rel")).unwrap_or_default();
    if rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("author")) {
        return Some((id, 0));
    }
    let leads_to_author = || dom.attr(id, &tag!("href")).is_some_and(|href| words.page.author_links.is_match(href));
    (has_word(dom, id, &words.page.byline) || leads_to_author()).then_some((id, 1))
}

/// The first text behind an element: the name below `<h6>Written by</h6>`.
fn text_behind(dom: &Dom, id: NodeId) -> &str {
    let behind = dom.ids().skip(dom.end(id).index()).take(BEHIND);
    behind.filter_map(|n| dom.text(n)).map(str::trim).find(|text| !text.is_empty()).unwrap_or_default()
}

/// How many nodes behind an element still belong to it.
const BEHIND: usize = 16;

/// Whether an element belongs to a picture.
fn is_of_picture(dom: &Dom, id: NodeId, zone: Option<Zone>, words: &PageWords) -> bool {
    let own = |at: NodeId| zone.is_some_and(|z| dom.contains(at, z.headline));
    std::iter::once(id)
        .chain(dom.ancestors(id).take(4))
        .take_while(|&at| !own(at))
        .any(|at| dom.is(at, &tag!("figure")) || dom.is(at, &tag!("figcaption")) || has_word(dom, at, &words.picture))
}

fn has_word(dom: &Dom, id: NodeId, words: &AhoCorasick) -> bool {
    names(dom, id).any(|name| words.is_match(name))
}

/// The same, but for names in which the words have another meaning: `commentary`.
fn is_named(dom: &Dom, id: NodeId, words: &AhoCorasick, but: &AhoCorasick) -> bool {
    names(dom, id).any(|name| words.is_match(name) && !but.is_match(name))
}

/// What an element is called.
fn names(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let names = |name: &str| matches!(name, "class" | "id" | "itemprop" | "data-testid");
    dom.attrs(id).filter(move |(name, _)| names(name)).map(|(_, value)| value)
}

/// Whether the element stands in a part of the page that is not about its article. What holds the headline too is
/// about it; near the headline a footer or an aside may be the article's own.
fn is_elsewhere(dom: &Dom, id: NodeId, zone: Option<Zone>, words: &MetaWords) -> bool {
    let near = zone.is_some_and(|z| z.holds(id));
    let own = |at: NodeId| {
        zone.map_or(dom.is(at, &tag!("body")) || dom.is(at, &tag!("html")), |z| dom.contains(at, z.headline))
    };
    let mut around = std::iter::once(id).chain(dom.ancestors(id)).take_while(|&at| !own(at));
    if near {
        return around.any(|at| is_named(dom, at, &words.page.elsewhere_near, &words.page.own));
    }
    around.any(|at| {
        let named = dom.is(at, &tag!("footer")) || dom.is(at, &tag!("aside")) || dom.is(at, &tag!("nav"));
        named || is_named(dom, at, &words.page.elsewhere, &words.page.own)
    })
}
