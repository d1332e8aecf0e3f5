//! Waiting for something to become true: looked at again and again, never longer than its bound, no sleep for luck.

use std::time::{Duration, Instant};

/// Between two looks, real time.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is something, at most so long.
pub fn look_for<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if begun.elapsed() >= limit {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}

/// As [`look_for`], for what must come.
///
/// # Panics
/// When it did not come in time.
pub fn wait_for<T>(limit: Duration, what: &str, look: impl FnMut() -> Option<T>) -> T {
    look_for(limit, look).unwrap_or_else(|| panic!("not within {limit:?}: {what}"))
}

/// As [`wait_for`], for a condition.
///
/// # Panics
/// When it did not come in time.
pub fn wait_until(limit: Duration, what: &str, mut look: impl FnMut() -> bool) {
    wait_for(limit, what, || look().then_some(()));
}
