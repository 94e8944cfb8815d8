//! The walk through the page, in document order: what is kept goes into lines, lines into frames.

use std::sync::Arc;

use html5ever::local_name as attr;
use html5ever::local_name as tag;
use url::Url;

use super::address::Addresses;
use super::formula;
use super::frame::{Frame, Kind};
use super::line::{Gap, Line, Pen};
use super::notes::Notes;
use super::places::Places;
use super::signs::Signs;
use super::{aside, callout, embed, picture};
use crate::blocks::{Block, Image, Inline, Inlines, Link, Math, NoteRef, Style};
use crate::dom::markup::MARKUP;
use crate::dom::{Display, Dom, NodeId, TextBlock, TextBlocks, declared, is_box, is_styled_as_block};
use crate::mark::{Marks, Reason, Verdict};
use crate::policy::{Images, Links, Policies};

/// How many lists, quotes and tables may stand in each other; deeper ones are taken as what is in them.
const DEEPEST: usize = 12;
/// How many elements around a hidden source may be hidden, too.
const HIDDEN: usize = 4;
/// How many frames of any kind may.
const FRAMES: usize = 64;

#[derive(Debug)]
pub(super) struct Walk<'a> {
    dom: &'a Dom,
    texts: &'a TextBlocks,
    marks: &'a Marks,
    policies: &'a Policies,
    addresses: Addresses,
    has_formulas: bool,
    places: Places,
    notes: Notes,
    /// The first text block that does not end before the place of the walk.
    next: usize,
    /// The first node that is kept and not before the place of the walk, as far as that was asked.
    next_kept: NodeId,
    line: Line,
    /// The text block that the line is made of.
    line_of: Option<usize>,
    /// The open elements that matter, from the outermost on.
    frames: Vec<Frame>,
    styles: Vec<(NodeId, Style)>,
    links: Vec<(NodeId, Arc<str>)>,
    signs: Vec<Signs>,
    /// What keeps the words in a line apart, and how far.
    boxes: Vec<(NodeId, Gap)>,
    /// The open note that stands in the line that it is for.
    aside: Option<Aside>,
    /// How many of them there were, and those that come behind the line.
    asides: usize,
    behind: Vec<Block>,
}

