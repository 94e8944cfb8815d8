//! TEI P5, for corpora: the metadata in a header, the article's sections as divisions.
//!
//! What the blocks hold becomes elements of a small part of TEI, with the content that TEI allows in them; characters
//! that XML cannot have are left out. `docs/tei.toml` lists the elements, and a test holds documents against it.

use std::collections::HashSet;

use super::html::push_text;
use super::sheet::{count_line, count_text};
use super::spans::{Mark, Span, spans};
use crate::article::{Article, Meta};
use crate::blocks::{
    Align, Block, Cell, Check, Definition, EmbedKind, Image, Inline, Inlines, Link, Math, NoteRef, Row,
};
use crate::limits::Meter;

/// One XML document.
pub(super) fn render(article: &Article, meter: &Meter) -> String {
    let mut tei = Tei { out: String::new(), meter, ids: HashSet::new() };
    tei.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let language = article.meta.language.as_deref().unwrap_or_default();
    tei.within("TEI", &[("xmlns", "http://www.tei-c.org/ns/1.0"), ("xml:lang", language)], |tei| {
        tei.within("teiHeader", &[], |tei| tei.header(&article.meta));
        let kind = article.meta.page_type.map_or("", |kind| kind.name());
        tei.within("text", &[("type", kind)], |tei| {
            tei.within("body", &[], |tei| tei.within("div", &[], |tei| tei.sections(&article.blocks)));
            if !article.comments.is_empty() {
                tei.within("back", &[], |tei| {
                    tei.within("div", &[("type", "comments")], |tei| tei.blocks(&article.comments));
                });
            }
        });
    });
    tei.out
}

/// A document that is written.
#[derive(Debug)]
struct Tei<'m> {
    out: String,
    meter: &'m Meter,
    /// The names of places that were given: no two elements may have the same.
    ids: HashSet<String>,
}

/// The attributes of an element; those without a value are left out.
type Attributes<'a> = [(&'a str, &'a str)];

