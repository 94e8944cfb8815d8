//! Sets of words that the names of elements are asked for, thousands a page: whatever their case, and without a copy.

use std::collections::HashSet;

use serde::Deserialize;

/// The most bytes of a word.
const LONGEST: usize = 40;

/// Words of ASCII letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(crate) struct Words {
    words: HashSet<Vec<u8>>,
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
        Ok(Words { words: rows.into_iter().map(String::into_bytes).collect(), starts })
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
        let (mut word, mut length) = ([0; LONGEST], 0);
        for byte in bytes {
            if length == LONGEST {
                return false;
            }
            word[length] = byte.to_ascii_lowercase();
            length += 1;
            if length == 2 && !self.starts[start(&word[..2])] {
                return false;
            }
        }
        self.words.contains(&word[..length])
    }
}

/// A number for the first two letters of a word.
fn start(word: &[u8]) -> usize {
    let letter = |at: usize| usize::from(word.get(at).copied().unwrap_or_default() & 31);
    letter(0) << 5 | letter(1)
}

#[cfg(test)]
mod tests {
    use super::Words;

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