/// `sack<span class="sidenote">Not on Sundays.</span>`: while it is open the line is its own.
#[derive(Debug)]
struct Aside {
    element: NodeId,
    note: NoteRef,
    outer: Line,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        dom: &'a Dom,
        texts: &'a TextBlocks,
        marks: &'a Marks,
        policies: &'a Policies,
        page: Option<&Url>,
    ) -> Self {
        let places = Places::of(dom, marks, page);
        let notes = Notes::of(dom, marks, &places);
        Walk {
            dom,
            texts,
            marks,
            places,
            notes,
            policies,
            addresses: match policies.images {
                Images::Files => Addresses::of(dom, page).with_pictures(),
                _ => Addresses::of(dom, page),
            },
            has_formulas: formula::are_on(dom),
            next: 0,
            next_kept: NodeId::ROOT,
            line: Line::default(),
            line_of: None,
            frames: vec![Frame::new(NodeId::ROOT, Kind::Root)],
            styles: Vec::new(),
            links: Vec::new(),
            signs: Vec::new(),
            boxes: Vec::new(),
            aside: None,
            asides: 0,
            behind: Vec::new(),
        }
    }

    /// Goes through the whole page.
    pub(super) fn run(mut self) -> Vec<Block> {
        let mut resume = NodeId::ROOT;
        for id in self.dom.descendants(NodeId::ROOT) {
            self.dom.meter().count(1);
            if id >= resume {
                self.leave(id);
                resume = self.visit(id).unwrap_or(id);
            }
        }
        self.leave(self.dom.end(NodeId::ROOT));
        self.flush();
        self.frames.pop().map(|root| root.blocks).unwrap_or_default()
    }

    /// Closes what ends before `id`.
    fn leave(&mut self, id: NodeId) {
        let dom = self.dom;
        let ended = |element: NodeId| dom.end(element) <= id;
        while let Some(signs) = self.signs.pop_if(|signs| ended(signs.element)) {
            self.close_signs(signs);
        }
        while self.styles.pop_if(|style| ended(style.0)).is_some() {}
        while let Some((link, _)) = self.links.pop_if(|link| ended(link.0)) {
            if ends_in_icon(dom, link) {
                self.line.narrow();
            }
        }
        while let Some((_, gap)) = self.boxes.pop_if(|element| ended(element.0)) {
            self.line.widen(gap);
        }
        if let Some(aside) = self.aside.take_if(|aside| ended(aside.element)) {
            self.close_aside(aside);
        }
        if let Kind::Code(code) = &mut self.top().kind {
            code.leave(dom, id);
        }
        while self.frames.len() > 1 && self.dom.end(self.top().element) <= id {
            self.flush();
            let frame = self.frames.pop().expect("just seen");
            frame.close_into(self.top());
        }
    }

    /// Takes a node, or says where to go on if what it holds is not for the walk.
    fn visit(&mut self, id: NodeId) -> Option<NodeId> {
        let dom = self.dom;
        if matches!(&self.top().kind, Kind::Code(code) if code.is_frame(dom, id)) {
            return Some(dom.end(id));
        }
        if self.is_husk(id) {
            self.flush();
            self.embed_in_husk(id);
            return Some(dom.end(id));
        }
        if let Some(gap) = edge(dom, id) {
            self.line.widen(gap);
            self.boxes.push((id, gap));
        }
        if let Some(text) = self.dom.text(id) {
            self.text(id, text);
        } else if let Some(math) = self.has_formulas.then(|| formula::read(self.dom, id)).flatten() {
            self.formula(id, math);
            return Some(self.dom.end(id));
        } else if self.is_left_out(id) {
            return Some(self.dom.end(id));
        } else if let Some(note) = self.notes.reference(id).cloned() {
            self.note(id, note);
            return Some(self.dom.end(id));
        } else if let Some(embed) = embed::read(dom, id, &mut self.addresses) {
            self.embed(id, embed);
            return Some(self.dom.end(id));
        } else if is_check_box(self.dom, id) {
            self.check_box(id);
        } else if picture::is_picture(self.dom, id) {
            self.picture(id);
        } else {
            match Display::of(self.dom, id) {
                Display::None => return Some(self.dom.end(id)),
                Display::Block => self.block(id),
                Display::Inline => self.inline(id),
            }
        }
        None
    }

    fn text(&mut self, id: NodeId, text: &str) {
        let kept = self.keeps(id);
        let (dom, is_generic) = (self.dom, self.is_generic(id));
        if let Kind::Code(code) = &mut self.top().kind {
            return if kept || code.is_whole && is_generic {
                code.text(dom, id, text)
            };
        }
        let Some(block) = self.text_block(id) else { return };
        self.enter(block);
        if kept {
            self.open_signs(text);
            let pen = pen(&self.styles, &self.links);
            self.line.text(text, pen);
        } else if !self.is_unseen(id) {
            self.line.hole();
        }
    }

    /// Writes the signs before the first text of the elements that have them.
    fn open_signs(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        for signs in self.signs.iter_mut().filter(|signs| !signs.is_open) {
            signs.is_open = true;
            self.line.text(signs.open, pen_at(&self.styles, &self.links, signs.element));
        }
    }

    fn close_signs(&mut self, signs: Signs) {
        if signs.is_open && self.line_of.is_some() {
            self.line.text(signs.close, pen_at(&self.styles, &self.links, signs.element));
        }
    }

    fn picture(&mut self, id: NodeId) {
        if !self.keeps(id) || matches!(self.top().kind, Kind::Code(_)) {
            return;
        }
        if let Some(sign) = picture::emoji(self.dom, id)
            && self.joins(id)
        {
            return self.line.text(sign, pen(&self.styles, &self.links));
        }
        if self.policies.images == Images::Drop {
            return;
        }
        if formula::is_pictured(self.dom, id) {
            return formula::pictured(self.dom, id).into_iter().for_each(|math| self.formula(id, math));
        }
        let Some(image) = picture::read(self.dom, id, &mut self.addresses) else { return };
        if self.line_of.is_some() && self.text_block(id) == self.line_of {
            let pen = pen(&self.styles, &self.links);
            self.line.image(image, pen);
        } else {
            self.flush();
            self.top().push_picture(image);
        }
    }

    /// Whether a formula is kept: by itself, or as the text around it where its source is unseen.
    fn keeps_formula(&mut self, id: NodeId) -> bool {
        let dom = self.dom;
        // A script is kept as what holds it, and so is what is hidden for the sake of those who cannot see.
        let is_hidden = |n: &NodeId| self.is_unseen(*n) && Display::of(dom, *n) != Display::Block;
        let shown = std::iter::once(id)
            .chain(dom.ancestors(id).take(HIDDEN))
            .find(|n| !is_hidden(n) && !dom.is(*n, &tag!("script")));
        let Some(shown) = shown else { return false };
        if self.keeps(id) || self.keeps(shown) {
            return true;
        }
        let holder = dom.ancestors(id).find(|&n| Display::of(dom, n) == Display::Block);
        let here = self.line_of.filter(|&block| Some(self.texts[block].container) == holder);
        let is_near = |block: usize| {
            let nodes = self.texts[block].nodes.clone();
            dom.ids_in(&nodes).any(|n| dom.text(n).is_some() && self.keeps(n))
        };
        !self.is_unseen(shown) && here.is_some_and(is_near)
    }

    fn formula(&mut self, id: NodeId, math: Math) {
        if !self.keeps_formula(id) || matches!(self.top().kind, Kind::Code(_)) {
            return;
        }
        let dom = self.dom;
        if let Some(block) = dom.subtree(id).filter(|&n| dom.text(n).is_some()).find_map(|n| self.text_block(n)) {
            self.enter(block);
        }
        let joins = self.line_of.is_some_and(|block| dom.contains(self.texts[block].container, id)) || self.joins(id);
        if !joins {
            self.flush();
        }
        let pen = pen(&self.styles, &self.links);
        self.line.math(math, pen);
        if !joins {
            self.flush();
        }
    }

    fn note(&mut self, id: NodeId, note: NoteRef) {
        let dom = self.dom;
        if let Some(block) = dom.subtree(id).filter(|&n| dom.text(n).is_some()).find_map(|n| self.text_block(n)) {
            self.enter(block);
            self.line.note(note);
        }
    }

    /// Opens a note that stands in the line, if it is in one and holds no blocks.
    fn open_aside(&mut self, id: NodeId) {
        let dom = self.dom;
        let is_one = self.aside.is_none() && aside::is_note(dom, id);
        let text = |&n: &NodeId| dom.text(n).is_some() && self.keeps(n);
        let Some(first) = is_one.then(|| dom.descendants(id).find(text)).flatten() else { return };
        let Some(block) = self.text_block(first) else { return };
        self.enter(block);
        if self.line.is_empty() {
            return;
        }
        self.asides += 1;
        let number = (self.notes.len() + self.asides).to_string();
        let note = NoteRef { label: number.clone(), note: number, again: false };
        self.line.close_up();
        self.line.note(note.clone());
        self.aside = Some(Aside { element: id, note, outer: std::mem::take(&mut self.line) });
    }

    fn close_aside(&mut self, aside: Aside) {
        let text = std::mem::replace(&mut self.line, aside.outer).take();
        let NoteRef { note, label, .. } = aside.note;
        if !text.is_empty() {
            self.behind.push(Block::Note { note, label, blocks: vec![Block::Paragraph { text }] });
        }
    }

    fn embed(&mut self, id: NodeId, embed: Block) {
        if !self.keeps_embed(id) || matches!(self.top().kind, Kind::Code(_)) {
            return;
        }
        if !is_again(&self.top().blocks, &embed) {
            self.flush();
            self.top().push(embed);
        } else if let Some(last @ Block::Embed { .. }) = self.top().blocks.last_mut()
            && is_unnamed(last)
        {
            *last = embed;
        }
    }

    /// `<div data-youtube-id="7">Loading …</div>`
    fn embed_in_husk(&mut self, id: NodeId) {
        if self.keeps_embed(id)
            && let Some(embed) = embed::read(self.dom, id, &mut self.addresses)
        {
            self.embed(id, embed);
        }
    }

    /// Whether an embed is kept: what its button says is judged like a text, and says nothing of it.
    fn keeps_embed(&self, id: NodeId) -> bool {
        self.keeps(id) || self.is_generic(id) && self.dom.parent(id).is_some_and(|around| self.keeps(around))
    }

    /// Whether an element without text of its own stands in a line, which is gone on with or started then.
    fn joins(&mut self, id: NodeId) -> bool {
        let dom = self.dom;
        let holder = dom.ancestors(id).find(|&n| Display::of(dom, n) == Display::Block);
        let is_in = |block: &TextBlock| Some(block.container) == holder;
        let here = self.text_block(id);
        let ahead = self.next;
        let around = here
            .or(self.line_of.filter(|&block| is_in(&self.texts[block])))
            .or((ahead < self.texts.len() && is_in(&self.texts[ahead])).then_some(ahead));
        around.into_iter().for_each(|block| self.enter(block));
        around.is_some()
    }

    /// `<li><input type=checkbox>`, `<li><div class="checkbox-on">`
    fn check_box(&mut self, id: NodeId) {
        let is_first = matches!(self.top().kind, Kind::Item(_)) && self.top().blocks.is_empty();
        if is_first && self.line.is_empty() && self.keeps(id) && self.joins(id) {
            let checked = self.dom.attr(id, &attr!("checked")).is_some()
                || self.dom.classes(id).any(|class| MARKUP.task.ticked.contains(class));
            self.line.check(checked, Pen::default());
            self.line.widen(Gap::Space);
        }
    }

    fn block(&mut self, id: NodeId) {
        let dom = self.dom;
        if let Kind::Code(code) = &mut self.top().kind {
            return code.block(dom, id);
        }
        self.flush();
        if self.dom.is(id, &tag!("hr")) && self.keeps(id) {
            self.top().push(Block::Break);
        }
        match (Kind::of(dom, id, &self.top().kind), self.notes.note(id)) {
            (Some(kind), _) => self.open(id, kind),
            (None, Some(_)) => self.open(id, Kind::Note),
            (None, None) => {}
        }
    }

    /// Opens a frame, unless there are enough of its kind.
    fn open(&mut self, id: NodeId, mut kind: Kind) {
        if let Kind::Code(code) = &mut kind {
            code.is_whole = self.is_mostly_kept(id);
        }
        if let Kind::Post(address) = &mut kind
            && self.keeps(id)
        {
            *address = embed::post_address(self.dom, id, &mut self.addresses);
        }
        let nested = self.frames.iter().filter(|frame| frame.kind.nests()).count();
        if self.frames.len() < FRAMES && (!kind.nests() || nested < DEEPEST) {
            let (note, name) = (self.notes.note(id).cloned(), self.places.name(id).map(str::to_owned));
            self.frames.push(Frame { note, name, ..Frame::new(id, kind) });
        }
    }

    fn inline(&mut self, id: NodeId) {
        let dom = self.dom;
        let is_break = dom.is(id, &tag!("br")) && self.keeps(id);
        match &mut self.top().kind {
            Kind::Code(code) if is_break || code.is_whole && dom.is(id, &tag!("br")) => return code.line_break(),
            Kind::Code(code) => return code.inline(dom, id),
            _ if is_break => return self.line.line_break(),
            _ => {}
        }
        // Of all inline elements only this one can be a block.
        match dom.is(id, &tag!("code")).then(|| Kind::of(dom, id, &self.top().kind)).flatten() {
            Some(kind) => {
                self.flush();
                self.open(id, kind);
            }
            None => self.open_inline(id),
        }
    }

    fn open_inline(&mut self, id: NodeId) {
        self.open_aside(id);
        self.signs.extend(Signs::of(self.dom, id));
        let outer = self.styles.last().map(|style| style.1).unwrap_or_default();
        let style = styled(self.dom, id, outer);
        if style != outer {
            self.styles.push((id, style));
        }
        if self.dom.is(id, &tag!("a"))
            && self.policies.links == Links::Keep
            && let Some(href) = self.href(id)
        {
            self.links.push((id, href.into()));
        }
    }

    /// Where a link leads to: a heading of the article by its name there, else what the page says.
    fn href(&mut self, id: NodeId) -> Option<String> {
        let written = self.dom.attr(id, &attr!("href"))?;
        let here = if written.contains('#') { self.places.link(self.dom, id) } else { None };
        here.or_else(|| self.addresses.resolve(written))
    }

    /// Ends the line: it is a block now, the pictures at its start and end blocks of their own.
    fn flush(&mut self) {
        self.line_of = None;
        let mut text = self.line.take();
        if text.is_empty() {
            return;
        }
        let at_end =
            text.0.iter().rev().take_while(|inline| lone_picture(inline).is_some() || is_space(inline)).count();
        let after = text.0.split_off(text.0.len() - at_end);
        let at_start = text.0.iter().take_while(|inline| lone_picture(inline).is_some() || is_space(inline)).count();
        let before: Vec<Inline> = text.0.drain(..at_start).collect();
        let frame = self.top();
        before.iter().filter_map(lone_picture).for_each(|image| frame.push_picture(image));
        if !text.is_empty() {
            text.heal();
            frame.push(Block::Paragraph { text });
        }
        after.iter().filter_map(lone_picture).for_each(|image| frame.push_picture(image));
        std::mem::take(&mut self.behind).into_iter().for_each(|note| self.top().push(note));
    }

    /// Goes on with the line of a text block.
    fn enter(&mut self, block: usize) {
        if self.line_of != Some(block) {
            self.flush();
            self.line_of = Some(block);
        }
    }

    /// The text block that a node is part of.
    fn text_block(&mut self, id: NodeId) -> Option<usize> {
        while self.next < self.texts.len() && self.texts[self.next].nodes.end <= id {
            self.next += 1;
        }
        (self.next < self.texts.len() && self.texts[self.next].nodes.start <= id).then_some(self.next)
    }

    /// Whether an element is no part of the text, or says once more what stands beside it: the mark of the open note, a
    /// formula as it is shown, the way back from a note, the sign of a callout.
    fn is_left_out(&self, id: NodeId) -> bool {
        let is_mark = || self.dom.classes(id).any(|class| MARKUP.note.marks.contains(class));
        self.aside.is_some() && is_mark()
            || self.aside.is_none() && self.is_number_of_aside(id)
            || self.has_formulas && formula::is_twin(self.dom, id)
            || self.notes.is_back(id)
            || is_page_number(self.dom, id)
            || is_in_drawing(self.dom, id)
            || self.is_number_of_item(id)
            || self.is_in_callout() && callout::is_icon(self.dom, id)
    }

    /// `<ol><li><span class="step-number">1</span>`: the number that the list has, too.
    fn is_number_of_item(&self, id: NodeId) -> bool {
        /// So many nodes before an item are counted.
        const BEFORE: usize = 512;
        let dom = self.dom;
        let is_item = |n: &NodeId| dom.is(*n, &tag!("li"));
        let place = |item: NodeId| dom.siblings_before(item).take(BEFORE).filter(is_item).count() + 1;
        let item = || dom.ancestors(id).take(2).find(is_item);
        let is_first =
            |item: NodeId| dom.parent(item).is_some_and(|list| dom.is(list, &tag!("ol"))) && self.line.is_empty();
        dom.classes(id).any(|class| MARKUP.task.numbers.contains(class))
            && item().is_some_and(|item| {
                let said = dom.text_content(id);
                is_first(item) && said.trim().trim_end_matches('.').parse() == Ok(place(item))
            })
    }

    fn is_in_callout(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame.kind, Kind::Callout { .. }))
    }

    /// Whether an element is the number of a note in the line right behind it that is kept.
    fn is_number_of_aside(&self, id: NodeId) -> bool {
        let is_kept = |note: NodeId| self.dom.descendants(note).any(|n| self.dom.text(n).is_some() && self.keeps(n));
        aside::is_number(self.dom, id) && self.dom.next_sibling(id).is_some_and(is_kept)
    }

    /// Whether an element is a block in which nothing is kept: it ends the line, and nothing else comes of it, but where what
    /// holds it counts its blocks.
    fn is_husk(&mut self, id: NodeId) -> bool {
        let end = self.dom.end(NodeId::ROOT);
        self.next_kept = self.next_kept.max(id);
        while self.next_kept < end && !self.keeps(self.next_kept) {
            self.next_kept = self.next_kept.next();
        }
        self.next_kept >= self.dom.end(id)
            && !self.top().kind.counts()
            && self.dom.is_element(id)
            && Display::of(self.dom, id) == Display::Block
    }

    fn keeps(&self, id: NodeId) -> bool {
        self.marks.own(id).is_some_and(|mark| mark.verdict == Verdict::Keep)
    }

    /// Whether half of an element's text or more is kept.
    fn is_mostly_kept(&self, id: NodeId) -> bool {
        let (mut kept, mut all) = (0, 0);
        for text in self.dom.descendants(id).filter(|&n| self.dom.text(n).is_some()) {
            let length = self.dom.text(text).map_or(0, |text| text.trim().len());
            all += length;
            kept += if self.keeps(text) { length } else { 0 };
        }
        kept > 0 && kept * 2 >= all
    }

    /// Whether a text was dropped by itself, not by a rule or for what it is.
    fn is_generic(&self, id: NodeId) -> bool {
        self.marks.own(id).is_some_and(|mark| mark.reason.is_judged())
    }

    fn is_unseen(&self, id: NodeId) -> bool {
        self.marks.own(id).is_some_and(|mark| matches!(mark.reason, Reason::Unseen { .. }))
    }

    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the root stays open until the end")
    }
}

