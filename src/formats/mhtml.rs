//! MHTML: a page saved by a browser as a mail, with all that belongs to it. The page is the first part that is one.

use std::ops::Range;

use super::Fault;
use super::Opened;
use super::headers::{Headers, is_html, split};
use crate::decode::from_base64;

/// How far the headers of an MHTML file are looked for.
const HEAD: usize = 8 << 10;

/// A file without what some write before its headers: a mark of its encoding, empty lines.
fn from_headers(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    &bytes[blank..]
}

/// Whether a file is MHTML, by its first lines.
pub(super) fn is_mhtml(bytes: &[u8]) -> bool {
    let bytes = from_headers(bytes);
    let head = &bytes[..bytes.len().min(HEAD)];
    let first = head.first().is_some_and(u8::is_ascii_alphabetic);
    first
        && split(head).is_some_and(|(head, _)| {
            let headers = Headers::parse(head);
            headers.get("mime-version").is_some() && headers.get("content-type").is_some()
        })
}

/// Takes the page out of an MHTML file.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Fault> {
    let part = Part::of(from_headers(bytes)).ok_or(Fault::NoHtml)?;
    let saved_from = part.headers.get("snapshot-content-location").or(part.headers.get("content-location"));
    let saved_from = saved_from.map(str::to_owned);
    let page = page(part).ok_or(Fault::NoHtml)?;
    Ok(Opened { url: saved_from.or(page.url), ..page })
}

/// Parts inside one another more often than this are no page's.
const NESTED: usize = 8;

/// The page that a part is, or the first one in it. Of alternatives the last one counts, which is the richest; of parts that
/// belong together, the one that is named as their start.
fn page(part: Part<'_>) -> Option<Opened> {
    // What is to be looked at, the next one last.
    let mut open = vec![(part, 0)];
    while let Some((part, depth)) = open.pop() {
        let Some(boundary) = part.headers.parameter("content-type", "boundary") else {
            match part.page() {
                None => continue,
                page => return page,
            }
        };
        if depth < NESTED {
            let mut parts: Vec<_> = parts(part.body, boundary).filter_map(Part::of).collect();
            if !part.is("multipart/alternative") {
                parts.reverse();
                if let Some(start) = part.headers.parameter("content-type", "start") {
                    parts.sort_by_key(|part| part.id() == Some(bare_id(start)));
                }
            }
            open.extend(parts.into_iter().map(|part| (part, depth + 1)));
        }
    }
    None
}

/// The parts between the lines that are `--` and the boundary, up to the one that has `--` behind it, too.
fn parts<'b>(body: &'b [u8], boundary: &str) -> impl Iterator<Item = &'b [u8]> {
    let marker = [b"--", boundary.as_bytes()].concat();
    // Where a part begins, and where the line in front of it does.
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut end) = (0, body.len());
    for line in body.split_inclusive(|&b| b == b'\n') {
        match line.strip_prefix(&*marker).map(<[u8]>::trim_ascii_end) {
            Some(b"") => lines.push((at + line.len(), at)),
            Some(b"--") => {
                end = at;
                break;
            }
            _ => {}
        }
        at += line.len();
    }
    let ends: Vec<usize> = lines.iter().skip(1).map(|line| line.1).chain([end]).collect();
    lines.into_iter().zip(ends).map(move |((start, _), end)| &body[start.min(end)..end])
}

/// How a part is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    Base64,
    QuotedPrintable,
    None,
}

impl Encoding {
    pub(super) fn decode(self, body: &[u8]) -> Vec<u8> {
        match self {
            Encoding::Base64 => from_base64(body),
            Encoding::QuotedPrintable => from_quoted_printable(body),
            Encoding::None => body.to_vec(),
        }
    }
}

/// A picture in a mail: the addresses that it goes by, and where it stands.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) addresses: Vec<String>,
    pub(super) body: Range<usize>,
    pub(super) encoding: Encoding,
}

/// The pictures of an MHTML file.
pub(super) fn pictures(bytes: &[u8]) -> Vec<Picture> {
    let (mut found, mut open) = (Vec::new(), vec![(from_headers(bytes), 0)]);
    while let Some((part, depth)) = open.pop() {
        let Some(part) = Part::of(part) else { continue };
        match part.headers.parameter("content-type", "boundary") {
            Some(boundary) if depth < NESTED => open.extend(parts(part.body, boundary).map(|part| (part, depth + 1))),
            None if part.headers.get("content-type").is_some_and(|kind| kind.trim_start().starts_with("image/")) => {
                let start = part.body.as_ptr() as usize - bytes.as_ptr() as usize;
                found.push(Picture {
                    addresses: part.addresses(),
                    body: start..start + part.body.len(),
                    encoding: part.encoding(),
                });
            }
            _ => {}
        }
    }
    found
}

/// Headers, and what they are about.
struct Part<'b> {
    headers: Headers,
    body: &'b [u8],
}

