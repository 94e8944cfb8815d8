//! Zips: of pages, of one page with all that belongs to it (SingleFile), of WARC files (WACZ).

use std::collections::HashSet;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use memchr::memmem;
use zip::read::ZipArchive;
use zip::result::ZipError;
use zip::{CompressionMethod, HasZipMetadata as _};

use super::kind::Wanted;
use super::open;
use super::raw::Raw;
use super::stream::Stream;
use super::warc::{self, Warc};
use super::{Fault, Kind, Opened, Source, saved};

/// What a zip's first file begins with.
pub(super) const START: &[u8] = b"PK\x03\x04";

/// What SingleFile writes into the page that it saves.
const SINGLE_FILE: &[u8] = b"Page saved with SingleFile";

/// The page of a zip that has one page alone.
const INDEX: &str = "index.html";

/// How long a name in a zip may be, in bytes, for a file to be called by it.
const LONGEST_NAME: usize = 200;

/// A zip that is being read.
pub(super) struct Zip {
    path: PathBuf,
    archive: ZipArchive<File>,
    /// The places in its directory of what is to be read, the next one last.
    places: Vec<usize>,
    warc: Option<(PathBuf, Warc)>,
    /// Bytes of a page.
    limit: usize,
}

/// A page of a zip.
pub(super) struct Page {
    /// What it is called in there.
    pub(super) name: Option<PathBuf>,
    /// Its place in the directory, or in its WARC.
    pub(super) number: u64,
    pub(super) content: Content,
}

pub(super) enum Content {
    Page(Source),
    Record(warc::Record),
}

impl Zip {
    /// Opens a zip. Of one page with all that belongs to it, that page is taken; of others, what would be taken of a folder.
    pub(super) fn open(path: &Path, limit: usize) -> Result<Self, Fault> {
        let mut archive = ZipArchive::new(File::open(path)?).map_err(fault)?;
        let mut places = match single_page(&mut archive, limit) {
            Some(place) => vec![place],
            None => pages(&mut archive),
        };
        places.reverse();
        Ok(Zip { path: path.to_owned(), archive, places, warc: None, limit })
    }

    fn read(&mut self, place: usize) -> Result<Source, Fault> {
        read(&mut self.archive, place, self.limit).map(Source::Bytes)
    }

    /// The WARC file at a place of the directory, read where it stands.
    fn warc_at(&mut self, place: usize) -> Result<Warc, Fault> {
        let entry = self.archive.by_index_raw(place).map_err(fault)?;
        let data = entry.get_metadata();
        let (stored, length) = (entry.compression() == CompressionMethod::Stored, data.compressed_size);
        let begins = entry.data_start().ok_or(Fault::Damaged)?;
        drop(entry);
        if !stored {
            return Err(Fault::Encoding("a WARC that the zip has packed once more".to_owned()));
        }
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(begins))?;
        let raw = Raw::reader(Box::new(file.take(length)));
        Ok(Warc::new(Stream::new(raw, warc::START)?, self.limit))
    }
}

impl Iterator for Zip {
    type Item = Page;

    fn next(&mut self) -> Option<Page> {
        loop {
            if let Some((name, warc)) = &mut self.warc {
                if let Some(record) = warc.next() {
                    let (name, number) = (name.join(record.offset.to_string()), record.offset);
                    return Some(Page { name: Some(name), number, content: Content::Record(record) });
                }
                self.warc = None;
            }
            let place = self.places.pop()?;
            let name = self.archive.name_for_index(place).and_then(safe);
            let (number, kind) = (place as u64, name.as_deref().map(Kind::of_path));
            let source = match kind {
                Some(Kind::Warc) => match self.warc_at(place) {
                    Ok(warc) => {
                        let name = name.as_deref().and_then(Path::file_name).map(PathBuf::from);
                        self.warc = Some((name.unwrap_or_else(|| number.to_string().into()), warc));
                        continue;
                    }
                    Err(fault) => Source::None(fault),
                },
                _ => self.read(place).unwrap_or_else(Source::None),
            };
            return Some(Page { name, number, content: Content::Page(source) });
        }
    }
}

/// The name of a file in a zip as a path below it, if it is one that any file may have.
fn safe(name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let fits = name.len() <= LONGEST_NAME && !name.contains(['\0', '\\', ':']);
    (fits && path.components().all(is_plain)).then(|| path.components().collect())
}

/// The place of the only page of what SingleFile saved.
fn single_page(archive: &mut ZipArchive<impl Read + Seek>, limit: usize) -> Option<usize> {
    let place = archive.index_for_name(INDEX)?;
    let page = read(archive, place, limit).ok()?;
    memmem::find(&page, SINGLE_FILE).map(|_| place)
}

/// The places of the files that are pages, in the order of their names.
fn pages(archive: &mut ZipArchive<File>) -> Vec<usize> {
    let mut names: Vec<(String, usize)> =
        archive.file_names().filter_map(|name| Some((name.to_owned(), archive.index_for_name(name)?))).collect();
    names.sort_unstable();
    let is_wacz = names.iter().any(|(name, _)| name == "datapackage.json");
    let owners: HashSet<PathBuf> = names.iter().filter_map(|(name, _)| owner(name)).collect();
    let is_taken = |name: &str| {
        let path = Path::new(name);
        let is_hidden = path.components().any(|part| match part {
            Component::Normal(name) => name.as_encoded_bytes().starts_with(b".") || name == "__MACOSX",
            _ => false,
        });
        let is_warc = Kind::of_path(path) == Kind::Warc;
        let belongs = path.ancestors().skip(1).any(|folder| {
            let owner = folder.file_name().and_then(saved::owner);
            owner.is_some_and(|owner| owners.contains(&folder.with_file_name(owner)))
        });
        !name.ends_with('/') && !is_hidden && (!is_wacz || is_warc) && !belongs
    };
    names.retain(|(name, _)| is_taken(name));
    names.retain(|(name, place)| match Path::new(name).file_name().map(Kind::wanted) {
        Some(Wanted::Yes) => true,
        Some(Wanted::Perhaps) => begins_as_page(archive, *place),
        _ => false,
    });
    names.into_iter().map(|(_, place)| place).collect()
}

/// Whether a file's content says that it is a page.
fn begins_as_page(archive: &mut ZipArchive<File>, place: usize) -> bool {
    let Ok(file) = archive.by_index(place) else { return false };
    open::glance(file).is_ok_and(|stored| saved::is_page(&open::start(&stored)))
}

/// `a/harbour` of `a/harbour.html`: what a folder is called by that belongs to it.
fn owner(name: &str) -> Option<PathBuf> {
    let path = Path::new(name);
    let is_page = Kind::of(path.file_name()?).is_some_and(|(kind, _)| kind == Kind::Html);
    is_page.then(|| path.with_extension(""))
}

fn read(archive: &mut ZipArchive<impl Read + Seek>, place: usize, limit: usize) -> Result<Vec<u8>, Fault> {
    open::up_to(archive.by_index(place).map_err(fault)?, limit)
}

/// The page in a file that is a page for a browser and a zip for who knows that: SingleFile writes such.
pub(super) fn page_within(bytes: &[u8], limit: usize) -> Option<Opened> {
    memmem::find(bytes, START)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let place = archive.index_for_name(INDEX)?;
    let bytes = read(&mut archive, place, limit).ok()?;
    Some(Opened { bytes, ..Opened::default() })
}

fn fault(error: ZipError) -> Fault {
    match error {
        ZipError::Io(error) => error.into(),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Fault::Encrypted,
        ZipError::UnsupportedArchive(_) => Fault::Packing,
        _ => Fault::Damaged,
    }
}
