//! The addresses of pages that the pages' files don't tell: JSON lines with `id` and `url`.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

/// The address of each page, by the page's id.
#[derive(Debug, Default)]
pub(crate) struct Urls(HashMap<String, Box<str>>);

/// `{"id": "2019/harbour", "url": "https://example.org/harbour", …}`
#[derive(Deserialize)]
struct Line {
    id: String,
    url: Option<Box<str>>,
}

impl Urls {
    /// Reads a file of them. Other fields may stand in it, and lines without a `url`.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let file = File::open(path).with_context(|| shown.to_string())?;
        let mut urls = HashMap::new();
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line = line.with_context(|| shown.to_string())?;
            if line.trim().is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(&line)
                .with_context(|| format!("{shown}:{}: expected a JSON object with `id` and `url`", number + 1))?;
            urls.extend(line.url.map(|url| (line.id, url)));
        }
        Ok(Urls(urls))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|url| &**url)
    }
}
