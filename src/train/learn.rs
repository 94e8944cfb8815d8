//! The steps of learning, in order.

use std::collections::BTreeMap;

use crate::features::token_weights::{PLACES, TokenWeight};
use crate::judge::rows::{Judge, TreeRow};
use crate::judge::trees::{names, values};
use crate::judge::{CardRow, logistic};
use crate::region::run::PageCard;

use super::Rng;
use super::linear::{self, Lesson, Sparse};
use super::pull::Hold;
use super::region;
use super::sample::{Folds, Sample, Samples};
use super::table::{article_table, foreign_table, table};
use super::trees::{self, Column, Config, Fit, Tree};

/// What `rules/learned.toml` begins with.
const HEAD: &str = "\
# What the generic layer has learned from pages whose articles are known. `learn` in examples/ writes this file, whole, so
# nothing is changed by hand here: what people write stands in rules/generic.toml.

";
/// What stands above its tables.
const WORDS: &str = "\
# What elements say of themselves: their classes and ids, cut into words, their tag, role and the like. What a word is
# worth on the element that holds a text and no other (own), between the main path of the page and the text (side), and
# on the main path itself (main_path). Words in braces are the groups of rules/lexicon.toml.
";
const SAYS: &str = "\
# What short texts say: what a word is worth to the text itself (text) and, in a heading, to what follows (section).
";
const SHAPE: &str = "\
# Whether a page has one article in one run of texts: the sum of the scores of this card and of the bias, through the
# logistic function. The measures are those of src/region/run.rs.
";
const ARTICLE: &str = "\
# The same for whether a page has an article at all.
";
const JUDGE: &str = "\
# How likely a text belongs to the article: the sum of the bias, of a score of each row of the card (the one behind the last
# value that the measure reaches) and of each tree, through the logistic function. A condition holds where the measure (src/features/table.rs) is at least the number. Of a tree's scores
# the one counts whose place, from 0, is the sum of 1 if the first condition holds, 2 if the second, 4 if the third …
";

/// How words and trees are learned.
#[derive(Clone, Debug)]
pub struct Options {
    /// Words are learned that so many sites say.
    pub least_sites: usize,
    /// The same for words of texts.
    pub least_text_sites: usize,
    /// What holds the scores of words back, and the least that is kept.
    pub words: Hold,
    /// Rounds of learning words.
    pub rounds: usize,
    /// Scores nearer to zero are left out.
    pub prune: f32,
    /// How trees are grown.
    pub trees: Config,
    /// By what the table judges: pages of other sites, or of other sets.
    pub folds: Folds,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            least_sites: 15,
            least_text_sites: 25,
            words: Hold { rate: 0.3, weight: 30.0, doubt: 5.0 },
            rounds: 8,
            prune: 0.12,
            trees: Config {
                hold: Hold { rate: 0.2, weight: 20.0, doubt: 0.5 },
                stumps: 300,
                trees: 1100,
                depth: 2,
                share: 0.5,
            },
            folds: Folds::Sites,
        }
    }
}

/// Learns; the text of `rules/learned.toml`. The table of figures goes to standard error.
pub fn learn(samples: &mut Samples, options: &Options) -> String {
    let mut run = Run::new(samples, options);
    eprintln!("rows {} of {}", run.rows.len(), run.y.len());
    let weights = run.words();
    run.report_words(&weights);
    let (probability, judge) = run.trees();
    let (single, shape) = region::learn_single(run.samples, &probability);
    let (article, article_card) = region::learn_article(run.samples, &probability);
    run.table(&probability, &single);
    eprint!("{}", article_table(&run.samples.samples, &article));
    run.write(&weights, &judge, &shape, &article_card)
}

struct Run<'a> {
    samples: &'a mut Samples,
    options: Options,
    /// Where each sample's blocks start among all blocks.
    starts: Vec<usize>,
    y: Vec<f32>,
    fold: Vec<usize>,
    site: Vec<usize>,
    /// The rows that are learned from, with weights that make up for those left out.
    rows: Vec<usize>,
    row_w: Vec<f32>,
}

