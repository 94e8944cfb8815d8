//! `dehusk man`: the manual page, made from the same words as `--help`.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Command};

use super::options::named;
use crate::batch::exit;
use crate::batch::exit::Exit;
use crate::batch::{cannot, stdout_error};

/// Print the manual page
///
/// To read it: dehusk man | man -l -
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write one page for dehusk and one for each subcommand into a folder instead; `-` is standard output
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(self, dehusk: Command) -> anyhow::Result<Exit> {
        match named(&self.output) {
            None => {
                io::stdout().write_all(&page(dehusk)?).map_err(stdout_error)?;
            }
            Some(folder) => {
                let made = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(dehusk, folder));
                made.with_context(|| cannot(folder))?;
            }
        }
        Ok(Exit::Fine)
    }
}

/// The page of dehusk itself: what `--help` says, and what is told of the whole program in sections of their own.
fn page(dehusk: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(dehusk.after_help(None::<&str>).after_long_help(None::<&str>)).render(&mut page)?;
    let sections = [
        ("EXAMPLES", super::EXAMPLES),
        ("EXIT STATUS", exit::TABLE),
        ("ENVIRONMENT", super::ENVIRONMENT),
        ("FILES", super::FILES),
    ];
    for (title, text) in sections {
        let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
        write!(page, ".SH \"{title}\"\n.nf\n{text}\n.fi\n")?;
    }
    Ok(page)
}
