//! What the exchange tells: changes of books, trades, settlement, orders of clients, resolutions.
//!
//! Events come in the order they happened, each with its venue time. They are for the sockets, the traders' activity
//! rows and the world; the exchange itself never reads them.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Tick, Usd};

use super::approvals::{Spender, TokenKind};
use super::order::Order;
use super::trade::{Trade, TradeStatus};
use super::types::{AccountStatus, Conversion, NegRiskConversion, VenueMode};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExchangeEvent {
    /// A price level changed.
    BookChanged(BookChange),
    /// A taker order met resting orders. Boxed: it is much larger than the others.
    Trade(Box<Trade>),
    /// A trade became more (or less) final.
    Settlement {
        at: VenueMs,
        trade: TradeId,
        /// How final it is now.
        status: TradeStatus,
        transaction: TxHash,
    },
    /// A client's order changed (agents' orders make no such event).
    OrderUpdate {
        at: VenueMs,
        change: OrderChange,
        /// The order as it is now; `ended_by` says why it was cancelled.
        order: Box<Order>,
    },
    /// A market was listed.
    MarketListed { at: VenueMs, condition: ConditionId },
    /// A market takes no more orders.
    MarketClosed { at: VenueMs, condition: ConditionId },
    /// A market's price step changed.
    TickChanged {
        at: VenueMs,
        condition: ConditionId,
        /// The step before.
        old: Tick,
        /// The step now.
        new: Tick,
    },
    /// A market resolved.
    Resolved {
        at: VenueMs,
        condition: ConditionId,
        /// What a share of each outcome pays.
        payouts: [Price; 2],
    },
    /// Shares of a resolved market became cash: one for each outcome held, the losing one with nothing.
    Redeemed {
        at: VenueMs,
        owner: WalletAddress,
        condition: ConditionId,
        token: TokenId,
        /// Which outcome that is.
        outcome: usize,
        /// The shares, now gone.
        shares: Shares,
        /// What they paid.
        value: Usd,
        /// The transaction, the same for both outcomes.
        transaction: TxHash,
    },
    /// pUSD became equal shares of both outcomes, or the other way round.
    Converted {
        at: VenueMs,
        owner: WalletAddress,
        condition: ConditionId,
        /// Split or merge.
        conversion: Conversion,
        /// The shares of each outcome (and the pUSD).
        shares: Shares,
        transaction: TxHash,
    },
    /// NO shares of some markets of a neg-risk event became YES shares of the others, and pUSD.
    NegRiskConverted(Box<NegRiskConversion>),
    /// A trade failed: its fills are undone on both sides. The `Settlement` that says so comes right before.
    Voided(Box<Trade>),
    /// The venue takes more or less than before.
    ModeChanged {
        at: VenueMs,
        /// What it takes now.
        mode: VenueMode,
        /// When that ends by itself, where it is planned.
        ends_at: Option<VenueMs>,
    },
    /// A market's game started.
    GameStarted { at: VenueMs, condition: ConditionId },
    /// A market takes orders again, or not for now.
    AcceptingChanged {
        at: VenueMs,
        condition: ConditionId,
        accepting: bool,
    },
    /// A resolution was wrong: its market pays something else.
    PayoutsCorrected {
        at: VenueMs,
        condition: ConditionId,
        /// What a share of each outcome pays after all.
        payouts: [Price; 2],
    },
    /// pUSD came into an account.
    Deposited {
        at: VenueMs,
        owner: WalletAddress,
        amount: Usd,
    },
    /// pUSD left an account.
    Withdrawn {
        at: VenueMs,
        owner: WalletAddress,
        amount: Usd,
    },
    /// An account may do more or less than before.
    StatusChanged {
        at: VenueMs,
        owner: WalletAddress,
        status: AccountStatus,
    },
    /// An account lets a contract move one of its tokens, or no longer.
    Approved {
        at: VenueMs,
        owner: WalletAddress,
        spender: Spender,
        token: TokenKind,
        allowed: bool,
    },
    /// Shares went from one wallet to another without a trade.
    Transferred {
        at: VenueMs,
        /// Out of which wallet.
        from: WalletAddress,
        to: WalletAddress,
        token: TokenId,
        shares: Shares,
    },
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderChange {
    /// It was taken.
    Placement,
    /// Some of it was filled.
    Update,
    /// It ended unfilled.
    Cancellation,
}

impl OrderChange {
    /// As the user channel writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placement => "PLACEMENT",
            Self::Update => "UPDATE",
            Self::Cancellation => "CANCELLATION",
        }
    }
}

/// A price level's new size, in terms of the first outcome (YES).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookChange {
    pub at: VenueMs,
    pub condition: ConditionId,
    /// The order that caused it.
    pub cause: OrderHash,
    /// Bids (`Buy`) or asks (`Sell`) of YES.
    pub side: Side,
    /// The level's price in YES.
    pub price: Price,
    /// The shares resting there now; zero: the level is gone.
    pub shares: Shares,
    /// The best YES bid after the change.
    pub best_bid: Option<Price>,
    /// The best YES ask after the change.
    pub best_ask: Option<Price>,
}