struct Worths {
    elements: Vec<TokenWeight>,
    texts: Vec<(f32, f32)>,
}

impl<'a> Run<'a> {
    fn new(samples: &'a mut Samples, options: &Options) -> Self {
        let mut starts = vec![0];
        let (mut y, mut w, mut fold, mut site) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        samples.deal(options.folds);
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
        Run { samples, options: options.clone(), starts, y, fold, site, rows, row_w }
    }

    /// Scores the words; every sample is told what they are worth by other folds.
    fn words(&mut self) -> Worths {
        let (e_columns, e) = self.samples.census.elements.columns(self.options.least_sites);
        let (t_columns, t) = self.samples.census.texts.columns(self.options.least_text_sites);
        let width = e * PLACES + 2 * t;
        let rows = self.sparse(&e_columns, e, &t_columns, t, width);
        eprintln!("words {e} {t}");
        let o = &self.options;
        let folds = self.samples.folds;
        let hold = o.words;
        let mut trace: Vec<f64> = Vec::new();
        let mut fit = |use_rows: &[usize], f: usize| {
            let lesson = Lesson { rows: use_rows, site: &self.site, y: &self.y, w: &self.row_w };
            let seen: Vec<usize> = self.rows.iter().copied().filter(|&r| self.fold[r] == f).step_by(5).collect();
            let mut n = 0;
            let x = linear::fit(&rows, lesson, hold, o.rounds, |x| {
                if n % 2 == 1 && f < folds {
                    trace.resize(trace.len().max(n / 2 + 1), 0.0);
                    trace[n / 2] +=
                        self.loss(seen.iter().map(|&r| (r, logistic(linear::score(&rows, x, r))))) / folds as f64;
                }
                n += 1;
            });
            let x: Vec<f32> =
                x.into_iter().map(|s| if s.abs() < o.prune { 0.0 } else { (s * 100.0).round() / 100.0 }).collect();
            let at = |c: Option<u32>, base: usize| c.map_or(0.0, |c| x[base + c as usize]);
            let elements =
                e_columns.iter().map(|&c| TokenWeight { own: at(c, 0), side: at(c, e), main_path: at(c, 2 * e) });
            let texts = t_columns.iter().map(|&c| (at(c, 3 * e), at(c, 3 * e + t)));
            Worths { elements: elements.collect(), texts: texts.collect() }
        };
        let of_folds: Vec<Worths> = (0..folds)
            .map(|f| fit(&self.rows.iter().copied().filter(|&r| self.fold[r] != f).collect::<Vec<_>>(), f))
            .collect();
        let all = fit(&self.rows, folds);
        eprintln!("words: {}", trace.iter().map(|l| format!("{l:.4}")).collect::<Vec<_>>().join(" "));
        for sample in &mut self.samples.samples {
            let weights = &of_folds[sample.fold];
            sample.features.weigh(&weights.elements, &weights.texts);
        }
        all
    }

    fn report_words(&self, weights: &Worths) {
        let used = |w: &&TokenWeight| w.own != 0.0 || w.side != 0.0 || w.main_path != 0.0;
        eprintln!(
            "words used {} {}",
            weights.elements.iter().filter(used).count(),
            weights.texts.iter().filter(|t| t.0 != 0.0 || t.1 != 0.0).count()
        );
    }

    fn sparse(&self, e_columns: &[Option<u32>], e: usize, t_columns: &[Option<u32>], t: usize, width: usize) -> Sparse {
        let mut rows = Sparse::new(width + 64);
        for sample in &self.samples.samples {
            let features = &sample.features;
            let main_path = &features.main_path;
            for i in 0..features.len() {
                let mut row: Vec<u32> = Vec::new();
                for (at, container) in features.tree.around(i) {
                    for place in crate::features::token_weights::places(&features.tree, &main_path.part, at) {
                        let words = features.tree.tokens(container).iter().filter_map(|w| e_columns[*w as usize]);
                        row.extend(words.map(|c| (place * e) as u32 + c));
                    }
                }
                let text = |b: usize| features.phrases.words(b).iter().filter_map(|w| t_columns[*w as usize]);
                row.extend(text(i).map(|c| (PLACES * e) as u32 + c));
                if let Some(h) = features.heading[i] {
                    row.extend(text(h).map(|c| (PLACES * e + t) as u32 + c));
                }
                row.sort_unstable();
                row.dedup();
                let m = &features.measures[i];
                let log = (m.words.max(0.5).log2() * 1.5 + 2.0).clamp(0.0, 19.0) as u32;
                let links = (features.link_share[i] * 4.99) as u32 + 20;
                let stops = m.stops.min(5) + 26;
                let depth = 33 + (features.branch[i].up as u32).min(10);
                row.extend([log, links, stops, depth, 63].map(|c| width as u32 + c));
                rows.push(row.into_iter());
            }
        }
        rows
    }

