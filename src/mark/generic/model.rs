//! The model as it is used: rows joined with the functions that measure.

use std::sync::Arc;

use super::around::{self, AROUND, Likely};
use super::features::{self, OWN, View};
use super::rows::{Choose, Doubt, File, Row, Stage, Unseen};
use super::words::Words;

/// Everything that `rules/generic.toml` says, ready for use.
#[derive(Debug)]
pub(crate) struct Generic {
    pub(crate) unseen: Unseen,
    pub(crate) choose: Choose,
    pub(crate) doubt: Doubt,
    pub(crate) words: Words,
    own: Sum<features::Feature>,
    around: Sum<around::Feature>,
}

/// Why `rules/generic.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// It is not TOML, or a key is unknown or missing.
    #[error("rules/generic.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// `[[own.feature]] name = "no such measure"`
    #[error("rules/generic.toml: nothing measures {0:?}")]
    NoSuchFeature(String),
    /// `at = [1, 2]` with two scores; three are needed.
    #[error("rules/generic.toml: {0:?} needs one score more than bounds")]
    ScoreCount(String),
}

/// Measures with the scores of what they measure.
#[derive(Debug)]
struct Sum<F> {
    bias: f32,
    terms: Vec<Term<F>>,
}

#[derive(Debug)]
struct Term<F> {
    name: Arc<str>,
    measure: F,
    at: Vec<f32>,
    score: Vec<f32>,
}

/// What the model says of one block.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// How likely it belongs to the article.
    pub(crate) likely: f32,
    /// The measure that speaks loudest for what the likelihood says.
    pub(crate) because: Arc<str>,
}

impl Generic {
    /// The rules that are built in.
    pub(crate) fn builtin() -> Self {
        let text = include_str!("../../../rules/generic.toml");
        Generic::new(text).expect("a test reads the built-in rules/generic.toml")
    }

    /// Rules from the text of such a file.
    pub(crate) fn new(text: &str) -> Result<Self, Unusable> {
        let file: File = toml::from_str(text)?;
        Ok(Generic {
            unseen: file.unseen,
            choose: file.choose,
            doubt: file.doubt,
            words: Words::new(file.words),
            own: Sum::new(file.own, OWN)?,
            around: Sum::new(file.around, AROUND)?,
        })
    }

    /// How likely each block belongs to the article, judged by itself.
    pub(crate) fn judge_own(&self, view: &View<'_>) -> Vec<f32> {
        let score = |i| self.own.terms.iter().fold(self.own.bias, |sum, t| sum + t.score((t.measure)(view, i)));
        (0..view.texts.len()).map(|i| logistic(score(i))).collect()
    }

    /// How likely each block belongs to the article, judged with its surroundings.
    pub(crate) fn judge_around(&self, view: &View<'_>, first: &Likely) -> Vec<Judged> {
        (0..view.texts.len()).map(|i| self.judge_one(view, first, i)).collect()
    }

    fn judge_one(&self, view: &View<'_>, first: &Likely, index: usize) -> Judged {
        let (mut sum, mut high, mut low) = (self.around.bias, (0.0, 0), (0.0, 0));
        for (n, term) in self.around.terms.iter().enumerate() {
            let score = term.score((term.measure)(view, first, index));
            sum += score;
            if score > high.0 {
                high = (score, n);
            }
            if score < low.0 {
                low = (score, n);
            }
        }
        let loudest = if sum > 0.0 { high.1 } else { low.1 };
        let because = self.around.terms.get(loudest).map_or_else(|| "bias".into(), |t| t.name.clone());
        Judged { likely: logistic(sum), because }
    }
}

impl<F: Copy> Sum<F> {
    fn new(stage: Stage, known: &[(&str, F)]) -> Result<Self, Unusable> {
        let terms = stage.feature.into_iter().map(|row| Term::new(row, known)).collect::<Result<_, _>>()?;
        Ok(Sum { bias: stage.bias, terms })
    }
}

impl<F: Copy> Term<F> {
    fn new(row: Row, known: &[(&str, F)]) -> Result<Self, Unusable> {
        let Row { name, at, score } = row;
        let Some(&(_, measure)) = known.iter().find(|(n, _)| *n == name) else {
            return Err(Unusable::NoSuchFeature(name));
        };
        if score.len() != at.len() + 1 {
            return Err(Unusable::ScoreCount(name));
        }
        Ok(Term { name: name.into(), measure, at, score })
    }
}

impl<F> Term<F> {
    fn score(&self, value: f32) -> f32 {
        self.score[self.at.iter().take_while(|&&at| value >= at).count()]
    }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rows_can_be_used() {
        let text = include_str!("../../../rules/generic.toml");
        assert!(Generic::new(text).is_ok(), "{}", Generic::new(text).err().map(|e| e.to_string()).unwrap_or_default());
    }

    #[test]
    fn a_feature_that_nothing_measures_is_named() {
        let stage = Stage { bias: 0.0, feature: vec![Row { name: "luck".into(), at: vec![], score: vec![0.0] }] };
        let error = Sum::new(stage, OWN).err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("rules/generic.toml: nothing measures \"luck\""));
    }
}
