//! HTML: a small fixed set of tags, with the few attributes that say what they are; no scripts, and no ids but those of
//! notes and of headings that are linked to.
//!
//! Every address in an article is `http`, `https`, `mailto` or relative before it comes here. The output is plain, but
//! it is not sold as a sanitiser.

use super::Form;
use super::sheet::{Sheet, count_line, count_text};
use super::spans::{Span, spans};
use crate::article::{Article, Direction, Meta};
use crate::blocks::{
    Align, Block, Cell, Check, Definition, EmbedKind, Image, Inline, Inlines, Link, Math, NoteRef, Row,
};
use crate::limits::Meter;

/// A document that any browser shows, or what stands in its `<article>`.
pub(super) fn render(article: &Article, form: &Form, meter: &Meter) -> String {
    if form.fragment { fragment(article, meter) } else { document(article, meter) }
}

/// The blocks alone.
pub(super) fn fragment(article: &Article, meter: &Meter) -> String {
    let mut out = Sheet::new(meter);
    write_blocks(&mut out, &article.blocks);
    write_comments(&mut out, article);
    out.text
}

fn write_comments(out: &mut Sheet<'_>, article: &Article) {
    if !article.comments.is_empty() {
        out.push_str("<section class=\"comments\">\n");
        write_blocks(out, &article.comments);
        out.push_str("</section>\n");
    }
}

