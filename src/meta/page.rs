//! The visible page as the last witness: its headings and its byline, read where readers look for them.
//!
//! What is near the headline tells about the article; what stands in comments, teasers and the foot of the page tells
//! about something else. So all elements that could hold a name or a date are found by the names of their classes,
//! and judged by where they stand.

use aho_corasick::AhoCorasick;
use html5ever::{LocalName, local_name as tag};

use super::names;
use super::plain::{fold, resolved};
use super::title::{Heading, squeeze, squeezed};
use super::visible::{visible, visible_without};
use super::words::{MetaWords, PageWords};
use crate::dom::{Display, Dom, NodeId};
use crate::limits::LONGEST_ADDRESS;

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
        let mut before = dom.ids_in(&(NodeId::ROOT..headline)).rev();
        let behind_headline = dom.end(headline);
        let mut behind = dom.ids_in(&(behind_headline..dom.end(NodeId::ROOT)));
        Zone {
            start: walk(&mut before, words.before).unwrap_or(headline),
            headline,
            end: walk(&mut behind, words.behind).unwrap_or(behind_headline),
        }
    }

    /// All nodes of the zone.
    pub(super) fn nodes(self, dom: &Dom) -> impl Iterator<Item = NodeId> {
        dom.ids_in(&(self.start..dom.end(NodeId::ROOT))).take_while(move |&id| id <= self.end)
    }

    pub(super) fn holds(&self, id: NodeId) -> bool {
        self.start <= id && id <= self.end
    }
}

/// An `<h1>` with its text, and with that less what its classes set apart: `<h1><span class=kicker>Ports</span> Ships`.
/// What is most of a headline is never apart, and neither is a sign of punctuation. What programs are not to read out is
/// left out, and one of two versions of the same text: for wide screens and for small ones.
pub(super) fn heading(dom: &Dom, id: NodeId, words: &MetaWords) -> Heading {
    let is_mute = |at: NodeId| {
        dom.attr(at, &LocalName::from("aria-hidden")) == Some("true")
            && visible(dom, at).contains(char::is_alphanumeric)
    };
    let spoken = visible_without(dom, id, is_mute);
    let is_mute = |at: NodeId| !spoken.is_empty() && is_mute(at);
    let text = once(resolved(visible_without(dom, id, is_mute)));
    let small = [tag!("small"), tag!("time"), tag!("h2"), tag!("h3"), tag!("h4")];
    let is_named = |at: NodeId| small.iter().any(|name| dom.is(at, name)) || has_word(dom, at, &words.title.apart);
    let is_part = |part: &str| 2 * part.len() <= text.len() && part.contains(char::is_alphanumeric);
    let is_apart = |at: NodeId| is_mute(at) || (is_named(at) && is_part(&visible(dom, at)));
    let bare = once(resolved(visible_without(dom, id, is_apart)));
    Heading { node: id, text, bare, pieces: pieces(dom, id) }
}

/// The texts that markup parts in a heading, if they are few.
fn pieces(dom: &Dom, id: NodeId) -> Vec<String> {
    const MOST: usize = 12;
    let shown = |at: &NodeId| dom.parent(*at).is_some_and(|p| Display::of(dom, p) != Display::None);
    let texts = dom.descendants(id).filter(shown).filter_map(|at| dom.text(at)).filter(|text| !text.trim().is_empty());
    let pieces: Vec<String> = texts.take(MOST + 1).map(fold).collect();
    if pieces.len() > MOST { Vec::new() } else { pieces }
}

/// A text that may be written twice, once: `Ships stay in Ships stay in`.
fn once(text: String) -> String {
    let middle = text.len() / 2;
    let halves = text.split_at_checked(middle).or_else(|| text.split_at_checked(middle + 1));
    match halves {
        Some((a, b)) if a.len() > WORD && squeeze(a) == squeeze(b) => b.trim().to_owned(),
        _ => text,
    }
}

/// Shorter texts may be said twice.
const WORD: usize = 8;

/// Whether an `<h1>` belongs to the frame around the pages of a site, or to a tool that put itself into the page.
pub(super) fn is_of_frame(dom: &Dom, id: NodeId, words: &MetaWords) -> bool {
    std::iter::once(id).chain(dom.ancestors(id).take(2)).any(|at| has_word(dom, at, &words.title.frame))
}

