//! The files of a folder and of all folders in it, in the order of their names, whatever the system gives first.
//!
//! Of the folders on the way down only the names of what is still to come are held, so a million files cost the length
//! of their names. Symbolic links are never followed, so there are no loops.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::Fault;

/// A file of a folder, or what could not be looked into.
#[derive(Debug)]
pub struct Found {
    /// Relative to the folder that is walked.
    pub path: PathBuf,
    /// Why it cannot be read, if that is known.
    pub fault: Option<Fault>,
}

/// Walks a folder.
#[derive(Debug)]
pub struct Walk {
    root: PathBuf,
    /// The folders that are open, the root first.
    open: Vec<Listing>,
    /// Whether a file of this name is wanted.
    wanted: fn(&OsStr) -> bool,
    /// What could not be listed.
    fault: Option<Found>,
}

/// What is still to come of one folder.
#[derive(Debug)]
struct Listing {
    /// Relative to the root.
    path: PathBuf,
    /// In reverse order, so that the next is the last.
    entries: Vec<Entry>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    name: Box<OsStr>,
    kind: EntryKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum EntryKind {
    Folder,
    File,
    Link,
    Other,
}

impl Walk {
    /// The files below `root` whose names are wanted.
    pub fn new(root: PathBuf, wanted: fn(&OsStr) -> bool) -> Self {
        let mut walk = Walk { root, open: Vec::new(), wanted, fault: None };
        walk.enter(PathBuf::new());
        walk
    }

    fn enter(&mut self, path: PathBuf) {
        match list(&self.root.join(&path), self.wanted) {
            Ok(entries) => self.open.push(Listing { path, entries }),
            Err(error) => self.fault = Some(Found { path, fault: Some(error.into()) }),
        }
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(fault) = self.fault.take() {
                return Some(fault);
            }
            let folder = self.open.last_mut()?;
            let Some(entry) = folder.entries.pop() else {
                self.open.pop();
                continue;
            };
            let path = folder.path.join(&*entry.name);
            let fault = match entry.kind {
                EntryKind::Folder => {
                    self.enter(path);
                    continue;
                }
                EntryKind::File => None,
                EntryKind::Link => Some(Fault::Link),
                EntryKind::Other => Some(Fault::NotAFile),
            };
            return Some(Found { path, fault });
        }
    }
}

/// The folders and wanted files of a folder, the first name last.
fn list(folder: &Path, wanted: fn(&OsStr) -> bool) -> std::io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = kind(&entry);
        let name: OsString = entry.file_name();
        if kind == EntryKind::Folder || wanted(&name) {
            entries.push(Entry { name: name.into_boxed_os_str(), kind });
        }
    }
    entries.sort_unstable_by(|a, b| b.cmp(a));
    Ok(entries)
}

fn kind(entry: &fs::DirEntry) -> EntryKind {
    match entry.file_type() {
        Ok(t) if t.is_dir() => EntryKind::Folder,
        Ok(t) if t.is_symlink() => EntryKind::Link,
        Ok(t) if !t.is_file() => EntryKind::Other,
        // Where the kind cannot be told, opening it will say what is wrong.
        Ok(_) | Err(_) => EntryKind::File,
    }
}
