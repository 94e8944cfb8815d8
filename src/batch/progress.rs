//! The progress bar of a long run, on a terminal only. It goes by bytes on disk, which are known before a page is read.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::terminal;

use super::Inputs;
use super::summary::{amount, counted};

/// How long the figures beside the bar stand.
const STANDS: Duration = Duration::from_millis(200);

/// A bar, or nothing where nobody watches.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// How many bytes there are on disk. Grows while they are counted.
    total: Arc<AtomicU64>,
    began: Instant,
    shown: Instant,
    done: Done,
}

/// What was done so far.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    pages: u64,
    /// After decompression.
    bytes: u64,
}

impl Progress {
    /// No bar at all.
    pub(crate) fn hidden() -> Self {
        Self::with(ProgressBar::hidden())
    }

    /// A bar over these inputs.
    pub(crate) fn over(inputs: &Inputs) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3}%  {msg}  ETA {eta}") {
            bar.set_style(style);
        }
        let progress = Self::with(bar);
        let (files, total) = (inputs.files(), Arc::clone(&progress.total));
        // Without a thread to count in, the bar has no end to go to, no more.
        let _ = thread::Builder::new().name("counter".into()).spawn(move || count(files, &total));
        progress
    }

    fn with(bar: ProgressBar) -> Self {
        let now = Instant::now();
        Progress { bar, total: Arc::default(), began: now, shown: now, done: Done::default() }
    }

    /// Says that a page is done, which took so much of the disk and was so large when it was decompressed.
    pub(crate) fn step(&mut self, disk: u64, bytes: u64) {
        self.done.pages += 1;
        self.done.bytes += bytes;
        self.bar.inc(disk);
        if self.shown.elapsed() > STANDS && !self.bar.is_hidden() {
            self.shown = Instant::now();
            self.bar.set_length(self.total.load(Ordering::Relaxed).max(self.bar.position()));
            self.bar.set_message(self.done.figures(self.began.elapsed()));
        }
    }

    /// Prints a line above the bar.
    pub(crate) fn say(&self, line: &str) {
        self.bar.suspend(|| terminal::say(line));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Done {
    fn figures(self, time: Duration) -> String {
        let seconds = time.as_secs_f64().max(1e-3);
        let (pages, bytes) = (self.pages as f64 / seconds, self.bytes as f64 / seconds);
        format!("{}, {pages:.0} pages/s, {}/s", counted(self.pages, "page"), amount(bytes))
    }
}

fn count(files: impl Iterator<Item = PathBuf>, total: &AtomicU64) {
    for file in files {
        let bytes = fs::metadata(file).map_or(0, |meta| meta.len());
        total.fetch_add(bytes, Ordering::Relaxed);
    }
}
