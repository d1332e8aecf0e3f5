//! Whether the computer slept: its clock went on while nothing ran.
//!
//! On Linux and macOS the monotonic clock stands still in sleep while the system's goes on. Where both go on (Windows), sleep
//! shows as a gap between two looks, since this is looked at several times a minute.

use std::time::Duration;

use tokio::time::Instant;

/// A gap from this on counts as sleep: connections are dead by then, and what is known of the venue is old.
const GAP: Duration = Duration::from_secs(30);

/// Compares the two clocks from look to look.
#[derive(Debug)]
pub(crate) struct SleepWatch {
    last: Instant,
    last_system_ms: i64,
}

impl SleepWatch {
    pub(crate) fn new(now: Instant, system_ms: i64) -> Self {
        Self {
            last: now,
            last_system_ms: system_ms,
        }
    }

    /// How long it slept since the last look, if it did.
    pub(crate) fn look(&mut self, now: Instant, system_ms: i64) -> Option<Duration> {
        let ran = now.saturating_duration_since(self.last);
        let passed = Duration::from_millis(u64::try_from(system_ms - self.last_system_ms).unwrap_or(0));
        (self.last, self.last_system_ms) = (now, system_ms);
        let slept = passed.saturating_sub(ran);
        // One loop of the core loop waits for a minute at most.
        let stood = ran.saturating_sub(Duration::from_secs(90));
        let gap = slept.max(stood);
        (gap >= GAP).then_some(gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_passed_while_nothing_ran_is_sleep_and_a_clock_set_back_is_not() {
        let begun = Instant::now();
        let after = |s: u64| begun + Duration::from_secs(s);
        let mut watch = SleepWatch::new(begun, 1_000_000);
        assert_eq!(watch.look(after(10), 1_010_000), None, "as it should");
        assert_eq!(watch.look(after(11), 1_035_000), None, "a step of 24 s is none");
        assert_eq!(
            watch.look(after(12), 1_036_000 + 28_800_000),
            Some(Duration::from_secs(28_800)),
            "a night"
        );
        assert_eq!(watch.look(after(13), 0), None, "set back");
        assert_eq!(watch.look(after(73), 60_000), None, "a minute of waiting");
        assert_eq!(
            watch.look(after(73 + 600), 660_000),
            Some(Duration::from_secs(510)),
            "both clocks went on, and nothing ran for ten minutes"
        );
    }
}
