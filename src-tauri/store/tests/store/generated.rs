//! Generated histories of rows: each refers only to what exists, each row is written and then changed. And wild rows, which do not.

use std::collections::BTreeMap;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::money::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::common::hash;

mod orders;
mod standing;
mod traders;
mod values;

use orders::*;
use standing::small_rows;
use traders::follow_rows;
pub(crate) use values::AT;
use values::FOLLOWS;

/// Rows with ids: `count` of them made by `row(id)`, each twice, so that the second changes the first.
fn twice<T: std::fmt::Debug, S: Strategy<Value = T>>(
    count: u64,
    row: impl Fn(u64) -> S,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    let once: Vec<_> = (1..=count).map(&row).collect();
    let again: Vec<_> = (1..=count).map(&row).collect();
    (once, again)
}

/// A history that refers only to what exists: follows, signals, orders, children, fills, and the rest anywhere between.
pub(crate) fn histories() -> impl Strategy<Value = Vec<Change>> {
    const SIGNALS: u64 = 6;
    const ORDERS: u64 = 5;
    const CHILDREN: u64 = 7;
    let main = (
        twice(FOLLOWS, follow_rows),
        twice(SIGNALS, signal_rows),
        twice(ORDERS, |id| order_rows(id, SIGNALS)),
        twice(CHILDREN, |id| child_rows(id, ORDERS)),
        twice(8, |id| fill_rows(id, CHILDREN, ORDERS)),
    );
    (main, vec(small_rows(), 0..40)).prop_map(|((follows, signals, orders, children, fills), small)| {
        let mut rows: Vec<Change> = Vec::new();
        rows.extend(follows.0.into_iter().map(Change::Follow));
        rows.extend(signals.0.into_iter().map(Change::Signal));
        rows.extend(orders.0.into_iter().map(Change::Order));
        let mut slots = Slots::default();
        for child in &children.0 {
            slots.put(&mut rows, child.clone());
        }
        let signed = |fill: &Fill| slots.children[&fill.child].hash.is_some();
        let first: Vec<Fill> = fills.0.into_iter().filter(signed).collect();
        rows.extend(first.iter().cloned().map(Change::Fill));
        rows.extend(small);
        rows.extend(follows.1.into_iter().map(Change::Follow));
        let decided: Vec<_> = rows.iter().filter_map(decision_of).cloned().collect();
        rows.extend(
            signals
                .1
                .into_iter()
                .map(|again| Change::Signal(decided_once(&decided, again))),
        );
        rows.extend(orders.1.into_iter().map(Change::Order));
        for child in children.1 {
            let order = slots.children[&child.id].order;
            let hash = slots.children[&child.id].hash.clone().or(child.hash.clone());
            let evidence = more(&slots.children[&child.id].evidence, child.evidence.clone());
            slots.put(
                &mut rows,
                ChildOrder {
                    order,
                    hash,
                    evidence,
                    ..child
                },
            );
        }
        rows.extend(booked(&first));
        for (old, new) in first.into_iter().zip(fills.1) {
            let again = Fill {
                settlement: new.settlement,
                realised: new.realised,
                effect: new.effect,
                fee: new.fee,
                ..old
            };
            rows.push(Change::Fill(again));
        }
        rows
    })
}

fn decision_of(row: &Change) -> Option<&Signal> {
    match row {
        Change::Signal(signal) => signal.decision.is_some().then_some(signal),
        _ => None,
    }
}

/// A signal that was decided keeps its gates.
fn decided_once(decided: &[Signal], again: Signal) -> Signal {
    let first = decided.iter().find(|first| first.id == again.id);
    let Some(first) = first.and_then(|first| first.decision.clone()) else {
        return again;
    };
    let decision = Decision {
        gates: std::sync::Arc::clone(&first.gates),
        ..again.decision.unwrap_or(first)
    };
    Signal {
        decision: Some(decision),
        ..again
    }
}

/// Keeps the slot rule while children are written: what held the slot is closed first.
#[derive(Default)]
struct Slots {
    children: BTreeMap<ChildId, ChildOrder>,
}

