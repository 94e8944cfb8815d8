//! The machine that strips: a reader that makes jobs, workers that do them, and a taker that gets what became of them
//! in the order of the jobs.
//!
//! Nothing in it grows with the number of jobs. The reader waits for a free worker; a worker that is ahead of the taker
//! waits with its outcome when those that already lie there weigh more than the budget, except the one that the taker
//! waits for. A job that outlasts its time is given up: its thread is left to itself, another takes its place.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::{Job, Label, Outcome};
use crate::batch::interrupt::Interrupt;
use dehusk::formats::Fault;

/// What the threads that do jobs are called.
pub(super) const WORKER: &str = "worker";

/// What the thread that makes jobs is called.
const READER: &str = "reader";

/// How the machine is built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) workers: usize,
    /// The stack of a worker, in bytes.
    pub(crate) stack: usize,
    /// How many bytes of outcomes may lie ready ahead of the one that is next.
    pub(crate) budget: usize,
    /// How long a job may take.
    pub(crate) time: Duration,
}

/// What the workers do.
pub(crate) trait Work: Send + Sync + 'static {
    /// Does a job. Never panics.
    fn run(&self, job: Job) -> Outcome;

    /// What becomes of a job that took too long.
    fn give_up(&self, label: Arc<Label>, took: Duration) -> Outcome;
}

/// A running machine. Iterate over it for the outcomes, of which there are no more after an interrupt; drop it to stop.
pub(crate) struct Pipeline<W> {
    shared: Arc<Shared>,
    queue: Receiver<(u64, Job)>,
    work: Arc<W>,
    settings: Settings,
    interrupt: Interrupt,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The number of the job whose outcome is taken next.
    next: u64,
    /// How many jobs there are, once the reader knows.
    jobs: Option<u64>,
    started: BTreeMap<u64, (Instant, Arc<Label>)>,
    ready: BTreeMap<u64, Outcome>,
    /// What the outcomes in `ready` weigh.
    weight: usize,
    stopped: bool,
}

/// More outcomes than this never lie ready, however little they weigh.
const MOST_READY: usize = 4096;

impl<W: Work> Pipeline<W> {
    /// Starts the machine.
    pub(crate) fn start(
        jobs: impl Iterator<Item = Job> + Send + 'static,
        work: W,
        settings: Settings,
        interrupt: Interrupt,
    ) -> std::io::Result<Self> {
        silence_pages();
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new() });
        let (sender, queue) = bounded(settings.workers);
        let reader = Arc::clone(&shared);
        thread::Builder::new().name(READER.into()).spawn(move || reader.read(jobs, &sender))?;
        let pipeline = Pipeline { shared, queue, work: Arc::new(work), settings, interrupt };
        for _ in 0..settings.workers {
            pipeline.spawn_worker()?;
        }
        Ok(pipeline)
    }

    fn spawn_worker(&self) -> std::io::Result<()> {
        let (shared, queue, work) = (Arc::clone(&self.shared), self.queue.clone(), Arc::clone(&self.work));
        let budget = self.settings.budget;
        thread::Builder::new().name(WORKER.into()).stack_size(self.settings.stack).spawn(move || {
            for (number, job) in &queue {
                shared.begin(number, &job.label);
                let outcome = work.run(job);
                if !shared.finish(number, outcome, budget) {
                    return;
                }
            }
        })?;
        Ok(())
    }

    /// Gives up the job that the taker waits for, if its time is over.
    fn overdue(&self, state: &mut State) -> Option<Outcome> {
        let (since, _) = state.started.get(&state.next)?;
        if since.elapsed() < self.settings.time {
            return None;
        }
        let (since, label) = state.started.remove(&state.next)?;
        Some(self.work.give_up(label, since.elapsed()))
    }
}

impl<W: Work> Iterator for Pipeline<W> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        let mut state = self.shared.lock();
        while !self.interrupt.is_set() {
            let next = state.next;
            if let Some(outcome) = state.ready.remove(&next) {
                state.weight -= outcome.output.len();
                state.next += 1;
                self.shared.changed.notify_all();
                return Some(outcome);
            }
            if state.jobs == Some(next) {
                return None;
            }
            if let Some(outcome) = self.overdue(&mut state) {
                state.next += 1;
                self.shared.changed.notify_all();
                drop(state);
                // Without another thread the machine is a worker short, no more.
                let _ = self.spawn_worker();
                return Some(outcome);
            }
            state = self.shared.wait(state, Duration::from_millis(100));
        }
        None
    }
}

impl<W> Drop for Pipeline<W> {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    /// Makes the jobs. If that panics, there is one more job, which says so, and then none.
    fn read(&self, mut jobs: impl Iterator<Item = Job>, sender: &Sender<(u64, Job)>) {
        let mut count = 0;
        let mut panicked = false;
        while !panicked {
            let job = panic::catch_unwind(AssertUnwindSafe(|| jobs.next())).unwrap_or_else(|panic| {
                panicked = true;
                Some(Job::without_page("input", Fault::panicked(&*panic)))
            });
            let Some(job) = job else { break };
            if sender.send((count, job)).is_err() {
                return;
            }
            count += 1;
        }
        self.lock().jobs = Some(count);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>, time: Duration) -> MutexGuard<'a, State> {
        self.changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0
    }

    fn begin(&self, number: u64, label: &Arc<Label>) {
        self.lock().started.insert(number, (Instant::now(), Arc::clone(label)));
    }

    /// Lays an outcome ready. Says whether the worker goes on: not when its job was given up or all is stopped.
    fn finish(&self, number: u64, outcome: Outcome, budget: usize) -> bool {
        let mut state = self.lock();
        if state.started.remove(&number).is_none() {
            return false;
        }
        while number != state.next
            && (state.weight + outcome.output.len() > budget || state.ready.len() >= MOST_READY)
            && !state.stopped
        {
            state = self.wait(state, Duration::from_secs(1));
        }
        state.weight += outcome.output.len();
        state.ready.insert(number, outcome);
        let stopped = state.stopped;
        drop(state);
        self.changed.notify_all();
        !stopped
    }
}

/// Takes the message of a panic off the screen where a page makes it: its outcome tells it.
pub(super) fn silence_pages() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if ![Some(WORKER), Some(READER)].contains(&thread::current().name()) {
                usual(panic);
            }
        }));
    });
}

#[cfg(test)]
#[path = "pipeline_tests.rs"]
mod tests;
