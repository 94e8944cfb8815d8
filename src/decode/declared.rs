//! The encoding that a page, or the server that sent it, says it is in.
//!
//! Reads the start of a page as the HTML standard's "prescan a byte stream to determine its encoding" does, with two
//! differences: the content of `<script>` and the like does not count, and it looks further than 1,024 bytes, since
//! browsers start over when they find a late `<meta>`.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::Evidence;

/// How far a `<meta>` is looked for. Scripts and styles of this size before it were seen, larger ones were not.
const WINDOW: usize = 256 << 10;

/// The encoding in a `Content-Type` header.
pub(super) fn in_header(content_type: Option<&str>) -> Option<&'static Encoding> {
    for_label(charset_in(content_type?.as_bytes())?)
}

/// The encoding that the page's `<meta>` or XML declaration names.
pub(super) fn in_page(bytes: &[u8]) -> Option<(&'static Encoding, Evidence)> {
    let xml = || in_xml_declaration(bytes).map(|encoding| (encoding, Evidence::Xml));
    in_meta(&bytes[..bytes.len().min(WINDOW)]).map(|encoding| (encoding, Evidence::Meta)).or_else(xml)
}

/// The encoding of a label, as far as bytes that were read as ASCII so far can be in it.
fn for_label(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else if encoding == X_USER_DEFINED {
        Some(WINDOWS_1252)
    } else {
        Some(encoding).filter(|encoding| *encoding != REPLACEMENT)
    }
}

fn in_xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &declaration[..position(declaration, b"?>")?];
    let value = &declaration[position(declaration, b"encoding")? + b"encoding".len()..];
    for_label(quoted(value.trim_ascii_start().strip_prefix(b"=")?)?)
}

fn in_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut rest = bytes;
    while let Some(start) = position(rest, b"<") {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix(b"!--") {
            rest = after(rest, position(comment, b"-->")? + 3);
        } else if rest.starts_with(b"!") || rest.starts_with(b"?") || rest.starts_with(b"/") {
            rest = after(rest, position(rest, b">")?);
        } else if rest.first().is_some_and(u8::is_ascii_alphabetic) {
            let (name, tag) = rest.split_at(rest.iter().position(|b| ends_name(*b))?);
            let mut attributes = Attributes { rest: tag };
            if name.eq_ignore_ascii_case(b"meta") {
                if let Some(encoding) = in_attributes(&mut attributes) {
                    return Some(encoding);
                }
            } else {
                attributes.by_ref().for_each(drop);
            }
            rest = attributes.rest;
            if is_raw_text(name) {
                rest = after(rest, end_tag(rest, name)?);
            }
        }
    }
    None
}

/// The encoding in the attributes of a `<meta>`.
fn in_attributes(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let mut charset = None;
    let mut content = None;
    let mut is_content_type = false;
    for (name, value) in attributes {
        if name.eq_ignore_ascii_case(b"charset") {
            charset = charset.or(Some(value));
        } else if name.eq_ignore_ascii_case(b"content") {
            content = content.or_else(|| charset_in(value));
        } else if name.eq_ignore_ascii_case(b"http-equiv") {
            is_content_type |= value.trim_ascii().eq_ignore_ascii_case(b"content-type");
        }
    }
    for_label(charset.or(content.filter(|_| is_content_type))?.trim_ascii())
}

/// The label after `charset=` in a content type.
fn charset_in(mut content: &[u8]) -> Option<&[u8]> {
    loop {
        let at = content.windows(7).position(|w| w.eq_ignore_ascii_case(b"charset"))?;
        content = &content[at + 7..];
        let Some(value) = content.trim_ascii_start().strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        return quoted(value).or_else(|| {
            let end = value.iter().position(|b| b.is_ascii_whitespace() || *b == b';').unwrap_or(value.len());
            Some(&value[..end])
        });
    }
}

/// What stands in the quotes that the value starts with.
fn quoted(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii_start();
    let quote = *value.first().filter(|b| matches!(b, b'"' | b'\''))?;
    let inside = &value[1..];
    Some(&inside[..inside.iter().position(|b| *b == quote)?])
}

/// The attributes of a tag; when they are at their end `rest` is what follows them.
struct Attributes<'p> {
    rest: &'p [u8],
}

impl<'p> Iterator for Attributes<'p> {
    type Item = (&'p [u8], &'p [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.iter().position(|b| !b.is_ascii_whitespace() && *b != b'/')?;
        self.rest = &self.rest[start..];
        if self.rest.starts_with(b">") {
            return None;
        }
        let name = self.take_until(1, |b| ends_name(b) || b == b'=');
        let Some(value) = self.rest.trim_ascii_start().strip_prefix(b"=") else { return Some((name, b"")) };
        self.rest = value.trim_ascii_start();
        if let Some(value) = quoted(self.rest) {
            self.rest = &self.rest[value.len() + 2..];
            return Some((name, value));
        }
        Some((name, self.take_until(0, |b| b.is_ascii_whitespace() || b == b'>')))
    }
}

impl<'p> Attributes<'p> {
    fn take_until(&mut self, from: usize, end: impl Fn(u8) -> bool) -> &'p [u8] {
        let length = self.rest.iter().skip(from).position(|b| end(*b)).map_or(self.rest.len(), |n| n + from);
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

fn ends_name(b: u8) -> bool {
    b.is_ascii_whitespace() || b == b'/' || b == b'>'
}

fn is_raw_text(name: &[u8]) -> bool {
    ["script", "style", "title", "textarea"].iter().any(|raw| name.eq_ignore_ascii_case(raw.as_bytes()))
}

fn end_tag(bytes: &[u8], name: &[u8]) -> Option<usize> {
    bytes.windows(name.len() + 2).position(|w| w.starts_with(b"</") && w[2..].eq_ignore_ascii_case(name))
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|w| w == needle)
}

fn after(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}
