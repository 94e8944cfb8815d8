use proptest::prelude::*;
use serde::Deserialize;

use super::{Note, translate};
use crate::author::import::oracle::Oracle;
use crate::author::import::xpath;
use crate::dom::{self, Dom, NodeId, Selector, Work};

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

/// Either `select` or `error`; with `note`, the selector may select something else than the expression.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    xpath: String,
    select: Option<String>,
    note: Option<String>,
    error: Option<String>,
}

impl Row {
    fn check(&self, dom: &Dom) -> Result<(), String> {
        let translation = match xpath::parse(&self.xpath).map_err(|e| e.to_string()) {
            Ok(expr) => translate(&expr).map_err(|e| e.to_string()),
            Err(error) => Err(error),
        };
        match (translation, &self.select, &self.error) {
            (Ok(translation), Some(select), None) => {
                let notes: Vec<String> = translation.notes.iter().map(ToString::to_string).collect();
                let parts: Vec<String> = translation.parts.into_iter().map(|(selector, _)| selector).collect();
                match (&self.note, notes.join("; ")) {
                    _ if parts.join(", ") != *select => return Err(format!("became `{}`", parts.join(", "))),
                    (None, notes) if !notes.is_empty() => return Err(format!("has a note: {notes}")),
                    (Some(note), notes) if !notes.contains(note) => return Err(format!("has not that note: {notes}")),
                    _ => {}
                }
                self.check_hits(dom, select)
            }
            (Err(error), None, Some(expected)) if error.contains(expected) => Ok(()),
            (other, ..) => Err(format!("gave {other:?}")),
        }
    }

    fn check_hits(&self, dom: &Dom, select: &str) -> Result<(), String> {
        let selector = Selector::parse(select).map_err(|e| e.to_string())?;
        let expr = xpath_eval::parse(&self.xpath).map_err(|e| e.to_string())?;
        let expected = Oracle::new(dom).select(&expr)?;
        let found = selector.select(NodeId::ROOT, &Work::new(dom, u64::MAX));
        match self.note {
            _ if expected.is_empty() => Err("selects nothing on its page".to_owned()),
            None if found != expected => Err(format!("found {found:?}, not {expected:?}")),
            Some(_) if expected.iter().any(|id| !found.contains(id)) => {
                Err(format!("found {found:?}, not {expected:?}"))
            }
            _ => Ok(()),
        }
    }
}

