//! What is measured of a text block's surroundings, once every block has a first likelihood.

use std::ops::Range;

use super::trunk::{Branch, Trunk};
use super::view::{View, before, stretch};

/// The likelihoods of a page's blocks, summed up so that any stretch of blocks is two look-ups.
#[derive(Debug)]
pub(crate) struct Likely {
    pub(crate) each: Vec<f32>,
    /// Likely words of all blocks before this one.
    likely: Vec<f32>,
    /// The same, every block counting for one.
    blocks: Vec<f32>,
    /// For each kind of block the likely share of its words.
    kinds: Vec<f32>,
    /// The first and last block that is likely and long.
    first: usize,
    last: usize,
    /// The stretch of the element that best holds what is likely.
    best: Range<usize>,
    /// For each block the likely words since the last one that is likely and long, and until the next.
    gap_before: Vec<f32>,
    gap_after: Vec<f32>,
    /// Where each block leaves the chain of elements that hold most of what is likely.
    branch: Vec<Branch>,
    pub(crate) trunk: Trunk,
    /// What the words of elements are worth beside that trunk.
    pub(crate) heard: Vec<[f32; super::heard::PLACES]>,
}

/// A measure of one block's surroundings.
pub(crate) type Feature = fn(&View, &Likely, usize) -> f32;

/// All measures of a block's surroundings.
pub(crate) const AROUND: &[(&str, Feature)] = &[
    ("first likelihood", |_, l, i| l.each[i]),
    ("own words", |_, l, i| l.heard[i][0]),
    ("side words", |_, l, i| l.heard[i][1]),
    ("trunk words", |_, l, i| l.heard[i][2]),
    ("before 1", |v, l, i| l.mean(v, i.saturating_sub(1)..i)),
    ("before 2", |v, l, i| l.mean(v, i.saturating_sub(2)..i)),
    ("before 4", |v, l, i| l.mean(v, i.saturating_sub(4)..i)),
    ("before 10", |v, l, i| l.mean(v, i.saturating_sub(10)..i)),
    ("after 1", |v, l, i| l.mean(v, i + 1..i + 2)),
    ("after 2", |v, l, i| l.mean(v, i + 1..i + 3)),
    ("after 4", |v, l, i| l.mean(v, i + 1..i + 5)),
    ("after 10", |v, l, i| l.mean(v, i + 1..i + 11)),
    ("before blocks 3", |_, l, i| l.rate(i.saturating_sub(3)..i)),
    ("after blocks 3", |_, l, i| l.rate(i + 1..i + 4)),
    ("wider 1 likely", |v, l, i| l.others(v, i, 0)),
    ("wider 2 likely", |v, l, i| l.others(v, i, 1)),
    ("wider 3 likely", |v, l, i| l.others(v, i, 2)),
    ("wider 4 likely", |v, l, i| l.others(v, i, 3)),
    ("wider 1 rate", |v, l, i| l.rate(v.wider[i][0].clone())),
    ("wider 2 rate", |v, l, i| l.rate(v.wider[i][1].clone())),
    ("wider 1 share", |v, l, i| l.share(v.wider[i][0].clone())),
    ("wider 2 share", |v, l, i| l.share(v.wider[i][1].clone())),
    ("wider 3 share", |v, l, i| l.share(v.wider[i][2].clone())),
    ("wider 4 share", |v, l, i| l.share(v.wider[i][3].clone())),
    ("kind likely", |v, l, i| l.kinds[v.kind[i]]),
    ("likely before", |_, l, i| l.share(0..i)),
    ("likely after", |_, l, i| l.share(i + 1..usize::MAX)),
    ("gap before", |_, l, i| l.gap_before[i]),
    ("gap after", |_, l, i| l.gap_after[i]),
    ("after first", |_, l, i| i as f32 - l.first as f32),
    ("before last", |_, l, i| l.last as f32 - i as f32),
    ("page likely words", |_, l, _| *l.likely.last().unwrap_or(&0.0)),
    ("page likely", |v, l, _| l.mean(v, 0..usize::MAX)),
    ("branch up", |_, l, i| l.branch[i].up),
    ("branch depth", |_, l, i| l.branch[i].depth),
    ("branch likely", |v, l, i| l.mean(v, l.branch[i].blocks.clone())),
    ("branch share", |_, l, i| l.share(l.branch[i].blocks.clone())),
    ("branch blocks", |_, l, i| l.branch[i].blocks.len() as f32),
    ("heading over likely", |v, l, i| v.heading[i].map_or(-1.0, |h| l.each[h])),
    ("trunk likely", |v, l, _| l.trunk.top.map_or(-1.0, |h| l.mean(v, v.outline.holders[h].blocks.clone()))),
    ("in best", |_, l, i| f32::from(l.best.contains(&i))),
    ("best likely", |v, l, _| l.mean(v, l.best.clone())),
    ("best share", |_, l, _| l.share(l.best.clone())),
];

