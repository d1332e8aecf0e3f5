//! Fills as a list, their sums, and the file of them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Id, Ms};

/// Which fills. What is none filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryFilter {
    /// Trader's wallet, through whichever follow.
    pub trader: Option<String>,
    /// From then on.
    pub from: Option<Ms>,
    /// Before then.
    pub until: Option<Ms>,
    /// `BUY` or `SELL`.
    pub side: Option<String>,
    /// Text in the market's question or the outcome.
    pub text: Option<String>,
}

/// The last row of a page: the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryCursor {
    /// Its time.
    pub at: Ms,
    /// Its number in the store.
    pub id: Id,
}

/// Which page of which fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryQuery {
    /// Which fills.
    #[serde(flatten)]
    pub filter: HistoryFilter,
    /// None for the newest page.
    pub after: Option<HistoryCursor>,
    /// 1 to 500.
    pub limit: u32,
}

/// One fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryRow {
    /// Its number in the store.
    pub id: Id,
    /// When it matched.
    pub at: Ms,
    /// Its copy order.
    pub order: Id,
    /// Its follow.
    pub follow: Id,
    /// Trader's wallet.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question.
    pub market: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// `BUY` or `SELL`.
    pub side: String,
    /// Shares.
    pub shares: String,
    /// Our price.
    pub price: String,
    /// The trader's price.
    pub trader_price: String,
    /// How much worse, a share, signed.
    pub slippage: String,
    /// What that came to, USD, signed.
    pub slippage_usd: String,
    /// What it cost or brought without the fee, USD.
    pub value: String,
    /// USD.
    pub fee: String,
    /// Realised profit of a sale, USD, signed, before fees; none of a purchase.
    pub realised: Option<String>,
    /// 1 to 5.
    pub stage: u32,
    /// `maker` or `taker`.
    pub liquidity: String,
    /// `matched`, `mined`, `retrying`, `confirmed`, `failed`.
    pub settlement: String,
}

/// A page of fills, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    /// The fills.
    pub rows: Vec<HistoryRow>,
    /// Give this as `after` for the next page; none at the end.
    pub next: Option<HistoryCursor>,
}

/// Sums over every fill that a filter finds; failed ones count in `failed` only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryTotals {
    /// Fills that count.
    pub fills: u32,
    /// Fills that were undone.
    pub failed: u32,
    /// USD.
    pub bought: String,
    /// USD.
    pub sold: String,
    /// USD.
    pub fees: String,
    /// USD, signed, before fees.
    pub realised: String,
    /// Σ shares × slippage ÷ Σ shares, a share, signed; none without fills.
    pub slippage: Option<String>,
    /// Σ shares × slippage ÷ Σ shares × p0, one decimal, signed.
    pub slippage_bps: Option<String>,
    /// USD, signed.
    pub slippage_usd: String,
    /// Whose fills there are at all, by name.
    pub traders: Vec<TraderName>,
}

/// A trader to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderName {
    /// Proxy wallet.
    pub address: String,
    /// Name as shown.
    pub name: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Full path.
    pub path: String,
    /// Rows without the header.
    pub rows: u32,
}
