//! What the core promises of its rows, whoever keeps them: the rules of the schema as predicates, so that a simulation can test
//! every change without a database.
//!
//! Each rule here has its twin in `migrations/0001_initial.sql`, and the schema has no other; a test compares the two. Figures of
//! the venue are no promises of ours and are not looked at. What can be told from one change and what was written before it is
//! [`broken`]; that the rows of a batch refer only to rows that exist is [`dangling`], asked when all of the batch is written.

use std::sync::Arc;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{
    Change, ChildOrder, ChildState, CopyOrder, Fill, LedgerEntry, Movement, OrderStatus, Signal,
};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{ChildId, CopyOrderId, FollowId, OrderHash, SignalId, TradeId};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use crate::batch::Intent;
use crate::rows::ledger::fill_of;

/// A promise that a change would break.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Two different changes of a trader have two different keys.
    #[error("signal {signal} has the key of signal {other}")]
    SignalKeyTwice {
        /// The new one.
        signal: SignalId,
        /// The one that has the key.
        other: SignalId,
    },
    /// A signal is decided once.
    #[error("signal {0} is decided again")]
    DecidedAgain(SignalId),
    /// An order that ends says why.
    #[error("copy order {0} ends without a reason")]
    EndsWithoutReason(CopyOrderId),
    /// An order that ended says when.
    #[error("copy order {0} ended without a time")]
    EndedWithoutTime(CopyOrderId),
    /// A copy order has at most one child whose fate is open.
    #[error("copy order {order} has a second open child: {child} beside {open}")]
    SecondOpenChild {
        /// The copy order.
        order: CopyOrderId,
        /// The child that holds the slot.
        open: ChildId,
        /// The child that would take it.
        child: ChildId,
    },
    /// A child keeps the hash it was signed with.
    #[error("child {0} changes its hash")]
    HashChanged(ChildId),
    /// A hash is of one child.
    #[error("child {child} has the hash of child {other}")]
    HashTwice {
        /// The new one.
        child: ChildId,
        /// The one that has the hash.
        other: ChildId,
    },
    /// What was sent has its hash.
    #[error("child {child} is {state:?} without a hash")]
    WithoutHash {
        /// The child.
        child: ChildId,
        /// How it stands.
        state: ChildState,
    },
    /// A price that we ask for lies between nothing and one.
    #[error("child {child} asks for the price {price}")]
    PriceOutOfRange {
        /// The child.
        child: ChildId,
        /// The price.
        price: Price,
    },
    /// An order is for something.
    #[error("child {0} is for nothing")]
    ForNothing(ChildId),
    /// A budget buys, and a fill-and-kill of shares sells.
    #[error("child {0} is on the wrong side for its kind")]
    WrongSide(ChildId),
    /// What is known of a child is never lowered.
    #[error("what is known of child {0} is lowered")]
    EvidenceLowered(ChildId),
    /// A fill keeps its order, token and side.
    #[error("the fill of trade {trade} and order {hash} moves to another order, token or side")]
    FillMoved {
        /// The trade.
        trade: TradeId,
        /// The order's hash.
        hash: OrderHash,
    },
    /// The ledger is numbered without gaps and never written twice.
    #[error("the ledger's next row is {expected}, not {found}")]
    LedgerGap {
        /// The number that is next.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// A fill, its fee and its reversal are booked once each.
    #[error("the {} of trade {trade} and order {hash} is booked twice", .movement)]
    BookedTwice {
        /// Which movement.
        movement: &'static str,
        /// The trade.
        trade: TradeId,
        /// The order's hash.
        hash: OrderHash,
    },
    /// The journal is numbered without gaps and never written twice.
    #[error("the journal's next event is {expected}, not {found}")]
    JournalGap {
        /// The number that is next.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// A child is signed once.
    #[error("child {0} is signed twice")]
    SignedTwice(ChildId),
    /// The API key's owner is not kept.
    #[error("the signed order of child {0} names the API key's owner")]
    NamesOwner(ChildId),
    /// A row refers to rows that exist.
    #[error("{what} refers to {to}, which does not exist")]
    Dangling {
        /// The row.
        what: String,
        /// What it refers to.
        to: String,
    },
    /// A number fits 63 bits.
    #[error("{0} is too large a number")]
    TooLarge(u64),
}

/// What was written so far, as far as a promise needs to know it.
pub trait Written {
    /// The child of that id.
    fn child(&self, id: ChildId) -> Option<&ChildOrder>;
    /// The child that was signed with that hash.
    fn child_with_hash(&self, hash: &OrderHash) -> Option<ChildId>;
    /// The child that holds that copy order's slot.
    fn open_child(&self, order: CopyOrderId) -> Option<ChildId>;
    /// That signal.
    fn signal(&self, id: SignalId) -> Option<&Signal>;
    /// The signal that has that key.
    fn signal_with_key(&self, key: &str) -> Option<SignalId>;
    /// That fill.
    fn fill(&self, trade: &TradeId, hash: &OrderHash) -> Option<&Fill>;
    /// Whether the ledger has that movement of a fill already.
    fn is_booked(&self, movement: &Movement) -> bool;
    /// Whether that child is signed.
    fn is_signed(&self, child: ChildId) -> bool;
    /// The ledger's last number; 0 before the first.
    fn last_ledger(&self) -> u64;
    /// The journal's last number; `None` before the first, which may be any.
    fn last_event(&self) -> Option<u64>;
    /// Whether that follow exists.
    fn has_follow(&self, id: FollowId) -> bool;
    /// Whether that signal exists.
    fn has_signal(&self, id: SignalId) -> bool;
    /// Whether that copy order exists.
    fn has_order(&self, id: CopyOrderId) -> bool;
}

/// The promise that a changed row would break, after what was written before it.
pub fn broken(change: &Change, before: &impl Written) -> Option<Broken> {
    match change {
        Change::Control(control) => [
            control.next_follow,
            control.next_signal,
            control.next_order,
            control.next_child,
            control.next_event,
            control.next_ledger,
        ]
        .into_iter()
        .find_map(too_large),
        Change::Follow(follow) => too_large(follow.id.0),
        Change::Signal(signal) => too_large(signal.id.0).or_else(|| broken_signal(signal, before)),
        Change::Order(order) => too_large(order.id.0).or_else(|| broken_order(order)),
        Change::Child(child) => too_large(child.id.0)
            .or_else(|| broken_child(child))
            .or_else(|| broken_slot(child, before)),
        Change::Fill(fill) => broken_fill(fill, before),
        Change::Ledger(entry) => too_large(entry.seq).or_else(|| broken_ledger(entry, before)),
        _ => None,
    }
}

/// The promise that an event would break.
pub fn broken_event(event: &Event, before: &impl Written) -> Option<Broken> {
    let expected = before.last_event().map(|last| last + 1);
    too_large(event.seq).or_else(|| {
        let expected = expected.filter(|expected| *expected != event.seq)?;
        Some(Broken::JournalGap {
            expected,
            found: event.seq,
        })
    })
}

/// The promise that a signed order would break.
pub fn broken_intent(intent: &Intent, before: &impl Written) -> Option<Broken> {
    if before.is_signed(intent.child) {
        return Some(Broken::SignedTwice(intent.child));
    }
    intent
        .body
        .contains("\"owner\"")
        .then_some(Broken::NamesOwner(intent.child))
}

/// The row that a changed row refers to and that does not exist, when all of the batch is written.
pub fn dangling(change: &Change, after: &impl Written) -> Option<Broken> {
    let follow = |what: &str, id: FollowId| {
        (!after.has_follow(id)).then(|| Broken::Dangling {
            what: what.to_owned(),
            to: format!("follow {id}"),
        })
    };
    let order = |what: String, id: CopyOrderId| {
        (!after.has_order(id)).then(|| Broken::Dangling {
            what,
            to: format!("copy order {id}"),
        })
    };
    match change {
        Change::Known(row) => follow("a known position", row.follow),
        Change::Migrated(row) => follow("a migrated token", row.follow),
        Change::Pending(row) => follow("a pending change", row.follow),
        Change::Signal(row) => follow("a signal", row.follow),
        Change::Target(row) => follow("a target", row.follow),
        Change::Reversal(row) => follow("a reversal", row.follow),
        Change::CarriedOver(row) => follow("a carried-over change", row.follow),
        Change::Holding(row) => follow("a holding", row.follow),
        Change::Claim(row) => follow("a claim", row.follow),
        Change::Ledger(row) => follow("a row of the ledger", row.follow?),
        Change::Order(row) => follow("a copy order", row.follow).or_else(|| {
            (!after.has_signal(row.signal)).then(|| Broken::Dangling {
                what: format!("copy order {}", row.id),
                to: format!("signal {}", row.signal),
            })
        }),
        Change::Child(row) => order(format!("child {}", row.id), row.order),
        Change::Fill(row) => follow("a fill", row.follow)
            .or_else(|| order(format!("the fill of trade {}", row.trade), row.order))
            .or_else(|| {
                after.child(row.child).is_none().then(|| Broken::Dangling {
                    what: format!("the fill of trade {}", row.trade),
                    to: format!("child {}", row.child),
                })
            }),
        _ => None,
    }
}

/// As [`dangling`], of a signed order: its child has the hash that was signed.
pub fn dangling_intent(intent: &Intent, after: &impl Written) -> Option<Broken> {
    (after.child_with_hash(&intent.hash) != Some(intent.child)).then(|| Broken::Dangling {
        what: format!("the signed order {}", intent.hash),
        to: format!("child {}", intent.child),
    })
}

fn too_large(number: u64) -> Option<Broken> {
    i64::try_from(number).is_err().then_some(Broken::TooLarge(number))
}

fn broken_signal(signal: &Signal, before: &impl Written) -> Option<Broken> {
    if let Some(other) = before.signal_with_key(&signal.key).filter(|id| *id != signal.id) {
        return Some(Broken::SignalKeyTwice {
            signal: signal.id,
            other,
        });
    }
    let gates = |signal: &Signal| signal.decision.as_ref().map(|decision| Arc::clone(&decision.gates));
    let decided = before.signal(signal.id).and_then(gates)?;
    (gates(signal) != Some(decided)).then_some(Broken::DecidedAgain(signal.id))
}

fn broken_order(order: &CopyOrder) -> Option<Broken> {
    if order.status != OrderStatus::Working && order.end.is_none() {
        return Some(Broken::EndsWithoutReason(order.id));
    }
    (order.status == OrderStatus::Ended && order.ended_at.is_none()).then_some(Broken::EndedWithoutTime(order.id))
}

fn broken_child(child: &ChildOrder) -> Option<Broken> {
    let price = child.kind.price();
    if price <= Price::ZERO || price >= Price::ONE {
        return Some(Broken::PriceOutOfRange { child: child.id, price });
    }
    let (for_nothing, side) = match child.kind {
        ChildKind::Resting { shares, .. } => (shares <= Shares::ZERO, child.side),
        ChildKind::BuyNow { budget, .. } => (budget <= Usd::ZERO, Side::Buy),
        ChildKind::SellNow { shares, .. } => (shares <= Shares::ZERO, Side::Sell),
    };
    if for_nothing {
        return Some(Broken::ForNothing(child.id));
    }
    if child.side != side {
        return Some(Broken::WrongSide(child.id));
    }
    let sent = matches!(child.state, ChildState::Live | ChildState::Unknown);
    (sent && child.hash.is_none()).then_some(Broken::WithoutHash {
        child: child.id,
        state: child.state,
    })
}

fn broken_slot(child: &ChildOrder, before: &impl Written) -> Option<Broken> {
    if let Some(earlier) = before.child(child.id) {
        if earlier.hash.is_some() && earlier.hash != child.hash {
            return Some(Broken::HashChanged(child.id));
        }
        if lowers(earlier, child) {
            return Some(Broken::EvidenceLowered(child.id));
        }
    }
    if let Some(other) = child.hash.as_ref().and_then(|hash| before.child_with_hash(hash))
        && other != child.id
    {
        return Some(Broken::HashTwice { child: child.id, other });
    }
    let open = before.open_child(child.order).filter(|open| *open != child.id)?;
    child.state.holds_slot().then_some(Broken::SecondOpenChild {
        order: child.order,
        open,
        child: child.id,
    })
}

/// An answer to a cancellation is of its moment, and may be taken back: an order that is found open later was booked after it.
fn lowers(earlier: &ChildOrder, later: &ChildOrder) -> bool {
    let (old, new) = (&earlier.evidence, &later.evidence);
    new.answered < old.answered
        || new.reported < old.reported
        || new.traded < old.traded
        || new.failed < old.failed
        || (old.seen_live && !new.seen_live)
        || (old.over && !new.over)
}

fn broken_fill(fill: &Fill, before: &impl Written) -> Option<Broken> {
    let earlier = before.fill(&fill.trade, &fill.hash)?;
    let place = |fill: &Fill| (fill.child, fill.order, fill.follow, fill.token.clone(), fill.side);
    (place(earlier) != place(fill)).then(|| Broken::FillMoved {
        trade: fill.trade.clone(),
        hash: fill.hash.clone(),
    })
}

fn broken_ledger(entry: &LedgerEntry, before: &impl Written) -> Option<Broken> {
    let expected = before.last_ledger() + 1;
    if entry.seq != expected {
        return Some(Broken::LedgerGap {
            expected,
            found: entry.seq,
        });
    }
    let (trade, hash) = fill_of(&entry.movement)?;
    before.is_booked(&entry.movement).then(|| Broken::BookedTwice {
        movement: entry.movement.word(),
        trade: trade.clone(),
        hash: hash.clone(),
    })
}
