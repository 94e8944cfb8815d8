//! Many sites become few rules: those that say the same are one rule for several hosts.

use std::collections::BTreeMap;

use super::RuleText;
use super::draft::Draft;
use super::write::{Written, has_rule_that_ships};
use crate::rule::MAX_FILE;

/// What is known of a site.
pub(super) struct Site<'f> {
    /// The file that says it.
    pub(super) file: &'f str,
    /// The lines for `hosts`, never none.
    pub(super) hosts: Vec<String>,
    pub(super) draft: Draft,
}

/// The rule files, and for each imported file the first one that it went into.
pub(super) fn rules<'f>(sites: &[Site<'f>], origin: &'static str) -> (Vec<RuleText>, BTreeMap<&'f str, String>) {
    let mut files = Vec::new();
    let mut names = BTreeMap::new();
    let mut groups = groups(sites);
    groups.reverse();
    while let Some(group) = groups.pop() {
        let Some(file) = write(&group, origin) else { continue };
        if file.text.len() > MAX_FILE && group.len() > 1 {
            let (first, second) = group.split_at(group.len() / 2);
            groups.extend([second.to_vec(), first.to_vec()]);
            continue;
        }
        for site in group {
            names.entry(site.file).or_insert_with(|| file.name.clone());
        }
        files.push(file);
    }
    (files, names)
}

/// The sites that say the same, in the order of the first of each; those that a rule that ships is for stand apart.
fn groups<'s, 'f>(sites: &'s [Site<'f>]) -> Vec<Vec<&'s Site<'f>>> {
    let mut groups: Vec<Vec<&Site<'_>>> = Vec::new();
    let mut places = BTreeMap::new();
    for site in sites {
        let ships = site.hosts.iter().any(|host| has_rule_that_ships(host));
        let place = *places.entry((ships, site.draft.key())).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(site),
            None => groups.push(vec![site]),
        }
    }
    groups
}

fn write(group: &[&Site<'_>], origin: &'static str) -> Option<RuleText> {
    let name = format!("{}.toml", group.first()?.hosts.first()?.replace('*', "_"));
    let mut hosts: Vec<&str> = group.iter().flat_map(|site| &site.hosts).map(String::as_str).collect();
    hosts.sort_unstable();
    let drafts = group.iter().map(|site| (site.file, &site.draft)).collect();
    Some(RuleText { name, text: Written { origin, hosts, drafts }.toml() })
}
