//! Rows by key, of which copies share whatever neither has changed since: publishing the state costs a counter, and the first change
//! after it a copy of a few rows, however many there are.
//!
//! The rows lie in the order of their keys, in parts of at most [`MOST`]. A copy shares all parts. A change makes a copy of the list of
//! the parts and of the one part that it is in, where they are shared.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Index;
use std::slice;
use std::sync::Arc;

/// So many rows are in a part at most.
const MOST: usize = 32;
/// A part with fewer rows than this is joined to one beside it where both fill at most half of one.
const FEW: usize = MOST / 4;

/// Never empty.
type Part<K, V> = Arc<Vec<(K, V)>>;

/// Rows by key.
pub struct Table<K, V> {
    parts: Arc<Vec<Part<K, V>>>,
    len: usize,
}

impl<K, V> Table<K, V> {
    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The rows with their keys, in the order of the keys.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter {
            parts: self.parts.iter(),
            front: [].iter(),
            back: [].iter(),
            left: self.len,
        }
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// The rows in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.iter().map(|(_, row)| row)
    }
}

impl<K: Ord, V> Table<K, V> {
    /// The row with that key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let part = self.parts.get(self.part_of(key))?;
        part.get(place_in(part, key).ok()?).map(|(_, row)| row)
    }

    /// Whether there is a row with that key.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// In which part that key is or belongs.
    fn part_of(&self, key: &K) -> usize {
        let begins_by_then = |part: &Part<K, V>| part.first().is_some_and(|(first, _)| first <= key);
        self.parts.partition_point(begins_by_then).saturating_sub(1)
    }
}

fn place_in<K: Ord, V>(part: &[(K, V)], key: &K) -> Result<usize, usize> {
    part.binary_search_by(|(other, _)| other.cmp(key))
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    /// The row with that key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let number = self.part_of(key);
        let place = place_in(self.parts.get(number)?, key).ok()?;
        self.part_mut(number)?.get_mut(place).map(|(_, row)| row)
    }

    /// Puts a row under that key; the one that was there before is the answer.
    pub fn insert(&mut self, key: K, row: V) -> Option<V> {
        let number = self.part_of(&key);
        let Some(part) = self.parts.get(number) else {
            Arc::make_mut(&mut self.parts).push(Arc::new(vec![(key, row)]));
            self.len += 1;
            return None;
        };
        match place_in(part, &key) {
            Ok(place) => {
                let (_, old) = self.part_mut(number)?.get_mut(place)?;
                Some(std::mem::replace(old, row))
            }
            Err(place) => {
                self.len += 1;
                self.insert_at(number, place, key, row);
                None
            }
        }
    }

    fn insert_at(&mut self, number: usize, place: usize, key: K, row: V) {
        let parts = Arc::make_mut(&mut self.parts);
        let is_last = number + 1 == parts.len();
        let Some(part) = parts.get_mut(number) else { return };
        if part.len() < MOST {
            Arc::make_mut(part).insert(place, (key, row));
        } else if is_last && place == part.len() {
            // Numbers that are given one after another fill their parts.
            parts.push(Arc::new(vec![(key, row)]));
        } else {
            let part = Arc::make_mut(part);
            let mut behind = part.split_off(MOST / 2);
            match place.checked_sub(part.len()) {
                Some(place) => behind.insert(place, (key, row)),
                None => part.insert(place, (key, row)),
            }
            parts.insert(number + 1, Arc::new(behind));
        }
    }

    /// Takes the row with that key away.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let number = self.part_of(key);
        let place = place_in(self.parts.get(number)?, key).ok()?;
        let part = self.part_mut(number)?;
        let (_, row) = part.remove(place);
        let left = part.len();
        self.len -= 1;
        if left < FEW {
            self.join(number, left);
        }
        Some(row)
    }

    /// Joins a part of which few rows are left to the one before or behind it, where both fill at most half of one.
    fn join(&mut self, number: usize, left: usize) {
        let parts = Arc::make_mut(&mut self.parts);
        if left == 0 {
            parts.remove(number);
            return;
        }
        let fits = |other: usize| parts.get(other).is_some_and(|part| part.len() + left <= MOST / 2);
        let first = match number.checked_sub(1) {
            Some(before) if fits(before) => before,
            _ if fits(number + 1) => number,
            _ => return,
        };
        let behind = parts.remove(first + 1);
        if let Some(part) = parts.get_mut(first) {
            Arc::make_mut(part).extend(Arc::unwrap_or_clone(behind));
        }
    }

    /// Changes the row with that key, of a new one where there is none.
    pub fn edit<R>(&mut self, key: K, change: impl FnOnce(&mut V) -> R) -> R
    where
        V: Default,
    {
        if let Some(row) = self.get_mut(&key) {
            return change(row);
        }
        let mut row = V::default();
        let result = change(&mut row);
        self.insert(key, row);
        result
    }

    fn part_mut(&mut self, number: usize) -> Option<&mut Vec<(K, V)>> {
        Arc::make_mut(&mut self.parts).get_mut(number).map(Arc::make_mut)
    }
}

impl<K: Ord, V> Index<&K> for Table<K, V> {
    type Output = V;

    #[expect(
        clippy::expect_used,
        reason = "as with every map: for keys that are known to be there"
    )]
    fn index(&self, key: &K) -> &V {
        self.get(key).expect("a row with that key")
    }
}

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        Self {
            parts: Arc::clone(&self.parts),
            len: self.len,
        }
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            parts: Arc::default(),
            len: 0,
        }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts) || self.len == other.len && self.iter().eq(other)
    }
}

