//! Learns the scores of the generic layer from corpora whose articles are known, and writes `rules/learned.toml`.
//! The table of figures, on pages of sites that were not learned from, goes to standard error.
//!
//!     cargo run --release --features train --example learn -- ../shared/corpus
//!
//! With `sets` behind the folder the table is of sets that were not learned from, a set at a time, in place of sites.
//!
//! The seed is fixed: the same corpora give the same rows.

mod corpus;

use std::fs;
use std::path::Path;

use dehusk::train::{Folds, Gold, Options, Samples, learn};
use serde_json::Value;

/// The sets that are learned from; `postlight` has no bodies.
const SETS: [&str; 7] = ["fundus", "aed", "trafilatura", "wcxb", "daniel", "readability", "defuddle"];

fn main() {
    let corpus = std::env::args_os().nth(1).expect("usage: learn CORPUS");
    let mut samples = Samples::default();
    for set in SETS {
        let folder = Path::new(&corpus).join(set);
        for row in corpus::rows(&folder) {
            let gold = gold(set, &row);
            if gold.body.is_some() || set == "trafilatura" {
                samples.add(&corpus::html(&folder, &row), row["url"].as_str(), gold);
            }
        }
    }
    let folds = if std::env::args().nth(2).as_deref() == Some("sets") { Folds::Sets } else { Folds::Sites };
    let learned = learn(&mut samples, &Options { folds, ..Options::default() });
    fs::write("rules/learned.toml", learned).expect("the folder of rules, from the top of the repo");
}

fn gold(set: &str, row: &Value) -> Gold {
    let text = |key: &str| row[key].as_str().map(str::to_owned);
    let texts = |key: &str| row[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let id = text("id").expect("an id");
    Gold {
        set: set.into(),
        site: text("domain").unwrap_or_else(|| format!("{set}{id}")),
        page_type: text("page_type").unwrap_or_default(),
        body: text("body"),
        with: texts("with").collect(),
        without: texts("without").collect(),
        id,
    }
}
