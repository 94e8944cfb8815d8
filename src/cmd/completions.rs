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
#[command(after_long_help = "Examples:
      dehusk completions bash > ~/.local/share/bash-completion/completions/dehusk
      dehusk completions fish > ~/.config/fish/completions/dehusk.fish
      dehusk completions zsh > ~/.zfunc/_dehusk    # with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc")]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, dehusk: Command) -> anyhow::Result<Exit> {
        let (mut script, mut dehusk) = (Vec::new(), proposed(&dehusk));
        let commands: Vec<String> = dehusk.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        clap_complete::generate(self.shell, &mut dehusk, "dehusk", &mut script);
        let script = String::from_utf8_lossy(&script);
        let script = match self.shell {
            Shell::Zsh => with_pages(&script, &commands.join("|")),
            Shell::Fish => with_values(&script),
            _ => script.into_owned(),
        };
        io::stdout().write_all(script.as_bytes()).map_err(stdout_error)?;
        Ok(Exit::Fine)
    }
}

/// The command line without what is hidden. Where there are subcommands, a path can stand in the place of one: what the
/// generator makes of both is neither, so that paths are put in by shell.
fn proposed(command: &Command) -> Command {
    let has_subcommands = command.has_subcommands();
    let is_proposed = |arg: &&clap::Arg| !(arg.is_hide_set() || has_subcommands && arg.is_positional());
    let args: Vec<clap::Arg> = command.get_arguments().filter(is_proposed).cloned().collect();
    let subcommands: Vec<Command> = command.get_subcommands().map(proposed).collect();
    let about = command.get_about().cloned().unwrap_or_default();
    let copy = Command::new(command.get_name().to_owned()).about(about).args(args).subcommands(subcommands);
    let copy = copy.disable_help_subcommand(true);
    match command.get_version() {
        Some(version) => copy.version(version.to_owned()),
        None => copy,
    }
}

/// zsh: where a subcommand may stand, a page may, too, and behind a page others.
fn with_pages(script: &str, commands: &str) -> String {
    let script = script.replacen("\":: :_dehusk_commands\"", "\":: :{_dehusk_commands; _files}\"", 1);
    let more = format!("[[ $line[1] == ({commands}) ]] || {{ _files && ret=0 }}\n        case $line[1] in");
    script.replacen("case $line[1] in", &more, 1)
}

/// fish: an option whose value is still to be typed does not yet stand in a whole command line.
fn with_values(script: &str) -> String {
    let whole = "argparse -s (__fish_dehusk_global_optspecs) -- $cmd 2>/dev/null\n";
    let begun = "    or argparse -s (__fish_dehusk_global_optspecs) -- $cmd '' 2>/dev/null && set -e argv[-1]\n";
    script.replacen(whole, &format!("{whole}{begun}"), 1)
}
