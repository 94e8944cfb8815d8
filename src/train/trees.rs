//! Growing trees: each answers to what the sum of those before it leaves unexplained.
//!
//! A tree is grown question by question; a question is asked of all rows, so a tree of four questions parts them in
//! sixteen (the oblivious trees of Prokhorenkova et al. 2018). Which measures a tree may ask for is drawn by lot from a
//! fixed seed.

use std::thread;

use crate::judge::logistic;

use super::Rng;
use super::linear::Lesson;
use super::pull::{Hold, Pull};

/// A measure's values, as the number of the step that each falls on.
#[derive(Debug)]
pub(super) struct Column {
    /// The bounds between the steps.
    pub(super) at: Vec<f32>,
    pub(super) step: Vec<u8>,
}

/// How many steps a measure has.
const STEPS: usize = 32;

/// How the trees are grown.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// What holds the scores back.
    pub hold: Hold,
    /// How many with one question come first, which together are the card.
    pub stumps: usize,
    /// How many in all.
    pub trees: usize,
    /// Questions in a tree of the others.
    pub depth: usize,
    /// Of the measures, how many a tree may ask for.
    pub share: f32,
}

/// A sum of trees.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    pub(super) bias: f32,
    pub(super) trees: Vec<Tree>,
}

#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// A column, and the step from which on the answer is yes.
    pub(super) conditions: Vec<(usize, u8)>,
    pub(super) score: Vec<f32>,
}

/// Finds the trees for a lesson. After each `watch` sees it, with the number of those before.
pub(super) fn fit(columns: &[Column], lesson: Lesson<'_>, config: Config, mut watch: impl FnMut(usize, &Fit)) -> Fit {
    let mut state = State::new(columns, lesson, config);
    let mut fit = Fit { bias: state.bias, trees: Vec::new() };
    let mut rng = Rng::new(3);
    for n in 0..config.trees {
        let mut order: Vec<usize> = (0..columns.len()).collect();
        rng.shuffle(&mut order);
        order.truncate((columns.len() as f32 * config.share) as usize);
        let depth = if n < config.stumps { 1 } else { config.depth };
        fit.trees.push(state.grow(&order, depth));
        watch(n, &fit);
    }
    fit
}

struct State<'a> {
    columns: &'a [Column],
    rows: &'a [usize],
    /// Where each site's rows start.
    sites: Vec<usize>,
    y: Vec<f32>,
    w: Vec<f32>,
    bias: f32,
    sum: Vec<f32>,
    /// The slope and the curvature of the loss at each row.
    pull: Vec<[f32; 2]>,
    config: Config,
}

impl<'a> State<'a> {
    fn new(columns: &'a [Column], lesson: Lesson<'a>, config: Config) -> Self {
        let Lesson { rows, site, y, w } = lesson;
        let mean = rows.iter().map(|&r| w[r]).sum::<f32>() / rows.len() as f32;
        let good: f32 = rows.iter().map(|&r| w[r] * y[r]).sum::<f32>() / mean / rows.len() as f32;
        let bias = (good / (1.0 - good)).ln();
        State {
            columns,
            rows,
            sites: (0..=rows.len())
                .filter(|&i| i == 0 || i == rows.len() || site[rows[i]] != site[rows[i - 1]])
                .collect(),
            y: rows.iter().map(|&r| y[r]).collect(),
            w: rows.iter().map(|&r| w[r] / mean).collect(),
            bias,
            sum: vec![bias; rows.len()],
            pull: vec![[0.0; 2]; rows.len()],
            config,
        }
    }

    /// Grows one tree, and adds its scores to the sums.
    fn grow(&mut self, order: &[usize], depth: usize) -> Tree {
        for (i, pull) in self.pull.iter_mut().enumerate() {
            let p = logistic(self.sum[i]);
            *pull = [self.w[i] * (p - self.y[i]), self.w[i] * p * (1.0 - p)];
        }
        let mut leaf = vec![0_u8; self.rows.len()];
        let mut conditions = Vec::new();
        for digit in 0..depth {
            let Some((column, step)) = self.question(order, &leaf, 1 << digit) else { break };
            for (leaf, &row) in leaf.iter_mut().zip(self.rows) {
                *leaf |= u8::from(self.columns[column].step[row] >= step) << digit;
            }
            conditions.push((column, step));
        }
        let score = self.scores(&leaf, 1 << conditions.len());
        for (sum, leaf) in self.sum.iter_mut().zip(&leaf) {
            *sum += score[usize::from(*leaf)];
        }
        Tree { conditions, score }
    }

