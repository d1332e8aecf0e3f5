//! A model of the store, in memory, without async: the rows by key, the promises of the schema, and a disk that may lose what
//! was not synced. The simulation drives it where the database itself would be too slow; a test drives both and compares.
//!
//! It keeps what is loaded again and what promises rest on. What only the read models need (the journal's bodies, forgotten
//! markets) is not here.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::entity::{Change, ChildOrder, Fill, LedgerEntry, Movement, Signal};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{ChildId, CopyOrderId, FollowId, OrderHash, SignalId, TradeId, VenueMs};

use crate::batch::{Batch, Intent, RowKey, WriteRows, key_of};
use crate::promises::{self, Broken, Written};
use crate::rows::ledger::fill_of;

mod live;

/// The store's rows in memory.
#[derive(Debug, Clone, Default)]
pub struct ModelStore {
    rows: BTreeMap<RowKey, Change>,
    intents: BTreeMap<ChildId, Intent>,
    last_event: Option<u64>,
    last_ledger: u64,
    at: Option<VenueMs>,
    /// The child that holds each slot.
    open: BTreeMap<CopyOrderId, ChildId>,
    hashes: BTreeMap<OrderHash, ChildId>,
    keys: BTreeMap<String, SignalId>,
    booked: BTreeSet<(TradeId, OrderHash, &'static str)>,
    /// How to take back, newest last, what was written since the last sync.
    undo: Vec<Undo>,
}

/// How to take one piece back.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "nearly all of them are rows")]
enum Undo {
    /// The row was that before.
    Row(RowKey, Option<Change>),
    /// The child was not signed before.
    Intent(ChildId),
    /// The journal's last number was that before.
    Event(Option<u64>),
    /// The record went to there before.
    At(Option<VenueMs>),
}

impl ModelStore {
    /// Writes a batch, whole or not at all.
    ///
    /// # Errors
    /// The promise that the batch breaks; nothing of it is written then.
    pub fn commit(&mut self, batch: Batch<'_>) -> Result<(), Broken> {
        let start = self.undo.len();
        let written = batch.write(self).and_then(|()| self.refers(start));
        if written.is_err() {
            self.take_back(start);
        }
        written
    }

    /// Makes everything that was committed durable.
    pub fn sync(&mut self) {
        self.undo.clear();
    }

    /// The power fails: what was committed since the last sync is lost.
    pub fn crash(&mut self) {
        self.take_back(0);
    }

    /// The live state, the rows that the database would load ([`crate::Store::load`]).
    #[must_use]
    pub fn load(&self) -> Vec<Change> {
        live::load(self)
    }

    /// The ledger from its beginning.
    pub fn ledger(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.rows.range(RowKey::Ledger(0)..).filter_map(|(_, row)| match row {
            Change::Ledger(entry) => Some(entry),
            _ => None,
        })
    }

    /// What was signed for that child, if anything was.
    #[must_use]
    pub fn intent(&self, child: ChildId) -> Option<&Intent> {
        self.intents.get(&child)
    }

    /// Every signed order whose child's fate is open, oldest first.
    pub fn open_intents(&self) -> impl Iterator<Item = &Intent> {
        let open: BTreeSet<ChildId> = self.open.values().copied().collect();
        self.intents.values().filter(move |intent| open.contains(&intent.child))
    }

    /// The venue time of the last commit.
    #[must_use]
    pub fn last_commit_at(&self) -> Option<VenueMs> {
        self.at
    }

    /// That everything written since `start` refers to what exists.
    fn refers(&self, start: usize) -> Result<(), Broken> {
        let written = self.undo.get(start..).unwrap_or_default();
        let dangling = written.iter().find_map(|undo| match undo {
            Undo::Row(key, _) => promises::dangling(self.rows.get(key)?, self),
            Undo::Intent(child) => promises::dangling_intent(self.intents.get(child)?, self),
            Undo::Event(_) | Undo::At(_) => None,
        });
        dangling.map_or(Ok(()), Err)
    }

    fn take_back(&mut self, start: usize) {
        while self.undo.len() > start {
            match self.undo.pop() {
                Some(Undo::Row(key, before)) => {
                    self.replace(&key, before);
                }
                Some(Undo::Intent(child)) => {
                    self.intents.remove(&child);
                }
                Some(Undo::Event(before)) => self.last_event = before,
                Some(Undo::At(before)) => self.at = before,
                None => return,
            }
        }
    }

    /// Puts a row, or takes it out.
    fn put(&mut self, key: RowKey, row: Option<Change>) {
        let before = self.replace(&key, row);
        self.undo.push(Undo::Row(key, before));
    }

    /// Keeps the indexes while a row is replaced. What it was before.
    fn replace(&mut self, key: &RowKey, row: Option<Change>) -> Option<Change> {
        let before = self.rows.remove(key);
        if let Some(row) = &before {
            self.unlist(row);
        }
        if let Some(row) = row {
            self.list(&row);
            self.rows.insert(key.clone(), row);
        }
        before
    }

