//! What is made for the learner: the rows of `rules/invented.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The rows.
pub(super) static MADE: LazyLock<Made> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/invented.toml")).expect("the tests of made pages read the built-in file")
});

/// The whole of `rules/invented.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    pub(super) weights: Weights,
    pub(super) names: Names,
    pub(super) aged: Aged,
}

/// How much what was made counts, beside the texts of pages as they are.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    /// A line that was put into a page.
    pub(super) line: f32,
    /// A text of a copy with foreign subtrees, as a part of what it counts on its page.
    pub(super) copy: f32,
    /// The same of a made page, and of a page without its article.
    pub(super) made: f32,
    /// The same of a page as it might have been years ago.
    pub(super) aged: f32,
}

/// What pages had not yet, years ago.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Aged {
    /// What stood in the place of elements.
    pub(super) elements: HashMap<String, String>,
    /// What the names of attributes begin with.
    pub(super) attributes: Vec<String>,
    /// Elements with an attribute whose value begins so.
    pub(super) statements: Vec<(String, String)>,
    /// The share of names that a page loses.
    pub(super) names: f32,
}

/// What elements are called, and people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) parts: Vec<String>,
    pub(super) article: Vec<String>,
    /// Names that say nothing.
    pub(super) nothing: Vec<String>,
    pub(super) people: Vec<String>,
    /// What the posts of a thread are called.
    pub(super) posts: Vec<String>,
}
