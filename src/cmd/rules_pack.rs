//! `dehusk rules pack`: a folder of rules as one file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use dehusk::formats::{pack_rules, rule_sources};
use dehusk::{Layer, RuleSet};

use super::rule_folders::no_rules;
use crate::batch::exit::Exit;
use crate::batch::terminal::{escape, say};
use crate::batch::{counted, spare, stdout_error, write_whole};

/// Put a folder of rules into one file, which --rules takes like a folder
///
/// For a team that shares rules, and a cluster to which one file is shipped. The rules are read first, so that no pack has
/// wrong ones; the file has a hash of them, so that none that was changed on its way is used. The same rules give the same
/// file.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
      dehusk rules pack my-rules -o my.pack
      dehusk --rules my.pack pages -o texts")]
pub(super) struct Pack {
    /// The folder of rules
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// The file to write; one that is there is replaced. `-` is standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: PathBuf,
}

impl Pack {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let sources = rule_sources(&self.folder)?;
        if sources.is_empty() {
            return Err(no_rules(&self.folder));
        }
        let pack = pack_rules(&self.folder, &sources);
        let count = sources.len() as u64;
        let files: Vec<PathBuf> = sources.iter().map(|source| PathBuf::from(&source.name)).collect();
        RuleSet::compile([Layer::new(self.folder.to_string_lossy(), sources), Layer::builtin()])?;
        if self.output == Path::new("-") {
            io::stdout().write_all(pack.as_bytes()).map_err(stdout_error)?;
            return Ok(Exit::Fine);
        }
        spare(&self.output, files.into_iter().chain([self.folder]))?;
        write_whole(&self.output, pack.as_bytes())?;
        let shown = self.output.display().to_string();
        say(&format!("dehusk: {}: {}", escape(&shown), counted(count, "file")));
        Ok(Exit::Fine)
    }
}
