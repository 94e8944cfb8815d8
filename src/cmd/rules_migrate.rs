//! `dehusk rules migrate`: rule files of an older schema in the newest.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use dehusk::RuleSource;
use dehusk::formats::rule_sources;
use dehusk::migrate::migrate;

use super::rule_folders::no_rules;
use crate::batch::counted;
use crate::batch::exit::Exit;
use crate::batch::terminal::say;
use crate::batch::write_whole;

/// Rewrite rule files of an older schema in the newest
///
/// They mean the same: what the older schema left unsaid is written down. Comments and order stay. Files that are of the
/// newest schema are not touched.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
      dehusk rules migrate my-rules && dehusk rules check my-rules")]
pub(super) struct Migrate {
    /// Rule files, or folders of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

impl Migrate {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let mut done = 0;
        for path in &self.paths {
            // A file that is named comes with the shared blocks beside it: those were not named.
            let is_meant = |source: &RuleSource| path.is_dir() || Path::new(&source.name) == path;
            let mut sources = rule_sources(path)?;
            if sources.is_empty() {
                return Err(no_rules(path));
            }
            sources.retain(is_meant);
            if sources.is_empty() {
                bail!(
                    "{}: a pack is not rewritten: migrate the folder that it was made of, and pack that",
                    path.display()
                );
            }
            if !path.is_dir() && path.extension() != Some(OsStr::new("toml")) {
                bail!("{}: it is no rule; a rule is a file that ends in .toml", path.display());
            }
            for RuleSource { name, text } in sources {
                if let Some(new) = migrate(&text) {
                    write_whole(Path::new(&name), new.as_bytes())?;
                    done += 1;
                }
            }
        }
        say(&format!(
            "{} rewritten: {}",
            counted(done, "rule file"),
            if done == 0 { "all are of schema 2" } else { "run `dehusk rules check`" }
        ));
        Ok(Exit::Fine)
    }
}
