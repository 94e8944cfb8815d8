//! Where articles go: standard output, one file, or a folder that mirrors the input.
//!
//! A file is written under a temporary name and gets its own when it is whole, so that no name ever stands for half an
//! article. A temporary file is never an existing one, and no symbolic link is followed on the way.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Label;

/// The reader of standard output is gone: `dehusk … | head -1`. No error.
#[derive(Debug, thiserror::Error)]
#[error("standard output was closed")]
pub(crate) struct Closed;

/// An open output.
pub(crate) enum Output {
    Stdout(StdoutLock<'static>),
    File(Whole),
    /// A device or pipe that was named: written as it is.
    Device(File),
    Folder(Folder),
}

/// A file that appears whole or not at all.
pub(crate) struct Whole {
    path: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
}

/// A folder that gets one file an article.
pub(crate) struct Folder {
    root: PathBuf,
    /// The extension of the files.
    extension: &'static str,
    /// The folder that was made or checked last, relative to the root.
    checked: Option<PathBuf>,
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Output::Stdout(io::stdout().lock())
    }

    pub(crate) fn file(path: &Path) -> anyhow::Result<Self> {
        let is_device = fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
        let open =
            || if is_device { Ok(Output::Device(File::create(path)?)) } else { Ok(Output::File(Whole::create(path)?)) };
        open().map_err(|e: io::Error| e).with_context(|| format!("{} cannot be written", path.display()))
    }

    pub(crate) fn folder(root: &Path, extension: &'static str) -> anyhow::Result<Self> {
        fs::create_dir_all(root).with_context(|| format!("the folder {} cannot be made", root.display()))?;
        Ok(Output::Folder(Folder { root: root.to_owned(), extension, checked: None }))
    }

    /// Writes the article or record of one page.
    pub(crate) fn write(&mut self, label: &Label, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Output::Stdout(out) => out.write_all(bytes).map_err(|e| closed(e)),
            Output::File(out) => out.file.write_all(bytes).with_context(|| cannot(&out.path)),
            Output::Device(out) => out.write_all(bytes).context("the output cannot be written"),
            Output::Folder(out) => out.write(&label.stem, bytes),
        }
    }

    /// Makes what was written last.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Output::Stdout(mut out) => out.flush().map_err(|e| closed(e)),
            Output::File(out) => out.finish(),
            Output::Device(_) | Output::Folder(_) => Ok(()),
        }
    }
}

fn closed(error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Closed.into()
    } else {
        anyhow::Error::new(error).context("standard output cannot be written")
    }
}

fn cannot(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

impl Whole {
    fn create(path: &Path) -> io::Result<Self> {
        let temporary = temporary(path.parent().unwrap_or(Path::new("")));
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        Ok(Whole { path: path.to_owned(), temporary, file: BufWriter::with_capacity(1 << 16, file) })
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.file.flush().and_then(|()| fs::rename(&self.temporary, &self.path)).with_context(|| cannot(&self.path))
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        // After `finish` there is nothing left to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

impl Folder {
    fn write(&mut self, stem: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.root.join(with_extension(stem, self.extension));
        self.enter(stem.parent().unwrap_or(Path::new(""))).with_context(|| cannot(&path))?;
        let write = || {
            let mut whole = Whole::create(&path)?;
            whole.file.write_all(bytes)?;
            io::Result::Ok(whole)
        };
        write().with_context(|| cannot(&path))?.finish()
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
        self.checked = Some(relative.to_owned());
        Ok(())
    }
}

/// A name beside the output for while it is written.
fn temporary(folder: &Path) -> PathBuf {
    folder.join(format!(".dehusk-{}.tmp", std::process::id()))
}

fn with_extension(stem: &Path, extension: &str) -> PathBuf {
    let mut name = stem.file_name().unwrap_or_default().to_owned();
    if Path::new(&name).extension().is_none_or(|e| e != "txt") {
        name.push(".");
        name.push(extension);
    } else {
        name = Path::new(&name).with_extension(extension).into_os_string();
    }
    stem.with_file_name(name)
}
