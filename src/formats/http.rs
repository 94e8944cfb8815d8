//! An answer of a web server as an archive keeps it: a head, and a body that may be chunked and compressed.
//!
//! Archives differ in whether they store the body as it was sent or as it was meant, and many keep the headers of the
//! one with the body of the other. So a body that is not what its header says is taken as it is.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::Fault;
use super::headers::{Headers, is_html, split};
use super::open::{self, Opened};

/// Whether the start of an answer promises a page: a success, and of a page's type if it has one. Where not even the
/// head is whole, it may be one.
pub(super) fn is_page(start: &[u8]) -> bool {
    let Some((head, body)) = answer(start) else { return true };
    let status = status(head);
    let body_is_markup = || body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<');
    status.first() == Some(&b'2') && Headers::parse(head).get("content-type").map_or_else(body_is_markup, is_html)
}

/// The head and the body of an answer, behind what a server said in between: `100 Continue`, `103 Early Hints`.
fn answer(mut start: &[u8]) -> Option<(&[u8], &[u8])> {
    loop {
        let (head, body) = split(start)?;
        let blank = body.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let next = &body[blank..];
        if !status(head).starts_with(b"1") || !next.starts_with(b"HTTP/") {
            return Some((head, body));
        }
        start = next;
    }
}

/// `200` of `HTTP/1.1 200 OK`
fn status(head: &[u8]) -> &[u8] {
    head.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).nth(1).unwrap_or_default()
}

/// A body was encoded so often at most.
const MOST_ENCODINGS: usize = 4;

/// Takes the page out of an answer.
pub(super) fn open(answer: &[u8], limit: usize) -> Result<Opened, Fault> {
    let (head, body) = self::answer(answer).ok_or(Fault::Damaged)?;
    let headers = Headers::parse(head);
    let has = |name: &str, value: &str| headers.get(name).is_some_and(|v| v.to_ascii_lowercase().contains(value));
    let chunked = has("transfer-encoding", "chunked").then(|| unchunked(body)).flatten();
    let body = chunked.as_deref().unwrap_or(body);
    let encodings = headers.all("content-encoding").flat_map(|value| value.split(','));
    let mut bytes = Cow::Borrowed(body);
    // The last one was laid around all others.
    for encoding in encodings.rev().take(MOST_ENCODINGS) {
        let name = encoding.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        bytes = Cow::Owned(decoded(&bytes, &name, limit)?);
    }
    let bytes = match bytes {
        Cow::Owned(decoded) => decoded,
        Cow::Borrowed(body) => open::up_to(body, limit)?,
    };
    Ok(Opened { bytes, content_type: headers.get("content-type").map(str::to_owned), ..Opened::default() })
}

/// Puts the chunks of a body together. None if it does not start with a chunk; what comes after a broken one is kept as
/// it is.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    loop {
        let Some((chunk, after)) = chunk(rest) else {
            let cut = cut_chunk(rest);
            if out.is_empty() && cut.is_none() {
                return None;
            }
            out.extend_from_slice(cut.unwrap_or(rest));
            return Some(out);
        };
        if chunk.is_empty() {
            return Some(out);
        }
        out.extend_from_slice(chunk);
        rest = after;
    }
}

/// `5\r\nHello\r\n…`: the first chunk and what is after it.
fn chunk(body: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, rest) = chunk_size(body)?;
    let (chunk, rest) = rest.split_at_checked(size)?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    Some((chunk, rest.strip_prefix(b"\n").unwrap_or(rest)))
}

/// The longest chunk that a server may have begun, in bytes.
const LONGEST_CHUNK: usize = 1 << 30;

/// `FF\r\n<p>`: what is there of a chunk that was cut off.
fn cut_chunk(body: &[u8]) -> Option<&[u8]> {
    let (size, rest) = chunk_size(body)?;
    (rest.len() < size && size <= LONGEST_CHUNK).then_some(rest)
}

/// How long a chunk says that it is, and what is after that line.
fn chunk_size(body: &[u8]) -> Option<(usize, &[u8])> {
    let line_end = body.iter().take(200).position(|&b| b == b'\n')?;
    let line = std::str::from_utf8(&body[..line_end]).ok()?;
    let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
    Some((size, &body[line_end + 1..]))
}

fn decoded(body: &[u8], encoding: &str, limit: usize) -> Result<Vec<u8>, Fault> {
    match encoding {
        "gzip" | "x-gzip" | "zstd" => open::unpack(body, limit),
        "deflate" => deflated(body, limit),
        "br" => unbrotli(body, limit),
        "compress" | "x-compress" => Err(Fault::Encoding(encoding.to_owned())),
        _ => open::up_to(body, limit),
    }
}

/// Brotli has no sign that it begins with: what cannot be opened may not be Brotli.
fn unbrotli(body: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    match open::up_to(brotli_decompressor::Decompressor::new(body, 4096), limit) {
        Err(Fault::Damaged | Fault::Truncated | Fault::Unreadable(_)) if is_text(body) => open::up_to(body, limit),
        Err(Fault::Unreadable(_)) => Err(Fault::Damaged),
        done => done,
    }
}

