//! The judge as it is used: what was learned, joined with what measures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Asked;
use super::card::logistic;
use super::rows::{Judge, PhraseWeight};
use super::trees::{Trees, Unusable};
use crate::features::Features;
use crate::features::page::Vocabulary;
use crate::features::table::OWN;
use crate::features::token_weights::{TokenWeight, place_of};

/// How many texts are measured before they are judged: what was measured takes a hundred times the room of what is made of it.
const AT_ONCE: usize = 1 << 12;

/// What texts are judged by.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) vocabulary: Vocabulary,
    /// What the words of elements are worth, by number.
    pub(crate) token_weights: Vec<TokenWeight>,
    /// What the words of texts are worth, here and below.
    pub(crate) phrase_weights: Vec<(f32, f32)>,
    /// How they are spelled.
    tokens: Vec<String>,
    phrases: Vec<String>,
    trees: Trees,
}

impl Model {
    /// From what is heard, and the rows that were learned; words have the numbers of `hearing`.
    pub(crate) fn new(
        vocabulary: Vocabulary,
        token_weights: BTreeMap<String, TokenWeight>,
        phrase_weights: BTreeMap<String, PhraseWeight>,
        judge: Judge,
    ) -> Result<Self, Unusable> {
        Ok(Model {
            vocabulary,
            tokens: token_weights.keys().cloned().collect(),
            phrases: phrase_weights.keys().cloned().collect(),
            token_weights: token_weights.into_values().collect(),
            phrase_weights: phrase_weights.into_values().map(|weight| (weight.text, weight.section)).collect(),
            trees: Trees::new(judge)?,
        })
    }

    /// How likely each block of a page belongs to the article. Where it is asked why, too, what speaks loudest for that:
    /// the name of a measure, and the word that is heard most in it.
    pub(crate) fn judge(&self, features: &Features, asked: Asked) -> (Vec<f32>, Vec<Arc<str>>) {
        let (mut probability, mut reasons) = (Vec::with_capacity(features.len()), Vec::new());
        for start in (0..features.len()).step_by(AT_ONCE) {
            let blocks = start..features.len().min(start + AT_ONCE);
            let measured = self.trees.measure(features, &blocks);
            let sums = self.trees.sums(blocks.len(), &measured);
            probability.extend(sums.iter().map(|sum| logistic(*sum)));
            if asked == Asked::Why {
                let loudest = sums.iter().enumerate().map(|(at, sum)| self.trees.loudest(at, &measured, *sum));
                reasons.extend(
                    blocks.zip(loudest).zip(&sums).map(|((i, loud), sum)| self.reason(features, i, loud, *sum)),
                );
            }
        }
        (probability, reasons)
    }

    fn reason(&self, features: &Features, block: usize, measure: Option<usize>, sum: f32) -> Arc<str> {
        let Some((name, _)) = measure.and_then(|measure| OWN.get(measure)) else { return "bias".into() };
        match self.loudest_word(features, block, name, sum) {
            Some(word) => format!("{name}: {word}").into(),
            None => (*name).into(),
        }
    }

    /// The word that is worth most for the sign of the sum, where a measure is made of words.
    fn loudest_word(&self, features: &Features, block: usize, measure: &str, sum: f32) -> Option<&str> {
        let sign = if sum > 0.0 { 1.0 } else { -1.0 };
        let loud = |token_weights: &mut dyn Iterator<Item = (u32, f32)>| {
            token_weights.filter(|(_, worth)| worth * sign > 0.0).max_by(|a, b| (a.1 * sign).total_cmp(&(b.1 * sign)))
        };
        if let Some(place) = place_of(measure) {
            let tokens = features.tokens(block, place);
            return Some(
                &self.tokens[loud(&mut tokens.map(|w| (w, self.token_weights[w as usize].at(place))))?.0 as usize],
            );
        }
        let (tokens, below) = match measure {
            "says" | "known share" => (features.phrases.words(block), false),
            "opening says" | "opening apart" => (features.phrases.opening(block), false),
            "heading says" => (features.phrases.words(features.heading[block]?), true),
            _ => return None,
        };
        let worth = |w: u32| if below { self.phrase_weights[w as usize].1 } else { self.phrase_weights[w as usize].0 };
        Some(&self.phrases[loud(&mut tokens.iter().map(|&w| (w, worth(w))))?.0 as usize])
    }
}
