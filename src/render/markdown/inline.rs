//! A line of Markdown: emphasis, links, code, breaks.
//!
//! `*` opens and closes emphasis only beside the right neighbours (CommonMark 6.2), which CJK text and quotation marks
//! often do not have. Where a pair of `*` would be shown as such, it is written as the HTML tag, which always works.

use super::escape::{self, Around, Reach};
use crate::blocks::{Check, Image, Inline, Inlines, Link, Math, NoteRef};
use crate::limits::Meter;
use crate::render::sheet::count_line;
use crate::render::spans::{Mark, Span, spans};

/// Where a line stands; a heading and a cell have no second line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Flow,
    Heading,
    Cell,
}

/// A line, without a line feed at its end.
pub(super) fn line(meter: &Meter, line: &Inlines, place: Place) -> String {
    count_line(meter, line);
    let start = if place == Place::Flow { None } else { Some(' ') };
    let has_dollars = line.to_string().contains('$') && escape::has_dollars(&signs(line, place));
    let reach = Reach::default();
    between(line, place, Around { before: start, after: None, in_cell: place == Place::Cell, has_dollars, reach })
}

/// The characters of a line with those between which its dollar signs come to stand: a sign for each tag.
fn signs(line: &Inlines, place: Place) -> String {
    let signs_of = |span| match span {
        Span::Open(_) | Span::Close(_) => "*".to_owned(),
        Span::Text { text, code: true } => format!("`{text}`"),
        Span::Space(text) | Span::Text { text, code: false } => text.to_owned(),
        Span::Other(Inline::Link(link)) => format!("[{}]", signs(&link.content, place)),
        Span::Other(Inline::Math(_)) => "$x$".to_owned(),
        Span::Other(Inline::Break(_)) => if place == Place::Cell { ">" } else { "\n" }.to_owned(),
        Span::Other(_) => "!".to_owned(),
    };
    spans(&line.0).into_iter().map(signs_of).collect()
}

/// A line or a part of it, with what stands around it.
fn between(line: &Inlines, place: Place, mut around: Around) -> String {
    let spans = spans(&line.0);
    let mut pieces = Vec::with_capacity(spans.len());
    for (n, span) in spans.iter().enumerate() {
        let piece = piece(span, || neighbours(&spans, &pieces, n, around), place);
        around.reach = reach_behind(around.reach, span, &piece);
        pieces.push(piece);
    }
    let pairs = pairs(&spans);
    let tags = tags(&spans, &pieces, &pairs);
    let mut out = String::new();
    for (n, (span, piece)) in spans.iter().zip(&pieces).enumerate() {
        match span {
            Span::Open(mark) if tags[n] => out.extend(["<", mark.tag(), ">"]),
            Span::Close(mark) if tags[n] => out.extend(["</", mark.tag(), ">"]),
            Span::Open(mark) | Span::Close(mark) => out.push_str(stars(*mark).unwrap_or_default()),
            _ => out.push_str(piece),
        }
    }
    out
}

/// How far an address reaches behind a span: an address within code, a link or a picture goes no further than that.
fn reach_behind(reach: Reach, span: &Span<'_>, piece: &str) -> Reach {
    match span {
        Span::Open(_) | Span::Close(_) => reach.behind("*"),
        Span::Text { code: true, .. } => Reach::default(),
        Span::Other(Inline::Link(_) | Inline::Image(_)) if !reach.is_address => Reach::default(),
        _ => reach.behind(piece),
    }
}

/// What a span is by itself; empty for tags.
fn piece(span: &Span<'_>, around: impl Fn() -> Around, place: Place) -> String {
    let mut out = String::new();
    match span {
        Span::Open(_) | Span::Close(_) => {}
        Span::Space(space) => out.push_str(space),
        Span::Text { text, code: true } if around().reach.is_address => escape::push_html_code(&mut out, text),
        Span::Text { text, code: true } => push_code(&mut out, text, place),
        Span::Text { text, code: false } => escape::push(&mut out, text, around()),
        Span::Other(inline) => push_other(&mut out, inline, place, around()),
    }
    out
}

fn push_other(out: &mut String, inline: &Inline, place: Place, around: Around) {
    match inline {
        Inline::Break(_) => out.push_str(match place {
            Place::Flow => "\\\n",
            Place::Heading => " ",
            Place::Cell => "<br>",
        }),
        Inline::Image(image) => push_image_behind(out, image, around.reach),
        Inline::Link(Link { href, content }) => {
            out.push('[');
            let around = Around { before: Some('['), after: Some(']'), ..around };
            out.push_str(&between(content, place, around));
            out.push_str("](");
            push_address(out, href);
            out.push(')');
        }
        Inline::Math(Math { tex, display }) => {
            let dollars = if *display { "$$" } else { "$" };
            let mut tex = escape::tex(&tex.split_whitespace().collect::<Vec<_>>().join(" "));
            if place == Place::Cell {
                tex = tex.replace('|', "\\|");
            }
            out.extend([dollars, &tex, dollars]);
        }
        Inline::Note(NoteRef { note, .. }) => out.extend(["[^", note, "]"]),
        Inline::Check(Check { checked }) => out.push_str(if *checked { "[x]" } else { "[ ]" }),
        Inline::Text(_) => {}
    }
}

/// `![alt](src)`
pub(super) fn push_image(out: &mut String, image: &Image) {
    push_image_behind(out, image, Reach::default());
}

