//! What an event is about, in names: whom it copies, and in which market. Numbers alone say nothing to a person.

use pilotfish_api::{plain_market, plain_name};
use pilotfish_copy::Core;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::{FollowId, TokenId};

/// The trader's name, the market's question and the outcome, as far as the core knows them.
pub(crate) fn names(core: &Core, what: &EventKind) -> Option<String> {
    let state = core.state();
    let (follow, token): (Option<FollowId>, &TokenId) = match what {
        EventKind::Signal { follow, token, .. }
        | EventKind::Ignored { follow, token, .. }
        | EventKind::Skip { follow, token, .. }
        | EventKind::Order { follow, token, .. }
        | EventKind::Fill { follow, token, .. }
        | EventKind::Resolution { follow, token, .. }
        | EventKind::Redeemed { follow, token, .. } => (Some(*follow), token),
        EventKind::Price { order, token, .. }
        | EventKind::Cancel { order, token, .. }
        | EventKind::Sweep { order, token, .. } => (state.orders.get(order).map(|order| order.follow), token),
        EventKind::Settlement { order, .. } => {
            let order = state.orders.get(order)?;
            (Some(order.follow), &order.token)
        }
        _ => return None,
    };
    let trader = follow
        .and_then(|follow| state.follows.get(&follow))
        .map(|follow| plain_name(&follow.name));
    let market = state.market_of(token);
    let outcome = market.and_then(|market| market.outcome(token));
    let parts = [
        trader,
        market.map(|market| plain_market(&market.question)),
        outcome.map(|outcome| plain_name(&outcome.name)),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(" · "))
}
