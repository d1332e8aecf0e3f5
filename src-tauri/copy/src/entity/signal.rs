//! A signal, and what became of it gate by gate (product.md §4, §5).

use serde::{Deserialize, Serialize};

use crate::event::SkipReason;
use crate::ids::{ConditionId, CopyOrderId, FollowId, SignalId, TokenId, VenueMs, WalletAddress};
use crate::market::Side;
use crate::money::{Price, Shares};

/// How a signal's price is known (product.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// From the trader's own trades.
    Traded,
    /// From the change of the trader's average cost.
    Derived,
    /// The middle of the market when it was seen.
    Estimated,
}

/// The four kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignalKind {
    /// From nothing to something.
    NewPosition,
    /// More.
    SizeIncrease,
    /// Less.
    SizeDecrease,
    /// To nothing.
    PositionClosed,
}

/// What a signal came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalOrigin {
    /// Trades.
    Trades,
    /// A merge of YES and NO.
    Merge,
    /// A neg-risk conversion.
    Conversion,
    /// A difference without activity that two polls agreed on.
    Snapshot,
    /// The baseline, copied because the user asked for it.
    Baseline,
    /// The user's own Close.
    User,
}

/// One detected change of a trader's position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its id.
    pub id: SignalId,
    /// The same for the same change, whoever saw it: unique in the store.
    pub key: String,
    /// Through which follow.
    pub follow: FollowId,
    /// Who.
    pub trader: WalletAddress,
    /// Where.
    pub token: TokenId,
    /// Where.
    pub condition: ConditionId,
    /// What.
    pub kind: SignalKind,
    /// Which way.
    pub side: Side,
    /// The trader's shares before.
    pub before: Shares,
    /// The trader's shares after.
    pub after: Shares,
    /// The trader's own average price for the change.
    pub price: Price,
    /// How that is known.
    pub price_source: PriceSource,
    /// What it came from.
    pub origin: SignalOrigin,
    /// When the trader traded where known, else when it was seen: the ladder's age counts from here.
    pub at: VenueMs,
    /// When the core took it in.
    pub seen_at: VenueMs,
    /// What was decided. `None` while a turn-round waits for final fills.
    pub decision: Option<Decision>,
}

/// What became of a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The percentage of the change, before limits, in shares.
    pub asked: Shares,
    /// What was allowed.
    pub allowed: Shares,
    /// The copy order, if one was made.
    pub order: Option<CopyOrderId>,
    /// Why none was made.
    pub skipped: Option<SkipReason>,
    /// Every gate in order, with what it let through. The last that cut is the one that bound.
    pub gates: Vec<Gate>,
}

/// One gate of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Its name.
    pub gate: GateName,
    /// Shares asked of it.
    pub asked: Shares,
    /// Shares it let through.
    pub allowed: Shares,
    /// What it went by, in USD, price, ms or words: the figure in the sentence the user reads.
    pub basis: String,
}

impl Gate {
    /// Whether it reduced anything.
    #[must_use]
    pub fn cut(&self) -> bool {
        self.allowed < self.asked
    }
}

/// The gates, in the order in which they are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateName {
    /// The kill switch.
    Stopped,
    /// The pause switch.
    Paused,
    /// The follow's own switch.
    FollowOff,
    /// Which sides are copied.
    Sides,
    /// The market takes orders.
    MarketOpen,
    /// Categories and keywords.
    Filter,
    /// The price band.
    PriceBand,
    /// Time to resolution.
    TimeToResolution,
    /// What is held through this follow (sales).
    Held,
    /// USD per order.
    OrderLimit,
    /// USD per market.
    MarketLimit,
    /// USD per follow.
    FollowLimit,
    /// USD in all.
    ExposureLimit,
    /// USD per day.
    DailySpend,
    /// Open orders.
    OpenOrders,
    /// The balance and its reserve.
    Balance,
    /// The slippage bound cannot be kept on this tick.
    Slippage,
    /// Our own resting order on the other side.
    SelfCross,
    /// The venue's minimum.
    Minimum,
    /// Books and venue disagree.
    Reconciled,
}
