//! `dehusk page.html`: strip pages and write their articles.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, bail};
use clap::{Args, ValueHint};
use dehusk::{Format, Images, Provenance};

use super::config::Config;
use super::options::{
    ByteSize, FilterOptions, FormOptions, LimitOptions, PageOptions, PolicyOptions, RuleOptions, named,
};
use super::target::{Asked, Target};
use crate::batch;
use crate::batch::exit::Exit;
use crate::batch::interrupt::Interrupt;
use crate::batch::terminal;
use crate::batch::{
    Account, FileNames, Hash, Held, Inputs, Jobs, Kept, Loudness, Names, Output, Packed, PageStripper, Pattern,
    Pipeline, Place, Progress, Report, Run, Settings, Shards, StripWork, Talk, Urls, WorkerProcesses,
};
use dehusk::formats::ArchiveOptions;

#[derive(Debug, Args)]
pub(crate) struct Strip {
    /// Saved pages, text files, archives, folders of them, globs; `-` is standard input
    ///
    /// Of a folder, the files named `.html`, `.htm`, `.xhtml`, `.mhtml`, `.webarchive`, `.txt`, `.warc` and `.wacz` are
    /// taken, also compressed (`.gz`, `.zst`), and those of the folders in it; where a name has no extension, or `.php` and
    /// the like, the content says whether it is a page. Left out are hidden files, symbolic links, and the folder that a
    /// browser saved beside a page (`NAME_files` beside `NAME.html`). A file that is named is taken whatever its name is.
    /// Of a `.warc`, the pages that servers answered with are taken; a `.zip` and a `.jsonl` (one page a line) are taken
    /// only if they are named. Without a path, standard input is read.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    page: PageOptions,
    /// The addresses of the pages: JSON lines with `id` and `url`
    ///
    /// The id of a page is its path without `.html`, relative to the folder that holds all inputs.
    #[arg(long, value_name = "FILE", conflicts_with = "url", value_hint = ValueHint::FilePath)]
    urls: Option<PathBuf>,
    /// The field of JSON lines that holds the page
    #[arg(long, value_name = "NAME", default_value = "html")]
    html_field: String,
    /// What to write
    ///
    /// Without it, the extension of the output file says it, else it is text.
    #[arg(short, long, value_name = "FORMAT", ignore_case = true, value_parser = super::options::format())]
    format: Option<Format>,
    /// Write to a file, or to a folder that mirrors the input
    ///
    /// The extension says what is meant: `all.jsonl` gets a record a page, `all.txt` and `all.md` the articles one after
    /// the other, and a path without an extension or with a `/` at its end is a folder that gets a file a page. `-` is
    /// standard output.
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    output: Option<PathBuf>,
    /// Go on with a run that did not end: the same call, with this
    ///
    /// A file of JSON lines is written as `.part` and has its name when it is whole. In a folder, an article that is
    /// there counts as done. Options, rules and inputs must be as they were: where they are not, it is told what changed.
    #[arg(long)]
    resume: bool,
    /// Begin another file when one has about so many bytes [default: 256M]; the output has a place for its number:
    /// out-%05d.jsonl.gz
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true, value_parser = super::options::some_bytes)]
    shard_size: Option<ByteSize>,
    /// What the files of a folder are called by
    ///
    /// By their titles: letters, digits, spaces and hyphens, 80 characters at most; what is there already is not written
    /// over, and of several articles with one title the next are numbered in the order of the inputs.
    #[arg(long, value_name = "WHAT", value_enum, ignore_case = true, default_value_t)]
    names: FileNames,
    /// How many pages to work on at a time [default: one a core]
    #[arg(short, long, value_name = "N", allow_negative_numbers = true, value_parser = super::options::workers)]
    jobs: Option<u16>,
    /// Write an account of the run, as JSON; `-` is standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    report: Option<PathBuf>,
    /// Tell in each JSON line how long its page took; no two runs give the same lines then
    #[arg(long)]
    timings: bool,
    /// No messages about single pages, no summary, no progress bar
    #[arg(short, long)]
    quiet: bool,
    /// Tell what is used: configuration, rules, format; and of each page how it was done
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// Read no `dehusk.toml`
    #[arg(long, global = true)]
    no_config: bool,
    /// Print the options in force that are said somewhere, and where
    #[arg(long)]
    show_config: bool,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    policies: PolicyOptions,
    #[command(flatten)]
    form: FormOptions,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    limits: LimitOptions,
    /// Be a process that strips for another.
    #[arg(long, hide = true)]
    worker: bool,
    /// Those options of a configuration file that count only where they fit, by their ids.
    #[arg(skip)]
    configured: Vec<&'static str>,
}

