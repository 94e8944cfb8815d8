//! How a block agrees with what the page says of its article elsewhere: title, summary, JSON-LD `articleBody`.

use std::collections::{HashMap, HashSet};

use crate::dom::TextBlocks;

use super::Anchors;
use super::measure::Measure;

/// Shares of words that a block has in common with a witness; zero where there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Witness {
    /// Of the words of both, the title's and the block's, how many are common.
    pub(crate) title: f32,
    /// Of the block's words, how many the summary has in a row of three.
    pub(crate) description: f32,
    /// Of the block's rows of three words, how many the `articleBody` has. Minus one where the page has no such body.
    pub(crate) body: f32,
}

impl Witness {
    pub(crate) fn of(texts: &TextBlocks, measures: &[Measure], anchors: &Anchors<'_>) -> Vec<Witness> {
        let title: HashMap<String, usize> =
            words(anchors.title.unwrap_or_default()).fold(HashMap::new(), |mut m, w| {
                *m.entry(w).or_default() += 1;
                m
            });
        let description = rows(anchors.description.unwrap_or_default());
        let body = rows(anchors.body.unwrap_or_default());
        texts
            .iter()
            .zip(measures)
            .map(|(block, measure)| {
                let text = texts.text(block);
                Witness {
                    title: if measure.words <= 40.0 { alike(text, &title) } else { 0.0 },
                    description: common(text, &description),
                    body: if body.len() > 30 { common(text, &body) } else { -1.0 },
                }
            })
            .collect()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

fn rows(text: &str) -> HashSet<[String; 3]> {
    let words: Vec<String> = words(text).collect();
    words.windows(3).map(|w| [w[0].clone(), w[1].clone(), w[2].clone()]).collect()
}

fn common(text: &str, rows: &HashSet<[String; 3]>) -> f32 {
    if rows.is_empty() {
        return 0.0;
    }
    let words: Vec<String> = words(text).collect();
    let all = words.windows(3).count();
    let hits = words.windows(3).filter(|w| rows.contains(&[w[0].clone(), w[1].clone(), w[2].clone()])).count();
    hits as f32 / all.max(1) as f32
}

fn alike(text: &str, title: &HashMap<String, usize>) -> f32 {
    let (mut all, mut hits) = (0, 0);
    let mut left = title.clone();
    for word in words(text) {
        all += 1;
        if let Some(n) = left.get_mut(&word).filter(|n| **n > 0) {
            *n -= 1;
            hits += 1;
        }
    }
    let total = all + title.values().sum::<usize>() - hits;
    hits as f32 / total.max(1) as f32
}
