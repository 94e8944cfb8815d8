//! Runs dehusk beside dom_smoothie and rs-trafilatura, without site rules, on the pages of a folder, one thread.
//!
//! ```console
//! $ cargo run --release --manifest-path tools/compare/Cargo.toml -- PAGES [OUT]
//! ```
//!
//! prints a row a tool: CPU time a page, pages a second, and the ratio to the bare html5ever + RcDom parse of the same
//! bytes. With OUT, writes `OUT/<tool>.jsonl` with an `id` and a `text` a page.
//!
//! `compare --tool NAME text|markdown PAGES` is for extractors.py: one round of one tool, as a line of JSON with the CPU
//! seconds (`cpu`) and the texts by id (`texts`).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cpu_time::ThreadTime;
use dehusk::{Format, Options, Page, RuleSet, Stripper};
use html5ever::tendril::TendrilSink;

/// How often all pages go through each tool; the fastest round counts.
const ROUNDS: usize = 3;

/// A page as its tools get it.
struct Saved {
    id: String,
    html: String,
}

/// A tool: its name and how it makes text of HTML.
type Tool = (&'static str, Box<dyn Fn(&str) -> Option<String>>);

fn main() -> Result<()> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    if let [flag, name, form, folder] = args.as_slice()
        && flag == "--tool"
    {
        return one_round(name, form.parse()?, Path::new(folder));
    }
    let mut args = args.into_iter().map(PathBuf::from);
    let folder = args.next().context("usage: compare PAGES [OUT]")?;
    let out = args.next();
    let pages = read(&folder)?;
    let bytes: usize = pages.iter().map(|p| p.html.len()).sum();
    println!("{} pages, {:.1} MB, one thread, best of {ROUNDS} rounds", pages.len(), bytes as f64 / 1e6);
    println!("{:<22} {:>9} {:>9} {:>9} {:>7} {:>6}", "tool", "ms/page", "pages/s", "MB/s", "parse x", "none");
    let mut parse = None;
    for (name, tool) in tools(Format::Text) {
        let (seconds, texts) = measure(&pages, &tool, ROUNDS);
        let base = *parse.get_or_insert(seconds);
        let none = texts.iter().filter(|t| t.is_none()).count();
        println!(
            "{name:<22} {:>9.3} {:>9.0} {:>9.1} {:>7.2} {none:>6}",
            1e3 * seconds / pages.len() as f64,
            pages.len() as f64 / seconds,
            bytes as f64 / 1e6 / seconds,
            seconds / base
        );
        if let Some(out) = &out {
            write(&out.join(format!("{name}.jsonl")), &pages, &texts)?;
        }
    }
    Ok(())
}

fn one_round(name: &str, form: Format, folder: &Path) -> Result<()> {
    let (_, tool) = tools(form).into_iter().find(|(known, _)| *known == name).context("there is no such tool")?;
    let pages = read(folder)?;
    let (cpu, texts) = measure(&pages, &tool, 1);
    let texts: BTreeMap<&str, Option<String>> = pages.iter().map(|page| page.id.as_str()).zip(texts).collect();
    println!("{}", serde_json::json!({ "cpu": cpu, "texts": texts }));
    Ok(())
}

fn tools(form: Format) -> Vec<Tool> {
    let stripper = Stripper::new(RuleSet::empty()).options(Options::default());
    vec![
        ("html5ever+RcDom parse", Box::new(|html| parse(html).then(String::new))),
        ("dehusk", Box::new(move |html| Some(stripper.strip(&Page::new(html.as_bytes())).ok()?.render(form)))),
        ("dom_smoothie", Box::new(move |html| smoothie(html, form))),
        ("rs-trafilatura", Box::new(move |html| trafilatura(html, form))),
    ]
}

fn parse(html: &str) -> bool {
    let dom = html5ever::parse_document(markup5ever_rcdom::RcDom::default(), Default::default()).one(html);
    !dom.document.children.borrow().is_empty()
}

fn smoothie(html: &str, form: Format) -> Option<String> {
    let is_markdown = form == Format::Markdown;
    let text_mode = if is_markdown { dom_smoothie::TextMode::Markdown } else { dom_smoothie::TextMode::Formatted };
    let config = dom_smoothie::Config { text_mode, ..Default::default() };
    let article = dom_smoothie::Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    Some(article.text_content.to_string())
}

fn trafilatura(html: &str, form: Format) -> Option<String> {
    let output_markdown = form == Format::Markdown;
    let options = rs_trafilatura::Options { output_markdown, ..Default::default() };
    let found = rs_trafilatura::extract_with_options(html, &options).ok()?;
    if output_markdown { found.content_markdown } else { Some(found.content_text) }
}

/// The CPU seconds of the fastest round and the texts of the last.
fn measure(pages: &[Saved], tool: &dyn Fn(&str) -> Option<String>, rounds: usize) -> (f64, Vec<Option<String>>) {
    let mut best = f64::INFINITY;
    let mut texts = Vec::new();
    for _ in 0..rounds {
        let start = ThreadTime::now();
        texts = pages.iter().map(|page| catch_unwind(AssertUnwindSafe(|| tool(&page.html))).ok().flatten()).collect();
        best = best.min(start.elapsed().as_secs_f64());
    }
    (best, texts)
}

fn read(folder: &Path) -> Result<Vec<Saved>> {
    let mut pages = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        let Some(name) = path.strip_prefix(folder)?.to_str() else { continue };
        let bytes = match name {
            _ if name.ends_with(".html.gz") => {
                let mut bytes = Vec::new();
                flate2::read::MultiGzDecoder::new(File::open(&path)?).read_to_end(&mut bytes)?;
                bytes
            }
            _ if name.ends_with(".html") => fs::read(&path)?,
            _ => continue,
        };
        let id = name.trim_end_matches(".gz").trim_end_matches(".html").to_owned();
        pages.push(Saved { id, html: String::from_utf8_lossy(&bytes).into_owned() });
    }
    Ok(pages)
}

fn write(path: &Path, pages: &[Saved], texts: &[Option<String>]) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    let mut out = BufWriter::new(File::create(path)?);
    for (page, text) in pages.iter().zip(texts) {
        let record = serde_json::json!({ "id": page.id, "text": text.as_deref().unwrap_or_default() });
        writeln!(out, "{record}")?;
    }
    Ok(out.flush()?)
}
