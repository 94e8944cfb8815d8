//! Lines behind prefixes: how text and Markdown show what stands in a list or a quote.

/// The lines of a text, each behind a prefix, the first behind its own; an empty line has no spaces at its end.
pub(super) fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (n, line) in text.split_terminator('\n').enumerate() {
        let prefix = if n == 0 { first } else { rest };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
        out.push('\n');
    }
    out
}
