//! A site config of Full-Text RSS as it is written: a directive a line, `directive: value` or
//! `directive(argument): value`, with `#` at the start of a comment. Which directives there are is decided later.

/// A config file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Config<'t> {
    pub(super) lines: Vec<Line<'t>>,
}

/// A line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    /// The line as written, trimmed.
    pub(super) text: &'t str,
    /// What it says; none where it has not the form of a directive with a value.
    pub(super) said: Option<Said<'t>>,
}

/// `replace_string(<h2): <h3`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said<'t> {
    pub(super) directive: &'t str,
    pub(super) value: &'t str,
}

/// Reads a config. Lines that are empty or comments are left out, all others are there.
pub(super) fn read(text: &str) -> Config<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim).enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    Config { lines: lines.map(|(i, text)| Line { number: i + 1, text, said: said(text) }).collect() }
}

fn said(text: &str) -> Option<Said<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let (directive, rest) = text.split_at(text.find(|c| !is_name(c))?);
    let rest = rest.trim_start();
    let value = match rest.strip_prefix('(') {
        // The argument may hold brackets and colons itself.
        Some(inner) => inner.split_once("):").or_else(|| inner.split_once(':'))?.1,
        None => rest.strip_prefix(':')?,
    };
    (!directive.is_empty()).then(|| Said { directive, value: value.trim() })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_line_is_read_as_directive_and_value() {
        let rows = [
            ("body: //article", Some(("body", "//article"))),
            ("  body :  //article  ", Some(("body", "//article"))),
            ("title://h1", Some(("title", "//h1"))),
            ("date: substring-after(//p, 'on: ')", Some(("date", "substring-after(//p, 'on: ')"))),
            ("replace_string(<h2>): <h3>", Some(("replace_string", "<h3>"))),
            ("replace_string(style=\"color: red\"): x", Some(("replace_string", "x"))),
            ("http_header(user-agent): PHP/8.3", Some(("http_header", "PHP/8.3"))),
            ("replace_string:", Some(("replace_string", ""))),
            ("https://example.org/a", Some(("https", "//example.org/a"))),
            ("just some words", None),
            ("//div[@id='x']", None),
        ];
        for (text, expected) in rows {
            let config = read(text);
            let said = config.lines[0].said.map(|said| (said.directive, said.value));
            assert_eq!(said, expected, "{text}");
        }
    }

    #[test]
    fn comments_and_empty_lines_are_left_out_but_counted() {
        let config = read("\u{feff}# by Ada\r\n\r\nbody: //a\r\n  # off: //b\ntidy: no");
        let numbers: Vec<usize> = config.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [3, 5]);
    }
}
