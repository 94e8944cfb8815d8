//! A device or pipe that is named as an output. What another program holds open is written as it is: a file in its place
//! would not be it.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::atomic::{self, cannot};
use super::output::Closed;

/// A device or pipe that is being written.
#[derive(Debug)]
pub(crate) struct Device {
    file: File,
    path: PathBuf,
}

impl Device {
    /// Whether a path is that of one.
    pub(crate) fn is_at(path: &Path) -> bool {
        is_open_stream(path) || path.metadata().is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
    }

    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        // `dehusk --report /dev/stdout >> all.json`: what the file has stays.
        let file = File::options().append(true).open(path).with_context(|| cannot(path))?;
        Ok(Device { file, path: path.to_owned() })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self.file.write_all(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
            done => done.with_context(|| cannot(&self.path)),
        }
    }
}

/// Where a process finds what it holds open.
const STREAMS: [&str; 3] = ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"];

/// `/dev/stdout`, and `/dev/fd/63` as a shell names what `<(…)` and `>(…)` connect.
pub(super) fn is_open_stream(path: &Path) -> bool {
    let is_standard = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].iter().any(|name| path == Path::new(name));
    is_standard || STREAMS.iter().any(|folder| path.starts_with(folder))
}

/// Writes what was named for an output and of which all is known: a file whole or not at all, a device as it is.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if Device::is_at(path) { Device::open(path)?.write(bytes) } else { atomic::write(path, bytes) }
}
