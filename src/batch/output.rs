//! Where articles go: standard output, one file, or a folder that mirrors the input.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};
use clap::ValueEnum;

use super::atomic::{self, cannot};
use super::device::Device;
use super::pictures::{self, holds};
use super::resumable::Packed;
use super::titles::{self, Titles};
use super::{Inputs, Label, Outcome, Shards};
use crate::batch::terminal;

/// The reader of standard output is gone: `dehusk … | head -1`. No error.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub(crate) struct Closed;

/// An open output.
#[derive(Debug)]
pub(crate) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// Standard output where a person reads it.
    Terminal(StdoutLock<'static>),
    File(Packed),
    Shards(Shards),
    /// A device or pipe that was named: written as it is.
    Device(Device),
    Folder(Folder),
    #[cfg(feature = "parquet")]
    Table(Box<super::Table>),
}

/// A folder that gets one file an article.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    /// The extension of the files.
    extension: &'static str,
    /// The folder that was made or checked last, relative to the root.
    checked: Option<PathBuf>,
    /// When the run began that it goes on with, if it does: what is older is none of its articles.
    goes_on: Option<SystemTime>,
    /// What no article may take the place of.
    inputs: Inputs,
    /// The names that titles have given, if files are called by titles.
    titles: Option<Titles>,
}

/// What the files of a folder are called by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileNames {
    /// `harbour.md` of `harbour.html`
    #[default]
    Input,
    /// `Ferry returns.md`
    Title,
}

impl Output {
    pub(crate) fn stdout() -> Self {
        let out = io::stdout().lock();
        if out.is_terminal() { Output::Terminal(out) } else { Output::Stdout(BufWriter::with_capacity(1 << 16, out)) }
    }

    /// The device or pipe of this name.
    pub(crate) fn device(path: &Path) -> anyhow::Result<Self> {
        Device::open(path).map(Output::Device)
    }

    /// Whether a person sees the articles pass by.
    pub(crate) fn is_terminal(&self) -> bool {
        matches!(self, Output::Terminal(_))
    }

    /// Whether another program reads the articles, which may have the terminal to itself.
    pub(crate) fn is_read_by_another(&self) -> bool {
        matches!(self, Output::Stdout(_)) && !is_file(&io::stdout())
    }

    pub(crate) fn folder(
        root: &Path,
        extension: &'static str,
        goes_on: Option<SystemTime>,
        inputs: &Inputs,
        names: FileNames,
    ) -> anyhow::Result<Self> {
        make_folder(root)?;
        let (root, inputs) = (root.to_owned(), inputs.clone());
        let titles = (names == FileNames::Title).then(Titles::default);
        Ok(Output::Folder(Folder { root, extension, checked: None, goes_on, inputs, titles }))
    }

    /// Writes the article or record of one page. In a folder, a page without an article has no file.
    pub(crate) fn write(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        let bytes = &outcome.output;
        match self {
            Output::Stdout(out) => out.write_all(bytes).map_err(stdout_error),
            Output::Terminal(out) => {
                let text = String::from_utf8_lossy(bytes);
                out.write_all(terminal::escape(&text).as_bytes()).map_err(stdout_error)
            }
            Output::File(out) => out.write(bytes),
            Output::Shards(out) => out.write(bytes),
            Output::Device(out) => out.write(bytes),
            #[cfg(feature = "parquet")]
            Output::Table(out) => out.write(bytes),
            Output::Folder(_) if outcome.result.is_err() || outcome.left_out().is_some() => Ok(()),
            Output::Folder(out) => out.write(outcome),
        }
    }

    /// Writes the pictures of one page, before its article: where this is, they are. How many are left out, because
    /// another file has their name.
    pub(crate) fn write_pictures(&mut self, outcome: &Outcome) -> anyhow::Result<usize> {
        let Ok(told) = &outcome.result else { return Ok(0) };
        match (self, told.pictures.files.as_slice()) {
            (_, []) => Ok(0),
            (Output::File(out), files) => pictures::write(out.folder(), files),
            (Output::Folder(out), files) => {
                let (path, parent) = (out.path(&outcome.label.stem), outcome.label.stem.parent());
                out.enter(parent.unwrap_or(Path::new(""))).with_context(|| cannot(&path))?;
                pictures::write(path.parent().unwrap_or(&out.root), files)
            }
            _ => Ok(0),
        }
    }

