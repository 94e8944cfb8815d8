//! A run over a row of jobs, from the first outcome to the last: each is written, counted and told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{anyhow, bail};

use super::{Closed, Folder, Held, Job, Jobs, Journal, Kept, Outcome, Output, Progress, Report};
use dehusk::formats::PassedOver;

use crate::batch::exit::Exit;
use crate::batch::interrupt::Interrupt;
use crate::batch::terminal;

/// What a run says of single pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loudness {
    /// Nothing.
    Quiet,
    /// What a person should know.
    Usual,
    /// How each was done.
    Verbose,
}

/// What a run tells on standard error.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    /// What it says of single pages.
    pub(crate) loud: Loudness,
    /// Whether it sums up at its end.
    pub(crate) has_summary: bool,
    /// Whether there is one page for certain.
    pub(crate) is_single: bool,
    /// What is passed over in folders.
    pub(crate) passed_over: PassedOver,
}

/// A run that is going on.
pub(crate) struct Run {
    output: Output,
    report: Report,
    progress: Progress,
    talk: Talk,
    /// How many pages were passed over because their articles are there.
    passed: Arc<AtomicU64>,
    /// What it is made of, until it ends.
    account: Option<Kept>,
    /// Which inputs have no record, where that must be known to go on.
    journal: Option<Journal>,
    /// How many inputs have their outcome, and how many records there are.
    done: u64,
    records: u64,
}

/// The jobs whose articles are not there yet.
pub(crate) struct Rest {
    jobs: Jobs,
    /// Where articles are looked for.
    folder: Option<Folder>,
    passed: Arc<AtomicU64>,
}

impl Iterator for Rest {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        let Rest { jobs, folder, passed } = self;
        jobs.find(|job| {
            let is_done = folder.as_ref().is_some_and(|folder| job.is_page() && folder.has(&job.label));
            passed.fetch_add(is_done.into(), Ordering::Relaxed);
            !is_done
        })
    }
}

impl Run {
    pub(crate) fn new(output: Output, report: Report, progress: Progress, talk: Talk, account: Option<Kept>) -> Self {
        let journal = output.grows_as().filter(|_| account.is_some()).map(Journal::begin);
        Run { output, report, progress, talk, passed: Arc::default(), account, journal, done: 0, records: 0 }
    }

    /// The jobs without those that an earlier run has done.
    pub(crate) fn go_on(&mut self, mut jobs: Jobs, held: &Held) -> anyhow::Result<Rest> {
        let shards = if let Output::Shards(shards) = &self.output { shards.number() } else { 0 };
        if let Some(journal) = &mut self.journal {
            let whole = if shards == 0 { Some(0) } else { journal.records_in(shards) };
            let Some(whole) = whole else {
                bail!("how many records the shards have is not known: remove them and start again")
            };
            self.records = whole + held.records;
            if self.records > 0 {
                self.done = journal.go_on(self.records)?;
            }
        }
        let last = (0..self.done).map(|_| jobs.next()).last();
        if let Some(last) = last
            && held.records > 0
            && !last.is_some_and(|job| job.has_record(&held.last))
        {
            bail!("the inputs are not those of the run that did not end; remove its output and start again");
        }
        // A run that was killed may have left a shard that is full.
        self.close_shard(false)?;
        self.report.add_done_before(self.done);
        let folder = match &self.output {
            Output::Folder(folder) if folder.goes_on() => Some(folder.clone()),
            _ => None,
        };
        Ok(Rest { jobs, folder, passed: Arc::clone(&self.passed) })
    }

    /// Takes all outcomes.
    pub(crate) fn take(
        mut self,
        pipeline: impl Iterator<Item = Outcome>,
        interrupt: &Interrupt,
    ) -> anyhow::Result<Exit> {
        let kept = self.output.kept_as().map(|path| path.display().to_string());
        let goes_on = kept.map(|path| format!("; what was done is in {path}, --resume goes on with it"));
        let goes_on = goes_on.unwrap_or_default();
        for outcome in pipeline {
            self.add(&outcome)
                .map_err(|error| if error.is::<Closed>() { error } else { anyhow!("{error:#}{goes_on}") })?;
        }
        self.progress.end();
        if interrupt.is_set() {
            self.say(&format!("interrupted{goes_on}"));
            return Ok(Exit::Interrupted);
        }
        self.end()
    }

    fn add(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        let is_verbose = self.talk.loud == Loudness::Verbose;
        let more = || match (is_verbose, self.talk.is_single) {
            (true, _) => outcome.done(),
            (_, true) => outcome.unwanted(),
            _ => None,
        };
        if let Some(told) = outcome.trouble().or_else(more)
            && self.talk.loud != Loudness::Quiet
        {
            self.say(&told);
        }
        let left_out = self.output.write_pictures(outcome)?;
        if left_out > 0 && self.talk.loud != Loudness::Quiet {
            let shown = terminal::escape_line(&outcome.label.shown);
            self.say(&format!("{shown}: {left_out} of its pictures are left out: other files have their names"));
        }
        self.output.write(outcome)?;
        match (&mut self.journal, outcome.left_out()) {
            (Some(journal), Some(_)) => journal.note(self.done)?,
            _ => self.records += 1,
        }
        self.done += 1;
        self.close_shard(false)?;
        self.report.add(outcome)?;
        self.progress.step(outcome.size.disk, outcome.size.bytes);
        Ok(())
    }

    /// Closes a shard that is full, and the last one: first its end is written down, so that it is known wherever the file is.
    fn close_shard(&mut self, is_last: bool) -> anyhow::Result<()> {
        let (Output::Shards(shards), Some(journal)) = (&mut self.output, &mut self.journal) else { return Ok(()) };
        if shards.is_full() || (is_last && shards.is_begun()) {
            journal.note_shard(shards.number(), self.records)?;
            shards.close()?;
        }
        Ok(())
    }

    fn end(mut self) -> anyhow::Result<Exit> {
        self.close_shard(true)?;
        self.report.add_done_before(self.passed.load(Ordering::Relaxed));
        self.output.finish()?;
        self.account.map_or(Ok(()), Kept::finish)?;
        self.journal.map_or(Ok(()), Journal::finish)?;
        self.report.finish()?;
        if self.talk.has_summary {
            let summary = self.report.summary(&self.talk.passed_over).to_string();
            terminal::say(&format!("dehusk: {}", terminal::escape(&summary)));
        }
        if self.report.has_no_pages() {
            if self.talk.loud != Loudness::Quiet {
                terminal::say("dehusk: there is no page in what was named");
            }
            return Ok(Exit::Partly);
        }
        Ok(if self.report.is_fine() { Exit::Fine } else { Exit::Partly })
    }

    fn say(&self, trouble: &str) {
        self.progress.say(&format!("dehusk: {}", terminal::escape(trouble)));
    }
}
