//! Runs `tests/cases/meta.toml`: from a page to its metadata, without any site rule. Each case is a test of its name.

use dehusk::{Meta, Page, RuleSet, Stripper};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A page and what of its metadata is looked at, by the names of the JSON output.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    html: String,
    url: Option<String>,
    meta: Map<String, Value>,
    #[serde(default)]
    absent: Vec<String>,
}

impl Case {
    fn run(&self) -> Result<(), Failed> {
        let long = "Gulls sit on the mole and wait for the boats. ".repeat(60);
        let mut page = Page::new(self.html.replace("$long", &long).into_bytes());
        page.url.clone_from(&self.url);
        let found = fields(&Stripper::new(RuleSet::empty()).strip(&page)?.meta)?;
        if self.meta.is_empty() && self.absent.is_empty() {
            return Err("nothing is expected".into());
        }
        for (field, expected) in &self.meta {
            let value = found.get(field).unwrap_or(&Value::Null);
            if value != expected {
                return Err(format!("{field}: {value}\n--- expected: {expected}").into());
            }
        }
        match self.absent.iter().find(|field| found.contains_key(*field)) {
            Some(field) => Err(format!("{field}: {} is stated nowhere", found[field]).into()),
            None => Ok(()),
        }
    }
}

fn fields(meta: &Meta) -> Result<Map<String, Value>, Failed> {
    match serde_json::to_value(meta)? {
        Value::Object(fields) => Ok(fields),
        other => Err(format!("metadata is no object: {other}").into()),
    }
}

fn main() -> std::process::ExitCode {
    let cases: Cases = toml::from_str(include_str!("cases/meta.toml")).expect("the cases are TOML");
    let trials = cases.case.into_iter().map(|case| Trial::test(case.name.clone(), move || case.run())).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
