//! Scores of features: boosting, one feature or pair of features at a time, so that the result is a sum of rows.

use super::linear::Lesson;
use super::pull::{Hold, Pull};

/// A feature's values, as the number of the step that each falls on.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) at: Vec<f32>,
    pub(super) step: Vec<u8>,
    /// The same with few steps, for pairs.
    pub(super) coarse_at: Vec<f32>,
    pub(super) coarse: Vec<u8>,
}

/// How many steps a feature has, alone and in a pair.
const STEPS: usize = 16;
const COARSE: usize = 6;

/// How the fit goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Config {
    pub(super) hold: Hold,
    pub(super) rounds: usize,
    pub(super) pairs: usize,
    pub(super) pair_rounds: usize,
}

/// The scores that were found.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    pub(super) bias: f32,
    pub(super) single: Vec<Vec<f32>>,
    pub(super) pairs: Vec<(usize, usize, Vec<f32>)>,
}

impl Column {
    /// Cuts the values so that the steps weigh about the same.
    pub(super) fn new(values: &[f32], weights: &[f32]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).filter(|&i| weights[i] > 0.0).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let at = cut(values, weights, &order, STEPS);
        let coarse_at = cut(values, weights, &order, COARSE);
        let step = |at: &[f32]| values.iter().map(|v| at.partition_point(|a| a <= v) as u8).collect();
        Column { step: step(&at), coarse: step(&coarse_at), at, coarse_at }
    }

    fn steps(&self) -> usize {
        self.at.len() + 1
    }

    fn coarse_steps(&self) -> usize {
        self.coarse_at.len() + 1
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

struct State<'a> {
    columns: &'a [Column],
    rows: &'a [usize],
    y: Vec<f32>,
    w: Vec<f32>,
    score: Vec<f32>,
    g: Vec<f32>,
    h: Vec<f32>,
    /// Where each site's rows start.
    sites: Vec<usize>,
    hold: Hold,
}

/// Finds the scores of all features, on top of a start where there is one, and of the pairs that add most to them. After each round `watch` sees them.
pub(super) fn fit(
    columns: &[Column],
    lesson: Lesson<'_>,
    start: Option<&[f32]>,
    config: Config,
    mut watch: impl FnMut(&Fit),
) -> Fit {
    let Lesson { rows, site, y, w } = lesson;
    let mean = rows.iter().map(|&r| w[r]).sum::<f32>() / rows.len() as f32;
    let good: f32 = rows.iter().map(|&r| w[r] * y[r]).sum::<f32>() / mean / rows.len() as f32;
    let bias = if start.is_some() { 0.0 } else { (good / (1.0 - good)).ln() };
    let mut state = State {
        columns,
        rows,
        y: rows.iter().map(|&r| y[r]).collect(),
        w: rows.iter().map(|&r| w[r] / mean).collect(),
        score: rows.iter().map(|&r| start.map_or(bias, |start| start[r])).collect(),
        g: vec![0.0; rows.len()],
        h: vec![0.0; rows.len()],
        sites: (0..=rows.len()).filter(|&i| i == 0 || i == rows.len() || site[rows[i]] != site[rows[i - 1]]).collect(),
        hold: config.hold,
    };
    let mut fit = Fit { bias, single: columns.iter().map(|c| vec![0.0; c.steps()]).collect(), pairs: Vec::new() };
    for _ in 0..config.rounds {
        state.round(&mut fit, config.hold);
        watch(&fit);
    }
    let batches = 3;
    for _ in 0..batches {
        let chosen = state.choose(&fit, config.pairs / batches);
        fit.pairs.extend(chosen);
        for _ in 0..config.pair_rounds {
            state.pair_round(&mut fit, config.hold);
            state.round(&mut fit, Hold { rate: config.hold.rate * 0.3, ..config.hold });
            watch(&fit);
        }
    }
    fit
}