/// Bytes of a shard where nothing is said.
const SHARD: u64 = 256 << 20;

impl Strip {
    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    pub(super) fn shows_config(&self) -> bool {
        self.show_config
    }

    /// Notes which options a configuration file has given.
    pub(super) fn note_defaults(&mut self, is_default: impl Fn(&str) -> bool) {
        let ids = ["format", "shard_size", "names", "max_memory"];
        self.configured = ids.into_iter().filter(|id| is_default(id)).collect();
        self.form.note_defaults(&is_default);
        // What is typed goes before what a file says of the opposite.
        match (self.verbose, self.quiet) {
            (true, true) if is_default("verbose") => self.verbose = is_default("quiet"),
            (true, true) => self.quiet = false,
            _ => {}
        }
        if self.page.url.is_some() && !is_default("url") {
            self.urls = None;
        } else if self.urls.is_some() && !is_default("urls") {
            self.page.url = None;
        }
    }

    /// Strips all pages.
    pub(crate) fn run(self, config: &Config) -> anyhow::Result<Exit> {
        if self.worker {
            return self.serve();
        }
        if !self.limits.isolate && !self.configured.contains(&"max_memory") {
            bail!("--max-memory is for the processes that --isolate makes: add that, or leave it out");
        }
        let interrupt = Interrupt::listen()?;
        let inputs = self.inputs()?;
        let target = self.asked(inputs.is_single()).target()?;
        let work = self.work(&inputs, &target)?;
        self.spare(&inputs, &target, config)?;
        if self.resume
            && let Some(output) = done(&target)
        {
            Kept::forget(output)?;
            let told = format!(
                "dehusk: {} is whole: there is nothing left to do, whatever it was made with",
                output.display()
            );
            terminal::say(&terminal::escape(&told));
            return Ok(Exit::Fine);
        }
        if self.verbose {
            self.tell_what_is_used(config, work.format);
        }
        let account = self.account(&inputs, &target, work.format)?;
        let since = account.as_ref().filter(|_| self.resume).and_then(Kept::since);
        let (output, held) = self.open_output(&inputs, target, work.format, since)?;
        let report = Report::new(self.report.as_deref())?;
        let progress = self.progress(&inputs, &output);
        let (single, settings) = (inputs.is_single(), Settings::new(self.jobs, self.limits.stack(), work.limit));
        let urls = Arc::clone(&work.urls);
        let jobs = self.jobs(inputs, &output, work.limit);
        let has_summary = self.verbose || (!single && !self.quiet && !output.is_read_by_another());
        let talk = Talk { loud: self.loudness(), has_summary, is_single: single, passed_over: jobs.passed_over() };
        let mut run = Run::new(output, report, progress, talk, account);
        let jobs = run.go_on(jobs, &held)?;
        let exit = run.take(Pipeline::start(jobs, work, settings, interrupt.clone())?, &interrupt)?;
        Ok(if self.resume || interrupt.is_set() { exit } else { exit.max(self.tell_unused(&urls)) })
    }

    /// Bytes of a shard.
    fn shard_bytes(&self) -> u64 {
        self.shard_size.map_or(SHARD, ByteSize::bytes)
    }