    /// The question that parts the leaves best: a column and a step.
    fn question(&self, order: &[usize], leaf: &[u8], leaves: usize) -> Option<(usize, u8)> {
        let half = order.len().div_ceil(2);
        let best = |columns: &[usize]| {
            let cuts = columns
                .iter()
                .filter_map(|&column| self.cut(column, leaf, leaves).map(|(gain, step)| (gain, column, step)));
            cuts.max_by(|a, b| a.0.total_cmp(&b.0))
        };
        let found = thread::scope(|scope| {
            let other = scope.spawn(|| best(&order[half..]));
            [best(&order[..half]), other.join().expect("no panic in counting")]
        });
        found.into_iter().flatten().max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, column, step)| (column, step))
    }

    /// The best step to part the leaves at by a column, and what is gained.
    fn cut(&self, column: usize, leaf: &[u8], leaves: usize) -> Option<(f32, u8)> {
        let column = &self.columns[column];
        let steps = column.at.len() + 1;
        let mut sums = vec![[0.0_f32; 2]; leaves * steps];
        for ((&row, leaf), pull) in self.rows.iter().zip(leaf).zip(&self.pull) {
            let sum = &mut sums[usize::from(*leaf) * steps + usize::from(column.step[row])];
            *sum = [sum[0] + pull[0], sum[1] + pull[1]];
        }
        let mut gains = vec![0.0_f32; steps];
        let worth = |[g, h]: [f32; 2]| g * g / (h + self.config.hold.weight);
        for sums in sums.chunks(steps) {
            let all = sums.iter().fold([0.0; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
            let mut below = [0.0; 2];
            for step in 1..steps {
                below = [below[0] + sums[step - 1][0], below[1] + sums[step - 1][1]];
                gains[step] += worth(below) + worth([all[0] - below[0], all[1] - below[1]]) - worth(all);
            }
        }
        let best = (1..steps).max_by(|&a, &b| gains[a].total_cmp(&gains[b]))?;
        (gains[best] > 0.0).then_some((gains[best], best as u8))
    }

    /// The leaves' scores, each moved only as far as the sites agree.
    fn scores(&self, leaf: &[u8], leaves: usize) -> Vec<f32> {
        let mut pulls = vec![Pull::default(); leaves];
        let mut slopes = vec![0.0_f32; leaves];
        for site in self.sites.windows(2) {
            for i in site[0]..site[1] {
                let leaf = usize::from(leaf[i]);
                slopes[leaf] += self.pull[i][0];
                pulls[leaf].h += self.pull[i][1];
            }
            for (pull, slope) in pulls.iter_mut().zip(&mut slopes) {
                pull.add(std::mem::take(slope));
            }
        }
        let round = |score: f32| (score * 1000.0).round() / 1000.0;
        pulls.into_iter().map(|pull| round(pull.step(&self.config.hold))).collect()
    }
}

impl Fit {
    /// The sum for a row.
    pub(super) fn sum(&self, columns: &[Column], row: usize) -> f32 {
        self.bias + self.trees.iter().map(|tree| tree.score(columns, row)).sum::<f32>()
    }
}

impl Tree {
    pub(super) fn score(&self, columns: &[Column], row: usize) -> f32 {
        let digit = |(n, (column, step)): (usize, &(usize, u8))| usize::from(columns[*column].step[row] >= *step) << n;
        self.score[self.conditions.iter().enumerate().map(digit).sum::<usize>()]
    }
}

impl Column {
    /// Cuts the values so that the steps weigh about the same.
    pub(super) fn new(values: &[f32], weights: &[f32]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).filter(|&i| weights[i] > 0.0).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let at = cut(values, weights, &order, STEPS);
        Column { step: values.iter().map(|v| at.partition_point(|a| a <= v) as u8).collect(), at }
    }
}

fn cut(values: &[f32], weights: &[f32], order: &[usize], steps: usize) -> Vec<f32> {
    let total: f64 = order.iter().map(|&i| f64::from(weights[i].sqrt())).sum();
    let mut at: Vec<f32> = Vec::new();
    let mut sum = 0.0;
    let mut next = 1;
    let mut last = order.first().map_or(0.0, |&i| values[i]);
    for &i in order {
        if values[i] > last && sum >= total * next as f64 / steps as f64 {
            at.push(round_between(last, values[i]));
            while sum >= total * next as f64 / steps as f64 {
                next += 1;
            }
        }
        last = values[i];
        sum += f64::from(weights[i].sqrt());
    }
    at.dedup();
    at
}

/// The shortest number above `low` and not above `high`.
fn round_between(low: f32, high: f32) -> f32 {
    for digits in 0..6 {
        let scale = 10_f64.powi(digits);
        let candidate = ((f64::from(high) * scale).floor() / scale) as f32;
        if candidate > low && candidate <= high {
            return candidate;
        }
    }
    high
}
