//! Scripts and style sheets, whose text nobody reads and which are a third of a page: once their tag has passed, the
//! page goes on at their end, with a space for what they hold.
//!
//! Whether such an element really starts, tree construction says: `<script>` may stand in a comment or a title.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use html5ever::tokenizer::{Tag, TagKind};
use html5ever::{LocalName, local_name as tag};

static OPEN: LazyLock<AhoCorasick> = LazyLock::new(|| searcher(["<script", "<style"]));
static CLOSE: LazyLock<AhoCorasick> = LazyLock::new(|| searcher(["</script", "</style"]));

/// An element whose text is left out, by its place in `OPEN` and `CLOSE`.
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
    /// `<!--` may open what hides its end, and an element without an end reaches to that of the page.
    pub(super) fn length(self, rest: &str) -> usize {
        let ends =
            |at: usize| matches!(rest.as_bytes().get(at), Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c'));
        let end = CLOSE.find_iter(rest).find(|found| found.pattern().as_usize() == self as usize && ends(found.end()));
        let length = end.map_or(0, |found| found.start());
        if self == Unread::Script && rest[..length].contains("<!--") { 0 } else { length }
    }
}

/// Where the first tag ends that may begin such an element.
pub(super) fn first_tag_end(text: &str) -> Option<usize> {
    let start = OPEN.find(text)?.end();
    Some(start + text[start..].find('>')? + 1)
}

fn searcher(words: [&str; 2]) -> AhoCorasick {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("two short words")
}
