//! Runs `tests/cases/shape.toml`: where an article begins and ends, and what it is made of. Each row is a test.

use std::collections::BTreeMap;

use dehusk::{Format, Page, RuleSet, Stripper};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    article: String,
    #[serde(flatten)]
    cases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    page: String,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    counts: BTreeMap<String, usize>,
    /// Whether the page has no article.
    #[serde(default)]
    is_empty: bool,
    #[serde(default = "text")]
    format: String,
    #[serde(default = "keep")]
    lead: String,
    /// How sure dehusk is of it, at least.
    #[serde(default)]
    confidence: f32,
}

fn text() -> String {
    "text".to_owned()
}

fn keep() -> String {
    "keep".to_owned()
}

/// Fails where the page's article lacks what it should have, or has what it should lack.
fn run(case: &Case, article: &str) -> Result<(), Failed> {
    let html = case.page.replace("ARTICLE", article);
    let format: Format = case.format.parse().map_err(|_| "no such format")?;
    let mut options = dehusk::Options::default();
    options.policies = dehusk::Policies::of(format);
    options.policies.lead = case.lead.parse().map_err(|_| "no such choice")?;
    let stripped = Stripper::new(RuleSet::empty()).options(options).strip(&Page::new(html.as_bytes()))?;
    let told = stripped.render(format);
    let lacks = case.contains.iter().filter(|part| !told.contains(part.as_str())).map(|part| format!("lacks {part:?}"));
    let has = case.excludes.iter().filter(|part| told.contains(part.as_str())).map(|part| format!("has {part:?}"));
    let counted = case.counts.iter().map(|(part, times)| (part, *times, told.matches(part.as_str()).count()));
    let miscounted = counted.filter(|(_, times, count)| times != count);
    let miscounted = miscounted.map(|(part, times, count)| format!("has {count} times, not {times}, {part:?}"));
    let full = (case.is_empty && !stripped.blocks.is_empty()).then(|| format!("has {} blocks", stripped.blocks.len()));
    let unsure = (stripped.confidence < case.confidence).then(|| format!("is sure to {}", stripped.confidence));
    let faults: Vec<String> = lacks.chain(has).chain(miscounted).chain(full).chain(unsure).collect();
    if faults.is_empty() { Ok(()) } else { Err(format!("{}\n\n{told}", faults.join("\n")).into()) }
}

fn main() {
    let Cases { article, cases } = toml::from_str(include_str!("cases/shape.toml")).expect("the table is TOML");
    let trial = |(name, case): (String, Case)| {
        let article = article.clone();
        Trial::test(name, move || run(&case, &article))
    };
    libtest_mimic::run(&Arguments::from_args(), cases.into_iter().map(trial).collect()).exit();
}
