//! The instants at which an order passes from one stage to the next on its way out, for `cargo xtask bench path`.
//!
//! They are noted behind the feature `test-util` only, which no program switches on; without it noting one is nothing.

/// A stage that an order has just reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatencyStage {
    /// The core loop took a message.
    Taken,
    /// The core wants an order placed.
    Decided,
    /// It is signed.
    Signed,
    /// What was decided is on the disk.
    Committed,
    /// It may leave: its turn has come, and no stop was asked for.
    Left,
}

#[cfg(not(feature = "test-util"))]
pub(crate) const fn passed(_: LatencyStage) {}

#[cfg(feature = "test-util")]
pub use noted::{listen, passed, take};

#[cfg(feature = "test-util")]
mod noted {
    use std::sync::{Mutex, PoisonError};
    use std::time::Instant;

    use super::LatencyStage;

    /// None while nobody listens.
    static NOTED: Mutex<Option<Vec<(LatencyStage, Instant)>>> = Mutex::new(None);

    /// Notes passages of every engine of this process from now on.
    pub fn listen() {
        *NOTED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    }

    /// What was noted since the last time, in its order.
    pub fn take() -> Vec<(LatencyStage, Instant)> {
        let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
        noted.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Notes that an order got there now.
    pub fn passed(latency: LatencyStage) {
        if let Some(noted) = NOTED.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            noted.push((latency, Instant::now()));
        }
    }
}
