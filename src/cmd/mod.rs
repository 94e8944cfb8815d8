//! The subcommands: a file each, with how it is called and what it does.

mod completions;
mod config;
mod diff;
mod diff_records;
mod explain;
mod man;
mod options;
mod pages;
mod rule_folders;
mod rules;
mod rules_check;
mod rules_health;
mod rules_import;
mod rules_learn;
mod rules_migrate;
mod rules_pack;
#[cfg(feature = "studio")]
mod rules_teach;
mod samples;
mod strip;
mod target;
mod today;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use strsim::levenshtein;

use self::config::Config;

use crate::batch::exit;
use crate::batch::exit::Exit;
use crate::batch::terminal;
use crate::batch::{Closed, Remote, stdout_error};

/// Keep the article of a saved web page and nothing else
///
/// Without a subcommand dehusk strips the pages that it is given and prints their text. Text goes to standard output,
/// all else to standard error. A file that is called like a subcommand is `./explain`.
#[derive(Debug, Parser)]
#[command(name = "dehusk", version, max_term_width = 100, subcommand_help_heading = "Subcommands")]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(override_usage = "dehusk [OPTIONS] [PATH]...\n       dehusk <SUBCOMMAND>")]
#[command(after_help = "`dehusk --help` tells more, with examples.")]
#[command(after_long_help = format!("Examples:\n{EXAMPLES}\n\nExit codes:\n{}\n\nEnvironment:\n{ENVIRONMENT}\n\nFiles:\n{FILES}", exit::TABLE))]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    strip: strip::Strip,
}

#[derive(Debug, Subcommand)]
enum Command {
    Explain(explain::Explain),
    Rules(rules::Rules),
    Diff(diff::Diff),
    /// The same as `dehusk rules teach`
    #[cfg(feature = "studio")]
    Studio(rules_teach::Teach),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// The call of it that reads a page from standard input, up to its address.
    fn on_standard_input(&self) -> &'static str {
        match self {
            Command::Explain(_) => "dehusk explain",
            Command::Rules(_) => "dehusk rules new -",
            _ => "dehusk",
        }
    }
}

