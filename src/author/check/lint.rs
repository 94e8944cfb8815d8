//! The check of a set of rules: their tests, and what can be seen of their lines without a human.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::{Finding, Load, Problem, RuleTest, names, tests};
use crate::author::given::Given;
use crate::limits::Refused;
use crate::mark::RuleKey;
use crate::page::Page;
use crate::reading::Reading;
use crate::rule::{Day, RuleLine};
use crate::rule::{Place, RuleSet, Text, Written, literal};
use crate::strip::Stripper;

/// Checks rules that did not ship: pages of their sites may be shown to it before it says what it found.
#[derive(Debug)]
pub struct Checker {
    stripper: Stripper,
    day: Option<Day>,
    given: Vec<Given>,
    /// For each line that was tried, on how many pages it found something.
    found: BTreeMap<RuleLine, usize>,
    /// For each rule file and each block that it extends, on how many pages its lines were tried.
    tried: BTreeMap<Arc<str>, usize>,
}

/// What a check found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Checked {
    /// How many rules of sites were checked.
    pub rules: usize,
    /// How many tests were run.
    pub tests: usize,
    /// What is wrong, by file and line.
    pub findings: Vec<Finding>,
}

impl Checker {
    /// Checks the rules of a set, those that ship left aside; of them those in the files that are `wanted`.
    pub fn new(rules: &RuleSet, wanted: impl Fn(&str) -> bool) -> Self {
        let given = rules.given().into_iter().filter(|given| wanted(&given.source.name)).collect();
        let (found, tried) = (BTreeMap::new(), BTreeMap::new());
        Checker { stripper: Stripper::new(rules.clone()), day: None, given, found, tried }
    }

    /// Tells of rules, too, that are known to hold until a day before this one.
    #[must_use]
    pub fn on(self, day: Day) -> Self {
        Checker { day: Some(day), ..self }
    }

    /// Shows it a page. A page of another site says nothing.
    ///
    /// # Errors
    /// If the page breaks a limit.
    pub fn page(&mut self, page: &Page<'_>) -> Result<(), Refused> {
        let lines = tally(&self.stripper.read(page)?);
        self.tried(&lines);
        Ok(())
    }

    /// Shows it what each line finds on a page that somebody has read.
    pub(crate) fn tried(&mut self, lines: &[(RuleLine, usize)]) {
        let files: BTreeSet<&Arc<str>> = lines.iter().map(|(line, _)| &line.file).collect();
        files.into_iter().for_each(|file| *self.tried.entry(Arc::clone(file)).or_default() += 1);
        for (line, hits) in lines {
            *self.found.entry(line.clone()).or_default() += usize::from(*hits > 0);
        }
    }

    /// Runs all tests and says what is wrong. `load` reads the files that the tests name.
    pub fn finish(mut self, load: &mut Load<'_>) -> Checked {
        let files: BTreeSet<Arc<str>> = self.given.iter().map(|given| Arc::clone(&given.source.name)).collect();
        let rules = &self.stripper.rules;
        let tests = tests(rules).into_iter().filter(|test| rules.is_given(&test.source));
        let mut runs: Vec<Run> = tests.map(|test| Run::new(test, &self.stripper, load)).collect();
        runs.retain(|run| files.contains(run.test.file()) || run.lines.keys().any(|line| files.contains(&line.file)));
        for run in &runs {
            let lines: Vec<_> = run.lines.iter().map(|(line, hits)| (line.clone(), *hits)).collect();
            self.tried(&lines);
        }
        let own = |run: &&Run| files.contains(run.test.file());
        let mut findings: Vec<Finding> = runs.iter().filter(own).flat_map(|run| run.findings.clone()).collect();
        findings.extend(self.given.iter().flat_map(|given| self.lint(given, &runs, load).into_iter()));
        findings.sort_by_key(|finding| (finding.file().to_owned(), finding.line(), finding.column()));
        let rules = self.given.iter().filter(|given| given.is_site).count();
        Checked { rules, tests: runs.iter().filter(own).count(), findings }
    }

    /// What can be seen of the rules without their tests.
    pub(crate) fn lints(&self) -> Vec<Finding> {
        let mut load = |_: &str, _: &str| Err(std::io::ErrorKind::NotFound.into());
        let mut findings: Vec<Finding> = self.given.iter().flat_map(|given| self.lint(given, &[], &mut load)).collect();
        findings.sort_by_key(|finding| (finding.line(), finding.column()));
        findings
    }

