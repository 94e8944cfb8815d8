//! The bytes of a file, decompressed where it is compressed, and never more than a page may have.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::{Fault, Source};

const GZIP: &[u8] = &[0x1f, 0x8b];

/// How large a page is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    /// On the disk, as it is stored.
    pub(crate) disk: u64,
    /// After decompression.
    pub(crate) bytes: u64,
}

/// Reads one page; `-` is standard input.
pub(crate) fn read_page(path: &Path, limit: usize) -> Result<Vec<u8>, Fault> {
    let source = if path == Path::new("-") { Source::Stream(path.into()) } else { Source::File(path.into()) };
    load(source, limit, &mut Size::default())
}

/// Gets the bytes of a page.
pub(super) fn load(source: Source, limit: usize, size: &mut Size) -> Result<Vec<u8>, Fault> {
    let bytes = match source {
        Source::File(path) => read(&path, limit, size)?,
        Source::Stream(path) if path == Path::new("-") => read_stream(io::stdin().lock(), limit)?,
        Source::Stream(path) => read_stream(File::open(path)?, limit)?,
        Source::None(fault) => return Err(fault),
    };
    size.bytes = bytes.len() as u64;
    Ok(bytes)
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
    read_stream(File::open(path)?, limit)
}

/// Reads a stream to its end, or to the limit.
fn read_stream(stream: impl Read, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut stream = BufReader::with_capacity(64 << 10, stream);
    if stream.fill_buf()?.starts_with(GZIP) { inflate(stream, limit) } else { up_to(stream, limit) }
}

/// Opens the members of a gzip file one after the other. What follows the last one is none of the page.
fn inflate(mut stream: impl BufRead, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while stream.fill_buf()?.starts_with(GZIP) {
        let mut member = GzDecoder::new(stream);
        take(&mut member, limit, &mut bytes)?;
        stream = member.into_inner();
    }
    if bytes.starts_with(GZIP) { Err(Fault::Nested) } else { Ok(bytes) }
}

fn up_to(stream: impl Read, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    take(stream, limit, &mut bytes)?;
    Ok(bytes)
}

fn take(stream: impl Read, limit: usize, bytes: &mut Vec<u8>) -> Result<(), Fault> {
    let room = (limit - bytes.len()) as u64;
    let got = stream.take(room + 1).read_to_end(bytes)?;
    if got as u64 > room { Err(too_large(limit)) } else { Ok(()) }
}

fn too_large(limit: usize) -> Fault {
    Fault::Refused(dehusk::Refused::Bytes { limit })
}

/// The text of a text file, which is UTF-8 or nearly so.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}
