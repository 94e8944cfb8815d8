//! Text: paragraphs separated by a blank line, and nothing that the page does not say.
//!
//! List items, rows of a table and terms with their meaning stand on lines of their own; cells are separated by a tab.

use super::lines::prefixed;
use crate::article::Article;
use crate::blocks::{Block, Definition, Inline, Inlines, Link, Row, Run};

/// The words of an article. Ends with a line feed if there are any.
pub(super) fn render(article: &Article) -> String {
    let mut out = String::new();
    for block in &article.blocks {
        let start = out.len();
        write_block(&mut out, block);
        if out.len() > start {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Writes the lines of a block, each with its line feed.
fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text } => write_line(out, text),
        Block::List { ordered, start, items } => {
            for (item, number) in items.iter().zip(*start..) {
                write_item(out, if *ordered { format!("{number}. ") } else { "- ".to_owned() }, item);
            }
        }
        Block::Quote { blocks } => write_quote(out, blocks),
        Block::Code { text, .. } => push_line(out, text),
        Block::Table { caption, rows } => {
            write_line(out, caption);
            rows.iter().for_each(|row| write_row(out, row));
        }
        Block::Definitions { entries } => entries.iter().for_each(|entry| write_definition(out, entry)),
        Block::Figure { caption, .. } => write_line(out, caption),
        Block::Break => {}
    }
}

fn write_item(out: &mut String, marker: String, item: &[Block]) {
    let mut lines = String::new();
    item.iter().for_each(|block| write_block(&mut lines, block));
    out.push_str(&prefixed(&lines, &marker, &" ".repeat(marker.len())));
}

fn write_quote(out: &mut String, blocks: &[Block]) {
    for (n, block) in blocks.iter().enumerate() {
        let start = out.len();
        if n > 0 {
            out.push('\n');
        }
        let written = out.len();
        write_block(out, block);
        if out.len() == written {
            out.truncate(start);
        }
    }
}

fn write_row(out: &mut String, row: &Row) {
    let cells: Vec<_> = row.cells.iter().map(|cell| shown(&cell.text).replace(['\n', '\t'], " ")).collect();
    push_line(out, cells.join("\t").trim_end());
}

fn write_definition(out: &mut String, entry: &Definition) {
    write_line(out, &entry.term);
    entry.meaning.iter().for_each(|block| write_block(out, block));
}

fn write_line(out: &mut String, line: &Inlines) {
    push_line(out, &shown(line));
}

/// The text of a line. A footnote's number, which a page sets above the line, is told apart by brackets.
fn shown(line: &Inlines) -> String {
    if !line.0.iter().any(is_note) {
        return line.text();
    }
    let mut line = line.clone();
    line.0.iter_mut().filter(|inline| is_note(inline)).for_each(|note| *note = bracketed(note));
    line.text()
}

/// `essay<sup><a href="#note-1">1</a></sup>`
fn is_note(inline: &Inline) -> bool {
    let Inline::Link(Link { href, content }) = inline else { return false };
    let raised = |inline: &Inline| matches!(inline, Inline::Text(run) if run.style.superscript);
    href.contains('#') && content.0.iter().all(raised) && content.text().chars().all(char::is_alphanumeric)
}

fn bracketed(note: &Inline) -> Inline {
    let Inline::Link(Link { content, .. }) = note else { return note.clone() };
    Inline::Text(Run { text: format!("[{content}]"), ..Run::default() })
}

fn push_line(out: &mut String, line: &str) {
    if !line.is_empty() {
        out.push_str(line);
        out.push('\n');
    }
}
