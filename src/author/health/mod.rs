//! Do rules still work on the pages that their sites have now? Shown saved pages, the health of a set of rules says which
//! lines find something, where rules are missed, and where what they keep differs most from what the generic layer would
//! keep: this is how one notices that a site has changed.
//!
//! ```
//! use dehusk::health::Health;
//! use dehusk::{Page, RuleSet};
//!
//! let mut health = Health::new(&RuleSet::builtin());
//! let page = Page::new(b"<p>A page of a site that nobody wrote a rule for.").url("https://gazette.example/");
//! health.page("gazette/ferry", &page)?;
//! let report = health.report();
//! assert_eq!((report.pages, report.generic, report.needs_human()), (1, 1, false));
//! # Ok::<(), dehusk::Refused>(())
//! ```

mod against;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::article::State;
use crate::author::names::AUTHOR;
use crate::author::trial::Trial;
use crate::limits::Refused;
use crate::page::Page;
use crate::rule::{Day, RuleLine, RuleSet};
use crate::strip::Stripper;

pub use against::LastReport;

/// When a rule needs a human: the table `health` of `rules/author.toml`, which says what each row means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signs {
    missed: f64,
    alike: f64,
    unlike: f64,
    lacks: f64,
    moved: f64,
    silent: f64,
    expired: i32,
    named: usize,
    hosts: usize,
}

/// Looks at pages. Its memory grows with the number of rules and hosts, not with that of pages.
#[derive(Debug)]
pub struct Health {
    looker: Looker,
    pages: usize,
    rules: BTreeMap<String, RuleHealth>,
    lines: BTreeMap<String, BTreeMap<RuleLine, LineHealth>>,
    without_rule: BTreeMap<String, usize>,
    generic: usize,
}

/// What became of the pages. Plain data.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct HealthReport {
    /// How many pages were looked at.
    pub pages: usize,
    /// On how many a rule found the article.
    pub rule: usize,
    /// On how many a rule was for the page and found nothing.
    pub rule_missed: usize,
    /// How many are of no site with a rule.
    pub generic: usize,
    /// The rules that were for some page, those that need a human most first.
    pub rules: Vec<RuleHealth>,
    /// The hosts without a rule that most pages are from.
    pub without_rule: Vec<HostPages>,
}

/// The health of one rule.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct RuleHealth {
    /// The file's name without folder and `.toml`.
    pub name: String,
    /// The file, as it was named when it was loaded.
    pub file: String,
    /// The day on which a human last saw it work, as the file says.
    pub checked: Option<String>,
    /// The last day on which it is known to hold, as the file or the last of its layouts says.
    pub valid_until: Option<String>,
    /// Why it needs a human; empty if it does not.
    pub concerns: Vec<Concern>,
    /// How many pages it was for.
    pub pages: usize,
    /// On how many of them it found nothing.
    pub missed: usize,
    /// What its text and that of the generic layer have in common, from 0 to 1, in the mean over the pages.
    pub alike: f64,
    /// On how many pages that is little.
    pub unlike: usize,
    /// On how many pages its text lacks much of what the generic layer keeps.
    pub lacking: usize,
    /// The pages on which it is least.
    pub least_alike: Vec<AlikePage>,
    /// Some of the pages on which the rule found nothing.
    pub missed_pages: Vec<String>,
    /// How many pages went by each layout: the line that it starts in, 0 for the file itself.
    pub layouts: BTreeMap<u32, usize>,
    /// What became of each line.
    pub lines: Vec<LineHealth>,
    /// The lines by which an earlier report found something, and which find nothing any more.
    pub silent: Vec<RuleLine>,
}

/// How often a line finds something.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LineHealth {
    /// The line.
    #[serde(flatten)]
    pub line: RuleLine,
    /// On how many pages it finds something.
    pub found: usize,
    /// On how many pages it was tried.
    pub tried: usize,
}

/// A page and how alike both texts are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AlikePage {
    /// What the page is called.
    pub id: String,
    /// From 0 to 1.
    pub alike: f64,
}

/// A host and the pages that are from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HostPages {
    /// The host.
    pub host: String,
    /// How many.
    pub pages: usize,
}

