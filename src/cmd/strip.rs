//! `dehusk page.html`: strip pages and write their articles.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use dehusk::{Article, Format, Page, RuleSet, Stripper};

use crate::corpus::{self, Closed, Fault, Inputs, Job, Kind, Outcome, Output, Pipeline, Settings, Source, Told};
use crate::exit::Exit;

#[derive(Debug, Args)]
pub(crate) struct Strip {
    /// Saved pages, folders or globs; `-` or nothing is standard input.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The addresses of the pages: JSON lines with `id` and `url`.
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: String,
    /// Write to a file or a folder instead of standard output.
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// How many pages are worked on at a time.
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
}

impl Strip {
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        let paths = if self.paths.is_empty() { vec![PathBuf::from("-")] } else { self.paths };
        let inputs = Inputs::new(&paths)?;
        let urls = self.urls.as_deref().map(read_urls).transpose()?.unwrap_or_default();
        let stripper = Stripper::new(RuleSet::builtin());
        let jsonl = self.format == "jsonl";
        let mut output = match &self.output {
            None => Output::stdout(),
            Some(path) if jsonl || inputs.is_single() => Output::file(path)?,
            Some(path) => Output::folder(path, "txt")?,
        };
        let names = crate::corpus::Names::Exact;
        let workers = self.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        let settings =
            Settings { workers, stack: 1 << 20, budget: workers * (32 << 20), time: Duration::from_secs(30) };
        let work = move |job: Job| work(job, &stripper, &urls, jsonl);
        let mut exit = Exit::Fine;
        for outcome in Pipeline::start(inputs.jobs(names), work, settings)? {
            if let Err(fault) = &outcome.result {
                eprintln!("dehusk: {}: {fault} ({})", outcome.label.shown, fault.code());
                exit = Exit::Partly;
            }
            match output.write(&outcome.label, &outcome.output) {
                Err(e) if e.is::<Closed>() => return Ok(Exit::Fine),
                other => other?,
            }
        }
        output.finish()?;
        Ok(exit)
    }
}

fn work(job: Job, stripper: &Stripper, urls: &HashMap<String, String>, jsonl: bool) -> Outcome {
    let start = Instant::now();
    let label = job.label.clone();
    let (article, bytes) = match read(job.source) {
        Ok(bytes) => {
            let strip = AssertUnwindSafe(|| strip(stripper, job.kind, &bytes, urls.get(&label.id)));
            (catch_unwind(strip).unwrap_or(Err(Fault::Panicked)), bytes.len())
        }
        Err(fault) => (Err(fault), 0),
    };
    let output = match &article {
        Ok(article) if !jsonl => article.render(Format::Text).into_bytes(),
        Ok(article) => format!("{}\n", serde_json::json!({"id": label.id, "url": article.meta.url, "title": article.meta.title, "text": article.render(Format::Text).trim_end(), "state": article.state, "warnings": article.warnings})).into_bytes(),
        Err(fault) if jsonl => format!("{}\n", serde_json::json!({"id": label.id, "error": {"code": fault.code(), "message": fault.to_string()}})).into_bytes(),
        Err(_) => Vec::new(),
    };
    let result = article.map(|a| Told { state: a.state, empty: a.blocks.is_empty(), warnings: a.warnings });
    Outcome { label, result, output, bytes, took: start.elapsed() }
}

fn read(source: Source) -> Result<Vec<u8>, Fault> {
    match source {
        Source::File(path) => corpus::read(&path, 32 << 20),
        Source::Stream(path) if path == Path::new("-") => corpus::read_stream(std::io::stdin().lock(), 32 << 20),
        Source::Stream(path) => corpus::read_stream(File::open(path)?, 32 << 20),
        Source::None(fault) => Err(fault),
    }
}

fn strip(stripper: &Stripper, kind: Kind, bytes: &[u8], url: Option<&String>) -> Result<Article, Fault> {
    let mut page = Page::new(bytes);
    page.url = url.cloned();
    match kind {
        Kind::Text => Ok(stripper.strip_text(&String::from_utf8_lossy(bytes), None)),
        Kind::Html => stripper.strip(&page).map_err(Fault::Refused),
    }
}

fn read_urls(path: &Path) -> anyhow::Result<HashMap<String, String>> {
    #[derive(serde::Deserialize)]
    struct Line {
        id: String,
        url: Option<String>,
    }
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut urls = HashMap::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| path.display().to_string())?;
        let line: Line = serde_json::from_str(&line)
            .with_context(|| format!("{}:{}: not a JSON object with `id` and `url`", path.display(), number + 1))?;
        urls.extend(line.url.map(|url| (line.id, url)));
    }
    Ok(urls)
}
