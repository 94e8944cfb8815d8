//! Prepares what is built in.
//!
//! The rules that ship: every file in `rules/sites/` and `rules/shared/`, found by listing the folders, with the hosts
//! that each names, so that at run time a rule is read only when a page of its host comes. And the tables in `rules/`
//! that every page needs: as JSON, which takes a fraction of the time that TOML takes to be read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The tables that `builtin!` names.
const TABLES: [&str; 6] = ["generic", "learned", "lexicon", "markup", "meta", "zones"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    TABLES.iter().try_for_each(|table| prepare(&root, &out, table))?;
    embed_rules(&root, &out)
}

/// Writes a table as JSON. One that is no TOML fails the build, with its line.
fn prepare(root: &Path, out: &Path, table: &str) -> io::Result<()> {
    let name = format!("rules/{table}.toml");
    println!("cargo::rerun-if-changed={name}");
    let text = fs::read_to_string(root.join(&name))?;
    match toml::from_str::<serde_json::Value>(&text) {
        Ok(rows) => fs::write(out.join(format!("{table}.json")), rows.to_string()),
        Err(error) => {
            println!("cargo::error={name}: {}", error.to_string().replace('\n', " "));
            Err(io::Error::other(format!("{name}:\n{error}")))
        }
    }
}

fn embed_rules(root: &Path, out: &Path) -> io::Result<()> {
    let mut rows = String::new();
    // FNV-1a: by it a record says which rules were built in.
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for folder in ["rules/shared", "rules/sites"] {
        println!("cargo::rerun-if-changed={folder}");
        for file in toml_files(&root.join(folder))? {
            let text = fs::read_to_string(&file)?;
            let text = without_tests(&text);
            let name = format!("{folder}/{}", file.file_name().unwrap_or_default().to_string_lossy());
            hash =
                name.bytes().chain(text.bytes()).fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
            let hosts = hosts(text);
            writeln!(rows, "    Embedded {{ name: {name:?}, text: {text:?}, hosts: &{hosts:?} }},")
                .expect("a string takes all");
        }
    }
    println!("cargo::rustc-env=DEHUSK_BUILTIN_RULES={hash:016x}");
    fs::write(out.join("builtin_rules.rs"), format!("static BUILTIN: &[Embedded] = &[\n{rows}];\n"))
}

/// A rule without the tests at its end, four fifths of it: they are for its author. The lines above stay where they are.
fn without_tests(text: &str) -> &str {
    let tests = text.find("\n[[test]]").map_or(text.len(), |end| end + 1);
    let is_test = |line: &str| !line.starts_with('[') || line.starts_with("[[test]]");
    if text[tests..].lines().all(is_test) { &text[..tests] } else { text }
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path()));
    let mut files = entries.collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|e| e == "toml"));
    files.sort();
    Ok(files)
}

/// The strings of the `hosts` line. A test compares them with what the rule reader finds.
fn hosts(text: &str) -> Vec<&str> {
    let Some(start) = text.lines().find(|line| line.starts_with("hosts")) else { return Vec::new() };
    let rest = &text[start.as_ptr() as usize - text.as_ptr() as usize..];
    let end = if start.contains('[') { rest.find(']') } else { rest.find('\n') };
    let list = &rest[..end.unwrap_or(rest.len())];
    let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2)).collect()
}
