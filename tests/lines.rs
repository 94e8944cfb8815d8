//! Runs `tests/cases/lines.toml`: lines in the flow of an article, told apart by their words. Each line is a test.

use std::collections::BTreeMap;

use dehusk::{Page, RuleSet, Stripper};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    page: String,
    kept: BTreeMap<String, String>,
    dropped: BTreeMap<String, String>,
}

/// Fails where the line is not kept, or kept, as wanted: the first text behind the third paragraph.
fn run(page: &str, line: &str, wanted: bool) -> Result<(), Failed> {
    let html = page.replace("LINE", line);
    let told = Stripper::new(RuleSet::empty()).explain(&Page::new(html.as_bytes()))?;
    let told = serde_json::to_value(&told)?;
    let texts = told["texts"].as_array().ok_or("no texts")?;
    let before =
        texts.iter().position(|text| text["text"].as_str().is_some_and(|t| t.starts_with("The hall was built")));
    let text = texts.get(before.ok_or("no third paragraph")? + 1).ok_or("nothing behind it")?;
    if text["kept"] == wanted { Ok(()) } else { Err(format!("{text:#}").into()) }
}

fn main() {
    let Cases { page, kept, dropped } = toml::from_str(include_str!("cases/lines.toml")).expect("the table is TOML");
    let named =
        |lines: BTreeMap<String, String>, wanted| lines.into_iter().map(move |(name, line)| (name, line, wanted));
    let trial = |(name, line, wanted): (String, String, bool)| {
        let page = page.clone();
        Trial::test(name, move || run(&page, &line, wanted))
    };
    libtest_mimic::run(&Arguments::from_args(), named(kept, true).chain(named(dropped, false)).map(trial).collect())
        .exit();
}
