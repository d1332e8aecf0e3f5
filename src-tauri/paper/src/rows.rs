//! What is kept of the paper venue between two starts: rows of a kind, a key and a body, written as they change.
//!
//! Books are not kept: after a start none is known, and an order waits for one that is read.

use std::collections::BTreeSet;

use pilotfish_copy::ids::{ConditionId, OrderHash};
use pilotfish_copy::input::{OwnMovement, OwnTrade};
use pilotfish_copy::market::Market;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::account::Account;
use crate::order::PaperOrder;
use crate::venue::PaperVenue;

/// A row as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is of.
    pub kind: String,
    /// Which one.
    pub key: String,
    /// It, as JSON.
    pub body: String,
}

/// A row that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// What it is of.
    pub kind: &'static str,
    /// Which one.
    pub key: String,
    /// It, as JSON; none where it is gone.
    pub body: Option<String>,
}

/// A row that cannot be read: the account is not opened by guessing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the paper account has a row that cannot be read: {kind} {key}: {why}")]
pub struct UnreadableRow {
    /// What it is of.
    pub kind: String,
    /// Which one.
    pub key: String,
    /// What about it cannot be read, in words.
    pub why: String,
}

const ACCOUNT: &str = "account";
const MARKET: &str = "market";
const ORDER: &str = "order";
const TRADE: &str = "trade";
const MOVEMENT: &str = "movement";

/// Which row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Account,
    Market(ConditionId),
    Order(OrderHash),
    Trade(u64),
    Movement(u64),
}

/// What rows say.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) account: Option<Account>,
    pub(crate) markets: Vec<Market>,
    pub(crate) orders: Vec<PaperOrder>,
    pub(crate) trades: Vec<(u64, OwnTrade)>,
    pub(crate) movements: Vec<(u64, OwnMovement)>,
}

impl Kept {
    pub(crate) fn read(rows: impl IntoIterator<Item = Row>) -> Result<Self, UnreadableRow> {
        let mut kept = Self::default();
        for row in rows {
            match row.kind.as_str() {
                ACCOUNT => kept.account = Some(body(&row)?),
                MARKET => kept.markets.push(body(&row)?),
                ORDER => kept.orders.push(body(&row)?),
                TRADE => kept.trades.push((number(&row)?, body(&row)?)),
                MOVEMENT => kept.movements.push((number(&row)?, body(&row)?)),
                _ => return Err(unreadable(&row, "it is of no known kind")),
            }
        }
        Ok(kept)
    }
}

fn unreadable(row: &Row, why: impl ToString) -> UnreadableRow {
    UnreadableRow {
        kind: row.kind.clone(),
        key: row.key.clone(),
        why: why.to_string(),
    }
}

fn body<T: DeserializeOwned>(row: &Row) -> Result<T, UnreadableRow> {
    serde_json::from_str(&row.body).map_err(|error| unreadable(row, error))
}

fn number(row: &Row) -> Result<u64, UnreadableRow> {
    row.key.parse().map_err(|error| unreadable(row, error))
}

impl PaperVenue {
    /// The rows that changed since the last call. What is told of a step counts only once these are kept. Places in queues alone
    /// are kept once a minute: an older one is as cautious.
    pub fn take_changes(&mut self) -> Vec<RowChange> {
        let mut keys: BTreeSet<Key> = std::mem::take(&mut self.dirty);
        if !keys.is_empty() {
            keys.append(&mut self.unhurried);
        }
        keys.into_iter().map(|key| self.change(key)).collect()
    }

    fn change(&self, key: Key) -> RowChange {
        match key {
            Key::Account => RowChange {
                kind: ACCOUNT,
                key: String::new(),
                body: json(Some(self.account())),
            },
            Key::Market(condition) => RowChange {
                kind: MARKET,
                body: json(self.market(&condition)),
                key: condition.to_string(),
            },
            Key::Order(hash) => RowChange {
                kind: ORDER,
                body: json(self.order(&hash)),
                key: hash.to_string(),
            },
            Key::Trade(number) => RowChange {
                kind: TRADE,
                body: json(self.trades.get(&number)),
                key: number.to_string(),
            },
            Key::Movement(number) => RowChange {
                kind: MOVEMENT,
                body: json(self.movements.get(&number)),
                key: number.to_string(),
            },
        }
    }
}

/// Rows have nothing that JSON cannot say.
fn json<T: Serialize>(row: Option<&T>) -> Option<String> {
    row.and_then(|row| serde_json::to_string(row).ok())
}
