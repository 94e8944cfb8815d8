//! A pattern is a regular expression as rules may have it: bounded in length, nesting and compiled size, so that a
//! rule file from a stranger can cost neither time nor memory. What is wrong with one is told with its place.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The longest pattern, in bytes.
pub(crate) const MAX_PATTERN: usize = 1_000;
/// The most memory that a compiled pattern may take, in bytes.
const MAX_COMPILED: usize = 1 << 20;
/// The most groups, repetitions and alternations inside each other.
const MAX_NEST: u32 = 50;

/// At most so many matches of one pattern are taken out of a text.
pub(crate) const MAX_MATCHES: usize = 100;

/// A compiled pattern, which knows what a search costs.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    regex: Regex,
    /// About how many places in the pattern a search can be at.
    size: u64,
    /// How much of a text it can match, if it only looks at the start.
    reach: Option<usize>,
}

impl std::ops::Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        &self.regex
    }
}

impl Pattern {
    fn new(regex: Regex, hir: &Hir) -> Self {
        let starts = hir.properties().look_set_prefix().contains(regex_syntax::hir::Look::Start);
        let reach = if starts { hir.properties().maximum_len() } else { None };
        Pattern { regex, size: size(hir), reach }
    }

    /// The steps of a search in a text of so many bytes. A small pattern takes one for some bytes, as an automaton; the
    /// larger it is the more often it has to go through all its places at each byte.
    pub(crate) fn steps(&self, length: usize) -> u64 {
        const PLACES: u64 = 1 << 10;
        let length = self.reach.map_or(length, |reach| length.min(reach)) as u64;
        1 + length.saturating_mul((self.size * self.size).max(PLACES / 8)) / PLACES
    }
}

/// How many places a part of a pattern has once its repetitions are written out. It is nested [`MAX_NEST`] deep at most.
fn size(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(Class::Unicode(class)) if !class.is_ascii() => 4,
        HirKind::Class(_) => 1,
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min + 1).max(1);
            size(&repetition.sub).saturating_mul(times.into())
        }
        HirKind::Capture(capture) => size(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(size).fold(0, u64::saturating_add).min(u64::from(u32::MAX))
        }
    }
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Where, in bytes of the pattern.
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Flaw {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Flaw { span, message: message.into(), remedy: remedy.into() }
    }
}

/// Compiles a pattern under flags out of `imsu`.
pub(crate) fn compile(pattern: &str, flags: &str) -> Result<Pattern, Flaw> {
    if pattern.len() > MAX_PATTERN {
        let message = format!("a regular expression has at most {MAX_PATTERN} bytes, this one {}", pattern.len());
        return Err(Flaw::new(0..pattern.len(), message, "split it into several"));
    }
    let hir = parse(pattern)?;
    RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(MAX_COMPILED)
        .dfa_size_limit(MAX_COMPILED)
        .nest_limit(MAX_NEST)
        .build()
        .map(|regex| Pattern::new(regex, &hir))
        .map_err(|_| {
            Flaw::new(
                0..pattern.len(),
                "this regular expression is too large once compiled",
                "take the large repetitions (`{1000}`, `\\w{50}`) out",
            )
        })
}

/// Compiles a pattern that takes text away, which one that matches the empty text cannot do.
pub(crate) fn compile_not_empty(pattern: &str) -> Result<Pattern, Flaw> {
    let regex = compile(pattern, "")?;
    let shortest = parse(pattern)?.properties().minimum_len();
    if shortest == Some(0) {
        return Err(Flaw::new(
            0..pattern.len(),
            "this regular expression matches the empty text, that is everywhere",
            "make something in it necessary: `+` in place of `*`, no `?` around the whole",
        ));
    }
    Ok(regex)
}

fn parse(pattern: &str) -> Result<regex_syntax::hir::Hir, Flaw> {
    let ast = regex_syntax::ast::parse::ParserBuilder::new().nest_limit(MAX_NEST).build().parse(pattern);
    let ast = ast.map_err(|e| flaw(*e.span(), &e.kind().to_string(), pattern))?;
    Translator::new().translate(pattern, &ast).map_err(|e| flaw(*e.span(), &e.kind().to_string(), pattern))
}

fn flaw(span: regex_syntax::ast::Span, message: &str, pattern: &str) -> Flaw {
    let start = span.start.offset.min(pattern.len());
    let at = pattern[start..].chars().next();
    let end = span.end.offset.clamp(start + at.map_or(0, char::len_utf8), pattern.len());
    let remedy = match at {
        Some('(') if message.contains("look-around") => "look-around is not supported: match more, or use a selector",
        Some('(') => "write the missing `)`, or `\\(` where the character is meant",
        Some(')') => "write the missing `(`, or `\\)` where the character is meant",
        Some('[') => "write the missing `]`, or `\\[` where the character is meant",
        Some('*' | '+' | '?' | '{') => "put what is repeated before it, or a `\\` where the character is meant",
        _ => "the syntax is that of https://docs.rs/regex/#syntax",
    };
    Flaw::new(start..end, message, remedy)
}

#[cfg(test)]
mod tests {
    use super::{compile, compile_not_empty};

    #[test]
    fn a_flaw_has_its_place() {
        let cases = [
            ("(", 0..1, "unclosed group"),
            ("a(b", 1..2, "unclosed group"),
            ("ab)", 2..3, "unopened group"),
            ("é[a", "é".len().."é[".len(), "unclosed character class"),
            ("*a", 0..1, "repetition operator missing expression"),
            ("a(?=b)", 1..4, "look-around, including look-ahead and look-behind, is not supported"),
            (r"\p{Nope}", 0..8, "Unicode property not found"),
            ("a*", 0..2, "this regular expression matches the empty text, that is everywhere"),
            ("^$", 0..2, "this regular expression matches the empty text, that is everywhere"),
        ];
        for (pattern, span, message) in cases {
            let flaw = compile_not_empty(pattern).expect_err(pattern);
            assert_eq!((flaw.span, flaw.message.as_str()), (span, message), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_is_bounded() {
        let nested = "(".repeat(60) + "a" + &")".repeat(60);
        for pattern in ["a".repeat(1_001), r"\w{1000}{10}".to_owned(), nested] {
            assert!(compile(&pattern, "").is_err(), "{pattern}");
        }
    }

    #[test]
    fn a_search_costs_what_it_may_take() {
        let steps = |pattern: &str, length| compile(pattern, "").expect("compiles").steps(length);
        assert!(steps("^(Listen Live|Get short URL)$", 1_000_000) < 1_000, "it looks at the start alone");
        assert!(steps("Photo: [A-Z][a-z]+", 1_000_000) < 1_000_000);
        assert!(steps("[ab]*a[ab]{60}c", 16_000) > 3 * 16_000);
        assert!(steps("e[a-z ]{900}[0-9;:]", 16_000) > 500 * 16_000);
    }

    #[test]
    fn flags_count() {
        assert!(compile("^read$", "im").expect("compiles").is_match("x\nREAD"));
        assert!(!compile("^read$", "").expect("compiles").is_match("READ"));
    }
}
