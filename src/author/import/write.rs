//! The draft of a rule as a TOML file, each line with a comment that says where it comes from.

use std::fmt::Write;
use std::sync::LazyLock;

use super::draft::{Draft, Entry, Origin, TestDraft};
use super::source::Source;
use crate::author::quote::{comment, string};
use crate::rule::RuleSet;

/// All that goes into one rule file: what the drafts say is the same.
#[derive(Debug)]
pub(super) struct Written<'d> {
    /// What was imported, such as "Full-Text RSS site configs".
    pub(super) origin: &'static str,
    pub(super) hosts: Vec<&'d str>,
    /// The names of the imported files, with the draft of each; lines are quoted from the first.
    pub(super) drafts: Vec<(&'d str, &'d Draft)>,
}

impl Written<'_> {
    /// The text of the file.
    pub(super) fn toml(&self) -> String {
        let mut out = String::new();
        self.head(&mut out);
        if let Some((_, draft)) = self.drafts.first() {
            keys(&mut out, draft, self.hosts.iter().any(|host| has_rule_that_ships(host)));
        }
        for (file, draft) in &self.drafts {
            tests(&mut out, file, draft, self.drafts.len() > 1);
        }
        for (file, draft) in &self.drafts {
            lost(&mut out, file, draft);
            aside(&mut out, file, draft);
        }
        out
    }

    fn head(&self, out: &mut String) {
        let mut names: Vec<&str> = self.drafts.iter().map(|(name, _)| *name).collect();
        names.dedup();
        push(out, &format!("# Imported from {}: {}", self.origin, comment(&names.join(", "))));
        if let [first, _, ..] = names.as_slice() {
            push(out, &format!("# They say the same; the lines quoted are those of {}.", comment(first)));
        }
        push(out, "");
        push(out, "schema = 2");
        let hosts: Vec<String> = self.hosts.iter().map(|host| string(host)).collect();
        match hosts.as_slice() {
            [one] => push(out, &format!("hosts = [{one}]")),
            several => push(out, &format!("hosts = [\n  {},\n]", several.join(",\n  "))),
        }
    }
}

/// Whether a rule that ships is for the host: it knows the article's container better than a config of unknown age, and
/// other lines add to it.
pub(super) fn has_rule_that_ships(host: &str) -> bool {
    static SHIPS: LazyLock<RuleSet> = LazyLock::new(RuleSet::builtin);
    SHIPS.name_for(host.trim_start_matches("*.")).is_some()
}

fn keys(out: &mut String, draft: &Draft, ships: bool) {
    let selector = |value: &String| string(value);
    if ships && !draft.content.is_empty() {
        let mut content = String::new();
        values(&mut content, "content", &draft.content, selector);
        push(out, "\n# The rule that ships finds the article; what the import says of that is not in force:");
        content.lines().for_each(|line| push(out, &format!("# {line}")));
    } else {
        list(out, "content", &draft.content, selector);
    }
    list(out, "drop", &draft.drop, selector);
    list(out, "stop_before", &draft.stop_before, selector);
    if draft.has_meta() {
        push(out, "\n[meta]");
    }
    for (field, sources) in draft.meta() {
        values(out, field, sources, source);
    }
    for (path, drop) in &draft.on_paths {
        push(out, &format!("\n[[layout]]\npath = {}", string(path)));
        values(out, "drop", drop, selector);
    }
    if !draft.on_paths.is_empty() {
        push(out, "\n[[layout]]  # for all other paths");
    }
}

fn list<T>(out: &mut String, key: &str, entries: &[Entry<T>], write: impl Fn(&T) -> String) {
    if !entries.is_empty() {
        push(out, "");
        values(out, key, entries, write);
    }
}

fn values<T>(out: &mut String, key: &str, entries: &[Entry<T>], write: impl Fn(&T) -> String) {
    if entries.is_empty() {
        return;
    }
    push(out, &format!("{key} = ["));
    for entry in entries {
        push(out, &format!("  {},{}", write(&entry.value), from(entry.origin.as_ref())));
    }
    push(out, "]");
}

fn source(source: &Source) -> String {
    match &source.matching {
        None => string(&source.select),
        Some(matching) => format!("{{ select = {}, match = {} }}", string(&source.select), string(matching)),
    }
}

/// Where an entry comes from, as a comment behind it.
fn from(origin: Option<&Origin>) -> String {
    match origin {
        Some(origin) => format!("  # {}: {}", origin.line, comment(&origin.text)),
        None => "  # the usual fallback".to_owned(),
    }
}

/// A `[[test]]` for each page of which something is known.
fn tests(out: &mut String, file: &str, draft: &Draft, is_shared: bool) {
    for (number, test) in draft.tests.iter().filter(|test| !test.contains.is_empty()).enumerate() {
        push(out, "\n[[test]]");
        let folder = file.trim_end_matches(".txt").trim_start_matches('.');
        let page = format!("tests/pages/{folder}/{}.html", page_name(test, number));
        let url = test.url.as_deref().unwrap_or("the page");
        let source = if is_shared { format!(" ({})", comment(file)) } else { String::new() };
        push(out, &format!("file = {}  # save {} there{source}", string(&page), comment(url)));
        values(out, "contains", &test.contains, |text| string(text));
    }
}

/// The last part of the address that says something.
fn page_name(test: &TestDraft, number: usize) -> String {
    let address = test.url.as_deref().unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let part = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
    let part = part.rsplit_once('.').map_or(part, |(stem, _)| stem);
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = part.chars().map(|c| if is_fine(c) { c } else { '-' }).take(60).collect();
    let name = name.trim_matches('-').to_ascii_lowercase();
    if name.is_empty() { format!("page-{}", number + 1) } else { name }
}

/// What could not be said, as comments.
fn lost(out: &mut String, file: &str, draft: &Draft) {
    if draft.lost.is_empty() {
        return;
    }
    push(out, &format!("\n# {} also says, which was lost:", comment(file)));
    for (origin, reason) in &draft.lost {
        push(out, &format!("#   {}: {}", origin.line, comment(&origin.text)));
        push(out, &format!("#     {}", comment(&reason.to_string())));
    }
}

/// What is not about content, as comments.
fn aside(out: &mut String, file: &str, draft: &Draft) {
    if draft.aside.is_empty() {
        return;
    }
    push(out, &format!("\n# {} also says, which is not about content:", comment(file)));
    for origin in &draft.aside {
        push(out, &format!("#   {}: {}", origin.line, comment(&origin.text)));
    }
}

fn push(out: &mut String, line: &str) {
    // Writing into a string cannot fail.
    let _ = writeln!(out, "{line}");
}