fn pen<'a>(styles: &[(NodeId, Style)], links: &'a [(NodeId, Arc<str>)]) -> Pen<'a> {
    Pen {
        style: styles.last().map(|style| style.1).unwrap_or_default(),
        link: links.last().map(|link| (link.0, &link.1)),
    }
}

/// How what stands around an element is written.
fn pen_at<'a>(styles: &[(NodeId, Style)], links: &'a [(NodeId, Arc<str>)], element: NodeId) -> Pen<'a> {
    let styles = &styles[..styles.partition_point(|style| style.0 < element)];
    pen(styles, &links[..links.partition_point(|link| link.0 < element)])
}

/// What keeps an element in a line apart from what stands around it.
fn edge(dom: &Dom, id: NodeId) -> Option<Gap> {
    match () {
        () if is_count(dom, id) => Some(Gap::Space),
        () if dom.is(id, &tag!("cite")) => is_line_of_quote(dom, id).then_some(Gap::Break),
        () if !is_box(dom, id) || is_sign(dom, id) => None,
        () if is_styled_as_block(dom, id) => Some(Gap::Space),
        () => Some(Gap::Edge),
    }
}

/// `<blockquote><cite>Ann wrote:</cite>It rains.</blockquote>`: who is quoted, first or last in the quote.
fn is_line_of_quote(dom: &Dom, id: NodeId) -> bool {
    let around = || dom.ancestors(id).take(2);
    let is_quote = |n: NodeId| dom.is(n, &tag!("blockquote"));
    let is_blank = |n: NodeId| dom.text(n).is_some_and(|text| text.trim().is_empty());
    let is_edge = |beside: Option<NodeId>, further: fn(&Dom, NodeId) -> Option<NodeId>| {
        beside.is_none_or(|n| is_blank(n) && further(dom, n).is_none())
    };
    around().any(is_quote)
        && around().take_while(|&n| !is_quote(n)).all(|n| dom.is(n, &tag!("div")))
        && (is_edge(dom.prev_sibling(id), Dom::prev_sibling) || is_edge(dom.next_sibling(id), Dom::next_sibling))
}

