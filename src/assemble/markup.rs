//! How pages write what HTML has no single way for: the rows of `rules/markup.toml`.

use std::sync::LazyLock;

use html5ever::LocalName;
use serde::Deserialize;

/// The rows, as used.
pub(super) static MARKUP: LazyLock<Markup> =
    LazyLock::new(|| toml::from_str(include_str!("../../rules/markup.toml")).expect("a test reads the built-in file"));

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Markup {
    pub(super) code: Code,
    pub(super) image: Image,
    pub(super) formula: Formula,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    pub(super) language_attributes: Vec<Name>,
    pub(super) language_classes: Vec<String>,
    pub(super) no_language: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Image {
    pub(super) elements: Vec<Name>,
    pub(super) addresses: Vec<Name>,
    pub(super) sets: Vec<Name>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formula {
    pub(super) shown_classes: Vec<String>,
}

/// The name of an element or attribute.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(super) struct Name(pub(super) LocalName);

impl From<String> for Name {
    fn from(name: String) -> Self {
        Name(LocalName::from(name))
    }
}
