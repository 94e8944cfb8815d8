//! The bytes of a page: read, decompressed and taken out of what they are wrapped in, never more than a page may have.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::bufread::{GzDecoder, MultiGzDecoder};

use super::zstd::{self, Frames, Unpacked};
use super::{Fault, Source, http, json_lines, mhtml};
use crate::article::Capture;
use crate::page::Page;

/// How much is looked at to see what a stream is.
pub(super) const GLANCE: usize = 16 << 10;

/// How much at most, where Zstandard has to be passed over before its content begins: a dictionary.
const LONGEST_GLANCE: usize = 32 << 20;

/// What a gzip file begins with.
pub const GZIP: &[u8] = &[0x1f, 0x8b];

/// A page, with what its wrapping tells about it.
#[derive(Debug, Default)]
pub struct Opened {
    /// The page as it was sent, in any encoding.
    pub bytes: Vec<u8>,
    /// The address that it was saved from.
    pub url: Option<String>,
    /// The `Content-Type` that it was sent with.
    pub content_type: Option<String>,
    /// What it is called in the collection that it comes from.
    pub id: Option<String>,
}

/// What an archive tells of a page besides its bytes.
#[derive(Debug, Default)]
pub struct Described {
    /// The address that the page was saved from.
    pub url: Option<String>,
    /// The `Content-Type` that it was sent with.
    pub content_type: Option<String>,
    /// What it was captured as.
    pub capture: Capture,
}

impl Opened {
    /// The page, with the address and the content type that count where several tell them: what its keeper gave, else
    /// what the archive tells, else what the page is wrapped in.
    #[must_use]
    pub fn described(self, given_url: Option<String>, by_archive: Described) -> Self {
        let url = given_url.or(by_archive.url).or(self.url);
        Opened { url, content_type: by_archive.content_type.or(self.content_type), ..self }
    }

    /// As a page to be stripped, by the name of its file.
    pub fn page(self, file_name: impl Into<String>) -> Page<'static> {
        let page = Page::new(self.bytes).file_name(file_name);
        Page { url: self.url, content_type: self.content_type, ..page }
    }
}

/// How large a page is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size {
    /// On the disk, as it is stored.
    pub disk: u64,
    /// After decompression.
    pub bytes: u64,
}

/// Gets a page.
pub fn open(source: Source, limit: usize, size: &mut Size) -> Result<Opened, Fault> {
    let opened = match source {
        Source::File(path) => unwrapped(read(&path, limit, size)?, limit),
        Source::Bytes(bytes) => unwrapped(unpacked(bytes, limit)?, limit),
        Source::Answer(answer) => http::open(&answer, limit),
        Source::Json { line, field } => json_lines::open(&line, &field),
        Source::Opened(opened) => Ok(opened),
        Source::None(fault) => Err(fault),
    }?;
    size.bytes = opened.bytes.len() as u64;
    Ok(opened)
}

/// What standard input has, compressed or not.
pub fn read_stdin(limit: usize) -> Result<Vec<u8>, Fault> {
    up_to(std::io::stdin().lock(), limit)
}

/// Takes the page out of what a program saved it in.
#[cfg_attr(not(feature = "zip"), allow(unused_variables, reason = "what is packed in a page has a limit, too"))]
fn unwrapped(bytes: Vec<u8>, limit: usize) -> Result<Opened, Fault> {
    if mhtml::is_mhtml(&bytes) {
        return mhtml::open(&bytes);
    }
    #[cfg(feature = "webarchive")]
    if super::webarchive::is_web_archive(&bytes) {
        return super::webarchive::open(&bytes);
    }
    #[cfg(feature = "zip")]
    if let Some(opened) = super::zip::page_within(&bytes, limit) {
        return Ok(opened);
    }
    Ok(Opened { bytes, ..Opened::default() })
}

/// Reads a regular file; anything else (a pipe without a writer would block for ever) is a fault.
pub(super) fn read(path: &Path, limit: usize, size: &mut Size) -> Result<Vec<u8>, Fault> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(Fault::NotAFile);
    }
    size.disk = meta.len();
    if meta.len() > limit as u64 {
        return Err(too_large(limit));
    }
    unpacked(up_to(File::open(path)?, limit)?, limit)
}

