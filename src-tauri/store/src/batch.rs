//! What one commit writes: the rows, events and signed intents of one step of the core, or of several merged.

use std::collections::BTreeMap;

use pilotfish_copy::entity::{Change, SeenRow};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{ChildId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs};
use pilotfish_copy::money::Usd;
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
    /// The venue time of the last step.
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
    /// Whose order it is.
    pub child: ChildId,
    /// Its EIP-712 hash.
    pub hash: OrderHash,
    /// The signed order as JSON, without the API key's owner (the schema refuses a body that names one).
    pub body: String,
    /// How long it is good for.
    pub order_type: OrderType,
    /// When the venue is to drop it, where it rests.
    pub expires_at: Option<VenueMs>,
    /// The money it may spend; zero for a sale.
    pub reservation: Usd,
}

/// The key of a row.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum RowKey<'a> {
    Control,
    Market(&'a str),
    Follow(FollowId),
    Known(FollowId, &'a TokenId),
    Gather(FollowId, &'a TokenId),
    Signal(SignalId),
    Order(CopyOrderId),
    Child(ChildId),
    Fill(&'a TradeId, &'a OrderHash),
    Holding(FollowId, &'a TokenId),
    Accumulated(FollowId, &'a TokenId),
    TurnRound(FollowId, &'a TokenId),
}

/// The changes with all but the last value of each row left out, children that take their copy order's slot after all that
/// let go of it, as the unique index wants it.
///
/// Otherwise the order does not matter: foreign keys are checked at the end. Seen rows are left as they are, because
/// forgetting them goes by time, not by key.
pub(crate) fn last_values(changes: &[Change]) -> Vec<&Change> {
    let mut places: BTreeMap<RowKey<'_>, usize> = BTreeMap::new();
    let mut kept: Vec<&Change> = Vec::with_capacity(changes.len());
    for change in changes {
        let Some(key) = key_of(change) else {
            kept.push(change);
            continue;
        };
        let place = *places.entry(key).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => *earlier = change,
            None => kept.push(change),
        }
    }
    kept.sort_by_key(|change| matches!(change, Change::Child(child) if child.state.holds_slot()));
    kept
}

fn key_of(change: &Change) -> Option<RowKey<'_>> {
    Some(match change {
        Change::Control(_) => RowKey::Control,
        Change::Market(market) => RowKey::Market(market.condition.as_str()),
        Change::Follow(follow) => RowKey::Follow(follow.id),
        Change::Known(known) => RowKey::Known(known.follow, &known.token),
        Change::KnownGone { follow, token } => RowKey::Known(*follow, token),
        Change::Seen(SeenRow { .. }) | Change::SeenGone { .. } => return None,
        Change::Gather(gather) => RowKey::Gather(gather.follow, &gather.token),
        Change::GatherGone { follow, token } => RowKey::Gather(*follow, token),
        Change::Signal(signal) => RowKey::Signal(signal.id),
        Change::Order(order) => RowKey::Order(order.id),
        Change::Child(child) => RowKey::Child(child.id),
        Change::Fill(fill) => RowKey::Fill(&fill.trade, &fill.hash),
        Change::Holding(holding) => RowKey::Holding(holding.follow, &holding.token),
        Change::Accumulated(waiting) => RowKey::Accumulated(waiting.follow, &waiting.token),
        Change::AccumulatedGone { follow, token } => RowKey::Accumulated(*follow, token),
        Change::TurnRound(turn) => RowKey::TurnRound(turn.follow, &turn.token),
        Change::TurnRoundGone { follow, token } => RowKey::TurnRound(*follow, token),
    })
}
