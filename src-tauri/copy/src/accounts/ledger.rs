//! Writing the ledger: every movement of cash, shares and claims is a row, and the balance is their sum.

use crate::entity::{Change, LedgerEntry, Movement};
use crate::ids::{ConditionId, FollowId, TokenId};
use crate::money::{Shares, Usd};
use crate::state::Pair;
use crate::step::Cx;

/// One movement, before it has its number and time.
pub(crate) struct Entry {
    pub(crate) movement: Movement,
    pub(crate) follow: Option<FollowId>,
    pub(crate) token: Option<TokenId>,
    pub(crate) condition: Option<ConditionId>,
    pub(crate) shares: Shares,
    pub(crate) cash: Usd,
    pub(crate) claim: Usd,
    pub(crate) realised: Usd,
}

impl Entry {
    /// A movement of cash alone.
    pub(crate) fn cash(movement: Movement, cash: Usd) -> Self {
        Self {
            movement,
            follow: None,
            token: None,
            condition: None,
            shares: Shares::ZERO,
            cash,
            claim: Usd::ZERO,
            realised: Usd::ZERO,
        }
    }

    /// A movement of a follow's business in a token.
    pub(crate) fn of(movement: Movement, pair: &Pair, condition: &ConditionId) -> Self {
        Self {
            movement,
            follow: Some(pair.0),
            token: Some(pair.1.clone()),
            condition: Some(condition.clone()),
            shares: Shares::ZERO,
            cash: Usd::ZERO,
            claim: Usd::ZERO,
            realised: Usd::ZERO,
        }
    }
}

/// Writes the row, and moves the balance by it.
pub(crate) fn write(cx: &mut Cx<'_>, entry: Entry) {
    let at = cx.now;
    let seq = cx.with_control(|control| {
        control.cash = control.cash.map(|cash| cash + entry.cash).or(Some(entry.cash));
        control.next_ledger += 1;
        control.next_ledger - 1
    });
    cx.put(Change::Ledger(LedgerEntry {
        seq,
        at,
        movement: entry.movement,
        follow: entry.follow,
        token: entry.token,
        condition: entry.condition,
        shares: entry.shares,
        cash: entry.cash,
        claim: entry.claim,
        realised: entry.realised,
    }));
}
