//! WARC: the records of a crawl, of which those are pages that hold a web server's answer or a resource.
//!
//! A record says how long it is, and many are wrong. What follows a record must be the end or the start of another;
//! where it is not, the record is at fault, and the next start is looked for: in what the record took, if it claimed
//! too much, else in what follows. So a bad record costs only itself.

use memchr::memmem;

use super::headers::{Headers, is_html};
use super::open::too_large;
use super::stream::Stream;
use super::{Fault, http};
use crate::article::Capture;

/// How each record begins.
pub(super) const START: &[u8] = b"WARC/";

/// How long the headers of a record may be.
const MOST_HEADERS: usize = 64 << 10;

/// How much of a record is looked at to see whether it is a page.
const GLANCE: usize = 16 << 10;

/// How long an id, a digest or a date may be.
const LONGEST_FACT: usize = 300;

/// A page of a WARC file.
#[derive(Debug)]
pub(super) struct Record {
    /// Where it begins in the decompressed file.
    pub(super) offset: u64,
    pub(super) url: Option<String>,
    pub(super) capture: Capture,
    pub(super) content: Result<Content, Fault>,
}

/// What a record holds.
#[derive(Debug)]
pub(super) enum Content {
    /// A web server's answer, head and body.
    Answer(Vec<u8>),
    /// The page alone.
    Page { bytes: Vec<u8>, content_type: String },
}

/// Reads a WARC file.
pub(super) struct Warc {
    stream: Stream,
    /// Bytes of a page.
    limit: usize,
}

/// What the headers of a record say about its block.
enum Block {
    Answer,
    Page(String),
    /// The head of an answer whose body another record has.
    Revisit,
    Other,
}

impl Warc {
    pub(super) fn new(stream: Stream, limit: usize) -> Self {
        Warc { stream, limit }
    }

    /// How far the file was read, in bytes as they are stored.
    pub(super) fn position(&self) -> u64 {
        self.stream.position()
    }

    /// The next record that is a page or should have been one. None at the end.
    fn record(&mut self) -> Result<Option<Record>, Fault> {
        loop {
            self.skip_line_ends()?;
            let offset = self.stream.offset();
            if self.stream.fill()?.is_empty() {
                return Ok(None);
            }
            let fault = |fault| Some(Record::fault(offset, fault));
            let headers = match self.headers() {
                Ok(headers) => headers,
                Err(found) => {
                    self.find_start()?;
                    return Ok(fault(found));
                }
            };
            let Some(length) = headers.get("content-length").and_then(|length| length.parse().ok()) else {
                self.find_start_at_line()?;
                return Ok(fault(Fault::BadRecord));
            };
            let url = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
            if let Some(content) = self.content(&headers, length)? {
                return Ok(Some(Record { offset, url, capture: capture(&headers), content }));
            }
        }
    }

    /// What the record holds; none if that is no page.
    fn content(&mut self, headers: &Headers, length: u64) -> Result<Option<Result<Content, Fault>>, Fault> {
        if self.stream.left().is_some_and(|left| left < length) {
            self.find_start()?;
            return Ok(Some(Err(Fault::Truncated)));
        }
        let block = block(headers);
        let is_page = match &block {
            Block::Page(_) => true,
            Block::Answer | Block::Revisit => {
                let most = GLANCE.min(length as usize);
                let glance = self.stream.peek(most)?;
                http::is_page(&glance[..glance.len().min(most)])
            }
            Block::Other => false,
        };
        let taken = self.take(length)?;
        Ok(match (is_page, block) {
            (true, Block::Revisit) => Some(taken.and(Err(Fault::Revisit))),
            (true, _) if headers.get("warc-segment-number").is_some() => Some(taken.and(Err(Fault::Segmented))),
            (true, Block::Answer) => Some(taken.map(Content::Answer)),
            (true, Block::Page(content_type)) => Some(taken.map(|bytes| Content::Page { bytes, content_type })),
            _ => None,
        })
    }

    /// Takes the block of a record. If it is longer than allowed or its end is not where it should be, it is at fault,
    /// and the stream stands at the next record all the same.
    fn take(&mut self, length: u64) -> Result<Result<Vec<u8>, Fault>, Fault> {
        let most = (self.limit + MOST_HEADERS) as u64;
        let (mut bytes, mut left, start) = (Vec::new(), length, self.stream.offset());
        self.stream.is_fresh();
        while left > 0 {
            let ready = self.stream.fill()?;
            let (count, begins) = ((ready.len() as u64).min(left) as usize, ready.starts_with(START));
            if length <= most {
                bytes.extend_from_slice(&ready[..count]);
            }
            if count == 0 || (self.stream.is_fresh() && begins) {
                return Ok(Err(Fault::Truncated));
            }
            self.stream.consume(count);
            left -= count as u64;
        }
        if !self.at_end()? {
            self.back_to_start(bytes, start)?;
            return Ok(Err(Fault::BadRecord));
        }
        if let Some(fault) = self.stream.give_up() {
            return Ok(Err(fault));
        }
        Ok(if length > most { Err(too_large(self.limit)) } else { Ok(bytes) })
    }

