//! Text: paragraphs separated by a blank line, and nothing that the page does not say.
//!
//! List items, rows of a table and terms with their meaning stand on lines of their own; cells are separated by a tab.

use super::lines::prefixed;
use super::sheet::{Sheet, count_line, count_text};
use crate::article::Article;
use crate::blocks::{Block, Definition, Inline, Inlines, Link, Row, Run};
use crate::limits::Meter;

/// The words of an article. Ends with a line feed if there are any.
pub(super) fn render(article: &Article, meter: &Meter) -> String {
    let mut out = Sheet::new(meter);
    for block in article.blocks.iter().chain(&article.comments) {
        let start = out.len();
        write_block(&mut out, block);
        if out.len() > start {
            out.push('\n');
        }
    }
    let length = out.trim_end().len();
    out.truncate(length);
    if !out.is_empty() {
        out.push('\n');
    }
    out.text
}

/// Writes the lines of a block, each with its line feed.
fn write_block(out: &mut Sheet<'_>, block: &Block) {
    out.meter.count(1);
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text } => write_line(out, text),
        Block::List { ordered, start, items } => {
            for (item, number) in items.iter().zip(*start..) {
                write_item(out, if *ordered { format!("{number}. ") } else { "- ".to_owned() }, item);
            }
        }
        Block::Quote { blocks } => write_quote(out, blocks),
        Block::Callout { title: line, blocks, .. } | Block::Details { summary: line, blocks } => {
            write_line(out, line);
            if !line.is_empty() && !blocks.is_empty() {
                out.push('\n');
            }
            write_quote(out, blocks);
        }
        Block::Note { label, blocks, .. } => write_item(out, format!("[{label}] "), blocks),
        // What it shows is not on the page, unless it is a post.
        Block::Embed { blocks, .. } => write_quote(out, blocks),
        Block::Code { text, .. } => {
            count_text(out.meter, text);
            push_line(out, text);
        }
        Block::Table { caption, rows, .. } => {
            write_line(out, caption);
            rows.iter().for_each(|row| write_row(out, row));
        }
        Block::Definitions { entries } => entries.iter().for_each(|entry| write_definition(out, entry)),
        Block::Figure { caption, .. } => write_line(out, caption),
        Block::Break => {}
    }
}

fn write_item(out: &mut Sheet<'_>, marker: String, item: &[Block]) {
    let mut lines = Sheet::new(out.meter);
    item.iter().for_each(|block| write_block(&mut lines, block));
    out.push_str(&prefixed(&lines, &marker, &" ".repeat(marker.len())));
}

fn write_quote(out: &mut Sheet<'_>, blocks: &[Block]) {
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

fn write_row(out: &mut Sheet<'_>, row: &Row) {
    row.cells.iter().for_each(|cell| count_line(out.meter, &cell.text));
    let cells: Vec<_> = row.cells.iter().map(|cell| shown(&cell.text).replace(['\n', '\t'], " ")).collect();
    push_line(out, cells.join("\t").trim_end());
}

fn write_definition(out: &mut Sheet<'_>, entry: &Definition) {
    write_line(out, &entry.term);
    entry.meaning.iter().for_each(|block| write_block(out, block));
}

fn write_line(out: &mut Sheet<'_>, line: &Inlines) {
    count_line(out.meter, line);
    push_line(out, &shown(line));
}

/// The text of a line. A footnote's number, which a page sets above the line, is told apart by brackets, and the digits
/// of an exponent are raised.
fn shown(line: &Inlines) -> String {
    let is_as_it_is = |inline: &Inline| match inline {
        Inline::Text(run) => !run.style.superscript,
        Inline::Link(link) => !link.href.contains('#'),
        _ => true,
    };
    if line.0.iter().all(is_as_it_is) {
        return line.text();
    }
    let mut line = line.clone();
    let mut last = None;
    for inline in &mut line.0 {
        match inline {
            Inline::Link(link) if is_note(link, last.is_some()) => *inline = bracketed(inline),
            Inline::Text(run) if run.style.superscript && last.is_some_and(would_melt) => run.text = raised(&run.text),
            _ => {}
        }
        last = Inlines(vec![inline.clone()]).to_string().chars().next_back().filter(|c| !c.is_whitespace());
    }
    line.text()
}

/// `essay<sup><a href="#note-1">1</a></sup>`, `essay<a href="#note-1">1</a>`; `glued` tells whether a word ends before it.
fn is_note(link: &Link, glued: bool) -> bool {
    const DIGITS: usize = 3;
    let text = link.content.text();
    let raised = |inline: &Inline| matches!(inline, Inline::Text(run) if run.style.superscript);
    let is_number = || glued && text.len() <= DIGITS && text.bytes().all(|b| b.is_ascii_digit());
    link.href.contains('#')
        && text.chars().all(char::is_alphanumeric)
        && (link.content.0.iter().all(raised) || is_number())
}

/// What a raised digit would melt with into another number or word.
fn would_melt(c: char) -> bool {
    c.is_alphanumeric() || c == ')'
}

/// Digits and signs above the line; other text as it is.
fn raised(text: &str) -> String {
    const LOW: &str = "0123456789+-−(),";
    const HIGH: [char; 16] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻', '⁽', '⁾', ','];
    let high = |c: char| LOW.chars().position(|low| low == c).map(|at| HIGH[at]);
    text.chars().map(high).collect::<Option<String>>().unwrap_or_else(|| text.to_owned())
}

fn bracketed(note: &Inline) -> Inline {
    let Inline::Link(Link { content, .. }) = note else { return note.clone() };
    Inline::Text(Run { text: format!("[{content}]"), ..Run::default() })
}

fn push_line(out: &mut Sheet<'_>, line: &str) {
    if !line.is_empty() {
        out.push_str(line);
        out.push('\n');
    }
}
