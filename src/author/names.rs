//! Names that last: which classes and ids of a page a rule can go by.
//!
//! A class that a build tool made up (`css-1x2abcd`) is another one after the next build; one that says how something
//! looks (`mt-4`) stands at many things. The patterns are rows of `rules/author.toml`.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

/// What `rules/author.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Author {
    hashed: Vec<Row>,
    utility: Vec<Row>,
    passing: Vec<Row>,
    pub(crate) learn: super::learn::Habits,
    pub(crate) health: super::health::Signs,
    pub(crate) teach: super::teach::Habits,
}

/// Names of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// A name that is of the kind.
    #[serde(rename = "like")]
    _like: String,
    #[serde(deserialize_with = "regex")]
    pattern: Regex,
}

/// Why a rule should not go by a name. The examples are class names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unstable {
    /// `css-1x2abcd`
    Hashed,
    /// `mt-4`
    Utility,
}

pub(crate) static AUTHOR: LazyLock<Author> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/author.toml")).expect("a test reads the file that ships")
});

impl Author {
    /// Why a class name does not last, if it does not.
    pub(crate) fn unstable(&self, name: &str) -> Option<Unstable> {
        let is_any = |rows: &[Row]| rows.iter().any(|row| row.pattern.is_match(name));
        match (is_any(&self.hashed), is_any(&self.utility)) {
            (true, _) => Some(Unstable::Hashed),
            (_, true) => Some(Unstable::Utility),
            _ => None,
        }
    }

    /// Whether a class name tells this page from others of its site.
    pub(crate) fn is_passing(&self, name: &str) -> bool {
        self.passing.iter().any(|row| row.pattern.is_match(name))
    }
}

/// Whether an id counts something: `post-12345`, `block3`.
pub(crate) fn has_digit(id: &str) -> bool {
    id.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a name can be written in a selector as it is.
pub(crate) fn is_plain(name: &str) -> bool {
    let bare = name.strip_prefix('-').unwrap_or(name);
    bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn regex<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Regex, D::Error> {
    let text = String::deserialize(from)?;
    Regex::new(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::{AUTHOR, Row, Unstable, is_plain};

    #[test]
    fn each_kind_knows_the_name_that_it_is_told_by() {
        let rows = |rows: &'static [Row]| rows.iter();
        for row in rows(&AUTHOR.hashed).chain(rows(&AUTHOR.utility)).chain(rows(&AUTHOR.passing)) {
            assert!(row.pattern.is_match(&row._like), "{}", row._like);
        }
    }

    #[test]
    fn names_that_last_are_told_from_those_that_do_not() {
        let cases: &[(Option<Unstable>, &[&str])] = &[
            (
                Some(Unstable::Hashed),
                &[
                    "css-1x2abcd",
                    "css-k008qs",
                    "sc-bdVaJa",
                    "sc-1a2b3c4-0",
                    "jsx-2871293847",
                    "svelte-1tyjwx3",
                    "Article_body__3fX2y",
                    "story__Bx9kL",
                    "styles_text__aB3dE",
                    "e4d09f77",
                    "body-a1b2c3d4",
                    "jdPbjq",
                    "iQQuFu",
                    "imUSIW",
                    "fnnahv",
                    "sc-nlqesd-0",
                ],
            ),
            (
                Some(Unstable::Utility),
                &["mt-4", "px-2", "col-md-8", "clearfix", "container", "text-lg", "w-full", "is-active", "row", "flex"],
            ),
            (
                None,
                &[
                    "story__text",
                    "article-body",
                    "b-article__text",
                    "entry-content",
                    "StoryBodyCompanionColumn",
                    "RichTextStoryBody",
                    "c-article__content",
                    "post-content",
                    "o-grid__main",
                    "h2",
                    "col2left",
                    "td-post-content",
                    "mw-parser-output",
                    "articleBody",
                    "block-paragraph",
                    "zn-body__paragraph",
                    "text",
                    "caas-body",
                    "ArticleBodyWrapper",
                    "lead-text",
                    "c-entry-content",
                    "body__inner-container",
                    "string",
                    "stream",
                    "threads",
                    "adBox",
                    "navBar",
                    "bgWhite",
                ],
            ),
        ];
        for (expected, names) in cases {
            for name in *names {
                assert_eq!(AUTHOR.unstable(name), *expected, "{name}");
            }
        }
    }

    #[test]
    fn a_plain_name_needs_no_escape() {
        for (name, plain) in
            [("a-b_c1", true), ("-x", true), ("1a", false), ("md:flex", false), ("", false), ("ä", false)]
        {
            assert_eq!(is_plain(name), plain, "{name}");
        }
    }
}
