//! A sum of scores, each chosen by a few conditions on what was measured.
//!
//! A tree asks the same few questions of every block: is this measure at least that much? The answers, read as the
//! digits of a binary number, the first question's the lowest, tell which of its scores holds. (Boosted decision trees,
//! Friedman 2001, in the oblivious form of CatBoost, Prokhorenkova et al. 2018.)

use super::features::{OWN, PAGE};
use super::rows::{Judge, TreeRow};
use super::view::View;

/// Trees with the measures that they ask for.
#[derive(Debug)]
pub(crate) struct Trees {
    /// The measures that are asked for, by their place among all.
    used: Vec<usize>,
    bias: f32,
    trees: Vec<Tree>,
}

#[derive(Debug)]
struct Tree {
    /// A place in [`Trees::used`] and a bound each.
    conditions: Vec<(usize, f32)>,
    /// Two to the power of the number of conditions.
    score: Vec<f32>,
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
}

/// The names of all measures, those of a block first.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OWN.iter().map(|m| m.0).chain(PAGE.iter().map(|m| m.0))
}

/// What a measure gives for each block of a page.
pub(crate) fn values(view: &View, measure: usize) -> Vec<f32> {
    match OWN.get(measure) {
        Some((_, of)) => (0..view.len()).map(|index| of(view, index)).collect(),
        None => vec![PAGE[measure - OWN.len()].1(view); view.len()],
    }
}

impl Trees {
    /// Joins rows with the measures that they name.
    pub(crate) fn new(rows: Judge) -> Result<Self, Unusable> {
        let mut used = Vec::new();
        let trees = rows.tree.into_iter().map(|row| Tree::new(row, &mut used)).collect::<Result<_, _>>()?;
        Ok(Trees { used, bias: rows.bias, trees })
    }

    /// What the measures that are asked for give for a page: all blocks of the first, of the second, and so on.
    pub(crate) fn measure(&self, view: &View) -> Vec<Vec<f32>> {
        self.used.iter().map(|&measure| values(view, measure)).collect()
    }

    /// The sum for each block of a page.
    pub(crate) fn sums(&self, blocks: usize, measured: &[Vec<f32>]) -> Vec<f32> {
        let mut sums = vec![self.bias; blocks];
        let mut at = vec![0_u8; blocks];
        for tree in &self.trees {
            at.fill(0);
            for (digit, &(measure, bound)) in tree.conditions.iter().enumerate() {
                for (at, value) in at.iter_mut().zip(&measured[measure]) {
                    *at |= u8::from(*value >= bound) << digit;
                }
            }
            for (sum, at) in sums.iter_mut().zip(&at) {
                *sum += tree.score[usize::from(*at)];
            }
        }
        sums
    }

    /// The measure of the block itself that speaks loudest for the sign of its sum, by its place among all measures.
    pub(crate) fn loudest(&self, block: usize, measured: &[Vec<f32>], sum: f32) -> Option<usize> {
        let mut voices = vec![0.0; self.used.len()];
        for tree in &self.trees {
            tree.voices(|measure| measured[measure][block], &mut voices);
        }
        let loud = |at: &usize| if sum > 0.0 { voices[*at] } else { -voices[*at] };
        let own = (0..voices.len()).filter(|&at| self.used[at] < OWN.len());
        own.max_by(|a, b| loud(a).total_cmp(&loud(b))).map(|at| self.used[at])
    }
}

impl Tree {
    fn new(row: TreeRow, used: &mut Vec<usize>) -> Result<Self, Unusable> {
        let TreeRow { conditions, score } = row;
        if conditions.len() > 8 || score.len() != 1 << conditions.len() {
            let names: Vec<String> = conditions.into_iter().map(|c| c.0).collect();
            return Err(Unusable::ScoreCount(names.join(", ")));
        }
        let mut place = |(name, bound): (String, f32)| {
            let at = names().position(|n| n == name).ok_or(Unusable::NoSuchMeasure(name))?;
            let known = used.iter().position(|u| *u == at);
            Ok((
                known.unwrap_or_else(|| {
                    used.push(at);
                    used.len() - 1
                }),
                bound,
            ))
        };
        Ok(Tree { conditions: conditions.into_iter().map(&mut place).collect::<Result<_, _>>()?, score })
    }

    /// Adds to each measure's voice how far the answer about it moves the mean of the scores that are left (Saabas 2014).
    fn voices(&self, value: impl Fn(usize) -> f32, voices: &mut [f32]) {
        let (mut answers, mut mean) = (0, mean(self.score.iter()));
        for (digit, &(measure, bound)) in self.conditions.iter().enumerate() {
            answers |= usize::from(value(measure) >= bound) << digit;
            let low = (2 << digit) - 1;
            let left = self.score.iter().enumerate().filter(|(at, _)| at & low == answers).map(|(_, score)| score);
            let next = self::mean(left);
            voices[measure] += next - mean;
            mean = next;
        }
    }
}

fn mean<'a>(scores: impl Iterator<Item = &'a f32>) -> f32 {
    let (sum, count) = scores.fold((0.0, 0.0), |(sum, count), score| (sum + score, count + 1.0));
    sum / f32::max(count, 1.0)
}
