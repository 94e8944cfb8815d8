//! A sum of scores, each chosen by a few conditions on what was measured.
//!
//! A tree asks the same few questions of every block: is this measure at least that much? The answers, read as the
//! digits of a binary number, the first question's the lowest, tell which of its scores holds. (Boosted decision trees,
//! Friedman 2001, in the oblivious form of CatBoost, Prokhorenkova et al. 2018.)

use std::collections::HashMap;
use std::ops::Range;

use super::card::{self, Card};
use super::rows::{Judge, TreeRow};
use crate::features::Features;
use crate::features::table::{OWN, PAGE};

/// Trees with the measures that they ask for.
#[derive(Debug)]
pub(crate) struct Trees {
    /// The measures that are asked for, by their place among all.
    used: Vec<usize>,
    /// For each of them all bounds that are asked about, rising. A value counts by how many of them it reaches, so that
    /// a question is one comparison of bytes.
    bounds: Vec<Vec<f32>>,
    bias: f32,
    /// For each row of the card the place of its measure, and the score by how many of the bounds are reached.
    cards: Vec<(usize, Vec<f32>)>,
    trees: Vec<Tree>,
}

#[derive(Debug)]
struct Tree {
    /// A place in [`Trees::used`], and how many of the measure's bounds are reached at least.
    conditions: Vec<(usize, u8)>,
    /// Two to the power of the number of conditions.
    score: Vec<f32>,
    /// For each score, in turn, how far each answer that leads to it moves the mean of the scores that are left (Saabas
    /// 2014): as many as there are conditions.
    moves: Vec<f32>,
}

/// Why the rows of trees cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// `if = [["luck", 1.0]]`
    #[error("nothing measures {0:?}")]
    NoSuchMeasure(String),
    /// Two conditions with three scores.
    #[error("the tree on {0:?} needs two scores for one condition, four for two, and so on, eight conditions at most")]
    ScoreCount(String),
    /// A row of the card does not fit.
    #[error(transparent)]
    Card(#[from] card::Unusable),
    /// Trees ask about it at 256 values or more.
    #[error("more than 255 bounds of {0:?}")]
    TooManyBounds(String),
}

/// The places of measures among all, by their names.
type Measures = HashMap<&'static str, usize>;

/// The names of all measures, those of a block first.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|m| m.0).chain(PAGE.iter().map(|m| m.0))
}

/// What a measure gives for each of some blocks of a page.
pub(crate) fn values(features: &Features, measure: usize, blocks: Range<usize>) -> Vec<f32> {
    match OWN.get(measure) {
        Some((_, of)) => blocks.map(|index| of(features, index)).collect(),
        None => vec![PAGE[measure - OWN.len()].1(features); blocks.len()],
    }
}

impl Trees {
    /// Joins rows with the measures that they name.
    pub(crate) fn new(rows: Judge) -> Result<Self, Unusable> {
        let mut trees =
            Trees { used: Vec::new(), bounds: Vec::new(), bias: rows.bias, cards: Vec::new(), trees: Vec::new() };
        let known: Vec<&str> = names().collect();
        let measures: Measures = known.iter().copied().zip(0..).collect();
        for row in &rows.card {
            row.from.iter().try_for_each(|bound| trees.learn_bound(&measures, &row.measure, *bound))?;
        }
        for (name, bound) in rows.tree.iter().flat_map(|row| &row.conditions) {
            trees.learn_bound(&measures, name, *bound)?;
        }
        for row in rows.card {
            trees.cards.extend(trees.card(Card::new(row, &known)?));
        }
        trees.trees = rows.tree.into_iter().map(|row| trees.tree(row, &measures)).collect::<Result<_, _>>()?;
        Ok(trees)
    }

    fn learn_bound(&mut self, measures: &Measures, name: &str, bound: f32) -> Result<(), Unusable> {
        let measure = *measures.get(name).ok_or_else(|| Unusable::NoSuchMeasure(name.to_owned()))?;
        let place = self.used.iter().position(|used| *used == measure).unwrap_or(self.used.len());
        if place == self.used.len() {
            self.used.push(measure);
            self.bounds.push(Vec::new());
        }
        let bounds = &mut self.bounds[place];
        if let Err(at) = bounds.binary_search_by(|known| known.total_cmp(&bound)) {
            bounds.insert(at, bound);
        }
        if bounds.len() > 255 { Err(Unusable::TooManyBounds(name.to_owned())) } else { Ok(()) }
    }