impl<'b> Part<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let (head, body) = split(bytes)?;
        Some(Part { headers: Headers::parse(head), body })
    }

    fn addresses(&self) -> Vec<String> {
        let id = self.id().map(|id| format!("cid:{id}"));
        self.headers.get("content-location").map(str::to_owned).into_iter().chain(id).collect()
    }

    fn id(&self) -> Option<&str> {
        self.headers.get("content-id").map(bare_id)
    }

    fn is(&self, media_type: &str) -> bool {
        let name = self.headers.get("content-type").and_then(|value| value.split(';').next());
        name.is_some_and(|name| name.trim().eq_ignore_ascii_case(media_type))
    }

    fn encoding(&self) -> Encoding {
        match &*self.headers.get("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase() {
            "base64" => Encoding::Base64,
            "quoted-printable" => Encoding::QuotedPrintable,
            _ => Encoding::None,
        }
    }

    /// As a page, if it is one.
    fn page(&self) -> Option<Opened> {
        let content_type = self.headers.get("content-type").filter(|media_type| is_html(media_type))?;
        let bytes = self.encoding().decode(self.body);
        let url = self.headers.get("content-location").map(str::to_owned);
        Some(Opened { bytes, url, content_type: Some(content_type.to_owned()), id: None })
    }
}

/// `a@b` of `<a@b>`, which some write without its brackets.
fn bare_id(id: &str) -> &str {
    id.trim_matches(['<', '>'])
}

/// Decodes `=3D` and takes `=` at the end of a line, and white space behind it, for no end at all.
fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let blanks = if byte == b'=' { after.iter().take_while(|b| matches!(b, b' ' | b'\t')).count() } else { 0 };
        match (byte, after) {
            (b'=', _) if after[blanks..].starts_with(b"\r\n") => rest = &after[blanks + 2..],
            (b'=', _) if after[blanks..].starts_with(b"\n") => rest = &after[blanks + 1..],
            (b'=', [high, low, more @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(hex(*high) << 4 | hex(*low));
                rest = more;
            }
            _ => out.push(byte),
        }
    }
    out
}

fn hex(digit: u8) -> u8 {
    (digit as char).to_digit(16).unwrap_or(0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_in_an_encoding_is_passed_over() {
        for (text, decoded) in [
            ("a=3Db=\r\nc=\nd", "a=bcd"),
            ("a= \t\r\nb= \nc= d", "abc= d"),
            ("100=", "100="),
            ("=zz=4", "=zz=4"),
            ("gr=C3=BCn", "grün"),
        ] {
            assert_eq!(from_quoted_printable(text.as_bytes()), decoded.as_bytes(), "{text}");
        }
    }

    #[test]
    fn the_page_is_the_first_part_that_is_one() {
        let mail = "From: <Saved>\r\nMIME-Version: 1.0\r\nSnapshot-Content-Location: https://example.org/a\r\n\
            Content-Type: multipart/related; boundary=\"--B\"\r\n\r\n----B\r\nContent-Type: image/png\r\n\r\nno\r\n\
            ----B\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n<p>yes\r\n----B\r\nContent-Type: text/html\r\n\r\nno\r\n----B--";
        for start in ["", "\u{feff}", "\r\n", "\n\n"] {
            let mail = format!("{start}{mail}");
            assert!(is_mhtml(mail.as_bytes()), "{start:?}");
            let page = open(mail.as_bytes()).expect("it has a page");
            assert_eq!(page.bytes, b"<p>yes\r\n");
            assert_eq!(page.url.as_deref(), Some("https://example.org/a"));
            assert_eq!(page.content_type.as_deref(), Some("text/html; charset=koi8-r"));
        }
    }

    #[test]
    fn the_page_is_found_in_parts_of_parts() {
        let html = |text: &str| format!("Content-Type: text/html\r\nContent-ID: <{text}>\r\n\r\n{text}\r\n");
        let many = |kind: &str, boundary: &str, parts: &[String]| {
            let parts: String = parts.iter().map(|part| format!("--{boundary}\r\n{part}")).collect();
            format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\nno\r\n{parts}--{boundary}--\r\n")
        };
        let plain = || "Content-Type: text/plain\r\n\r\nno\r\n".to_owned();
        let deep = (0..20).fold(html("no"), |part, n| many("mixed", &format!("B{n}"), &[part]));
        let rows = [
            ("first of related", many("related", "B", &[plain(), html("yes"), html("no")]), Some("yes\r\n")),
            ("start", many("related; start=\"<yes>\"", "B", &[html("no"), html("yes")]), Some("yes\r\n")),
            ("a start without brackets", many("related; start=yes", "B", &[html("no"), html("yes")]), Some("yes\r\n")),
            ("a start that is not there", many("related; start=x", "B", &[html("yes"), html("no")]), Some("yes\r\n")),
            ("last of alternative", many("alternative", "B", &[plain(), html("no"), html("yes")]), Some("yes\r\n")),
            (
                "related in alternative",
                many("alternative", "B", &[plain(), many("related", "BB", &[html("yes"), html("no")])]),
                Some("yes\r\n"),
            ),
            (
                "alternative in related",
                many("related", "B", &[many("alternative", "B-1", &[plain(), html("yes")]), html("no")]),
                Some("yes\r\n"),
            ),
            ("behind the end", many("related", "B", &[plain()]) + "--B\r\n" + &html("no"), None),
            ("too deep", deep, None),
        ];
        for (what, body, expected) in rows {
            let page = open(format!("MIME-Version: 1.0\r\n{body}").as_bytes()).ok().map(|page| page.bytes);
            assert_eq!(page.as_deref(), expected.map(str::as_bytes), "{what}");
        }
    }

    #[test]
    fn what_has_no_page_is_a_fault_and_what_is_no_mail_is_not_opened() {
        let mail = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: a/b\r\n\r\n--B--";
        assert!(matches!(open(mail.as_bytes()), Err(Fault::NoHtml)));
        for page in ["<p>MIME-Version: 1.0\n\n", "plain text: words\n\nmore", ""] {
            assert!(!is_mhtml(page.as_bytes()), "{page}");
        }
    }
}
