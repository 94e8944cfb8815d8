use proptest::prelude::*;
use serde::Deserialize;

use super::translate;
use crate::dom::{self, Dom, NodeId, Selector, Work};
use crate::rule::import::oracle::Oracle;
use crate::rule::import::xpath;

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
