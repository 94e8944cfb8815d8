//! A file that appears whole or not at all.
//!
//! It is written under another name in the same folder and gets its own when it is done. The other file is always a new
//! one, and what stands under the final name is replaced, never written into: no symbolic link is followed.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context;

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    path: PathBuf,
    /// What it is called until it is whole.
    unfinished: PathBuf,
    file: BufWriter<File>,
    /// Whether it stays, unless it is empty, when the run ends before it is whole.
    is_kept: bool,
}

impl AtomicFile {
    /// A file of which nothing is left if it is not finished.
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let unfinished = temporary(path.parent().unwrap_or(Path::new("")));
        let file = OpenOptions::new().write(true).create_new(true).open(&unfinished).with_context(|| cannot(path))?;
        Ok(AtomicFile::new(path, unfinished, file, false))
    }

    /// A file that stays as `unfinished` if it is not finished.
    pub(super) fn kept(path: &Path, unfinished: PathBuf, file: File) -> Self {
        AtomicFile::new(path, unfinished, file, true)
    }

    fn new(path: &Path, unfinished: PathBuf, file: File, is_kept: bool) -> Self {
        let file = BufWriter::with_capacity(1 << 16, file);
        AtomicFile { path: path.to_owned(), unfinished, file, is_kept }
    }

    /// What it is called until it is whole, if it stays when the run ends before.
    pub(super) fn kept_as(&self) -> Option<&Path> {
        self.is_kept.then_some(&self.unfinished)
    }

    /// What it is called when it is whole.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that it is in.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let done = self.file.flush().and_then(|()| fs::rename(&self.unfinished, &self.path));
        done.with_context(|| cannot(&self.path))
    }

    /// Sees that what was written is in the file.
    pub(super) fn flush(&mut self) -> anyhow::Result<()> {
        self.file.flush().with_context(|| cannot(&self.path))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).with_context(|| cannot(&self.path))
    }
}

/// For those who write by themselves.
#[cfg(feature = "parquet")]
impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        let is_empty = || self.file.buffer().is_empty() && self.file.get_ref().metadata().is_ok_and(|m| m.len() == 0);
        if !self.is_kept || is_empty() {
            // After `finish` nothing is left under this name.
            let _ = fs::remove_file(&self.unfinished);
        }
    }
}

/// Writes a file of which all is known, whole or not at all.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut whole = AtomicFile::create(path)?;
    whole.write(bytes)?;
    whole.finish()
}

/// The same under a name that the next try takes again, so that nothing is left where one was killed.
pub(super) fn write_again(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let unfinished = beside(path, ".new");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).with_context(|| cannot(path)),
        _ => {}
    }
    let file = OpenOptions::new().write(true).create_new(true).open(&unfinished).with_context(|| cannot(path))?;
    let mut whole = AtomicFile::new(path, unfinished, file, false);
    whole.write(bytes)?;
    whole.finish()
}

/// Writes a file of which all is known where none is of its name.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = temporary(path.parent().unwrap_or(Path::new("")));
    let written = OpenOptions::new().write(true).create_new(true).open(&unfinished);
    // A second name fails where the name is taken, which a new one in place of the old would not.
    let done = written.and_then(|mut file| file.write_all(bytes)).and_then(|()| fs::hard_link(&unfinished, path));
    let _ = fs::remove_file(&unfinished);
    done
}

/// The message for an output that gives an error.
pub(crate) fn cannot(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let why = folder.map(|folder| format!(", since there is no folder {}", folder.display()));
    format!("{} cannot be written{}", path.display(), why.unwrap_or_default())
}

/// The message for an input that gives an error.
pub(crate) fn cannot_read(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

/// A file beside another, which is called by it.
pub(super) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(extension);
    name.into()
}

/// A name for a file that is not whole yet: another one each time, so that two of them can be open.
fn temporary(folder: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    folder.join(format!(".dehusk-{}-{number}.tmp", std::process::id()))
}

/// Removes what a killed run left in a folder.
pub(super) fn clean(folder: &Path) {
    let is_left = |name: &str| name.starts_with(".dehusk-") && name.ends_with(".tmp");
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_left) {
            // What cannot be removed is no worse than before.
            let _ = fs::remove_file(entry.path());
        }
    }
}
