//! What a running engine measures of itself all the time: how long an order takes inside the program, stage by stage, and what waits.
//!
//! A measurement is two additions to counters: it costs nothing that an order would notice. Durations go into four buckets an octave, so
//! that a quantile is right to a quarter, whatever has been measured.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A stage of an order's way, or of what it waits for. Real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The core decides: from taking a message in to an order that is wanted.
    Decide,
    /// It is signed.
    Sign,
    /// What was decided is written and on the disk. Of every commit, with an order in it or not.
    Commit,
    /// It waits for its turn among the orders that leave.
    Turn,
    /// It waits for its place in the plan of requests, and for a connection.
    Leave,
    /// It is under way to the venue and back.
    Answer,
}

impl Stage {
    /// Every one, in the order in which an order passes them.
    pub const ALL: [Self; 6] = [
        Self::Decide,
        Self::Sign,
        Self::Commit,
        Self::Turn,
        Self::Leave,
        Self::Answer,
    ];
}

/// How long one stage took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageReading {
    /// The stage that was measured.
    pub stage: Stage,
    /// How often it was passed since the start.
    pub count: u64,
    /// Half of the times it took at most this; zero before the first.
    pub median: Duration,
    /// 99 in 100 times it took at most this.
    pub slow: Duration,
    /// The longest it took.
    pub most: Duration,
}

/// What waits in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueReading {
    /// The place where it waits.
    pub queue: Queue,
    /// How many.
    pub waiting: usize,
    /// How many may; none where nothing bounds them but what there is.
    pub most: Option<usize>,
}

/// A place where something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// Messages for the core.
    Messages,
    /// Books of the stream, one a token.
    Books,
    /// Questions and orders for the venue, under way or waiting for their turn.
    Jobs,
    /// Of them, orders that are being sent.
    Orders,
}

/// Each octave is divided into so many buckets of one width.
const STEPS_PER_OCTAVE: u32 = 4;
/// From one microsecond to more than half an hour.
const OCTAVES: u32 = 31;
const BUCKETS: usize = (STEPS_PER_OCTAVE * OCTAVES) as usize;

/// Durations, counted.
#[derive(Debug)]
struct Histogram {
    buckets: [AtomicU64; BUCKETS],
    /// Microseconds.
    most: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: [const { AtomicU64::new(0) }; BUCKETS],
            most: AtomicU64::new(0),
        }
    }
}

/// In which bucket so many microseconds are.
fn bucket(micros: u64) -> usize {
    let micros = micros.clamp(1, (1 << OCTAVES) - 1);
    let octave = micros.ilog2();
    // How far into its octave, in quarters of it: exact enough, and no logarithm of fractions.
    let within = ((micros - (1 << octave)) * u64::from(STEPS_PER_OCTAVE)) >> octave;
    let number = u64::from(octave * STEPS_PER_OCTAVE) + within;
    usize::try_from(number).unwrap_or(BUCKETS).min(BUCKETS - 1)
}

/// What lies in a bucket is at most so many microseconds.
fn end_of(bucket: usize) -> u64 {
    let bucket = u32::try_from(bucket).unwrap_or(0);
    let (octave, within) = (bucket / STEPS_PER_OCTAVE, bucket % STEPS_PER_OCTAVE);
    (1 << octave) + ((u64::from(within + 1) << octave) / u64::from(STEPS_PER_OCTAVE))
}

impl Histogram {
    fn note(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(counter) = self.buckets.get(bucket(micros)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        self.most.fetch_max(micros, Ordering::Relaxed);
    }

    fn read(&self, stage: Stage) -> StageReading {
        let counts: Vec<u64> = self.buckets.iter().map(|count| count.load(Ordering::Relaxed)).collect();
        let count: u64 = counts.iter().sum();
        let most = self.most.load(Ordering::Relaxed);
        let within = |share_of_hundred: u64| {
            let wanted = (count * share_of_hundred).div_ceil(100);
            let mut seen = 0;
            let found = counts.iter().position(|count| {
                seen += count;
                seen >= wanted && seen > 0
            });
            Duration::from_micros(found.map_or(0, end_of).min(most))
        };
        StageReading {
            stage,
            count,
            median: within(50),
            slow: within(99),
            most: Duration::from_micros(most),
        }
    }
}

/// An engine's gauges.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    stages: [Histogram; Stage::ALL.len()],
}

impl Gauges {
    /// A stage was passed, and took so long.
    pub(crate) fn note(&self, stage: Stage, took: Duration) {
        let place = Stage::ALL.iter().position(|one| *one == stage);
        if let Some(histogram) = place.and_then(|place| self.stages.get(place)) {
            histogram.note(took);
        }
    }

    /// How long each took so far.
    pub(crate) fn read(&self) -> Vec<StageReading> {
        let each = self.stages.iter().zip(Stage::ALL);
        each.map(|(histogram, stage)| histogram.read(stage)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn buckets_follow_each_other_and_hold_what_is_in_them() {
        let mut last = 0;
        for micros in (1..5_000).chain([1_000_000, 60_000_000, 1_800_000_000]) {
            let at = bucket(micros);
            assert!(at >= last, "{micros}");
            last = at;
            let end = end_of(at);
            assert!(micros <= end, "{micros} is beyond {end}");
            // A quarter, or one microsecond where there are no parts of one.
            assert!(end <= micros + micros / 4 + 1, "{micros} is far from {end}");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn quantiles_are_right_to_a_bucket_and_never_beyond_the_longest() {
        let gauges = Gauges::default();
        for ms in 1..=100 {
            gauges.note(Stage::Commit, Duration::from_millis(ms));
        }
        let all = gauges.read();
        let of = |stage| *all.iter().find(|reading| reading.stage == stage).unwrap();
        let commit = of(Stage::Commit);
        assert_eq!((commit.count, commit.most), (100, Duration::from_millis(100)));
        let about = |is: Duration, ms: u64| is >= Duration::from_millis(ms) && is <= Duration::from_millis(ms + ms / 4);
        assert!(about(commit.median, 50), "{:?}", commit.median);
        assert!(
            commit.slow >= Duration::from_millis(99) && commit.slow <= commit.most,
            "{:?}",
            commit.slow
        );
        let sign = of(Stage::Sign);
        assert_eq!(
            (sign.count, sign.median, sign.most),
            (0, Duration::ZERO, Duration::ZERO)
        );
    }
}
