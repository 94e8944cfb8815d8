//! The headline, without the name of the site.
//!
//! A page states its title up to six times, each time a little differently: for search engines, for previews, for its
//! readers. The visible heading is what its readers know it by, so it wins where one of the others vouches for it;
//! where none does, it is a logo or a slogan, and the most trusted of the others is taken.

use std::collections::HashMap;

use super::site::{SiteNames, cuts};
use super::words::TitleWords;
use crate::dom::NodeId;
use crate::lookup::letters::is_letter_or_number;

/// What a page offers as its title.
#[derive(Debug, Default)]
pub(super) struct Offers {
    /// What is stated, the most trusted first, `<title>` last.
    pub(super) stated: Vec<String>,
    /// How many of them are trusted more than a lone heading that none of them vouches for.
    pub(super) trusted: usize,
    /// The visible `<h1>`.
    pub(super) headings: Vec<Heading>,
    /// Whether the page says that it is an article.
    pub(super) is_article: bool,
}

/// An `<h1>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) node: NodeId,
    /// Its visible text.
    pub(super) text: String,
    /// The text without what is set apart in it; empty where all is.
    pub(super) bare: String,
    /// What markup parts the text into.
    pub(super) pieces: Vec<String>,
}

impl Heading {
    /// The headline in it: all of its text, or the piece of it, that a title states; else what is not set apart. A title
    /// that states just this goes first.
    fn headline(&self, stated: &[String], trusted: usize) -> String {
        let is_stated = |text: &str| {
            let key = squeeze(text);
            stated.iter().any(|title| squeeze(title) == key)
        };
        let bare = if self.bare.is_empty() { &self.text } else { &self.bare };
        match is_stated(&self.text) {
            true if is_stated(bare) => bare.clone(),
            true => set_off(&self.text, bare),
            false => self.piece(&stated[..trusted]).unwrap_or_else(|| bare.clone()),
        }
    }

    /// What markup parts from the rest, at either end, and a title states.
    fn piece(&self, stated: &[String]) -> Option<String> {
        let keys: Vec<String> = self.pieces.iter().map(|piece| squeeze(piece)).collect();
        let cuts = 1..keys.len();
        let ends = |title: &&String| {
            let key = squeeze(title);
            cuts.clone().any(|at| keys[..at].concat() == key || keys[at..].concat() == key)
        };
        stated.iter().find(ends).cloned()
    }
}

/// A text with a colon behind what its end leaves of it, where only markup parts the two: `Storm: Ships stay in`.
fn set_off(text: &str, end: &str) -> String {
    let is_sign = end.starts_with(['-', '–', '—', '|', '/', ':', '·', '•']);
    match text.strip_suffix(end).map(str::trim_end) {
        Some(front) if front.ends_with(char::is_alphanumeric) && !is_sign => format!("{front}: {end}"),
        _ => text.to_owned(),
    }
}

/// An element and its visible text.
pub(super) type Shown = (NodeId, String);

/// A title and the heading that shows it, where one does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) text: Option<String>,
    pub(super) node: Option<NodeId>,
}

/// Chooses the headline. `others` gives the elements that look like headings and are no `<h1>`.
pub(super) fn choose(
    offers: &Offers,
    others: impl FnOnce() -> Vec<Shown>,
    site: &SiteNames,
    words: &TitleWords,
) -> Headline {
    let bare = |text: &String| site.strip(text, words);
    let stated: Vec<String> = offers.stated.iter().map(bare).collect();
    let trusted = offers.trusted.min(stated.len());
    let headings = offers.headings.iter().map(|h| (h.node, site.strip(&h.headline(&stated, trusted), words)));
    let is_no_title = |text: &str| site.is_no_title(text) || words.home.contains(&text.to_lowercase());
    let headings: Vec<Shown> = headings.filter(|(_, text)| !is_no_title(text)).collect();
    let (trusted, rest) = stated.split_at(trusted);
    if let Some((node, text)) = best_vouched(&headings, &stated, offers.is_article, site, words) {
        return Headline { text: Some(without_kicker(text, &stated, trusted.len())), node: Some(*node) };
    }
    if let Some((node, text)) = parts_shown(&offers.stated, &others(), site, words) {
        return Headline { text: Some(site.strip(&text, words)), node: Some(node) };
    }
    let telling = |texts: &[String]| texts.iter().find(|text| !is_no_title(text)).cloned();
    match (telling(trusted), headings.as_slice()) {
        (None, [(node, text)]) if !site.claims(text) => Headline { text: Some(text.clone()), node: Some(*node) },
        (text, _) => Headline { text: text.or_else(|| telling(rest)).or_else(|| stated.last().cloned()), node: None },
    }
}

