//! The venue's clock: where it stands, how fast it runs, whether it stands still.
//!
//! Venue time = anchor + real time since the anchor × speed. Invariant: it never goes back. It only computes: who
//! advances the world to it is `host.rs`. Real time here is monotonic, so that a stepped wall clock moves no market.

use std::time::{Duration, Instant};

use pilotfish_copy::ids::VenueMs;

/// How many times faster than real time a clock runs, in thousandths: 60× is 60,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u64);

impl Speed {
    /// As fast as real time.
    pub const REAL: Self = Self(1_000);

    /// A millionfold: past it a millisecond of real time would be more than a quarter of an hour.
    pub const MOST: Self = Self(1_000_000_000);

    /// So many times real time.
    #[must_use]
    pub const fn times(factor: u32) -> Self {
        Self(factor as u64 * 1_000)
    }

    /// From thousandths, 1 to [`Speed::MOST`].
    #[must_use]
    pub fn from_thousandths(thousandths: u64) -> Option<Self> {
        (1..=Self::MOST.0).contains(&thousandths).then_some(Self(thousandths))
    }

    #[must_use]
    pub const fn thousandths(self) -> u64 {
        self.0
    }
}

/// The longest stretch of real time the clock follows at once. A machine that slept, or a world too slow for its
/// speed, does not leap: the venue simply ran slower for a while.
pub(super) const STEP_MOST: Duration = Duration::from_millis(500);

/// What is shown of the clock, and what can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    pub now: VenueMs,
    /// How fast it runs, or would run if it were not paused.
    pub speed: Speed,
    /// Whether it stands still.
    pub paused: bool,
    /// The fastest that may be set; `None` for no cap but [`Speed::MOST`].
    pub speed_most: Option<Speed>,
}

#[derive(Debug)]
pub(crate) struct Clock {
    venue_anchor: VenueMs,
    real_anchor: Instant,
    speed: Speed,
    paused: bool,
    speed_most: Option<Speed>,
    /// Whether it makes up for what it had to let go.
    makes_up: bool,
}

impl Clock {
    /// A running clock that stands at `venue` when real time is `real`.
    pub(crate) fn new(venue: VenueMs, real: Instant, speed: Speed, speed_most: Option<Speed>) -> Self {
        Self {
            venue_anchor: venue,
            real_anchor: real,
            speed,
            paused: false,
            speed_most,
            makes_up: false,
        }
    }

    /// A clock that shows the real time, `venue` at `real`, and comes back to it step by step where the world was too slow. Once it is set
    /// otherwise it is a clock like any.
    pub(crate) fn of_real_time(venue: VenueMs, real: Instant, speed_most: Option<Speed>) -> Self {
        Self {
            makes_up: true,
            ..Self::new(venue, real, Speed::REAL, speed_most)
        }
    }

    /// Stands still until it is set otherwise.
    pub(crate) fn stand(&mut self) {
        self.paused = true;
    }

    /// Venue time at `real`, after the world was last advanced to `reached`: the clock follows at most [`STEP_MOST`] of
    /// real time beyond it, and forgets what it had to let go, unless it keeps to the real time.
    pub(crate) fn tick(&mut self, real: Instant, reached: VenueMs) -> VenueMs {
        let target = self.at(real).max(reached);
        let furthest = reached.plus(self.venue_ms(STEP_MOST));
        if target > furthest {
            if !self.makes_up {
                self.anchor(furthest, real);
            }
            return furthest;
        }
        target
    }

    /// Sets speed and pause from `real` on, where the world has been advanced to `reached`.
    ///
    /// # Errors
    /// When the speed is over the cap; nothing is changed then.
    pub(crate) fn set(
        &mut self,
        real: Instant,
        reached: VenueMs,
        speed: Option<Speed>,
        paused: Option<bool>,
    ) -> Result<(), SpeedOverCap> {
        if let (Some(speed), Some(most)) = (speed, self.speed_most)
            && speed > most
        {
            return Err(SpeedOverCap(most));
        }
        self.anchor(reached, real);
        self.makes_up = false;
        self.speed = speed.unwrap_or(self.speed);
        self.paused = paused.unwrap_or(self.paused);
        Ok(())
    }

