//! Frames: the open elements that give a block its kind, from the article's root to the cell or list item that the
//! walk is in. A frame gathers blocks; when its element ends it hands one block, or plain ones, to the frame below.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::code::Code;
use super::list::{self, Item, List};
use super::picture;
use super::table::{Table, TableCell};
use super::{callout, embed};
use crate::blocks::{Align, Block, Break, Definition, EmbedKind, Inline, Inlines, Link, NoteRef, Run, Style};
use crate::dom::callout::kind as callout_kind;
use crate::dom::code::shape;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId, declared};

/// An open element and the blocks in it so far.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) element: NodeId,
    pub(super) kind: Kind,
    /// The note that all in the element is.
    pub(super) note: Option<NoteRef>,
    /// The name of a heading that is linked to.
    pub(super) name: Option<String>,
    pub(super) blocks: Vec<Block>,
}

/// What an element makes of the blocks in it.
#[derive(Debug)]
pub(super) enum Kind {
    /// Nothing: the article itself.
    Root,
    /// `<h2>`, `<div role=heading aria-level=2>`
    Heading(u8),
    /// `<ul>`, `<ol start=3>`
    List(List),
    /// `<li>` in a list
    Item(Item),
    /// `<blockquote>`
    Quote,
    /// `<div class="admonition note">`, with its title so far
    Callout { kind: String, title: Inlines },
    /// The title of a callout, the `<summary>` of `<details>`
    Label,
    /// `<details>`, with its summary so far
    Details(Inlines),
    /// `<blockquote class="twitter-tweet">`, with its address
    Post(Option<String>),
    /// What is a note, and nothing else.
    Note,
    /// `<pre>`
    Code(Code),
    /// `<table>`
    Table(Table),
    /// `<tr>` in a table
    Row(Vec<TableCell>),
    /// `<td>` or `<th>` in a row
    Cell { header: bool, columns: usize, rows: usize, align: Align },
    /// `<caption>` in a table
    TableCaption,
    /// `<figure>`
    Figure,
    /// `<figcaption>`
    Caption,
    /// `<dl>`
    Definitions(Vec<Definition>),
    /// `<dt>` in a definition list
    Term,
    /// `<dd>` in a definition list
    Meaning,
}

impl Kind {
    /// What an element is inside `outer`; none for those that give their content no kind of its own.
    pub(super) fn of(dom: &Dom, id: NodeId, outer: &Kind) -> Option<Kind> {
        let name = dom.name(id).filter(|_| !dom.is_foreign(id))?;
        if let Some(shape) = shape(dom, id) {
            return Some(Kind::Code(Code::new(dom, id, shape)));
        }
        match (name, outer) {
            (&tag!("ul") | &tag!("menu") | &tag!("dir"), _) => Some(Kind::List(List::default())),
            (&tag!("ol"), _) => Some(Kind::List(List::ordered(dom, id))),
            (&tag!("li"), Kind::List(_)) => Some(Kind::Item(Item::of(dom, id))),
            (&tag!("div"), Kind::List(_)) if list::is_item_by_role(dom, id) => Some(Kind::Item(Item::of(dom, id))),
            (&tag!("div"), _) if list::is_list_by_role(dom, id) => Some(Kind::List(List::default())),
            (&tag!("blockquote"), _) if embed::is_post(dom, id) => Some(Kind::Post(None)),
            (&tag!("blockquote"), _) if callout_kind(dom, id).is_none() => Some(Kind::Quote),
            (&tag!("details"), _) => Some(Kind::Details(Inlines::default())),
            (&tag!("summary"), Kind::Details(_)) => Some(Kind::Label),
            (_, Kind::Callout { .. }) if callout::is_title(dom, id) => Some(Kind::Label),
            (&tag!("table"), _) => Some(Kind::Table(Table::new(dom, id))),
            (&tag!("tr"), Kind::Table(_)) => Some(Kind::Row(Vec::new())),
            (&tag!("td") | &tag!("th"), Kind::Row(_)) => Some(Kind::cell(dom, id)),
            (&tag!("caption"), Kind::Table(_)) => Some(Kind::TableCaption),
            (&tag!("figure"), _) if callout_kind(dom, id).is_none() => Some(Kind::Figure),
            (&tag!("figcaption"), _) => Some(Kind::Caption),
            (&tag!("div") | &tag!("p") | &tag!("span") | &tag!("em"), _) if MARKUP.is_caption(dom, id) => {
                Some(Kind::Caption)
            }
            (&tag!("div") | &tag!("span"), _) if is_figure(dom, id) => Some(Kind::Figure),
            (&tag!("dl"), _) => Some(Kind::Definitions(Vec::new())),
            (&tag!("dt"), Kind::Definitions(_)) => Some(Kind::Term),
            (&tag!("dd"), Kind::Definitions(_)) => Some(Kind::Meaning),
            (&tag!("div") | &tag!("aside") | &tag!("section") | &tag!("blockquote") | &tag!("figure"), _)
                if let Some(kind) = callout_kind(dom, id) =>
            {
                Some(Kind::Callout { kind: kind.to_owned(), title: Inlines::default() })
            }
            _ => heading_level(dom, id).map(Kind::Heading),
        }
    }

