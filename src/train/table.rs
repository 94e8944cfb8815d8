//! The table of figures.

use std::collections::{BTreeMap, HashSet};

use super::metric::Figures;
use super::sample::Sample;

#[derive(Default)]
struct Sums {
    pages: usize,
    word: Vec<f64>,
    precision: Vec<f64>,
    recall: Vec<f64>,
    segments: [usize; 3],
}

/// The figures of a choice of blocks, by set and by page type.
pub(super) fn table(samples: &[Sample], keep: impl Fn(usize, &Sample) -> Vec<bool>) -> String {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for (n, sample) in samples.iter().enumerate() {
        let Some(measured) = sample.measured.as_ref().filter(|_| sample.is_page) else { continue };
        let figures = measured.figures(&keep(n, sample));
        let set = sample.gold.set.clone();
        let names = [set.clone(), format!("{set} {}", sample.gold.page_type)];
        for name in names.iter().take(if sample.gold.page_type.is_empty() { 1 } else { 2 }) {
            sums.entry(name.clone()).or_default().add(&figures);
        }
    }
    sums.iter().map(|(name, sums)| sums.line(name)).collect()
}

/// What of the foreign subtrees is kept, and what of the articles around them, in copies, made pages and the pages
/// that the copies are of, as shares of words.
pub(super) fn foreign_table(samples: &[Sample], keep: impl Fn(usize, &Sample) -> Vec<bool>) -> String {
    let copied: HashSet<(&str, &str)> = samples.iter().filter(|s| !s.foreign.is_empty()).map(name).collect();
    let mut shares = [[0.0_f64; 2]; 3];
    for (n, sample) in samples.iter().enumerate().filter(|(_, s)| copied.contains(&name(s))) {
        let (kept, is_copy) = (keep(n, sample), !sample.foreign.is_empty());
        if !is_copy && !sample.is_page {
            continue;
        }
        for (block, kept) in kept.iter().enumerate().filter(|(block, _)| !sample.out[*block]) {
            let is_foreign = sample.foreign.get(block) == Some(&true);
            let of = if is_foreign { 0 } else { 1 + usize::from(is_copy) };
            let words = f64::from(sample.features.measures[block].words) * f64::from(*kept as u8);
            if is_foreign || sample.y[block] >= 0.5 && sample.w[block] > 0.0 {
                shares[of][0] += words;
                shares[of][1] += f64::from(sample.features.measures[block].words);
            }
        }
    }
    let [foreign, page, copy] = shares.map(|[kept, all]| kept / all.max(1.0));
    format!("foreign subtrees kept {foreign:.4}; articles kept without them {page:.4}, with them {copy:.4}\n")
}

/// How many pages with an article are taken for pages without one, and the other way round, from some limits on.
pub(super) fn article_table(samples: &[Sample], probability: &[f32]) -> String {
    let line = |limit: f32| {
        let [mut lost, mut articles, mut kept, mut empty] = [0; 4];
        for (sample, probability) in samples.iter().zip(probability) {
            match sample.article {
                Some(true) => (articles, lost) = (articles + 1, lost + usize::from(*probability < limit)),
                Some(false) => (empty, kept) = (empty + 1, kept + usize::from(*probability >= limit)),
                None => {}
            }
        }
        format!("an article from {limit} on: {lost} of {articles} lost, {kept} of {empty} without one kept\n")
    };
    [0.02, 0.05, 0.1, 0.2, 0.3, 0.5].map(line).concat()
}

fn name(sample: &Sample) -> (&str, &str) {
    (&sample.gold.set, &sample.gold.id)
}

impl Sums {
    fn add(&mut self, figures: &Figures) {
        self.pages += 1;
        self.word.extend(figures.word_f1);
        self.precision.extend(figures.precision);
        self.recall.extend(figures.recall);
        if let Some(segments) = figures.segments {
            (0..3).for_each(|n| self.segments[n] += segments[n]);
        }
    }

    fn line(&self, name: &str) -> String {
        let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
        let (p, r) = (mean(&self.precision), mean(&self.recall));
        let [hits, wrong, missed] = self.segments.map(|n| n as f64);
        if hits > 0.0 {
            let f1 = 2.0 * hits / (2.0 * hits + wrong + missed);
            return format!("{name:<22} {:>5}  segment F1 {f1:.4}\n", self.pages);
        }
        format!(
            "{name:<22} {:>5}  word F1 {:.4}  shingle F1 {:.4} (P {p:.4} R {r:.4})\n",
            self.pages,
            mean(&self.word),
            2.0 * p * r / (p + r)
        )
    }
}
