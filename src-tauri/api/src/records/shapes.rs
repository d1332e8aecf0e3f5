//! Activity, decisions and history as they are shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{
    ActivityEvent, ActivityKind, DecisionVerdict, GateView, Id, Liquidity, Ms, PriceSource, Settlement, Side,
    SignalKind, SignalOrigin, SkipReason,
};

/// Which part of the journal is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    /// Only events before this number (for paging); none for the newest.
    pub before: Option<Id>,
    /// Only of this follow.
    pub follow: Option<Id>,
    /// Only these kinds; empty for all.
    pub kinds: Vec<ActivityKind>,
    /// Only those whose market or trader contains this.
    pub text: Option<String>,
    /// At most so many, 1 to 500.
    pub limit: u32,
}

/// A part of the journal, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    /// The entries.
    pub entries: Vec<ActivityEntry>,
    /// Give this as `before` for the next page; none at the end.
    pub next: Option<Id>,
}

/// One event of the journal with the names it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityEntry {
    /// Its number.
    pub seq: Id,
    /// When the journal took it down, venue ms.
    pub at: Ms,
    /// What happened.
    pub event: ActivityEvent,
    /// Trader's name.
    pub trader: Option<String>,
    /// Trader's wallet.
    pub trader_address: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// The market's id.
    pub condition: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// 0 (YES) or 1.
    pub outcome_index: Option<u32>,
    /// Buys or sells.
    pub side: Option<Side>,
    /// The copy order.
    pub order: Option<Id>,
    /// The gates of a decision, in order; the last that cut is the one that bound.
    pub gates: Vec<GateView>,
}

/// Which decisions. What is none filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionFilter {
    /// What became of it.
    pub verdict: Option<DecisionVerdict>,
    /// Trader's wallet, through whichever follow.
    pub trader: Option<String>,
    /// Noticed from then on.
    pub from: Option<Ms>,
    /// Noticed before then.
    pub until: Option<Ms>,
    /// Text in the market's question or the trader's name.
    pub text: Option<String>,
}

/// Which page of which decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionsQuery {
    /// Which decisions.
    #[serde(flatten)]
    pub filter: DecisionFilter,
    /// Only with a number under it; none for the newest page.
    pub before: Option<Id>,
    /// 1 to 500.
    pub limit: u32,
}

/// One change of a trader and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionRow {
    /// The number of its event in the journal.
    pub seq: Id,
    /// When it was noticed.
    pub at: Ms,
    /// How long after the trade that was, ms; none where the trade's time is not known.
    pub after: Option<Ms>,
    /// What became of it.
    pub verdict: DecisionVerdict,
    /// Trader's wallet.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question.
    pub market: String,
    /// The market's id; none where it is not known.
    pub condition: Option<String>,
    /// Its category, empty where there is none.
    pub category: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// What the trader did; none where it leads to no signal: `reason` says what it was then.
    pub change: Option<SignalKind>,
    /// Where it was seen; none of what leads to no signal.
    pub origin: Option<SignalOrigin>,
    /// How the price is known.
    pub price_source: Option<PriceSource>,
    /// Bought or sold; none of what is no trade.
    pub side: Option<Side>,
    /// By how many shares the trader's position changed.
    pub shares: String,
    /// The trader's price.
    pub price: Option<String>,
    /// The follow's percentage when it came; none of what leads to no signal.
    pub percentage: Option<String>,
    /// Our share of it before limits, in shares.
    pub asked: Option<String>,
    /// What was allowed, in shares.
    pub allowed: Option<String>,
    /// The copy order it led to.
    pub order: Option<Id>,
    /// Why there is none.
    pub reason: Option<SkipReason>,
    /// The gates, in order; the last that cut is the one that bound.
    pub gates: Vec<GateView>,
    /// What the part that was not copied would have brought by now; none where nothing was left out or no book is known.
    pub left_out: Option<LeftOut>,
}

/// The part of a change that limits left out, at what the book would give for it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// Shares.
    pub shares: String,
    /// The best bid (of a purchase) or the best ask (of a sale).
    pub price: String,
    /// Against the trader's price, USD, signed, before fees.
    pub pnl: String,
}

/// A page of decisions, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionsPage {
    /// The decisions.
    pub rows: Vec<DecisionRow>,
    /// Give this as `before` for the next page; none at the end.
    pub next: Option<Id>,
}

/// How many decisions of each kind a filter finds; the filter's own verdict does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionCounts {
    /// All of them.
    pub all: u32,
    /// An order for all of its share.
    pub copied: u32,
    /// An order for less.
    pub adjusted: u32,
    /// Nothing to trade.
    pub skipped: u32,
    /// A rule or a safeguard said no.
    pub refused: u32,
    /// Not decided yet.
    pub waiting: u32,
    /// The user's own closes.
    pub yours: u32,
    /// Only the newest were counted: there may be more of each.
    pub more: bool,
    /// Whose changes there can be, by name.
    pub traders: Vec<TraderName>,
}

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
    /// Purchases or sales only.
    pub side: Option<Side>,
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
    /// The market's id.
    pub condition: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Bought or sold.
    pub side: Side,
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
    /// Realised profit of a sale, USD, signed, before fees; of a purchase only where it covers shares that were sold too much.
    pub realised: Option<String>,
    /// 1 to 5.
    pub stage: u32,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// How far it has settled.
    pub settlement: Settlement,
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
    /// Only the newest were summed: there are older ones.
    pub more: bool,
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