/// A heading without what stands in it above the headline: `Sports` in `Sports: Harbour wins the cup`, where a
/// trusted title is the rest, or two titles are.
fn without_kicker(heading: &str, stated: &[String], trusted: usize) -> String {
    let keys: Vec<String> = stated.iter().map(|text| squeeze(text)).collect();
    if keys.contains(&squeeze(heading)) {
        return heading.to_owned();
    }
    let starts = heading.char_indices().filter(|&(_, c)| c.is_alphanumeric()).map(|(at, _)| at).skip(1);
    let starts = starts.filter(|&at| !heading[..at].ends_with(char::is_alphanumeric));
    let rest = |at: usize| {
        let key = squeeze(&heading[at..]);
        let set_off = !heading[..at].trim_end().ends_with(char::is_alphanumeric);
        let by = keys.iter().enumerate().filter(|(_, k)| **k == key);
        let (all, trusted) = by.fold((0, 0), |(n, t), (place, _)| (n + 1, t + usize::from(place < trusted)));
        all > 1 || (trusted > 0 && set_off)
    };
    starts.into_iter().find(|&at| rest(at)).map_or_else(|| heading.to_owned(), |at| heading[at..].to_owned())
}

/// The heading that agrees most with a stated title, if it agrees enough; another one that is the same without the
/// section behind it goes first.
fn best_vouched<'h>(
    headings: &'h [Shown],
    stated: &[String],
    is_article: bool,
    site: &SiteNames,
    words: &TitleWords,
) -> Option<&'h Shown> {
    let mut best: Option<(f64, &Shown)> = None;
    for heading in headings {
        let agreement = stated.iter().map(|text| agreement(&heading.1, text, words)).fold(0.0, f64::max);
        let needed = match is_article {
            _ if site.claims(&heading.1) => words.same,
            true => words.vouched_article,
            false => words.vouched,
        };
        if agreement >= needed && best.is_none_or(|(most, _)| agreement > most) {
            best = Some((agreement, heading));
        }
    }
    let (_, best) = best?;
    let starts: Vec<&str> = cuts(&best.1, words).iter().map(|&(start, _)| best.1[..start].trim()).collect();
    headings.iter().find(|(_, text)| starts.contains(&text.as_str())).or(Some(best))
}

/// How much a heading and a stated title share; nothing, if one is but a few words somewhere in the other.
fn agreement(heading: &str, stated: &str, words: &TitleWords) -> f64 {
    if heading.len() > words.paragraph && 2 * stated.len() < heading.len() {
        return 0.0;
    }
    let (long, short) = if heading.len() < stated.len() { (stated, heading) } else { (heading, stated) };
    let is_few = tokens(short).len() * words.few < tokens(long).len();
    let key = squeeze(short);
    let is_end = || squeeze(long).starts_with(&key) || ends(long, words).any(|end| squeeze(end) == key);
    if is_few && !is_end() { 0.0 } else { likeness(heading, stated) }
}

/// The first of the elements that shows a whole stated title, or one of its ends.
fn parts_shown(stated: &[String], others: &[Shown], site: &SiteNames, words: &TitleWords) -> Option<Shown> {
    let others = others.iter().filter(|(_, text)| !site.claims(text));
    let shown: Vec<(String, &Shown)> =
        others.map(|shown| (squeeze(&shown.1), shown)).filter(|(key, _)| !key.is_empty()).collect();
    let is_part = |key: &String| {
        stated.iter().any(|title| {
            let whole = squeeze(title);
            let is_end = whole.starts_with(key.as_str()) || whole.ends_with(key.as_str());
            is_end && (2 * key.len() > whole.len() || ends(title, words).any(|end| squeeze(end) == *key))
        })
    };
    shown
        .into_iter()
        .filter(|(key, _)| is_part(key))
        .max_by_key(|(key, (node, _))| (key.len(), std::cmp::Reverse(*node)))
        .map(|(_, shown)| shown.clone())
}

/// The element that shows most of a title, where one shows enough of it.
pub(super) fn most_alike(title: &str, shown: Vec<Shown>, words: &TitleWords) -> Option<NodeId> {
    let likenesses = shown.iter().map(|(node, text)| (likeness(title, text), *node));
    let best = likenesses.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    best.filter(|(likeness, _)| *likeness >= words.vouched).map(|(_, node)| node)
}

/// What stands before and behind each place where a title can be cut.
fn ends<'t>(title: &'t str, words: &TitleWords) -> impl Iterator<Item = &'t str> {
    cuts(title, words).into_iter().flat_map(|(start, end)| [&title[..start], &title[end..]])
}

/// How much two texts share, from 0 to 1: the mean of the shares of each text's words that the other has too.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (tokens(a), tokens(b));
    let mut left: HashMap<&str, usize> = HashMap::new();
    for token in &b {
        *left.entry(token).or_default() += 1;
    }
    let mut shared = 0_usize;
    for token in &a {
        if let Some(count) = left.get_mut(token.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    let share = |tokens: &[String]| if tokens.is_empty() { 0.0 } else { shared as f64 / tokens.len() as f64 };
    (share(&a) + share(&b)) / 2.0
}

/// The words of a text in lower case; where words are not parted by spaces, each character.
fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        match !word.chars().any(is_wide) {
            true => out.push(word.to_lowercase()),
            false => out.extend(word.chars().map(String::from)),
        }
    }
    out
}

/// Whether a letter is one of a script that parts no words.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{2E80}'
}

/// Letters and digits in lower case, nothing between them.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && is_letter_or_number(c) {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The same, letter by letter.
pub(super) fn squeezed(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| is_letter_or_number(*c)).flat_map(char::to_lowercase)
}
