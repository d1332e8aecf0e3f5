//! What the exchange tells: changes of books, trades, settlement, orders of clients, resolutions.
//!
//! Events come in the order they happened, each with its venue time. They are for the sockets, the traders' activity
//! rows and the world; the exchange itself never reads them.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Tick, Usd};

use super::order::Order;
use super::trade::{Trade, TradeStatus};
use super::types::{Conversion, NegRiskConversion, VenueMode};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExchangeEvent {
    /// A price level changed.
    BookChanged(BookChange),
    /// A taker order met resting orders. Boxed: it is much larger than the others.
    Trade(Box<Trade>),
    /// A trade became more (or less) final.
    Settlement {
        /// When.
        at: VenueMs,
        /// Which trade.
        trade: TradeId,
        /// How final it is now.
        status: TradeStatus,
        /// Its transaction.
        transaction: TxHash,
    },
    /// A client's order changed (agents' orders make no such event).
    OrderUpdate {
        /// When.
        at: VenueMs,
        /// What happened.
        change: OrderChange,
        /// The order as it is now; `ended_by` says why it was cancelled.
        order: Box<Order>,
    },
    /// A market was listed.
    MarketListed {
        /// When.
        at: VenueMs,
        /// Which.
        condition: ConditionId,
    },
    /// A market takes no more orders.
    MarketClosed {
        /// When.
        at: VenueMs,
        /// Which.
        condition: ConditionId,
    },
    /// A market's price step changed.
    TickChanged {
        /// When.
        at: VenueMs,
        /// Which market.
        condition: ConditionId,
        /// The step before.
        old: Tick,
        /// The step now.
        new: Tick,
    },
    /// A market resolved.
    Resolved {
        /// When.
        at: VenueMs,
        /// Which.
        condition: ConditionId,
        /// What a share of each outcome pays.
        payouts: [Price; 2],
    },
    /// Shares of a resolved market became cash: one for each outcome held, the losing one with nothing.
    Redeemed {
        /// When.
        at: VenueMs,
        /// Whose.
        owner: WalletAddress,
        /// Which market.
        condition: ConditionId,
        /// The token.
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
        /// When.
        at: VenueMs,
        /// Whose.
        owner: WalletAddress,
        /// Which market.
        condition: ConditionId,
        /// Split or merge.
        conversion: Conversion,
        /// The shares of each outcome (and the pUSD).
        shares: Shares,
        /// The transaction.
        transaction: TxHash,
    },
    /// NO shares of some markets of a neg-risk event became YES shares of the others, and pUSD.
    NegRiskConverted(Box<NegRiskConversion>),
    /// A trade failed: its fills are undone on both sides. The `Settlement` that says so comes right before.
    Voided(Box<Trade>),
    /// The venue takes more or less than before.
    ModeChanged {
        /// When.
        at: VenueMs,
        /// What it takes now.
        mode: VenueMode,
        /// When that ends by itself, where it is planned.
        ends_at: Option<VenueMs>,
    },
    /// A market's game started.
    GameStarted {
        /// When.
        at: VenueMs,
        /// Which market.
        condition: ConditionId,
    },
    /// Shares went from one wallet to another without a trade.
    Transferred {
        /// When.
        at: VenueMs,
        /// Out of which wallet.
        from: WalletAddress,
        /// Into which.
        to: WalletAddress,
        /// The token.
        token: TokenId,
        /// The shares.
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

/// A price level's new size, in terms of the first outcome (YES). [`BookChange::of_outcome`] gives either outcome's view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookChange {
    /// When.
    pub at: VenueMs,
    /// Which market.
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

/// A [`BookChange`] as one outcome's book shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LevelChange {
    /// Bids or asks of that outcome.
    pub side: Side,
    /// The level's price in that outcome.
    pub price: Price,
    /// The shares resting there now.
    pub shares: Shares,
    /// The best bid after the change.
    pub best_bid: Option<Price>,
    /// The best ask after the change.
    pub best_ask: Option<Price>,
}

impl BookChange {
    /// The change as the book of that outcome (0 or 1) shows it.
    #[must_use]
    pub fn of_outcome(&self, outcome: usize) -> LevelChange {
        if outcome == 0 {
            return LevelChange {
                side: self.side,
                price: self.price,
                shares: self.shares,
                best_bid: self.best_bid,
                best_ask: self.best_ask,
            };
        }
        LevelChange {
            side: self.side.opposite(),
            price: self.price.complement(),
            shares: self.shares,
            best_bid: self.best_ask.map(Price::complement),
            best_ask: self.best_bid.map(Price::complement),
        }
    }
}
