//! What the exit code says.

use std::process::ExitCode;

/// The exit codes, all of them, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Every input gave an article. A reader that closes the pipe early is fine too.
    Fine,
    /// The run finished, but some inputs were refused, failed, or held no article.
    Partly,
    /// The call, a rule or the output was wrong: nothing or not everything was done.
    Failed,
    /// Ctrl-C.
    Interrupted,
}

/// The table that `--help` and the manual show.
pub(crate) const TABLE: &str = "  0    every input gave an article
  1    finished, but some inputs were refused, failed or held no article
  2    wrong usage, an error in a rule, or the output cannot be written
  130  interrupted";

impl Exit {
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Partly => 1,
            Exit::Failed => 2,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}