/// `<a>the map <i class="icon"></i></a>`: whether the last of a link is an element that only a style shows.
fn ends_in_icon(dom: &Dom, link: NodeId) -> bool {
    let is_blank = |n: NodeId| dom.text(n).is_some_and(|text| text.trim().is_empty());
    let last = dom.descendants(link).rev().find(|&n| !is_blank(n));
    last.is_some_and(|n| dom.is_element(n) && !dom.is(n, &tag!("br")) && !picture::is_picture(dom, n))
}

/// A number of a page in the midst of a line: `hy<span class="pagenum">[12]</span>phens`.
fn is_page_number(dom: &Dom, id: NodeId) -> bool {
    let is_called = || {
        dom.attr(id, &attr!("role")) == Some("doc-pagebreak")
            || dom.is(id, &tag!("span")) && dom.classes(id).any(|class| MARKUP.note.pages.contains(class))
    };
    Display::of(dom, id) == Display::Inline
        && is_called()
        && dom.text_content(id).trim().len() <= MARKUP.note.page_bytes
}

/// `<svg><text>`: what is written in a drawing, which has no lines.
fn is_in_drawing(dom: &Dom, id: NodeId) -> bool {
    dom.is_foreign(id) && dom.name(id) == Some(&tag!("text"))
}

/// Whether a picture stands for a character or a formula, and so flows in its line like text.
fn is_sign(dom: &Dom, id: NodeId) -> bool {
    picture::is_picture(dom, id) && (formula::is_pictured(dom, id) || picture::emoji(dom, id).is_some())
}

