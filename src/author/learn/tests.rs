use super::{Learned, Sample, Unlearnable, learn};
use crate::{Layer, Page, RuleSet, RuleSource, Stripper};

/// The paragraphs of an article, the husk of its site between them.
const TEXT: [&str; 3] = [
    "The ferry that links the two islands took up its service again on Monday, after six weeks in the yard, and half of the \
     smaller island stood on the quay to see it come in.",
    "Its captain, who has steered it for thirty years, said that the new engine was quieter than any before it.",
    "The crossing still takes forty minutes. The fare, which the council had meant to raise, stays as it was until the \
     spring, when the old pier is to be widened for lorries.",
];
const HUSK: &str =
    "Walk with our harbour master through the old yard on Sunday, and hear how the ferries were built there.";

/// A page whose husk stands in an element with these attributes.
fn page(attributes: &str) -> String {
    let [one, two, three] = TEXT;
    format!("<article class=story><p>{one}<p>{two}<div {attributes}><p>{HUSK}</div><p>{three}</article>")
}

fn learned(pages: &[(String, Option<String>)]) -> Result<Vec<Learned>, Unlearnable> {
    let sample = |(n, (html, right)): (usize, &(String, Option<String>))| {
        let html =
            format!("<link rel=canonical href=https://gazette.example/{n}>{html}<footer>All rights reserved</footer>");
        let sample = Sample::new(Page::new(html.into_bytes()), format!("pages/{n}.html"));
        match right {
            Some(right) => sample.right(right.clone()),
            None => sample,
        }
    };
    let samples: Vec<Sample<'_>> = pages.iter().enumerate().map(sample).collect();
    learn(&Stripper::new(RuleSet::empty()), &[], &samples)
}

fn right() -> Option<String> {
    Some(TEXT.join("\n\n"))
}

/// The lines that are learned from pages with such husk.
fn lines(attributes: &[&str]) -> Vec<(&'static str, String)> {
    let pages: Vec<_> = attributes.iter().map(|attributes| (page(attributes), right())).collect();
    let site = learned(&pages).expect("there are pages").remove(0);
    site.lines.into_iter().map(|line| (line.key, line.selector)).collect()
}

#[test]
fn husk_is_dropped_by_a_name_that_lasts() {
    let cases: &[(&str, &[&str], &str)] = &[
        ("a class", &["class=walk"], ".walk"),
        ("a test's name", &["data-testid=walk"], "[data-testid=walk]"),
        ("no hashed class", &["class='css-1x2abcd walk'"], ".walk"),
        ("no utility class", &["class='mt-4 walk'"], ".walk"),
        ("no class that tells this page from others", &["class='post-12345 walk'"], ".walk"),
        ("the name that all pages have", &["class='spring walk'", "class='walk autumn'"], ".walk"),
    ];
    for (what, attributes, expected) in cases {
        assert_eq!(lines(attributes), [("drop", (*expected).to_owned())], "{what}");
    }
}

#[test]
fn nothing_is_dropped_by_what_does_not_last_or_stands_at_the_article_too() {
    for attributes in ["", "class=css-1x2abcd", "id=block-71", "class=story"] {
        assert_eq!(lines(&[attributes]), [], "{attributes}");
    }
}

#[test]
fn a_part_of_the_article_that_is_lost_is_kept_by_its_name() {
    let [one, two, three] = TEXT;
    let part = "Sail and steam, the two that came before it, lie on the bottom of the bay, where divers look for them.";
    let aside = format!("<aside class='sidebar related-posts deep'><p><a href=/a>{part}</a></aside>");
    let html = format!("<article class=story><p>{one}<p>{two}<p>{three}{aside}</article>");
    let right = format!("{}\n\n{part}", TEXT.join("\n\n"));
    let site = learned(&[(html, Some(right))]).expect("there is a page").remove(0);
    assert_eq!(site.lines.len(), 1, "{:?}", site.lines);
    assert_eq!(site.lines[0].key, "keep");
    assert_eq!(site.pages[0].with, Some(1.0));
    assert_eq!(site.tests[0].contains.len(), 1, "a test misses the part if the line goes: {:?}", site.tests);
}

#[test]
fn what_is_said_twice_is_husk_where_it_stands_by_itself() {
    let [one, two, three] = TEXT;
    let html = format!(
        "<article class=story><p>{one}<p class=pull>half of the smaller island stood<p>{two}<p>{three}</article>"
    );
    let site = learned(&[(html, right())]).expect("there is a page").remove(0);
    let lines: Vec<&str> = site.lines.iter().map(|line| line.selector.as_str()).collect();
    assert_eq!(lines, [".pull"]);
}

