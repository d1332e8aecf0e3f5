//! What is held is worth, and what was made of it: sums over a committed state, for the frame, the follows and the
//! equity curve.

use pilotfish_copy::Core;
use pilotfish_copy::accounts::unrealised;
use pilotfish_copy::entity::{Holding, OrderStatus};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use pilotfish_copy::money::{Price, Rounding, Usd};
use pilotfish_store::{EquityPoint, FollowPoint};

/// Profit, and what it is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Profit {
    /// Realised, fees not counted.
    pub(crate) realised: Usd,
    /// Open.
    pub(crate) unrealised: Usd,
    /// Fees paid.
    pub(crate) fees: Usd,
    /// What the holdings are worth.
    pub(crate) value: Usd,
}

impl Profit {
    /// The whole, after fees.
    pub(crate) fn net(self) -> Usd {
        self.realised + self.unrealised - self.fees
    }
}

/// The price a holding is valued at: the middle of its book, the side that is there, the last price a snapshot showed.
/// None where nothing is known: it then counts at cost.
pub(crate) fn mark(core: &Core, token: &TokenId) -> Option<Price> {
    let state = core.state();
    if let Some(payout) = state.market_of(token).and_then(|market| market.payout(token)) {
        return Some(payout);
    }
    let of_book = core
        .book(token)
        .and_then(|book| book.mid().or_else(|| book.best_bid()).or_else(|| book.best_ask()));
    of_book.or_else(|| {
        state
            .known
            .values()
            .filter(|known| known.token == *token)
            .find_map(|known| known.last_price)
    })
}

/// Profit of all follows, or of one.
pub(crate) fn profit(core: &Core, of: Option<FollowId>) -> Profit {
    let mut sum = Profit::default();
    for holding in holdings(core, of) {
        sum.realised += holding.realised;
        sum.fees += holding.fees;
        if holding.shares.is_zero() {
            continue; // Neither cost nor value: no price is looked for.
        }
        match mark(core, &holding.token) {
            Some(mark) => {
                sum.unrealised += unrealised(holding, mark);
                sum.value += holding.shares.value(mark, Rounding::Down);
            }
            None => sum.value += holding.cost,
        }
    }
    sum
}

/// USD held at cost (in markets that have not paid out) and set aside by working purchases, of all follows or of one.
pub(crate) fn exposure(core: &Core, of: Option<FollowId>) -> Usd {
    let held: Usd = holdings(core, of)
        .filter(|holding| holding.payout.is_none())
        .map(|holding| holding.cost)
        .sum();
    let working: Usd = core
        .state()
        .orders
        .values()
        .filter(|order| of.is_none_or(|follow| order.follow == follow))
        .map(|order| core.reservation(order))
        .sum();
    held + working
}

/// Copy orders that are not over, of all follows or of one.
pub(crate) fn working(core: &Core, of: Option<FollowId>) -> usize {
    core.state()
        .orders
        .values()
        .filter(|order| order.status != OrderStatus::Ended && of.is_none_or(|follow| order.follow == follow))
        .count()
}

/// What the account is worth now; none while the cash is unknown.
pub(crate) fn equity(core: &Core, at: VenueMs) -> Option<EquityPoint> {
    let cash = core.state().control.cash?;
    let sum = profit(core, None);
    Some(EquityPoint {
        at,
        cash,
        holdings_value: sum.value,
        realised: sum.realised,
        unrealised: sum.unrealised,
        fees: sum.fees,
    })
}

/// What each follow has made by now, of those that ever held something.
pub(crate) fn follow_points(core: &Core) -> Vec<FollowPoint> {
    let follows: std::collections::BTreeSet<FollowId> = holdings(core, None).map(|holding| holding.follow).collect();
    let points = follows.into_iter().map(|follow| {
        let sum = profit(core, Some(follow));
        FollowPoint {
            follow,
            realised: sum.realised,
            unrealised: sum.unrealised,
            fees: sum.fees,
        }
    });
    points.collect()
}

fn holdings(core: &Core, of: Option<FollowId>) -> impl Iterator<Item = &Holding> {
    core.state()
        .holdings
        .values()
        .filter(move |holding| of.is_none_or(|follow| holding.follow == follow))
}
