//! `dehusk rules new`: a rule for a new site, proposed from pages of it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use dehusk::learn::{Proposal, Sample, propose};
use dehusk::{Limits, RuleSet, Stripper};

use super::options::PageOptions;
use crate::batch::exit::Exit;
use crate::batch::terminal::{Color, Screen, escape, say};
use crate::batch::{AtomicFile, cannot, spare, stdout_error};
use dehusk::formats::{Size, Source, open, root_of_rules};

/// Propose a rule for a new site, from saved pages of it
///
/// The rule is whole: it names the site's hosts, the container of the article, what is dropped in there, and has a test
/// for each page, which holds. What speaks for each line stands behind it. Two or three pages of the site make a better
/// rule than one. A test names its page by the path from the folder that holds the folder of rules, so keep the pages
/// there; for a page elsewhere no test is written.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  Look at the proposal:
      dehusk rules new page.html
  Write it into a folder of rules, and see that it holds:
      dehusk rules new tests/pages/example.org/*.html -o my-rules/example.org.toml
      dehusk rules check my-rules
  A page that does not tell where it is from:
      dehusk rules new page.html --url https://example.org/harbour")]
pub(super) struct New {
    /// Saved pages of one site
    #[arg(value_name = "PAGE", required = true)]
    pages: Vec<PathBuf>,
    #[command(flatten)]
    page: PageOptions,
    /// The rule file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long)]
    overwrite: bool,
    /// The proposal as JSON
    #[arg(long)]
    json: bool,
}

impl New {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if self.page.url.is_some() && self.pages.len() > 1 {
            bail!("--url is the address of one page; for several, name the --site");
        }
        if let Some(output) = &self.output {
            spare(output, self.pages.iter().cloned())?;
        }
        let root = self.root()?;
        let samples = self.pages.iter().map(|path| self.sample(path, &root)).collect::<anyhow::Result<Vec<_>>>()?;
        let proposal = propose(&Stripper::new(RuleSet::builtin()), &samples)?;
        self.write(&proposal)?;
        for sample in samples.iter().filter(|sample| sample.file.is_none()) {
            let (shown, root) = (escape(&sample.shown), root.display());
            say(&format!("dehusk: {shown} stands outside of {root}: copy it there, and name it in a [[test]]"));
        }
        Ok(Exit::Fine)
    }

    /// The folder that the tests name their pages from.
    fn root(&self) -> anyhow::Result<PathBuf> {
        let Some(file) = &self.output else { return std::env::current_dir().context("there is no current folder") };
        if file.exists() && !self.overwrite {
            bail!("{} is there already: say --overwrite, or name another file", file.display());
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).with_context(|| cannot(folder))?;
        root_of_rules(folder).ok_or_else(|| anyhow!("{} stands in no folder", folder.display()))
    }

    fn sample(&self, path: &Path, root: &Path) -> anyhow::Result<Sample<'static>> {
        let shown = path.display().to_string();
        let opened = open(Source::File(path.to_owned()), Limits::default().bytes, &mut Size::default());
        let opened = opened.map_err(|fault| anyhow!("{shown}: {fault}"))?;
        let absolute = path.canonicalize().with_context(|| shown.clone())?;
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let file = absolute.strip_prefix(&root).ok().and_then(Path::to_str).map(|file| file.replace('\\', "/"));
        Ok(Sample { page: self.page.page(opened, path), file, shown })
    }

    fn write(&self, proposal: &Proposal) -> anyhow::Result<()> {
        let text = match self.json {
            true => serde_json::to_string_pretty(proposal)? + "\n",
            false => proposal.to_toml(),
        };
        let Some(path) = &self.output else {
            let text = Screen::stdout(Color::Never).foreign(&text).into_owned();
            return io::stdout().write_all(text.as_bytes()).map_err(stdout_error);
        };
        let mut file = AtomicFile::create(path)?;
        file.write(text.as_bytes())?;
        file.finish()
    }
}