    fn cell(dom: &Dom, id: NodeId) -> Kind {
        let span = |name| number(dom, id, name).map_or(1, |n| n.max(1) as usize);
        let (columns, rows) = (span(&attr!("colspan")), span(&attr!("rowspan")));
        Kind::Cell { header: dom.is(id, &tag!("th")), columns, rows, align: align(dom, id) }
    }

    /// Whether an element in it counts though nothing in that is kept: a cell of a table, an item of a list.
    pub(super) fn counts(&self) -> bool {
        matches!(
            self,
            Kind::List(_)
                | Kind::Definitions(_)
                | Kind::Table(_)
                | Kind::Row(_)
                | Kind::Code(_)
                | Kind::Callout { .. }
                | Kind::Details(_)
        )
    }

    /// Whether the blocks that it makes hold blocks themselves, or its frames cost most: of these only so many stand
    /// in each other.
    pub(super) fn nests(&self) -> bool {
        matches!(
            self,
            Kind::List(_)
                | Kind::Quote
                | Kind::Definitions(_)
                | Kind::Table(_)
                | Kind::Figure
                | Kind::Callout { .. }
                | Kind::Details(_)
                | Kind::Post(_)
                | Kind::Note
        )
    }
}

impl Frame {
    pub(super) fn new(element: NodeId, kind: Kind) -> Self {
        Frame { element, kind, note: None, name: None, blocks: Vec::new() }
    }

    /// Takes a block that stands directly in the element.
    pub(super) fn push(&mut self, block: Block) {
        match &mut self.kind {
            Kind::List(list) => list.stray(block),
            Kind::Definitions(entries) if !entries.is_empty() => {
                entries.last_mut().expect("just seen").meaning.push(block);
            }
            _ => self.blocks.push(block),
        }
    }

    fn extend(&mut self, blocks: Vec<Block>) {
        if self.blocks.is_empty() && !matches!(self.kind, Kind::List(_) | Kind::Definitions(_)) {
            self.blocks = blocks;
        } else {
            blocks.into_iter().for_each(|block| self.push(block));
        }
    }

