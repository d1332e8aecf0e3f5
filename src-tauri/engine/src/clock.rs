//! Venue time: what the core goes by. In the demo it runs faster than real time, can stand, and is read from the
//! simulated server; elsewhere it is the system's time, corrected by the skew measured against the venue.
//!
//! It goes back only where the venue's own clock shows a time far before it; in the demo it does not run ahead of a server that keeps its speed: a reading is taken to be
//! from the moment its answer arrived, when the server was already a little further. A server that lags is overtaken
//! until the next reading, by a fraction of a second of real time; a request that must say exactly when it was made reads
//! the clock anew. Real time for sockets, time-outs and back-off is `tokio::time`; [`RealClock`] is the real time that
//! authentication stamps and looks at orders are measured in.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pilotfish_copy::ids::{RealMs, VenueMs};
use tokio::sync::watch;

/// The longest the core loop sleeps without looking at the clock again, real time: a laptop that slept wakes up to it.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// A reading that is so far behind, at least, is believed against the time already seen, venue time.
const BEHIND_MOST_MS: i64 = 60_000;
/// A reading that is older, real time, does not tell what the venue's clock shows now.
const READING_IS_FRESH: Duration = Duration::from_secs(5);

/// From here on, times the speed of life, the demo's clock runs so fast that minutes pass between two looks at the screen: the window is
/// told less often, and lists that streams stand before are read less often.
pub const FAST_SPEED: u32 = 300;

/// What the simulated server's clock says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockReading {
    /// Which world it is.
    pub world: String,
    /// Its time.
    pub now: VenueMs,
    /// Venue seconds a real second, in thousandths (60× is 60,000), at least 1.
    pub speed_thousandths: u64,
    /// Whether it stands.
    pub paused: bool,
    /// The fastest that may be set, in thousandths; `None` where there is no cap.
    pub speed_most_thousandths: Option<u64>,
}

#[derive(Debug, Clone)]
enum Source {
    /// The system's clock, so many ms behind the venue's.
    System { skew_ms: i64 },
    /// A reading of the simulated server and when it arrived.
    Demo { reading: ClockReading, at: Instant },
    /// The demo before its first reading: time stands at the last thing known.
    Unread,
}

/// Venue time, shared by everything in the engine.
#[derive(Debug)]
pub struct VenueClock {
    source: RwLock<Source>,
    latest: AtomicI64,
    changed: watch::Sender<u64>,
}

impl VenueClock {
    /// A clock that goes by the system's time.
    #[must_use]
    pub fn system() -> Self {
        Self::with(Source::System { skew_ms: 0 }, VenueMs(0))
    }

    /// A clock that stands at `floor` (the last time on record) until the simulated server's is read.
    #[must_use]
    pub fn demo(floor: VenueMs) -> Self {
        Self::with(Source::Unread, floor)
    }

    fn with(source: Source, floor: VenueMs) -> Self {
        Self {
            source: RwLock::new(source),
            latest: AtomicI64::new(floor.0),
            changed: watch::Sender::new(0),
        }
    }

    /// The time now. Not earlier than any time it gave before, but after a reading that lies far behind it.
    #[must_use]
    pub fn now(&self) -> VenueMs {
        let computed = self.compute();
        VenueMs(self.latest.fetch_max(computed, Ordering::AcqRel).max(computed))
    }

    fn compute(&self) -> i64 {
        match &*self.source.read().unwrap_or_else(PoisonError::into_inner) {
            Source::System { skew_ms } => system_ms().saturating_add(*skew_ms),
            Source::Unread => self.latest.load(Ordering::Acquire),
            Source::Demo { reading, .. } if reading.paused => reading.now.0,
            Source::Demo { reading, at } => {
                let venue = at
                    .elapsed()
                    .as_micros()
                    .saturating_mul(u128::from(reading.speed_thousandths))
                    / 1_000_000;
                reading.now.0.saturating_add(i64::try_from(venue).unwrap_or(i64::MAX))
            }
        }
    }

