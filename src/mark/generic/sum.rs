//! A sum of scores over measures: one score for each step of a measure, or for each pair of steps of two.

use std::sync::Arc;

use super::rows::{PairRow, Row, Stage};

/// Measures with the scores of what they measure.
#[derive(Debug)]
pub(crate) struct Sum<F> {
    pub(crate) measures: Vec<F>,
    bias: f32,
    terms: Vec<Term>,
    pairs: Vec<Pair>,
}

#[derive(Debug)]
struct Term {
    name: Arc<str>,
    of: usize,
    at: Vec<f32>,
    score: Vec<f32>,
}

#[derive(Debug)]
struct Pair {
    name: Arc<str>,
    of: [usize; 2],
    at: [Vec<f32>; 2],
    /// Row by row.
    score: Vec<f32>,
}

/// Why the rows of a sum cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// `[[own.feature]] name = "luck"`
    #[error("nothing measures {0:?}")]
    NoSuchFeature(String),
    /// `at = [1, 2]` with two scores; three are needed.
    #[error("{0:?} needs one score more than bounds")]
    ScoreCount(String),
}

impl<F: Copy> Sum<F> {
    /// Joins rows with the measures of these names.
    pub(crate) fn new(stage: Stage, known: &[(&str, F)]) -> Result<Self, Unusable> {
        let mut used: Vec<usize> = Vec::new();
        let mut place = |name: &str| {
            let at = known.iter().position(|(n, _)| *n == name).ok_or_else(|| Unusable::NoSuchFeature(name.into()))?;
            Ok(used.iter().position(|u| *u == at).unwrap_or_else(|| {
                used.push(at);
                used.len() - 1
            }))
        };
        let terms = stage.feature.into_iter().map(|row| Term::new(row, &mut place)).collect::<Result<_, _>>()?;
        let pairs = stage.pair.into_iter().map(|row| Pair::new(row, &mut place)).collect::<Result<_, _>>()?;
        Ok(Sum { measures: used.into_iter().map(|u| known[u].1).collect(), bias: stage.bias, terms, pairs })
    }
}

impl<F> Sum<F> {
    /// The sum for what was measured, in the order of `measures`.
    pub(crate) fn score(&self, values: &[f32]) -> f32 {
        self.parts(values).fold(self.bias, |sum, (score, _)| sum + score)
    }

    /// The sum, and the name of what speaks loudest for its sign.
    pub(crate) fn explain(&self, values: &[f32]) -> (f32, Arc<str>) {
        let sum = self.score(values);
        let loud = |score: f32| if sum > 0.0 { score } else { -score };
        let loudest = self.parts(values).max_by(|a, b| loud(a.0).total_cmp(&loud(b.0)));
        (sum, loudest.map_or_else(|| "bias".into(), |(_, name)| name.clone()))
    }

    fn parts(&self, values: &[f32]) -> impl Iterator<Item = (f32, &Arc<str>)> {
        let terms = self.terms.iter().map(|t| (t.score[step(&t.at, values[t.of])], &t.name));
        terms.chain(self.pairs.iter().map(|p| {
            let [a, b] = [0, 1].map(|n| step(&p.at[n], values[p.of[n]]));
            (p.score[a * (p.at[1].len() + 1) + b], &p.name)
        }))
    }
}

/// How many of the bounds a value reaches.
pub(crate) fn step(at: &[f32], value: f32) -> usize {
    at.iter().take_while(|&&at| value >= at).count()
}

impl Term {
    fn new(row: Row, place: &mut impl FnMut(&str) -> Result<usize, Unusable>) -> Result<Self, Unusable> {
        let Row { name, at, score } = row;
        if score.len() != at.len() + 1 {
            return Err(Unusable::ScoreCount(name));
        }
        Ok(Term { of: place(&name)?, name: name.into(), at, score })
    }
}

impl Pair {
    fn new(row: PairRow, place: &mut impl FnMut(&str) -> Result<usize, Unusable>) -> Result<Self, Unusable> {
        let PairRow { names, at, score } = row;
        let name = names.join(" with ");
        if score.len() != at[0].len() + 1 || score.iter().any(|row| row.len() != at[1].len() + 1) {
            return Err(Unusable::ScoreCount(name));
        }
        let of = [place(&names[0])?, place(&names[1])?];
        Ok(Pair { name: name.into(), of, at, score: score.into_iter().flatten().collect() })
    }
}