    /// Ends the element: what it has gathered becomes part of `outer`.
    pub(super) fn close_into(self, outer: &mut Frame) {
        let Frame { kind, mut blocks, note, mut name, .. } = self;
        // Most have one block, and a page may have a million of them.
        blocks.shrink_to_fit();
        if let Some(note) = note.as_ref().filter(|_| !matches!(kind, Kind::Table(_))) {
            blocks = noted(note, blocks);
        }
        match (kind, &mut outer.kind) {
            (Kind::Heading(level), _) => {
                outer.extend(blocks.into_iter().map(|b| heading(b, level, &mut name)).collect())
            }
            (Kind::Callout { kind, mut title }, _) if !blocks.is_empty() => {
                if title.is_empty() {
                    title = callout::lead(&kind, &mut blocks).unwrap_or_default();
                }
                outer.push(Block::Callout { kind, title, blocks });
            }
            (Kind::Callout { title: line, .. } | Kind::Details(line), _) if !line.is_empty() && blocks.is_empty() => {
                outer.push(Block::Paragraph { text: line });
            }
            (Kind::Details(summary), _) if !summary.is_empty() => outer.push(Block::Details { summary, blocks }),
            (Kind::Label, Kind::Callout { title: line, .. } | Kind::Details(line))
                if line.is_empty() && outer.blocks.is_empty() =>
            {
                *line = joined(blocks);
            }
            (Kind::Post(Some(url)), _) => {
                outer.push(Block::Embed { kind: EmbedKind::Post, url, text: String::new(), blocks });
            }
            (Kind::Post(None), _) if !blocks.is_empty() => outer.push(Block::Quote { blocks }),
            (Kind::List(list), _) => outer.extend(list.finish()),
            (Kind::Item(item), Kind::List(list)) => list.item(item, blocks),
            (Kind::Quote, _) if !blocks.is_empty() => outer.push(Block::Quote { blocks }),
            (Kind::Code(code), _) => outer.extend(code.finish().into_iter().collect()),
            (Kind::Table(table), _) => {
                let blocks = table.finish(blocks);
                outer.extend(if let Some(note) = note { noted(&note, blocks) } else { blocks });
            }
            (Kind::Row(cells), Kind::Table(table)) => {
                table.row(cells);
                outer.extend(blocks);
            }
            (Kind::Cell { header, columns, rows, align }, Kind::Row(cells)) => {
                cells.push(TableCell { header, columns, rows, align, blocks });
            }
            (Kind::TableCaption, Kind::Table(table)) => table.caption(blocks),
            (Kind::Figure, _) => outer.extend(figure(blocks)),
            (Kind::Caption, _) => outer.extend(caption(blocks)),
            (Kind::Definitions(entries), _) => outer.extend(definitions(blocks, entries)),
            (Kind::Term, Kind::Definitions(entries)) => {
                let term = joined(blocks);
                entries.extend((!term.is_empty()).then_some(Definition { term, meaning: Vec::new() }));
            }
            (Kind::Meaning, Kind::Definitions(entries)) => match entries.last_mut() {
                Some(entry) => entry.meaning.extend(blocks),
                None => entries.push(Definition { term: Inlines::default(), meaning: blocks }),
            },
            _ => outer.extend(blocks),
        }
    }
}

/// The blocks as those of a note, without the sign between its number and its text, `<a href="#ref1">1</a>. Thick.`, and
/// the brackets around the way back: `Thick. [<a href="#ref1">↩</a>]`.
fn noted(note: &NoteRef, mut blocks: Vec<Block>) -> Vec<Block> {
    if blocks.is_empty() {
        return blocks;
    }
    if let Some(Block::Paragraph { text: Inlines(inlines) }) = blocks.first_mut()
        && let Some(Inline::Text(run)) = inlines.first_mut()
        && let Some((".", rest)) | Some((")", rest)) | Some((":", rest)) = run.text.split_once(' ')
    {
        run.text = rest.to_owned();
    }
    if let Some(Block::Paragraph { text: Inlines(inlines) }) = blocks.last_mut()
        && let Some(Inline::Text(run)) = inlines.last_mut()
        && let Some(rest) = run.text.strip_suffix(" []").or_else(|| run.text.strip_suffix(" ()"))
    {
        run.text = rest.to_owned();
    }
    vec![Block::Note { note: note.note.clone(), label: note.label.clone(), blocks }]
}

fn heading(block: Block, level: u8, name: &mut Option<String>) -> Block {
    match block {
        Block::Paragraph { text } => Block::Heading { level, id: name.take(), text },
        block => block,
    }
}

/// A caption, and the pictures in it before it.
fn caption(blocks: Vec<Block>) -> Vec<Block> {
    let (mut pictures, words): (Vec<_>, Vec<_>) = blocks.into_iter().partition(is_picture);
    let caption = joined(words);
    pictures.extend((!caption.is_empty()).then_some(Block::Figure { image: None, caption }));
    pictures
}

fn is_picture(block: &Block) -> bool {
    matches!(block, Block::Figure { image: Some(_), .. })
}