    /// Whether a record ends here: another one follows, or nothing.
    fn at_end(&mut self) -> Result<bool, Fault> {
        let ahead = self.stream.peek(4 + START.len())?;
        let ends = ahead.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let ahead = &ahead[ends..];
        Ok(ahead.starts_with(START) || START.starts_with(ahead))
    }

    /// Goes to the next record: in the block that was just taken and began at a place, or after it. A block that was too
    /// long to be kept is looked through there again.
    fn back_to_start(&mut self, mut block: Vec<u8>, start: u64) -> Result<(), Fault> {
        let length = block.len();
        // A block may end in the middle of what begins the next record.
        block.extend(self.stream.peek(START.len())?.iter().take(START.len()));
        let is_start = |at: &usize| {
            let before = &block[..*at];
            before.ends_with(b"\n\r\n") || before.ends_with(b"\n\n")
        };
        match memmem::find_iter(&block, START).find(is_start) {
            Some(at) if at < length => self.stream.unread(&block[at..length]),
            _ if length == 0 => _ = self.stream.go_back(start),
            _ => {}
        }
        self.find_start_at_line()
    }

    /// Goes on to the next line that begins a record, or to the end.
    fn find_start(&mut self) -> Result<(), Fault> {
        self.find_start_from(false)
    }

    /// The same from the start of a line, which may be such a line itself.
    fn find_start_at_line(&mut self) -> Result<(), Fault> {
        self.find_start_from(true)
    }

    fn find_start_from(&mut self, mut after_line_end: bool) -> Result<(), Fault> {
        loop {
            let ready = self.stream.fill()?;
            let (is_end, line_end) = (ready.is_empty(), ready.iter().position(|&b| b == b'\n'));
            let count = line_end.map_or(ready.len(), |at| at + 1);
            let may_begin = self.stream.is_fresh() || after_line_end;
            if is_end || (may_begin && self.stream.peek(START.len())?.starts_with(START)) {
                return Ok(());
            }
            self.stream.consume(count);
            after_line_end = line_end.is_some();
        }
    }

    fn skip_line_ends(&mut self) -> Result<(), Fault> {
        loop {
            let ready = self.stream.fill()?;
            let count = ready.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let is_over = count < ready.len() || ready.is_empty();
            self.stream.consume(count);
            if is_over {
                return Ok(());
            }
        }
    }

    /// Reads the headers of a record, whose first line is the version.
    fn headers(&mut self) -> Result<Headers, Fault> {
        let mut block: Vec<u8> = Vec::new();
        loop {
            let ready = self.stream.fill()?;
            if ready.is_empty() {
                return Err(Fault::Truncated);
            }
            let line_end = ready.iter().position(|&b| b == b'\n');
            let count = line_end.map_or(ready.len(), |at| at + 1);
            if block.len() + count > MOST_HEADERS {
                return Err(Fault::BadRecord);
            }
            block.extend_from_slice(&ready[..count]);
            self.stream.consume(count);
            if !block.starts_with(&START[..block.len().min(START.len())]) {
                return Err(Fault::BadRecord);
            }
            if block.ends_with(b"\n\r\n") || block.ends_with(b"\n\n") {
                return Ok(Headers::parse(&block));
            }
        }
    }
}

impl Iterator for Warc {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let offset = self.stream.offset();
        // A fault here is one of the compressed stream, which goes on behind it if it can.
        self.record().unwrap_or_else(|fault| Some(Record::fault(offset, fault)))
    }
}

impl Record {
    /// One of which nothing else can be read.
    fn fault(offset: u64, fault: Fault) -> Self {
        Record { offset, url: None, capture: Capture::default(), content: Err(fault) }
    }
}

/// What the headers tell of the capture. What is too long for that is something else.
fn capture(headers: &Headers) -> Capture {
    let get = |name| headers.get(name).filter(|value| value.len() <= LONGEST_FACT).map(str::to_owned);
    let digest = get("warc-payload-digest").or_else(|| get("warc-block-digest"));
    Capture { record: get("warc-record-id"), digest, captured: get("warc-date") }
}

fn block(headers: &Headers) -> Block {
    let content_type = headers.get("content-type").unwrap_or_default();
    match headers.get("warc-type").map(str::to_ascii_lowercase).as_deref() {
        Some("response") => Block::Answer,
        Some("revisit") if headers.get("content-length") != Some("0") => Block::Revisit,
        Some("resource") if is_html(content_type) => Block::Page(content_type.to_owned()),
        _ => Block::Other,
    }
}

#[cfg(test)]
#[path = "warc_tests.rs"]
mod tests;
