//! The pages of a WARC file, as crawlers write them: `cargo run --example warc [CRAWL.warc.gz]`.

use std::error::Error;
use std::path::{Path, PathBuf};

use dehusk::formats::{Archive, ArchiveOptions, Kind, Size, open};
use dehusk::{Format, Limits, RuleSet, Stripper};

/// A WARC file of two records, of which one holds a page.
fn crawl() -> String {
    let page = "<article><p>The ferry that links the two islands took up its service again on Monday.</article>";
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let record = |kind: &str, content: &str| {
        let length = content.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}>\r\nWARC-Date: 2026-01-31T08:00:00Z\r\n\
             WARC-Target-URI: https://gazette.example/ferry\r\nContent-Type: application/http; msgtype={kind}\r\n\
             Content-Length: {length}\r\n\r\n{content}\r\n\r\n"
        )
    };
    record("request", "GET /ferry HTTP/1.1\r\n\r\n") + &record("response", &answer)
}

pub fn main() -> Result<(), Box<dyn Error>> {
    let given = std::env::args().nth(1).filter(|arg| arg.contains(".warc")).map(PathBuf::from);
    let made = std::env::temp_dir().join(format!("dehusk-example-{}.warc", std::process::id()));
    if given.is_none() {
        std::fs::write(&made, crawl())?;
    }
    let pages = strip(given.as_deref().unwrap_or(&made));
    if given.is_none() {
        std::fs::remove_file(&made)?;
        assert_eq!(pages, Ok(1));
    }
    println!("{} pages", pages?);
    Ok(())
}

fn strip(path: &Path) -> Result<usize, String> {
    let limit = Limits::default().bytes;
    let stripper = Stripper::new(RuleSet::builtin());
    let archive = Archive::open(path, Kind::of_path(path), &ArchiveOptions { limit, html_field: "html".into() });
    let mut pages = 0;
    for entry in archive.map_err(|fault| fault.to_string())? {
        let (described, place) = (entry.described, format!("{}@{}", path.display(), entry.number));
        // What is wrong with one page is told of that page; the others go on.
        match open(entry.source, limit, &mut Size::default()) {
            Ok(opened) => match stripper.strip_owned(opened.described(None, described).page(&place)) {
                Ok(article) => print!("==> {place}\n{}", article.render(Format::Text)),
                Err(refused) => eprintln!("{place}: {}: {refused}", refused.code()),
            },
            Err(fault) => eprintln!("{place}: {}: {fault}", fault.code()),
        }
        pages += 1;
    }
    Ok(pages)
}
