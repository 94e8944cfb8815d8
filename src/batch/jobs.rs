//! The row of jobs: one for each page of each input, made one after the other.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::inputs::{Inputs, Root, absolute};
use super::taken::{Names, TakenNames};
use super::{Job, Label};
use dehusk::formats::ArchiveOptions;
use dehusk::formats::Raw;
use dehusk::formats::{Archive, Entry, Sniffed};
use dehusk::formats::{Described, Fault, Kind, Source, unwrapped, up_to};
use dehusk::formats::{Found, PassedOver};

/// Makes one job after the other.
pub(crate) struct Jobs {
    /// The folder that holds all inputs; names are relative to it.
    base: PathBuf,
    roots: std::vec::IntoIter<Root>,
    walk: Option<Walked>,
    archive: Option<Opened>,
    options: ArchiveOptions,
    taken: TakenNames,
    passed: PassedOver,
}

/// The folder that is being walked.
struct Walked {
    path: PathBuf,
    /// Relative to the base.
    name: PathBuf,
    files: Box<dyn Iterator<Item = Found> + Send>,
}

/// The archive that is being read.
struct Opened {
    /// Relative to the base.
    name: PathBuf,
    shown: String,
    archive: Archive,
}

impl Jobs {
    pub(super) fn new(inputs: Inputs, names: Names, options: ArchiveOptions) -> Self {
        let (roots, base) = inputs.into_parts();
        let (taken, passed) = (TakenNames::new(names), PassedOver::default());
        Jobs { base, roots: roots.into_iter(), walk: None, archive: None, options, taken, passed }
    }

    /// What is passed over in folders, counted while they are read.
    pub(crate) fn passed_over(&self) -> PassedOver {
        self.passed.clone()
    }

    /// Takes up an input. The job that it is, unless it is a row of them.
    fn start(&mut self, root: Root) -> Option<Job> {
        if let Some(files) = root.walk(&self.passed) {
            let path = root.into_path();
            let name = self.relative(&path);
            self.walk = Some(Walked { path, name, files });
            return None;
        }
        match root {
            Root::Stream(path) => self.stream(&path),
            Root::Missing(path, why) => {
                let name = self.relative(&path);
                Some(self.job(&name, path.to_string_lossy().into(), Kind::Html, Source::None(why.into())))
            }
            root => {
                let path = root.into_path();
                let name = self.relative(&path);
                self.named(path, name)
            }
        }
    }

    /// Standard input or another open stream.
    fn stream(&mut self, path: &Path) -> Option<Job> {
        let raw = if path == Path::new("-") { Ok(Raw::stdin()) } else { File::open(path).map(Raw::file) };
        let shown = if path == Path::new("-") { "standard input".to_owned() } else { path.to_string_lossy().into() };
        let sniffed = raw.map_err(Fault::from).and_then(|raw| Sniffed::of(raw, &self.options));
        let source = match sniffed {
            Ok(Sniffed::Archive(archive)) => {
                self.archive = Some(Opened { name: "-".into(), shown, archive });
                return None;
            }
            Ok(Sniffed::Page(raw)) => up_to(raw, self.options.limit).map(Source::Bytes),
            Err(fault) => Err(fault),
        };
        Some(self.job(Path::new("-"), shown, Kind::Html, source.unwrap_or_else(Source::None)))
    }

    /// A file, which its name or its content says what it is.
    fn named(&mut self, path: PathBuf, name: PathBuf) -> Option<Job> {
        let is_telling = path.file_name().is_some_and(|name| Kind::of(name).is_some());
        if is_telling { self.file(path, name) } else { self.unnamed(path, name) }
    }

    /// A file whose name does not say what it is.
    fn unnamed(&mut self, path: PathBuf, name: PathBuf) -> Option<Job> {
        let is_file = std::fs::metadata(&path).is_ok_and(|meta| meta.is_file());
        let file = if is_file { File::open(&path).ok() } else { None };
        match file.and_then(|file| Sniffed::of(Raw::file(file), &self.options).ok()) {
            Some(Sniffed::Archive(archive)) => {
                self.archive = Some(Opened { name, shown: path.to_string_lossy().into(), archive });
                None
            }
            _ => self.file(path, name),
        }
    }

    /// A file of a known or unknown name.
    fn file(&mut self, path: PathBuf, name: PathBuf) -> Option<Job> {
        let shown = path.to_string_lossy().into_owned();
        let kind = Kind::of_path(&path);
        if !kind.is_archive() {
            return Some(self.job(&name, shown, kind, Source::File(path)));
        }
        match Archive::open(&path, kind, &self.options) {
            Ok(archive) => {
                self.archive = Some(Opened { name, shown, archive });
                None
            }
            Err(fault) => Some(self.job(&name, shown, Kind::Html, Source::None(fault))),
        }
    }

    fn found(&mut self, walked: &Walked, found: Found) -> Option<Job> {
        let (path, name) = (walked.path.join(&found.path), walked.name.join(&found.path));
        match found.fault {
            None => self.named(path, name),
            Some(fault) => Some(self.job(&name, path.to_string_lossy().into(), Kind::Html, Source::None(fault))),
        }
    }

    fn relative(&self, path: &Path) -> PathBuf {
        absolute(path).strip_prefix(&self.base).map(Path::to_owned).unwrap_or_default()
    }

    fn job(&mut self, name: &Path, shown: String, kind: Kind, source: Source) -> Job {
        let stem = stem(name);
        let label = Arc::new(Label { id: id(&stem), stem, shown });
        self.alone(Job { label, kind, source, described: Described::default(), disk: 0 })
    }

    /// The job, if no other has its name.
    fn alone(&mut self, job: Job) -> Job {
        let is_left_out = matches!(&job.source, Source::None(fault) if fault.is_left_out());
        if is_left_out {
            return job;
        }
        match self.taken.claim(&job.label) {
            Ok(()) => job,
            Err(fault) => Job { source: Source::None(fault), ..job },
        }
    }
}

impl Opened {
    /// The job of an entry. Its name is that of the archive and its own in it: its path, or its place, which no other has.
    fn job(&self, entry: Entry) -> Job {
        let Entry { number, name, described, source, disk } = entry;
        let inner = name.unwrap_or_else(|| number.to_string().into());
        let shown = format!("{}:{}", self.shown, id(&inner));
        let stem = self.name.join(stem(&inner));
        let label = Label { id: id(&stem), stem, shown };
        Job { label: Arc::new(label), kind: Kind::Html, source, described, disk }
    }
}

/// The path without the extension that is cut off.
fn stem(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    path.with_file_name(Kind::of(name).map_or_else(|| unwrapped(name), |(_, stem)| stem))
}

impl Iterator for Jobs {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            if let Some(opened) = &mut self.archive {
                if let Some(entry) = opened.archive.next() {
                    let has_name = entry.name.is_some();
                    let job = opened.job(entry);
                    return Some(if has_name { self.alone(job) } else { job });
                }
                self.archive = None;
            }
            let job = if let Some(mut walked) = self.walk.take() {
                let Some(found) = walked.files.next() else { continue };
                let job = self.found(&walked, found);
                self.walk = Some(walked);
                job
            } else {
                let root = self.roots.next()?;
                self.start(root)
            };
            if job.is_some() {
                return job;
            }
        }
    }
}

/// The path with `/` between its parts on every system. What is no UTF-8 is written out, as `%E9`, so that two names that
/// differ in it are not one.
fn id(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| readable(part.as_os_str())).collect();
    parts.join("/")
}

fn readable(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    out
}
