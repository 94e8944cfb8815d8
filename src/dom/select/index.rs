//! Which elements can match at all: the page's elements by tag, id, class and attribute.
//!
//! A browser hashes its rules by what their last compound names and looks each element up. Here the page stands still
//! and the rules come one by one, so it is the other way round: the page is hashed once, and each selector looks up
//! the elements that have what its last compound names. A hash that two names share costs a test, nothing else.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use html5ever::LocalName;
use precomputed_hash::PrecomputedHash;
use selectors::parser::{Component, Selector};

use super::dialect::Dialect;
use crate::dom::{Dom, NodeId};
use crate::lookup::sieve::Sieve;

/// Something that an element must have to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The hash of a tag, an id, a class or the name of an attribute.
    Hash(u32),
    /// It is the element that `:scope` stands for.
    Scope,
    /// It is an element.
    Any,
}

#[derive(Clone, Copy)]
enum Kind {
    Tag = 1,
    Attr = 2,
    Class = 3,
    Id = 4,
}

fn mix(kind: Kind, hash: u32) -> u32 {
    (hash ^ (kind as u32).wrapping_mul(0x9E37_79B9)).wrapping_mul(0x85EB_CA6B)
}

/// FNV-1a.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What a page must have for a selector to find anything.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    /// What the elements that match have: one of these.
    pub(super) own: Vec<Key>,
    /// What they and the elements around them have: one of each of these.
    all: Vec<Vec<Key>>,
}

impl Needs {
    pub(super) fn of(selector: &Selector<Dialect>) -> Self {
        let mut components = selector.iter();
        let mut all: Vec<(u8, Vec<Key>)> = components.by_ref().filter_map(Key::of).collect();
        let own = all.iter().max_by_key(|(rank, _)| *rank).map_or_else(|| vec![Key::Any], |(_, keys)| keys.clone());
        while components.next_sequence().is_some() {
            all.extend(components.by_ref().filter_map(Key::of));
        }
        let is_hashed = |keys: &Vec<Key>| keys.iter().all(|key| matches!(key, Key::Hash(_)));
        Needs { own, all: all.into_iter().map(|(_, keys)| keys).filter(is_hashed).collect() }
    }

    /// How many names it may take to find the candidates.
    pub(super) fn looked_up(&self) -> u64 {
        self.all.iter().map(Vec::len).sum::<usize>() as u64 + 4 * self.own.len() as u64
    }

    /// Whether the page may have each of the names somewhere.
    pub(super) fn are_met(&self, index: &Index) -> bool {
        let is_there = |key: &Key| matches!(key, Key::Hash(hash) if index.may_have(*hash));
        self.all.iter().all(|keys| keys.iter().any(is_there))
    }
}

impl Key {
    /// What an element that matches the component has, one of these, and how rare that is; none where it is unknown.
    fn of(component: &Component<Dialect>) -> Option<(u8, Vec<Key>)> {
        Some(match component {
            Component::Scope | Component::ImplicitScope => (6, vec![Key::Scope]),
            Component::ID(id) => (5, vec![Key::Hash(mix(Kind::Id, hash(id.as_ref())))]),
            Component::Class(class) => (4, vec![Key::Hash(mix(Kind::Class, hash(class.as_ref())))]),
            Component::Is(list) | Component::Where(list) => {
                (3, list.slice().iter().flat_map(|selector| Needs::of(selector).own).collect())
            }
            Component::AttributeInNoNamespaceExists { local_name, local_name_lower } => {
                (2, both(Kind::Attr, &local_name.0, &local_name_lower.0))
            }
            Component::AttributeInNoNamespace { local_name, .. } => (2, both(Kind::Attr, &local_name.0, &local_name.0)),
            Component::LocalName(name) => (1, both(Kind::Tag, &name.name.0, &name.lower_name.0)),
            _ => return None,
        })
        .filter(|(_, keys)| !keys.contains(&Key::Any))
    }
}

/// The name as written, for SVG, and in lower case, for HTML.
fn both(kind: Kind, name: &LocalName, lower: &LocalName) -> Vec<Key> {
    let mut keys = vec![Key::Hash(mix(kind, lower.precomputed_hash()))];
    if name != lower {
        keys.push(Key::Hash(mix(kind, name.precomputed_hash())));
    }
    keys
}

/// The elements of a page by hash, those of one hash in document order.
#[derive(Debug)]
pub(super) struct Index {
    /// The hash in the upper half, the node in the lower; in document order, and none once they are sorted.
    unsorted: RefCell<Vec<u64>>,
    /// The same by hash, each once: for selectors all of whose names are on the page, which few are.
    sorted: OnceCell<Vec<u64>>,
    /// For selectors some name of which is not on the page, which most are.
    sieve: Sieve,
}

impl Index {
    pub(super) fn of(dom: &Dom) -> Self {
        let mut entries = Vec::with_capacity(dom.len() * 2);
        for id in dom.ids() {
            let Some(name) = dom.name(id) else { continue };
            entries.push(entry(mix(Kind::Tag, name.precomputed_hash()), id));
            for (attr, value) in dom.attrs(id) {
                entries.push(entry(mix(Kind::Attr, attr.precomputed_hash()), id));
                match *attr {
                    html5ever::local_name!("id") => entries.push(entry(mix(Kind::Id, hash(value)), id)),
                    html5ever::local_name!("class") => {
                        let classes = value.split_ascii_whitespace();
                        entries.extend(classes.map(|class| entry(mix(Kind::Class, hash(class)), id)));
                    }
                    _ => {}
                }
            }
        }
        let sieve = Sieve::new(entries.iter().map(|entry| (entry >> 48) as u16));
        Index { unsorted: RefCell::new(entries), sorted: OnceCell::new(), sieve }
    }

    fn sorted(&self) -> &[u64] {
        self.sorted.get_or_init(|| {
            let mut entries = self.unsorted.take();
            entries.sort_unstable();
            entries.dedup();
            entries
        })
    }

    /// Whether any element has this hash, or one that begins like it.
    fn may_have(&self, hash: u32) -> bool {
        self.sieve.may_have((hash >> 16) as u16)
    }

    /// The elements of a stretch of the page that have this hash, in document order.
    pub(super) fn find(&self, hash: u32, range: &Range<NodeId>) -> impl ExactSizeIterator<Item = NodeId> + '_ {
        let entries = self.sorted();
        let start = entries.partition_point(|&e| e < entry(hash, range.start));
        let len = entries[start..].partition_point(|&e| e < entry(hash, range.end));
        entries[start..start + len].iter().map(|&e| NodeId::new((e & u64::from(u32::MAX)) as usize))
    }
}

fn entry(hash: u32, id: NodeId) -> u64 {
    (u64::from(hash) << 32) | id.index() as u64
}
