//! The machine that strips: a reader that makes jobs, workers that do them, and a taker that gets what became of them
//! in the order of the jobs.
//!
//! Nothing in it grows with the number of jobs. The reader waits for a free worker; a worker that is ahead of the taker
//! waits with its outcome when those that already lie there weigh more than the budget, except the one that the taker
//! waits for.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};

use super::Job;
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
}

impl Settings {
    /// So many workers, or one for each core; `limit` is how many bytes an outcome of one may have at most.
    pub(crate) fn new(workers: Option<u16>, stack: usize, limit: usize) -> Self {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let workers = workers.map_or_else(cores, usize::from);
        Settings { workers, stack, budget: workers.saturating_mul(limit) }
    }
}

/// What the workers do.
pub(crate) trait Work: Send + Sync + 'static {
    /// What becomes of a job.
    type Outcome: Weighs;

    /// Does a job, and ends. Never panics.
    fn run(&self, job: Job) -> Self::Outcome;
}

/// An outcome that lies ready until it is taken.
pub(crate) trait Weighs: Send + 'static {
    /// The bytes that wait to be written.
    fn weight(&self) -> usize;
}

/// A running machine. Iterate over it for the outcomes, of which there are no more after an interrupt; drop it to stop.
pub(crate) struct Pipeline<T: Weighs> {
    shared: Arc<Shared<T>>,
    interrupt: Interrupt,
}

struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The number of the job whose outcome is taken next.
    next: u64,
    /// How many jobs there are, once the reader knows.
    jobs: Option<u64>,
    ready: BTreeMap<u64, T>,
    /// What the outcomes in `ready` weigh.
    weight: usize,
    stopped: bool,
}

/// More outcomes than this never lie ready, however little they weigh.
const MOST_READY: usize = 4096;

impl<T: Weighs> Pipeline<T> {
    /// Starts the machine.
    pub(crate) fn start(
        jobs: impl Iterator<Item = Job> + Send + 'static,
        work: impl Work<Outcome = T>,
        settings: Settings,
        interrupt: Interrupt,
    ) -> std::io::Result<Self> {
        silence_pages();
        let state = State { next: 0, jobs: None, ready: BTreeMap::new(), weight: 0, stopped: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let (sender, queue) = bounded(settings.workers);
        let reader = Arc::clone(&shared);
        thread::Builder::new().name(READER.into()).spawn(move || reader.read(jobs, &sender))?;
        let work = Arc::new(work);
        for _ in 0..settings.workers {
            let (shared, queue, work) = (Arc::clone(&shared), queue.clone(), Arc::clone(&work));
            let worker = thread::Builder::new().name(WORKER.into()).stack_size(settings.stack);
            worker.spawn(move || {
                for (number, job) in &queue {
                    if !shared.finish(number, work.run(job), settings.budget) {
                        return;
                    }
                }
            })?;
        }
        Ok(Pipeline { shared, interrupt })
    }
}

impl<T: Weighs> Iterator for Pipeline<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let mut state = self.shared.lock();
        while !self.interrupt.is_set() {
            let next = state.next;
            if let Some(outcome) = state.ready.remove(&next) {
                state.weight -= outcome.weight();
                state.next += 1;
                self.shared.changed.notify_all();
                return Some(outcome);
            }
            if state.jobs == Some(next) {
                return None;
            }
            state = self.shared.wait(state, Duration::from_millis(100));
        }
        None
    }
}

impl<T: Weighs> Drop for Pipeline<T> {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
    }
}

impl<T: Weighs> Shared<T> {
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

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<T>>, time: Duration) -> MutexGuard<'a, State<T>> {
        self.changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0
    }

    /// Lays an outcome ready. Says whether the worker goes on: not when all is stopped.
    fn finish(&self, number: u64, outcome: T, budget: usize) -> bool {
        let mut state = self.lock();
        while number != state.next
            && (state.weight + outcome.weight() > budget || state.ready.len() >= MOST_READY)
            && !state.stopped
        {
            state = self.wait(state, Duration::from_secs(1));
        }
        state.weight += outcome.weight();
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
