//! The last gate before an order leaves: whether everything is stopped.
//!
//! The kill switch closes it at once, before the core has taken the user's word in and before that is on disk; it opens
//! again only when the core, committed, says that it is started and no stop is on its way. Reading it is one atomic load,
//! so that it can be asked right before the bytes go out.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Whether orders may leave.
#[derive(Debug)]
pub(crate) struct Gate {
    /// The core's committed word.
    stopped: AtomicBool,
    /// Stops that were asked for and are not committed yet.
    asked: AtomicU32,
}

impl Gate {
    pub(crate) fn new(stopped: bool) -> Self {
        Self {
            stopped: AtomicBool::new(stopped),
            asked: AtomicU32::new(0),
        }
    }

    /// Whether nothing may leave.
    pub(crate) fn is_closed(&self) -> bool {
        self.asked.load(Ordering::Acquire) > 0 || self.stopped.load(Ordering::Acquire)
    }

    /// A stop was asked for.
    pub(crate) fn stop_asked(&self) {
        self.asked.fetch_add(1, Ordering::AcqRel);
    }

    /// What the core says after a commit, and how many of the stops that were asked for are in it.
    pub(crate) fn committed(&self, stopped: bool, stops: u32) {
        self.stopped.store(stopped, Ordering::Release);
        if stops > 0 {
            let _ = self.asked.fetch_update(Ordering::AcqRel, Ordering::Acquire, |asked| {
                Some(asked.saturating_sub(stops))
            });
        }
    }

    /// Closes it for good: the engine failed and its records can no longer follow.
    pub(crate) fn close_for_good(&self) {
        self.asked.store(u32::MAX / 2, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_holds_from_the_asking_on_until_a_start_is_committed() {
        let gate = Gate::new(false);
        gate.stop_asked();
        assert!(gate.is_closed());
        gate.committed(true, 1);
        assert!(gate.is_closed());
        gate.committed(false, 0);
        assert!(!gate.is_closed());
    }

    #[test]
    fn a_start_committed_while_another_stop_is_on_its_way_does_not_open_it() {
        let gate = Gate::new(true);
        gate.stop_asked();
        gate.committed(false, 0);
        assert!(gate.is_closed());
        gate.committed(true, 1);
        assert!(gate.is_closed());
    }
}
