//! The gate: of rules that were imported, the lines that pass on saved pages.
//!
//! Nobody has said what the right text of these pages is, so that a line helps cannot be known. What can be known is that it
//! does nothing, or harm: it finds nothing on any page of its hosts, the rule misses a page by it, or it takes away much of what
//! the generic layer is sure of to be the article. Lines are tried in the order of their file, each on top of those before it
//! that passed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::known::KNOWN;
use super::{Import, RuleText};
use crate::article::State;
use crate::author::trial::Trial;
use crate::limits::Refused;
use crate::page::Page;
use crate::rule::{Layer, RuleErrors, RuleLine, RuleSet, RuleSource};
use crate::strip::Stripper;

/// When a line does harm: the table `gate` of `rules/import.toml`, which says what each row means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bars {
    sure: f32,
    harm: f64,
    pages: usize,
}

/// Tries imported rules on pages, on top of the rules that ship.
#[derive(Debug)]
pub struct Gate {
    reader: Stripper,
    rules: RuleSet,
    pages: BTreeMap<String, Vec<(String, Trial)>>,
}

/// What the gate left of the rules.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Gated {
    /// The rules, of the lines that passed.
    #[serde(skip)]
    pub files: Vec<RuleText>,
    /// How many lines passed.
    pub passed: usize,
    /// The lines that did not, by file.
    pub left_out: Vec<LeftOut>,
}

/// A line that did not pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// The rule file, its key, and the line's number in the file before any was left out.
    #[serde(flatten)]
    pub line: RuleLine,
    /// Why.
    pub reason: NotPassed,
}

/// Why a line did not pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NotPassed {
    /// No page is from the hosts of its rule.
    NoPage,
    /// It finds nothing on any of them.
    FindsNothing {
        /// How many they are.
        pages: usize,
    },
    /// The rule misses the article of a page by it.
    Misses {
        /// The page.
        page: String,
    },
    /// It takes away what the generic layer is sure of to be the article.
    TakesAway {
        /// The page.
        page: String,
    },
}

impl fmt::Display for NotPassed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotPassed::NoPage => f.write_str("no page is from the hosts of this rule"),
            NotPassed::FindsNothing { pages: 1 } => f.write_str("it finds nothing on the one page of its site"),
            NotPassed::FindsNothing { pages } => write!(f, "it finds nothing on any of {pages} pages of its site"),
            NotPassed::Misses { page } => write!(f, "by it the rule misses the article of {page}"),
            NotPassed::TakesAway { page } => write!(f, "it takes much of the article of {page} away"),
        }
    }
}

/// The lines that did not pass, each with its reason, and how many passed.
impl fmt::Display for Gated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.left_out.is_empty() {
            writeln!(f, "left out: on the pages at hand the line does nothing, or harm")?;
        }
        for LeftOut { line, reason } in &self.left_out {
            writeln!(f, "  {}:{} {} {}\n      {reason}", line.file, line.line, line.key, line.pattern)?;
        }
        writeln!(f, "{} of {} lines passed on the pages at hand", self.passed, self.passed + self.left_out.len())
    }
}

impl Gate {
    /// Before any page was shown.
    ///
    /// # Errors
    /// If the imported rules are none.
    pub fn new(import: &Import) -> Result<Self, RuleErrors> {
        let rules = rules(import.files.iter())?;
        Ok(Gate { reader: Stripper::new(RuleSet::builtin()), rules, pages: BTreeMap::new() })
    }

    /// Shows it a page, which is called by its id. A page of another site says nothing, nor do more pages of one site than
    /// it takes to know.
    ///
    /// # Errors
    /// If the page breaks a limit.
    pub fn page(&mut self, id: &str, page: &Page<'_>) -> Result<(), Refused> {
        let trial = Trial::new(&self.reader, page)?;
        let host = trial.picked().origin.as_ref().map(|origin| origin.host.clone());
        // The host may be one that no rule that ships is for.
        let picked = trial.pick(&self.rules);
        let host = picked.origin.as_ref().map(|origin| origin.host.clone()).or(host);
        let Some(file) = host.and_then(|host| Some(self.rules.get(&host)?.file.to_owned())) else { return Ok(()) };
        let pages = self.pages.entry(file).or_default();
        if pages.len() < KNOWN.gate.pages {
            pages.push((id.to_owned(), trial));
        }
        Ok(())
    }

    /// The rules, of the lines that passed; a rule of which none did is none.
    pub fn finish(self, files: &[RuleText]) -> Gated {
        let mut gated = Gated::default();
        for file in files {
            let pages = self.pages.get(&file.name).map_or(&[][..], Vec::as_slice);
            let Sifted { text, passed, left_out } = sift(file, pages);
            gated.passed += passed;
            gated.left_out.extend(left_out);
            gated.files.extend((passed > 0).then_some(RuleText { name: file.name.clone(), text }));
        }
        gated
    }
}

/// The imported rules on top of those that ship.
fn rules<'r>(files: impl Iterator<Item = &'r RuleText>) -> Result<RuleSet, RuleErrors> {
    let source = |file: &RuleText| RuleSource { name: file.name.clone(), text: file.text.clone() };
    RuleSet::compile([Layer::new("imported", files.map(source).collect()), Layer::builtin()])
}

