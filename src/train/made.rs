//! What is made for the learner: the rows of `rules/invented.toml`.

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