    /// Grows the trees: for each sample what the other folds make of it, and the rows of all.
    fn trees(&self) -> (Vec<Vec<f32>>, Judge) {
        let names: Vec<&str> = names().collect();
        let columns: Vec<Column> = (0..names.len()).map(|measure| self.column(measure)).collect();
        let folds = self.samples.folds;
        let mut out = vec![0.0; self.y.len()];
        let mut trace = vec![0.0; self.options.trees.trees / 20];
        for fold in 0..folds {
            let rows: Vec<usize> = self.rows.iter().copied().filter(|&r| self.fold[r] != fold).collect();
            let seen: Vec<usize> = self.rows.iter().copied().filter(|&r| self.fold[r] == fold).step_by(5).collect();
            let fit = trees::fit(&columns, self.lesson(&rows), self.options.trees, |n, fit| {
                if n % 20 == 19 {
                    let loss = self.loss(seen.iter().map(|&r| (r, logistic(fit.sum(&columns, r)))));
                    trace[n / 20] += loss / folds as f64;
                }
            });
            (0..out.len()).filter(|&r| self.fold[r] == fold).for_each(|r| out[r] = logistic(fit.sum(&columns, r)));
        }
        eprintln!("trees: {}", trace.iter().map(|l| format!("{l:.4}")).collect::<Vec<_>>().join(" "));
        eprintln!("loss {:.4}", self.loss(self.rows.iter().map(|&r| (r, out[r]))));
        let all = trees::fit(&columns, self.lesson(&self.rows), self.options.trees, |_, _| {});
        (self.starts.windows(2).map(|s| out[s[0]..s[1]].to_vec()).collect(), judge(&all, &columns, &names))
    }

    fn lesson<'l>(&'l self, rows: &'l [usize]) -> Lesson<'l> {
        Lesson { rows, site: &self.site, y: &self.y, w: &self.row_w }
    }

    fn column(&self, measure: usize) -> Column {
        let values: Vec<f32> =
            self.samples.samples.iter().flat_map(|s| values(&s.features, measure, 0..s.features.len())).collect();
        let mut weights = vec![0.0; values.len()];
        self.rows.iter().for_each(|&r| weights[r] = self.row_w[r]);
        Column::new(&values, &weights)
    }

