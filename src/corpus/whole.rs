//! A file that appears whole or not at all.
//!
//! It is written under a temporary name in the same folder and gets its own when it is done. The temporary file is
//! always a new one, and what stands under the final name is replaced, never written into: no symbolic link is followed.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context;

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct Whole {
    path: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
}

impl Whole {
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let temporary = temporary(path.parent().unwrap_or(Path::new("")));
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary).with_context(|| cannot(path))?;
        Ok(Whole { path: path.to_owned(), temporary, file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        let done = self.file.flush().and_then(|()| fs::rename(&self.temporary, &self.path));
        done.with_context(|| cannot(&self.path))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).with_context(|| cannot(&self.path))
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        // After `finish` nothing is left under this name.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// The message for an output that gives an error.
pub(crate) fn cannot(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

/// A name for a file that is not whole yet: another one each time, so that two of them can be open.
fn temporary(folder: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    folder.join(format!(".dehusk-{}-{number}.tmp", std::process::id()))
}
