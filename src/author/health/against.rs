//! Two reports side by side: the sites that changed between them.

use std::collections::HashMap;

use serde::Deserialize;

use super::{Concern, HealthReport, LineHealth, RuleHealth, by_urgency};
use crate::author::names::AUTHOR;

/// An earlier report, of which only what is compared is read.
#[derive(Clone, Debug, Deserialize)]
pub struct LastReport {
    rules: Vec<LastRule>,
}

#[derive(Clone, Debug, Deserialize)]
struct LastRule {
    name: String,
    pages: usize,
    missed: usize,
    lines: Vec<LastLine>,
}

#[derive(Clone, Debug, Deserialize)]
struct LastLine {
    key: String,
    pattern: String,
    found: usize,
    tried: usize,
}

impl HealthReport {
    /// Adds what is otherwise than an earlier report had it: the rules that find nothing on more of their pages, or on
    /// fewer, and the lines that would find something on some of these pages if all was as before, and find nothing.
    pub fn against(mut self, last: &LastReport) -> Self {
        let last: HashMap<&str, &LastRule> = last.rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
        for rule in &mut self.rules {
            if let Some(last) = last.get(rule.name.as_str()) {
                rule.beside(last);
            }
        }
        by_urgency(&mut self.rules);
        self
    }
}

impl RuleHealth {
    fn beside(&mut self, last: &LastRule) {
        let share = |missed: usize, of: usize| missed as f64 / of.max(1) as f64;
        let (missed, of, missed_before, of_before) = (self.missed, self.pages, last.missed, last.pages);
        if (share(missed, of) - share(missed_before, of_before)).abs() > AUTHOR.health.moved {
            self.concerns.push(Concern::Moved { missed, of, missed_before, of_before });
        }
        let silent = self.lines.iter().filter(|now| last.lines.iter().any(|then| then.fell_silent(now)));
        self.silent = silent.map(|told| told.line.clone()).collect();
        if !self.silent.is_empty() {
            self.concerns.push(Concern::Silent { lines: self.silent.len() });
        }
    }
}

impl LastLine {
    /// Whether it is this line, which finds nothing on pages of which it would have found something on a few.
    fn fell_silent(&self, now: &LineHealth) -> bool {
        let expected = now.tried as f64 * self.found as f64 / self.tried.max(1) as f64;
        let is_same = *self.pattern == *now.line.pattern && self.key == now.line.key;
        is_same && now.found == 0 && expected >= AUTHOR.health.silent
    }
}
