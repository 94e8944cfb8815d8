//! The names of people, out of bylines: `By Jane Doe, Staff Writer, and John Roe` names two.

use super::title::squeeze;
use super::words::{DateWords, NameWords, Prefixes};

/// The people whom a text names as authors; empty where it names none.
pub(super) fn read(text: &str, words: &Words<'_>) -> Vec<String> {
    // Who took the pictures, an agency, a desk: authors where nobody else is named.
    let (mut names, mut others) = (Vec::new(), Vec::new());
    if text.contains("://") || text.len() > words.names.max_bytes {
        return names;
    }
    for part in parts(behind_date(text, words)) {
        let (own, credit) = uncredited(part, words.names);
        for name in joined(own, words.names).into_iter().filter_map(|part| name(part, words)) {
            let is_person = !words.names.agencies.contains(&name.to_lowercase()) && !is_desk(&name, words.names);
            push_new(if is_person { &mut names } else { &mut others }, name);
        }
        let credited = joined(credit, words.names).into_iter().filter_map(|part| name(part, words));
        credited.for_each(|name| push_new(&mut others, name));
    }
    if names.is_empty() { others } else { names }
}

/// A part of a byline before what tells of somebody who did not write: `Jane Doe` `photographs by John Roe`. In `Words and
/// photos by Jane Doe` nobody is named before.
fn uncredited<'t>(part: &'t str, words: &NameWords) -> (&'t str, &'t str) {
    let part = part.trim_matches(is_edge);
    let lower = part.to_lowercase();
    let prefix = part.len() - without_prefix(part, words).len();
    let is_whole = |at: usize, end: usize| {
        (at == 0 || at >= prefix && lower[..at].ends_with(' '))
            && lower[end..].starts_with(|c: char| !c.is_alphanumeric())
    };
    let places = |credit: &String| {
        let found = lower.match_indices(credit.as_str());
        found.map(|(at, found)| (at, at + found.len())).find(|&(at, end)| is_whole(at, end))
    };
    let first = words.credits.iter().filter_map(places).min().filter(|_| lower.len() == part.len());
    let Some((at, end)) = first else { return (part, "") };
    let (own, credit) = (&part[..at], &part[end..]);
    let own = own.trim_end();
    let own = own.rsplit_once(' ').filter(|(_, last)| is_joiner(last, words)).map_or(own, |(own, _)| own);
    let is_named = at == 0 || without_prefix(own, words).trim_matches(is_edge).contains(' ');
    if is_named { (own, credit) } else { (credit, "") }
}

fn is_joiner(word: &str, words: &NameWords) -> bool {
    let word = word.to_lowercase();
    words.joiners.contains(&word)
}

/// `Rivers Correspondent`: what somebody does, for which part of a paper.
fn is_desk(name: &str, words: &NameWords) -> bool {
    name.rsplit_once(' ').is_some_and(|(before, last)| {
        last.is_ascii()
            && last.len() >= words.desk
            && !before.contains(' ')
            && words.roles.contains(&last.to_lowercase())
    })
}

/// What names are told from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'w> {
    pub(super) names: &'w NameWords,
    pub(super) dates: &'w DateWords,
}

/// Whether a text starts as bylines do.
pub(super) fn has_prefix(text: &str, prefixes: &Prefixes) -> bool {
    let text = text.trim_start_matches(is_edge);
    // Hardly any text does, and all texts of a page are asked.
    prefixes
        .of_first(text)
        .filter_map(|prefix| strip_case(text, prefix))
        .any(|rest| rest.is_empty() || opens_name(&text[..text.len() - rest.len()], rest))
}

/// Whether what follows a prefix can be a name: `Text of the article` starts with one and is none.
fn opens_name(prefix: &str, behind: &str) -> bool {
    let name = behind.trim_matches(is_edge);
    ends_prefix(prefix, behind) && (!name.starts_with(char::is_lowercase) || !name.contains(char::is_whitespace))
}

/// A text that names nobody but those who write for a site together, without what stands in front: `By Staff`.
pub(super) fn team(text: &str, words: &NameWords) -> Option<String> {
    let bare = without_prefix(text, words);
    let bare = if bare.is_empty() { text.trim_matches(is_edge) } else { bare };
    team_of(bare, words).filter(String::is_empty).map(|_| bare.to_owned())
}

/// What the name of a team has beside the word for it, in lower case: `us weekly` of `Us Weekly Staff`.
pub(super) fn team_of(name: &str, words: &NameWords) -> Option<String> {
    let lower = name.to_lowercase();
    let (team, rest): (Vec<&str>, Vec<&str>) =
        lower.split(' ').partition(|word| words.teams.iter().any(|team| team == word));
    let rest: Vec<&str> =
        rest.into_iter().filter(|word| !words.team_fillers.iter().any(|filler| filler == word)).collect();
    (!team.is_empty()).then(|| rest.join(" "))
}

