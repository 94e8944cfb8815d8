//! What a page calls its site, and the titles without it.
//!
//! `Ships stay in | Harbour | The Daily Bugle` ends with the name of a site and of a part of it. A page tells both in
//! many places: it states them, its address has them, its logo and its breadcrumbs link to them.

use super::MOST;
use super::title::{is_wide, squeeze};
use super::ways::{Way, Ways};
use super::words::TitleWords;

/// The names by which a page calls its site, squeezed: `The Daily Bugle`, `dailybugle.example`.
#[derive(Debug, Default)]
pub(super) struct SiteNames {
    names: Vec<String>,
    /// What links to the front page say.
    front: Vec<String>,
    /// What else titles end in: the parts of the site that the page is in, and short forms of its names.
    endings: Vec<String>,
    /// Whether the page is the front page.
    is_front: bool,
}

impl SiteNames {
    /// From what the page states and the host of its address.
    pub(super) fn new<'s>(stated: impl Iterator<Item = &'s str>, host: Option<&str>) -> Self {
        let stated: Vec<&str> = stated.take(MOST).collect();
        let mut names: Vec<String> = stated.iter().map(|name| squeeze(name)).collect();
        let mut endings: Vec<String> =
            stated.iter().map(|name| initials(name)).filter(|name| name.len() >= SHORTEST).collect();
        if let Some(host) = host {
            let host = host.trim_start_matches("www.");
            let labels: Vec<&str> = host.split('.').collect();
            names.push(squeeze(host));
            names.extend(labels.iter().rev().skip(1).filter(|l| l.len() > 2).map(|l| squeeze(l)));
            names.extend(labels.windows(2).last().map(|pair| squeeze(&pair.concat())));
            let start = |label: &&str| label.get(..SHORTEST).map(squeeze).filter(|start| start.len() == SHORTEST);
            endings.extend(labels.iter().rev().skip(1).filter_map(start));
        }
        names.retain(|name| !name.is_empty());
        SiteNames { names, endings, ..SiteNames::default() }
    }

    /// The same with what the page says of the ways up, and the sections that it states.
    pub(super) fn with_ways(mut self, ways: Ways<'_>, sections: impl Iterator<Item = String>) -> Self {
        let names = ways.names();
        let of_way = |wanted: Way| names.iter().filter(move |(way, _)| *way == wanted).map(|(_, name)| squeeze(name));
        self.front = of_way(Way::Front).filter(|name| !name.is_empty()).collect();
        let path = ways.url.map(|url| url.path().trim_end_matches('/')).unwrap_or_default();
        let folders = path.split('/').rev().skip(1).take(MOST).map(squeeze);
        let stated = sections.take(MOST).map(|section| squeeze(&section));
        self.endings.extend(of_way(Way::Above).chain(stated).chain(folders).filter(|name| !name.is_empty()));
        self.is_front = ways.is_front;
        self
    }

    /// Whether the page calls its site exactly so, or a part of it.
    fn ends(&self, part: &str) -> bool {
        let key = squeeze(part);
        self.front.contains(&key) || self.endings.contains(&key)
    }

    /// Whether a part of a title can only be one of the names, with more or less around it: `Bugle Online`, `DB`.
    pub(super) fn claims(&self, part: &str) -> bool {
        let initials = initials(part);
        let key = squeeze(part);
        let few = part.split_whitespace().count() <= 3;
        let first = squeeze(part.split_whitespace().next().filter(|_| few).unwrap_or_default());
        let is_short = |name: &String| name.len() >= 3 && (initials == *name || first == *name);
        key.is_empty() || self.names.iter().any(|name| contains_end(&key, name) || is_short(name))
    }

    /// Whether a text is one of the names, or little more than one.
    pub(super) fn is(&self, text: &str) -> bool {
        let key = squeeze(text);
        let close = |name: &&String| key.len() <= 2 * name.len() && name.len() <= 2 * key.len();
        key.is_empty()
            || self.names.iter().filter(close).any(|name| contains_end(&key, name))
            || self.front.contains(&key)
    }

    /// Whether a text is no title of the page, since it is one of the names; a front page may have no other.
    pub(super) fn is_no_title(&self, text: &str) -> bool {
        if self.is_front { squeeze(text).is_empty() } else { self.is(text) }
    }

    /// Whether the text is exactly what the site or its front page is called.
    fn is_called(&self, text: &str) -> bool {
        let key = squeeze(text);
        !key.is_empty() && (self.names.contains(&key) || self.front.contains(&key))
    }

    /// Whether the text is exactly one of the names.
    pub(super) fn is_exactly(&self, text: &str) -> bool {
        let key = squeeze(text);
        self.names.contains(&key)
    }

    /// A title without the parts at its ends that name the site: in front of the rest nothing but the name itself.
    pub(super) fn strip(&self, title: &str, words: &TitleWords) -> String {
        let cuts = cuts(title, words);
        let (mut start, mut end) = (0, title.len());
        let mut open = cuts.as_slice();
        while let Some((last, rest)) = open.split_last() {
            let (part, sign) = (&title[last.1..end], &title[last.0..last.1]);
            let is_last = self.is_front && self.is_lead(&title[..last.0], words);
            let is_label = || end < title.len() && words.is_label(part, sign);
            let is_site = self.claims(part) || self.ends(part) || words.is_medium(part) || is_label();
            if is_last || !is_site {
                break;
            }
            (end, open) = (last.0, rest);
        }
        while let Some((first, rest)) = open.split_first().filter(|(cut, _)| self.is_lead(&title[start..cut.0], words))
        {
            (start, open) = (first.1, rest);
        }
        let called = open.windows(2).find(|pair| self.is_called(&title[pair[0].1..pair[1].0]));
        title[start..called.map_or(end, |pair| pair[0].0)].trim().to_owned()
    }

    /// Whether the part in front of a title is none: the name of the site, but on its front page.
    fn is_lead(&self, part: &str, words: &TitleWords) -> bool {
        if self.is_front { words.home.contains(&part.trim().to_lowercase()) } else { self.is(part) }
    }
}

/// The first letters of the words that start with a capital, in lower case.
fn initials(text: &str) -> String {
    let first = text.split_whitespace().filter_map(|word| word.chars().next());
    first.filter(|c| c.is_uppercase()).flat_map(char::to_lowercase).collect()
}

/// The shortest short form of a name.
const SHORTEST: usize = 3;

/// Whether one of two squeezed texts starts or ends with the other.
fn contains_end(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    long == short || (short.chars().count() >= 4 && (long.starts_with(short) || long.ends_with(short)))
}

/// Where a title can be cut: the ends of each separator in it, and of each sign that parts words without spaces.
pub(super) fn cuts(title: &str, words: &TitleWords) -> Vec<(usize, usize)> {
    let mut cuts: Vec<_> = words.separators.find_iter(title).map(|found| (found.start(), found.end())).collect();
    if title.chars().any(is_wide) {
        let is_in = |at: usize| cuts.iter().any(|&(start, end)| (start..end).contains(&at));
        let signs = title.char_indices().filter(|(at, c)| words.tight.contains(c) && !is_in(*at));
        let is_tight =
            |at: usize, c: char| title[..at].ends_with(is_wide) || title[at + c.len_utf8()..].starts_with(is_wide);
        let tight: Vec<_> = signs.filter(|&(at, c)| is_tight(at, c)).map(|(at, c)| (at, at + c.len_utf8())).collect();
        cuts.extend(tight);
        cuts.sort_unstable();
    }
    cuts
}
