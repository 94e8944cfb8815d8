//! Files that hold many pages: a row of entries, each one a page or the reason why it is none.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::json_lines::Lines;
use super::open::{self, Described};
use super::raw::Raw;
use super::stream::Stream;
use super::warc::{self, Content, Warc};
use super::{Fault, Kind, Source};

/// An archive that is being read.
pub struct Archive {
    pages: Pages,
    /// How far it was read, in bytes as they are stored.
    position: u64,
}

enum Pages {
    Warc(Warc),
    Lines(Lines),
    #[cfg(feature = "zip")]
    Zip(Box<super::zip::Zip>),
    #[cfg(feature = "parquet")]
    Rows(super::parquet::Rows),
}

/// A page of an archive.
#[derive(Debug)]
pub struct Entry {
    /// What tells it from all others of the archive: the place of its record, the number of its line.
    pub number: u64,
    /// The path that it has in the archive, if it has one that any file may have.
    pub name: Option<PathBuf>,
    /// What the archive tells of it.
    pub described: Described,
    /// The page itself, still to be opened.
    pub source: Source,
    /// How many bytes of the file it took.
    pub disk: u64,
}

/// What an archive is opened with.
#[derive(Clone, Debug)]
pub struct ArchiveOptions {
    /// Bytes of a page.
    pub limit: usize,
    /// The field of a JSON line that holds the page.
    pub html_field: String,
}

/// What a stream turned out to be.
pub enum Sniffed {
    /// Many.
    Archive(Archive),
    /// One page.
    Page(Raw),
}

impl Archive {
    /// Opens a file that its name says is an archive.
    pub fn open(path: &Path, kind: Kind, options: &ArchiveOptions) -> Result<Self, Fault> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(Fault::NotAFile);
        }
        match kind {
            Kind::Parquet => return Archive::table(file, options),
            Kind::Zip | Kind::Wacz => return Archive::zip(path, options),
            _ => {}
        }
        Ok(Archive::new(Raw::file(file), kind, options)?)
    }

    #[cfg(feature = "parquet")]
    fn table(file: File, options: &ArchiveOptions) -> Result<Self, Fault> {
        Ok(Archive { pages: Pages::Rows(super::parquet::Rows::open(file, options)?), position: 0 })
    }

    #[cfg(not(feature = "parquet"))]
    fn table(_: File, _: &ArchiveOptions) -> Result<Self, Fault> {
        Err(Fault::Unsupported("parquet"))
    }

    #[cfg(feature = "zip")]
    fn zip(path: &Path, options: &ArchiveOptions) -> Result<Self, Fault> {
        Ok(Archive { pages: Pages::Zip(Box::new(super::zip::Zip::open(path, options.limit)?)), position: 0 })
    }

    #[cfg(not(feature = "zip"))]
    fn zip(_: &Path, _: &ArchiveOptions) -> Result<Self, Fault> {
        Err(Fault::Unsupported("zip"))
    }

    fn new(raw: Raw, kind: Kind, options: &ArchiveOptions) -> io::Result<Self> {
        let pages = match kind {
            Kind::Warc => Pages::Warc(Warc::new(Stream::new(raw, warc::START)?, options.limit)),
            _ => Pages::Lines(Lines::new(Stream::new(raw, b"")?, options.clone())),
        };
        Ok(Archive { pages, position: 0 })
    }

    fn read_so_far(&self) -> u64 {
        match &self.pages {
            Pages::Warc(warc) => warc.position(),
            Pages::Lines(lines) => lines.position(),
            #[cfg(feature = "zip")]
            Pages::Zip(_) => self.position,
            #[cfg(feature = "parquet")]
            Pages::Rows(_) => self.position,
        }
    }
}

impl Sniffed {
    /// Looks at the first bytes of what has no telling name. They stay to be read.
    pub fn of(mut raw: Raw, options: &ArchiveOptions) -> Result<Self, Fault> {
        let start = start(&mut raw)?;
        let kind = if start.starts_with(warc::START) {
            Some(Kind::Warc)
        } else {
            Lines::are_in(&start, &options.html_field).then_some(Kind::JsonLines)
        };
        Ok(match kind {
            Some(kind) => Sniffed::Archive(Archive::new(raw, kind, options)?),
            None => Sniffed::Page(raw),
        })
    }
}

/// The first bytes of a stream, decompressed.
fn start(raw: &mut Raw) -> Result<Vec<u8>, Fault> {
    let mut wanted = open::GLANCE;
    loop {
        let stored = raw.peek(wanted)?;
        let (is_all, more) = (stored.len() < wanted, open::glance_at(stored));
        if !is_all && more > wanted {
            wanted = more;
            continue;
        }
        let start = open::start(stored);
        return if open::is_hidden(stored, &start) { Err(Fault::Damaged) } else { Ok(start) };
    }
}

impl Iterator for Archive {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let mut entry = match &mut self.pages {
            Pages::Warc(warc) => warc.next().map(Entry::from),
            Pages::Lines(lines) => lines.next().map(|(number, source)| Entry::new(number, source)),
            #[cfg(feature = "zip")]
            Pages::Zip(zip) => zip.next().map(Entry::from),
            #[cfg(feature = "parquet")]
            Pages::Rows(rows) => rows.next().map(|(number, source)| Entry::new(number, source)),
        }?;
        let position = self.read_so_far().max(self.position);
        entry.disk = position - self.position;
        self.position = position;
        Some(entry)
    }
}

impl Entry {
    fn new(number: u64, source: Source) -> Self {
        Entry { number, name: None, described: Described::default(), source, disk: 0 }
    }
}

#[cfg(feature = "zip")]
impl From<super::zip::Page> for Entry {
    fn from(page: super::zip::Page) -> Self {
        let entry = match page.content {
            super::zip::Content::Page(source) => Entry::new(page.number, source),
            super::zip::Content::Record(record) => Entry::from(record),
        };
        Entry { name: page.name, ..entry }
    }
}

impl From<warc::Record> for Entry {
    fn from(record: warc::Record) -> Self {
        let (source, content_type) = match record.content {
            Ok(Content::Answer(answer)) => (Source::Answer(answer), None),
            Ok(Content::Page { bytes, content_type }) => (Source::Bytes(bytes), Some(content_type)),
            Err(fault) => (Source::None(fault), None),
        };
        let described = Described { url: record.url, content_type, capture: record.capture };
        Entry { described, ..Entry::new(record.offset, source) }
    }
}
