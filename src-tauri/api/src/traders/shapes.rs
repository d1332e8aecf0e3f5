//! Other people's accounts: the leaderboard and a trader's page.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{FollowView, Id, LeaderCategory, LeaderOrder, Ms, Period, TraderDeed, TraderFlag};

/// What the leaderboard is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaderboardQuery {
    /// What it looks back on.
    pub window: Period,
    /// What it ranks by.
    pub order: LeaderOrder,
    /// None for all.
    pub category: Option<LeaderCategory>,
    /// A part of a name, an address, or a profile URL; none for all.
    pub search: Option<String>,
}

/// One row of the leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaderRow {
    /// Whether it is the user's own account, which cannot be followed.
    pub own: bool,
    /// Its rank in this list.
    pub rank: u32,
    /// Proxy wallet.
    pub address: String,
    /// Name, or the shortened address.
    pub name: String,
    /// Profit in the window, USD, signed: over a month without a category that of the curve beside it, else the venue's own.
    pub pnl: String,
    /// Bought and sold in the last 30 days, USD, where the trader's rows could be read. (The venue's own figure counts shares.)
    pub volume: Option<String>,
    /// Return on what was put in, percent, one decimal, where it can be told.
    pub roi: Option<String>,
    /// Win rate over resolved or closed positions, percent, one decimal.
    pub win_rate: Option<String>,
    /// Of how many.
    pub win_rate_of: Option<u32>,
    /// How many markets.
    pub markets: Option<u32>,
    /// Largest fall of the profit curve over 30 days from a peak before it, USD, zero or negative.
    pub drawdown: Option<String>,
    /// The same in percent of the equity at that peak, one decimal; none where too little is known of it. A trader's cash is not
    /// public: what they hold now and what they lost since stand for their equity, so that it is never too small a percentage.
    pub drawdown_percent: Option<String>,
    /// When they last traded, venue ms.
    pub last_trade: Option<Ms>,
    /// Profit curve over 30 days, USD, oldest first, from zero on; for drawing only.
    pub sparkline: Vec<f64>,
    /// What to know before copying them.
    pub flags: Vec<TraderFlag>,
    /// The follow, if followed.
    pub follow: Option<Id>,
    /// Its percentage.
    pub percentage: Option<String>,
    /// Whether it is on.
    pub follow_on: bool,
}

/// The leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Leaderboard {
    /// When it was read, venue ms.
    pub read_at: Ms,
    /// The rows.
    pub rows: Vec<LeaderRow>,
    /// The categories that can be chosen.
    pub categories: Vec<LeaderCategory>,
}

/// A trader's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderPage {
    /// Proxy wallet.
    pub address: String,
    /// Name.
    pub name: String,
    /// Since when on Polymarket, venue ms.
    pub since: Option<Ms>,
    /// Profit over 30 days, USD.
    pub pnl_month: Option<String>,
    /// Profit in all, USD.
    pub pnl_all: Option<String>,
    /// ROI over 30 days, percent.
    pub roi: Option<String>,
    /// Win rate, percent.
    pub win_rate: Option<String>,
    /// Of how many closed or resolved positions.
    pub win_rate_of: Option<u32>,
    /// Largest fall over 30 days, USD, zero or negative.
    pub drawdown: Option<String>,
    /// The same in percent of the equity at its peak, as in the leaderboard.
    pub drawdown_percent: Option<String>,
    /// Median holding time, ms.
    pub holding_median: Option<Ms>,
    /// Volume over 30 days, USD.
    pub volume: Option<String>,
    /// Trades over 30 days.
    pub trades: Option<u32>,
    /// Share of volume by category, percent, largest first.
    pub categories: Vec<CategoryShare>,
    /// Profit over 30 days, from zero on: time and USD, oldest first; for drawing. It ends at `pnl_month`.
    pub curve: Vec<CurvePoint>,
    /// The same over all time; it ends at `pnl_all`.
    pub curve_all: Vec<CurvePoint>,
    /// Open positions, largest first.
    pub positions: Vec<TraderPosition>,
    /// What they are worth, USD.
    pub positions_value: String,
    /// Newest trades first, at most 50.
    pub trades_recent: Vec<TraderTrade>,
    /// Median value of a trade, USD.
    pub trade_median: Option<String>,
    /// Largest value of a trade, USD.
    pub trade_largest: Option<String>,
    /// The follow, if there is one.
    pub follow: Option<FollowView>,
    /// Whether this address is the user's own, which cannot be followed.
    pub own: bool,
}

/// A share of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategoryShare {
    /// Category in lower case.
    pub category: String,
    /// Percent, whole.
    pub percent: u32,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CurvePoint {
    /// Venue ms.
    pub at: Ms,
    /// USD, for drawing only.
    pub value: f64,
}

impl Eq for CurvePoint {}

/// What a trader made over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderCurve {
    /// Profit since the beginning of the period, USD, oldest first.
    pub points: Vec<CurvePoint>,
    /// What it comes to, USD, signed; none where nothing is known.
    pub made: Option<String>,
}

/// One of a trader's open positions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderPosition {
    /// Market's question.
    pub market: String,
    /// The market's id.
    pub condition: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares.
    pub shares: String,
    /// Average cost a share.
    pub average_cost: String,
    /// Price now.
    pub price: String,
    /// Worth, USD.
    pub value: String,
    /// Open profit, USD, signed.
    pub pnl: String,
}

/// One of a trader's trades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderTrade {
    /// When the venue says it happened, venue ms.
    pub at: Ms,
    /// What it was.
    pub kind: TraderDeed,
    /// Market's question.
    pub market: String,
    /// The market's id; none where the row names none.
    pub condition: Option<String>,
    /// Outcome's name; empty where both are meant.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares.
    pub shares: String,
    /// Price; none where there is none.
    pub price: Option<String>,
}
