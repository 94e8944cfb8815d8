//! HTML text to [`Dom`](super::Dom): html5ever with scripting off, so that the content of `<noscript>` is content.
//!
//! Its tree construction gets most tokens from our own [`Scanner`], the rest from its own tokenizer, which is fed in
//! pieces with the limits checked between them.

use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::SliceExt;
use html5ever::tokenizer::states::State;
use html5ever::tokenizer::{TokenSink, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use memchr::{memchr, memchr_iter};

use super::Parsed;
use super::guard::Guard;
use super::long_tags::surplus_attributes;
use super::scan::Scanner;
use super::sink::Sink;
use super::unended::{self, Unended};
use crate::limits::{Limited, Limits, Refused};

/// Bytes that html5ever gets at a time.
const PIECE: usize = 16 << 10;

/// So many bytes without a token are a long attribute or comment, or a tag with thousands of attributes.
const SILENT: usize = 3 * PIECE;

/// So many comparisons of attribute names are no accident.
const ATTR_STEPS: u64 = 50_000_000;

/// Parses a page. Broken HTML is never an error.
///
/// # Errors
/// If the page's tree breaks a limit.
pub(crate) fn parse(text: &str, limits: &Limits) -> Result<Parsed, Refused> {
    let opts = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let guard = Guard::new(TreeBuilder::new(Sink::new(limits), opts), limits);
    let mut scanner = Scanner::new(text);
    let mut feeder = Feeder { text, at: 0, tokens: 0, heard: 0, skip: None, holes: 0 };
    loop {
        feeder.at = scan(&mut scanner, feeder.at, &guard);
        let unended = feeder.unended(&guard);
        if unended.is_none() {
            feeder.at = scan_rest(&mut scanner, feeder.at, &guard);
        }
        let tokenizer = tokenizer(&guard);
        if let Some(unended) = unended {
            feeder.end(&unended, &tokenizer);
        }
        if guard.is_after_markup() {
            continue;
        }
        guard.count_odd();
        if feeder.feed(&tokenizer, limits) == Fed::All {
            tokenizer.end();
            break;
        }
    }
    guard.inner.sink.finish()
}

/// Gives tree construction the tokens that need no tokenizer: where they end.
fn scan(scanner: &mut Scanner<'_>, mut at: usize, guard: &Guard<'_>) -> usize {
    let mut next = |at| match &*guard.raw() {
        Some(raw) => scanner.content(at, raw),
        None => scanner.token(at),
    };
    while let Some((token, end)) = next(at).filter(|_| !guard.is_over()) {
        let _ = guard.process_token(token, 1);
        at = end;
    }
    at
}

/// Gives tree construction what is left of the page, if that is the content of an element that is no markup and has no end:
/// where it ends.
fn scan_rest(scanner: &mut Scanner<'_>, at: usize, guard: &Guard<'_>) -> usize {
    let rest = guard.raw().as_ref().and_then(|raw| scanner.rest(at, raw));
    match rest.filter(|_| !guard.is_over()) {
        Some((token, end)) => {
            let _ = guard.process_token(token, 1);
            end
        }
        None => at,
    }
}

/// A tokenizer that goes on where the last token ended.
fn tokenizer<'g, 'l>(guard: &'g Guard<'l>) -> Tokenizer<&'g Guard<'l>> {
    let raw = guard.raw().clone();
    guard.forget_token();
    let opts = TokenizerOpts {
        discard_bom: false,
        initial_state: raw.as_ref().map(|raw| State::RawData(raw.kind)),
        last_start_tag_name: raw.map(|raw| raw.name.to_string()),
        ..Default::default()
    };
    Tokenizer::new(guard, opts)
}

/// How much of a page a tokenizer got.
#[derive(PartialEq, Eq)]
enum Fed {
    All,
    /// It ends with a token, and there is more.
    Part,
}

/// Cuts a page into pieces, the surplus attributes of overlong tags out, once it has reason to look for them.
struct Feeder<'t> {
    text: &'t str,
    at: usize,
    /// How many tokens the pieces so far made.
    tokens: u64,
    /// Where the last piece that made one ended.
    heard: usize,
    /// What to leave out, the last one first.
    skip: Option<Vec<Range<usize>>>,
    /// How often something had no end and got one.
    holes: usize,
}

impl<'t> Feeder<'t> {
    /// Feeds a tokenizer until it is in the middle of nothing, or has got the last overlong tag.
    fn feed(&mut self, tokenizer: &Tokenizer<&Guard<'_>>, limits: &Limits) -> Fed {
        let queue = BufferQueue::default();
        while let Some(piece) = self.next_piece(tokenizer.sink, limits) {
            queue.push_back(piece.to_tendril());
            // A `</script>` makes the tokenizer stop for the script to run: it goes on at once.
            while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
            if tokenizer.sink.is_after_markup() && self.skip.as_ref().is_none_or(Vec::is_empty) {
                return Fed::Part;
            }
        }
        Fed::All
    }

