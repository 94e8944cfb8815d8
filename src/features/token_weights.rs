//! What the words around a block are worth, by where they stand.
//!
//! The main path is the chain of elements that each hold more than half of what matters (of the page's prose at first, of
//! what is likely later on). Every block hangs somewhere on it. What main path elements say, they say of nearly
//! everything; what the elements between the main path and a block say sets it apart.

use serde::{Deserialize, Serialize};

use super::containers::ContainerTree;

/// What a word is worth, by where it stands.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TokenWeight {
    /// By an element that holds the block and no other.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) own: f32,
    /// By any element between the main path and the block.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) side: f32,
    /// By an element of the main path around the block.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) main_path: f32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

impl TokenWeight {
    pub(crate) fn at(&self, place: usize) -> f32 {
        [self.own, self.side, self.main_path][place]
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

/// For each container the sums of the worths of the different words said on the way down to it, by place.
pub(crate) fn token_sums(tree: &ContainerTree, weights: &[TokenWeight], main_path: &[bool]) -> Vec<[f32; PLACES]> {
    let mut sums: Vec<[f32; PLACES]> = Vec::with_capacity(tree.containers.len());
    let mut times = vec![[0_u16; PLACES]; weights.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, container) in tree.containers.iter().enumerate() {
        while let Some(&last) = open.last().filter(|&&last| at == 0 || last != container.parent) {
            open.pop();
            for &word in tree.tokens(&tree.containers[last]) {
                places(tree, main_path, last).for_each(|p| times[word as usize][p] -= 1);
            }
        }
        let mut sum = open.last().map_or([0.0; PLACES], |&parent| sums[parent]);
        for &word in tree.tokens(container) {
            for place in places(tree, main_path, at) {
                let times = &mut times[word as usize][place];
                if *times == 0 {
                    sum[place] += weights[word as usize].at(place);
                }
                *times += 1;
            }
        }
        sums.push(sum);
        open.push(at);
    }
    sums
}

/// For each container the least that an element between the main path and it, it included, is worth by its words; zero at most.
pub(crate) fn least(tree: &ContainerTree, weights: &[TokenWeight], main_path: &[bool]) -> Vec<f32> {
    let mut least: Vec<f32> = Vec::with_capacity(tree.containers.len());
    for (at, container) in tree.containers.iter().enumerate() {
        let above = least.get(container.parent).copied().unwrap_or(0.0);
        let own: f32 = tree.tokens(container).iter().map(|&word| weights[word as usize].side).sum();
        least.push(if main_path[at] { above } else { own.min(above) });
    }
    least
}

/// The places where a container's words count.
pub(crate) fn places(
    tree: &ContainerTree,
    main_path: &[bool],
    container: usize,
) -> impl Iterator<Item = usize> + use<> {
    let own = tree.containers[container].blocks.len() == 1;
    let second = if main_path[container] { 2 } else { 1 };
    own.then_some(0).into_iter().chain([second])
}
