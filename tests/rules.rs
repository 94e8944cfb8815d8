//! The tests of the rules that ship, each by its own name: `cargo test --test rules sputnik`.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use dehusk::{RuleSet, Stripper, check};
use libtest_mimic::{Arguments, Failed, Trial};

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