impl Likely {
    pub(crate) fn new(view: &View, each: Vec<f32>) -> Self {
        let words = view.measures.iter().map(|m| m.words);
        let likely = before(words.zip(&each).map(|(w, p)| w * p));
        let blocks = before(each.iter().copied());
        let mut sums = vec![0.0; view.kinds.len()];
        for ((kind, p), m) in view.kind.iter().zip(&each).zip(&view.measures) {
            sums[*kind] += p * m.words;
        }
        let kinds = sums.iter().zip(&view.kinds).map(|(s, k)| s / k.words.max(0.1)).collect();
        let strong: Vec<bool> = each.iter().zip(&view.measures).map(|(p, m)| *p > 0.6 && m.words >= 15.0).collect();
        let first = strong.iter().position(|s| *s).unwrap_or(0);
        let last = strong.iter().rposition(|s| *s).unwrap_or(0);
        let mut l = Likely {
            each,
            likely,
            blocks,
            kinds,
            first,
            last,
            best: 0..0,
            gap_before: Vec::new(),
            gap_after: Vec::new(),
            branch: Vec::new(),
            trunk: Trunk::default(),
            heard: vec![[0.0; super::heard::PLACES]; view.len()],
        };
        l.trunk = Trunk::of(&view.outline, &l.likely);
        l.branch = l.trunk.branches(&view.outline);
        l.gap_before = gaps(strong.iter().zip(&view.measures).map(|(s, m)| (*s, m.words)));
        l.gap_after = gaps(strong.iter().zip(&view.measures).rev().map(|(s, m)| (*s, m.words)));
        l.gap_after.reverse();
        l.best = l.best(view);
        l
    }

    /// The stretch with the greatest sum of likely words less a part of the unlikely ones.
    fn best(&self, view: &View) -> Range<usize> {
        let worth = |r: &Range<usize>| {
            let good = stretch(&self.likely, r.clone());
            good - 0.5 * (view.sums.words(r.clone()) - good)
        };
        let ranges = view.outline.holders.iter().map(|h| h.blocks.clone());
        ranges.max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.len().cmp(&a.len()))).unwrap_or(0..0)
    }

    /// The likely share of the words in a stretch of blocks; minus one where it is empty.
    fn mean(&self, view: &View, range: Range<usize>) -> f32 {
        let words = view.sums.words(range.clone());
        if words > 0.0 { stretch(&self.likely, range) / words } else { -1.0 }
    }

    /// The likely share of the words in a wider stretch, the block itself left out.
    fn others(&self, view: &View, index: usize, n: usize) -> f32 {
        let range = view.wider[index][n].clone();
        let own = view.measures[index].words;
        let words = view.sums.words(range.clone()) - own;
        if words > 0.5 {
            ((stretch(&self.likely, range) - own * self.each[index]) / words).clamp(0.0, 1.0)
        } else {
            -1.0
        }
    }

    /// The likely share of the blocks in a stretch.
    fn rate(&self, range: Range<usize>) -> f32 {
        let n = range.end.min(self.each.len()).saturating_sub(range.start);
        if n > 0 { stretch(&self.blocks, range) / n as f32 } else { -1.0 }
    }

    /// The share of the page's likely words that stand in a stretch.
    fn share(&self, range: Range<usize>) -> f32 {
        stretch(&self.likely, range) / self.likely.last().copied().unwrap_or(0.0).max(1.0)
    }
}

/// For each block the words since the last strong one; 9999 before the first.
fn gaps(blocks: impl Iterator<Item = (bool, f32)>) -> Vec<f32> {
    let mut gap = 9999.0;
    blocks
        .map(|(strong, words)| {
            let now = gap;
            gap = if strong { 0.0 } else { gap + words };
            now
        })
        .collect()
}
