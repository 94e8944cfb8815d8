//! HTML text to [`Dom`](super::Dom): html5ever with scripting off, so that the content of `<noscript>` is content, fed in pieces with
//! the limits checked between them.

use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::SliceExt;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use super::Parsed;
use super::guard::Guard;
use super::long_tags::surplus_attributes;
use super::sink::Sink;
use crate::limits::{Limits, Refused};

/// Bytes that html5ever gets at a time.
const PIECE: usize = 16 << 10;

/// So many pieces without a token are a long attribute or comment, or a tag with thousands of attributes.
const SILENT_PIECES: usize = 3;

/// So many comparisons of attribute names are no accident.
const ATTR_STEPS: u64 = 50_000_000;

/// Parses a page. Broken HTML is never an error.
///
/// # Errors
/// If the page's tree breaks a limit.
pub(crate) fn parse(text: &str, limits: &Limits) -> Result<Parsed, Refused> {
    let opts = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let guard = Guard::new(TreeBuilder::new(Sink::new(limits), opts), limits);
    let tokenizer = Tokenizer::new(guard, TokenizerOpts { discard_bom: false, ..Default::default() });
    let queue = BufferQueue::default();
    let mut feeder = Feeder { text, at: 0, tokens: 0, silent: 0, skip: None };
    while let Some(piece) = feeder.next_piece(&tokenizer.sink, limits) {
        queue.push_back(piece.to_tendril());
        // A `</script>` makes the tokenizer stop for the script to run: it goes on at once.
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    }
    tokenizer.end();
    tokenizer.sink.inner.sink.finish()
}

/// Cuts a page into pieces, and the surplus attributes of overlong tags out, once it has reason to look for them.
struct Feeder<'t> {
    text: &'t str,
    at: usize,
    /// How many tokens the pieces so far made.
    tokens: u64,
    /// How many of the last pieces made none.
    silent: usize,
    /// What to leave out, the last one first.
    skip: Option<Vec<Range<usize>>>,
}

impl<'t> Feeder<'t> {
    /// What to feed next; nothing at the end of the page or when it broke a limit.
    fn next_piece(&mut self, guard: &Guard<'_>, limits: &Limits) -> Option<&'t str> {
        if self.skip.is_none() && self.suspects(guard) {
            let mut skip = surplus_attributes(self.text, limits.attributes);
            skip.reverse();
            self.skip = Some(skip);
        }
        let next_skip = self.leave_out(guard);
        if guard.is_over() || self.at >= self.text.len() {
            return None;
        }
        let mut end = (self.at + PIECE).min(next_skip);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let piece = &self.text[self.at..end];
        self.at = end;
        Some(piece)
    }

    /// Whether the page may hold a tag with too many attributes.
    fn suspects(&mut self, guard: &Guard<'_>) -> bool {
        self.silent = if guard.tokens.get() == self.tokens { self.silent + 1 } else { 0 };
        self.tokens = guard.tokens.get();
        self.silent > SILENT_PIECES || guard.attr_steps.get() > ATTR_STEPS
    }

    /// Jumps over what is left out here: the start of what is left out next.
    fn leave_out(&mut self, guard: &Guard<'_>) -> usize {
        while let Some(range) = self.skip.as_ref().and_then(|skip| skip.last()).cloned() {
            if self.at < range.start {
                return range.start;
            }
            if self.at < range.end {
                guard.note_attributes();
                self.at = range.end;
            }
            self.skip.as_mut().and_then(Vec::pop);
        }
        self.text.len()
    }
}
