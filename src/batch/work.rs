//! What a worker does with a job: read the page, have it stripped, and see that each has its record.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dehusk::{Capture, Format, Provenance};

use super::pipeline::Work;
use super::{Job, Label, Outcome, PageStripper, Request, Told, Urls, WorkerProcesses, record};
use dehusk::formats::Fault;
use dehusk::formats::{Size, Source, open};

/// All that a worker needs, the same for every page.
#[derive(Debug)]
pub(crate) struct StripWork {
    pub(crate) place: Place,
    pub(crate) format: Format,
    /// Whether each article is headed by its name, because several go into one text.
    pub(crate) headed: bool,
    pub(crate) urls: Arc<Urls>,
    /// The address of the only page.
    pub(crate) url: Option<String>,
    /// Bytes of a page, after decompression.
    pub(crate) limit: usize,
    /// Whether records of JSON lines tell how long their page took.
    pub(crate) timed: bool,
    /// What the records of all pages say of how they were made, if they do.
    pub(crate) provenance: Option<Provenance>,
}

/// Where pages are stripped.
#[derive(Debug)]
pub(crate) enum Place {
    /// In this process, as long as it lives: to take thousands of rules apart at the end would take as long as to read
    /// them.
    Here(&'static PageStripper),
    Processes(WorkerProcesses),
}

impl Work for StripWork {
    type Outcome = Outcome;

    fn run(&self, job: Job) -> Outcome {
        let began = Instant::now();
        let (mut label, mut size) = (Arc::clone(&job.label), Size::default());
        let capture = job.described.capture.clone();
        let attempt = AssertUnwindSafe(|| self.attempt(job, &mut size, &mut label));
        let result = catch_unwind(attempt).unwrap_or_else(|panic| Err(Fault::panicked(&*panic)));
        self.outcome(label, result, size, began.elapsed(), capture)
    }
}

impl StripWork {
    fn attempt(&self, job: Job, size: &mut Size, label: &mut Arc<Label>) -> Result<(Told, Vec<u8>), Fault> {
        size.disk = job.disk;
        let file = if let Source::File(path) = &job.source { Some(path.clone()) } else { None };
        let opened = open(job.source, self.limit, size)?;
        if let Some(id) = &opened.id {
            *label = Arc::new(Label { id: id.clone(), stem: label.stem.clone(), shown: label.shown.clone() });
        }
        let capture = job.described.capture.clone();
        let opened = opened.described(self.url_of(label).map(str::to_owned), job.described);
        let request = Request {
            id: label.id.clone(),
            shown: label.shown.clone(),
            kind: job.kind,
            url: opened.url,
            content_type: opened.content_type,
            headed: self.headed,
            capture,
            file,
            bytes: opened.bytes,
        };
        match &self.place {
            Place::Here(stripper) => stripper.strip(request),
            Place::Processes(workers) => workers.strip(&request),
        }
    }

    /// In JSON lines a page without an article has its line too.
    fn outcome(
        &self,
        label: Arc<Label>,
        result: Result<(Told, Vec<u8>), Fault>,
        size: Size,
        took: Duration,
        capture: Capture,
    ) -> Outcome {
        let is_jsonl = self.format == Format::Jsonl;
        let (result, mut output) = match result {
            Ok((told, output)) => (Ok(told), output),
            Err(fault) if is_jsonl && !fault.is_left_out() => {
                let provenance = self.provenance.clone().map(|made| made.capture(capture));
                let line = record::of_fault(&label, self.url_of(&label), &fault, provenance.as_ref());
                (Err(fault), line)
            }
            Err(fault) => (Err(fault), Vec::new()),
        };
        if is_jsonl && self.timed && !output.is_empty() {
            record::add_time(&mut output, took);
        }
        Outcome { label, result, output, size, took }
    }

    fn url_of(&self, label: &Label) -> Option<&str> {
        self.url.as_deref().or_else(|| self.urls.get(&label.id))
    }
}
