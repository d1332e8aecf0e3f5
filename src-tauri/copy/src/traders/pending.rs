//! Rows of one token and side on their way to one signal: one order of the trader's arrives as many rows.

use super::{TRADER_DUST, Traders, ignore};
use crate::entity::{Change, Follow, KnownPosition, PendingChange, PriceSource, SignalOrigin};
use crate::event::SkipReason;
use crate::input::ActivityRow;
use crate::market::Side;
use crate::money::{MICRO, Price, Rounding, Shares, mul_div};
use crate::observed::ObservedChange;
use crate::state::Pair;
use crate::step::{Consequence, Cx};

/// One row's change of the trader's position.
pub(super) struct RowChange<'a> {
    pub(super) follow: &'a Follow,
    pub(super) row: &'a ActivityRow,
    pub(super) pair: Pair,
    pub(super) side: Side,
    pub(super) before: Shares,
    pub(super) after: Shares,
    pub(super) shares: Shares,
    pub(super) price: Price,
    pub(super) source: PriceSource,
    pub(super) by_conversion: bool,
    pub(super) seen_before: u32,
}

/// Adds a row to what is on its way. A sale of what was bought moments ago, and not signalled yet, was a round trip: neither
/// is copied.
pub(super) fn gather(traders: &mut Traders, cx: &mut Cx<'_>, mut change: RowChange<'_>) {
    if change.side == Side::Sell && !crate::planted!("round-trip-copied") {
        let sold = change.shares;
        change.shares = net_round_trip(traders, cx, &change);
        // What was bought and sold again was never signalled: the rest begins from what was there before it.
        change.before = (change.before - (sold - change.shares)).max(Shares::ZERO);
        if change.shares <= Shares::ZERO {
            return;
        }
    }
    let standing = cx.state.pending.get(&change.pair);
    if standing.is_some_and(|pending| pending.side != change.side || pending.price_source != change.source) {
        let pair = change.pair.clone();
        traders.pending_due.clear(&pair);
        flush(cx, &pair); // In order: the earlier change is signalled first.
    }
    let value = change.shares.value(change.price, Rounding::HalfUp);
    let pending = match cx.state.pending.get(&change.pair) {
        Some(pending) => PendingChange {
            shares: pending.shares + change.shares,
            value: pending.value + value,
            after: change.after,
            rows: pending.rows.saturating_add(1),
            traded_at: pending.traded_at.min(change.row.at),
            ..pending.clone()
        },
        None => {
            let due = cx.now.plus(change.follow.settings.gathers_for_ms());
            traders.pending_due.set(change.pair.clone(), due);
            PendingChange {
                follow: change.pair.0,
                token: change.pair.1.clone(),
                condition: change.row.condition.clone(),
                side: change.side,
                before: change.before,
                after: change.after,
                shares: change.shares,
                value,
                rows: 1,
                first_tx: change.row.tx.clone(),
                first_shares: change.row.shares,
                first_seen_before: change.seen_before,
                traded_at: change.row.at,
                due,
                price_source: change.source,
                by_conversion: change.by_conversion,
            }
        }
    };
    cx.put(Change::Pending(pending));
}

/// Takes a sale off a purchase that is still on its way. Gives what is left of the sale.
fn net_round_trip(traders: &mut Traders, cx: &mut Cx<'_>, sale: &RowChange<'_>) -> Shares {
    let Some(bought) = cx
        .state
        .pending
        .get(&sale.pair)
        .filter(|pending| pending.side == Side::Buy)
        .cloned()
    else {
        return sale.shares;
    };
    let netted = bought.shares.min(sale.shares);
    ignore(cx, sale.pair.0, &sale.pair.1, SkipReason::RoundTrip, netted);
    let left = bought.shares - netted;
    if left <= Shares::ZERO {
        traders.pending_due.clear(&sale.pair);
        cx.put(Change::PendingDone {
            follow: sale.pair.0,
            token: sale.pair.1.clone(),
        });
    } else {
        let value = mul_div(
            bought.value.micros(),
            left.micros(),
            bought.shares.micros(),
            Rounding::HalfUp,
        );
        cx.put(Change::Pending(PendingChange {
            shares: left,
            value: crate::money::Usd::from_micros(value),
            after: bought.before + left,
            ..bought
        }));
    }
    sale.shares - netted
}

/// Turns what was gathered into an observed change.
pub(super) fn flush(cx: &mut Cx<'_>, pair: &Pair) {
    let Some(pending) = cx.state.pending.get(pair).cloned() else {
        return;
    };
    cx.put(Change::PendingDone {
        follow: pair.0,
        token: pair.1.clone(),
    });
    let price = Price::from_micros(mul_div(
        pending.value.micros(),
        MICRO,
        pending.shares.micros(),
        Rounding::HalfUp,
    ));
    // A position that baseline and rows may both contain closes only by its share: the list tells later what is left.
    let settled = cx
        .state
        .known_position(pair)
        .is_none_or(|known: &KnownPosition| known.settled);
    let origin = match (pending.price_source, pending.by_conversion) {
        (PriceSource::Traded, _) => SignalOrigin::Trades,
        (_, true) => SignalOrigin::Conversion,
        (_, false) => SignalOrigin::Merge,
    };
    let after = match pending.side {
        Side::Buy => pending.before + pending.shares,
        Side::Sell => (pending.before - pending.shares).max(Shares::ZERO),
    };
    cx.then(Consequence::Observed(Box::new(ObservedChange {
        key: key(&pending),
        closes: pending.side == Side::Sell && after <= TRADER_DUST && settled,
        follow: pending.follow,
        token: pending.token,
        condition: pending.condition,
        side: pending.side,
        before: pending.before,
        after,
        price,
        price_source: pending.price_source,
        origin,
        at: pending.traded_at,
    })));
}

/// The same rows give the same key whoever saw them. A row counts once, and is told from identical ones of its transaction by how
/// many of them were counted before it; so no two gathers begin with the same row.
fn key(pending: &PendingChange) -> String {
    let PendingChange {
        follow,
        token,
        first_tx,
        first_shares,
        first_seen_before,
        ..
    } = pending;
    let first_seen_before = if crate::planted!("signal-key-collides") {
        &0
    } else {
        first_seen_before
    };
    format!(
        "{follow}/{token}/{}/{first_tx}/{}#{first_seen_before}",
        pending.side.as_str(),
        first_shares.micros()
    )
}