/// Why a rule needs a human.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Concern {
    /// It finds nothing on too many pages.
    Missed {
        /// On how many.
        pages: usize,
        /// Of how many.
        of: usize,
    },
    /// What it keeps differs much from what the generic layer would keep, on too many pages.
    Unlike {
        /// On how many.
        pages: usize,
        /// Of how many on which it found something.
        of: usize,
    },
    /// What it keeps lacks much of what the generic layer would keep, on too many pages.
    Lacks {
        /// On how many.
        pages: usize,
        /// Of how many on which it found something.
        of: usize,
    },
    /// Beside an earlier report: the share of pages on which it finds nothing is another one.
    Moved {
        /// On how many it finds nothing.
        missed: usize,
        /// Of how many.
        of: usize,
        /// On how many it found nothing then.
        missed_before: usize,
        /// Of how many.
        of_before: usize,
    },
    /// The last day on which it is known to hold is over.
    Expired {
        /// For so many days.
        days: i32,
    },
    /// Beside an earlier report: lines find nothing any more.
    Silent {
        /// How many lines.
        lines: usize,
    },
}

/// Looks at pages by the rules of a [`Health`].
#[derive(Clone, Debug)]
pub struct Looker {
    stripper: Stripper,
}

/// What a [`Looker`] saw of a page.
#[derive(Debug)]
pub struct Looked {
    id: String,
    seen: Seen,
}

#[derive(Debug)]
enum Seen {
    /// No rule is for the page, which is from this host.
    Generic { host: String },
    /// A rule is for it.
    Ruled { name: String, file: String, found: Option<Found> },
}

/// What a rule made of a page.
#[derive(Debug)]
struct Found {
    layout: u32,
    /// What its text and that of the generic layer have in common.
    alike: f64,
    /// The share of the generic layer's text that its text lacks.
    lacks: f64,
    lines: Vec<(RuleLine, bool)>,
}

impl Looker {
    /// Looks at a page, which is called by its id.
    ///
    /// # Errors
    /// If the page breaks a limit.
    pub fn look(&self, id: &str, page: &Page<'_>) -> Result<Looked, Refused> {
        let trial = Trial::new(&self.stripper, page)?;
        let pick = trial.picked();
        let seen = match &pick.rule {
            Some(rule) if pick.state != State::Generic => {
                let found = pick.layout().filter(|_| pick.state == State::Rule).map(|layout| {
                    let (alike, lacks) = beside_generic(&trial, &trial.kept(pick));
                    let lines = trial.tally(pick).into_iter().map(|(line, hits)| (line, hits > 0)).collect();
                    Found { layout: layout.line, alike, lacks, lines }
                });
                Seen::Ruled { name: rule.name.to_string(), file: rule.file.to_string(), found }
            }
            _ => {
                let host = pick.origin.as_ref().map_or_else(|| "unknown".to_owned(), |origin| origin.host.clone());
                Seen::Generic { host }
            }
        };
        Ok(Looked { id: id.to_owned(), seen })
    }
}

impl Health {
    /// The health of these rules, no page seen yet.
    pub fn new(rules: &RuleSet) -> Self {
        Health {
            looker: Looker { stripper: Stripper::new(rules.clone()) },
            pages: 0,
            rules: BTreeMap::new(),
            lines: BTreeMap::new(),
            without_rule: BTreeMap::new(),
            generic: 0,
        }
    }

    /// Looks at a page, and takes what was seen into account.
    ///
    /// # Errors
    /// If the page breaks a limit; it counts as none then.
    pub fn page(&mut self, id: &str, page: &Page<'_>) -> Result<(), Refused> {
        let looked = self.looker.look(id, page)?;
        self.take(looked);
        Ok(())
    }

    /// What looks at pages on other threads; what it sees goes to [`Health::take`].
    pub fn looker(&self) -> Looker {
        self.looker.clone()
    }

    /// Takes what was seen of a page into account. In the same order it is the same report.
    pub fn take(&mut self, looked: Looked) {
        self.pages += 1;
        let (name, file, found) = match looked.seen {
            Seen::Generic { host } => {
                self.generic += 1;
                *self.without_rule.entry(host).or_default() += 1;
                return;
            }
            Seen::Ruled { name, file, found } => (name, file, found),
        };
        let new = || RuleHealth { name, file: file.clone(), ..RuleHealth::default() };
        let health = self.rules.entry(file.clone()).or_insert_with(new);
        health.pages += 1;
        let Some(found) = found else { return health.miss(&looked.id) };
        *health.layouts.entry(found.layout).or_default() += 1;
        health.compare(&looked.id, &found);
        let lines = self.lines.entry(file).or_default();
        for (line, is_found) in found.lines {
            let told = lines.entry(line.clone()).or_insert(LineHealth { line, found: 0, tried: 0 });
            told.tried += 1;
            told.found += usize::from(is_found);
        }
    }

