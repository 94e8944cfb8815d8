//! Words that say the same, in many languages and on many sites: the rows of `rules/lexicon.toml`.
//!
//! What is learned of one word of a group is learned of all of them: of a word that only a few sites use, and of one in
//! a language that hardly any page was learned from.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::tokens::{Map, hash, hash_text};
use crate::lookup::builtin::builtin;

/// `rules/lexicon.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    elements: BTreeMap<String, Vec<String>>,
    texts: BTreeMap<String, Vec<String>>,
}

/// The groups of what elements say, and of what texts say.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) elements: Groups,
    pub(crate) texts: Groups,
}

/// Groups of words that say the same.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    /// How each is spelled among the words: `{share}`.
    names: Vec<String>,
    /// For each word, by its hash, the place of its group among the names.
    members: Map<u64, usize>,
}

impl Lexicon {
    /// The groups that are built in.
    pub(crate) fn builtin() -> Self {
        let file = File::builtin();
        Lexicon {
            elements: Groups::new(&file.elements, |word| hash(word.bytes())),
            texts: Groups::new(&file.texts, hash_text),
        }
    }
}

/// The phrases of texts that are built in, by group.
pub(crate) fn phrases() -> Vec<Vec<String>> {
    File::builtin().texts.into_values().collect()
}

impl File {
    fn builtin() -> Self {
        builtin!("lexicon")
    }
}

impl Groups {
    fn new(rows: &BTreeMap<String, Vec<String>>, hash: impl Fn(&str) -> u64) -> Self {
        let mut groups = Groups::default();
        for (name, words) in rows {
            groups.members.extend(words.iter().map(|word| (hash(word), groups.names.len())));
            groups.names.push(format!("{{{name}}}"));
        }
        groups
    }

    /// How the group of a word is spelled, given the word's hash.
    pub(crate) fn of(&self, word: u64) -> Option<&str> {
        Some(&self.names[*self.members.get(&word)?])
    }

    /// All words that are of a group, by their hashes, with how the group is spelled.
    pub(crate) fn members(&self) -> impl Iterator<Item = (u64, &str)> {
        self.members.iter().map(|(word, group)| (*word, &self.names[*group][..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::tokens::{Token, phrase_hash, text_words};

    fn token_sums(text: &str) -> Vec<String> {
        let groups = Lexicon::builtin().texts;
        let mut token_sums = Vec::new();
        text_words(text, |word, _, _| token_sums.extend(groups.of(word).map(str::to_owned)));
        token_sums
    }

    #[test]
    fn the_rows_are_read() {
        let read = toml::from_str::<File>(include_str!("../../rules/lexicon.toml"));
        let file = read.unwrap_or_else(|error| panic!("rules/lexicon.toml: {error}"));
        assert_eq!(format!("{file:?}"), format!("{:?}", File::builtin()));
    }

    #[test]
    fn every_phrase_can_be_heard_and_none_is_of_two_groups() {
        for (table, words) in [("elements", File::builtin().elements), ("texts", File::builtin().texts)] {
            let mut seen = BTreeMap::new();
            for (group, word) in words.iter().flat_map(|(group, words)| words.iter().map(move |w| (group, w))) {
                assert_eq!(seen.insert(word, group), None, "{table}: {word:?} is of {group:?}, too");
                let is_word = word.split('-').all(|part| part.bytes().all(|b| b.is_ascii_lowercase()));
                let can = if table == "texts" { phrase_hash(word) == Some(hash_text(word)) } else { is_word };
                assert!(can, "{table}.{group}: {word:?} is never heard: one word or two, in lower case");
            }
        }
    }

    #[test]
    fn a_language_that_little_is_learned_of_says_what_others_say() {
        for text in ["Lire aussi : un autre sujet", "Czytaj także", "Читайте также:", "関連記事はこちら", "اقرأ أيضا"]
        {
            assert!(token_sums(text).contains(&"{related}".to_owned()), "{text}: {:?}", token_sums(text));
        }
        assert_eq!(token_sums("A morning without wind"), [""; 0]);
    }

    #[test]
    fn a_phrase_is_heard_within_a_run_behind_latin_letters_and_in_turkish_capitals() {
        let cases =
            [("この記事をシェアしてください", "{share}"), ("LINEで送る", "{share}"), ("İlgili Haberler", "{related}")];
        for (text, group) in cases {
            assert!(token_sums(text).contains(&group.to_owned()), "{text}: {:?}", token_sums(text));
        }
    }

    #[test]
    fn a_pair_of_an_elements_words_is_of_a_group() {
        let groups = Lexicon::builtin().elements;
        assert_eq!(groups.of(hash("jp-relatedposts".bytes())), Some("{related}"));
        assert_eq!(groups.of(Token::Value("role", "main").hash()), None);
    }
}
