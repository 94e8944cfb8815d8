//! The records of two runs, side by side.
//!
//! Two runs over the same inputs have their records in the same order, so only those wait for their other half that are out
//! of step: memory goes by how much the runs differ, not by how long they are.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use dehusk::formats::{GZIP, Unpacked, ZSTD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A record, as `-f jsonl` writes it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    #[serde(default)]
    text: String,
    /// What stands beside it.
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

/// Fields that say how a record was made, not what.
const OF_THE_RUN: [&str; 2] = ["ms", "provenance"];

/// What changed on a page.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub(super) id: String,
    pub(super) words_gained: u64,
    pub(super) words_lost: u64,
    /// The fields beside the text that are not the same, those of `metadata` by their own names.
    pub(super) fields: Vec<String>,
}

/// A page of both runs, or of one.
pub(super) enum Pair {
    Both(Box<Record>, Box<Record>),
    Old(Box<Record>),
    New(Box<Record>),
}

impl Record {
    /// The record of a page that a run does not have.
    pub(super) fn empty(id: &str) -> Self {
        Record { id: id.to_owned(), ..Record::default() }
    }

    pub(super) fn host(&self) -> Option<String> {
        let url = url::Url::parse(self.fields.get("url")?.as_str()?).ok()?;
        url.host_str().map(str::to_owned)
    }

    pub(super) fn has_article(&self) -> bool {
        !self.text.is_empty()
    }

    /// All that is told beside the text, by name; of an error its code.
    fn told(&self) -> BTreeMap<&str, &Value> {
        let outer = self.fields.iter().filter(|(name, _)| !OF_THE_RUN.contains(&name.as_str()) && *name != "metadata");
        let inner = self.fields.get("metadata").and_then(Value::as_object).into_iter().flatten();
        outer
            .map(|(name, value)| (name.as_str(), value))
            .chain(inner.map(|(name, value)| (name.as_str(), value)))
            .collect()
    }

    /// The lines of this record that are not in the other one, and the other way round, each with its sign.
    pub(super) fn lines(&self, new: &Record) -> String {
        let (before, after): (HashSet<&str>, HashSet<&str>) = (self.text.lines().collect(), new.text.lines().collect());
        let lost = self.text.lines().filter(|line| !line.is_empty() && !after.contains(line)).map(|line| ('-', line));
        let gained = new.text.lines().filter(|line| !line.is_empty() && !before.contains(line)).map(|line| ('+', line));
        lost.chain(gained).map(|(sign, line)| format!("{sign} {line}\n")).collect()
    }

    /// The same of what is told beside the text.
    pub(super) fn facts(&self, new: &Record) -> String {
        let (before, after) = (self.told(), new.told());
        let lost = before.iter().filter(|(name, value)| after.get(*name) != Some(value)).map(|fact| ('-', fact));
        let gained = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|fact| ('+', fact));
        lost.chain(gained).map(|(sign, (name, value))| format!("{sign} {name}: {value}\n")).collect()
    }
}

impl Change {
    /// What is different between two records of a page, if anything is.
    pub(super) fn of(old: &Record, new: &Record) -> Option<Self> {
        let (before, after) = (old.told(), new.told());
        let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
        let fields: Vec<String> =
            names.filter(|name| before.get(*name) != after.get(*name)).map(|name| (*name).to_owned()).collect();
        let (words_gained, words_lost) = if old.text == new.text { (0, 0) } else { words(&old.text, &new.text) };
        let is_same = old.text == new.text && fields.is_empty();
        (!is_same).then(|| Change { id: new.id.clone(), words_gained, words_lost, fields })
    }

    /// How much changed.
    pub(super) fn weight(&self) -> u64 {
        self.words_gained + self.words_lost
    }
}

/// How many words came and how many went, wherever they stand.
fn words(old: &str, new: &str) -> (u64, u64) {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for (text, sign) in [(old, -1), (new, 1)] {
        for word in text.split_whitespace().flat_map(parted) {
            *counts.entry(word).or_default() += sign;
        }
    }
    counts.values().fold((0, 0), |(gained, lost), &count| {
        let words = count.unsigned_abs();
        if count > 0 { (gained + words, lost) } else { (gained, lost + words) }
    })
}

/// Scripts from here on part no words: each character counts.
const UNPARTED: char = '\u{2e80}';

