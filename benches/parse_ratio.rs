//! What each stage costs, as a ratio to the bare parse by html5ever and RcDom of the same bytes, its drop included; and what
//! an explanation costs, as a ratio to stripping the page.
//!
//! CPU time of one thread, the best of several rounds, for each corpus set by itself:
//!
//!     cargo bench --features stages --bench parse_ratio -- [SET …]
//!
//! The corpus is looked for in `../shared` and in `DEHUSK_SHARED`.

use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dehusk::{Page, RuleSet, Stripper, stages};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::RcDom;
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 5;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let corpus = corpus();
    let sets = files(&corpus).into_iter().filter(|set| set.is_dir());
    let sets: Vec<PathBuf> = sets.filter(|set| wanted.is_empty() || wanted.contains(&name(set))).collect();
    if sets.is_empty() {
        println!("SKIPPED: no corpus at {}; set DEHUSK_SHARED", corpus.display());
    }
    println!("{:<12} {:>5} {:>8} {:>8}  ratio to the bare parse", "set", "pages", "MB", "ms/page");
    for set in sets {
        let pages: Vec<Vec<u8>> = files(&set.join("pages")).iter().map(|path| read(path)).collect();
        report(&name(&set), &pages);
    }
}

fn report(set: &str, pages: &[Vec<u8>]) {
    let stripper = Stripper::new(RuleSet::builtin());
    let pages: Vec<Page> = pages.iter().map(|bytes| Page::new(&**bytes)).collect();
    let texts: Vec<_> = pages.iter().filter_map(|page| stages::decode(page).ok()).collect();
    let trees: Vec<_> = texts.iter().filter_map(|text| stages::parse(text).ok()).collect();
    let mut best = [Duration::MAX; 6];
    for _ in 0..ROUNDS {
        let times = [
            time(&pages, |page| drop(black_box(bare(&page.bytes)))),
            time(&pages, |page| drop(black_box(stages::decode(page)))),
            time(&texts, |text| drop(black_box(stages::parse(text)))),
            time(&trees, |tree| _ = black_box(stages::text_blocks(tree))),
            time(&pages, |page| drop(black_box(stripper.strip(page)))),
            time(&pages, |page| drop(black_box(stripper.explain(page)))),
        ];
        best = std::array::from_fn(|n| best[n].min(times[n]));
    }
    let [bare, decode, parse, blocks, strip, explain] = best.map(|time| time.as_secs_f64());
    let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
    let (mb, count) = (bytes as f64 / 1e6, pages.len());
    print!("{set:<12} {count:>5} {mb:>8.1} {:>8.3}  ", bare * 1e3 / count as f64);
    for (stage, time) in [("decode", decode), ("parse", parse), ("text blocks", blocks), ("whole", strip)] {
        print!("{stage} {:.3}  ", time / bare);
    }
    println!("explain/strip {:.2}", explain / strip);
}

fn bare(bytes: &[u8]) -> RcDom {
    parse_document(RcDom::default(), ParseOpts::default()).from_utf8().one(bytes)
}

fn time<T>(inputs: &[T], work: impl FnMut(&T)) -> Duration {
    let start = cpu();
    inputs.iter().for_each(work);
    cpu() - start
}

fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn corpus() -> PathBuf {
    let shared = std::env::var_os("DEHUSK_SHARED").map(PathBuf::from);
    shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")).join("corpus")
}

/// What a folder holds, in order; nothing where there is no folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).expect("a page that can be read");
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).expect("whole gzip");
    bytes
}
