//! Sets of words and names that the elements of a page are asked for, thousands a page: hardly any has one, and that is
//! told at one look.

use std::collections::HashSet;

use serde::Deserialize;

use super::fnv;

/// The most bytes of a word.
const LONGEST: usize = 40;

/// Words of ASCII letters, which are found whatever their case, and without a copy.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(crate) struct Words {
    /// The hashes of the words, rising: near enough the words themselves.
    words: Vec<u64>,
    /// Which two letters the words begin with: hardly any word that is asked for does.
    starts: Vec<bool>,
}

impl TryFrom<Vec<String>> for Words {
    type Error = String;

    fn try_from(rows: Vec<String>) -> Result<Self, String> {
        let mut starts = vec![false; 1 << 10];
        for row in &rows {
            if row.is_empty() || row.len() > LONGEST || !row.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(format!("{row:?} is no word of 1 to {LONGEST} small letters from a to z"));
            }
            starts[start(row.as_bytes())] = true;
        }
        let mut words: Vec<u64> = rows.iter().map(|row| fnv::hash(row.bytes())).collect();
        words.sort_unstable();
        Ok(Words { words, starts })
    }
}

impl Words {
    /// Whether a word is among them, in capitals or small letters.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.has(word.bytes())
    }

    /// Whether a name's letters alone are a word: those of `Comment__body--new` are `commentbodynew`.
    pub(crate) fn contains_letters_of(&self, name: &str) -> bool {
        self.has(name.bytes().filter(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()))
    }

    fn has(&self, bytes: impl Iterator<Item = u8>) -> bool {
        let (mut hash, mut first, mut length) = (fnv::START, 0, 0);
        for byte in bytes {
            if length == LONGEST {
                return false;
            }
            let byte = byte.to_ascii_lowercase();
            match length {
                0 => first = byte,
                1 if !self.starts[start(&[first, byte])] => return false,
                _ => {}
            }
            (hash, length) = (fnv::mix(hash, byte), length + 1);
        }
        self.words.binary_search(&hash).is_ok()
    }
}

/// Names as they are written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "HashSet<String>")]
pub(crate) struct NameSet {
    names: HashSet<String>,
    /// Which sums of their letters and length they have.
    sums: [u64; NameSet::SUMS / 64],
}

impl From<HashSet<String>> for NameSet {
    fn from(names: HashSet<String>) -> Self {
        let mut sums = [0; NameSet::SUMS / 64];
        names.iter().map(|name| NameSet::sum(name)).for_each(|sum| sums[sum / 64] |= 1 << (sum % 64));
        NameSet { names, sums }
    }
}

impl NameSet {
    const SUMS: usize = 1 << 10;

    /// Whether a name is among them.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let sum = NameSet::sum(name);
        self.sums[sum / 64] >> (sum % 64) & 1 == 1 && self.names.contains(name)
    }

    /// A number below [`NameSet::SUMS`] that most pairs of names do not share.
    fn sum(name: &str) -> usize {
        let bytes = name.as_bytes();
        let at = |n: usize| usize::from(bytes.get(n).copied().unwrap_or_default());
        (at(0) + 31 * at(bytes.len() / 2) + 89 * at(bytes.len().saturating_sub(1)) + 257 * bytes.len()) % NameSet::SUMS
    }
}

/// A number for the first two letters of a word.
fn start(word: &[u8]) -> usize {
    let letter = |at: usize| usize::from(word.get(at).copied().unwrap_or_default() & 31);
    letter(0) << 5 | letter(1)
}

#[cfg(test)]
mod tests {
    use super::{NameSet, Words};

    #[test]
    fn a_name_is_found_as_it_is_written() {
        let names =
            NameSet::from(["wp-caption", "", "é"].map(str::to_owned).into_iter().collect::<super::HashSet<_>>());
        for (name, expected) in
            [("wp-caption", true), ("WP-caption", false), ("wp-captiom", false), ("", true), ("é", true)]
        {
            assert_eq!(names.contains(name), expected, "{name}");
        }
    }

    #[test]
    fn a_word_is_found_whatever_its_case_and_what_stands_between_its_letters() {
        let words = Words::try_from(vec!["comment".to_owned(), "a".to_owned()]).expect("words");
        for (word, expected) in [("Comment", true), ("comments", false), ("co", false), ("A", true), ("", false)] {
            assert_eq!(words.contains(word), expected, "{word}");
        }
        for (name, expected) in [("com-ment_12", true), ("comment-é", false), ("comment-list", false)] {
            assert_eq!(words.contains_letters_of(name), expected, "{name}");
        }
        assert!(Words::try_from(vec!["Comment".to_owned()]).is_err());
    }
}
