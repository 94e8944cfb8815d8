//! Markdown and formulas, as programs of others read them: markdown-it with its plugins for notes and TeX, marked, KaTeX.
//!
//! On a machine without `node` and `npm` the tests say that they were skipped; where DEHUSK_NODE is set, they fail. The
//! packages are those of `package-lock.json`, installed once below the build's own folder.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use dehusk::{Article, Form, Format, Page, Policies, RuleSet, Stripper};
use serde_json::{Value, json};

use common::{Case, all_kept, cases, files, page};

#[path = "../common/mod.rs"]
mod common;

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node");

/// The folder of the script with its packages, if they can be had.
fn folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("node");
        install(&folder).map_or_else(
            |why| {
                assert!(std::env::var_os("DEHUSK_NODE").is_none(), "{why}");
                println!("skipped: {why}");
                None
            },
            |()| Some(folder.clone()),
        )
    });
    folder.as_deref()
}

fn install(folder: &Path) -> Result<(), String> {
    let lock = fs::read(format!("{HERE}/package-lock.json")).map_err(|e| e.to_string())?;
    let is_installed = fs::read(folder.join("installed")).is_ok_and(|before| before == lock);
    fs::create_dir_all(folder).map_err(|e| e.to_string())?;
    for name in ["package.json", "package-lock.json", "render.mjs"] {
        fs::copy(format!("{HERE}/{name}"), folder.join(name)).map_err(|e| e.to_string())?;
    }
    if is_installed {
        return Ok(());
    }
    let npm =
        Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder).output();
    let npm = npm.map_err(|e| format!("npm: {e}"))?;
    if !npm.status.success() {
        return Err(format!("npm ci: {}", String::from_utf8_lossy(&npm.stderr)));
    }
    fs::write(folder.join("installed"), lock).map_err(|e| e.to_string())
}

/// What the script answers to some lines.
fn ask(folder: &Path, lines: &[Value]) -> Vec<Value> {
    let mut node = Command::new("node");
    node.arg("render.mjs").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = node.spawn().expect("node runs");
    let mut stdin = child.stdin.take().expect("it was piped");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("node ends");
    writer.join().expect("no panic").expect("node reads");
    let answers = String::from_utf8(output.stdout).expect("the answers are UTF-8");
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), lines.len(), "an answer a line");
    answers
}

/// The pages of the tests, and those of the cases under a rule that keeps all, each with a name.
fn articles() -> Vec<(String, Article)> {
    let policies = Policies::of(Format::Markdown);
    let stripper = Stripper::new(RuleSet::builtin());
    let pages = files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages")));
    let of_file = |path: &PathBuf| {
        let bytes = fs::read(path).expect("the page is there");
        (path.display().to_string(), stripper.read(&Page::new(bytes)).expect("a small page").article(&policies))
    };
    let articles = pages.iter().step_by(4).map(of_file);
    let all_kept = Stripper::new(all_kept());
    let of_case = |case: Case| (case.name, all_kept.read(&page(&case.html)).expect("a small page").article(&policies));
    let cases = cases(&[include_str!("../cases/blocks.toml"), include_str!("../cases/markup.toml")]);
    articles.chain(cases.into_iter().map(of_case)).collect()
}

#[test]
fn markdown_says_what_html_says() {
    let Some(folder) = folder() else { return };
    let articles = articles();
    let mut form = Form::default();
    form.fragment = true;
    let line = |article: &Article| json!({ "markdown": article.render(Format::Markdown), "html": article.write(Format::Html, &form) });
    let lines: Vec<Value> = articles.iter().map(|(_, article)| line(article)).collect();
    let mut wrong = Vec::new();
    for (((name, _), asked), answer) in articles.iter().zip(&lines).zip(ask(folder, &lines)) {
        let html = &answer["html"];
        let markdown = asked["markdown"].as_str().unwrap_or_default();
        // marked has no plugins here.
        let is_plain = html["notes"].as_array().is_some_and(Vec::is_empty) && !markdown.contains('$');
        for renderer in ["markdownIt", "marked"].into_iter().filter(|name| *name != "marked" || is_plain) {
            for part in ["text", "notes", "headings", "code", "links"] {
                if answer[renderer][part] != html[part] {
                    wrong.push(format!(
                        "{name}: {part} by {renderer}:\n{}\n--- by HTML:\n{}\n--- Markdown:\n{markdown}",
                        answer[renderer][part], html[part]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), articles.len(), wrong.join("\n\n"));
}

/// What a formula came back as: TeX, or text where it is a row of letters and signs.
enum Back {
    Tex(String),
    Text(String),
}

fn back(stripper: &Stripper, mathml: &str) -> Back {
    let html = format!("<p>so {mathml} is</p>");
    let article = stripper.strip(&page(&html)).expect("a small page");
    let json = serde_json::to_value(&article.blocks[0]).expect("plain data");
    let inlines = json["text"].as_array().expect("a line");
    match inlines.iter().find(|inline| inline["type"] == "math") {
        Some(math) => Back::Tex(math["tex"].as_str().unwrap_or_default().to_owned()),
        None => Back::Text(article.render(Format::Text).trim().to_owned()),
    }
}

#[test]
fn formulas_come_back_from_mathml() {
    let Some(folder) = folder() else { return };
    // Under a root, a row of letters and signs is a formula, too.
    let rows = || include_str!("formulas.txt").lines();
    let formulas: Vec<String> = rows().map(str::to_owned).chain(rows().map(|tex| format!("\\sqrt{{{tex}}}"))).collect();
    let line = |tex: &str| json!({ "tex": tex });
    let there = ask(folder, &formulas.iter().map(|tex| line(tex)).collect::<Vec<_>>());
    let stripper = Stripper::new(all_kept());
    let texts = there.iter().map(|answer| answer["mathml"].as_str().unwrap_or_default());
    let back: Vec<Back> = texts.map(|mathml| back(&stripper, mathml)).collect();
    let tex = |back: &Back| line(if let Back::Tex(tex) = back { tex } else { "" });
    let again = ask(folder, &back.iter().map(tex).collect::<Vec<_>>());
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let wrong = |(tex, back, there, again): (&String, &Back, &Value, &Value)| match back {
        Back::Tex(_) if there["meaning"] == again["meaning"] => None,
        Back::Tex(back) => Some(format!("{tex}  came back as  {back}\n  {}\n  {}", there["meaning"], again["meaning"])),
        Back::Text(text) => {
            let shown = solid(&format!("so {} is", there["text"].as_str().unwrap_or_default()));
            (solid(text) != shown).then(|| format!("{tex}  came back as the text  {text}"))
        }
    };
    let rows = formulas.iter().zip(&back).zip(there.iter().zip(&again));
    let wrong: Vec<String> =
        rows.filter_map(|((tex, back), (there, again))| wrong((tex, back, there, again))).collect();
    assert!(formulas.len() >= 400 && wrong.is_empty(), "{} of {}:\n{}", wrong.len(), formulas.len(), wrong.join("\n"));
}
