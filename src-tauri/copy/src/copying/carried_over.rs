//! Changes too small for an order that wait, under `accumulate`, until they are large enough.

use crate::entity::{CarriedOver, Change, Signal};
use crate::ids::VenueMs;
use crate::market::Side;
use crate::money::{MICRO, Price, Rounding, Shares, mul_div};
use crate::state::Pair;
use crate::step::Cx;

/// A change together with what waits of its token.
pub(super) struct Combined {
    /// Shares in the signal's direction; not positive where what waits outweighs it.
    pub(super) shares: Shares,
    pub(super) price: Price,
    pub(super) at: VenueMs,
    /// What waited, signed; nothing where nothing did.
    pub(super) waiting: Shares,
    waiting_price: Price,
}

/// What the signal comes to with what waits. Nothing is changed: what waits is taken out only when an order is opened.
pub(super) fn combined(cx: &Cx<'_>, signal: &Signal, asked: Shares) -> Combined {
    let pair: Pair = (signal.follow, signal.token.clone());
    let Some(row) = cx.state.carried_over.get(&pair) else {
        return Combined {
            shares: asked,
            price: signal.price,
            at: signal.at,
            waiting: Shares::ZERO,
            waiting_price: signal.price,
        };
    };
    let same_way = (row.shares > Shares::ZERO) == (signal.side == Side::Buy);
    let size = row.shares.abs();
    if same_way {
        Combined {
            shares: size + asked,
            price: weighted(size, row.price, asked, signal.price),
            at: cx.now, // Its age starts when it is large enough.
            waiting: row.shares,
            waiting_price: row.price,
        }
    } else {
        Combined {
            shares: asked - size,
            price: signal.price,
            at: signal.at,
            waiting: row.shares,
            waiting_price: row.price,
        }
    }
}

impl Combined {
    /// Whether something waited.
    pub(super) fn had_waiting(&self) -> bool {
        !self.waiting.is_zero()
    }

    /// Keeps the sum waiting.
    pub(super) fn keep(&self, cx: &mut Cx<'_>, signal: &Signal) {
        let sign = if signal.side == Side::Buy {
            self.shares
        } else {
            -self.shares
        };
        let pair: Pair = (signal.follow, signal.token.clone());
        if sign.is_zero() {
            forget(cx, &pair);
            return;
        }
        let price = if self.shares > Shares::ZERO {
            self.price
        } else {
            self.waiting_price
        };
        cx.put(Change::CarriedOver(CarriedOver {
            follow: pair.0,
            token: pair.1,
            shares: sign,
            price,
        }));
    }
}

/// Nothing waits any more.
pub(super) fn forget(cx: &mut Cx<'_>, pair: &Pair) {
    if cx.state.carried_over.contains_key(pair) {
        cx.put(Change::CarriedOverDone {
            follow: pair.0,
            token: pair.1.clone(),
        });
    }
}

fn weighted(a: Shares, price_a: Price, b: Shares, price_b: Price) -> Price {
    let value = a.value(price_a, Rounding::HalfUp) + b.value(price_b, Rounding::HalfUp);
    Price::from_micros(mul_div(value.micros(), MICRO, (a + b).micros(), Rounding::HalfUp))
}
