//! The tests that CSS does not have: `:has-text(…)`, `:min-text-length(…)`, `:link-density(…)`.

use std::ops::Range;

use super::SelectorError;
use crate::lookup::pattern::{self, Pattern};

/// A test of our own on one element.
#[derive(Clone, Debug)]
pub(super) enum OwnTest {
    /// `:has-text(Read more)`: exactly these characters stand in the element's text.
    HasText(Box<str>),
    /// `:has-text(/^read more/i)`
    HasMatch(Pattern),
    /// `:min-text-length(80)`: so many characters or more.
    MinTextLength(usize),
    /// `:link-density(>0.5)`: the share of the text that stands inside links.
    LinkDensity(Compare, f64),
}

/// How a measured value stands to the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Less,
    AtMost,
    AtLeast,
    More,
}

impl Compare {
    pub(super) fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Compare::Less => value < limit,
            Compare::AtMost => value <= limit,
            Compare::AtLeast => value >= limit,
            Compare::More => value > limit,
        }
    }
}

const COMPARES: &[(&str, Compare)] =
    &[("<=", Compare::AtMost), (">=", Compare::AtLeast), ("<", Compare::Less), (">", Compare::More)];

/// Reads the argument of the test `name` that starts at `start`; gives where its `)` stands, too. The error is `None`
/// where there is no such `)`.
pub(super) fn read(name: &str, text: &str, start: usize) -> Result<(OwnTest, usize), Option<SelectorError>> {
    let len = match name {
        "has-text" => text_argument_len(&text[start..]),
        _ => text[start..].find(')'),
    };
    let end = start + len.ok_or(None)?;
    let argument = text[start..end].trim();
    let span = start..end;
    let test = match name {
        "has-text" => has_text(argument, span),
        "min-text-length" => min_text_length(argument, span),
        _ => link_density(argument, span),
    };
    Ok((test.map_err(Some)?, end))
}

/// Up to the `)` that ends the argument: behind a regex's last slash or a quoted string, else the one that has no `(`.
fn text_argument_len(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start().len();
    let quote = text[lead..].chars().next().filter(|c| matches!(c, '/' | '"' | '\''));
    let mut depth = 0;
    let mut quoted = quote.is_some();
    let mut escaped = false;
    for (at, c) in text.char_indices().skip_while(|&(at, _)| at < lead + usize::from(quote.is_some())) {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            c if quoted => quoted = Some(c) != quote,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn has_text(argument: &str, span: Range<usize>) -> Result<OwnTest, SelectorError> {
    if let Some((pattern, flags)) = argument.strip_prefix('/').and_then(|a| a.rsplit_once('/')) {
        return has_match(pattern, flags, span);
    }
    let quoted = ['"', '\''].into_iter().find_map(|q| argument.strip_prefix(q)?.strip_suffix(q));
    let wanted = quoted.unwrap_or(argument);
    if wanted.trim().is_empty() {
        return Err(SelectorError::new(span, "the text to look for is missing", "write `:has-text(some words)`"));
    }
    Ok(OwnTest::HasText(wanted.into()))
}

fn has_match(pattern: &str, flags: &str, span: Range<usize>) -> Result<OwnTest, SelectorError> {
    if let Some(flag) = flags.chars().find(|&f| !"imsu".contains(f)) {
        let message = format!("there is no flag `{}`", flag.escape_debug());
        return Err(SelectorError::new(span, message, "the flags are `i`, `m` and `s`"));
    }
    let start = span.start + 1;
    pattern::compile(pattern, flags)
        .map(OwnTest::HasMatch)
        .map_err(|flaw| SelectorError::new(start + flaw.span.start..start + flaw.span.end, flaw.message, flaw.remedy))
}

fn min_text_length(argument: &str, span: Range<usize>) -> Result<OwnTest, SelectorError> {
    argument.parse().map(OwnTest::MinTextLength).map_err(|_| {
        SelectorError::new(span, "this is not a number of characters", "write a whole number: `:min-text-length(80)`")
    })
}

fn link_density(argument: &str, span: Range<usize>) -> Result<OwnTest, SelectorError> {
    let parts = COMPARES.iter().find_map(|&(sign, compare)| Some((compare, argument.strip_prefix(sign)?)));
    let limit = parts.and_then(|(compare, number)| Some((compare, number.trim().parse::<f64>().ok()?)));
    match limit {
        Some((compare, limit)) if (0.0..=1.0).contains(&limit) => Ok(OwnTest::LinkDensity(compare, limit)),
        _ => Err(SelectorError::new(
            span,
            "this is not a bound for the share of link text",
            "write `<`, `<=`, `>` or `>=` and a number from 0 to 1: `:link-density(>0.5)`",
        )),
    }
}