#[test]
fn a_line_that_does_harm_on_another_page_is_not_learned() {
    let [one, two, three] = TEXT;
    let other = format!("<article class=story><p>{one}<div class=walk><p>{two}</div><p>{three}</article>");
    let site = learned(&[(page("class=walk"), right()), (other, right())]).expect("there are pages").remove(0);
    assert_eq!(site.lines, []);
}

#[test]
fn each_page_is_held_out_in_turn() {
    let pages: Vec<_> = (0..3).map(|_| (page("class=walk"), right())).collect();
    let site = learned(&pages).expect("there are pages").remove(0);
    let held_out = site.held_out.expect("three pages have a right text");
    assert_eq!((held_out.pages, held_out.worse), (3, 0));
    assert!(held_out.gain > 0.05, "{held_out:?}");
}

#[test]
fn captions_and_posts_that_a_right_text_leaves_out_are_no_husk() {
    let [one, two, three] = TEXT;
    let figure = format!("<figure class=shot><img src=a.jpg><figcaption class=cap>{HUSK}</figcaption></figure>");
    let html = format!("<article class=story><p>{one}<p>{two}{figure}<p>{three}</article>");
    assert_eq!(learned(&[(html, right())]).expect("there is a page")[0].lines, []);
    assert_eq!(lines(&["class='post twitter-tweet'"]), []);
}

#[test]
fn a_name_that_many_things_have_needs_a_second_page() {
    assert_eq!(lines(&["class=text"]), []);
    assert_eq!(lines(&["class=text", "class=text"]), [("drop", ".text".to_owned())]);
}

#[test]
fn pages_of_two_sites_give_two_rules() {
    let sample = |host: &str| {
        let html = format!("<link rel=canonical href=https://{host}/a>{}", page("class=walk"));
        Sample::new(Page::new(html.into_bytes()), format!("pages/{host}.html")).right(TEXT.join("\n"))
    };
    let samples = [sample("news.gazette.example"), sample("courier.example"), sample("gazette.example")];
    let sites = learn(&Stripper::new(RuleSet::empty()), &[], &samples).expect("there are pages");
    let hosts: Vec<Vec<String>> = sites.into_iter().map(|site| site.hosts).collect();
    assert_eq!(hosts, [vec!["news.gazette.example", "gazette.example"], vec!["courier.example"]]);
}

#[test]
fn lines_that_the_rules_below_have_are_not_learned_again() {
    let html = format!("<link rel=canonical href=https://gazette.example/a>{}", page("class=walk"));
    let sample = Sample::new(Page::new(html.into_bytes()), "pages/a.html").right(TEXT.join("\n"));
    let text = "hosts = ['gazette.example']\ndrop = '.walk'".to_owned();
    let below = Layer::new("below", vec![RuleSource { name: "sites/gazette.toml".to_owned(), text }]);
    let sites = learn(&Stripper::new(RuleSet::empty()), &[below], &[sample]).expect("there is a page");
    assert_eq!(sites[0].lines, []);
}

#[test]
fn without_a_right_text_no_line_is_proposed_but_a_rule_to_start_from() {
    let site = learned(&[(page("class=walk"), None)]).expect("there is a page").remove(0);
    assert_eq!(site.lines, []);
    assert_eq!(site.clues[0].selector, ".story");
    assert!(site.pages[0].text.contains("Its captain"));
    assert_eq!(site.tests.len(), 1);
}

#[test]
fn what_is_written_compiles_whatever_the_page_holds() {
    let odd = "class='story \"x\" a\\b walk' itemprop='articleBody\"]' title='\u{1b}'";
    let html = page(odd).replace("<p>", "<p>\u{7} \"\\ ''' # ");
    let text = learned(&[(html, right())]).expect("there is a page")[0].to_toml();
    let source = RuleSource { name: "sites/a.toml".to_owned(), text: text.clone() };
    let compiled = RuleSet::compile([Layer::new("test", vec![source])]);
    assert!(compiled.is_ok(), "{compiled:?}\n{text}");
}

#[test]
fn what_cannot_be_learned_from_is_told() {
    assert_eq!(learned(&[]).expect_err("no page"), Unlearnable::NoPage);
    let sample = Sample::new(Page::new(b"<p>text".as_slice()), "a.html");
    let error = learn(&Stripper::new(RuleSet::empty()), &[], &[sample]).expect_err("no host");
    assert_eq!(error.to_string(), "a.html: nothing tells which site the page is from: give its address by --url");
}
