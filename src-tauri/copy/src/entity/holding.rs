//! What a follow holds, and what waits to be bought or sold for it (product.md §8).

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, FollowId, SignalId, TokenId};
use crate::money::{Price, Shares, Usd};

/// What a follow holds in a token, at average cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares.
    pub shares: Shares,
    /// What they cost, without fees.
    pub cost: Usd,
    /// Realised profit so far (payouts included, fees not).
    pub realised: Usd,
    /// Fees paid so far.
    pub fees: Usd,
    /// Realised profit and fees when the current episode began: an episode runs from first fill to zero or payout.
    pub episode_base: Usd,
    /// Set when the market resolved: what a share paid.
    pub payout: Option<Price>,
    /// Shares that were paid out at resolution.
    pub paid_shares: Shares,
}

/// What waits, under `accumulate`, until it is large enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accumulated {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Signed shares: positive to buy.
    pub shares: Shares,
    /// The share-weighted price.
    pub price: Price,
}

/// A turn-round that waits for the cancelled orders' final fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRound {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// The signals that wait, oldest first, each with the percentage of its change.
    pub signals: Vec<SignalId>,
    /// What the follow wanted to hold when the first of them came.
    pub target: Shares,
}
