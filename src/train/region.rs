//! Learns whether a page has one article in one run of texts: it has where its figures are better with the run alone.
//! Learns, too, whether it has an article at all, from pages whose article was cut out.

use std::collections::HashMap;

use crate::decide::threshold;
use crate::judge::logistic;
use crate::region::Parts;
use crate::region::run::{MEASURES, PageCard};

use super::learn::{card, round};
use super::linear::Lesson;
use super::metric::Figures;
use super::pull::Hold;
use super::sample::{Sample, Samples};
use super::trees::{self, Column, Config};

/// How the card is learned.
const CONFIG: Config =
    Config { hold: Hold { rate: 0.1, weight: 5.0, doubt: 0.5 }, stumps: 120, trees: 120, depth: 1, share: 0.5 };

/// The measures that tell whether a page has one run: of the run and of what would be cut off. Those of the whole page, and
/// of where it stands, tell what pages of one set look like: judged by the rows of other sets they lose.
const SHAPE: [&str; 13] = [
    "run words",
    "run prose share",
    "cut share",
    "cut prose share",
    "cut times share",
    "cut of a kind share",
    "cut headings share",
    "cut probability",
    "run probability",
    "run share of page",
    "run after headline",
    "run prose",
    "longest gap",
];

/// How much all pages of a set count.
const OF_SET: f32 = 50.0;

/// For each sample how probable it is that it has one run, by what the other folds say, and the rows of all.
pub(super) fn learn_single(samples: &Samples, probability: &[Vec<f32>]) -> (Vec<f32>, PageCard) {
    let gains: Vec<f32> = samples.samples.iter().zip(probability).map(|(s, l)| gain(samples, s, l)).collect();
    let y = gains.iter().map(|gain| f32::from(*gain > 0.0)).collect();
    learn(samples, probability, &SHAPE, (y, balanced(samples, &gains)))
}

/// How much each page counts: by what it gains or loses, all sets alike, however many pages and how much at stake they have.
fn balanced(samples: &Samples, gains: &[f32]) -> Vec<f32> {
    let mut of_set: HashMap<&str, f32> = HashMap::new();
    let sets = || samples.samples.iter().map(|sample| sample.gold.set.as_str());
    sets().zip(gains).for_each(|(set, gain)| *of_set.entry(set).or_default() += gain.abs());
    sets().zip(gains).map(|(set, gain)| OF_SET * gain.abs() / of_set[set].max(f32::EPSILON)).collect()
}

/// The same of whether it has an article.
pub(super) fn learn_article(samples: &Samples, probability: &[Vec<f32>]) -> (Vec<f32>, PageCard) {
    let y = samples.samples.iter().map(|s| f32::from(s.article == Some(true))).collect();
    let all: Vec<&str> = MEASURES.iter().map(|m| m.0).collect();
    learn(samples, probability, &all, (y, samples.samples.iter().map(|s| f32::from(s.article.is_some())).collect()))
}

/// Learns a card of some measures, from what is true of each sample and how much it counts.
fn learn(
    samples: &Samples,
    probability: &[Vec<f32>],
    of: &[&str],
    (y, w): (Vec<f32>, Vec<f32>),
) -> (Vec<f32>, PageCard) {
    let measured: Vec<Vec<f32>> =
        samples.samples.iter().zip(probability).map(|(s, l)| measures(samples, s, l)).collect();
    let (mut site, mut last) = (Vec::new(), None);
    for sample in &samples.samples {
        let next = site.last().copied().unwrap_or(0) + usize::from(last != Some(&sample.gold.site));
        site.push(next);
        last = Some(&sample.gold.site);
    }
    let named = MEASURES.iter().enumerate().filter(|(_, (name, _))| of.contains(name));
    let (at, names): (Vec<usize>, Vec<&str>) = named.map(|(at, (name, _))| (at, *name)).unzip();
    let column = |m: &usize| Column::new(&measured.iter().map(|v| v[*m]).collect::<Vec<_>>(), &w);
    let columns: Vec<Column> = at.iter().map(column).collect();
    let fit = |fold: usize| {
        let rows: Vec<usize> = (0..w.len()).filter(|&n| w[n] > 0.0 && samples.samples[n].fold != fold).collect();
        trees::fit(&columns, Lesson { rows: &rows, site: &site, y: &y, w: &w }, CONFIG, |_, _| {})
    };
    let mut holds = vec![0.0; w.len()];
    for fold in 0..samples.folds {
        let fit = fit(fold);
        let of_fold = (0..w.len()).filter(|&n| samples.samples[n].fold == fold);
        of_fold.for_each(|n| holds[n] = logistic(fit.sum(&columns, n)));
    }
    let all = fit(samples.folds);
    (holds, PageCard { bias: round(all.bias), card: card(&all, &columns, &names) })
}

/// Which blocks of a page are kept, of all of it or of its best run.
pub(super) fn keep(samples: &Samples, sample: &Sample, probability: &[f32], single: bool) -> Vec<bool> {
    let limit = limit(samples, sample, probability);
    let run = samples.model.regions.run(&sample.features, probability, |i| !sample.out[i], limit).run;
    let is_inside = |i: &usize| !single || run.contains(i);
    (0..probability.len()).map(|i| probability[i] >= limit && !sample.out[i] && is_inside(&i)).collect()
}

/// What is kept when the parts of the page have been looked at.
pub(super) fn with_parts(samples: &Samples, sample: &Sample, probability: &[f32], kept: Vec<bool>) -> Vec<bool> {
    let Some(dom) = &sample.dom else { return kept };
    let free: Vec<bool> = sample.out.iter().map(|out| !out).collect();
    let kept = Parts {
        rows: &samples.model.parts,
        dom,
        features: &sample.features,
        probability,
        free,
        labels: true,
        kept,
        limit: limit(samples, sample, probability),
    }
    .decide();
    kept.into_iter().zip(&sample.out).map(|(kept, out)| kept && !out).collect()
}

fn limit(samples: &Samples, sample: &Sample, probability: &[f32]) -> f32 {
    let blocks = probability.iter().zip(&sample.features.measures).zip(&sample.out).filter(|(_, out)| !**out);
    threshold::limit(&samples.model.thresholds.page, blocks.map(|((probability, m), _)| (*probability, m.words)))
}

fn measures(samples: &Samples, sample: &Sample, probability: &[f32]) -> Vec<f32> {
    let limit = limit(samples, sample, probability);
    let found = samples.model.regions.run(&sample.features, probability, |i| !sample.out[i], limit);
    MEASURES.iter().map(|(_, of)| of(&found)).collect()
}

/// How much better the figures of a page are with its run alone.
fn gain(samples: &Samples, sample: &Sample, probability: &[f32]) -> f32 {
    let Some(measured) = &sample.measured else { return 0.0 };
    let figure = |single| worth(measured.figures(&keep(samples, sample, probability, single)));
    (figure(true) - figure(false)) as f32
}

fn worth(figures: Figures) -> f64 {
    let segments =
        figures.segments.map(|[hits, wrong, missed]| (2 * hits) as f64 / (2 * hits + wrong + missed).max(1) as f64);
    figures.word_f1.or(segments).unwrap_or(0.0)
}
