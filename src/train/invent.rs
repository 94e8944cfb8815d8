//! Lines that stand in the text of an article and are none of it: `<p>Read more: Mill closes</p>`.
//!
//! The pages of the corpora hardly show them, since most sites tell such lines apart by classes. So they are put into
//! copies of the pages, beside as many short lines of other articles, half of which begin with the same phrases: only what
//! they say tells the ones from the others.

use crate::features::lexicon;
use crate::features::lexicon::{Groups, Lexicon};
use crate::features::tokens::text_words;

use super::Rng;

/// How many lines of each sort are put into a copy.
const LINES: usize = 3;

/// Articles' lines are kept up to so many words, and so many of them.
const WORDS: std::ops::RangeInclusive<usize> = 1..=12;
const MOST: usize = 20_000;

/// Puts lines into pages.
#[derive(Debug)]
pub(super) struct Inventor {
    rng: Rng,
    /// The phrases of `rules/lexicon.toml`, by group.
    phrases: Vec<Vec<String>>,
    groups: Groups,
    /// Short lines of the articles that it was told of.
    lines: Vec<String>,
    /// Those of them that begin with a phrase of the lexicon.
    doubtful: Vec<String>,
}

/// A line that was put in.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) of_article: bool,
}

impl Default for Inventor {
    fn default() -> Self {
        Inventor {
            rng: Rng::new(5),
            phrases: lexicon::phrases(),
            groups: Lexicon::builtin().texts,
            lines: Vec::new(),
            doubtful: Vec::new(),
        }
    }
}

impl Inventor {
    /// Tells it of an article.
    pub(super) fn hear(&mut self, body: &str) {
        let sentences = body.split_inclusive(['\n', '.', '!', '?', '。']).map(str::trim);
        let is_short = |s: &&str| WORDS.contains(&s.split_whitespace().count()) && s.chars().count() < 80;
        let short = sentences.filter(is_short).filter(|s| s.contains(char::is_alphabetic) && !s.contains(['<', '&']));
        for line in short {
            let lines = if self.seems_husk(line) { &mut self.doubtful } else { &mut self.lines };
            if lines.len() < MOST {
                lines.push(line.to_owned());
            }
        }
    }

    /// Whether a line begins with a phrase of the lexicon.
    fn seems_husk(&self, line: &str) -> bool {
        let (mut seems, mut first) = (false, None);
        text_words(line, |word, place, _| {
            seems |= *first.get_or_insert(place.start) == place.start && self.groups.of(word).is_some();
        });
        seems
    }

    /// A copy of a page with lines behind some of its paragraphs, and the lines; none of a page with few paragraphs.
    pub(super) fn copy(&mut self, html: &str) -> Option<(String, Vec<Line>)> {
        let mut ends: Vec<usize> = html.match_indices("</p>").map(|(at, end)| at + end.len()).collect();
        if ends.len() < 4 * LINES || self.doubtful.len() < 20 {
            return None;
        }
        self.rng.shuffle(&mut ends);
        ends.truncate(2 * LINES);
        ends.sort_unstable();
        let (mut copy, mut lines, mut from) = (String::with_capacity(html.len() + 1000), Vec::new(), 0);
        for (n, end) in ends.into_iter().enumerate() {
            let (markup, line) = if n.is_multiple_of(2) { self.husk() } else { self.article() };
            copy.push_str(&html[from..end]);
            copy.push_str(&markup);
            lines.push(line);
            from = end;
        }
        copy.push_str(&html[from..]);
        Some((copy, lines))
    }

    fn husk(&mut self) -> (String, Line) {
        let group = self.rng.one_of(&self.phrases);
        let (phrase, other): (&String, &String) = (self.rng.one_of(group), self.rng.one_of(group));
        let phrase = capital(phrase);
        let rest = self.rng.one_of(&self.lines);
        let text = match self.rng.below(7) {
            0 | 1 => phrase.clone(),
            2 => format!("{phrase} {other}"),
            3 => format!("{phrase} {other}{}", self.rng.one_of(&[".", "!", ""])),
            4 => format!("{phrase} {}: {rest}", rest.split_whitespace().next().unwrap_or_default().to_lowercase()),
            _ if self.rng.below(2) == 0 => {
                let linked = format!("<p><strong>{phrase}:</strong> <a href=\"/line\">{rest}</a></p>");
                return (linked, Line { text: format!("{phrase}: {rest}"), of_article: false });
            }
            _ => format!("{phrase}: {rest}"),
        };
        (self.wrapped(&text), Line { text, of_article: false })
    }

    fn article(&mut self) -> (String, Line) {
        let lines = if self.rng.below(2) == 0 { &self.lines } else { &self.doubtful };
        let text = self.rng.one_of(lines).clone();
        (self.wrapped(&text), Line { text, of_article: true })
    }

    fn wrapped(&mut self, text: &str) -> String {
        match self.rng.below(8) {
            0 => format!("<div>{text}</div>"),
            1 => format!("<p><strong>{text}</strong></p>"),
            2 => format!("<p><em>{text}</em></p>"),
            _ => format!("<p>{text}</p>"),
        }
    }
}

fn capital(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_lines_of_both_sorts_behind_its_paragraphs() {
        let mut inventor = Inventor::default();
        assert!(inventor.copy(&"<p>Slates.</p>".repeat(20)).is_none(), "it knows no lines of articles yet");
        inventor.hear(&"Read more than ten books a year. The bats have left the loft.\n".repeat(30));
        let page = "<p>Slates.</p>".repeat(20);
        let (copy, lines) = inventor.copy(&page).expect("there are paragraphs enough");
        assert_eq!(lines.iter().filter(|line| line.of_article).count(), LINES);
        assert_eq!(lines.len(), 2 * LINES);
        assert_eq!(copy.matches("Slates.").count(), 20, "nothing of the page is lost");
        assert!(inventor.copy("<p>Slates.</p>").is_none(), "a page with few paragraphs has no copy");
    }
}
