//! One token's book, kept up to date from snapshots and changes (polymarket-api §6.3).
//!
//! It trusts itself only as far as the venue's own best prices agree with it; a book in doubt is not shown until it has
//! been read anew.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick};

/// The book of one token as far as it is known.
#[derive(Debug)]
pub(super) struct LocalBook {
    token: TokenId,
    bids: BTreeMap<Price, Shares>,
    asks: BTreeMap<Price, Shares>,
    tick: Option<Tick>,
    at: VenueMs,
    trusted: bool,
}

/// One level's new size, with the best prices that the venue has after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct LevelChange {
    pub(super) side: Side,
    pub(super) price: Price,
    pub(super) shares: Shares,
    pub(super) best_bid: Option<Price>,
    pub(super) best_ask: Option<Price>,
}

impl LocalBook {
    /// Nothing known yet.
    pub(super) fn new(token: TokenId) -> Self {
        Self {
            token,
            bids: BTreeMap::new(),
            asks: BTreeMap::new(),
            tick: None,
            at: VenueMs(0),
            trusted: false,
        }
    }

    /// A whole book. Without a tick in it, the last known one stands.
    pub(super) fn replace(&mut self, bids: &[Level], asks: &[Level], tick: Option<Tick>, at: VenueMs) {
        let side = |levels: &[Level]| levels.iter().map(|level| (level.price, level.shares)).collect();
        (self.bids, self.asks) = (side(bids), side(asks));
        self.tick = tick.or(self.tick);
        // As it says, though it were earlier: a stamp that was far ahead does not stay. One without a stamp is as old as the last.
        if at > VenueMs(0) {
            self.at = at;
        }
        self.trusted = self.tick.is_some();
    }

    /// One level's new size, absolute. Changes to a book in doubt say nothing.
    pub(super) fn change(&mut self, change: LevelChange, at: VenueMs) {
        if !self.trusted {
            return;
        }
        let levels = match change.side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        };
        if change.shares > Shares::ZERO {
            levels.insert(change.price, change.shares);
        } else {
            levels.remove(&change.price);
        }
        self.at = at.max(self.at);
    }

    /// Whether the venue's best prices are ours. A side it does not name is not compared.
    pub(super) fn check(&mut self, change: LevelChange) {
        let inside = |price: &Price| *price > Price::ZERO && *price < Price::ONE;
        let bid = change.best_bid.filter(inside);
        let ask = change.best_ask.filter(inside);
        let agree =
            bid.is_none_or(|bid| Some(bid) == self.best_bid()) && ask.is_none_or(|ask| Some(ask) == self.best_ask());
        self.trusted &= agree;
    }

    /// The price step changed: what is known is worthless until the next whole book.
    pub(super) fn retick(&mut self, tick: Option<Tick>) {
        self.tick = tick;
        self.trusted = false;
    }

    /// What was missed makes it doubtful.
    pub(super) fn doubt(&mut self) {
        self.trusted = false;
    }

    pub(super) fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// The book to show, unless it is in doubt.
    pub(super) fn shown(&self) -> Option<Book> {
        let tick = self.tick.filter(|_| self.trusted)?;
        let level = |(price, shares): (&Price, &Shares)| Level {
            price: *price,
            shares: *shares,
        };
        Some(Book {
            token: self.token.clone(),
            observed_at: self.at,
            bids: self.bids.iter().rev().map(level).collect(),
            asks: self.asks.iter().map(level).collect(),
            tick,
        })
    }

    fn best_bid(&self) -> Option<Price> {
        self.bids.last_key_value().map(|(price, _)| *price)
    }

    fn best_ask(&self) -> Option<Price> {
        self.asks.first_key_value().map(|(price, _)| *price)
    }
}
