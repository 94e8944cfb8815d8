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
}

/// A page that is still to be read.
pub(super) struct Unread {
    job: Job,
    url: Option<String>,
    /// The path relative to the folder that holds all inputs, without the extension of a page.
    pub(super) id: String,
    /// Where it is, as messages name it.
    pub(super) shown: String,
}

impl Pages {
    pub(super) fn new(paths: &[PathBuf], urls: Option<&Path>) -> anyhow::Result<Self> {
        let options = ArchiveOptions { limit: Limits::default().bytes, html_field: "html".to_owned() };
        let urls = urls.map(Urls::read).transpose()?.unwrap_or_default();
        Ok(Pages { jobs: Inputs::new(paths)?.jobs(Names::Exact, options), urls })
    }
}

impl Iterator for Pages {
    type Item = Unread;

    /// Extracted text has no elements that a rule could find: it is passed over.
    fn next(&mut self) -> Option<Unread> {
        let job = self.jobs.find(|job| job.kind != Kind::Text)?;
        let url = self.urls.get(&job.label.id).map(str::to_owned);
        let (id, shown) = (job.label.id.clone(), job.label.shown.clone());
        Some(Unread { job, url, id, shown })
    }
}

impl Unread {
    /// The file that it is in, if it has one of its own.
    pub(super) fn file(&self) -> Option<&Path> {
        match &self.job.source {
            Source::File(path) => Some(path),
            _ => None,
        }
    }

    pub(super) fn read(self) -> anyhow::Result<Page<'static>> {
        let opened = open(self.job.source, Limits::default().bytes, &mut Size::default());
        let opened = opened.map_err(|fault| anyhow!("{fault}"))?;
        Ok(opened.described(self.url, self.job.described).page(self.shown))
    }
}
