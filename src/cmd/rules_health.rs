//! `dehusk rules health`: which rules no longer fit the pages that their sites have now.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use dehusk::Day;
use dehusk::formats::Fault;
use dehusk::health::{self, Concern, HealthReport, LastReport, LineHealth, Looked, Looker, RuleHealth};

use super::options::LimitOptions;
use super::pages::{Pages, Unread};
use super::rule_folders::RuleFolders;
use super::today::today;
use crate::batch::exit::Exit;
use crate::batch::interrupt::Interrupt;
use crate::batch::terminal::{Color, Screen};
use crate::batch::{Inputs, Job, Pipeline, Progress, Settings, Urls, Weighs, Work, cannot_read, counted, stdout_error};

/// Say which rules no longer fit saved pages of their sites
///
/// For each rule: on how many pages it found nothing, how alike its text and that of the generic layer are, which layouts
/// the pages went by, and on how many pages each line finds something. Rules that need a human come first; their lines
/// are told, those of all rules with --all. With --against, also what is otherwise than an earlier report had it: the
/// share of pages on which a rule found nothing, and lines that find nothing any more. If a rule needs a human, the exit
/// code is 1.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  The pages of a crawl, by a nightly job that writes a mail if the exit code is 1:
      dehusk rules health pages
  With the addresses that the crawl wrote down:
      dehusk rules health pages --urls urls.jsonl
  For a program, and to compare the next crawl with:
      dehusk rules health pages --json > last.json
  What has changed since then:
      dehusk rules health pages --against last.json")]
pub(super) struct Health {
    /// Saved pages, folders of them, archives
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// The addresses of the pages: JSON lines with `id` and `url`
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,
    #[command(flatten)]
    folders: RuleFolders,
    /// An earlier report, which --json has printed
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// The day by which rules are judged that say `valid_until` [default: today]
    #[arg(long, value_name = "DAY")]
    day: Option<Day>,
    /// How many pages are looked at at the same time [default: one for each core]
    #[arg(short, long, value_name = "N", allow_negative_numbers = true, value_parser = super::options::workers)]
    jobs: Option<u16>,
    /// Tell the lines of all rules
    #[arg(long)]
    all: bool,
    /// The report as JSON
    #[arg(long)]
    json: bool,
}

impl Health {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let last = self.against.as_deref().map(last_report).transpose()?;
        let Some(report) = self.report()? else { return Ok(Exit::Interrupted) };
        if report.pages == 0 {
            bail!("there is no page in what was named, so nothing can be said of the rules");
        }
        let report = report.on(self.day.unwrap_or_else(today));
        let report = match &last {
            Some(last) => report.against(last),
            None => report,
        };
        let text = if self.json { serde_json::to_string_pretty(&report)? + "\n" } else { self.told(&report) };
        let text = Screen::stdout(Color::Never).foreign(&text).into_owned();
        io::stdout().write_all(text.as_bytes()).map_err(stdout_error)?;
        Ok(if report.needs_human() { Exit::Partly } else { Exit::Fine })
    }

    /// Looks at all pages; none if that was interrupted.
    fn report(&self) -> anyhow::Result<Option<HealthReport>> {
        let mut health = health::Health::new(&self.folders.all()?);
        let (jobs, urls) = Pages::new(&self.paths, self.urls.as_deref())?.apart();
        let interrupt = Interrupt::listen()?;
        let mut progress = match io::stderr().is_terminal() && !io::stdout().is_terminal() {
            true => Progress::over(&Inputs::new(&self.paths)?),
            false => Progress::hidden(),
        };
        let look = Look { looker: health.looker(), urls };
        for page in Pipeline::start(jobs, look, Settings::new(self.jobs, LimitOptions::STACK, 0), interrupt.clone())? {
            match page.looked {
                Ok(looked) => health.take(looked),
                Err(error) => progress.say(&format!("dehusk: {}: {error:#}", page.shown)),
            }
            progress.step(page.disk, 0);
        }
        progress.end();
        Ok((!interrupt.is_set()).then(|| health.report()))
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
        let checked = rule.checked.as_ref().map(|day| format!(", checked {day}")).unwrap_or_default();
        let mut out = format!("\n{}: {needs}, {pages}, {:.2} alike{checked} ({})\n", rule.name, rule.alike, rule.file);
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

fn last_report(path: &Path) -> anyhow::Result<LastReport> {
    let text = fs::read(path).with_context(|| cannot_read(path))?;
    let wrong = || format!("{} is no report, which `dehusk rules health PATH --json` prints", path.display());
    serde_json::from_slice(&text).with_context(wrong)
}

/// Looks at pages, on several threads.
struct Look {
    looker: Looker,
    urls: Urls,
}

/// What was seen of a page.
struct Seen {
    shown: String,
    disk: u64,
    looked: anyhow::Result<Looked>,
}

impl Weighs for Seen {
    fn weight(&self) -> usize {
        0
    }
}

impl Work for Look {
    type Outcome = Seen;

    fn run(&self, job: Job) -> Seen {
        let disk = job.disk;
        let page = Unread::new(job, &self.urls);
        let (id, shown) = (page.id.clone(), page.shown.clone());
        let look = || self.looker.look(&id, &page.read()?).map_err(|refused| anyhow!("{refused}"));
        let looked = catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|panic| Err(Fault::panicked(&*panic).into()));
        Seen { shown, disk, looked }
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
        Concern::Lacks { pages, of } => {
            format!("  it lacks much of what the generic layer keeps on {pages} of {}\n", counted(*of as u64, "page"))
        }
        Concern::Moved { missed, of, missed_before, of_before } => {
            format!(
                "  it missed the article on {missed} of {}, where it was {missed_before} of {of_before} before\n",
                counted(*of as u64, "page")
            )
        }
        Concern::Expired { days } => {
            let (day, days) =
                (rule.valid_until.as_deref().unwrap_or_default(), counted(u64::from(days.unsigned_abs()), "day"));
            format!("  it is known to hold until {day}, {days} ago, and no layout is for later pages\n")
        }
        Concern::Silent { .. } => {
            let silent = rule.silent.iter().map(|line| {
                format!(
                    "  it found something before, and nothing now: {}:{} {} {}\n",
                    line.file, line.line, line.key, line.pattern
                )
            });
            silent.collect()
        }
        _ => String::new(),
    }
}

fn line(told: &LineHealth) -> String {
    let LineHealth { line, found, tried, .. } = told;
    format!("  {found:>5}/{tried:<5} {}:{} {} {}\n", line.file, line.line, line.key, line.pattern)
}
