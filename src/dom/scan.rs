//! Tokens straight from the page, where it is written as nearly all of it is: text, tags, comments, scripts.
//!
//! html5ever's tokenizer takes markup character by character and is two thirds of a parse. A tag or a stretch of text
//! that lies whole before us and has nothing odd in it is the same token when it is cut out. Everything else
//! (declarations, NUL, scripts with `<!--`, tags that do not end) is left to html5ever, which goes on until it has made
//! a token that ends with the last character that it got.

mod reference;

use html5ever::tendril::{SliceExt, StrTendril};
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{CharacterTokens, CommentToken, Tag, TagKind, TagToken, Token};
use html5ever::{Attribute, LocalName, QualName, local_name as tag, ns};
use memchr::{memchr, memchr2, memchr3, memmem};

use super::raw::Raw;
use crate::dom::scan::reference::{Place, decode};

/// Longer tags and comments are left to html5ever, so that no byte is looked at again and again.
const LONGEST: usize = 4 << 10;

/// Tags with more attributes are.
const MOST_ATTRIBUTES: usize = 64;

/// Bytes of the page that tokens share.
const WINDOW: usize = 64 << 10;

/// Cuts tokens out of a page.
pub(super) struct Scanner<'t> {
    text: &'t str,
    /// A copy of a part of the page, and where that part starts: tokens are slices of it.
    window: StrTendril,
    window_start: usize,
    names: Names,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Scanner { text, window: StrTendril::new(), window_start: 0, names: Names::new() }
    }

    /// The token that starts at a place between two tokens, and where it ends; nothing at the end of the page, and
    /// nothing where html5ever's tokenizer is to go on.
    pub(super) fn token(&mut self, at: usize) -> Option<(Token, usize)> {
        let bytes = self.text.as_bytes();
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'<', Some(b'!')) => self.comment(at),
            (b'<', _) => self.tag(at),
            _ => self.characters(at),
        }
    }

    /// What an element holds whose content is no markup; its end tag, if it holds nothing.
    pub(super) fn content(&mut self, at: usize, raw: &Raw) -> Option<(Token, usize)> {
        let length = raw.length(&self.text[at..])?;
        let content = match length {
            0 => return self.tag(at),
            _ if raw.hides(&self.text[at..at + length]) => StrTendril::from_char(' '),
            _ => self.value(at, at + length, place_in(raw))?,
        };
        Some((CharacterTokens(content), at + length))
    }

    /// What such an element holds that has no end: all that is left.
    pub(super) fn rest(&mut self, at: usize, raw: &Raw) -> Option<(Token, usize)> {
        let end = self.text.len();
        if at == end || raw.end(&self.text[at..]).is_some() {
            return None;
        }
        Some((CharacterTokens(self.value(at, end, place_in(raw))?), end))
    }

    fn characters(&mut self, start: usize) -> Option<(Token, usize)> {
        let bytes = &self.text.as_bytes()[start..];
        let end = start + memchr(b'<', bytes).unwrap_or(bytes.len());
        Some((CharacterTokens(self.value(start, end, Place::Text)?), end))
    }

    /// `<!-- … -->`, without what ends a comment otherwise.
    fn comment(&mut self, start: usize) -> Option<(Token, usize)> {
        let from = start + "<!--".len();
        let bytes = self.text.as_bytes();
        let rest = bytes[start..bytes.len().min(start + LONGEST)].strip_prefix(b"<!--")?;
        let length = memmem::find(rest, b"-->")?;
        let content = &rest[..length];
        let begins_oddly = rest.starts_with(b">") || rest.starts_with(b"->");
        if begins_oddly || memmem::find(content, b"--!").is_some() || memchr2(b'\r', 0, content).is_some() {
            return None;
        }
        Some((CommentToken(self.slice(from, from + length)), from + length + "-->".len()))
    }

    fn tag(&mut self, start: usize) -> Option<(Token, usize)> {
        let bytes = self.text.as_bytes();
        let bytes = &bytes[..bytes.len().min(start + LONGEST)];
        let (kind, from) = match bytes.get(start + 1)? {
            b'/' => (TagKind::EndTag, start + 2),
            _ => (TagKind::StartTag, start + 1),
        };
        let mut at = until(bytes, from, |byte| is_space(byte) || matches!(byte, b'/' | b'>' | 0));
        if !bytes[from..].first()?.is_ascii_alphabetic() || at == bytes.len() {
            return None;
        }
        let name = self.names.get(&self.text[from..at]);
        if name == tag!("plaintext") {
            return None;
        }
        let mut tag = Tag { kind, name, self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false };
        loop {
            at = until(bytes, at, |byte| !is_space(byte));
            match *bytes.get(at)? {
                b'>' => return Some((TagToken(tag), at + 1)),
                b'/' => {
                    at += 1;
                    tag.self_closing = *bytes.get(at)? == b'>';
                }
                b'=' | 0 => return None,
                _ => at = self.attribute(bytes, at, &mut tag)?,
            }
        }
    }

    /// Takes an attribute: where it ends.
    fn attribute(&mut self, bytes: &[u8], start: usize, tag: &mut Tag) -> Option<usize> {
        let name_end = until(bytes, start, |byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'=' | 0));
        let behind = until(bytes, name_end, |byte| !is_space(byte));
        let (value, end) = match *bytes.get(behind)? {
            b'=' => self.attribute_value(bytes, until(bytes, behind + 1, |byte| !is_space(byte)))?,
            0 => return None,
            _ => (StrTendril::new(), name_end),
        };
        let name = self.names.get(&self.text[start..name_end]);
        if tag.attrs.iter().any(|other| other.name.local == name) {
            tag.had_duplicate_attributes = true;
        } else {
            tag.attrs.push(Attribute { name: QualName::new(None, ns!(), name), value });
        }
        (tag.attrs.len() <= MOST_ATTRIBUTES).then_some(end)
    }

    /// The value that starts at a place, and where it ends, its quotes included.
    fn attribute_value(&mut self, bytes: &[u8], start: usize) -> Option<(StrTendril, usize)> {
        match *bytes.get(start)? {
            quote @ (b'"' | b'\'') => {
                let end = start + 1 + memchr(quote, &bytes[start + 1..])?;
                Some((self.value(start + 1, end, Place::Attribute)?, end + 1))
            }
            b'>' => None,
            _ => {
                let end = until(bytes, start, |byte| is_space(byte) || byte == b'>');
                bytes.get(end)?;
                Some((self.value(start, end, Place::Attribute)?, end))
            }
        }
    }

    /// A part of the page as its reader gets it: references resolved, line ends as one character. Nothing where it has
    /// a NUL.
    fn value(&mut self, start: usize, end: usize, place: Place) -> Option<StrTendril> {
        let raw = &self.text[start..end];
        match memchr3(b'&', b'\r', 0, raw.as_bytes()) {
            None => Some(self.slice(start, end)),
            Some(_) if raw.contains('\0') => None,
            Some(_) => Some(decode(raw, place).into()),
        }
    }

    /// A part of the page as it is written.
    fn slice(&mut self, start: usize, end: usize) -> StrTendril {
        let window_end = self.window_start + self.window.len();
        if start < self.window_start || end > window_end {
            let mut window_end = self.text.len().min(end.max(start + WINDOW));
            while !self.text.is_char_boundary(window_end) {
                window_end -= 1;
            }
            self.window = self.text[start..window_end].to_tendril();
            self.window_start = start;
        }
        self.window.subtendril((start - self.window_start) as u32, (end - start) as u32)
    }
}

