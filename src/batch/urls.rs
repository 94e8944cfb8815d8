//! The addresses of pages that the pages' files don't tell: JSON lines with `id` and `url`.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use serde::Deserialize;

/// The address of each page, by the page's id.
#[derive(Debug, Default)]
pub(crate) struct Urls(HashMap<String, Address>);

#[derive(Debug)]
struct Address {
    url: Box<str>,
    /// Whether a page was found that has it.
    used: AtomicBool,
}

/// Addresses that no page has.
#[derive(Debug)]
pub(crate) struct Unused {
    count: usize,
    of: usize,
    /// One of them.
    example: String,
}

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
        let file = File::open(path).with_context(|| format!("--urls {shown} cannot be read"))?;
        let mut urls = HashMap::new();
        for (number, line) in BufReader::new(file).lines().enumerate() {
            let line = line.with_context(|| format!("--urls {shown} cannot be read"))?;
            if line.trim().is_empty() {
                continue;
            }
            let line = line_of(&line).with_context(|| format!("{shown}:{}", number + 1))?;
            urls.extend(line.url.map(|url| (line.id, Address { url, used: AtomicBool::new(false) })));
        }
        Ok(Urls(urls))
    }

    pub(crate) fn get(&self, id: &str) -> Option<&str> {
        let address = self.0.get(id)?;
        address.used.store(true, Ordering::Relaxed);
        Some(&address.url)
    }

    /// What no page asked for.
    pub(crate) fn unused(&self) -> Option<Unused> {
        let unused = || self.0.iter().filter(|(_, address)| !address.used.load(Ordering::Relaxed)).map(|(id, _)| id);
        let example = unused().min()?.clone();
        Some(Unused { count: unused().count(), of: self.0.len(), example })
    }
}

fn line_of(text: &str) -> anyhow::Result<Line> {
    if text.trim_start().starts_with('[') {
        bail!("expected a JSON object a line, and this is a list: `jq -c '.[]'` gives its members a line each");
    }
    let line: Line = serde_json::from_str(text).context("expected a JSON object with `id` and `url`")?;
    match line.url.as_deref().filter(|url| !is_whole_address(url)) {
        Some(url) => bail!("`{url}` is no address: write it whole, as https://example.org/harbour"),
        None => Ok(line),
    }
}

/// Whether a text is an address from its scheme on: `https://example.org/harbour`
pub(crate) fn is_whole_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.has_host())
}

impl Unused {
    /// Whether it is none of them that a page has.
    pub(crate) fn is_all(&self) -> bool {
        self.count == self.of
    }
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unused { count, of, example } = self;
        let are = if *count == 1 { "is" } else { "are" };
        write!(
            f,
            "{count} of {of} ids {are} of no page, as `{example}`; the id of a page is its path without `.html`, from the \
             folder that holds all inputs"
        )
    }
}
