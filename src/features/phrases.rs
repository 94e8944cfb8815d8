//! What the short texts of a page say: which known words, where they stand, and how much of the text they are.

use std::ops::Range;

use crate::dom::TextBlocks;

use super::measure::Measure;
use super::tokens::{Numbering, Short, text_words, words_of};

/// What the short texts of a page say.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// The known words of all texts, each word once a text, those that a text begins with first.
    words: Vec<u32>,
    /// For each block where its words stand among them, and where those end that it begins with.
    of: Vec<(Range<usize>, usize)>,
    /// For each block what words of groups are of its letters, with the spaces in phrases: a little above 1 for all.
    pub(crate) known: Vec<f32>,
    /// For each block how far words of a group stand apart: 3 for all that it says, 2 in front of a sign near its
    /// beginning, 1 in front of more words, 0 for none that it begins with.
    pub(crate) apart: Vec<f32>,
}

impl Phrases {
    /// Hears the texts that are not set aside.
    pub(crate) fn of(
        texts: &TextBlocks,
        measures: &[Measure],
        excluded: &[bool],
        short: Short,
        numbers: &mut impl Numbering,
    ) -> Self {
        let mut phrases = Phrases::default();
        for ((block, measure), excluded) in texts.iter().zip(measures).zip(excluded) {
            let text = if measure.words <= short.words && !excluded { texts.text(block) } else { "" };
            phrases.take(text, short.lead, numbers);
        }
        phrases
    }

    fn take(&mut self, text: &str, lead: usize, numbers: &mut impl Numbering) {
        let from = self.words.len();
        let mut later: Vec<u32> = Vec::new();
        let mut known: Vec<Range<usize>> = Vec::new();
        let mut first = None;
        let lead = text.find([':', '：']).filter(|end| words_of(&text[..*end]).take(lead + 1).count() <= lead);
        let mut apart = 0.0_f32;
        text_words(text, |hash, place, spell| {
            let [word, group] = numbers.text(hash, spell);
            let is_first = *first.get_or_insert(place.start) == place.start;
            for number in [word, group].into_iter().flatten() {
                if is_first && !self.words[from..].contains(&number) {
                    self.words.push(number);
                } else {
                    later.push(number);
                }
            }
            if group.is_some() {
                let in_lead = if lead.is_some_and(|end| place.end <= end) { 2.0 } else { 0.0 };
                let in_front = if is_first { stands_apart(&text[place.end..]) } else { 0.0 };
                apart = apart.max(in_lead).max(in_front);
                known.push(place);
            }
        });
        self.apart.push(apart);
        let opening = self.words.len();
        for number in later {
            if !self.words[from..].contains(&number) {
                self.words.push(number);
            }
        }
        self.of.push((from..self.words.len(), opening));
        let letters: usize = if known.is_empty() { 1 } else { words_of(text).map(|word| word.len()).sum() };
        self.known.push(covered(known) as f32 / letters as f32);
    }

    /// The words of a block's text.
    pub(crate) fn words(&self, block: usize) -> &[u32] {
        &self.words[self.of[block].0.clone()]
    }

    /// Those that it begins with.
    pub(crate) fn opening(&self, block: usize) -> &[u32] {
        let (words, opening) = &self.of[block];
        &self.words[words.start..*opening]
    }
}

/// How far what stands in front of a text is set apart from it.
fn stands_apart(rest: &str) -> f32 {
    match rest.trim_start().chars().next() {
        _ if !rest.contains(char::is_alphanumeric) => 3.0,
        Some(c) if !c.is_alphanumeric() => 2.0,
        _ => 1.0,
    }
}

/// How many bytes the stretches cover together, spaces between two words among them.
fn covered(mut stretches: Vec<Range<usize>>) -> usize {
    stretches.sort_unstable_by_key(|stretch| stretch.start);
    let mut end = 0;
    let mut cover = |stretch: Range<usize>| {
        let new = stretch.end.saturating_sub(stretch.start.max(end));
        end = end.max(stretch.end);
        new
    };
    stretches.into_iter().map(&mut cover).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::lexicon::{Groups, Lexicon};
    use crate::features::tokens::{Meant, Token};

    /// Every phrase of the lexicon has the same number.
    struct OfGroups(Groups);

    impl Numbering for OfGroups {
        fn element(&mut self, _: Token<'_>) -> Meant {
            Meant::default()
        }

        fn text(&mut self, hash: u64, _: &dyn Fn() -> String) -> Meant {
            [None, self.0.of(hash).map(|_| 0)]
        }
    }

    #[test]
    fn a_phrase_stands_apart_as_a_whole_text_before_a_sign_or_not() {
        let mut numbers = OfGroups(Lexicon::builtin().texts);
        let cases = [
            ("Read more", 3.0, 9.0 / 8.0),
            ("Read more!", 3.0, 9.0 / 8.0),
            ("Read more: Mill closes", 2.0, 9.0 / 18.0),
            ("You can read more: Mill closes", 2.0, 9.0 / 24.0),
            ("Read more than ten", 1.0, 9.0 / 15.0),
            ("They read more at night", 0.0, 9.0 / 19.0),
            ("The mill is shut", 0.0, 0.0),
        ];
        for (text, apart, known) in cases {
            let mut phrases = Phrases::default();
            phrases.take(text, 6, &mut numbers);
            assert_eq!((phrases.apart[0], phrases.known[0]), (apart, known), "{text}");
            assert_eq!(phrases.opening(0).len(), usize::from(apart == 3.0 || text.starts_with("Read")), "{text}");
        }
    }
}