fn push_image_behind(out: &mut String, image: &Image, reach: Reach) {
    out.push_str("![");
    // A pipe may stand in a cell; elsewhere its escape does no harm.
    let (before, after) = (Some('['), Some(']'));
    escape::push(out, &image.alt, Around { before, after, in_cell: true, has_dollars: true, reach });
    out.push_str("](");
    push_address(out, &image.src);
    out.push(')');
}

/// An address as a link's destination.
pub(super) fn push_address(out: &mut String, address: &str) {
    for (at, c) in address.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '(' | ')' | '\\' | '>' => out.extend(['\\', c]),
            '&' if escape::is_entity(&address[at + 1..]) => out.push_str("&amp;"),
            '|' => out.push_str("%7C"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
}

/// A code span, in more backticks than it holds in a row.
fn push_code(out: &mut String, code: &str, place: Place) {
    let fence = "`".repeat(longest_row(code, '`') + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    let code = if place == Place::Cell { code.replace('|', "\\|") } else { code.to_owned() };
    out.extend([&fence, pad, &code, pad, &fence]);
}

/// How many of a character stand in a row, at most.
pub(super) fn longest_row(text: &str, c: char) -> usize {
    text.split(|other| other != c).map(str::len).max().unwrap_or_default()
}

/// What stands around a span in a line that itself stands in something.
fn neighbours(spans: &[Span<'_>], pieces: &[String], at: usize, line: Around) -> Around {
    let before = at.checked_sub(1).map(|last| match &spans[last] {
        Span::Open(_) | Span::Close(_) => '*',
        _ => pieces[last].chars().next_back().unwrap_or(' '),
    });
    let before = if before == Some('\n') { None } else { before.or(line.before) };
    let after = spans.get(at + 1).map(|next| match next {
        Span::Open(_) | Span::Close(_) => '*',
        Span::Space(_) => ' ',
        Span::Text { code: true, .. } => '`',
        Span::Text { text, .. } => text.chars().next().unwrap_or(' '),
        // As it is where the line may go on; where not, it does no harm.
        Span::Other(Inline::Break(_)) => '\\',
        Span::Other(Inline::Image(_)) => '!',
        Span::Other(Inline::Link(_) | Inline::Note(_)) => '[',
        Span::Other(_) => '$',
    });
    Around { before, after: after.or(line.after), ..line }
}

/// For each opening tag the place of its closing one, and the other way round; for the rest their own place.
fn pairs(spans: &[Span<'_>]) -> Vec<usize> {
    let mut pairs: Vec<usize> = (0..spans.len()).collect();
    let mut open = Vec::new();
    for (n, span) in spans.iter().enumerate() {
        match span {
            Span::Open(_) => open.push(n),
            Span::Close(_) => {
                let start = open.pop().expect("spans nest");
                (pairs[start], pairs[n]) = (n, start);
            }
            _ => {}
        }
    }
    pairs
}

/// Which tags are written as HTML: those without stars, and those whose stars would not be read as emphasis.
fn tags(spans: &[Span<'_>], pieces: &[String], pairs: &[usize]) -> Vec<bool> {
    let starless = |span: &Span<'_>| matches!(span, Span::Open(mark) | Span::Close(mark) if stars(*mark).is_none());
    let opens = |n: &usize| matches!(spans[*n], Span::Open(_));
    let mut tags: Vec<bool> = spans.iter().map(starless).collect();
    // What is written as a tag changes what its neighbours see.
    for _ in 0..4 {
        let broken = |&n: &usize| !tags[n] && !stars_work(spans, pieces, &tags, n, pairs[n]);
        let broken: Vec<usize> = (0..spans.len()).filter(opens).filter(broken).collect();
        if broken.is_empty() {
            return tags;
        }
        broken.into_iter().for_each(|n| (tags[n], tags[pairs[n]]) = (true, true));
    }
    vec![true; spans.len()]
}

fn stars_work(spans: &[Span<'_>], pieces: &[String], tags: &[bool], open: usize, close: usize) -> bool {
    let seen = |n: usize, last: bool| match &spans[n] {
        Span::Open(_) | Span::Close(_) if !tags[n] => None,
        Span::Open(_) | Span::Close(_) => Some(if last { '>' } else { '<' }),
        _ => {
            if last {
                pieces[n].chars().next_back()
            } else {
                pieces[n].chars().next()
            }
        }
    };
    let before = (0..open).rev().find_map(|n| seen(n, true)).unwrap_or(' ');
    let first = (open + 1..spans.len()).find_map(|n| seen(n, false)).unwrap_or(' ');
    let last = (0..close).rev().find_map(|n| seen(n, true)).unwrap_or(' ');
    let after = (close + 1..spans.len()).find_map(|n| seen(n, false)).unwrap_or(' ');
    let touches = open > 0 && matches!(spans[open - 1], Span::Close(_)) && !tags[open - 1];
    !touches && faces(before, first) && faces(after, last)
}

/// Whether stars between these two belong to the inner one.
fn faces(outer: char, inner: char) -> bool {
    let plain = |c: char| c.is_whitespace() || c.is_ascii_punctuation();
    !inner.is_whitespace() && inner != '*' && outer != '*' && (inner.is_alphanumeric() || plain(outer))
}

fn stars(mark: Mark) -> Option<&'static str> {
    match mark {
        Mark::Strong => Some("**"),
        Mark::Emphasis => Some("*"),
        Mark::Struck | Mark::Superscript | Mark::Subscript => None,
    }
}
