//! A file of JSON lines that may take a night to write.
//!
//! It grows as `all.jsonl.part` and becomes `all.jsonl` when it is whole. A run that was killed leaves a part that ends
//! anywhere; its whole records are kept, the rest is cut off, and the next run goes on behind them. Compressed, it grows
//! by members (or frames) that are told apart, each of about [`BLOCK`] bytes of records: where a member ends depends on
//! the records alone, so a file that was gone on with is the same as one that was not.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::atomic::{AtomicFile, beside, cannot};
use dehusk::formats::GZIP;
use dehusk::formats::Raw;
use dehusk::formats::ZSTD;

/// How many bytes of records a member has at least, but for the last one.
const BLOCK: usize = 128 << 10;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// A file that grows by records or, if there is only one of them, at once.
#[derive(Debug)]
pub(crate) struct Packed {
    file: AtomicFile,
    packing: Packing,
    /// Records that are not in the file yet.
    waiting: Vec<u8>,
    /// How many bytes the file has.
    written: u64,
}

/// What a part holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// How many records.
    pub(crate) records: u64,
    /// The last one.
    pub(crate) last: Vec<u8>,
    /// How many bytes of the file they take.
    bytes: u64,
}

impl Packing {
    /// What the extension of a file asks for.
    pub(crate) fn of(path: &Path) -> Self {
        let has = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
        match (has("gz"), has("zst")) {
            (true, _) => Packing::Gzip,
            (_, true) => Packing::Zstd,
            _ => Packing::Plain,
        }
    }

    /// Some records as they stand in the file.
    fn pack(self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Packing::Plain => Ok(bytes.to_vec()),
            Packing::Gzip => {
                let mut member = GzEncoder::new(Vec::new(), flate2::Compression::default());
                member.write_all(bytes).and_then(|()| member.finish())
            }
            Packing::Zstd => Ok(compress_to_vec(bytes, CompressionLevel::Fastest)),
        }
    }
}

impl Packed {
    /// A file of which nothing is left if it is not finished.
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        Ok(Packed::new(path, AtomicFile::create(path)?))
    }

    /// What it is called when it is whole.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> &Path {
        self.file.folder()
    }

    /// A new file that can be gone on with if it is not finished.
    pub(crate) fn begin(path: &Path) -> anyhow::Result<Self> {
        let part = part(path);
        match OpenOptions::new().write(true).create_new(true).open(&part) {
            Ok(file) => Ok(Packed::new(path, AtomicFile::kept(path, part, file))),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(
                "{} is there from a run that did not end; go on with it by --resume, or remove it",
                part.display()
            ),
            Err(error) => Err(error).with_context(|| cannot(path)),
        }
    }

    /// The file that a run left unfinished, with what it holds; a new one if there is none.
    pub(crate) fn go_on(path: &Path) -> anyhow::Result<(Self, Held)> {
        let part = part(path);
        if !part.is_file() {
            return Ok((Packed::begin(path)?, Held::default()));
        }
        let open = || {
            let mut file = OpenOptions::new().read(true).write(true).open(&part)?;
            let held = held(file.try_clone()?, Packing::of(path))?;
            file.set_len(held.bytes)?;
            file.seek(std::io::SeekFrom::End(0))?;
            std::io::Result::Ok((file, held))
        };
        let (file, held) = open().with_context(|| format!("{} cannot be gone on with", part.display()))?;
        let file = Packed::new(path, AtomicFile::kept(path, part, file));
        Ok((Packed { written: held.bytes, ..file }, held))
    }

    /// Whether the file is there, and no part of it.
    pub(crate) fn is_whole(path: &Path) -> bool {
        path.is_file() && !part(path).exists()
    }

    fn new(path: &Path, file: AtomicFile) -> Self {
        Packed { file, packing: Packing::of(path), waiting: Vec::new(), written: 0 }
    }

    pub(crate) fn write(&mut self, record: &[u8]) -> anyhow::Result<()> {
        if self.packing == Packing::Plain {
            self.written += record.len() as u64;
            return self.file.write(record);
        }
        self.waiting.extend_from_slice(record);
        if self.waiting.len() >= BLOCK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let packed = self.packing.pack(&self.waiting)?;
        self.waiting.clear();
        self.written += packed.len() as u64;
        self.file.write(&packed)?;
        self.file.flush()
    }

    /// Gives the file its name. One article that there is not takes the place of no file.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        if self.written == 0 && self.kept_as().is_none() {
            return Ok(());
        }
        self.file.finish()
    }

    /// How many bytes are in the file; records that are packed together come into it at once.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Where it can be found if it is never finished.
    pub(crate) fn kept_as(&self) -> Option<&Path> {
        self.file.kept_as()
    }
}

/// What a file is called until it is whole: `all.jsonl.part`
pub(crate) fn part(path: &Path) -> PathBuf {
    beside(path, ".part")
}

/// What stands beside a part and is called by it: `all.jsonl.part.log`
pub(super) fn beside_part(path: &Path, extension: &str) -> PathBuf {
    beside(&part(path), extension)
}

/// What a part holds up to its last whole record or member.
fn held(file: File, packing: Packing) -> std::io::Result<Held> {
    let mut held = Held::default();
    if packing == Packing::Plain {
        held.count(&mut BufReader::with_capacity(1 << 16, file))?;
        return Ok(held);
    }
    let mut raw = Raw::file(file);
    while raw.peek(ZSTD.len())?.starts_with(if packing == Packing::Gzip { GZIP } else { ZSTD }) {
        let mut records = Vec::new();
        let opened = match packing {
            Packing::Gzip => GzDecoder::new(&mut raw).read_to_end(&mut records).is_ok(),
            _ => StreamingDecoder::new(&mut raw).is_ok_and(|mut frame| frame.read_to_end(&mut records).is_ok()),
        };
        if !opened {
            break;
        }
        held.count(&mut &*records)?;
        held.bytes = raw.position();
    }
    Ok(held)
}

impl Held {
    /// Counts the whole lines of some records.
    fn count(&mut self, records: &mut impl BufRead) -> std::io::Result<()> {
        let mut line = Vec::new();
        while records.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            self.records += 1;
            self.bytes += line.len() as u64;
            std::mem::swap(&mut self.last, &mut line);
            line.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(packing: Packing, bytes: &[u8]) -> Held {
        let name = format!("part-{packing:?}-{}", bytes.len());
        let path = std::env::temp_dir().join(format!("dehusk-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("a file can be written");
        let held = held(File::open(&path).expect("it is there"), packing);
        std::fs::remove_file(&path).expect("it is there");
        held.expect("a file can be read")
    }

    #[test]
    fn a_part_is_cut_off_behind_its_last_whole_record_wherever_it_ends() {
        for packing in [Packing::Plain, Packing::Gzip, Packing::Zstd] {
            let blocks = ["{\"id\":1}\n{\"id\":2}\n", "{\"id\":3}\n", "{\"id\":4}\n"];
            let packed = blocks.map(|block| packing.pack(block.as_bytes()).expect("memory can be packed"));
            let whole = packed.concat();
            let mut before = 0;
            for end in 0..=whole.len() {
                let held = read(packing, &whole[..end]);
                assert!(held.records >= before && held.bytes <= end as u64, "{packing:?} cut at {end}: {held:?}");
                assert_eq!(read(packing, &whole[..held.bytes as usize]), held, "{packing:?} cut at {end}");
                before = held.records;
            }
            assert_eq!((before, read(packing, &whole).last.as_slice()), (4, &b"{\"id\":4}\n"[..]), "{packing:?}");
        }
    }
}