    /// What became of the pages that were taken into account.
    pub fn report(mut self) -> HealthReport {
        let finish = |(file, mut health): (String, RuleHealth)| {
            health.lines = self.lines.remove(&file).unwrap_or_default().into_values().collect();
            health.finish()
        };
        let mut rules: Vec<RuleHealth> = self.rules.into_iter().map(finish).collect();
        let sites = self.looker.stripper.rules().iter();
        let mut days: HashMap<&str, _> = sites.map(|site| (site.file, (site.checked, site.valid_until))).collect();
        for rule in &mut rules {
            (rule.checked, rule.valid_until) = days.remove(rule.file.as_str()).unwrap_or_default();
        }
        by_urgency(&mut rules);
        let mut hosts: Vec<HostPages> =
            self.without_rule.into_iter().map(|(host, pages)| HostPages { host, pages }).collect();
        hosts.sort_by_key(|host| Reverse(host.pages));
        hosts.truncate(AUTHOR.health.hosts);
        let missed = rules.iter().map(|rule| rule.missed).sum();
        let rule = self.pages - self.generic - missed;
        HealthReport { pages: self.pages, rule, rule_missed: missed, generic: self.generic, rules, without_rule: hosts }
    }
}

impl HealthReport {
    /// Adds the rules that are known to hold until a day before this one alone.
    #[must_use]
    pub fn on(mut self, day: Day) -> Self {
        for rule in &mut self.rules {
            let until = rule.valid_until.as_ref().and_then(|until| until.parse().ok());
            let days = until.map_or(0, |until: Day| day.days_after(until));
            if days > AUTHOR.health.expired {
                rule.concerns.push(Concern::Expired { days });
            }
        }
        by_urgency(&mut self.rules);
        self
    }

    /// Whether a rule needs a human.
    pub fn needs_human(&self) -> bool {
        self.rules.iter().any(|rule| !rule.concerns.is_empty())
    }
}

impl RuleHealth {
    fn miss(&mut self, id: &str) {
        self.missed += 1;
        if self.missed_pages.len() < AUTHOR.health.named {
            self.missed_pages.push(id.to_owned());
        }
    }

    /// Takes note of how alike both texts are; `alike` is their sum until all pages are seen.
    fn compare(&mut self, id: &str, &Found { alike, lacks, .. }: &Found) {
        self.alike += alike;
        self.unlike += usize::from(alike < AUTHOR.health.alike);
        self.lacking += usize::from(lacks >= AUTHOR.health.lacks);
        let at = self.least_alike.partition_point(|page| page.alike <= alike);
        self.least_alike.insert(at, AlikePage { id: id.to_owned(), alike });
        self.least_alike.truncate(AUTHOR.health.named);
    }

    fn finish(mut self) -> Self {
        let (signs, of) = (&AUTHOR.health, self.pages - self.missed);
        self.alike = if of == 0 { 0.0 } else { self.alike / of as f64 };
        let is_many = |pages: usize, of: usize, share: f64| pages as f64 > share * of as f64;
        if is_many(self.missed, self.pages, signs.missed) {
            self.concerns.push(Concern::Missed { pages: self.missed, of: self.pages });
        }
        if is_many(self.unlike, of, signs.unlike) {
            self.concerns.push(Concern::Unlike { pages: self.unlike, of });
        }
        if is_many(self.lacking, of, signs.unlike) {
            self.concerns.push(Concern::Lacks { pages: self.lacking, of });
        }
        self
    }

    /// How many pages it needs a human for; none if it needs none.
    fn urgency(&self) -> usize {
        let pages = |concern: &Concern| match concern {
            Concern::Missed { pages, .. } | Concern::Unlike { pages, .. } | Concern::Lacks { pages, .. } => *pages,
            Concern::Moved { missed, .. } => usize::max(*missed, 1),
            Concern::Silent { lines } => *lines,
            Concern::Expired { .. } => 1,
        };
        self.concerns.iter().map(pages).sum()
    }
}

/// Those that need a human most first.
fn by_urgency(rules: &mut [RuleHealth]) {
    rules.sort_by_key(|rule| (Reverse(rule.urgency()), rule.file.clone()));
}

/// What the texts of a rule and of the generic layer have in common, as the harmonic mean of the shares of each that the
/// other has, too; and the share of the generic layer's that the rule's lacks.
fn beside_generic(trial: &Trial, kept: &[bool]) -> (f64, f64) {
    let chars = |is_meant: &dyn Fn(usize) -> bool| -> usize {
        trial.chars.iter().enumerate().filter(|(at, _)| is_meant(*at)).map(|(_, chars)| chars).sum()
    };
    let (both, alone) = (chars(&|at| kept[at] && trial.alone[at]), chars(&|at| trial.alone[at]));
    let all = chars(&|at| kept[at]) + alone;
    let share = |part: usize, of: usize, none: f64| if of == 0 { none } else { part as f64 / of as f64 };
    (share(2 * both, all, 1.0), share(alone - both, alone, 0.0))
}
