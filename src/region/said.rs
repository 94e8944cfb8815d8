//! Lines that are no part of the article by what they say, all of it: `Advertisement`, `Follow us on the radio!`,
//! `© 2019 Weir Weekly`, and `More:` in front of nothing but a link.
//!
//! The judge knows such lines by what it has learned, which for most languages is little. What is told here is told by
//! rows, of whole texts that stand for themselves: never of a heading, an entry, a cell, code, a caption or a quotation.

use html5ever::local_name as tag;
use serde::Deserialize;

use crate::dom::markup::MARKUP;
use crate::dom::{Dom, TextBlock, TextBlocks};
use crate::features::Features;
use crate::features::containers::Shape;
use crate::lookup::sayings::{Sayings, letters};

/// What lines say that are no part of the article, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// A line has so many words at most.
    words: f32,
    /// What it says by itself,
    whole: Sayings,
    /// beside a link that is all the rest,
    before_link: Sayings,
    /// in front of a colon and such a link,
    before_colon: Sayings,
    before_name: BeforeName,
    /// to readers who are to follow the site on one of the networks,
    follow: Sayings,
    networks: Vec<String>,
    /// and behind a question that they are to answer.
    answer: Sayings,
    rights: Rights,
}

/// What a line says in front of a colon and a short name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BeforeName {
    /// So many characters.
    letters: usize,
    labels: Sayings,
}

/// What stands in front of a year where a line says whose the text is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rights {
    words: Vec<String>,
    /// The first and the last year that it may be of.
    years: (u32, u32),
}

/// Drops the kept texts that say so, but for what would be all.
pub(crate) fn drop(rows: &Rows, dom: &Dom, features: &Features, texts: &TextBlocks, kept: &mut [bool]) {
    let is_line = |block: usize| {
        features.level[block] == 0
            && !features.preformatted[block]
            && features.measures[block].words <= rows.words
            && rows.tell(dom, texts, &texts[block])
            && !is_within_another(dom, features, block)
    };
    let (lines, others): (Vec<usize>, Vec<usize>) = (0..kept.len()).filter(|&b| kept[b]).partition(|&b| is_line(b));
    if !others.is_empty() {
        lines.into_iter().for_each(|block| kept[block] = false);
    }
}

impl Rows {
    fn tell(&self, dom: &Dom, texts: &TextBlocks, block: &TextBlock) -> bool {
        let text = texts.text(block).trim();
        // What somebody says of a line quotes it.
        if text.starts_with(QUOTES) || text.ends_with(QUOTES) {
            return false;
        }
        let said = letters(text);
        self.whole.has(&said)
            || self.follow.has(&said) && self.networks.iter().any(|network| said.contains(network.as_str()))
            || self.asks(text)
            || self.labels(text)
            || self.leads(dom, texts, block)
            || self.rights.reserve(text)
    }

    /// `Seen the wheel turn? Let us know in the comments!`
    fn asks(&self, text: &str) -> bool {
        let (question, behind) = text.rsplit_once(['?', '？', '؟']).unwrap_or(("", text));
        !question.contains(['.', '!', '。', '！']) && self.answer.has(&letters(behind))
    }

    /// `Source: Weir Weekly`
    fn labels(&self, text: &str) -> bool {
        let BeforeName { letters: most, labels } = &self.before_name;
        let is_short = |name: &str| !name.trim().is_empty() && name.chars().count() <= *most;
        text.split_once(COLON).is_some_and(|(label, name)| is_short(name) && labels.has(&letters(label)))
    }

    /// `Read also <a>Mill closes</a>`, `<a>More: Mill closes</a>`
    fn leads(&self, dom: &Dom, texts: &TextBlocks, block: &TextBlock) -> bool {
        if block.link_bytes == 0 {
            return false;
        }
        let outside = letters(&texts.outside_links(dom, block));
        let label = texts.text(block).split_once(COLON).map(|(label, _)| letters(label));
        let label = label.filter(|label| outside.is_empty() || *label == outside);
        self.before_link.has(&outside)
            || label.is_some_and(|label| self.before_link.has(&label) || self.before_colon.has(&label))
    }
}

/// What stands between a label and what it is about.
const COLON: [char; 3] = [':', '：', '|'];

impl Rights {
    /// `© 2019–2021 Weir Weekly`, `Copyright 2019 Weir Weekly`: without the sign, no sentence goes on behind the year.
    fn reserve(&self, text: &str) -> bool {
        let is_between = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '.' | '-' | '–');
        let (mut rest, mut has_sign, mut has_word) = (text, false, false);
        loop {
            rest = rest.trim_start_matches(is_between);
            let word = || self.words.iter().find_map(|word| strip_word(rest, word));
            if let Some(after) = rest.strip_prefix('©') {
                (rest, has_sign) = (after, true);
            } else if let Some(after) = word() {
                (rest, has_word) = (after, true);
            } else if let Some(after) = strip_word(rest, "(c)").filter(|_| has_word) {
                rest = after;
            } else {
                break;
            }
        }
        let (year, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
        let is_year = year.len() == 4 && year.parse().is_ok_and(|year| (self.years.0..=self.years.1).contains(&year));
        let goes_on = || behind.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with(char::is_lowercase);
        is_year && (has_sign || has_word && !goes_on())
    }
}

/// What follows a word that a text begins with, in capitals or small letters.
fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    (start.to_lowercase() == word).then_some(rest)
}

/// Whether a text stands in what is decided by itself: an entry of a list, a cell, a caption, a quotation.
fn is_within_another(dom: &Dom, features: &Features, block: usize) -> bool {
    let around = || features.tree.around(block).map(|(_, container)| container);
    around().take(NEAR).any(|container| container.shape.is_some_and(|shape| shape != Shape::Article))
        || around()
            .any(|container| dom.is(container.node, &tag!("blockquote")) || MARKUP.is_caption(dom, container.node))
}

/// Marks around what somebody says.
const QUOTES: [char; 17] = ['"', '\'', '«', '»', '‹', '›', '„', '“', '”', '‟', '‚', '‘', '’', '「', '」', '『', '』'];

/// So many elements around a text are looked at for whether it is an entry.
const NEAR: usize = 3;
