//! What more than one chapter uses.

use pilotfish_copy::Core;
use pilotfish_copy::entity::{HaltReason, OrderStatus};
use pilotfish_copy::event::EndReason;
use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::input::{Input, ListQuality, RowSource};
use pilotfish_copy::market::Side;

use crate::common::{Desk, MINUTE, START, trader};

/// A poll that read everything, at an instant that does not matter.
pub(crate) const POLLED: RowSource = RowSource::Poll {
    requested_at: START,
    complete: true,
};

pub(crate) fn is_halted(desk: &Desk) -> bool {
    let missing = |halt: &HaltReason| matches!(halt, HaltReason::SharesMissing { .. });
    desk.core.state().halts.keys().any(missing)
}

/// Two empty lists, a minute apart: one alone makes no baseline.
pub(crate) fn baseline(core: &mut Core, at: VenueMs) {
    for at in [at, at.plus(MINUTE)] {
        core.step(
            at,
            Input::Snapshot {
                trader: trader(),
                requested_at: at,
                quality: ListQuality::FULL,
                positions: vec![],
            },
        );
    }
}

pub(crate) fn orders(desk: &Desk) -> Vec<(Side, String, String, OrderStatus, Option<EndReason>)> {
    desk.core
        .state()
        .orders
        .values()
        .map(|order| {
            (
                order.side,
                order.shares.to_string(),
                order.filled.to_string(),
                order.status,
                order.end,
            )
        })
        .collect()
}

pub(crate) fn token(n: usize) -> TokenId {
    TokenId::new(&format!("9{n:07}"))
}
