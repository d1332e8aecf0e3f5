//! Deadlines: when each thing is due next. What is due is found without looking at what is not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::ids::VenueMs;

/// One deadline a key. The heap may hold instants that a key was moved from; the top never is one.
#[derive(Debug, Clone)]
pub(crate) struct Deadlines<K> {
    due: BTreeMap<K, VenueMs>,
    heap: BinaryHeap<Reverse<(VenueMs, K)>>,
}

impl<K: Ord> Default for Deadlines<K> {
    fn default() -> Self {
        Self {
            due: BTreeMap::new(),
            heap: BinaryHeap::new(),
        }
    }
}

impl<K: Ord + Clone> Deadlines<K> {
    /// Sets or moves the deadline of `key`.
    pub(crate) fn set(&mut self, key: K, at: VenueMs) {
        if self.due.insert(key.clone(), at) != Some(at) {
            self.heap.push(Reverse((at, key)));
            self.tidy();
        }
    }

    /// Brings the deadline of `key` forward to `at`, if it is later or not set.
    pub(crate) fn no_later_than(&mut self, key: K, at: VenueMs) {
        if self.due.get(&key).is_none_or(|due| *due > at) {
            self.set(key, at);
        }
    }

    pub(crate) fn clear(&mut self, key: &K) {
        if self.due.remove(key).is_some() {
            self.tidy();
        }
    }

    pub(crate) fn of(&self, key: &K) -> Option<VenueMs> {
        self.due.get(key).copied()
    }

    pub(crate) fn next(&self) -> Option<VenueMs> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// Takes out the earliest that is due at `now`.
    pub(crate) fn pop(&mut self, now: VenueMs) -> Option<K> {
        if self.next()? > now {
            return None;
        }
        let Reverse((_, key)) = self.heap.pop()?;
        self.due.remove(&key);
        self.tidy();
        Some(key)
    }

    /// After the clock went back: nothing may be due later than `latest`.
    pub(crate) fn pull_back(&mut self, latest: VenueMs) {
        for at in self.due.values_mut() {
            *at = (*at).min(latest);
        }
        self.heap = self.due.iter().map(|(key, at)| Reverse((*at, key.clone()))).collect();
    }

    /// Drops what keys were moved from off the top; and everything that is, when it is most of the heap.
    fn tidy(&mut self) {
        while let Some(Reverse((at, key))) = self.heap.peek()
            && self.due.get(key) != Some(at)
        {
            self.heap.pop();
        }
        if self.heap.len() > 64 && self.heap.len() > 4 * self.due.len() {
            self.heap = self.due.iter().map(|(key, at)| Reverse((*at, key.clone()))).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_what_was_moved_comes_once() {
        let mut deadlines = Deadlines::default();
        for (key, at) in [("a", 30), ("b", 10), ("c", 20)] {
            deadlines.set(key, VenueMs(at));
        }
        deadlines.set("b", VenueMs(40));
        deadlines.no_later_than("a", VenueMs(50));
        deadlines.clear(&"c");
        assert_eq!(deadlines.next(), Some(VenueMs(30)));
        assert_eq!(deadlines.pop(VenueMs(29)), None);
        let all: Vec<_> = std::iter::from_fn(|| deadlines.pop(VenueMs(100))).collect();
        assert_eq!(all, ["a", "b"]);
    }

    #[test]
    fn what_is_moved_again_and_again_does_not_grow() {
        let mut deadlines = Deadlines::default();
        for n in 0..10_000 {
            deadlines.set("a", VenueMs(n));
            deadlines.set("b", VenueMs(1));
        }
        assert!(deadlines.heap.len() < 100, "{}", deadlines.heap.len());
        deadlines.pull_back(VenueMs(0));
        assert_eq!(deadlines.of(&"a"), Some(VenueMs(0)));
    }
}
