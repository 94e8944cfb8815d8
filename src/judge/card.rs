//! A card: how much each value of one measure says for and against, as a reader can sum it up (the scorecards of
//! generalised additive models, Lou, Caruana and Gehrke 2012).

use serde::{Deserialize, Serialize};

/// A row of a card, as written: `{ measure = "link share", from = [0.1, 0.5], score = [0.4, -0.2, -1.1] }`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardRow {
    pub(crate) measure: String,
    /// Rising values, from each of which on the next score holds.
    pub(crate) from: Vec<f32>,
    /// One more than there are values.
    pub(crate) score: Vec<f32>,
}

/// A row, with its measure found.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// The place of the measure among all.
    pub(crate) measure: usize,
    pub(crate) from: Vec<f32>,
    pub(crate) scores: Vec<f32>,
}

/// Why rows cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// `measure = "luck"`
    #[error("nothing measures {0:?}")]
    NoSuchMeasure(String),
    /// Two values with two scores.
    #[error("the row of {0:?} needs one score more than it has values")]
    ScoreCount(String),
    /// `from = [0.5, 0.1]`
    #[error("the values of {0:?} do not rise")]
    Unordered(String),
}

impl Card {
    /// Finds the measure of a row among those of these names.
    pub(crate) fn new(row: CardRow, names: &[&str]) -> Result<Self, Unusable> {
        let CardRow { measure, from, score } = row;
        if score.len() != from.len() + 1 {
            return Err(Unusable::ScoreCount(measure));
        }
        if !from.is_sorted_by(|a, b| a < b) {
            return Err(Unusable::Unordered(measure));
        }
        let place = names.iter().position(|name| *name == measure);
        Ok(Card { measure: place.ok_or(Unusable::NoSuchMeasure(measure))?, from, scores: score })
    }

    /// What a value of the measure says.
    pub(crate) fn score(&self, value: f32) -> f32 {
        self.scores[self.from.partition_point(|from| *from <= value)]
    }
}

/// From the sum of scores to a probability.
pub(crate) fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(measure: &str, from: &[f32], score: &[f32]) -> CardRow {
        CardRow { measure: measure.into(), from: from.to_vec(), score: score.to_vec() }
    }

    #[test]
    fn a_value_has_the_score_of_the_last_bound_that_it_reaches() {
        let card =
            Card::new(row("words", &[1.0, 5.0], &[-1.0, 0.0, 2.0]), &["stops", "words"]).expect("a row that fits");
        assert_eq!(card.measure, 1);
        assert_eq!([0.5, 1.0, 4.9, 5.0].map(|value| card.score(value)), [-1.0, 0.0, 0.0, 2.0]);
    }

    #[test]
    fn rows_that_do_not_fit_are_told() {
        let told = |row| Card::new(row, &["words"]).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(told(row("luck", &[], &[0.0])), "nothing measures \"luck\"");
        assert!(told(row("words", &[1.0], &[0.0])).contains("one score more"));
        assert!(told(row("words", &[2.0, 1.0], &[0.0, 0.0, 0.0])).contains("do not rise"));
    }
}