    /// Ends the output in good order.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Stdout(mut out) => out.flush().map_err(stdout_error),
            Output::Terminal(mut out) => out.flush().map_err(stdout_error),
            Output::File(out) => out.finish(),
            Output::Shards(mut out) => out.close(),
            Output::Device(_) | Output::Folder(_) => Ok(()),
            #[cfg(feature = "parquet")]
            Output::Table(out) => out.finish(),
        }
    }

    /// The file that grows record by record, by its final name.
    pub(crate) fn grows_as(&self) -> Option<&Path> {
        match self {
            Output::File(out) => out.kept_as().map(|_| out.path()),
            Output::Shards(out) => Some(out.path()),
            _ => None,
        }
    }

    /// Where what was done can be found if the run ends too early.
    pub(crate) fn kept_as(&self) -> Option<&Path> {
        match self {
            Output::File(out) => out.kept_as(),
            Output::Shards(out) => Some(out.path()),
            Output::Folder(folder) => Some(&folder.root),
            _ => None,
        }
    }
}

/// Whether an open stream is a file.
#[cfg(unix)]
fn is_file(stream: &impl std::os::fd::AsFd) -> bool {
    let file = stream.as_fd().try_clone_to_owned().map(fs::File::from);
    file.and_then(|file| file.metadata()).is_ok_and(|meta| meta.is_file())
}

#[cfg(not(unix))]
fn is_file(_: &io::Stdout) -> bool {
    false
}

/// Makes a folder, if it is not there.
pub(crate) fn make_folder(path: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(path).with_context(|| format!("the folder {} cannot be made", path.display()))
}

/// The error of a write to standard output.
pub(crate) fn stdout_error(error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Closed.into()
    } else {
        anyhow::Error::new(error).context("standard output cannot be written")
    }
}

impl Folder {
    /// Whether a page's article is there already.
    pub(crate) fn has(&self, label: &Label) -> bool {
        let written = self.path(&label.stem).symlink_metadata().and_then(|meta| meta.modified()).ok();
        written.is_some_and(|written| self.goes_on.is_some_and(|since| written >= since))
    }

    /// Whether the run goes on with one that did not end.
    pub(crate) fn goes_on(&self) -> bool {
        self.goes_on.is_some()
    }

    fn path(&self, stem: &Path) -> PathBuf {
        self.root.join(file_name(stem, self.extension))
    }

    fn write(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        let (stem, bytes) = (&outcome.label.stem, &outcome.output);
        self.enter(stem.parent().unwrap_or(Path::new(""))).with_context(|| cannot(&self.path(stem)))?;
        let title = outcome.result.as_ref().ok().and_then(|told| titles::name(told.title.as_deref()?));
        if let Some(name) = title {
            return self.write_titled(stem, &name, bytes);
        }
        let path = self.path(stem);
        if path.symlink_metadata().is_ok() && !self.inputs.spares(&path) {
            bail!("{} is an input: writing to it would destroy it", path.display());
        }
        atomic::write(&path, bytes)
    }

    /// Writes an article by its title, over nothing that is there; what is there with the same bytes is this article.
    fn write_titled(&mut self, stem: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        loop {
            let folder = stem.parent().unwrap_or(Path::new("")).to_string_lossy().into_owned();
            let Some(titles) = &mut self.titles else { return Ok(()) };
            let stem = stem.with_file_name(titles.next(&folder, name));
            let mut path = self.root.join(stem).into_os_string();
            path.push(".");
            path.push(self.extension);
            let path = PathBuf::from(path);
            match atomic::write_new(&path, bytes) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && holds(&path, bytes) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done.with_context(|| cannot(&path)),
            }
        }
    }

    /// Makes the folder for a page, and sees that no part of it is a link to elsewhere.
    fn enter(&mut self, relative: &Path) -> anyhow::Result<()> {
        if self.checked.as_deref() == Some(relative) {
            return Ok(());
        }
        let mut folder = self.root.clone();
        for part in relative.components() {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e.into()),
                _ if !folder.symlink_metadata()?.is_dir() => bail!("{} is not a folder", folder.display()),
                _ => {}
            }
        }
        if self.goes_on.is_some() {
            atomic::clean(&folder);
            pictures::clean(&folder);
        }
        self.checked = Some(relative.to_owned());
        Ok(())
    }
}

/// The name of the article's file: of `2019/harbour` as text `2019/harbour.txt`. Text keeps its name.
fn file_name(stem: &Path, extension: &str) -> PathBuf {
    if stem.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt")) {
        return stem.with_extension(extension);
    }
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}
