use super::{Proposal, Sample, Unproposable, propose};
use crate::{Page, RuleSet, Stripper};

/// Five paragraphs of an article.
const TEXT: &str = "<p>The ferry that links the two islands took up its service again on Monday, after six weeks in the \
    yard, and half of the smaller island stood on the quay to see it come in.</p>\
    <p>Its captain, who has steered it for thirty years, said that the new engine was quieter than any before it.</p>\
    <p>The crossing still takes forty minutes. The fare, which the council had meant to raise, stays as it was until the \
    spring, when the old pier is to be widened for lorries.</p>\
    <p>Nobody on the quay could remember when the lamps had last been painted so bright a red, and nobody minded it.</p>\
    <p>The harbour master, who keeps the book, wrote it all down with care and closed it again before the evening.</p>";

fn proposed(pages: &[String]) -> Result<Proposal, Unproposable> {
    let sample = |(n, html): (usize, &String)| {
        let html =
            format!("<link rel=canonical href=https://gazette.example/{n}>{html}<footer>All rights reserved</footer>");
        Sample::new(Page::new(html.into_bytes()), format!("pages/{n}.html"))
    };
    let samples: Vec<Sample<'_>> = pages.iter().enumerate().map(sample).collect();
    propose(&Stripper::new(RuleSet::empty()), &samples)
}

/// The selectors of `content`.
fn content(pages: &[String]) -> Vec<String> {
    let proposal = proposed(pages).expect("there is an article");
    proposal.content.into_iter().map(|found| found.selector).collect()
}

#[test]
fn the_container_goes_by_a_name_that_lasts() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("a class", "<div class=story>", "</div>", ".story"),
        ("a meaning before a class", "<div class=story itemprop=articleBody>", "</div>", "[itemprop=articleBody]"),
        ("no hashed class", "<main><div class=css-1x2abcd>", "</div></main>", "main"),
        ("no utility class", "<article><div class='mt-4 row'>", "</div></article>", "article"),
        ("no id with a number", "<article><div id=post-12345>", "</div></article>", "article"),
        (
            "no class that tells this page from others",
            "<div class=story><div class='post-12345 category-news'>",
            "</div></div>",
            ".story",
        ),
        ("the inner one", "<div class=page><div class=story>", "</div></div>", ".story"),
        ("an id", "<div id=story>", "</div>", "#story"),
        ("nothing that lasts", "<div>", "</div>", "body"),
    ];
    for (what, open, close, expected) in cases {
        assert_eq!(content(&[format!("<body>{open}{TEXT}{close}")]), [*expected], "{what}");
    }
}

#[test]
fn a_lead_beside_the_text_joins_it() {
    let lead = "<p>After six weeks in the yard the old ferry is back, and with it the only way to the market that does not \
                lead over the long bridge in the north of the island, said the mayor of the smaller one on Monday.</p>\
                <p>It had been missed by all who live there, and by the gulls that follow it from one quay to the other \
                every morning, and nobody knows where they had been in the six weeks before it came back.</p>";
    let nav = "<nav><a href=/a>News</a> <a href=/b>Tides</a></nav>";
    let html = format!("<body><div class=lead>{lead}</div>{nav}<div class=story>{TEXT}</div>");
    assert_eq!(content(&[html]), [".story, .lead"]);
}

#[test]
fn each_template_gets_an_entry_that_finds_its_own_pages() {
    let pages = [format!("<body><div class=story>{TEXT}</div>"), format!("<body><div class=artikel>{TEXT}</div>")];
    let mut found = content(&pages);
    found.sort_unstable();
    assert_eq!(found, [".artikel", ".story"]);
    let proposal = proposed(&pages).expect("there is an article");
    assert!(proposal.tests.iter().all(|test| test.fails.is_none()) && proposal.tests.len() == 2, "{proposal:?}");
}

#[test]
fn what_is_written_compiles_whatever_the_page_holds() {
    let odd = "<div class='story \"x\" a\\b' itemprop='articleBody\"]'><p title='\u{1b}'>\"\\ '\u{7}' ''' \"\"\" # ";
    let html = format!("<body>{odd}{TEXT}</div>");
    let text = proposed(&[html]).expect("there is an article").to_toml();
    let source = crate::RuleSource { name: "sites/a.toml".to_owned(), text: text.clone() };
    let compiled = RuleSet::compile([crate::Layer::new("test", vec![source])]);
    assert!(compiled.is_ok(), "{compiled:?}\n{text}");
}

#[test]
fn what_cannot_be_proposed_is_told() {
    assert_eq!(proposed(&[]).expect_err("no page"), Unproposable::NoPage);
    assert_eq!(proposed(&["<p>".to_owned()]).expect_err("no text"), Unproposable::NoArticle);
}
