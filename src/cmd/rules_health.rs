//! `dehusk rules health`: which rules no longer fit the pages that their sites have now.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use dehusk::health::{Concern, HealthReport, LineHealth, RuleHealth};

use super::pages::Pages;
use super::rule_folders::RuleFolders;
use crate::batch::exit::Exit;
use crate::batch::terminal::{Color, Screen, say};
use crate::batch::{counted, stdout_error};

/// Say which rules no longer fit saved pages of their sites
///
/// For each rule: on how many pages it found nothing, how alike its text and that of the generic layer are, which layouts
/// the pages went by, and on how many pages each line finds something. Rules that need a human come first; their lines
/// are told, those of all rules with --all. If a rule needs a human, the exit code is 1.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  The pages of a crawl, by a nightly job that writes a mail if the exit code is 1:
      dehusk rules health pages
  With the addresses that the crawl wrote down:
      dehusk rules health pages --urls urls.jsonl
  For a program:
      dehusk rules health pages --json")]
pub(super) struct Health {
    /// Saved pages, folders of them, archives
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The addresses of the pages: JSON lines with `id` and `url`
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,
    #[command(flatten)]
    folders: RuleFolders,
    /// Tell the lines of all rules
    #[arg(long)]
    all: bool,
    /// The report as JSON
    #[arg(long)]
    json: bool,
}

impl Health {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let mut health = dehusk::health::Health::new(&self.folders.all()?);
        for page in Pages::new(&self.paths, self.urls.as_deref())? {
            let (id, shown) = (page.id.clone(), page.shown.clone());
            let done = page.read().and_then(|page| health.page(&id, &page).map_err(|refused| anyhow!("{refused}")));
            if let Err(error) = done {
                say(&format!("dehusk: {shown}: {error:#}"));
            }
        }
        let report = health.report();
        let text = if self.json { serde_json::to_string_pretty(&report)? + "\n" } else { self.told(&report) };
        let text = Screen::stdout(Color::Never).foreign(&text).into_owned();
        io::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
        Ok(if report.needs_human() { Exit::Partly } else { Exit::Fine })
    }

    fn told(&self, report: &HealthReport) -> String {
        let HealthReport { pages, rule, rule_missed, generic, .. } = report;
        let pages = counted(*pages as u64, "page");
        let head = format!("{pages}: {rule} by a rule, {rule_missed} where a rule was missed, {generic} without one\n");
        let rules = report.rules.iter().map(|rule| self.rule(rule));
        let hosts = report.without_rule.iter().map(|host| format!("  {:>5}  {}\n", host.pages, host.host));
        let hosts: String = hosts.collect();
        let hosts = if hosts.is_empty() { hosts } else { format!("\nwithout a rule:\n{hosts}") };
        std::iter::once(head).chain(rules).chain([hosts]).collect()
    }

    fn rule(&self, rule: &RuleHealth) -> String {
        let needs = if rule.concerns.is_empty() { "fine" } else { "needs a human" };
        let pages = counted(rule.pages as u64, "page");
        let mut out = format!("\n{}: {needs}, {pages}, {:.2} alike ({})\n", rule.name, rule.alike, rule.file);
        for concern in &rule.concerns {
            out.push_str(&self::concern(concern, rule));
        }
        if rule.layouts.len() > 1 {
            let layout = |(line, pages): (&u32, &usize)| match line {
                0 => format!("{pages} by the file itself"),
                line => format!("{pages} by the one in line {line}"),
            };
            let layouts: Vec<String> = rule.layouts.iter().map(layout).collect();
            // Writing into a string cannot fail.
            let _ = writeln!(out, "  layouts: {}", layouts.join(", "));
        }
        if self.all || !rule.concerns.is_empty() {
            rule.lines.iter().for_each(|told| out.push_str(&line(told)));
        }
        out
    }
}

fn concern(concern: &Concern, rule: &RuleHealth) -> String {
    match concern {
        Concern::Missed { pages, of } => {
            format!(
                "  it missed the article on {pages} of {}: {}\n",
                counted(*of as u64, "page"),
                rule.missed_pages.join(", ")
            )
        }
        Concern::Unlike { pages, of } => {
            let least = rule.least_alike.iter().map(|page| format!("{} ({:.2})", page.id, page.alike));
            let least: Vec<String> = least.collect();
            format!(
                "  it keeps other text than the generic layer on {pages} of {}: {}\n",
                counted(*of as u64, "page"),
                least.join(", ")
            )
        }
        _ => String::new(),
    }
}

fn line(told: &LineHealth) -> String {
    let LineHealth { line, found, tried, .. } = told;
    format!("  {found:>5}/{tried:<5} {}:{} {} {}\n", line.file, line.line, line.key, line.pattern)
}