/// `<span class="versenum">2</span>And`: a number that counts lines and stands apart from them.
fn is_count(dom: &Dom, id: NodeId) -> bool {
    (dom.is(id, &tag!("span")) || dom.is(id, &tag!("sup")) || dom.is(id, &tag!("a")))
        && dom.classes(id).any(|class| MARKUP.note.counts.contains(class))
}

fn is_check_box(dom: &Dom, id: NodeId) -> bool {
    let is_called = |class: &str| MARKUP.task.ticked.contains(class) || MARKUP.task.open.contains(class);
    dom.is(id, &tag!("input")) && dom.attr(id, &attr!("type")).is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox"))
        || dom.is(id, &tag!("div")) && dom.classes(id).any(is_called)
}

/// The picture that an inline is, by itself or in a link.
fn lone_picture(inline: &Inline) -> Option<Image> {
    match inline {
        Inline::Image(image) => Some(image.clone()),
        Inline::Link(Link { content, .. }) => match &content.0[..] {
            [Inline::Image(image)] => Some(image.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the last block shows the same embed, as the copy in a `<noscript>` does.
fn is_again(blocks: &[Block], embed: &Block) -> bool {
    let address = |block: &Block| if let Block::Embed { url, .. } = block { Some(url.clone()) } else { None };
    blocks.last().and_then(address).is_some_and(|last| Some(last) == address(embed))
}

fn is_unnamed(embed: &Block) -> bool {
    matches!(embed, Block::Embed { text, blocks, .. } if text.is_empty() && blocks.is_empty())
}

fn is_space(inline: &Inline) -> bool {
    match inline {
        Inline::Text(run) => run.text.trim().is_empty(),
        Inline::Break(_) => true,
        _ => false,
    }
}

/// The style inside an element, by the rendering section of the HTML standard (§15.3.4), less `<cite>`, which sites set
/// upright.
fn styled(dom: &Dom, id: NodeId, mut style: Style) -> Style {
    let Some(name) = dom.name(id).filter(|_| !dom.is_foreign(id)) else { return style };
    match *name {
        tag!("span") if let Some(is_upper) = is_upper_index(dom, id) => {
            (style.superscript, style.subscript) = (is_upper, !is_upper);
        }
        tag!("span") => match declared(dom, id, "vertical-align").next() {
            Some("super") => style.superscript = true,
            Some("sub") => style.subscript = true,
            _ => {}
        },
        tag!("em") | tag!("i") | tag!("dfn") | tag!("var") => style.emphasis = true,
        tag!("strong") | tag!("b") => style.strong = true,
        tag!("code") | tag!("kbd") | tag!("samp") | tag!("tt") => style.code = true,
        tag!("sup") => style.superscript = true,
        tag!("sub") => style.subscript = true,
        tag!("s") | tag!("del") | tag!("strike") => style.struck = true,
        _ => {}
    }
    style
}

/// Of an index that is set above another one, whether it is the upper one.
fn is_upper_index(dom: &Dom, id: NodeId) -> Option<bool> {
    let is_pair = |n: &NodeId| dom.classes(*n).any(|class| MARKUP.indices.pairs.contains(class));
    let pair = dom.parent(id).filter(is_pair)?;
    Some(dom.children(pair).find(|&n| dom.is_element(n)) == Some(id))
}

impl Frame {
    /// Takes a picture that stands by itself; the same one twice in a row (`<noscript>`) is one.
    fn push_picture(&mut self, image: Image) {
        let again =
            |block: &Block| matches!(block, Block::Figure { image: Some(last), .. } if picture::is_same(last, &image));
        if !self.blocks.last().is_some_and(again) {
            self.push(Block::Figure { image: Some(image), caption: Inlines::default() });
        }
    }
}
