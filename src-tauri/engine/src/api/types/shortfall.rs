//! Where the rest of a trader's profit went.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Id, Ms};

/// One part of the way from the trader's profit to ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShortfallPart {
    /// `waiting`, `crossing`, `fees`, `limits`, `rounding`, `unfilled`, `exit`, `unsold`, `closed`.
    pub part: String,
    /// What it did to the profit, USD in whole cents, signed: negative took away from it.
    pub effect: String,
    /// The profit before it, for drawing.
    pub before: String,
    /// The profit after it, for drawing.
    pub after: String,
    /// How many fills (`waiting`, `crossing`, `fees`, `exit`), signals (`limits`, `rounding`), copies (`unfilled`) or sales
    /// (`unsold`, `closed`) it is about.
    pub count: u32,
}

/// Where the rest went: from what the trader's own trades made at the follow's percentage and their own prices to what was
/// made, over the whole life of a follow. Paper and the parts sum to ours in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// Which follow.
    pub follow: Id,
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub name: String,
    /// The percentage all along; none where it was changed: then each trade counts at the one of its time.
    pub percentage: Option<String>,
    /// When the follow was first made.
    pub since: Ms,
    /// The trader's changes it is about.
    pub trades: u32,
    /// Changes left out on both sides, because no price of their token is known.
    pub unpriced: u32,
    /// Fills.
    pub fills: u32,
    /// Profit on paper, USD in whole cents, signed.
    pub paper: String,
    /// Profit made, after fees, realised and open, USD, signed: as the results by trader have it for all time.
    pub ours: String,
    /// Ours less paper, USD in whole cents, signed.
    pub difference: String,
    /// Ours in percent of paper, one decimal; none where either is not a profit.
    pub kept_percent: Option<String>,
    /// In the order in which they are shown.
    pub parts: Vec<ShortfallPart>,
}
