//! The names on pages that tell where the article is: what a human who writes a rule looks for first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::keys::keys;
use super::{Clue, Habits};
use crate::author::trial::Trial;

/// The names that hold most of what the generic layer keeps, and little else, best first.
pub(super) fn clues(habits: &Habits, trials: &[&Trial]) -> Vec<Clue> {
    let mut found: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for trial in trials {
        let mut places: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
        for node in trial.dom.ids() {
            let blocks = trial.blocks_in(node);
            if blocks.clone().any(|at| trial.alone[at]) {
                for key in keys(habits, &trial.dom, node) {
                    let ranges = places.entry(key.selector).or_default();
                    if ranges.last().is_none_or(|last| last.end <= blocks.start) {
                        ranges.push(blocks.clone());
                    }
                }
            }
        }
        let all: usize = chars(trial, 0..trial.texts.len(), true);
        for (selector, ranges) in places {
            let count = |is_kept| chars(trial, ranges.iter().cloned().flatten(), is_kept);
            let (kept, husk) = (count(true), count(false));
            found.entry(selector).or_default().push((kept as f64 / all as f64, husk as f64 / (kept + husk) as f64));
        }
    }
    let mean = |shares: &[(f64, f64)], share: fn(&(f64, f64)) -> f64| {
        shares.iter().map(share).sum::<f64>() / shares.len() as f64
    };
    let clue = |(selector, shares): (String, Vec<(f64, f64)>)| {
        let (kept, husk) = (mean(&shares, |it| it.0), mean(&shares, |it| it.1));
        Clue { selector, kept, husk, pages: shares.len() }
    };
    let mut clues: Vec<Clue> = found.into_iter().map(clue).collect();
    clues.sort_by_cached_key(|clue| (Reverse((clue.fit() * clue.pages as f64 * 1e6) as i64), clue.selector.clone()));
    clues.truncate(habits.most_clues);
    clues
}

/// How many characters of some blocks the generic layer keeps, or drops.
fn chars(trial: &Trial, blocks: impl Iterator<Item = usize>, kept: bool) -> usize {
    blocks.filter(|&at| trial.alone[at] == kept).map(|at| trial.chars[at]).sum()
}

impl Clue {
    /// How well it fits: the harmonic mean of what it holds of the article and of how much of it is article.
    fn fit(&self) -> f64 {
        let (recall, precision) = (self.kept, 1.0 - self.husk);
        if recall + precision > 0.0 { 2.0 * recall * precision / (recall + precision) } else { 0.0 }
    }
}
