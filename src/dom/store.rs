//! Where a tree that is being made keeps its characters and attributes: two vectors that the finished
//! [`Dom`](super::Dom) takes over as they are, filled no further than the limits allow.

use html5ever::{LocalName, local_name as attr};

use super::{Attr, Attrs, Span};
use crate::limits::{Limited, Limits, Refused};
use crate::lookup::fnv;

/// So many classes are remembered.
const CLASSES: usize = 1 << 10;

/// Characters and attributes of a tree. Once it has refused something it takes nothing more.
#[derive(Debug)]
pub(crate) struct Store<'l> {
    pub(super) attrs: Vec<Attr>,
    pub(super) strings: String,
    /// Where the classes stand that came last: elements of the same classes share them.
    classes: Vec<Span>,
    pub(super) limits: &'l Limits,
    /// What the limits did to the page so far.
    pub(super) limited: Vec<Limited>,
    /// The first limit that the page broke.
    pub(super) refused: Option<Refused>,
}

impl<'l> Store<'l> {
    pub(crate) fn new(limits: &'l Limits) -> Self {
        let classes = vec![0..0; CLASSES];
        Store { attrs: Vec::new(), strings: String::new(), classes, limits, limited: Vec::new(), refused: None }
    }

    /// Puts characters in.
    pub(crate) fn string(&mut self, text: &str) -> Span {
        let start = self.strings.len() as u32;
        if self.has_room(text.len()) {
            self.strings.push_str(text);
        }
        start..self.strings.len() as u32
    }

    /// Puts characters in right after those of `span`, if nothing came between them.
    pub(crate) fn extend(&mut self, span: &Span, text: &str) -> Option<Span> {
        (span.end as usize == self.strings.len()).then(|| span.start..self.string(text).end)
    }

    /// Puts the value of a `class` in, if it does not stand there from an element before.
    fn class(&mut self, value: &str) -> Span {
        let slot = fnv::hash(value.bytes()) as usize % CLASSES;
        let Span { start, end } = self.classes[slot];
        if self.strings.as_bytes()[start as usize..end as usize] != *value.as_bytes() {
            self.classes[slot] = self.string(value);
        }
        self.classes[slot].clone()
    }

    /// One stretch that has the characters of both.
    pub(crate) fn join(&mut self, a: &Span, b: &Span) -> Span {
        if a.end == b.start {
            return a.start..b.end;
        }
        if !self.has_room(a.len() + b.len()) {
            return a.clone();
        }
        let bytes = |span: &Span| span.start as usize..span.end as usize;
        let start = if a.end as usize == self.strings.len() { a.start } else { self.strings.len() as u32 };
        if start != a.start {
            self.strings.extend_from_within(bytes(a));
        }
        self.strings.extend_from_within(bytes(b));
        start..self.strings.len() as u32
    }

    /// Puts the attributes of one element in, as many as an element may have.
    pub(super) fn attrs<'a>(&mut self, attrs: impl Iterator<Item = (LocalName, &'a str)>) -> Attrs {
        let start = self.attrs.len();
        for (n, (name, value)) in attrs.enumerate() {
            if n == self.max_attrs() {
                self.note(Limited::Attributes);
                break;
            }
            let value = if name == attr!("class") { self.class(value) } else { self.string(value) };
            self.attr(Attr { name, value });
        }
        self.attrs_from(start)
    }

    /// The attributes of the element whose first one is at `start`.
    pub(super) fn attrs_from(&self, start: usize) -> Attrs {
        Attrs { start: start as u32, len: (self.attrs.len() - start) as u16 }
    }

    pub(super) fn max_attrs(&self) -> usize {
        self.limits.attributes.min(u16::MAX.into())
    }

    /// Puts one attribute in.
    pub(super) fn attr(&mut self, attr: Attr) {
        if self.attrs.len() >= self.limits.nodes {
            self.refuse(Refused::Nodes { limit: self.limits.nodes });
        } else {
            self.attrs.push(attr);
        }
    }

    /// The attributes of one element, by name and value.
    pub(super) fn values(&self, attrs: Attrs) -> impl Iterator<Item = (&LocalName, &str)> {
        self.attrs[attrs.range()].iter().map(|a| (&a.name, &self.strings[a.value.start as usize..a.value.end as usize]))
    }

    pub(crate) fn note(&mut self, limited: Limited) {
        if !self.limited.contains(&limited) {
            self.limited.push(limited);
        }
    }

    pub(crate) fn refuse(&mut self, refused: Refused) {
        self.refused.get_or_insert(refused);
    }

    /// Whether so many bytes more are within bounds: three times those of the largest page, since a NUL becomes a
    /// character of three bytes, and something for what the parser repeats.
    fn has_room(&mut self, bytes: usize) -> bool {
        let room = (3 * self.limits.bytes + (16 << 20)).min(u32::MAX as usize);
        let fits = self.refused.is_none() && self.strings.len() + bytes <= room;
        if !fits {
            self.refuse(Refused::Bytes { limit: self.limits.bytes });
        }
        fits
    }
}