impl Tei<'_> {
    fn header(&mut self, meta: &Meta) {
        self.within("fileDesc", &[], |tei| {
            tei.within("titleStmt", &[], |tei| {
                tei.text("title", &[], meta.title.as_deref().unwrap_or_default());
                meta.authors.iter().for_each(|author| tei.text("author", &[], author));
            });
            if let Some(words) = meta.words {
                let quantity = words.to_string();
                tei.within("extent", &[], |tei| tei.empty("measure", &[("unit", "words"), ("quantity", &quantity)]));
            }
            tei.within("publicationStmt", &[], |tei| tei.publication(meta));
            tei.within("sourceDesc", &[], |tei| tei.within("bibl", &[], |tei| tei.source(meta)));
        });
        self.within("encodingDesc", &[], |tei| {
            tei.within("appInfo", &[], |tei| {
                let version = env!("CARGO_PKG_VERSION");
                tei.within("application", &[("ident", "dehusk"), ("version", version)], |tei| {
                    tei.text("label", &[], "dehusk");
                });
            });
        });
        if meta.description.is_some() || meta.language.is_some() || !meta.tags.is_empty() {
            self.within("profileDesc", &[], |tei| tei.profile(meta));
        }
    }

    fn publication(&mut self, meta: &Meta) {
        self.text("publisher", &[], meta.site.as_deref().unwrap_or_default());
        self.dates(meta);
        if let Some(url) = meta.canonical.as_ref().or(meta.url.as_ref()) {
            self.text("idno", &[("type", "URL")], url);
        }
        if let Some(license) = &meta.license {
            let target = if license.contains("://") { address(license) } else { String::new() };
            self.within("availability", &[], |tei| tei.text("licence", &[("target", &target)], license));
        }
    }

    fn dates(&mut self, meta: &Meta) {
        for (kind, date) in [("published", &meta.date), ("updated", &meta.updated)] {
            date.iter().for_each(|date| self.text("date", &[("type", kind), ("when", date)], date));
        }
    }

    fn source(&mut self, meta: &Meta) {
        self.text("title", &[], meta.title.as_deref().unwrap_or_default());
        meta.authors.iter().for_each(|author| self.text("author", &[], author));
        if let Some(url) = &meta.url {
            self.text("ref", &[("target", &address(url))], url);
        }
    }

    fn profile(&mut self, meta: &Meta) {
        if let Some(description) = &meta.description {
            self.within("abstract", &[], |tei| tei.text("p", &[], description));
        }
        if let Some(language) = &meta.language {
            self.within("langUsage", &[], |tei| tei.text("language", &[("ident", language)], language));
        }
        if !meta.tags.is_empty() {
            self.within("textClass", &[], |tei| {
                tei.within("keywords", &[], |tei| meta.tags.iter().for_each(|tag| tei.text("term", &[], tag)));
            });
        }
    }

    /// Blocks, with a division for each heading and what is below it.
    fn sections(&mut self, blocks: &[Block]) {
        let mut open: Vec<u8> = Vec::new();
        for block in blocks {
            let Block::Heading { level, id, text } = block else {
                self.block(block);
                continue;
            };
            while open.pop_if(|above| *above >= *level).is_some() {
                self.end("div");
            }
            open.push(*level);
            self.start("div", &[]);
            self.out.push('\n');
            let id = id.as_deref().map(|id| self.place(&local(id))).unwrap_or_default();
            self.line("head", &[("xml:id", &id)], text);
        }
        open.iter().for_each(|_| self.end("div"));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        self.meter.count(1);
        match block {
            Block::Heading { id, text, .. } => {
                let id = id.as_deref().map(|id| self.place(&local(id))).unwrap_or_default();
                self.line("ab", &[("type", "head"), ("xml:id", &id)], text);
            }
            Block::Paragraph { text } => self.line("p", &[], text),
            Block::List { ordered, start, items } => self.list(*ordered, *start, items),
            Block::Quote { blocks } => self.within("quote", &[], |tei| tei.blocks(blocks)),
            Block::Callout { kind, title, blocks } => {
                self.within("note", &[("type", "callout"), ("subtype", &token(kind))], |tei| {
                    tei.labelled(title, blocks)
                });
            }
            Block::Details { summary, blocks } => {
                self.within("note", &[("type", "details")], |tei| tei.labelled(summary, blocks));
            }
            Block::Note { note, label, blocks } => {
                let id = self.place(&format!("fn-{}", token(note)));
                let attributes = [("xml:id", &*id), ("place", "foot"), ("n", label)];
                self.within("note", &attributes, |tei| tei.blocks(blocks));
            }
            Block::Embed { kind: EmbedKind::Post, url, blocks, .. } => {
                self.within("quote", &[("type", "post"), ("source", &address(url))], |tei| tei.blocks(blocks));
            }
            Block::Embed { kind, url, text, .. } => {
                self.within("ab", &[("type", "embed"), ("subtype", kind.name())], |tei| {
                    tei.text("ref", &[("target", &address(url))], if text.is_empty() { url } else { text });
                });
            }
            Block::Code { language, text } => {
                let language = language.as_deref().map(token).unwrap_or_default();
                self.start("ab", &[("type", "code")]);
                self.start("code", &[("lang", &language), ("xml:space", "preserve")]);
                count_text(self.meter, text);
                self.push(text);
                self.end_inline("code");
                self.end("ab");
            }
            Block::Table { caption, columns, rows } => self.table(caption, columns, rows),
            Block::Definitions { entries } => self.definitions(entries),
            Block::Figure { image, caption } => self.within("figure", &[], |tei| {
                image.iter().for_each(|image| tei.graphic(image));
                tei.line_unless_empty("head", caption);
            }),
            Block::Break => self.empty("milestone", &[("unit", "section"), ("rend", "rule")]),
        }
    }

    fn list(&mut self, ordered: bool, start: u32, items: &[Vec<Block>]) {
        if items.is_empty() {
            return;
        }
        let (rend, numbered) = if ordered { ("numbered", start != 1) } else { ("bulleted", false) };
        self.within("list", &[("rend", rend)], |tei| {
            for (item, number) in items.iter().zip(start..) {
                let number = if numbered { number.to_string() } else { String::new() };
                tei.item(&[("n", &number)], item);
            }
        });
    }

    /// An item: where a paragraph is all, its line.
    fn item(&mut self, attributes: &Attributes<'_>, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph { text }] => self.line("item", attributes, text),
            blocks => self.within("item", attributes, |tei| tei.blocks(blocks)),
        }
    }

    /// Each term has its meaning; where the page has none, the next one's.
    fn definitions(&mut self, entries: &[Definition]) {
        if entries.is_empty() {
            return;
        }
        self.within("list", &[("type", "gloss")], |tei| {
            for entry in entries {
                tei.line("label", &[], &entry.term);
                tei.item(&[], &entry.meaning);
            }
        });
    }

    fn labelled(&mut self, label: &Inlines, blocks: &[Block]) {
        self.line_unless_empty("label", label);
        self.blocks(blocks);
    }

    fn table(&mut self, caption: &Inlines, columns: &[Align], rows: &[Row]) {
        let rows: Vec<&Row> = rows.iter().filter(|row| !row.cells.is_empty()).collect();
        if rows.is_empty() {
            return self.line_unless_empty("ab", caption);
        }
        self.within("table", &[], |tei| {
            tei.line_unless_empty("head", caption);
            for row in rows {
                let role = if row.is_header() { "label" } else { "data" };
                tei.within("row", &[("role", role)], |tei| tei.cells(row, columns));
            }
        });
    }

    fn cells(&mut self, row: &Row, columns: &[Align]) {
        let cells = row.cells.iter().zip(0..).filter(|(cell, _)| !cell.covered);
        let cells: Vec<(&Cell, usize)> = cells.collect();
        if cells.is_empty() {
            self.empty("cell", &[]);
        }
        for (cell, column) in cells {
            let span = |count: usize| if count == 1 { String::new() } else { count.to_string() };
            let side = match columns.get(column).copied().unwrap_or_default() {
                Align::None => "",
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            let role = if cell.header { "label" } else { "" };
            let (wide, high) = (span(cell.columns), span(cell.rows));
            self.line("cell", &[("role", role), ("cols", &wide), ("rows", &high), ("rend", side)], &cell.text);
        }
    }

    fn graphic(&mut self, image: &Image) {
        if image.src.is_empty() {
            return self.text("figDesc", &[], &image.alt);
        }
        self.start("graphic", &[("url", &address(&image.src))]);
        if !image.alt.is_empty() {
            self.start("desc", &[]);
            self.push(&image.alt);
            self.end_inline("desc");
        }
        self.end_inline("graphic");
    }

    fn inlines(&mut self, line: &Inlines) {
        count_line(self.meter, line);
        for span in spans(&line.0) {
            match span {
                Span::Open(mark) => self.start("hi", &[("rend", rend(mark))]),
                Span::Close(_) => self.end_inline("hi"),
                Span::Text { text, code: false } | Span::Space(text) => self.push(text),
                Span::Text { text, code: true } => {
                    self.start("code", &[]);
                    self.push(text);
                    self.end_inline("code");
                }
                Span::Other(inline) => self.inline(inline),
            }
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Link(Link { href, content }) => {
                let target = href.strip_prefix('#').map_or_else(|| address(href), |id| format!("#{}", local(id)));
                self.start("ref", &[("target", &target)]);
                self.inlines(content);
                self.end_inline("ref");
            }
            Inline::Math(Math { tex, display }) => {
                let rend = if *display { "display" } else { "" };
                self.start("formula", &[("notation", "TeX"), ("rend", rend)]);
                self.push(tex);
                self.end_inline("formula");
            }
            Inline::Note(NoteRef { note, label, .. }) => {
                self.start("ref", &[("type", "note"), ("target", &format!("#fn-{}", token(note)))]);
                self.push(label);
                self.end_inline("ref");
            }
            Inline::Image(image) if image.src.is_empty() => self.within("figure", &[], |tei| tei.graphic(image)),
            Inline::Image(image) => self.graphic(image),
            Inline::Check(Check { checked }) => {
                self.start("seg", &[("type", "check")]);
                self.push(if *checked { "[x]" } else { "[ ]" });
                self.end_inline("seg");
            }
            Inline::Break(_) => self.out.push_str("<lb/>\n"),
            Inline::Text(run) => self.push(&run.text),
        }
    }

    /// A name of a place that no other has; empty where one has it.
    fn place(&mut self, id: &str) -> String {
        if self.ids.insert(id.to_owned()) { id.to_owned() } else { String::new() }
    }

    fn line_unless_empty(&mut self, name: &str, line: &Inlines) {
        if !line.is_empty() {
            self.line(name, &[], line);
        }
    }

    fn line(&mut self, name: &str, attributes: &Attributes<'_>, line: &Inlines) {
        self.start(name, attributes);
        self.inlines(line);
        self.end(name);
    }

    fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.start(name, attributes);
        self.push(text);
        self.end(name);
    }

    fn within(&mut self, name: &str, attributes: &Attributes<'_>, content: impl FnOnce(&mut Self)) {
        self.start(name, attributes);
        self.out.push('\n');
        content(self);
        self.end(name);
    }

    fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.start(name, attributes);
        self.out.insert(self.out.len() - 1, '/');
        self.out.push('\n');
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.out.extend(["<", name]);
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.out.extend([" ", name, "=\""]);
            // What XML would take for a space.
            push_text(&mut self.out, &clean(value).replace(['\n', '\t'], " "));
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn end(&mut self, name: &str) {
        self.end_inline(name);
        self.out.push('\n');
    }

    fn end_inline(&mut self, name: &str) {
        self.out.extend(["</", name, ">"]);
    }

    fn push(&mut self, text: &str) {
        push_text(&mut self.out, &clean(text));
    }
}

/// The characters that XML can have: a form feed is a space there, other controls are nothing.
fn clean(text: &str) -> String {
    let held = |c: char| match c {
        '\u{b}' | '\u{c}' => Some(' '),
        '\r' => Some('\n'),
        '\t' | '\n' => Some(c),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => None,
        c => Some(c),
    };
    text.chars().filter_map(held).collect()
}

/// An address as TEI has it: without spaces.
fn address(url: &str) -> String {
    url.replace(char::is_whitespace, "%20")
}

/// A word that a list of words is made of: a kind, a language.
fn token(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || "-_+#.".contains(c) { c } else { '-' }).collect()
}

/// The name of a heading's place, which in XML begins with a letter and has no signs.
fn local(id: &str) -> String {
    let name: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("s-{name}")
}

fn rend(mark: Mark) -> &'static str {
    match mark {
        Mark::Strong => "bold",
        Mark::Emphasis => "italic",
        Mark::Struck => "strikethrough",
        Mark::Superscript => "superscript",
        Mark::Subscript => "subscript",
    }
}
