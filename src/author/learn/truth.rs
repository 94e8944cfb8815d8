//! What of a page is its article, by the right text that a human has corrected.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use html5ever::local_name as tag;

use super::{Habits, Shares};
use crate::author::trial::Trial;
use crate::dom::NodeId;
use crate::features::measure::is_dense;
use crate::lookup::fnv;

/// How many tokens in a row are compared.
const SHINGLE: usize = 4;

/// A page's right text, and what it says of the page's text blocks.
#[derive(Debug)]
pub(in crate::author) struct Truth {
    shingles: HashMap<u64, u32>,
    /// For each text block whether it belongs to the article, as far as the right text tells.
    pub(in crate::author) is_right: Vec<Option<bool>>,
    /// For each text block how many words of it a reader sees.
    pub(in crate::author) words: Vec<usize>,
}

impl Truth {
    /// Compares a page with its right text.
    pub(in crate::author) fn new(habits: &Habits, trial: &Trial, right: &str) -> Self {
        let tokens = tokens(right);
        let shingles = shingles(&tokens, SHINGLE);
        let lines: HashSet<u64> = right.lines().map(|line| join(&self::tokens(line))).collect();
        let short: Vec<HashMap<u64, u32>> = (1..SHINGLE).map(|n| self::shingles(&tokens, n)).collect();
        let policy = of_policy(habits, trial);
        let blocks: Vec<Vec<u64>> = trial.texts.iter().map(|block| self::tokens(trial.texts.text(block))).collect();
        let mut is_right = vec![None; blocks.len()];
        // What the page says twice and the right text once is right where it is said at more length, or is kept.
        let mut order: Vec<usize> = (0..blocks.len()).collect();
        order.sort_by_key(|&at| (Reverse(blocks[at].len()), !trial.alone[at], at));
        let mut left = shingles.clone();
        for at in order {
            let own = &blocks[at];
            let told = match own.len() {
                0 => None,
                n if n < SHINGLE && lines.contains(&join(own)) => Some(true),
                n if n < SHINGLE => (!short[n - 1].contains_key(&join(own))).then_some(false),
                _ => take(&habits.right, own, &mut left),
            };
            // What a policy decides on is no husk for being absent, and what no reader sees is no text.
            let is_open = trial.chars[at] == 0 || (told == Some(false) && policy[at]);
            is_right[at] = told.filter(|_| !is_open);
        }
        let words = blocks.iter().map(Vec::len).collect();
        Truth { shingles, is_right, words }
    }

    /// How well a text agrees with the right one: F1 of runs of four tokens, from 0 to 1.
    pub(in crate::author) fn score(&self, text: &str) -> f64 {
        let found = shingles(&tokens(text), SHINGLE);
        let both: u32 = found.iter().map(|(run, n)| (*n).min(self.shingles.get(run).copied().unwrap_or(0))).sum();
        let count = |shingles: &HashMap<u64, u32>| shingles.values().sum::<u32>();
        let all = count(&found) + count(&self.shingles);
        if all == 0 { 1.0 } else { f64::from(2 * both) / f64::from(all) }
    }

    /// F1 of the words of the blocks that are kept.
    pub(super) fn score_of(&self, kept: impl Fn(usize) -> bool) -> f64 {
        let [mut both, mut only_kept, mut only_right] = [0, 0, 0];
        for (at, is_right) in self.is_right.iter().enumerate() {
            match (is_right, kept(at)) {
                (Some(true), true) => both += 2 * self.words[at],
                (Some(true), false) => only_right += self.words[at],
                (Some(false), true) => only_kept += self.words[at],
                _ => {}
            }
        }
        let all = both + only_kept + only_right;
        if all == 0 { 1.0 } else { both as f64 / all as f64 }
    }
}

/// For each block whether a reader's wish, not a rule, decides if the text has it: captions, embeds and leads.
fn of_policy(habits: &Habits, trial: &Trial) -> Vec<bool> {
    let dom = &trial.dom;
    let leads = trial.leads();
    let is_named = |node: NodeId| {
        let has = |class: &str| habits.policies.iter().any(|piece| class.to_ascii_lowercase().contains(piece.as_str()));
        dom.classes(node).any(has)
    };
    let is_picture = |node: NodeId| {
        let name = dom.name(node);
        name.is_some_and(|name| [tag!("figure"), tag!("figcaption"), tag!("caption")].contains(name)) || is_named(node)
    };
    let of = |node: NodeId| {
        let mut up = std::iter::once(node).chain(dom.ancestors(node));
        up.any(|node| is_picture(node) || leads.contains(&node))
    };
    trial.texts.iter().map(|block| of(block.nodes.start)).collect()
}

/// Whether most of a block's runs stand in what is left of the right text, which they are taken out of, or hardly any;
/// between the two nobody knows.
fn take(shares: &Shares, tokens: &[u64], left: &mut HashMap<u64, u32>) -> Option<bool> {
    let runs = || tokens.windows(SHINGLE).map(join);
    let both = runs().filter(|run| left.get(run).is_some_and(|n| *n > 0)).count();
    match both as f64 / runs().count() as f64 {
        share if share >= shares.most => {
            runs().for_each(|run| {
                left.entry(run).and_modify(|n| *n = n.saturating_sub(1));
            });
            Some(true)
        }
        share if share <= shares.few => Some(false),
        _ => None,
    }
}

/// The hashes of the words of a text in small letters; of scripts without spaces, of their characters.
pub(super) fn tokens(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        let is_part = c.is_alphanumeric() && !is_dense(c);
        if is_part {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            tokens.push(fnv::hash(std::mem::take(&mut word).bytes()));
        }
        if is_dense(c) {
            tokens.push(fnv::hash(c.to_string().bytes()));
        }
    }
    tokens
}

fn shingles(tokens: &[u64], n: usize) -> HashMap<u64, u32> {
    let mut found = HashMap::new();
    let runs = tokens.windows(n.min(tokens.len()).max(1));
    runs.for_each(|run| *found.entry(join(run)).or_default() += 1);
    found
}

fn join(run: &[u64]) -> u64 {
    fnv::hash(run.iter().flat_map(|token| token.to_le_bytes()))
}
