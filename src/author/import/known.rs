//! What the importers know about the formats that they read: the rows of `rules/import.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The rows of `rules/import.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    pub(super) ftr: Ftr,
    pub(super) ublock: Ublock,
    pub(super) gate: super::gate::Bars,
}

/// What is known about the pseudo-classes of filter lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ublock {
    /// What holds for all filters.
    pub(super) general: Vec<String>,
    /// Other names for what our rules have, too.
    pub(super) alias: BTreeMap<String, String>,
    /// Those that hide nothing, and what they do.
    pub(super) aside: BTreeMap<String, String>,
    /// Those that rules have nothing for, and why.
    pub(super) lost: BTreeMap<String, String>,
}

/// What is known about the site configs of Full-Text RSS.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ftr {
    /// What holds for all configs.
    pub(super) general: Vec<String>,
    /// Selectors that are tried after a config's own.
    pub(super) fallback: Vec<String>,
    /// Directives that do not say what of a page is the article, and why they are left aside.
    pub(super) aside: BTreeMap<String, String>,
}

pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/import.toml")).expect("a test reads the file that ships")
});