    fn loudness(&self) -> Loudness {
        match (self.verbose, self.quiet) {
            (true, _) => Loudness::Verbose,
            (_, true) => Loudness::Quiet,
            _ => Loudness::Usual,
        }
    }

    /// Says by what the pages are stripped, and as what they are written.
    fn tell_what_is_used(&self, config: &Config, format: Format) {
        let list = |paths: &[PathBuf]| {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            if paths.is_empty() { "none".to_owned() } else { paths.join(", ") }
        };
        let names = if self.rules.no_site_rules { Vec::new() } else { self.rules.folders.names() };
        let rules = list(&names);
        let told = format!("configuration: {}\nrules: {rules}\nformat: {format}", list(&config.files));
        told.lines().for_each(|line| terminal::say(&format!("dehusk: {}", terminal::escape(line))));
    }

    /// Says which addresses are of no page.
    fn tell_unused(&self, urls: &Urls) -> Exit {
        let Some(file) = &self.urls else { return Exit::Fine };
        let Some(unused) = urls.unused() else { return Exit::Fine };
        if !self.quiet {
            let told = format!("dehusk: {}: {unused}", file.display());
            terminal::say(&terminal::escape(&told));
        }
        if unused.is_all() { Exit::Partly } else { Exit::Fine }
    }

