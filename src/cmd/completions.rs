//! `dehusk completions bash`: what a shell needs to complete dehusk's command line.

use std::io::{self, Write};

use clap::{Args, Command};
use clap_complete::Shell;

use crate::batch::exit::Exit;
use crate::batch::stdout_error;

/// Print the completions of a shell
///
/// For bash: dehusk completions bash > ~/.local/share/bash-completion/completions/dehusk
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, mut dehusk: Command) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut dehusk, "dehusk", &mut script);
        io::stdout().write_all(&script).map_err(stdout_error)?;
        Ok(Exit::Fine)
    }
}
