//! Decisions as a list: what a trader did, what we did, and by which gates.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{GateView, Id, Ms, TraderName};

/// Which decisions. What is none filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecisionFilter {
    /// `copied`, `adjusted`, `skipped`, `refused`, `waiting`.
    pub verdict: Option<String>,
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
    /// `copied`, `adjusted`, `skipped`, `refused`, `waiting`.
    pub verdict: String,
    /// Trader's wallet.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question.
    pub market: String,
    /// Its category, empty where there is none.
    pub category: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// What the trader did: a signal's change (`NewPosition`, `SizeIncrease`, `SizeDecrease`, `PositionClosed`), or the
    /// reason why it leads to no signal (`split`, `redemption`, `conversion`…).
    pub change: String,
    /// Where it was seen: `trades`, `merge`, `conversion`, `snapshot`, `baseline`, `user`; none of what leads to no signal.
    pub origin: Option<String>,
    /// How the price is known: `traded`, `derived`, `estimated`.
    pub price_source: Option<String>,
    /// `BUY` or `SELL`; none of what is no trade.
    pub side: Option<String>,
    /// By how many shares the trader's position changed.
    pub shares: String,
    /// The trader's price.
    pub price: Option<String>,
    /// Our share of it before limits, in shares.
    pub asked: Option<String>,
    /// What was allowed, in shares.
    pub allowed: Option<String>,
    /// The copy order it led to.
    pub order: Option<Id>,
    /// Why there is none.
    pub reason: Option<String>,
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
    /// Whose changes there can be, by name.
    pub traders: Vec<TraderName>,
}
