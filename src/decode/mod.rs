//! Bytes to text: which encoding a page is in, by the best evidence that there is.
//!
//! A byte order mark wins. Then come the bytes themselves: what is valid UTF-8 with characters beyond ASCII is UTF-8,
//! whatever the page says (of our saved pages 98.4% are, some under a wrong label). Then the HTTP header, the page's
//! own `<meta charset>` or XML declaration, and last a guess. A label that the bytes contradict loses to the guess.

mod base64;
mod declared;
mod not_text;
#[cfg(test)]
mod tests;

pub(crate) use self::base64::from_base64;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use crate::limits::{Limits, Refused};
use crate::page::{Content, Page};

/// The characters of a page, without a byte order mark.
#[derive(Clone, Debug)]
pub(crate) struct Text<'p> {
    pub(crate) text: Cow<'p, str>,
    /// The encoding that the bytes were read in, by its name in the Encoding standard.
    pub(crate) encoding: &'static str,
    /// What told the encoding; none of what came as text.
    pub(crate) evidence: Option<Evidence>,
}

/// What told the encoding of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The bytes `EF BB BF`, `FF FE` or `FE FF` at the start.
    Mark,
    /// All bytes, or nearly all beyond ASCII, are valid UTF-8.
    Utf8,
    /// Every other byte of the markup is zero.
    Utf16,
    /// `Content-Type: text/html; charset=…`
    Header,
    /// `<meta charset=…>`, `<meta http-equiv=content-type content="text/html; charset=…">`
    Meta,
    /// `<?xml version="1.0" encoding="…"?>`
    Xml,
    /// The frequency of bytes and pairs of bytes.
    Guess,
}

impl Evidence {
    /// In a few words, as after "by".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Evidence::Mark => "byte order mark",
            Evidence::Utf8 => "its bytes",
            Evidence::Utf16 => "its zero bytes",
            Evidence::Header => "Content-Type header",
            Evidence::Meta => "meta element",
            Evidence::Xml => "XML declaration",
            Evidence::Guess => "guess",
        }
    }
}

/// Reads a page's bytes as text. Bytes that are wrong in the encoding become U+FFFD.
///
/// # Errors
/// If there are more bytes than the limit allows, or no text at all.
pub(crate) fn decode<'p>(page: &'p Page<'_>, limits: &Limits) -> Result<Text<'p>, Refused> {
    let bytes = match &page.content {
        Content::Text(text) => return given(text, limits),
        Content::Bytes(bytes) => &**bytes,
    };
    if bytes.len() > limits.bytes {
        return Err(Refused::Bytes { limit: limits.bytes });
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(read(&bytes[mark..], encoding, Evidence::Mark));
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return Ok(read(bytes, encoding, Evidence::Utf16));
    }
    if let Some(found) = not_text::looks_like(bytes) {
        return Err(Refused::NotText { found });
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !has_iso_2022_jp_escape(bytes)
    {
        return Ok(Text { text: Cow::Borrowed(text), encoding: UTF_8.name(), evidence: Some(Evidence::Utf8) });
    }
    Ok(by_evidence(bytes, page))
}

/// A text that needs no decoding.
fn given<'p>(text: &'p str, limits: &Limits) -> Result<Text<'p>, Refused> {
    if text.len() > limits.bytes {
        return Err(Refused::Bytes { limit: limits.bytes });
    }
    if let Some(found) = not_text::looks_like(text.as_bytes()) {
        return Err(Refused::NotText { found });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Text { text: Cow::Borrowed(text), encoding: UTF_8.name(), evidence: None })
}

/// The encoding of a page that is not plainly UTF-8.
fn by_evidence<'p>(bytes: &'p [u8], page: &Page<'_>) -> Text<'p> {
    let declared = declared::in_header(page.content_type.as_deref())
        .map(|encoding| (encoding, Evidence::Header))
        .or_else(|| declared::in_page(bytes));
    let utf8 = Utf8Share::of(bytes);
    let says_utf8 = declared.is_some_and(|(encoding, _)| encoding == UTF_8);
    if utf8.prevails(says_utf8) {
        return read(bytes, UTF_8, Evidence::Utf8);
    }
    let declared = declared.filter(|(encoding, _)| *encoding != UTF_8).map(|(e, evidence)| read(bytes, e, evidence));
    match declared {
        Some(text) if !text.is_broken(bytes) => text,
        _ => read(bytes, guess(bytes, page), Evidence::Guess),
    }
}

fn read<'p>(bytes: &'p [u8], encoding: &'static Encoding, evidence: Evidence) -> Text<'p> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Text { text, encoding: encoding.name(), evidence: Some(evidence) }
}

fn guess(bytes: &[u8], page: &Page<'_>) -> &'static Encoding {
    let detector = detector(bytes);
    let url = page.url.as_deref().and_then(|url| url::Url::parse(url).ok());
    let tld = url.as_ref().and_then(|url| url.host_str()).and_then(|host| host.rsplit('.').next());
    let tld = tld.filter(|tld| tld.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    detector.guess(tld.map(str::as_bytes), Utf8Detection::Deny)
}

/// A detector that has seen enough of the page: it reads some 20 MB a second.
fn detector(bytes: &[u8]) -> EncodingDetector {
    const ENOUGH: usize = 256 << 10;
    let start = bytes.iter().position(|b| !b.is_ascii() || *b == 0x1b).unwrap_or_default();
    let part = &bytes[start..bytes.len().min(start + ENOUGH)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(part, start + part.len() == bytes.len());
    detector
}

impl Text<'_> {
    /// Whether more than one in twenty of the bytes beyond ASCII are wrong in this encoding.
    fn is_broken(&self, bytes: &[u8]) -> bool {
        let wrong = self.text.matches(char::REPLACEMENT_CHARACTER).count();
        wrong > 0 && wrong * 20 > bytes.iter().filter(|b| !b.is_ascii()).count()
    }
}

/// How much of what is beyond ASCII makes valid UTF-8.
struct Utf8Share {
    valid: usize,
    invalid: usize,
}

impl Utf8Share {
    fn of(bytes: &[u8]) -> Self {
        let mut share = Utf8Share { valid: 0, invalid: 0 };
        for chunk in bytes.utf8_chunks() {
            share.valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            share.invalid += usize::from(!chunk.invalid().is_empty());
        }
        share
    }

    /// Whether the page is UTF-8 with a few strange bytes: pasted in, or cut off at the end.
    fn prevails(&self, declared: bool) -> bool {
        if declared { self.valid > self.invalid } else { self.valid > 4 * self.invalid }
    }
}

/// UTF-16 without a mark: the markup at the start is ASCII, so that every other byte is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(1024) & !1).filter(|start| start.len() >= 4)?;
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), start.len() / 2);
    if even == 0 && odd * 3 > half {
        Some(UTF_16LE)
    } else if odd == 0 && even * 3 > half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether bytes that are all ASCII may yet be Japanese: `ESC $ B`.
fn has_iso_2022_jp_escape(bytes: &[u8]) -> bool {
    if !bytes.contains(&0x1b) || !bytes.is_ascii() {
        return false;
    }
    detector(bytes).guess(None, Utf8Detection::Deny) == ISO_2022_JP
}
