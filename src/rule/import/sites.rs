//! Many configs become few rules: those that say the same are one rule for several hosts.

use std::collections::BTreeMap;

use super::convert::convert;
use super::draft::Draft;
use super::ftr;
use super::report::{Fate, FileReport, ImportReport, Reason, Remark};
use super::write::Written;
use super::{Foreign, Import, RuleText};
use crate::rule::host::claim;

/// A config with what became of it.
struct Site<'f> {
    file: &'f str,
    /// The line for `hosts`.
    host: String,
    draft: Draft,
}

pub(super) fn import(configs: &[Foreign]) -> Import {
    let mut configs: Vec<&Foreign> = configs.iter().collect();
    configs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sites: Vec<Site<'_>> = Vec::new();
    let mut reports = Vec::new();
    for config in configs {
        let (draft, mut report) = convert(&config.name, &ftr::read(&config.text));
        match host(&config.name, &sites) {
            Ok(host) if !draft.is_empty() => sites.push(Site { file: &config.name, host, draft }),
            Ok(_) => {}
            Err(reason) => all_lost(&mut report, &config.text, &reason),
        }
        reports.push(report);
    }
    let (files, rules) = write(&groups(&sites));
    for report in &mut reports {
        report.rule = rules.get(report.file.as_str()).cloned();
    }
    Import { files, report: ImportReport { files: reports } }
}

/// The hosts that a config's name stands for, if no other config has them.
fn host(file: &str, sites: &[Site<'_>]) -> Result<String, Reason> {
    let name = file.strip_suffix(".txt").filter(|name| name.contains('.')).ok_or(Reason::NoHost)?;
    let star = if name.starts_with('.') { "*" } else { "" };
    let host = claim(&format!("{star}{name}"), false).map_err(|_| Reason::NoHost)?;
    match sites.iter().find(|site| site.host == host) {
        Some(site) => Err(Reason::HostTaken(site.file.to_owned())),
        None => Ok(host),
    }
}

/// Tells of every line of a config that there is no rule for it.
fn all_lost(report: &mut FileReport, text: &str, reason: &Reason) {
    let lost = |line: ftr::Line<'_>| Remark {
        line: line.number,
        text: line.text.to_owned(),
        fate: Fate::Lost,
        reason: reason.clone(),
    };
    report.remarks = ftr::read(text).lines.into_iter().map(lost).collect();
}

/// The sites that say the same, in the order of the first of each.
fn groups<'s, 'f>(sites: &'s [Site<'f>]) -> Vec<Vec<&'s Site<'f>>> {
    let mut groups: Vec<Vec<&Site<'_>>> = Vec::new();
    for site in sites {
        let same = |group: &&mut Vec<&Site<'_>>| group.iter().all(|other| other.draft.says_the_same(&site.draft));
        match groups.iter_mut().find(same) {
            Some(group) => group.push(site),
            None => groups.push(vec![site]),
        }
    }
    groups
}

/// The rule files, and for each config the one that it went into.
fn write<'f>(groups: &[Vec<&Site<'f>>]) -> (Vec<RuleText>, BTreeMap<&'f str, String>) {
    let mut files = Vec::new();
    let mut rules = BTreeMap::new();
    for group in groups {
        let mut hosts: Vec<&str> = group.iter().map(|site| site.host.as_str()).collect();
        hosts.sort_unstable();
        let Some(first) = group.first() else { continue };
        let name = format!("{}.toml", first.host.replace('*', "_"));
        rules.extend(group.iter().map(|site| (site.file, name.clone())));
        let drafts = group.iter().map(|site| (site.file, &site.draft)).collect();
        let written = Written { origin: "Full-Text RSS site configs", hosts, drafts };
        files.push(RuleText { name, text: written.toml() });
    }
    (files, rules)
}
