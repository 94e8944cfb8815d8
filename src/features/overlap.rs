//! How a block agrees with what the page says of its article elsewhere: title, summary, JSON-LD `articleBody`.

use crate::dom::TextBlocks;

use super::measure::Measure;
use super::tokens::{Map, hash_row, hash_words};
use crate::meta::Signals;

/// Shares of words that a block has in common with such a text; zero where there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TextOverlap {
    /// Of the words of both, the title's and the block's, how many are common.
    pub(crate) title: f32,
    /// Of the block's words, how many are the name of an author, where all of it stands there.
    pub(crate) author: f32,
    /// Of the block's words, how many the summary has in a row of three.
    pub(crate) description: f32,
    /// Of the block's rows of three words, how many the `articleBody` has. Minus one where the page has no such body.
    pub(crate) body: f32,
}

/// So many authors are looked for.
const AUTHORS: usize = 16;

/// A word by its hash, near enough.
type Word = u64;

impl TextOverlap {
    pub(crate) fn of(texts: &TextBlocks, measures: &[Measure], signals: &Signals) -> Vec<TextOverlap> {
        let mut words = Vec::new();
        let title = all_words(signals.title.as_deref().unwrap_or_default());
        let authors: Vec<Vec<Word>> = signals.authors.iter().take(AUTHORS).map(|name| all_words(name)).collect();
        let description = rows(signals.description.as_deref().unwrap_or_default());
        let body = rows(signals.article_body.as_deref().unwrap_or_default());
        let is_told = !description.is_empty() || body.len() > 30;
        let mut of = |text: &str, measure: &Measure| {
            let is_short = measure.words <= 40.0;
            read(if is_short || is_told { text } else { "" }, &mut words);
            TextOverlap {
                title: if is_short { alike(&words, &title) } else { 0.0 },
                author: if is_short { named(&words, &authors) } else { 0.0 },
                description: common(&words, &description),
                body: if body.len() > 30 { common(&words, &body) } else { -1.0 },
            }
        };
        texts.iter().zip(measures).map(|(block, measure)| of(texts.text(block), measure)).collect()
    }
}

/// The words of a text in lower case, in place of those that were there.
fn read(text: &str, words: &mut Vec<Word>) {
    words.clear();
    words.extend(hash_words(text));
}

fn all_words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    read(text, &mut words);
    words
}

/// The rows of three words of a text.
fn rows(text: &str) -> Map<Word, ()> {
    all_words(text).windows(3).map(|row| (hash_row(row), ())).collect()
}

fn common(words: &[Word], rows: &Map<Word, ()>) -> f32 {
    if rows.is_empty() {
        return 0.0;
    }
    let hits = words.windows(3).filter(|row| rows.contains_key(&hash_row(row))).count();
    hits as f32 / words.len().saturating_sub(2).max(1) as f32
}

/// The greatest share of the words that one of the names is.
fn named(words: &[Word], names: &[Vec<Word>]) -> f32 {
    let told = names.iter().filter(|name| name.iter().all(|word| words.contains(word)));
    told.map(Vec::len).max().unwrap_or(0) as f32 / words.len().max(1) as f32
}

fn alike(words: &[Word], title: &[Word]) -> f32 {
    let mut left = title.to_vec();
    for word in words {
        if let Some(at) = left.iter().position(|w| w == word) {
            left.swap_remove(at);
        }
    }
    let hits = title.len() - left.len();
    hits as f32 / (words.len() + left.len()).max(1) as f32
}
