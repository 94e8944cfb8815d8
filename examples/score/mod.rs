//! The pages of a corpus by their sites, with their gold, and how near a text comes to it.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use dehusk::Page;
use serde_json::Value;

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

/// F1 of runs of four words.
pub fn f1(found: &str, gold: &str) -> f64 {
    let runs = |text: &str| {
        // Of scripts without spaces each character is a word.
        let is_whole = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        let spaced: String = text.chars().map(|c| if is_whole(c) { format!(" {c} ") } else { c.to_string() }).collect();
        let words = spaced.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let mut runs: HashMap<Vec<String>, usize> = HashMap::new();
        let length = 4.min(words.len()).max(1);
        words.windows(length).for_each(|run| *runs.entry(run.to_vec()).or_default() += 1);
        runs
    };
    let (found, gold) = (runs(found), runs(gold));
    let both: usize = found.iter().map(|(run, n)| *n.min(gold.get(run).unwrap_or(&0))).sum();
    let all = found.values().sum::<usize>() + gold.values().sum::<usize>();
    if all == 0 { 1.0 } else { 2.0 * both as f64 / all as f64 }
}