/// The elements that look like headings and are no `<h1>`, with their texts.
pub(super) fn headings(dom: &Dom, words: &MetaWords) -> Vec<(NodeId, String)> {
    let heading = |id: NodeId| [tag!("h2"), tag!("h3"), tag!("h4")].iter().any(|name| dom.is(id, name));
    let named = |id: NodeId| dom.is_element(id) && has_word(dom, id, &words.title.headline);
    let ids = dom.ids().filter(|&id| heading(id) || named(id));
    ids.filter_map(|id| Some((id, short(dom, id)?)))
        .filter(|(id, _)| !is_elsewhere(dom, *id, None, words) && !is_aside(dom, *id, None))
        .collect()
}

/// The element that shows this title, where it is no heading that could be told by its name.
pub(super) fn showing(dom: &Dom, title: &str) -> Option<NodeId> {
    let wanted = squeeze(title);
    let shown = |id: NodeId| {
        let text = dom.text(id)?;
        let parent = dom.parent(id).filter(|&p| Display::of(dom, p) != Display::None)?;
        (text.len() >= wanted.len() && text.len() < 2 * title.len() + SHORT && squeezed(text).eq(wanted.chars()))
            .then_some(parent)
    };
    if wanted.is_empty() { None } else { dom.ids().find_map(shown) }
}

/// Longer elements hold more than a date or a name.
pub(super) const SHORT: usize = 200;

/// An element of so many nodes is looked at no further: a page may have ten thousand dates in ten thousand empty ones.
const MANY: usize = 1000;

/// The visible text of an element, if there is little of it.
pub(super) fn short(dom: &Dom, id: NodeId) -> Option<String> {
    Some(id).filter(|&id| is_short(dom, id)).map(|id| visible(dom, id)).filter(|text| !text.is_empty())
}

/// Whether an element has no more nodes than a title may: broken markup puts a page into its heading, and headings in headings.
pub(super) fn may_be_title(dom: &Dom, id: NodeId) -> bool {
    dom.end(id).index() - id.index() <= MOST_NODES
}

/// So many nodes has the element of a title at most: one for each letter, with something around it.
const MOST_NODES: usize = 1 << 10;

/// Whether an element holds little text or none, and no more nodes than such a text can need.
pub(super) fn is_short(dom: &Dom, id: NodeId) -> bool {
    let mut length = 0;
    dom.end(id).index() - id.index() <= MANY
        && dom.descendants(id).filter_map(|n| dom.text(n)).all(|text| {
            length += text.trim().len();
            length <= SHORT
        })
}

/// The visible text of a byline, apart what only a style sheet keeps apart: `<a>Jane Doe</a><span>Staff writer</span>`.
fn short_byline(dom: &Dom, id: NodeId, words: &MetaWords) -> Option<String> {
    let text = without_roles(dom, id, &words.page)?;
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.as_str();
    // What stands for one person: an item of a list, a byline in the byline.
    let person = |n: NodeId| {
        let is_one = |at: &NodeId| dom.is(*at, &tag!("li")) || has_word(dom, *at, &words.page.byline);
        dom.ancestors(n).take_while(|&at| at != id).find(is_one)
    };
    let pieces = dom.descendants(id).filter_map(|n| Some((n, dom.text(n)?.trim()))).filter(|p| !p.1.is_empty());
    let mut last: Option<(NodeId, &str)> = None;
    for (node, piece) in pieces {
        let Some(at) = rest.find(piece) else { continue };
        let now = person(node).map(|person| (person, piece));
        let are_two = last.zip(now).is_some_and(|(a, b)| a.0 != b.0 && may_be_name(a.1) && may_be_name(b.1));
        out.push_str(if at == 1 && are_two { "," } else { "" });
        let behind = at + piece.len();
        out.push_str(&rest[..behind]);
        rest = &rest[behind..];
        let glued =
            piece.ends_with(char::is_lowercase) && rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        out.push_str(if glued { ", " } else { "" });
        last = now;
    }
    out.push_str(rest);
    Some(out)
}

/// The visible text of a byline without what is called a role, where anything is left then.
fn without_roles(dom: &Dom, id: NodeId, words: &PageWords) -> Option<String> {
    let all = short(dom, id)?;
    let is_called = |n: NodeId| dom.classes(n).any(|class| words.role_classes.iter().any(|row| row == class));
    let is_role = |n: NodeId| has_word(dom, n, &words.role) || Display::of(dom, n) == Display::Inline && is_called(n);
    let named = visible_without(dom, id, is_role);
    Some(if named.is_empty() { all } else { named })
}

