//! Scores the metadata of the dev sets: `cargo run --release --example meta_score -- ../shared/corpus [set …]`.
//!
//! Prints for each set how many titles, authors, dates and page types are right, of the pages whose gold has one, and with
//! `--misses title|author|date|type` each that is not.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use dehusk::{Meta, Options, Page, RuleSet, Stripper};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

const SETS: [&str; 6] = ["fundus", "wcxb", "aed", "trafilatura", "postlight", "htmldate"];

fn main() -> anyhow::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let misses =
        args.iter().position(|a| a == "--misses").map(|at| args.drain(at..(at + 2).min(args.len())).next_back());
    let misses = misses.flatten();
    anyhow::ensure!(!args.is_empty(), "usage: meta_score [--misses title|author|date|type] CORPUS [SET …]");
    let corpus = PathBuf::from(args.remove(0));
    let sets = if args.is_empty() { SETS.map(String::from).to_vec() } else { args };
    let mut options = Options::default();
    options.site_rules = false;
    let stripper = Stripper::new(RuleSet::empty()).options(options);
    let mut total = Score::default();
    for set in sets {
        let score = score_set(&stripper, &corpus.join(&set), misses.as_deref())?;
        println!("{set:<12} {score}");
        total.add(&score);
    }
    println!("{:<12} {total}", "all");
    Ok(())
}

/// How many are right, of how many; and how often something was stated where the gold has nothing.
#[derive(Default)]
struct Tally {
    right: usize,
    of: usize,
    none: usize,
}

#[derive(Default)]
struct Score {
    title: Tally,
    close: Tally,
    author: Tally,
    date: Tally,
    kind: Tally,
}

impl Score {
    fn add(&mut self, other: &Score) {
        let pairs = [
            (&mut self.title, &other.title),
            (&mut self.close, &other.close),
            (&mut self.author, &other.author),
            (&mut self.date, &other.date),
            (&mut self.kind, &other.kind),
        ];
        for (sum, part) in pairs {
            sum.right += part.right;
            sum.of += part.of;
            sum.none += part.none;
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = [
            ("title", &self.title),
            ("close", &self.close),
            ("author", &self.author),
            ("date", &self.date),
            ("type", &self.kind),
        ];
        for (name, tally) in fields {
            let share = 100.0 * tally.right as f64 / tally.of.max(1) as f64;
            write!(f, "  {name} {share:5.1}% ({}/{}, none {})", tally.right, tally.of, tally.none)?;
        }
        Ok(())
    }
}

fn score_set(stripper: &Stripper, folder: &Path, misses: Option<&str>) -> anyhow::Result<Score> {
    let mut score = Score::default();
    for line in std::fs::read_to_string(folder.join("gold.jsonl"))?.lines() {
        let gold: Value = serde_json::from_str(line)?;
        let id = gold["id"].as_str().unwrap_or_default();
        let mut bytes = Vec::new();
        let file = std::fs::File::open(folder.join(format!("pages/{id}.html.gz")))?;
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
        let mut page = Page::new(bytes);
        if let Some(url) = gold["url"].as_str() {
            page = page.url(url);
        }
        let Ok(article) = stripper.strip(&page) else { continue };
        let mut report = |field: &str, gold: &str, found: &str| {
            if misses == Some(field) {
                println!("{id}\t{gold}\t!=\t{found}");
            }
        };
        score_page(&mut score, &gold, &article.meta, &mut report);
    }
    Ok(score)
}

fn score_page(score: &mut Score, gold: &Value, meta: &Meta, report: &mut dyn FnMut(&str, &str, &str)) {
    let mut tally = |tally: &mut Tally, field: &str, gold: &str, found: &str, right: bool| {
        tally.of += 1;
        tally.right += usize::from(right);
        tally.none += usize::from(found.is_empty());
        if !right {
            report(field, gold, found);
        }
    };
    if let Some(title) = stated(&gold["title"]) {
        let found = meta.title.as_deref().unwrap_or_default();
        let (a, b) = (squeeze(title), squeeze(found));
        tally(&mut score.title, "title", title, found, a == b);
        tally(&mut score.close, "close", title, found, !b.is_empty() && (a.contains(&b) || b.contains(&a)));
    }
    if let Some(author) = stated(&gold["author"]) {
        let found = meta.authors.join("; ");
        tally(&mut score.author, "author", author, &found, same_people(author, &meta.authors));
    }
    if let Some(date) = stated(&gold["date"]) {
        let found = meta.date.as_deref().unwrap_or_default();
        tally(&mut score.date, "date", date, found, same_day(date, found));
    }
    let gold = stated(&gold["page_type"]).and_then(|gold| TYPES.iter().find(|row| row.0 == gold));
    if let Some((_, gold)) = gold {
        let found = meta.page_type.map_or("", |kind| kind.name());
        tally(&mut score.kind, "type", gold, found, *gold == found);
    }
}

/// What a type of the gold is called in the metadata; services, collections and documentation have no name there.
const TYPES: [(&str, &str); 4] =
    [("article", "article"), ("forum", "thread"), ("product", "product"), ("listing", "listing")];

fn stated(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

/// Letters and digits in one case: neither quotes nor dashes nor spaces tell two titles apart.
fn squeeze(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether one of the names found is one of those in the gold, or a part of one.
fn same_people(gold: &str, found: &[String]) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let separators = [',', ';', '&', '/', '·'];
    let golds = gold.split(separators).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" und "));
    let golds: Vec<BTreeSet<String>> = golds.map(words).filter(|w| !w.is_empty()).collect();
    let found: Vec<BTreeSet<String>> = found.iter().map(|name| words(name)).collect();
    found.iter().any(|name| {
        golds.iter().any(|gold| name == gold || (name.len() > 1 && (name.is_subset(gold) || gold.is_subset(name))))
    })
}

/// Whether two dates are the same day, or a day apart where the time of one may be told in another zone.
fn same_day(gold: &str, found: &str) -> bool {
    let day = |text: &str| text.get(..10).and_then(|d| d.parse::<jiff::civil::Date>().ok());
    let (Some(a), Some(b)) = (day(gold), day(found)) else { return gold == found };
    let shifted = gold.contains('T') || found.contains('T');
    a == b || (gold.contains('T') && shifted && (a.duration_until(b).as_hours().abs() <= 24))
}
