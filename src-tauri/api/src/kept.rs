//! What was read from the venue, kept for a while of real time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Answers by what was asked. At most so many: past that everything old goes, and what does not fit is not kept.
#[derive(Debug)]
pub(crate) struct Kept<K, V> {
    rows: Mutex<BTreeMap<K, (Instant, V)>>,
    most: usize,
}

impl<K: Ord, V: Clone> Kept<K, V> {
    pub(crate) const fn of_most(most: usize) -> Self {
        Self {
            rows: Mutex::new(BTreeMap::new()),
            most,
        }
    }

    /// What was kept within so long, and how long ago it was read.
    pub(crate) fn get(&self, key: &K, fresh: Duration) -> Option<(Duration, V)> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.get(key)
            .map(|(at, value)| (at.elapsed(), value))
            .filter(|(age, _)| *age < fresh)
            .map(|(age, value)| (age, value.clone()))
    }

    /// Keeps it; what is older than `old` makes room where there is none.
    pub(crate) fn put(&self, key: K, value: V, old: Duration) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() >= self.most {
            rows.retain(|_, (at, _)| at.elapsed() < old);
        }
        if rows.len() < self.most || rows.contains_key(&key) {
            rows.insert(key, (Instant::now(), value));
        }
    }

    pub(crate) fn clear(&self) {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_kept_is_given_while_it_is_fresh_and_makes_room_when_it_is_old() {
        const FRESH: Duration = Duration::from_secs(10);
        let kept: Kept<u32, &str> = Kept::of_most(2);
        kept.put(1, "one", FRESH);
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(kept.get(&1, FRESH), Some((Duration::from_secs(4), "one")));
        assert_eq!(kept.get(&1, Duration::from_secs(3)), None);
        kept.put(2, "two", FRESH);
        kept.put(3, "three", FRESH);
        assert_eq!(kept.get(&3, FRESH), None, "there is no room");
        tokio::time::advance(Duration::from_secs(7)).await;
        kept.put(3, "three", FRESH);
        assert_eq!(
            (kept.get(&1, FRESH), kept.get(&3, FRESH).map(|(_, value)| value)),
            (None, Some("three"))
        );
        kept.clear();
        assert_eq!(kept.get(&3, FRESH), None);
    }
}
