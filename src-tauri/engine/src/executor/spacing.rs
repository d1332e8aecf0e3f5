//! How often the same list is read while the demo's clock runs [fast](crate::clock::FAST_SPEED).
//!
//! The core asks in venue time. At 600× its minute is a tenth of a second, and nearly all of what the program then does would be asking
//! the simulated venue, in the same process, for lists that say what its streams have said. So a list that was read just now, in real
//! time, is left out until a little later; the core asks for it again at its next interval, as after a reading that hangs. At lower
//! speeds, for paper and for live every reading is made.
//!
//! Left out is only what a stream that is up stands before, and nothing on which a doubt hangs: no list that has to come past a cache, no
//! list after one that failed or was not read to its end, none of our account while books and venue differ or anything is halted. Orders, books, look-ups and
//! whatever a stream hints at do not come this way.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Executor, Job, Key};
use crate::feed_health::FeedKind;

/// The longest that a list is left out after it was read, real time.
const APART: Duration = Duration::from_secs(1);
/// The same in venue time, ms: a trade that the stream left out is found before a purchase in the `fast` style is too old (5 min).
const ACTIVITY_APART_MS: u64 = 240_000;
/// The same for our account and for markets' facts: differences of cash are waited for as long, and facts are read every five minutes.
const OTHERS_APART_MS: u64 = 600_000;

/// When lists were read last.
#[derive(Debug, Default)]
pub(super) struct Spacing {
    read: Mutex<BTreeMap<Key, Instant>>,
}

impl Spacing {
    /// It was asked for at that instant, and read to its end.
    pub(super) fn was_read(&self, key: Key, asked: Instant) {
        self.read().insert(key, asked);
    }

    /// It could not be read, or there is more of it: it is asked for again as soon as the core wants.
    pub(super) fn was_not_read(&self, key: &Key) {
        self.read().remove(key);
    }

    fn is_just_read(&self, key: &Key, apart: Duration) -> bool {
        let mut read = self.read();
        // Whoever is not followed any more is not kept.
        read.retain(|_, at| at.elapsed() < APART);
        read.get(key).is_some_and(|at| at.elapsed() < apart)
    }

    fn read(&self) -> std::sync::MutexGuard<'_, BTreeMap<Key, Instant>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor {
    /// Takes on what the core wants done; of lists that were read just now while the demo runs fast nothing (see above).
    pub(crate) fn take_due(&self, job: Job) {
        if !self.is_left_out(&job) {
            self.take(job);
        }
    }

    fn is_left_out(&self, job: &Job) -> bool {
        let shared = &self.shared;
        let Some(speed) = shared.clock.fast_speed() else {
            return false;
        };
        let (stream, apart_ms) = match job {
            Job::Activity { .. } => (FeedKind::Trades, ACTIVITY_APART_MS),
            Job::Account { .. } => (FeedKind::Account, OTHERS_APART_MS),
            Job::Market { .. } => (FeedKind::Books, OTHERS_APART_MS),
            Job::Positions { .. }
            | Job::Book { .. }
            | Job::LookUp(_)
            | Job::Time
            | Job::Post { .. }
            | Job::Cancel { .. } => return false,
        };
        if !shared.feed_health.is_up(stream) || (stream == FeedKind::Account && self.is_account_doubted()) {
            return false;
        }
        let apart = Duration::from_millis(apart_ms / u64::from(speed)).min(APART);
        shared.spacing.is_just_read(&job.key(), apart)
    }

    /// Whether the next reading of our account may confirm a difference, or end one.
    fn is_account_doubted(&self) -> bool {
        let view = self.shared.view.borrow();
        let state = view.core.state();
        let differs = || {
            state
                .differences
                .values()
                .any(|difference| !difference.shares.is_zero())
        };
        !state.halts.is_empty() || state.control.cash_difference.is_some() || differs()
    }
}
