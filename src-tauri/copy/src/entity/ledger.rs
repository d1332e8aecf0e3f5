//! The ledger: every movement of cash and shares is a row, so that the rows sum to balance and holdings at every instant.

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, FollowId, OrderHash, TokenId, TradeId, VenueMs};
use crate::money::{Shares, Usd};

/// What moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "movement", rename_all = "snake_case")]
pub enum Movement {
    /// The first balance that was read.
    Opening,
    /// A fill: shares one way, cash the other, its fee not in it.
    Fill {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
    },
    /// A fill's fee.
    Fee {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
    },
    /// A fill that failed to settle: exactly what it did, backwards, fee included.
    Reversal {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
    },
    /// A resolution took the shares and gave a claim.
    Payout,
    /// A claim became money.
    Redemption,
    /// A resolution was corrected: the claim changed by it.
    PayoutCorrection,
    /// Cash came from outside.
    Deposit,
    /// Cash went outside.
    Withdrawal,
    /// The user accepted a difference between books and venue.
    Correction,
}

impl Movement {
    /// A stable word, as stored.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Fill { .. } => "fill",
            Self::Fee { .. } => "fee",
            Self::Reversal { .. } => "reversal",
            Self::Payout => "payout",
            Self::Redemption => "redemption",
            Self::PayoutCorrection => "payout_correction",
            Self::Deposit => "deposit",
            Self::Withdrawal => "withdrawal",
            Self::Correction => "correction",
        }
    }
}

/// One row of the ledger. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Its number, without gaps.
    pub seq: u64,
    /// When it was booked.
    pub at: VenueMs,
    /// What moved.
    #[serde(flatten)]
    pub movement: Movement,
    /// Through which follow, where through one.
    pub follow: Option<FollowId>,
    /// Of which token, where of one.
    pub token: Option<TokenId>,
    /// In which market.
    pub condition: Option<ConditionId>,
    /// Change of shares, signed.
    pub shares: Shares,
    /// Change of cash, USD, signed.
    pub cash: Usd,
    /// Change of what is claimed, USD, signed.
    pub claim: Usd,
    /// Profit that it realised, USD, signed, fees not in it: over all rows of a follow and token it is what their holding realised.
    pub realised: Usd,
}
