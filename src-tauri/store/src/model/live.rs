//! What of the model's rows is live: the rule of [`crate::load`], without SQL.

use std::collections::BTreeSet;

use pilotfish_copy::entity::{Change, OrderStatus};
use pilotfish_copy::ids::{CopyOrderId, SignalId, VenueMs};
use pilotfish_copy::input::Settlement;

use super::ModelStore;
use crate::batch::RowKey;
use crate::load::LATE_MS;

pub(super) fn load(model: &ModelStore) -> Vec<Change> {
    let orders = live_orders(model, model.at.unwrap_or_default());
    let signals = needed_signals(model, &orders);
    // The ledger is the last kind, and is not loaded.
    let rows = model.rows.range(..RowKey::Ledger(0)).map(|(_, row)| row);
    let live = rows.filter(|row| match row {
        Change::Signal(signal) => signal.decision.is_none() || signals.contains(&signal.id),
        Change::Order(order) => orders.contains(&order.id),
        Change::Child(child) => orders.contains(&child.order),
        Change::Fill(fill) => orders.contains(&fill.order),
        Change::Target(target) => !target.shares.is_zero(),
        _ => true,
    });
    live.cloned().collect()
}

fn live_orders(model: &ModelStore, at: VenueMs) -> BTreeSet<CopyOrderId> {
    let mut live = BTreeSet::new();
    for row in model.rows.values() {
        match row {
            Change::Order(order) => {
                let late = order.ended_at.is_some_and(|ended| ended >= at.plus(-LATE_MS));
                if order.status != OrderStatus::Ended || late {
                    live.insert(order.id);
                }
            }
            Change::Child(child) if child.state.holds_slot() => {
                live.insert(child.order);
            }
            Change::Fill(fill) if !matches!(fill.settlement, Settlement::Confirmed | Settlement::Failed) => {
                live.insert(fill.order);
            }
            _ => {}
        }
    }
    live
}

/// The signals of live orders and of reversals.
fn needed_signals(model: &ModelStore, orders: &BTreeSet<CopyOrderId>) -> BTreeSet<SignalId> {
    let mut needed = BTreeSet::new();
    for row in model.rows.values() {
        match row {
            Change::Order(order) if orders.contains(&order.id) => {
                needed.insert(order.signal);
            }
            Change::Reversal(reversal) => needed.extend(&reversal.signals),
            _ => {}
        }
    }
    needed
}
