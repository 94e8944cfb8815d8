//! What a run was made of, kept beside its output until it ends: a run that goes on with it must be made of the same.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, bail};

use super::atomic;
use super::journal::Journal;
use super::resumable::beside_part;

/// What a run was made of: what it is called, and its value or the hash of its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account(BTreeMap<String, String>);

/// The account of a run that has not ended, in its file.
#[derive(Debug)]
pub(crate) struct Kept {
    path: PathBuf,
}

impl Account {
    /// Notes something by its value.
    pub(crate) fn note(&mut self, name: &str, value: impl ToString) {
        self.0.insert(name.to_owned(), value.to_string());
    }

    /// What has another value in this account, by name.
    fn differences(&self, other: &Account) -> Vec<String> {
        let names = self.0.keys().chain(other.0.keys().filter(|name| !self.0.contains_key(*name)));
        names.filter(|name| self.0.get(*name) != other.0.get(*name)).cloned().collect()
    }
}

impl Kept {
    /// Where the account of a run is that writes a file: beside it, as long as that is a part.
    pub(crate) fn of_file(output: &Path) -> PathBuf {
        beside_part(output, ".json")
    }

    /// Where the account of a run is that writes into a folder.
    pub(crate) fn of_folder(output: &Path) -> PathBuf {
        output.join(".dehusk-run.json")
    }

    /// Keeps the account of a new run.
    pub(crate) fn begin(path: PathBuf, account: &Account) -> anyhow::Result<Self> {
        let text = serde_json::to_vec_pretty(&account.0)?;
        atomic::write_again(&path, &text)?;
        Ok(Kept { path })
    }

    /// Takes up the account of a run that did not end.
    ///
    /// # Errors
    /// If there is none, or it is not that of this run: what is different is named.
    pub(crate) fn go_on(path: PathBuf, account: &Account) -> anyhow::Result<Self> {
        let text = fs::read(&path).with_context(|| {
            format!("what the run was made of that did not end is not known without {}", path.display())
        })?;
        let before = serde_json::from_slice(&text).map(Account).unwrap_or_default();
        match account.differences(&before).as_slice() {
            [] => Ok(Kept { path }),
            names => bail!(
                "not the same as in the run that did not end: {}; call it as then, or remove its output and start again",
                names.join(", ")
            ),
        }
    }

    /// When the run began.
    pub(crate) fn since(&self) -> Option<SystemTime> {
        self.path.metadata().and_then(|meta| meta.modified()).ok()
    }

    /// Removes what a run left beside its output that was ended when that was whole.
    pub(crate) fn forget(output: &Path) -> anyhow::Result<()> {
        for left in [Kept::of_file(output), Journal::of(output)].into_iter().filter(|path| path.exists()) {
            fs::remove_file(&left).with_context(|| format!("{} cannot be removed", left.display()))?;
        }
        Ok(())
    }

    /// The run has ended.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        fs::remove_file(&self.path).with_context(|| format!("{} cannot be removed", self.path.display()))
    }
}

/// A hash that is the same on every machine (FNV-1a, 64 bits): no defence against who wants two inputs to be one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) fn new() -> Self {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    /// Goes on with some bytes and their length.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Goes on with the content of a file.
    pub(crate) fn add_file(&mut self, path: &Path) -> std::io::Result<()> {
        let mut bytes = Vec::new();
        File::open(path)?.read_to_end(&mut bytes)?;
        self.add(&bytes);
        Ok(())
    }

    /// Goes on with a file's name, size and time, which stand for its content.
    pub(crate) fn add_stat(&mut self, path: &Path) {
        self.add(path.as_os_str().as_encoded_bytes());
        if let Ok(meta) = path.metadata() {
            self.add(&meta.len().to_le_bytes());
            let since = meta.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
            self.add(&since.unwrap_or_default().as_nanos().to_le_bytes());
        }
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