/// The names of elements and attributes that came last, ready made.
struct Names(Vec<LocalName>);

impl Names {
    const SLOTS: usize = 256;

    fn new() -> Self {
        Names(vec![tag!(""); Names::SLOTS])
    }

    /// The name in lower case.
    fn get(&mut self, name: &str) -> LocalName {
        let slot = &mut self.0[slot(name.as_bytes())];
        if **slot != *name {
            let is_lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
            *slot = if is_lower { name.into() } else { name.to_ascii_lowercase().into() };
        }
        slot.clone()
    }
}

/// A number below [`Names::SLOTS`] that most pairs of names do not share.
fn slot(name: &[u8]) -> usize {
    let at = |n: usize| usize::from(name.get(n).copied().unwrap_or_default());
    let last = at(name.len().saturating_sub(1));
    (at(0) * 5 + at(name.len() / 2) * 31 + last * 67 + name.len() * 13) % Names::SLOTS
}

/// Where the first byte from a place on stands that passes a test; the end where there is none.
fn until(bytes: &[u8], from: usize, test: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|byte| test(*byte)).map_or(bytes.len(), |length| from + length)
}

/// Whether what such an element holds has character references.
fn place_in(raw: &Raw) -> Place {
    if raw.kind == RawKind::Rcdata { Place::Text } else { Place::Raw }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use super::Scanner;

    /// What the scanner makes of a page, and what it leaves.
    fn scan(html: &str) -> (Vec<String>, &str) {
        let mut scanner = Scanner::new(html);
        let (mut tokens, mut at) = (Vec::new(), 0);
        while let Some((token, end)) = scanner.token(at) {
            tokens.push(html[at..end].to_owned());
            assert!(end > at, "{token:?}");
            at = end;
        }
        (tokens, &html[at..])
    }

    #[test]
    fn plain_markup_is_cut_into_tokens() {
        let html = "a &amp; b<p class='x y' ID=1 hidden>c\r\n<br/><!-- d --></p >e";
        let tokens = ["a &amp; b", "<p class='x y' ID=1 hidden>", "c\r\n", "<br/>", "<!-- d -->", "</p >", "e"];
        assert_eq!(scan(html), (tokens.map(str::to_owned).to_vec(), ""));
    }

    #[test]
    fn odd_markup_is_left() {
        let attributes: String = (0..100).map(|n| format!(" a{n}")).collect();
        let long = "x".repeat(10_000);
        let rows = [
            "<plaintext>",
            "<!doctype html>",
            "<!-->a-->",
            "<!-- a --!> b -->",
            "<![CDATA[a]]>",
            "<?pi?>",
            "</>",
            "< b",
            "<b",
            "<b c",
            "<b c='d>",
            "<b c=>",
            "<b =c>",
            "<b c\0>",
            "<b c='\0'>",
            "\0",
            &format!("<b{attributes}>"),
            &format!("<b c='{long}é'>"),
            &format!("<b c={long}é"),
        ];
        for row in rows {
            assert_eq!(scan(row), (vec![], row));
        }
    }
}
