//! The steps of learning, in order.

use crate::mark::generic::around::{AROUND, Likely};
use crate::mark::generic::features::OWN;
use crate::mark::generic::heard::{PLACES, Worth};
use crate::mark::generic::model::logistic;
use crate::mark::generic::rows::{PairRow, Row, Stage};

use std::collections::BTreeMap;

use super::Rng;
use super::additive::{self, Column, Config, Fit};
use super::linear::{self, Lesson, Sparse};
use super::pull::Hold;
use super::sample::{FOLDS, Sample, Samples};
use super::table::table;

/// What can be tried out.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Options {
    pub least_sites: usize,
    pub least_text_sites: usize,
    pub word_hold: f32,
    pub prune: f32,
    pub word_doubt: f32,
    pub rate: f32,
    pub epochs: usize,
    pub rounds: usize,
    pub pairs: usize,
    pub pair_rounds: usize,
    pub hold: f32,
    pub doubt: f32,
    pub again: bool,
    pub sweep: bool,
    pub boost_rate: f32,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            least_sites: 10,
            least_text_sites: 15,
            word_hold: 30.0,
            word_doubt: 5.0,
            prune: 0.12,
            rate: 0.3,
            epochs: 8,
            rounds: 12,
            pairs: 0,
            pair_rounds: 0,
            hold: 30.0,
            doubt: 2.0,
            again: true,
            sweep: false,
            boost_rate: 0.2,
        }
    }
}

/// Learns, and tells how well.
pub fn learn(samples: &mut Samples, options: &Options) -> String {
    let base = options.clone();
    let options = &base;
    let mut run = Run::new(samples, options);
    eprintln!("rows {} of {}", run.rows.len(), run.y.len());
    if options.sweep {
        for (word_hold, word_doubt, least_sites) in [(30.0, 1.0, 5), (30.0, 2.0, 5), (100.0, 2.0, 5), (30.0, 4.0, 5)] {
            eprintln!("word hold {word_hold} doubt {word_doubt}");
            run.options =
                Options { word_hold, word_doubt, least_sites, least_text_sites: least_sites, ..options.clone() };
            let w = run.words(None);
            run.report_words(&w);
            run.options = Options { rounds: 12, pairs: 0, pair_rounds: 0, ..options.clone() };
            run.own();
        }
        return String::new();
    }
    let worths = run.words(None);
    run.report_words(&worths);
    let (own, own_stage) = run.own();
    run.table("own", &own);
    let (around, around_stage) = run.around(&own);
    run.table("around", &around);
    run.write(&worths, own_stage, around_stage)
}

struct Run<'a> {
    samples: &'a mut Samples,
    options: Options,
    /// Where each sample's blocks start among all blocks.
    starts: Vec<usize>,
    y: Vec<f32>,
    w: Vec<f32>,
    fold: Vec<usize>,
    site: Vec<usize>,
    /// The rows that are learned from, with weights that make up for those left out.
    rows: Vec<usize>,
    row_w: Vec<f32>,
}

struct Worths {
    elements: Vec<Worth>,
    texts: Vec<(f32, f32)>,
}

impl<'a> Run<'a> {
    fn new(samples: &'a mut Samples, options: &Options) -> Self {
        let mut starts = vec![0];
        let (mut y, mut w, mut fold, mut site) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        samples.samples.sort_by(|a, b| a.gold.site.cmp(&b.gold.site));
        let mut sites: Vec<&str> = Vec::new();
        for sample in &samples.samples {
            y.extend_from_slice(&sample.y);
            w.extend_from_slice(&sample.w);
            fold.extend(std::iter::repeat_n(sample.fold, sample.y.len()));
            if sites.last() != Some(&&sample.gold.site[..]) {
                sites.push(&sample.gold.site);
            }
            site.extend(std::iter::repeat_n(sites.len(), sample.y.len()));
            starts.push(y.len());
        }
        let mut sorted: Vec<f32> = w.iter().copied().filter(|w| *w > 0.0).collect();
        sorted.sort_by(f32::total_cmp);
        let least = sorted[sorted.len() * 85 / 100];
        let mut rng = Rng::new(1);
        let rows: Vec<usize> = (0..w.len()).filter(|&i| w[i] > 0.0 && rng.share() < w[i] / least).collect();
        let row_w = w.iter().map(|w| w.max(least)).collect();
        Run { samples, options: options.clone(), starts, y, w, fold, site, rows, row_w }
    }

