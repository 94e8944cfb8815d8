//! The model as it is used: the rows of `rules/generic.toml` and `rules/learned.toml`, joined with what measures.

use std::sync::Arc;

use super::Asked;
use super::rows::{ByHand, Choose, Doubt, Learned};
use super::trees::{Trees, Unusable};
use crate::dom::{Dom, NodeId, TextBlocks};
use crate::features::discussion::{self, Discussion};
use crate::features::heard::{Worth, place_of};
use crate::features::lexicon::Lexicon;
use crate::features::table::OWN;
use crate::features::view::Hearing;
use crate::features::words::{Ears, Numbers};
use crate::features::{Anchors, View};
use crate::hidden::rows::Unseen;
use crate::hidden::widgets::Widgets;
use crate::mark::Reason;
use crate::region::{Regions, card, logistic, parts};

/// Everything that `rules/generic.toml` and `rules/learned.toml` say, ready for use.
#[derive(Debug)]
pub(crate) struct Generic {
    pub(crate) unseen: Unseen,
    pub(crate) widgets: Widgets,
    pub(crate) discussion: Discussion,
    pub(crate) choose: Choose,
    pub(crate) regions: Regions,
    pub(crate) parts: parts::Rows,
    pub(crate) doubt: Doubt,
    pub(crate) hearing: Hearing,
    /// What the words of elements are worth, by number.
    pub(crate) words: Vec<Worth>,
    /// What the words of texts are worth, here and below.
    pub(crate) says: Vec<(f32, f32)>,
    /// How they are spelled.
    spelled: Vec<String>,
    spoken: Vec<String>,
    trees: Trees,
}

/// The rows that people wrote.
const BY_HAND: &str = include_str!("../../rules/generic.toml");

/// The rows that the learner wrote.
const LEARNED: &str = include_str!("../../rules/learned.toml");

/// Why the rows cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// `rules/generic.toml` is not TOML, or a key is unknown or missing.
    #[error("rules/generic.toml: {0}")]
    ByHand(toml::de::Error),
    /// The same of `rules/learned.toml`.
    #[error("rules/learned.toml: {0}")]
    Learned(toml::de::Error),
    /// A row of the judge does not fit.
    #[error("rules/learned.toml: {0}")]
    Row(#[from] Unusable),
    /// A row of a card does not fit.
    #[error("rules/learned.toml: {0}")]
    Card(#[from] card::Unusable),
}

impl Generic {
    /// The rules that are built in.
    pub(crate) fn builtin() -> Self {
        Generic::new(BY_HAND, LEARNED).expect("a test reads the built-in rows")
    }

    /// Rules from the texts of such files.
    pub(crate) fn new(by_hand: &str, learned: &str) -> Result<Self, Broken> {
        let file: ByHand = toml::from_str(by_hand).map_err(Broken::ByHand)?;
        let learned: Learned = toml::from_str(learned).map_err(Broken::Learned)?;
        let lexicon = Lexicon::builtin();
        let hearing = Hearing {
            ears: Ears::new(&file.hear),
            short: file.hear.texts,
            kinds: file.kinds,
            elements: Numbers::new(learned.words.keys().map(String::as_str), &lexicon.elements),
            texts: Numbers::new(learned.says.keys().map(String::as_str), &lexicon.texts),
        };
        let spelled: Vec<String> = learned.words.keys().cloned().collect();
        Ok(Generic {
            unseen: file.unseen,
            widgets: Widgets::new(&file.widgets),
            discussion: file.discussion,
            choose: file.choose,
            regions: Regions::new(file.region, learned.shape)?,
            doubt: file.doubt,
            hearing,
            parts: file.parts,
            spelled,
            spoken: learned.says.keys().cloned().collect(),
            words: learned.words.into_values().collect(),
            says: learned.says.into_values().map(|says| (says.here, says.below)).collect(),
            trees: Trees::new(learned.judge)?,
        })
    }

    /// The comment sections of a page.
    pub(crate) fn comments(&self, dom: &Dom, texts: &TextBlocks, anchors: &Anchors<'_>) -> Vec<(NodeId, Reason)> {
        discussion::find(&self.discussion, &self.unseen.prose, dom, texts, anchors)
    }

    /// How likely each block of a page belongs to the article. Where it is asked why, too, what speaks loudest for that:
    /// the name of a measure, and the word that is heard most in it.
    pub(crate) fn judge(&self, view: &View, asked: Asked) -> (Vec<f32>, Vec<Arc<str>>) {
        let measured = self.trees.measure(view);
        let sums = self.trees.sums(view.len(), &measured);
        let likely = sums.iter().map(|sum| logistic(*sum)).collect();
        (likely, if asked == Asked::Why { self.reasons(view, &measured, &sums) } else { Vec::new() })
    }

    fn reasons(&self, view: &View, measured: &[Vec<u8>], sums: &[f32]) -> Vec<Arc<str>> {
        let reason =
            |(block, sum): (usize, f32)| self.reason(view, block, self.trees.loudest(block, measured, sum), sum);
        sums.iter().copied().enumerate().map(reason).collect()
    }

    fn reason(&self, view: &View, block: usize, measure: Option<usize>, sum: f32) -> Arc<str> {
        let Some((name, _)) = measure.and_then(|measure| OWN.get(measure)) else { return "bias".into() };
        match self.loudest_word(view, block, name, sum) {
            Some(word) => format!("{name}: {word}").into(),
            None => (*name).into(),
        }
    }

    /// The word that is worth most for the sign of the sum, where a measure is made of words.
    fn loudest_word(&self, view: &View, block: usize, measure: &str, sum: f32) -> Option<&str> {
        let sign = if sum > 0.0 { 1.0 } else { -1.0 };
        let loud = |words: &mut dyn Iterator<Item = (u32, f32)>| {
            words.filter(|(_, worth)| worth * sign > 0.0).max_by(|a, b| (a.1 * sign).total_cmp(&(b.1 * sign)))
        };
        if let Some(place) = place_of(measure) {
            let said = view.said(block, place);
            return Some(&self.spelled[loud(&mut said.map(|w| (w, self.words[w as usize].at(place))))?.0 as usize]);
        }
        let (said, below) = match measure {
            "says" | "known share" => (view.sayings.words(block), false),
            "opening says" | "opening apart" => (view.sayings.opening(block), false),
            "heading says" => (view.sayings.words(view.heading[block]?), true),
            _ => return None,
        };
        let worth = |w: u32| if below { self.says[w as usize].1 } else { self.says[w as usize].0 };
        Some(&self.spoken[loud(&mut said.iter().map(|&w| (w, worth(w))))?.0 as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rows_can_be_used() {
        let read = Generic::new(BY_HAND, LEARNED);
        assert!(read.is_ok(), "{}", read.err().map(|e| e.to_string()).unwrap_or_default());
    }
}
