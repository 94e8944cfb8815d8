//! The subcommands: a file each, with how it is called and what it does.

mod completions;
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
mod strip;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::batch::Closed;
use crate::batch::exit;
use crate::batch::exit::Exit;
use crate::batch::terminal;

/// Keep the article of a saved web page and nothing else
///
/// Without a subcommand dehusk strips the pages that it is given and prints their text. Text goes to standard output,
/// all else to standard error. A file that is called like a subcommand is `./explain`.
#[derive(Debug, Parser)]
#[command(name = "dehusk", version, max_term_width = 100, subcommand_help_heading = "Subcommands")]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(override_usage = "dehusk [OPTIONS] [PATH]...\n       dehusk <SUBCOMMAND>")]
#[command(after_help = "`dehusk --help` tells more, with examples.")]
#[command(after_long_help = format!("Examples:\n{EXAMPLES}\n\nExit codes:\n{}", exit::TABLE))]
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
    Completions(completions::Completions),
    Man(man::Man),
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
      dehusk --site example.org extracted.txt
  With rules of one's own:
      dehusk --rules my-rules pages/*.html
  Why each text of a page is kept or dropped:
      dehusk explain page.html";

/// Runs what the command line asks for.
pub(crate) fn run() -> anyhow::Result<Exit> {
    let cli = match parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => return Ok(usage(&error)),
    };
    let done = match cli.command {
        None => cli.strip.run(),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Rules(rules)) => rules.run(),
        Some(Command::Completions(completions)) => completions.run(Cli::command()),
        Some(Command::Man(man)) => man.run(Cli::command()),
    };
    match done {
        Err(error) if error.is::<Closed>() => Ok(Exit::Fine),
        done => done,
    }
}

fn parse(args: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&Cli::command().try_get_matches_from(args)?)
}

/// Prints the help that was asked for, or what is wrong with the call.
fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        // A closed pipe is no error.
        let _ = error.print();
        return Exit::Fine;
    }
    let message = error.render().to_string();
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    terminal::say(&format!("dehusk: {}", terminal::escape(message.trim_end_matches('\n'))));
    Exit::Failed
}
