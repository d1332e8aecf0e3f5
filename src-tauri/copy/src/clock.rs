//! Trust in the time that comes with each input.
//!
//! Every deadline wakes the program at least once a minute, so time that jumps by more than [`JUMP_MS`] is either a sleep or a
//! wrong clock, and only the venue's own clock tells which. Until it was read, the core stays at the time it trusts: nothing
//! is converted, nothing is too old, no day begins. Back is the same: the core follows only what the venue's clock shows. A
//! start is no exception, since nobody knows how long the program was off.

use crate::ids::VenueMs;
use crate::input::Input;

/// Time may run ahead by so much between two inputs without a question. Accounts are read every 60 s, so a running program
/// never comes near it.
pub(crate) const JUMP_MS: i64 = 600_000;

/// Inputs may be stamped this much before another without a question: they are stamped by several tasks.
const BACK_MS: i64 = 60_000;

/// The venue's clock and ours may differ by so much: network delay, and its whole seconds.
const AGREE_MS: i64 = 30_000;

/// Between two questions for the venue's clock, by the inputs' own time.
const ASK_AGAIN_MS: i64 = 10_000;

/// An answer that took longer is no reading of the venue's clock.
const HELD_UP_MS: i64 = 10_000;

/// The time that is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    now: Option<VenueMs>,
    doubted_since: Option<VenueMs>,
    asked_at: Option<VenueMs>,
    /// What the venue's clock is ahead of the inputs' stamps, ms, where it is more than a network's delay.
    offset_ms: i64,
}

/// What the time of an input means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tick {
    /// Time goes on.
    On(VenueMs),
    /// Time went back, and the venue's clock agrees.
    Back(VenueMs),
    /// Time is doubted; the core stays where it is. `ask` says whether the venue's clock is to be read now.
    Doubted {
        /// The time that is still trusted.
        at: VenueMs,
        /// Read the venue's clock.
        ask: bool,
    },
}

impl Clock {
    /// The clock of a program that was stopped: its rows say that it was once this late. A first time that is much later was a
    /// pause or is a wrong clock (which would take rows for read, and orders for old); one that is earlier would begin a past
    /// day's limits again.
    pub(crate) fn resuming(latest: Option<VenueMs>) -> Self {
        Self {
            now: latest,
            ..Self::default()
        }
    }

    /// Takes an input's time; `venue` is what the venue's clock shows, where the input is a reading of it.
    pub(crate) fn take(&mut self, stamp: VenueMs, venue: Option<VenueMs>) -> Tick {
        // An answer that was held up (the machine slept) shows a time that has passed: it is asked again.
        let asked = self.asked_at.filter(|_| venue.is_some());
        let held_up = asked.is_some_and(|asked| stamp.plus(self.offset_ms).since(asked).abs() > HELD_UP_MS);
        let venue = venue.filter(|_| !held_up);
        if let Some(venue) = venue {
            let offset = venue.since(stamp);
            self.offset_ms = if offset.abs() > AGREE_MS { offset } else { 0 };
        }
        let at = stamp.plus(self.offset_ms);
        let Some(now) = self.now else {
            // The first time is all there is; a reading of the venue's clock corrects it.
            let first = venue.unwrap_or(at);
            self.now = Some(first);
            return Tick::On(first);
        };
        if let Some(venue) = venue {
            return self.confirmed(now, venue);
        }
        let ahead = at.since(now);
        if (-BACK_MS..=JUMP_MS).contains(&ahead) {
            self.doubted_since = None;
            self.asked_at = None;
            let at = at.max(now);
            self.now = Some(at);
            return Tick::On(at);
        }
        self.doubted_since.get_or_insert(at);
        let ask = held_up || self.asked_at.is_none_or(|asked| at.since(asked).abs() >= ASK_AGAIN_MS);
        if ask {
            self.asked_at = Some(at);
        }
        Tick::Doubted { at: now, ask }
    }

    fn confirmed(&mut self, now: VenueMs, venue: VenueMs) -> Tick {
        self.doubted_since = None;
        self.asked_at = None;
        if venue.since(now) >= -AGREE_MS {
            let at = venue.max(now);
            self.now = Some(at);
            return Tick::On(at);
        }
        self.now = Some(venue);
        Tick::Back(venue)
    }

    /// While the time is doubted: when the venue's clock is asked for again, by the inputs' own stamps.
    pub(crate) fn next_question(&self) -> Option<VenueMs> {
        self.doubted_since?;
        self.asked_at.map(|asked| asked.plus(ASK_AGAIN_MS - self.offset_ms))
    }

    /// What the clock that stamps the inputs shows at that instant: it may be off, and corrected here.
    pub(crate) fn stamp_of(&self, at: VenueMs) -> VenueMs {
        at.plus(-self.offset_ms)
    }

    /// The time that is trusted; none before the first input of a program without rows.
    pub(crate) const fn trusted(&self) -> Option<VenueMs> {
        self.now
    }

    /// Whether the time is doubted.
    pub(crate) const fn is_doubted(&self) -> bool {
        self.doubted_since.is_some()
    }
}

