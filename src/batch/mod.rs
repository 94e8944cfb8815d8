//! Many pages in, many articles out.
//!
//! A corpus is whatever the command line names: files, folders, archives. It is read as a row of [`Job`]s, one a page,
//! which workers turn into [`Outcome`]s; these are written in the order of the jobs. Every input gives exactly one
//! outcome. Memory is bounded by the number of workers times the largest page allowed, however long the row is.

mod account;
mod atomic;
pub(crate) mod cpu;
mod device;
pub(crate) mod exit;
mod filter;
mod inputs;
pub(crate) mod interrupt;
mod ipc;
mod jobs;
mod journal;
mod output;
mod pictures;
mod pipeline;
mod progress;
mod record;
mod report;
mod request;
mod resumable;
mod run;
mod shards;
mod summary;
#[cfg(feature = "parquet")]
mod table;
mod taken;
pub(crate) mod terminal;
mod titles;
mod urls;
mod work;
mod workers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dehusk::formats::{Described, Fault, Kind, Size, Source};

use self::terminal::escape_line;

pub(crate) use account::{Account, Hash, Kept};
pub(crate) use atomic::{cannot, cannot_read};
pub(crate) use device::{Device, write_whole};
pub(crate) use filter::{Day, Field, Filter};
pub(crate) use inputs::{Inputs, Remote, STDOUT, absolute, spare};
pub(crate) use jobs::Jobs;
pub(crate) use journal::Journal;
pub(crate) use output::{Closed, FileNames, Folder, Output, make_folder, stdout_error};
pub(crate) use pipeline::{Pipeline, Settings, Weighs, Work};
pub(crate) use progress::Progress;
pub(crate) use report::Report;
pub(crate) use request::{PageStripper, Request, Told};
pub(crate) use resumable::{Held, Packed, Packing, part};
pub(crate) use run::{Loudness, Run, Talk};
pub(crate) use shards::{Pattern, Shards};
pub(crate) use summary::counted;
#[cfg(feature = "parquet")]
pub(crate) use table::Table;
pub(crate) use taken::Names;
pub(crate) use urls::{Urls, is_whole_address};
pub(crate) use work::{Place, StripWork};
pub(crate) use workers::{WorkerProcesses, serve};

/// What a page is called, in messages and in the output. Never taken from the page itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The path relative to the folder that holds all inputs, without the extension of a page.
    pub(crate) id: String,
    /// The same as a path for the output, without extension.
    pub(crate) stem: PathBuf,
    /// Where the page is, as messages name it.
    pub(crate) shown: String,
}

/// One page to be stripped.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) label: Arc<Label>,
    pub(crate) kind: Kind,
    pub(crate) source: Source,
    /// What its archive tells of it.
    pub(crate) described: Described,
    /// How many bytes of its archive it took.
    pub(crate) disk: u64,
}

impl Job {
    /// The job of an input that has no page to be stripped.
    pub(crate) fn without_page(name: &str, fault: Fault) -> Self {
        Job {
            label: Arc::new(Label { id: name.to_owned(), stem: name.into(), shown: name.to_owned() }),
            kind: Kind::Html,
            source: Source::None(fault),
            described: Described::default(),
            disk: 0,
        }
    }
}

impl Job {
    /// Whether there is something to be read.
    pub(crate) fn is_page(&self) -> bool {
        !matches!(self.source, Source::None(_))
    }

    /// Whether a line of JSON lines can be the record of this job. A page of JSON lines has an id of its own.
    pub(crate) fn has_record(&self, line: &[u8]) -> bool {
        #[derive(serde::Deserialize)]
        struct Line {
            id: String,
        }
        let is_own = matches!(self.source, Source::Json { .. } | Source::Opened(_));
        is_own || serde_json::from_slice::<Line>(line).is_ok_and(|line| line.id == self.label.id)
    }
}

/// What became of one page.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) label: Arc<Label>,
    /// What the article says about itself, or why there is none.
    pub(crate) result: Result<Told, Fault>,
    /// The rendered article or record, ready to be written.
    pub(crate) output: Vec<u8>,
    pub(crate) size: Size,
    pub(crate) took: Duration,
}

impl Weighs for Outcome {
    fn weight(&self) -> usize {
        let pictures = self.result.as_ref().map_or(&[][..], |told| &told.pictures.files[..]);
        self.output.len() + pictures.iter().map(|file| file.bytes.len()).sum::<usize>()
    }
}

impl Outcome {
    /// Why this page is left out of the output, and that no fault, if it is.
    pub(crate) fn left_out(&self) -> Option<&str> {
        match &self.result {
            Ok(told) => told.left_out.as_deref(),
            Err(fault) => fault.is_left_out().then(|| fault.code()),
        }
    }

    /// How this page was done, for those who ask.
    pub(crate) fn done(&self) -> Option<String> {
        let told = self.result.as_ref().ok()?;
        let rule = told.rule.as_deref().map(|rule| format!(" {rule}")).unwrap_or_default();
        let (shown, words) = (escape_line(&self.label.shown), summary::counted(told.words, "word"));
        let (state, confidence, ms) = (&told.state, told.confidence, self.took.as_secs_f64() * 1e3);
        let more: String = told.warnings.iter().chain(&told.left_out).map(|code| format!(", {code}")).collect();
        Some(format!("{shown}: {state}{rule}, confidence {confidence:.2}, {words}, {ms:.1} ms{more}"))
    }

    /// Why this page is not wanted, where nothing else of the run would tell it.
    pub(super) fn unwanted(&self) -> Option<String> {
        let code = self.result.as_ref().ok()?.left_out.as_deref()?;
        Some(format!("{}: left out, since it is not what is wanted ({code})", escape_line(&self.label.shown)))
    }

    /// What a person should know of this page at once.
    pub(crate) fn trouble(&self) -> Option<String> {
        let shown = escape_line(&self.label.shown);
        match &self.result {
            Ok(told) if told.left_out.is_some() => None,
            Ok(told) if told.empty => Some(format!("{shown}: no article found (no-article)")),
            Ok(told) if told.pictures.left_out > 0 => Some(format!(
                "{shown}: {} of its pictures are left out: too large, too many, or not of a kind that is written",
                told.pictures.left_out
            )),
            Ok(_) => None,
            Err(fault) => Some(format!("{shown}: {fault} ({})", fault.code())),
        }
    }
}
