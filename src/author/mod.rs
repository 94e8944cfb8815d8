//! What rule authors use: checks, what became of rules, rules for new sites, rules that others wrote.

pub mod check;
mod effective;
mod given;
pub mod health;
pub mod import;
pub mod learn;
pub mod migrate;
mod names;
mod quote;
mod tally;
pub mod teach;
pub(crate) mod trial;

pub use effective::{EffectiveLine, EffectiveRule};