    /// What it shows when the world has been advanced to `now`.
    pub(crate) fn reading(&self, now: VenueMs) -> ClockReading {
        ClockReading {
            now,
            speed: self.speed,
            paused: self.paused,
            speed_most: self.speed_most,
        }
    }

    fn at(&self, real: Instant) -> VenueMs {
        if self.paused {
            return self.venue_anchor;
        }
        self.venue_anchor
            .plus(self.venue_ms(real.saturating_duration_since(self.real_anchor)))
    }

    fn venue_ms(&self, real: Duration) -> i64 {
        let ms = real.as_nanos().saturating_mul(u128::from(self.speed.0)) / 1_000_000_000;
        i64::try_from(ms).unwrap_or(i64::MAX)
    }

    fn anchor(&mut self, venue: VenueMs, real: Instant) {
        self.venue_anchor = venue;
        self.real_anchor = real;
    }
}

/// A speed over the cap that the venue was started with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpeedOverCap(pub(crate) Speed);

#[cfg(test)]
mod tests {
    use super::*;

    const START: VenueMs = VenueMs(1_000_000);

    fn after(real: Instant, ms: u64) -> Instant {
        real + Duration::from_millis(ms)
    }

    #[test]
    fn venue_time_runs_at_its_speed_and_stands_still_when_paused() {
        let real = Instant::now();
        let mut clock = Clock::new(START, real, Speed::times(60), None);
        let reached = clock.tick(after(real, 100), START);
        assert_eq!(reached, START.plus(6_000));
        assert_eq!(clock.set(after(real, 100), reached, None, Some(true)), Ok(()));
        assert_eq!(clock.tick(after(real, 500_000), reached), reached);
        assert_eq!(
            clock.set(after(real, 500_000), reached, Some(Speed::times(2)), Some(false)),
            Ok(())
        );
        assert_eq!(clock.tick(after(real, 500_300), reached), reached.plus(600));
    }

    #[test]
    fn a_machine_that_slept_does_not_leap() {
        let real = Instant::now();
        let mut clock = Clock::new(START, real, Speed::times(60), None);
        let reached = clock.tick(after(real, 3_600_000), START);
        assert_eq!(reached, START.plus(30_000));
        assert_eq!(
            clock.tick(after(real, 3_600_100), reached),
            reached.plus(6_000),
            "and goes on from there"
        );
    }

    #[test]
    fn a_clock_of_real_time_comes_back_to_it_until_it_is_set() {
        let real = Instant::now();
        let mut clock = Clock::of_real_time(START, real, None);
        let mut reached = clock.tick(after(real, 2_000), START);
        assert_eq!(reached, START.plus(500), "no leap");
        for _ in 0..4 {
            reached = clock.tick(after(real, 2_100), reached);
        }
        assert_eq!(reached, START.plus(2_100));
        assert_eq!(
            clock.set(after(real, 2_100), reached, Some(Speed::times(2)), None),
            Ok(())
        );
        reached = clock.tick(after(real, 3_600_000), reached);
        assert_eq!(reached, START.plus(3_100));
        assert_eq!(clock.tick(after(real, 3_600_000), reached), reached, "forgotten");
    }

    #[test]
    fn it_never_goes_back_behind_what_was_reached() {
        let real = Instant::now();
        let mut clock = Clock::new(START, real, Speed::REAL, None);
        assert_eq!(clock.tick(real, START.plus(5_000)), START.plus(5_000));
    }

    #[test]
    fn a_speed_over_the_cap_changes_nothing() {
        let real = Instant::now();
        let mut clock = Clock::new(START, real, Speed::times(60), Some(Speed::times(600)));
        assert_eq!(
            clock.set(real, START, Some(Speed::times(601)), Some(true)),
            Err(SpeedOverCap(Speed::times(600)))
        );
        let reading = clock.reading(START);
        assert_eq!((reading.speed, reading.paused), (Speed::times(60), false));
    }
}
