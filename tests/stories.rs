//! The README's stories: scripts that are run as a user runs them, in a folder of their own, and quoted in the README.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const REPO: &str = env!("CARGO_MANIFEST_DIR");

/// Runs a script in a new folder, which it gives back.
fn run(name: &str, args: &[&Path]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stories").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let bin = Path::new(env!("CARGO_BIN_EXE_dehusk")).parent().expect("a program has a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut script = Command::new(Path::new(REPO).join("stories").join(name));
    script.args(args).current_dir(&folder).env("PATH", path).env("XDG_CONFIG_HOME", folder.join("config"));
    let done = script.env_remove("DEHUSK_RULES").output().expect("the script runs");
    assert!(done.status.success(), "{name}: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr));
    folder
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn an_archivist_has_a_folder_of_saved_pages() {
    let pages = Path::new(REPO).join("tests/pages");
    let folder = run("archivist.sh", &[&pages]);
    let text = read(folder.join("texts/gazette.example/ferry.txt"));
    assert!(text.starts_with("The ferry that links the two islands"), "{text}");
    let report: serde_json::Value = serde_json::from_str(&read(folder.join("report.json"))).expect("it is JSON");
    let records = read(folder.join("articles.jsonl"));
    assert_eq!(report["pages"].as_u64(), Some(records.lines().count() as u64), "a record a page");
    assert!(
        report["ok"].as_u64() > Some(100) && records.lines().all(|line| line.starts_with("{\"id\":\"")),
        "{report}"
    );
    assert!(read(folder.join("why.html")).starts_with("<!doctype html>"));
}

#[test]
fn a_corpus_builder_has_a_warc() {
    let crawl = Path::new(REPO).join("tests/cli/files/packed.warc.zst");
    let folder = run("corpus.sh", &[&crawl]);
    let file = fs::File::open(folder.join("part-00000.jsonl.gz")).expect("the first shard is there");
    let records = std::io::read_to_string(flate2::read::MultiGzDecoder::new(file)).expect("it is gzip");
    let records: Vec<serde_json::Value> =
        records.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
    assert_eq!(records.len(), 2);
    for record in records {
        let hash = record["provenance"]["text"].as_str().unwrap_or_default();
        assert!(record["language"] == "en" && hash.starts_with("sha256:"), "{record}");
    }
}

#[test]
fn a_note_taker_has_one_page() {
    let page = Path::new(REPO).join("tests/pages/gazette.example/ferry.html");
    let folder = run("notes.sh", &[&page, Path::new("notes")]);
    let notes: Vec<PathBuf> =
        fs::read_dir(folder.join("notes")).expect("it is there").flatten().map(|e| e.path()).collect();
    let note = notes.iter().find(|path| path.extension().is_some_and(|e| e == "md")).expect("a note");
    let name = note.file_stem().and_then(|name| name.to_str()).expect("a name");
    let text = read(note.clone());
    assert!(
        text.starts_with("---\ntitle: \"") && name.chars().all(|c| c.is_alphanumeric() || " -".contains(c)),
        "{name}: {text}"
    );
}

/// All below the head of a script stands in the README as it is.
#[test]
fn the_readme_quotes_the_stories() {
    let readme = read(Path::new(REPO).join("README.md"));
    let scripts =
        fs::read_dir(Path::new(REPO).join("stories")).expect("it is there").flatten().map(|entry| entry.path());
    let mut count = 0;
    for script in scripts {
        let text = read(script.clone());
        let (_, body) = text.split_once("\n\n").expect("a head and a body");
        let name = script.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(readme.contains(&format!("```sh\n{body}```\n")), "README.md does not quote {name} as it is");
        assert!(readme.contains(&format!("(stories/{name})")), "README.md does not lead to {name}");
        count += 1;
    }
    assert_eq!(count, 3);
}
