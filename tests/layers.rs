//! Holds the order of the house: an import that runs up, or that closes a circle of folders, fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

/// `#[cfg(test)] mod oracle;`
static TESTS: LazyLock<Regex> = LazyLock::new(|| regex(r"#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)?mod (\w+);"));
static COMMENT: LazyLock<Regex> = LazyLock::new(|| regex(r"//[^\n]*"));
/// `crate::dom`, `super::{a, b}`
static PATH: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:(?:crate|super)::|dehusk::)[\w:]*(?:\{[^;]*;)?"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a regex")
}

#[derive(Deserialize)]
struct Order {
    layers: Vec<String>,
}

impl Order {
    fn read() -> Self {
        toml::from_str(include_str!("cases/layers.toml")).expect("the table is TOML")
    }

    fn height(&self, layer: &str) -> Option<usize> {
        self.layers.iter().position(|name| name == layer)
    }
}

/// A file of `src/`: its path as a module, `["rule", "pick"]`, and the modules that it names.
struct File {
    module: Vec<String>,
    imports: BTreeSet<Vec<String>>,
}

/// All files but those of tests.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let texts: Vec<(Vec<String>, String)> = paths(&root)
        .iter()
        .map(|path| (module(path.strip_prefix(&root).expect("below src")), fs::read_to_string(path).expect("a text")))
        .collect();
    let tests: BTreeSet<Vec<String>> = texts.iter().flat_map(|(module, text)| test_modules(module, text)).collect();
    let is_test = |module: &[String]| {
        tests.iter().any(|test| module.starts_with(test)) || module.iter().any(|name| name.ends_with("_tests"))
    };
    let of_house = texts.into_iter().filter(|(module, _)| !is_test(module));
    of_house.map(|(module, text)| File { imports: imports(&module, &text), module }).collect()
}

fn paths(root: &Path) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `rule/pick.rs` is `["rule", "pick"]`, `rule/mod.rs` is `["rule"]`.
fn module(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = path.with_extension("").iter().map(|name| name.to_string_lossy().into()).collect();
    if names.last().is_some_and(|name| name == "mod") {
        names.pop();
    }
    names
}

/// The modules of a file that are tests and stand in files of their own.
fn test_modules(module: &[String], text: &str) -> Vec<Vec<String>> {
    TESTS.captures_iter(text).map(|found| [module, &[found[1].to_owned()]].concat()).collect()
}

/// The modules that a file names, comments and its tests left out. `dehusk::` is the door.
fn imports(module: &[String], text: &str) -> BTreeSet<Vec<String>> {
    let house = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code = COMMENT.replace_all(house, "");
    PATH.find_iter(&code).flat_map(|found| spread(found.as_str())).map(|path| resolve(module, &path)).collect()
}

/// `crate::{dom::{Dom, Work}, mark}` is `crate::dom::Dom`, `crate::dom::Work` and `crate::mark`.
fn spread(path: &str) -> Vec<String> {
    let Some((before, _)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (mut prefixes, mut found) = (vec![before.to_owned()], Vec::new());
    for part in path[before.len() + 1..].split_inclusive(['{', '}', ',']) {
        let (name, sign) = part.split_at(part.len() - 1);
        let full = format!("{}{}", prefixes.last().map_or("", String::as_str), name.trim());
        match sign {
            "{" => prefixes.push(full),
            _ if name.trim().is_empty() => {}
            _ => found.push(full),
        }
        if sign == "}" {
            prefixes.pop();
        }
    }
    found
}

/// A path from the ground of the crate.
fn resolve(module: &[String], path: &str) -> Vec<String> {
    let names: Vec<&str> = path.split("::").filter(|name| !name.is_empty()).collect();
    let up = names.iter().take_while(|name| **name == "super").count();
    let start = match names.first() {
        Some(&"dehusk") => vec!["lib".to_owned()],
        Some(&"super") => module[..module.len() - up].to_vec(),
        _ => Vec::new(),
    };
    let rest = names.iter().skip(up.max(1)).map(|name| name.split(' ').next().unwrap_or_default().to_owned());
    start.into_iter().chain(rest).collect()
}

#[test]
fn every_file_stands_in_the_order_and_nothing_else_does() {
    let listed: BTreeSet<String> = Order::read().layers.into_iter().collect();
    let there: BTreeSet<String> = files().into_iter().map(|file| file.module[0].clone()).collect();
    assert_eq!(listed, there);
}

#[test]
fn no_import_runs_up() {
    let order = Order::read();
    let mut up = BTreeSet::new();
    for File { module, imports } in files() {
        for import in imports.iter().filter(|import| import.first() != module.first()) {
            // What is no layer is an item of the door itself: `crate::Page`.
            let height = import.first().and_then(|name| order.height(name)).or_else(|| order.height("lib"));
            if height > order.height(&module[0]) {
                up.insert(format!("{} imports {}", module.join("::"), import.join("::")));
            }
        }
    }
    assert!(up.is_empty(), "{up:#?}");
}

#[test]
fn no_circle_joins_two_folders() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = |module: &[String]| {
        let is_folder = |end: &usize| root.join(module[..*end].join("/")).is_dir();
        module[..(0..=module.len()).rev().find(is_folder).unwrap_or(0)].to_vec()
    };
    let mut edges: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for File { module, imports } in files() {
        let (from, to) = (folder(&module), imports.iter().map(|import| folder(import)));
        // What stands inside one another is one folder.
        let others = to.filter(|to| !to.starts_with(&from) && !from.starts_with(to));
        edges.entry(from.clone()).or_default().extend(others);
    }
    let circles: Vec<String> =
        edges.keys().filter(|folder| reaches(&edges, folder)).map(|folder| folder.join("/")).collect();
    assert!(circles.is_empty(), "these import themselves, by way of others: {circles:?}");
}

/// Whether a folder's imports lead back to it.
fn reaches(edges: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>, start: &Vec<String>) -> bool {
    let (mut open, mut seen) = (vec![start], BTreeSet::new());
    while let Some(folder) = open.pop() {
        for next in edges.get(folder).into_iter().flatten() {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