    fn list(&mut self, row: &Change) {
        match row {
            Change::Child(child) => {
                if child.state.holds_slot() {
                    self.open.insert(child.order, child.id);
                }
                if let Some(hash) = &child.hash {
                    self.hashes.insert(hash.clone(), child.id);
                }
            }
            Change::Signal(signal) => {
                self.keys.insert(signal.key.clone(), signal.id);
            }
            Change::Ledger(entry) => {
                self.last_ledger = entry.seq;
                if let Some((trade, hash)) = fill_of(&entry.movement) {
                    self.booked.insert((trade.clone(), hash.clone(), entry.movement.word()));
                }
            }
            _ => {}
        }
    }

    fn unlist(&mut self, row: &Change) {
        match row {
            Change::Child(child) => {
                if self.open.get(&child.order) == Some(&child.id) {
                    self.open.remove(&child.order);
                }
                if let Some(hash) = &child.hash {
                    self.hashes.remove(hash);
                }
            }
            Change::Signal(signal) => {
                self.keys.remove(&signal.key);
            }
            Change::Ledger(entry) => {
                self.last_ledger = entry.seq.saturating_sub(1);
                if let Some((trade, hash)) = fill_of(&entry.movement) {
                    self.booked
                        .remove(&(trade.clone(), hash.clone(), entry.movement.word()));
                }
            }
            _ => {}
        }
    }

    fn forget_seen(&mut self, follow: FollowId, before: VenueMs) {
        let rows = self
            .rows
            .range(RowKey::Follow(FollowId(u64::MAX))..RowKey::Signal(SignalId(0)));
        let old = rows.filter(|(_, row)| match row {
            Change::Seen(seen) => seen.follow == follow && seen.at < before,
            _ => false,
        });
        let old: Vec<RowKey> = old.map(|(key, _)| key.clone()).collect();
        for key in old {
            self.put(key, None);
        }
    }
}

impl WriteRows for ModelStore {
    type Error = Broken;

    fn row(&mut self, change: &Change) -> Result<(), Broken> {
        if let Some(promise) = promises::broken(change, self) {
            return Err(promise);
        }
        if let Change::SeenForgotten { follow, before } = change {
            self.forget_seen(*follow, *before);
        }
        let Some(key) = key_of(change) else {
            return Ok(());
        };
        let gone = matches!(
            change,
            Change::HaltLifted(_)
                | Change::MarketForgotten(_)
                | Change::KnownForgotten { .. }
                | Change::PendingDone { .. }
                | Change::ReversalDone { .. }
                | Change::CarriedOverDone { .. }
                | Change::DifferenceGone(_)
        );
        self.put(key, (!gone).then(|| change.clone()));
        Ok(())
    }

    fn intent(&mut self, intent: &Intent, _at: VenueMs) -> Result<(), Broken> {
        if let Some(promise) = promises::broken_intent(intent, self) {
            return Err(promise);
        }
        self.intents.insert(intent.child, intent.clone());
        self.undo.push(Undo::Intent(intent.child));
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<(), Broken> {
        if let Some(promise) = promises::broken_event(event, self) {
            return Err(promise);
        }
        self.undo.push(Undo::Event(self.last_event));
        self.last_event = Some(event.seq);
        Ok(())
    }

    fn through(&mut self, at: VenueMs) -> Result<(), Broken> {
        self.undo.push(Undo::At(self.at));
        self.at = Some(at);
        Ok(())
    }
}

impl Written for ModelStore {
    fn child(&self, id: ChildId) -> Option<&ChildOrder> {
        match self.rows.get(&RowKey::Child(id)) {
            Some(Change::Child(child)) => Some(child),
            _ => None,
        }
    }

    fn child_with_hash(&self, hash: &OrderHash) -> Option<ChildId> {
        self.hashes.get(hash).copied()
    }

    fn open_child(&self, order: CopyOrderId) -> Option<ChildId> {
        self.open.get(&order).copied()
    }

    fn signal(&self, id: SignalId) -> Option<&Signal> {
        match self.rows.get(&RowKey::Signal(id)) {
            Some(Change::Signal(signal)) => Some(signal),
            _ => None,
        }
    }

    fn signal_with_key(&self, key: &str) -> Option<SignalId> {
        self.keys.get(key).copied()
    }

    fn fill(&self, trade: &TradeId, hash: &OrderHash) -> Option<&Fill> {
        match self.rows.get(&RowKey::Fill(trade.clone(), hash.clone())) {
            Some(Change::Fill(fill)) => Some(fill),
            _ => None,
        }
    }

    fn is_booked(&self, movement: &Movement) -> bool {
        fill_of(movement)
            .is_some_and(|(trade, hash)| self.booked.contains(&(trade.clone(), hash.clone(), movement.word())))
    }

    fn is_signed(&self, child: ChildId) -> bool {
        self.intents.contains_key(&child)
    }

    fn last_ledger(&self) -> u64 {
        self.last_ledger
    }

    fn last_event(&self) -> Option<u64> {
        self.last_event
    }

    fn has_follow(&self, id: FollowId) -> bool {
        self.rows.contains_key(&RowKey::Follow(id))
    }

    fn has_signal(&self, id: SignalId) -> bool {
        self.rows.contains_key(&RowKey::Signal(id))
    }

    fn has_order(&self, id: CopyOrderId) -> bool {
        self.rows.contains_key(&RowKey::Order(id))
    }
}
