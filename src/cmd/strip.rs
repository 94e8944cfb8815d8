//! `dehusk page.html`: strip pages and write their articles.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

use anyhow::{Context, bail};
use clap::Args;
use dehusk::{Format, Images, Provenance};

use super::options::{FormOptions, LimitOptions, PageOptions, PolicyOptions, RuleOptions};
use crate::batch;
use crate::batch::exit::Exit;
use crate::batch::interrupt::Interrupt;
use crate::batch::terminal;
use crate::batch::{
    Account, Hash, Held, Inputs, Jobs, Kept, Names, Output, Packed, Packing, PageStripper, Pipeline, Place, Progress,
    Report, Run, Settings, StripWork, Talk, Urls, WorkerProcesses,
};
use dehusk::formats::ArchiveOptions;

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
    /// Go on with a run that did not end: the same call, with this
    ///
    /// A file of JSON lines is written as `.part` and has its name when it is whole. In a folder, an article that is
    /// there counts as done. Options, rules and inputs must be as they were: where they are not, it is told what changed.
    #[arg(long, requires = "output")]
    resume: bool,
    /// How many pages to work on at a time [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Write an account of the run, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Tell in each JSON line how long its page took; no two runs give the same lines then
    #[arg(long)]
    timings: bool,
    /// No messages about single pages, no summary, no progress bar
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    policies: PolicyOptions,
    #[command(flatten)]
    form: FormOptions,
    #[command(flatten)]
    limits: LimitOptions,
    /// Be a process that strips for another.
    #[arg(long, hide = true)]
    worker: bool,
}

impl Strip {
    /// Strips all pages.
    pub(crate) fn run(self) -> anyhow::Result<Exit> {
        if self.worker {
            return self.serve();
        }
        let interrupt = Interrupt::listen()?;
        let inputs = self.inputs()?;
        let work = self.work(&inputs)?;
        self.spare(&inputs)?;
        if self.resume && self.is_done(&inputs, work.format) {
            terminal::say("dehusk: there is nothing left to do");
            return Ok(Exit::Fine);
        }
        let account = self.account(&inputs, work.format)?;
        let since = account.as_ref().filter(|_| self.resume).and_then(Kept::since);
        let (output, held) = self.open_output(&inputs, work.format, since)?;
        let report = Report::new(self.report.as_deref())?;
        let progress = self.progress(&inputs, &output);
        let (single, settings) = (inputs.is_single(), self.settings(work.limit));
        let jobs = self.jobs(inputs, &output, work.limit);
        let talk = Talk { is_quiet: self.quiet, has_summary: !single && !self.quiet };
        let mut run = Run::new(output, report, progress, talk, account);
        let jobs = run.go_on(jobs, &held)?;
        run.take(Pipeline::start(jobs, work, settings, interrupt.clone())?, &interrupt)
    }

    /// Sees that nothing that is read is written over.
    fn spare(&self, inputs: &Inputs) -> anyhow::Result<()> {
        let part = self.output.as_deref().map(batch::part);
        for file in [&self.output, &part, &self.report].into_iter().flatten() {
            inputs.spare(file)?;
            batch::spare(file, self.urls.iter().cloned())?;
        }
        match (&self.output, &self.report) {
            (Some(output), Some(report)) if batch::absolute(output) == batch::absolute(report) => {
                bail!("{} cannot be the output and its report", report.display())
            }
            _ => Ok(()),
        }
    }

    fn jobs(&self, inputs: Inputs, output: &Output, limit: usize) -> Jobs {
        let names = if matches!(output, Output::Folder(_)) { Names::Folded } else { Names::Exact };
        inputs.jobs(names, ArchiveOptions { limit, html_field: self.html_field.clone() })
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
        // Rules that are wrong are told before anything is written.
        let stripper: &PageStripper = Box::leak(Box::new(self.stripper()?));
        if stripper.format == Format::Tei && self.output.is_none() && !inputs.is_single() {
            bail!("several TEI documents are none: give a folder for them, as -o FOLDER");
        }
        if stripper.pictures.is_some() {
            self.has_place_for_pictures(stripper.format)?;
        }
        Ok(StripWork {
            format: stripper.format,
            place: if self.limits.isolate {
                Place::Processes(WorkerProcesses::new(self.limits.timeout))
            } else {
                Place::Here(stripper)
            },
            headed: self.output.is_none() && !inputs.is_single(),
            urls: self.urls.as_deref().map(Urls::read).transpose()?.unwrap_or_default(),
            url: self.page.url.clone(),
            limit: self.limits.bytes(),
            timed: self.timings,
            provenance: stripper.provenance.clone(),
        })
    }

