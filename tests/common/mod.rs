//! What several tests do with pages: read them under a rule that keeps all, so that they are of markup and not of the judge.

#![allow(dead_code, reason = "no test uses all of it")]

use std::fs;
use std::path::{Path, PathBuf};

use dehusk::{Layer, Page, RuleSet, RuleSource};
use serde::Deserialize;

/// The site whose pages are kept whole.
const SITE: &str = "cases.example";

/// A rule that keeps all of a page that [`page`] makes.
pub fn all_kept() -> RuleSet {
    let text = format!("schema = 1\nhosts = ['{SITE}']\ncontent = ['body']\nclean = 'none'\n");
    let source = RuleSource { name: format!("sites/{SITE}.toml"), text };
    RuleSet::compile([Layer::new("cases", vec![source])]).expect("a rule")
}

/// A page of the site whose pages are kept whole.
pub fn page(html: &str) -> Page<'_> {
    let mut page = Page::new(html.as_bytes());
    page.site = Some(SITE.to_owned());
    page
}

/// A case of a table of them, whatever is expected of it.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub html: String,
}

/// The cases of some tables.
pub fn cases(tables: &[&str]) -> Vec<Case> {
    #[derive(Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }
    tables.iter().flat_map(|table| toml::from_str::<Cases>(table).expect("the table is TOML").case).collect()
}

/// All files in a folder and those in it, in the order of their paths.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    files.sort();
    files
}
