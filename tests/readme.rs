//! Runs the README: every `console` block is typed into a shell, and what it prints must be what the README shows.
//!
//! A line `$ …` is a command, which goes on in lines `> …`; the lines below, up to the next command, are its output. `…` alone on a line stands for
//! any lines. Blocks run one after the other in one scratch folder, which starts as a copy of what the examples read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};

/// What the README's examples read, copied into the scratch folder.
const COPIED: &[&str] = &["tests/pages", "rules"];

fn main() {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let trial = Trial::test("every console block of the README prints what it says", move || run(repo));
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit();
}

fn run(repo: &Path) -> Result<(), Failed> {
    let readme = fs::read_to_string(repo.join("README.md"))?;
    let steps = steps(&readme);
    if steps.is_empty() {
        return Err("the README has no console block".into());
    }
    let scratch = scratch(repo)?;
    for step in steps {
        step.check(&scratch)?;
    }
    fs::remove_dir_all(scratch)?;
    Ok(())
}

/// A command of the README and what it should print.
#[derive(Debug)]
struct Step {
    line: usize,
    command: String,
    output: Vec<String>,
}

impl Step {
    /// `dehusk` is the program that cargo built for this test; `cargo test` would start this test again.
    fn check(&self, folder: &Path) -> Result<(), Failed> {
        let dehusk = env!("CARGO_BIN_EXE_dehusk");
        if self.command.starts_with("cargo test") || self.command.starts_with("cargo install") {
            return Ok(());
        }
        let command = &self.command;
        let bin = Path::new(dehusk).parent().expect("a program has a folder");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let done = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(folder)
            .env("PATH", path)
            .env("XDG_CONFIG_HOME", folder.join("no-config"))
            .output()?;
        let printed = String::from_utf8_lossy(&done.stdout);
        let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
        let wanted: Vec<&str> = self.output.iter().map(|l| l.trim_end()).collect();
        if matches(&wanted, &printed) {
            return Ok(());
        }
        let (line, command) = (self.line, &self.command);
        Err(format!(
            "README.md:{line}: $ {command}\n--- the README says\n{}\n--- it prints\n{}",
            wanted.join("\n"),
            printed.join("\n")
        )
        .into())
    }
}

/// Whether the lines are the wanted ones, where `…` stands for any number of lines.
fn matches(wanted: &[&str], printed: &[&str]) -> bool {
    match wanted.split_first() {
        None => printed.iter().all(|l| l.is_empty()),
        Some((&"…", rest)) => (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..])),
        Some((first, rest)) => printed.split_first().is_some_and(|(p, more)| p == first && matches(rest, more)),
    }
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (number, line) in readme.lines().enumerate() {
        if line.starts_with("```") {
            inside = line == "```console";
        } else if inside && let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { line: number + 1, command: command.to_owned(), output: Vec::new() });
        } else if inside
            && let Some(more) = line.strip_prefix("> ").or((line == ">").then_some(""))
            && let Some(step) = steps.last_mut()
        {
            step.command.push('\n');
            step.command.push_str(more);
        } else if inside && let Some(step) = steps.last_mut() {
            step.output.push(line.to_owned());
        }
    }
    steps
}

/// A new folder with what the examples read.
fn scratch(repo: &Path) -> std::io::Result<PathBuf> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    for folder in COPIED {
        copy(&repo.join(folder), &scratch.join(folder))?;
    }
    Ok(scratch)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?
        } else {
            fs::copy(entry.path(), target).map(drop)?
        }
    }
    Ok(())
}
