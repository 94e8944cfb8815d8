//! How good a choice of blocks is, in the terms that evaluations use.

use std::collections::HashMap;

/// A page's blocks and its gold, as numbers that stand for words.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) blocks: Vec<Vec<u32>>,
    pub(super) gold: Option<Gold>,
    /// The blocks' texts and the segments that must and must not occur.
    pub(super) texts: Vec<String>,
    pub(super) with: Vec<String>,
    pub(super) without: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Gold {
    words: HashMap<u32, i32>,
    rows: HashMap<u64, i32>,
    pub(super) count: usize,
    row_count: usize,
}

/// The figures of one page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    pub(super) word_f1: Option<f64>,
    pub(super) precision: Option<f64>,
    pub(super) recall: Option<f64>,
    /// Wanted segments found, unwanted found, wanted missed.
    pub(super) segments: Option<[usize; 3]>,
}

impl Gold {
    pub(super) fn new(words: &[u32]) -> Self {
        let rows = rows(words.iter().copied());
        let row_count = rows.values().sum::<i32>() as usize;
        Gold { words: count(words.iter().copied()), rows, count: words.len(), row_count }
    }
}

impl Measured {
    pub(super) fn figures(&self, keep: &[bool]) -> Figures {
        match &self.gold {
            Some(gold) => self.against(gold, keep),
            None => Figures { segments: Some(self.segments(keep)), ..Figures::default() },
        }
    }

    fn against(&self, gold: &Gold, keep: &[bool]) -> Figures {
        let kept = || self.blocks.iter().zip(keep).filter(|(_, k)| **k).flat_map(|(b, _)| b.iter().copied());
        let words = count(kept());
        let size = kept().count();
        let rows = rows(kept());
        let row_size = rows.values().sum::<i32>() as f64;
        let hits = common(&words, &gold.words);
        let row_hits = common(&rows, &gold.rows);
        Figures {
            word_f1: Some(if size + gold.count == 0 { 1.0 } else { 2.0 * hits / (size + gold.count) as f64 }),
            precision: (size > 0).then(|| row_hits / row_size),
            recall: (gold.count > 0).then(|| row_hits / gold.row_count as f64),
            segments: None,
        }
    }

    fn segments(&self, keep: &[bool]) -> [usize; 3] {
        let kept: Vec<&str> = self.texts.iter().zip(keep).filter(|(_, k)| **k).map(|(t, _)| &t[..]).collect();
        let text = kept.join(" ");
        let found = |list: &[String]| list.iter().filter(|s| text.contains(&s[..])).count();
        let hits = found(&self.with);
        [hits, found(&self.without), self.with.len() - hits]
    }
}

fn count<K: std::hash::Hash + Eq>(items: impl Iterator<Item = K>) -> HashMap<K, i32> {
    let mut counts = HashMap::new();
    items.for_each(|item| *counts.entry(item).or_insert(0) += 1);
    counts
}

/// Rows of four words; a shorter text is one row.
fn rows(words: impl Iterator<Item = u32>) -> HashMap<u64, i32> {
    let words: Vec<u32> = words.collect();
    let hash = |w: &[u32]| {
        w.iter().fold(17_u64, |h, w| (h ^ u64::from(*w)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
    };
    if words.is_empty() {
        return HashMap::new();
    }
    count(words.windows(4.min(words.len())).map(hash))
}

fn common<K: std::hash::Hash + Eq>(a: &HashMap<K, i32>, b: &HashMap<K, i32>) -> f64 {
    f64::from(a.iter().map(|(k, n)| *n.min(b.get(k).unwrap_or(&0))).sum::<i32>())
}
