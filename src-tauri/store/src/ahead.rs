//! A commit that is begun before all of it is known.
//!
//! An order is priced and signed after the trade that it copies was taken in. What that trade changed is written meanwhile, on the
//! thread that commits, in the transaction that the order's bytes will be in: when it is signed, little is left to write. The rows cross
//! to that thread as they are, and become statements there: signing does not wait for those either. It stays one
//! transaction, all on the disk or nothing, and nothing rests on its having been begun: where anything went wrong with it, it is
//! undone, and the commit writes the whole batch as if it had not been. So it is where the database is wanted for something else meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::entity::Gate;
use pilotfish_copy::ids::SignalId;

use crate::batch::Batch;
use crate::statements::gates_of;
use crate::writer::{Part, Undo};

/// What is written so far of a batch that is still growing. Dropping it undoes that.
#[derive(Debug)]
pub struct Ahead {
    undo: Undo,
    /// So much of the batch.
    changes: usize,
    events: usize,
    /// The gates that signals' rows hold.
    gates: BTreeMap<SignalId, Arc<[Gate]>>,
}

impl Ahead {
    /// Nothing yet.
    pub(crate) fn new(undo: Undo) -> Self {
        Self {
            undo,
            changes: 0,
            events: 0,
            gates: BTreeMap::new(),
        }
    }

    /// The number of its transaction.
    pub(crate) fn number(&self) -> u64 {
        self.undo.number()
    }

    /// What the batch has more than is written, without its intents; nothing where that is nothing. From here on it counts as written.
    pub(crate) fn more(&mut self, batch: Batch<'_>) -> Option<Part> {
        let begins = self.changes == 0 && self.events == 0;
        let rest = self.rest(batch);
        if rest.changes.is_empty() && rest.events.is_empty() {
            return None;
        }
        let part = Part {
            number: self.undo.number(),
            begins,
            changes: rest.changes.to_vec(),
            events: rest.events.to_vec(),
            at: batch.at,
            gates: self.gates.clone(),
        };
        self.gates.extend(rest.changes.iter().filter_map(gates_of));
        self.changes = batch.changes.len();
        self.events = batch.events.len();
        Some(part)
    }

    /// What the batch has more than is written.
    pub(crate) fn rest<'a>(&self, batch: Batch<'a>) -> Batch<'a> {
        Batch {
            changes: batch.changes.get(self.changes..).unwrap_or_default(),
            events: batch.events.get(self.events..).unwrap_or_default(),
            ..batch
        }
    }

    /// The gates that are written.
    pub(crate) fn gates(&self) -> BTreeMap<SignalId, Arc<[Gate]>> {
        self.gates.clone()
    }

    /// It is committed: nothing is undone when it is dropped.
    pub(crate) fn is_committed(&mut self) {
        self.undo.call_off();
    }
}
