//! The checks of a child on its way to the venue: every limit again for a purchase, what is held for a sale.

use super::headroom::{headroom, with_fee};
use super::trace::RiskTrace;
use crate::entity::{CopyOrder, GateBasis, GateName, HaltReason};
use crate::ids::VenueMs;
use crate::market::{Market, Side};
use crate::money::{Price, Shares};
use crate::state::{Pair, State};

/// What limits and holdings leave of `asked` for a child of this order at `price`. What the order itself reserves is not
/// counted against it.
pub(crate) fn check(
    state: &State,
    order: &CopyOrder,
    market: &Market,
    price: Price,
    asked: Shares,
    now: VenueMs,
) -> RiskTrace {
    let mut trace = RiskTrace::new(asked);
    let open = market.accepting_orders && !market.closed && market.payouts.is_none();
    trace.switch(GateName::MarketOpen, open);
    match (order.side, state.follows.get(&order.follow)) {
        (_, None) => trace.switch(GateName::FollowOff, false),
        (Side::Buy, Some(follow)) => {
            let room = headroom(state, follow, &market.condition, Some(order), now);
            room.check(&mut trace, price, with_fee(market, price));
        }
        (Side::Sell, Some(_)) => held(&mut trace, state, order),
    }
    trace
}

/// A sale is for shares held through its follow that no other child of it may still sell, and of a token of which the venue
/// shows less than the books, only for what the venue has.
fn held(trace: &mut RiskTrace, state: &State, order: &CopyOrder) {
    let (held, selling, missing) = to_sell(state, order);
    trace.at_most(
        GateName::Held,
        held - selling - missing,
        GateBasis::Held { held, selling },
    );
}

/// Shares that a child of this sale may be for at the most.
pub(crate) fn sellable(state: &State, order: &CopyOrder) -> Shares {
    let (held, selling, missing) = to_sell(state, order);
    (held - selling - missing).max(Shares::ZERO)
}

/// Shares held, sold elsewhere, and missing at the venue.
fn to_sell(state: &State, order: &CopyOrder) -> (Shares, Shares, Shares) {
    let pair: Pair = (order.follow, order.token.clone());
    let selling = selling_elsewhere(state, order);
    let mut held = state.held(&pair);
    if crate::planted!("sells-what-another-follow-holds") {
        held = held.max(state.index.booked.get(&order.token).copied().unwrap_or_default());
    }
    let missing = state
        .halts
        .get(&HaltReason::SharesMissing {
            token: order.token.clone(),
        })
        .and_then(|halt| halt.shares)
        .unwrap_or_default();
    (held, selling, missing)
}

/// Shares that children of the follow's other sales of the token may still sell.
pub(crate) fn selling_elsewhere(state: &State, order: &CopyOrder) -> Shares {
    state
        .own_orders_on(&order.token)
        .iter()
        .filter(|own| own.side == Side::Sell && own.order != order.id)
        .filter(|own| {
            state
                .orders
                .get(&own.order)
                .is_some_and(|other| other.follow == order.follow)
        })
        .map(|own| own.open)
        .sum()
}
