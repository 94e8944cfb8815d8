//! The language of a page: language tags as BCP 47 writes them, and what a text tells where no tag stands.

use super::words::LanguageWords;

/// The tag with its parts in their usual case (`en_us`, `EN-us`); none if it is no tag, or an encoding (`utf-8`).
pub(super) fn read(text: &str) -> Option<String> {
    let text = text.trim().split([',', ';', ' ', '.']).next()?;
    let mut parts = text.split(['-', '_']);
    let language = parts.next().filter(|p| (2..=3).contains(&p.len()) && letters(p))?.to_ascii_lowercase();
    if language == "utf" {
        return None;
    }
    let mut tag = language;
    for part in parts {
        match part.len() {
            2 if letters(part) => tag = format!("{tag}-{}", part.to_ascii_uppercase()),
            3 if part.bytes().all(|b| b.is_ascii_digit()) => tag = format!("{tag}-{part}"),
            4 if letters(part) => {
                tag = format!("{tag}-{}{}", part[..1].to_ascii_uppercase(), part[1..].to_ascii_lowercase())
            }
            _ => break,
        }
    }
    Some(tag)
}

fn letters(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// The language of a text, told by its script or, where several languages share that, by its most common words. None
/// where it is too short or too mixed to tell.
pub(super) fn of_text(text: &str, words: &LanguageWords) -> Option<String> {
    by_script(text, words).or_else(|| by_words(text, words))
}

/// The first language whose letters are as large a share of the text as its row wants.
fn by_script(text: &str, words: &LanguageWords) -> Option<String> {
    let mut all = 0_usize;
    let mut found = vec![0_usize; words.scripts.len()];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        all += 1;
        for (count, script) in found.iter_mut().zip(&words.scripts) {
            *count += usize::from(script.letters.iter().any(|&(first, last)| (first..=last).contains(&c)));
        }
    }
    let enough = |share: f32, count: usize| all >= words.hits && count as f32 >= share * all as f32;
    let mut rows = words.scripts.iter().zip(found);
    rows.find(|(script, count)| enough(script.share.unwrap_or(words.script), *count)).map(|(s, _)| s.language.clone())
}

/// The language of which the text has more common words than of any other.
fn by_words(text: &str, words: &LanguageWords) -> Option<String> {
    let mut hits = vec![0_usize; words.languages.len()];
    let all = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    for at in all.filter_map(|word| words.words.get(&word.to_lowercase())).flatten() {
        hits[*at] += 1;
    }
    let (at, most) = hits.iter().copied().enumerate().max_by_key(|&(_, count)| count)?;
    let next = hits.iter().enumerate().filter(|&(other, _)| other != at).map(|(_, &count)| count).max().unwrap_or(0);
    (most >= words.hits && most as f32 >= words.lead * next as f32).then(|| words.languages[at].clone())
}
