//! Calls of the command line, what they write and say, and their exit codes: the table `cases/calls.toml`, a test a row.
//!
//! A call is a line for a shell, in a folder of its own that has the row's files. Of a file, `@page Bree` stands for a page
//! with an article about Bree, `@gzip` before it packs it, `@link` leads elsewhere, `@repeat N` says it so often.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

#[allow(dead_code, reason = "the tests of the command line share it")]
#[path = "cli/sandbox.rs"]
mod sandbox;

use sandbox::{Sandbox, gzip, page, ran};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    call: String,
    code: i32,
    /// What standard output has in it.
    #[serde(default)]
    out: Vec<String>,
    #[serde(default)]
    not_out: Vec<String>,
    /// What standard error has in it.
    #[serde(default)]
    err: Vec<String>,
    #[serde(default)]
    not_err: Vec<String>,
    /// Whether standard error has nothing.
    #[serde(default)]
    silent: bool,
    /// The ids of the records on standard output.
    ids: Option<Vec<String>>,
    /// The files that are there afterwards and were not before, all of them.
    wrote: Option<Vec<String>>,
    /// What stands in files afterwards.
    #[serde(default)]
    holds: BTreeMap<String, String>,
}

fn main() {
    if cfg!(not(unix)) {
        println!("skipped: the calls are lines for a shell");
        return;
    }
    let table: Table = toml::from_str(include_str!("cases/calls.toml")).expect("the table is TOML");
    let trials = table.case.into_iter().map(|case| Trial::test(case.name.clone(), move || case.run()));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

impl Case {
    fn run(&self) -> Result<(), Failed> {
        let sandbox = Sandbox::new(&format!("call {}", self.name.replace('/', " ")));
        for (path, content) in &self.files {
            make(&sandbox, path, content)?;
        }
        let before = sandbox.files("");
        let bin = std::path::Path::new(env!("CARGO_BIN_EXE_dehusk")).parent().expect("a program has a folder");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("sh");
        shell.args(["-c", &self.call]).current_dir(&sandbox.root).env("PATH", path).env_remove("DEHUSK_RULES");
        shell.env("HOME", &sandbox.root).env("XDG_CONFIG_HOME", sandbox.root.join("config")).stdin(Stdio::null());
        let ran = ran(shell.output()?);
        let told = format!("$ {}\nexit {:?}\n--- out\n{}\n--- err\n{}", self.call, ran.code, ran.out, ran.err);
        let fail = |what: String| Err(Failed::from(format!("{what}\n{told}")));
        if ran.code != Some(self.code) {
            return fail(format!("the exit code is not {}", self.code));
        }
        for (text, name, has, not) in
            [(&ran.out, "output", &self.out, &self.not_out), (&ran.err, "error", &self.err, &self.not_err)]
        {
            if let Some(missing) = has.iter().find(|part| !text.contains(part.as_str())) {
                return fail(format!("standard {name} has no {missing:?}"));
            }
            if let Some(there) = not.iter().find(|part| text.contains(part.as_str())) {
                return fail(format!("standard {name} has {there:?}"));
            }
        }
        if self.silent && !ran.err.is_empty() {
            return fail("it is not silent".into());
        }
        if let Some(wanted) = &self.ids {
            let ids: Vec<_> = ran.records().iter().map(|r| r["id"].as_str().unwrap_or_default().to_owned()).collect();
            if ids != *wanted {
                return fail(format!("the ids are {ids:?}"));
            }
        }
        if let Some(wrote) = &self.wrote {
            let files = sandbox.files("").into_iter().filter(|file| !before.contains(file)).collect::<Vec<_>>();
            if files != *wrote {
                return fail(format!("it wrote {files:?}"));
            }
        }
        for (path, part) in &self.holds {
            let text = sandbox.read(path);
            if !text.contains(part.as_str()) {
                return fail(format!("{path} has no {part:?}:\n{text}"));
            }
        }
        Ok(())
    }
}

/// Makes a file.
fn make(sandbox: &Sandbox, path: &str, content: &str) -> Result<(), Failed> {
    if let Some(target) = content.strip_prefix("@link ") {
        let link = sandbox.root.join(path);
        std::fs::create_dir_all(link.parent().ok_or("a link stands in a folder")?)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(target, link)?;
    } else {
        sandbox.file(path, bytes(content)?);
    }
    Ok(())
}

fn bytes(content: &str) -> Result<Vec<u8>, Failed> {
    let Some(rest) = content.strip_prefix('@') else { return Ok(content.into()) };
    let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok(match word {
        "page" => page(rest).into(),
        "gzip" => gzip(&bytes(rest)?),
        "repeat" => {
            let (count, rest) = rest.split_once(' ').ok_or("`@repeat N` has something behind it")?;
            bytes(rest)?.repeat(count.parse()?)
        }
        _ => return Err(format!("there is no @{word}").into()),
    })
}
