//! The `dehusk` command. Each subcommand is a file in `cmd`; the pages and articles go through `batch`.
#![forbid(unsafe_code)]

mod batch;
mod cmd;
#[cfg(feature = "studio")]
mod studio;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cmd::run() {
        Ok(exit) => exit.into(),
        Err(error) => {
            batch::terminal::say(&format!("dehusk: {}", told(&error)));
            batch::exit::Exit::Failed.into()
        }
    }
}

/// What went wrong, for a person: for rules, each error with its line and a caret under the place.
fn told(error: &anyhow::Error) -> String {
    let Some(errors) = error.downcast_ref::<dehusk::RuleErrors>() else {
        return batch::terminal::escape(&format!("{error:#}")).into_owned();
    };
    let colored = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let count = errors.iter().len();
    let errors: Vec<String> = errors.iter().map(|error| error.render(colored)).collect();
    let (is, s) = if count == 1 { ("is", "") } else { ("are", "s") };
    format!("there {is} {count} error{s} in the rules\n{}", errors.join("\n\n"))
}
