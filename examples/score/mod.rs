//! The pages of a corpus by their sites, with their gold, and how near a text comes to it.

mod f1;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use dehusk::Page;
use serde_json::Value;

pub use f1::f1;

/// A page of the corpus with its gold.
pub struct Gold {
    pub id: String,
    pub url: String,
    pub text: String,
    file: PathBuf,
}

impl Gold {
    pub fn page(&self) -> anyhow::Result<Page<'static>> {
        let mut html = Vec::new();
        let file = std::fs::File::open(&self.file).with_context(|| self.file.display().to_string())?;
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut html)?;
        let mut page = Page::new(html);
        page.url = Some(self.url.clone());
        Ok(page)
    }
}

/// The sites of a set with so many pages or more.
pub fn sites(set: &Path, least: usize) -> anyhow::Result<Vec<(String, Vec<Gold>)>> {
    let gold = std::fs::read_to_string(set.join("gold.jsonl"))?;
    let mut sites: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    for line in gold.lines() {
        let record: Value = serde_json::from_str(line)?;
        let field = |name: &str| record[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let all = (field("id"), field("url"), field("domain"), field("body"));
        let (Some(id), Some(url), Some(domain), Some(text)) = all else { continue };
        let file = set.join(format!("pages/{id}.html.gz"));
        sites.entry(domain).or_default().push(Gold { id, url, text, file });
    }
    Ok(sites.into_iter().filter(|(_, pages)| pages.len() >= least).collect())
}
