//! A folder of configs of Full-Text RSS becomes rules: the name of a file is the host.

use super::convert::convert;
use super::ftr;
use super::known::KNOWN;
use super::report::{Fate, FileReport, ImportReport, Reason, Remark};
use super::sites::{Site, rules};
use super::{Foreign, Import};
use crate::rule::host::claim;

pub(super) fn import(configs: &[Foreign]) -> Import {
    let mut configs: Vec<&Foreign> = configs.iter().collect();
    configs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sites: Vec<Site<'_>> = Vec::new();
    let mut reports = Vec::new();
    for config in configs {
        let (draft, mut report) = convert(&config.name, &ftr::read(&config.text));
        match host(&config.name, &sites) {
            Ok(host) if !draft.is_empty() => sites.push(Site { file: &config.name, hosts: vec![host], draft }),
            Ok(_) => {}
            Err(reason) => nothing_taken(&mut report, &config.text, &reason),
        }
        reports.push(report);
    }
    let (files, names) = rules(&sites, "Full-Text RSS site configs");
    for report in &mut reports {
        report.rule = names.get(report.file.as_str()).cloned();
    }
    Import { files, report: ImportReport { general: KNOWN.ftr.general.clone(), files: reports } }
}

/// The hosts that a config's name stands for, as a line of `hosts`, if no other config has them.
fn host(file: &str, sites: &[Site<'_>]) -> Result<String, Reason> {
    let name = file.strip_suffix(".txt").filter(|name| name.contains('.')).ok_or(Reason::NoHost)?;
    let name = match name.strip_prefix('.') {
        Some(name) => format!("*.{name}"),
        None => name.strip_prefix("www.").unwrap_or(name).to_owned(),
    };
    // `gov.uk` by itself would be any site below it.
    let written = [name.to_lowercase(), format!("www.{}", name.to_lowercase())];
    let host = written.into_iter().find(|host| claim(host, false).is_ok()).ok_or(Reason::NoHost)?;
    match sites.iter().find(|site| site.hosts.contains(&host)) {
        Some(site) => Err(Reason::HostTaken(site.file.to_owned())),
        None => Ok(host),
    }
}

/// Tells of every line of a config that there is no rule for it. Of two files for a host Full-Text RSS never looks at
/// the second one; a file without a word on content loses nothing.
fn nothing_taken(report: &mut FileReport, text: &str, reason: &Reason) {
    if report.content_lines == 0 {
        return;
    }
    let fate = if matches!(reason, Reason::HostTaken(_)) { Fate::Idle } else { Fate::Lost };
    let remark =
        |line: ftr::Line<'_>| Remark { line: line.number, text: line.text.to_owned(), fate, reason: reason.clone() };
    report.remarks = ftr::read(text).lines.into_iter().map(remark).collect();
}