/// A rule file of which lines were left out.
struct Sifted {
    text: String,
    passed: usize,
    left_out: Vec<LeftOut>,
}

fn sift(file: &RuleText, pages: &[(String, Trial)]) -> Sifted {
    let lines = lines(file);
    let mut out: BTreeSet<u32> = lines.iter().map(|line| line.line).collect();
    let found = found(file, pages);
    let mut left_out = Vec::new();
    let mut now = under(&without(file, &out), pages);
    for line in &lines {
        let verdict = match (pages.len(), found.contains(line)) {
            (0, _) => Err(NotPassed::NoPage),
            (pages, false) => Err(NotPassed::FindsNothing { pages }),
            (_, true) => {
                out.remove(&line.line);
                let next = under(&without(file, &out), pages);
                harm(pages, &now, &next).map_or(Ok(next), Err)
            }
        };
        match verdict {
            Ok(next) => now = next,
            Err(reason) => {
                out.insert(line.line);
                left_out.push(LeftOut { line: line.clone(), reason });
            }
        }
    }
    Sifted { text: without(file, &out).text, passed: lines.len() - left_out.len(), left_out }
}

/// The lines of a file that look at a page, in its order.
fn lines(file: &RuleText) -> Vec<RuleLine> {
    let (read, _) = crate::rule::file::read(&file.text, true);
    let number = |at: usize| file.text[..at].matches('\n').count() as u32 + 1;
    let line = |written: &crate::rule::Written<'_>| RuleLine {
        file: file.name.as_str().into(),
        line: number(written.text.span().start),
        key: written.key,
        pattern: written.text.get_ref().as_str().into(),
    };
    let mut lines: Vec<RuleLine> = read.written().iter().map(line).collect();
    lines.sort_by_key(|line| line.line);
    lines
}

/// The lines that find something on a page. Where no layout is for it, nothing does.
fn found(file: &RuleText, pages: &[(String, Trial)]) -> BTreeSet<RuleLine> {
    let rules = rules(std::iter::once(file)).unwrap_or_default();
    let tally = |trial: &Trial| trial.tally(&trial.pick(&rules));
    let found = pages.iter().flat_map(|(_, trial)| tally(trial)).filter(|(_, hits)| *hits > 0);
    found.map(|(line, _)| line).collect()
}

/// The file without some of its lines, and without lists and layouts of nothing.
fn without(file: &RuleText, out: &BTreeSet<u32>) -> RuleText {
    let lines = file.text.lines().zip(1..).filter(|(_, number)| !out.contains(number)).map(|(line, _)| line);
    let mut text: Vec<&str> = Vec::new();
    for line in lines {
        match text.last() {
            Some(open) if line == "]" && open.ends_with(" = [") => {
                text.pop();
            }
            _ => text.push(line),
        }
    }
    text.dedup_by(|line, before| line.is_empty() && before.is_empty());
    RuleText { name: file.name.clone(), text: text.join("\n") + "\n" }
}

/// What a rule makes of a page: whether it misses it, and which of its text blocks it keeps.
struct Made {
    is_missed: bool,
    kept: Vec<bool>,
}

fn under(file: &RuleText, pages: &[(String, Trial)]) -> Vec<Made> {
    let rules = rules(std::iter::once(file)).unwrap_or_default();
    // A page on which `content` finds nothing is given as the generic layer has it, and is not lost.
    let is_found = |trial: &Trial| trial.pick(&rules).state != State::RuleMissed;
    let page = |(_, trial): &(String, Trial)| match trial.decided_under(&rules) {
        Ok(decided) => {
            let is_missed = decided.pick.state == State::RuleMissed && is_found(trial);
            Made { is_missed, kept: trial.kept_by(&decided.marks) }
        }
        Err(_) => Made { is_missed: true, kept: trial.alone.clone() },
    };
    pages.iter().map(page).collect()
}

/// The harm that a line does on a page, if it does some.
fn harm(pages: &[(String, Trial)], now: &[Made], next: &[Made]) -> Option<NotPassed> {
    pages.iter().zip(now.iter().zip(next)).find_map(|((id, trial), (before, after))| harm_on(id, trial, before, after))
}

fn harm_on(id: &str, trial: &Trial, before: &Made, after: &Made) -> Option<NotPassed> {
    let (bars, page) = (&KNOWN.gate, id.to_owned());
    let chars = |is_meant: &dyn Fn(usize) -> bool| -> usize {
        (0..trial.chars.len()).filter(|at| is_meant(*at)).map(|at| trial.chars[at]).sum()
    };
    let is_sure = |at: usize| trial.probability()[at] >= bars.sure;
    let article = chars(&|at| before.kept[at]);
    let lost = chars(&|at| before.kept[at] && !after.kept[at] && is_sure(at));
    let is_empty = article > 0 && chars(&|at| after.kept[at]) == 0;
    if is_empty || (after.is_missed && !before.is_missed) {
        return Some(NotPassed::Misses { page });
    }
    (lost as f64 > bars.harm * article as f64).then_some(NotPassed::TakesAway { page })
}
