//! A filter list for uBlock Origin: its cosmetic filters become `drop` lines.
//!
//! A filter is for a host and all below it, while of rules only the one of the most specific host is used. So the rule
//! of a host says all that the list says of it and of the domains above it.

mod line;
mod selector;

use std::collections::{BTreeMap, BTreeSet};

use self::line::{Filter, Line};
use self::selector::hides;
use super::draft::{Draft, Entry, Origin};
use super::known::KNOWN;
use super::report::{Fate, FileReport, ImportReport, Reason, Remark};
use super::sites::{Site, rules};
use super::{Foreign, Import};
use crate::dom::Selector;
use crate::lookup::pattern;
use crate::rule::compile::MAX_SELECTORS;
use crate::rule::host::claim;

pub(super) fn import(list: &Foreign) -> Import {
    let mut reader =
        Reader { report: FileReport { file: list.name.clone(), ..FileReport::default() }, ..Reader::default() };
    for (number, text, line) in line::read(&list.text) {
        let told = reader.line(&line, Origin { line: number, text: text.to_owned() });
        let remark = |(fate, reason)| Remark { line: number, text: text.to_owned(), fate, reason };
        reader.report.remarks.extend(told.into_iter().map(remark));
    }
    reader.nothing_taken_back();
    let sites = reader.sites(&list.name);
    let (files, names) = rules(&sites, "uBlock filters");
    let mut report = reader.report;
    report.rule = names.get(list.name.as_str()).cloned();
    report.remarks.sort_by_key(|remark| remark.line);
    Import { files, report: ImportReport { general: KNOWN.ublock.general.clone(), files: vec![report] } }
}

/// What a filter hides, and where.
struct Hidden {
    /// As written, which is how a filter is taken back.
    written: String,
    selectors: Vec<String>,
    path: Option<String>,
    not_hosts: BTreeSet<String>,
    origin: Origin,
}

#[derive(Default)]
struct Reader {
    hidden: Vec<Hidden>,
    /// For each host the filters that name it, by their place in `hidden`.
    by_host: BTreeMap<String, Vec<usize>>,
    /// The selectors that are taken back, each with the hosts where it is; no host is all.
    exceptions: BTreeMap<String, Vec<(Option<String>, Origin)>>,
    report: FileReport,
}

type Told = Vec<(Fate, Reason)>;

impl Reader {
    fn line(&mut self, line: &Line<'_>, origin: Origin) -> Told {
        match line {
            Line::Network => vec![(Fate::Aside, Reason::Network)],
            Line::Script => vec![(Fate::Aside, Reason::Script)],
            Line::Condition => vec![(Fate::Aside, Reason::Condition)],
            Line::Cosmetic(filter) => {
                self.report.content_lines += 1;
                let told =
                    if filter.is_exception { self.exception(filter, &origin) } else { self.filter(filter, origin) };
                told.unwrap_or_else(|why| vec![why])
            }
        }
    }

    fn exception(&mut self, filter: &Filter<'_>, origin: &Origin) -> Result<Told, (Fate, Reason)> {
        let hosts = hosts(filter.hosts())?;
        let hosts: Vec<Option<String>> =
            if hosts.is_empty() { vec![None] } else { hosts.into_iter().map(Some).collect() };
        let entries = hosts.into_iter().map(|host| (host, origin.clone()));
        self.exceptions.entry(filter.selector.to_owned()).or_default().extend(entries);
        Ok(Vec::new())
    }

    fn filter(&mut self, filter: &Filter<'_>, origin: Origin) -> Result<Told, (Fate, Reason)> {
        let hides = hides(filter.selector)?;
        if filter.hosts().next().is_none() {
            return Err((Fate::Lost, Reason::AllSites));
        }
        let (hosts, not_hosts) = (hosts(filter.hosts())?, hosts(filter.not_hosts())?);
        for selector in &hides.selectors {
            Selector::parse(selector).map_err(|error| rejected(selector, &error.message, &error.remedy))?;
        }
        if let Some(path) = &hides.path {
            pattern::compile(path, "").map_err(|flaw| rejected(path, &flaw.message, &flaw.remedy))?;
        }
        for host in hosts {
            self.by_host.entry(host).or_default().push(self.hidden.len());
        }
        self.hidden.push(Hidden {
            written: filter.selector.to_owned(),
            selectors: hides.selectors,
            path: hides.path,
            not_hosts: not_hosts.into_iter().collect(),
            origin,
        });
        Ok(hides.notes.into_iter().map(|note| (Fate::Changed, note.into())).collect())
    }

