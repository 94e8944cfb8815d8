//! What the words around a block are worth, by where they are said.
//!
//! The trunk is the chain of elements that each hold more than half of what matters (of the page's prose at first, of
//! what is likely later on). Every block hangs somewhere on it. What trunk elements say, they say of nearly
//! everything; what the elements between the trunk and a block say sets it apart.

use serde::{Deserialize, Serialize};

use super::outline::Outline;

/// What a word is worth, by where it is said.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Worth {
    /// By an element that holds the block and no other.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) own: f32,
    /// By any element between the trunk and the block.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) side: f32,
    /// By an element of the trunk around the block.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) trunk: f32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

impl Worth {
    pub(crate) fn at(&self, place: usize) -> f32 {
        [self.own, self.side, self.trunk][place]
    }
}

/// How many places there are.
pub(crate) const PLACES: usize = 3;

/// The place of the words that a measure is made of.
pub(crate) fn place_of(measure: &str) -> Option<usize> {
    match measure {
        "own words" => Some(0),
        "side words" | "least side words" => Some(1),
        "trunk words" => Some(2),
        _ => None,
    }
}

/// For each holder the sums of the worths of the different words said on the way down to it, by place.
pub(crate) fn heard(outline: &Outline, worths: &[Worth], trunk: &[bool]) -> Vec<[f32; PLACES]> {
    let mut sums: Vec<[f32; PLACES]> = Vec::with_capacity(outline.holders.len());
    let mut times = vec![[0_u16; PLACES]; worths.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, holder) in outline.holders.iter().enumerate() {
        while let Some(&last) = open.last().filter(|&&last| at == 0 || last != holder.parent) {
            open.pop();
            for &word in outline.said(&outline.holders[last]) {
                places(outline, trunk, last).for_each(|p| times[word as usize][p] -= 1);
            }
        }
        let mut sum = open.last().map_or([0.0; PLACES], |&parent| sums[parent]);
        for &word in outline.said(holder) {
            for place in places(outline, trunk, at) {
                let times = &mut times[word as usize][place];
                if *times == 0 {
                    sum[place] += worths[word as usize].at(place);
                }
                *times += 1;
            }
        }
        sums.push(sum);
        open.push(at);
    }
    sums
}

/// For each holder the least that an element between the trunk and it, it included, is worth by its words; zero at most.
pub(crate) fn least(outline: &Outline, worths: &[Worth], trunk: &[bool]) -> Vec<f32> {
    let mut least: Vec<f32> = Vec::with_capacity(outline.holders.len());
    for (at, holder) in outline.holders.iter().enumerate() {
        let above = least.get(holder.parent).copied().unwrap_or(0.0);
        let own: f32 = outline.said(holder).iter().map(|&word| worths[word as usize].side).sum();
        least.push(if trunk[at] { above } else { own.min(above) });
    }
    least
}

/// The places where a holder's words count.
pub(crate) fn places(outline: &Outline, trunk: &[bool], holder: usize) -> impl Iterator<Item = usize> + use<> {
    let own = outline.holders[holder].blocks.len() == 1;
    let second = if trunk[holder] { 2 } else { 1 };
    own.then_some(0).into_iter().chain([second])
}
