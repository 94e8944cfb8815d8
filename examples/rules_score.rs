//! How rules do that were learned from the other pages of a site, without a human and by the gold as right texts:
//! `cargo run --release --example rules_score -- ../shared/corpus [--from N] [set …]`.
//!
//! Each page of a site with three pages or more is held out in turn, and a rule is learned from the others (with `--from`
//! from so many of them). Prints for each set how many sites and pages there are, the mean F1 of runs of four words without
//! and with the rules, and how many pages are better and worse by more than a point; sites for which nothing is learned
//! count.

mod score;

use std::path::PathBuf;
use std::thread;

use anyhow::Context;
use dehusk::learn::{Sample, learn};
use dehusk::{Format, Layer, RuleSet, RuleSource, Stripper};
use score::{Gold, f1, sites};

const SETS: [&str; 5] = ["daniel", "wcxb", "fundus", "aed", "trafilatura"];

fn main() -> anyhow::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let from = args.iter().position(|arg| arg == "--from");
    let from = from.map(|at| args.drain(at..(at + 2).min(args.len())).next_back().unwrap_or_default());
    let from: usize = from.map_or(Ok(usize::MAX), |n| n.parse()).context("--from takes a number")?;
    anyhow::ensure!(!args.is_empty(), "usage: rules_score CORPUS [--from N] [SET …]");
    let corpus = PathBuf::from(args.remove(0));
    let sets = if args.is_empty() { SETS.map(String::from).to_vec() } else { args };
    println!("set          sites  pages  without    with   gain  better  worse");
    let mut all = Vec::new();
    for set in sets {
        let sites = sites(&corpus.join(&set), 3).with_context(|| set.clone())?;
        let scores = thread::scope(|scope| {
            let half = sites.len().div_ceil(thread::available_parallelism().map_or(1, usize::from)).max(1);
            let run = |part: &[(String, Vec<Gold>)]| part.iter().flat_map(|(_, pages)| held_out(pages, from)).collect();
            let runs: Vec<_> = sites.chunks(half).map(|part| scope.spawn(move || -> Vec<_> { run(part) })).collect();
            runs.into_iter().flat_map(|run| run.join().unwrap_or_default()).collect::<Vec<_>>()
        });
        println!("{set:<12} {:>5} {}", sites.len(), told(&scores));
        all.extend(scores);
    }
    println!("{:<12}       {}", "all", told(&all));
    Ok(())
}

fn told(scores: &[(String, f64, f64)]) -> String {
    let mean = |of: fn(&(String, f64, f64)) -> f64| scores.iter().map(of).sum::<f64>() / scores.len().max(1) as f64;
    let (without, with) = (mean(|score| score.1), mean(|score| score.2));
    let better = scores.iter().filter(|score| score.2 > score.1 + 0.01).count();
    let worse: Vec<&str> =
        scores.iter().filter(|score| score.2 < score.1 - 0.01).map(|score| score.0.as_str()).collect();
    let (pages, gain) = (scores.len(), with - without);
    format!("{pages:>6}   {without:.4}  {with:.4} {gain:+.4} {better:>7} {:>6}  {}", worse.len(), worse.join(" "))
}

/// Each page's name and its score without and with a rule that was learned from others of its site.
fn held_out(pages: &[Gold], from: usize) -> Vec<(String, f64, f64)> {
    let stripper = Stripper::new(RuleSet::empty());
    let read = |page: &Gold| page.page().ok();
    let held_out = |at: usize| {
        // The pages behind it, so that each teaches as often as any other.
        let others = (1..pages.len()).map(|step| &pages[(at + step) % pages.len()]).take(from);
        let samples: Vec<Sample<'_>> = others
            .filter_map(|page| Some(Sample::new(read(page)?, page.id.clone()).right(page.text.clone())))
            .collect();
        let learned = learn(&stripper, &[], &samples).ok()?.into_iter().next()?;
        let source = RuleSource { name: "sites/learned.toml".to_owned(), text: learned.to_toml() };
        let rules = RuleSet::compile([Layer::new("learned", vec![source]).own()]).ok()?;
        let page = read(&pages[at])?;
        let score = |stripper: &Stripper| {
            let article = stripper.strip(&page).map(|article| article.render(Format::Text));
            f1(&article.unwrap_or_default(), &pages[at].text)
        };
        Some((pages[at].id.clone(), score(&stripper), score(&stripper.with_rules(rules))))
    };
    (0..pages.len()).filter_map(held_out).collect()
}
