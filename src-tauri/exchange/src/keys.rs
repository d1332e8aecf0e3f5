//! Small keys in place of long texts, and the rows they stand for.
//!
//! Accounts and markets are only ever added, so a key that was given out always finds its row.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An order, by its place in the line: the lower came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OrderKey(pub(super) u64);

/// A trade, in the order they happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TradeKey(pub(super) u64);

/// A row that can never go away again.
pub(super) trait Key: Copy {
    /// For the row at that place.
    fn at(place: usize) -> Self;
    /// The row's place.
    fn place(self) -> usize;
}

macro_rules! row_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name(usize);

        impl Key for $name {
            fn at(place: usize) -> Self {
                Self(place)
            }
            fn place(self) -> usize {
                self.0
            }
        }
    };
}

row_key! {
    AccountKey
}
row_key! {
    MarketKey
}
row_key! {
    /// A neg-risk event.
    GroupKey
}

/// Rows that are only added, found by the key that adding gave.
#[derive(Debug, Clone)]
pub(super) struct Rows<K, V> {
    rows: Vec<V>,
    key: PhantomData<K>,
}

impl<K: Key, V> Rows<K, V> {
    pub(super) fn new() -> Self {
        Self {
            rows: Vec::new(),
            key: PhantomData,
        }
    }

    pub(super) fn add(&mut self, row: V) -> K {
        self.rows.push(row);
        K::at(self.rows.len() - 1)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = K> + use<K, V> {
        (0..self.rows.len()).map(K::at)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &V> {
        self.rows.iter()
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "keys come from `add` only and no row is ever removed"
)]
impl<K: Key, V> Index<K> for Rows<K, V> {
    type Output = V;
    fn index(&self, key: K) -> &V {
        &self.rows[key.place()]
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "keys come from `add` only and no row is ever removed"
)]
impl<K: Key, V> IndexMut<K> for Rows<K, V> {
    fn index_mut(&mut self, key: K) -> &mut V {
        &mut self.rows[key.place()]
    }
}
