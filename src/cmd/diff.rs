//! `dehusk diff OLD NEW`: what is different between two runs.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueHint};
use serde::Serialize;

use super::diff_records::{Change, Pair, Record, Records, pairs};
use crate::batch::exit::Exit;
use crate::batch::terminal::{Color, Screen};
use crate::batch::{counted, stdout_error};

/// Compare the records of two runs, page by page
///
/// For people who change rules or versions: which pages there are in one run alone, which have an article in one alone, how
/// many words of the others came and went, which of their metadata changed, and on which hosts. If anything is different,
/// the exit code is 1.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
      dehusk diff old.jsonl new.jsonl
      dehusk diff old.jsonl.gz new.jsonl.gz --json
  What came and went on one page:
      dehusk diff old.jsonl new.jsonl --id ferry")]
pub(crate) struct Diff {
    /// The records of the run before, as `-o FILE.jsonl` writes them, compressed or not; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    old: PathBuf,
    /// The records of the run after
    #[arg(value_hint = ValueHint::FilePath)]
    new: PathBuf,
    /// How many pages and hosts are named, those that changed most
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 10, value_parser = super::options::whole::<usize>)]
    top: usize,
    /// Show the lines and the metadata that came and went on the page of this id
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// All as JSON
    #[arg(long, conflicts_with = "id")]
    json: bool,
}

/// What is different, counted.
#[derive(Debug, Default, Serialize)]
struct Differences {
    /// Pages of both runs.
    pages: u64,
    /// Pages of one run alone.
    only_old: Vec<String>,
    only_new: Vec<String>,
    /// Of the pages of both runs: those that are alike, and those that are not.
    same: u64,
    changed: u64,
    /// Pages whose article came or went.
    articles_gained: Vec<String>,
    articles_lost: Vec<String>,
    words_gained: u64,
    words_lost: u64,
    /// How often each field of the metadata changed.
    fields: BTreeMap<String, u64>,
    hosts: BTreeMap<String, Host>,
    /// The pages that changed, those first whose texts did most.
    most_changed: Vec<Change>,
}

#[derive(Debug, Default, Serialize)]
struct Host {
    pages: u64,
    changed: u64,
    words_gained: u64,
    words_lost: u64,
}

impl Diff {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if self.old == self.new && self.old == Path::new("-") {
            bail!("standard input can be one of the two runs: name a file for the other");
        }
        let pairs = pairs(Records::open(&self.old)?, Records::open(&self.new)?);
        if let Some(id) = &self.id {
            return self.show(id, pairs);
        }
        let mut differences = Differences::default();
        for pair in pairs {
            differences.add(pair?, self.top);
        }
        let text =
            if self.json { serde_json::to_string_pretty(&differences)? + "\n" } else { differences.told(self.top) };
        print(&text)?;
        Ok(if differences.is_none() { Exit::Fine } else { Exit::Partly })
    }

    /// What one page has in one run alone: the lines of its text, in their order, and what is told beside it.
    fn show(&self, id: &str, pairs: impl Iterator<Item = anyhow::Result<Pair>>) -> anyhow::Result<Exit> {
        let empty = || Record::empty(id);
        for pair in pairs {
            let (old, new) = match pair? {
                Pair::Both(old, new) if old.id == id => (*old, *new),
                Pair::Old(old) if old.id == id => (*old, empty()),
                Pair::New(new) if new.id == id => (empty(), *new),
                _ => continue,
            };
            let lines = old.lines(&new) + &old.facts(&new);
            print(&lines)?;
            return Ok(if lines.is_empty() { Exit::Fine } else { Exit::Partly });
        }
        bail!("neither file has a record of the id `{id}`")
    }
}

fn print(text: &str) -> anyhow::Result<()> {
    let text = Screen::stdout(Color::Never).foreign(text).into_owned();
    io::stdout().write_all(text.as_bytes()).map_err(stdout_error)
}

impl Differences {
    fn add(&mut self, pair: Pair, top: usize) {
        let (old, new) = match pair {
            Pair::Old(old) => return self.only_old.push(old.id),
            Pair::New(new) => return self.only_new.push(new.id),
            Pair::Both(old, new) => (old, new),
        };
        self.pages += 1;
        let host = self.hosts.entry(new.host().or(old.host()).unwrap_or_else(|| "-".to_owned())).or_default();
        host.pages += 1;
        let Some(change) = Change::of(&old, &new) else {
            self.same += 1;
            return;
        };
        self.changed += 1;
        host.changed += 1;
        for (sum, words) in
            [(&mut self.words_gained, change.words_gained), (&mut host.words_gained, change.words_gained)]
        {
            *sum += words;
        }
        for (sum, words) in [(&mut self.words_lost, change.words_lost), (&mut host.words_lost, change.words_lost)] {
            *sum += words;
        }
        match (old.has_article(), new.has_article()) {
            (false, true) => self.articles_gained.push(new.id.clone()),
            (true, false) => self.articles_lost.push(new.id.clone()),
            _ => {}
        }
        for field in &change.fields {
            *self.fields.entry(field.clone()).or_default() += 1;
        }
        let place = self.most_changed.partition_point(|other| other.weight() >= change.weight());
        self.most_changed.insert(place, change);
        self.most_changed.truncate(top);
    }

    fn is_none(&self) -> bool {
        self.changed == 0 && self.only_old.is_empty() && self.only_new.is_empty()
    }

    fn told(&self, top: usize) -> String {
        let mut out =
            format!("{} in both: {} alike, {} changed\n", counted(self.pages, "page"), self.same, self.changed);
        for (what, ids) in [
            ("only in the old run", &self.only_old),
            ("only in the new run", &self.only_new),
            ("with an article in the new run alone", &self.articles_gained),
            ("with an article in the old run alone", &self.articles_lost),
        ] {
            if !ids.is_empty() {
                let named: Vec<&str> = ids.iter().take(top).map(String::as_str).collect();
                let etc = if ids.len() > top { ", …" } else { "" };
                let named = if top == 0 { String::new() } else { format!(": {}{etc}", named.join(", ")) };
                // Writing into a string cannot fail.
                let _ = writeln!(out, "{} {what}{named}", counted(ids.len() as u64, "page"));
            }
        }
        if self.changed > 0 {
            let _ = writeln!(out, "text: +{} -{} words", self.words_gained, self.words_lost);
        }
        if !self.fields.is_empty() {
            let fields: Vec<String> = self.fields.iter().map(|(field, count)| format!("{field} {count}")).collect();
            let _ = writeln!(out, "fields: {}", fields.join(", "));
        }
        self.tell_hosts(&mut out, top);
        if !self.most_changed.is_empty() {
            out.push_str("\nmost changed:\n");
        }
        for change in &self.most_changed {
            let fields =
                if change.fields.is_empty() { String::new() } else { format!("  {}", change.fields.join(", ")) };
            let _ = writeln!(out, "  +{} -{} words  {}{fields}", change.words_gained, change.words_lost, change.id);
        }
        out
    }

    fn tell_hosts(&self, out: &mut String, top: usize) {
        let mut hosts: Vec<_> = self.hosts.iter().filter(|(_, host)| host.changed > 0).collect();
        hosts.sort_by_key(|(name, host)| (Reverse(host.words_gained + host.words_lost), *name));
        hosts.truncate(top);
        if !hosts.is_empty() {
            out.push_str("\nhosts:\n");
        }
        for (name, host) in hosts {
            let Host { pages, changed, words_gained, words_lost } = host;
            let _ = writeln!(
                out,
                "  +{words_gained} -{words_lost} words  {changed} of {} changed  {name}",
                counted(*pages, "page")
            );
        }
    }
}
