//! The user does not wait for the ladder: one fill-and-kill for what is left of a copy order, bounded as its last stage is.
//! What it does not fill goes on with the ladder.
//!
//! It goes the way of a `fast` order's first attempt: the resting child is cancelled and its final fills are awaited first,
//! and every gate is passed again. So nothing is placed on a path of its own.

use super::own_orders::{OwnOrders, without_own};
use super::record_step;
use super::repricing::market_bound;
use crate::entity::{Change, CopyOrder, Execution, OrderStatus};
use crate::event::{OrderStep, WaitReason};
use crate::fees::taker_fee;
use crate::final_sweep::{self, NothingExecutable};
use crate::halts::{Verdict, verdict};
use crate::ids::{CopyOrderId, VenueMs};
use crate::ladder::Stage;
use crate::market::Side;
use crate::markets::Markets;
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};
use crate::risk::child_checks;
use crate::state::State;
use crate::step::{Consequence, Cx};

/// What taking the other side of the book would do now. Nothing is changed by planning it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakePlan {
    /// The most a share may cost, or the least it may bring.
    pub bound: Price,
    /// What the visible book gives within it.
    pub visible: Option<Taken>,
    /// Why nothing would be executed now.
    pub problem: Option<WaitReason>,
}

/// What a book gives at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Shares that would be executed.
    pub shares: Shares,
    /// Their average price.
    pub price: Price,
    /// What they cost (up) or bring (down), USD, without fees.
    pub value: Usd,
    /// The taker fee, USD, each level of the book by itself.
    pub fee: Usd,
    /// How much worse that is than at the limit that works now, USD, not negative; none while no limit works.
    pub against_limit: Option<Usd>,
}

/// Takes what the book gives now. An order that is over, is ending, or is at market already stays as it is.
pub(crate) fn take_now(cx: &mut Cx<'_>, id: CopyOrderId) {
    let Some(order) = takeable(cx.state, id)
        .filter(|order| order.execution == Execution::Ladder)
        .cloned()
    else {
        return; // Asked for already, or nothing to hasten.
    };
    cx.put(Change::Order(CopyOrder {
        execution: Execution::TakeThenLadder,
        ..order.clone()
    }));
    record_step(cx, &order, OrderStep::TakenNow {});
    cx.then(Consequence::CheckOrder(id));
}

fn takeable(state: &State, id: CopyOrderId) -> Option<&CopyOrder> {
    let order = state.orders.get(&id)?;
    let by_ladder = matches!(order.execution, Execution::Ladder | Execution::TakeThenLadder);
    (order.status == OrderStatus::Working && order.stage != Stage::Market && by_ladder).then_some(order)
}

/// What taking would do now; `None` for an order that cannot be taken (over, ending, at market already, unknown).
pub(crate) fn plan_take(state: &State, markets: &Markets, now: VenueMs, id: CopyOrderId) -> Option<TakePlan> {
    let order = takeable(state, id)?;
    let market = state.markets.get(&order.condition)?;
    let own = OwnOrders::on(state, market, &order.token).resting_against(order);
    let bound = market_bound(order, market, &own);
    let none = |bound: Option<Price>, problem| TakePlan {
        bound: bound.unwrap_or(order.trader_price),
        visible: None,
        problem: Some(problem),
    };
    let Some(bound) = bound else {
        return Some(none(None, WaitReason::BeyondBound));
    };
    let Some(book) = markets.book(&order.token).map(|book| without_own(state, market, book)) else {
        return Some(none(Some(bound), WaitReason::NoBook));
    };
    let left = order.remaining().floor_to_lot();
    match verdict(state, super::ending::action_of(order), &order.token) {
        Verdict::Go => {}
        Verdict::Hold(reason) | Verdict::Withdraw(reason) => return Some(none(Some(bound), reason)),
        Verdict::End(_) => return Some(none(Some(bound), WaitReason::Stopped)),
    }
    let trace = child_checks::check(state, order, market, bound, left, now);
    if trace.allowed < LOT {
        return Some(none(Some(bound), WaitReason::Limit));
    }
    let planned = final_sweep::plan(order.side, &book, trace.allowed, bound, market.tick);
    let plan = match planned {
        Ok(plan) => plan,
        Err(NothingExecutable::UnderOneDollar) => return Some(none(Some(bound), WaitReason::RestBelowMinimum)),
        Err(NothingExecutable::BeyondBound | NothingExecutable::NothingWanted) => {
            return Some(none(Some(bound), WaitReason::BeyondBound));
        }
    };
    let levels = match order.side {
        Side::Buy => &book.asks,
        Side::Sell => &book.bids,
    };
    let rounding = match order.side {
        Side::Buy => Rounding::Up,
        Side::Sell => Rounding::Down,
    };
    let mut shares = Shares::ZERO;
    let (mut value, mut fee) = (Usd::ZERO, Usd::ZERO);
    for level in levels {
        let within = match order.side {
            Side::Buy => level.price <= plan.worst,
            Side::Sell => level.price >= plan.worst,
        };
        let part = level.shares.min(plan.shares - shares).max(Shares::ZERO);
        if !within || part.is_zero() {
            break;
        }
        shares += part;
        value += part.value(level.price, rounding);
        fee += taker_fee(&market.fee, part, level.price);
    }
    let price = Price::from_micros(mul_div(value.micros(), MICRO, shares.micros().max(1), Rounding::HalfUp));
    let against_limit = order.limit.filter(|_| state.slot(id).is_some()).map(|limit| {
        let at_limit = shares.value(limit, rounding);
        let worse = match order.side {
            Side::Buy => value - at_limit,
            Side::Sell => at_limit - value,
        };
        worse.max(Usd::ZERO)
    });
    Some(TakePlan {
        bound,
        visible: Some(Taken {
            shares,
            price,
            value,
            fee,
            against_limit,
        }),
        problem: None,
    })
}
