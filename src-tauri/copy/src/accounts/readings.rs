//! What the venue last said of our account, with the instant it was asked: for whoever shows a difference, and for what shares cost
//! that are given to a follow.
//!
//! Kept in memory only: the account is read again after a start. No comparison rests on it.

use std::collections::BTreeMap;

use crate::ids::{OrderHash, TokenId, TradeId, VenueMs};
use crate::input::{OpenOrder, OwnTrade, Settlement};
use crate::market::Side;
use crate::money::{LOT, Shares, Usd};

/// An order of ours is known for so long after it ended, ms: a trade that is younger and of no order that is known is not ours.
const OURS_KNOWN_MS: i64 = 3_600_000;
/// So many trades that no order of ours made are kept, the newest.
const TRADES_MOST: usize = 200;

/// An answer, and when it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// When it was asked for, venue time.
    pub asked_at: VenueMs,
    /// What the venue said.
    pub value: T,
}

/// The newest answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readings {
    /// Shares of every token in the venue's list.
    pub shares: Option<Reading<BTreeMap<TokenId, Shares>>>,
    /// The balance, USD.
    pub cash: Option<Reading<Usd>>,
    /// Open orders that are not ours.
    pub orders: Option<Reading<BTreeMap<OrderHash, OpenOrder>>>,
    /// Trades of the account that no order of ours made, by their time.
    trades: BTreeMap<(VenueMs, TradeId, OrderHash), OwnTrade>,
    /// Trades of a token up to then are in the books, or are the user's own.
    accounted: BTreeMap<TokenId, VenueMs>,
}

impl Readings {
    /// Trades of a token that no order of ours made and that did not fail, the newest first.
    pub fn trades_of<'a>(&'a self, token: &TokenId) -> impl Iterator<Item = &'a OwnTrade> {
        let accounted = self.accounted.get(token).copied();
        self.trades
            .values()
            .rev()
            .filter(move |trade| trade.token == *token && accounted.is_none_or(|until| trade.at > until))
            .filter(|trade| trade.settlement != Settlement::Failed)
    }

    /// The newest purchases of a token by hand that come to exactly so many shares; empty where none do.
    #[must_use]
    pub fn purchases_of(&self, token: &TokenId, shares: Shares) -> Vec<&OwnTrade> {
        self.newest(token, Side::Buy, shares)
    }

    /// The newest sales of a token by hand that come to exactly so many shares; empty where none do.
    #[must_use]
    pub fn sales_of(&self, token: &TokenId, shares: Shares) -> Vec<&OwnTrade> {
        self.newest(token, Side::Sell, shares)
    }

    fn newest<'a>(&'a self, token: &TokenId, side: Side, shares: Shares) -> Vec<&'a OwnTrade> {
        let mut found = Vec::new();
        let mut sum = Shares::ZERO;
        for trade in self.trades_of(token) {
            sum += trade.shares;
            if trade.side != side || sum >= shares + LOT {
                break;
            }
            found.push(trade);
            if (shares - sum).abs() < LOT {
                return found;
            }
        }
        Vec::new()
    }

    pub(super) fn took_shares(&mut self, asked_at: VenueMs, shares: &BTreeMap<TokenId, Shares>) {
        take(&mut self.shares, asked_at, shares.clone());
    }

    pub(super) fn took_cash(&mut self, asked_at: VenueMs, cash: Usd) {
        take(&mut self.cash, asked_at, cash);
    }

    pub(super) fn took_orders(&mut self, asked_at: VenueMs, orders: BTreeMap<OrderHash, OpenOrder>) {
        take(&mut self.orders, asked_at, orders);
    }

    /// A trade of no order that is known; the same again as it settles. One that may be of an order of ours that was forgotten since
    /// is left out.
    pub(super) fn took_trade(&mut self, trade: OwnTrade, now: VenueMs) {
        let key = (trade.at, trade.trade.clone(), trade.hash.clone());
        if now.since(trade.at) >= OURS_KNOWN_MS && !self.trades.contains_key(&key) {
            return;
        }
        self.trades.insert(key, trade);
        while self.trades.len() > TRADES_MOST {
            self.trades.pop_first();
        }
    }

    /// What was traded of a token by hand until now is in the books, or is the user's own.
    pub(super) fn account_for(&mut self, token: &TokenId, now: VenueMs) {
        self.accounted.insert(token.clone(), now);
    }
}

/// An answer that was held up does not take a newer one's place.
fn take<T>(reading: &mut Option<Reading<T>>, asked_at: VenueMs, value: T) {
    if reading.as_ref().is_none_or(|newest| newest.asked_at <= asked_at) {
        *reading = Some(Reading { asked_at, value });
    }
}
