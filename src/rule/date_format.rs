//! How a site writes a date: `"%d.%m.%Y %H:%M"`, in the letters of `strftime`.
//!
//! A format becomes a regex with a group a part. It may stand anywhere in a text, white space matches any or none, and the word
//! for a month may be of any language that `rules/meta.toml` has.

use std::sync::Arc;

use crate::lookup::pattern::{self, Flaw, Pattern};

/// A format that was read.
#[derive(Clone, Debug)]
pub(crate) struct DateFormat {
    /// Its groups are called as in [`PARTS`].
    pub(crate) pattern: Pattern,
    pub(crate) written: Arc<str>,
}

/// The letters, what each stands for, and the regex of that. What has no name is passed over.
const PARTS: &[(&str, &str, &str)] = &[
    ("Y", "year", r"\d{4}"),
    ("y", "short_year", r"\d{2}"),
    ("m", "month", r"\d{1,2}"),
    ("bBh", "month_word", r"\p{L}[\p{L}\p{M}]*\.?"),
    ("de", "day", r"\d{1,2}"),
    ("HkIl", "hour", r"\d{1,2}"),
    ("M", "minute", r"\d{1,2}"),
    ("S", "second", r"\d{1,2}"),
    ("pP", "half", r"[ap]\.?m\b\.?"),
    ("z", "offset", r"Z\b|[+−-]\d{2}:?\d{2}"),
    ("Z", "zone", r"\p{L}+"),
    ("s", "epoch", r"\d{9,10}"),
    ("f", "", r"\d+"),
    ("aA", "", r"\p{L}[\p{L}\p{M}]*\.?"),
];

/// Letters for several others.
const SHORT: &[(char, &str)] = &[('F', "%Y-%m-%d"), ('T', "%H:%M:%S"), ('R', "%H:%M"), ('D', "%m/%d/%y")];

/// What a date has to have, one of each.
const NEEDED: [&[&str]; 3] = [&["year", "short_year"], &["month", "month_word"], &["day"]];

impl DateFormat {
    /// # Errors
    /// If a letter is unknown or stands twice, or the format is of no day.
    pub(crate) fn parse(format: &str) -> Result<Self, Flaw> {
        let mut writer = Writer { out: String::from("(?i)"), names: Vec::new() };
        // No number may go on before a date or behind it.
        writer.out.push_str(r"(?:^|\D)");
        writer.format(format, None)?;
        writer.out.push_str(r"(?:\D|$)");
        let has = |name: &&str| writer.names.contains(name);
        let is_day = NEEDED.iter().all(|names| names.iter().any(&has));
        if !is_day && !has(&"epoch") {
            let (message, remedy) = (
                "a date needs a day, a month and a year",
                "write `%d`, `%m` or `%B`, and `%Y` where they stand: `%d.%m.%Y`",
            );
            return Err(Flaw::new(0..format.len(), message, remedy));
        }
        let whole = |flaw: Flaw| Flaw { span: 0..format.len(), ..flaw };
        Ok(DateFormat { pattern: pattern::compile(&writer.out, "").map_err(whole)?, written: format.into() })
    }
}

/// The regex so far, and the names of its groups.
struct Writer {
    out: String,
    names: Vec<&'static str>,
}

impl Writer {
    /// Writes a format; `within` is where one stands that is a part of another.
    fn format(&mut self, format: &str, within: Option<usize>) -> Result<(), Flaw> {
        let mut rest = format.char_indices();
        while let Some((at, sign)) = rest.next() {
            let start = within.unwrap_or(at);
            match sign {
                '%' => match rest.next() {
                    Some((_, '-' | '_' | '0')) => match rest.next() {
                        Some((_, letter)) => self.letter(letter, start)?,
                        None => return Err(unknown("%", start)),
                    },
                    Some((_, letter)) => self.letter(letter, start)?,
                    None => return Err(unknown("%", start)),
                },
                sign if sign.is_whitespace() => self.out.push_str(r"\s*"),
                sign => self.out.push_str(&regex::escape(sign.encode_utf8(&mut [0; 4]))),
            }
        }
        Ok(())
    }

    fn letter(&mut self, letter: char, start: usize) -> Result<(), Flaw> {
        if let Some((_, several)) = SHORT.iter().find(|(short, _)| *short == letter) {
            return self.format(several, Some(start));
        }
        if letter == '%' {
            self.out.push('%');
            return Ok(());
        }
        let part = PARTS.iter().find(|(letters, ..)| letters.contains(letter));
        let Some((_, name, regex)) = part else { return Err(unknown(&format!("%{letter}"), start)) };
        if self.names.contains(name) {
            let message = format!("`%{letter}` says what another letter of the format has said");
            return Err(Flaw::new(start..start + 1 + letter.len_utf8(), message, "delete one of the two"));
        }
        match name.is_empty() {
            true => self.out.push_str(&format!("(?:{regex})")),
            false => {
                self.names.push(name);
                self.out.push_str(&format!("(?P<{name}>{regex})"));
            }
        }
        Ok(())
    }
}

fn unknown(letter: &str, start: usize) -> Flaw {
    let known: String = PARTS.iter().map(|(letters, ..)| *letters).chain(["FTRD%"]).collect();
    let known: Vec<String> = known.chars().map(|letter| format!("%{letter}")).collect();
    let remedy = format!("known are {}", known.join(" "));
    Flaw::new(start..start + letter.len(), format!("`{letter}` is no part of a date"), remedy)
}
