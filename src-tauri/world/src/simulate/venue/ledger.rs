//! The venue's ledger: what happened to our account, as the venue knows it. The oracle reads this and nothing else.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use serde::Serialize;

/// An entry with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LedgerRow {
    /// When, in truth.
    pub(crate) at: VenueMs,
    #[serde(flatten)]
    pub(crate) entry: VenueEntry,
}

/// One thing that happened to our account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(crate) enum VenueEntry {
    /// An order was taken.
    Placed {
        hash: OrderHash,
        token: TokenId,
        side: Side,
        price: Price,
        shares: Shares,
    },
    /// An order ended.
    Ended {
        hash: OrderHash,
        matched: Shares,
        status: String,
    },
    /// A match.
    Matched {
        trade: TradeId,
        hash: OrderHash,
        token: TokenId,
        condition: ConditionId,
        side: Side,
        shares: Shares,
        price: Price,
        value: Usd,
        fee: Usd,
        maker: bool,
    },
    /// A match is final.
    Confirmed { trade: TradeId, hash: OrderHash },
    /// A match is undone.
    Failed { trade: TradeId, hash: OrderHash },
    /// A market resolved, or its resolution was corrected.
    Resolved {
        condition: ConditionId,
        tokens: [TokenId; 2],
        payouts: [Price; 2],
    },
    /// Shares of a resolved market became cash.
    Redeemed {
        condition: ConditionId,
        token: TokenId,
        shares: Shares,
        usd: Usd,
        id: TxHash,
    },
    /// Cash came or went.
    Cash {
        usd: Usd,
        id: TxHash,
        /// Whether the venue lists it as a movement (what the account begins with is none).
        told: bool,
    },
    /// Shares came or went without a trade.
    Shares { token: TokenId, shares: Shares },
}