/// The words of what stands between two spaces.
fn parted(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(|c: char| c >= UNPARTED).filter(|part| !part.is_empty())
}

/// The records of a file, one after the other.
pub(super) struct Records {
    path: PathBuf,
    lines: Lines<Box<dyn BufRead>>,
    number: usize,
}

impl Records {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let place = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
        let opened = || {
            let mut file = BufReader::with_capacity(1 << 16, File::open(place)?);
            let start = file.fill_buf()?;
            let reader: Box<dyn BufRead> = if start.starts_with(GZIP) {
                Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(file)))
            } else if start.starts_with(ZSTD) {
                Box::new(BufReader::new(Unpacked::new(file)))
            } else {
                Box::new(file)
            };
            std::io::Result::Ok(reader.lines())
        };
        let lines = opened().with_context(|| path.display().to_string())?;
        Ok(Records { path: path.to_owned(), lines, number: 0 })
    }

    fn read(&self, line: std::io::Result<String>) -> anyhow::Result<Record> {
        let place = || format!("{}:{}", self.path.display(), self.number);
        let line = line.with_context(place)?;
        match serde_json::from_str(&line) {
            Ok(record) => Ok(record),
            Err(_) => bail!("{}: expected a record of dehusk, an object with an `id` and a `text`", place()),
        }
    }
}

impl Iterator for Records {
    type Item = anyhow::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.lines.next()?;
            self.number += 1;
            if !line.as_ref().is_ok_and(|line| line.trim().is_empty()) {
                return Some(self.read(line));
            }
        }
    }
}

/// Brings the records of one page together.
pub(super) fn pairs(old: Records, new: Records) -> impl Iterator<Item = anyhow::Result<Pair>> {
    Pairs { old, new, waiting_old: HashMap::new(), waiting_new: HashMap::new(), left: Vec::new(), is_read: false }
}

struct Pairs {
    old: Records,
    new: Records,
    /// Records that wait for their other half.
    waiting_old: HashMap<String, Box<Record>>,
    waiting_new: HashMap<String, Box<Record>>,
    /// What is to be given out, the next last.
    left: Vec<Pair>,
    /// Whether both files are at their end.
    is_read: bool,
}

impl Pairs {
    /// Takes a record of each file.
    fn step(&mut self) -> anyhow::Result<()> {
        let (old, new) = (self.old.next().transpose()?, self.new.next().transpose()?);
        self.is_read = old.is_none() && new.is_none();
        if let Some(new) = new.map(Box::new) {
            match self.waiting_old.remove(&new.id) {
                Some(old) => self.left.push(Pair::Both(old, new)),
                // Of two with one id the first has no other half.
                None => self.left.extend(self.waiting_new.insert(new.id.clone(), new).map(Pair::New)),
            }
        }
        if let Some(old) = old.map(Box::new) {
            match self.waiting_new.remove(&old.id) {
                Some(new) => self.left.push(Pair::Both(old, new)),
                None => self.left.extend(self.waiting_old.insert(old.id.clone(), old).map(Pair::Old)),
            }
        }
        if self.is_read {
            self.give_out();
        }
        Ok(())
    }

    /// What is left at the end has no other half.
    fn give_out(&mut self) {
        let (mut old, mut new): (Vec<_>, Vec<_>) = (
            std::mem::take(&mut self.waiting_old).into_values().collect(),
            std::mem::take(&mut self.waiting_new).into_values().collect(),
        );
        old.sort_by(|a, b| b.id.cmp(&a.id));
        new.sort_by(|a, b| b.id.cmp(&a.id));
        self.left.extend(new.into_iter().map(Pair::New).chain(old.into_iter().map(Pair::Old)));
    }
}

impl Iterator for Pairs {
    type Item = anyhow::Result<Pair>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(pair) = self.left.pop() {
                return Some(Ok(pair));
            }
            if self.is_read {
                return None;
            }
            if let Err(error) = self.step() {
                self.is_read = true;
                return Some(Err(error));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_counted_wherever_they_stand() {
        for (old, new, expected) in [
            ("a b c", "c b a", (0, 0)),
            ("a b", "a b b c", (2, 0)),
            ("港口很安静", "港口安静了", (1, 1)),
            ("", "one two", (2, 0)),
        ] {
            assert_eq!(words(old, new), expected, "{old} / {new}");
        }
    }
}
