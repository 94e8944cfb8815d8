//! What the judge learned, as it is written in `rules/learned.toml`.

use serde::{Deserialize, Serialize};

use super::card::CardRow;

/// What a word of a short text is worth.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PhraseWeight {
    /// To the text itself.
    pub(crate) text: f32,
    /// In a heading, to what follows below it.
    pub(crate) section: f32,
}

/// A sum of scores that makes a probability.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judge {
    pub(crate) bias: f32,
    #[serde(default)]
    pub(crate) card: Vec<CardRow>,
    pub(crate) tree: Vec<TreeRow>,
}

/// Which score holds is told by which conditions do: the first counts one, the second two, the third four.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TreeRow {
    /// The name of a measure, and from which value on the condition holds.
    #[serde(rename = "if")]
    pub(crate) conditions: Vec<(String, f32)>,
    pub(crate) score: Vec<f32>,
}
