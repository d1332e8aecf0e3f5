//! A trader's sale: purchases of the token are ended first, and only then what is held over the target is sold.

use super::carried_over;
use super::decide::share_of;
use super::open::{Opening, copy, skip};
use super::sales::{all_sales, cut_purchases, cut_sales, purchases};
use super::targets::{retarget, sell_again, set_target};
use crate::entity::{
    BelowMinimum, Change, FollowStatus, GateBasis, GateName, OrderStatus, Reversal, Signal, SignalKind, SignalOrigin,
};
use crate::event::{CutReason, EndReason, SkipReason, WaitReason};
use crate::ids::CopyOrderId;
use crate::market::Side;
use crate::money::{LOT, Shares};
use crate::orders;
use crate::risk::below_minimum;
use crate::risk::signal_checks::{copies, switches};
use crate::risk::trace::{RiskTrace, skip_reason};
use crate::state::Pair;
use crate::step::{Consequence, Cx};
use crate::traders::TRADER_DUST;

pub(super) fn decide(cx: &mut Cx<'_>, signal: &Signal) {
    let (Some(follow), Some(market)) = (
        cx.state.follows.get(&signal.follow).cloned(),
        cx.state.markets.get(&signal.condition).cloned(),
    ) else {
        return;
    };
    let pair: Pair = (signal.follow, signal.token.clone());
    let change = change_of(cx, signal, &pair);
    let mut trace = RiskTrace::new(change.max(Shares::ZERO));
    switches(&mut trace, cx.state, signal, &follow, &market, cx.now);
    if let Some(gate) = trace.blocked {
        skip(cx, signal, skip_reason(gate), change, trace);
        return;
    }
    if signal.kind == SignalKind::PositionClosed {
        carried_over::forget(cx, &pair);
    } else if follow.settings.below_minimum == BelowMinimum::Accumulate {
        let combined = carried_over::combined(cx, signal, share_of(signal));
        if combined.had_waiting() && combined.shares <= Shares::ZERO {
            // What waits to be bought outweighs it: that is not bought.
            combined.keep(cx, signal);
            let share = share_of(signal);
            skip(cx, signal, SkipReason::Accumulating, share, RiskTrace::new(share));
            return;
        }
    }
    let working: Vec<CopyOrderId> = open_purchases(cx, &pair);
    if working.is_empty() || crate::planted!("turn-does-not-end-purchases") {
        lower(cx, signal, &pair);
        settle(cx, signal, None);
        return;
    }
    cx.put(Change::Signal(signal.clone()));
    lower(cx, signal, &pair);
    cx.put(Change::Reversal(Reversal {
        follow: pair.0,
        token: pair.1.clone(),
        signals: vec![signal.id],
    }));
    for order in working {
        orders::end_order(cx, order, EndReason::TurnedRound);
    }
}

fn open_purchases(cx: &Cx<'_>, pair: &Pair) -> Vec<CopyOrderId> {
    cx.state
        .open_orders(pair)
        .filter(|order| order.side == Side::Buy)
        .map(|order| order.id)
        .collect()
}

/// Shares by which a sale lowers the target: its share, and what waits to be sold; everything where the trader closed.
fn change_of(cx: &Cx<'_>, signal: &Signal, pair: &Pair) -> Shares {
    if signal.kind == SignalKind::PositionClosed {
        return cx.state.target(pair);
    }
    let accumulates = cx
        .state
        .follows
        .get(&pair.0)
        .is_some_and(|follow| follow.settings.below_minimum == BelowMinimum::Accumulate);
    let share = share_of(signal);
    if accumulates {
        carried_over::combined(cx, signal, share).shares
    } else {
        share
    }
}

fn lower(cx: &mut Cx<'_>, signal: &Signal, pair: &Pair) {
    let target = cx.state.target(pair) - change_of(cx, signal, pair);
    let target = if signal.kind == SignalKind::PositionClosed {
        Shares::ZERO
    } else {
        target
    };
    set_target(cx, pair, &signal.condition, target);
}

/// Every purchase is over: what is held over the target, and not being sold, is sold. If less is held, nothing is bought
/// back, and the target becomes what is held: skipped for `nothing_left`, where the purchases it cancelled were what it was about.
fn settle(cx: &mut Cx<'_>, signal: &Signal, nothing_left: Option<SkipReason>) {
    let (Some(follow), Some(market)) = (
        cx.state.follows.get(&signal.follow).cloned(),
        cx.state.markets.get(&signal.condition).cloned(),
    ) else {
        return;
    };
    let pair: Pair = (signal.follow, signal.token.clone());
    if follow.status != FollowStatus::Active {
        // Switched off while it waited: off cancels, and sells nothing.
        retarget(cx, &pair);
        let asked = change_of(cx, signal, &pair);
        skip(cx, signal, SkipReason::FollowOff, asked, RiskTrace::new(asked));
        return;
    }
    let held = if crate::planted!("sells-what-another-follow-holds") {
        cx.state.index.booked.get(&pair.1).copied().unwrap_or_default()
    } else {
        cx.state.held(&pair)
    };
    let selling = all_sales(cx.state, &pair);
    let excess = (held - selling - cx.state.target(&pair)).max(Shares::ZERO);
    let asked = if signal.kind == SignalKind::PositionClosed {
        excess
    } else {
        change_of(cx, signal, &pair).max(excess.min(share_of(signal)))
    };
    let accumulates = follow.settings.below_minimum == BelowMinimum::Accumulate;
    let combined = carried_over::combined(cx, signal, share_of(signal));
    let mut trace = RiskTrace::new(asked);
    trace.at_most(GateName::Held, excess, GateBasis::Held { held, selling });
    let shares = trace.allowed;
    if shares < LOT {
        retarget(cx, &pair);
        if accumulates && excess < LOT {
            carried_over::forget(cx, &pair); // It outweighed what waited to be bought; nothing is there to be sold.
        }
        let reason = if let Some(reason) = nothing_left {
            reason
        } else if held < LOT {
            SkipReason::NothingHeld
        } else if asked < LOT {
            SkipReason::RoundsToNothing
        } else {
            SkipReason::NothingToSell
        };
        skip(cx, signal, reason, asked, trace);
        return;
    }
    let price = if accumulates { combined.price } else { signal.price };
    let below = below_minimum(&market, shares, price);
    let basis = GateBasis::Minimum {
        shares: market.min_size,
        price,
    };
    trace.open_if(GateName::Minimum, below.is_none(), basis);
    if let Some(reason) = below {
        retarget(cx, &pair);
        let waits = accumulates && signal.kind != SignalKind::PositionClosed && signal.origin != SignalOrigin::User;
        if waits {
            combined.keep(cx, signal);
        }
        let reason = if waits { SkipReason::Accumulating } else { reason };
        skip(cx, signal, reason, asked, trace);
        return;
    }
    carried_over::forget(cx, &pair);
    let mut opening = Opening::copied(signal, &follow, shares, asked, trace.into_gates());
    opening.price = price;
    copy(cx, signal, &follow, &market, &opening, shares);
}

