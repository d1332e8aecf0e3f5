//! What is told of followed traders: rows of activity, lists of positions, moves to other tokens and wallets.

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use crate::market::Side;
use crate::money::{Price, Shares};

/// Where activity rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum RowSource {
    /// Pushed one by one by the activity stream: repetition means nothing.
    Stream,
    /// Read as pages: identical rows are separate rows.
    Poll {
        /// When the request was made: everything indexed before it is in the pages.
        requested_at: VenueMs,
        /// Whether every page since the asked instant was read. False where a page bound was met.
        complete: bool,
    },
}

/// What kind of answer a list of positions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListQuality {
    /// It cannot come from a cache (a cache-busting request).
    pub uncached: bool,
    /// Every page was read, none twice, none shifted. An incomplete list proves nothing about what is not in it.
    pub complete: bool,
}

impl ListQuality {
    /// Every page, not from a cache.
    pub const FULL: Self = Self {
        uncached: true,
        complete: true,
    };
}

/// What a trader moved without trading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "moved", rename_all = "snake_case")]
pub enum Migration {
    /// A position to another token of the same wallet (CTF token to protocol-V2 position).
    Token {
        /// From this token.
        from: TokenId,
        /// To this token.
        to: TokenId,
        /// Of this market.
        condition: ConditionId,
        /// Shares that moved.
        shares: Shares,
    },
    /// Everything to another wallet.
    Wallet {
        /// The new wallet.
        to: WalletAddress,
    },
}

/// What a row of activity did to the trader's position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Bought or sold.
    Trade(Side),
    /// pUSD became equal YES and NO.
    Split,
    /// Equal YES and NO became pUSD.
    Merge,
    /// A resolved position was paid out.
    Redeem,
    /// Neg-risk NO shares became YES shares of the others.
    Conversion,
}

/// One row of a trader's activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// The transaction.
    pub tx: TxHash,
    /// The token; of a split or merge, the condition's first token is given and both are meant.
    pub token: TokenId,
    /// The market.
    pub condition: ConditionId,
    /// The kind of change.
    pub kind: RowKind,
    /// How many shares.
    pub shares: Shares,
    /// The price a share, of a trade.
    pub price: Price,
    /// When, venue time (the venue gives whole seconds).
    pub at: VenueMs,
}

/// One open position of a trader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotPosition {
    /// The token.
    pub token: TokenId,
    /// The market.
    pub condition: ConditionId,
    /// How many shares.
    pub shares: Shares,
    /// What they cost a share on average.
    pub average_cost: Price,
    /// The market's price then.
    pub current_price: Price,
    /// Whether it only waits to be redeemed: its market has resolved.
    pub redeemable: bool,
}
