//! `dehusk rules teach`: a rule for a site, made by pointing at its pages in the browser.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, anyhow};
use clap::Args;
use dehusk::formats::root_of_rules;
use dehusk::learn::Unlearnable;
use dehusk::teach::{Session, Site};

use super::rule_folders::RuleFolders;
use super::samples::Samples;
use crate::batch::exit::Exit;
use crate::batch::interrupt::Interrupt;
use crate::batch::terminal::{escape, say};
use crate::batch::{absolute, stdout_error};
use crate::studio::{Desk, Disk, Studio};

/// Make the rule of a site by pointing at its pages, in the browser
///
/// It prints an address of this machine and answers there until Ctrl-C ends it. The page shows a saved page beside the
/// article that dehusk takes out of it. Point at a text that is husk, or at one that is missing: dehusk offers the line of a
/// rule that mends it, and shows what the line does on all pages. What you save is the rule with its tests, and the right
/// texts beside it; nothing is written before.
///
/// Saved pages may be hostile: none of what is in them runs or loads anything. Who has the address can use the page, so keep
/// it to yourself.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  Two or three saved pages of the site:
      dehusk rules teach pages/
  The same, in the browser at once, and the rule into a folder of your own:
      dehusk studio pages/*.html --open -o ~/.config/dehusk/rules
  Pages that do not tell where they are from:
      dehusk rules teach pages --urls urls.jsonl")]
pub(crate) struct Teach {
    #[command(flatten)]
    samples: Samples,
    /// Where the rule is, or will be: a folder of rules, or the rule's file (.toml)
    #[arg(short, long, value_name = "PATH", default_value = "my-rules")]
    output: PathBuf,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// The port to answer at [default: a free one]
    #[arg(long, value_name = "PORT", allow_negative_numbers = true, default_value_t = 0, hide_default_value = true, value_parser = super::options::port)]
    port: u16,
    #[command(flatten)]
    below: RuleFolders,
}

impl Teach {
    pub(super) fn run(mut self) -> anyhow::Result<Exit> {
        let desk = self.desk()?;
        let interrupt = Interrupt::listen().context("Ctrl-C cannot be listened for")?;
        let studio = Studio::listen(self.port)
            .with_context(|| format!("port {} cannot be answered at: leave --port out for a free one", self.port))?;
        let address = studio.address();
        use std::io::Write;
        writeln!(std::io::stdout(), "{address}").map_err(stdout_error)?;
        say("open this address in a browser on this machine; Ctrl-C ends it");
        studio.serve(desk);
        if self.open && !open(&address) {
            say("dehusk: no browser could be opened: open the address by hand");
        }
        while !interrupt.is_set() {
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Exit::Interrupted)
    }

    fn desk(&mut self) -> anyhow::Result<Desk> {
        // Texts that were called right before, here or by hand.
        let before = self.samples.right.is_none() && self.output.is_dir();
        if before {
            self.samples.right = Some(self.output.clone());
        }
        let root = self.root()?;
        let most = Session::most_pages();
        let mut samples = self.samples.read(&root, most + 1)?;
        if samples.len() > most {
            say(&format!("dehusk: the first {most} pages are shown; more tell nothing new"));
            samples.truncate(most);
        }
        let (samples, files): (Vec<_>, Vec<_>) = samples.into_iter().unzip();
        let wrong = |error: Unlearnable| anyhow!("{}", escape(&error.to_string()));
        let site = Site::read(&samples).map_err(wrong)?;
        let disk = Disk::new(&self.output, site.host());
        let below = self.below.layers_but(Some(disk.rule()))?;
        let session = site.session(disk.rule().display().to_string(), below).map_err(wrong)?;
        Ok(Desk { session, disk, root, files, writing: Mutex::new(()) })
    }

    /// The folder that the tests name their pages from: the one in which the folder of rules stands, or will.
    fn root(&self) -> anyhow::Result<PathBuf> {
        let disk = Disk::new(&self.output, "");
        let folder = absolute(disk.folder());
        let root = root_of_rules(&folder).or_else(|| folder.parent().map(Path::to_owned));
        root.ok_or_else(|| anyhow!("{} stands in no folder", self.output.display()))
    }
}

/// Opens an address in the system's browser; whether that was begun.
fn open(address: &str) -> bool {
    let (program, first): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(first).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}
