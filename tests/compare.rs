//! The comparison with other extractors, `tools/compare/extractors.py`: the layouts that it reads, what it measures, and
//! that the README's table is one that it prints. Nothing is installed for it; without python3 it is skipped aloud.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

#[allow(dead_code, reason = "the tests of the command line share it")]
#[path = "cli/sandbox.rs"]
mod sandbox;

use sandbox::{Ran, Sandbox, gzip, page, ran};
use serde_json::json;

const REPO: &str = env!("CARGO_MANIFEST_DIR");

/// Runs Python in a sandbox; none if there is no python3 that is new enough.
fn python(sandbox: &Sandbox, args: &[&str]) -> Option<Ran> {
    let is_new = Command::new("python3").args(["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status();
    if !is_new.is_ok_and(|status| status.success()) {
        println!("SKIPPED: there is no python3, or it is older than 3.10");
        return None;
    }
    let mut command = Command::new("python3");
    command.args(args).current_dir(&sandbox.root).env("DEHUSK_COMPARE", sandbox.root.join("installed"));
    Some(ran(command.env("PYTHONDONTWRITEBYTECODE", "1").output().expect("python3 runs")))
}

/// What the comparison of dehusk alone says of sets.
fn compared(sandbox: &Sandbox, args: &[&str]) -> Option<Ran> {
    let program = Path::new(REPO).join("tools/compare/extractors.py");
    let call = [program.to_str().expect("its path is UTF-8"), env!("CARGO_BIN_EXE_dehusk"), "--rounds", "1"];
    python(sandbox, &[&call, args].concat())
}

/// The figures of the table's row of a tool, without the speeds.
fn figures(table: &str, tool: &str) -> Vec<String> {
    let row = table.lines().find_map(|line| line.strip_prefix(&format!("| {tool} | ")));
    let row = row.unwrap_or_else(|| panic!("no row of {tool} in\n{table}"));
    let figure = |cell: &str| cell.split_once(" · ").expect("a figure and a speed").0.to_owned();
    row.trim_end_matches(" |").split(" | ").map(figure).collect()
}

#[test]
fn the_examples_of_the_measures_hold() {
    let sandbox = Sandbox::new("compare measures");
    for file in ["measures.py", "sets.py", "extractors.py"] {
        let path = Path::new(REPO).join("tools/compare").join(file);
        let Some(ran) = python(&sandbox, &["-m", "doctest", path.to_str().expect("its path is UTF-8")]) else { return };
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    }
}

/// Each set has a page whose text is right, and one where nothing should be found.
#[test]
fn sets_are_read_in_the_layouts_that_they_are_published_in() {
    let sandbox = Sandbox::new("compare layouts");
    let (bree, combe) = (page("Bree"), page("Combe"));
    sandbox.file("bree.html", &bree);
    let text = sandbox.dehusk(&["bree.html"]).out;
    let markdown = sandbox.dehusk(&["bree.html", "-f", "markdown"]).out;
    let packed = |page: &str| gzip(page.as_bytes());
    let truth = json!({"bree": {"articleBody": text}, "combe": {"articleBody": ""}});
    sandbox.file("aeb/ground-truth.json", truth.to_string());
    sandbox.file("aeb/html/bree.html.gz", packed(&bree)).file("aeb/html/combe.html.gz", packed(&combe));
    for (id, html, body) in [("0001", &bree, text.as_str()), ("0002", &combe, "")] {
        let truth = json!({"file_id": id, "ground_truth": {"main_content": body, "with": [], "without": []}});
        sandbox.file(format!("wcxb/dev/ground-truth/{id}.json"), truth.to_string());
        sandbox.file(format!("wcxb/dev/html/{id}.html.gz"), packed(html));
    }
    let marked = bree.replace("<article>", "<article cc-select=\"true\">");
    let rows = [
        json!({"track_id": "b/1", "html": marked, "groundtruth_content": markdown, "convert_main_content": "No."}),
        json!({"track_id": "b/2", "html": combe, "groundtruth_content": "", "convert_main_content": "```\na = 1\n```"}),
    ];
    sandbox.file("wmb.jsonl", rows.map(|row| row.to_string()).join("\n"));
    let segments = json!({"id": "bree", "body": null, "with": ["The 5.  report", "Dale"], "without": ["HUSK home"]});
    sandbox.file("segments/gold.jsonl", segments.to_string()).file("segments/pages/bree.html", &bree);
    let rows = [json!({"id": "bree", "body": text}), json!({"id": "combe", "body": "", "page_type": "listing"})];
    sandbox.file("types/gold.jsonl", rows.map(|row| row.to_string()).join("\n"));
    sandbox.file("types/pages/bree.html", &bree).file("types/pages/combe.html.gz", packed(&combe));
    let sets = ["aeb", "wcxb/dev", "wmb.jsonl", "segments", "types"];
    let tools = "dehusk,dehusk (records with all)";
    let Some(ran) = compared(&sandbox, &[&sets[..], &["--tools", tools]].concat()) else { return };
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.starts_with("| tool | aeb | wcxb-dev | wmb | segments | types |\n"), "{}", ran.out);
    let of_text = figures(&ran.out, "dehusk");
    assert_eq!([&of_text[0], &of_text[1]], ["0.667", "0.500"], "shingles, words");
    assert!(of_text[2].starts_with("code 0.000, text 0.5"), "the right Markdown and a wrong one: {}", of_text[2]);
    assert_eq!([&of_text[3], &of_text[4]], ["0.667", "0.500"], "segments, words");
    let of_records = figures(&ran.out, "dehusk (records with all)");
    // Markdown of a record has no headline.
    assert_eq!([&of_records[..2], &of_records[3..]], [&of_text[..2], &of_text[3..]], "its texts are the same");
    assert!(ran.out.contains("aeb: 2 pages, 0 MB, F1 of shingles"), "{}", ran.out);
    assert!(!sandbox.root.join("installed").exists(), "dehusk alone needs nothing installed");
}

#[test]
fn what_is_no_set_is_told() {
    let sandbox = Sandbox::new("compare no set");
    sandbox.file("pages/a.html", page("Bree")).file("gold/gold.jsonl", "{\"id\":\"a\",\"body\":\"x\"}\n");
    let Some(ran) = compared(&sandbox, &["pages", "--tools", "dehusk"]) else { return };
    assert!(ran.code == Some(1) && ran.err.contains("pages is no set in a layout that is known"), "{ran:?}");
    let ran = compared(&sandbox, &["gold", "--tools", "dehusk"]).expect("Python is there");
    assert!(ran.code == Some(1) && ran.err.contains("has no page a.html or a.html.gz"), "{ran:?}");
}

/// The tools of the README's table are those of the program, in its order.
#[test]
fn the_readme_has_the_table_that_is_printed() {
    let sandbox = Sandbox::new("compare readme");
    let Some(ran) = compared(&sandbox, &["--tools", "none", "."]) else { return };
    let known = ran.err.trim().strip_prefix("there is no tool 'none': ").expect("it says which there are");
    let readme = std::fs::read_to_string(Path::new(REPO).join("README.md")).expect("it is there");
    let (_, table) = readme.split_once("\n## How it compares\n").expect("it has such a part");
    let rows = table.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let names = rows.map_while(|line| line.strip_prefix("| ")?.split(" | ").next());
    let is_version = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    let bare = names.map(|name| name.split(' ').filter(|word| !is_version(word)).collect::<Vec<_>>().join(" "));
    let names: Vec<String> = bare.collect();
    assert_eq!(names.join(", "), known);
}
