//! The table of figures.

use std::collections::BTreeMap;

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
        let Some(measured) = &sample.measured else { continue };
        let figures = measured.figures(&keep(n, sample));
        let set = sample.gold.set.clone();
        let names = [set.clone(), format!("{set} {}", sample.gold.page_type)];
        for name in names.iter().take(if sample.gold.page_type.is_empty() { 1 } else { 2 }) {
            sums.entry(name.clone()).or_default().add(&figures);
        }
    }
    sums.iter().map(|(name, sums)| sums.line(name)).collect()
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