/// A figure: its picture with all text around it as caption, or its table, code or quote with its caption.
fn figure(blocks: Vec<Block>) -> Vec<Block> {
    let is_text = |block: &Block| matches!(block, Block::Paragraph { .. } | Block::Figure { .. });
    if !blocks.iter().all(is_text) {
        return blocks.into_iter().map(outside_picture).collect();
    }
    if !blocks.iter().any(is_picture) {
        return without_picture(blocks);
    }
    let captioned = |block: &Block| matches!(block, Block::Figure { image: Some(_), caption } if !caption.is_empty());
    if blocks.iter().filter(|block| is_picture(block)).count() > 1 && blocks.iter().any(captioned) {
        // What stands below pictures with captions of their own is the caption of them all; what stands between them stays.
        let pictures = blocks.iter().rposition(is_picture).map_or(0, |last| last + 1);
        return match blocks[..pictures].iter().all(is_picture) {
            true => caption(blocks),
            false => blocks.into_iter().map(outside_picture).collect(),
        };
    }
    let (mut pictures, mut words) = (Vec::new(), Inlines::default());
    for block in blocks {
        match block {
            Block::Figure { image: Some(image), caption } => {
                add_line(&mut words, caption);
                pictures.push(Block::Figure { image: Some(image), caption: Inlines::default() });
            }
            block => add_line(&mut words, joined(vec![block])),
        }
    }
    if let Some(Block::Figure { caption, .. }) = pictures.last_mut() {
        *caption = words;
    }
    pictures
}

/// The caption of a picture that is not there, with all that is written behind it: who took it.
fn without_picture(mut blocks: Vec<Block>) -> Vec<Block> {
    let is_caption = |block: &Block| matches!(block, Block::Figure { .. });
    let behind = blocks.iter().position(is_caption).map_or(Vec::new(), |at| blocks.split_off(at));
    blocks.extend(caption(behind));
    blocks
}

/// The caption of what is no picture is a paragraph: the author of a quote, the name of a table.
fn outside_picture(block: Block) -> Block {
    match block {
        Block::Figure { image: None, caption } => Block::Paragraph { text: caption },
        block => block,
    }
}

/// A list of definitions, and what in it is notes: `<dl class="footnote"><dt>1</dt><dd>Thick.</dd></dl>`.
fn definitions(mut blocks: Vec<Block>, mut entries: Vec<Definition>) -> Vec<Block> {
    let is_note = |block: &mut Block| matches!(block, Block::Note { .. });
    let notes: Vec<Block> = entries.iter_mut().flat_map(|entry| entry.meaning.extract_if(.., is_note)).collect();
    blocks.extend(notes);
    entries.retain(|entry| !entry.term.is_empty() || !entry.meaning.is_empty());
    if !entries.is_empty() {
        blocks.push(Block::Definitions { entries });
    }
    blocks
}

/// The text of blocks as one, a line for each.
pub(super) fn joined(blocks: Vec<Block>) -> Inlines {
    let mut line = Inlines::default();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text } => add_line(&mut line, text),
            Block::Code { text, .. } => text.lines().for_each(|code| add_line(&mut line, code_line(code))),
            Block::List { items, .. } => items.into_iter().for_each(|item| add_line(&mut line, joined(item))),
            Block::Quote { blocks } | Block::Note { blocks, .. } => add_line(&mut line, joined(blocks)),
            Block::Callout { title: head, blocks, .. } | Block::Details { summary: head, blocks } => {
                add_line(&mut line, head);
                add_line(&mut line, joined(blocks));
            }
            Block::Embed { kind: EmbedKind::Post, blocks, .. } => add_line(&mut line, joined(blocks)),
            // Its name is seen by nobody, and a line has no place that says so.
            Block::Embed { url, .. } => {
                let content = Inlines::plain(url.clone());
                add_line(&mut line, Inlines(vec![Inline::Link(Link { href: url.into(), content })]));
            }
            Block::Figure { image, caption } => {
                add_line(&mut line, Inlines(image.map(Inline::Image).into_iter().collect()));
                add_line(&mut line, caption);
            }
            Block::Definitions { entries } => entries.into_iter().for_each(|entry| {
                add_line(&mut line, entry.term);
                add_line(&mut line, joined(entry.meaning));
            }),
            Block::Table { caption, rows, .. } => {
                add_line(&mut line, caption);
                rows.into_iter().flat_map(|row| row.cells).for_each(|cell| add_line(&mut line, cell.text));
            }
            Block::Break => {}
        }
    }
    line
}

