//! The dates of a page: those that it states, and those that it shows its readers.
//!
//! What is stated is trusted more, but it is often the moment of an import, or told by another clock; what is shown
//! beside the headline is what readers know. What is shown further off is asked only where nothing is stated.

use aho_corasick::AhoCorasick;
use html5ever::local_name as tag;

use super::Reader;
use super::dates::{self, Order};
use super::page::{SHORT, Zone, has_word, is_aside, is_by_byline, is_elsewhere, is_of_another_day, is_short, short};
use super::source::Source;
use super::words::{MetaWords, PageWords};
use crate::dom::code;
use crate::dom::{Display, Dom, NodeId};
use crate::rule::MetaField;

/// How many elements around a text are asked whether they are code.
const AROUND: usize = 4;

/// The dates of a page. What it shows is read near the headline only, but where nothing else gives a date.
pub(super) struct Dates<'a> {
    reader: &'a Reader<'a>,
    zone: Option<Zone>,
    near: Vec<Shown>,
}

impl<'a> Dates<'a> {
    pub(super) fn new(reader: &'a Reader<'a>, zone: Option<Zone>) -> Self {
        let Reader { words, claims, order, .. } = reader;
        let near = zone.map(|zone| shown_dates(claims.dom, zone.nodes(claims.dom), Some(zone), words, *order));
        Dates { reader, zone, near: near.unwrap_or_default() }
    }

    /// The date of publication; where the page tells no date but that of its last change, this.
    pub(super) fn published(&self) -> Option<String> {
        let general = || {
            self.reader.places(MetaField::Date).find_map(|source| match source {
                Source::Near => self.near.first().map(|shown| self.as_addressed(&shown.date)),
                Source::Page => self.anywhere(),
                Source::Url => self.addressed(),
                _ => self.stated(source).map(|date| self.as_shown(date)),
            })
        };
        self.ruled(MetaField::Date).or_else(general).or_else(|| self.updated())
    }

    /// The date in the page's address.
    fn addressed(&self) -> Option<String> {
        let url = self.reader.url.as_ref()?;
        dates::read_path(url.path(), &self.reader.words.dates)
    }

    /// A shown date, or what the address makes of it where it can be read in two ways: `/2023/12/01/` of 01/12/2023.
    fn as_addressed(&self, shown: &str) -> String {
        let addressed = self.addressed().filter(|day| dates::may_be_written(day, dates::day(shown)));
        addressed.filter(|day| day != dates::day(shown)).unwrap_or_else(|| shown.to_owned())
    }

    fn ruled(&self, field: MetaField) -> Option<String> {
        let Reader { words, order, .. } = self.reader;
        self.reader.ruled(field).find_map(|text| dates::read(&text, &words.dates, *order, None))
    }

    /// The date of the last change.
    pub(super) fn updated(&self) -> Option<String> {
        let general = || {
            self.reader.places(MetaField::Updated).find_map(|source| match source {
                Source::Near => self.near.iter().find(|s| s.kind == DateKind::Updated).map(|s| s.date.clone()),
                _ => self.stated(source),
            })
        };
        self.ruled(MetaField::Updated).or_else(general)
    }

    /// A stated date as its readers see it: the day that the page calls the day of publication or shows beside its
    /// headline, or, where the two are a day apart, the same moment by the clock of the site.
    fn as_shown(&self, stated: String) -> String {
        if let Some(shown) = self.near.iter().find(|shown| dates::is_its_local_time(&stated, &shown.date)) {
            return shown.date.clone();
        }
        let called = self.near.iter().find(|shown| shown.kind == DateKind::Published);
        let is_same = |shown: &&Shown| dates::may_be_written(dates::day(&stated), dates::day(&shown.date));
        if self.near.iter().filter(is_same).any(|shown| called.is_none() || shown.kind != DateKind::Updated) {
            return stated;
        }
        // A moment by UTC, and the day of the site in the address.
        let is_by_utc = |day: &String| called.is_none() && stated.contains('T') && dates::may_be_same(&stated, day);
        if let Some(day) = self.addressed().filter(is_by_utc) {
            return day;
        }
        let beside = || self.near.iter().find(|shown| shown.is_beside(&self.reader.words.page));
        let by_its_clock = || self.near.iter().find(|shown| dates::may_be_same(&stated, &shown.date));
        called.or_else(beside).or_else(by_its_clock).map_or_else(|| stated.clone(), |shown| shown.date.clone())
    }

    fn anywhere(&self) -> Option<String> {
        let Reader { words, claims, order, .. } = self.reader;
        shown_dates(claims.dom, claims.dom.ids(), self.zone, words, *order).into_iter().next().map(|shown| shown.date)
    }

