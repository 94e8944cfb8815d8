//! Pictures beside the articles: in the folder [`PICTURES`] next to each, under names that are made of their bytes.
//!
//! Two articles may have the same picture; nothing that is there already is written over.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use anyhow::{Context, bail};
use dehusk::PictureFile;

use super::atomic::{self, cannot};
use super::request::PICTURES;

/// Writes the pictures of an article that goes into this folder. Those whose names another file has are left out: how many.
pub(super) fn write(beside: &Path, files: &[PictureFile]) -> anyhow::Result<usize> {
    if files.is_empty() {
        return Ok(0);
    }
    let mut left_out = 0;
    let folder = beside.join(PICTURES);
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error).with_context(|| cannot(&folder)),
        _ if !folder.symlink_metadata()?.is_dir() => bail!("{} is not a folder", folder.display()),
        _ => {}
    }
    for PictureFile { name, bytes, .. } in files {
        let path = folder.join(name);
        match atomic::write_new(&path, bytes) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && holds(&path, bytes) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => left_out += 1,
            written => written.with_context(|| cannot(&path))?,
        }
    }
    Ok(left_out)
}

/// Removes what a killed run left among the pictures in a folder.
pub(super) fn clean(beside: &Path) {
    let folder = beside.join(PICTURES);
    if folder.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
        atomic::clean(&folder);
    }
}

/// Whether a file has these bytes and no others.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    let mut held = Vec::new();
    is_file
        && File::open(path).is_ok_and(|file| file.take(bytes.len() as u64).read_to_end(&mut held).is_ok())
        && held == bytes
}
