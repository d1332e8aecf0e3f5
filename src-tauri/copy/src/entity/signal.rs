//! A signal, and what became of it, check by check.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::event::SkipReason;
use crate::ids::{ConditionId, CopyOrderId, FollowId, SignalId, TokenId, VenueMs, WalletAddress};
use crate::market::Side;
use crate::money::{Percentage, Price, Shares, Usd};

/// How a signal's price is known.
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
    /// Its number in the books.
    pub id: SignalId,
    /// The same for the same change, whoever saw it: unique in the store.
    pub key: String,
    /// Through which follow.
    pub follow: FollowId,
    /// Whose change.
    pub trader: WalletAddress,
    /// Of which token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// The kind of change.
    pub kind: SignalKind,
    /// Bought or sold.
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
    /// The follow's percentage when the signal came: later changes of it do not touch this one.
    pub percentage: Percentage,
    /// What was decided. `None` while it waits: for its market's facts, for final fills, for a halt that may pass.
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
    /// The price it was decided at: the signal's, but where earlier small changes were weighed in.
    pub price: Price,
    /// When its age began: the signal's time, but where earlier small changes were added.
    pub at: VenueMs,
    /// Every check in order, with what it let through. The last that cut is the one that bound.
    pub gates: Arc<[Gate]>,
}

/// One check of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Its name.
    pub gate: GateName,
    /// Shares asked of it.
    pub asked: Shares,
    /// Shares it let through.
    pub allowed: Shares,
    /// What it went by.
    pub basis: GateBasis,
}

impl Gate {
    /// Whether it reduced anything.
    #[must_use]
    pub fn cut(&self) -> bool {
        self.allowed < self.asked
    }
}

/// The figures a check went by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum GateBasis {
    /// A switch: nothing but open or shut.
    Switch,
    /// A category, or the keyword that shut it.
    Word {
        /// The word.
        word: String,
    },
    /// A price band.
    Band {
        /// The lowest price allowed.
        from: Price,
        /// The highest price allowed.
        to: Price,
    },
    /// Time to resolution.
    Time {
        /// What is left, ms; `None` where the end is unknown or past.
        left_ms: Option<i64>,
        /// What is asked for at least, ms.
        least_ms: i64,
    },
    /// Age of the signal.
    Age {
        /// Its age, ms.
        age_ms: i64,
        /// The oldest that is copied, ms.
        most_ms: i64,
    },
    /// Shares held, and of them in working sales.
    Held {
        /// Held through the follow.
        held: Shares,
        /// Being sold already.
        selling: Shares,
    },
    /// A limit in USD.
    Money {
        /// Used up.
        used: Usd,
        /// The limit.
        limit: Usd,
    },
    /// A limit in number.
    Count {
        /// Used up.
        used: u64,
        /// The limit.
        limit: u64,
    },
    /// The balance.
    Balance {
        /// Free to spend: cash less reserve and reservations.
        free: Usd,
        /// Cash.
        cash: Usd,
    },
    /// Nothing is known of it, so the answer is no.
    Unknown,
    /// A bound on the price.
    Bound {
        /// The bound.
        bound: Price,
    },
    /// The venue's minimum.
    Minimum {
        /// Shares, of a resting order.
        shares: Shares,
        /// The price it was valued at.
        price: Price,
    },
}

impl fmt::Display for GateBasis {
    /// The figures, separated by blanks, in their order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch => Ok(()),
            Self::Unknown => f.write_str("unknown"),
            Self::Word { word } => f.write_str(word),
            Self::Band { from, to } => write!(f, "{from} {to}"),
            Self::Time {
                left_ms: Some(left),
                least_ms,
            } => write!(f, "{left} {least_ms}"),
            Self::Time {
                left_ms: None,
                least_ms,
            } => write!(f, "unknown {least_ms}"),
            Self::Age { age_ms, most_ms } => write!(f, "{age_ms} {most_ms}"),
            Self::Held { held, selling } => write!(f, "{held} {selling}"),
            Self::Money { used, limit } => write!(f, "{used} {limit}"),
            Self::Count { used, limit } => write!(f, "{used} {limit}"),
            Self::Balance { free, cash } => write!(f, "{free} {cash}"),
            Self::Bound { bound } => bound.fmt(f),
            Self::Minimum { shares, price } => write!(f, "{shares} {price}"),
        }
    }
}

/// The checks, in the order in which they are passed.
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
    /// The age of a purchase.
    Age,
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
    /// The day's loss.
    DailyLoss,
    /// Another halt stands.
    Halted,
}

impl GateName {
    /// The limits in USD or in number: the ones that the user set and may want to change.
    pub const ALL_LIMITS: [Self; 7] = [
        Self::OrderLimit,
        Self::MarketLimit,
        Self::FollowLimit,
        Self::ExposureLimit,
        Self::DailySpend,
        Self::OpenOrders,
        Self::Balance,
    ];

    /// Whether it is one of [`GateName::ALL_LIMITS`].
    #[must_use]
    pub fn is_limit(self) -> bool {
        Self::ALL_LIMITS.contains(&self)
    }
}
