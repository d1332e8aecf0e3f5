//! Opening a copy order, and skipping a signal: each signal is decided once, with its reason.

use std::sync::Arc;

use crate::command::Command;
use crate::entity::{Change, CopyOrder, Decision, Execution, Follow, Gate, OrderStatus, Signal, SignalOrigin, Style};
use crate::event::{EventKind, Notice, OrderStep, SkipReason};
use crate::ids::{CopyOrderId, VenueMs};
use crate::ladder::Stage;
use crate::market::Market;
use crate::money::{Price, Shares, Usd};
use crate::risk::trace::RiskTrace;
use crate::step::{Consequence, Cx};

/// A change that is decided so long after it was made was made while nobody looked: its exit's age counts from the decision.
const SEEN_LATE_MS: i64 = 600_000;

/// What an order is made of, besides its signal.
pub(super) struct Opening {
    pub(super) shares: Shares,
    pub(super) asked: Shares,
    pub(super) price: Price,
    pub(super) at: VenueMs,
    pub(super) execution: Execution,
    pub(super) max_slippage: Price,
    pub(super) gates: Arc<[Gate]>,
}

impl Opening {
    /// For a copied signal, as its follow says.
    pub(super) fn copied(signal: &Signal, follow: &Follow, shares: Shares, asked: Shares, gates: Arc<[Gate]>) -> Self {
        Self {
            shares,
            asked,
            price: signal.price,
            at: signal.at,
            execution: match follow.settings.style {
                Style::Ladder => Execution::Ladder,
                Style::Fast => Execution::TakeThenLadder,
            },
            max_slippage: follow.settings.max_slippage,
            gates,
        }
    }
}

/// Opens the order and has it looked at. The signal's row is not written here.
pub(super) fn open_order(
    cx: &mut Cx<'_>,
    signal: &Signal,
    follow: &Follow,
    market: &Market,
    opening: &Opening,
) -> CopyOrderId {
    let id = cx.next_order_id();
    let by_user = signal.origin == SignalOrigin::User;
    let late = cx.now.since(opening.at) >= SEEN_LATE_MS && signal.side == crate::market::Side::Sell;
    let order = CopyOrder {
        id,
        follow: follow.id,
        signal: signal.id,
        trader: signal.trader.clone(),
        token: signal.token.clone(),
        condition: signal.condition.clone(),
        side: signal.side,
        by_user,
        trader_price: opening.price,
        shares: opening.shares,
        released: Shares::ZERO,
        filled: Shares::ZERO,
        value: Usd::ZERO,
        fees: Usd::ZERO,
        style: follow.settings.style,
        execution: opening.execution,
        max_slippage: opening.max_slippage,
        signal_at: opening.at,
        age_from: if late { cx.now } else { opening.at },
        time_to_resolution_ms: market.end.map(|end| end.since(opening.at)).filter(|left| *left > 0),
        status: OrderStatus::Working,
        end: None,
        limit: None,
        stage: Stage::Trader,
        regime: None,
        decided_limit: None,
        held_short: false,
        waiting: None,
        attempts: 0,
        refusals: 0,
        created_at: cx.now,
        ended_at: None,
    };
    cx.record(EventKind::Order {
        order: id,
        signal: signal.id,
        follow: follow.id,
        token: signal.token.clone(),
        side: signal.side,
        step: OrderStep::Opened {
            shares: order.shares,
            asked: opening.asked,
            trader_price: order.trader_price,
            gates: Arc::clone(&opening.gates),
        },
    });
    cx.put(Change::Order(order));
    cx.then(Consequence::CheckOrder(id));
    id
}

/// Writes the signal with what was decided.
pub(super) fn decided(cx: &mut Cx<'_>, signal: &Signal, decision: Decision) {
    cx.put(Change::Signal(Signal {
        decision: Some(decision),
        ..signal.clone()
    }));
}

/// Opens an order for a signal and writes its decision.
pub(super) fn copy(
    cx: &mut Cx<'_>,
    signal: &Signal,
    follow: &Follow,
    market: &Market,
    opening: &Opening,
    allowed: Shares,
) -> CopyOrderId {
    let order = open_order(cx, signal, follow, market, opening);
    decided(
        cx,
        signal,
        Decision {
            asked: opening.asked,
            allowed,
            order: Some(order),
            skipped: None,
            price: opening.price,
            at: opening.at,
            gates: Arc::clone(&opening.gates),
        },
    );
    order
}

/// Records that a signal is not copied, and why. Nothing moves.
pub(super) fn skip(cx: &mut Cx<'_>, signal: &Signal, reason: SkipReason, asked: Shares, trace: RiskTrace) {
    skip_but(cx, signal, reason, asked, Shares::ZERO, trace);
}

/// The same, of a purchase that only made a sale smaller by `allowed`.
pub(super) fn skip_but(
    cx: &mut Cx<'_>,
    signal: &Signal,
    reason: SkipReason,
    asked: Shares,
    allowed: Shares,
    trace: RiskTrace,
) {
    let gates = trace.into_gates();
    if reason.is_missed() && signal.origin != SignalOrigin::User {
        cx.command(Command::Notify(Notice::Skipped {
            follow: signal.follow,
            token: signal.token.clone(),
            side: signal.side,
            reason,
        }));
    }
    cx.record(EventKind::Skip {
        signal: signal.id,
        follow: signal.follow,
        token: signal.token.clone(),
        reason,
        asked,
        gates: Arc::clone(&gates),
    });
    decided(
        cx,
        signal,
        Decision {
            asked,
            allowed,
            order: None,
            skipped: Some(reason),
            price: signal.price,
            at: signal.at,
            gates,
        },
    );
}

/// Tells the user which limit stopped or cut a purchase.
pub(super) fn tell_limit(cx: &mut Cx<'_>, follow: &Follow, gate: Gate) {
    cx.command(Command::Notify(Notice::LimitReached {
        follow: follow.id,
        gate,
    }));
}
