//! Which articles are wanted: those who build a corpus leave some out, each for a reason that is counted.

use std::fmt;
use std::str::FromStr;

use dehusk::{Article, Meta};

/// What an article must be or have. Without a condition, all are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// The languages, of which it must be one: `en` takes `en-GB`, too.
    pub(crate) languages: Vec<String>,
    /// The first and the last day of its date.
    pub(crate) since: Option<Day>,
    pub(crate) until: Option<Day>,
    pub(crate) words: Option<usize>,
    pub(crate) confidence: Option<f32>,
    /// What its metadata must have.
    pub(crate) with: Vec<Field>,
}

/// `2019`, `2019-11` or `2019-11-18`: a year, a month or a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day(String);

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        let is_day = whole.len() == 10 && whole.parse::<jiff::civil::Date>().is_ok();
        if is_day { Ok(Day(text.to_owned())) } else { Err("write it as 2019-11-18, 2019-11 or 2019") }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Day {
    /// Whether it is later than another, as far as both say.
    pub(crate) fn is_after(&self, other: &Day) -> bool {
        other.of(&self.0) > other.0.as_str()
    }

    /// As much of a date as this one says.
    fn of<'d>(&self, date: &'d str) -> &'d str {
        date.get(..self.0.len()).unwrap_or(date)
    }
}

/// A field of the metadata.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    is_in: fn(&Meta) -> bool,
}

/// The name alone: the account of a run is the same in every process.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Field {
    /// All that can be asked for.
    pub(crate) const ALL: [Field; 9] = [
        Field { name: "title", is_in: |meta| meta.title.is_some() },
        Field { name: "author", is_in: |meta| !meta.authors.is_empty() },
        Field { name: "date", is_in: |meta| meta.date.is_some() },
        Field { name: "url", is_in: |meta| meta.url.is_some() },
        Field { name: "site", is_in: |meta| meta.site.is_some() },
        Field { name: "language", is_in: |meta| meta.language.is_some() },
        Field { name: "description", is_in: |meta| meta.description.is_some() },
        Field { name: "image", is_in: |meta| meta.image.is_some() },
        Field { name: "license", is_in: |meta| meta.license.is_some() },
    ];
}

impl Filter {
    /// Why an article is left out: the code of the first condition that it does not meet.
    pub(super) fn refuses(&self, article: &Article) -> Option<String> {
        let meta = &article.meta;
        let (language, date) = (meta.language.as_deref(), meta.date.as_deref());
        let is_spoken = |wanted: &String| language.is_some_and(|language| is_language(language, wanted));
        let is_early = |day: &Day| date.is_none_or(|date| day.of(date) < day.0.as_str());
        let is_late = |day: &Day| date.is_none_or(|date| day.of(date) > day.0.as_str());
        let conditions = [
            ("language", !self.languages.is_empty() && !self.languages.iter().any(is_spoken)),
            ("date", self.since.as_ref().is_some_and(is_early) || self.until.as_ref().is_some_and(is_late)),
            ("words", self.words.is_some_and(|least| meta.words.unwrap_or(0) < least)),
            ("confidence", self.confidence.is_some_and(|least| article.confidence < least)),
        ];
        let missed = conditions.iter().find(|(_, is_missed)| *is_missed).map(|(code, _)| (*code).to_owned());
        let missing = || self.with.iter().find(|field| !(field.is_in)(meta)).map(|field| format!("no-{}", field.name));
        missed.or_else(missing).map(|code| format!("filtered({code})"))
    }
}

/// Whether a tag is of a language: `en-GB` of `en`.
fn is_language(tag: &str, wanted: &str) -> bool {
    let start = tag.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
    start && matches!(tag.as_bytes().get(wanted.len()), None | Some(b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::{Day, is_language};

    #[test]
    fn a_day_may_be_a_month_or_a_year() {
        for (text, is) in [
            ("2019-11-18", true),
            ("2019-11", true),
            ("2019", true),
            ("2019-02-30", false),
            ("18.11.2019", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Day>().is_ok(), is, "{text}");
        }
        let month: Day = "2019-11".parse().expect("a month");
        assert_eq!(month.of("2019-11-18T08:30:00Z"), "2019-11");
        for (day, is_after) in [("2019-12-01", true), ("2020", true), ("2019-11-18", false), ("2019", false)] {
            assert_eq!(day.parse::<Day>().expect("a day").is_after(&month), is_after, "{day}");
        }
    }

    #[test]
    fn a_language_takes_its_regions() {
        for (tag, wanted, is) in [
            ("en", "en", true),
            ("en-GB", "EN", true),
            ("en", "en-GB", false),
            ("enm", "en", false),
            ("zh_TW", "zh", true),
        ] {
            assert_eq!(is_language(tag, wanted), is, "{tag} {wanted}");
        }
    }
}
