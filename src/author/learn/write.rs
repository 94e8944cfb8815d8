//! What was learned as a rule file, each line with a comment that says what speaks for it.

use super::proof::head;
use super::{Clue, HeldOutScore, Learned, LearnedLine, Proof, Stated};
use crate::author::check::fold;
use crate::author::names::AUTHOR;
use crate::author::quote::{comment, string};

/// The rule alone, ready to be tried.
pub(super) fn rule(hosts: &[String], lines: &[LearnedLine]) -> String {
    let mut text = format!("schema = 2\nhosts = [{}]\n", list(hosts));
    for key in ["drop", "keep"] {
        let selectors: Vec<String> =
            lines.iter().filter(|line| line.key == key).map(|line| line.selector.clone()).collect();
        if !selectors.is_empty() {
            text.push_str(&format!("{key} = [{}]\n", list(&selectors)));
        }
    }
    text
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| string(text)).collect::<Vec<_>>().join(", ")
}

impl Learned {
    /// The rule file, with comments. It compiles, and its tests hold.
    pub fn to_toml(&self) -> String {
        let lines = ["drop", "keep"].map(|key| self.lines(key));
        let parts = [vec![self.head(&self.scores())], lines.to_vec(), vec![self.meta(), self.tests()]].concat();
        joined(parts)
    }

    /// The rule to go on with by hand: without tests, and without how the pages fare, which what is done by hand will change.
    pub(in crate::author) fn draft(&self) -> String {
        let lines = ["drop", "keep"].map(|key| self.lines(key));
        joined([vec![self.head("")], lines.to_vec(), vec![self.meta()]].concat())
    }

    fn head(&self, scores: &str) -> String {
        let site = self.hosts.first().map_or("new", String::as_str);
        let clues: String = self.clues.iter().map(clue).collect();
        let told = if clues.is_empty() { String::new() } else { format!("#\n# Where the article stands:\n{clues}") };
        format!(
            "# What is different on {}, by `dehusk rules learn`.\n{scores}{told}schema  = 2\nhosts   = [{}]\n\
             # checked = \"2026-01-31\"  # the day that you saw it work\n",
            comment(site),
            list(&self.hosts)
        )
    }

    /// How the pages fare with the lines.
    fn scores(&self) -> String {
        let judged: Vec<(f64, f64)> = self.pages.iter().filter_map(|page| Some((page.without?, page.with?))).collect();
        let count = judged.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| judged.iter().map(of).sum::<f64>() / count;
        let pages = pages(judged.len());
        match (judged.is_empty(), self.lines.is_empty()) {
            (true, _) => "# No right text is known yet, so nothing shows what a line would be good for.\n".to_owned(),
            (false, true) => format!("# No line is better than none here: F1 {:.3} on {pages}.\n", mean(|it| it.0)),
            (false, false) => {
                let (without, with) = (mean(|it| it.0), mean(|it| it.1));
                format!("# F1 {without:.3} without a line, {with:.3} with these, on {pages}.\n{}", self.held_out())
            }
        }
    }

    fn held_out(&self) -> String {
        let Some(HeldOutScore { pages, gain, worse }) = self.held_out else { return String::new() };
        format!("# Each of {pages} pages held out in turn: {gain:+.3}, {worse} worse.\n")
    }

    fn lines(&self, key: &str) -> String {
        let lines: String = self.lines.iter().filter(|line| line.key == key).map(line).collect();
        if lines.is_empty() { lines } else { format!("{key} = [\n{lines}]\n") }
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

fn joined(parts: Vec<String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn pages(count: usize) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}

fn clue(clue: &Clue) -> String {
    let percent = |share: f64| (share * 100.0).round();
    let (kept, husk) = (percent(clue.kept), percent(clue.husk));
    let selector = comment(&clue.selector);
    format!("#   {selector:<32}  holds {kept}% of it, {husk}% of it is husk ({})\n", pages(clue.pages))
}

fn line(line: &LearnedLine) -> String {
    let sample = head(fold(&line.sample).split(' '), AUTHOR.learn.quoted).join(" ");
    format!("  {},  # {}, {:+.3}: {}\n", string(&line.selector), pages(line.pages), line.gain, comment(&sample))
}

/// The places of one fact.
fn stated(places: &[Stated]) -> Option<String> {
    let first = places.first()?;
    let value: String = comment(&first.value).chars().take(AUTHOR.learn.quoted).collect();
    let sources: Vec<String> = places.iter().map(|stated| string(&stated.source)).collect();
    Some(format!("# {:<11} = [{}]  # {value}\n", first.field, sources.join(", ")))
}

/// A `[[test]]`.
pub(in crate::author) fn test(test: &Proof) -> String {
    let mut lines = vec!["[[test]]".to_owned()];
    lines.push(format!("file        = {}", string(&test.file)));
    lines.push(format!("starts_with = {}", string(&test.starts_with)));
    lines.push(format!("ends_with   = {}", string(&test.ends_with)));
    for (key, quotes) in [("contains", &test.contains), ("excludes", &test.excludes)] {
        if !quotes.is_empty() {
            let quotes: Vec<String> = quotes.iter().map(|text| format!("  {},", string(text))).collect();
            lines.push(format!("{key:<11} = [\n{}\n]", quotes.join("\n")));
        }
    }
    lines.join("\n") + "\n"
}