    /// Scores the words; every sample is told what they are worth by other folds. `first` are the likelihoods that
    /// make the trunk.
    fn words(&mut self, first: Option<&[Likely]>) -> Worths {
        let (e_columns, e) = self.samples.census.elements.columns(self.options.least_sites);
        let (t_columns, t) = self.samples.census.texts.columns(self.options.least_text_sites);
        let width = e * PLACES + 2 * t;
        let rows = self.sparse(first, &e_columns, e, &t_columns, t, width);
        eprintln!("words {e} {t}");
        let o = &self.options;
        let hold = Hold { rate: o.rate, weight: o.word_hold, doubt: o.word_doubt };
        let mut trace: Vec<f64> = Vec::new();
        let mut fit = |use_rows: &[usize], f: usize| {
            let lesson = Lesson { rows: use_rows, site: &self.site, y: &self.y, w: &self.row_w };
            let seen: Vec<usize> = self.rows.iter().copied().filter(|&r| self.fold[r] == f).step_by(5).collect();
            let mut n = 0;
            let x = linear::fit(&rows, lesson, hold, o.epochs, |x| {
                if n % 2 == 1 && f < FOLDS {
                    trace.resize(trace.len().max(n / 2 + 1), 0.0);
                    trace[n / 2] +=
                        self.loss(seen.iter().map(|&r| (r, logistic(linear::score(&rows, x, r))))) / FOLDS as f64;
                }
                n += 1;
            });
            let x: Vec<f32> =
                x.into_iter().map(|s| if s.abs() < o.prune { 0.0 } else { (s * 100.0).round() / 100.0 }).collect();
            let at = |c: Option<u32>, base: usize| c.map_or(0.0, |c| x[base + c as usize]);
            let elements = e_columns.iter().map(|&c| Worth { own: at(c, 0), side: at(c, e), trunk: at(c, 2 * e) });
            let texts = t_columns.iter().map(|&c| (at(c, 3 * e), at(c, 3 * e + t)));
            Worths { elements: elements.collect(), texts: texts.collect() }
        };
        let folds: Vec<Worths> = (0..FOLDS)
            .map(|f| fit(&self.rows.iter().copied().filter(|&r| self.fold[r] != f).collect::<Vec<_>>(), f))
            .collect();
        let all = fit(&self.rows, FOLDS);
        eprintln!("words: {}", trace.iter().map(|l| format!("{l:.4}")).collect::<Vec<_>>().join(" "));
        for sample in &mut self.samples.samples {
            let worths = &folds[sample.fold];
            sample.view.weigh(&worths.elements, &worths.texts);
        }
        all
    }

    fn report_words(&self, worths: &Worths) {
        let used = |w: &&Worth| w.own != 0.0 || w.side != 0.0 || w.trunk != 0.0;
        eprintln!(
            "words used {} {}",
            worths.elements.iter().filter(used).count(),
            worths.texts.iter().filter(|t| t.0 != 0.0 || t.1 != 0.0).count()
        );
    }

    fn sparse(
        &self,
        first: Option<&[Likely]>,
        e_columns: &[Option<u32>],
        e: usize,
        t_columns: &[Option<u32>],
        t: usize,
        width: usize,
    ) -> Sparse {
        let mut rows = Sparse::new(width + 64);
        for (n, sample) in self.samples.samples.iter().enumerate() {
            let view = &sample.view;
            let trunk = first.map_or(&view.trunk, |first| &first[n].trunk);
            for i in 0..view.len() {
                let mut row: Vec<u32> = Vec::new();
                for (at, holder) in view.outline.around(i) {
                    for place in crate::mark::generic::heard::places(&view.outline, &trunk.part, at) {
                        let words = view.outline.said(holder).iter().filter_map(|w| e_columns[*w as usize]);
                        row.extend(words.map(|c| (place * e) as u32 + c));
                    }
                }
                let text = |b: usize| view.words[view.spoken[b].clone()].iter().filter_map(|w| t_columns[*w as usize]);
                row.extend(text(i).map(|c| (PLACES * e) as u32 + c));
                if let Some(h) = view.heading[i] {
                    row.extend(text(h).map(|c| (PLACES * e + t) as u32 + c));
                }
                row.sort_unstable();
                row.dedup();
                let m = &view.measures[i];
                let log = (m.words.max(0.5).log2() * 1.5 + 2.0).clamp(0.0, 19.0) as u32;
                let links = (view.link_share[i] * 4.99) as u32 + 20;
                let stops = m.stops.min(5) + 26;
                let depth = 33 + (view.branch[i].up as u32).min(10);
                row.extend([log, links, stops, depth, 63].map(|c| width as u32 + c));
                rows.push(row.into_iter());
            }
        }
        rows
    }

