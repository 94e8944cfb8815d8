//! Runs the README: every `console` block is typed into a shell, and what it prints must be what the README shows.
//!
//! A line `$ …` is a command, which goes on in lines `> …`; the lines below, up to the next command, are its output. `…` alone on a line stands for
//! any lines. Blocks run one after the other in one scratch folder, which starts as a copy of what the examples read. The calls
//! under "On the command line" are run, too, in a folder that has the inputs that they name.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};

/// What the README's examples read, copied into the scratch folder.
const COPIED: &[&str] = &["tests/pages", "rules"];

fn main() {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let trial = Trial::test("every console block of the README prints what it says", move || run(repo));
    let calls = Trial::test("every call under \"On the command line\" does what it says", move || run_calls(repo));
    let schema = Trial::test("the schema is where rules/README.md says that rules name it", move || find_schema(repo));
    libtest_mimic::run(&Arguments::from_args(), vec![trial, calls, schema]).exit();
}

/// A call of the block under the heading, without what is said of it.
fn run_calls(repo: &Path) -> Result<(), Failed> {
    let readme = fs::read_to_string(repo.join("README.md"))?;
    let (_, part) = readme.split_once("\n## On the command line\n").ok_or("there is no such heading")?;
    let block = |kind: &str| Some(part.split_once(&format!("```{kind}\n"))?.1.split_once("```")?.0);
    let (calls, config) = (block("sh").ok_or("no calls")?, block("toml").ok_or("no configuration")?);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme-calls");
    let _ = fs::remove_dir_all(&folder);
    make_inputs(&folder, &repo.join("tests/pages/gazette.example"))?;
    let calls = calls.lines().map(|line| line.split("  #").next().unwrap_or(line).trim_end());
    let made = calls.clone().count();
    for call in calls.chain(["dehusk page.html -v", "dehusk explain page.html"]) {
        if call == "dehusk page.html -v" {
            fs::write(folder.join("dehusk.toml"), config)?;
        }
        // Nothing is fetched here.
        let call = call.replace("curl -sL https://example.org/ferry", "cat page.html");
        let done = shell(&call, &folder)?;
        // Two runs that differ.
        let code = if call.starts_with("dehusk diff") { 1 } else { 0 };
        if done.status.code() != Some(code) || done.stdout.is_empty() && !call.contains(" -o ") {
            return Err(format!("$ {call}\n{done:?}").into());
        }
    }
    let wrote = ["texts/ferry.txt", "out.jsonl", "out.jsonl.gz", "why.html", "my.pack"];
    match wrote.into_iter().find(|file| !folder.join(file).is_file()) {
        Some(missing) => Err(format!("no call wrote {missing}").into()),
        None if made < 10 => Err("the block has lost its calls".into()),
        None => Ok(()),
    }
}

/// Puts the schema where the text says, and looks for it from rules beside it and from those in a folder there.
fn find_schema(repo: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(repo.join("rules/README.md"))?;
    let (_, part) = text.split_once("\n## In your editor\n").ok_or("there is no such heading")?;
    let (calls, rest) = part.split_once("```sh\n").and_then(|(_, rest)| rest.split_once("```")).ok_or("no calls")?;
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme-schema");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home)?;
    let done = shell(&format!("set -e; HOME=$PWD\n{calls}"), &home)?;
    let rules = home.join(".config/dehusk/rules");
    fs::create_dir_all(rules.join("sites"))?;
    let beside = rest.split_once("#:schema ").and_then(|(_, line)| line.lines().next()).ok_or("no rule names it")?;
    let above = rest.split_once("a file in a folder of its own says `").and_then(|(_, path)| path.split('`').next());
    let named = [rules.join(beside), rules.join("sites").join(above.ok_or("nothing is said of folders")?)];
    let is_schema = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains("\"$schema\""));
    match named.iter().find(|path| !is_schema(path)) {
        Some(path) => Err(format!("no schema at {}: {done:?}", path.display()).into()),
        None => Ok(()),
    }
}

/// What the calls read.
fn make_inputs(folder: &Path, pages: &Path) -> std::io::Result<()> {
    copy(pages, &folder.join("pages"))?;
    let page = fs::read_to_string(pages.join("ferry.html"))?;
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/ferry\r\n\
                Content-Type: application/http;msgtype=response\r\nWARC-Record-ID: <urn:uuid:1>\r\n";
    let record = format!("{head}Content-Length: {}\r\n\r\n{answer}\r\n\r\n", answer.len());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(record.as_bytes())?;
    fs::create_dir_all(folder.join("my-rules"))?;
    fs::create_dir_all(folder.join("configs"))?;
    fs::write(folder.join("page.html"), page)?;
    fs::write(folder.join("crawl.warc.gz"), packed.finish()?)?;
    fs::write(folder.join("old.jsonl"), "{\"id\":\"a\",\"text\":\"one\"}\n")?;
    fs::write(folder.join("new.jsonl"), "{\"id\":\"a\",\"text\":\"two\"}\n")?;
    fs::write(folder.join("my-rules/a.example.toml"), "schema = 2\nhosts = [\"a.example\"]\ndrop = [\".share\"]\n")?;
    fs::write(folder.join("configs/b.example.txt"), "body: //div[@class='story']\n")
}

/// What a line does in a shell that finds `dehusk`, and no configuration but that of the folder.
fn shell(line: &str, folder: &Path) -> std::io::Result<Output> {
    let bin = Path::new(env!("CARGO_BIN_EXE_dehusk")).parent().expect("a program has a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder).env("PATH", path).env("XDG_CONFIG_HOME", folder.join("no-config"));
    shell.stdin(Stdio::null()).env_remove("DEHUSK_RULES").output()
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
        if self.command.starts_with("cargo test") || self.command.starts_with("cargo install") {
            return Ok(());
        }
        let command = &self.command;
        let done = shell(&format!("exec 2>&1\n{command}"), folder)?;
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