/// Narrow lines, large letters, dark where the reader's device is; nothing is loaded.
const STYLE: &str = "\
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 Georgia, serif; overflow-wrap: break-word; }
img { max-width: 100%; height: auto; }
figure { margin: 1.5rem 0; }
figcaption, .byline, [role=doc-footnote] { font-size: .9rem; opacity: .8; }
blockquote, .callout { margin: 1rem 0; padding-left: 1rem; border-left: .2rem solid; }
.callout-title { font-weight: bold; }
pre { overflow-x: auto; padding: .8rem; border: 1px solid; font-size: .9rem; line-height: 1.4; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { padding: .2rem .6rem; border: 1px solid; text-align: start; vertical-align: top; }
";

fn document(article: &Article, meter: &Meter) -> String {
    let mut out = Sheet::new(meter);
    out.push_str("<!doctype html>\n");
    let language = article.meta.language.as_deref().map(|language| ("lang", language));
    let rtl = article.meta.direction.filter(|&side| side == Direction::Rtl).map(|side| ("dir", side.name()));
    push_tag(&mut out, &tag("html", &language.into_iter().chain(rtl).collect::<Vec<_>>()));
    out.push_str("\n<head>\n");
    write_head(&mut out, &article.meta);
    out.push_str("</head>\n<body>\n");
    write_byline(&mut out, &article.meta);
    out.push_str("<article>\n");
    write_blocks(&mut out, &article.blocks);
    out.push_str("</article>\n");
    write_comments(&mut out, article);
    out.push_str("</body>\n</html>\n");
    out.text
}

/// What is known of the article, where browsers and other programs look for it.
fn write_head(out: &mut Sheet<'_>, meta: &Meta) {
    out.push_str("<meta charset=\"utf-8\">\n");
    let mut say = |key: &str, name: &str, value: &str| {
        push_tag(out, &tag("meta", &[(key, name), ("content", value)]));
        out.push('\n');
    };
    say("name", "viewport", "width=device-width, initial-scale=1");
    meta.authors.iter().for_each(|author| say("name", "author", author));
    let known = [
        ("name", "description", &meta.description),
        ("property", "og:site_name", &meta.site),
        ("property", "article:published_time", &meta.date),
        ("property", "article:modified_time", &meta.updated),
    ];
    for (key, name, value) in known {
        value.iter().for_each(|value| say(key, name, value));
    }
    if let Some(address) = meta.canonical.as_ref().or(meta.url.as_ref()) {
        push_tag(out, &tag("link", &[("rel", "canonical"), ("href", address)]));
        out.push('\n');
    }
    if let Some(address) = meta.license.as_ref().filter(|license| license.contains("://")) {
        push_tag(out, &tag("link", &[("rel", "license"), ("href", address)]));
        out.push('\n');
    }
    if let Some(title) = &meta.title {
        out.push_str("<title>");
        push_text(out, title);
        out.push_str("</title>\n");
    }
    out.extend(["<style>\n", STYLE, "</style>\n"]);
}

/// Who wrote it and when, for those who read it.
fn write_byline(out: &mut Sheet<'_>, meta: &Meta) {
    if meta.authors.is_empty() && meta.date.is_none() {
        return;
    }
    out.push_str("<header><p class=byline>");
    push_text(out, &meta.authors.join(", "));
    if let Some(date) = &meta.date {
        out.push_str(if meta.authors.is_empty() { "" } else { " · " });
        push_tag(out, &tag("time", &[("datetime", date)]));
        push_text(out, date.get(..10).unwrap_or(date));
        out.push_str("</time>");
    }
    out.push_str("</p></header>\n");
}

fn write_blocks(out: &mut Sheet<'_>, blocks: &[Block]) {
    blocks.iter().for_each(|block| write_block(out, block));
}

fn write_block(out: &mut Sheet<'_>, block: &Block) {
    out.meter.count(1);
    match block {
        Block::Heading { level, id, text } => write_heading(out, (*level).clamp(1, 6), id.as_deref(), text),
        Block::Paragraph { text } => write_element(out, "p", text),
        Block::List { ordered: true, start, items } if *start != 1 => {
            write_within(out, &format!("ol start={start}"), |out| write_items(out, items));
        }
        Block::List { ordered, items, .. } => {
            write_around(out, if *ordered { "ol" } else { "ul" }, |out| write_items(out, items));
        }
        Block::Quote { blocks } => write_around(out, "blockquote", |out| write_blocks(out, blocks)),
        Block::Callout { kind, title, blocks } => {
            write_within(out, &tag("aside", &[("class", "callout"), ("data-callout", kind)]), |out| {
                if !title.is_empty() {
                    out.push_str("<p class=callout-title>");
                    write_line(out, title);
                    out.push_str("</p>\n");
                }
                write_blocks(out, blocks);
            });
        }
        Block::Details { summary, blocks } => write_within(out, "details open", |out| {
            write_unless_empty(out, "summary", summary);
            write_blocks(out, blocks);
        }),
        Block::Note { note, label, blocks } => write_note(out, note, label, blocks),
        Block::Embed { kind: EmbedKind::Post, url, blocks, .. } => {
            let start = tag("blockquote", &[("data-embed", EmbedKind::Post.name()), ("cite", url)]);
            write_within(out, &start, |out| write_blocks(out, blocks));
        }
        Block::Embed { kind, url, text, .. } => {
            write_within(out, &tag("figure", &[("data-embed", kind.name())]), |out| {
                let content = Inlines::plain(if text.is_empty() { url } else { text }.as_str());
                write_other(out, &Inline::Link(Link { href: url.as_str().into(), content }));
                out.push('\n');
            });
        }
        Block::Code { language, text } => {
            match language {
                Some(language) => push_tag(out, &tag("pre><code", &[("class", &format!("language-{language}"))])),
                None => out.push_str("<pre><code>"),
            }
            count_text(out.meter, text);
            push_text(out, text);
            out.push_str("</code></pre>\n");
        }
        Block::Table { caption, columns, rows } => write_around(out, "table", |out| {
            write_unless_empty(out, "caption", caption);
            rows.iter().for_each(|row| write_row(out, row, columns));
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

fn write_items(out: &mut Sheet<'_>, items: &[Vec<Block>]) {
    items.iter().for_each(|item| write_item(out, "li", item));
}

fn write_heading(out: &mut Sheet<'_>, level: u8, id: Option<&str>, text: &Inlines) {
    let name = format!("h{level}");
    push_tag(out, &tag(&name, &id.map(|id| ("id", id)).into_iter().collect::<Vec<_>>()));
    write_line(out, text);
    push_end(out, &name);
    out.push('\n');
}

/// A note, with a link back to the first reference to it.
fn write_note(out: &mut Sheet<'_>, note: &str, label: &str, blocks: &[Block]) {
    write_within(out, &tag("aside", &[("id", &format!("fn-{note}")), ("role", "doc-footnote")]), |out| {
        push_tag(out, &tag("a", &[("href", &format!("#fnref-{note}")), ("role", "doc-backlink")]));
        push_text(out, label);
        out.push_str("</a>\n");
        write_blocks(out, blocks);
    });
}

/// A list item or a meaning: where a paragraph is all or a list follows it, it needs no `<p>`.
fn write_item(out: &mut Sheet<'_>, tag: &str, blocks: &[Block]) {
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

fn write_row(out: &mut Sheet<'_>, row: &Row, columns: &[Align]) {
    write_around(out, "tr", |out| {
        for (cell, column) in row.cells.iter().zip(0..).filter(|(cell, _)| !cell.covered) {
            write_cell(out, cell, columns.get(column).copied().unwrap_or_default());
        }
    });
}

fn write_cell(out: &mut Sheet<'_>, cell: &Cell, align: Align) {
    let name = if cell.header { "th" } else { "td" };
    let spans = [("colspan", cell.columns), ("rowspan", cell.rows)].map(|(name, span)| (name, span.to_string()));
    let side = match align {
        Align::None => "",
        Align::Left => "text-align: left",
        Align::Center => "text-align: center",
        Align::Right => "text-align: right",
    };
    let spans = spans.iter().map(|(name, span)| (*name, span.as_str())).filter(|(_, span)| *span != "1");
    let attributes: Vec<_> = spans.chain((!side.is_empty()).then_some(("style", side))).collect();
    push_tag(out, &tag(name, &attributes));
    write_line(out, &cell.text);
    push_end(out, name);
    out.push('\n');
}

fn write_definition(out: &mut Sheet<'_>, entry: &Definition) {
    write_unless_empty(out, "dt", &entry.term);
    if !entry.meaning.is_empty() {
        write_item(out, "dd", &entry.meaning);
    }
}

fn write_unless_empty(out: &mut Sheet<'_>, tag: &str, line: &Inlines) {
    if !line.is_empty() {
        write_element(out, tag, line);
    }
}

fn write_element(out: &mut Sheet<'_>, tag: &str, line: &Inlines) {
    push_tag(out, tag);
    write_line(out, line);
    push_end(out, tag);
    out.push('\n');
}

fn write_around(out: &mut Sheet<'_>, tag: &str, content: impl FnOnce(&mut Sheet<'_>)) {
    write_within(out, tag, content);
}

/// Content in an element: its name, and what else stands in its start tag.
fn write_within(out: &mut Sheet<'_>, start: &str, content: impl FnOnce(&mut Sheet<'_>)) {
    push_tag(out, start);
    out.push('\n');
    content(out);
    push_end(out, start.split(' ').next().unwrap_or_default());
    out.push('\n');
}

/// What stands in a start tag.
fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
    attributes.iter().fold(name.to_owned(), |mut tag, (name, value)| {
        tag.extend([" ", name, "=\""]);
        push_text(&mut tag, value);
        tag.push('"');
        tag
    })
}

fn write_line(out: &mut Sheet<'_>, line: &Inlines) {
    count_line(out.meter, line);
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

fn write_other(out: &mut Sheet<'_>, inline: &Inline) {
    match inline {
        Inline::Link(Link { href, content }) => {
            out.push_str("<a href=\"");
            push_text(out, href);
            out.push_str("\">");
            write_line(out, content);
            out.push_str("</a>");
        }
        Inline::Math(Math { tex, display }) => {
            let (class, open, close) =
                if *display { ("math display", "\\[", "\\]") } else { ("math inline", "\\(", "\\)") };
            push_tag(out, &tag("span", &[("class", class), ("data-tex", tex)]));
            push_text(out, &format!("{open}{tex}{close}"));
            out.push_str("</span>");
        }
        Inline::Note(NoteRef { note, label, again }) => {
            let id = format!("fnref-{note}");
            push_tag(out, &if *again { "sup".to_owned() } else { tag("sup", &[("id", &id)]) });
            push_tag(out, &tag("a", &[("href", &format!("#fn-{note}")), ("role", "doc-noteref")]));
            push_text(out, label);
            out.push_str("</a></sup>");
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

fn write_image(out: &mut Sheet<'_>, image: &Image) {
    out.push_str("<img ");
    if !image.src.is_empty() {
        out.push_str("src=\"");
        push_text(out, &image.src);
        out.push_str("\" ");
    }
    out.push_str("alt=\"");
    push_text(out, &image.alt);
    out.push_str("\">");
}

fn push_tag(out: &mut Sheet<'_>, tag: &str) {
    out.extend(["<", tag, ">"]);
}

fn push_end(out: &mut Sheet<'_>, tag: &str) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_tells_its_direction_and_the_address_of_its_license() {
        let mut meta = Meta { license: Some("https://a.example/by?a&b".to_owned()), ..Meta::default() };
        meta.direction = Some(Direction::Rtl);
        let page = document_of(meta.clone());
        assert!(page.contains("<html dir=\"rtl\">"), "{page}");
        assert!(page.contains("<link rel=\"license\" href=\"https://a.example/by?a&amp;b\">"), "{page}");
        let page = document_of(Meta { license: Some("CC BY".to_owned()), direction: Some(Direction::Ltr), ..meta });
        assert!(page.contains("<html>") && !page.contains("license"), "{page}");
    }

    fn document_of(meta: Meta) -> String {
        let state = crate::article::State::Generic;
        let (blocks, comments, warnings) = (Vec::new(), Vec::new(), Vec::new());
        let article =
            Article { meta, blocks, comments, state, confidence: 0.0, rule: None, warnings, provenance: None };
        document(&article, &Meter::new(None))
    }
}