/// Whether a name ends as those of firms do: `Gull Media Ltd.`
pub(super) fn is_firm(name: &str, words: &NameWords) -> bool {
    let last = name.rsplit_once(' ').map(|(_, last)| last.trim_end_matches('.').to_lowercase());
    last.is_some_and(|last| words.firms.contains(&last))
}

/// Whether a text is but the word in front of a name: `Written by`.
pub(super) fn is_prefix(text: &str, words: &NameWords) -> bool {
    let bare = text.trim_matches(|c: char| is_edge(c) || matches!(c, '(' | ')'));
    let is = |text: &str| words.prefixes.rows.iter().any(|prefix| strip_case(text, prefix).is_some_and(str::is_empty));
    is(bare) || is(text.trim_matches(is_edge))
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

/// Whether one name is the other with all its words: `Jane Doe` of `Jane`, of `janedoe` and of `jane_doe`.
pub(super) fn is_in_full(full: &str, name: &str) -> bool {
    let begins = || strip_case(full, &name.to_lowercase()).is_some_and(|rest| rest.starts_with(' '));
    full.contains(' ') && (begins() || squeeze(full) == squeeze(name))
}

/// Whether a text has a word of one of these names: `By Jane Doe` of `janedoe17` and of `J. Doe`.
pub(super) fn is_one_of(text: &str, others: &[String]) -> bool {
    let others: Vec<String> = others.iter().map(|other| squeeze(other)).collect();
    let words = text.split(' ').map(squeeze).filter(|word| word.chars().count() > 2);
    words.into_iter().any(|word| others.iter().any(|other| other.contains(&word)))
}

/// What stands behind `27. Januar 2014 von`; the text itself where no date stands before such a word.
fn behind_date<'t>(text: &'t str, words: &Words<'_>) -> &'t str {
    let mut start = 0;
    for word in text.split(' ') {
        let end = start + word.len();
        let is_prefix = words.names.behind_date.iter().any(|w| word.eq_ignore_ascii_case(w));
        if is_prefix && text[..start].bytes().any(|b| b.is_ascii_digit()) {
            return &text[end..];
        }
        start = (end + 1).min(text.len());
    }
    text
}

/// The text behind `By`, `Von:`, `文／`; the text itself where nothing of the kind stands in front.
fn without_prefix<'t>(text: &'t str, words: &NameWords) -> &'t str {
    let mut rest = text.trim_matches(is_edge);
    let behind = |rest: &'t str, prefix: &String| {
        strip_case(rest, prefix).filter(|behind| ends_prefix(&rest[..rest.len() - behind.len()], behind))
    };
    while let Some(shorter) = words.prefixes.rows.iter().filter_map(|p| behind(rest, p)).min_by_key(|b| b.len()) {
        rest = shorter.trim_matches(is_edge);
    }
    rest
}

/// Whether a prefix ends where this follows: a space, a colon, or a name that markup alone parts from it (`ByJane`, but
/// not `BYRON`).
fn ends_prefix(found: &str, behind: &str) -> bool {
    let (Some(last), Some(first)) = (found.chars().next_back(), behind.chars().next()) else { return false };
    let wide = last >= '\u{2E80}';
    let glued = last.is_lowercase() && first.is_uppercase();
    first.is_whitespace() || first == ':' || first == '：' || glued || (wide && !first.is_alphanumeric())
}

/// The text behind a word at its start, whatever the case of the letters.
fn strip_case<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in word.chars() {
        let found = rest.next()?;
        let is_other = match found {
            _ if found.is_ascii() => found != wanted && found.to_ascii_lowercase() != wanted,
            _ => found != wanted && !found.to_lowercase().eq([wanted]),
        };
        if is_other {
            return None;
        }
    }
    Some(rest.as_str())
}

/// The parts of a byline that signs part.
fn parts(text: &str) -> Vec<&str> {
    let is_sign = |c: char| {
        matches!(
            c,
            ',' | ';'
                | '|'
                | '•'
                | '·'
                | '/'
                | '&'
                | '、'
                | '，'
                | '\n'
                | '+'
                | '–'
                | '—'
                | '('
                | ')'
                | '＝'
                | '='
                | '【'
                | '】'
        )
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, sign) in text.match_indices(is_sign).filter(|&(at, _)| !is_within_name(text, at)) {
        parts.push(&text[start..at]);
        start = at + sign.len();
    }
    parts.push(&text[start..]);
    parts
}

/// Whether a bracket stands around a part of a name: `Jane (Roe) Doe`.
fn is_within_name(text: &str, at: usize) -> bool {
    let open = match text.as_bytes()[at] {
        b'(' => Some(at),
        b')' => text[..at].rfind('('),
        _ => None,
    };
    let Some((open, close)) = open.and_then(|open| Some((open, open + text[open..].find(')')?))) else { return false };
    let (inner, behind) = (&text[open + 1..close], &text[close + 1..]);
    text[..open].ends_with(' ')
        && text[..open].trim_end().ends_with(char::is_alphabetic)
        && inner.starts_with(char::is_uppercase)
        && inner.chars().all(char::is_alphabetic)
        && behind.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_uppercase))
}

