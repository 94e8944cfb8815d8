//! What hostile pages cost: CPU seconds and peak memory of each, every page in a process and on a stack of its own.
//!
//!     python3 ../shared/eval/adversarial.py --out DIR
//!     cargo bench --features stages --bench hostile -- DIR
//!
//! Prints a line a page, the dearest last.

use std::path::Path;
use std::process::Command;

use dehusk::{Page, RuleSet, Stripper, stages};
use rustix::time::{ClockId, clock_gettime};

const STACK: usize = 256 << 10;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.as_slice() {
        [flag, file] if flag == "--one" => one(Path::new(file)),
        [folder] => all(Path::new(folder)),
        _ => println!("SKIPPED: say which folder of pages, or --one and a page"),
    }
}

fn all(folder: &Path) {
    let itself = std::env::current_exe().expect("a program");
    let mut lines = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if !path.extension().is_some_and(|e| e == "html" || e == "xhtml") {
            continue;
        }
        let run = Command::new(&itself).arg("--one").arg(&path).output().expect("it starts");
        let out = String::from_utf8_lossy(&run.stdout).into_owned();
        lines.push(if run.status.success() { out } else { format!("99 DIED {}\n", path.display()) });
    }
    lines.sort_by(|a, b| a.split(' ').next().map(str::len).cmp(&b.split(' ').next().map(str::len)).then(a.cmp(b)));
    print!("{}", lines.concat());
}

fn one(path: &Path) {
    let bytes = std::fs::read(path).expect("a page that can be read");
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || told(&bytes)).expect("a thread");
    let told = worker.join().expect("no panic");
    println!("{told} {name}");
}

/// CPU seconds in all, by stage, and the peak of the memory.
fn told(bytes: &[u8]) -> String {
    let page = Page::new(bytes);
    let start = cpu();
    let text = match stages::decode(&page) {
        Ok(text) => text,
        Err(refused) => return format!("{:.3} {}", cpu() - start, refused.code()),
    };
    let decoded = cpu();
    let tree = match stages::parse(&text) {
        Ok(tree) => tree,
        Err(refused) => return format!("{:.3} {} MiB {} nodes", cpu() - start, refused.code(), peak()),
    };
    let parsed = cpu();
    let nodes = stages::nodes(&tree);
    let blocks = stages::text_blocks(&tree);
    let cut = cpu();
    let before = peak();
    drop(tree);
    let result = Stripper::new(RuleSet::builtin()).strip(&page);
    let end = cpu();
    format!(
        "{:.3} decode {:.3} parse {:.3} blocks {:.3} all {:.3}; {before} MiB, {} MiB; {nodes} nodes, {blocks} blocks, {}",
        cut - start,
        decoded - start,
        parsed - decoded,
        cut - parsed,
        end - cut,
        peak(),
        result.map_or_else(|refused| refused.code().to_owned(), |article| format!("{:?}", article.warnings)),
    )
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() >> 10
}

fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
