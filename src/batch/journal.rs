//! Which inputs of a run have no record in its output: beside the part of a file, so that a run which goes on with it knows
//! where it stands.
//!
//! A line is written before any later record is, so the journal never has less than the part needs.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::atomic::{self, cannot};
use super::resumable::beside_part;

/// The journal of a run: the numbers of the jobs without a record, a line each, and how many records there are up to the end
/// of each shard.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    /// Where there is nothing to write down, there is no file.
    file: Option<File>,
}

/// What a journal has.
#[derive(Debug, Default)]
struct Notes {
    without: Vec<u64>,
    /// `shard 3 2048`
    shards: Vec<(u64, u64)>,
}

impl Journal {
    /// A new one, for this output.
    pub(crate) fn begin(output: &Path) -> Self {
        Journal { path: Journal::of(output), file: None }
    }

    /// Where the journal of a run is that writes a file.
    pub(super) fn of(output: &Path) -> PathBuf {
        beside_part(output, ".log")
    }

    /// Notes that the job of this number, from 0 on, has no record.
    pub(super) fn note(&mut self, job: u64) -> anyhow::Result<()> {
        self.write(&format!("{job}\n"))
    }

    /// Notes that a shard is whole, and how many records there are up to its end.
    pub(super) fn note_shard(&mut self, shard: u64, records: u64) -> anyhow::Result<()> {
        self.write(&format!("shard {shard} {records}\n"))
    }

    fn write(&mut self, line: &str) -> anyhow::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::create(&self.path).with_context(|| cannot(&self.path))?),
        };
        file.write_all(line.as_bytes()).with_context(|| cannot(&self.path))
    }

    /// How many records there are in so many whole shards of a run that did not end.
    pub(super) fn records_in(&self, shards: u64) -> Option<u64> {
        let last = shards.checked_sub(1)?;
        Notes::read(&self.path).shards.into_iter().rev().find(|(shard, _)| *shard == last).map(|(_, records)| records)
    }

    /// Takes up what a run left that wrote so many records, as far as it needs: how many jobs these are.
    pub(super) fn go_on(&mut self, records: u64) -> anyhow::Result<u64> {
        let notes = Notes::read(&self.path);
        let jobs = jobs(records, &notes.without);
        let without = notes.without.iter().filter(|job| **job < jobs).map(|job| format!("{job}\n"));
        let shards = notes.shards.iter().filter(|row| row.1 <= records);
        let shards = shards.map(|(shard, records)| format!("shard {shard} {records}\n"));
        let text: String = without.chain(shards).collect();
        // At once: a run that is killed here must find all of it again.
        atomic::write_again(&self.path, text.as_bytes())?;
        let file = File::options().append(true).open(&self.path).with_context(|| cannot(&self.path))?;
        self.file = Some(file);
        Ok(jobs)
    }

    /// The run has ended.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        // One of a run that did not end may be there from before.
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| cannot(&self.path))
            }
            _ => Ok(()),
        }
    }
}

impl Notes {
    /// The whole lines of a file.
    fn read(path: &Path) -> Self {
        let (text, mut notes) = (fs::read_to_string(path).unwrap_or_default(), Notes::default());
        for line in text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            let numbers: Vec<u64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
            match numbers[..] {
                [job] => notes.without.push(job),
                [shard, records] => notes.shards.push((shard, records)),
                _ => {}
            }
        }
        notes
    }
}

/// How many jobs there are up to that of the last record, where these, in their order, have none.
fn jobs(records: u64, without: &[u64]) -> u64 {
    without.iter().fold(records, |jobs, job| if *job < jobs { jobs + 1 } else { jobs })
}

#[cfg(test)]
mod tests {
    use super::jobs;

    #[test]
    fn the_jobs_of_some_records_are_those_up_to_the_last_one_of_them() {
        for (records, without, expected) in [
            (0, &[][..], 0),
            (0, &[0, 1], 0),
            (3, &[], 3),
            (3, &[0], 4),
            (3, &[0, 1, 5], 5),
            (3, &[3], 3),
            (1, &[0, 1, 2, 4], 4),
        ] {
            assert_eq!(jobs(records, without), expected, "{records} records without {without:?}");
        }
    }
}