/// An order ended: the target follows, and a reversal that waited for its final fills goes on.
pub(crate) fn order_ended(cx: &mut Cx<'_>, pair: &Pair) {
    look_again(cx, pair);
    let Some(reversal) = cx.state.reversals.get(pair).cloned() else {
        retarget(cx, pair);
        return;
    };
    if !open_purchases(cx, pair).is_empty() {
        return;
    }
    cx.put(Change::ReversalDone {
        follow: pair.0,
        token: pair.1.clone(),
    });
    let mut waiting = reversal.signals.into_iter();
    if let Some(signal) = waiting.next().and_then(|id| cx.state.signals.get(&id).cloned()) {
        settle(cx, &signal, Some(SkipReason::TurnedRound));
    } else {
        retarget(cx, pair);
    }
    for id in waiting {
        cx.then(Consequence::Decide(id));
    }
}

/// Orders of the same market that could not be sent at their price, as they might have met the one that ended.
fn look_again(cx: &mut Cx<'_>, pair: &Pair) {
    let Some(condition) = cx.state.market_of(&pair.1).map(|market| market.condition.clone()) else {
        return;
    };
    let waiting: Vec<CopyOrderId> = cx
        .state
        .index
        .open_in(&condition)
        .filter(|id| {
            cx.state.orders.get(id).is_some_and(|order| {
                order.waiting == Some(WaitReason::BeyondBound) && order.status == OrderStatus::Working
            })
        })
        .filter(|id| cx.state.slot(*id).is_none())
        .collect();
    for id in waiting {
        cx.then(Consequence::CheckOrder(id));
    }
}

/// An order that was given up got a fill after all. Working sales are cut to what is held, and the target follows; but what was
/// bought of a position that its trader has closed since is sold as their sale would have sold it.
pub(crate) fn filled_late(cx: &mut Cx<'_>, pair: &Pair, order: CopyOrderId) {
    cut_sales(cx, pair);
    let bought = cx.state.orders.get(&order).is_some_and(|order| order.side == Side::Buy);
    if bought && trader_closed(cx, pair) {
        exit_due(cx, pair, order);
    } else {
        retarget(cx, pair);
    }
}

/// Whether the follow copies sales, and its trader is known to have sold everything they had of the token (it did not move away).
fn trader_closed(cx: &Cx<'_>, pair: &Pair) -> bool {
    let copied = cx
        .state
        .follows
        .get(&pair.0)
        .is_some_and(|follow| copies(&follow.settings, Side::Sell) && follow.moved_to.is_none());
    let gone = cx
        .state
        .known_position(pair)
        .is_some_and(|known| known.shares <= TRADER_DUST && known.moved_away.is_zero());
    let migrated = || {
        cx.state
            .migrated
            .values()
            .any(|moved| moved.follow == pair.0 && moved.from == pair.1)
    };
    copied && gone && !migrated()
}

/// Shares that a failed sale gave back are sold again, as far as the target does not want them. Where a purchase works, as many
/// are not bought: had the sale been due when the trader bought again, it would have been that much smaller.
pub(crate) fn exit_due(cx: &mut Cx<'_>, pair: &Pair, order: CopyOrderId) {
    let Some(failed) = cx.state.orders.get(&order).cloned() else {
        retarget(cx, pair);
        return;
    };
    let kept = cx.state.held(pair) - all_sales(cx.state, pair) - cx.state.target(pair);
    let not_bought = (kept + purchases(cx.state, pair)).floor_to_lot();
    let shares = kept.floor_to_lot();
    let market = cx.state.markets.get(&failed.condition).cloned();
    let over = market
        .as_ref()
        .is_none_or(|market| market.closed || market.payouts.is_some());
    let small = market
        .as_ref()
        .is_some_and(|market| below_minimum(market, shares, failed.trader_price).is_some());
    let off = !failed.by_user
        && cx
            .state
            .follows
            .get(&pair.0)
            .is_none_or(|follow| follow.status != FollowStatus::Active);
    let sold_again = !(over || small || off || shares < LOT || failed.status != OrderStatus::Ended);
    if sold_again {
        sell_again(cx, &failed, shares);
    }
    if not_bought >= LOT {
        cut_purchases(cx, pair, not_bought, CutReason::SaleFailed);
    }
    if !sold_again {
        retarget(cx, pair);
    }
}