/// Whether a text may be the name of a person, written in full: some words, each with a capital.
fn may_be_name(text: &str) -> bool {
    (2..=4).contains(&text.split(' ').count()) && text.split(' ').all(|word| word.starts_with(char::is_uppercase))
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
        let Some(mut text) = short_byline(dom, at, words) else { continue };
        let is_label = names::is_prefix(&text, &words.names);
        if is_label {
            text.push_str(&format!(": {}", text_behind(dom, at)));
        }
        let is_beside = || !is_label && is_aside(dom, at, zone);
        if is_elsewhere(dom, at, zone, words) || is_beside() || is_of_picture(dom, at, zone, &words.page) {
            continue;
        }
        let near = zone.is_some_and(|z| z.holds(id));
        if !near && trust == DRAWN {
            continue;
        }
        let distance = zone.map_or(id.index(), |z| id.index().abs_diff(z.headline.index()));
        found.push((!near, trust, distance, text));
    }
    found.sort();
    found.into_iter().map(|(.., text)| text).collect()
}

/// The texts right behind the headline that start as bylines do: `By Jane Doe`.
pub(super) fn bylines_beside(dom: &Dom, zone: Zone, words: &MetaWords) -> Vec<String> {
    let behind = dom.ids_behind(zone.headline, words.page.beside);
    let starts = behind.filter(|&id| dom.text(id).is_some_and(|text| names::has_prefix(text, &words.names.surest)));
    let blocks = starts.filter_map(|id| dom.ancestors(id).find(|&at| Display::of(dom, at) == Display::Block));
    let is_own =
        |at: &NodeId| !is_elsewhere(dom, *at, Some(zone), words) && !is_of_picture(dom, *at, Some(zone), &words.page);
    blocks.filter(is_own).filter_map(|at| short_byline(dom, at, words)).collect()
}

/// How surely a drawing of a person tells a byline: far from the headline it is but a button.
const DRAWN: u8 = 3;

/// The element that a node makes out to be a byline, and how surely, 0 the surest: itself, if it is marked as one, the
/// one with a drawing of a person in it, or the block that a text like `By` starts.
fn byline(dom: &Dom, id: NodeId, words: &MetaWords) -> Option<(NodeId, u8)> {
    if let Some(text) = dom.text(id) {
        let block = || dom.ancestors(id).find(|&at| Display::of(dom, at) == Display::Block);
        return names::has_prefix(text, &words.names.prefixes).then(block).flatten().map(|at| (at, 2));
    }
    if dom.has_rel(id, "author") {
        return Some((with_next(dom, id, words).unwrap_or(id), 0));
    }
    if dom.descendants(id).next().is_none() && has_word(dom, id, &words.page.person) {
        return dom.parent(id).map(|at| (at, DRAWN));
    }
    if leads_to_author(dom, id, words) {
        return Some((with_next(dom, id, words).unwrap_or(id), 1));
    }
    has_word(dom, id, &words.page.byline).then_some((id, 1))
}

/// `<a href="/author/jane">Jane Doe</a>`
fn leads_to_author(dom: &Dom, id: NodeId, words: &MetaWords) -> bool {
    let href = dom.attr(id, &tag!("href")).filter(|href| href.len() <= LONGEST_ADDRESS);
    href.is_some_and(|href| words.page.author_links.is_match(href))
}

/// What holds a link to an author and one more name behind it: `By <a>Jane Doe</a> and John Roe`, the second in a link or not.
fn with_next(dom: &Dom, link: NodeId, words: &MetaWords) -> Option<NodeId> {
    let between = dom.next_sibling(link)?;
    let text = dom.text(between)?.trim();
    let (sign, rest) = text.split_once(' ').unwrap_or((text, ""));
    let joins = words.names.joiners.iter().any(|joiner| joiner == sign);
    let is_link = || {
        dom.next_sibling(between).is_some_and(|next| dom.has_rel(next, "author") || leads_to_author(dom, next, words))
    };
    let is_next = if rest.is_empty() {
        (joins || sign == ",") && is_link()
    } else {
        joins && rest.starts_with(char::is_uppercase)
    };
    dom.parent(link).filter(|&around| is_next && is_short(dom, around))
}

/// Whether a text stands in the same short block as the word in front of a name: `Written by Jane Doe` `3 May 2021`.
pub(super) fn is_by_byline(dom: &Dom, id: NodeId, words: &MetaWords) -> bool {
    let around = dom.ancestors(id).take(3).filter_map(|at| short(dom, at));
    around.into_iter().any(|text| names::has_prefix(&text, &words.names.prefixes))
}

/// The first text behind an element: the name below `<h6>Written by</h6>`.
fn text_behind(dom: &Dom, id: NodeId) -> &str {
    let behind = dom.ids_behind(id, BEHIND);
    behind.filter_map(|n| dom.text(n)).map(str::trim).find(|text| !text.is_empty()).unwrap_or_default()
}

