//! What short texts say, as whole lines: in small letters, numbers and signs left out.

use std::collections::HashSet;

use serde::Deserialize;

/// What texts say, as their words are compared: all of it, or what stands around a `*`, which is for anything;
/// `(one|other)` is either.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Sayings {
    whole: HashSet<String>,
    open: Vec<(String, String)>,
}

impl From<Vec<String>> for Sayings {
    fn from(rows: Vec<String>) -> Self {
        let mut sayings = Sayings { whole: HashSet::new(), open: Vec::new() };
        for row in rows.iter().flat_map(|row| either(row)) {
            match row.split_once('*') {
                Some((start, end)) => sayings.open.push((letters(start), letters(end))),
                None => _ = sayings.whole.insert(letters(&row)),
            }
        }
        sayings
    }
}

impl Sayings {
    /// Whether this is among them, as [`letters`] writes it.
    pub(crate) fn has(&self, said: &str) -> bool {
        let is_around = |(start, end): &(String, String)| {
            said.len() >= start.len() + end.len() && said.starts_with(start.as_str()) && said.ends_with(end.as_str())
        };
        self.whole.contains(said) || self.open.iter().any(is_around)
    }

    /// Whether words of this, one behind the other, are all that one of them says.
    pub(crate) fn is_within(&self, said: &str) -> bool {
        let starts = || std::iter::once(0).chain(said.match_indices(' ').map(|(at, _)| at + 1));
        let ends = || said.match_indices(' ').map(|(at, _)| at).chain([said.len()]);
        starts().any(|from| ends().any(|to| from < to && self.whole.contains(&said[from..to])))
    }
}

/// A row once for each way to read what stands in its brackets.
fn either(row: &str) -> Vec<String> {
    let Some((start, (ways, end))) = row.split_once('(').and_then(|(start, rest)| Some((start, rest.split_once(')')?)))
    else {
        return vec![row.to_owned()];
    };
    ways.split('|').flat_map(|way| either(end).into_iter().map(move |end| format!("{start}{way}{end}"))).collect()
}

/// The words of a text in small letters, numbers and signs left out, each letter as it is written most simply.
pub(crate) fn letters(text: &str) -> String {
    if text.is_ascii() {
        let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
        return words.collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    }
    let small = text.chars().flat_map(char::to_lowercase).filter_map(simple);
    let letters: String = small.map(|c| if c.is_alphabetic() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A letter without what some write and others do not: the dot of a small `İ`, the vowels, hamzas and long lines of Arabic,
/// the dot below a letter of Devanagari.
fn simple(c: char) -> Option<char> {
    match c {
        '\u{307}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{93c}' => None,
        'أ' | 'إ' | 'آ' => Some('ا'),
        '\u{958}'..='\u{95f}' => "कखगजडढफय".chars().nth(c as usize - 0x958),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_it_is_written_like() {
        let cases = [
            ("İlgili Haber:", "ilgili haber"),
            ("اقرأ أيضًا", "اقرا ايضا"),
            ("3 Comments (so far)", "comments so far"),
            ("पढ\u{93c}ें", "पढें"),
            ("प\u{95d}ें", "पढें"),
        ];
        for (text, expected) in cases {
            assert_eq!(letters(text), expected);
        }
    }

    #[test]
    fn a_saying_is_all_of_a_text_or_stands_around_any() {
        let rows =
            ["Advert", "(follow|like) us on(ly|)*", "*in the comments", "hear * loud"].map(str::to_owned).to_vec();
        let sayings = Sayings::from(rows);
        let cases = [
            ("advert", true),
            ("adverts", false),
            ("follow us on radio", true),
            ("do follow us on radio", false),
            ("tell us in the comments", true),
            ("like us only now", true),
            ("hear it loud", true),
            ("hear it", false),
        ];
        for (said, expected) in cases {
            assert_eq!(sayings.has(said), expected, "{said}");
        }
        assert!(sayings.is_within("an advert here") && !sayings.is_within("adverts here"));
    }
}
