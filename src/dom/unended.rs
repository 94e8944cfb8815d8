//! What never ends: a title, a script, a comment, an attribute value whose end is lost, by a hole in the stored bytes.
//!
//! By the standard all that follows is its content, up to the end of the page, and no article is left. Where much
//! markup follows, it is ended where its writer is most likely to have ended it: before the next tag, and a title or
//! an attribute value with its line; in code, which has tags in its strings, before the next line that begins with one,
//! or before the next block where the page is one line. Where none follows, or only code, it stays as it is.

use std::mem;

use html5ever::local_name as tag;
use memchr::{memchr, memchr_iter};

use super::raw::Raw;

/// So many tags are much markup, in what may hold some in good order: a comment, a `<textarea>`.
const MUCH: usize = 20;

/// So many are where there should be none: a title, an attribute value.
const SOME: usize = 3;

/// A page with more holes than this stays as it is from there on: each costs a look at all that follows.
pub(super) const MOST: usize = 8;

/// Something without an end, and how to end it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unended {
    /// The end that it gets, and that of the markup around it.
    pub(super) end: String,
    /// Where that is to stand, in bytes from its start.
    pub(super) length: usize,
    /// What it is: the name of an element, `comment`, `attribute`.
    pub(super) what: &'static str,
}

/// The elements whose content is no markup.
const NAMES: [&str; 8] = ["title", "textarea", "script", "style", "iframe", "noembed", "noframes", "xmp"];

impl Unended {
    /// What a part of a page starts with that has no end in it: the content of an element, if that began right before,
    /// a comment, or a tag. Nothing where little markup follows.
    pub(super) fn at_start_of(rest: &str, raw: Option<&Raw>) -> Option<Self> {
        match raw {
            Some(raw) => content(rest, raw),
            None if rest.starts_with("<!--") => comment(rest),
            None => attribute(rest),
        }
    }
}

fn content(rest: &str, raw: &Raw) -> Option<Unended> {
    if raw.end(rest).is_some_and(|end| !raw.swallows(&rest[..end])) {
        return None;
    }
    let is_ended = match raw.name {
        tag!("title") => has_tags(rest, SOME),
        // Code may hold markup in its strings, and a page may end in the middle of it.
        tag!("script") | tag!("style") => has_tags(rest, MUCH) && ends_with_its_page(rest),
        _ => has_tags(rest, MUCH),
    };
    if !is_ended {
        return None;
    }
    let next_tag = match raw.name {
        tag!("script") | tag!("style") => next_line_of_tags(rest).or_else(|| next_block(rest))?,
        _ => tags(rest).next()?,
    };
    let line = if raw.name == tag!("title") { memchr(b'\n', rest.as_bytes()) } else { None };
    let length = line.map_or(next_tag, |line| line.min(next_tag));
    let what = NAMES.iter().find(|name| **name == &*raw.name)?;
    Some(Unended { end: format!("</{what}>"), length, what })
}

fn comment(rest: &str) -> Option<Unended> {
    let inside = &rest["<!--".len()..];
    if is_comment_ended(inside.as_bytes()) || !has_tags(rest, MUCH) {
        return None;
    }
    let length = "<!--".len() + tags(inside).next()?;
    Some(Unended { end: "-->".into(), length, what: "comment" })
}

/// Whether a comment has an end, its `<!--` left out. Looks no further than that.
fn is_comment_ended(inside: &[u8]) -> bool {
    let is_end = |at: usize| match &inside[..at] {
        b"" | b"-" => true,
        before => before.ends_with(b"--") || before.ends_with(b"--!"),
    };
    memchr_iter(b'>', inside).any(is_end)
}

/// A tag one of whose values is quoted and has no second quote. It ends with its line, or where it would without the
/// quote.
fn attribute(rest: &str) -> Option<Unended> {
    let (quote, start) = open_value(rest)?;
    let value = &rest[start..];
    if !has_tags(value, SOME) {
        return None;
    }
    let end = value.bytes().position(|byte| matches!(byte, b'>' | b'\n'))?;
    let is_tag_end = value.as_bytes()[end] == b'>';
    // The `>` that ends the tag is the one that stands there.
    let end_tag = if is_tag_end { quote.to_string() } else { format!("{quote}>") };
    Some(Unended { end: end_tag, length: start + end, what: "attribute" })
}

