//! What crosses to the window and the command line: plain values, money as decimal strings, times as venue ms.
//!
//! No arithmetic on money happens on the other side; a figure that is shown is computed here.

mod activity;
mod cancel;
mod decisions;
mod figures;
mod follows;
mod frame;
mod history;
mod host;
mod orders;
mod path;
mod positions;
mod settings;
mod shortfall;
mod traders;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use activity::*;
pub use cancel::*;
pub use decisions::*;
pub use figures::*;
pub use follows::*;
pub use frame::*;
pub use history::*;
pub use host::*;
pub use orders::*;
pub use path::*;
pub use positions::*;
pub use settings::*;
pub use shortfall::*;
pub use traders::*;

/// An instant or a duration in venue milliseconds; a JSON number (exact up to 2^53). The bindings call it by the name of a
/// smaller integer, the only one that becomes a plain `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Ms(#[specta(type = i32)] pub i64);

/// A whole number that identifies something; in the bindings as [`Ms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Id(#[specta(type = u32)] pub u64);

/// An error for a person: a stable code, what happened, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApiError {
    /// Stable word, the key of the translated text (`unknown_trader`, `percentage_out_of_range`, `venue_unreachable`…).
    pub code: String,
    /// What happened, in English, with figures: for the log and as a fall-back.
    pub detail: String,
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