    /// The score of a row of the card by how many bounds of its measure are reached.
    fn card(&self, card: Card) -> Option<(usize, Vec<f32>)> {
        let place = self.used.iter().position(|used| *used == card.measure)?;
        let bounds = &self.bounds[place];
        let score = |reached: usize| card.score(reached.checked_sub(1).map_or(f32::NEG_INFINITY, |at| bounds[at]));
        Some((place, (0..=bounds.len()).map(score).collect()))
    }

    fn tree(&self, row: TreeRow, measures: &Measures) -> Result<Tree, Unusable> {
        let TreeRow { conditions, score } = row;
        if conditions.len() > 8 || score.len() != 1 << conditions.len() {
            let names: Vec<String> = conditions.into_iter().map(|c| c.0).collect();
            return Err(Unusable::ScoreCount(names.join(", ")));
        }
        let condition = |(name, bound): (String, f32)| {
            let place = measures.get(&*name).and_then(|measure| self.used.iter().position(|used| used == measure));
            let place = place.ok_or(Unusable::NoSuchMeasure(name))?;
            Ok::<_, Unusable>((place, reached(&self.bounds[place], bound)))
        };
        let conditions: Vec<(usize, u8)> = conditions.into_iter().map(condition).collect::<Result<_, _>>()?;
        let moves = (0..score.len()).flat_map(|at| moves(&score, at)).collect();
        Ok(Tree { conditions, score, moves })
    }

    /// How many bounds of each measure each of some blocks of a page reaches: all blocks for the first measure, for the
    /// second, and so on.
    pub(crate) fn measure(&self, features: &Features, blocks: &Range<usize>) -> Vec<Vec<u8>> {
        let reached = |(&measure, bounds): (&usize, &Vec<f32>)| {
            let values = values(features, measure, blocks.clone());
            let mut reached = vec![0; values.len()];
            for bound in bounds {
                reached.iter_mut().zip(&values).for_each(|(reached, value)| *reached += u8::from(*bound <= *value));
            }
            reached
        };
        self.used.iter().zip(&self.bounds).map(reached).collect()
    }

    /// The sum for each of the blocks that were measured.
    pub(crate) fn sums(&self, blocks: usize, measured: &[Vec<u8>]) -> Vec<f32> {
        let mut sums = vec![self.bias; blocks];
        for (measure, scores) in &self.cards {
            for (sum, reached) in sums.iter_mut().zip(&measured[*measure]) {
                *sum += scores[usize::from(*reached)];
            }
        }
        let of_all: Vec<Option<u8>> = measured.iter().map(|values| of_all(values)).collect();
        for tree in &self.trees {
            tree.add(measured, &of_all, &mut sums);
        }
        sums
    }

    /// The measure of the block itself that speaks loudest for the sign of its sum, by its place among all measures. `block` counts
    /// among those that were measured.
    pub(crate) fn loudest(&self, block: usize, measured: &[Vec<u8>], sum: f32) -> Option<usize> {
        let mut voices = vec![0.0; self.used.len()];
        for (measure, scores) in &self.cards {
            voices[*measure] += scores[usize::from(measured[*measure][block])];
        }
        for tree in &self.trees {
            tree.voices(|measure| measured[measure][block], &mut voices);
        }
        let loud = |at: &usize| if sum > 0.0 { voices[*at] } else { -voices[*at] };
        let own = (0..voices.len()).filter(|&at| self.used[at] < OWN.len());
        own.max_by(|a, b| loud(a).total_cmp(&loud(b))).map(|at| self.used[at])
    }
}

/// What a measure gives for every block of a page, if that is the same.
fn of_all(values: &[u8]) -> Option<u8> {
    values.first().copied().filter(|first| values.iter().all(|value| value == first))
}

