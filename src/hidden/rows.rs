//! What `rules/generic.toml` says of husk that is known before anything is counted.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::dom::{TextBlock, TextBlocks};
use crate::lookup::words::{NameSet, Words};

/// What no reader sees.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unseen {
    /// Attributes whose mere presence hides.
    pub(crate) attributes: Vec<String>,
    /// Inline styles that hide, without spaces.
    pub(crate) styles: Vec<String>,
    /// Class names that hide.
    pub(crate) classes: NameSet,
    /// What is shown by other means where it parts two numbers.
    pub(crate) number_signs: Vec<String>,
    /// From what share of a page's text on a hidden element is thought to be shown later, by a script.
    pub(crate) max_hidden_share: f32,
    /// The styles of `styles` whose elements keep their place, so that all pieces of a kind count together.
    pub(crate) waiting: Vec<String>,
    pub(crate) prose: Prose,
    /// How the ids of elements begin that a framework moves to their place.
    pub(crate) streamed: Vec<String>,
    pub(crate) panels: Panels,
}

/// Hidden parts that a reader opens with a click: the answer below a question, the second of three tabs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Panels {
    /// From how many bytes of text on, where no code is in it,
    pub(crate) bytes: usize,
    /// and up to which share of it in links.
    pub(crate) links: f32,
    /// Roles of such elements.
    pub(crate) roles: NameSet,
    /// Words in their names,
    pub(crate) words: Words,
    /// and words that take this back.
    pub(crate) unless: Words,
    /// Elements that hold none,
    pub(crate) outside: NameSet,
    /// and such that none holds.
    pub(crate) controls: NameSet,
}

/// What widgets are, each with the names of such ones.
pub(crate) type Widgets = BTreeMap<String, Vec<String>>;

/// Dialogs that lie above a page and say by their names what they are about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dialogs {
    /// Roles of such elements.
    pub(crate) roles: Vec<String>,
    /// What one of their names holds, in small letters.
    pub(crate) about: Vec<String>,
}

/// Kinds of boxes that say by their names what they are about and that a reader can act on: a poll, an appeal.
pub(crate) type Boxes = BTreeMap<String, BoxRow>;

/// What tells a box.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoxRow {
    /// One of its names has one of these words.
    pub(crate) words: Words,
    /// It holds one of these elements.
    pub(crate) controls: NameSet,
    /// Its text has so many bytes without spaces, at most.
    pub(crate) bytes: usize,
}

/// Running text.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prose {
    /// From how many bytes on a text runs.
    bytes: usize,
    /// Up to which share of it may stand in links.
    links: f32,
    /// From how many bytes of such texts on a hidden element may be the article.
    pub(crate) min_bytes: usize,
}

impl Prose {
    /// How many bytes of running text a block has: all or none.
    pub(crate) fn of(&self, texts: &TextBlocks, block: &TextBlock) -> usize {
        let bytes = texts.text(block).len();
        let runs = bytes >= self.bytes && block.link_bytes as f32 <= self.links * bytes as f32;
        if runs { bytes } else { 0 }
    }
}