    /// What begins here and never ends, if it is to be ended.
    fn unended(&self, guard: &Guard<'_>) -> Option<Unended> {
        let is_asked = self.holes < unended::MOST && !guard.is_over();
        is_asked.then(|| Unended::at_start_of(&self.text[self.at..], guard.raw().as_ref()))?
    }

    /// Feeds a tokenizer what has no end, with one.
    fn end(&mut self, unended: &Unended, tokenizer: &Tokenizer<&Guard<'_>>) {
        let queue = BufferQueue::default();
        queue.push_back(self.text[self.at..self.at + unended.length].to_tendril());
        queue.push_back(unended.end.to_tendril());
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        let line = 1 + memchr_iter(b'\n', &self.text.as_bytes()[..self.at]).count();
        tokenizer.sink.inner.sink.note(Limited::Unended { what: unended.what, line });
        self.at += unended.length;
        self.holes += 1;
    }

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
        let piece = self.piece(next_skip);
        self.at += piece.len();
        Some(piece)
    }

    /// The page up to the next `>`, which may be where the scanner can go on.
    fn piece(&self, next_skip: usize) -> &'t str {
        let mut end = (self.at + PIECE).min(next_skip);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let piece = &self.text[self.at..end];
        &piece[..memchr(b'>', piece.as_bytes()).map_or(piece.len(), |at| at + 1)]
    }

    /// Whether the page may hold a tag with too many attributes.
    fn suspects(&mut self, guard: &Guard<'_>) -> bool {
        if guard.tokens.get() != self.tokens {
            (self.tokens, self.heard) = (guard.tokens.get(), self.at);
        }
        self.at - self.heard > SILENT || guard.attr_steps.get() > ATTR_STEPS
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

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::dom::{Dom, NodeId, TextBlocks};
    use crate::limits::{Limited, Limits};

    fn limited(html: &str, limits: &Limits) -> (Dom, Vec<Limited>) {
        let parsed = parse(html, limits).expect("not refused");
        (parsed.dom, parsed.limited)
    }

    fn texts(dom: &Dom) -> Vec<String> {
        let blocks = TextBlocks::of(dom);
        blocks.iter().map(|block| blocks.text(block).to_owned()).collect()
    }

    #[test]
    fn what_is_too_deep_is_flattened_and_its_words_stay_apart() {
        let limits = Limits { depth: 5, ..Limits::default() };
        let rows: &[(&str, &str, &[&str])] = &[
            ("deep enough", "<div><div><div>a", &["a"]),
            ("one deeper", "<div><div><div>a<div>b</div>c</div>d", &["a b c", "d"]),
            ("inline", "<div><div><div>a<b>b</b>c", &["abc"]),
            ("closed as it was opened", "<div><div><div>a<div><i>b</i></div></div>c</div>d", &["a b", "c", "d"]),
            ("end tags of elements that stay", "<div><main><div>a<nav>b<nav>c</main>d", &["a b c", "d"]),
            ("paragraphs stay apart", "<div><div><div>a<div><h1>b</h1><p>c<p>d</div></p>e", &["a", "b", "c", "d", "e"]),
            ("scripts stay scripts", "<div><div><div>a<div><script>'<p>x'</script><style>y</style>b", &["a b"]),
            ("breaks and pictures stay", "<div><div><div>a<br>b<img alt=x>c", &["a\nb c"]),
            ("selects in selects", "<div><div><select><select>a</select>b<p>c", &["ab", "c"]),
            ("a select that another ends", "<div><div><select><select>b<p>c", &["b", "c"]),
            ("below a table", "<table><tr><td>a<div>b</div>c<td>d</table>e", &["a b c d", "e"]),
        ];
        for (what, html, expected) in rows {
            let (dom, limited) = limited(html, &limits);
            assert_eq!(texts(&dom), *expected, "{what}");
            assert!(dom.ids().all(|id| dom.ancestors(id).count() <= 7), "{what}");
            let fits = ["deep enough", "breaks and pictures stay"].contains(what);
            assert_eq!(limited.is_empty(), fits, "{what}");
        }
    }

    #[test]
    fn what_nobody_reads_is_left_out_where_it_is_not_text() {
        let rows: &[(&str, &str, &[&str])] = &[
            ("a script", "<script>a</script>b", &[" ", "b"]),
            ("capitals", "<SCRIPT type=' text/javascript '>a</sCript >b", &[" ", "b"]),
            ("styles", "<style>a</style><style></style>b", &[" ", "b"]),
            ("data", "<script type=application/ld+json>{}</script>b", &["{}", "b"]),
            (
                "a script that holds one",
                "<script><!--<script>a</script>--></script>b",
                &["<!--<script>a</script>-->", "b"],
            ),
            ("no end", "<script>a</scripts>b", &["a</scripts>b"]),
            ("in a title", "<title><script>a</script></title>b", &["<script>a</script>", "b"]),
            ("in a comment", "<!--<style>a</style>-->b", &["b"]),
            ("in an attribute", "<p title='<script>a</script>'>b", &["b"]),
            ("in SVG", "<svg><style>a</style><script>b</script></svg>c", &["a", "b", "c"]),
        ];
        for (what, html, expected) in rows {
            let (dom, _) = limited(html, &Limits::default());
            let texts: Vec<&str> = dom.ids().filter_map(|id| dom.text(id)).collect();
            assert_eq!(texts, *expected, "{what}");
        }
    }

    #[test]
    fn surplus_attributes_are_cut_and_the_page_goes_on() {
        let limits = Limits::default();
        for count in [1024, 1025, 10_000, 100_000] {
            let attrs: String = (0..count).map(|n| format!(" a{n}={n}")).collect();
            let (dom, limited) = limited(&format!("a<p{attrs}>b<p id=x>c"), &limits);
            assert_eq!(texts(&dom), ["a", "b", "c"]);
            let longest = dom.ids().map(|id| dom.attrs(id).count()).max();
            assert_eq!(longest, Some(1024));
            assert_eq!(limited, if count > 1024 { vec![Limited::Attributes] } else { vec![] });
        }
    }

    #[test]
    fn a_long_attribute_is_not_many() {
        let (dom, limited) = limited(&format!("<p title='{}'>a", "<p x ".repeat(50_000)), &Limits::default());
        assert_eq!(dom.attr(NodeId::new(4), &html5ever::local_name!("title")).map(str::len), Some(250_000));
        assert_eq!(limited, []);
    }

    #[test]
    fn what_the_parser_repeats_is_stored_once() {
        let html = format!("<p><a href='{}'>{}", "x".repeat(10_000), "<p>a".repeat(10_000));
        let (dom, _) = limited(&html, &Limits::default());
        assert_eq!(dom.ids().filter_map(|id| dom.attr(id, &html5ever::local_name!("href"))).count(), 10_001);
        assert!(dom.strings.len() < 100_000);
    }

    #[test]
    fn a_page_that_breaks_a_limit_is_refused_by_its_code() {
        let code = |html: &str, limits: &Limits| parse(html, limits).err().map(|refused| refused.code());
        let few = Limits { nodes: 100, ..Limits::default() };
        assert_eq!(code(&"<i></i>".repeat(90), &few), None);
        assert_eq!(code(&"<i></i>".repeat(110), &few), Some("too-many-nodes"));
        assert_eq!(code(&"<i a b c>".repeat(40), &few), Some("too-many-nodes"));
        let short = Limits { parse_steps: 20_000, ..Limits::default() };
        assert_eq!(code(&"<p>".repeat(1_000), &short), None);
        assert_eq!(code(&"<div>".repeat(1_000), &short), Some("too-many-parse-steps"));
    }

    #[test]
    fn what_stays_open_beside_the_tree_is_as_deep_as_what_is_in_it() {
        let rows = [
            "<b><div><div><div><div><div><div><div><div><div>x</b>",
            "</i></i><i><div><div><div><div><div><div><div><div><div></i></div></i><i><i></i>x",
        ];
        for row in rows {
            let (dom, limited) = limited(&row.repeat(1_000), &Limits { parse_steps: 40_000_000, ..Limits::default() });
            assert_eq!(texts(&dom).concat().matches('x').count(), 1_000, "{row}");
            assert!(limited.contains(&Limited::Depth), "{row}");
        }
    }

    #[test]
    fn what_is_dropped_for_its_depth_costs_next_to_nothing() {
        let html = "<div>".repeat(200_000) + "x" + &"</div>".repeat(200_000);
        let (dom, limited) = limited(&html, &Limits { parse_steps: 5_000_000, ..Limits::default() });
        assert_eq!((texts(&dom), limited), (vec!["x".to_owned()], vec![Limited::Depth]));
    }

    #[test]
    fn odd_tokens_are_counted() {
        let limits = Limits { parse_steps: 50_000, ..Limits::default() };
        let refused = |unit: &str| parse(&unit.repeat(1_000), &limits).err().map(|refused| refused.code());
        for (plain, odd) in [("</b>", "</b =>"), ("<!--x-->", "<!--x--!>"), ("<br>", "<br\0>")] {
            assert_eq!((refused(plain), refused(odd)), (None, Some("too-many-parse-steps")), "{odd}");
        }
    }

    #[test]
    fn elements_to_repeat_are_counted_though_none_is_open() {
        let repeated: String = (0..200).map(|n| format!("<p><b id={n}>x</p>")).collect();
        let few = Limits { parse_steps: 12_000_000, ..Limits::default() };
        assert!(parse(&repeated, &few).is_ok());
        let refused = parse(&(repeated + &"</i>".repeat(100_000)), &few).err();
        assert_eq!(refused.map(|refused| refused.code()), Some("too-many-parse-steps"));
    }

    #[test]
    fn formatting_after_too_much_of_it_is_dropped_and_its_text_is_not() {
        let limits = Limits { parse_steps: 100_000, ..Limits::default() };
        let html: String = (0..1_000).map(|n| format!("<b x y z id=i{n}>a</b>")).collect();
        let (dom, limited) = limited(&html, &limits);
        assert_eq!(texts(&dom).concat().len(), 1_000);
        assert!(limited.contains(&Limited::Formatting));
    }
}