    fn write(&self, weights: &Worths, judge: &Judge, shape: &PageCard, article: &PageCard) -> String {
        let census = &self.samples.census;
        let words: BTreeMap<_, _> = census
            .elements
            .spelled
            .iter()
            .zip(&weights.elements)
            .filter(|(_, w)| w.own != 0.0 || w.side != 0.0 || w.main_path != 0.0)
            .collect();
        let says: BTreeMap<_, _> =
            census.texts.spelled.iter().zip(&weights.texts).filter(|(_, w)| w.0 != 0.0 || w.1 != 0.0).collect();
        let mut out = format!("{HEAD}{WORDS}[tokens]\n");
        for (word, w) in words {
            let parts: Vec<String> = [("own", w.own), ("side", w.side), ("main_path", w.main_path)]
                .iter()
                .filter(|p| p.1 != 0.0)
                .map(|p| format!("{} = {}", p.0, p.1))
                .collect();
            out += &format!("{word:?} = {{ {} }}\n", parts.join(", "));
        }
        out += &format!("\n{SAYS}[phrases]\n");
        for (word, w) in says {
            let parts: Vec<String> = [("text", w.0), ("section", w.1)]
                .iter()
                .filter(|p| p.1 != 0.0)
                .map(|p| format!("{} = {}", p.0, p.1))
                .collect();
            out += &format!("{word:?} = {{ {} }}\n", parts.join(", "));
        }
        out += &format!("\n{JUDGE}[judge]\nbias = {}\n{}tree = [\n", judge.bias, cards(&judge.card));
        for TreeRow { conditions, score } in &judge.tree {
            let conditions: Vec<String> = conditions.iter().map(|(name, at)| format!("[{name:?}, {at:?}]")).collect();
            let score: Vec<String> = score.iter().map(f32::to_string).collect();
            out += &format!("  {{ if = [{}], score = [{}] }},\n", conditions.join(", "), score.join(", "));
        }
        out += &format!("]\n\n{SHAPE}[shape]\nbias = {}\n{}", shape.bias, cards(&shape.card));
        out + &format!("\n{ARTICLE}[article]\nbias = {}\n{}", article.bias, cards(&article.card))
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

    fn table(&self, probability: &[Vec<f32>], single: &[f32]) {
        let limit = self.samples.model.regions.single();
        for (name, from, parts) in [
            ("every text by itself", 2.0, false),
            ("one run where there is one", limit, false),
            ("one run where there is one, and its parts", limit, true),
            ("one run always", -1.0, false),
        ] {
            eprintln!("{name}:");
            let keep = |n: usize, s: &Sample| {
                let kept = region::keep(self.samples, s, &probability[n], single[n] >= from);
                if parts { region::with_parts(self.samples, s, &probability[n], kept) } else { kept }
            };
            eprint!("{}", table(&self.samples.samples, keep));
            eprint!("{}", foreign_table(&self.samples.samples, keep));
        }
    }
}

/// The rows of a fit; trees that say nothing have none.
fn judge(fit: &Fit, columns: &[Column], names: &[&str]) -> Judge {
    let condition =
        |&(column, step): &(usize, u8)| (names[column].to_owned(), columns[column].at[usize::from(step) - 1]);
    let row = |tree: &Tree| TreeRow {
        conditions: tree.conditions.iter().map(condition).collect(),
        score: tree.score.clone(),
    };
    let says = |tree: &&Tree| tree.conditions.len() > 1 && tree.score.iter().any(|score| *score != 0.0);
    Judge {
        bias: round(fit.bias),
        card: card(fit, columns, names),
        tree: fit.trees.iter().filter(says).map(row).collect(),
    }
}

/// The trees of one condition as a card: a row a measure.
pub(super) fn card(fit: &Fit, columns: &[Column], names: &[&str]) -> Vec<CardRow> {
    let mut steps: BTreeMap<usize, BTreeMap<u8, f32>> = BTreeMap::new();
    let mut below: BTreeMap<usize, f32> = BTreeMap::new();
    for tree in fit.trees.iter().filter(|tree| tree.conditions.len() == 1) {
        let (column, step) = tree.conditions[0];
        *below.entry(column).or_default() += tree.score[0];
        *steps.entry(column).or_default().entry(step).or_default() += tree.score[1] - tree.score[0];
    }
    let row = |(column, steps): (usize, BTreeMap<u8, f32>)| {
        let mut sum = below[&column];
        let mut row = CardRow { measure: names[column].to_owned(), from: Vec::new(), score: vec![round(sum)] };
        for (step, more) in steps {
            sum += more;
            if row.score.last() != Some(&round(sum)) {
                row.from.push(columns[column].at[usize::from(step) - 1]);
                row.score.push(round(sum));
            }
        }
        row
    };
    steps.into_iter().map(row).collect()
}

fn cards(rows: &[CardRow]) -> String {
    let row = |CardRow { measure, from, score }: &CardRow| {
        format!("  {{ measure = {measure:?}, from = {from:?}, score = {score:?} }},\n")
    };
    format!("card = [\n{}]\n", rows.iter().map(row).collect::<String>())
}

pub(super) fn round(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}
