//! Code: the text of a `<pre>` as it stands, without the line numbers that highlighters write beside it.

use std::ops::Range;

use html5ever::local_name as tag;

use super::language::language;
use super::lines::{self, is_line_of_many};
use crate::blocks::Block;
use crate::dom::code::Shape;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId, is_styled_as_block};

/// The language of differences.
const DIFF: &str = "diff";

/// Code while it is read.
#[derive(Debug)]
pub(super) struct Code {
    language: Option<String>,
    shape: Shape,
    /// Whether all of it is kept, since most of it is.
    pub(super) is_whole: bool,
    text: String,
    /// Elements that hold a number alone: where they stand in `text`, and the number.
    numbers: Vec<(Range<usize>, u32)>,
    /// The open elements inside that start and end a line, and where in `text` each began.
    lines: Vec<(NodeId, usize)>,
}

impl Code {
    /// A `<pre>` or an element that stands for one.
    pub(super) fn new(dom: &Dom, id: NodeId, shape: Shape) -> Self {
        let (language, text) = (language(dom, id), String::new());
        Code { language, shape, is_whole: false, text, numbers: Vec::new(), lines: Vec::new() }
    }

    /// Whether an element inside is no part of the code: numbers, bars, buttons.
    pub(super) fn is_frame(&self, dom: &Dom, id: NodeId) -> bool {
        lines::is_frame(dom, id, self.shape)
    }

    /// An element inside starts that has lines of its own.
    pub(super) fn block(&mut self, dom: &Dom, id: NodeId) {
        self.edge();
        self.lines.push((id, self.text.len()));
        self.element(dom, id);
    }

    /// Ends the lines of elements that end before `id`.
    pub(super) fn leave(&mut self, dom: &Dom, id: NodeId) {
        while let Some((line, start)) = self.lines.pop_if(|line| dom.end(line.0) <= id) {
            // A line of its own, though nothing is on it.
            let is_blank = self.text.len() == start && (self.shape == Shape::Rows || is_line_of_many(dom, line));
            if is_blank { self.text.push('\n') } else { self.edge() }
        }
    }

    /// An element inside starts that flows in its line, unless its style makes a line of it.
    pub(super) fn inline(&mut self, dom: &Dom, id: NodeId) {
        if is_styled_as_block(dom, id) { self.block(dom, id) } else { self.element(dom, id) }
    }

    fn edge(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn text(&mut self, dom: &Dom, id: NodeId, text: &str) {
        if self.shape == Shape::Verbatim {
            return self.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{a0}', " "));
        }
        // Between the elements of two lines; a line feed at the end of one ends no second.
        if !(text.trim().is_empty() && lines::parts_lines(dom, id)) {
            let text = text.strip_suffix('\n').filter(|_| dom.next_sibling(id).is_none()).unwrap_or(text);
            self.text.push_str(&text.replace('\r', "").replace('\u{a0}', " "));
        }
    }

    /// An element inside starts: it may be a line's number, a line, or `<code class="language-rust">`.
    pub(super) fn element(&mut self, dom: &Dom, id: NodeId) {
        if lines::is_code_after_code(dom, id) {
            self.edge();
        }
        if lines::is_paragraph_of_code(dom, id) {
            self.text.push_str("\n\n");
        }
        self.marker(dom, id);
        if self.language.is_none() && dom.is(id, &tag!("code")) {
            self.language = language(dom, id);
        }
        if let Some((length, number)) = lone_number(dom, id) {
            self.numbers.push((self.text.len()..self.text.len() + length, number));
        }
    }

    /// `<span data-code-marker="+">`: what a style shows before the line tells that the code is a difference.
    fn marker(&mut self, dom: &Dom, id: NodeId) {
        let marker = MARKUP.code.markers.iter().find_map(|row| dom.attr(id, &row.0)).filter(|_| self.is_whole);
        if let Some(marker) = marker {
            self.text.push_str(marker);
            self.language.get_or_insert_with(|| DIFF.to_owned());
        }
    }

    /// The block; none if there was nothing to see.
    pub(super) fn finish(mut self) -> Option<Block> {
        if let Some(gutter) = self.gutter() {
            self.text = set_out(&without(&self.text, &gutter));
        }
        let blank = |line: &&str| line.trim().is_empty();
        let skipped: usize = self.text.split_inclusive('\n').take_while(blank).map(str::len).sum();
        let text = self.text.get(skipped..).unwrap_or_default().trim_end();
        (!text.is_empty()).then(|| Block::Code { language: self.language, text: text.to_owned() })
    }

    /// Where the line numbers stand, if there are lines that each start with one and they count up.
    fn gutter(&self) -> Option<Vec<Range<usize>>> {
        let mut numbers = self.numbers.iter().peekable();
        let mut gutter = Vec::new();
        let mut expected = self.numbers.first()?.1;
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let end = start + line.len();
            if !line.trim().is_empty() {
                let ink = start + line.len() - line.trim_start().len();
                while numbers.peek().is_some_and(|n| n.0.start < start) {
                    numbers.next();
                }
                let (range, number) = numbers.next()?;
                if range.start > ink || *number != expected {
                    return None;
                }
                expected += 1;
                gutter.push(range.start..range.end.min(end));
            }
            start = end;
        }
        (gutter.len() > 1).then_some(gutter)
    }
}

/// The text without the space that parted its lines from their numbers: in front of all of them, and of one no other.
fn set_out(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let least = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min();
    if least != Some(1) {
        return text.to_owned();
    }
    text.split_inclusive('\n').map(|line| line.strip_prefix(' ').unwrap_or(line)).collect()
}

/// The text without some stretches of it, which are in order.
fn without(text: &str, stretches: &[Range<usize>]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut start = 0;
    for stretch in stretches {
        rest.push_str(&text[start..stretch.start]);
        start = stretch.end;
    }
    rest.push_str(&text[start..]);
    rest
}

/// The number that an element holds and nothing else, with the length of its text.
fn lone_number(dom: &Dom, id: NodeId) -> Option<(usize, u32)> {
    let mut texts = dom.descendants(id).take(8).filter_map(|n| dom.text(n)).take(2);
    let (text, None) = (texts.next()?, texts.next()) else { return None };
    let number = text.trim().parse().ok().filter(|&n: &u32| n < u32::MAX / 2)?;
    Some((text.trim_end_matches('\n').len(), number))
}