    fn stated(&self, source: &Source) -> Option<String> {
        let Reader { words, claims, order, .. } = self.reader;
        match source {
            Source::Prop(name) => claims.prop(name).find_map(|id| element_date(claims.dom, id, words, *order)),
            _ => self.reader.texts(source).iter().find_map(|text| dates::read(text, &words.dates, *order, None)),
        }
    }
}

/// What kind of date stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DateKind {
    /// `<span class=published>`, `Published 1 December 2023`
    Published,
    /// `<time>` without a word on what it means.
    Plain,
    /// `<span class=updated>`, `Last updated 1 December 2023`
    Updated,
}

/// A date that the visible page shows.
#[derive(Clone, Debug)]
struct Shown {
    date: String,
    kind: DateKind,
    /// Whether it stands near the headline; how far, in nodes.
    near: bool,
    distance: usize,
    place: Place,
}

/// Where a date stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// `<h1>Results of 3 May 2021</h1>`
    Headline,
    /// In an element of its own, or beside the headline.
    Apart,
    /// In running text further off.
    Text,
}

impl Shown {
    /// What it is worth, the best first. What a headline or a text tells of is mostly another day than its own.
    fn worth(&self) -> u8 {
        match (self.kind, self.place) {
            (DateKind::Published, _) => 0,
            (DateKind::Plain, Place::Apart) if self.near => 0,
            (DateKind::Plain, Place::Headline) => 1,
            (DateKind::Plain, Place::Apart) => 1,
            (DateKind::Updated, _) => 2,
            (DateKind::Plain, Place::Text) => 3,
        }
    }

    /// Whether it stands so close to the headline that its readers take it for the date of the article.
    fn is_beside(&self, words: &PageWords) -> bool {
        self.near && self.kind != DateKind::Updated && self.distance <= words.beside
    }
}

/// The dates that these nodes show, the likeliest to be the article's first.
fn shown_dates(
    dom: &Dom,
    ids: impl Iterator<Item = NodeId>,
    zone: Option<Zone>,
    words: &MetaWords,
    order: Order,
) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for id in ids {
        let near = zone.is_some_and(|z| z.holds(id));
        for (date, kind) in shown_dates_of(dom, id, near, words, order) {
            let is_beside = || kind != DateKind::Published && is_aside(dom, id, zone);
            if is_elsewhere(dom, id, zone, words) || is_beside() || is_of_another_day(dom, id, zone, &words.page) {
                continue;
            }
            let distance = zone.map_or(id.index(), |z| id.index().abs_diff(z.headline.index()));
            let place = match zone {
                Some(zone) if dom.contains(zone.headline, id) => Place::Headline,
                _ if dom.is_element(id) || distance <= words.page.beside => Place::Apart,
                _ => Place::Text,
            };
            found.push(Shown { date, kind, near, distance, place });
        }
    }
    found.sort_by_key(|shown| (!shown.near, shown.worth(), shown.distance));
    found
}

/// The dates that an element or a text node holds: mostly one, or those that a text tells apart by their words.
fn shown_dates_of(dom: &Dom, id: NodeId, near: bool, words: &MetaWords, order: Order) -> Vec<(String, DateKind)> {
    if dom.is_element(id) {
        return element_shown(dom, id, near, words, order).into_iter().collect();
    }
    let may_have_digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii());
    let is_short = |text: &&str| text.len() < SHORT && may_have_digits(text) && text.chars().any(char::is_numeric);
    let Some(text) = dom.text(id).filter(is_short) else { return Vec::new() };
    if dom.parent(id).is_none_or(|parent| Display::of(dom, parent) == Display::None) {
        return Vec::new();
    }
    let small = text.to_lowercase();
    if words.page.published.is_match(&small) && words.page.updated.is_match(&small) {
        return told_apart(&small, words, order);
    }
    let Some(date) = dates::read(text, &words.dates, order, None) else { return Vec::new() };
    if is_of_a_version(text, &date, &words.page) || is_in_code(dom, id) {
        return Vec::new();
    }
    let told = words.page.published.is_match(text) || words.page.updated.is_match(text);
    let kind = kind(dom, id, &words.page);
    let is_told = near || told || kind.is_some_and(|kind| kind != DateKind::Plain) || is_by_byline(dom, id, words);
    kind.filter(|_| is_told).map(|kind| (date, kind)).into_iter().collect()
}

/// Whether a date in running text has no year in full: `on versions older than 2.8.12`.
fn is_of_a_version(text: &str, date: &str, words: &PageWords) -> bool {
    let is_whole = || date.split('-').next().is_some_and(|year| text.contains(year));
    text.is_ascii() && text.trim().len() > words.running && !is_whole()
}

/// Whether a text stands in code, so many elements up at most.
fn is_in_code(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id).take(AROUND).any(|n| code::is_code(dom, n) || dom.is(n, &tag!("samp")))
}

