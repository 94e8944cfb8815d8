//! Files that are called by the titles of their articles: `Ferry returns.md`
//!
//! Only letters, digits, spaces and hyphens of a title are in the name, so nothing that a file system or a program for notes
//! forbids. Of two articles with one title the second is `Ferry returns 2.md`, in the order of the inputs. No file that is
//! there is written over.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many characters of a title are in a name, and how many bytes: file systems count in these.
const CHARS: usize = 80;
const BYTES: usize = 200;

/// Names that Windows keeps for devices.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Those of which it has several, with a digit behind them, be it a raised one.
const NUMBERED: [&str; 2] = ["com", "lpt"];

/// The names that are given so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    /// How often each was asked for, as file systems compare names that do not tell cases apart.
    given: HashMap<String, u32>,
}

impl Titles {
    /// The names that an article in a folder may have, the best first; no other article is given the one that is taken.
    pub(super) fn next(&mut self, folder: &str, name: &str) -> String {
        loop {
            let key: String = format!("{folder}/{name}").to_lowercase().nfc().collect();
            let count = self.given.entry(key).or_insert(0);
            *count += 1;
            if *count == 1 {
                return name.to_owned();
            }
            let numbered = format!("{name} {count}");
            let key: String = format!("{folder}/{numbered}").to_lowercase().nfc().collect();
            if self.given.insert(key, 1).is_none() {
                return numbered;
            }
        }
    }
}

/// The name for a title; none where nothing of it can be in one.
pub(super) fn name(title: &str) -> Option<String> {
    let mut name = String::new();
    for c in title.nfc() {
        match c {
            c if c.is_alphanumeric() || (is_combining_mark(c) && !name.is_empty()) => name.push(c),
            // It's: no word ends there.
            '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}' => {}
            '-' | '–' | '—' => name.push('-'),
            _ => name.push(' '),
        }
    }
    let name = name.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let name = cut(&name).trim_matches([' ', '-']);
    (!name.is_empty() && !is_reserved(name)).then(|| name.to_owned())
}

/// As much as fits, up to the end of a word where there is one.
fn cut(name: &str) -> &str {
    let fits = |(at, c): (usize, char)| at + c.len_utf8() <= BYTES;
    let end = name.char_indices().take(CHARS).take_while(|next| fits(*next)).last();
    let end = end.map_or(0, |(at, c)| at + c.len_utf8());
    let cut = &name[..end];
    match cut.rfind(' ') {
        Some(space) if end < name.len() && !name[end..].starts_with(' ') && space > end / 2 => &cut[..space],
        _ => cut,
    }
}

fn is_reserved(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || ['¹', '²', '³'].contains(&c));
    let is_numbered = name.chars().count() == 4 && NUMBERED.contains(&stem);
    is_numbered || RESERVED.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::{Titles, name};

    #[test]
    fn a_name_has_letters_digits_spaces_and_hyphens_of_the_title() {
        for (title, expected) in [
            ("Ferry returns", Some("Ferry returns")),
            ("It’s back: \"C++\" / Rust? [2024] #1|^", Some("Its back C Rust 2024 1")),
            ("Köln – Übersicht", Some("Köln - Übersicht")),
            ("हिन्दी समाचार", Some("हिन्दी समाचार")),
            ("../../etc/passwd", Some("etc passwd")),
            (" . ", None),
            ("CON", None),
            ("com1", None),
            ("COM¹", None),
            ("Company", Some("Company")),
            ("💥", None),
        ] {
            assert_eq!(name(title).as_deref(), expected, "{title}");
        }
        let long = name(&"harbour ".repeat(20)).expect("a name");
        assert_eq!(long, "harbour ".repeat(9) + "harbour");
        assert!(name(&"港".repeat(300)).is_some_and(|name| name.len() <= 200));
        assert_eq!(name(&"x".repeat(300)).map(|name| name.len()), Some(80));
    }

    #[test]
    fn names_are_numbered_in_their_order() {
        let mut titles = Titles::default();
        let names = ["News", "news", "News 2", "News", "Other"].map(|name| titles.next("", name));
        assert_eq!(names, ["News", "news 2", "News 2 2", "News 3", "Other"]);
        assert_eq!(titles.next("sub", "News"), "News");
    }
}
