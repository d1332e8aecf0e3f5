//! What one commit writes: the rows, events and signed intents of one step of the core, or of several merged; and the one way
//! in which they are written, whatever keeps them.

use std::collections::BTreeMap;

use pilotfish_copy::entity::{Change, HaltReason};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs,
};
use pilotfish_copy::money::Usd;
use pilotfish_copy::state::SeenKey;
use serde::{Deserialize, Serialize};

/// Written in one transaction: all of it is on the disk, or none.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The changed rows, in the order in which they changed.
    pub changes: &'a [Change],
    /// The events, in their order.
    pub events: &'a [Event],
    /// The orders signed in this batch. Each child's row, with its hash, is among the changes or already stored.
    pub intents: &'a [Intent],
    /// The time that the core trusts after the last step (`Core::now`), which may lie behind a clock that is doubted: what has
    /// ended lately is measured from it when the rows are loaded.
    pub at: VenueMs,
}

/// How long an order is good for, in the venue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OrderType {
    /// Until cancelled.
    Gtc,
    /// Until its expiry.
    Gtd,
    /// What fills at once; the rest is dropped.
    Fak,
    /// All at once or nothing.
    Fok,
}

/// A signed order, prepared: committed before it is sent, so that after a crash it is looked up or sent again, and
/// never signed a second time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The child order that was signed.
    pub child: ChildId,
    /// Its EIP-712 hash.
    pub hash: OrderHash,
    /// The signed order as JSON, without the API key's owner (a body that names one is refused).
    pub body: String,
    /// How long it is good for.
    pub order_type: OrderType,
    /// When the venue is to drop it, where it rests.
    pub expires_at: Option<VenueMs>,
    /// The money it may spend; zero for a sale.
    pub reservation: Usd,
}

/// Takes what a batch holds, piece by piece: SQL statements for the database, or a model of it in memory.
pub trait WriteRows {
    /// Why a piece was not taken. The whole batch is dropped then.
    type Error;

    /// Takes a changed row.
    ///
    /// # Errors
    /// When the row breaks a promise, or cannot be expressed.
    fn row(&mut self, change: &Change) -> Result<(), Self::Error>;

    /// Takes a signed order.
    ///
    /// # Errors
    /// As [`WriteRows::row`].
    fn intent(&mut self, intent: &Intent, at: VenueMs) -> Result<(), Self::Error>;

    /// Takes an event.
    ///
    /// # Errors
    /// As [`WriteRows::row`].
    fn event(&mut self, event: &Event) -> Result<(), Self::Error>;

    /// Takes the venue time up to which the record goes now. The last piece of a batch.
    ///
    /// # Errors
    /// As [`WriteRows::row`].
    fn through(&mut self, at: VenueMs) -> Result<(), Self::Error>;
}

impl Batch<'_> {
    /// Writes it. Of a row that changed more than once only the last value is written.
    ///
    /// # Errors
    /// When `to` does not take a piece of it.
    pub fn write<W: WriteRows>(&self, to: &mut W) -> Result<(), W::Error> {
        self.write_pieces(to)?;
        to.through(self.at)
    }

    /// The same without the time up to which the record goes: more of the batch is to come.
    pub(crate) fn write_pieces<W: WriteRows>(&self, to: &mut W) -> Result<(), W::Error> {
        for change in last_values(self.changes) {
            to.row(change)?;
        }
        for intent in self.intents {
            to.intent(intent, self.at)?;
        }
        for event in self.events {
            to.event(event)?;
        }
        Ok(())
    }
}

/// The key of a row. The order of the variants is the order in which rows are loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowKey {
    Control,
    Halt(HaltReason),
    Difference(TokenId),
    Market(ConditionId),
    Follow(FollowId),
    Known(FollowId, TokenId),
    Migrated(FollowId, TokenId),
    Seen(FollowId, SeenKey),
    Pending(FollowId, TokenId),
    Signal(SignalId),
    Target(FollowId, TokenId),
    Reversal(FollowId, TokenId),
    CarriedOver(FollowId, TokenId),
    Order(CopyOrderId),
    Child(ChildId),
    Fill(TradeId, OrderHash),
    Holding(FollowId, TokenId),
    Claim(FollowId, TokenId),
    Ledger(u64),
}

