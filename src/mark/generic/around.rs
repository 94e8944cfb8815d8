//! What is measured of a text block's surroundings, once every block has a first likelihood.

use super::features::View;

/// The likelihoods of a page's blocks, summed up so that any stretch of blocks is two look-ups.
#[derive(Debug)]
pub(crate) struct Likely {
    pub(crate) each: Vec<f32>,
    /// Words, and likely words, of all blocks before this one.
    words: Vec<f32>,
    likely: Vec<f32>,
}

/// A measure of one block's surroundings.
pub(crate) type Feature = fn(&View<'_>, &Likely, usize) -> f32;

/// All measures of a block's surroundings.
pub(crate) const AROUND: &[(&str, Feature)] = &[
    ("first likelihood", |_, l, i| l.each[i]),
    ("before", |_, l, i| l.mean(i.saturating_sub(2), i)),
    ("after", |_, l, i| l.mean(i + 1, i + 3)),
    ("holder 1", |v, l, i| holder(v, l, i, 1)),
    ("holder 2", |v, l, i| holder(v, l, i, 2)),
    ("share in holder 1", |v, l, i| share(v, l, i, 1)),
    ("share in holder 2", |v, l, i| share(v, l, i, 2)),
    ("share in holder 3", |v, l, i| share(v, l, i, 3)),
];

impl Likely {
    pub(crate) fn new(view: &View<'_>, each: Vec<f32>) -> Self {
        let (mut words, mut likely) = (vec![0.0], vec![0.0]);
        let (mut all, mut good) = (0.0, 0.0);
        for (measure, p) in view.measures.iter().zip(&each) {
            all += measure.words;
            good += measure.words * p;
            words.push(all);
            likely.push(good);
        }
        Likely { each, words, likely }
    }

    /// The likely share of the words in a stretch of blocks.
    fn mean(&self, from: usize, to: usize) -> f32 {
        let words = stretch(&self.words, from, to);
        if words > 0.0 { stretch(&self.likely, from, to) / words } else { 0.0 }
    }
}

fn stretch(sums: &[f32], from: usize, to: usize) -> f32 {
    let last = sums.len() - 1;
    sums[to.min(last)] - sums[from.min(last)]
}

/// The n-th wider stretch that elements around the block hold.
fn wider(view: &View<'_>, index: usize, n: usize) -> std::ops::Range<usize> {
    let mut range = index..index + 1;
    let mut left = n;
    for holder in view.outline.around(index) {
        if holder.blocks != range {
            range = holder.blocks.clone();
            left -= 1;
        }
        if left == 0 {
            break;
        }
    }
    range
}

fn holder(view: &View<'_>, likely: &Likely, index: usize, n: usize) -> f32 {
    let range = wider(view, index, n);
    likely.mean(range.start, range.end)
}

fn share(view: &View<'_>, likely: &Likely, index: usize, n: usize) -> f32 {
    let range = wider(view, index, n);
    stretch(&likely.likely, range.start, range.end) / likely.likely.last().copied().unwrap_or(0.0).max(1.0)
}
