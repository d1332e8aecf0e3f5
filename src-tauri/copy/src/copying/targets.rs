//! Targets: moved by signals, by the user's own closes and by what failed to settle, and brought back to what is there when an
//! order ends without having done its part.

use super::open::{Opening, open_order};
use super::sales::{all_sales, cut_sales, purchases};
use crate::entity::{Change, CopyOrder, Execution, Fill, OrderStatus, Signal, SignalKind, SignalOrigin, Target};
use crate::ids::ConditionId;
use crate::market::Side;
use crate::money::{LOT, Shares};
use crate::state::Pair;
use crate::step::{Consequence, Cx};

/// Raises (or, by a negative change, lowers) a target, never below nothing.
pub(super) fn move_target(cx: &mut Cx<'_>, pair: &Pair, condition: &ConditionId, change: Shares) {
    let shares = cx.state.target(pair) + change;
    set_target(cx, pair, condition, shares);
}

pub(super) fn set_target(cx: &mut Cx<'_>, pair: &Pair, condition: &ConditionId, shares: Shares) {
    let shares = shares.max(Shares::ZERO);
    if cx.state.target(pair) == shares {
        return;
    }
    cx.put(Change::Target(Target {
        follow: pair.0,
        token: pair.1.clone(),
        condition: condition.clone(),
        shares,
    }));
}

/// An order ended: the target is what is held, and what still works. While a reversal waits, the target is what its sale
/// leaves, and stays.
pub(crate) fn retarget(cx: &mut Cx<'_>, pair: &Pair) {
    if cx.state.reversals.contains_key(pair) {
        return;
    }
    let Some(condition) = condition_of(cx, pair) else {
        return;
    };
    let shares = cx.state.held(pair) + purchases(cx.state, pair) - all_sales(cx.state, pair);
    set_target(cx, pair, &condition, shares);
}

/// The user gave shares to a holding, `more` than nothing held before: they are wanted, whatever turns round meanwhile.
pub(crate) fn given(cx: &mut Cx<'_>, pair: &Pair, more: Shares) {
    if !cx.state.reversals.contains_key(pair) {
        retarget(cx, pair);
        return;
    }
    if let Some(condition) = condition_of(cx, pair) {
        move_target(cx, pair, &condition, more);
    }
}

fn condition_of(cx: &Cx<'_>, pair: &Pair) -> Option<ConditionId> {
    cx.state
        .holdings
        .get(pair)
        .map(|holding| holding.condition.clone())
        .or_else(|| cx.state.targets.get(pair).map(|target| target.condition.clone()))
}

/// A settlement failed. A failed purchase lowers the target by its shares, unless its order still works and is young enough
/// to buy them again, and working sales are cut to what is held (what they were to sell of it was in no target). A failed sale makes its exit due again.
pub(crate) fn fill_failed(cx: &mut Cx<'_>, fill: &Fill) {
    let pair: Pair = (fill.follow, fill.token.clone());
    let order = cx.state.orders.get(&fill.order).cloned();
    let works = order.as_ref().is_some_and(|order| order.status == OrderStatus::Working);
    match fill.side {
        Side::Buy => {
            let oldest = cx
                .state
                .follows
                .get(&fill.follow)
                .map_or(0, |follow| follow.settings.oldest_purchase_ms());
            let young = order
                .as_ref()
                .is_some_and(|order| cx.now.since(order.signal_at) <= oldest);
            if !(works && young) {
                if let Some(order) = order.filter(|_| works) {
                    // Too old to buy again what failed: the order is for that much less.
                    give_up(cx, order, fill.shares);
                }
                // What sales were to sell of it is in no target; it is cut from them.
                let sold = (all_sales(cx.state, &pair) - cx.state.held(&pair)).max(Shares::ZERO);
                let less = (fill.shares - sold).max(Shares::ZERO);
                move_target(cx, &pair, &fill.condition, -less);
            }
            cut_sales(cx, &pair);
        }
        Side::Sell => {
            if works {
                cx.then(Consequence::CheckOrder(fill.order));
            } else if let Some(order) = order {
                cx.then(Consequence::ExitDue(pair, order.id));
            }
        }
    }
}

fn give_up(cx: &mut Cx<'_>, mut order: CopyOrder, shares: Shares) {
    let left = order.remaining() - shares;
    if left < LOT {
        crate::orders::end_order(cx, order.id, crate::event::EndReason::Expired);
        return;
    }
    order.released += shares;
    cx.put(Change::Order(order));
}

/// Sells again what a failed sale gave back: at the same price and of the same age, by an order of its own.
pub(super) fn sell_again(cx: &mut Cx<'_>, failed: &CopyOrder, shares: Shares) {
    let (Some(follow), Some(market)) = (
        cx.state.follows.get(&failed.follow).cloned(),
        cx.state.markets.get(&failed.condition).cloned(),
    ) else {
        return;
    };
    let signal = Signal {
        id: failed.signal,
        key: String::new(),
        follow: failed.follow,
        trader: failed.trader.clone(),
        token: failed.token.clone(),
        condition: failed.condition.clone(),
        kind: SignalKind::SizeDecrease,
        side: Side::Sell,
        before: shares,
        after: Shares::ZERO,
        price: failed.trader_price,
        price_source: crate::entity::PriceSource::Traded,
        origin: if failed.by_user {
            SignalOrigin::User
        } else {
            SignalOrigin::Trades
        },
        at: failed.signal_at,
        seen_at: cx.now,
        percentage: follow.settings.percentage,
        decision: None,
    };
    let opening = Opening {
        shares,
        asked: shares,
        price: failed.trader_price,
        at: failed.signal_at,
        execution: match failed.execution {
            Execution::TakeThenLadder => Execution::Ladder,
            other => other,
        },
        max_slippage: failed.max_slippage,
        gates: std::sync::Arc::from([]),
    };
    open_order(cx, &signal, &follow, &market, &opening);
}