/// Bytes, opened if they are compressed.
fn unpacked(stored: Vec<u8>, limit: usize) -> Result<Vec<u8>, Fault> {
    if is_packed(&stored) || stored.len() > limit { unpack(&stored, limit) } else { Ok(stored) }
}

/// Whether bytes begin as compressed ones do.
fn is_packed(start: &[u8]) -> bool {
    start.starts_with(GZIP) || zstd::is_begun(start)
}

/// Opens bytes if they are compressed, as far as the limit.
pub fn unpack(stored: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    if stored.starts_with(GZIP) {
        only_once(gunzip(stored, limit)?)
    } else if zstd::is_begun(stored) {
        only_once(unzstd(stored, limit)?)
    } else {
        up_to(stored, limit)
    }
}

/// The first bytes of a file, decompressed; it is looked at no further.
pub(super) fn start_of(path: &Path) -> std::io::Result<Vec<u8>> {
    Ok(start(&glance(File::open(path)?)?))
}

/// So many of the first bytes of a stream that they show what it is.
pub(super) fn glance(mut stream: impl Read) -> std::io::Result<Vec<u8>> {
    let mut stored = Vec::new();
    loop {
        let missing = glance_at(&stored).saturating_sub(stored.len()) as u64;
        if stream.by_ref().take(missing).read_to_end(&mut stored)? == 0 {
            return Ok(stored);
        }
    }
}

/// How many bytes show what a stream is, as far as the first of them tell.
pub(super) fn glance_at(stored: &[u8]) -> usize {
    if zstd::is_begun(stored) { zstd::glance(stored).min(LONGEST_GLANCE) } else { GLANCE }
}

/// Whether bytes that are enough to show what a stream is show nothing of it.
pub(super) fn is_hidden(stored: &[u8], start: &[u8]) -> bool {
    is_packed(stored) && start.is_empty() && stored.len() >= glance_at(stored)
}

/// The first bytes of a stream, decompressed as far as these of its bytes go.
pub fn start(stored: &[u8]) -> Vec<u8> {
    let mut start = Vec::new();
    let most = stored.len().max(GLANCE) as u64;
    // An error is the end of what can be seen.
    let _ = if stored.starts_with(GZIP) {
        MultiGzDecoder::new(stored).take(most).read_to_end(&mut start)
    } else if zstd::is_begun(stored) {
        Unpacked::new(stored).take(most).read_to_end(&mut start)
    } else {
        start.extend_from_slice(stored);
        Ok(0)
    };
    start
}

fn only_once(bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    if is_packed(&bytes) { Err(Fault::Nested) } else { Ok(bytes) }
}

/// Opens the members of a gzip file one after the other. What follows the last one is none of the page.
fn gunzip(mut stream: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while stream.starts_with(GZIP) {
        let mut member = GzDecoder::new(stream);
        take(&mut member, limit, &mut bytes)?;
        stream = member.into_inner();
    }
    Ok(bytes)
}

/// Opens the frames of a zstd file one after the other.
fn unzstd(mut stored: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    let (mut bytes, mut frames) = (Vec::new(), Frames::new());
    while zstd::is_begun(stored) {
        if frames.begin(&mut stored)? {
            take(frames.reader(&mut stored), limit, &mut bytes)?;
        }
    }
    Ok(bytes)
}

/// Reads a stream to its end; more than the limit is a fault.
pub fn up_to(stream: impl Read, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    take(stream, limit, &mut bytes)?;
    Ok(bytes)
}

fn take(stream: impl Read, limit: usize, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    let room = (limit - bytes.len()) as u64;
    let got = stream.take(room + 1).read_to_end(bytes)?;
    if got as u64 > room { Err(too_large(limit)) } else { Ok(()) }
}

pub fn too_large(limit: usize) -> Fault {
    Fault::Refused(crate::limits::Refused::Bytes { limit })
}

/// The text of a text file, which is UTF-8 or nearly so.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}
