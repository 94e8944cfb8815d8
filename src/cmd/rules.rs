//! `dehusk rules`: which rules there are, what one says, and whether they do what their tests say.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use dehusk::{Layer, RULE_SCHEMA, RuleSet, SiteRule, Stripper, check};

use super::{rule_folders, rules_import};
use crate::corpus::stdout_error;
use crate::exit::Exit;
use crate::terminal::{Color, Screen, escape};

/// List, show and check the rules of sites
#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the sites that have a rule: name, hosts, day of the last check, file
    List(Folders),
    /// Print the rule of a host
    Show {
        /// A host, as `www.example.org`, or an address
        host: String,
        #[command(flatten)]
        folders: Folders,
    },
    /// Read rules and run their tests
    ///
    /// The pages that a rule's tests name are looked for from the folder in which the folder of rules stands. Rules that
    /// cannot be used are an error (2), tests that fail are not (1).
    Check {
        /// Folders of rules; without one, all that is not part of dehusk
        #[arg(value_name = "DIR")]
        paths: Vec<PathBuf>,
    },
    Import(rules_import::Import),
    /// Print the JSON Schema of rule files, for editors
    #[command(after_long_help = "Example:\n      dehusk rules schema > rules/schema.json")]
    Schema,
}

#[derive(Debug, Args)]
struct Folders {
    /// A folder of rules that go before all others; can be repeated
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
}

impl Rules {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        match self.command {
            Command::List(folders) => list(&rule_folders::all(&folders.rules)?),
            Command::Show { host, folders } => show(&rule_folders::all(&folders.rules)?, &host),
            Command::Check { paths } => check(if paths.is_empty() { rule_folders::folders(&[]) } else { paths }),
            Command::Import(import) => import.run(),
            Command::Schema => print(RULE_SCHEMA).map(|()| Exit::Fine),
        }
    }
}

fn list(rules: &RuleSet) -> anyhow::Result<Exit> {
    let rows: Vec<[String; 4]> = rules.iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (name, hosts, checked) = (width(0), width(1), width(2));
    let line = |row: &[String; 4]| format!("{:name$}  {:hosts$}  {:checked$}  {}\n", row[0], row[1], row[2], row[3]);
    print(&rows.iter().map(line).collect::<String>())?;
    Ok(Exit::Fine)
}

fn row(rule: SiteRule<'_>) -> [String; 4] {
    let file = if rule.is_builtin { "built-in".to_owned() } else { rule.file.to_owned() };
    [rule.name.to_owned(), rule.hosts.join(" "), rule.checked.unwrap_or_else(|| "-".to_owned()), file]
}

fn show(rules: &RuleSet, host: &str) -> anyhow::Result<Exit> {
    let Some(rule) = rules.get(host_of(host)) else {
        eprintln!("dehusk: {} has no rule", escape(host));
        return Ok(Exit::Partly);
    };
    let from = if rule.is_builtin { " (built-in)" } else { "" };
    print(&format!("# {}{from}\n{}", rule.file, rule.text))?;
    Ok(Exit::Fine)
}

/// The host of an address; what is no address is a host already.
fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Checks folders of rules, the first of which goes before the others.
fn check(folders: Vec<PathBuf>) -> anyhow::Result<Exit> {
    let mut layers = folders.iter().map(|folder| rule_folders::layer(folder)).collect::<anyhow::Result<Vec<_>>>()?;
    layers.push(Layer::builtin());
    let rules = RuleSet::compile(layers)?;
    let stripper = Stripper::new(rules.clone());
    let tests = own_tests(&rules);
    let mut load = |file: &str, path: &str| fs::read(root(&folders, file).unwrap_or_default().join(path));
    let findings: Vec<_> = tests.iter().flat_map(|test| test.run(&stripper, &mut load)).collect();
    let lines: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    let own = rules.iter().filter(|rule| !rule.is_builtin).count();
    print(&format!("{lines}{own} rules, {} tests, {} problems\n", tests.len(), findings.len()))?;
    Ok(if findings.is_empty() { Exit::Fine } else { Exit::Partly })
}

/// The tests of rules that do not ship: those of the layers before the last.
fn own_tests(rules: &RuleSet) -> Vec<check::RuleTest> {
    let mut tests = check::tests(rules);
    tests.truncate(tests.len() - check::tests(&RuleSet::builtin()).len());
    tests
}

/// The folder from which the tests of a rule file name their pages.
fn root(folders: &[PathBuf], file: &str) -> Option<PathBuf> {
    let named = folders.iter().find(|folder| Path::new(file).starts_with(folder))?;
    let path = named.canonicalize().ok()?;
    let is_part = |folder: &Path| folder.ends_with("sites") || folder.ends_with("shared");
    let folder = if path.is_file() { path.parent()? } else { &path };
    let rules = if is_part(folder) { folder.parent()? } else { folder };
    Some(rules.parent()?.to_owned())
}

fn print(text: &str) -> anyhow::Result<()> {
    let text = Screen::stdout(Color::Never).foreign(text).into_owned();
    io::stdout().write_all(text.as_bytes()).map_err(stdout_error)
}
