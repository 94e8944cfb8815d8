//! A pattern is a regular expression as rules may have it: bounded in length, nesting and compiled size, so that a
//! rule file from a stranger can cost neither time nor memory. What is wrong with one is told with its place.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::translate::Translator;

/// The longest pattern, in bytes.
pub(crate) const MAX_PATTERN: usize = 1_000;
/// The most memory that a compiled pattern may take, in bytes.
const MAX_COMPILED: usize = 1 << 20;
/// The most groups, repetitions and alternations inside each other.
const MAX_NEST: u32 = 50;

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// Where, in bytes of the pattern.
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) remedy: String,
}

impl Flaw {
    fn new(span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Flaw { span, message: message.into(), remedy: remedy.into() }
    }
}

/// Compiles a pattern under flags out of `imsu`.
pub(crate) fn compile(pattern: &str, flags: &str) -> Result<Regex, Flaw> {
    if pattern.len() > MAX_PATTERN {
        let message = format!("a regular expression has at most {MAX_PATTERN} bytes, this one {}", pattern.len());
        return Err(Flaw::new(0..pattern.len(), message, "split it into several"));
    }
    parse(pattern)?;
    RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(MAX_COMPILED)
        .dfa_size_limit(MAX_COMPILED)
        .nest_limit(MAX_NEST)
        .build()
        .map_err(|_| {
            Flaw::new(
                0..pattern.len(),
                "this regular expression is too large once compiled",
                "take the large repetitions (`{1000}`, `\\w{50}`) out",
            )
        })
}

/// Compiles a pattern that takes text away, which one that matches the empty text cannot do.
pub(crate) fn compile_not_empty(pattern: &str) -> Result<Regex, Flaw> {
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
    fn flags_count() {
        assert!(compile("^read$", "im").expect("compiles").is_match("x\nREAD"));
        assert!(!compile("^read$", "").expect("compiles").is_match("READ"));
    }
}