    /// Sees that pictures can be written beside the articles.
    fn has_place_for_pictures(&self, format: Format) -> anyhow::Result<()> {
        let is_stream = self.output.as_deref().is_none_or(|path| is_device(path) || is_table(path));
        if is_stream || format == Format::Jsonl {
            bail!("--images files writes pictures beside the articles, and a stream has no such place: add -o FOLDER");
        }
        if format == Format::Text {
            bail!(
                "--images files goes with a format that has pictures, and text has none: write -f markdown, or -f html"
            );
        }
        if self.limits.isolate {
            bail!("--images files does not go with --isolate: leave one of them out");
        }
        Ok(())
    }

    fn stripper(&self) -> anyhow::Result<PageStripper> {
        let format = self.format.or_else(|| format_of(self.output.as_deref()?)).unwrap_or(Format::Text);
        let stripper = self.rules.stripper(&self.limits, self.policies.policies(format))?;
        let (form, site, seconds) = (self.form.form(format)?, self.page.site.clone(), self.limits.timeout);
        let has_files = self.policies.policies(format).images == Images::Files;
        let (pictures, provenance) = (has_files.then(|| self.limits.bytes()), self.provenance()?);
        Ok(PageStripper { stripper, format, form, site, seconds, provenance, pictures })
    }

    /// What the records of all pages say of how they were made, if they do.
    fn provenance(&self) -> anyhow::Result<Option<Provenance>> {
        if !self.form.provenance {
            return Ok(None);
        }
        let hash = || self.rules.folders.hash_in_force().map(|hash| hash.to_string());
        let rules = if self.rules.no_site_rules { None } else { Some(hash()?) };
        Ok(Some(Provenance::default().dehusk(env!("CARGO_PKG_VERSION").to_owned()).rules(rules)))
    }

    /// Strips what another process sends.
    fn serve(&self) -> anyhow::Result<Exit> {
        #[cfg(unix)]
        rustix::process::setrlimit(
            rustix::process::Resource::Data,
            rustix::process::Rlimit { current: Some(self.limits.memory()), maximum: None },
        )?;
        batch::serve(&self.stripper()?, self.limits.stack())?;
        Ok(Exit::Fine)
    }

    /// Opens the output. What it holds already is told if the run goes on with another.
    fn open_output(
        &self,
        inputs: &Inputs,
        format: Format,
        since: Option<SystemTime>,
    ) -> anyhow::Result<(Output, Held)> {
        let new = |output| Ok((output, Held::default()));
        let Some(path) = &self.output else { return new(Output::stdout()) };
        if let Some(device) = Output::device(path)? {
            return new(device);
        }
        if is_table(path) && !path.is_dir() {
            return if format == Format::Jsonl {
                new(table(path)?)
            } else {
                bail!("a Parquet file holds records alone")
            };
        }
        if self.is_file(path, inputs, format) {
            return match (inputs.is_single(), self.resume) {
                (true, _) => new(Output::File(Packed::create(path)?)),
                (false, false) => new(Output::File(Packed::begin(path)?)),
                (false, true) => Packed::go_on(path).map(|(file, held)| (Output::File(file), held)),
            };
        }
        new(Output::folder(path, format.extension(), since, inputs)?)
    }

