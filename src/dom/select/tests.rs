use html5ever::local_name;
use proptest::prelude::*;
use serde::Deserialize;

use super::{Selector, SelectorError, Work};
use crate::dom::{self, Dom, NodeId};

#[derive(Deserialize)]
struct Cases {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    html: String,
    rows: Vec<Row>,
}

/// Either `ids` or `error`; the text that an error points at stands between guillemets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    select: String,
    ids: Option<String>,
    error: Option<String>,
    remedy: Option<String>,
}

fn select(dom: &Dom, selector: &Selector) -> Vec<NodeId> {
    selector.select(NodeId::ROOT, &Work::new(dom, u64::MAX))
}

impl Row {
    fn check(&self, dom: &Dom) -> Result<(), String> {
        let text = self.select.replace(['«', '»'], "");
        match (Selector::parse(&text), &self.ids, &self.error) {
            (Ok(selector), Some(ids), None) => Row::check_hits(dom, &selector, ids),
            (Err(error), None, Some(message)) => self.check_error(&error, message),
            (parsed, ..) => Err(format!("unexpectedly {parsed:?}")),
        }
    }

    fn check_hits(dom: &Dom, selector: &Selector, expected: &str) -> Result<(), String> {
        let hits = select(dom, selector);
        let ids: Vec<&str> = hits.iter().map(|&n| dom.attr(n, &local_name!("id")).unwrap_or("?")).collect();
        match ids.join(" ") {
            found if found != expected => Err(format!("found `{found}`, not `{expected}`")),
            _ => Ok(()),
        }
    }

    fn check_error(&self, error: &SelectorError, message: &str) -> Result<(), String> {
        let start = self.select.find('«');
        let expected = start.map(|start| start..self.select.find('»').expect("both marks") - '«'.len_utf8());
        if error.message != message || !error.remedy.contains(self.remedy.as_deref().unwrap_or_default()) {
            return Err(format!("says {error:?}"));
        }
        match expected {
            Some(span) if span != error.span => Err(format!("points at {:?}, not at {span:?}", error.span)),
            _ => Ok(()),
        }
    }
}

#[test]
fn rows_of_the_table_hold() {
    let cases: Cases = toml::from_str(include_str!("../../../tests/cases/selectors.toml")).expect("the table is TOML");
    let mut failed = Vec::new();
    for group in &cases.group {
        let dom = dom::of_html(&group.html);
        for row in &group.rows {
            if let Err(problem) = row.check(&dom) {
                failed.push(format!("{}: `{}` {problem}", group.name, row.select));
            }
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn a_subtree_bounds_what_is_found() {
    let dom = dom::of_html("<p>0<div><p>1<p>2</div><p>3");
    let div = select(&dom, &Selector::parse("div").expect("parses"))[0];
    let p = Selector::parse("p, div").expect("parses");
    assert_eq!(p.select(div, &Work::new(&dom, u64::MAX)).len(), 3);
}

#[test]
fn scope_is_the_subtree_root() {
    let dom = dom::of_html("<div><p>1<section><p>2</section></div><p>3");
    let div = select(&dom, &Selector::parse("div").expect("parses"))[0];
    let child = Selector::parse(":scope > p").expect("parses");
    assert_eq!(child.select(div, &Work::new(&dom, u64::MAX)).len(), 1);
}

#[test]
fn work_ends_and_names_what_used_it_up() {
    let dom = dom::of_html(&"<div>".repeat(300));
    let work = Work::new(&dom, 10_000);
    let slow = "div:not(div :is(div :is(div :is(div :is(div :is(a div))))))";
    Selector::parse(slow).expect("parses").select(NodeId::ROOT, &work);
    Selector::parse("p").expect("parses").select(NodeId::ROOT, &work);
    assert_eq!(&*work.finish().expect_err("too much"), slow);
}

#[test]
fn what_costs_is_counted() {
    let names = |prefix: &str| (0..1_000).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>().join(" ");
    let rows = [
        (
            "comments before the first element",
            "<div>".to_owned() + &"<!---->".repeat(1_000) + &"<p>".repeat(1_000),
            "div:empty p",
        ),
        ("many attributes", format!("<p {}>", names("a")).repeat(1_000), "p:not([id=x])"),
        ("many classes", format!("<p class='{}'>", names("c")).repeat(500), "p:not(.c)"),
        (
            "a search that finds no candidate",
            "<p><b></b>".repeat(20_000),
            "p:has(b.x, b.y, b.z, i, u, s, a, q) ~ p, p:not(:has(b > b))",
        ),
        ("a step from each of many", "<p><b>".repeat(10_000), "b:upward(1) > i"),
    ];
    for (what, html, selector) in rows {
        let dom = dom::of_html(&html);
        let work = Work::new(&dom, 100_000);
        Selector::parse(selector).expect("parses").select(NodeId::ROOT, &work);
        assert!(work.finish().is_err(), "{what}");
    }
}

#[test]
fn nth_child_over_many_siblings_is_not_quadratic() {
    let dom = dom::of_html(&"<p>".repeat(3_000));
    let work = Work::new(&dom, 200_000);
    let found = Selector::parse("p:nth-child(3n+1)").expect("parses").select(NodeId::ROOT, &work);
    assert_eq!((found.len(), work.finish()), (1_000, Ok(())));
}

#[test]
fn the_longest_selector_needs_little_stack() {
    let run = || {
        let dom = dom::of_html(&"<i>".repeat(300));
        for text in [vec!["i"; 100].join(" "), format!("{}i{}", "i:not(b i ".repeat(12), ")".repeat(12))] {
            assert!(!select(&dom, &Selector::parse(&text).expect("parses")).is_empty());
        }
    };
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).expect("starts").join().expect("no overflow");
    let error = Selector::parse(&vec!["i"; 101].join(" ")).expect_err("too long");
    assert_eq!(error.message, "a selector has at most 100 parts");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_or_says_where_not(text in r#"([a-z.#:\[\]()>+~,*="'/\\ é0-9_-]|:has\(|:has-text\(|:upward\(|:nth-child\(|:not\(|:is\(){0,20}"#) {
        let dom = dom::of_html("<div class=a><p id=b>c<a href=d>e</a></p><p>f</div>");
        match Selector::parse(&text) {
            Ok(selector) => {
                let hits = select(&dom, &selector);
                prop_assert!(hits.is_sorted());
            }
            Err(error) => {
                prop_assert!(text.get(error.span.clone()).is_some(), "{error:?}");
                prop_assert!(!error.message.is_empty() && !error.remedy.is_empty());
                prop_assert_ne!(error.message, "this is not a selector");
            }
        }
    }
}
