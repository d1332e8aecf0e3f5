//! A pretend order: what is asked, and what became of it.

use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, VenueMs};
use pilotfish_copy::input::OrderReport;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Tick, Usd, mul_div};
use serde::{Deserialize, Serialize};

use crate::bounds::Range;
use crate::queue::Queue;

/// How much is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// So many shares.
    Shares(Shares),
    /// As many as this buys, fees apart: a market purchase.
    Budget(Usd),
}

/// How long an order lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// Until it is cancelled.
    Gtc,
    /// Until then, venue time.
    Gtd(VenueMs),
    /// Takes what it can at once.
    Fak,
    /// All at once, or nothing.
    Fok,
}

impl Lifetime {
    /// Whether what is not filled at once rests.
    #[must_use]
    pub const fn rests(self) -> bool {
        matches!(self, Self::Gtc | Self::Gtd(_))
    }
}

/// An order as it arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrder {
    /// Its hash.
    pub hash: OrderHash,
    /// What is bought or sold.
    pub token: TokenId,
    /// Bought or sold.
    pub side: Side,
    /// The worst price.
    pub price: Price,
    /// How much.
    pub amount: Amount,
    /// How long.
    pub lifetime: Lifetime,
    /// Refused rather than taking from the book.
    pub post_only: bool,
}

impl NewOrder {
    /// The shares that are asked for; a budget's at the limit.
    #[must_use]
    pub fn asked(&self) -> Shares {
        match self.amount {
            Amount::Shares(shares) => shares,
            Amount::Budget(budget) => budget_buys(budget, self.price),
        }
    }
}

/// The least step of a market purchase's shares: four decimals.
const FINE_LOT_MICROS: i64 = 100;

/// The shares that a budget buys at a price, in steps of 0.0001, never overspent.
pub(crate) fn budget_buys(budget: Usd, price: Price) -> Shares {
    if price <= Price::ZERO || budget <= Usd::ZERO {
        return Shares::ZERO;
    }
    let shares = mul_div(budget.micros(), MICRO, price.micros(), Rounding::Down);
    Shares::from_micros(shares / FINE_LOT_MICROS * FINE_LOT_MICROS)
}

/// Why an order is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Filled, or a fill-and-kill that took what it could.
    Filled,
    /// We cancelled it.
    Cancelled,
    /// Its time was over.
    Expired,
    /// The account no longer had the money or the shares.
    Unfunded,
    /// Its market closed or resolved.
    MarketClosed,
}

impl EndReason {
    /// As the venue writes an order's status.
    #[must_use]
    pub const fn status(self) -> &'static str {
        match self {
            Self::Filled => "MATCHED",
            Self::Cancelled | Self::Expired | Self::Unfunded => "CANCELED",
            Self::MarketClosed => "CANCELED_MARKET_RESOLVED",
        }
    }
}

/// An order that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperOrder {
    /// What was asked.
    pub order: NewOrder,
    /// Its market.
    pub condition: ConditionId,
    /// Which of the market's outcomes, 0 or 1.
    pub outcome: usize,
    /// Orders are filled in the order in which they were accepted.
    pub number: u64,
    /// When it was accepted, venue time.
    pub accepted_at: VenueMs,
    /// The shares that it took on arrival.
    pub taken: Shares,
    /// Its place, where some of it came to rest.
    pub queue: Option<Queue>,
    /// Of what rested, what is booked as filled.
    pub made: Shares,
    /// Why and when it is over.
    pub ended: Option<(EndReason, VenueMs)>,
    /// Its trades, oldest first.
    pub trades: Vec<TradeId>,
    /// What those of its doubtful shares made that later fills or a payout settled, both ends.
    #[serde(default)]
    pub settled: Range,
}

impl PaperOrder {
    /// Filled: taken and made.
    #[must_use]
    pub fn filled(&self) -> Shares {
        self.taken + self.made
    }

    /// What would be filled if every doubt were decided for us. At least [`PaperOrder::filled`].
    #[must_use]
    pub fn filled_optimistic(&self) -> Shares {
        let made = self.queue.as_ref().map_or(Shares::ZERO, Queue::filled_optimistic);
        self.taken + made.at_least(self.made)
    }

    /// Of the optimistic figure, what is not booked.
    #[must_use]
    pub fn doubtful(&self) -> Shares {
        self.filled_optimistic() - self.filled()
    }

    /// Whether it still works.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// What still works.
    #[must_use]
    pub fn open_shares(&self) -> Shares {
        if self.is_open() {
            (self.order.asked() - self.filled()).at_least(Shares::ZERO)
        } else {
            Shares::ZERO
        }
    }

    /// What a purchase may still cost.
    #[must_use]
    pub fn open_cost(&self) -> Usd {
        match self.order.side {
            Side::Buy => fill_value(Side::Buy, self.open_shares(), self.order.price),
            Side::Sell => Usd::ZERO,
        }
    }

    /// What the venue would say of it.
    #[must_use]
    pub fn report(&self) -> OrderReport {
        match self.ended {
            None => OrderReport::Open { matched: self.filled() },
            Some((reason, _)) => OrderReport::Closed {
                matched: self.filled(),
                status: reason.status().to_owned(),
            },
        }
    }
}

/// The answer to an accepted order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The shares that it took at once.
    pub taken: Shares,
    /// Whether some of it rests.
    pub rests: bool,
}

/// Why an order is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// Nothing is asked, or a budget of what takes none.
    #[error("Invalid order payload")]
    InvalidPayload,
    /// The order was sent before.
    #[error("order is invalid. Duplicated.")]
    Duplicated,
    /// The market is not known, or closed.
    #[error("No orderbook exists for the requested token id")]
    NoOrderbook,
    /// No book of it was read: nobody knows what the order would meet.
    #[error("the real book could not be read: a paper order meets nothing that was not seen")]
    NoBook,
    /// The market takes no orders.
    #[error("the market is not yet ready to process new orders")]
    NotReady,
    /// The price is no multiple of the tick, or outside [tick, 1 − tick].
    #[error("order is invalid. Price ({price}) breaks minimum tick size rule: {tick}")]
    Tick {
        /// The order's.
        price: Price,
        /// The market's.
        tick: Tick,
    },
    /// A resting order below the market's least size.
    #[error("order is invalid. Size ({size}) lower than the minimum: {minimum}")]
    MinimumSize {
        /// The order's.
        size: Shares,
        /// The market's.
        minimum: Shares,
    },
    /// A marketable order worth less than a dollar.
    #[error("invalid amount for a marketable {} order (${value}), min size: $1", side.as_str())]
    MarketableMinimum {
        /// Bought or sold.
        side: Side,
        /// What it is worth.
        value: Usd,
    },
    /// The pretend money or shares do not suffice.
    #[error("not enough balance / allowance: the balance is not enough")]
    Balance,
    /// Post-only, and it would take.
    #[error("invalid post-only order: order crosses book")]
    Crosses,
    /// Post-only of a kind that never rests.
    #[error("invalid post-only order: only GTC and GTD orders can be post-only")]
    PostOnlyKind,
    /// A fill-and-kill that met nothing.
    #[error("no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.")]
    NoMatch,
    /// A fill-or-kill that could not be filled whole.
    #[error("order couldn't be fully filled. FOK orders are fully filled or killed.")]
    FokKilled,
    /// Its expiry has come.
    #[error("invalid expiration")]
    Expiration,
}

/// Why an order was not cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefused {
    /// It is not known.
    #[error("order can't be found - already canceled or matched")]
    NotFound,
    /// It is over.
    #[error("already canceled or matched")]
    Ended,
}
