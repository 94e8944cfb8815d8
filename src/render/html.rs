//! HTML: a small fixed set of tags, and no attribute but `href`, `src` and `alt`.
//!
//! Every address in an article is `http`, `https`, `mailto` or relative before it comes here. The output is plain, but
//! it is not sold as a sanitiser.

use super::spans::{Span, spans};
use crate::article::Article;
use crate::blocks::{Block, Check, Definition, Image, Inline, Inlines, Link, Math, Row};

/// A document that any browser shows.
pub(super) fn render(article: &Article) -> String {
    let mut out = String::from("<!doctype html>\n<meta charset=\"utf-8\">\n");
    if let Some(title) = &article.meta.title {
        out.push_str("<title>");
        push_text(&mut out, title);
        out.push_str("</title>\n");
    }
    out.push_str("<article>\n");
    write_blocks(&mut out, &article.blocks);
    out.push_str("</article>\n");
    out
}

fn write_blocks(out: &mut String, blocks: &[Block]) {
    blocks.iter().for_each(|block| write_block(out, block));
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading { level, text } => write_element(out, &format!("h{}", level.clamp(&1, &6)), text),
        Block::Paragraph { text } => write_element(out, "p", text),
        Block::List { ordered, items, .. } => write_list(out, if *ordered { "ol" } else { "ul" }, items),
        Block::Quote { blocks } => write_around(out, "blockquote", |out| write_blocks(out, blocks)),
        Block::Code { text, .. } => {
            out.push_str("<pre><code>");
            push_text(out, text);
            out.push_str("</code></pre>\n");
        }
        Block::Table { caption, rows } => write_around(out, "table", |out| {
            write_unless_empty(out, "caption", caption);
            rows.iter().for_each(|row| write_row(out, row));
        }),
        Block::Definitions { entries } => {
            write_around(out, "dl", |out| entries.iter().for_each(|entry| write_definition(out, entry)));
        }
        Block::Figure { image, caption } => write_around(out, "figure", |out| {
            image.iter().for_each(|image| write_image(out, image));
            write_unless_empty(out, "figcaption", caption);
        }),
        Block::Break => out.push_str("<hr>\n"),
    }
}

fn write_list(out: &mut String, tag: &str, items: &[Vec<Block>]) {
    write_around(out, tag, |out| items.iter().for_each(|item| write_item(out, "li", item)));
}

/// A list item or a meaning: where a paragraph is all or a list follows it, it needs no `<p>`.
fn write_item(out: &mut String, tag: &str, blocks: &[Block]) {
    match blocks {
        [Block::Paragraph { text }] => write_element(out, tag, text),
        [Block::Paragraph { text }, rest @ ..] if rest.iter().all(|block| matches!(block, Block::List { .. })) => {
            push_tag(out, tag);
            write_line(out, text);
            out.push('\n');
            write_blocks(out, rest);
            push_end(out, tag);
            out.push('\n');
        }
        blocks => write_around(out, tag, |out| write_blocks(out, blocks)),
    }
}

fn write_row(out: &mut String, row: &Row) {
    write_around(out, "tr", |out| {
        row.cells.iter().for_each(|cell| write_element(out, if cell.header { "th" } else { "td" }, &cell.text));
    });
}

fn write_definition(out: &mut String, entry: &Definition) {
    write_unless_empty(out, "dt", &entry.term);
    if !entry.meaning.is_empty() {
        write_item(out, "dd", &entry.meaning);
    }
}

fn write_unless_empty(out: &mut String, tag: &str, line: &Inlines) {
    if !line.is_empty() {
        write_element(out, tag, line);
    }
}

fn write_element(out: &mut String, tag: &str, line: &Inlines) {
    push_tag(out, tag);
    write_line(out, line);
    push_end(out, tag);
    out.push('\n');
}

fn write_around(out: &mut String, tag: &str, content: impl FnOnce(&mut String)) {
    push_tag(out, tag);
    out.push('\n');
    content(out);
    push_end(out, tag);
    out.push('\n');
}

fn write_line(out: &mut String, line: &Inlines) {
    for span in spans(&line.0) {
        match span {
            Span::Open(mark) => push_tag(out, mark.tag()),
            Span::Close(mark) => push_end(out, mark.tag()),
            Span::Text { text, code: false } | Span::Space(text) => push_text(out, text),
            Span::Text { text, code: true } => {
                out.push_str("<code>");
                push_text(out, text);
                out.push_str("</code>");
            }
            Span::Other(inline) => write_other(out, inline),
        }
    }
}

fn write_other(out: &mut String, inline: &Inline) {
    match inline {
        Inline::Link(Link { href, content }) => {
            out.push_str("<a href=\"");
            push_text(out, href);
            out.push_str("\">");
            write_line(out, content);
            out.push_str("</a>");
        }
        Inline::Math(Math { tex, display }) => {
            let dollars = if *display { "$$" } else { "$" };
            push_text(out, &format!("{dollars}{tex}{dollars}"));
        }
        Inline::Image(image) => write_image(out, image),
        Inline::Check(Check { checked }) => {
            out.push_str(if *checked {
                "<input type=checkbox disabled checked>"
            } else {
                "<input type=checkbox disabled>"
            });
        }
        Inline::Break(_) => out.push_str("<br>\n"),
        Inline::Text(run) => push_text(out, &run.text),
    }
}

fn write_image(out: &mut String, image: &Image) {
    out.push_str("<img src=\"");
    push_text(out, &image.src);
    out.push_str("\" alt=\"");
    push_text(out, &image.alt);
    out.push_str("\">");
}

fn push_tag(out: &mut String, tag: &str) {
    out.extend(["<", tag, ">"]);
}

fn push_end(out: &mut String, tag: &str) {
    out.extend(["</", tag, ">"]);
}

/// Text as it must stand in an element or a quoted attribute.
pub(crate) fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
