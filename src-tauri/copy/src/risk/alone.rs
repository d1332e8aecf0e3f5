//! A purchase that no follow is behind: the test order of an account that goes live. No order, market or trader limit is its own; those of
//! the account hold for it as for every other.

use super::MoneyLimit;
use super::headroom::{AccountRoom, account_room, share_with_fee};
use super::order_limits::{OrderLimits, PurchaseLimits};
use super::trace::RiskTrace;
use crate::entity::{Gate, GateName, HaltReason};
use crate::ids::VenueMs;
use crate::market::FeeSchedule;
use crate::money::{Price, Rounding, Shares, Usd};
use crate::state::State;

/// The bounds of a purchase of those shares at that price at worst, where the account's limits have room for all of it.
///
/// # Errors
/// The first check that has none, with the figures it went by.
pub fn purchase(
    state: &State,
    shares: Shares,
    price: Price,
    fee: FeeSchedule,
    now: VenueMs,
) -> Result<OrderLimits, Gate> {
    let room = account_room(state, None, now);
    let with_fee = share_with_fee(&fee, price);
    let mut trace = RiskTrace::new(shares);
    trace.switch(GateName::DailyLoss, !lost_too_much(state, now));
    room.check(&mut trace, price, with_fee);
    if let Some(gate) = trace.into_gates().iter().find(|gate| gate.cut()) {
        return Err(gate.clone());
    }
    Ok(bounds(room, shares, price, fee, shares.value(with_fee, Rounding::Up)))
}

/// Whether purchases of that day are over because of what was lost in it.
fn lost_too_much(state: &State, now: VenueMs) -> bool {
    let halt = state.halts.get(&HaltReason::DailyLoss);
    halt.is_some_and(|halt| halt.until.is_none_or(|until| now < until))
}

fn bounds(room: AccountRoom, shares: Shares, worst_price: Price, fee: FeeSchedule, most: Usd) -> OrderLimits {
    let AccountRoom {
        exposure, daily, free, ..
    } = room;
    let alone = MoneyLimit {
        used: Usd::ZERO,
        limit: most,
    };
    OrderLimits::Purchase(PurchaseLimits {
        order: alone,
        market: alone,
        follow: alone,
        exposure,
        daily,
        free,
        fee,
        shares,
        worst_price,
    })
}
