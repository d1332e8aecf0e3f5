//! What is known of a followed trader's position, and the rows on their way to a signal (product.md §4).

use serde::{Deserialize, Serialize};

use super::signal::PriceSource;
use crate::ids::{ConditionId, FollowId, TokenId, TxHash, VenueMs};
use crate::market::Side;
use crate::money::{Price, Shares, Usd};

/// What is known of a followed trader's position in a token: baseline and signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares.
    pub shares: Shares,
    /// Their average cost, as the last snapshot said.
    pub average_cost: Option<Price>,
    /// The market's price at the last snapshot.
    pub last_price: Option<Price>,
    /// Rows up to here are already in `shares`.
    pub covered_until: VenueMs,
    /// The newest row that was taken in.
    pub last_row_at: Option<VenueMs>,
    /// A difference seen by one poll that waits for a second to agree.
    pub pending: Option<PendingDifference>,
}

/// A difference between a snapshot and what is known, seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingDifference {
    /// What the snapshot showed.
    pub shares: Shares,
    /// The trader's average cost then.
    pub average_cost: Option<Price>,
    /// The market's price then.
    pub price: Option<Price>,
    /// When the poll was made.
    pub seen_at: VenueMs,
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
    /// A short word for its kind (`buy`, `sell`, `split`, `merge`, `redeem`, `conversion`).
    pub kind: String,
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
pub struct Gather {
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
    /// Shares so far.
    pub shares: Shares,
    /// Their value at the trader's prices.
    pub value: Usd,
    /// How many rows.
    pub rows: u32,
    /// The first row's transaction: part of the signal's key.
    pub first_tx: TxHash,
    /// The first row's time: the signal's age counts from it.
    pub traded_at: VenueMs,
    /// When it becomes a signal.
    pub due: VenueMs,
    /// What the price is worth.
    pub price_source: PriceSource,
}
