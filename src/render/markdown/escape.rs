//! Text that must not be read as markup: CommonMark's backslash escapes, where they are needed and nowhere else.
//!
//! Many readers make a link of a bare address and take the backslash behind it into that, up to white space or a `<`.
//! What it was to escape would be markup then, so a character reference stands there.

/// Where a piece of text stands in its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// What is written before it; none at the start of a line.
    pub(super) before: Option<char>,
    /// What is written after it; none at the end of a line.
    pub(super) after: Option<char>,
    /// Whether it is in the cell of a table.
    pub(super) in_cell: bool,
    /// Whether two dollar signs in the line would make a formula of what is between them.
    pub(super) has_dollars: bool,
    /// How far an address reaches that stands before it.
    pub(super) reach: Reach,
}

/// What is written since the last white space, as far as it tells of a bare address.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    last: [char; 4],
    /// Whether an address has begun.
    pub(super) is_address: bool,
}

impl Reach {
    /// The same behind more text.
    pub(super) fn behind(self, text: &str) -> Self {
        match text.rfind(|c: char| c.is_ascii_whitespace()) {
            Some(space) => text[space + 1..].chars().fold(Reach::default(), Reach::and),
            None => text.chars().fold(self, Reach::and),
        }
    }

    fn and(self, c: char) -> Self {
        if c.is_ascii_whitespace() {
            return Reach::default();
        }
        let [_, a, b, d] = self.last;
        let last = [a, b, d, c.to_ascii_lowercase()];
        let is_begun = last[1..] == [':', '/', '/'] || last == ['w', 'w', 'w', '.'];
        Reach { last, is_address: self.is_address || is_begun }
    }
}

/// The character references of what would be a tag, code, a link or a picture; the names of them all are in HTML 5.
const REFERENCES: [(char, &str); 6] =
    [('<', "&lt;"), ('&', "&amp;"), ('`', "&grave;"), ('[', "&lbrack;"), (']', "&rbrack;"), ('!', "&excl;")];

/// Whether a reader that knows formulas may find one in a line's text: a dollar sign stands right behind something, and
/// there is one before it.
pub(super) fn has_dollars(text: &str) -> bool {
    let mut before = ' ';
    let mut signs = 0;
    text.chars().any(|c| {
        let closes = c == '$' && signs > 0 && !before.is_whitespace();
        signs += usize::from(c == '$');
        before = c;
        closes
    })
}

/// Adds text to `out`, escaped.
pub(super) fn push(out: &mut String, text: &str, around: Around) {
    let start = if around.before.is_none() { line_start(text, around.after) } else { None };
    // How far an address reaches, up to the last character that was escaped.
    let (mut before, mut reach, mut seen) = (around.before, around.reach, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|next| next.1).or(around.after);
        let rest = &text[at + c.len_utf8()..];
        // Behind a reference to a note.
        let is_behind = at == 0 && before == Some(']') && matches!(c, '(' | '[' | ':');
        let is_escaped = is_behind
            || start == Some(at)
            || c == '|' && around.in_cell
            || c == '$' && around.has_dollars
            || is_markup(c, before, after, rest);
        if is_escaped {
            (reach, seen) = (reach.behind(&text[seen..at]), at);
        }
        push_char(out, c, is_escaped, reach);
        before = Some(c);
    }
}

fn push_char(out: &mut String, c: char, is_escaped: bool, reach: Reach) {
    let reference = REFERENCES.iter().find(|row| is_escaped && reach.is_address && row.0 == c);
    match reference {
        Some((_, reference)) => out.push_str(reference),
        None if is_escaped => out.extend(['\\', c]),
        None => out.push(c),
    }
}

/// Code as HTML, without a character that could be markup.
pub(super) fn push_html_code(out: &mut String, code: &str) {
    out.push_str("<code>");
    for c in code.chars() {
        if c.is_ascii_punctuation() {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out.push_str("</code>");
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

/// A formula's source as it may stand between dollars: raw, but for what a reader that knows no formulas would take for
/// code, a link or a tag. That is parted by an empty group or a space, which mean nothing in TeX.
pub(super) fn tex(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut chars = tex.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|next| next.1);
        match c {
            '$' if !ends_oddly(&tex[..at]) => out.push_str("\\$"),
            '`' => out.push_str("\\char96 "),
            ']' if matches!(after, Some('(' | '[' | ':')) => out.push_str("]{}"),
            '[' if after == Some('^') => out.push_str("[{}"),
            '<' if is_markup(c, None, after, "") => out.push_str("< "),
            c => out.push(c),
        }
    }
    // A backslash at the end would take the dollar behind it, and there is nothing that it could belong to.
    let end = out.trim_end();
    let end = if ends_oddly(end) { end[..end.len() - 1].trim_end() } else { end };
    end.trim_start().to_owned()
}

/// Whether the last backslash escapes what comes.
fn ends_oddly(tex: &str) -> bool {
    tex.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

/// `amp;`, `#39;`, `#x27;`
pub(super) fn is_entity(rest: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::tex;

    #[test]
    fn a_formula_is_no_way_past_the_escaping() {
        for source in [
            r"$ [x](javascript:alert) <script>alert</script>$",
            r"a ![x](http://e.org/p.png) b",
            r"\[x](y) \](z)",
            r"[x][y] [x]: z x[z]",
            r"x[^1] [^1]: y",
            "<http://e.org> a<b",
            r"\\[x](y)",
            "`code` ``more``",
            r"<b>x</b> <!-- c --> <?p ?>",
            r"\<b>x",
            r"*a* **b** a*b*c",
            r"_a_ \hat{x}_{a}+\hat{y}_{b} ~~c~~",
            r"&lt;b&gt; &#60;b>",
            r"ends in \",
            r"\$ a $ b \\$ <i>c</i>",
        ] {
            for line in [format!("a ${}$ b [^1]", tex(source)), format!("$${}$$ [^1]", tex(source))] {
                let notes = format!("{line}\n\n[^1]: c\n");
                let mut references = 0;
                for event in Parser::new_ext(&notes, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES) {
                    references += usize::from(matches!(event, Event::FootnoteReference(_)));
                    let is_live = matches!(
                        event,
                        Event::Code(_)
                            | Event::Html(_)
                            | Event::InlineHtml(_)
                            | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
                    );
                    assert!(!is_live, "{source}: {line}: {event:?}");
                }
                assert_eq!(references, 1, "{source}: {line}");
                let formulas = Parser::new_ext(&line, Options::ENABLE_MATH);
                let formulas = formulas.filter(|e| matches!(e, Event::InlineMath(_) | Event::DisplayMath(_))).count();
                assert_eq!(formulas, 1, "{source}: {line}");
            }
        }
    }

    #[test]
    fn usual_tex_stays_as_it_is() {
        for source in [
            r"x_i^2 + \frac{a}{b}",
            r"a < b \& c",
            r"\sum_{n=1}^\infty \left[ x \right]",
            r"a \$ b",
            r"\{x_i\}_{i\in I}",
            r"\Bigl[F^*\Bigr]\!",
            r"\vec{a}_{1} a*b*c ~",
            r"\begin{matrix} a & b \\ c & d \end{matrix}",
        ] {
            assert_eq!(tex(source), source);
        }
    }
}
