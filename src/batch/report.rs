//! The account of a run: how many pages gave what, which were slowest and largest, what went wrong.
//!
//! Faults go to the report's file as they come, so the account does not grow with them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::atomic::AtomicFile;
use super::device::Device;
use super::summary::Summary;
use super::{Outcome, stdout_error};
use dehusk::formats::{Fault, PassedOver};

/// How many of the slowest and largest pages are named.
const NAMED: usize = 5;

/// The account so far.
#[derive(Debug)]
pub(crate) struct Report {
    counts: Counts,
    slowest: Top,
    largest: Top,
    began: Instant,
    file: Option<FaultFile>,
}

/// Every page is counted once: `ok + empty + refused + failed + left_out = pages`.
#[derive(Debug, Default, Serialize)]
pub(super) struct Counts {
    pub(super) pages: u64,
    pub(super) ok: u64,
    pub(super) empty: u64,
    pub(super) refused: u64,
    pub(super) failed: u64,
    /// Those that are no fault and have no record, though: links in folders, articles that are not wanted.
    pub(super) left_out: u64,
    /// Bytes of pages, after decompression.
    pub(super) bytes: u64,
    /// Of the pages that are ok.
    pub(super) states: BTreeMap<String, u64>,
    pub(super) warnings: BTreeMap<String, u64>,
    /// What an earlier run had done already, not counted in `pages`.
    pub(super) done_before: u64,
    /// By code.
    pub(super) faults: BTreeMap<String, u64>,
    /// Those that are left out, by code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) left_out_for: BTreeMap<String, u64>,
}

/// The pages with the largest values, the first page of two equal ones.
#[derive(Debug, Default)]
pub(super) struct Top(pub(super) Vec<(u64, String)>);

/// The report's file: a JSON object whose first member, the list of faults, is written as they come.
#[derive(Debug)]
struct FaultFile {
    file: Sink,
    any: bool,
}

#[derive(Debug)]
enum Sink {
    File(AtomicFile),
    Device(Device),
    Stdout,
}

impl Sink {
    fn open(path: &Path) -> anyhow::Result<Self> {
        Ok(match path {
            path if path == Path::new("-") => Sink::Stdout,
            path if Device::is_at(path) => Sink::Device(Device::open(path)?),
            path => Sink::File(AtomicFile::create(path)?),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Sink::File(file) => file.write(bytes),
            Sink::Device(device) => device.write(bytes),
            Sink::Stdout => std::io::stdout().write_all(bytes).map_err(stdout_error),
        }
    }
}

/// The report's file after the list of faults.
#[derive(Serialize)]
struct Tail<'a> {
    version: &'static str,
    #[serde(flatten)]
    counts: &'a Counts,
    seconds: f64,
    slowest: Vec<Slow<'a>>,
    largest: Vec<Large<'a>>,
}

#[derive(Serialize)]
struct Slow<'a> {
    id: &'a str,
    ms: f64,
}

#[derive(Serialize)]
struct Large<'a> {
    id: &'a str,
    bytes: u64,
}

/// A fault, as the report and the records tell it.
#[derive(Serialize)]
pub(crate) struct FaultRecord<'a> {
    pub(crate) code: &'a str,
    pub(crate) message: String,
}

impl<'a> From<&'a Fault> for FaultRecord<'a> {
    fn from(fault: &'a Fault) -> Self {
        FaultRecord { code: fault.code(), message: fault.to_string() }
    }
}

impl Report {
    /// What a person is told at the end.
    pub(super) fn summary<'a>(&'a self, passed_over: &'a PassedOver) -> Summary<'a> {
        let Report { counts, slowest, largest, .. } = self;
        Summary { counts, slowest, largest, time: self.began.elapsed(), passed_over }
    }

    /// An empty account, which will be written to the file if there is one; `-` is standard output.
    pub(crate) fn new(path: Option<&Path>) -> anyhow::Result<Self> {
        Ok(Report {
            counts: Counts::default(),
            slowest: Top::default(),
            largest: Top::default(),
            began: Instant::now(),
            file: path.map(FaultFile::create).transpose()?,
        })
    }

    /// Counts a page.
    pub(crate) fn add(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        let counts = &mut self.counts;
        counts.pages += 1;
        counts.bytes += outcome.size.bytes;
        self.slowest.add(outcome.took.as_micros() as u64, &outcome.label.id);
        self.largest.add(outcome.size.bytes, &outcome.label.id);
        if let Some(why) = outcome.left_out() {
            counts.left_out += 1;
            *counts.left_out_for.entry(why.to_owned()).or_default() += 1;
            return Ok(());
        }
        match &outcome.result {
            Ok(told) => {
                *(if told.empty { &mut counts.empty } else { &mut counts.ok }) += 1;
                if !told.empty {
                    *counts.states.entry(told.state.clone()).or_default() += 1;
                }
                for warning in &told.warnings {
                    *counts.warnings.entry(warning.clone()).or_default() += 1;
                }
            }
            Err(fault) => {
                *(if fault.is_refusal() { &mut counts.refused } else { &mut counts.failed }) += 1;
                *counts.faults.entry(fault.code().to_owned()).or_default() += 1;
                if let Some(file) = &mut self.file {
                    file.add(&outcome.label.id, fault)?;
                }
            }
        }
        Ok(())
    }

    /// Counts what an earlier run had done.
    pub(crate) fn add_done_before(&mut self, pages: u64) {
        self.counts.done_before += pages;
    }

    /// Whether there was nothing to be done at all: an archive of pictures, no lines.
    pub(crate) fn has_no_pages(&self) -> bool {
        self.counts.pages == 0 && self.counts.done_before == 0
    }

    /// Whether every page gave an article.
    pub(crate) fn is_fine(&self) -> bool {
        self.counts.ok + self.counts.left_out == self.counts.pages
    }

    /// Writes the file, if there is one.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        file.finish(&Tail {
            version: env!("CARGO_PKG_VERSION"),
            counts: &self.counts,
            seconds: self.began.elapsed().as_secs_f64(),
            slowest: self.slowest.0.iter().map(|(us, id)| Slow { id, ms: *us as f64 / 1e3 }).collect(),
            largest: self.largest.0.iter().map(|(bytes, id)| Large { id, bytes: *bytes }).collect(),
        })
    }
}

impl Top {
    fn add(&mut self, value: u64, id: &str) {
        if self.0.len() == NAMED && self.0.last().is_some_and(|last| last.0 >= value) {
            return;
        }
        let place = self.0.partition_point(|row| row.0 >= value);
        self.0.insert(place, (value, id.to_owned()));
        self.0.truncate(NAMED);
    }
}

impl FaultFile {
    fn create(path: &Path) -> anyhow::Result<Self> {
        let mut file = Sink::open(path)?;
        file.write(b"{\"inputs_without_article\": [")?;
        Ok(FaultFile { file, any: false })
    }

    fn add(&mut self, id: &str, fault: &Fault) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Row<'a> {
            id: &'a str,
            #[serde(flatten)]
            fault: FaultRecord<'a>,
        }
        self.file.write(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        let row = serde_json::to_vec(&Row { id, fault: fault.into() })?;
        self.file.write(&row)
    }

    fn finish(mut self, tail: &Tail<'_>) -> anyhow::Result<()> {
        let tail = serde_json::to_string_pretty(tail)?;
        self.file.write(b"\n],")?;
        self.file.write(tail.trim_start_matches('{').as_bytes())?;
        self.file.write(b"\n")?;
        match self.file {
            Sink::File(file) => file.finish(),
            Sink::Device(_) | Sink::Stdout => Ok(()),
        }
    }
}
