//! The tests of the rules that ship and the errors of rule files, each by its own name:
//! `cargo test --test rules sputnik`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use dehusk::{Format, Layer, Options, Page, Policies, RuleSet, RuleSource, Stripper, check};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

fn main() -> ExitCode {
    // Those that are built in have left their tests behind.
    let layer = Layer::from_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).expect("the rules are there");
    let rules = RuleSet::compile([layer]).expect("the rules are sound");
    let stripper = Arc::new(Stripper::new(rules.clone()));
    let trial = |test: check::RuleTest| {
        let stripper = Arc::clone(&stripper);
        let name = format!("{} {}", test.rule(), test.page());
        Trial::test(name, move || run(&test, &stripper))
    };
    let mut trials: Vec<Trial> = check::tests(&rules).into_iter().map(trial).collect();
    trials.push(Trial::test("every page is named by a test", move || no_orphans(&rules)));
    trials.push(Trial::test("a rule that takes too much work", too_much_work));
    let errors: ErrorCases = toml::from_str(include_str!("cases/rule-errors.toml")).expect("the table is TOML");
    let trial = |case: ErrorCase| Trial::test(format!("error: {}", case.name), move || case.run());
    trials.extend(errors.case.into_iter().map(trial));
    let cases: RuleCases = toml::from_str(include_str!("cases/site-rules.toml")).expect("the table is TOML");
    let trial = |case: RuleCase| Trial::test(format!("rule: {}", case.name), move || case.run());
    trials.extend(cases.case.into_iter().map(trial));
    let leads: LeadCases = toml::from_str(include_str!("cases/leads.toml")).expect("the table is TOML");
    let trial = |lead: LeadCase| Trial::test(format!("lead alone: {}: {}", lead.host, lead.lead), move || lead.run());
    trials.extend(leads.case.into_iter().map(trial));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn run(test: &check::RuleTest, stripper: &Stripper) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let findings = test.run(stripper, &mut |_, path| fs::read(root.join(path)));
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join("\n").into()) }
}

/// A page that no test and no example of the README looks at only seems to prove something.
fn no_orphans(rules: &RuleSet) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named: Vec<String> = check::tests(rules).iter().flat_map(check::RuleTest::files).map(str::to_owned).collect();
    for folder in fs::read_dir(root.join("tests/pages"))? {
        for page in fs::read_dir(folder?.path())? {
            let path = page?.path();
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            if !named.contains(&name) && !include_str!("../README.md").contains(&name) {
                return Err(format!("no test names {name}: write one or delete the page").into());
            }
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct ErrorCases {
    case: Vec<ErrorCase>,
}

/// Rule files with something wrong, and what is said of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ErrorCase {
    name: String,
    errors: String,
    file: Vec<File>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    text: String,
}

impl ErrorCase {
    fn run(self) -> Result<(), Failed> {
        let sources = self.file.into_iter().map(|file| RuleSource { name: file.name, text: file.text });
        let errors = match RuleSet::compile([Layer::new("test", sources.collect())]) {
            Ok(_) => return Err("nothing is found wrong".into()),
            Err(errors) => errors,
        };
        let said = errors.to_string();
        for error in errors.iter() {
            assert!(!error.message().is_empty() && !error.remedy().is_empty(), "{error}");
        }
        match said.trim_end() == self.errors.trim_end() {
            true => Ok(()),
            false => Err(format!("said:\n{said}\n\nexpected:\n{}", self.errors).into()),
        }
    }
}

/// A stranger's rule ends in an error that names it, not in a hang.
fn too_much_work() -> Result<(), Failed> {
    let slow = "div:not(div :is(div :is(div :is(a div))))";
    for (name, text) in [
        ("sites/slow.toml", format!("hosts = ['example.org']\ncontent = 'div'\ndrop = '{slow}'")),
        ("sites/slow.toml", format!("hosts = ['example.org']\nwhen = '{slow}'\ncontent = 'div'")),
        ("shared/slow.toml", format!("when = '{slow}'\ncontent = 'div'")),
    ] {
        blames_the_rule(name, text, slow)?;
    }
    Ok(())
}

/// The refusal of a page names the file of this rule and the selector that takes too many steps.
fn blames_the_rule(name: &str, text: String, slow: &str) -> Result<(), Failed> {
    let rules = RuleSet::compile([Layer::new("test", vec![RuleSource { name: name.to_owned(), text }])])?;
    let mut options = Options::default();
    options.limits.steps = 100_000;
    let page = "<div>".repeat(400);
    let page = Page::new(page.as_bytes()).url("https://example.org/");
    let refused = Stripper::new(rules).options(options).strip(&page).expect_err("a limit is broken");
    assert_eq!(refused.code(), "too-many-rule-steps");
    assert!(refused.to_string().contains(name) && refused.to_string().contains(slow), "{refused}");
    Ok(())
}

#[derive(Deserialize)]
struct RuleCases {
    case: Vec<RuleCase>,
}

/// A rule, a page, and what is left of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleCase {
    name: String,
    rule: String,
    /// The rule of a layer below, for the same host.
    below: Option<String>,
    /// The choices that differ from those of plain text: `comments = "keep"`.
    #[serde(default)]
    policies: BTreeMap<String, String>,
    path: Option<String>,
    html: Option<String>,
    lines: Option<String>,
    text: Option<String>,
    state: Option<String>,
    /// The date of publication, of the change where there is one more: `2021-05-03, 2021-05-04`.
    dates: Option<String>,
}