    /// What the run is made of, kept where it can be gone on with; checked where it goes on with another.
    fn account(&self, inputs: &Inputs, format: Format) -> anyhow::Result<Option<Kept>> {
        let Some(path) = self.output.as_deref().filter(|path| !is_device(path)) else { return Ok(None) };
        if self.is_file(path, inputs, format) {
            if inputs.is_single() || is_table(path) {
                return Ok(None);
            }
            let (kept, account) = (Kept::of_file(path), self.made_of(inputs, format)?);
            return match (batch::part(path).exists(), self.resume) {
                // The output says what is to be done.
                (true, false) => Ok(None),
                (true, true) => Kept::go_on(kept, &account).map(Some),
                (false, _) => Kept::begin(kept, &account).map(Some),
            };
        }
        if inputs.hold(path) {
            bail!("{} is inside the input: its articles would be pages of the next run", path.display());
        }
        let (kept, account) = (Kept::of_folder(path), self.made_of(inputs, format)?);
        match (kept.exists(), self.resume) {
            (true, false) => bail!(
                "{} holds articles of a run that did not end; go on with it by --resume, or remove {}",
                path.display(),
                kept.display()
            ),
            (true, true) => Kept::go_on(kept, &account).map(Some),
            (false, true) if is_filled(path) => {
                bail!("{} is not from a run that did not end: there is nothing to go on with", path.display())
            }
            (false, _) => {
                batch::make_folder(path)?;
                Kept::begin(kept, &account).map(Some)
            }
        }
    }

    /// All that the output depends on.
    fn made_of(&self, inputs: &Inputs, format: Format) -> anyhow::Result<Account> {
        let mut account = Account::default();
        account.note("dehusk's version", env!("CARGO_PKG_VERSION"));
        account.note("--format", format.name());
        account.note("the parts of the article", format!("{:?}", self.policies.policies(format)));
        account.note("the document around it", format!("{:?}", self.form.form(format)?));
        account.note("the limits of a page", self.limits.told());
        account.note("--no-site-rules", self.rules.no_site_rules);
        account.note("the rules", self.rules.folders.hash()?);
        account.note("--site", self.page.site.as_deref().unwrap_or_default());
        account.note("--url", self.page.url.as_deref().unwrap_or_default());
        account.note("--html-field", &self.html_field);
        account.note("--timings", self.timings);
        account.note("--provenance", self.form.provenance);
        account.note("the inputs", inputs.hash());
        let mut urls = Hash::new();
        self.urls.as_deref().map_or(Ok(()), |file| urls.add_file(file)).context("--urls")?;
        account.note("the addresses", urls);
        Ok(account)
    }

    fn is_file(&self, path: &Path, inputs: &Inputs, format: Format) -> bool {
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        !is_folder && (inputs.is_single() || format == Format::Jsonl)
    }

    /// Whether an earlier run came to its end.
    fn is_done(&self, inputs: &Inputs, format: Format) -> bool {
        let is_whole = |path: &PathBuf| self.is_file(path, inputs, format) && Packed::is_whole(path);
        self.output.as_ref().is_some_and(is_whole)
    }

    /// A bar for a person who does not see the articles pass by.
    fn progress(&self, inputs: &Inputs, output: &Output) -> Progress {
        let watched = io::stderr().is_terminal() && !matches!(output, Output::Terminal(_));
        if watched && !self.quiet && !inputs.is_single() { Progress::over(inputs) } else { Progress::hidden() }
    }

    fn settings(&self, limit: usize) -> Settings {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let workers = self.jobs.map_or_else(cores, usize::from);
        Settings { workers, stack: self.limits.stack(), budget: workers.saturating_mul(limit) }
    }
}

/// Whether a path is something that is written as it is: a device, a pipe.
fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

/// Whether a folder is there, with something in it that a run does not make before its first article.
fn is_filled(path: &Path) -> bool {
    let is_article = |name: &OsStr| !name.as_encoded_bytes().starts_with(b".dehusk-");
    path.read_dir().is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|e| is_article(&e.file_name()))))
}

/// Whether a path is that of a Parquet file.
fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

#[cfg(feature = "parquet")]
fn table(path: &Path) -> anyhow::Result<Output> {
    Ok(Output::Table(Box::new(batch::Table::create(path)?)))
}

#[cfg(not(feature = "parquet"))]
fn table(path: &Path) -> anyhow::Result<Output> {
    bail!("{}: this dehusk was built without the feature `parquet`", path.display())
}

/// The format that a file's extension names, under that of its compression. The rows of a table are records.
fn format_of(path: &Path) -> Option<Format> {
    if is_table(path) {
        return Some(Format::Jsonl);
    }
    let inner = if Packing::of(path) == Packing::Plain { path } else { Path::new(path.file_stem()?) };
    let extension = inner.extension()?;
    Format::all().find(|format| extension.eq_ignore_ascii_case(format.extension()))
}
