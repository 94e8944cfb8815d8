//! Markdown: CommonMark with GitHub's tables. What it says is read back as it was: text that looks like markup is
//! escaped, a fence is longer than any in its code.

mod escape;
mod inline;

use self::inline::{Place, line, longest_row, push_image};
use super::lines::prefixed;
use crate::article::Article;
use crate::blocks::{Block, Cell, Definition, Image, Inline, Inlines, Row};

/// The article, its title included only where it is one of the blocks.
pub(super) fn render(article: &Article) -> String {
    blocks(&article.blocks)
}

/// Blocks with a blank line between them.
fn blocks(blocks: &[Block]) -> String {
    join(blocks, "\n")
}

/// Blocks, each ending with a line feed, with a separator between them. Two lists in a row get different markers, else
/// they would be one.
fn join(blocks: &[Block], separator: &str) -> String {
    let mut out = String::new();
    let mut marker = Marker::First;
    for (n, block) in blocks.iter().enumerate() {
        let again = n > 0 && matches!((&blocks[n - 1], block), (Block::List { .. }, Block::List { .. }));
        marker = if again { marker.other() } else { Marker::First };
        let text = text(block, marker);
        if !out.is_empty() && !text.is_empty() {
            out.push_str(separator);
        }
        out.push_str(&text);
    }
    out
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    First,
    Second,
}

impl Marker {
    fn other(self) -> Self {
        match self {
            Marker::First => Marker::Second,
            Marker::Second => Marker::First,
        }
    }

    fn of(self, ordered: bool, number: u32) -> String {
        match (ordered, self) {
            (false, Marker::First) => "- ".to_owned(),
            (false, Marker::Second) => "* ".to_owned(),
            (true, Marker::First) => format!("{number}. "),
            (true, Marker::Second) => format!("{number}) "),
        }
    }
}

/// The lines of a block.
fn text(block: &Block, marker: Marker) -> String {
    match block {
        Block::Heading { level, text } => heading(*level, text),
        Block::Paragraph { text } => paragraph(text),
        Block::List { ordered, start, items } => list(*ordered, *start, items, marker),
        Block::Quote { blocks: quoted } => prefixed(&blocks(quoted), "> ", "> "),
        Block::Code { language, text } => code(language.as_deref().unwrap_or_default(), text),
        Block::Table { caption, rows } => table(caption, rows),
        Block::Definitions { entries } => {
            entries.iter().map(definition).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        }
        Block::Figure { image, caption } => figure(image.as_ref(), caption),
        // Never the start of a list item, unlike `---` and `***`.
        Block::Break => "___\n".to_owned(),
    }
}

fn paragraph(text: &Inlines) -> String {
    if text.is_empty() { String::new() } else { line(text, Place::Flow) + "\n" }
}

fn heading(level: u8, text: &Inlines) -> String {
    let marks = "#".repeat(level.clamp(1, 6).into());
    let mut text = line(text, Place::Heading);
    // Number signs at the end would be taken for the heading's end.
    if text.ends_with('#') {
        text.insert(text.len() - 1, '\\');
    }
    format!("{marks} {text}\n")
}

fn list(ordered: bool, start: u32, items: &[Vec<Block>], marker: Marker) -> String {
    let tight = items.iter().all(|item| is_tight(item));
    let separator = if tight { "" } else { "\n" };
    let mut out = String::new();
    for (item, number) in items.iter().zip(start..) {
        if !out.is_empty() {
            out.push_str(separator);
        }
        let first = marker.of(ordered, number.min(999_999_999));
        out.push_str(&prefixed(&join(item, separator), &first, &" ".repeat(first.len())));
    }
    out
}

/// Whether an item needs no blank line in it: one paragraph, and lists after it.
fn is_tight(item: &[Block]) -> bool {
    match item {
        [Block::Paragraph { .. }, rest @ ..] => match rest {
            [] => true,
            // Another number than 1 does not end a paragraph.
            [Block::List { ordered: true, start, .. }] if *start != 1 => false,
            [Block::List { items, .. }] => items.iter().all(|item| is_tight(item)),
            _ => false,
        },
        _ => false,
    }
}

fn code(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_row(text, '`').max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

fn table(caption: &Inlines, rows: &[Row]) -> String {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    if columns == 0 {
        return paragraph(caption);
    }
    let (header, rows) = match rows {
        [header, rows @ ..] if header.is_header() => (&header.cells[..], rows),
        rows => (&[][..], rows),
    };
    let mut out = paragraph(caption);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&table_row(header, columns));
    out.push_str(&"| --- ".repeat(columns));
    out.push_str("|\n");
    rows.iter().for_each(|row| out.push_str(&table_row(&row.cells, row.cells.len().max(1))));
    out
}

fn table_row(cells: &[Cell], columns: usize) -> String {
    let mut out = String::new();
    for n in 0..columns {
        let cell = cells.get(n).map(|cell| line(&cell.text, Place::Cell)).unwrap_or_default();
        out.extend(["| ", &cell, if cell.is_empty() { "" } else { " " }]);
    }
    out.push_str("|\n");
    out
}

/// Markdown has no definition lists: the term is a paragraph in bold.
fn definition(entry: &Definition) -> String {
    let mut term = entry.term.clone();
    term.0.iter_mut().for_each(embolden);
    let (term, meaning) = (paragraph(&term), blocks(&entry.meaning));
    let separator = if term.is_empty() || meaning.is_empty() { "" } else { "\n" };
    term + separator + &meaning
}

fn embolden(inline: &mut Inline) {
    match inline {
        Inline::Text(run) => run.style.strong = true,
        Inline::Link(link) => link.content.0.iter_mut().for_each(embolden),
        Inline::Math(_) | Inline::Image(_) | Inline::Check(_) | Inline::Break(_) => {}
    }
}

fn figure(image: Option<&Image>, caption: &Inlines) -> String {
    let mut out = String::new();
    if let Some(image) = image {
        push_image(&mut out, image);
        out.push('\n');
    }
    if !out.is_empty() && !caption.is_empty() {
        out.push('\n');
    }
    out + &paragraph(caption)
}