    /// Takes a reading that has just arrived. Whoever waits for a venue time is woken when speed or pause changed.
    pub fn set(&self, reading: ClockReading) {
        let before = self.now();
        let mut source = self.source.write().unwrap_or_else(PoisonError::into_inner);
        let changed = match &*source {
            Source::Demo { reading: old, .. } => {
                old.speed_thousandths != reading.speed_thousandths || old.paused != reading.paused
            }
            Source::System { .. } | Source::Unread => true,
        };
        // A server that lags behind its speed is caught up with by standing still; past a second of real time it is believed.
        let behind_ms = before.since(reading.now);
        let second_ms = i64::try_from(reading.speed_thousandths).unwrap_or(i64::MAX);
        if behind_ms > second_ms.max(BEHIND_MOST_MS) {
            tracing::warn!(behind_ms, "the venue's clock is behind the time already seen");
            self.latest.store(reading.now.0, Ordering::Release);
        }
        *source = Source::Demo {
            reading,
            at: Instant::now(),
        };
        drop(source);
        if changed {
            self.changed.send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    /// Corrects the system's time to the venue's, as measured against its own.
    pub fn set_skew(&self, skew_ms: i64) {
        let mut source = self.source.write().unwrap_or_else(PoisonError::into_inner);
        if let Source::System { skew_ms: current } = &mut *source {
            // A clock that was far ahead is not waited for: what it showed was never the time.
            if current.saturating_sub(skew_ms) > BEHIND_MOST_MS {
                self.latest.store(i64::MIN, Ordering::Release);
            }
            *current = skew_ms;
        }
    }

    /// What the venue's own clock shows now, where that is known: in the demo soon after a reading. Elsewhere it has to be
    /// asked.
    pub(crate) fn confirmed(&self) -> Option<VenueMs> {
        let is_fresh = match &*self.source.read().unwrap_or_else(PoisonError::into_inner) {
            Source::Demo { at, .. } => at.elapsed() < READING_IS_FRESH,
            Source::System { .. } | Source::Unread => false,
        };
        is_fresh.then(|| self.now())
    }

    /// Venue time that passes in so much real time.
    pub(crate) fn venue_ms(&self, real_ms: i64) -> i64 {
        self.reading().map_or(real_ms, |reading| {
            let speed = i64::try_from(reading.speed_thousandths).unwrap_or(i64::MAX);
            real_ms.saturating_mul(speed) / 1_000
        })
    }

    /// How fast the demo's clock runs, where that is [fast](FAST_SPEED), in venue seconds a second.
    pub(crate) fn fast_speed(&self) -> Option<u32> {
        let reading = self.reading().filter(|reading| !reading.paused)?;
        let speed = u32::try_from(reading.speed_thousandths / 1_000).unwrap_or(u32::MAX);
        (speed >= FAST_SPEED).then_some(speed)
    }

    /// How far the venue's clock is ahead of the system's, ms; 0 where the venue has a clock of its own.
    pub(crate) fn skew_ms(&self) -> i64 {
        match &*self.source.read().unwrap_or_else(PoisonError::into_inner) {
            Source::System { skew_ms } => *skew_ms,
            Source::Demo { .. } | Source::Unread => 0,
        }
    }

    /// The last reading, in the demo.
    #[must_use]
    pub fn reading(&self) -> Option<ClockReading> {
        match &*self.source.read().unwrap_or_else(PoisonError::into_inner) {
            Source::Demo { reading, .. } => Some(reading.clone()),
            Source::System { .. } | Source::Unread => None,
        }
    }

    /// How long, in real time, until that venue time, at most one second: whoever sleeps looks again after it.
    #[must_use]
    pub fn real_until(&self, deadline: VenueMs) -> Duration {
        let missing = deadline.since(self.now());
        if missing <= 0 {
            return Duration::ZERO;
        }
        let speed = match &*self.source.read().unwrap_or_else(PoisonError::into_inner) {
            Source::System { .. } => 1_000,
            Source::Unread => return LONGEST_SLEEP,
            Source::Demo { reading, .. } if reading.paused => return LONGEST_SLEEP,
            Source::Demo { reading, .. } => reading.speed_thousandths.max(1),
        };
        let micros = u64::try_from(missing)
            .unwrap_or(0)
            .saturating_mul(1_000_000)
            .div_ceil(speed);
        Duration::from_micros(micros).min(LONGEST_SLEEP)
    }

    /// Changes when the speed does.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}

/// Real time in which the age of a signed request is judged. The system's clock may be set while orders are under way, so
/// each question is answered to the safe side. Clones are one clock.
#[derive(Debug, Clone)]
pub struct RealClock {
    began: Instant,
    began_ms: i64,
    /// How far it was set ahead, ms: by tests, which do not wait for minutes.
    ahead_ms: Arc<AtomicI64>,
}

impl Default for RealClock {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            began_ms: system_ms(),
            ahead_ms: Arc::new(AtomicI64::new(0)),
        }
    }
}

impl RealClock {
    /// As if so much more time had passed.
    #[cfg(any(test, feature = "test-util"))]
    pub fn pass(&self, time: Duration) {
        let ms = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::AcqRel);
    }

    /// Now, as late as it can be: for what must have passed before something may be counted on.
    #[must_use]
    pub fn at_the_latest(&self) -> RealMs {
        RealMs(self.system_now().max(self.since_began()))
    }

