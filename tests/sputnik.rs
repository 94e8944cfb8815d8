//! The site that dehusk was begun for, on texts and pages that are not part of the repo.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use dehusk::{Format, Page, RuleSet, State, Stripper};

/// A file of the shared folder beside the repo; says aloud if there is none.
fn shared(path: &str) -> Option<PathBuf> {
    let beside = || concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into();
    let file = std::env::var_os("DEHUSK_SHARED").unwrap_or_else(beside);
    let file = PathBuf::from(file).join(path);
    if !file.exists() {
        println!("SKIPPED: {} is missing", file.display());
        return None;
    }
    Some(file)
}

#[test]
fn the_seed_text_comes_out_as_expected() {
    let (Some(text), Some(expected)) = (shared("seed/sputniknews-2020.txt"), shared("seed/expected.txt")) else {
        return;
    };
    let stripper = Stripper::new(RuleSet::builtin());
    let article = stripper
        .strip_text(&fs::read_to_string(text).expect("readable"), Some("sputniknews.com"))
        .expect("within the limits");
    assert_eq!(article.state, State::Rule);
    assert_eq!(article.render(Format::Text).trim(), fs::read_to_string(expected).expect("readable").trim());
}

#[test]
fn the_corpus_page_comes_out_with_its_lead_and_its_body() {
    let (Some(page), Some(gold)) = (shared("corpus/sputnik/pages"), shared("corpus/sputnik/gold.jsonl")) else {
        return;
    };
    let gold: serde_json::Value =
        serde_json::from_str(fs::read_to_string(gold).expect("readable").lines().next().expect("a page"))
            .expect("JSON");
    let page = page.join(format!("{}.html.gz", gold["id"].as_str().expect("an id")));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(fs::File::open(page).expect("there")).read_to_end(&mut bytes).expect("gzip");
    let article = Stripper::new(RuleSet::builtin()).strip(&Page::new(bytes)).expect("within the limits");
    assert_eq!((article.state, article.rule.as_deref()), (State::Rule, Some("sputniknews.com")));
    let text = article.render(Format::Text);
    let paragraphs: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let body: Vec<&str> = gold["body"].as_str().expect("a body").lines().collect();
    assert_eq!(paragraphs[1..], body[..], "behind the lead paragraph");
}
