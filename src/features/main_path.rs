//! The main path of a page: the chain of elements that each hold more than half of what matters; and where each block
//! hangs on it.

use std::ops::Range;

use super::containers::ContainerTree;
use super::page::stretch;

/// Which containers are the main path.
#[derive(Clone, Debug, Default)]
pub(crate) struct MainPath {
    /// For each container whether it is part of the main path.
    pub(crate) part: Vec<bool>,
    pub(crate) length: f32,
    /// The innermost element of the main path.
    pub(crate) top: Option<usize>,
}

/// Where a block leaves the main path.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// How many elements of the main path are inside the one that it leaves.
    pub(crate) up: f32,
    /// How many elements are between the main path and the block.
    pub(crate) depth: f32,
    /// The blocks of the outermost element off the main path that holds the block.
    pub(crate) blocks: Range<usize>,
}

impl MainPath {
    /// The main path by some weight of each block, given as the sums of all blocks before each.
    pub(crate) fn of(tree: &ContainerTree, weights: &[f32]) -> Self {
        let half = weights.last().copied().unwrap_or(0.0) * 0.5;
        let part: Vec<bool> =
            tree.containers.iter().map(|h| half > 0.0 && stretch(weights, h.blocks.clone()) > half).collect();
        let length = part.iter().filter(|p| **p).count() as f32;
        let top = part.iter().rposition(|p| *p);
        MainPath { part, length, top }
    }

    /// Where each block leaves the main path, in one pass down the container tree.
    pub(crate) fn branches(&self, tree: &ContainerTree) -> Vec<Branch> {
        let mut down: Vec<(f32, f32, usize)> = Vec::with_capacity(tree.containers.len());
        for (at, container) in tree.containers.iter().enumerate() {
            let (main_path, depth, first) = down.get(container.parent).copied().unwrap_or((0.0, 0.0, at));
            down.push(match (self.part[at], depth > 0.0) {
                (true, _) => (main_path + 1.0, 0.0, at),
                (false, true) => (main_path, depth + 1.0, first),
                (false, false) => (main_path, 1.0, at),
            });
        }
        let branch = |(i, h): (usize, &usize)| {
            let (main_path, depth, first) = down.get(*h).copied().unwrap_or((0.0, 0.0, 0));
            let blocks = if depth > 0.0 { tree.containers[first].blocks.clone() } else { i..i + 1 };
            Branch { up: self.length - main_path, depth, blocks }
        };
        tree.innermost.iter().enumerate().map(branch).collect()
    }
}
