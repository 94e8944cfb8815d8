//! What is written is read back: Markdown by an independent parser, HTML by dehusk itself. Pages are made up at random.

use dehusk::{Article, Block, Captions, Form, Format, Inlines, Meta, Options, Stripper};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use common::all_kept;

mod common;

/// Keeps all of a page.
fn stripper() -> Stripper {
    let mut options = Options::default();
    options.policies.captions = Captions::Keep;
    Stripper::new(all_kept()).options(options)
}

fn strip(html: &str) -> Article {
    stripper().strip(&common::page(html)).expect("within the limits")
}

/// Text with all the characters that mean something to someone.
fn text() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(
        "* _ ` ~ [ ] ( ) < > # + - = | \\ ! & ; : . 1 2 $ \" ' / a b é 強 。 「 」 \u{a0} \u{2028} \u{301} 😀"
            .split(' ')
            .chain([
                " ",
                "  ",
                "\n",
                "1. ",
                "- ",
                "# ",
                "> ",
                "&amp;amp;",
                "&lt;b&gt;",
                "word",
                "---",
                "http://a.example",
            ])
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(mark, 0..8).prop_map(|marks| marks.concat().replace('<', "&lt;"))
}

fn inline() -> impl Strategy<Value = String> {
    let tags = ["b", "i", "em", "code", "sup", "s", "a href='x_(y)?a=1&amp;lt=2'", "span", "q"];
    text().prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            3 => (prop::sample::select(tags.to_vec()), inner.clone()).prop_map(|(tag, text)| element(tag, &text)),
            3 => prop::collection::vec(inner, 0..5).prop_map(|parts| parts.concat()),
            1 => Just("<br>".to_owned()),
            1 => Just("<img src='p_1.png' alt='a [b] *c'>".to_owned()),
        ]
    })
}

fn block() -> impl Strategy<Value = String> {
    let line = ["p", "h3", "h2", "div", "pre", "td", "li", "dt", "dd", "figcaption"];
    let holder = [
        "ul",
        "ol",
        "ol start=7",
        "li",
        "blockquote",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "figure",
        "dl",
        "dd",
        "p",
        "hr",
    ];
    let lines = (prop::sample::select(line.to_vec()), inline()).prop_map(|(tag, text)| element(tag, &text));
    lines.prop_recursive(5, 40, 5, move |inner| {
        (prop::sample::select(holder.to_vec()), prop::collection::vec(inner, 0..5))
            .prop_map(|(tag, parts)| element(tag, &parts.concat()))
    })
}

fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 0..5).prop_map(|blocks| blocks.concat())
}

fn element(tag: &str, content: &str) -> String {
    let name = tag.split(' ').next().unwrap_or_default();
    format!("<{tag}>{content}</{name}>")
}

/// All characters of an article but white space, in reading order.
fn letters(blocks: &[Block]) -> String {
    solid(&words(blocks))
}

/// The text of an article without any markup.
fn words(blocks: &[Block]) -> String {
    let words_of = |block: &Block| match block {
        Block::Code { text, .. } => text.clone() + "\n",
        Block::List { items, .. } => items.iter().map(|item| words(item)).collect(),
        Block::Quote { blocks } | Block::Note { blocks, .. } | Block::Embed { blocks, .. } => words(blocks),
        Block::Callout { title: line, blocks, .. } | Block::Details { summary: line, blocks } => {
            format!("{}\n{}", line.text(), words(blocks))
        }
        Block::Definitions { entries } => {
            entries.iter().map(|entry| format!("{}\n{}", entry.term.text(), words(&entry.meaning))).collect()
        }
        block => lines(std::slice::from_ref(block)).iter().map(|line| line.text() + "\n").collect(),
    };
    blocks.iter().map(words_of).collect()
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// All characters that a Markdown parser shows, less white space and the names of pictures. It reads formulas, in whose
/// TeX no backslash is an escape and a backtick is a command.
fn markdown_letters(markdown: &str) -> Result<String, String> {
    let mut pictures = 0;
    let mut out = String::new();
    let source = |tex: &str| solid(&tex.replace("\\char96 ", "`"));
    for event in
        Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_MATH)
    {
        match event {
            Event::InlineMath(tex) => out.extend(["$", &source(&tex), "$"]),
            Event::DisplayMath(tex) => out.extend(["$$", &source(&tex), "$$"]),
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if pictures == 0 => out.push_str(&solid(&text)),
            Event::InlineHtml(tag) if OWN_TAGS.contains(&tag.trim_matches(['<', '/', '>'])) => {}
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("markup out of text: {html}")),
            _ => {}
        }
    }
    Ok(out)
}

