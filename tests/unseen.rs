//! What of a page no reader sees, and what a script shows its readers later.

use dehusk::{Page, RuleSet, Stripper};

const PARAGRAPH: &str = "<p>The harbour master counted the boats again, found that one more had come in than had gone out, \
    and wrote it down in the book that nobody but him had read since the old pier was closed to lorries, years ago.</p>";

/// How many texts of the page are taken for unseen.
fn unseen(html: &str) -> usize {
    let page = Page::new(html.as_bytes());
    let told = Stripper::new(RuleSet::empty()).explain(&page).expect("within the limits");
    let told = serde_json::to_value(&told).expect("it is plain data");
    let texts = told["texts"].as_array().expect("the texts are a list");
    texts.iter().filter(|text| text["reason"]["by"] == "unseen").count()
}

/// Short texts that are seen, nine in ten of the page's.
fn menu() -> String {
    "<p>All boats of the week</p>".repeat(1_000)
}

#[test]
fn a_hidden_box_is_not_seen() {
    let html = format!("{}<div style='display: none'>{PARAGRAPH}</div>", PARAGRAPH.repeat(9));
    assert_eq!(unseen(&html), 1);
}

#[test]
fn a_hidden_part_that_tells_more_than_all_that_is_seen_is_shown_later() {
    let html = format!("{}{PARAGRAPH}<div class=story style='display: none'>{}</div>", menu(), PARAGRAPH.repeat(9));
    assert_eq!(unseen(&html), 0);
}

#[test]
fn so_are_parts_that_are_hidden_one_by_one() {
    let part = format!("<div class=story style='display: none'>{PARAGRAPH}</div>");
    assert_eq!(unseen(&format!("{}{PARAGRAPH}<main>{}</main>", menu(), part.repeat(9))), 0);
}

#[test]
fn parts_that_are_called_otherwise_are_not_added_up() {
    let part = |n: usize| format!("<div class=box{n} style='display: none'>{PARAGRAPH}</div>");
    let parts: String = (0..9).map(part).collect();
    assert_eq!(unseen(&format!("{}{PARAGRAPH}<main>{parts}</main>", menu())), 9);
}

#[test]
fn little_text_is_no_article_even_where_all_that_is_seen_is_menus() {
    let html = format!("{}<div style='display: none'>{PARAGRAPH}</div>", menu());
    assert_eq!(unseen(&html), 1);
}

#[test]
fn a_part_that_a_framework_moves_to_its_place_is_shown_later() {
    let page = |id: &str| format!("{}<div hidden id='{id}'>{PARAGRAPH}</div>", PARAGRAPH.repeat(9));
    assert_eq!((unseen(&page("S:1")), unseen(&page("signup"))), (0, 1));
}

#[test]
fn a_hidden_word_does_not_count_for_the_whole_text_that_it_begins() {
    let html = format!("{}{}", PARAGRAPH, PARAGRAPH.replace("<p>", "<p><span hidden>Share</span>"));
    assert_eq!(unseen(&html), 1);
}

#[test]
fn the_hidden_rest_of_a_text_counts_although_the_text_begins_before_it() {
    let rest = format!(
        "<p>A teaser<span style='display: none'>{}</span></p>",
        PARAGRAPH.replace("<p>", " ").replace("</p>", " ").repeat(9)
    );
    assert_eq!(unseen(&format!("<p>All boats</p>{rest}")), 0);
}
