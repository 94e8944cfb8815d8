//! Elements whose content is no markup: scripts, style sheets, titles.
//!
//! The text of scripts and style sheets is a third of a page, and nobody reads it: a space stands for it.

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind};
use html5ever::{LocalName, local_name as tag};
use memchr::{memchr_iter, memmem};

/// Such an element, whose content is next.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) name: LocalName,
    /// How its content is read.
    pub(super) kind: RawKind,
    /// Whether nobody reads what an element of its name and type holds.
    is_unread: bool,
}

impl Raw {
    /// What a start tag begins, if tree construction lets it through: `<script>` may stand in a place for none.
    pub(super) fn begun_by(tag: &Tag) -> Option<Self> {
        let kind = kind(&tag.name).filter(|_| tag.kind == TagKind::StartTag)?;
        let named = |attr: &str| tag.attrs.iter().find(|a| a.name.local == *attr).map(|a| &*a.value);
        Some(Raw { name: tag.name.clone(), kind, is_unread: is_unread(&tag.name, named("type")) })
    }

    /// How long the content is that a part of a page starts with. Nothing where that is hard to say: in a script `<!--`
    /// may open what hides its end, and an element without an end reaches to that of the page, or of another.
    pub(super) fn length(&self, rest: &str) -> Option<usize> {
        let length = self.end(rest)?;
        let content = &rest[..length];
        let is_plain = self.kind != RawKind::ScriptData || !content.contains("<!--");
        (is_plain && !self.swallows(content)).then_some(length)
    }

    /// Whether the content goes on into the body of the page: a title without an end ends with that of some `<svg>`.
    pub(super) fn swallows(&self, content: &str) -> bool {
        let bytes = content.as_bytes();
        let is_edge = |at: usize| {
            let tag = &bytes[at..];
            ["</head>", "<body"]
                .iter()
                .any(|edge| tag.get(..edge.len()).is_some_and(|start| start.eq_ignore_ascii_case(edge.as_bytes())))
        };
        self.name == tag!("title") && memchr_iter(b'<', bytes).any(is_edge)
    }

    /// Where in a part of a page the first end tag of the element is.
    pub(super) fn end(&self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes();
        memmem::find_iter(bytes, "</").find(|&at| self.is_ended_by(&bytes[at + 2..]))
    }

    /// Whether nobody reads this content. A script of no type may hold data: `{"@context": "https://schema.org"`.
    pub(super) fn hides(&self, content: &str) -> bool {
        self.is_unread && !(self.kind == RawKind::ScriptData && content.trim_start().starts_with('{'))
    }

    /// Whether that is an end tag of the element, its `</` left out.
    fn is_ended_by(&self, tag: &[u8]) -> bool {
        let Some((name, behind)) = tag.split_at_checked(self.name.len()) else {
            return false;
        };
        name.eq_ignore_ascii_case(self.name.as_bytes())
            && matches!(behind.first(), Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\x0c' | b'\r'))
    }
}

/// How the content of such an element is read; none for those that hold markup, and `<plaintext>`, which never ends.
fn kind(name: &LocalName) -> Option<RawKind> {
    match *name {
        tag!("script") => Some(RawKind::ScriptData),
        tag!("title") | tag!("textarea") => Some(RawKind::Rcdata),
        tag!("style") | tag!("iframe") | tag!("noembed") | tag!("noframes") | tag!("xmp") => Some(RawKind::Rawtext),
        _ => None,
    }
}

/// Whether nobody reads what an element of this name and type holds. Scripts of other types hold data: JSON-LD, the
/// source of a formula.
pub(super) fn is_unread(name: &LocalName, kind: Option<&str>) -> bool {
    let is_code = |kind: &str| matches!(kind.trim(), "" | "text/javascript" | "application/javascript" | "module");
    match *name {
        tag!("script") => kind.is_none_or(is_code),
        tag!("style") => true,
        _ => false,
    }
}
