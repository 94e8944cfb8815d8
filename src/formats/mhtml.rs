//! MHTML: a page saved by a browser as a mail, with all that belongs to it. The page is the first part that is one.

use super::Fault;
use super::Opened;
use super::headers::{Headers, is_html, split};

/// How far the headers of an MHTML file are looked for.
const HEAD: usize = 8 << 10;

/// Whether a file is MHTML, by its first lines.
pub(super) fn is_mhtml(bytes: &[u8]) -> bool {
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
    let (head, body) = split(bytes).ok_or(Fault::NoHtml)?;
    let headers = Headers::parse(head);
    let saved_from = headers.get("snapshot-content-location").or(headers.get("content-location"));
    let page = match headers.parameter("content-type", "boundary") {
        Some(boundary) => parts(body, boundary).find_map(page),
        None => page(bytes),
    };
    let page = page.ok_or(Fault::NoHtml)?;
    Ok(Opened { url: saved_from.map(str::to_owned).or(page.url), ..page })
}

/// The parts between the lines that start with `--` and the boundary.
fn parts<'b>(body: &'b [u8], boundary: &str) -> impl Iterator<Item = &'b [u8]> {
    let marker = [b"--", boundary.as_bytes()].concat();
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive(|&b| b == b'\n') {
        if line.starts_with(&marker) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([body.len()]).collect();
    starts.into_iter().zip(ends).filter_map(move |(start, end)| {
        let part = &body[start..end];
        Some(&part[part.iter().position(|&b| b == b'\n')? + 1..])
    })
}

/// A part as a page, if it is one.
fn page(part: &[u8]) -> Option<Opened> {
    let (head, body) = split(part)?;
    let headers = Headers::parse(head);
    let content_type = headers.get("content-type").filter(|media_type| is_html(media_type))?;
    let encoding = headers.get("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let bytes = match encoding.as_str() {
        "base64" => from_base64(body),
        "quoted-printable" => from_quoted_printable(body),
        _ => body.to_vec(),
    };
    let url = headers.get("content-location").map(str::to_owned);
    Some(Opened { bytes, url, content_type: Some(content_type.to_owned()), id: None })
}

/// Decodes base64; what is none of its letters is passed over.
fn from_base64(text: &[u8]) -> Vec<u8> {
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for value in text.iter().filter_map(|&b| sextet(b)) {
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

fn sextet(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Decodes `=3D` and takes `=` at the end of a line for no end at all.
fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'=', [b'\r', b'\n', more @ ..] | [b'\n', more @ ..]) => rest = more,
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
    fn encodings_are_undone_and_what_is_broken_is_passed_over() {
        for (text, decoded) in [("SGVsbG8=", "Hello"), ("SGVs\r\nbG8", "Hello"), ("====", ""), ("S", "")] {
            assert_eq!(from_base64(text.as_bytes()), decoded.as_bytes(), "{text}");
        }
        for (text, decoded) in
            [("a=3Db=\r\nc=\nd", "a=bcd"), ("100=", "100="), ("=zz=4", "=zz=4"), ("gr=C3=BCn", "grün")]
        {
            assert_eq!(from_quoted_printable(text.as_bytes()), decoded.as_bytes(), "{text}");
        }
    }

    #[test]
    fn the_page_is_the_first_part_that_is_one() {
        let mail = "From: <Saved>\r\nMIME-Version: 1.0\r\nSnapshot-Content-Location: https://example.org/a\r\n\
            Content-Type: multipart/related; boundary=\"--B\"\r\n\r\n----B\r\nContent-Type: image/png\r\n\r\nno\r\n\
            ----B\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n<p>yes\r\n----B\r\nContent-Type: text/html\r\n\r\nno\r\n----B--";
        assert!(is_mhtml(mail.as_bytes()));
        let page = open(mail.as_bytes()).expect("it has a page");
        assert_eq!(page.bytes, b"<p>yes\r\n");
        assert_eq!(page.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(page.content_type.as_deref(), Some("text/html; charset=koi8-r"));
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