/// The row that a change is about; `None` for one that is about many.
pub(crate) fn key_of(change: &Change) -> Option<RowKey> {
    Some(match change {
        Change::Control(_) => RowKey::Control,
        Change::Halt(halt) => RowKey::Halt(halt.reason.clone()),
        Change::HaltLifted(reason) => RowKey::Halt(reason.clone()),
        Change::Market(market) => RowKey::Market(market.condition.clone()),
        Change::MarketForgotten(condition) => RowKey::Market(condition.clone()),
        Change::Follow(follow) => RowKey::Follow(follow.id),
        Change::Known(known) => RowKey::Known(known.follow, known.token.clone()),
        Change::KnownForgotten { follow, token } => RowKey::Known(*follow, token.clone()),
        Change::Migrated(moved) => RowKey::Migrated(moved.follow, moved.to.clone()),
        Change::Seen(seen) => RowKey::Seen(seen.follow, SeenKey::of(seen.clone())),
        Change::SeenForgotten { .. } => return None,
        Change::Pending(pending) => RowKey::Pending(pending.follow, pending.token.clone()),
        Change::PendingDone { follow, token } => RowKey::Pending(*follow, token.clone()),
        Change::Signal(signal) => RowKey::Signal(signal.id),
        Change::Target(target) => RowKey::Target(target.follow, target.token.clone()),
        Change::Reversal(reversal) => RowKey::Reversal(reversal.follow, reversal.token.clone()),
        Change::ReversalDone { follow, token } => RowKey::Reversal(*follow, token.clone()),
        Change::CarriedOver(waiting) => RowKey::CarriedOver(waiting.follow, waiting.token.clone()),
        Change::CarriedOverDone { follow, token } => RowKey::CarriedOver(*follow, token.clone()),
        Change::Order(order) => RowKey::Order(order.id),
        Change::Child(child) => RowKey::Child(child.id),
        Change::Fill(fill) => RowKey::Fill(fill.trade.clone(), fill.hash.clone()),
        Change::Holding(holding) => RowKey::Holding(holding.follow, holding.token.clone()),
        Change::Claim(claim) => RowKey::Claim(claim.follow, claim.token.clone()),
        Change::Ledger(entry) => RowKey::Ledger(entry.seq),
        Change::Difference(difference) => RowKey::Difference(difference.token.clone()),
        Change::DifferenceGone(token) => RowKey::Difference(token.clone()),
    })
}

/// The changes with all but the last value of each row left out, rows that others refer to before those, and children that take their
/// copy order's slot after all that let go of it, as the unique index wants it.
///
/// Foreign keys are checked at the end, so that no order is asked for. But while a row is there that refers to one that is not, SQLite
/// goes through all that may refer to each row that comes: a signal after its order would cost a look at every event there ever was.
///
/// Left as they are among themselves: seen rows, because forgetting them goes by time and not by key; markets, because one that is
/// forgotten has to have been written; ledger rows, because none may ever be written twice.
fn last_values(changes: &[Change]) -> Vec<&Change> {
    let mut places: BTreeMap<RowKey, usize> = BTreeMap::new();
    let mut kept: Vec<&Change> = Vec::with_capacity(changes.len());
    for change in changes {
        let key = match change {
            Change::Seen(_) | Change::Market(_) | Change::MarketForgotten(_) | Change::Ledger(_) => None,
            other => key_of(other),
        };
        let Some(key) = key else {
            kept.push(change);
            continue;
        };
        let place = *places.entry(key).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => *earlier = change,
            None => kept.push(change),
        }
    }
    kept.sort_by_key(|change| place_of(change));
    kept
}

/// Where a row stands among those that are written together: after what it refers to.
const fn place_of(change: &Change) -> u8 {
    match change {
        Change::Control(_)
        | Change::Halt(_)
        | Change::HaltLifted(_)
        | Change::Difference(_)
        | Change::DifferenceGone(_)
        | Change::Market(_)
        | Change::MarketForgotten(_)
        | Change::Follow(_) => 0,
        Change::Known(_)
        | Change::KnownForgotten { .. }
        | Change::Migrated(_)
        | Change::Seen(_)
        | Change::SeenForgotten { .. }
        | Change::Pending(_)
        | Change::PendingDone { .. }
        | Change::Signal(_) => 1,
        Change::Target(_)
        | Change::Reversal(_)
        | Change::ReversalDone { .. }
        | Change::CarriedOver(_)
        | Change::CarriedOverDone { .. }
        | Change::Order(_) => 2,
        Change::Child(child) if !child.state.holds_slot() => 3,
        Change::Child(_) => 4,
        Change::Fill(_) | Change::Holding(_) | Change::Claim(_) => 5,
        Change::Ledger(_) => 6,
    }
}
