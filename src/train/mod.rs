//! Learning the generic layer's scores from pages whose article is known.
//!
//! The words of elements and texts get their scores first (`linear`); then the trees are grown (`trees`), from what the
//! words say on pages of sites that they were not learned from. The table of figures, too, is of pages of sites that
//! nothing was learned from.

mod align;
mod census;
mod foreign;
mod invent;
mod learn;
mod linear;
mod made;
mod metric;
mod modules;
mod pull;
mod region;
mod sample;
mod serialize;
mod table;
mod trees;

pub use learn::{Options, learn};
pub use pull::Hold;
pub use sample::{Folds, Gold, Sample, Samples};
pub use trees::Config;

/// A generator of numbers that look random and are the same in every run.
#[derive(Debug)]
struct Rng(u64);

impl Rng {
    fn new(seed: u64) -> Self {
        Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// From 0 on, below a number.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_of<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
