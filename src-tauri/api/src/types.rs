//! What crosses to the window and the command line: plain values, money as decimal strings, times as venue ms.
//!
//! No arithmetic on money happens on the other side; a figure that is shown is computed here.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use pilotfish_engine::ErrorCode;

pub use crate::claims::shapes::*;
pub use crate::diagnostics::shapes::*;
pub use crate::differences::shapes::*;
pub use crate::feeds::shapes::*;
pub use crate::follows::shapes::*;
pub use crate::frame::shapes::*;
pub use crate::hosts::shapes::*;
pub use crate::key::shapes::*;
pub use crate::kinds::*;
pub use crate::ledger::shapes::*;
pub use crate::markets::shapes::*;
pub use crate::notices::shapes::*;
pub use crate::orders::shapes::*;
pub use crate::paper::shapes::*;
pub use crate::positions::shapes::*;
pub use crate::program::remembered::{ColumnLayout, Recent, Remembered, TableLayout, TableName, TableView};
pub use crate::program::shapes::*;
pub use crate::records::event::*;
pub use crate::records::shapes::*;
pub use crate::region::shapes::*;
pub use crate::results::shapes::*;
pub use crate::search::shapes::*;
pub use crate::setup::shapes::*;
pub use crate::support::shapes::*;
pub use crate::traders::shapes::*;
pub use crate::versions::shapes::*;
pub use crate::web::shapes::*;
pub use crate::window_lock::shapes::*;

/// An instant or a duration in venue milliseconds; a JSON number (exact up to 2^53). The bindings call it by the name of a
/// smaller integer, the only one that becomes a plain `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Ms(#[specta(type = i32)] pub i64);

/// A whole number that identifies something; in the bindings as [`Ms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Id(#[specta(type = u32)] pub u64);

/// An error for a person: what went wrong, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApiError {
    /// What went wrong: the key of the translated text.
    pub code: ErrorCode,
    /// What happened, in English, with figures: for the log and as a fall-back.
    pub detail: String,
    /// Why, where the code alone does not say it.
    pub reason: Option<ErrorReason>,
}

impl ApiError {
    /// An error whose code says it all.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            reason: None,
        }
    }
}

/// Why something that was asked for is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "of", content = "reason", rename_all = "snake_case")]
pub enum ErrorReason {
    /// Nothing is sold.
    Close(SkipReason),
    /// Nothing is taken.
    Take(WaitReason),
    /// The exchange is to be left alone for so many seconds, real time.
    AgainIn(u32),
}

impl ErrorReason {
    /// A wait in whole seconds, none too few.
    pub(crate) fn again_in(wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self::AgainIn(u32::try_from(seconds).unwrap_or(u32::MAX))
    }
}

/// Which money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The built-in simulated Polymarket.
    Demo,
    /// Real markets, pretend money.
    Paper,
    /// Real money.
    Live,
}

impl From<Mode> for pilotfish_engine::Mode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Demo => Self::Demo,
            Mode::Paper => Self::Paper,
            Mode::Live => Self::Live,
        }
    }
}

impl From<pilotfish_engine::Mode> for Mode {
    fn from(mode: pilotfish_engine::Mode) -> Self {
        match mode {
            pilotfish_engine::Mode::Demo => Self::Demo,
            pilotfish_engine::Mode::Paper => Self::Paper,
            pilotfish_engine::Mode::Live => Self::Live,
        }
    }
}
