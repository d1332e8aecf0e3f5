//! What an order may be at the most, in the words of whoever signs it: the figures by which the core decided it, handed on with the
//! command, so that the holder of the key checks the order against them once more.

use super::child_checks::sellable;
use super::headroom::{Headroom, MoneyLimit, headroom};
use crate::entity::{CopyOrder, Execution};
use crate::ids::VenueMs;
use crate::market::{FeeSchedule, Market, Side};
use crate::money::{Price, Shares, Usd};
use crate::state::State;

/// The bounds of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderLimits {
    /// Of a purchase.
    Purchase(PurchaseLimits),
    /// Of a sale. No limit in USD holds an exit back, but shares and price bind it.
    Sale(SaleLimits),
}

/// The bounds of one purchase. Every limit counts what is held at cost and reserved by everything but this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurchaseLimits {
    /// Per order, USD without fees; used is what the copy order has spent already.
    pub order: MoneyLimit,
    /// Per market, USD without fees.
    pub market: MoneyLimit,
    /// Per followed trader, USD without fees.
    pub follow: MoneyLimit,
    /// In all, USD without fees.
    pub exposure: MoneyLimit,
    /// Today, USD with fees.
    pub daily: MoneyLimit,
    /// Cash that may be spent, USD with fees; `None` while the venue's balance is unknown, and then nothing may be bought.
    pub free: Option<Usd>,
    /// What a taker pays in this market.
    pub fee: FeeSchedule,
    /// Shares that are still wanted.
    pub shares: Shares,
    /// The highest price that may be paid for one; it may lie outside [0, 1].
    pub worst_price: Price,
}

/// The bounds of one sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaleLimits {
    /// Shares that are held for it and wanted sold.
    pub shares: Shares,
    /// The lowest price that one may bring; it may lie outside [0, 1].
    pub worst_price: Price,
}

impl OrderLimits {
    /// A purchase by itself, for which no more than `most` (USD, fees included) may leave the account: orders of tests and of the
    /// simulation. It asks none of the user's limits ([`super::alone`] does).
    #[must_use]
    pub const fn purchase_alone(most: Usd, fee: FeeSchedule, shares: Shares, worst_price: Price) -> Self {
        let limit = MoneyLimit {
            used: Usd::ZERO,
            limit: most,
        };
        Self::Purchase(PurchaseLimits {
            order: limit,
            market: limit,
            follow: limit,
            exposure: limit,
            daily: limit,
            free: Some(most),
            fee,
            shares,
            worst_price,
        })
    }

    /// A sale of at most that many shares, at no less than that price.
    #[must_use]
    pub const fn sale(shares: Shares, worst_price: Price) -> Self {
        Self::Sale(SaleLimits { shares, worst_price })
    }
}

/// The bounds of a child of this order that is decided now. Asked before the child is in the rows, as its checks are. `None` for
/// a purchase through a follow that is gone: nothing may be bought then.
pub(crate) fn of(state: &State, order: &CopyOrder, market: &Market, now: VenueMs) -> Option<OrderLimits> {
    let worst_price = worst_price(order, market);
    Some(match order.side {
        Side::Sell => OrderLimits::sale(sellable(state, order).min(order.remaining()), worst_price),
        Side::Buy => {
            let follow = state.follows.get(&order.follow)?;
            let Headroom {
                order: of_order,
                market: of_market,
                follow: of_follow,
                exposure,
                daily,
                free,
                ..
            } = headroom(state, follow, &market.condition, Some(order), now);
            OrderLimits::Purchase(PurchaseLimits {
                order: of_order,
                market: of_market,
                follow: of_follow,
                exposure,
                daily,
                free,
                fee: market.fee,
                shares: order.remaining(),
                worst_price,
            })
        }
    })
}

/// The user's own limit where they named one, else the trader's price and the slippage that is allowed.
fn worst_price(order: &CopyOrder, market: &Market) -> Price {
    match order.execution {
        // A limit that the market's range does not reach is brought down to it (see `orders::repricing`).
        Execution::Limit { price } => price.at_most(market.tick.highest()),
        Execution::Ladder | Execution::TakeThenLadder | Execution::Market => order.bound(),
    }
}
