//! Our own orders must not meet each other: two follows may work the same token, or a token and its complement.
//!
//! A new child that would cross one of our resting orders is held one tick short of it. This comes
//! after the ladder and its bound, and may leave the limit on the passive side of the trader's price. It does not
//! decide what becomes of the order that is in the way.

use serde::{Deserialize, Serialize};

use crate::market::Side;
use crate::money::{Price, Tick};

/// One of our own orders that rests, or may rest, on the venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnResting {
    /// Whether it is on the complement of the token that is about to be traded, not on the token itself.
    pub on_complement: bool,
    /// Its side, there.
    pub side: Side,
    /// Its limit, there.
    pub price: Price,
}

impl OwnResting {
    /// The same order as the token's own book shows it: buying NO at q is selling YES at 1 − q.
    fn in_token(self) -> (Side, Price) {
        if self.on_complement {
            (self.side.opposite(), self.price.complement())
        } else {
            (self.side, self.price)
        }
    }
}

/// A limit that crosses none of our own orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLimit {
    /// The limit.
    pub limit: Price,
    /// Whether it was held short of what was asked.
    pub short: bool,
}

/// The limit a new child may have, given our own resting orders (without the child that it replaces).
///
/// Of a fill-and-kill, give the bound that its conversion is planned with: it comes back lowered. `None` when no
/// price within [tick, 1 − tick] is left on this side of our own orders.
#[must_use]
pub fn back_off_from_own_orders(side: Side, limit: Price, tick: Tick, own: &[OwnResting]) -> Option<HeldLimit> {
    let opposite = own
        .iter()
        .map(|order| order.in_token())
        .filter(|(own_side, _)| *own_side != side);
    let prices = opposite.map(|(_, price)| price);
    let held = match side {
        Side::Buy => prices.min().map_or(limit, |ask| limit.min(below(ask, tick))),
        Side::Sell => prices.max().map_or(limit, |bid| limit.max(above(bid, tick))),
    };
    (held == limit || (tick.lowest()..=tick.highest()).contains(&held)).then_some(HeldLimit {
        limit: held,
        short: held != limit,
    })
}

/// The highest tick under `price`.
fn below(price: Price, tick: Tick) -> Price {
    tick.ceil(price) - tick.step()
}

/// The lowest tick over `price`.
fn above(price: Price, tick: Tick) -> Price {
    tick.floor(price) + tick.step()
}
