//! The tests of the rules that ship and the errors of rule files, each by its own name:
//! `cargo test --test rules sputnik`.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use dehusk::{Layer, RuleSet, RuleSource, Stripper, check};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

fn main() -> ExitCode {
    let rules = RuleSet::builtin();
    let stripper = Arc::new(Stripper::new(rules.clone()));
    let trial = |test: check::RuleTest| {
        let stripper = Arc::clone(&stripper);
        let name = format!("{} {}", test.rule(), test.page());
        Trial::test(name, move || run(&test, &stripper))
    };
    let mut trials: Vec<Trial> = check::tests(&rules).into_iter().map(trial).collect();
    trials.push(Trial::test("every page is named by a test", move || no_orphans(&rules)));
    let errors: ErrorCases = toml::from_str(include_str!("cases/rule-errors.toml")).expect("the table is TOML");
    let trial = |case: ErrorCase| Trial::test(format!("error: {}", case.name), move || case.run());
    trials.extend(errors.case.into_iter().map(trial));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn run(test: &check::RuleTest, stripper: &Stripper) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let findings = test.run(stripper, &mut |_, path| fs::read(root.join(path)));
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    if lines.is_empty() { Ok(()) } else { Err(lines.join("\n").into()) }
}

/// A page that no test looks at only seems to prove something.
fn no_orphans(rules: &RuleSet) -> Result<(), Failed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named: Vec<String> = check::tests(rules).iter().flat_map(check::RuleTest::files).map(str::to_owned).collect();
    for folder in fs::read_dir(root.join("tests/pages"))? {
        for page in fs::read_dir(folder?.path())? {
            let path = page?.path();
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            if !named.contains(&name) {
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
