//! The names of people, out of bylines: `By Jane Doe, Staff Writer, and John Roe` names two.

use super::title::SiteNames;
use super::words::NameWords;

/// The people whom a text names as authors; empty where it names none.
pub(super) fn read(text: &str, words: &NameWords, site: &SiteNames) -> Vec<String> {
    let text = without_prefix(text, words);
    let mut names = Vec::new();
    for part in parts(text, words) {
        if let Some(name) = name(part, words, site) {
            push_new(&mut names, name);
        }
    }
    names
}

/// `Doe, Jane` as bibliographies write it is `Jane Doe`.
pub(super) fn unturned(text: &str) -> String {
    match text.split_once(", ") {
        Some((family, given)) if !given.contains(',') && !given.is_empty() => format!("{given} {family}"),
        _ => text.to_owned(),
    }
}

/// Adds a name unless it stands there already, in whatever case.
pub(super) fn push_new(names: &mut Vec<String>, name: String) {
    if !names.iter().any(|n| n.to_lowercase() == name.to_lowercase()) {
        names.push(name);
    }
}

/// The text behind `By`, `Von:`, `文／`; the text itself where nothing of the kind stands in front.
pub(super) fn without_prefix<'t>(text: &'t str, words: &NameWords) -> &'t str {
    let mut rest = text.trim_matches(is_edge);
    while let Some(behind) = words.prefixes.iter().filter_map(|p| behind_prefix(rest, p)).min_by_key(|b| b.len()) {
        rest = behind.trim_matches(is_edge);
    }
    rest
}

/// What stands behind a prefix, where the prefix ends as a word does or with a colon.
fn behind_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let behind = strip_case(text, prefix)?;
    let first = behind.chars().next()?;
    let wide = prefix.chars().next_back().is_some_and(|c| c >= '\u{2E80}');
    (first.is_whitespace() || first == ':' || first == '：' || (wide && !first.is_alphanumeric())).then_some(behind)
}

/// The text behind a word at its start, whatever the case of the letters.
fn strip_case<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in word.chars() {
        let found = rest.next()?;
        if found != wanted && !found.to_lowercase().eq([wanted]) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// The parts of a byline that may each be a name.
fn parts<'t>(text: &'t str, words: &'t NameWords) -> impl Iterator<Item = &'t str> {
    let signs = |c: char| {
        matches!(
            c,
            ',' | ';' | '|' | '•' | '·' | '/' | '&' | '、' | '，' | '\n' | '+' | '–' | '—' | '(' | ')' | '＝' | '='
        )
    };
    text.split(signs).flat_map(|part| joined(part, words))
}

/// The parts between words like `and`.
fn joined<'t>(text: &'t str, words: &NameWords) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let behind = &text[at + 1..];
        let word = behind.split(' ').next().unwrap_or_default();
        if at >= start && behind.len() > word.len() && words.joiners.iter().any(|j| word.to_lowercase() == *j) {
            out.push(&text[start..at]);
            start = at + 1 + word.len();
        }
    }
    out.push(text.get(start..).unwrap_or_default());
    out
}

/// A part as a name, if it can be one.
fn name(part: &str, words: &NameWords, site: &SiteNames) -> Option<String> {
    let part = without_prefix(part, words);
    let part = without_role(part, words).trim_matches(is_edge);
    let lower = part.to_lowercase();
    let count = part.split_whitespace().count();
    let is_name = (1..=words.max_words).contains(&count)
        && part.chars().count() <= words.max_chars
        && part.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !part.contains(['@', '<', '>', '{', '}', '[', ']', '?', '!'])
        && !part.contains("://")
        && !part.chars().any(|c| c.is_ascii_digit())
        && !looks_like_host(part)
        && !words.nobody.contains(&lower)
        && !words.roles.contains(&lower)
        && !site.is_exactly(part);
    is_name.then(|| part.to_owned())
}

/// `Jane Doe Staff Writer` without the role at either end.
fn without_role<'t>(part: &'t str, words: &NameWords) -> &'t str {
    let lower = part.to_lowercase();
    if lower.len() != part.len() {
        return part;
    }
    for role in &words.roles {
        if let Some(rest) = lower.strip_suffix(role.as_str()).filter(|r| r.ends_with(' ')) {
            return part.get(..rest.len()).unwrap_or(part);
        }
        if let Some(rest) = lower.strip_prefix(role.as_str()).filter(|r| r.starts_with([' ', ':'])) {
            return part.get(part.len() - rest.len()..).unwrap_or(part);
        }
    }
    part
}

/// `www.example.org`, `example.org/team`
fn looks_like_host(part: &str) -> bool {
    let host = part.split('/').next().unwrap_or_default();
    !part.contains(' ')
        && host
            .rsplit_once('.')
            .is_some_and(|(name, end)| name.len() > 1 && end.len() >= 2 && end.chars().all(|c| c.is_ascii_lowercase()))
}

fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ':' | ','
                | ';'
                | '|'
                | '-'
                | '–'
                | '—'
                | '•'
                | '·'
                | '/'
                | '"'
                | '“'
                | '”'
                | '*'
                | '：'
                | '／'
                | '©'
                | '→'
                | '>'
                | '▪'
                | '●'
                | '．'
        )
}
