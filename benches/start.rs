//! How long it takes until the first page can be stripped: `cargo bench --bench start`. In microseconds of CPU time, the
//! first of a process and a further one; `benches/start.py` does the same for the command.

use std::hint::black_box;

use dehusk::{Page, RuleSet, Stripper};
use rustix::time::{ClockId, clock_gettime};

fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// The CPU time of something, in microseconds.
fn took<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = cpu();
    let made = work();
    (made, cpu() - began)
}

fn main() {
    const FURTHER: u32 = 1000;
    let (stripper, first) = took(|| Stripper::new(RuleSet::builtin()));
    let tiny = Page::text(
        "<article><p>The ferry came in at dawn, with its decks full and its crew in good spirits.</article>",
    );
    let (_, page) = took(|| black_box(stripper.strip(&tiny)).is_ok());
    let (_, again) = took(|| (0..FURTHER).for_each(|_| drop(black_box(Stripper::new(RuleSet::builtin())))));
    let (_, pages) = took(|| (0..FURTHER).for_each(|_| drop(black_box(stripper.strip(&tiny)))));
    println!("Stripper::new, the first   {first:>8.0} µs");
    println!("a tiny page, the first     {page:>8.0} µs");
    println!("Stripper::new, a further   {:>8.2} µs", again / f64::from(FURTHER));
    println!("a tiny page, a further     {:>8.2} µs", pages / f64::from(FURTHER));
}