/// Whether a body was stored as it was meant, not as it was sent.
fn is_text(body: &[u8]) -> bool {
    let start = &body[..body.len().min(1 << 10)];
    start.trim_ascii_start().starts_with(b"<") || std::str::from_utf8(start).is_ok()
}

/// `deflate` means zlib's format, but many servers sent the bare stream.
fn deflated(body: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    let all = |stream: &mut dyn Read| open::up_to(stream, limit);
    match all(&mut ZlibDecoder::new(body)).or_else(|_| all(&mut DeflateDecoder::new(body))) {
        Err(Fault::Damaged | Fault::Truncated) => open::up_to(body, limit),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(answer: &[u8]) -> String {
        String::from_utf8(open(answer, 1000).expect("it can be opened").bytes).expect("it is UTF-8")
    }

    #[test]
    fn a_page_is_an_answer_of_success_and_of_its_type() {
        for (start, is) in [
            (&b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\nx"[..], true),
            (b"HTTP/1.1 200 OK\r\ncontent-type: application/xhtml+xml\r\n\r\n", true),
            (b"HTTP/1.1 200 OK\r\n\r\n\n <p>", true),
            (b"HTTP/1.1 200 OK\r\n\r\n{}", false),
            (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx", true),
            (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", false),
            (b"HTTP/1.1 100 Continue\r\n\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx", true),
            (b"HTTP/1.1  200 OK\r\nContent-Type: text/html charset=utf-8\r\n\r\n", true),
            (b"HTTP/1.1\t200\r\nContent-Type: \"text/html\"\r\n\r\n", true),
            (b"HTTP/1.1 200 OK\r\nContent-Type: text/html,text/html\r\n\r\n", true),
            (b"HTTP/1.1 200 OK\r\nContent-Type: text/html5\r\n\r\n", false),
            (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", false),
            (b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", false),
            (b"HTTP/1.1 200 OK\r\nContent-Type: te", true),
        ] {
            assert_eq!(is_page(start), is, "{}", String::from_utf8_lossy(start));
        }
    }

    #[test]
    fn chunks_are_put_together_and_broken_ones_are_kept() {
        let chunked =
            |body: &str| page(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").as_bytes());
        assert_eq!(chunked("5\r\nHello\r\n6;x=y\r\n world\r\n0\r\n\r\n"), "Hello world");
        assert_eq!(chunked("<p>not chunked"), "<p>not chunked");
        assert_eq!(chunked("5\r\nHello\r\nzz\r\nrest"), "Hellozz\r\nrest");
        assert_eq!(chunked("FFFFFFFFFFFFFFFF\r\n<p>lies"), "FFFFFFFFFFFFFFFF\r\n<p>lies");
        assert_eq!(chunked("FF\r\n<p>short"), "<p>short");
        assert_eq!(chunked("5\r\nHello\r\n1000\r\n wor"), "Hello wor");
    }

    #[test]
    fn a_body_is_opened_behind_what_a_server_said_in_between() {
        // What the program `brotli` makes of `<p>All is well in the harbour.</p>`.
        let brotli = b"\x8b\x10\x80<p>All is well in the harbour.</p>\x03";
        let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n";
        assert_eq!(page(&[&head[..], brotli].concat()), "<p>All is well in the harbour.</p>");
        let early = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
        assert_eq!(page(&[&early[..], head, brotli].concat()), "<p>All is well in the harbour.</p>");
        let cut = [&head[..], &brotli[..20]].concat();
        assert!(matches!(open(&cut, 1000), Err(Fault::Damaged | Fault::Truncated)));
    }

    #[test]
    fn a_body_is_opened_as_often_as_it_was_encoded() {
        use std::io::Write;
        let gzip = |bytes: &[u8]| {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(bytes).and_then(|()| packed.finish()).expect("memory can be written")
        };
        let deflate = |bytes: &[u8]| {
            let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(bytes).and_then(|()| packed.finish()).expect("memory can be written")
        };
        let (once, twice) = (gzip(b"<p>a"), deflate(&gzip(b"<p>a")));
        for (header, body) in [
            ("Content-Encoding: gzip;q=1", &once),
            ("Content-Encoding: identity, gzip", &once),
            ("Content-Encoding: gzip, deflate", &twice),
            ("Content-Encoding: gzip\r\nContent-Encoding: deflate", &twice),
        ] {
            let head = format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n");
            assert_eq!(page(&[head.as_bytes(), body].concat()), "<p>a", "{header}");
        }
    }

    #[test]
    fn a_body_that_is_not_what_its_header_says_is_taken_as_it_is() {
        for encoding in ["gzip", "deflate", "zstd", "br", "identity", "", "nonsense"] {
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n<p>plain");
            assert_eq!(page(answer.as_bytes()), "<p>plain", "{encoding}");
        }
    }
}