impl Tree {
    /// Adds the score of each block to its sum. Nearly all trees have two conditions, and what such loops do to sixteen blocks
    /// costs hardly more than what they do to one.
    fn add(&self, measured: &[Vec<u8>], of_all: &[Option<u8>], sums: &mut [f32]) {
        let (known, score) = (usize::from(self.known(of_all)), &self.score[..]);
        let conditions = || self.conditions.iter().enumerate().filter(|(_, (measure, _))| of_all[*measure].is_none());
        let mut open = conditions().map(|(digit, &(measure, bound))| (1 << digit, &measured[measure][..], bound));
        match (open.next(), open.next(), open.next()) {
            (None, ..) => sums.iter_mut().for_each(|sum| *sum += score[known]),
            (Some((yes, values, bound)), None, _) => {
                let (no, yes) = (score[known], score[known | yes]);
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum += if *value >= bound { yes } else { no };
                }
            }
            (Some((one, values, bound)), Some((other, others, other_bound)), None) => {
                let [neither, first, second, both] = [0, one, other, one | other].map(|yes| score[known | yes]);
                for ((sum, value), other) in sums.iter_mut().zip(values).zip(others) {
                    let no = if *value >= bound { first } else { neither };
                    let yes = if *value >= bound { both } else { second };
                    *sum += if *other >= other_bound { yes } else { no };
                }
            }
            _ => {
                for (block, sum) in sums.iter_mut().enumerate() {
                    let answer = |(digit, &(measure, bound)): (usize, &(usize, u8))| {
                        usize::from(measured[measure][block] >= bound) << digit
                    };
                    *sum += score[known | conditions().map(answer).sum::<usize>()];
                }
            }
        }
    }

    /// The answers, as digits, that are the same for all blocks; zero for the others.
    fn known(&self, of_all: &[Option<u8>]) -> u8 {
        let holds = |&(measure, bound): &(usize, u8)| of_all[measure].is_some_and(|value| value >= bound);
        self.conditions.iter().enumerate().fold(0, |at, (digit, condition)| at | u8::from(holds(condition)) << digit)
    }

    /// Adds to each measure's voice how far the answer about it moves the score.
    fn voices(&self, value: impl Fn(usize) -> u8, voices: &mut [f32]) {
        let answer = |(digit, &(measure, bound)): (usize, &(usize, u8))| usize::from(value(measure) >= bound) << digit;
        let at: usize = self.conditions.iter().enumerate().map(answer).sum();
        for (&(measure, _), moved) in self.conditions.iter().zip(&self.moves[at * self.conditions.len()..]) {
            voices[measure] += moved;
        }
    }
}

/// How far each answer that leads to a score moves the mean of those that are left.
fn moves(score: &[f32], at: usize) -> impl Iterator<Item = f32> {
    let left = move |answers: u32| {
        let same = (1 << answers) - 1;
        mean(score.iter().enumerate().filter(|(other, _)| other & same == at & same).map(|(_, score)| score))
    };
    (0..score.len().trailing_zeros()).map(move |digit| left(digit + 1) - left(digit))
}

fn mean<'a>(scores: impl Iterator<Item = &'a f32>) -> f32 {
    let (sum, count) = scores.fold((0.0, 0.0), |(sum, count), score| (sum + score, count + 1.0));
    sum / f32::max(count, 1.0)
}

/// How many of the rising bounds a value reaches.
fn reached(bounds: &[f32], value: f32) -> u8 {
    bounds.partition_point(|bound| *bound <= value) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(conditions: &[(&str, f32)], score: &[f32]) -> TreeRow {
        TreeRow { conditions: conditions.iter().map(|c| (c.0.to_owned(), c.1)).collect(), score: score.to_vec() }
    }

    #[test]
    fn the_answers_are_the_digits_of_the_scores_place() {
        let tree = row(&[("words", 10.0), ("link share", 0.5)], &[0.1, 0.2, 0.3, 0.4]);
        let trees =
            Trees::new(Judge { bias: 1.0, card: Vec::new(), tree: vec![tree, row(&[("words", 20.0)], &[0.0, 5.0])] });
        let trees = trees.expect("rows that fit");
        // Four blocks of 5, 10, 15 and 20 words; the last two are links.
        let words = [5.0, 10.0, 15.0, 20.0].map(|value| reached(&trees.bounds[0], value)).to_vec();
        let links = [0.0, 0.0, 0.5, 1.0].map(|value| reached(&trees.bounds[1], value)).to_vec();
        let measured = [words, links];
        let sums = trees.sums(4, &measured);
        for (sum, expected) in sums.iter().zip([1.1, 1.2, 1.4, 6.4]) {
            assert!((sum - expected).abs() < 1e-6, "{sums:?}");
        }
        assert_eq!(trees.loudest(3, &measured, sums[3]).map(|at| OWN[at].0), Some("words"));
    }

    #[test]
    fn rows_that_do_not_fit_are_told() {
        let refused =
            |tree| Trees::new(Judge { bias: 0.0, card: Vec::new(), tree: vec![tree] }).err().map(|e| e.to_string());
        assert_eq!(refused(row(&[("luck", 1.0)], &[0.0, 1.0])).as_deref(), Some("nothing measures \"luck\""));
        assert!(refused(row(&[("words", 1.0)], &[0.0])).is_some_and(|told| told.contains("two scores")));
    }
}