    /// Scores the blocks by themselves: for each sample what the other folds make of it.
    fn own(&self) -> (Vec<Vec<f32>>, Stage) {
        let columns: Vec<Column> =
            OWN.iter().map(|(_, f)| self.column(|n, i| f(&self.samples.samples[n].view, i))).collect();
        self.cross(&columns, None, &OWN.iter().map(|o| o.0).collect::<Vec<_>>())
    }

    /// Scores the blocks with their surroundings.
    fn around(&mut self, before: &[Vec<f32>]) -> (Vec<Vec<f32>>, Stage) {
        let samples = &self.samples.samples;
        let likely: Vec<Likely> = samples.iter().zip(before).map(|(s, p)| Likely::new(&s.view, p.clone())).collect();
        let around = AROUND.iter().map(|(_, f)| self.column(|n, i| f(&samples[n].view, &likely[n], i)));
        let columns: Vec<Column> = around.collect();
        let start: Vec<f32> = before.iter().flatten().map(|p| logit(*p)).collect();
        self.cross(&columns, Some(&start), &AROUND.iter().map(|a| a.0).collect::<Vec<_>>())
    }

    fn column(&self, value: impl Fn(usize, usize) -> f32) -> Column {
        let values: Vec<f32> = (0..self.samples.samples.len())
            .flat_map(|n| (0..self.samples.samples[n].view.len()).map(move |i| (n, i)))
            .map(|(n, i)| value(n, i))
            .collect();
        let mut weights = vec![0.0; values.len()];
        self.rows.iter().for_each(|&r| weights[r] = self.row_w[r]);
        Column::new(&values, &weights)
    }

    fn cross(&self, columns: &[Column], start: Option<&[f32]>, names: &[&str]) -> (Vec<Vec<f32>>, Stage) {
        let o = &self.options;
        let config = Config {
            hold: Hold { rate: o.boost_rate, weight: o.hold, doubt: o.doubt },
            rounds: o.rounds,
            pairs: o.pairs,
            pair_rounds: o.pair_rounds,
        };
        let mut out: Vec<f32> = vec![0.0; self.y.len()];
        let mut trace: Vec<f64> = Vec::new();
        for f in 0..FOLDS {
            let rows: Vec<usize> = self.rows.iter().copied().filter(|&r| self.fold[r] != f).collect();
            let seen: Vec<usize> = self.rows.iter().copied().filter(|&r| self.fold[r] == f).step_by(5).collect();
            let mut n = 0;
            let fit: Fit = additive::fit(
                columns,
                Lesson { rows: &rows, site: &self.site, y: &self.y, w: &self.row_w },
                start,
                config,
                |fit| {
                    trace.resize(trace.len().max(n + 1), 0.0);
                    trace[n] += self
                        .loss(seen.iter().map(|&r| (r, logistic(start.map_or(0.0, |s| s[r]) + fit.score(columns, r)))))
                        / FOLDS as f64;
                    n += 1;
                },
            );
            for r in (0..out.len()).filter(|&r| self.fold[r] == f) {
                out[r] = logistic(start.map_or(0.0, |s| s[r]) + fit.score(columns, r));
            }
        }
        eprintln!("{}", trace.iter().map(|l| format!("{l:.4}")).collect::<Vec<_>>().join(" "));
        eprintln!("loss {:.4}", self.loss(self.rows.iter().map(|&r| (r, out[r]))));
        let all = additive::fit(
            columns,
            Lesson { rows: &self.rows, site: &self.site, y: &self.y, w: &self.row_w },
            start,
            config,
            |_| {},
        );
        (self.starts.windows(2).map(|s| out[s[0]..s[1]].to_vec()).collect(), stage(&all, columns, names))
    }

