//! Chance: numbers that follow from the seed, the subject and the occasion, and from nothing else.
//!
//! What one habit or fault draws never depends on how often another was asked, so that leaving a line out of a script
//! changes only what hangs on it.

/// What a number is drawn for; each has numbers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Occasion {
    /// How long something takes on the wire.
    Latency = 1,
    /// When a row is listed or streamed.
    Rows,
    /// What a list of positions shows.
    List,
    /// When a trade of ours is shown.
    OwnTrades,
    /// What a message of a stream does.
    Message,
    /// Whether steps are committed together.
    Batch,
    /// What the plan of a seed is.
    Plan,
    /// How old facts are.
    Facts,
    /// How old our own balance is.
    Balance,
    /// Rate limits.
    Requests,
}

/// Mixes a number well: SplitMix64's last step.
pub(crate) const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A number from a text.
pub(crate) fn of_text(text: &str) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(state)
}

/// Numbers, one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chance(u64);

impl Chance {
    /// Those of an occasion about `subject` in the stretch of time, or of that count, numbered `bucket`.
    pub(crate) fn of(seed: u64, occasion: Occasion, subject: u64, bucket: i64) -> Self {
        let start = mix(seed ^ 0x9e37_79b9_7f4a_7c15)
            .wrapping_add(mix((occasion as u64).wrapping_mul(0xd6e8_feb8_6659_fd93)))
            .wrapping_add(mix(subject).rotate_left(17))
            .wrapping_add(mix(bucket.cast_unsigned().wrapping_add(0x51)).rotate_left(41));
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Whether something happens that happens `of_a_thousand` times in a thousand.
    pub(crate) fn happens(&mut self, of_a_thousand: u64) -> bool {
        self.next() % 1_000 < of_a_thousand
    }

    /// A whole number within [low, high]; `low` when that is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let Ok(width) = u64::try_from(high.saturating_sub(low)) else {
            return low;
        };
        let offset = self.next() % width.saturating_add(1);
        low.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// A place in a list of that length.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        let last = i64::try_from(length).unwrap_or(i64::MAX) - 1;
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    /// One of a list.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.index(list.len()))
    }
}

/// Something that comes now and then and lasts for a while: at most once in each stretch of `every_ms`, wholly within it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spells {
    pub(crate) every_ms: i64,
    /// How likely one comes in a stretch, of a thousand.
    pub(crate) of_a_thousand: u64,
    /// At least and at most.
    pub(crate) length_ms: (i64, i64),
}

impl Spells {
    /// Since when one has lasted at `at`, with numbers of its own.
    pub(crate) fn since(&self, seed: u64, occasion: Occasion, subject: u64, at: i64) -> Option<(i64, Chance)> {
        let bucket = at.div_euclid(self.every_ms.max(1));
        let mut chance = Chance::of(seed, occasion, subject ^ 0x5be1_1000, bucket);
        if !chance.happens(self.of_a_thousand) {
            return None;
        }
        let length = chance.between(self.length_ms.0, self.length_ms.1).min(self.every_ms);
        let from = bucket * self.every_ms + chance.between(0, self.every_ms - length);
        (from <= at && at < from + length).then_some((from, chance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_follows_from_its_names_alone() {
        let draw = |seed, subject, bucket| Chance::of(seed, Occasion::Rows, subject, bucket).between(0, 1 << 40);
        assert_eq!(draw(1, 2, 3), draw(1, 2, 3));
        for other in [draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4)] {
            assert_ne!(draw(1, 2, 3), other);
        }
    }

    #[test]
    fn chances_are_kept() {
        let hits = (0..10_000)
            .filter(|n| Chance::of(7, Occasion::List, 1, *n).happens(250))
            .count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
    }
}
