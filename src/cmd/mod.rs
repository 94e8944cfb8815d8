//! The subcommands: a file each, with how it is called and what it does.

mod options;
mod strip;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::exit::{self, Exit};

/// Keep the article of a saved web page and nothing else.
///
/// Without a subcommand dehusk strips the pages that it is given and prints their text.
#[derive(Debug, Parser)]
#[command(name = "dehusk", version, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(after_long_help = exit::TABLE)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    strip: strip::Strip,
}

#[derive(Debug, Subcommand)]
enum Command {}

/// Runs what the command line asks for.
pub(crate) fn run() -> anyhow::Result<Exit> {
    let cli = match parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match cli.command {
        None => cli.strip.run(),
        Some(command) => match command {},
    }
}

fn parse(args: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&Cli::command().try_get_matches_from(args)?)
}
