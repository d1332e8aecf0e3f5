//! What the paper venue knows: orders, trades, books, and what it all came to.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs};
use pilotfish_copy::input::{OwnMovement, OwnTrade};
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::PaperVenue;
use super::bookkeeping::count;
use crate::account::Account;
use crate::book::{YesBook, in_yes};
use crate::bounds::{Figures, OrderDoubt, Range};
use crate::order::PaperOrder;
use crate::queue::Queue;

impl PaperVenue {
    /// The account.
    #[must_use]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// A market that was learnt of.
    #[must_use]
    pub fn market(&self, condition: &ConditionId) -> Option<&Market> {
        self.markets.get(condition)
    }

    /// The market that trades a token.
    #[must_use]
    pub fn market_of(&self, token: &TokenId) -> Option<&Market> {
        self.markets.get(&self.by_token.get(token)?.0)
    }

    /// The newest book of a token's market.
    #[must_use]
    pub fn book(&self, token: &TokenId) -> Option<&YesBook> {
        self.books.get(&self.by_token.get(token)?.0)
    }

    /// A book as it would be if our orders were real: without what we took, and with what rests of ours. Whoever decides on books
    /// takes its own orders off them, as it has to with the real venue's.
    #[must_use]
    pub fn with_ours(&self, book: &Book) -> Book {
        let Some((condition, outcome)) = self.by_token.get(&book.token) else {
            return book.clone();
        };
        let yes = self.books.get(condition);
        let side_with_ours = |side: Side, levels: &[Level]| {
            let mut shown: BTreeMap<Price, Shares> = BTreeMap::new();
            for level in levels {
                let (in_yes_side, in_yes_price) = in_yes(*outcome, side, level.price);
                let taken = yes.map_or(Shares::ZERO, |yes| yes.taken(in_yes_side, in_yes_price));
                *shown.entry(level.price).or_default() += (level.shares - taken).at_least(Shares::ZERO);
            }
            for order in self
                .open
                .get(condition)
                .into_iter()
                .flatten()
                .filter_map(|hash| self.orders.get(hash))
            {
                let (of, at) = in_yes(order.outcome, order.order.side, order.order.price);
                let (of, at) = in_yes(*outcome, of, at);
                if of == side {
                    *shown.entry(at).or_default() += order.open_shares();
                }
            }
            shown.retain(|_, shares| *shares > Shares::ZERO);
            let level = |(price, shares)| Level { price, shares };
            match side {
                Side::Buy => shown.into_iter().rev().map(level).collect(),
                Side::Sell => shown.into_iter().map(level).collect::<Vec<_>>(),
            }
        };
        Book {
            bids: side_with_ours(Side::Buy, &book.bids),
            asks: side_with_ours(Side::Sell, &book.asks),
            ..book.clone()
        }
    }

    /// An order, also one that is over, for a month.
    #[must_use]
    pub fn order(&self, hash: &OrderHash) -> Option<&PaperOrder> {
        self.orders.get(hash)
    }

    /// Every order that is kept.
    pub fn orders(&self) -> impl Iterator<Item = &PaperOrder> {
        self.orders.values()
    }

    /// Every order that works.
    pub fn open_orders(&self) -> impl Iterator<Item = &PaperOrder> {
        let open = self.open.values().flatten();
        open.filter_map(|hash| self.orders.get(hash))
    }

    /// Our trades since then, oldest first.
    pub fn trades_since(&self, since: VenueMs) -> impl Iterator<Item = &OwnTrade> {
        self.trades.values().filter(move |trade| trade.at >= since)
    }

    /// Our movements since then, oldest first.
    pub fn movements_since(&self, since: VenueMs) -> impl Iterator<Item = &OwnMovement> {
        self.movements.values().filter(move |movement| movement.at >= since)
    }

    /// What a share of a token is worth: its payout, else the middle of its book.
    #[must_use]
    pub fn mark(&self, token: &TokenId) -> Option<Price> {
        let (condition, outcome) = self.by_token.get(token)?;
        if let Some(payout) = self.markets.get(condition)?.payout(token) {
            return Some(payout);
        }
        let mark = self.books.get(condition)?.mark()?;
        Some(if *outcome == 0 { mark } else { mark.complement() })
    }

    /// The orders that are kept of which something is or was doubtful. What those let go after a month made is in the account's
    /// figures alone.
    #[must_use]
    pub fn doubts(&self) -> Vec<OrderDoubt> {
        let open = self.account.bounds.open_by_order(|token| self.mark(token));
        let doubts = self.orders.values().map(|order| {
            let asked = &order.order;
            let (shares, range) = if order.is_open() {
                let mut range = Range::default();
                range.add_open(asked.side, order.doubtful(), asked.price, self.mark(&asked.token));
                (order.doubtful(), range)
            } else {
                open.get(&asked.hash).copied().unwrap_or_default()
            };
            OrderDoubt {
                hash: asked.hash.clone(),
                token: asked.token.clone(),
                side: asked.side,
                price: asked.price,
                shares,
                ahead: order.queue.as_ref().map(Queue::ahead),
                is_open: order.is_open(),
                range: range + order.settled,
            }
        });
        doubts
            .filter(|doubt| !doubt.shares.is_zero() || doubt.range != Range::default())
            .collect()
    }

    /// The account's figures, each with both ends.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let mut counts = self.account.ended;
        let mut range = self.account.bounds.range(|token| self.mark(token));
        for order in self.open_orders() {
            count(&mut counts, order);
            let asked = &order.order;
            range.add_open(asked.side, order.doubtful(), asked.price, self.mark(&asked.token));
        }
        let made = self.account.cash - self.account.opening;
        let (mut valued, mut least, mut most) = (Some(Usd::ZERO), Usd::ZERO, Usd::ZERO);
        for (token, shares) in &self.account.holdings {
            let mark = self.mark(token);
            let value = |price: Price| shares.value(price, Rounding::Down);
            valued = valued.zip(mark).map(|(sum, price)| sum + value(price));
            least += mark.map_or(Usd::ZERO, value);
            most += value(mark.unwrap_or(Price::ONE));
        }
        Figures {
            opened_at: self.account.opened_at,
            counts,
            opening: self.account.opening,
            cash: self.account.cash,
            fees: self.account.fees,
            booked: valued.map(|value| made + value),
            cautious: made + least + range.low,
            optimistic: made + most + range.high,
            doubt: range,
            unwatched_ms: self.account.unwatched_ms,
        }
    }
}
