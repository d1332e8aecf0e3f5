//! Orders, their paths and what cancelling them does, as they are shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{
    ActivityEntry, ChildStanding, EndReason, ExecutionKind, GateView, Id, Ms, OrderStatus, Regime, Side, Style, Sums,
    WaitReason,
};

/// A copy order in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// The copy order's number in the books.
    pub id: Id,
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
    /// Buys or sells.
    pub side: Side,
    /// Shares wanted.
    pub shares: String,
    /// Shares filled.
    pub filled: String,
    /// Filled in percent, whole.
    pub filled_percent: u32,
    /// USD: what was filled at its price, and what is left at the limit; none while there is no limit.
    pub value: Option<String>,
    /// When the market is to resolve, where that is known.
    pub ends_at: Option<Ms>,
    /// The trader's price: where the ladder began.
    pub first_price: String,
    /// The limit now, where there is one.
    pub limit: Option<String>,
    /// The bound: the most to pay, the least to take.
    pub bound: String,
    /// Best bid as last seen, without our own orders.
    pub bid: Option<String>,
    /// Best ask as last seen, without our own orders.
    pub ask: Option<String>,
    /// How far the limit is from the side that would fill it, a share in USD: ask − limit of a purchase, limit − bid of a
    /// sale; `0` where it reaches that side; none while there is no limit or nothing on that side.
    pub away: Option<String>,
    /// Average price of the fills.
    pub average_price: Option<String>,
    /// Slippage of the fills in price, signed, positive is worse.
    pub slippage: Option<String>,
    /// 1 to 5.
    pub stage: u32,
    /// How far apart the book was when it was last priced.
    pub regime: Option<Regime>,
    /// The signal's time.
    pub signal_at: Ms,
    /// When the next stage begins; none in stage 5 and when over.
    pub next_stage_at: Option<Ms>,
    /// When an order in stage 5 tries again; none before and when it ends or is over.
    pub next_try_at: Option<Ms>,
    /// The five stages' beginnings.
    pub stage_starts: Vec<Ms>,
    /// How it stands.
    pub status: OrderStatus,
    /// Where its order on the exchange stands.
    pub child: ChildStanding,
    /// Why it has none.
    pub waiting: Option<WaitReason>,
    /// The limit that it waits for, where it waits for one.
    pub held_by: Option<GateView>,
    /// Why it ends or ended.
    pub end: Option<EndReason>,
    /// What is set aside for what is left of a purchase, USD; `0` for a sale.
    pub reserved: String,
    /// The follow's style when it was made.
    pub style: Style,
    /// How it is executed now.
    pub execution: ExecutionKind,
    /// When it was made.
    pub created_at: Ms,
    /// When it ended.
    pub ended_at: Option<Ms>,
}

/// Which orders are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrdersQuery {
    /// Also those that ended, newest first, at most 200.
    pub ended: bool,
}

/// Copy orders with the account's figures of the same moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderList {
    /// Those at work, oldest first; then, where asked for, those that ended, newest first.
    pub rows: Vec<OrderRow>,
    /// The account's figures.
    pub sums: Sums,
}

/// One copy order with all that happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderDetail {
    /// The row.
    pub order: OrderRow,
    /// Its events, newest first.
    pub events: Vec<ActivityEntry>,
    /// The order hashes on the venue, newest first.
    pub hashes: Vec<String>,
}

/// What cancelling some copy orders would take back from the venue. What they have filled stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CancelPreview {
    /// How many of them are at work.
    pub orders: u32,
    /// Of these, purchases.
    pub purchases: u32,
    /// What the purchases have set aside, USD: free again afterwards.
    pub reserved: String,
    /// Of these, sales.
    pub sales: u32,
    /// Shares that the sales have not sold yet: they are kept.
    pub shares: String,
}

/// What was seen and decided at one moment. It holds until the next point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PathPoint {
    /// When it was seen and decided, venue ms; of the first point, the time of the signal.
    pub at: Ms,
    /// Best bid then; none where there was none.
    pub bid: Option<String>,
    /// Best ask then; none where there was none.
    pub ask: Option<String>,
    /// The limit worked from then on; none while nothing rests.
    pub limit: Option<String>,
    /// 1 to 5.
    pub stage: u32,
}

/// What the ladder would do from then on, if the book stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PathAhead {
    /// From when it would do so, venue ms; of the first step, now.
    pub at: Ms,
    /// The limit; none in stage 5, where there is none but the bound.
    pub limit: Option<String>,
    /// 1 to 5.
    pub stage: u32,
}

/// One order's prices over its life. A point with neither bid nor ask is a gap in what is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderPath {
    /// Its copy order.
    pub order: Id,
    /// Oldest first; the first one is at the signal, the last one always there. Of very many, evenly thinned.
    pub points: Vec<PathPoint>,
    /// The ladder with today's book, oldest first; empty once the order is over.
    pub ahead: Vec<PathAhead>,
}