/// The tags that the renderer itself writes into Markdown.
const OWN_TAGS: [&str; 7] = ["strong", "em", "s", "sup", "sub", "br", "code"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_says_what_the_blocks_say(html in page()) {
        let article = strip(&html);
        let markdown = article.render(Format::Markdown);
        prop_assert_eq!(markdown_letters(&markdown), Ok(letters(&article.blocks)), "{}", markdown);
    }

    #[test]
    fn words_are_those_of_the_text_blocks(html in page()) {
        let seen = stripper().explain(&common::page(&html)).expect("within the limits").texts;
        let seen: String = seen.iter().map(|text| solid(&text.text)).collect();
        // Quotation marks stand for `<q>`.
        let said = letters(&strip(&html).blocks).replace(['“', '”', '‘', '’'], "");
        prop_assert_eq!(said, seen);
    }

    #[test]
    fn html_comes_back_as_the_same_blocks(html in page()) {
        // The title is cleaned on its way in, so it may change once more: here the blocks count.
        let bare = |html: &str| {
            let mut article = strip(html);
            article.meta = Meta::default();
            article.render(Format::Html)
        };
        let first = bare(&html);
        prop_assert_eq!(bare(&first), first);
    }

    #[test]
    fn json_is_one_value_and_jsonl_one_line(html in page()) {
        let article = strip(&html);
        let json: Result<serde_json::Value, _> = serde_json::from_str(&article.render(Format::Json));
        prop_assert!(json.is_ok());
        let record = article.record("a/b", &Form::default());
        let ends: Vec<usize> = record.match_indices(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(|m| m.0).collect();
        prop_assert_eq!(ends, [record.len() - 1]);
        let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
        let text = article.render(Format::Text);
        prop_assert_eq!(record["text"].as_str(), Some(text.trim_end()));
    }

    #[test]
    fn white_space_is_as_a_browser_shows_it(html in page()) {
        for line in lines(&strip(&html).blocks) {
            let text = line.text();
            prop_assert!(!text.contains("  ") && !text.contains("\n\n"), "{:?}", text);
            prop_assert_eq!(text.trim(), &text);
        }
    }
}

#[test]
fn no_depth_or_width_of_a_page_is_too_much() {
    let pages = [
        "<ul><li>".repeat(3_000),
        "<blockquote>".repeat(3_000),
        "<table><tr><td>a<td>b<tr><td>c<td>".repeat(1_000),
        "<dl><dt>a<dd>".repeat(2_000),
        "<figure><figcaption>".repeat(2_000),
        "<b><i><a href=x>".repeat(1_000),
        "<div role=heading>a".repeat(2_000),
        "<pre><code><span>".repeat(1_000),
        "<table><tr><td colspan=1000 rowspan=65534>".repeat(300) + &"<td colspan=1000><td rowspan=9999>".repeat(2_000),
    ];
    let run = move || {
        for page in pages {
            let article = strip(&(page + "word"));
            for format in Format::all() {
                assert!(article.render(format).contains("word"), "{format}");
            }
        }
    };
    let small = std::thread::Builder::new().stack_size(256 << 10);
    small.spawn(run).expect("a thread").join().expect("no panic, no overflow");
}

/// The lines of text in blocks; code has none.
fn lines(blocks: &[Block]) -> Vec<&Inlines> {
    let lines_of = |block| match block {
        &Block::Heading { ref text, .. } | &Block::Paragraph { ref text } => vec![text],
        Block::List { items, .. } => items.iter().flat_map(|item| lines(item)).collect(),
        Block::Quote { blocks } | Block::Note { blocks, .. } | Block::Embed { blocks, .. } => lines(blocks),
        Block::Callout { title: line, blocks, .. } | Block::Details { summary: line, blocks } => {
            std::iter::once(line).chain(lines(blocks)).collect()
        }
        Block::Table { caption, rows, .. } => {
            std::iter::once(caption).chain(rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text)).collect()
        }
        Block::Figure { caption, .. } => vec![caption],
        Block::Definitions { entries } => {
            entries.iter().flat_map(|entry| std::iter::once(&entry.term).chain(lines(&entry.meaning))).collect()
        }
        _ => Vec::new(),
    };
    blocks.iter().flat_map(lines_of).collect()
}
