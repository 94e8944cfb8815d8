//! The account of a run: how many pages gave what, which were slowest and largest, what went wrong.
//!
//! Faults go to the report's file as they come, so the account does not grow with them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::Outcome;
use super::atomic::AtomicFile;
use crate::batch::terminal::escape_line;
use dehusk::formats::Fault;

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

/// Every page is counted once: `ok + empty + refused + failed = pages`.
#[derive(Debug, Default, Serialize)]
struct Counts {
    pages: u64,
    ok: u64,
    empty: u64,
    refused: u64,
    failed: u64,
    /// Bytes of pages, after decompression.
    bytes: u64,
    /// Of the pages that are ok.
    states: BTreeMap<String, u64>,
    warnings: BTreeMap<String, u64>,
    /// What an earlier run had done already, not counted in `pages`.
    done_before: u64,
    /// By code.
    faults: BTreeMap<String, u64>,
}

/// The pages with the largest values, the first page of two equal ones.
#[derive(Debug, Default)]
struct Top(Vec<(u64, String)>);

/// The report's file: a JSON object whose first member, the list of faults, is written as they come.
#[derive(Debug)]
struct FaultFile {
    file: AtomicFile,
    any: bool,
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
    /// An empty account, which will be written to the file if there is one.
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

    /// Whether every page gave an article.
    pub(crate) fn is_fine(&self) -> bool {
        self.counts.ok == self.counts.pages
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
        let mut file = AtomicFile::create(path)?;
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
        self.file.finish()
    }
}

/// The summary for people.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = &self.counts;
        let seconds = self.began.elapsed().as_secs_f64();
        let rate = |n: f64| n / seconds.max(1e-3);
        let mb = c.bytes as f64 / 1e6;
        writeln!(
            f,
            "{} pages, {mb:.1} MB in {seconds:.1} s: {:.0} pages/s, {:.1} MB/s",
            c.pages,
            rate(c.pages as f64),
            rate(mb)
        )?;
        writeln!(
            f,
            "  {} ok{}, {} empty, {} refused, {} failed",
            c.ok,
            listed(&c.states),
            c.empty,
            c.refused,
            c.failed
        )?;
        if c.done_before > 0 {
            writeln!(f, "  {} were done before", c.done_before)?;
        }
        if !c.faults.is_empty() {
            writeln!(f, "  no article{}", listed(&c.faults))?;
        }
        if !c.warnings.is_empty() {
            writeln!(f, "  warnings{}", listed(&c.warnings))?;
        }
        let slowest = self.slowest.0.iter().map(|(us, id)| format!("{} {:.0} ms", escape_line(id), *us as f64 / 1e3));
        writeln!(f, "  slowest: {}", slowest.collect::<Vec<_>>().join(", "))?;
        let largest =
            self.largest.0.iter().map(|(bytes, id)| format!("{} {:.1} MB", escape_line(id), *bytes as f64 / 1e6));
        write!(f, "  largest: {}", largest.collect::<Vec<_>>().join(", "))
    }
}

/// ` (generic 12, rule 3)`, the most frequent first; nothing for no rows.
fn listed(rows: &BTreeMap<impl AsRef<str>, u64>) -> String {
    let mut rows: Vec<_> = rows.iter().map(|(name, n)| (Reverse(*n), name.as_ref())).collect();
    rows.sort_unstable();
    let rows: Vec<_> = rows.iter().map(|(Reverse(n), name)| format!("{name} {n}")).collect();
    if rows.is_empty() { String::new() } else { format!(" ({})", rows.join(", ")) }
}
