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
    /// Which of the title's long words the block's beginning says, a bit each.
    pub(crate) title_words: u64,
    /// Of the block's words, how many are the name of an author, where all of it stands there.
    pub(crate) author: f32,
    /// Of the block's words, how many the summary has in a row of three.
    pub(crate) description: f32,
    /// Of the block's rows of three words, how many the `articleBody` has. Minus one where the page has no such body.
    pub(crate) body: f32,
}

impl TextOverlap {
    /// Whether the text is the page's title.
    pub(crate) fn is_title(&self) -> bool {
        self.title > 0.6
    }
}

/// So many authors are looked for.
const AUTHORS: usize = 16;
/// So many words are a text's beginning,
const BEGINNING: usize = 40;
/// and so many letters a long word has at least. Of what fills a line of its own, as in Chinese, nothing is known.
const LONG: usize = 4;

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
        let long_words = long_words(signals.title.as_deref().unwrap_or_default());
        let mut of = |text: &str, measure: &Measure| {
            let is_short = measure.words <= BEGINNING as f32;
            words.clear();
            words.extend(hash_words(text).take(if is_short || is_told { usize::MAX } else { BEGINNING }));
            let title_words = said(&words[..words.len().min(BEGINNING)], &long_words);
            if !is_short && !is_told {
                words.clear();
            }
            TextOverlap {
                title: if is_short { alike(&words, &title) } else { 0.0 },
                title_words,
                author: if is_short { named(&words, &authors) } else { 0.0 },
                description: common(&words, &description),
                body: if body.len() > 30 { common(&words, &body) } else { -1.0 },
            }
        };
        texts.iter().zip(measures).map(|(block, measure)| of(texts.text(block), measure)).collect()
    }
}

fn all_words(text: &str) -> Vec<Word> {
    hash_words(text).collect()
}

/// As many of the long words of a title as there are bits.
fn long_words(title: &str) -> Vec<Word> {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(LONG - 1).is_some());
    let mut words: Vec<Word> = words.filter_map(|word| hash_words(word).next()).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(u64::BITS as usize);
    words
}

/// The places of the title's words that are among these.
fn said(words: &[Word], title: &[Word]) -> u64 {
    let bits = words.iter().filter_map(|word| title.binary_search(word).ok());
    bits.fold(0, |said, bit| said | 1 << bit)
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
