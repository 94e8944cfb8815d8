//! The headline, without the name of the site.
//!
//! A page states its title up to six times, each time a little differently: for search engines, for previews, for its
//! readers. The visible heading is what its readers know it by, so it wins where one of the others vouches for it;
//! where none does, it is a logo or a slogan, and the most trusted of the others is taken.

use std::collections::HashMap;

use super::words::TitleWords;
use crate::dom::NodeId;

/// What a page offers as its title.
#[derive(Debug, Default)]
pub(super) struct Offers {
    /// What the head of the page states, the most trusted first.
    pub(super) stated: Vec<String>,
    /// The text of `<title>`.
    pub(super) window: Option<String>,
    /// The visible headings, `<h1>` before `<h2>`.
    pub(super) headings: Vec<(NodeId, String)>,
}

/// A title and the heading that shows it, where one does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Headline {
    pub(super) text: Option<String>,
    pub(super) node: Option<NodeId>,
}

/// How much of a heading and of a stated title must be the same for the one to vouch for the other.
pub(super) fn choose(offers: &Offers, site: &SiteNames, words: &TitleWords) -> Headline {
    let bare = |text: &String| site.strip(text, words);
    let witnesses: Vec<String> = offers.stated.iter().chain(&offers.window).map(bare).collect();
    let headings: Vec<(NodeId, String)> = offers.headings.iter().map(|(node, text)| (*node, bare(text))).collect();
    let vouched = best_vouched(&headings, &witnesses, site, words);
    if let Some((node, text)) = vouched {
        return Headline { text: Some(text), node: Some(node) };
    }
    let stated = witnesses.iter().take(offers.stated.len()).find(|text| !site.is(text)).cloned();
    let only = match headings.as_slice() {
        [(node, text)] if stated.is_none() && !site.is(text) => Some((*node, text.clone())),
        _ => None,
    };
    match only {
        Some((node, text)) => Headline { text: Some(text), node: Some(node) },
        None => Headline { text: stated.or_else(|| witnesses.into_iter().next_back()), node: None },
    }
}

/// The heading that agrees most with a stated title, if it agrees enough.
fn best_vouched(
    headings: &[(NodeId, String)],
    witnesses: &[String],
    site: &SiteNames,
    words: &TitleWords,
) -> Option<(NodeId, String)> {
    let mut best: Option<(f64, &(NodeId, String))> = None;
    for heading in headings {
        let agreement = witnesses.iter().map(|text| likeness(&heading.1, text)).fold(0.0, f64::max);
        let needed = if site.is(&heading.1) { words.same } else { words.vouched };
        if agreement >= needed && best.is_none_or(|(most, _)| agreement > most) {
            best = Some((agreement, heading));
        }
    }
    best.map(|(_, heading)| heading.clone())
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
        match word.chars().all(|c| c < '\u{2E80}') {
            true => out.push(word.to_lowercase()),
            false => out.extend(word.chars().map(String::from)),
        }
    }
    out
}

/// The names by which a page calls its site, squeezed: `The Daily Bugle`, `dailybugle.example`.
#[derive(Debug, Default)]
pub(super) struct SiteNames {
    names: Vec<String>,
}

impl SiteNames {
    /// From what the page states and the host of its address.
    pub(super) fn new<'s>(stated: impl Iterator<Item = &'s str>, host: Option<&str>) -> Self {
        let mut names: Vec<String> = stated.map(squeeze).collect();
        if let Some(host) = host {
            let host = host.trim_start_matches("www.");
            let labels: Vec<&str> = host.split('.').collect();
            names.push(squeeze(host));
            names.extend(labels.iter().rev().skip(1).filter(|l| l.len() > 2).map(|l| squeeze(l)));
            names.extend(labels.windows(2).last().map(|pair| squeeze(&pair.concat())));
        }
        names.retain(|name| !name.is_empty());
        SiteNames { names }
    }

    /// Whether the text is one of the names, or one of them with little around it: `Bugle Online`, `DB`.
    pub(super) fn is(&self, text: &str) -> bool {
        let key = squeeze(text);
        let initials: String =
            text.split_whitespace().filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect();
        let ends =
            |long: &str, short: &str| short.chars().count() >= 4 && (long.starts_with(short) || long.ends_with(short));
        key.is_empty()
            || self.names.iter().any(|name| {
                key == *name || ends(&key, name) || ends(name, &key) || (initials.len() >= 3 && initials == *name)
            })
    }

    /// Whether the text is exactly one of the names.
    pub(super) fn is_exactly(&self, text: &str) -> bool {
        let key = squeeze(text);
        self.names.contains(&key)
    }

    /// A title without the parts at its ends that name the site.
    pub(super) fn strip(&self, title: &str, words: &TitleWords) -> String {
        let cuts = cuts(title, words);
        let (mut start, mut end) = (0, title.len());
        let mut open = cuts.as_slice();
        while let Some((last, rest)) = open.split_last() {
            if !self.is(&title[last.1..end]) {
                break;
            }
            (end, open) = (last.0, rest);
        }
        while let Some((first, rest)) = open.split_first() {
            if !self.is(&title[start..first.0]) {
                break;
            }
            (start, open) = (first.1, rest);
        }
        title[start..end].trim().to_owned()
    }
}

/// Where a title can be cut: the ends of each separator in it.
fn cuts(title: &str, words: &TitleWords) -> Vec<(usize, usize)> {
    words.separators.find_iter(title).map(|found| (found.start(), found.end())).collect()
}

/// Letters and digits in lower case, nothing between them.
pub(super) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