/// A line of code as a line of text, whose white space folds, no-break spaces as any others.
fn code_line(code: &str) -> Inlines {
    let text = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let run = Run { text, style: Style { code: true, ..Style::default() } };
    Inlines(Some(run).filter(|run| !run.text.is_empty()).map(Inline::Text).into_iter().collect())
}

/// Adds a line below another; what comes after a picture stands beside it, and the same picture once more is none.
fn add_line(line: &mut Inlines, mut next: Inlines) {
    if let (Some(Inline::Image(last)), Some(Inline::Image(first))) = (line.0.last(), next.0.first())
        && picture::is_same(last, first)
    {
        next.0.remove(0);
        if let Some(Inline::Text(run)) = next.0.first_mut() {
            run.text.drain(..run.text.len() - run.text.trim_start().len());
        }
        next.0.retain(|inline| !matches!(inline, Inline::Text(run) if run.text.is_empty()));
    }
    if !next.is_empty() {
        match line.0.last() {
            None => {}
            Some(Inline::Image(_)) => line.0.extend(Inlines::plain(" ").0),
            Some(_) => line.0.push(Inline::Break(Break::default())),
        }
    }
    line.0.extend(next.0);
}

/// `<div class="wp-caption">`, or what holds `<p class="caption">`: one picture and its caption, and hardly a word more.
fn is_figure(dom: &Dom, id: NodeId) -> bool {
    const NODES: usize = 64;
    const CHILDREN: usize = 8;
    let is_caption = |node: NodeId| MARKUP.is_caption(dom, node);
    let is_called = || dom.classes(id).any(|class| MARKUP.figure.wholes.contains(class));
    let nodes = || dom.descendants(id).take(NODES);
    let is_outside = |node: NodeId| !dom.ancestors(node).take_while(|&around| around != id).any(is_caption);
    let others = || nodes().filter(|&node| is_outside(node)).filter_map(|node| dom.text(node));
    let is_small = || {
        dom.descendants(id).nth(NODES).is_none()
            && others().map(|text| text.trim().len()).sum::<usize>() <= MARKUP.figure.beside
    };
    let is_one = is_called() || dom.children(id).take(CHILDREN).any(is_caption) && is_small();
    if !is_one {
        return false;
    }
    let pictures =
        nodes().filter(|&n| picture::is_picture(dom, n) && dom.ancestors(n).all(|n| !dom.is(n, &tag!("noscript"))));
    pictures.count() == 1 && nodes().filter(|&node| is_caption(node) && is_outside(node)).count() == 1
}

fn heading_level(dom: &Dom, id: NodeId) -> Option<u8> {
    let level = match *dom.name(id)? {
        tag!("h1") => 1,
        tag!("h2") => 2,
        tag!("h3") => 3,
        tag!("h4") => 4,
        tag!("h5") => 5,
        tag!("h6") => 6,
        _ if dom.attr(id, &attr!("role")) == Some("heading") => {
            number(dom, id, &attr!("aria-level")).unwrap_or(2).clamp(1, 6) as u8
        }
        _ => return None,
    };
    Some(level)
}

/// To which side a cell is set, by itself or its row.
fn align(dom: &Dom, id: NodeId) -> Align {
    let own = declared(dom, id, "text-align").next();
    let told = own.or_else(|| dom.attr(id, &attr!("align")).map(str::trim)).map(str::to_ascii_lowercase);
    match told.as_deref() {
        Some("left" | "start") => Align::Left,
        Some("center" | "middle") => Align::Center,
        Some("right" | "end") => Align::Right,
        _ => Align::None,
    }
}

pub(super) fn number(dom: &Dom, id: NodeId, name: &html5ever::LocalName) -> Option<u32> {
    dom.attr(id, name)?.trim().parse().ok()
}