/// The quote of the value that a tag is in the middle of when the page ends, and where the value starts.
fn open_value(rest: &str) -> Option<(char, usize)> {
    let bytes = rest.as_bytes();
    let name = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    if bytes.first() != Some(&b'<') || !bytes.get(name)?.is_ascii_alphabetic() {
        return None;
    }
    let mut at = name;
    loop {
        at += bytes[at..].iter().position(|byte| matches!(byte, b'>' | b'='))?;
        if bytes[at] == b'>' {
            return None;
        }
        at += 1;
        at += bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        if let quote @ (b'"' | b'\'') = bytes[at] {
            at += 1;
            match memchr(quote, &bytes[at..]) {
                Some(length) => at += length + 1,
                None => return Some((quote.into(), at)),
            }
        }
    }
}

/// Whether there are so many tags.
fn has_tags(text: &str, count: usize) -> bool {
    tags(text).nth(count - 1).is_some()
}

/// Where the next tag is that begins a line, of those behind the first. Each byte is looked at once.
fn next_line_of_tags(text: &str) -> Option<usize> {
    let mut last = 0;
    tags(text).find(|&at| {
        let between = &text[mem::replace(&mut last, at)..at];
        between.rsplit_once('\n').is_some_and(|(_, before)| before.trim().is_empty())
    })
}

/// What begins a block, or ends the head.
const BLOCKS: [&str; 14] = [
    "<p", "<div", "<body", "</head", "<article", "<main", "<section", "<header", "<nav", "<h1", "<h2", "<ul", "<table",
    "</body",
];

/// Where the next block is that does not look like one in a string, if there is such, of a page without lines.
fn next_block(text: &str) -> Option<usize> {
    let is_block = |at: &usize| {
        let name =
            text[at + 1..].find(|c: char| c != '/' && !c.is_ascii_alphanumeric()).map_or(text.len(), |n| at + 1 + n);
        BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(&text[*at..name]))
    };
    let is_bare = |at: &usize| !text[..*at].ends_with(['"', '\'', '`', '>', '\\']);
    tags(text).filter(is_block).find(is_bare).or_else(|| tags(text).find(is_block))
}

/// Where tags or comments start that have an end.
fn tags(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let last = bytes.iter().rposition(|&byte| byte == b'>').unwrap_or(0);
    memchr_iter(b'<', &bytes[..last]).filter(|&at| match (bytes.get(at + 1), bytes.get(at + 2)) {
        (Some(b'/'), Some(next)) => next.is_ascii_alphabetic(),
        (Some(b'!'), Some(next)) => *next == b'-',
        (Some(next), _) => next.is_ascii_alphabetic(),
        _ => false,
    })
}