impl State<'_> {
    fn refresh(&mut self) {
        for i in 0..self.rows.len() {
            let p = 1.0 / (1.0 + (-self.score[i]).exp());
            self.g[i] = self.w[i] * (p - self.y[i]);
            self.h[i] = self.w[i] * p * (1.0 - p);
        }
    }

    fn round(&mut self, fit: &mut Fit, hold: Hold) {
        for (f, column) in self.columns.iter().enumerate() {
            if f % 4 == 0 {
                self.refresh();
            }
            let pulls = self.pulls(column.steps(), |row| usize::from(column.step[row]));
            let moves: Vec<f32> = pulls.into_iter().map(|p| p.step(&hold)).collect();
            for (score, step) in fit.single[f].iter_mut().zip(&moves) {
                *score += step;
            }
            for (i, &row) in self.rows.iter().enumerate() {
                self.score[i] += moves[usize::from(column.step[row])];
            }
        }
    }

    fn pair_round(&mut self, fit: &mut Fit, hold: Hold) {
        for n in 0..fit.pairs.len() {
            if n % 4 == 0 {
                self.refresh();
            }
            let (a, b, _) = fit.pairs[n];
            let moves: Vec<f32> = self.grid(a, b).into_iter().map(|p| p.step(&hold)).collect();
            for (score, step) in fit.pairs[n].2.iter_mut().zip(&moves) {
                *score += step;
            }
            let (ca, cb, width) = (&self.columns[a].coarse, &self.columns[b].coarse, self.columns[b].coarse_steps());
            for (i, &row) in self.rows.iter().enumerate() {
                self.score[i] += moves[usize::from(ca[row]) * width + usize::from(cb[row])];
            }
        }
    }

    fn pulls(&self, steps: usize, step: impl Fn(usize) -> usize) -> Vec<Pull> {
        let mut pulls = vec![Pull::default(); steps];
        let mut slopes = vec![0.0_f32; steps];
        for site in self.sites.windows(2) {
            for i in site[0]..site[1] {
                let step = step(self.rows[i]);
                slopes[step] += self.g[i];
                pulls[step].h += self.h[i];
            }
            for (pull, slope) in pulls.iter_mut().zip(&mut slopes) {
                pull.add(std::mem::take(slope));
            }
        }
        pulls
    }

    fn grid(&self, a: usize, b: usize) -> Vec<Pull> {
        let (a, b) = (&self.columns[a], &self.columns[b]);
        let width = b.coarse_steps();
        self.pulls(a.coarse_steps() * width, |row| usize::from(a.coarse[row]) * width + usize::from(b.coarse[row]))
    }

    /// The pairs that promise most, each feature in a few at most.
    fn choose(&mut self, fit: &Fit, count: usize) -> Vec<(usize, usize, Vec<f32>)> {
        self.refresh();
        let mut gains = Vec::new();
        for a in 0..self.columns.len() {
            for b in a + 1..self.columns.len() {
                if fit.pairs.iter().any(|p| (p.0, p.1) == (a, b)) {
                    continue;
                }
                let gain: f32 = self.grid(a, b).into_iter().map(|p| p.gain(&self.hold)).sum();
                gains.push((gain, a, b));
            }
        }
        gains.sort_by(|x, y| y.0.total_cmp(&x.0));
        let mut times = vec![0; self.columns.len()];
        let mut chosen = Vec::new();
        for (_, a, b) in gains {
            if chosen.len() == count {
                break;
            }
            if times[a] < 3 && times[b] < 3 {
                times[a] += 1;
                times[b] += 1;
                chosen.push((a, b, vec![0.0; self.columns[a].coarse_steps() * self.columns[b].coarse_steps()]));
            }
        }
        chosen
    }
}

impl Fit {
    /// The sum for a row.
    pub(super) fn score(&self, columns: &[Column], row: usize) -> f32 {
        let single: f32 = self.single.iter().zip(columns).map(|(s, c)| s[usize::from(c.step[row])]).sum();
        let pair = |(a, b, grid): &(usize, usize, Vec<f32>)| {
            let (a, b) = (&columns[*a], &columns[*b]);
            grid[usize::from(a.coarse[row]) * b.coarse_steps() + usize::from(b.coarse[row])]
        };
        self.bias + single + self.pairs.iter().map(pair).sum::<f32>()
    }
}