/// Shown by `--help`, and run as a test.
const EXAMPLES: &str = "  The text of a page:
      dehusk page.html
  As Markdown, into a file; the extension says the format:
      dehusk page.html -o page.md
  From a pipe, with the address that chooses the site's rule:
      dehusk --url https://example.org/harbour < page.html
  A folder of pages into a folder of texts:
      dehusk pages -o texts
  One JSON line a page, with the addresses that the crawl wrote down:
      dehusk pages --urls urls.jsonl -o articles.jsonl
  Text that another tool extracted, by the text rules of its site:
      dehusk --rules my-rules --site example.org extracted.txt
  With rules of one's own:
      dehusk --rules my-rules pages/*.html
  Why each text of a page is kept or dropped:
      dehusk explain page.html";

/// The environment, as the manual and the long help tell it.
const ENVIRONMENT: &str = "  DEHUSK_RULES     folders of rules, as PATH has folders; they go behind those of --rules
  NO_COLOR         if it is set, no colours
  XDG_CONFIG_HOME  where the user's configuration is; without it, ~/.config (on Windows, APPDATA)";

/// The files, as the manual and the long help tell them.
const FILES: &str = "  dehusk.toml            in the folder that dehusk is called in: options, by their long names
  ~/.config/dehusk/dehusk.toml  the same for all folders; the nearer file goes before
  ~/.config/dehusk/rules        rules of one's own, used without being asked for";

/// Runs what the command line asks for.
pub(crate) fn run() -> anyhow::Result<Exit> {
    let args: Vec<OsString> = std::env::args_os().collect();
    let config = Config::of(&args, &Cli::command())?;
    let command = || config.apply(Cli::command());
    let (cli, matches) = match parse(&args, command) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(usage(&error)),
    };
    let call = cli.command.as_ref().map_or("dehusk", Command::on_standard_input);
    let done = match cli.command {
        None if cli.strip.shows_config() => show_config(&config, &matches),
        None => misspelt(&cli.strip).map_or_else(|| cli.strip.run(&config), Err),
        Some(Command::Explain(explain)) => explain.run(&config),
        Some(Command::Rules(rules)) => rules.run(),
        Some(Command::Diff(diff)) => diff.run(),
        #[cfg(feature = "studio")]
        Some(Command::Studio(teach)) => teach.run(),
        Some(Command::Completions(completions)) => completions.run(Cli::command()),
        Some(Command::Man(man)) => man.run(Cli::command()),
    };
    match done {
        Err(error) if error.is::<Closed>() => Ok(Exit::Fine),
        Err(error) => Err(match error.downcast_ref::<Remote>() {
            Some(remote) => anyhow!("dehusk fetches nothing: {}", remote.remedy(call)),
            None => error,
        }),
        done => done,
    }
}

fn show_config(config: &Config, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let shown = config.shown(&Cli::command(), matches);
    std::io::stdout().write_all(shown.as_bytes()).map_err(stdout_error)?;
    Ok(Exit::Fine)
}

/// Reads the command line. Options that stand before a subcommand are taken as if they stood behind it.
fn parse(args: &[OsString], command: impl Fn() -> clap::Command) -> Result<(Cli, ArgMatches), clap::Error> {
    let first = matches(args, command());
    let paths = match &first {
        Ok((cli, _)) => cli.strip.paths().to_vec(),
        // It may be an option that only the subcommand has.
        Err(_) => args.iter().skip(1).map(PathBuf::from).collect(),
    };
    match (behind_subcommand(&paths, args), first) {
        (Some(moved), Ok(_)) => matches(&moved.args, command()).map_err(|error| moved.told(error)),
        (Some(moved), Err(error)) => matches(&moved.args, command()).map_err(|_| error),
        (None, first) => first,
    }
}

/// A call whose options stood before its subcommand.
struct Moved {
    /// `rules list`
    command: String,
    /// The same arguments, the subcommand first.
    args: Vec<OsString>,
}

impl Moved {
    /// What is wrong with it, as the one who called has written it.
    fn told(&self, error: clap::Error) -> clap::Error {
        match (error.kind(), error.get(ContextKind::InvalidArg)) {
            (ErrorKind::UnknownArgument, Some(ContextValue::String(option))) => Cli::command().error(
                ErrorKind::UnknownArgument,
                format!("`dehusk {0}` has no {option}; `dehusk {0} -h` tells what it has", self.command),
            ),
            _ => error,
        }
    }
}

/// A first path that is not there, but is nearly called like a subcommand: what was meant.
fn misspelt(strip: &strip::Strip) -> Option<anyhow::Error> {
    let path = strip.paths().first().filter(|path| path.symlink_metadata().is_err())?.to_str()?;
    let command = Cli::command();
    let names = command.get_subcommands().map(|sub| sub.get_name()).chain(["help"]);
    let name =
        names.filter(|name| levenshtein(name, path) * 3 <= name.len()).min_by_key(|name| levenshtein(name, path))?;
    let name = if name == "help" { "--help" } else { name };
    Some(anyhow!("{path}: there is no such file or folder; did you mean `dehusk {name}`?"))
}

fn matches(args: &[OsString], command: clap::Command) -> Result<(Cli, ArgMatches), clap::Error> {
    let matches = command.try_get_matches_from(args)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    let is_default = |matches: &ArgMatches, id: &str| matches.value_source(id) == Some(ValueSource::DefaultValue);
    cli.strip.note_defaults(|id| is_default(&matches, id));
    if let (Some(Command::Explain(explain)), Some((_, matches))) = (&mut cli.command, matches.subcommand()) {
        explain.note_defaults(|id| is_default(matches, id));
    }
    Ok((cli, matches))
}

/// The call with its subcommand first, where that was taken for a path that is not there. Behind `--` there are paths alone.
fn behind_subcommand(paths: &[PathBuf], args: &[OsString]) -> Option<Moved> {
    let is_word = |path: &&str| path.bytes().all(|byte| byte.is_ascii_lowercase());
    let mut words = paths.iter().filter_map(|path| path.to_str()).filter(is_word).peekable();
    words.peek()?;
    let command = Cli::command();
    let name = words.find(|word| command.find_subcommand(word).is_some()).filter(|name| !Path::new(name).exists())?;
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let at = 1 + args[1..end].iter().position(|arg| arg == name)?;
    let mut args = args.to_vec();
    args[1..=at].rotate_right(1);
    let inner = command.find_subcommand(name)?;
    let is_inner = |arg: &OsString| arg.to_str().is_some_and(|arg| inner.find_subcommand(arg).is_some());
    let Some(behind) = args[2..end].iter().position(is_inner) else {
        return Some(Moved { command: name.to_owned(), args });
    };
    args[2..=2 + behind].rotate_right(1);
    Some(Moved { command: format!("{name} {}", args[2].display()), args })
}

/// Prints the help that was asked for, or what is wrong with the call.
fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        return match error.print() {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                terminal::say(&format!("dehusk: {:#}", stdout_error(error)));
                Exit::Failed
            }
            // A closed pipe is no error.
            _ => Exit::Fine,
        };
    }
    let message = error.render().to_string();
    let shown = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => message,
        _ => format!("dehusk: {}", message.strip_prefix("error: ").unwrap_or(&message)),
    };
    terminal::say(&terminal::escape(shown.trim_end_matches('\n')));
    Exit::Failed
}
