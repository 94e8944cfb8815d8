//! The bytes of a page: read, decompressed and taken out of what they are wrapped in, never more than a page may have.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::zstd::{self, Frames};
use super::{Fault, Source, http, json_lines, mhtml};

pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];

/// A page, with what its wrapping tells about it.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) bytes: Vec<u8>,
    pub(crate) url: Option<String>,
    /// The `Content-Type` that it was sent with.
    pub(crate) content_type: Option<String>,
    /// What it is called in the collection that it comes from.
    pub(crate) id: Option<String>,
}

/// How large a page is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    /// On the disk, as it is stored.
    pub(crate) disk: u64,
    /// After decompression.
    pub(crate) bytes: u64,
}

/// Gets a page.
pub(crate) fn open(source: Source, limit: usize, size: &mut Size) -> Result<Opened, Fault> {
    let opened = match source {
        Source::File(path) => unwrapped(read(&path, limit, size)?),
        Source::Bytes(bytes) => unwrapped(unpacked(bytes, limit)?),
        Source::Answer(answer) => http::open(&answer, limit),
        Source::Json { line, field } => json_lines::open(&line, &field),
        Source::Opened(opened) => Ok(opened),
        Source::None(fault) => Err(fault),
    }?;
    size.bytes = opened.bytes.len() as u64;
    Ok(opened)
}

/// What standard input has, compressed or not.
pub(crate) fn read_stdin(limit: usize) -> Result<Vec<u8>, Fault> {
    up_to(std::io::stdin().lock(), limit)
}

fn unwrapped(bytes: Vec<u8>) -> Result<Opened, Fault> {
    if mhtml::is_mhtml(&bytes) { mhtml::open(&bytes) } else { Ok(Opened { bytes, ..Opened::default() }) }
}

/// Reads a regular file; anything else (a pipe without a writer would block for ever) is a fault.
fn read(path: &Path, limit: usize, size: &mut Size) -> Result<Vec<u8>, Fault> {
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
pub(crate) fn unpack(stored: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    if stored.starts_with(GZIP) {
        only_once(gunzip(stored, limit)?)
    } else if zstd::is_begun(stored) {
        only_once(unzstd(stored, limit)?)
    } else {
        up_to(stored, limit)
    }
}

/// The first bytes of a stream, decompressed as far as these of its bytes go.
pub(crate) fn start(stored: &[u8]) -> Vec<u8> {
    let mut start = Vec::new();
    let most = stored.len() as u64;
    // An error is the end of what can be seen.
    let _ = if stored.starts_with(GZIP) {
        GzDecoder::new(stored).take(most).read_to_end(&mut start)
    } else if zstd::is_begun(stored) {
        let (mut frames, mut stored) = (Frames::new(), stored);
        while zstd::is_begun(stored) && matches!(frames.begin(&mut stored), Ok(false)) {}
        frames.reader(&mut stored).take(most).read_to_end(&mut start)
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
pub(crate) fn up_to(stream: impl Read, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    take(stream, limit, &mut bytes)?;
    Ok(bytes)
}

fn take(stream: impl Read, limit: usize, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    let room = (limit - bytes.len()) as u64;
    let got = stream.take(room + 1).read_to_end(bytes)?;
    if got as u64 > room { Err(too_large(limit)) } else { Ok(()) }
}

pub(crate) fn too_large(limit: usize) -> Fault {
    Fault::Refused(dehusk::Refused::Bytes { limit })
}

/// The text of a text file, which is UTF-8 or nearly so.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}
