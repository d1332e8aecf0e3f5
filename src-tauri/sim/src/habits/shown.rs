//! What the venue shows of itself: the truth through its habits.
//!
//! Nothing is remembered here. A copy's age follows from its address, and what the venue knew at an earlier instant is
//! read back from its records, so that the same question at the same instant always has the same answer.

mod account;
mod activity;
mod answers;
mod market;
mod positions;
mod relayer;
mod stream;

use pilotfish_copy::ids::VenueMs;

use super::draw::{Draw, Spell, Spells};
use super::{Habit, HabitSet};
use crate::venue::Venue;

pub use account::LookUp;
pub use activity::ActivityPage;
pub use answers::{Call, Trouble};
pub use positions::{Listing, PositionsPage};
pub use relayer::RelayerTrouble;

/// One minute, in milliseconds: how long a passing oddity of a list stays as it is.
const MINUTE_MS: i64 = 60_000;

/// How a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// At its plain address: a cache may answer.
    Cached,
    /// With a parameter that the venue does not know, which no cache has an answer to.
    Fresh,
}

/// The venue as it shows itself now.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    venue: &'a Venue,
}

impl Venue {
    /// The venue as it shows itself to whoever asks now, its habits on.
    #[must_use]
    pub fn shown(&self) -> Shown<'_> {
        Shown { venue: self }
    }
}

impl Shown<'_> {
    fn habits(&self) -> &HabitSet {
        self.venue.habits()
    }

    fn has(&self, habit: Habit) -> bool {
        self.habits().has(habit)
    }

    fn now(&self) -> VenueMs {
        self.venue.now()
    }

    fn draw(&self, habit: Habit, subject: &str, bucket: i64) -> Draw {
        Draw::of(self.venue.seed(), habit, subject, bucket)
    }

    /// The spell of a habit that lasts now, if the habit is on.
    fn spell(&self, habit: Habit, spells: &Spells, subject: &str) -> Option<Spell> {
        self.has(habit)
            .then(|| spells.at(self.venue.seed(), habit, subject, self.now()))
            .flatten()
    }

    /// Whether something of that probability befalls the subject in this minute; its further draws.
    fn befalls(&self, habit: Habit, subject: &str, chance_micros: u64) -> Option<Draw> {
        if !self.has(habit) {
            return None;
        }
        let mut draw = self.draw(habit, subject, self.now().0.div_euclid(MINUTE_MS));
        draw.chance(chance_micros).then_some(draw)
    }

    /// When the copy at an address was made: copies are made anew every `age_ms`, each address at its own moment.
    fn copied_at(&self, habit: Habit, address: &str, age_ms: i64) -> VenueMs {
        let phase = self.draw(habit, address, 0).between(0, age_ms - 1);
        VenueMs((self.now().0 - phase).div_euclid(age_ms) * age_ms + phase)
    }
}

#[cfg(test)]
mod tests;
