//! What a worker does with a job: read the page, strip it, render the article.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dehusk::{Article, Format, Page, Stripper};

use super::open::{self, Size};
use super::pipeline::Work;
use super::{Fault, Job, Kind, Label, Outcome, Told, Urls, record};
use crate::terminal::escape_line;

/// All that a worker needs, the same for every page.
#[derive(Debug)]
pub(crate) struct StripWork {
    pub(crate) stripper: Stripper,
    pub(crate) format: Format,
    /// Whether each article is headed by its name, because several go into one text.
    pub(crate) headed: bool,
    pub(crate) urls: Urls,
    /// The address of the only page.
    pub(crate) url: Option<String>,
    /// The site of all pages.
    pub(crate) site: Option<String>,
    /// Bytes of a page, after decompression.
    pub(crate) limit: usize,
}

impl Work for StripWork {
    /// A page that panics is a fault of its own, and no other page sees it.
    fn run(&self, job: Job) -> Outcome {
        let began = Instant::now();
        let (mut label, mut size) = (Arc::clone(&job.label), Size::default());
        let attempt = AssertUnwindSafe(|| self.attempt(job, &mut size, &mut label));
        let result = catch_unwind(attempt).unwrap_or_else(|panic| Err(Fault::panicked(&*panic)));
        let (result, output) = match result {
            Ok((told, output)) => (Ok(told), output),
            Err(fault) => self.fault(&label, fault),
        };
        Outcome { label, result, output, size, took: began.elapsed() }
    }

    fn give_up(&self, label: Arc<Label>, took: Duration) -> Outcome {
        let (result, output) = self.fault(&label, Fault::TimedOut { seconds: took.as_secs() });
        Outcome { label, result, output, size: Size::default(), took }
    }
}

impl StripWork {
    fn attempt(&self, job: Job, size: &mut Size, label: &mut Arc<Label>) -> Result<(Told, Vec<u8>), Fault> {
        size.disk = job.disk;
        let opened = open::open(job.source, self.limit, size)?;
        if let Some(id) = &opened.id {
            *label = Arc::new(Label { id: id.clone(), stem: label.stem.clone(), shown: label.shown.clone() });
        }
        let url = self.url_of(label).map(str::to_owned).or(job.url).or(opened.url);
        let stripped = match job.kind {
            Kind::Text => {
                let site = self.site.as_deref().or(url.as_deref());
                self.stripper.strip_text(&open::text_of(&opened.bytes), site)
            }
            _ => {
                let mut page = Page::new(opened.bytes).file_name(&*label.shown);
                (page.url, page.site) = (url, self.site.clone());
                page.content_type = job.content_type.or(opened.content_type);
                self.stripper.strip(&page)
            }
        };
        let article = stripped.map_err(Fault::Refused)?;
        let output = self.render(label, &article);
        Ok((Told { state: article.state, empty: article.blocks.is_empty(), warnings: article.warnings }, output))
    }

    fn render(&self, label: &Label, article: &Article) -> Vec<u8> {
        if self.format == Format::Jsonl {
            return article.record(&label.id).into_bytes();
        }
        let heading = if self.headed { heading(self.format, &label.id) } else { String::new() };
        let mut text = heading + &article.render(self.format);
        if self.headed {
            text.push('\n');
        }
        text.into_bytes()
    }

    /// In JSON lines a page without an article has its line too.
    fn fault(&self, label: &Label, fault: Fault) -> (Result<Told, Fault>, Vec<u8>) {
        let output = match self.format {
            Format::Jsonl => record::of_fault(label, self.url_of(label), &fault),
            _ => Vec::new(),
        };
        (Err(fault), output)
    }

    fn url_of(&self, label: &Label) -> Option<&str> {
        self.url.as_deref().or_else(|| self.urls.get(&label.id))
    }
}

/// What stands above one of several articles.
fn heading(format: Format, id: &str) -> String {
    match format {
        Format::Text => format!("==> {} <==\n", escape_line(id)),
        Format::Markdown | Format::Html => format!("<!-- {} -->\n", escape_line(id).replace("--", "- - ")),
        _ => String::new(),
    }
}
