//! Whether the window is locked, and since when nobody has been at it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pilotfish_engine::clock::system_ms;

/// An instant by both clocks: the one that goes on evenly may stand while the computer sleeps, the other one may be set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    even: Instant,
    wall_ms: i64,
}

impl Moment {
    pub(crate) fn now() -> Self {
        Self {
            even: Instant::now(),
            wall_ms: system_ms(),
        }
    }

    /// The longer of the two: where they do not agree it is rather locked.
    fn since(self, earlier: Self) -> Duration {
        let wall = self.wall_ms.saturating_sub(earlier.wall_ms);
        let wall = Duration::from_millis(u64::try_from(wall).unwrap_or(0));
        self.even.saturating_duration_since(earlier.even).max(wall)
    }
}

/// The lock. Time alone locks it, whoever asks; nothing but [`WindowLock::open`] opens it.
#[derive(Debug)]
pub(crate) struct WindowLock(Mutex<State>);

#[derive(Debug)]
struct State {
    locked: bool,
    used: Moment,
}

impl WindowLock {
    /// As the program begins.
    pub(crate) fn new(locked: bool) -> Self {
        let used = Moment::now();
        Self(Mutex::new(State { locked, used }))
    }

    /// Whether it is locked at that moment, where it locks itself after so long without anybody.
    pub(crate) fn is_locked(&self, after: Option<Duration>, now: Moment) -> bool {
        let mut state = self.state();
        state.locked |= after.is_some_and(|after| now.since(state.used) >= after);
        state.locked
    }

    /// Somebody is at it. That opens nothing.
    pub(crate) fn used(&self, now: Moment) {
        self.state().used = now;
    }

    pub(crate) fn lock(&self) {
        self.state().locked = true;
    }

    pub(crate) fn open(&self, now: Moment) {
        *self.state() = State {
            locked: false,
            used: now,
        };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER: Option<Duration> = Some(Duration::from_secs(300));

    fn later(than: Moment, even_s: u64, wall_s: i64) -> Moment {
        Moment {
            even: than.even + Duration::from_secs(even_s),
            wall_ms: than.wall_ms + wall_s * 1_000,
        }
    }

    #[test]
    fn time_without_anybody_locks_it_and_a_hand_at_it_later_does_not_open_it() {
        let start = Moment::now();
        let lock = WindowLock::new(false);
        lock.open(start);
        assert!(!lock.is_locked(AFTER, later(start, 299, 299)));
        lock.used(later(start, 299, 299));
        assert!(!lock.is_locked(AFTER, later(start, 500, 500)));
        assert!(lock.is_locked(AFTER, later(start, 599, 599)));
        lock.used(later(start, 600, 600));
        assert!(lock.is_locked(AFTER, later(start, 600, 600)));
        lock.open(later(start, 601, 601));
        assert!(!lock.is_locked(AFTER, later(start, 602, 602)));
    }

    #[test]
    fn a_night_asleep_counts_and_a_clock_that_goes_back_does_not() {
        let start = Moment::now();
        let lock = WindowLock::new(false);
        lock.open(start);
        assert!(!lock.is_locked(AFTER, later(start, 10, -7_200)));
        assert!(lock.is_locked(AFTER, later(start, 11, 28_800)));
    }

    #[test]
    fn without_a_time_it_never_locks_itself() {
        let start = Moment::now();
        let lock = WindowLock::new(false);
        lock.open(start);
        assert!(!lock.is_locked(None, later(start, 90_000, 90_000)));
        lock.lock();
        assert!(lock.is_locked(None, start));
    }
}
