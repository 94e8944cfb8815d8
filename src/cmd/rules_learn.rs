//! `dehusk rules learn`: a rule for a site, from saved pages of it and the texts that they should give.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use dehusk::formats::root_of_rules;
use dehusk::learn::{Learned, Sample, learn};
use dehusk::{RuleSet, Stripper};

use super::options::named;
use super::rule_folders::RuleFolders;
use super::samples::Samples;
use crate::batch::exit::Exit;
use crate::batch::terminal::{Color, Screen, escape, say};
use crate::batch::{cannot, counted, spare, stdout_error, write_whole};

/// Learn the rules of sites from saved pages and the texts that they should give
///
/// First it writes the text that dehusk gives of each page today into a folder. You correct these: delete a line of husk,
/// add a line that is missing. Then it finds the fewest lines of a rule that bring the pages to your texts. A line is
/// taken only if the pages get better by it and none gets worse; from three pages on each is held out in turn, to see what
/// the lines do on a page that they were not learned from. Where no line is better than none, it says so.
///
/// Without texts it prints a rule to start from: the hosts, where the article stands, where the pages state facts, and a
/// test for each page. A test names its page by the path from the folder that holds the folder of rules, so keep the pages
/// there; for a page elsewhere no test is written.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  The texts of today, into sky.example/right/*.txt of the folder:
      dehusk rules learn tests/pages/*.html -o texts
  When they are corrected, the rules of their sites:
      dehusk rules learn tests/pages/*.html --right texts -o my-rules
      dehusk rules check my-rules
  A rule to start from by hand:
      dehusk rules new page.html -o my-rules/example.org.toml
  Pages that do not tell where they are from:
      dehusk rules learn pages --urls urls.jsonl -o texts
      dehusk rules new page.html --url https://example.org/harbour")]
pub(super) struct Learn {
    #[command(flatten)]
    samples: Samples,
    /// Where to write: the folder for texts or rules, or the file (.toml) for the rule of one site; without it, and for `-`,
    /// standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace files that are there already
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    below: RuleFolders,
    /// What was learned as JSON
    #[arg(long)]
    json: bool,
}

/// What is written.
enum Output<'o> {
    Stdout,
    /// The rule of one site.
    File(&'o Path),
    /// The rules, or the texts, of all sites.
    Folder(&'o Path),
}

impl Learn {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if let Some(output) = named(&self.output) {
            spare(output, self.samples.pages.iter().cloned())?;
        }
        let root = self.root()?;
        let below = self.below.layers()?;
        let samples = self.samples(&root)?;
        // Pages are read by the generic layer: the rules below are tried with the new ones.
        let learned = learn(&Stripper::new(RuleSet::empty()), &below, &samples)?;
        match self.to() {
            Output::Stdout => self.print(&learned)?,
            Output::File(path) => self.write_rule(&learned, path)?,
            Output::Folder(folder) if self.samples.right.is_some() => self.write_rules(&learned, folder)?,
            Output::Folder(folder) => self.write_texts(&learned, folder)?,
        }
        let outside = samples.iter().filter(|sample| sample.file.is_none());
        for sample in outside.filter(|_| self.samples.right.is_some() || matches!(self.to(), Output::File(_))) {
            let (shown, root) = (escape(&sample.shown), root.display());
            say(&format!("dehusk: {shown} stands outside of {root}: copy it there, and name it in a [[test]]"));
        }
        Ok(Exit::Fine)
    }

    fn to(&self) -> Output<'_> {
        match named(&self.output) {
            None => Output::Stdout,
            Some(path) if path.extension().is_some_and(|extension| extension == "toml") => Output::File(path),
            Some(path) => Output::Folder(path),
        }
    }

    /// The folder that the tests name their pages from.
    fn root(&self) -> anyhow::Result<PathBuf> {
        let folder = match self.to() {
            Output::Stdout => return std::env::current_dir().context("there is no current folder"),
            Output::File(path) => path.parent().filter(|folder| !folder.as_os_str().is_empty()),
            Output::Folder(path) => Some(path),
        };
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| cannot(folder))?;
        root_of_rules(folder).ok_or_else(|| anyhow!("{} stands in no folder", folder.display()))
    }

    fn samples(&self, root: &Path) -> anyhow::Result<Vec<Sample<'static>>> {
        let samples = self.samples.read(root, usize::MAX)?;
        let samples: Vec<Sample<'static>> = samples.into_iter().map(|(sample, _)| sample).collect();
        let right = self.samples.right.as_deref();
        if let Some(folder) = right.filter(|_| samples.iter().all(|sample| sample.right.is_none())) {
            bail!(
                "{} has the text of none of these pages: it needs NAME.txt for NAME.html; `dehusk rules learn PAGE… -o \
                 {0}` writes those of today",
                folder.display()
            );
        }
        Ok(samples)
    }

    fn print(&self, learned: &[Learned]) -> anyhow::Result<()> {
        let text = match self.json {
            true => serde_json::to_string_pretty(learned)? + "\n",
            false => learned.iter().map(Learned::to_toml).collect::<Vec<_>>().join("\n"),
        };
        let text = Screen::stdout(Color::Never).foreign(&text).into_owned();
        io::stdout().write_all(text.as_bytes()).map_err(stdout_error)
    }

    fn write_rule(&self, learned: &[Learned], path: &Path) -> anyhow::Result<()> {
        let [one] = learned else {
            let sites: Vec<&str> = learned.iter().filter_map(|site| Some(site.hosts.first()?.as_str())).collect();
            bail!(
                "the pages are of {} sites, and {} is one file: name a folder ({})",
                learned.len(),
                path.display(),
                sites.join(", ")
            );
        };
        self.write(path, &one.to_toml())
    }

    fn write_rules(&self, learned: &[Learned], folder: &Path) -> anyhow::Result<()> {
        let (found, none): (Vec<&Learned>, Vec<&Learned>) = learned.iter().partition(|site| !site.lines.is_empty());
        for site in &found {
            self.write(&folder.join(format!("{}.toml", name(site))), &site.to_toml())?;
        }
        say(&format!("{} written into {}", counted(found.len() as u64, "rule"), folder.display()));
        if !none.is_empty() {
            let names: Vec<&str> = none.iter().map(|site| name(site)).collect();
            say(&format!(
                "no line is better than none for {}: {}",
                counted(names.len() as u64, "site"),
                escape(&names.join(", "))
            ));
        }
        Ok(())
    }

    /// The texts of today, those first that are least sure.
    fn write_texts(&self, learned: &[Learned], folder: &Path) -> anyhow::Result<()> {
        let mut pages = Vec::new();
        for site in learned {
            let folder = folder.join(name(site)).join("right");
            fs::create_dir_all(&folder).with_context(|| cannot(&folder))?;
            for page in &site.pages {
                let stem = Path::new(&page.shown).file_stem().unwrap_or_default().to_string_lossy();
                let path = folder.join(format!("{stem}.txt"));
                self.write(&path, &page.text)?;
                pages.push((page.confidence, path));
            }
        }
        pages.sort_by(|a, b| a.0.total_cmp(&b.0));
        say(&format!(
            "{} written into {}: delete the lines that are husk, add those that are missing, and call again with `--right \
             {1}`. These teach most, since dehusk is least sure of them:",
            counted(pages.len() as u64, "text"),
            folder.display()
        ));
        for (confidence, path) in pages.iter().take(3) {
            say(&format!("  {} (confidence {confidence:.2})", escape(&path.to_string_lossy())));
        }
        Ok(())
    }

    fn write(&self, path: &Path, text: &str) -> anyhow::Result<()> {
        if path.exists() && !self.overwrite {
            bail!("{} is there already: say --overwrite, or name another place", path.display());
        }
        write_whole(path, text.as_bytes())
    }
}

fn name(site: &Learned) -> &str {
    site.hosts.first().map_or("new", String::as_str)
}
