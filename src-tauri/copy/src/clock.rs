//! Trust in the time that comes with each input.
//!
//! Every deadline wakes the program at least once a minute, so time that jumps by more than [`JUMP_MS`] is either a sleep or a
//! wrong clock, and only the venue's own clock tells which. Until it was read, the core stays at the time it trusts: nothing
//! is converted, nothing is too old, no day begins. Back is the same: the core follows only what the venue's clock shows.

use crate::ids::VenueMs;

/// Time may run ahead by so much between two inputs without a question. Accounts are read every 60 s, so a running program
/// never comes near it.
const JUMP_MS: i64 = 600_000;

/// Inputs may be stamped this much before another without a question: they are stamped by several tasks.
const BACK_MS: i64 = 60_000;

/// The venue's clock and ours may differ by so much: network delay, and its whole seconds.
const AGREE_MS: i64 = 30_000;

/// Between two questions for the venue's clock, by the inputs' own time.
const ASK_AGAIN_MS: i64 = 10_000;

/// The time that is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Clock {
    now: Option<VenueMs>,
    doubted_since: Option<VenueMs>,
    asked_at: Option<VenueMs>,
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
    /// Takes an input's time; `venue` is what the venue's clock shows, where the input is a reading of it.
    pub(crate) fn take(&mut self, at: VenueMs, venue: Option<VenueMs>) -> Tick {
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
        let ask = self.asked_at.is_none_or(|asked| at.since(asked).abs() >= ASK_AGAIN_MS);
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

    /// Whether the time is doubted.
    pub(crate) const fn is_doubted(&self) -> bool {
        self.doubted_since.is_some()
    }
}