    /// Tells of what is taken back and is not there.
    fn nothing_taken_back(&mut self) {
        let known: BTreeSet<&str> = self.hidden.iter().map(|hidden| hidden.written.as_str()).collect();
        for (selector, places) in &self.exceptions {
            if known.contains(selector.as_str()) {
                continue;
            }
            let mut last = 0;
            for (_, origin) in
                places.iter().filter(|(_, origin)| std::mem::replace(&mut last, origin.line) != origin.line)
            {
                let Origin { line, text } = origin.clone();
                self.report.remarks.push(Remark { line, text, fate: Fate::Idle, reason: Reason::NothingTakenBack });
            }
        }
    }

    fn sites<'f>(&mut self, file: &'f str) -> Vec<Site<'f>> {
        let mut sites = Vec::new();
        for host in self.hosts() {
            let draft = self.draft(&host);
            if !draft.is_empty() || above(&host).any(|above| self.by_host.contains_key(above)) {
                sites.push(Site { file, hosts: vec![host.clone(), format!("*.{host}")], draft });
            }
        }
        sites
    }

    /// The hosts that need a rule of their own: those with a filter, and those where one does not hold.
    fn hosts(&self) -> BTreeSet<String> {
        let not = self.hidden.iter().flat_map(|hidden| hidden.not_hosts.iter().cloned());
        let taken_back = self.exceptions.values().flatten().filter_map(|(host, _)| host.clone());
        self.by_host.keys().cloned().chain(not).chain(taken_back).collect()
    }

    /// What the list says of a host.
    fn draft(&mut self, host: &str) -> Draft {
        let mut draft = Draft::default();
        let here: Vec<&str> = std::iter::once(host).chain(above(host)).collect();
        let mut places: Vec<usize> = here.iter().filter_map(|h| self.by_host.get(*h)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        for hidden in places.into_iter().filter_map(|place| self.hidden.get(place)) {
            if here.iter().any(|h| hidden.not_hosts.contains(*h)) || self.is_taken_back(&hidden.written, &here) {
                continue;
            }
            if draft.len() + hidden.selectors.len() > MAX_SELECTORS {
                let Origin { line, text } = hidden.origin.clone();
                let reason = Reason::TooMany(MAX_SELECTORS);
                self.report.remarks.push(Remark { line, text, fate: Fate::Lost, reason });
                continue;
            }
            add(&mut draft, hidden);
        }
        if draft.on_paths.len() > 1 {
            for origin in draft.on_paths.iter().flat_map(|(_, drop)| drop).filter_map(|entry| entry.origin.clone()) {
                let Origin { line, text } = origin;
                self.report.remarks.push(Remark { line, text, fate: Fate::Changed, reason: Reason::FirstPath });
            }
        }
        draft
    }

    fn is_taken_back(&self, written: &str, here: &[&str]) -> bool {
        let places = self.exceptions.get(written).map(Vec::as_slice).unwrap_or_default();
        places.iter().any(|(host, _)| host.as_deref().is_none_or(|host| here.contains(&host)))
    }
}

fn rejected(written: &str, message: &str, remedy: &str) -> (Fate, Reason) {
    (Fate::Lost, Reason::Rejected { written: written.to_owned(), message: format!("{message}: {remedy}") })
}

/// Hosts as rules know them.
fn hosts<'t>(names: impl Iterator<Item = &'t str>) -> Result<Vec<String>, (Fate, Reason)> {
    let host = |name: &str| match claim(name, false) {
        Ok(host) if !host.starts_with('*') => Ok(host),
        _ => Err((Fate::Lost, Reason::HostPattern(name.to_owned()))),
    };
    names.map(host).collect()
}

/// The domains above a host: `b.c`, `c` for `a.b.c`.
fn above(host: &str) -> impl Iterator<Item = &str> {
    host.match_indices('.').filter_map(|(at, _)| host.get(at + 1..))
}

fn add(draft: &mut Draft, hidden: &Hidden) {
    let list = match &hidden.path {
        None => &mut draft.drop,
        Some(path) => match draft.on_paths.iter().position(|(other, _)| other == path) {
            Some(place) => &mut draft.on_paths[place].1,
            None => {
                draft.on_paths.push((path.clone(), Vec::new()));
                &mut draft.on_paths.last_mut().expect("one was pushed").1
            }
        },
    };
    for selector in &hidden.selectors {
        if list.iter().all(|entry| entry.value != *selector) {
            list.push(Entry { value: selector.clone(), origin: Some(hidden.origin.clone()) });
        }
    }
}
