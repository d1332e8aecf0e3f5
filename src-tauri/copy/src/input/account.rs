//! What is told of our own account: open orders, movements, trades.

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs};
use crate::market::Side;
use crate::money::{Price, Shares, Usd};

/// An order open in our account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOrder {
    /// Its hash.
    pub hash: OrderHash,
    /// Its token.
    pub token: TokenId,
    /// Its side.
    pub side: Side,
    /// Its limit.
    pub price: Price,
    /// Shares not executed yet.
    pub open: Shares,
}

/// A movement of our own account that is no trade of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMovement {
    /// What the venue knows it by: the same for the same movement.
    pub id: TxHash,
    /// The instant, venue time.
    pub at: VenueMs,
    /// What moved.
    pub kind: OwnMovementKind,
}

/// The movements of our own account that the venue tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OwnMovementKind {
    /// A resolved position became cash.
    Redemption {
        /// The market.
        condition: ConditionId,
        /// The token; where the venue names none, its market's id stands here.
        token: TokenId,
        /// Cash it brought.
        usd: Usd,
    },
    /// Cash came in.
    Deposit {
        /// How much.
        usd: Usd,
    },
    /// Cash went out.
    Withdrawal {
        /// How much.
        usd: Usd,
    },
}

/// Whether we made or took in a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liquidity {
    /// Our order rested: no fee.
    Maker,
    /// Our order took: the market's fee.
    Taker,
}

/// How far a trade has settled. Provisional until `Confirmed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// Matched, provisional.
    Matched,
    /// In a block, provisional.
    Mined,
    /// Being tried again, provisional.
    Retrying,
    /// Final.
    Confirmed,
    /// Undone: shares and money go back.
    Failed,
}

/// Our leg of one trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTrade {
    /// The trade.
    pub trade: TradeId,
    /// Our order in it.
    pub hash: OrderHash,
    /// Its token.
    pub token: TokenId,
    /// Its side.
    pub side: Side,
    /// Shares executed.
    pub shares: Shares,
    /// At this price, in our order's token.
    pub price: Price,
    /// The fee as the venue charged it, USD, where it says so; else it is worked out from the market's schedule.
    pub fee: Option<Usd>,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// How far it has settled.
    pub settlement: Settlement,
    /// When it matched.
    pub at: VenueMs,
}
