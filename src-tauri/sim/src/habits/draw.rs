//! What a habit decides: a number that follows from the world's seed, the habit, the subject and the stretch of time, and
//! from nothing else. Whoever asks, how often and in which order makes no difference.

use pilotfish_copy::ids::VenueMs;

use super::habit::Habit;

/// Parts of a million.
const WHOLE: u64 = 1_000_000;

/// Numbers that belong to one decision, one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw(u64);

impl Draw {
    /// Of a habit about `subject` (an id, a wallet, an address) in the stretch of time numbered `bucket`.
    pub(crate) fn of(seed: u64, habit: Habit, subject: &str, bucket: i64) -> Self {
        // FNV-1a over the names, then SplitMix64: no secrets here, and it is asked for every row and message.
        let mut state = 0xcbf2_9ce4_8422_2325_u64;
        let bytes = habit.name().bytes().chain([0]).chain(subject.bytes()).chain([0]);
        for byte in bytes.chain(bucket.to_be_bytes()).chain(seed.to_be_bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Whether something of that probability happens, in parts of a million.
    pub(crate) fn chance(&mut self, micros: u64) -> bool {
        self.next() % WHOLE < micros
    }

    /// A whole number within [low, high]; `low` when the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let Ok(width) = u64::try_from(high - low) else {
            return low;
        };
        let offset = self.next() % width.saturating_add(1);
        low.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// One of the list.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(list.len()).ok()? - 1;
        list.get(usize::try_from(self.between(0, last)).ok()?)
    }
}

/// How often something lasts for a while: at most once in each stretch of `every_ms`, wholly within it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spells {
    /// The stretch, in milliseconds.
    pub(crate) every_ms: i64,
    /// How likely one comes in a stretch, in parts of a million.
    pub(crate) chance_micros: u64,
    /// How long it lasts, in milliseconds: at least, at most.
    pub(crate) length_ms: (i64, i64),
}

/// Something that lasts for a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spell {
    pub(crate) from: VenueMs,
    pub(crate) until: VenueMs,
    /// For whatever else there is to decide about it.
    pub(crate) draw: Draw,
}

impl Spells {
    /// The stretch of time that holds `at`.
    pub(crate) fn bucket(&self, at: VenueMs) -> i64 {
        at.0.div_euclid(self.every_ms.max(1))
    }

    /// The one of the stretch numbered `bucket`, if one comes in it.
    pub(crate) fn within(&self, seed: u64, habit: Habit, subject: &str, bucket: i64) -> Option<Spell> {
        let mut draw = Draw::of(seed, habit, subject, bucket);
        if !draw.chance(self.chance_micros) {
            return None;
        }
        let length = draw.between(self.length_ms.0, self.length_ms.1).min(self.every_ms);
        let from = VenueMs(bucket.saturating_mul(self.every_ms)).plus(draw.between(0, self.every_ms - length));
        Some(Spell {
            from,
            until: from.plus(length),
            draw,
        })
    }

    /// The one that lasts at `at`: from its first millisecond to before its end.
    pub(crate) fn at(&self, seed: u64, habit: Habit, subject: &str, at: VenueMs) -> Option<Spell> {
        self.within(seed, habit, subject, self.bucket(at))
            .filter(|spell| spell.from <= at && at < spell.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_follows_from_its_names_alone() {
        let draws = |seed, subject: &str, bucket| {
            let mut draw = Draw::of(seed, Habit::LateTrades, subject, bucket);
            [draw.between(0, 1_000_000_000), draw.between(0, 1_000_000_000)]
        };
        assert_eq!(draws(1, "a", 5), draws(1, "a", 5));
        for other in [draws(2, "a", 5), draws(1, "b", 5), draws(1, "a", 6)] {
            assert_ne!(draws(1, "a", 5), other);
        }
    }

    #[test]
    fn chances_are_kept_and_spells_lie_within_their_stretch() {
        let spells = Spells {
            every_ms: 3_600_000,
            chance_micros: 250_000,
            length_ms: (60_000, 600_000),
        };
        let mut found = 0;
        for bucket in 0..4_000 {
            let Some(spell) = spells.within(7, Habit::ClockOff, "venue", bucket) else {
                continue;
            };
            found += 1;
            assert_eq!(spells.bucket(spell.from), bucket);
            assert!(spell.until.since(spell.from) >= 60_000 && spell.until.0 <= (bucket + 1) * 3_600_000);
            assert!(spells.at(7, Habit::ClockOff, "venue", spell.from).is_some());
            assert!(spells.at(7, Habit::ClockOff, "venue", spell.until).is_none());
        }
        assert!((900..1_100).contains(&found), "{found} of 4,000 stretches");
    }
}
