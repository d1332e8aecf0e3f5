//! Follows: what the sheet holds, what it would do, and a follow with its figures.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{BelowMinimum, CopySides, ErrorCode, FollowField, FollowStatus, Id, Ms, Style, Sums};

/// What the follow sheet holds. All money and percentages as decimal strings, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowDraft {
    /// Percent, 0.1 to 20.
    pub percentage: String,
    /// How orders are worked.
    pub style: Style,
    /// Price, e.g. `0.10`.
    pub max_slippage: String,
    /// USD.
    pub max_order: String,
    /// USD.
    pub max_market: String,
    /// USD.
    pub max_total: String,
    /// Price.
    pub price_min: String,
    /// Price.
    pub price_max: String,
    /// Minutes to resolution.
    pub min_minutes_to_resolution: u32,
    /// What is copied.
    pub copy: CopySides,
    /// What becomes of orders below the minimum.
    pub below_minimum: BelowMinimum,
    /// Also copy what is held now.
    pub copy_existing: bool,
    /// Categories to copy; empty means all.
    pub categories: Vec<String>,
    /// Words that leave a market out.
    pub exclude_keywords: Vec<String>,
}

/// What a draft would do: computed, for the sheet's live preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowPreview {
    /// What is wrong with each field, by the draft's field name; empty when it can be saved.
    pub problems: Vec<FieldProblem>,
    /// What a $1,000 trade of theirs becomes, USD.
    pub thousand: String,
    /// Their median trade, USD, and ours.
    pub usual: Option<TradePair>,
    /// Their largest trade, USD, and ours.
    pub largest: Option<TradePair>,
    /// Under how many of their shares a change is skipped, at the usual minimum of 5 shares.
    pub least_shares: String,
    /// How many positions they hold now, and what copying them would cost, USD.
    pub existing_count: u32,
    /// See above.
    pub existing_cost: String,
    /// The limits over all follows that these settings would meet.
    pub binding: Vec<BindingLimit>,
}

/// A limit over all follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum GlobalLimit {
    /// USD spent on purchases in a UTC day, fees included.
    DailySpend,
    /// USD held at cost and set aside.
    Exposure,
    /// Orders open at once.
    OpenOrders,
}

/// A limit in money over all follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MoneyLimit {
    /// USD spent on purchases in a UTC day, fees included.
    DailySpend,
    /// USD held at cost and set aside.
    Exposure,
}

/// A limit over all follows that a draft would meet, by the trader's last days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BindingLimit {
    /// The limit that the draft would exceed, together with the other follows.
    pub limit: MoneyLimit,
    /// What this follow would have taken without it, USD: a day on average, or the most at once.
    pub own: String,
    /// What the other follows take of it, USD: a day on average, or now.
    pub others: String,
    /// The limit, USD.
    pub most: String,
    /// A limit that would do for both, USD.
    pub raise_to: String,
}

/// A trade of theirs and the copy of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TradePair {
    /// USD.
    pub theirs: String,
    /// USD, after limits.
    pub ours: String,
    /// What it would have been without limits, when a limit cuts it.
    pub uncut: Option<String>,
    /// Whether it would be skipped as under the minimum.
    pub skipped: bool,
    /// Whether it would be so because of a limit, and large enough without.
    pub capped: bool,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// Which field.
    pub field: FollowField,
    /// What is wrong.
    pub code: ErrorCode,
    /// The least allowed, where that is the problem.
    pub least: Option<String>,
    /// The most allowed.
    pub most: Option<String>,
}

/// A follow with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowView {
    /// Its number in the books.
    pub id: Id,
    /// Proxy wallet.
    pub address: String,
    /// Name.
    pub name: String,
    /// Where it stands.
    pub status: FollowStatus,
    /// Its settings.
    pub settings: FollowDraft,
    /// Since when.
    pub since: Ms,
    /// Profit after fees, realised and open, USD, signed.
    pub pnl: String,
    /// Realised part after fees.
    pub realised: String,
    /// Open part.
    pub unrealised: String,
    /// USD held (at cost) and working through it.
    pub exposure: String,
    /// Copy orders at work.
    pub working_orders: u32,
    /// Fills so far.
    pub fills: u32,
    /// Signals so far.
    pub signals: u32,
    /// Skipped so far.
    pub skips: u32,
    /// Share-weighted slippage, bps, one decimal, where there are fills.
    pub slippage_bps: Option<String>,
    /// Fees paid, USD.
    pub fees: String,
    /// The newest thing that happened, where anything did.
    pub last_event_at: Option<Ms>,
}

/// What the follows that were removed made and still hold: what the rows lack to the account's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemovedFollows {
    /// How many of them had a fill or hold something.
    pub count: u32,
    /// Profit after fees, realised and open, USD, signed.
    pub pnl: String,
    /// Realised part after fees.
    pub realised: String,
    /// Open part.
    pub unrealised: String,
    /// USD held (at cost) and working through them.
    pub exposure: String,
    /// Copy orders at work.
    pub working_orders: u32,
    /// Fills.
    pub fills: u32,
    /// Fees paid, USD.
    pub fees: String,
}

/// Every follow that stands, and what the others left, of one moment: rows and `removed` sum to `sums`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowList {
    /// Oldest first.
    pub rows: Vec<FollowView>,
    /// None where nothing is left of a removed one.
    pub removed: Option<RemovedFollows>,
    /// The account's figures.
    pub sums: Sums,
}