    /// Now, as early as it can be: for what counts on something having passed.
    #[must_use]
    pub fn at_the_earliest(&self) -> RealMs {
        RealMs(self.system_now().min(self.since_began()))
    }

    fn system_now(&self) -> i64 {
        system_ms().saturating_add(self.ahead_ms())
    }

    fn since_began(&self) -> i64 {
        let elapsed = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.began_ms.saturating_add(elapsed).saturating_add(self.ahead_ms())
    }

    fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::Acquire)
    }
}

/// The system's time, ms since 1970.
#[must_use]
pub fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn reading(now: i64, speed: u64, paused: bool) -> ClockReading {
        ClockReading {
            world: "w".to_owned(),
            now: VenueMs(now),
            speed_thousandths: speed * 1_000,
            paused,
            speed_most_thousandths: None,
        }
    }

    #[test]
    fn it_stands_before_the_first_reading_and_while_paused() {
        let clock = VenueClock::demo(VenueMs(500));
        assert_eq!(clock.now(), VenueMs(500));
        assert_eq!(clock.real_until(VenueMs(501)), LONGEST_SLEEP);
        clock.set(reading(1_000, 60, true));
        assert_eq!(clock.now(), VenueMs(1_000));
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(clock.now(), VenueMs(1_000));
    }

    #[test]
    fn it_does_not_go_back_for_a_server_that_lags_but_for_a_clock_that_was_set() {
        let clock = VenueClock::demo(VenueMs(0));
        clock.set(reading(10_000, 1, true));
        assert_eq!(clock.now(), VenueMs(10_000));
        clock.set(reading(9_000, 1, true));
        assert_eq!(clock.now(), VenueMs(10_000));
        clock.set(reading(11_000, 1, true));
        assert_eq!(clock.now(), VenueMs(11_000));
        clock.set(reading(10_000_000, 1, true));
        clock.set(reading(20_000, 1, true));
        assert_eq!(
            clock.now(),
            VenueMs(20_000),
            "ten thousand seconds ahead were taken back"
        );
    }

    #[test]
    fn a_system_clock_that_was_far_ahead_is_followed_back_once_it_is_measured() {
        let clock = VenueClock::system();
        let day = 86_400_000;
        clock.set_skew(day);
        let ahead = clock.now();
        clock.set_skew(0);
        assert!(ahead.since(clock.now()) > day / 2, "{ahead:?} is not stood at");
        let latest = clock.now();
        clock.set_skew(-BEHIND_MOST_MS / 2);
        assert!(clock.now() >= latest, "a little is waited for");
    }

    #[test]
    fn the_venues_time_is_confirmed_only_by_a_reading() {
        let clock = VenueClock::demo(VenueMs(500));
        assert_eq!((clock.confirmed(), clock.venue_ms(7)), (None, 7));
        clock.set(reading(9_000, 60, true));
        assert_eq!((clock.confirmed(), clock.venue_ms(7)), (Some(VenueMs(9_000)), 420));
        assert_eq!(VenueClock::system().confirmed(), None);
    }

    #[test]
    fn real_time_is_judged_to_the_safe_side() {
        let clock = RealClock::default();
        let other = clock.clone();
        clock.pass(Duration::from_secs(60));
        // The system's clock counts whole milliseconds, and so does the other.
        assert!(other.at_the_earliest().since(RealMs(clock.began_ms)) >= 59_999);
        let mut set_back = RealClock::default();
        set_back.began_ms += 3_600_000;
        assert!(set_back.at_the_latest().since(set_back.at_the_earliest()) >= 3_599_000);
    }

    #[test]
    fn a_venue_minute_at_sixty_is_at_most_a_real_second() {
        let clock = VenueClock::demo(VenueMs(0));
        let begun = Instant::now();
        clock.set(reading(1_000_000, 60, false));
        let wait = clock.real_until(VenueMs(1_000_000 + 30_000));
        assert!(wait <= Duration::from_millis(500), "{wait:?}");
        // What has passed since counts, however long this thread was kept waiting.
        assert!(wait + begun.elapsed() > Duration::from_millis(499), "{wait:?}");
        assert_eq!(clock.real_until(VenueMs(5)), Duration::ZERO);
    }

    #[test]
    fn only_a_changed_speed_or_pause_wakes_who_waits() {
        let clock = VenueClock::demo(VenueMs(0));
        let mut woken = clock.subscribe();
        clock.set(reading(1_000, 60, false));
        assert!(woken.has_changed().unwrap());
        woken.mark_unchanged();
        clock.set(reading(2_000, 60, false));
        assert!(!woken.has_changed().unwrap());
        clock.set(reading(2_000, 60, true));
        assert!(woken.has_changed().unwrap());
    }
}
