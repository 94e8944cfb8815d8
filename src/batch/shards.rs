//! Records in files of about one size: `out-%05d.jsonl.gz` is `out-00000.jsonl.gz`, `out-00001.jsonl.gz` and so on.
//!
//! Each is whole or not there. Where one ends depends on the records alone, so that a run which was gone on with gives the
//! same files as one that was not.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::resumable::{Held, Packed};

/// The name of shards, with a place for their number: `%05d`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    path: PathBuf,
    before: String,
    width: usize,
    after: String,
}

impl Pattern {
    /// The pattern of a path, if its file name has a place for a number.
    ///
    /// # Errors
    /// If it has two, or one for a number that is too long.
    pub(crate) fn of(path: &Path) -> anyhow::Result<Option<Self>> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let place = |at: usize| {
            let (digits, after) = name[at + 1..].split_once('d')?;
            digits.bytes().all(|b| b.is_ascii_digit()).then_some((&name[..at], digits, after))
        };
        let mut places = name.match_indices('%').filter_map(|(at, _)| place(at));
        let Some((before, digits, after)) = places.next() else { return Ok(None) };
        let width = if digits.is_empty() { 1 } else { digits.parse().unwrap_or_default() };
        if places.next().is_some() || !(1..=9).contains(&width) {
            bail!("{name}: a name has one place for the number of a file, of 9 digits at most, as out-%05d.jsonl.gz");
        }
        let (path, before, after) = (path.to_owned(), before.to_owned(), after.to_owned());
        Ok(Some(Pattern { path, before, width, after }))
    }

    /// The pattern as it was written, which the account of the run is called by.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file of a number.
    fn shard(&self, number: u64) -> PathBuf {
        let Pattern { path, before, after, .. } = self;
        let width = self.width;
        path.with_file_name(format!("{before}{number:0width$}{after}"))
    }

    /// A file that has a name of the pattern, if there is one.
    pub(crate) fn there(&self) -> Option<PathBuf> {
        self.numbered("").min().map(|(_, path)| path)
    }

    /// Whether one of the files is unfinished.
    pub(crate) fn has_part(&self) -> bool {
        self.numbered(".part").next().is_some()
    }

    /// The number of the first file that is not there.
    fn first_free(&self) -> u64 {
        (0..).find(|number| !self.shard(*number).is_file()).unwrap_or_default()
    }

    /// A file that is not there, though later ones are.
    pub(crate) fn gap(&self) -> Option<PathBuf> {
        let free = self.first_free();
        let mut all = self.numbered("").chain(self.numbered(".part"));
        all.any(|(number, _)| number > free).then(|| self.shard(free))
    }

    /// The files that are there and have a name of the pattern with this ending, with their numbers.
    fn numbered(&self, ending: &str) -> impl Iterator<Item = (u64, PathBuf)> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (before, width, after) = (self.before.clone(), self.width, format!("{}{ending}", self.after));
        let numbered = move |entry: fs::DirEntry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
            let is_number = number.len() >= width && number.bytes().all(|b| b.is_ascii_digit());
            is_number.then_some((number.parse().ok()?, entry.path()))
        };
        fs::read_dir(folder).into_iter().flatten().flatten().filter_map(numbered)
    }
}

/// Shards that are being written.
#[derive(Debug)]
pub(crate) struct Shards {
    pattern: Pattern,
    /// Bytes of a file.
    size: u64,
    /// The number of the current one.
    number: u64,
    /// Made when the first record of it comes.
    current: Option<Packed>,
}

impl Shards {
    /// New ones.
    ///
    /// # Errors
    /// If files with such names are there: shards of two runs must not mix.
    pub(crate) fn begin(pattern: Pattern, size: u64) -> anyhow::Result<Self> {
        if let Some(there) = pattern.there() {
            bail!("{} is there already: remove the files of the other run, or name another pattern", there.display());
        }
        Ok(Shards { pattern, size, number: 0, current: None })
    }

    /// Those that a run left unfinished, with what the last one holds.
    pub(crate) fn go_on(pattern: Pattern, size: u64) -> anyhow::Result<(Self, Held)> {
        if let Some(gap) = pattern.gap() {
            bail!(
                "{} is not there, though later ones are: put it back, or remove them all and start again",
                gap.display()
            );
        }
        let number = pattern.first_free();
        let path = pattern.shard(number);
        let (current, held) = if super::part(&path).is_file() {
            let (file, held) = Packed::go_on(&path)?;
            (Some(file), held)
        } else {
            (None, Held::default())
        };
        Ok((Shards { pattern, size, number, current }, held))
    }

    pub(crate) fn path(&self) -> &Path {
        self.pattern.path()
    }

    /// The number of the current file, which is also how many are whole.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn write(&mut self, record: &[u8]) -> anyhow::Result<()> {
        if record.is_empty() {
            return Ok(());
        }
        match &mut self.current {
            Some(current) => current.write(record),
            none => none.insert(Packed::begin(&self.pattern.shard(self.number))?).write(record),
        }
    }

    /// Whether the current file is as large as it should be.
    pub(super) fn is_full(&self) -> bool {
        self.current.as_ref().is_some_and(|current| current.written() >= self.size)
    }

    pub(super) fn is_begun(&self) -> bool {
        self.current.is_some()
    }

    /// Gives the current file its name; the next record begins another one.
    pub(super) fn close(&mut self) -> anyhow::Result<()> {
        let Some(current) = self.current.take() else { return Ok(()) };
        let path = self.pattern.shard(self.number);
        current.finish().with_context(|| format!("{}", path.display()))?;
        self.number += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_pattern_has_a_place_for_a_number() {
        for (name, shard) in [
            ("out-%05d.jsonl.gz", Some("out-00012.jsonl.gz")),
            ("%d.jsonl", Some("12.jsonl")),
            ("a/out.%2d", Some("a/out.12")),
            ("out.jsonl", None),
            ("100%.jsonl", None),
            ("out-%s.jsonl", None),
            ("100%-%d.jsonl", Some("100%-12.jsonl")),
        ] {
            let named = Pattern::of(name.as_ref()).expect("one place at most").map(|pattern| pattern.shard(12));
            assert_eq!(named.as_deref(), shard.map(std::path::Path::new), "{name}");
        }
        for name in ["out-%d-%d.jsonl", "out-%10d.jsonl", "out-%0d.jsonl"] {
            assert!(Pattern::of(name.as_ref()).is_err(), "{name}");
        }
    }
}
