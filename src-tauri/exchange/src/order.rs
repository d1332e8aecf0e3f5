//! An order: what is asked, what became of it.
//!
//! Amounts are those of the order's own token; the mirrored side is the book's business (`book.rs`).

use std::fmt;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd, mul_div};

use super::keys::{AccountKey, MarketKey, OrderKey};

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many shares: every limit order, and sales of any kind.
    Shares(Shares),
    /// So much pUSD: FAK and FOK purchases; a better price buys more shares.
    Budget(Usd),
}

/// How long an order lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderKind {
    /// Rests until filled or cancelled.
    Gtc,
    /// Rests until its expiry.
    Gtd,
    /// Fills what is possible at once; the rest is killed.
    Fak,
    /// All at once or nothing.
    Fok,
}

impl OrderKind {
    /// `GTC`, `GTD`, `FAK` or `FOK`, as the venue writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gtc => "GTC",
            Self::Gtd => "GTD",
            Self::Fak => "FAK",
            Self::Fok => "FOK",
        }
    }

    /// Whether what does not fill at once stays on the book.
    #[must_use]
    pub const fn rests(self) -> bool {
        matches!(self, Self::Gtc | Self::Gtd)
    }
}

/// What is handed to `Exchange::place`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// Its id: the EIP-712 hash, or an agent's pseudo hash. Never used twice.
    pub id: OrderHash,
    /// Whose money and shares. The account must have been opened.
    pub owner: WalletAddress,
    /// The token bought or sold.
    pub token: TokenId,
    /// Bought or sold.
    pub side: Side,
    /// The worst price accepted, a multiple of the market's tick.
    pub price: Price,
    pub amount: Amount,
    /// How long it lives.
    pub kind: OrderKind,
    /// Refuse rather than take from the book (GTC and GTD only).
    pub post_only: bool,
    /// GTD: the instant it ends (the wire's expiration less the venue's 60 s). Others: `None`.
    pub expires_at: Option<VenueMs>,
    /// The creation time its owner signed.
    pub created_at: VenueMs,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderStatus {
    /// On the book, wholly or what is left of it.
    Live,
    /// Held before it meets the book.
    Delayed,
    /// Filled, or a fill-and-kill that filled what it could.
    Matched,
    /// Ended before it was filled: by its owner, its expiry or for want of money.
    Canceled,
    /// Ended because its market resolved.
    CanceledMarketResolved,
    /// Ended because the venue cleared the book, or because a held one could no longer be paid.
    Invalid,
}

impl OrderStatus {
    /// As the venue writes it over REST.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "LIVE",
            Self::Delayed => "DELAYED",
            Self::Matched => "MATCHED",
            Self::Canceled => "CANCELED",
            Self::CanceledMarketResolved => "CANCELED_MARKET_RESOLVED",
            Self::Invalid => "INVALID",
        }
    }
}

/// Why an order ended without being filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CancelReason {
    /// Its owner asked for it.
    Owner,
    /// Its expiry came.
    Expired,
    /// Its owner no longer has the money or the shares.
    Unfunded,
    /// Another order of the same owner would have traded with it.
    SelfMatch,
    /// The venue cleared the book (game start, closing).
    BookCleared,
    /// Its market resolved.
    MarketResolved,
    /// A fill-and-kill that met nothing: never an order, told to its owner all the same.
    FakKilled,
    /// A fill-or-kill that could not be filled whole: likewise.
    FokKilled,
}

impl fmt::Display for CancelReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner => "canceled by its owner",
            Self::Expired => "expired",
            Self::Unfunded => "not enough balance / allowance",
            Self::SelfMatch => "would match an order of the same owner",
            Self::BookCleared => "book cleared",
            Self::MarketResolved => "market resolved",
            Self::FakKilled => super::reject::FAK_NO_MATCH,
            Self::FokKilled => super::reject::FOK_KILLED,
        })
    }
}

/// An order that the exchange accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderHash,
    pub owner: WalletAddress,
    pub condition: ConditionId,
    pub token: TokenId,
    /// Which outcome that is, 0 (YES) or 1 (NO).
    pub outcome: usize,
    /// Bought or sold.
    pub side: Side,
    pub price: Price,
    /// The shares asked; of a budget order, what the budget buys at the limit (4 decimals, down).
    pub original: Shares,
    /// The shares filled; of a budget order this can be more than `original`.
    pub matched: Shares,
    /// Of those, the shares whose trades failed: void, but not asked for again.
    pub voided: Shares,
    /// What the fills were worth in pUSD, without fees.
    pub value: Usd,
    /// How long it lives.
    pub kind: OrderKind,
    /// Where it stands.
    pub status: OrderStatus,
    /// Why it ended unfilled, if it did.
    pub ended_by: Option<CancelReason>,
    /// The creation time its owner signed.
    pub created_at: VenueMs,
    /// When the exchange took it.
    pub placed_at: VenueMs,
    /// When it last changed.
    pub updated_at: VenueMs,
    /// GTD: when it ends.
    pub expires_at: Option<VenueMs>,
    /// The trades it took part in, oldest first.
    pub trades: Vec<TradeId>,
    pub(super) key: OrderKey,
    pub(super) account: AccountKey,
    pub(super) market: MarketKey,
    pub(super) expiry_due: Option<u64>,
}

impl Order {
    /// The shares still on the book or held (zero once it ended).
    #[must_use]
    pub fn remaining(&self) -> Shares {
        if self.is_live() { self.unfilled() } else { Shares::ZERO }
    }

    /// The shares asked but not filled, whether or not it still works.
    #[must_use]
    pub fn unfilled(&self) -> Shares {
        (self.original - self.matched).at_least(Shares::ZERO)
    }

    /// Whether it still works: it rests on the book or is held.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self.status, OrderStatus::Live | OrderStatus::Delayed)
    }

    /// The pUSD that what is left of a purchase would cost at its limit, rounded up (never less than it will cost).
    pub(super) fn remaining_cost(&self) -> Usd {
        match self.side {
            Side::Buy => self.remaining().value(self.price, Rounding::Up),
            Side::Sell => Usd::ZERO,
        }
    }
}

/// The answer to an accepted order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What became of it at once.
    pub status: PlacedStatus,
    /// The shares it filled at once.
    pub shares: Shares,
    /// What those were worth in pUSD, without the fee.
    pub value: Usd,
    /// The fee charged, in pUSD.
    pub fee: Usd,
    /// The trades it made, best price first.
    pub trades: Vec<TradeId>,
}

/// The status in the answer to a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacedStatus {
    /// Rests, nothing filled.
    Live,
    /// At least partly filled.
    Matched,
    /// Was marketable, but what it would have met fell away; rests.
    Unmatched,
    /// Is marketable and held for the market's delay; events tell what becomes of it.
    Delayed,
}

impl PlacedStatus {
    /// As the venue writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Matched => "matched",
            Self::Unmatched => "unmatched",
            Self::Delayed => "delayed",
        }
    }
}

/// The least step of a budget order's shares: 4 decimals: the venue takes no finer amount of a market purchase.
const FINE_LOT_MICROS: i64 = 100;

/// How many shares `budget` buys at `price`, in steps of 0.0001, rounded down so that it is never overspent.
#[must_use]
pub fn budget_buys(budget: Usd, price: Price) -> Shares {
    if price.micros() <= 0 || budget.micros() <= 0 {
        return Shares::ZERO;
    }
    let shares = mul_div(
        budget.micros(),
        pilotfish_copy::money::MICRO,
        price.micros(),
        Rounding::Down,
    );
    Shares::from_micros(shares / FINE_LOT_MICROS * FINE_LOT_MICROS)
}
