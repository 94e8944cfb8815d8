//! The pages of a folder and of all folders in it, in the order of their names, whatever the system gives first.
//!
//! Of the folders on the way down only the names of what is still to come are held, so a million files cost the length
//! of their names. Symbolic links are never followed, so there are no loops. Passed over are hidden files and folders, the
//! folder that a browser saved beside a page, and what is no page.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::kind::Wanted;
use super::open::start_of;
use super::{Fault, Kind, saved};

/// A file of a folder, or what could not be looked into.
#[derive(Debug)]
pub struct Found {
    /// Relative to the folder that is walked.
    pub path: PathBuf,
    /// Why it cannot be read, if that is known.
    pub fault: Option<Fault>,
}

/// What is taken of a folder.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Whether a file of this name is.
    pub by_name: fn(&OsStr) -> Wanted,
    /// Whether hidden files and folders are looked into, whose names begin with a point.
    pub hidden: bool,
    /// Whether `harbour_files/` is looked into beside `harbour.html`.
    pub belonging: bool,
}

impl Taken {
    /// The pages.
    pub const PAGES: Taken = Taken { by_name: Kind::wanted, hidden: false, belonging: false };

    /// Whether a path names a folder such as belongs to a page: `*_files/*.html`
    pub fn names_belonging(path: &Path) -> bool {
        path.components().any(|part| saved::owner(part.as_os_str()).is_some())
    }
}

/// What was passed over so far. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct PassedOver(Arc<[AtomicU64; 4]>);

/// Why a file or a folder is passed over.
#[derive(Clone, Copy, Debug)]
enum Passed {
    Other,
    IfNamed,
    Hidden,
    Belonging,
}

impl PassedOver {
    fn add(&self, why: Passed) {
        self.0[why as usize].fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self, why: Passed) -> u64 {
        self.0[why as usize].load(Ordering::Relaxed)
    }

    /// Files that are no pages.
    pub fn others(&self) -> u64 {
        self.count(Passed::Other)
    }

    /// Files that are taken only if they are named: `a.zip`
    pub fn if_named(&self) -> u64 {
        self.count(Passed::IfNamed)
    }

    /// Files and folders whose names begin with a point.
    pub fn hidden(&self) -> u64 {
        self.count(Passed::Hidden)
    }

    /// Folders that a browser saved beside a page.
    pub fn belonging(&self) -> u64 {
        self.count(Passed::Belonging)
    }
}

/// Walks a folder.
#[derive(Debug)]
pub struct Walk {
    root: PathBuf,
    /// The folders that are open, the root first.
    open: Vec<Listing>,
    taken: Taken,
    passed: PassedOver,
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
    /// A file of which the content says whether it is wanted.
    Asked,
    Link,
    Other,
}

impl Walk {
    /// What is taken of the folder `root`. What is passed over is counted.
    pub fn new(root: PathBuf, taken: Taken, passed: &PassedOver) -> Self {
        let mut walk = Walk { root, open: Vec::new(), taken, passed: passed.clone(), fault: None };
        walk.enter(PathBuf::new());
        walk
    }

    fn enter(&mut self, path: PathBuf) {
        match self.list(&self.root.join(&path)) {
            Ok(entries) => self.open.push(Listing { path, entries }),
            Err(error) => self.fault = Some(Found { path, fault: Some(error.into()) }),
        }
    }

    /// The folders and wanted files of a folder, the first name last.
    fn list(&self, folder: &Path) -> std::io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (kind, name) = (kind(&entry), entry.file_name());
            if name.as_encoded_bytes().starts_with(b".") && !self.taken.hidden {
                self.passed.add(Passed::Hidden);
            } else if let Some(kind) = self.wanted(kind, &name, || entry.path()) {
                entries.push(Entry { name: name.into_boxed_os_str(), kind });
            } else if (self.taken.by_name)(&name) == Wanted::IfNamed {
                self.passed.add(Passed::IfNamed);
            } else {
                self.passed.add(Passed::Other);
            }
        }
        if !self.taken.belonging {
            self.leave_belonging(&mut entries);
        }
        entries.sort_unstable_by(|a, b| b.cmp(a));
        Ok(entries)
    }

    /// What an entry is, if it may be wanted. A link is told where it has a page's name, or leads to a folder.
    fn wanted(&self, kind: EntryKind, name: &OsString, path: impl Fn() -> PathBuf) -> Option<EntryKind> {
        match (kind, (self.taken.by_name)(name)) {
            (EntryKind::Folder, _) | (_, Wanted::Yes) => Some(kind),
            (EntryKind::File, Wanted::Perhaps) => Some(EntryKind::Asked),
            (EntryKind::Link, _) => path().is_dir().then_some(kind),
            _ => None,
        }
    }

    /// Takes out the folders that belong to a page beside them.
    fn leave_belonging(&self, entries: &mut Vec<Entry>) {
        if !entries.iter().any(|entry| owner(entry).is_some()) {
            return;
        }
        let pages: HashSet<OsString> = entries.iter().filter_map(page_stem).collect();
        entries.retain(|entry| {
            let is_page_s = owner(entry).is_some_and(|owner| pages.contains(OsStr::new(owner)));
            if is_page_s {
                self.passed.add(Passed::Belonging);
            }
            !is_page_s
        });
    }
}

/// The page that a folder may belong to.
fn owner(entry: &Entry) -> Option<&str> {
    if entry.kind == EntryKind::Folder { saved::owner(&entry.name) } else { None }
}

/// What the folder beside a page is called by.
fn page_stem(entry: &Entry) -> Option<OsString> {
    let is_page = entry.kind == EntryKind::File && Kind::of(&entry.name).is_some_and(|(kind, _)| kind == Kind::Html);
    is_page.then(|| Path::new(super::unwrapped(&entry.name)).file_stem().map(OsStr::to_owned)).flatten()
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
                // What cannot be looked at is a fault of the one who reads it.
                EntryKind::Asked if start_of(&self.root.join(&path)).is_ok_and(|start| !saved::is_page(&start)) => {
                    self.passed.add(Passed::Other);
                    continue;
                }
                EntryKind::File | EntryKind::Asked => None,
                EntryKind::Link => Some(Fault::Link),
                EntryKind::Other => Some(Fault::NotAFile),
            };
            return Some(Found { path, fault });
        }
    }
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