    /// What the call says of the output.
    fn asked(&self, is_single: bool) -> Asked<'_> {
        let (format, usual) =
            if self.configured.contains(&"format") { (None, self.format) } else { (self.format, None) };
        Asked { path: self.output.as_deref(), format, usual, is_single, is_fragment: self.form.is_fragment() }
    }

    /// Sees that nothing that is read is written over: no page, and nothing that says what becomes of it.
    fn spare(&self, inputs: &Inputs, target: &Target, config: &Config) -> anyhow::Result<()> {
        let (output, report) = (named(&self.output), named(&self.report));
        let part = output.map(batch::part);
        let is_printed = *target == Target::Stdout || (report.is_none() && self.report.is_some());
        let stdout = is_printed.then_some(Path::new(batch::STDOUT));
        for file in [output, part.as_deref(), report, stdout].into_iter().flatten() {
            inputs.spare(file)?;
            batch::spare(file, self.urls.iter().chain(&config.files).cloned())?;
            batch::spare(file, self.rules.folders.files())?;
        }
        match (output, report) {
            (Some(output), Some(report)) if batch::absolute(output) == batch::absolute(report) => {
                bail!("{} cannot be the output and its report", report.display())
            }
            (_, None) if self.report.is_some() && *target == Target::Stdout => {
                bail!("articles and report cannot both go to standard output: add -o FILE, or name a file for --report")
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
        self.filters.check()?;
        if self.page.url.is_some() && !inputs.is_single() {
            bail!("--url is the address of one page; for several, write a file of them and say --urls FILE");
        }
        Ok(inputs)
    }

    fn work(&self, inputs: &Inputs, target: &Target) -> anyhow::Result<StripWork> {
        let is_typed = |id: &str| !self.configured.contains(&id);
        if self.names == FileNames::Title && is_typed("names") && !matches!(target, Target::Folder(_)) {
            bail!("--names title names the files of a folder: add -o FOLDER/");
        }
        if self.shard_size.is_some() && is_typed("shard_size") && !matches!(target, Target::Shards(_)) {
            bail!("--shard-size is for an output with a place for the number of a file: name it as out-%05d.jsonl.gz");
        }
        // Rules that are wrong are told before anything is written.
        let stripper: &PageStripper = Box::leak(Box::new(self.stripper(self.asked(inputs.is_single()).format())?));
        if stripper.pictures.is_some() {
            self.has_place_for_pictures(target, stripper.format)?;
        }
        Ok(StripWork {
            format: stripper.format,
            place: if self.limits.isolate {
                Place::Processes(WorkerProcesses::new(self.limits.timeout))
            } else {
                Place::Here(stripper)
            },
            headed: !inputs.is_single() && matches!(target, Target::Stdout | Target::Device(_) | Target::File(_)),
            urls: Arc::new(self.urls.as_deref().map(Urls::read).transpose()?.unwrap_or_default()),
            url: self.page.url.clone(),
            limit: self.limits.bytes(),
            timed: self.timings,
            provenance: stripper.provenance.clone(),
        })
    }

    /// Sees that pictures can be written beside the articles.
    fn has_place_for_pictures(&self, target: &Target, format: Format) -> anyhow::Result<()> {
        if !matches!(target, Target::File(_) | Target::Folder(_)) || format == Format::Jsonl {
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

    fn stripper(&self, format: Format) -> anyhow::Result<PageStripper> {
        let stripper = self.rules.stripper(&self.limits, self.policies.policies(format), self.page.site.as_deref())?;
        let (form, site, seconds) = (self.form.form(format)?, self.page.site.clone(), self.limits.timeout);
        let has_files = self.policies.policies(format).images == Images::Files;
        let (pictures, provenance) = (has_files.then(|| self.limits.bytes()), self.provenance()?);
        let (filter, is_titled) = (self.filters.filter(), self.names == FileNames::Title);
        Ok(PageStripper { stripper, format, form, site, seconds, provenance, pictures, filter, is_titled })
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
        batch::serve(&self.stripper(self.asked(true).format())?, self.limits.stack())?;
        Ok(Exit::Fine)
    }

    /// Opens the output. What it holds already is told if the run goes on with another.
    fn open_output(
        &self,
        inputs: &Inputs,
        target: Target,
        format: Format,
        since: Option<SystemTime>,
    ) -> anyhow::Result<(Output, Held)> {
        let output = match target {
            Target::Stdout => Output::stdout(),
            Target::Device(path) => Output::device(&path)?,
            Target::Table(path) => table(&path)?,
            Target::File(path) => Output::File(Packed::create(&path)?),
            Target::Lines(path) if self.resume => {
                return Packed::go_on(&path).map(|(file, held)| (Output::File(file), held));
            }
            Target::Lines(path) => Output::File(Packed::begin(&path)?),
            Target::Shards(pattern) if self.resume => {
                let (shards, held) = Shards::go_on(pattern, self.shard_bytes())?;
                return Ok((Output::Shards(shards), held));
            }
            Target::Shards(pattern) => Output::Shards(Shards::begin(pattern, self.shard_bytes())?),
            Target::Folder(path) => Output::folder(&path, format.extension(), since, inputs, self.names)?,
        };
        Ok((output, Held::default()))
    }

    /// What the run is made of, kept where it can be gone on with; checked where it goes on with another.
    fn account(&self, inputs: &Inputs, target: &Target, format: Format) -> anyhow::Result<Option<Kept>> {
        match target {
            Target::Lines(path) => self.account_of_file(path, inputs, format),
            Target::Shards(pattern) => self.account_of_shards(pattern, inputs, format),
            Target::Folder(_) if self.resume && self.names == FileNames::Title => {
                bail!("--resume does not go with --names title: what is done is not known by its title")
            }
            Target::Folder(path) => self.account_of_folder(path, inputs, format),
            Target::File(_) if !self.resume || inputs.is_single() => Ok(None),
            Target::Stdout | Target::Device(_) | Target::Table(_) if !self.resume => Ok(None),
            _ => {
                bail!(
                    "there is nothing that --resume could go on with: only JSON lines and folders grow page by page, as -o FILE.jsonl or -o FOLDER/"
                )
            }
        }
    }

    fn account_of_file(&self, path: &Path, inputs: &Inputs, format: Format) -> anyhow::Result<Option<Kept>> {
        let (kept, account) = (Kept::of_file(path), self.made_of(inputs, format)?);
        match (batch::part(path).exists(), self.resume) {
            // The output says what is to be done.
            (true, false) => Ok(None),
            (true, true) => Kept::go_on(kept, &account).map(Some),
            (false, _) => Kept::begin(kept, &account).map(Some),
        }
    }

    fn account_of_shards(&self, pattern: &Pattern, inputs: &Inputs, format: Format) -> anyhow::Result<Option<Kept>> {
        let (kept, account) = (Kept::of_file(pattern.path()), self.made_of(inputs, format)?);
        match (kept.exists(), self.resume) {
            (true, false) => bail!(
                "{} is there from a run that did not end; go on with it by --resume, or remove it and its shards",
                kept.display()
            ),
            (true, true) => Kept::go_on(kept, &account).map(Some),
            // The account is lost: that is told.
            (false, true) if pattern.has_part() && pattern.gap().is_none() => Kept::go_on(kept, &account).map(Some),
            // Where shards of another run are, nothing is kept of this one.
            (false, _) if pattern.there().is_some() => Ok(None),
            (false, _) => Kept::begin(kept, &account).map(Some),
        }
    }

    fn account_of_folder(&self, path: &Path, inputs: &Inputs, format: Format) -> anyhow::Result<Option<Kept>> {
        if inputs.hold(path) {
            bail!(
                "{} is inside the input, so that its articles would be pages of the next run: name a folder outside of it",
                path.display()
            );
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
        account.note("--timeout", self.limits.timeout);
        account.note("--prefer", format!("{:?}", self.rules.prefer));
        account.note("--no-site-rules", self.rules.no_site_rules);
        account.note("the rules", self.rules.folders.hash()?);
        account.note("--site", self.page.site.as_deref().unwrap_or_default());
        account.note("--url", self.page.url.as_deref().unwrap_or_default());
        account.note("--html-field", &self.html_field);
        account.note("--timings", self.timings);
        account.note("the filters", format!("{:?}", self.filters));
        account.note("--shard-size", self.shard_bytes());
        account.note("--provenance", self.form.provenance);
        account.note("the inputs", inputs.hash());
        let mut urls = Hash::new();
        self.urls.as_deref().map_or(Ok(()), |file| urls.add_file(file)).context("--urls")?;
        account.note("the addresses", urls);
        Ok(account)
    }

    /// A bar for a person who does not see the articles pass by.
    fn progress(&self, inputs: &Inputs, output: &Output) -> Progress {
        let watched = io::stderr().is_terminal() && !output.is_terminal() && !output.is_read_by_another();
        if watched && !self.quiet && !self.verbose && !inputs.is_single() {
            Progress::over(inputs)
        } else {
            Progress::hidden()
        }
    }
}

/// The output of a run that came to its end.
fn done(target: &Target) -> Option<&Path> {
    match target {
        Target::Lines(path) | Target::File(path) => Some(&**path).filter(|path| Packed::is_whole(path)),
        Target::Shards(pattern) => {
            let output = pattern.path();
            let is_begun = pattern.has_part() || Kept::of_file(output).exists();
            let is_done = pattern.there().is_some() && pattern.gap().is_none() && !is_begun;
            is_done.then_some(output)
        }
        _ => None,
    }
}

/// Whether a folder is there, with something in it that a run does not make before its first article.
fn is_filled(path: &Path) -> bool {
    let is_article = |name: &OsStr| !name.as_encoded_bytes().starts_with(b".dehusk-");
    path.read_dir().is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|e| is_article(&e.file_name()))))
}

#[cfg(feature = "parquet")]
fn table(path: &Path) -> anyhow::Result<Output> {
    Ok(Output::Table(Box::new(batch::Table::create(path)?)))
}

#[cfg(not(feature = "parquet"))]
fn table(path: &Path) -> anyhow::Result<Output> {
    bail!("{}: {}", path.display(), dehusk::formats::Fault::Unsupported("parquet"))
}
