//! Saved pages one after the other, for those who look at many of them.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use dehusk::{Limits, Page};

use crate::batch::{Inputs, Job, Jobs, Names, Urls};
use dehusk::formats::{ArchiveOptions, Kind, Size, Source, open};

/// The pages of files, folders, globs and archives, in their order.
pub(super) struct Pages {
    jobs: Jobs,
    urls: Urls,
    has_texts: bool,
}

/// A page that is still to be read.
pub(super) struct Unread {
    job: Job,
    url: Option<String>,
    /// What its record is called.
    pub(super) id: String,
    /// Where it is, as messages name it.
    pub(super) shown: String,
}

impl Pages {
    /// Those that have elements that a rule could find: extracted text is passed over.
    pub(super) fn new(paths: &[PathBuf], urls: Option<&Path>) -> anyhow::Result<Self> {
        let urls = urls.map(Urls::read).transpose()?.unwrap_or_default();
        Ok(Pages { urls, has_texts: false, ..Pages::of_all_kinds(paths, Limits::default().bytes)? })
    }

    /// All of them, extracted text too.
    pub(super) fn of_all_kinds(paths: &[PathBuf], limit: usize) -> anyhow::Result<Self> {
        let options = ArchiveOptions { limit, html_field: "html".to_owned() };
        let jobs = Inputs::new(paths)?.jobs(Names::Exact, options);
        Ok(Pages { jobs, urls: Urls::default(), has_texts: true })
    }

    /// The jobs, for several workers, and the addresses that they need.
    pub(super) fn apart(mut self) -> (impl Iterator<Item = Job> + Send + 'static, Urls) {
        let urls = std::mem::take(&mut self.urls);
        (std::iter::from_fn(move || self.job()), urls)
    }

    fn job(&mut self) -> Option<Job> {
        self.jobs.find(|job| self.has_texts || job.kind != Kind::Text)
    }
}

impl Iterator for Pages {
    type Item = Unread;

    fn next(&mut self) -> Option<Unread> {
        let job = self.job()?;
        Some(Unread::new(job, &self.urls))
    }
}

impl Unread {
    pub(super) fn new(job: Job, urls: &Urls) -> Self {
        let url = urls.get(&job.label.id).map(str::to_owned);
        let (id, shown) = (job.label.id.clone(), job.label.shown.clone());
        Unread { job, url, id, shown }
    }

    /// The file that it is in, if it has one of its own.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.job.source {
            Source::File(path) => Some(path),
            _ => None,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.job.kind
    }

    /// Whether it has this id or address. A line of JSON lines may have an id of its own.
    pub(super) fn is(&self, id: &str) -> bool {
        let is_own = || match &self.job.source {
            Source::Json { line, .. } => own_names(line).iter().flatten().any(|name| name == id),
            _ => false,
        };
        self.id == id || self.job.described.url.as_deref() == Some(id) || is_own()
    }

    pub(super) fn read(self) -> anyhow::Result<Page<'static>> {
        let url = self.url.clone();
        self.read_as(url, Limits::default().bytes)
    }

    /// As a page that was saved from this address, if that is known.
    pub(super) fn read_as(self, url: Option<String>, limit: usize) -> anyhow::Result<Page<'static>> {
        let opened = open(self.job.source, limit, &mut Size::default());
        let opened = opened.map_err(|fault| anyhow!("{fault}"))?;
        Ok(opened.described(url, self.job.described).page(self.shown))
    }
}

/// The id and the address that a line of JSON lines gives its page.
fn own_names(line: &[u8]) -> [Option<String>; 2] {
    #[derive(serde::Deserialize)]
    struct Line {
        id: Option<serde_json::Value>,
        url: Option<String>,
    }
    let Ok(line) = serde_json::from_slice::<Line>(line) else { return [None, None] };
    let id = line.id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    [id, line.url]
}