/// How many nodes behind an element still belong to it.
const BEHIND: usize = 16;

/// Whether an element belongs to a picture.
fn is_of_picture(dom: &Dom, id: NodeId, zone: Option<Zone>, words: &PageWords) -> bool {
    let own = |at: NodeId| zone.is_some_and(|z| dom.contains(at, z.headline));
    std::iter::once(id).chain(dom.ancestors(id).take(4)).take_while(|&at| !own(at)).any(|at| {
        dom.is(at, &tag!("figure"))
            || dom.is(at, &tag!("figcaption"))
            || is_named(dom, at, &words.picture, &words.byline)
    })
}

pub(super) fn has_word(dom: &Dom, id: NodeId, words: &AhoCorasick) -> bool {
    names(dom, id).any(|name| words.is_match(name))
}

/// The same, but for names in which the words have another meaning: `commentary`.
fn is_named(dom: &Dom, id: NodeId, words: &AhoCorasick, but: &AhoCorasick) -> bool {
    names(dom, id).any(|name| words.is_match(name) && !but.is_match(name))
}

/// What an element is called.
fn names(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let names = |name: &str| matches!(name, "class" | "id" | "itemprop" | "data-testid" | "data-qa");
    dom.attrs(id).filter(move |(name, _)| names(name)).map(|(_, value)| value)
}

/// Whether the element stands in a part of the page that is not about its article. What holds the headline too, or most
/// of the page, is about it, and so is the footer of the `<article>` that holds it.
pub(super) fn is_elsewhere(dom: &Dom, id: NodeId, zone: Option<Zone>, words: &MetaWords) -> bool {
    let near = zone.is_some_and(|z| z.holds(id));
    let named = if near { &words.page.elsewhere_near } else { &words.page.elsewhere };
    let is_own = |at: NodeId| dom.is(at, &tag!("article")) && zone.is_some_and(|z| dom.contains(at, z.headline));
    let is_foot = |at: NodeId| dom.is(at, &tag!("footer")) && !dom.ancestors(at).any(is_own);
    let is_apart = |at: NodeId| is_foot(at) || dom.is(at, &tag!("nav"));
    around(dom, id, zone).any(|at| (!near && is_apart(at)) || is_named(dom, at, named, &words.page.own))
}

/// Whether a property of microdata is one of an answer to the page: `<div itemscope itemtype=https://schema.org/Comment>`.
pub(super) fn is_reply(dom: &Dom, id: NodeId, words: &MetaWords) -> bool {
    let thing = dom.ancestors(id).find(|&at| dom.attr(at, &tag!("itemscope")).is_some());
    let kind = thing.and_then(|at| dom.attr(at, &tag!("itemtype"))).and_then(|kind| kind.trim().rsplit('/').next());
    kind.is_some_and(|kind| words.names.replies.iter().any(|reply| reply == kind))
}

/// Whether a date in this place is that of a post that the page quotes, or of today.
pub(super) fn is_of_another_day(dom: &Dom, id: NodeId, zone: Option<Zone>, words: &PageWords) -> bool {
    around(dom, id, zone).any(|at| dom.is(at, &tag!("blockquote")) || has_word(dom, at, &words.today))
}

/// Whether the element stands beside the page's text, in an `<aside>` far from the headline.
pub(super) fn is_aside(dom: &Dom, id: NodeId, zone: Option<Zone>) -> bool {
    !zone.is_some_and(|z| z.holds(id)) && around(dom, id, zone).any(|at| dom.is(at, &tag!("aside")))
}

/// The element and those around it, up to the one that is about the article whatever it is called.
fn around(dom: &Dom, id: NodeId, zone: Option<Zone>) -> impl Iterator<Item = NodeId> {
    let is_most = |at: NodeId| 2 * (dom.end(at).index() - at.index()) > dom.len();
    let is_own = move |at: NodeId| is_most(at) || zone.is_some_and(|z| dom.contains(at, z.headline));
    std::iter::once(id).chain(dom.ancestors(id)).take_while(move |&at| !is_own(at))
}

#[cfg(test)]
mod tests {
    use html5ever::local_name as tag;

    use super::may_be_title;
    use crate::dom::of_html;

    #[test]
    fn a_heading_that_broken_markup_puts_the_page_into_is_no_title() {
        for (inside, expected) in [("<b>Ships</b>".to_owned(), true), ("<b>Ships</b>".repeat(1000), false)] {
            let dom = of_html(&format!("<h1>{inside}"));
            let heading = dom.ids().find(|id| dom.is(*id, &tag!("h1"))).expect("a heading");
            assert_eq!(may_be_title(&dom, heading), expected);
        }
    }
}
