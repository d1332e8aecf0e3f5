//! Where rows go.

use pilotfish_copy::Core;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::Event;

use crate::simulate::mirror::Mirror;

/// A store: takes the rows and events of steps in one transaction, and gives back what a start loads.
pub trait Durable {
    /// Makes them durable, all or nothing.
    ///
    /// # Errors
    /// When the store refuses a row: the core promised never to write such a one.
    fn commit(&mut self, changes: &[Change], events: &[Event]) -> Result<(), String>;

    /// The rows that a start loads.
    ///
    /// # Errors
    /// When they cannot be read.
    fn load(&mut self) -> Result<Vec<Change>, String>;
}

/// A store in memory that refuses nothing.
#[derive(Debug, Default)]
pub(crate) struct MemoryRows {
    rows: Mirror,
}

impl Durable for MemoryRows {
    fn commit(&mut self, changes: &[Change], _events: &[Event]) -> Result<(), String> {
        for change in changes {
            self.rows.apply(change);
        }
        Ok(())
    }

    fn load(&mut self) -> Result<Vec<Change>, String> {
        Ok(self.rows.rows())
    }
}

/// What a restored core and the one in memory differ in, if in anything.
pub(super) fn difference(memory: &Core, restored: &Core) -> Option<String> {
    let (mut memory, mut restored) = (memory.state().clone(), restored.state().clone());
    // What ended and cannot change any more is forgotten at leisure.
    let now = pilotfish_copy::ids::VenueMs(i64::MAX);
    memory.forget_ended(now);
    restored.forget_ended(now);
    if memory == restored {
        return None;
    }
    let (memory, restored) = (format!("{memory:#?}"), format!("{restored:#?}"));
    let differing = memory
        .lines()
        .zip(restored.lines())
        .enumerate()
        .find(|(_, (one, other))| one != other);
    Some(match differing {
        Some((line, (one, other))) => format!("line {line}: in memory {}, restored {}", one.trim(), other.trim()),
        None => "one is longer than the other".to_owned(),
    })
}
