//! What commands can do to what may be lost, and the question that stands before those that widen it.
//!
//! With real money a command that widens what may be lost is asked about outside of the web view, whoever gave it: the window's page
//! may be anybody's. The rule is [`weigh`], and nobody writes it again; a command's body only says what it is about to change.
//! Demo and paper are asked about in the window alone, as is everything that only takes back.

pub(crate) mod asking;
mod lines;
pub(crate) mod weigh;
mod widened;
mod words;

use pilotfish_vault::words::Said;
use serde::{Deserialize, Serialize};

pub(crate) use asking::Caller;
pub use asking::Confirm;

/// What a command can do to what may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// It reads or shows, or is about the program itself.
    Nothing,
    /// It only takes back: stops, pauses, closes, cancels, switches off.
    Less,
    /// It hastens what was decided already, within every limit that stands.
    Within,
    /// It may widen what can be lost: in live it asks ([`Confirm`]) where it does.
    More,
    /// The demo alone has it.
    Demo,
}

/// A command with its risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: &'static str,
    /// Its arguments' names.
    pub arguments: &'static [&'static str],
    /// What it can do to what may be lost.
    pub risk: Risk,
}

macro_rules! table {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty: $risk:ident;)*) => {
        /// Every command there is.
        pub const COMMANDS: &[Listed] = &[$(Listed {
            name: stringify!($name),
            arguments: &[$(stringify!($argument)),*],
            risk: Risk::$risk,
        }),*];
    };
}

crate::command_list!(table);

/// What a person is asked before real money is put at a greater risk. What others wrote in it (names, markets) is one line of
/// plain letters, shortened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked, in one sentence.
    pub title: Said,
    /// Whom it is about and the amounts, a line each.
    pub text: Said,
    /// The answer that goes on.
    pub yes: Said,
    /// The answer that changes nothing.
    pub no: Said,
}
