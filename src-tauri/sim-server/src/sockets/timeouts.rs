//! When the activity stream falls silent.

use std::time::{Duration, Instant};

/// How long the activity stream goes on without a PING: then it says nothing more, and does not close either. The other channels have no end.
#[derive(Debug)]
pub(super) struct Timeouts {
    heard: Option<Instant>,
    lost: bool,
}

impl Timeouts {
    /// Of a socket that was opened now; only some have an end.
    pub(super) fn new(ends: bool, now: Instant) -> Self {
        Self {
            heard: ends.then_some(now),
            lost: false,
        }
    }

    /// A PING came.
    pub(super) fn pinged(&mut self, now: Instant) {
        if let Some(heard) = &mut self.heard {
            *heard = now;
        }
    }

    /// Whether it still talks. Once lost, it is lost for good.
    pub(super) fn holds(&mut self, now: Instant, length: impl FnOnce() -> Duration) -> bool {
        if let Some(heard) = self.heard.filter(|_| !self.lost) {
            self.lost = now.saturating_duration_since(heard) > length();
        }
        !self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_activity_stream_falls_silent_without_pings_and_then_for_good() {
        let start = Instant::now();
        let six_minutes = || Duration::from_secs(360);
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut stream = Timeouts::new(true, start);
        assert!(stream.holds(at(359), six_minutes));
        stream.pinged(at(359));
        assert!(stream.holds(at(700), six_minutes));
        assert!(!stream.holds(at(720), six_minutes));
        stream.pinged(at(721));
        assert!(!stream.holds(at(722), six_minutes), "it does not come back");
        let mut market = Timeouts::new(false, start);
        assert!(market.holds(at(100_000), six_minutes));
    }
}
