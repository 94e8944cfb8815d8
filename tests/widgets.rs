//! Parts that many sites take from the same maker are dropped by their names.

use dehusk::{Layer, Page, RuleSet, RuleSource, Stripper};
use serde_json::Value;

const PARAGRAPH: &str = "<p>The keeper of the weir lifted the third board, waited until the water had found its new level, \
    and went back to his soup, which nobody in the house had dared to touch while he was away.</p>";

/// How many texts of a page are kept, and what the dropped ones are told to be.
fn told(rules: RuleSet, html: &str) -> (usize, Vec<String>) {
    let page = Page::new(html.as_bytes()).site("weir.example");
    let told = Stripper::new(rules).explain(&page).expect("within the limits");
    let told = serde_json::to_value(&told).expect("it is plain data");
    let texts = told["texts"].as_array().expect("the texts are a list");
    let kept = texts.iter().filter(|text| text["kept"] == Value::Bool(true)).count();
    let names = texts.iter().filter_map(|text| text["reason"]["name"].as_str());
    (kept, names.map(str::to_owned).collect())
}

/// Six paragraphs, and some more within an element.
fn page(attributes: &str, more: usize) -> String {
    format!("<h1>Weir</h1><article>{}</article><div {attributes}>{}</div>", PARAGRAPH.repeat(6), PARAGRAPH.repeat(more))
}

#[test]
fn a_cookie_dialog_that_is_longer_than_the_article_is_dropped_by_its_id() {
    let (kept, names) = told(RuleSet::empty(), &page("id=onetrust-consent-sdk", 20));
    assert_eq!((kept >= 6, names), (true, vec!["#onetrust-consent-sdk".to_owned(); 20]));
}

#[test]
fn a_share_bar_is_dropped_by_one_of_its_classes() {
    let (_, names) = told(RuleSet::empty(), &page("class='wide sharedaddy'", 2));
    assert_eq!(names, [".sharedaddy", ".sharedaddy"]);
}

#[test]
fn a_name_may_go_on_where_its_row_ends_in_a_star_and_only_there() {
    let names = |id: &str| told(RuleSet::empty(), &page(&format!("id={id}"), 1)).1;
    assert_eq!(names("taboola-below-article"), ["#taboola-*"]);
    assert_eq!(names("onetrust-consent-sdk-help"), [""; 0]);
}

#[test]
fn a_body_that_carries_such_a_name_is_the_page() {
    let html = format!("<body class=sharedaddy><h1>Weir</h1><article>{}</article>", PARAGRAPH.repeat(6));
    assert_eq!(told(RuleSet::empty(), &html).1, [""; 0]);
}

#[test]
fn what_a_rule_keeps_stays() {
    let names = |keep: &str| {
        let text = format!("schema = 1\nhosts = ['weir.example']\ncontent = ['body']\nkeep = ['{keep}']\n");
        let source = RuleSource { name: "sites/weir.example.toml".to_owned(), text };
        let rules = RuleSet::compile([Layer::new("mine", vec![source])]).expect("the rule can be used");
        told(rules, &page("id=toc_container", 2)).1
    };
    assert_eq!(names("#toc_container"), [""; 0]);
    assert_eq!(names("#weir"), ["#toc_container", "#toc_container"]);
}
