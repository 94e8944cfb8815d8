//! A small page after each stage, as text: `tests/stages/*.txt`. A stage that is left out shows as a difference.
//! `DEHUSK_WRITE_STAGES=1 cargo test --lib snapshots` writes the texts anew.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::{Reading, Settings, Source};
use crate::dom::{self, Dom};
use crate::generic::Generic;
use crate::judge::trees::{names, values};
use crate::limits::Limits;
use crate::lookup::builtin::builtin;
use crate::meta::MetaWords;
use crate::options::Options;
use crate::policy::Policies;
use crate::rule::{Layer, RuleSet, RuleSource};

const PAGE: &str = include_str!("../../tests/stages/page.html");
/// Rows of its own, so that what is learned anew changes no text here.
const LEARNED: &str = include_str!("../../tests/stages/learned.toml");
const RULE: &str = r#"
    schema = 1
    hosts = ["weirpost.example"]
    drop = [".promo"]
    cut = ['\[\d+\]']
"#;

static READING: LazyLock<Reading> = LazyLock::new(|| {
    let learned = toml::from_str(LEARNED).expect("rows");
    let generic = Generic::new(builtin!("generic"), learned).expect("rows that fit");
    let (generic, meta) = (Arc::new(generic), MetaWords::builtin());
    let settings = Settings { generic, meta, options: Options::default() };
    let rule = RuleSource { name: "weirpost.example.toml".into(), text: RULE.into() };
    let rules = RuleSet::compile([Layer::new("test", vec![rule])]).expect("a rule that fits");
    let parsed = dom::parse(PAGE, &Limits::default()).expect("a small page");
    let reading = Reading::new(&settings, &rules, parsed, Source::default()).expect("a small page");
    reading.scores.find_top_features(&settings.generic.judge);
    reading
});

/// An element or text a line, indented by its depth.
fn dom_text(dom: &Dom) -> String {
    let mut out = String::new();
    for id in dom.ids() {
        let Some(shown) = dom.name(id).map(|name| format!("<{name}>")).or_else(|| Some(format!("{:?}", dom.text(id)?)))
        else {
            continue;
        };
        let attrs: Vec<String> = dom.attrs(id).map(|(name, value)| format!(" {name}={value:?}")).collect();
        let depth = dom.ancestors(id).count() - 1;
        writeln!(out, "{:indent$}{shown}{}", "", attrs.concat(), indent = 2 * depth).expect("a string takes all");
    }
    out
}

/// A line for each text block.
fn by_block(of: impl Fn(usize) -> String) -> String {
    let texts = &READING.texts;
    let start = |block| texts.text(block).chars().take(32).collect::<String>();
    texts.iter().enumerate().map(|(at, block)| format!("{:<32} | {}\n", start(block), of(at))).collect()
}

/// What the rows ask of each block, but for what is zero.
fn features_text() -> String {
    let asked = names().enumerate().filter(|(_, name)| LEARNED.contains(&format!("{name:?}")));
    let columns: Vec<_> = asked
        .map(|(at, name)| (name, values(&READING.scores.features, at, 0..READING.scores.features.len())))
        .collect();
    let told = |block: usize| {
        let told = columns.iter().filter(|(_, values)| values[block] != 0.0);
        told.map(|(name, values)| format!("{name} {:.2}", values[block])).collect::<Vec<_>>().join(", ")
    };
    by_block(told)
}

fn scores_text() -> String {
    by_block(|block| format!("{:.2} {}", READING.scores.probability[block], READING.scores.top_feature(block)))
}

fn marks_text() -> String {
    let marks = READING.marks_of(&READING.decided.pick);
    let starts: Vec<_> = READING.texts.iter().map(|block| block.nodes.start).collect();
    by_block(|block| {
        let mark = marks.of(&READING.dom, starts[block]);
        format!("{:?}: {}", mark.verdict, mark.reason)
    })
}

/// A block a line.
fn blocks_text() -> String {
    let article = READING.article(&Policies::default());
    let line = |block| serde_json::to_string(block).expect("it is plain data") + "\n";
    article.blocks.iter().map(line).collect()
}

/// Compares a stage's text with the one that is kept of it.
fn check(stage: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stages/{stage}.txt"));
    if std::env::var_os("DEHUSK_WRITE_STAGES").is_some() {
        std::fs::write(&path, text).expect("a folder that can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{stage} differs from {}:\n{text}", path.display());
}

#[test]
fn dom() {
    check("dom", &dom_text(&READING.dom));
}

#[test]
fn features() {
    check("features", &features_text());
}

#[test]
fn scores() {
    check("scores", &scores_text());
}

#[test]
fn marks() {
    check("marks", &marks_text());
}

#[test]
fn blocks() {
    check("blocks", &blocks_text());
}
