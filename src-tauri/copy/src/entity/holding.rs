//! What a follow wants to hold, what it holds, what it is owed, and what waits (targets, holdings, claims, carried-over changes).

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, FollowId, SignalId, TokenId, VenueMs};
use crate::money::{Price, Shares, Usd};

/// The shares a follow wants to hold of a token. Moved exactly once by each signal that is copied; orders are what is
/// missing to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares, never negative.
    pub shares: Shares,
}

/// What a follow holds of a token, at average cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares. Below nothing only where a purchase failed to settle after its shares had been sold: then the venue sold
    /// shares of another follow, and the books say so until a sale fails too or the user corrects it.
    pub shares: Shares,
    /// What they cost, USD, without fees; of negative shares what their sale brought, negative.
    pub cost: Usd,
    /// Realised profit so far, USD (payouts included, fees not).
    pub realised: Usd,
    /// Fees paid so far, USD.
    pub fees: Usd,
    /// Realised profit less fees when the current episode began: an episode runs from first fill to (almost) zero or payout.
    pub episode_base: Usd,
    /// Set while the market counts as resolved: what a share pays.
    pub payout: Option<Price>,
    /// Shares that were paid out at resolution.
    pub paid_shares: Shares,
}

/// What a resolved market owes us: a claim until redemption is seen, then money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares the claim is for.
    pub shares: Shares,
    /// What they pay in all, USD.
    pub usd: Usd,
    /// What of it was redeemed, USD.
    pub redeemed: Usd,
    /// When the market resolved, as far as we saw.
    pub since: VenueMs,
}

impl Claim {
    /// USD still owed.
    #[must_use]
    pub fn open(&self) -> Usd {
        self.usd - self.redeemed
    }
}

/// A change too small for an order that waits, under `accumulate`, for more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOver {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Signed shares: positive to buy.
    pub shares: Shares,
    /// The share-weighted price.
    pub price: Price,
}

/// A trader's sale that waits for the final fills of the purchases it cancelled, and the signals queued behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// The sale first, then what came meanwhile, oldest first.
    pub signals: Vec<SignalId>,
}

/// A trader's position that moved to another token (a migration from CTF tokens to protocol-V2 positions). Ours did not
/// move: what we hold of `from` is what their sales of `to` sell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigratedToken {
    /// Through which follow.
    pub follow: FollowId,
    /// The token they held.
    pub from: TokenId,
    /// The token they hold now.
    pub to: TokenId,
}
