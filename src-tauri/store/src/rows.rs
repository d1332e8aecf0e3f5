//! The core's rows in their tables: one file a subject, each with how a row is written and how it is read back.

pub(crate) mod child;
pub(crate) mod control;
pub(crate) mod fill;
pub(crate) mod follow;
pub(crate) mod halt;
pub(crate) mod holding;
pub(crate) mod intent;
pub(crate) mod ledger;
pub(crate) mod market;
pub(crate) mod order;
pub(crate) mod position;
pub(crate) mod signal;
pub(crate) mod target;

use pilotfish_copy::entity::Change;
use pilotfish_copy::ids::{FollowId, TokenId};

use crate::codec::Whole;
use crate::error::StoreError;
use crate::statements::{Statement, Statements};

/// Writes one changed row.
pub(crate) fn write(into: &mut Statements, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Control(control) => control::write(into, control),
        Change::Halt(halt) => halt::write(into, halt),
        Change::HaltLifted(reason) => halt::lift(into, reason),
        Change::Market(market) => market::write(into, market),
        Change::MarketForgotten(condition) => market::forget(into, condition),
        Change::Follow(follow) => follow::write(into, follow),
        Change::Known(known) => position::write_known(into, known),
        Change::KnownForgotten { follow, token } => delete(
            into,
            "DELETE FROM known_positions WHERE follow = ? AND token = ?",
            *follow,
            token,
        ),
        Change::Migrated(moved) => position::write_migrated(into, moved),
        Change::Seen(seen) => position::write_seen(into, seen),
        Change::SeenForgotten { follow, before } => position::forget_seen(into, *follow, *before),
        Change::Pending(pending) => position::write_pending(into, pending),
        Change::PendingDone { follow, token } => delete(
            into,
            "DELETE FROM pending_changes WHERE follow = ? AND token = ?",
            *follow,
            token,
        ),
        Change::Signal(signal) => signal::write(into, signal),
        Change::Target(target) => target::write(into, target),
        Change::Reversal(reversal) => target::write_reversal(into, reversal),
        Change::ReversalDone { follow, token } => delete(
            into,
            "DELETE FROM reversals WHERE follow = ? AND token = ?",
            *follow,
            token,
        ),
        Change::CarriedOver(waiting) => target::write_carried_over(into, waiting),
        Change::CarriedOverDone { follow, token } => delete(
            into,
            "DELETE FROM carried_over WHERE follow = ? AND token = ?",
            *follow,
            token,
        ),
        Change::Order(order) => order::write(into, order),
        Change::Child(child) => child::write(into, child),
        Change::Fill(fill) => fill::write(into, fill),
        Change::Holding(holding) => holding::write(into, holding),
        Change::Claim(claim) => holding::write_claim(into, claim),
        Change::Ledger(entry) => ledger::write(into, entry),
        Change::Difference(difference) => halt::write_difference(into, difference),
        Change::DifferenceGone(token) => halt::forget_difference(into, token),
    }
}

/// Deletes what a follow has of a token.
fn delete(into: &mut Statements, sql: &'static str, follow: FollowId, token: &TokenId) -> Result<(), StoreError> {
    into.push(Statement::new(sql).bind(follow.to_whole()?).bind(token.as_str()));
    Ok(())
}
