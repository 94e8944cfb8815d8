//! The judge as it is used: what was learned, joined with what measures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Asked;
use super::card::logistic;
use super::rows::{Judge, Says};
use super::trees::{Trees, Unusable};
use crate::features::View;
use crate::features::heard::{Worth, place_of};
use crate::features::table::OWN;
use crate::features::view::Hearing;

/// What texts are judged by.
#[derive(Debug)]
pub(crate) struct Model {
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

impl Model {
    /// From what is heard, and the rows that were learned; words have the numbers of `hearing`.
    pub(crate) fn new(
        hearing: Hearing,
        words: BTreeMap<String, Worth>,
        says: BTreeMap<String, Says>,
        judge: Judge,
    ) -> Result<Self, Unusable> {
        Ok(Model {
            hearing,
            spelled: words.keys().cloned().collect(),
            spoken: says.keys().cloned().collect(),
            words: words.into_values().collect(),
            says: says.into_values().map(|says| (says.here, says.below)).collect(),
            trees: Trees::new(judge)?,
        })
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
