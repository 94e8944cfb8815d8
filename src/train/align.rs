//! Which words of a page are the words of its gold text.
//!
//! Long runs of words that both have are paired first, the longest first; what is left of the gold is then looked for
//! between the places of its neighbours, so that a short heading is found where it belongs and not in a menu.

use std::collections::HashMap;

/// How many words in a row make a run that is found anywhere.
const RUN: usize = 5;
/// Runs that start with the same words, beyond which no more are tried.
const SAME: usize = 20;
/// How far beyond the ends of what is paired the rest is looked for: so many words, and so many times its length.
const REACH: (usize, usize) = (80, 4);
/// The greatest table of words against words.
const TABLE: usize = 4_000_000;

/// For each word of the page the place of its partner in the gold.
pub(super) fn align(page: &[u32], gold: &[u32]) -> Vec<Option<usize>> {
    let mut pairs = Pairs { of_page: vec![None; page.len()], taken: vec![false; gold.len()] };
    for run in runs(page, gold) {
        pairs.take(run);
    }
    for gap in pairs.gaps() {
        pairs.fill(&gap, page, gold);
    }
    pairs.of_page
}

/// A run of words that both have: where it starts in the page and in the gold, and how long it is.
type Run = (usize, usize, usize);

/// All runs that cannot be made longer, the longest first.
fn runs(page: &[u32], gold: &[u32]) -> Vec<Run> {
    let mut places: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, words) in gold.windows(RUN).enumerate() {
        places.entry(words).or_default().push(at);
    }
    let mut runs = Vec::new();
    for (i, words) in page.windows(RUN).enumerate() {
        for &j in places.get(words).into_iter().flatten().take(SAME) {
            if i == 0 || j == 0 || page[i - 1] != gold[j - 1] {
                let length = page[i..].iter().zip(&gold[j..]).take_while(|(a, b)| a == b).count();
                runs.push((i, j, length));
            }
        }
    }
    runs.sort_by_key(|&(i, _, length)| (std::cmp::Reverse(length), i));
    runs
}

struct Pairs {
    of_page: Vec<Option<usize>>,
    taken: Vec<bool>,
}

/// Words of the gold without a partner, and where on the page to look for one.
struct Gap {
    gold: std::ops::Range<usize>,
    page: std::ops::Range<usize>,
}

impl Pairs {
    /// Pairs what is still free of a run, in stretches that are long enough.
    fn take(&mut self, (i, j, length): Run) {
        let mut from = 0;
        while from < length {
            let free = |k: &usize| self.of_page[i + k].is_none() && !self.taken[j + k];
            let Some(start) = (from..length).find(free) else { return };
            let end = (start..length).find(|k| !free(k)).unwrap_or(length);
            if end - start >= RUN {
                self.pair(i + start, j + start, end - start);
            }
            from = end;
        }
    }

    fn pair(&mut self, i: usize, j: usize, length: usize) {
        for k in 0..length {
            self.of_page[i + k] = Some(j + k);
            self.taken[j + k] = true;
        }
    }

    /// The gaps in the gold, each with the stretch of the page between its neighbours' partners.
    fn gaps(&self) -> Vec<Gap> {
        let mut paired: Vec<(usize, usize)> =
            self.of_page.iter().enumerate().filter_map(|(i, j)| Some(((*j)?, i))).collect();
        paired.sort_unstable();
        let mut gaps = Vec::new();
        let mut before: Option<(usize, usize)> = None;
        for next in paired.iter().copied().map(Some).chain([None]) {
            let from = before.map_or(0, |(j, _)| j + 1);
            let to = next.map_or(self.taken.len(), |(j, _)| j);
            if from < to {
                let reach = REACH.0.max(REACH.1 * (to - from));
                gaps.extend(
                    self.window(before.map(|b| b.1), next.map(|n| n.1), reach).map(|page| Gap { gold: from..to, page }),
                );
            }
            before = next;
        }
        gaps
    }

    fn window(&self, before: Option<usize>, after: Option<usize>, reach: usize) -> Option<std::ops::Range<usize>> {
        let last = self.of_page.len();
        match (before, after) {
            (None, None) => Some(0..last),
            (None, Some(to)) => Some(to.saturating_sub(reach)..to),
            (Some(from), None) => Some(from + 1..last.min(from + 1 + reach)),
            (Some(from), Some(to)) => (from < to).then_some(from + 1..to),
        }
    }

    /// Pairs the longest common runs in a gap, then those on both sides of them.
    fn fill(&mut self, gap: &Gap, page: &[u32], gold: &[u32]) {
        let mut open = vec![(gap.page.clone(), gap.gold.clone())];
        while let Some((p, g)) = open.pop() {
            if p.is_empty() || g.is_empty() || p.len() * g.len() > TABLE {
                continue;
            }
            let (i, j, length) = self.longest(page, gold, p.clone(), g.clone());
            if length > 0 {
                self.pair(i, j, length);
                open.push((p.start..i, g.start..j));
                open.push((i + length..p.end, j + length..g.end));
            }
        }
    }

    fn longest(&self, page: &[u32], gold: &[u32], p: std::ops::Range<usize>, g: std::ops::Range<usize>) -> Run {
        let mut best = (p.start, g.start, 0);
        let mut lengths = vec![0_usize; g.len() + 1];
        for i in p {
            for j in g.clone().rev() {
                let same = page[i] == gold[j] && self.of_page[i].is_none() && !self.taken[j];
                let length = if same { lengths[j - g.start] + 1 } else { 0 };
                lengths[j - g.start + 1] = length;
                if length > best.2 {
                    best = (i + 1 - length, j + 1 - length, length);
                }
            }
        }
        best
    }
}
