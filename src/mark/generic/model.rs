//! The model as it is used: the rows of `rules/generic.toml`, joined with what measures.

use std::sync::Arc;

use super::around::{self, AROUND, Likely};
use super::features::{self, OWN};
use super::heard::Worth;
use super::rows::{Choose, Doubt, File, Unseen};
use super::sum::{Sum, Unusable};
use super::view::{Hearing, View};
use super::words::{Ears, Numbers};

/// Everything that `rules/generic.toml` says, ready for use.
#[derive(Debug)]
pub(crate) struct Generic {
    pub(crate) unseen: Unseen,
    pub(crate) choose: Choose,
    pub(crate) doubt: Doubt,
    pub(crate) hearing: Hearing,
    /// What the words of elements are worth, by number.
    pub(crate) words: Vec<Worth>,
    /// What the words of texts are worth, here and below.
    pub(crate) says: Vec<(f32, f32)>,
    own: Sum<features::Feature>,
    around: Sum<around::Feature>,
}

/// Why `rules/generic.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// It is not TOML, or a key is unknown or missing.
    #[error("rules/generic.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// A row does not fit.
    #[error("rules/generic.toml: {0}")]
    Row(#[from] Unusable),
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
    pub(crate) fn new(text: &str) -> Result<Self, Broken> {
        let file: File = toml::from_str(text)?;
        let hearing = Hearing {
            ears: Ears::new(&file.hear),
            elements: Numbers::new(file.words.keys().map(String::as_str)),
            texts: Numbers::new(file.says.keys().map(String::as_str)),
        };
        Ok(Generic {
            unseen: file.unseen,
            choose: file.choose,
            doubt: file.doubt,
            hearing,
            words: file.words.into_values().collect(),
            says: file.says.into_values().map(|says| (says.here, says.below)).collect(),
            own: Sum::new(file.own, OWN)?,
            around: Sum::new(file.around, AROUND)?,
        })
    }

    /// How likely each block belongs to the article, with what speaks loudest for it.
    pub(crate) fn judge(&self, view: &View) -> Vec<Judged> {
        let own = self.judge_own(view);
        let first = Likely::new(view, own.iter().map(|(sum, _)| logistic(*sum)).collect());
        let mut values = Vec::new();
        let one = |(index, (own, why)): (usize, (f32, Arc<str>))| {
            values.clear();
            values.extend(self.around.measures.iter().map(|measure| measure(view, &first, index)));
            let (around, other) = self.around.explain(&values);
            let because = if around.abs() > own.abs() { other } else { why };
            Judged { likely: logistic(own + around), because }
        };
        own.into_iter().enumerate().map(one).collect()
    }

    /// The sum of scores of each block by itself, with what speaks loudest for its sign.
    fn judge_own(&self, view: &View) -> Vec<(f32, Arc<str>)> {
        let mut values = Vec::new();
        let one = |index| {
            values.clear();
            values.extend(self.own.measures.iter().map(|measure| measure(view, index)));
            self.own.explain(&values)
        };
        (0..view.len()).map(one).collect()
    }
}

/// From the sum of scores to a likelihood.
pub(crate) fn logistic(x: f32) -> f32 {
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
}
