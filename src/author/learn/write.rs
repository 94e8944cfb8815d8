//! A proposal as a rule file, each line with a comment that says what speaks for it.

use super::{Found, Proof, Proposal, Stated};
use crate::author::quote::{comment, string};

impl Proposal {
    /// The rule file, with comments. It compiles, and its tests hold as they stand.
    pub fn to_toml(&self) -> String {
        let parts = [self.head(), self.content(), self.drops(), self.meta(), self.tests()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn head(&self) -> String {
        let site = self.hosts.first().map_or("new", String::as_str);
        let hosts: Vec<String> = self.hosts.iter().map(|host| string(host)).collect();
        let clues: String = self.clues.iter().map(clue).collect();
        let told = if clues.is_empty() { String::new() } else { format!("#\n# Clues on the pages:\n{clues}") };
        format!(
            "# A rule for {}, proposed by `dehusk rules new`: read it, and try it on more pages.\n{told}schema  = 1\n\
             hosts   = [{}]\n# checked = \"2026-01-31\"  # the day that you saw it work\n",
            comment(site),
            hosts.join(", ")
        )
    }

    fn content(&self) -> String {
        let lines: String = self.content.iter().map(|found| entry(&found.selector, &shares(found))).collect();
        let clean = match self.clean {
            Some(clean) => {
                format!("clean = \"{clean}\"  # the container holds much that no name tells from the article\n")
            }
            None => String::new(),
        };
        format!("# Where the article is: the first line that finds something counts.\ncontent = [\n{lines}]\n{clean}")
    }

    fn drops(&self) -> String {
        if self.drop.is_empty() {
            return String::new();
        }
        let lines =
            self.drop.iter().map(|drop| entry(&drop.selector, &format!("{} characters: {}", drop.chars, drop.sample)));
        format!("# What is dropped in there.\ndrop = [\n{}]\n", lines.collect::<String>())
    }

    fn meta(&self) -> String {
        if self.meta.is_empty() {
            return String::new();
        }
        let fields = self.meta.chunk_by(|a, b| a.field == b.field);
        let lines: String = fields.filter_map(stated).collect();
        format!(
            "# Where the pages state facts. These places are asked by themselves; what you name here goes before them.\n\
             # [meta]\n{lines}"
        )
    }

    fn tests(&self) -> String {
        self.tests.iter().map(test).collect::<Vec<_>>().join("\n")
    }
}

fn clue(found: &Found) -> String {
    format!("#   {:<32}  {}\n", comment(&found.selector), shares(found))
}

fn shares(found: &Found) -> String {
    let percent = |share: f64| (share * 100.0).round();
    let (kept, husk) = (percent(found.kept), percent(found.husk));
    let pages = if found.pages == 1 { "1 page".to_owned() } else { format!("{} pages", found.pages) };
    format!("holds {kept}% of the article, {husk}% of it is husk ({pages})")
}

fn entry(selector: &str, why: &str) -> String {
    format!("  {},  # {}\n", string(selector), comment(why))
}

/// The places of one fact.
fn stated(places: &[Stated]) -> Option<String> {
    let first = places.first()?;
    let value: String = comment(&first.value).chars().take(60).collect();
    let sources: Vec<String> = places.iter().map(|stated| string(&stated.source)).collect();
    Some(format!("# {:<11} = [{}]  # {value}\n", first.field, sources.join(", ")))
}

fn test(test: &Proof) -> String {
    let mut lines = vec!["[[test]]".to_owned()];
    lines.push(format!("file        = {}", string(&test.file)));
    lines.push(format!("starts_with = {}", string(&test.starts_with)));
    lines.push(format!("ends_with   = {}", string(&test.ends_with)));
    if !test.excludes.is_empty() {
        let excludes: Vec<String> = test.excludes.iter().map(|text| format!("  {},", string(text))).collect();
        lines.push(format!("excludes    = [\n{}\n]", excludes.join("\n")));
    }
    let text = lines.join("\n");
    match &test.fails {
        None => text + "\n",
        Some(why) => {
            let commented: String = text.lines().map(|line| format!("# {line}\n")).collect();
            format!("# This test fails as it stands: {}\n{commented}", comment(why))
        }
    }
}