/// The parts between words like `and`, without such a word in front: `and agencies`.
fn joined<'t>(text: &'t str, words: &NameWords) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut start = 0;
    let text = match text.split_once(' ') {
        Some((first, rest)) if first.starts_with(char::is_lowercase) && is_joiner(first, words) => rest,
        _ => text,
    };
    for (at, _) in text.match_indices(' ') {
        let behind = &text[at + 1..];
        let word = behind.split(' ').next().unwrap_or_default();
        if at >= start && behind.len() > word.len() && is_joiner(word, words) {
            out.push(&text[start..at]);
            start = at + 1 + word.len();
        }
    }
    out.push(text.get(start..).unwrap_or_default());
    out
}

/// A part as a name, if it can be one.
fn name(part: &str, words: &Words<'_>) -> Option<String> {
    let part = without_prefix(part, words.names);
    let part = without_role(part, words.names).trim_matches(is_edge);
    let part = without_year(without_trailer(part, words).trim_matches(is_edge));
    let NameWords { nobody, roles, prefixes, max_words, max_chars, .. } = words.names;
    let lower = part.to_lowercase();
    let is_name = part.split(' ').count() <= *max_words
        && part.chars().count() <= *max_chars
        && part.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !starts_with_number(part)
        && !part.contains(['@', '<', '>', '{', '}', '[', ']', '?', '!', '#', ':', '：'])
        && !is_prose(part)
        && !starts_small(part, words.names)
        && !looks_like_host(part)
        && ![nobody, roles, &prefixes.rows, &words.names.ends].iter().any(|list| list.contains(&lower));
    is_name.then(|| part.to_owned())
}

/// `Jane Doe December 1, 2023`, `Jane Doe on Monday`: the words before the first that is part of no name.
fn without_trailer<'t>(part: &'t str, words: &Words<'_>) -> &'t str {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let lower = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    for word in part.split(' ') {
        let end = start + word.len();
        let dated = !spans.is_empty() && word.bytes().any(|b| b.is_ascii_digit());
        if dated {
            let is_date = |&(from, to): &(usize, usize)| {
                let word = lower(&part[from..to]);
                words.dates.months.contains_key(&word) || words.names.before_date.contains(&word)
            };
            while spans.pop_if(|span| is_date(span)).is_some() {}
        }
        if dated || (!spans.is_empty() && words.names.ends.contains(&lower(word))) {
            return spans.last().map_or("", |&(_, to)| &part[..to]);
        }
        spans.push((start, end));
        start = end + 1;
    }
    part
}

/// `2021Jane Doe`, `Jane Doe2021-05-03`: the text in front of a year that markup alone parts from it, or behind one.
fn without_year(part: &str) -> &str {
    let is_digit = |c: char| c.is_ascii_digit();
    let behind = part.trim_start_matches(is_digit);
    if part.len() - behind.len() == 4 && behind.starts_with(char::is_uppercase) {
        return behind;
    }
    let year =
        part.match_indices('-').find(|&(at, _)| at > 4 && part.as_bytes()[at - 4..at].iter().all(u8::is_ascii_digit));
    year.map_or(part, |(at, _)| part[..at - 4].trim_end())
}

/// `5 min`, `20 Dec`, `14.84 KB`
fn starts_with_number(part: &str) -> bool {
    let first = part.split(' ').next().unwrap_or_default();
    first.len() < part.len() && first.starts_with(char::is_numeric) && !first.contains(char::is_alphabetic)
}

/// A clause rather than a name: three words or more, most of them in lower case.
fn is_prose(part: &str) -> bool {
    let words: Vec<&str> = part.split(' ').collect();
    let small = words.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    words.len() > 2 && 2 * small > words.len()
}

/// `deinen Hochzeitsbloggern`: a word in lower case that names do not start with, in front of one that is not.
fn starts_small(part: &str, words: &NameWords) -> bool {
    let (first, rest) = part.split_once(' ').unwrap_or((part, ""));
    first.starts_with(char::is_lowercase)
        && rest.contains(char::is_uppercase)
        && !first.contains(|c: char| c.is_uppercase() || c == '\'' || c == '’')
        && !words.particles.iter().any(|particle| particle == first)
}

/// `Jane Doe Staff Writer` without the role at either end.
fn without_role<'t>(part: &'t str, words: &NameWords) -> &'t str {
    let lower = part.to_lowercase();
    if lower.len() != part.len() {
        return part;
    }
    for role in &words.roles {
        let is_more = |rest: &&str| rest.ends_with(' ') && rest.trim().contains(' ');
        if let Some(rest) = lower.strip_suffix(role.as_str()).filter(is_more) {
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
                | '['
                | ']'
        )
}