/// The date of an element that is made for one, or near the headline has one for its title: `2 days ago`.
fn element_shown(dom: &Dom, id: NodeId, near: bool, words: &MetaWords, order: Order) -> Option<(String, DateKind)> {
    let has_title = || {
        let title = dom.attr(id, &tag!("title")).filter(|title| title.len() < SHORT);
        near && title.is_some_and(|title| dates::read(title, &words.dates, order, None).is_some()) && is_short(dom, id)
    };
    if !is_time(dom, id, &words.page) && !has_word(dom, id, &words.page.date) && !has_title() {
        return None;
    }
    Some((element_date(dom, id, words, order)?, kind(dom, id, &words.page)?))
}

/// `Updated 16 March 2024 | Published 14 March 2024`: each date belongs to the word before it, one before all words to none.
fn told_apart(text: &str, words: &MetaWords, order: Order) -> Vec<(String, DateKind)> {
    let found = |words: &AhoCorasick, kind: DateKind| -> Vec<(usize, DateKind)> {
        words.find_iter(text).map(|found| (found.start(), kind)).collect()
    };
    let mut places = found(&words.page.published, DateKind::Published);
    places.extend(found(&words.page.updated, DateKind::Updated));
    places.push((0, DateKind::Plain));
    places.sort_unstable_by_key(|&(start, kind)| (start, kind != DateKind::Plain));
    let ends = places.iter().skip(1).map(|place| place.0).chain([text.len()]);
    let parts = places.iter().zip(ends).filter_map(|(&(start, kind), end)| Some((text.get(start..end)?, kind)));
    parts.filter_map(|(part, kind)| Some((dates::read(part, &words.dates, order, None)?, kind))).collect()
}

/// `<time>`, and what sites make of it: `<relative-time datetime=2023-12-01>`. A date of `<ins>` is that of an edit.
fn is_time(dom: &Dom, id: NodeId, words: &PageWords) -> bool {
    let is_edit = || dom.is(id, &tag!("ins")) || dom.is(id, &tag!("del"));
    dom.is(id, &tag!("time")) || (stamps(dom, id, words).next().is_some() && !is_edit() && is_short(dom, id))
}

/// What an element tells programs of its time: `datetime`, and what sites call it.
fn stamps<'d>(dom: &'d Dom, id: NodeId, words: &'d PageWords) -> impl Iterator<Item = &'d str> {
    let is_stamp = |name: &str| words.stamps.iter().any(|stamp| stamp == name);
    dom.attrs(id).filter(move |(name, _)| is_stamp(name)).map(|(_, value)| value)
}

/// The date of an element: of its `datetime` and the like, its `content`, its text, its `title`.
fn element_date(dom: &Dom, id: NodeId, words: &MetaWords, order: Order) -> Option<String> {
    let read = |text: &str| dates::read(text, &words.dates, order, None);
    let attr = |name| dom.attr(id, &name).and_then(read);
    let stamp = stamps(dom, id, &words.page).find_map(read);
    stamp.or_else(|| attr(tag!("content"))).or_else(|| read(&short(dom, id)?)).or_else(|| attr(tag!("title")))
}

/// What the classes of the element and of those around it, and the words beside the date, say of its meaning; none
/// where it is the date of something else than an article, as in `Joined: 3 May 2012`.
fn kind(dom: &Dom, id: NodeId, words: &PageWords) -> Option<DateKind> {
    let own = short(dom, id).unwrap_or_default().to_lowercase();
    for at in std::iter::once(id).chain(dom.ancestors(id).take(2)) {
        let around = if at == id { own.clone() } else { short(dom, at).unwrap_or_default().to_lowercase() };
        let named = |words: &AhoCorasick| has_word(dom, at, words);
        let told = |words: &AhoCorasick| tells(words, &around, &own);
        if named(&words.not_dates) || told(&words.not_dates) {
            return None;
        }
        let says = |of: &dyn Fn(&AhoCorasick) -> bool| match (of(&words.published), of(&words.updated)) {
            (true, false) => Some(DateKind::Published),
            (false, true) => Some(DateKind::Updated),
            (true, true) => Some(DateKind::Plain),
            (false, false) => None,
        };
        if let Some(kind) = says(&|words| named(words) || told(words)) {
            return Some(kind);
        }
    }
    Some(DateKind::Plain)
}

/// Whether a text has one of the words where it tells about a date in it, not about another one: in front of the date
/// and behind any before it, or behind the date where no other follows.
fn tells(words: &AhoCorasick, around: &str, own: &str) -> bool {
    let is_digit = |c: char| c.is_numeric();
    let Some(start) = around.find(own) else { return false };
    let before = around[..start].rfind(is_digit).map_or(0, |at| at + 1);
    let date = start + own.find(is_digit).unwrap_or(0);
    let (front, behind) = (around.get(before..date).unwrap_or_default(), &around[date..]);
    words.is_match(front) || words.find_iter(behind).any(|found| !behind[found.end()..].contains(is_digit))
}
