//! Scripts and style sheets, whose text nobody reads and which are a third of a page: once their tag has passed, the
//! page goes on at their end, with a space for what they hold.
//!
//! Whether such an element really starts, tree construction says: `<script>` may stand in a comment or a title.

use html5ever::tokenizer::{Tag, TagKind};
use html5ever::{LocalName, local_name as tag};
use memchr::memchr_iter;

/// An element whose text is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    Script,
    Style,
}

impl Unread {
    /// What a start tag begins, if it is let through.
    pub(super) fn of(tag: &Tag) -> Option<Self> {
        if tag.kind == TagKind::EndTag {
            return None;
        }
        Unread::named(&tag.name, tag.attrs.iter().find(|a| a.name.local == tag!("type")).map(|a| &*a.value))
    }

    /// What an element of this name and type is. Scripts of other types hold data: JSON-LD, the source of a formula.
    pub(super) fn named(name: &LocalName, kind: Option<&str>) -> Option<Self> {
        let is_code = |kind: &str| matches!(kind.trim(), "" | "text/javascript" | "application/javascript" | "module");
        match *name {
            tag!("script") if kind.is_none_or(is_code) => Some(Unread::Script),
            tag!("style") => Some(Unread::Style),
            _ => None,
        }
    }

    /// How much of a page is the text of the element that has just begun. Nothing where that is hard to say: in a script
    /// `<!--` may open what hides its end, and an element without an end reaches to that of the page. Nor where a script
    /// of no type holds data: `<script>{"@context": "https://schema.org"`.
    pub(super) fn length(self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let name = if self == Unread::Script { "/script" } else { "/style" };
        let ends = |tag: &[u8]| {
            begins(tag, name)
                && matches!(tag.get(name.len()), Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0c' | b'\r'))
        };
        let length = memchr_iter(b'<', bytes).find(|&at| ends(&bytes[at + 1..])).unwrap_or(0);
        let text = &rest[..length];
        let is_read = || text.trim_start().starts_with('{') || text.contains("<!--");
        if self == Unread::Script && is_read() { 0 } else { length }
    }
}

fn begins(tag: &[u8], name: &str) -> bool {
    tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name.as_bytes())
}
