//! `dehusk rules check`: do rules do what their tests say, and what can be seen of their lines without a human?

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;
use dehusk::check::{Checked, Checker};
use dehusk::{Day, Layer, RuleSet};

use super::options::ColorOption;
use super::pages::Pages;
use super::rule_folders::{self, RuleFolders};
use super::today::today;
use crate::batch::exit::Exit;
use crate::batch::terminal::{Screen, say};
use crate::batch::{counted, stdout_error};
use dehusk::formats::{read_test_page, root_of_rules, rule_sources};

/// Run the tests of rules, and find lines that do nothing or will not last
///
/// Every `[[test]]` is run. Told are further: a line that finds nothing on any page of its rule's tests; a class that a
/// build tool made up, or that says how something looks; an id with a number; a test of `class` that means a token; a
/// host that another rule has first; a rule whose `valid_until` is over; a rule without a test; a line that drops, keeps,
/// cuts, starts or stops something and without which all tests hold.
///
/// The pages that tests name are looked for from the folder in which the folder of rules stands. Rules that cannot be
/// used are an error (2); if anything is found, the exit code is 1.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  All rules of your own:
      dehusk rules check
  One folder, one file:
      dehusk rules check my-rules
      dehusk rules check my-rules/example.org.toml
  Count what lines find on saved pages, too:
      dehusk rules check my-rules --pages pages
  For a program:
      dehusk rules check my-rules --json")]
pub(super) struct Check {
    /// Rule files and folders of them; without one, all rules that are not part of dehusk
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Saved pages on which lines may find something, too; can be repeated
    #[arg(long, value_name = "DIR")]
    pages: Vec<PathBuf>,
    /// The addresses of those pages: JSON lines with `id` and `url`
    #[arg(long, value_name = "FILE", requires = "pages")]
    urls: Option<PathBuf>,
    /// The day by which rules are judged that say `valid_until` [default: today]
    #[arg(long, value_name = "DAY")]
    day: Option<Day>,
    /// Without the rules that dehusk brings along, to which others add
    #[arg(long)]
    no_builtin_rules: bool,
    /// What is found as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    color: ColorOption,
}

impl Check {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let paths =
            if self.paths.is_empty() { rule_folders::folders(&RuleFolders::default()) } else { self.paths.clone() };
        let mut layers = paths.iter().map(Layer::from_dir).collect::<Result<Vec<_>, _>>()?;
        layers.extend((!self.no_builtin_rules).then(Layer::builtin));
        let mut has_rules = false;
        for path in &paths {
            let is_empty = rule_sources(path)?.is_empty();
            has_rules |= !is_empty;
            if is_empty && !self.paths.is_empty() {
                return Err(rule_folders::no_rules(path));
            }
        }
        if !has_rules {
            bail!(
                "there are no rules of your own to check: name a folder of them, or put them into `dehusk/rules` of your configuration"
            );
        }
        let rules = RuleSet::compile(layers)?;
        let named = |file: &str| paths.iter().find(|path| Path::new(file).starts_with(path));
        let mut checker = Checker::new(&rules, |file| named(file).is_some()).on(self.day.unwrap_or_else(today));
        if !self.pages.is_empty() {
            self.show(&mut checker)?;
        }
        let root = |file: &str| named(file).and_then(|path| root_of_rules(path)).unwrap_or_default();
        let mut load = |file: &str, page: &str| read_test_page(&root(file), page);
        self.print(&checker.finish(&mut load))
    }

    /// Shows it the pages. What is wrong with one of them is told, and the check goes on.
    fn show(&self, checker: &mut Checker) -> anyhow::Result<()> {
        for page in Pages::new(&self.pages, self.urls.as_deref())? {
            let shown = page.shown.clone();
            let done = page.read().and_then(|page| checker.page(&page).map_err(|refused| anyhow!("{refused}")));
            if let Err(error) = done {
                say(&format!("dehusk: {shown}: {error:#}"));
            }
        }
        Ok(())
    }

    fn print(&self, checked: &Checked) -> anyhow::Result<Exit> {
        let screen = Screen::stdout(self.color.color);
        let text = match self.json {
            true => serde_json::to_string_pretty(checked)? + "\n",
            false => {
                let findings = checked.findings.iter().map(|finding| finding.render(screen.is_colored()) + "\n\n");
                let findings: String = findings.collect();
                let Checked { rules, tests, .. } = checked;
                let count = |count: usize, what| counted(count as u64, what);
                let problems = count(checked.findings.len(), "problem");
                format!("{findings}{}, {}, {problems}\n", count(*rules, "rule"), count(*tests, "test"))
            }
        };
        io::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
        Ok(if checked.findings.is_empty() { Exit::Fine } else { Exit::Partly })
    }
}
