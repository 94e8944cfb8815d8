//! Scores of words: a logistic regression over what is said, all words moved a little in each round. A word moves only
//! as far as the sites agree on it, so most words stay at zero.

use crate::judge::logistic;

use super::Rng;
use super::pull::{Hold, Pull};

/// Rows of columns that are present, one row a block.
#[derive(Debug, Default)]
pub(super) struct Sparse {
    starts: Vec<usize>,
    columns: Vec<u32>,
    pub(super) width: usize,
}

impl Sparse {
    pub(super) fn new(width: usize) -> Self {
        Sparse { starts: vec![0], columns: Vec::new(), width }
    }

    pub(super) fn push(&mut self, row: impl Iterator<Item = u32>) {
        self.columns.extend(row);
        self.starts.push(self.columns.len());
    }

    pub(super) fn row(&self, row: usize) -> &[u32] {
        &self.columns[self.starts[row]..self.starts[row + 1]]
    }
}

/// Rows to learn from: which, of which site, with which label and weight.
#[derive(Clone, Copy)]
pub(super) struct Lesson<'a> {
    pub(super) rows: &'a [usize],
    pub(super) site: &'a [usize],
    pub(super) y: &'a [f32],
    pub(super) w: &'a [f32],
}

/// The scores of all columns, moved one after the other; after each round `watch` sees them.
pub(super) fn fit(
    table: &Sparse,
    lesson: Lesson<'_>,
    hold: Hold,
    rounds: usize,
    mut watch: impl FnMut(&[f32]),
) -> Vec<f32> {
    let Lesson { rows, site, y, w } = lesson;
    let mean = rows.iter().map(|&r| w[r]).sum::<f32>() / rows.len() as f32;
    let (starts, places) = by_column(table, rows);
    let mut scores = vec![0.0_f32; table.width];
    let mut sums = vec![0.0_f32; rows.len()];
    let mut order: Vec<usize> = (0..table.width).collect();
    let mut rng = Rng::new(7);
    for _ in 0..rounds {
        rng.shuffle(&mut order);
        for &column in &order {
            let places = &places[starts[column]..starts[column + 1]];
            let mut pull = Pull::default();
            let mut slope = 0.0;
            for (n, &i) in places.iter().enumerate() {
                let row = rows[i as usize];
                let p = logistic(sums[i as usize]);
                slope += w[row] / mean * (p - y[row]);
                pull.h += w[row] / mean * p * (1.0 - p);
                if places.get(n + 1).is_none_or(|&next| site[rows[next as usize]] != site[row]) {
                    pull.add(std::mem::take(&mut slope));
                }
            }
            let step = pull.step(&hold);
            if step != 0.0 {
                scores[column] += step;
                places.iter().for_each(|&i| sums[i as usize] += step);
            }
        }
        watch(&scores);
    }
    scores
}

/// For each column the places among `rows` of the rows that have it, in their order.
fn by_column(table: &Sparse, rows: &[usize]) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0; table.width + 1];
    rows.iter().flat_map(|&r| table.row(r)).for_each(|&c| starts[c as usize + 1] += 1);
    for c in 0..table.width {
        starts[c + 1] += starts[c];
    }
    let mut next = starts.clone();
    let mut places = vec![0; starts[table.width]];
    for (i, &row) in rows.iter().enumerate() {
        for &c in table.row(row) {
            places[next[c as usize]] = i as u32;
            next[c as usize] += 1;
        }
    }
    (starts, places)
}

/// The score of a row.
pub(super) fn score(table: &Sparse, scores: &[f32], row: usize) -> f32 {
    table.row(row).iter().map(|&c| scores[c as usize]).sum()
}
