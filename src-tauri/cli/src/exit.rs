//! The codes that the program ends with: the one owner of what they mean.

use std::process::ExitCode;

/// How it ended, for whoever called it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It was done.
    Done,
    /// It was understood, and not done: refused by the engine, by the exchange, by the person who was asked, or it failed on the way.
    Refused,
    /// The arguments were not understood: nothing was begun. As clap has it.
    Usage,
    /// It needs a program that runs on the data, and none does.
    NotRunning,
}

/// What `--help` and the man page say of the codes.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  refused, or failed on the way; why is on standard error
  2  the arguments were not understood; nothing was begun
  3  this needs a program that runs on the data, and none does";

impl Exit {
    /// The number.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::NotRunning => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_code() {
        for exit in [Exit::Done, Exit::Refused, Exit::Usage, Exit::NotRunning] {
            assert!(HELP.contains(&format!("\n  {}  ", exit.code())), "{exit:?}");
        }
    }
}