    fn lint(&self, given: &Given, runs: &[Run], load: &mut Load<'_>) -> Vec<Finding> {
        let mut found = hosts(given);
        let old = given.file.schema.as_ref().filter(|_| given.file.is_first_schema());
        found.extend(old.map(|schema| (schema.span(), Problem::OldSchema)));
        found.extend(self.valid_until(given));
        if given.is_site && given.file.tests.is_empty() {
            let place = given.file.hosts.first().map_or(0..0, |host| host.span());
            found.push((place, Problem::NoTest));
        }
        for written in given.file.written() {
            found.extend(self.written(given, &written, runs, load));
        }
        let finding = |(span, problem)| Finding::new(Place::new(&given.source, span), None, problem);
        found.into_iter().map(finding).collect()
    }

    /// What is wrong with the day until which the rule is known to hold.
    fn valid_until(&self, given: &Given) -> Option<Placed> {
        let read = |text: &Text| text.get_ref().parse::<Day>().ok();
        let (written, checked) = (given.file.valid_until()?, given.file.checked.as_ref().and_then(read));
        let day = read(written)?;
        let seen = checked.filter(|checked| *checked > day).map(|checked| Problem::SeenLater { checked });
        let expired = || self.day.filter(|today| *today > day).map(|_| Problem::Expired { day });
        Some((written.span(), seen.or_else(expired)?))
    }

    /// What is wrong with one line.
    fn written(&self, given: &Given, written: &Written<'_>, runs: &[Run], load: &mut Load<'_>) -> Vec<Placed> {
        let (text, pattern) = (written.text, written.text.get_ref().clone());
        let mut found = if written.is_selector { self.names(given, text) } else { Vec::new() };
        let line = RuleLine {
            file: Arc::clone(&given.source.name),
            line: given.source.line(text.span().start) as u32,
            key: written.key,
            pattern: pattern.as_str().into(),
        };
        let pages = self.tried.get(&line.file).copied().unwrap_or(0);
        if self.found.get(&line).is_none_or(|pages| *pages == 0) {
            if pages > 0 {
                found.push((text.span(), Problem::FindsNothing { key: written.key, pattern, pages }));
            }
        // What a part is has a use under policies that the tests don't have.
        } else if !RuleKey::named(written.key).is_some_and(RuleKey::is_role) && self.earns_nothing(&line, runs, load) {
            found.push((text.span(), Problem::EarnsNothing { key: written.key, pattern }));
        }
        found
    }

    fn names(&self, given: &Given, text: &Text) -> Vec<Placed> {
        let raw = given.source.text.get(text.span()).unwrap_or_default();
        let start = text.span().start;
        let place = |span: Range<usize>| start + literal::place(raw, span.start)..start + literal::place(raw, span.end);
        names::lint(text.get_ref()).into_iter().map(|(span, problem)| (place(span), problem)).collect()
    }

    /// Whether the tests on whose pages the line finds something all hold without it.
    fn earns_nothing(&self, line: &RuleLine, runs: &[Run], load: &mut Load<'_>) -> bool {
        let mut told = runs.iter().filter(|run| run.lines.get(line).is_some_and(|hits| *hits > 0)).peekable();
        if told.peek().is_none() || told.clone().any(|run| !run.findings.is_empty()) {
            return false;
        }
        let Some(without) = self.stripper.rules.without(line) else { return false };
        told.all(|run| run.holds_under(&without, load))
    }
}

type Placed = (Range<usize>, Problem);

/// A test that was run.
struct Run {
    test: RuleTest,
    /// The test's page, if it could be read.
    reading: Option<Reading>,
    findings: Vec<Finding>,
    /// What each line of the rule finds on the test's page.
    lines: BTreeMap<RuleLine, usize>,
}

impl Run {
    fn new(test: RuleTest, stripper: &Stripper, load: &mut Load<'_>) -> Self {
        let reading = test.read(stripper, load);
        let article = reading.as_ref().map(Reading::own_article).map_err(Problem::clone);
        let findings = test.judge(article, load);
        let reading = reading.ok();
        let lines = reading.as_ref().map(tally).unwrap_or_default().into_iter().collect();
        Run { test, reading, findings, lines }
    }

    /// Whether the test holds under other rules.
    fn holds_under(&self, rules: &RuleSet, load: &mut Load<'_>) -> bool {
        let Some(reading) = &self.reading else { return false };
        self.test.judge(reading.article_under(rules).map_err(Problem::Refused), load).is_empty()
    }
}

/// What each line of the rule that was picked finds on the page.
fn tally(reading: &Reading) -> Vec<(RuleLine, usize)> {
    reading.tally(reading.picked())
}

fn hosts(given: &Given) -> Vec<Placed> {
    let shadowed = |(at, by): &(usize, String)| {
        let host = given.file.hosts.get(*at)?;
        Some((host.span(), Problem::Shadowed { host: host.get_ref().clone(), by: by.clone() }))
    };
    given.shadowed.iter().filter_map(shadowed).collect()
}