#[test]
fn expressions_become_selectors_that_select_the_same() {
    let cases: Cases = toml::from_str(include_str!("../../../../tests/cases/xpath.toml")).expect("the cases are TOML");
    let mut wrong = Vec::new();
    for group in &cases.group {
        let dom = dom::of_html(&group.html);
        for row in &group.rows {
            if let Err(error) = row.check(&dom) {
                wrong.push(format!("{}: {}: {error}", group.name, row.xpath));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
        let _ = xpath::parse(&text).map(|expr| translate(&expr).is_ok());
    }

    #[test]
    fn nothing_that_looks_like_xpath_makes_the_translation_panic(
        parts in proptest::collection::vec(proptest::sample::select(PARTS), 1..24),
    ) {
        if let Ok(translation) = xpath::parse(&parts.concat()).map(|expr| translate(&expr)) {
            for (selector, _) in translation.iter().flat_map(|t| &t.parts) {
                let parsed = Selector::parse(selector);
                let is_limit = parsed.as_ref().is_err_and(|e| e.message.contains("nested") || e.message.contains("at most"));
                prop_assert!(parsed.is_ok() || is_limit, "{} became {selector}: {:?}", parts.concat(), parsed);
            }
        }
    }
}

const AXES: &[&str] = &[
    "/",
    "/",
    "//",
    "//",
    "/descendant::",
    "/descendant-or-self::",
    "/parent::",
    "/ancestor::",
    "/ancestor-or-self::",
    "/following-sibling::",
    "/preceding-sibling::",
    "/following::",
    "/preceding::",
    "/self::",
];

const TESTS: &[&str] = &["div", "div", "p", "p", "a", "*", "*"];

/// Conditions without brackets around them, so that they can be joined.
const CONDITIONS: &[&str] = &[
    "1",
    "2",
    "last()",
    "last() - 1",
    "position() > 1",
    "position() <= 2",
    "position() = last()",
    "position() < last()",
    "position() > last() - 2",
    "position() - 1",
    "position() mod 2",
    "3",
    "position() != 2",
    "position() mod 2 = 0",
    "1 = position()",
    "position() = 1 or position() = 3",
    "position() > 1 and position() < last()",
    "@class",
    "@class='x'",
    "@id = 'i'",
    "@class != 'x'",
    "contains(@class, 'x')",
    "starts-with(@class, 'y')",
    "contains(concat(' ', normalize-space(@class), ' '), ' x ')",
    "a",
    "p/a",
    ".//a",
    ".//p[1]",
    "p[2]",
    "p[last()]",
    "*[1][self::a]",
    "self::div or self::a",
    "self::p",
    "following-sibling::p",
    "following-sibling::*[1][self::p]",
    "following-sibling::p[1][@class]",
    "following-sibling::*[2]",
    "preceding-sibling::a",
    "preceding-sibling::*[1][self::a]",
    "preceding-sibling::*[last()]",
    "preceding-sibling::p[2]",
    "following-sibling::p[last()]",
    "ancestor::div[1]",
    "ancestor::*[@class][1]/p",
    "following::a",
    "preceding::a",
    "ancestor::div",
    "ancestor::div[@class='x']",
    "ancestor::*[2][self::div]",
    "ancestor-or-self::p",
    "parent::div",
    "../a",
    "../../p",
    "parent::*[@class]",
    "count(a) > 1",
    "count(p) = 1",
    "count(*) >= 2",
    "count(a) = 0",
    "count(preceding-sibling::p) = 1",
    "count(preceding-sibling::*) < 2",
    "count(following-sibling::p) > 0",
    "count(ancestor::div) = 1",
    "boolean(a)",
    "contains(., 'Read')",
    "contains(., 'Read more ')",
    "starts-with(., 'Ad')",
    "starts-with(normalize-space(.), 'Ad')",
    ". = 'Ad'",
    "normalize-space() = 'Ad'",
    "string(.) = 'Ad'",
    ". != 'Ad'",
    "contains(a, 'Ad')",
    "p = 'Ad'",
    "a[. = 'Ad']",
    "contains(translate(., 'AD', 'ad'), 'ad')",
    "starts-with(following-sibling::*[1], 'Ad')",
    "following-sibling::*[1][. = 'Ad']",
    ".//text()[. = 'Ad']",
    "@class = 'y x'",
    "contains(@class, 'y ')",
    "contains(concat(' ', @class, ' '), ' x')",
    "contains(concat(' ', @class, ' '), 'y ')",
    "contains(translate(@class, 'XY', 'xy'), 'x')",
    "substring(@class, 1, 1) = 'y'",
    "substring(@class, string-length(@class)) = 'x'",
    "string-length(@class) > 0",
    "not(@class = 'x')",
    "contains(@class, 'x') = false()",
    "a/@class",
    "a/@class = 'x'",
    "contains(a/@class, 'x')",
    "starts-with(p/@class, 'y')",
    ".//a/@class = 'x'",
    "../@class = 'x'",
    "starts-with(../@class, 'x')",
    "ancestor::div/@class = 'x'",
    "preceding-sibling::*[1]/@class = 'x'",
    "following-sibling::*[1]/a",
    "following-sibling::*[1]/@class",
    "preceding-sibling::p[@class]/a",
    "parent::div/preceding-sibling::p",
    "a[1]/@class = 'x'",
    "p[@class='x'][1]",
    "p[1][@class='x']",
    "*[2]/a[1]",
    "true()",
    "false()",
    "name() = 'p'",
    "local-name() = 'p'",
    "string(@id) = 'i'",
    "@id or @class",
    "a | p",
    "(a | p)/a",
    "descendant::a[@class]",
    "descendant::p[2]",
    "*",
    "node()",
];

fn condition() -> impl Strategy<Value = String> {
    let plain = proptest::sample::select(CONDITIONS).prop_map(str::to_owned);
    plain.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| format!("not({c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) and ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a}) or ({b})")),
        ]
    })
}

