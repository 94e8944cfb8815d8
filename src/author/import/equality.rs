//! On real pages a translated selector selects what the XPath of the public site configs selects. An independent
//! XPath engine says what that is.
//!
//! Samples and pages are not in the repository; where they are missing, that is said, and nothing is tested.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::ftr;
use super::oracle::Oracle;
use super::translate::translate;
use super::xpath;
use crate::dom::{self, Dom, NodeId, Selector, Work};

/// An expression of the samples and what it became.
struct Pair {
    xpath: String,
    expr: xpath_eval::Expr,
    select: String,
    selector: Selector,
    has_note: bool,
}

/// How often the two agreed.
#[derive(Debug, Default)]
struct Figures {
    pages: usize,
    compared: usize,
    with_hits: usize,
    different: Vec<String>,
    different_as_noted: BTreeSet<String>,
}

fn shared() -> PathBuf {
    std::env::var_os("DEHUSK_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from)
}

/// The expressions of the samples that select nodes and have a selector.
fn pairs(samples: &Path) -> Vec<Pair> {
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(samples).into_iter().flatten().flatten() {
        let text = fs::read(entry.path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let said = ftr::read(&text).lines.into_iter().filter_map(|line| line.said);
        let said =
            said.filter(|said| ["author", "body", "date", "dissolve", "strip", "title"].contains(&said.directive));
        seen.extend(said.map(|said| said.value.to_owned()));
    }
    seen.iter().filter_map(|text| pair(text)).collect()
}

fn pair(text: &str) -> Option<Pair> {
    let translation = translate(&xpath::parse(text).ok()?).ok()?;
    let select: Vec<&str> = translation.parts.iter().map(|(selector, _)| selector.as_str()).collect();
    let select = select.join(", ");
    let selector = Selector::parse(&select).unwrap_or_else(|e| panic!("{text} became {select}: {e}"));
    let expr = xpath_eval::parse(text).expect("what we read, the other engine reads");
    Some(Pair { xpath: text.to_owned(), expr, select, selector, has_note: !translation.notes.is_empty() })
}

/// So many pages of the corpus: some of every set.
fn pages(corpus: &Path, count: usize) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for set in fs::read_dir(corpus).into_iter().flatten().flatten() {
        let pages = fs::read_dir(set.path().join("pages")).into_iter().flatten().flatten();
        all.extend(pages.map(|entry| entry.path()));
    }
    all.sort();
    let every = (all.len() / count.max(1)).max(1);
    all.into_iter().skip(every / 2).step_by(every).take(count).collect()
}

/// The pages of the corpus that a sample is for.
fn own_pages(samples: &Path, corpus: &Path) -> Vec<PathBuf> {
    #[derive(serde::Deserialize)]
    struct Gold {
        id: String,
        domain: Option<String>,
    }
    let mut out = Vec::new();
    for set in fs::read_dir(corpus).into_iter().flatten().flatten() {
        let gold = fs::read_to_string(set.path().join("gold.jsonl")).unwrap_or_default();
        for page in gold.lines().filter_map(|line| serde_json::from_str::<Gold>(line).ok()) {
            let has_sample = |domain: &String| samples.join(format!("{domain}.txt")).exists();
            if page.domain.as_ref().is_some_and(has_sample) {
                out.push(set.path().join("pages").join(format!("{}.html.gz", page.id)));
            }
        }
    }
    out
}

/// A page; the bytes that are not UTF-8 are as good as any others here.
fn page(path: &Path) -> Dom {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).expect("it was listed");
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).expect("the corpus is whole");
    dom::of_html(&String::from_utf8_lossy(&bytes))
}

impl Figures {
    fn compare(&mut self, name: &Path, dom: &Dom, pairs: &[Pair]) {
        self.pages += 1;
        let oracle = Oracle::new(dom);
        for pair in pairs {
            let expected = oracle.select(&pair.expr).expect("it selects nodes");
            let found = pair.selector.select(NodeId::ROOT, &Work::new(dom, u64::MAX));
            self.compared += 1;
            self.with_hits += usize::from(!expected.is_empty());
            if found == expected {
                continue;
            }
            let what = format!("{}\n    {}", pair.xpath, pair.select);
            match pair.has_note {
                true => drop(self.different_as_noted.insert(what)),
                false => self.different.push(format!(
                    "{what}\n    {}: {} nodes, not {}",
                    name.display(),
                    found.len(),
                    expected.len()
                )),
            }
        }
    }
}

fn compare_on(count: usize, with_own_pages: bool) {
    let (samples, corpus) = (shared().join("import-samples/ftr"), shared().join("corpus"));
    let (pairs, mut pages) = (pairs(&samples), pages(&corpus, count));
    if with_own_pages {
        pages.extend(own_pages(&samples, &corpus));
    }
    if pairs.is_empty() || pages.is_empty() {
        println!("SKIPPED: no samples in {} or no pages in {}", samples.display(), corpus.display());
        return;
    }
    let mut figures = Figures::default();
    for path in &pages {
        figures.compare(path, &page(path), &pairs);
    }
    let Figures { pages, compared, with_hits, different, different_as_noted } = figures;
    println!("{} expressions on {pages} pages: {compared} compared, {with_hits} with hits", pairs.len());
    println!("{} differ; of those with a note {}:", different.len(), different_as_noted.len());
    different_as_noted.iter().for_each(|pair| println!("  {pair}"));
    assert!(with_hits > 0);
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn selectors_select_on_some_pages_what_the_xpath_does() {
    compare_on(6, false);
}

/// `cargo test --release --lib -- --ignored --nocapture what_the_xpath_does`
#[test]
#[ignore = "takes minutes"]
fn selectors_select_on_many_pages_what_the_xpath_does() {
    compare_on(120, true);
}
