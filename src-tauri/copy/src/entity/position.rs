//! What is known of a followed trader's position, and the rows on their way to a signal.

use serde::{Deserialize, Serialize};

use super::signal::PriceSource;
use crate::ids::{ConditionId, FollowId, TokenId, TxHash, VenueMs};
use crate::market::Side;
use crate::money::{Price, Shares, Usd};

/// What is known of a followed trader's position in a token: baseline and every recorded change, signalled or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPosition {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares, never negative.
    pub shares: Shares,
    /// Rows up to here are already in `shares`.
    pub covered_until: VenueMs,
    /// The newest row that was taken in: a list that may be older than it proves nothing.
    pub last_row_at: Option<VenueMs>,
    /// Whether a list has agreed since rows and baseline could overlap. Until then a list corrects `shares` silently.
    pub settled: bool,
    /// Shares that left without a trade: what comes back of them is no purchase.
    pub moved_away: Shares,
    /// A difference seen by one list that waits for a second to agree.
    pub pending: Option<PendingDifference>,
}

/// A difference between a list and what is known, seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingDifference {
    /// What the list showed.
    pub shares: Shares,
    /// The trader's average cost then.
    pub average_cost: Option<Price>,
    /// The trader's average cost before it, as the last list that agreed said.
    pub cost_before: Option<Price>,
    /// The market's price then; of a position that is gone from the list, unknown.
    pub price: Option<Price>,
    /// The market's price as the list before said.
    pub price_before: Option<Price>,
    /// When the list was asked for.
    pub seen_at: VenueMs,
    /// When the list was answered: rows up to here may be in it.
    pub answered_at: VenueMs,
    /// Seen in a list that had lost so much that it is doubted: never a sale.
    pub doubted: bool,
}

/// The kinds of rows of a trader's activity, as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenKind {
    /// A purchase.
    Buy,
    /// A sale.
    Sell,
    /// pUSD became equal YES and NO.
    Split,
    /// Equal YES and NO became pUSD.
    Merge,
    /// A resolved position was paid out.
    Redeem,
    /// Neg-risk NO shares became YES shares of the others.
    Conversion,
    /// A position moved to another token or wallet.
    Migration,
}

/// How often a row of a trader's activity was seen: the memory that makes one change one signal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeenRow {
    /// Through which follow.
    pub follow: FollowId,
    /// The row's transaction.
    pub tx: TxHash,
    /// Its token.
    pub token: TokenId,
    /// Its kind.
    pub kind: SeenKind,
    /// Its shares.
    pub shares: Shares,
    /// Its price.
    pub price: Price,
    /// Its time.
    pub at: VenueMs,
    /// How many identical rows there were.
    pub count: u32,
}

/// Rows of one token and side on their way to one signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingChange {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// The side.
    pub side: Side,
    /// The trader's shares before the first row.
    pub before: Shares,
    /// The trader's shares after the last row.
    pub after: Shares,
    /// Shares so far.
    pub shares: Shares,
    /// Their value at the trader's prices, USD.
    pub value: Usd,
    /// How many rows.
    pub rows: u32,
    /// The first row's transaction: part of the signal's key.
    pub first_tx: TxHash,
    /// The first row's shares: part of the signal's key.
    pub first_shares: Shares,
    /// How many rows identical to the first had been counted before it: part of the signal's key.
    pub first_seen_before: u32,
    /// The first row's time: the signal's age counts from it.
    pub traded_at: VenueMs,
    /// When it becomes a signal.
    pub due: VenueMs,
    /// What the price is worth.
    pub price_source: PriceSource,
    /// From conversions rather than from trades or merges.
    pub by_conversion: bool,
}

impl PendingChange {
    /// Whether it is a purchase that was to be signalled by now.
    pub(crate) fn is_late_purchase(&self, now: VenueMs) -> bool {
        self.side == Side::Buy && self.due <= now
    }
}
