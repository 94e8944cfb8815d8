//! Runs `docs/signs.toml`: each sign is written for what the table says, and has no other characters than those.

use dehusk::{Format, Stripper};
use serde::Deserialize;

use common::{all_kept, page};

mod common;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sign: Vec<Sign>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    what: String,
    signs: String,
    #[serde(default)]
    ranges: Vec<(char, char)>,
    only: Option<String>,
    html: String,
    text: String,
    markdown: Option<String>,
}

impl Sign {
    fn has(&self, c: char) -> bool {
        self.signs.contains(c) || self.ranges.iter().any(|&(first, last)| (first..=last).contains(&c))
    }
}

fn table() -> Vec<Sign> {
    toml::from_str::<Table>(include_str!("../docs/signs.toml")).expect("the table is TOML").sign
}

#[test]
fn each_sign_is_written_as_the_table_says() {
    let stripper = Stripper::new(all_kept());
    for sign in table() {
        let reading = stripper.read(&page(&sign.html)).expect("a small page");
        let text = reading.render(Format::Text);
        assert_eq!(text.trim_end(), sign.text, "{}", sign.what);
        if let Some(markdown) = &sign.markdown {
            assert_eq!(reading.render(Format::Markdown).trim_end(), markdown, "{}", sign.what);
        }
        assert!(text.contains(|c| sign.has(c)), "{}: no sign in {text}", sign.what);
        assert!(sign.only.as_deref().is_none_or(|only| only == "text"), "{}", sign.what);
    }
}

/// Every language's marks that `rules/markup.toml` has.
#[test]
fn the_table_has_the_marks_of_all_languages() {
    let rows: toml::Table = toml::from_str(include_str!("../rules/markup.toml")).expect("TOML");
    let signs = rows["signs"].as_table().expect("a table");
    let texts = signs["quotes"].as_table().expect("a table").values().chain([&signs["reading"]]);
    let texts = texts.flat_map(|marks| marks.as_array().expect("a list")).filter_map(|mark| mark.as_str());
    let table = table();
    for mark in texts.flat_map(str::chars).filter(|c| !c.is_whitespace()) {
        assert!(table.iter().any(|sign| sign.only.is_none() && sign.has(mark)), "{mark}");
    }
}
