//! Markdown: CommonMark with GitHub's tables. What it says is read back as it was: text that looks like markup is
//! escaped, a fence is longer than any in its code.

mod escape;
mod inline;

use self::inline::{Place, line, longest_row, push_image};
use super::lines::prefixed;
use super::sheet::count_text;
use super::{Form, yaml};
use crate::article::Article;
use crate::blocks::{Align, Block, Cell, Definition, EmbedKind, Image, Inline, Inlines, Link, Row};
use crate::limits::Meter;

/// The article, its title included only where it is one of the blocks.
pub(super) fn render(article: &Article, form: &Form, meter: &Meter) -> String {
    let above =
        if form.front_matter { yaml::front_matter(&article.meta, article.provenance.as_ref()) } else { String::new() };
    let comments = blocks(meter, &article.comments);
    let below = if comments.is_empty() { comments } else { format!("---\n\n{comments}") };
    under(&above, &under(&blocks(meter, &article.blocks), &below))
}

/// Blocks with a blank line between them.
fn blocks(meter: &Meter, blocks: &[Block]) -> String {
    join(meter, blocks, "\n")
}

/// Blocks, each ending with a line feed, with a separator between them. Two lists in a row get different markers, else
/// they would be one.
fn join(meter: &Meter, blocks: &[Block], separator: &str) -> String {
    let mut out = String::new();
    let mut marker = Marker::First;
    for (n, block) in blocks.iter().enumerate() {
        let again = n > 0 && matches!((&blocks[n - 1], block), (Block::List { .. }, Block::List { .. }));
        marker = if again { marker.other() } else { Marker::First };
        let text = text(meter, block, marker);
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
fn text(meter: &Meter, block: &Block, marker: Marker) -> String {
    meter.count(1);
    match block {
        Block::Heading { level, text, .. } => heading(meter, *level, text),
        Block::Paragraph { text } => paragraph(meter, text),
        Block::List { ordered, start, items } => list(meter, *ordered, *start, items, marker),
        Block::Quote { blocks: quoted } => prefixed(&blocks(meter, quoted), "> ", "> "),
        Block::Callout { kind, title, blocks: inner } => callout(meter, kind, title, inner),
        Block::Details { summary, blocks: inner } => under(&bold(meter, summary), &blocks(meter, inner)),
        Block::Note { note, blocks: inner, .. } => prefixed(&blocks(meter, inner), &format!("[^{note}]: "), "    "),
        Block::Embed { kind: EmbedKind::Post, url, blocks: inner, .. } => post(meter, url, inner),
        Block::Embed { url, text, .. } => paragraph(meter, &Inlines(vec![link(url, text)])),
        Block::Code { language, text } => code(meter, language.as_deref().unwrap_or_default(), text),
        Block::Table { caption, columns, rows } => table(meter, caption, columns, rows),
        Block::Definitions { entries } => {
            let entries = entries.iter().map(|entry| definition(meter, entry));
            entries.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        }
        Block::Figure { image, caption } => figure(meter, image.as_ref(), caption),
        // Never the start of a list item, unlike `---` and `***`.
        Block::Break => "___\n".to_owned(),
    }
}

fn paragraph(meter: &Meter, text: &Inlines) -> String {
    if text.is_empty() { String::new() } else { line(meter, text, Place::Flow) + "\n" }
}

fn heading(meter: &Meter, level: u8, text: &Inlines) -> String {
    let marks = "#".repeat(level.clamp(1, 6).into());
    let mut text = line(meter, text, Place::Heading);
    // Number signs at the end would be taken for the heading's end.
    if text.ends_with('#') {
        text.insert(text.len() - 1, '\\');
    }
    format!("{marks} {text}\n")
}

fn list(meter: &Meter, ordered: bool, start: u32, items: &[Vec<Block>], marker: Marker) -> String {
    let tight = items.iter().all(|item| is_tight(item));
    let separator = if tight { "" } else { "\n" };
    let mut out = String::new();
    for (item, number) in items.iter().zip(start..) {
        if !out.is_empty() {
            out.push_str(separator);
        }
        let first = marker.of(ordered, number.min(999_999_999));
        out.push_str(&prefixed(&join(meter, item, separator), &first, &" ".repeat(first.len())));
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

fn code(meter: &Meter, language: &str, text: &str) -> String {
    count_text(meter, text);
    let fence = "`".repeat(longest_row(text, '`').max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

fn table(meter: &Meter, caption: &Inlines, sides: &[Align], rows: &[Row]) -> String {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    if columns == 0 {
        return paragraph(meter, caption);
    }
    let (header, rows) = match rows {
        [header, rows @ ..] if header.is_header() => (&header.cells[..], rows),
        rows => (&[][..], rows),
    };
    let mut out = paragraph(meter, caption);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&table_row(meter, header, columns));
    out.extend((0..columns).map(|column| match sides.get(column).copied().unwrap_or_default() {
        Align::None => "| --- ",
        Align::Left => "| :--- ",
        Align::Center => "| :---: ",
        Align::Right => "| ---: ",
    }));
    out.push_str("|\n");
    for row in rows {
        let filled = row.cells.iter().rposition(|cell| !cell.text.is_empty()).map_or(1, |last| last + 1);
        out.push_str(&table_row(meter, &row.cells, filled));
    }
    out
}

fn table_row(meter: &Meter, cells: &[Cell], columns: usize) -> String {
    let mut out = String::new();
    for n in 0..columns {
        let cell = cells.get(n).map(|cell| line(meter, &cell.text, Place::Cell)).unwrap_or_default();
        out.extend(["| ", &cell, if cell.is_empty() { "" } else { " " }]);
    }
    out.push_str("|\n");
    out
}

/// A quote with the mark that GitHub and Obsidian know.
fn callout(meter: &Meter, kind: &str, title: &Inlines, inner: &[Block]) -> String {
    // The kind is shown as the title where there is no other, and some readers know the mark on a line of its own only.
    let title = line(meter, title, Place::Heading);
    let title = if title.eq_ignore_ascii_case(kind) { String::new() } else { title };
    let space = if title.is_empty() { "" } else { " " };
    format!("> [!{kind}]{space}{title}\n{}", prefixed(&blocks(meter, inner), "> ", "> "))
}

/// A quote of the post, with a link to it.
fn post(meter: &Meter, url: &str, inner: &[Block]) -> String {
    let text = blocks(meter, inner);
    let mut address = String::new();
    inline::push_address(&mut address, url);
    let is_linked = text.contains(&format!("]({address}"));
    let below = if is_linked { String::new() } else { paragraph(meter, &Inlines(vec![link(url, "")])) };
    prefixed(&under(&text, &below), "> ", "> ")
}

fn link(url: &str, text: &str) -> Inline {
    Inline::Link(Link { href: url.into(), content: Inlines::plain(if text.is_empty() { url } else { text }) })
}

/// Two texts with a blank line between them.
fn under(first: &str, second: &str) -> String {
    let separator = if first.is_empty() || second.is_empty() { "" } else { "\n" };
    [first, separator, second].concat()
}

/// Markdown has no definition lists: the term is a paragraph in bold.
fn definition(meter: &Meter, entry: &Definition) -> String {
    under(&bold(meter, &entry.term), &blocks(meter, &entry.meaning))
}

fn bold(meter: &Meter, text: &Inlines) -> String {
    let mut text = text.clone();
    text.0.iter_mut().for_each(embolden);
    paragraph(meter, &text)
}

fn embolden(inline: &mut Inline) {
    match inline {
        Inline::Text(run) => run.style.strong = true,
        Inline::Link(link) => link.content.0.iter_mut().for_each(embolden),
        Inline::Math(_) | Inline::Note(_) | Inline::Image(_) | Inline::Check(_) | Inline::Break(_) => {}
    }
}

fn figure(meter: &Meter, image: Option<&Image>, caption: &Inlines) -> String {
    let mut out = String::new();
    if let Some(image) = image {
        push_image(&mut out, image);
        out.push('\n');
    }
    if !out.is_empty() && !caption.is_empty() {
        out.push('\n');
    }
    out + &paragraph(meter, caption)
}
