//! Code: the text of a `<pre>` as it stands, without the line numbers that highlighters write beside it.

use std::ops::Range;

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use crate::blocks::Block;
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// A `<pre>` while it is read.
#[derive(Debug, Default)]
pub(super) struct Code {
    language: Option<String>,
    text: String,
    /// Elements that hold a number alone: where they stand in `text`, and the number.
    numbers: Vec<(Range<usize>, u32)>,
    /// Where the open elements inside end that start and end a line.
    lines: Vec<NodeId>,
}

impl Code {
    /// A `<pre>` or an element that stands for one.
    pub(super) fn new(dom: &Dom, id: NodeId) -> Self {
        Code { language: language(dom, id), ..Code::default() }
    }

    /// An element inside starts that has lines of its own.
    pub(super) fn block(&mut self, dom: &Dom, id: NodeId) {
        self.edge();
        self.lines.push(dom.end(id));
        self.element(dom, id);
    }

    /// Ends the lines of elements that end before `id`.
    pub(super) fn leave(&mut self, id: NodeId) {
        while self.lines.pop_if(|end| *end <= id).is_some() {
            self.edge();
        }
    }

    fn edge(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    pub(super) fn line_break(&mut self) {
        self.text.push('\n');
    }

    pub(super) fn text(&mut self, text: &str) {
        self.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// An element inside starts: it may be a line's number, or `<code class="language-rust">`.
    pub(super) fn element(&mut self, dom: &Dom, id: NodeId) {
        if self.language.is_none() && dom.is(id, &tag!("code")) {
            self.language = language(dom, id);
        }
        if let Some((length, number)) = lone_number(dom, id) {
            self.numbers.push((self.text.len()..self.text.len() + length, number));
        }
    }

    /// The block; none if there was nothing to see.
    pub(super) fn finish(mut self) -> Option<Block> {
        if let Some(gutter) = self.gutter() {
            self.text = without(&self.text, &gutter);
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

/// How many elements around a `<pre>` may name its language.
const AROUND: usize = 3;

/// The language that an element or one close around it names.
fn language(dom: &Dom, id: NodeId) -> Option<String> {
    std::iter::once(id).chain(dom.ancestors(id).take(AROUND)).find_map(|id| {
        let named = MARKUP.code.language_attributes.iter().find_map(|row| dom.attr(id, &row.0));
        named.map(str::trim).filter(|name| is_language(name)).or_else(|| class_language(dom, id)).map(str::to_lowercase)
    })
}

fn class_language(dom: &Dom, id: NodeId) -> Option<&str> {
    let classes = dom.attr(id, &attr!("class"))?;
    MARKUP.code.language_classes.iter().find_map(|start| {
        let mut after = classes.match_indices(start.as_str()).filter(|&(at, _)| starts_word(classes, at));
        after.find_map(|(at, _)| {
            let name = classes[at + start.len()..].trim_start().split([' ', ';', '\t', '\n']).next()?;
            is_language(name).then_some(name)
        })
    })
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(char::is_whitespace)
}

fn is_language(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    let none = MARKUP.code.no_language.iter().any(|row| row.eq_ignore_ascii_case(name));
    !name.is_empty() && name.len() <= 30 && name.chars().all(known) && !none
}
