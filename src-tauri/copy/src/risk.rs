//! Every rule about money, once: what a purchase may still take of each limit, on every path that can place one. A check can only
//! reduce, and what is unknown says no.
//!
//! Three paths lead through here: a signal on its way to a copy order ([`signal_checks`]), each child on its way to the venue
//! ([`child_checks`]), since prices, books and other orders have moved meanwhile, and the test order ([`alone`]). Previews and the
//! window's alerts ask [`headroom`], which is what all go by.

pub mod alone;
pub(crate) mod child_checks;
pub mod headroom;
pub mod order_limits;
pub(crate) mod reservation;
pub(crate) mod signal_checks;
pub(crate) mod trace;

pub use headroom::{AccountRoom, Headroom, MoneyLimit};
pub use order_limits::{OrderLimits, PurchaseLimits, SaleLimits};

use crate::event::SkipReason;
use crate::market::Market;
use crate::money::{LOT, Price, Rounding, Shares, Usd};

/// Why an order for that many shares may not be made: less than a lot, under $1 at the price, or under the market's size.
pub(crate) fn below_minimum(market: &Market, shares: Shares, price: Price) -> Option<SkipReason> {
    if shares < LOT {
        Some(SkipReason::RoundsToNothing)
    } else if shares.value(price, Rounding::Down) < Usd::ONE {
        Some(SkipReason::UnderOneDollar)
    } else if shares < market.min_size {
        Some(SkipReason::UnderMinimumSize)
    } else {
        None
    }
}
