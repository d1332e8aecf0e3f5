//! An observed change becomes a signal, and a signal is decided as soon as it can be.

use super::{exit, open::skip, purchase};
use crate::entity::{Change, Reversal, Signal, SignalKind};
use crate::event::{EventKind, SkipReason};
use crate::ids::{ConditionId, SignalId};
use crate::market::Side;
use crate::observed::ObservedChange;
use crate::risk::trace::RiskTrace;
use crate::state::Pair;
use crate::step::{Consequence, Cx};
use crate::traders::TRADER_DUST;

/// Makes the signal, records it and decides on it.
pub(crate) fn on_observed(cx: &mut Cx<'_>, change: ObservedChange) {
    let Some(old) = of_migrated(cx, &change) else {
        signal_of(cx, change);
        return;
    };
    let new: Pair = (change.follow, change.token.clone());
    if change.closes && !cx.state.target(&new).is_zero() {
        // Both are closed: what was bought of the new token, and what is still held of the old.
        signal_of(cx, change);
    }
    signal_of(cx, old);
}

fn signal_of(cx: &mut Cx<'_>, change: ObservedChange) {
    let Some(follow) = cx.state.follows.get(&change.follow) else {
        return;
    };
    let signal = Signal {
        id: SignalId(cx.state.control.next_signal),
        key: change.key,
        follow: follow.id,
        trader: follow.trader.clone(),
        token: change.token,
        condition: change.condition,
        kind: match change.side {
            Side::Buy if change.before <= TRADER_DUST => SignalKind::NewPosition,
            Side::Buy => SignalKind::SizeIncrease,
            Side::Sell if change.closes => SignalKind::PositionClosed,
            Side::Sell => SignalKind::SizeDecrease,
        },
        side: change.side,
        before: change.before,
        after: change.after,
        price: change.price,
        price_source: change.price_source,
        origin: change.origin,
        at: change.at,
        seen_at: cx.now,
        percentage: follow.settings.percentage,
        decision: None,
    };
    cx.next_signal_id();
    record(cx, &signal);
    decide_new(cx, signal);
}

pub(super) fn record(cx: &mut Cx<'_>, signal: &Signal) {
    cx.record(EventKind::Signal {
        signal: signal.id,
        key: signal.key.clone(),
        follow: signal.follow,
        trader: signal.trader.clone(),
        token: signal.token.clone(),
        condition: signal.condition.clone(),
        change: signal.kind,
        side: signal.side,
        before: signal.before,
        after: signal.after,
        price: signal.price,
        price_source: signal.price_source,
        origin: signal.origin,
        traded_at: signal.at,
    });
}

/// A trader's sale of a token that their position moved to sells what we still hold of the old one: first, and alone unless it
/// closes the position.
fn of_migrated(cx: &Cx<'_>, change: &ObservedChange) -> Option<ObservedChange> {
    if change.side != Side::Sell {
        return None;
    }
    let link = cx.state.migrated.get(&(change.follow, change.token.clone()))?;
    let old: Pair = (change.follow, link.from.clone());
    let holding = cx.state.holdings.get(&old)?;
    if cx.state.held(&old).is_zero() || cx.state.target(&old).is_zero() {
        return None; // Sold, or being sold.
    }
    Some(ObservedChange {
        key: format!("{}/{}", change.key, old.1),
        token: old.1,
        condition: holding.condition.clone(),
        ..change.clone()
    })
}

/// A signal that has just been made: its row is written once, decided or not.
fn decide_new(cx: &mut Cx<'_>, signal: Signal) {
    match ready(cx, &signal) {
        Ready::Now => go(cx, &signal),
        Ready::Later => cx.put(Change::Signal(signal)),
        Ready::Behind(mut reversal) => {
            reversal.signals.push(signal.id);
            cx.put(Change::Signal(signal));
            cx.put(Change::Reversal(reversal));
        }
    }
}

/// Decides on a signal that waited.
pub(crate) fn decide(cx: &mut Cx<'_>, id: SignalId) {
    let Some(signal) = cx.state.signals.get(&id).cloned() else {
        return;
    };
    match ready(cx, &signal) {
        Ready::Now => go(cx, &signal),
        Ready::Later => {}
        Ready::Behind(mut reversal) => {
            if !reversal.signals.contains(&id) {
                reversal.signals.push(id);
                cx.put(Change::Reversal(reversal));
            }
        }
    }
}

enum Ready {
    Now,
    /// Its market's facts are missing: they are read, since a signal waits for them.
    Later,
    /// A reversal of the same token waits for final fills.
    Behind(Reversal),
}

fn ready(cx: &Cx<'_>, signal: &Signal) -> Ready {
    if !cx.state.markets.contains_key(&signal.condition) {
        return Ready::Later;
    }
    let pair: Pair = (signal.follow, signal.token.clone());
    match cx.state.reversals.get(&pair) {
        Some(reversal) => Ready::Behind(reversal.clone()),
        None => Ready::Now,
    }
}

fn go(cx: &mut Cx<'_>, signal: &Signal) {
    match signal.side {
        Side::Buy => purchase::decide(cx, signal),
        Side::Sell => exit::decide(cx, signal),
    }
}

/// Signals that waited for this market's facts, oldest first.
pub(crate) fn decide_waiting(cx: &mut Cx<'_>, condition: &ConditionId) {
    let waiting: Vec<SignalId> = cx
        .state
        .index
        .signals_by_market
        .get(condition)
        .into_iter()
        .flatten()
        .copied()
        .collect();
    for id in waiting {
        cx.then(Consequence::Decide(id));
    }
}

/// Facts that nobody could read for hours: what waited for them is skipped, with that reason.
pub(crate) fn market_unreadable(cx: &mut Cx<'_>, condition: &ConditionId) {
    if cx.state.markets.contains_key(condition) {
        return;
    }
    let waiting: Vec<SignalId> = cx
        .state
        .index
        .signals_by_market
        .get(condition)
        .into_iter()
        .flatten()
        .copied()
        .collect();
    for id in waiting {
        if let Some(signal) = cx.state.signals.get(&id).cloned() {
            let asked = share_of(&signal);
            skip(cx, &signal, SkipReason::MarketUnknown, asked, RiskTrace::new(asked));
        }
    }
}

/// The follow's share of the trader's change, in whole lots, by the percentage of the signal's time.
pub(super) fn share_of(signal: &Signal) -> crate::money::Shares {
    if crate::planted!("share-of-the-whole-position") {
        return signal.percentage.of(signal.after.max(signal.before));
    }
    signal.percentage.of((signal.after - signal.before).abs())
}
