//! The trunk of a page: the chain of elements that each hold more than half of what matters; and where each block
//! hangs on it.

use std::ops::Range;

use super::outline::Outline;
use super::view::stretch;

/// Which holders are the trunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trunk {
    /// For each holder whether it is part of the trunk.
    pub(crate) part: Vec<bool>,
    pub(crate) length: f32,
    /// The innermost element of the trunk.
    pub(crate) top: Option<usize>,
}

/// Where a block leaves the trunk.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// How many elements of the trunk are inside the one that it leaves.
    pub(crate) up: f32,
    /// How many elements are between the trunk and the block.
    pub(crate) depth: f32,
    /// The blocks of the outermost element off the trunk that holds the block.
    pub(crate) blocks: Range<usize>,
}

impl Trunk {
    /// The trunk by some weight of each block, given as the sums of all blocks before each.
    pub(crate) fn of(outline: &Outline, weights: &[f32]) -> Self {
        let half = weights.last().copied().unwrap_or(0.0) * 0.5;
        let part: Vec<bool> =
            outline.holders.iter().map(|h| half > 0.0 && stretch(weights, h.blocks.clone()) > half).collect();
        let length = part.iter().filter(|p| **p).count() as f32;
        let top = part.iter().rposition(|p| *p);
        Trunk { part, length, top }
    }

    /// Where each block leaves the trunk, in one pass down the outline.
    pub(crate) fn branches(&self, outline: &Outline) -> Vec<Branch> {
        let mut down: Vec<(f32, f32, usize)> = Vec::with_capacity(outline.holders.len());
        for (at, holder) in outline.holders.iter().enumerate() {
            let (trunk, depth, first) = down.get(holder.parent).copied().unwrap_or((0.0, 0.0, at));
            down.push(match (self.part[at], depth > 0.0) {
                (true, _) => (trunk + 1.0, 0.0, at),
                (false, true) => (trunk, depth + 1.0, first),
                (false, false) => (trunk, 1.0, at),
            });
        }
        let branch = |(i, h): (usize, &usize)| {
            let (trunk, depth, first) = down.get(*h).copied().unwrap_or((0.0, 0.0, 0));
            let blocks = if depth > 0.0 { outline.holders[first].blocks.clone() } else { i..i + 1 };
            Branch { up: self.length - trunk, depth, blocks }
        };
        outline.innermost.iter().enumerate().map(branch).collect()
    }
}
