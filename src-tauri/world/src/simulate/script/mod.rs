//! A script: what happens in a simulated world, a JSON line each, in the order of time.
//!
//! Everything that a seed makes up is such lines, so that a failing world is made smaller by leaving lines out, and a case
//! can be written by hand. What a line says is resolved when it is played (half of what the trader holds *then*), so that
//! leaving out another line never makes it senseless. The format is documented in the crate's README.

mod acts;
mod expect;
mod moment;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

pub use acts::{
    AccountAct, AccountState, BookAct, CallAct, CancelReply, CloseAct, Correction, CrashAct, FaultAct, FollowAct,
    HandOrder, Hidden, Levels, ListAct, ListShown, LookAnswer, MarketAct, OpenAct, Outcome, PlaceAnswer, RefuseAct,
    SettingsAct, SettleAct, Size, StreamAct, TraderAct, TraderLine, UserAct, VenueAct,
};
pub use expect::{Expectation, OrderMatch};
pub use moment::Moment;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, counted from the world's start.
    pub at: Moment,
    /// The act of venue, trader or user, the fault, or the expectation.
    #[serde(flatten)]
    pub what: What,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Something happens at the venue.
    Venue(VenueAct),
    /// A trader does something.
    Trader(TraderLine),
    /// The user asks for something.
    User(UserAct),
    /// Something goes wrong between program and venue, or in the program.
    Fault(FaultAct),
    /// What must be so.
    Expect(Expectation),
}

/// A whole script.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// The lines; those of one instant in their order.
    pub lines: Vec<Line>,
}

/// Why a text is no script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {number}: {reason}")]
pub struct ScriptError {
    /// Which line, from 1.
    pub number: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl Script {
    /// Reads lines. Empty ones and those that begin with `#` are comments.
    ///
    /// # Errors
    /// When a line is not of the format.
    pub fn read(text: &str) -> Result<Self, ScriptError> {
        let mut lines = Vec::new();
        for (index, text) in text.lines().enumerate() {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let line = serde_json::from_str(text).map_err(|error| ScriptError {
                number: index + 1,
                reason: error.to_string(),
            })?;
            lines.push(line);
        }
        let mut script = Self { lines };
        script.sort();
        Ok(script)
    }

    /// Writes them.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let line = serde_json::to_string(line).unwrap_or_default();
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// Puts the lines into the order of time; those of one instant keep theirs.
    pub fn sort(&mut self) {
        self.lines.sort_by_key(|line| line.at);
    }

    /// Adds a line.
    pub fn push(&mut self, at_ms: i64, what: What) {
        self.lines.push(Line {
            at: Moment(at_ms),
            what,
        });
    }

    /// How the world is set up: its first `open` line, or the defaults.
    #[must_use]
    pub fn opening(&self) -> OpenAct {
        self.lines
            .iter()
            .find_map(|line| match &line.what {
                What::Venue(VenueAct::Open(open)) => Some(open.clone()),
                _ => None,
            })
            .unwrap_or_default()
    }
}
