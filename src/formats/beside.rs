//! What was saved with a page: the parts of its mail, or the files in the folder of its name, `NAME_files/`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use url::Url;

use super::mhtml::{self, Picture, is_mhtml};
use super::open::{Size, read, up_to};

/// The pictures that stand beside a page in a file. Reads nothing before it is asked, and nothing but regular files of
/// that mail or folder.
#[derive(Debug)]
pub struct Beside {
    path: PathBuf,
    limit: usize,
    mail: Option<Mail>,
}

/// A mail's bytes, and where its pictures stand; nothing of a page that is none.
#[derive(Debug, Default)]
struct Mail {
    bytes: Vec<u8>,
    pictures: Vec<Picture>,
}

impl Beside {
    /// Of a page in this file, which has so many bytes at most.
    pub fn new(path: impl Into<PathBuf>, limit: usize) -> Self {
        Beside { path: path.into(), limit, mail: None }
    }

    /// The bytes of the picture that goes by this address in the page.
    pub fn find(&mut self, address: &str) -> Option<Vec<u8>> {
        let (path, limit) = (&self.path, self.limit);
        let mail = self.mail.get_or_insert_with(|| Mail::read(path, limit));
        mail.find(address).or_else(|| self.in_folder(address))
    }

    /// `harbour_files/boat.png` of `harbour.html`, however the page's own address stands before it.
    fn in_folder(&self, address: &str) -> Option<Vec<u8>> {
        let path = address.split(['?', '#']).next()?;
        let mut parts = path.rsplit('/');
        let (file, folder) = (decoded(parts.next()?), decoded(parts.next()?));
        let stem = self.path.file_stem()?.to_str()?;
        let is_own = folder.strip_prefix(stem).is_some_and(|rest| rest.starts_with(['_', '-', '.', ' ']));
        let is_plain = |name: &str| Path::new(name).components().count() == 1 && !name.contains(['/', '\\', '\0']);
        if !is_own || ![&file, &folder].into_iter().all(|name| is_plain(name) && name != "..") {
            return None;
        }
        let folder = self.path.parent()?.join(folder);
        let file = folder.join(file);
        let is_folder = fs::symlink_metadata(&folder).is_ok_and(|meta| meta.is_dir());
        let is_file = fs::symlink_metadata(&file).is_ok_and(|meta| meta.is_file() && meta.len() <= self.limit as u64);
        if !is_folder || !is_file {
            return None;
        }
        up_to(File::open(file).ok()?, self.limit).ok()
    }
}

impl Mail {
    fn read(path: &Path, limit: usize) -> Mail {
        let bytes = read(path, limit, &mut Size::default()).ok().filter(|bytes| is_mhtml(bytes)).unwrap_or_default();
        Mail { pictures: mhtml::pictures(&bytes), bytes }
    }

    fn find(&self, address: &str) -> Option<Vec<u8>> {
        let is_same = |own: &String| own == address || Url::parse(own).is_ok_and(|own| own.as_str() == address);
        let picture = self.pictures.iter().find(|picture| picture.addresses.iter().any(is_same))?;
        Some(picture.encoding.decode(&self.bytes[picture.body.clone()]))
    }
}

/// A part of an address with its escapes undone.
fn decoded(part: &str) -> String {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = part.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
