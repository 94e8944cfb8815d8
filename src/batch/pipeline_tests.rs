use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::batch::{Label, Outcome};
use dehusk::formats::{Fault, Size};

/// Does what the id of a job says: `slow` lets the others go first; every output is as long as `weight`.
struct Obedient {
    weight: usize,
    begun: Arc<AtomicUsize>,
}

impl Obedient {
    fn new(weight: usize) -> (Self, Arc<AtomicUsize>) {
        let begun = Arc::new(AtomicUsize::new(0));
        (Obedient { weight, begun: Arc::clone(&begun) }, begun)
    }
}

impl Work for Obedient {
    type Outcome = Outcome;

    fn run(&self, job: Job) -> Outcome {
        self.begun.fetch_add(1, Ordering::SeqCst);
        if job.label.id.starts_with("slow") {
            (0..100).for_each(|_| thread::yield_now());
        }
        outcome(job.label, Fault::Vanished, self.weight)
    }
}

fn outcome(label: Arc<Label>, fault: Fault, weight: usize) -> Outcome {
    Outcome { label, result: Err(fault), output: vec![0; weight], size: Size::default(), took: Duration::ZERO }
}

fn jobs(ids: impl IntoIterator<Item = String, IntoIter: Send + 'static>) -> impl Iterator<Item = Job> + Send + 'static {
    ids.into_iter().map(|id| Job::without_page(&id, Fault::Vanished))
}

fn settings(workers: usize, budget: usize) -> Settings {
    Settings { workers, stack: 1 << 18, budget }
}

fn start(
    ids: impl IntoIterator<Item = String, IntoIter: Send + 'static>,
    work: Obedient,
    settings: Settings,
) -> Pipeline<Outcome> {
    Pipeline::start(jobs(ids), work, settings, Interrupt::default()).expect("threads can be made")
}

#[test]
fn outcomes_come_in_the_order_of_the_jobs() {
    let ids: Vec<String> =
        (0..500).map(|n| if n % 7 == 0 { format!("slow-{n}") } else { format!("fast-{n}") }).collect();
    for workers in [1, 2, 8] {
        let (work, _) = Obedient::new(10);
        let came: Vec<String> =
            start(ids.clone(), work, settings(workers, 1 << 20)).map(|outcome| outcome.label.id.clone()).collect();
        assert_eq!(came, ids, "{workers} workers");
    }
}

#[test]
fn workers_wait_for_the_taker_when_their_outcomes_weigh_too_much() {
    let (work, begun) = Obedient::new(1000);
    let endless = (0..).map(|n: usize| format!("fast-{n}"));
    let pipeline = start(endless, work, settings(2, 3000));
    for (taken, _) in pipeline.take(200).enumerate() {
        let ahead = begun.load(Ordering::SeqCst) - taken;
        // Two workers hold one each, three lie ready, one more may have come when the taker waited for it.
        assert!(ahead <= 6, "{ahead} jobs ahead of the taker");
    }
}

#[test]
fn no_jobs_give_no_outcomes() {
    let (work, _) = Obedient::new(1);
    assert_eq!(start([], work, settings(3, 1)).count(), 0);
}

#[test]
fn a_reader_that_panics_is_one_more_outcome_and_the_end() {
    let (work, _) = Obedient::new(1);
    let ids = (0..10).map(|n| if n < 5 { format!("fast-{n}") } else { panic!("the reader's own test") });
    let came: Vec<String> = start(ids, work, settings(2, 1 << 20)).map(|outcome| outcome.label.id.clone()).collect();
    assert_eq!(came, ["fast-0", "fast-1", "fast-2", "fast-3", "fast-4", "input"]);
}
