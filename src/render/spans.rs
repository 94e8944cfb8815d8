//! Spans: the styles of runs as markup needs them, nested.
//!
//! Runs say for each stretch of text which styles it has; markup opens a style, writes what is in it and closes it.
//! Spans nest in the order of [`Mark`]; a space at the edge of a span stands outside it, since Markdown has no emphasis
//! that ends in a space.

use crate::blocks::{Inline, Style};

/// A style that is a pair of tags around text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Strong,
    Emphasis,
    Struck,
    Superscript,
    Subscript,
}

/// A row of the table of marks.
struct Row {
    mark: Mark,
    tag: &'static str,
    is_in: fn(Style) -> bool,
}

/// Every mark, the outermost first, in the order of the variants.
const MARKS: [Row; 5] = [
    Row { mark: Mark::Strong, tag: "strong", is_in: |style| style.strong },
    Row { mark: Mark::Emphasis, tag: "em", is_in: |style| style.emphasis },
    Row { mark: Mark::Struck, tag: "s", is_in: |style| style.struck },
    Row { mark: Mark::Superscript, tag: "sup", is_in: |style| style.superscript },
    Row { mark: Mark::Subscript, tag: "sub", is_in: |style| style.subscript },
];

impl Mark {
    /// The name of the HTML element.
    pub(super) fn tag(self) -> &'static str {
        MARKS[self as usize].tag
    }
}

/// A line as a sequence of tags and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span<'a> {
    Open(Mark),
    Close(Mark),
    /// Text without a space at either end.
    Text {
        text: &'a str,
        code: bool,
    },
    /// One space or more, as written.
    Space(&'a str),
    /// Anything but text.
    Other(&'a Inline),
}

/// The spans of a line.
pub(super) fn spans(line: &[Inline]) -> Vec<Span<'_>> {
    let mut atoms = Vec::new();
    line.iter().for_each(|inline| push_atoms(&mut atoms, inline));
    let mut spans = Vec::with_capacity(atoms.len());
    nest(&atoms, 0, &mut spans);
    spans
}

/// A piece that no tag divides, and its style; white space has none.
type Atom<'a> = (Option<Style>, Span<'a>);

fn push_atoms<'a>(atoms: &mut Vec<Atom<'a>>, inline: &'a Inline) {
    let run = match inline {
        Inline::Text(run) => run,
        Inline::Break(_) => return atoms.push((None, Span::Other(inline))),
        other => return atoms.push((Some(Style::default()), Span::Other(other))),
    };
    let ink = run.text.trim_start();
    let (lead, ink) = (&run.text[..run.text.len() - ink.len()], ink.trim_end());
    let trail = &run.text[lead.len() + ink.len()..];
    for (style, span) in [
        (None, Span::Space(lead)),
        (Some(run.style), Span::Text { text: ink, code: run.style.code }),
        (None, Span::Space(trail)),
    ] {
        if !matches!(span, Span::Space("") | Span::Text { text: "", .. }) {
            atoms.push((style, span));
        }
    }
}

/// Writes atoms with the tags of `MARKS[level..]`.
fn nest<'a>(atoms: &[Atom<'a>], level: usize, out: &mut Vec<Span<'a>>) {
    let Some(&Row { mark, is_in, .. }) = MARKS.get(level) else {
        return out.extend(atoms.iter().map(|atom| atom.1.clone()));
    };
    let marked = |atom: &Atom<'_>| atom.0.is_some_and(is_in);
    let mut rest = atoms;
    while let Some(start) = rest.iter().position(marked) {
        nest(&rest[..start], level + 1, out);
        rest = &rest[start..];
        // White space goes with the mark where the mark goes on after it.
        let open = rest.iter().take_while(|atom| atom.0.is_none() || marked(atom)).count();
        let end = rest[..open].iter().rposition(marked).map_or(1, |last| last + 1);
        out.push(Span::Open(mark));
        nest(&rest[..end], level + 1, out);
        out.push(Span::Close(mark));
        rest = &rest[end..];
    }
    nest(rest, level + 1, out);
}
