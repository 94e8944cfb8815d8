use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::*;
use dehusk::formats::{Fault, Size};

/// Does what the id of a job says: `hang` waits for ever, `slow` for a moment; every output is as long as `weight`.
struct Obedient {
    weight: usize,
    begun: Arc<AtomicUsize>,
    /// Its other end is never used, so that waiting for it takes for ever.
    never: Mutex<mpsc::Receiver<()>>,
}

impl Obedient {
    fn new(weight: usize) -> (Self, Arc<AtomicUsize>, mpsc::Sender<()>) {
        let (keep, never) = mpsc::channel();
        let begun = Arc::new(AtomicUsize::new(0));
        (Obedient { weight, begun: Arc::clone(&begun), never: Mutex::new(never) }, begun, keep)
    }
}

impl Work for Obedient {
    fn run(&self, job: Job) -> Outcome {
        self.begun.fetch_add(1, Ordering::SeqCst);
        match job.label.id.split('-').next() {
            Some("hang") => drop(self.never.lock().map(|never| never.recv())),
            Some("slow") => thread::sleep(Duration::from_millis(5)),
            _ => {}
        }
        outcome(job.label, Fault::Vanished, self.weight)
    }

    fn give_up(&self, label: Arc<Label>, _took: Duration) -> Outcome {
        outcome(label, Fault::TimedOut { seconds: 0 }, 0)
    }
}

fn outcome(label: Arc<Label>, fault: Fault, weight: usize) -> Outcome {
    Outcome { label, result: Err(fault), output: vec![0; weight], size: Size::default(), took: Duration::ZERO }
}

fn jobs(ids: impl IntoIterator<Item = String, IntoIter: Send + 'static>) -> impl Iterator<Item = Job> + Send + 'static {
    ids.into_iter().map(|id| Job::without_page(&id, Fault::Vanished))
}

fn settings(workers: usize, budget: usize) -> Settings {
    Settings { workers, stack: 1 << 18, budget, time: Duration::from_millis(500) }
}

fn start(
    ids: impl IntoIterator<Item = String, IntoIter: Send + 'static>,
    work: Obedient,
    settings: Settings,
) -> Pipeline<Obedient> {
    Pipeline::start(jobs(ids), work, settings, Interrupt::default()).expect("threads can be made")
}

#[test]
fn outcomes_come_in_the_order_of_the_jobs() {
    let ids: Vec<String> =
        (0..500).map(|n| if n % 7 == 0 { format!("slow-{n}") } else { format!("fast-{n}") }).collect();
    for workers in [1, 2, 8] {
        let (work, _, _keep) = Obedient::new(10);
        let came: Vec<String> =
            start(ids.clone(), work, settings(workers, 1 << 20)).map(|outcome| outcome.label.id.clone()).collect();
        assert_eq!(came, ids, "{workers} workers");
    }
}

#[test]
fn workers_wait_for_the_taker_when_their_outcomes_weigh_too_much() {
    let (work, begun, _keep) = Obedient::new(1000);
    let endless = (0..).map(|n: usize| format!("fast-{n}"));
    let pipeline = start(endless, work, settings(2, 3000));
    for (taken, _) in pipeline.take(200).enumerate() {
        let ahead = begun.load(Ordering::SeqCst) - taken;
        // Two workers hold one each, three lie ready, one more may have come when the taker waited for it.
        assert!(ahead <= 6, "{ahead} jobs ahead of the taker");
    }
}

#[test]
fn a_job_that_hangs_is_given_up_and_no_other_is_lost() {
    let ids: Vec<String> =
        (0..40).map(|n| if n % 10 == 3 { format!("hang-{n}") } else { format!("fast-{n}") }).collect();
    let (work, _, _keep) = Obedient::new(1);
    let mut given_up = Vec::new();
    let mut came = Vec::new();
    let mut settings = settings(2, 1 << 20);
    settings.time = Duration::from_millis(200);
    for outcome in start(ids.clone(), work, settings) {
        came.push(outcome.label.id.clone());
        if let Err(Fault::TimedOut { .. }) = outcome.result {
            given_up.push(outcome.label.id.clone());
        }
    }
    assert_eq!(came, ids);
    assert_eq!(given_up, ["hang-3", "hang-13", "hang-23", "hang-33"]);
}

#[test]
fn no_jobs_give_no_outcomes() {
    let (work, _, _keep) = Obedient::new(1);
    assert_eq!(start([], work, settings(3, 1)).count(), 0);
}

#[test]
fn a_reader_that_panics_is_one_more_outcome_and_the_end() {
    let (work, _, _keep) = Obedient::new(1);
    let ids = (0..10).map(|n| if n < 5 { format!("fast-{n}") } else { panic!("the reader's own test") });
    let came: Vec<String> = start(ids, work, settings(2, 1 << 20)).map(|outcome| outcome.label.id.clone()).collect();
    assert_eq!(came, ["fast-0", "fast-1", "fast-2", "fast-3", "fast-4", "input"]);
}
