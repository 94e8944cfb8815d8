//! What stands between html5ever's tokenizer and its tree construction, and keeps the work of the latter bounded.
//!
//! Tree construction walks its stack of open elements at most tags, so its work grows with the square of the stack.
//! Where that is as deep as the limits allow, tags are dropped and their text goes on. The tree may be flat all the
//! while: a wrongly closed `<b>` leaves elements on the stack that hold nothing that comes. What else there is to walk
//! (unclosed formatting elements that every paragraph repeats) is counted in steps, at whose limit nothing more gets
//! through.

use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    CharacterTokens, CommentToken, DoctypeToken, ParseError, Tag, TagKind, TagToken, Token, TokenSink, TokenSinkResult,
};
use html5ever::tree_builder::{Tracer, TreeBuilder};
use html5ever::{LocalName, local_name as tag};

use super::Display;
use super::build::is_too_deep;
use super::raw::Raw;
use super::sink::{DOCUMENT, Id, Sink, is_formatting};
use crate::limits::{Limited, Limits, Meter, Refused};

/// How many steps a comparison of an attribute costs.
const FORMAT_STEP: u64 = 20;

/// How many steps an element costs that an end tag in SVG or MathML is compared with: twice, whatever the case of its name.
const FOREIGN_STEP: u64 = 3;

/// How many steps it costs to leave a token to html5ever's tokenizer: a page of millions of them would take seconds.
const ODD_STEP: u64 = 160;

/// So many new nodes are no reason to count what is held.
const FEW: usize = 16;

/// What tree construction walks: its stack of open elements, and its list of formatting elements to repeat.
#[derive(Clone, Copy, Default)]
struct Held {
    /// On the stack.
    open: usize,
    /// In both.
    all: usize,
}

/// Counts what tree construction holds. It shows the document first, then its stack, whose last element is the
/// innermost, then its list.
struct Count {
    innermost: Id,
    held: Cell<Held>,
    is_open: Cell<bool>,
}

impl Tracer for Count {
    type Handle = Id;

    fn trace_handle(&self, node: &Id) {
        if *node == DOCUMENT {
            return;
        }
        let Held { open, all } = self.held.get();
        self.held.set(Held { open: open + usize::from(self.is_open.get()), all: all + 1 });
        if *node == self.innermost {
            self.is_open.set(false);
        }
    }
}

/// A tree construction that lets only so much through.
pub(super) struct Guard<'l> {
    pub(super) inner: TreeBuilder<Id, Sink<'l>>,
    limits: &'l Limits,
    meter: Meter,
    /// The depth of the element that was open at the last tag.
    depth: Cell<usize>,
    /// What tree construction held when it was last counted.
    held: Cell<Held>,
    /// How many nodes were made when that was counted.
    counted_at: Cell<usize>,
    /// Whether a tag was let through since then: nothing else ends an element.
    let_through: Cell<bool>,
    /// How many elements of each name were dropped and are still open.
    dropped: RefCell<HashMap<LocalName, usize>>,
    steps: Cell<u64>,
    /// How often an attribute of a formatting element may have been compared with one of another.
    format_steps: Cell<u64>,
    /// How often the tokenizer compared two attribute names of one tag, about.
    pub(super) attr_steps: Cell<u64>,
    /// How many tokens came, errors left out.
    pub(super) tokens: Cell<u64>,
    over: Cell<bool>,
    /// Whether the last token was a tag, a comment or the like.
    after_markup: Cell<bool>,
    /// The element that the last token began, if what it holds is no markup.
    raw: RefCell<Option<Raw>>,
}

impl<'l> Guard<'l> {
    pub(super) fn new(inner: TreeBuilder<Id, Sink<'l>>, limits: &'l Limits) -> Self {
        Guard {
            inner,
            limits,
            meter: Meter::new(limits.stop.clone()),
            depth: Cell::new(0),
            held: Cell::default(),
            counted_at: Cell::new(0),
            let_through: Cell::new(false),
            dropped: RefCell::default(),
            steps: Cell::new(0),
            format_steps: Cell::new(0),
            attr_steps: Cell::new(0),
            tokens: Cell::new(0),
            over: Cell::new(false),
            after_markup: Cell::new(false),
            raw: RefCell::new(None),
        }
    }

    /// Whether the last token was a tag, a comment or the like. Such a token ends with the last character that the
    /// tokenizer got: it is in the middle of nothing.
    pub(super) fn is_after_markup(&self) -> bool {
        self.after_markup.get()
    }