/// Answers say when they were asked for, by the same clock as every input's stamp: never later than the time that is trusted.
pub(crate) fn asked_no_later_than(now: VenueMs, mut input: Input) -> Input {
    if let Some(asked) = input.requested_at_mut() {
        *asked = (*asked).min(now);
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: VenueMs = VenueMs(1_793_620_800_000);
    const HOUR: i64 = 3_600_000;

    fn running() -> Clock {
        let mut clock = Clock::default();
        clock.take(NOON, None);
        clock
    }

    #[test]
    fn a_jump_ahead_is_asked_about_and_forgotten_when_it_is_taken_back() {
        let mut clock = running();
        let ahead = NOON.plus(24 * HOUR);
        assert_eq!(clock.take(ahead, None), Tick::Doubted { at: NOON, ask: true });
        assert_eq!(clock.next_question(), Some(ahead.plus(ASK_AGAIN_MS)));
        assert_eq!(
            clock.take(ahead.plus(1_000), None),
            Tick::Doubted { at: NOON, ask: false }
        );
        assert_eq!(clock.take(NOON.plus(2_000), None), Tick::On(NOON.plus(2_000)));
        assert_eq!(clock.next_question(), None);
    }

    #[test]
    fn what_is_due_is_said_in_the_stamps_of_a_clock_that_is_off() {
        let mut clock = running();
        let stamp = NOON.plus(2 * HOUR);
        clock.take(stamp, None);
        clock.take(stamp.plus(500), Some(NOON.plus(500)));
        assert_eq!(clock.take(stamp.plus(1_000), None), Tick::On(NOON.plus(1_000)));
        assert_eq!(clock.stamp_of(NOON.plus(HOUR)), stamp.plus(HOUR));
    }

    #[test]
    fn a_sleep_is_a_jump_that_the_venue_confirms() {
        let mut clock = running();
        let later = NOON.plus(8 * HOUR);
        clock.take(later, None);
        assert_eq!(clock.take(later.plus(500), Some(later)), Tick::On(later));
        assert_eq!(clock.take(later.plus(1_000), None), Tick::On(later.plus(1_000)));
    }

    #[test]
    fn an_answer_that_was_held_up_by_a_sleep_is_no_reading() {
        let mut clock = running();
        let woken = NOON.plus(HOUR);
        clock.take(woken, None);
        let slept = woken.plus(3 * HOUR);
        assert_eq!(
            clock.take(slept, Some(woken.plus(100))),
            Tick::Doubted { at: NOON, ask: true }
        );
        assert_eq!(
            clock.take(slept.plus(200), Some(slept.plus(200))),
            Tick::On(slept.plus(200))
        );
    }

    #[test]
    fn a_clock_that_is_off_is_corrected_and_not_asked_about_again_and_again() {
        let mut clock = running();
        let wrong = NOON.plus(2 * HOUR);
        clock.take(wrong, None);
        assert_eq!(clock.take(wrong, Some(NOON.plus(1_000))), Tick::On(NOON.plus(1_000)));
        assert_eq!(clock.take(wrong.plus(5_000), None), Tick::On(NOON.plus(6_000)));
        // Set right: a jump back by the inputs' stamps, and the venue says so.
        assert!(matches!(clock.take(NOON.plus(7_000), None), Tick::Doubted { .. }));
        assert_eq!(
            clock.take(NOON.plus(7_500), Some(NOON.plus(7_500))),
            Tick::On(NOON.plus(7_500))
        );
        assert_eq!(clock.take(NOON.plus(9_000), None), Tick::On(NOON.plus(9_000)));
    }

    #[test]
    fn a_start_after_a_stop_is_asked_about_like_a_sleep() {
        let mut clock = Clock::resuming(Some(NOON));
        let later = NOON.plus(24 * HOUR);
        assert_eq!(clock.take(later, None), Tick::Doubted { at: NOON, ask: true });
        assert_eq!(clock.take(later, Some(later)), Tick::On(later));
        assert!(matches!(clock.take(later.plus(24 * HOUR), None), Tick::Doubted { .. }));

        let mut clock = Clock::resuming(Some(NOON));
        assert_eq!(clock.take(NOON.plus(60_000), None), Tick::On(NOON.plus(60_000)));

        let mut clock = Clock::resuming(Some(NOON));
        let earlier = NOON.plus(-24 * HOUR);
        assert_eq!(clock.take(earlier, None), Tick::Doubted { at: NOON, ask: true });
        assert_eq!(clock.take(earlier, Some(NOON.plus(HOUR))), Tick::On(NOON.plus(HOUR)));
    }

    #[test]
    fn a_first_start_with_a_clock_ahead_goes_back_when_the_venue_says_so() {
        let mut clock = Clock::default();
        let wrong = NOON.plus(24 * HOUR);
        assert_eq!(clock.take(wrong, None), Tick::On(wrong));
        assert_eq!(clock.take(wrong, Some(NOON)), Tick::Back(NOON));
    }
}