impl Slots {
    fn put(&mut self, rows: &mut Vec<Change>, child: ChildOrder) {
        if child.state.holds_slot() {
            let holder = |other: &&mut ChildOrder| {
                other.order == child.order && other.id != child.id && other.state.holds_slot()
            };
            if let Some(other) = self.children.values_mut().find(holder) {
                other.state = ChildState::Final;
                rows.push(Change::Child(other.clone()));
            }
        }
        self.children.insert(child.id, child.clone());
        rows.push(Change::Child(child));
    }
}

/// The ledger of those fills: each with its fee.
fn booked(fills: &[Fill]) -> Vec<Change> {
    let entry = |seq, fill: &Fill, movement| {
        Change::Ledger(LedgerEntry {
            seq,
            at: fill.at,
            movement,
            follow: Some(fill.follow),
            token: Some(fill.token.clone()),
            condition: Some(fill.condition.clone()),
            shares: fill.effect.shares,
            cash: fill.effect.cash,
            claim: Usd::ZERO,
            realised: fill.realised,
        })
    };
    let mut rows = Vec::new();
    for (place, fill) in (0..).zip(fills) {
        let (trade, hash) = (fill.trade.clone(), fill.hash.clone());
        let fee = Movement::Fee {
            trade: trade.clone(),
            hash: hash.clone(),
        };
        rows.push(entry(2 * place + 1, fill, Movement::Fill { trade, hash }));
        rows.push(entry(2 * place + 2, fill, fee));
    }
    rows
}

/// Rows that may break any promise: ids that exist or do not, hashes and keys of others, states and numbers as they come.
pub(crate) fn wild_rows() -> impl Strategy<Value = Change> {
    let signals = (signal_rows(3), 1..9_u64, 1..9_u64, 1..5_u64).prop_map(|(row, id, key, follow)| {
        Change::Signal(Signal {
            id: SignalId(id),
            key: format!("signal {key}"),
            follow: FollowId(follow),
            ..row
        })
    });
    let orders = (order_rows(3, 8), 1..8_u64, any::<bool>(), any::<bool>()).prop_map(|(row, id, why, when)| {
        Change::Order(CopyOrder {
            id: CopyOrderId(id),
            end: row.end.filter(|_| why),
            ended_at: row.ended_at.filter(|_| when),
            ..row
        })
    });
    let oddities = (0..8_u8, 1..10_u64, option::of(1..10_u64), 0..9_u8);
    let children = (child_rows(3, 7), oddities).prop_map(|(row, (odd, id, signed, side))| {
        let (price, nothing) = (row.kind.price(), Shares::ZERO);
        let kind = match odd {
            0 => ChildKind::SellNow { price, shares: nothing },
            1 => ChildKind::BuyNow {
                price: Price::ONE,
                budget: Usd::ONE,
            },
            _ => row.kind,
        };
        Change::Child(ChildOrder {
            id: ChildId(id),
            hash: signed.map(hash),
            side: if side == 0 { row.side.opposite() } else { row.side },
            kind,
            ..row
        })
    });
    let fills = (fill_rows(3, 9, 7), 1..10_u64).prop_map(|(row, id)| {
        Change::Fill(Fill {
            trade: TradeId::new(&format!("trade {id}")),
            ..row
        })
    });
    let ledger = (1..20_u64, fill_rows(2, 9, 7), 0..4_u8, 1..6_u64).prop_map(|(seq, fill, movement, follow)| {
        let (trade, hash) = (fill.trade, fill.hash);
        Change::Ledger(LedgerEntry {
            seq,
            at: fill.at,
            movement: match movement {
                0 => Movement::Fill { trade, hash },
                1 => Movement::Reversal { trade, hash },
                2 => Movement::Payout,
                _ => Movement::Deposit,
            },
            follow: (movement != 3).then_some(FollowId(follow)),
            token: None,
            condition: None,
            shares: fill.shares,
            cash: fill.fee,
            claim: fill.realised,
            realised: fill.realised,
        })
    });
    prop_oneof![
        2 => signals,
        2 => orders,
        4 => children,
        2 => fills,
        3 => ledger,
        8 => small_rows(),
        1 => (1..5_u64).prop_flat_map(follow_rows).prop_map(Change::Follow),
    ]
}
