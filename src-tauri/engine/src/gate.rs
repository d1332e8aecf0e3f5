//! The last gate before an order leaves: whether a stop was asked for since it was decided.
//!
//! The kill switch closes it at once, before the core has taken the user's word in and before that is on disk. What was
//! decided before the stop stays in; what the core decides after it is the user's own close, and leaves. Reading it is one
//! atomic load, so that it can be asked right before the bytes go out.

use std::sync::atomic::{AtomicU32, Ordering};

/// Counts stops.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// Stops that were asked for since the start.
    asked: AtomicU32,
    /// Of them, those that the core has taken in and that are committed.
    committed: AtomicU32,
}

/// How many stops the core had taken in when an order was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StopsTaken(pub(crate) u32);

impl Gate {
    /// Whether an order may leave that was decided after so many stops: no other was asked for since.
    pub(crate) fn lets_out(&self, decided: StopsTaken) -> bool {
        self.asked.load(Ordering::Acquire) == decided.0
    }

    /// Whether a stop was asked for that is not committed yet.
    pub(crate) fn is_closing(&self) -> bool {
        self.asked.load(Ordering::Acquire) != self.committed.load(Ordering::Acquire)
    }

    /// A stop was asked for.
    pub(crate) fn stop_asked(&self) {
        self.asked.fetch_add(1, Ordering::AcqRel);
    }

    /// So many stops, counted from the start, are committed.
    pub(crate) fn committed(&self, taken: StopsTaken) {
        self.committed.store(taken.0, Ordering::Release);
    }

    /// Closes it for good: the engine failed and its records can no longer follow.
    pub(crate) fn close_for_good(&self) {
        self.asked.store(u32::MAX, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_before_a_stop_stays_in_and_what_is_decided_after_it_leaves() {
        let gate = Gate::default();
        assert!(gate.lets_out(StopsTaken(0)));
        gate.stop_asked();
        assert!(gate.is_closing() && !gate.lets_out(StopsTaken(0)));
        gate.committed(StopsTaken(1));
        assert!(!gate.is_closing());
        assert!(!gate.lets_out(StopsTaken(0)), "decided before the stop");
        assert!(gate.lets_out(StopsTaken(1)), "the user's close, asked for after it");
    }

    #[test]
    fn another_stop_on_its_way_holds_what_was_decided_after_the_first() {
        let gate = Gate::default();
        gate.stop_asked();
        gate.stop_asked();
        gate.committed(StopsTaken(1));
        assert!(gate.is_closing() && !gate.lets_out(StopsTaken(1)));
        gate.committed(StopsTaken(2));
        assert!(gate.lets_out(StopsTaken(2)));
        gate.close_for_good();
        assert!(!gate.lets_out(StopsTaken(2)));
    }
}
