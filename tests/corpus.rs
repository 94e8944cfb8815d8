//! Invariants that hold on every page of the corpus in `../shared/corpus` (or `$DEHUSK_SHARED/corpus`). A build without
//! optimisation looks at every tenth page only.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dehusk::{Block, Captions, Inline, Inlines, Layer, Options, Page, RuleSet, RuleSource, Stripper};
use flate2::read::GzDecoder;

/// The pages, or none and a line that says so.
fn pages() -> Vec<PathBuf> {
    let shared = std::env::var_os("DEHUSK_SHARED").map_or_else(|| "../shared".into(), PathBuf::from);
    let sets = fs::read_dir(shared.join("corpus")).into_iter().flatten().flatten();
    let mut pages: Vec<PathBuf> = sets
        .flat_map(|set| fs::read_dir(set.path().join("pages")).into_iter().flatten().flatten())
        .map(|page| page.path())
        .collect();
    pages.sort();
    if pages.is_empty() {
        println!("skipped: no corpus at {}", shared.display());
    }
    pages.into_iter().step_by(if cfg!(debug_assertions) { 10 } else { 1 }).collect()
}

/// The page of a file, as of a site that only [`keep_all`] has a rule for.
fn page(path: &Path) -> Page<'static> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).expect("the page is there");
    GzDecoder::new(file).read_to_end(&mut bytes).expect("the page is gzip");
    let mut page = Page::new(bytes);
    page.site = Some("corpus.example".to_owned());
    page
}

/// Runs a check on every page, on two threads, and tells all that failed.
fn check_all(check: impl Fn(&Page<'_>) -> Result<(), String> + Sync) {
    let pages = pages();
    let failed: Vec<String> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            let (pages, check) = (&pages, &check);
            scope.spawn(move || {
                let own = pages.iter().skip(half).step_by(2);
                own.filter_map(|path| Some(format!("{}: {}", path.display(), check(&page(path)).err()?)))
                    .collect::<Vec<_>>()
            })
        });
        halves.into_iter().flat_map(|half| half.join().expect("no panic on any page")).collect()
    });
    assert!(failed.is_empty(), "{} of {} pages:\n{}", failed.len(), pages.len(), failed.join("\n"));
}

/// Keeps all that a reader sees.
fn keep_all() -> Stripper {
    let text = "schema = 1\nhosts = ['corpus.example']\ncontent = ['html']\nclean = 'none'\n".to_owned();
    let layer = Layer::new("all", vec![RuleSource { name: "sites/all.toml".to_owned(), text }]);
    let mut options = Options::default();
    options.policies.captions = Captions::Keep;
    Stripper::new(RuleSet::compile([layer]).expect("a rule")).options(options)
}

#[test]
#[ignore = "minutes without optimisation: cargo test --release --test corpus -- --ignored"]
fn nothing_is_invented() {
    // What is kept of less is a part of what is kept of all.
    let stripper = keep_all();
    check_all(|page| {
        let explanation = stripper.explain(page).map_err(|refused| refused.to_string())?;
        let seen: String = explanation.texts.iter().map(|text| letters(&text.text)).collect();
        let article = stripper.strip(page).map_err(|refused| refused.to_string())?;
        // A note that stands in its line comes behind it, so each note is looked for by itself.
        let (notes, text): (Vec<Block>, Vec<Block>) =
            article.blocks.into_iter().partition(|block| matches!(block, Block::Note { .. }));
        let start = |text: &str| text.chars().take(60).collect::<String>();
        let said = notes.iter().map(block).chain([blocks(&text)]);
        let mut invented = said.filter_map(|said| missing(&said, &seen).map(start));
        invented.next().map_or(Ok(()), |invented| Err(format!("invented: {invented}")))
    });
}

/// What is left of `said` at its first letter that does not follow in `seen`.
fn missing<'a>(said: &'a str, seen: &str) -> Option<&'a str> {
    let mut seen = seen.chars();
    said.char_indices().find(|&(_, c)| !seen.any(|s| s == c)).map(|(at, _)| &said[at..])
}

/// What blocks say, in reading order.
fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(of: &Block) -> String {
    match of {
        Block::Heading { text, .. } | Block::Paragraph { text } => line(text),
        Block::List { items, .. } => items.iter().map(|item| blocks(item)).collect(),
        Block::Quote { blocks: inner } | Block::Note { blocks: inner, .. } | Block::Embed { blocks: inner, .. } => {
            blocks(inner)
        }
        Block::Callout { title: head, blocks: inner, .. } | Block::Details { summary: head, blocks: inner } => {
            line(head) + &blocks(inner)
        }
        Block::Code { text, .. } => letters(text),
        Block::Table { caption, rows, .. } => {
            line(caption) + &rows.iter().flat_map(|row| &row.cells).map(|cell| line(&cell.text)).collect::<String>()
        }
        Block::Figure { caption, .. } => line(caption),
        Block::Definitions { entries } => {
            entries.iter().map(|entry| line(&entry.term) + &blocks(&entry.meaning)).collect()
        }
        _ => String::new(),
    }
}

/// A line's own text: TeX is no part of what is seen.
fn line(of: &Inlines) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text(run) => letters(&run.text),
        // What is shown in a cell has its address for its text.
        Inline::Link(link) if matches!(&link.content.0[..], [Inline::Text(run)] if run.text == *link.href) => {
            String::new()
        }
        Inline::Link(link) => line(&link.content),
        _ => String::new(),
    };
    of.0.iter().map(text).collect()
}

/// All characters but white space and the signs that may be written for what is no text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !is_sign(*c)).collect()
}

/// Whether `docs/signs.toml` has a character, for all formats.
fn is_sign(c: char) -> bool {
    static ROWS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let table: toml::Table = toml::from_str(include_str!("../docs/signs.toml")).expect("the table is TOML");
        let rows = table["sign"].as_array().expect("a list").iter().filter(|row| row.get("only").is_none());
        let signs =
            |row: &toml::Value| row["signs"].as_str().expect("signs").chars().map(|c| (c, c)).collect::<Vec<_>>();
        let ranges =
            |row: &toml::Value| row.get("ranges").map_or(Vec::new(), |r| r.clone().try_into().expect("ranges"));
        rows.flat_map(|row| [signs(row), ranges(row)].concat()).collect()
    });
    ROWS.iter().any(|(first, last)| (*first..=*last).contains(&c))
}
