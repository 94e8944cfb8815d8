//! Runs `tests/cases/languages.toml`: a page of each language without any rule. Each language is a test of its name.

use std::collections::BTreeMap;

use dehusk::{Page, RuleSet, Stripper};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    page: String,
    language: BTreeMap<String, Language>,
}

/// What is put into the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    article: [String; 3],
    husk: [String; 5],
}

impl Language {
    /// Fails where a text of the article is dropped, or one of the husk kept.
    fn run(&self, page: &str) -> Result<(), Failed> {
        let places = (0..).map(|n| format!("ARTICLE{n}")).zip(&self.article);
        let places = places.chain((0..).map(|n| format!("HUSK{n}")).zip(&self.husk));
        let html = places.fold(page.to_owned(), |html, (place, text)| html.replace(&place, text));
        let told = Stripper::new(RuleSet::empty()).explain(&Page::new(html.as_bytes()))?;
        let told = serde_json::to_value(&told)?;
        let kept = |text: &String| told["texts"].as_array()?.iter().find(|t| t["text"] == **text)?["kept"].as_bool();
        let wanted = self.article.iter().map(|text| (text, true)).chain(self.husk.iter().map(|text| (text, false)));
        let wrong: Vec<&String> =
            wanted.filter(|(text, keep)| kept(text) != Some(*keep)).map(|(text, _)| text).collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("not as it should be: {wrong:#?}\n{told:#}").into()) }
    }
}

fn main() {
    let Cases { page, language } = toml::from_str(include_str!("cases/languages.toml")).expect("the table is TOML");
    let trial = |(name, language): (String, Language)| {
        let page = page.clone();
        Trial::test(name, move || language.run(&page))
    };
    libtest_mimic::run(&Arguments::from_args(), language.into_iter().map(trial).collect()).exit();
}
