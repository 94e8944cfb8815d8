//! `dehusk rules import`: rules that people wrote for other tools become rule files.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::{Args, ValueEnum};
use dehusk::import::{Foreign, Gate, Gated, ImportReport, RuleText, full_text_rss, ublock_filters};
use dehusk::{Layer, RuleSet, RuleSource};

use super::pages::Pages;
use crate::batch::exit::Exit;
use crate::batch::terminal::{Color, Screen, say};
use crate::batch::{cannot, cannot_read, stdout_error, write_whole};

/// More of a file is not read.
const MOST: u64 = 16 << 20;

const EXAMPLES: &str = "Examples:
      dehusk rules import ftr ftr-site-config/ -o my-rules/sites
      dehusk rules import ftr example.org.txt -o my-rules/sites --json > losses.json
      dehusk rules import ublock my-filters.txt -o my-rules/sites
      dehusk rules import ftr ftr-site-config/ -o my-rules/sites --pages crawl --urls urls.jsonl";

/// Turn rules for other tools into rule files
///
/// What a line became stands beside it in the rule, as a comment. The report tells of every line that was lost, that
/// means something a little different now, or that was left aside, with its place and the reason; the figures come
/// last. If anything was lost, or left out for the sake of --pages, the exit code is 1.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Import {
    /// What is imported
    ///
    /// ftr: site configs of Full-Text RSS, a folder of `example.org.txt` or some of them. ublock: the cosmetic filters
    /// of a list for uBlock Origin, one file.
    #[arg(value_enum)]
    format: Format,
    /// Folders and files to import
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,
    /// The folder for the rule files
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Saved pages: keep the lines alone that pass on them, and report the rest; can be repeated
    ///
    /// No right text is known of these pages, so that a line helps is not asked. Left out is one that finds nothing on any page
    /// of its rule's hosts, all of a rule without such a page, and one that does harm on any: by it the rule misses the article,
    /// or it takes away a tenth of it or more, as far as the generic layer is sure.
    #[arg(long, value_name = "DIR")]
    pages: Vec<PathBuf>,
    /// The addresses of those pages: JSON lines with `id` and `url`
    #[arg(long, value_name = "FILE", requires = "pages")]
    urls: Option<PathBuf>,
    /// Replace rule files that are there already
    #[arg(long)]
    overwrite: bool,
    /// The report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Ftr,
    Ublock,
}

impl Import {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if self.output == Path::new("-") {
            bail!(
                "-o - is no folder, and the report goes to standard output: name a folder for the rules, as -o my-rules"
            );
        }
        let foreign = self.sources.iter().map(|path| read_all(path)).collect::<anyhow::Result<Vec<_>>>()?.concat();
        if foreign.is_empty() {
            bail!("there is nothing to import: site configs are files that end in .txt");
        }
        let import = match (self.format, foreign.as_slice()) {
            (Format::Ftr, configs) => full_text_rss(configs),
            (Format::Ublock, [list]) => ublock_filters(list),
            (Format::Ublock, _) => bail!("lists are imported one at a time: name one file"),
        };
        compile(&import.files)?;
        let gated = (!self.pages.is_empty()).then(|| self.gated(&import)).transpose()?;
        self.write(gated.as_ref().map_or(&import.files, |gated| &gated.files))?;
        self.print(&import.report, gated.as_ref())?;
        let totals = import.report.totals();
        let is_whole = gated.is_none_or(|gated| gated.left_out.is_empty());
        Ok(if totals.complete == totals.files && is_whole { Exit::Fine } else { Exit::Partly })
    }

    /// What passes on the pages. What is wrong with one of them is told, and the others are tried.
    fn gated(&self, import: &dehusk::import::Import) -> anyhow::Result<Gated> {
        let mut gate = Gate::new(import)?;
        let mut shown = 0;
        for page in Pages::new(&self.pages, self.urls.as_deref())? {
            let (id, name) = (page.id.clone(), page.shown.clone());
            let done = page.read().and_then(|page| gate.page(&id, &page).map_err(|refused| anyhow!("{refused}")));
            match done {
                Ok(()) => shown += 1,
                Err(error) => say(&format!("dehusk: {name}: {error:#}")),
            }
        }
        if shown == 0 {
            bail!("there is no page in what --pages names, so no line can pass");
        }
        Ok(gate.finish(&import.files))
    }

    fn write(&self, files: &[RuleText]) -> anyhow::Result<()> {
        let path = |file: &RuleText| self.output.join(&file.name);
        if let Some(taken) = files.iter().map(path).find(|path| !self.overwrite && path.exists()) {
            bail!("{} is there already: say --overwrite, or name another folder", taken.display());
        }
        fs::create_dir_all(&self.output).with_context(|| cannot(&self.output))?;
        files.iter().try_for_each(|file| write_whole(&path(file), file.text.as_bytes()))
    }

    fn print(&self, report: &ImportReport, gated: Option<&Gated>) -> anyhow::Result<()> {
        let text = match self.json {
            true => {
                let mut report = serde_json::to_value(report)?;
                if let Some(gated) = gated {
                    report["gate"] = serde_json::to_value(gated)?;
                }
                serde_json::to_string_pretty(&report)? + "\n"
            }
            false => format!("{report}{}", gated.map(|gated| format!("\n{gated}")).unwrap_or_default()),
        };
        let text = Screen::stdout(Color::Never).foreign(&text).into_owned();
        io::stdout().write_all(text.as_bytes()).map_err(stdout_error)
    }
}

/// All that is written must be read again.
fn compile(files: &[RuleText]) -> anyhow::Result<()> {
    let source = |file: &RuleText| RuleSource { name: file.name.clone(), text: file.text.clone() };
    RuleSet::compile([Layer::new("imported", files.iter().map(source).collect())])?;
    Ok(())
}

/// A file, or the `.txt` files of a folder.
fn read_all(path: &Path) -> anyhow::Result<Vec<Foreign>> {
    let unreadable = || cannot_read(path);
    if !fs::metadata(path).with_context(unreadable)?.is_dir() {
        return Ok(vec![read(path)?]);
    }
    let entries =
        fs::read_dir(path).with_context(unreadable)?.collect::<io::Result<Vec<_>>>().with_context(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt") && path.is_file());
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> anyhow::Result<Foreign> {
    let unreadable = || cannot_read(path);
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)).with_context(unreadable)?;
    if bytes.len() as u64 > MOST {
        bail!("{} has more than {} MiB", path.display(), MOST >> 20);
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Foreign { name, text: decoded(bytes) })
}

/// Old configs are in the encoding of their day, which for most was windows-1252.
fn decoded(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|old| encoding_rs::WINDOWS_1252.decode(old.as_bytes()).0.into_owned())
}
