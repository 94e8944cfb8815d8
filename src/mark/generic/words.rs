//! What an element says of itself: the words in its class and id, its tag, role and `itemprop`.
//!
//! `class="post-shareBar"` says `post`, `share` and `bar`; `<nav role=navigation>` says `<nav>` and `role=navigation`.
//! Each word has a score in `rules/generic.toml`, once for the element whose own text is judged and once for all that
//! stands inside it; a word counts once however often the elements around a text repeat it.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use html5ever::{LocalName, local_name as attr, local_name as tag};

use crate::dom::{Dom, NodeId};

/// How many words there can be; the set of those said is copied for every element.
const MOST: usize = 512;

/// The words of `rules/generic.toml` with their scores.
#[derive(Debug)]
pub(crate) struct Words {
    places: HashMap<u64, u16, BuildHasherDefault<Same>>,
    scores: Vec<Score>,
}

/// What a word is worth.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Score {
    /// On the element that holds the text and nothing else.
    #[serde(default)]
    pub(crate) own: f32,
    /// On any element around it, that one included.
    #[serde(default)]
    pub(crate) inside: f32,
}

/// What an element says, and all elements around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// The sum of the scores of its own words.
    pub(crate) own: f32,
    /// The sum of the scores of all different words on the way down to it.
    pub(crate) inside: f32,
    seen: [u64; MOST / 64],
}

impl Words {
    /// The words of a table; those beyond the greatest number are left out.
    pub(crate) fn new(table: impl IntoIterator<Item = (String, Score)>) -> Self {
        let mut words = Words { places: HashMap::default(), scores: Vec::new() };
        for (word, score) in table.into_iter().take(MOST) {
            words.places.insert(hash(word.bytes()), words.scores.len() as u16);
            words.scores.push(score);
        }
        words
    }

    /// Reads an element, below what its parent said.
    pub(crate) fn read(&self, dom: &Dom, node: NodeId, parent: Option<&Said>) -> Said {
        let mut said = Said { own: 0.0, ..parent.cloned().unwrap_or_default() };
        let Some(name) = dom.name(node).filter(|&name| !is_page(name)) else { return said };
        self.hear(&mut said, hash([b'<'].into_iter().chain(name.bytes()).chain([b'>'])));
        for (name, value) in dom.attrs(node) {
            if *name == attr!("class") || *name == attr!("id") {
                split(value, |word| self.hear(&mut said, word));
            } else if named_value(name) {
                let whole = name.bytes().chain([b'=']).chain(value.bytes().map(|b| b.to_ascii_lowercase()));
                self.hear(&mut said, hash(whole));
            }
        }
        said
    }

    fn hear(&self, said: &mut Said, word: u64) {
        let Some(&place) = self.places.get(&word) else { return };
        let score = self.scores[usize::from(place)];
        said.own += score.own;
        let (slot, bit) = (usize::from(place) / 64, 1 << (place % 64));
        if said.seen[slot] & bit == 0 {
            said.seen[slot] |= bit;
            said.inside += score.inside;
        }
    }
}

/// Elements around everything, which speak of the page and of no part of it.
fn is_page(name: &LocalName) -> bool {
    matches!(*name, tag!("html") | tag!("body"))
}

/// Attributes that are heard whole, with their name.
fn named_value(name: &LocalName) -> bool {
    matches!(*name, attr!("role") | attr!("itemprop"))
}

/// Cuts an attribute's value into lower-case words and gives the hash of each.
fn split(value: &str, mut word: impl FnMut(u64)) {
    let mut now = START;
    let mut lower = false;
    for byte in value.bytes() {
        if byte.is_ascii_uppercase() && lower || !byte.is_ascii_alphabetic() {
            if now != START {
                word(now);
            }
            now = START;
        }
        lower = byte.is_ascii_lowercase();
        if byte.is_ascii_alphabetic() {
            now = mix(now, byte.to_ascii_lowercase());
        }
    }
    if now != START {
        word(now);
    }
}

/// FNV-1a, which can be fed byte by byte.
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(START, mix)
}

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, mix);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
