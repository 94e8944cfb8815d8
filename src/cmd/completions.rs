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
      dehusk completions zsh > ~/.zfunc/_dehusk
  where ~/.zshrc has, before compinit:
      fpath=(~/.zfunc $fpath)")]
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
            Shell::Zsh => with_pages(&script, &commands),
            Shell::Fish => with_values(&script, &commands),
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

/// zsh: where a subcommand may stand, a page may, too, and behind a page others, and options.
fn with_pages(script: &str, commands: &[String]) -> String {
    let first = "    _arguments \"${_arguments_options[@]}\" : \\\n";
    let is_named = format!("(( $words[(I)({})] ))", commands.join("|"));
    let behind = format!("    local behind='*: :_files'\n    {is_named} && behind='*::: :->dehusk'\n{first}");
    let script = script.replacen("\":: :_dehusk_commands\"", "\":: :{_dehusk_commands; _files}\"", 1);
    script.replacen("\"*::: :->dehusk\"", "\"$behind\"", 1).replacen(first, &behind, 1)
}

/// fish: an option whose value is still to be typed does not yet stand in a whole command line, and options stand behind a
/// page, too.
fn with_values(script: &str, commands: &[String]) -> String {
    let whole = "argparse -s (__fish_dehusk_global_optspecs) -- $cmd 2>/dev/null\n";
    let begun = "    or argparse -s (__fish_dehusk_global_optspecs) -- $cmd '' 2>/dev/null && set -e argv[-1]\n";
    let script = script.replacen(whole, &format!("{whole}{begun}"), 1);
    let no_subcommand = format!(
        "function __fish_dehusk_has_no_subcommand\n    set -l cmd (__fish_dehusk_needs_command)\n    not contains -- \"$cmd\" {}\nend\n\n",
        commands.join(" ")
    );
    let first = "complete -c dehusk -n";
    let script = script.replacen(first, &format!("{no_subcommand}{first}"), 1);
    ["-s", "-l"].iter().fold(script, |script, kind| {
        let option = |condition: &str| format!("\"__fish_dehusk_{condition}\" {kind} ");
        script.replace(&option("needs_command"), &option("has_no_subcommand"))
    })
}