/// Whether the end tag of the page or its body is the last thing.
fn ends_with_its_page(text: &str) -> bool {
    let text = text.trim_end().as_bytes();
    ["</html>", "</body>"].iter().any(|end| {
        text.len().checked_sub(end.len()).is_some_and(|start| text[start..].eq_ignore_ascii_case(end.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use crate::dom::{TextBlocks, parse};
    use crate::limits::{Limited, Limits};

    /// Parses a page that goes on with 30 paragraphs and ends in good order: its last text, and what was ended where.
    fn ended(start: &str) -> (Option<String>, Vec<Limited>) {
        let rest: String = (0..30).map(|n| format!("<p>Line {n}</p>\n")).collect();
        let parsed = parse(&format!("{start}{rest}</body></html>\n"), &Limits::default()).expect("small");
        let blocks = TextBlocks::of(&parsed.dom);
        (blocks.iter().last().map(|block| blocks.text(block).to_owned()), parsed.limited)
    }

    #[test]
    fn what_never_ends_is_ended_where_much_markup_follows() {
        for (start, what, line) in [
            ("<title>A fire at sea\n", "title", 1),
            ("<title>A fire at sea", "title", 1),
            ("<title>A fire at sea</he\n</head>\n<svg><title>Search</title></svg>", "title", 1),
            ("<title>A fire\n<BODY class=a>\n<svg><title>Search</title></svg>", "title", 1),
            ("<html>\n<body>\n<textarea>a", "textarea", 3),
            ("<style>\n.a{color:red", "style", 1),
            ("<p>a\n<script>\nif (a<b) c()\n", "script", 2),
            ("<iframe src=x>", "iframe", 1),
            ("<!-- menu", "comment", 1),
            ("<a href=\"/a>b</a>\n", "attribute", 1),
            ("<a href='/a\nb</a>\n", "attribute", 1),
            ("<a title=x href = '/a>b</a>\n", "attribute", 1),
        ] {
            let (last, limited) = ended(start);
            assert_eq!(last.as_deref(), Some("Line 29"), "{start}");
            assert_eq!(limited, [Limited::Unended { what, line }], "{start}");
        }
    }

    #[test]
    fn code_that_never_ends_is_ended_in_a_page_of_one_line() {
        for (start, kept) in [
            ("<style>.a{color:red}</head><body>", "Line 0"),
            ("<script>a('<p>b</p>');c()<div>d</div>", "d"),
            ("<script src=a.js><p>d</p>", "d"),
            ("<SCRIPT>a()<DIV class=b>d</DIV>", "d"),
        ] {
            let rest: String = (0..30).map(|n| format!("<p>Line {n}</p>")).collect();
            let parsed = parse(&format!("{start}{rest}</body></html>"), &Limits::default()).expect("small");
            let blocks = TextBlocks::of(&parsed.dom);
            let texts: Vec<&str> = blocks.iter().map(|block| blocks.text(block)).collect();
            assert_eq!((texts.first(), texts.last()), (Some(&kept), Some(&"Line 29")), "{start}");
            assert_eq!(parsed.limited.len(), 1, "{start}");
        }
        let whole = format!("<script>a('{}')</script><p>d</p></body></html>", "<p>b</p>".repeat(30));
        assert_eq!(parse(&whole, &Limits::default()).expect("small").limited, []);
    }

    #[test]
    fn a_tag_whose_value_never_ends_is_a_tag_of_that_value() {
        let rest = "<p>c</p>".repeat(5);
        for start in ["<a href='/a>b</a>", "<a href='/a\nb</a>"] {
            let dom = parse(&format!("{start}{rest}"), &Limits::default()).expect("small").dom;
            let link = dom.ids().find(|&id| dom.is(id, &html5ever::local_name!("a"))).expect("a link");
            assert_eq!(dom.attr(link, &html5ever::local_name!("href")).map(str::trim), Some("/a"), "{start}");
            assert_eq!(dom.text_content(link).trim(), "b", "{start}");
        }
    }

    #[test]
    fn what_only_looks_like_a_value_without_an_end_leaves_the_title_open() {
        let title = "<P =\"</title><title> x=\"ID='<a<title><a<svg>";
        let dom = parse(title, &Limits::default()).expect("small").dom;
        assert_eq!(dom.text_content(crate::dom::NodeId::ROOT).trim(), "x=\"ID='<a<title'><a<svg>");
    }

    #[test]
    fn what_ends_or_holds_little_markup_is_as_the_standard_has_it() {
        let limits = Limits::default();
        let code = format!("<script>\nlet a = `{}\n`;\nb(", "\n<p>a</p>".repeat(30));
        for html in [
            "<title>a <b> b",
            "<title>a <b><i><u> b</title><p>c",
            "<textarea><p>a</p><p>b</p>",
            "<p>a<!-- <p>b</p> -->",
            "<p>a<!-- b",
            "<p>a<a href='b",
            "<p title=\"<p>a<p>b<p>c<p>d\">a",
            &code,
        ] {
            assert_eq!(parse(html, &limits).expect("small").limited, [], "{html}");
        }
    }

    #[test]
    fn each_hole_is_ended_up_to_some() {
        let hole = "<!-- a\n";
        let (last, limited) = ended(&"<title>x\n<p>a<!-- b\n".repeat(3));
        assert_eq!((last.as_deref(), limited.len()), (Some("Line 29"), 6));
        assert_eq!(ended(&hole.repeat(super::MOST)).0.as_deref(), Some("Line 29"));
        assert_eq!(ended(&hole.repeat(super::MOST + 1)).0, None);
    }
}
