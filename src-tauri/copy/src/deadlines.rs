//! Deadlines: when each thing is due next. What is due is found without looking at what is not.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::VenueMs;

/// One deadline a key.
#[derive(Debug, Clone)]
pub(crate) struct Deadlines<K> {
    due: BTreeMap<K, VenueMs>,
    order: BTreeSet<(VenueMs, K)>,
}

impl<K> Default for Deadlines<K> {
    fn default() -> Self {
        Self {
            due: BTreeMap::new(),
            order: BTreeSet::new(),
        }
    }
}

impl<K: Ord + Clone> Deadlines<K> {
    /// Sets or moves the deadline of `key`.
    pub(crate) fn set(&mut self, key: K, at: VenueMs) {
        if let Some(old) = self.due.insert(key.clone(), at) {
            if old == at {
                return;
            }
            self.order.remove(&(old, key.clone()));
        }
        self.order.insert((at, key));
    }

    /// Brings the deadline of `key` forward to `at`, if it is later or not set.
    pub(crate) fn no_later_than(&mut self, key: K, at: VenueMs) {
        if self.due.get(&key).is_none_or(|due| *due > at) {
            self.set(key, at);
        }
    }

    pub(crate) fn clear(&mut self, key: &K) {
        if let Some(at) = self.due.remove(key) {
            self.order.remove(&(at, key.clone()));
        }
    }

    pub(crate) fn of(&self, key: &K) -> Option<VenueMs> {
        self.due.get(key).copied()
    }

    pub(crate) fn next(&self) -> Option<VenueMs> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes out the earliest that is due at `now`.
    pub(crate) fn pop(&mut self, now: VenueMs) -> Option<K> {
        if self.next()? > now {
            return None;
        }
        let (_, key) = self.order.pop_first()?;
        self.due.remove(&key);
        Some(key)
    }

    /// After the clock went back: nothing may be due later than `latest` says for it.
    pub(crate) fn pull_back(&mut self, latest: VenueMs) {
        while let Some((at, key)) = self.order.last().cloned() {
            if at <= latest {
                break;
            }
            self.set(key, latest);
        }
    }
}
