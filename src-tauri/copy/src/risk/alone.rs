//! A purchase that no follow is behind: the test order of an account that goes live. No order, market or trader limit is its own; those of
//! the account hold for it as for every other.
//!
//! It goes to an account that nobody watches yet, so what the venue lists as open there counts, whoever placed it: an order by hand is an
//! open order, and a purchase by hand takes its cash when it fills. What is held or spent by hand is in no limit of ours, here or later.

use super::MoneyLimit;
use super::headroom::{AccountRoom, account_room, share_with_fee};
use super::order_limits::{OrderLimits, PurchaseLimits};
use super::trace::RiskTrace;
use crate::entity::{Gate, GateName, HaltReason};
use crate::ids::VenueMs;
use crate::input::OpenOrder;
use crate::market::{FeeSchedule, Side};
use crate::money::{Price, Rounding, Shares, Usd};
use crate::state::State;

/// The bounds of a purchase of those shares at that price at worst, where the account's limits have room for all of it beside what works
/// by the books and `listed`, every order that the venue has open in the account.
///
/// # Errors
/// The first check that has none, with the figures it went by.
pub fn purchase(
    state: &State,
    listed: &[OpenOrder],
    shares: Shares,
    price: Price,
    fee: FeeSchedule,
    now: VenueMs,
) -> Result<OrderLimits, Gate> {
    let room = beside(&others(state, listed), account_room(state, None, now));
    let with_fee = share_with_fee(&fee, price);
    let mut trace = RiskTrace::new(shares);
    trace.switch(GateName::DailyLoss, !lost_too_much(state, now));
    room.check(&mut trace, price, with_fee);
    if let Some(gate) = trace.into_gates().iter().find(|gate| gate.cut()) {
        return Err(gate.clone());
    }
    Ok(bounds(room, shares, price, fee, shares.value(with_fee, Rounding::Up)))
}

/// The listed orders that the books do not count: placed by hand, or over by the books and not at the venue.
fn others<'a>(state: &State, listed: &'a [OpenOrder]) -> Vec<&'a OpenOrder> {
    let counts = |order: &&OpenOrder| {
        let child = state.child_by_hash(&order.hash);
        child.is_some_and(|child| state.sums().counts(child.order))
    };
    listed.iter().filter(|order| !counts(order)).collect()
}

/// What is left of the account's limits beside those orders. They rest, and makers pay no fee.
fn beside(others: &[&OpenOrder], room: AccountRoom) -> AccountRoom {
    let (open, most) = room.open_orders;
    let purchases = others.iter().filter(|order| order.side == Side::Buy);
    let tied_up: Usd = purchases.map(|order| order.open.value(order.price, Rounding::Up)).sum();
    AccountRoom {
        open_orders: (
            open.saturating_add(u64::try_from(others.len()).unwrap_or(u64::MAX)),
            most,
        ),
        free: room.free.map(|free| free - tied_up),
        ..room
    }
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