    /// The element that the last token began, if what it holds is no markup.
    pub(super) fn raw(&self) -> Ref<'_, Option<Raw>> {
        self.raw.borrow()
    }

    /// Forgets what the last token was.
    pub(super) fn forget_token(&self) {
        self.after_markup.set(false);
        self.raw.take();
    }

    /// Whether a limit is broken: from here on nothing gets through.
    pub(super) fn is_over(&self) -> bool {
        self.over.get()
    }

    /// Notes that attributes were left out.
    pub(super) fn note_attributes(&self) {
        self.inner.sink.note(Limited::Attributes);
    }

    fn tag(&self, mut tag: Tag, line: u64) -> TokenSinkResult<Id> {
        let is_foreign = self.look_up_depth();
        let attrs = tag.attrs.len() as u64;
        self.attr_steps.set(self.attr_steps.get() + attrs * attrs);
        if tag.attrs.len() > self.limits.attributes {
            self.note_attributes();
            tag.attrs.truncate(self.limits.attributes);
        }
        if self.drops(&tag) || self.drops_format(&tag) {
            self.leave_space(&tag.name, line);
            return self.end_select(tag, line);
        }
        self.let_through.set(true);
        let raw = Raw::begun_by(&tag);
        let step = if is_foreign && tag.kind == TagKind::EndTag { FOREIGN_STEP } else { 1 };
        let result = self.pass(TagToken(tag), step + attrs, line);
        if matches!(result, TokenSinkResult::RawData(_)) {
            self.after_markup.set(raw.is_some());
            self.raw.replace(raw);
        }
        result
    }

    /// A `<select>` that is dropped ends the one that is open, as it would inside it: no other tag may.
    fn end_select(&self, tag: Tag, line: u64) -> TokenSinkResult<Id> {
        if tag.name != tag!("select") || tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        self.let_through.set(true);
        self.pass(TagToken(Tag { kind: TagKind::EndTag, attrs: Vec::new(), ..tag }), 1, line)
    }

    /// Keeps the words around a dropped tag apart, if it starts or ends a line.
    fn leave_space(&self, name: &LocalName, line: u64) {
        if Display::of_name(name, false) == Display::Block && !self.inner.sink.ends_with_space() {
            let _ = self.pass(CharacterTokens(StrTendril::from_char(' ')), 1, line);
        }
    }

    /// Finds out how deep the open element is, and whether it is of SVG or MathML. Asking the tree construction where it stands makes it ask the sink for
    /// that element's name.
    fn look_up_depth(&self) -> bool {
        self.inner.sink.forget_named();
        let is_foreign = self.inner.adjusted_current_node_present_but_not_in_html_namespace();
        self.depth.set(self.inner.sink.depth_of_named());
        self.count_held();
        is_foreign
    }

    /// Counts what tree construction holds, if it may be twice what it was or deeper than the limit by now: each node
    /// that was made since may be in both of its lists.
    fn count_held(&self) {
        let (held, nodes) = (self.held.get(), self.inner.sink.len());
        let made = nodes - self.counted_at.get();
        if made > FEW + held.all / 2
            || (held.open + made >= self.limits.depth && made > 0)
            || (held.open >= self.limits.depth && self.let_through.get())
        {
            let count = Count { innermost: self.inner.sink.named(), held: Cell::default(), is_open: Cell::new(true) };
            self.inner.trace_handles(&count);
            self.held.set(count.held.get());
            self.counted_at.set(nodes);
            self.let_through.set(false);
        }
    }

    /// How many elements are open: those around the open one, and those on the stack that are not around it any more.
    fn open(&self) -> usize {
        self.depth.get().max(self.held.get().open)
    }

    /// Whether the tag belongs to an element below the depth limit.
    fn drops(&self, tag: &Tag) -> bool {
        let mut dropped = self.dropped.borrow_mut();
        if self.open() < self.limits.depth {
            dropped.clear();
            return false;
        }
        if tag.kind == TagKind::EndTag {
            return match dropped.get_mut(&tag.name) {
                Some(open) if *open > 0 => {
                    *open -= 1;
                    true
                }
                _ => false,
            };
        }
        if !is_too_deep(&tag.name, self.open(), self.limits.depth) {
            return false;
        }
        self.inner.sink.note(Limited::Depth);
        if !tag.self_closing && tag.name != tag!("select") {
            *dropped.entry(tag.name.clone()).or_default() += 1;
        }
        true
    }

    /// Whether the tag belongs to a formatting element that comes after too many. Each is compared with all open ones of
    /// its name, and each of those comparisons copies and sorts the attributes of both. Links do not count: a second
    /// `<a>` closes the first.
    fn drops_format(&self, tag: &Tag) -> bool {
        if !is_formatting(&tag.name) || tag.name == tag!("a") {
            return false;
        }
        if self.format_steps.get() > self.limits.parse_steps / FORMAT_STEP {
            self.inner.sink.note(Limited::Formatting);
            return true;
        }
        self.format_steps.set(self.format_steps.get() + (tag.attrs.len() * self.open()) as u64);
        false
    }

    /// Gives a token on and counts the steps: each node that it makes is compared with every element that is held.
    fn pass(&self, token: Token, weight: u64, line: u64) -> TokenSinkResult<Id> {
        let before = self.inner.sink.len();
        let held = self.depth.get().max(self.held.get().all) as u64;
        let result = self.inner.process_token(token, line);
        let made = (self.inner.sink.len() - before) as u64;
        let steps = (weight + made) * (1 + held + made);
        self.steps.set(self.steps.get() + steps);
        self.meter.count(steps);
        self.check();
        result
    }

    /// Counts the steps of a token that is left to html5ever's tokenizer.
    pub(super) fn count_odd(&self) {
        self.steps.set(self.steps.get() + ODD_STEP);
        self.meter.count(ODD_STEP);
        self.check();
    }

    fn check(&self) {
        if self.steps.get() > self.limits.parse_steps {
            self.inner.sink.refuse(Refused::ParseSteps { limit: self.limits.parse_steps });
        }
        if self.inner.sink.is_refused() {
            self.over.set(true);
        }
    }
}

impl TokenSink for &Guard<'_> {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        if self.over.get() {
            return TokenSinkResult::Continue;
        }
        if !matches!(token, ParseError(_)) {
            self.tokens.set(self.tokens.get() + 1);
            self.raw.take();
            self.after_markup.set(matches!(token, TagToken(_) | CommentToken(_) | DoctypeToken(_)));
        }
        let result = match token {
            TagToken(tag) => self.tag(tag, line),
            token => self.pass(token, 1, line),
        };
        if matches!(result, TokenSinkResult::Plaintext) {
            self.after_markup.set(false);
        }
        result
    }

    fn end(&self) {
        self.inner.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.inner.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
