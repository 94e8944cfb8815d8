//! Text that must not be read as markup: CommonMark's backslash escapes, where they are needed and nowhere else.

/// Where a piece of text stands in its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// What is written before it; none at the start of a line.
    pub(super) before: Option<char>,
    /// What is written after it; none at the end of a line.
    pub(super) after: Option<char>,
    /// Whether it is in the cell of a table.
    pub(super) in_cell: bool,
}

/// Adds text to `out`, escaped.
pub(super) fn push(out: &mut String, text: &str, around: Around) {
    let start = if around.before.is_none() { line_start(text, around.after) } else { None };
    let mut before = around.before;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|next| next.1).or(around.after);
        let rest = &text[at + c.len_utf8()..];
        if start == Some(at) || c == '|' && around.in_cell || is_markup(c, before, after, rest) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether a character would be markup between these others.
fn is_markup(c: char, before: Option<char>, after: Option<char>, rest: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    match c {
        '`' | '[' | ']' => true,
        '\\' => after.is_some_and(|c| c.is_ascii_punctuation()),
        '*' | '~' => !(space(before) && space(after)),
        '_' => !(word(before) && word(after)),
        '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '!' => rest.is_empty() && after == Some('['),
        '&' => is_entity(rest),
        _ => false,
    }
}

/// `amp;`, `#39;`, `#x27;`
fn is_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches('#');
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

/// The place of the character that would make a line a heading, a list item, a quote, a rule, an underline or a table.
fn line_start(text: &str, after: Option<char>) -> Option<usize> {
    let next_in = |rest: &str, marks: &[char]| match rest.chars().next().or(after) {
        None => true,
        Some(c) => c.is_whitespace() || marks.contains(&c),
    };
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let is_markup = match first {
        '>' | '|' => true,
        '#' => next_in(rest.trim_start_matches('#'), &[]),
        '+' => next_in(rest, &[]),
        '-' => next_in(rest, &['-', '|', ':']),
        '=' => next_in(rest, &['=']),
        ':' => rest.starts_with('-'),
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let mark = text[digits..].starts_with(['.', ')']);
            return (mark && next_in(&text[digits + 1..], &[])).then_some(digits);
        }
        _ => false,
    };
    is_markup.then_some(0)
}