impl RuleCase {
    fn run(self) -> Result<(), Failed> {
        let layer = |rule: &str| {
            let has_hosts = rule.lines().any(|line| line.starts_with("hosts"));
            let text = format!("{}{rule}", if has_hosts { "" } else { "hosts = ['example.org']\n" });
            Layer::new("test", vec![RuleSource { name: "sites/example.toml".to_owned(), text }]).own()
        };
        let layers = std::iter::once(layer(&self.rule)).chain(self.below.as_deref().map(layer));
        let rules = RuleSet::compile(layers).map_err(|errors| errors.to_string())?;
        let mut options = Options::default();
        for (name, choice) in &self.policies {
            let row = Policies::TABLE.iter().find(|row| row.name == name);
            row.ok_or_else(|| format!("there is no policy {name}"))?.choose(&mut options.policies, choice)?;
        }
        let stripper = Stripper::new(rules).options(options);
        let article = match (&self.html, &self.lines) {
            (Some(html), None) => {
                let url = format!("https://example.org{}", self.path.as_deref().unwrap_or("/news/"));
                stripper.strip(&Page::new(html.as_bytes()).url(url))?
            }
            (None, Some(lines)) => stripper.strip_text(lines, Some("example.org"))?,
            _ => return Err("a case has either `html` or `lines`".into()),
        };
        let state = serde_json::to_value(article.state)?;
        if state != self.state.as_deref().unwrap_or("rule") {
            return Err(format!("the state is {state}").into());
        }
        let dates: Vec<&str> =
            [&article.meta.date, &article.meta.updated].into_iter().flatten().map(String::as_str).collect();
        if let Some(expected) = self.dates.filter(|expected| *expected != dates.join(", ")) {
            return Err(format!("the dates are {dates:?}\nexpected: {expected}").into());
        }
        let text = article.render(Format::Text);
        let left = text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("|");
        match self.text {
            Some(expected) if expected != left => Err(format!("left: {left}\nexpected: {expected}").into()),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct LeadCases {
    case: Vec<LeadCase>,
}

/// The lead of a site's page, above a body that the site's rule does not know.
#[derive(Deserialize)]
struct LeadCase {
    host: String,
    lead: String,
}

impl LeadCase {
    fn run(self) -> Result<(), Failed> {
        let lead = self.lead.replace("LEAD", "The harbour master counted the boats again, and one more had come in.");
        let paragraph = "<p>He wrote it down in the book that nobody but him had read since the old pier was closed to \
            lorries, years ago, and went out to look at the boats again, which had not moved since the morning.</p>";
        let html = format!("<main>{lead}<section class=body-of-next-year>{}</section></main>", paragraph.repeat(6));
        let page = Page::new(html.as_bytes()).url(format!("https://{}/boats", self.host));
        let article = Stripper::new(RuleSet::builtin()).strip(&page)?;
        let text = article.render(Format::Text);
        match text.contains("He wrote it down in the book") {
            true => Ok(()),
            false => Err(format!("the state is {:?}, and the article is lost:\n{text}", article.state).into()),
        }
    }
}
