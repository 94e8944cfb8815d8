//! Imports of small configs and lists: the rules that come out and the report, as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dehusk::import::{Foreign, Import, RuleText, full_text_rss, ublock_filters};
use dehusk::{Layer, RuleSet, RuleSource};

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name)
}

/// The files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("it is text"))
    };
    entries.filter(|path| path.is_file()).map(read).collect()
}

fn foreign(name: &str) -> Vec<Foreign> {
    files(&folder(name)).into_iter().map(|(name, text)| Foreign { name, text }).collect()
}

/// Every file that is expected comes out as it is there, and no other.
fn check(name: &str, import: &Import) {
    let mut found: BTreeMap<String, String> =
        import.files.iter().map(|file| (file.name.clone(), file.text.clone())).collect();
    found.insert("report.txt".to_owned(), import.report.to_string());
    let expected = files(&folder(name).join("expected"));
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (file, text) in &expected {
        assert_eq!(found[file], *text, "{file}");
    }
    let source = |file: &RuleText| RuleSource { name: file.name.clone(), text: file.text.clone() };
    if let Err(errors) = RuleSet::compile([Layer::new("imported", import.files.iter().map(source).collect())]) {
        panic!("{errors}");
    }
}

#[test]
fn site_configs_become_rules() {
    check("ftr", &full_text_rss(&foreign("ftr")));
}

#[test]
fn filters_become_rules() {
    check("ublock", &ublock_filters(&foreign("ublock")[0]));
}

#[test]
fn the_report_has_every_remark_as_json_too() {
    let import = full_text_rss(&foreign("ftr"));
    let json = serde_json::to_value(&import.report).expect("it is plain data");
    let files = json["files"].as_array().expect("a list");
    let harbour = files.iter().find(|file| file["file"] == "harbour.example.txt").expect("it was read");
    assert_eq!(harbour["rule"], "harbour.example.toml");
    let lost: Vec<&serde_json::Value> =
        harbour["remarks"].as_array().expect("a list").iter().filter(|remark| remark["fate"] == "lost").collect();
    assert_eq!(lost[0]["line"], 7);
    assert_eq!(lost[0]["text"], "author: \"Ada Quill\"");
    assert!(lost[0]["reason"].as_str().expect("a text").contains("a fixed text"));
}
