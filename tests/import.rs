//! Imports of small configs and lists: the rules that come out and the report, as files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dehusk::import::{Foreign, Import, RuleText, full_text_rss, ublock_filters};
use dehusk::{Layer, RuleSet, RuleSource};
use proptest::prelude::*;

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
    assert_eq!(errors(import), None);
}

/// What is wrong with the rules that came out.
fn errors(import: &Import) -> Option<String> {
    let source = |file: &RuleText| RuleSource { name: file.name.clone(), text: file.text.clone() };
    let layer = Layer::new("imported", import.files.iter().map(source).collect());
    RuleSet::compile([layer]).err().map(|errors| errors.to_string())
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
fn an_import_adds_to_a_rule_that_ships_and_takes_nothing_from_it() {
    let builtin = RuleSet::builtin();
    let host = builtin.iter().find_map(|rule| rule.hosts.first().filter(|host| !host.starts_with('*')).cloned());
    let host = host.expect("a rule ships");
    let text = "body: //div[@id='old']\nstrip_id_or_class: promo\n";
    let config = |host: &str| Foreign { name: format!("{host}.txt"), text: text.to_owned() };
    let import = full_text_rss(&[config(&host), config("harbour.example")]);
    let rule =
        |host: &str| import.files.iter().find(|rule| rule.name.contains(host)).expect("it became a rule").text.clone();
    assert!(rule("harbour.example").contains("\ncontent = ["), "{}", rule("harbour.example"));
    let mine = rule(&host);
    assert!(!mine.contains("\ncontent") && mine.contains("# content = [") && mine.contains("drop = ["), "{mine}");
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

/// What stands in configs and lists, and what breaks naive writers of TOML and CSS.
const WORDS: &[&str] = &[
    "body: ",
    "strip: ",
    "title: ",
    "author: ",
    "strip_id_or_class: ",
    "strip_image_src: ",
    "test_contains: ",
    "prune: no",
    "test_url: ",
    "tidy: no",
    "http_header(a): ",
    "\n",
    "\n",
    "\n",
    "//div",
    "//*",
    "[@class='a b']",
    "[contains(., 'x')]",
    "[text()='\\']",
    "[1]",
    "/..",
    "//p[starts-with(@id, '\"')]",
    " | ",
    "/following-sibling::*",
    "/@href",
    "'",
    "\"",
    "\\",
    "\u{7}",
    "\t",
    "\r",
    "é",
    "\u{2028}",
    "]]>",
    "'''",
    "#",
    "substring-after(//p, '(')",
    "normalize-space(//h1)",
    "a.example",
    ",",
    "~",
    "##",
    "#@#",
    ".ad",
    ":has(p)",
    ":has-text(/x/)",
    ":matches-path(/a)",
    ":upward(2)",
    ":xpath(//p)",
    "^",
    "*",
    "(",
    ")",
    "[",
    "{",
    "||",
    "!#if",
    " ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_imported_compiles(
        texts in proptest::collection::vec(
            proptest::collection::vec(prop_oneof![proptest::sample::select(WORDS).prop_map(str::to_owned), "\\PC{0,6}"], 0..40),
            1..4,
        ),
    ) {
        let names = ["a.example.txt", ".a.example.txt", "b.example.txt", "co.uk.txt"];
        let named = names.iter().zip(&texts);
        let foreign: Vec<Foreign> =
            named.map(|(name, words)| Foreign { name: (*name).to_owned(), text: words.concat() }).collect();
        prop_assert_eq!(errors(&full_text_rss(&foreign)), None);
        prop_assert_eq!(errors(&ublock_filters(&foreign[0])), None);
    }
}
