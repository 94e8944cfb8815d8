//! The selector of a filter in the words of our rules.

use std::collections::BTreeSet;

use crate::author::import::known::KNOWN;
use crate::author::import::report::{Fate, Reason};
use crate::author::import::translate::{Note, Problem, translate};
use crate::author::import::xpath;

/// What a filter hides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hides {
    pub(super) selectors: Vec<String>,
    /// `:matches-path(/^\/news\//)`: on which pages, as a regex on their path.
    pub(super) path: Option<String>,
    pub(super) notes: BTreeSet<Note>,
}

/// Rewrites the selector of a filter. What comes out need not be a selector of ours: that is for its parser to say.
pub(super) fn hides(written: &str) -> Result<Hides, (Fate, Reason)> {
    let mut hides = Hides::default();
    let mut out = String::new();
    let mut rest = written;
    while let Some(c) = rest.chars().next() {
        let call = if c == ':' { call(rest) } else { None };
        let taken = match (c, call) {
            (_, Some(call)) => rewritten(&call, written, &mut out, &mut hides)?,
            ('"' | '\'', _) => {
                let len = quoted_len(rest);
                out.push_str(rest.get(..len).unwrap_or(rest));
                len
            }
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    if hides.selectors.is_empty() {
        let selector = if out.trim().is_empty() { "*" } else { out.trim() };
        hides.selectors.push(selector.to_owned());
    }
    Ok(hides)
}

/// `:has-text(x)` at the start of a text.
struct Call<'t> {
    name: &'t str,
    argument: &'t str,
    /// How long it is, and how long up to its argument.
    len: usize,
    open: usize,
}

fn call(text: &str) -> Option<Call<'_>> {
    let after = text.strip_prefix(':')?;
    let name = after.get(..after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?)?;
    let open = name.len() + 2;
    let inside = after.get(name.len()..)?.strip_prefix('(')?;
    let argument = inside.get(..argument_len(inside)?)?;
    (!name.is_empty()).then_some(Call { name, argument, len: open + argument.len() + 1, open })
}

/// Writes what a call is in our words; gives how much of the text that was.
fn rewritten(call: &Call<'_>, whole: &str, out: &mut String, hides: &mut Hides) -> Result<usize, (Fate, Reason)> {
    let name = call.name.to_ascii_lowercase();
    let known = &KNOWN.ublock;
    if let Some(why) = known.aside.get(&name) {
        return Err((Fate::Aside, Reason::Aside(why.clone())));
    }
    if let Some(why) = known.lost.get(&name) {
        return Err((Fate::Lost, Reason::NoCounterpart { name, why: why.clone() }));
    }
    let name = known.alias.get(&name).cloned().unwrap_or(name);
    match name.as_str() {
        "remove" => Ok(call.len),
        "matches-path" if hides.path.is_none() && is_on_top(out) => {
            hides.path = Some(path(call.argument));
            Ok(call.len)
        }
        "xpath" if out.trim().is_empty() && call.len == whole.len() => {
            from_xpath(call.argument, hides)?;
            Ok(call.len)
        }
        "has-text" => {
            out.push_str(&format!(":has-text({})", call.argument));
            Ok(call.len)
        }
        _ => {
            out.push_str(&format!(":{name}("));
            Ok(call.open)
        }
    }
}

/// Whether no bracket is open.
fn is_on_top(text: &str) -> bool {
    text.matches('(').count() == text.matches(')').count()
}

fn from_xpath(argument: &str, hides: &mut Hides) -> Result<(), (Fate, Reason)> {
    let expr = xpath::parse(argument.trim()).map_err(|error| (Fate::Idle, error.into()))?;
    let translation = translate(&expr).map_err(|problem| {
        let fate = if matches!(problem, Problem::Dead(_)) { Fate::Idle } else { Fate::Lost };
        (fate, problem.into())
    })?;
    hides.notes = translation.notes;
    hides.selectors = translation.parts.into_iter().map(|(selector, _)| selector).collect();
    Ok(())
}

/// The argument of `:matches-path` as a regex: `/…/` is one, anything else stands somewhere in the path.
fn path(argument: &str) -> String {
    let argument = argument.trim();
    match argument.strip_prefix('/').and_then(|a| a.rsplit_once('/')) {
        Some((pattern, "")) => pattern.to_owned(),
        Some((pattern, "i")) => format!("(?i){pattern}"),
        _ => regex::escape(argument),
    }
}

/// How far an argument goes: to the bracket that closes it, those in a regex or in quotes left out.
fn argument_len(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start().len();
    if let Some(regex) = text.get(lead..)?.strip_prefix('/')
        && let Some(behind) = closing(regex, '/').and_then(|end| regex.get(end..))
        && let end = behind.trim_start_matches(|c: char| c.is_ascii_lowercase()).trim_start()
        && end.starts_with(')')
    {
        return Some(text.len() - end.len());
    }
    let mut depth = 0;
    let mut at = 0;
    while let Some(c) = text.get(at..)?.chars().next() {
        match c {
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            '(' => depth += 1,
            '"' | '\'' => {
                at += quoted_len(text.get(at..)?);
                continue;
            }
            '\\' => at += text.get(at + 1..)?.chars().next()?.len_utf8(),
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// How long a quoted string is; one character where the quotation mark is not closed.
fn quoted_len(text: &str) -> usize {
    let quote = text.chars().next().unwrap_or('"');
    closing(text.get(1..).unwrap_or_default(), quote).map_or(1, |end| end + 1)
}

/// One past the first `end` that no backslash stands before.
fn closing(text: &str, end: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == end => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn words_of_filters_become_words_of_rules() {
        let rows = [
            (".ad > p", ".ad > p"),
            (".ad:-abp-has(> a)", ".ad:has(> a)"),
            ("p:-abp-contains(Read (more))", "p:has-text(Read (more))"),
            ("p:contains(/a:b\\)/i)", "p:has-text(/a:b\\)/i)"),
            ("a:nth-ancestor(2)", "a:upward(2)"),
            (".ad:remove()", ".ad"),
            ("a[title=\":contains(x)\"]", "a[title=\":contains(x)\"]"),
            (":xpath(//div[@id=\"x)\"]/..)", "div[id=\"x)\"]:upward(1)"),
            ("div:not(:has-text(x)):matches(.a, .b)", "div:not(:has-text(x)):is(.a, .b)"),
            ("p:has-text(it's)", "p:has-text(it's)"),
        ];
        for (written, expected) in rows {
            assert_eq!(hides(written).map(|h| h.selectors), Ok(vec![expected.to_owned()]), "{written}");
        }
    }

    #[test]
    fn a_path_is_told_apart() {
        let rows = [
            (":matches-path(/news) .ad", "/news", ".ad"),
            (".ad:matches-path(/^\\/(a|b)\\//)", "^\\/(a|b)\\/", ".ad"),
            ("p:matches-path(/x/i):has-text(y)", "(?i)x", "p:has-text(y)"),
            (":matches-path(/home)", "/home", "*"),
        ];
        for (written, path, selector) in rows {
            let found = hides(written).expect(written);
            assert_eq!((found.path.as_deref(), found.selectors), (Some(path), vec![selector.to_owned()]), "{written}");
        }
    }

    #[test]
    fn what_a_saved_page_does_not_show_is_refused() {
        for written in ["p:matches-css(color: red)", ".a:style(color: red)", "p:watch-attr(class)", ".a:others()"] {
            assert!(hides(written).is_err(), "{written}");
        }
    }
}