fn step() -> impl Strategy<Value = String> {
    let predicates = proptest::collection::vec(condition(), 0..3);
    (proptest::sample::select(AXES), proptest::sample::select(TESTS), predicates).prop_map(
        |(axis, test, predicates)| {
            let predicates: String = predicates.into_iter().map(|p| format!("[{p}]")).collect();
            format!("{axis}{test}{predicates}")
        },
    )
}

fn path() -> impl Strategy<Value = String> {
    let first = (proptest::sample::select(TESTS), proptest::collection::vec(condition(), 0..2));
    (first, proptest::collection::vec(step(), 0..3)).prop_map(|((test, predicates), steps)| {
        let predicates: String = predicates.into_iter().map(|p| format!("[{p}]")).collect();
        format!("//{test}{predicates}{}", steps.concat())
    })
}

fn expression() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => path(),
        1 => (path(), path()).prop_map(|(a, b)| format!("{a} | {b}")),
        1 => (path(), 1..4).prop_map(|(a, n)| format!("({a})[{n}]")),
        1 => (path(), step()).prop_map(|(a, step)| format!("({a})[last()]{step}")),
    ]
}

/// A small page of elements in one another.
fn page() -> impl Strategy<Value = String> {
    let open = |name: &str, class: &str| format!("<{name}{class}>");
    let class =
        proptest::sample::select(&["", "", " class=x", " class=y", " class='y x'", " id=i", " class=x id=i"][..]);
    let text = proptest::sample::select(&["Read", "Ad", "t"][..]);
    let leaf = (proptest::sample::select(&["p", "a", "div"][..]), class.clone(), text);
    let leaf = leaf.prop_map(move |(name, class, text)| format!("{}{text}</{name}>", open(name, class)));
    let tree = leaf.prop_recursive(4, 24, 5, move |inner| {
        (class.clone(), proptest::collection::vec(inner, 1..5))
            .prop_map(move |(class, inner)| format!("{}{}</div>", open("div", class), inner.concat()))
    });
    proptest::collection::vec(tree, 1..5).prop_map(|trees| trees.concat())
}

proptest! {
    /// Whatever a selector says as the expression does, it says of any page. `PROPTEST_CASES=20000` looks closer.
    #[test]
    fn selectors_select_what_the_expression_does(text in expression(), html in page()) {
        let Ok(Ok(translation)) = xpath::parse(&text).map(|expr| translate(&expr)) else { return Ok(()) };
        // The texts of the page are one word each, so that what is shown is what is there.
        if translation.notes.iter().any(|note| *note != Note::ShownText) {
            return Ok(());
        }
        let select: Vec<&str> = translation.parts.iter().map(|(selector, _)| selector.as_str()).collect();
        let select = select.join(", ");
        let Ok(selector) = Selector::parse(&select) else { return Ok(()) };
        let dom = dom::of_html(&html);
        let expr = xpath_eval::parse(&text).expect("what we read, the other engine reads");
        let expected = Oracle::new(&dom).select(&expr).expect("it selects nodes");
        let found = selector.select(NodeId::ROOT, &Work::new(&dom, u64::MAX));
        prop_assert_eq!(found, expected, "{} became {}", text, select);
    }
}

const PARTS: &[&str] = &[
    "//",
    "/",
    "p",
    "div",
    "*",
    "[",
    "]",
    "[1]",
    "[last()]",
    "@class",
    "@id='x y'",
    "text()",
    "node()",
    "..",
    ".",
    "(",
    ")",
    " and ",
    " or ",
    "not(",
    "contains(., 'a/b')",
    "contains(@href, '\"')",
    "starts-with(text(), '(')",
    " | ",
    "following-sibling::",
    "preceding-sibling::",
    "ancestor::",
    "ancestor-or-self::",
    "parent::",
    "preceding::",
    "position() > 1",
    "[2]",
    "count(a) = 2",
    "//div[@id='x']/p",
    "[a[b]]",
    "é",
    "'",
    " = ",
    "-",
];