    fn write(&self, worths: &Worths, own: Stage, around: Stage) -> String {
        let census = &self.samples.census;
        let words: BTreeMap<_, _> = census
            .elements
            .spelled
            .iter()
            .zip(&worths.elements)
            .filter(|(_, w)| w.own != 0.0 || w.side != 0.0 || w.trunk != 0.0)
            .collect();
        let says: BTreeMap<_, _> =
            census.texts.spelled.iter().zip(&worths.texts).filter(|(_, w)| w.0 != 0.0 || w.1 != 0.0).collect();
        let mut out = String::from("[words]\n");
        for (word, w) in words {
            let parts: Vec<String> = [("own", w.own), ("side", w.side), ("trunk", w.trunk)]
                .iter()
                .filter(|p| p.1 != 0.0)
                .map(|p| format!("{} = {}", p.0, p.1))
                .collect();
            out += &format!("{word:?} = {{ {} }}\n", parts.join(", "));
        }
        out += "\n[says]\n";
        for (word, w) in says {
            let parts: Vec<String> = [("here", w.0), ("below", w.1)]
                .iter()
                .filter(|p| p.1 != 0.0)
                .map(|p| format!("{} = {}", p.0, p.1))
                .collect();
            out += &format!("{word:?} = {{ {} }}\n", parts.join(", "));
        }
        for (name, stage) in [("own", own), ("around", around)] {
            out += &format!("\n[{name}]\nbias = {}\n", stage.bias);
            for row in stage.feature {
                out += &format!(
                    "\n[[{name}.feature]]\nname = {:?}\nat = {:?}\nscore = {:?}\n",
                    row.name, row.at, row.score
                );
            }
            for row in stage.pair {
                out += &format!(
                    "\n[[{name}.pair]]\nnames = {:?}\nat = {:?}\nscore = {:?}\n",
                    row.names, row.at, row.score
                );
            }
        }
        out
    }

    fn loss(&self, rows: impl Iterator<Item = (usize, f32)>) -> f64 {
        let mut loss = (0.0, 0.0);
        for (r, p) in rows {
            let (p, y, w) = (p.clamp(1e-5, 1.0 - 1e-5), self.y[r], self.row_w[r]);
            loss.0 -= f64::from(w * (y * p.ln() + (1.0 - y) * (1.0 - p).ln()));
            loss.1 += f64::from(w);
        }
        loss.0 / loss.1
    }

    fn table(&self, name: &str, p: &[Vec<f32>]) {
        for limit in [0.4, 0.5] {
            eprintln!("{name}, limit {limit}");
            let keep = |n: usize, s: &Sample| p[n].iter().zip(&s.out).map(|(p, out)| *p >= limit && !out).collect();
            eprint!("{}", table(&self.samples.samples, keep));
        }
        let _ = &self.w;
    }
}

/// From a likelihood to the sum that makes it.
fn logit(p: f32) -> f32 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

/// The rows of a fit; a feature whose scores differ by nothing has none.
fn stage(fit: &Fit, columns: &[Column], names: &[&str]) -> Stage {
    let round = |s: &f32| (s * 100.0).round() / 100.0;
    let rows = fit.single.iter().zip(columns).zip(names).map(|((score, column), name)| Row {
        name: (*name).to_owned(),
        at: column.at.clone(),
        score: score.iter().map(round).collect(),
    });
    let feature = rows.filter(|r| r.score.iter().any(|s| s.abs() > 0.04)).collect();
    let pair = fit.pairs.iter().map(|(a, b, grid)| PairRow {
        names: [names[*a].to_owned(), names[*b].to_owned()],
        at: [columns[*a].coarse_at.clone(), columns[*b].coarse_at.clone()],
        score: grid.chunks(columns[*b].coarse_at.len() + 1).map(|row| row.iter().map(round).collect()).collect(),
    });
    Stage { bias: round(&fit.bias), feature, pair: pair.collect() }
}
