//! The bytes of a file, decompressed where it is compressed, and never more than a page may have.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::Fault;

const GZIP: &[u8] = &[0x1f, 0x8b];

/// Reads a regular file; anything else (a pipe without a writer would block for ever) is a fault.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Fault> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(Fault::NotAFile);
    }
    if meta.len() > limit as u64 {
        return Err(Fault::TooLarge { limit });
    }
    read_stream(File::open(path)?, limit)
}

/// Reads a stream to its end, or to the limit.
pub(crate) fn read_stream(stream: impl Read, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut stream = BufReader::with_capacity(64 << 10, stream);
    let bytes = if stream.fill_buf()?.starts_with(GZIP) { inflate(stream, limit)? } else { up_to(stream, limit)? };
    Ok(bytes)
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
    if got as u64 > room { Err(Fault::TooLarge { limit }) } else { Ok(()) }
}