impl<K: Eq, V: Eq> Eq for Table<K, V> {}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(rows: I) -> Self {
        let mut table = Self::default();
        for (key, row) in rows {
            table.insert(key, row);
        }
        table
    }
}

impl<'a, K, V> IntoIterator for &'a Table<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

/// The rows of a table in the order of their keys.
pub struct Iter<'a, K, V> {
    parts: slice::Iter<'a, Part<K, V>>,
    front: slice::Iter<'a, (K, V)>,
    back: slice::Iter<'a, (K, V)>,
    left: usize,
}

impl<K, V> Clone for Iter<'_, K, V> {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            front: self.front.clone(),
            back: self.back.clone(),
            left: self.left,
        }
    }
}

impl<K, V> fmt::Debug for Iter<'_, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, row)) = self.front.next() {
                self.left -= 1;
                return Some((key, row));
            }
            match self.parts.next() {
                Some(part) => self.front = part.iter(),
                None => break,
            }
        }
        let (key, row) = self.back.next()?;
        self.left -= 1;
        Some((key, row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, row)) = self.back.next_back() {
                self.left -= 1;
                return Some((key, row));
            }
            match self.parts.next_back() {
                Some(part) => self.back = part.iter(),
                None => break,
            }
        }
        let (key, row) = self.front.next_back()?;
        self.left -= 1;
        Some((key, row))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<K, V> FusedIterator for Iter<'_, K, V> {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn whole(table: &Table<u32, u64>) {
        assert!(table.parts.iter().all(|part| (1..=MOST).contains(&part.len())));
        assert_eq!(table.parts.iter().map(|part| part.len()).sum::<usize>(), table.len());
    }

    #[derive(Debug, Clone)]
    enum Act {
        Insert(u32),
        Append,
        Remove(u32),
        RemoveFirst,
        Change(u32),
        Publish,
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let key = 0_u32..300;
        let act = prop_oneof![
            4 => key.clone().prop_map(Act::Insert),
            4 => Just(Act::Append),
            3 => key.clone().prop_map(Act::Remove),
            2 => Just(Act::RemoveFirst),
            2 => key.prop_map(Act::Change),
            1 => Just(Act::Publish),
        ];
        prop::collection::vec(act, 0..700)
    }

    proptest! {
        #[test]
        fn it_is_a_map_by_order_and_a_copy_stays_as_it_was(acts in acts()) {
            let mut table = Table::default();
            let mut model = BTreeMap::new();
            let mut copies = Vec::new();
            for (number, act) in (0_u64..).zip(acts) {
                match act {
                    Act::Insert(key) => prop_assert_eq!(table.insert(key, number), model.insert(key, number)),
                    Act::Append => {
                        let key = model.keys().next_back().map_or(0, |last| last + 1);
                        prop_assert_eq!(table.insert(key, number), model.insert(key, number));
                    }
                    Act::Remove(key) => prop_assert_eq!(table.remove(&key), model.remove(&key)),
                    Act::RemoveFirst => {
                        let first = model.pop_first();
                        prop_assert_eq!(first.and_then(|(key, _)| table.remove(&key)), first.map(|(_, row)| row));
                    }
                    Act::Change(key) => {
                        table.edit(key, |row| *row += number);
                        *model.entry(key).or_default() += number;
                        prop_assert_eq!(table.get_mut(&key), model.get_mut(&key));
                    }
                    Act::Publish => copies.push((table.clone(), model.clone())),
                }
            }
            copies.push((table, model));
            for (table, model) in copies {
                whole(&table);
                prop_assert!(table.iter().eq(&model));
                prop_assert!(table.iter().rev().eq(model.iter().rev()));
                prop_assert_eq!(table.values().len(), model.len());
                prop_assert!((0..301).all(|key| table.get(&key) == model.get(&key)));
                prop_assert_eq!(&model.into_iter().collect::<Table<_, _>>(), &table);
            }
        }

        #[test]
        fn it_is_read_from_both_ends_in_any_turn(turns in prop::collection::vec(any::<bool>(), 0..120)) {
            let table: Table<u32, u64> = (0..100).map(|key| (key, u64::from(key))).collect();
            let model: BTreeMap<u32, u64> = (0..100).map(|key| (key, u64::from(key))).collect();
            let (mut rows, mut expected) = (table.iter(), model.iter());
            for from_front in turns {
                prop_assert_eq!(rows.len(), expected.len());
                if from_front {
                    prop_assert_eq!(rows.next(), expected.next());
                } else {
                    prop_assert_eq!(rows.next_back(), expected.next_back());
                }
            }
        }
    }

    #[test]
    fn a_change_of_a_copy_leaves_all_but_one_part_shared() {
        let published: Table<u32, u64> = (0..1_000).map(|key| (key, 0)).collect();
        let mut table = published.clone();
        table.insert(500, 1);
        table.insert(1_000, 1);
        let own = |part: &&Part<u32, u64>| !published.parts.iter().any(|other| Arc::ptr_eq(part, other));
        assert_eq!(table.parts.iter().filter(own).count(), 2);
        assert_eq!((published.get(&500), published.get(&1_000)), (Some(&0), None));
    }

    #[test]
    fn parts_that_become_small_are_joined() {
        let mut table: Table<u32, u64> = (0..1_000).map(|key| (key, 0)).collect();
        for key in (0..1_000).filter(|key| key % 16 != 0) {
            table.remove(&key);
        }
        whole(&table);
        assert!(table.parts.len() <= 2 * table.len() / FEW, "{}", table.parts.len());
    }
}
