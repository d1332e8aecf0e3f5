//! What is held is worth, and what was made of it: sums over a committed state, for the frame, the follows and the
//! equity curve.

use std::collections::BTreeSet;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::unrealised;
use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::{CopyOrderId, FollowId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Rounding, Usd};
use pilotfish_store::{EquityPoint, FollowPoint};

/// Profit, and what it is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Profit {
    /// Realised, fees not counted.
    pub realised: Usd,
    /// Open.
    pub unrealised: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// What the holdings are worth.
    pub value: Usd,
}

impl Profit {
    /// The whole, after fees.
    pub fn net(self) -> Usd {
        self.realised + self.unrealised - self.fees
    }
}

/// Profit of all follows, or of one.
pub fn profit(core: &Core, of: Option<FollowId>) -> Profit {
    let mut sum = Profit::default();
    for holding in holdings(core, of) {
        sum.realised += holding.realised;
        sum.fees += holding.fees;
        if holding.shares.is_zero() {
            continue; // Neither cost nor value: no price is looked for.
        }
        match core.mark(holding) {
            Some(mark) => {
                sum.unrealised += unrealised(holding, mark);
                sum.value += holding.shares.value(mark, Rounding::Down);
            }
            None => sum.value += holding.cost,
        }
    }
    sum
}

/// USD held at cost and set aside by working purchases, as the limits count it: of all follows, or through every follow of
/// that follow's trader.
pub fn exposure(core: &Core, of: Option<FollowId>) -> Usd {
    let sums = core.state().sums();
    of.map_or_else(|| sums.committed(), |follow| sums.committed_by_trader(follow))
}

/// Copy orders that are not over, of all follows or of one.
pub fn working(core: &Core, of: Option<FollowId>) -> usize {
    let state = core.state();
    let is_of =
        |id: &CopyOrderId| of.is_none_or(|follow| state.orders.get(id).is_some_and(|order| order.follow == follow));
    state.open_order_ids().filter(is_of).count()
}

/// Copy orders that have an order on the exchange, or one whose fate is open.
pub fn on_exchange(core: &Core) -> usize {
    let open = core.state().children.values().filter(|child| child.state.holds_slot());
    open.map(|child| child.order).collect::<BTreeSet<_>>().len()
}

/// Copied sales that are not over: what a stop keeps.
pub fn copied_sales(core: &Core) -> usize {
    let state = core.state();
    let open = state.open_order_ids().filter_map(|id| state.orders.get(&id));
    open.filter(|order| order.side == Side::Sell && !order.by_user).count()
}

/// Orders that quitting would leave behind: those at work; while stopped, only what is on the exchange still.
pub fn left_by_quitting(core: &Core) -> usize {
    if core.state().is_stopped() {
        on_exchange(core)
    } else {
        working(core, None)
    }
}

/// What the account is worth now; none while the core cannot tell ([`Core::equity`]).
pub fn equity(core: &Core, at: VenueMs) -> Option<EquityPoint> {
    let cash = core.equity().and(core.state().control.cash)?;
    let sum = profit(core, None);
    Some(EquityPoint {
        at,
        cash,
        claims: core.state().sums().claims(),
        holdings_value: sum.value,
        realised: sum.realised,
        unrealised: sum.unrealised,
        fees: sum.fees,
    })
}

/// What each follow has made by now, of those that ever held something.
pub fn follow_points(core: &Core) -> Vec<FollowPoint> {
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
