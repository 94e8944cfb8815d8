//! What a terminal may be shown: text of pages and names of files come from strangers, and a terminal obeys some
//! characters. Pipes get the bytes as they are.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};

use anstream::{AutoStream, ColorChoice};
use anstyle::Style;
use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Into a pipe too
    Always,
    /// Not at all
    Never,
}

/// How text is to be written to standard output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    colored: bool,
    escaped: bool,
    /// How many columns it has, if it is a terminal.
    columns: Option<usize>,
}

impl Screen {
    /// The screen that standard output is, or the pipe.
    pub(crate) fn stdout(color: Color) -> Self {
        let colored = match color {
            Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
        // Whoever asks for colours in a pipe wants them on a terminal in the end.
        let is_terminal = io::stdout().is_terminal();
        let columns = is_terminal.then(terminal_size::terminal_size).flatten().map(|size| size.0.0.into());
        Screen { colored, escaped: colored || is_terminal, columns }
    }

    /// A file: colours for who asks, and without them every byte as it is.
    pub(crate) fn file(color: Color) -> Self {
        let colored = color == Color::Always;
        Screen { colored, escaped: colored, columns: None }
    }

    /// A text of a page, or of a file's name.
    pub(crate) fn foreign<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.escaped { escape(text) } else { Cow::Borrowed(text) }
    }

    /// A text with line ends where the terminal's are; its lines behind the first are indented by so much.
    pub(crate) fn wrapped(&self, text: &str, indent: &str) -> String {
        let Some(columns) = self.columns.filter(|columns| *columns > 2 * indent.len()) else {
            return text.replace('\n', &format!("\n{indent}"));
        };
        textwrap::fill(text, textwrap::Options::new(columns).subsequent_indent(indent))
    }

    /// Whether there are colours.
    pub(crate) fn is_colored(&self) -> bool {
        self.colored
    }

    /// The text in a style, where there are colours.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.colored { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Says something on standard error. Whether anybody can hear it changes nothing: it may be closed, or full.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// The text with every character that a terminal obeys or that reorders what stands around it written out, as
/// `\u{1b}`. Line feeds and tabs stay.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    escape_where(text, is_unsafe)
}

/// The same for what has to stay in its line: line feeds are written out too.
pub(crate) fn escape_line(text: &str) -> Cow<'_, str> {
    escape_where(text, |c| c == '\n' || is_unsafe(c))
}

fn escape_where(text: &str, is_unsafe: impl Fn(char) -> bool) -> Cow<'_, str> {
    let Some(first) = text.find(&is_unsafe) else { return Cow::Borrowed(text) };
    let mut out = text[..first].to_owned();
    for c in text[first..].chars() {
        if is_unsafe(c) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' => true,
        '\u{2028}' | '\u{2029}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_line};

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        for (name, text, shown) in [
            ("plain text stays", "día\t1\n", "día\t1\n"),
            ("C0", "a\x1b]0;title\x07b\r", "a\\u{1b}]0;title\\u{7}b\\u{d}"),
            ("C1", "a\u{9b}31m", "a\\u{9b}31m"),
            ("delete", "a\x7f", "a\\u{7f}"),
            ("bidi override", "\u{202e}exe.txt", "\\u{202e}exe.txt"),
            ("bidi isolate", "\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("line separators", "a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
        ] {
            assert_eq!(escape(text), shown, "{name}");
        }
        assert_eq!(escape_line("a\nb"), "a\\u{a}b");
    }
}
