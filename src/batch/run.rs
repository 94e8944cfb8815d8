//! A run over a row of jobs, from the first outcome to the last: each is written, counted and told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{anyhow, bail};

use super::{Closed, Folder, Held, Job, Jobs, Kept, Outcome, Output, Progress, Report};
use crate::batch::exit::Exit;
use crate::batch::interrupt::Interrupt;
use crate::batch::terminal;

/// What a run tells on standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talk {
    /// Whether it says nothing of single pages.
    pub(crate) is_quiet: bool,
    /// Whether it sums up at its end.
    pub(crate) has_summary: bool,
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
        Run { output, report, progress, talk, passed: Arc::default(), account }
    }

    /// The jobs without those that an earlier run has done.
    pub(crate) fn go_on(&mut self, mut jobs: Jobs, held: &Held) -> anyhow::Result<Rest> {
        let last = (0..held.records).map(|_| jobs.next()).last();
        if let Some(last) = last
            && !last.is_some_and(|job| job.has_record(&held.last))
        {
            bail!("the inputs are not those of the run that did not end; remove its output and start again");
        }
        self.report.add_done_before(held.records);
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
        if !self.talk.is_quiet
            && let Some(trouble) = outcome.trouble()
        {
            self.say(&trouble);
        }
        let left_out = self.output.write_pictures(outcome)?;
        if left_out > 0 && !self.talk.is_quiet {
            let shown = terminal::escape_line(&outcome.label.shown);
            self.say(&format!("{shown}: {left_out} of its pictures are left out: other files have their names"));
        }
        self.output.write(outcome)?;
        self.report.add(outcome)?;
        self.progress.step(outcome.size.disk, outcome.size.bytes);
        Ok(())
    }

    fn end(mut self) -> anyhow::Result<Exit> {
        self.report.add_done_before(self.passed.load(Ordering::Relaxed));
        self.output.finish()?;
        self.account.map_or(Ok(()), Kept::finish)?;
        self.report.finish()?;
        if self.talk.has_summary {
            terminal::say(&format!("dehusk: {}", terminal::escape(&self.report.to_string())));
        }
        Ok(if self.report.is_fine() { Exit::Fine } else { Exit::Partly })
    }

    fn say(&self, trouble: &str) {
        self.progress.say(&format!("dehusk: {}", terminal::escape(trouble)));
    }
}
