//! A trade: one taker order against the resting orders of one price level, and its way onto the chain.
//!
//! Shares and money change hands at the match; settlement tells how final that is. A trade that fails is undone
//! (`void.rs`).

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use super::keys::{MarketKey, TradeKey};

/// From the match to the block: about a Polygon block, as measured on the venue.
pub const MINED_AFTER_MS: i64 = 2_000;

/// From the match to the confirmation.
pub const CONFIRMED_AFTER_MS: i64 = 6_000;

/// How final a trade is. MATCHED is provisional: CONFIRMED and FAILED are ends, and FAILED voids the fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TradeStatus {
    /// Matched, provisional.
    Matched,
    /// In a block.
    Mined,
    /// Final.
    Confirmed,
    /// The transaction is sent again.
    Retrying,
    /// Undone.
    Failed,
}

impl TradeStatus {
    /// As the venue writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "MATCHED",
            Self::Mined => "MINED",
            Self::Confirmed => "CONFIRMED",
            Self::Retrying => "RETRYING",
            Self::Failed => "FAILED",
        }
    }

    /// Whether nothing more becomes of it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Failed)
    }
}

/// The resting side of a trade: one maker order's part, in the maker's own token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The maker order.
    pub order: OrderHash,
    pub owner: WalletAddress,
    /// Its token: the taker's, or the complement (mint and merge).
    pub token: TokenId,
    /// Which outcome that is.
    pub outcome: usize,
    pub side: Side,
    /// The price in its own token.
    pub price: Price,
    pub shares: Shares,
    /// The pUSD that the maker paid or got. Makers pay no fee.
    pub value: Usd,
}

/// One match of a taker order with the resting orders of one price level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    pub id: TradeId,
    pub condition: ConditionId,
    /// The taker's order.
    pub taker_order: OrderHash,
    pub taker: WalletAddress,
    /// The taker's token.
    pub token: TokenId,
    /// Which outcome that is.
    pub outcome: usize,
    /// The taker's side.
    pub side: Side,
    /// The price in the taker's token: the makers' price.
    pub price: Price,
    /// The shares: the sum of the legs'.
    pub shares: Shares,
    /// What they were worth in pUSD, without the fee.
    pub value: Usd,
    /// The taker's fee in pUSD: paid on top of a purchase, kept back from a sale.
    pub fee: Usd,
    /// The resting orders it met, first in line first.
    pub legs: Vec<Leg>,
    /// How final it is.
    pub status: TradeStatus,
    /// When it was matched.
    pub matched_at: VenueMs,
    /// When its status last changed.
    pub updated_at: VenueMs,
    /// The transaction it settles in: one for all trades of one taker order's sweep. It may be replaced before
    /// `Confirmed`. On the wire it shows only from
    /// `Mined` on ([`Trade::shown_transaction`]).
    pub transaction: TxHash,
    pub(super) key: TradeKey,
    pub(super) market: MarketKey,
    /// Whether a client took part, so that it is kept.
    pub(super) kept: bool,
}

impl Trade {
    /// The transaction, once the venue would tell it.
    #[must_use]
    pub fn shown_transaction(&self) -> Option<&TxHash> {
        matches!(self.status, TradeStatus::Mined | TradeStatus::Confirmed).then_some(&self.transaction)
    }

    /// Whether that wallet took part, as taker or maker.
    #[must_use]
    pub fn involves(&self, wallet: &WalletAddress) -> bool {
        self.taker == *wallet || self.legs.iter().any(|leg| leg.owner == *wallet)
    }
}
