//! The `dehusk` command. Each subcommand is a file in `cmd`; the pages and articles go through `corpus`.
#![forbid(unsafe_code)]

mod cmd;
mod corpus;
mod exit;
mod interrupt;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cmd::run() {
        Ok(exit) => exit.into(),
        Err(error) => {
            let error = format!("{error:#}");
            eprintln!("dehusk: {}", terminal::escape(&error));
            exit::Exit::Failed.into()
        }
    }
}
