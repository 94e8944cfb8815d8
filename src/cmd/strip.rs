//! `dehusk page.html`: strip pages and write their articles.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use dehusk::Format;

use super::options::{LimitOptions, PageOptions, PolicyOptions, RuleOptions};
use crate::corpus::{
    ArchiveOptions, Inputs, Names, Outcome, Output, Pipeline, Progress, Report, Settings, StripWork, Urls,
};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::terminal;

/// The stack of a worker. Nothing recurses over a page's depth, so little is enough.
const STACK: usize = 1 << 20;

#[derive(Debug, Args)]
pub(crate) struct Strip {
    /// Saved pages, text files, archives, folders of them, globs; `-` is standard input
    ///
    /// Of a folder, the files named `.html`, `.htm`, `.xhtml`, `.mhtml`, `.txt` and `.warc` are taken, also compressed
    /// (`.gz`, `.zst`), and those of the folders in it; symbolic links in it are not followed. A file that is named is
    /// taken whatever its name is. Of a `.warc`, the pages that servers answered with are taken; a `.jsonl` is taken
    /// only if it is named, and has one page a line. Without a path, standard input is read.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    page: PageOptions,
    /// The addresses of the pages: JSON lines with `id` and `url`
    ///
    /// The id of a page is its path without the extension, relative to the folder that holds all inputs.
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    urls: Option<PathBuf>,
    /// The field of JSON lines that holds the page
    #[arg(long, value_name = "NAME", default_value = "html")]
    html_field: String,
    /// What to write
    ///
    /// Without it, the extension of the output file says it, else it is text.
    #[arg(short, long, value_name = "FORMAT", value_parser = super::options::format())]
    format: Option<Format>,
    /// Write to a file, or to a folder that mirrors the input
    ///
    /// One page and JSON lines go to a file, unless the path is a folder or ends in `/`; several pages go to a folder.
    #[arg(short, long, value_name = "FILE|DIR")]
    output: Option<PathBuf>,
    /// How many pages to work on at a time [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Write an account of the run, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// No messages about single pages, no summary, no progress bar
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    policies: PolicyOptions,
    #[command(flatten)]
    limits: LimitOptions,
}

impl Strip {
    /// Strips all pages.
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        let interrupt = Interrupt::listen()?;
        let inputs = self.inputs()?;
        let work = self.work(&inputs)?;
        let output = self.open_output(&inputs, work.format)?;
        let report = Report::new(self.report.as_deref())?;
        let progress = self.progress(&inputs, &output);
        let names = if matches!(output, Output::Folder(_)) { Names::Folded } else { Names::Exact };
        let single = inputs.is_single();
        let settings = self.settings(work.limit);
        let archives = ArchiveOptions { limit: work.limit, html_field: self.html_field };
        let pipeline = Pipeline::start(inputs.jobs(names, archives), work, settings, interrupt.clone())?;
        let run = Run { output, report, progress, quiet: self.quiet, single };
        run.take(pipeline, &interrupt)
    }

    fn inputs(&self) -> anyhow::Result<Inputs> {
        let inputs = match self.paths.as_slice() {
            [] if io::stdin().is_terminal() => bail!("nothing to strip: name a page or a folder, or see `dehusk -h`"),
            [] => Inputs::new(&[PathBuf::from("-")])?,
            paths => Inputs::new(paths)?,
        };
        if self.page.url.is_some() && !inputs.is_single() {
            bail!("--url is the address of one page; for several, write a file of them and say --urls FILE");
        }
        Ok(inputs)
    }

    fn work(&self, inputs: &Inputs) -> anyhow::Result<StripWork> {
        let format = self.format.or_else(|| format_of(self.output.as_deref()?)).unwrap_or(Format::Text);
        Ok(StripWork {
            stripper: self.rules.stripper(&self.limits, self.policies.policies(format))?,
            format,
            headed: self.output.is_none() && !inputs.is_single(),
            urls: self.urls.as_deref().map(Urls::read).transpose()?.unwrap_or_default(),
            url: self.page.url.clone(),
            site: self.page.site.clone(),
            limit: self.limits.bytes(),
        })
    }

    fn open_output(&self, inputs: &Inputs, format: Format) -> anyhow::Result<Output> {
        let Some(path) = &self.output else { return Ok(Output::stdout()) };
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        if !is_folder && (inputs.is_single() || format == Format::Jsonl) {
            return Output::file(path);
        }
        if inputs.hold(path) {
            bail!("{} is inside the input: its articles would be pages of the next run", path.display());
        }
        Output::folder(path, format.extension())
    }

    /// A bar for a person who does not see the articles pass by.
    fn progress(&self, inputs: &Inputs, output: &Output) -> Progress {
        let watched = io::stderr().is_terminal() && !matches!(output, Output::Terminal(_));
        if watched && !self.quiet && !inputs.is_single() { Progress::over(inputs) } else { Progress::hidden() }
    }

    fn settings(&self, limit: usize) -> Settings {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let workers = self.jobs.map_or_else(cores, usize::from);
        let time = Duration::from_secs(self.limits.timeout);
        Settings { workers, stack: STACK, budget: workers.saturating_mul(limit), time }
    }
}

/// The format that a file's extension names.
fn format_of(path: &Path) -> Option<Format> {
    let extension = path.extension()?;
    Format::all().find(|format| extension.eq_ignore_ascii_case(format.extension()))
}

/// A run from the first outcome to the last.
struct Run {
    output: Output,
    report: Report,
    progress: Progress,
    quiet: bool,
    single: bool,
}

impl Run {
    fn take(mut self, pipeline: impl Iterator<Item = Outcome>, interrupt: &Interrupt) -> anyhow::Result<Exit> {
        for outcome in pipeline {
            if !self.quiet
                && let Some(trouble) = outcome.trouble()
            {
                self.say(&trouble);
            }
            self.output.write(&outcome)?;
            self.report.add(&outcome)?;
            self.progress.step(outcome.size.disk, outcome.size.bytes);
        }
        self.progress.end();
        self.end(interrupt.is_set())
    }

    fn end(mut self, interrupted: bool) -> anyhow::Result<Exit> {
        if interrupted {
            return Ok(Exit::Interrupted);
        }
        self.output.finish()?;
        self.report.finish()?;
        if !self.single && !self.quiet {
            eprintln!("dehusk: {}", terminal::escape(&self.report.to_string()));
        }
        Ok(if self.report.is_fine() { Exit::Fine } else { Exit::Partly })
    }

    fn say(&self, trouble: &str) {
        self.progress.say(&format!("dehusk: {}", terminal::escape(trouble)));
    }
}
