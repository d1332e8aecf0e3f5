//! One book for both outcomes of a market, kept in YES: a NO bid at q stands as a YES ask at 1 − q, and so on.
//!
//! Price-time priority: best price first, then whoever came first. The book knows only where an order stands and how
//! much rests at each price; whose order it is and what is left of it is the order's.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick};

use super::keys::OrderKey;

/// The side and price at which an order on `outcome` stands in the YES book.
pub(super) fn in_yes(outcome: usize, side: Side, price: Price) -> (Side, Price) {
    if outcome == 0 {
        (side, price)
    } else {
        (side.opposite(), price.complement())
    }
}

/// The orders of one side. A rank is the price, negated for bids, so that the best has the lowest.
#[derive(Debug, Clone, Default)]
pub(super) struct Ladder {
    line: BTreeSet<(i64, OrderKey)>,
    levels: BTreeMap<i64, Shares>,
}

impl Ladder {
    /// The best rank.
    fn best(&self) -> Option<i64> {
        self.levels.keys().next().copied()
    }

    fn change_level(&mut self, rank: i64, change: Shares) {
        let level = self.levels.entry(rank).or_default();
        *level += change;
        if level.is_zero() {
            self.levels.remove(&rank);
        }
    }
}

/// The resting orders of one market.
#[derive(Debug, Clone, Default)]
pub(super) struct Orders {
    bids: Ladder,
    asks: Ladder,
}

impl Orders {
    fn ladder(&self, side: Side) -> &Ladder {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }

    fn ladder_mut(&mut self, side: Side) -> &mut Ladder {
        match side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        }
    }

    /// Puts an order at the end of its level's line.
    pub(super) fn add(&mut self, side: Side, price: Price, order: OrderKey, shares: Shares) {
        let rank = rank(side, price);
        let ladder = self.ladder_mut(side);
        ladder.line.insert((rank, order));
        ladder.change_level(rank, shares);
    }

    /// Takes an order off, with what is left of it.
    pub(super) fn remove(&mut self, side: Side, price: Price, order: OrderKey, shares: Shares) {
        let rank = rank(side, price);
        let ladder = self.ladder_mut(side);
        if ladder.line.remove(&(rank, order)) {
            ladder.change_level(rank, -shares);
        }
    }

    /// Lowers a level by what one of its orders filled.
    pub(super) fn fill(&mut self, side: Side, price: Price, shares: Shares) {
        self.ladder_mut(side).change_level(rank(side, price), -shares);
    }

    /// The shares resting at a price.
    pub(super) fn at(&self, side: Side, price: Price) -> Shares {
        self.ladder(side)
            .levels
            .get(&rank(side, price))
            .copied()
            .unwrap_or_default()
    }

    /// The best price of a side.
    pub(super) fn best(&self, side: Side) -> Option<Price> {
        self.ladder(side).best().map(|rank| price_of(side, rank))
    }

    /// Whether an order of that side and limit would meet something.
    pub(super) fn crosses(&self, side: Side, limit: Price) -> bool {
        self.best(side.opposite())
            .is_some_and(|best| reaches(side, limit, best))
    }

    /// The orders that a taker of `side` with `limit` meets, in their order, each with its price in YES.
    pub(super) fn met_by(&self, side: Side, limit: Price) -> impl Iterator<Item = (Price, OrderKey)> {
        let opposite = side.opposite();
        self.ladder(opposite)
            .line
            .iter()
            .map(move |(rank, order)| (price_of(opposite, *rank), *order))
            .take_while(move |(price, _)| reaches(side, limit, *price))
    }

    /// Every order on the book, bids first, best first.
    pub(super) fn all(&self) -> impl Iterator<Item = OrderKey> {
        self.bids.line.iter().chain(&self.asks.line).map(|(_, order)| *order)
    }

    /// The levels of a side, best first.
    pub(super) fn levels(&self, side: Side) -> impl Iterator<Item = Level> {
        self.ladder(side).levels.iter().map(move |(rank, shares)| Level {
            price: price_of(side, *rank),
            shares: *shares,
        })
    }
}

fn rank(side: Side, price: Price) -> i64 {
    match side {
        Side::Buy => -price.micros(),
        Side::Sell => price.micros(),
    }
}

fn price_of(side: Side, rank: i64) -> Price {
    Price::from_micros(match side {
        Side::Buy => -rank,
        Side::Sell => rank,
    })
}

/// Whether a taker of `side` with `limit` accepts `price`.
fn reaches(side: Side, limit: Price, price: Price) -> bool {
    match side {
        Side::Buy => price <= limit,
        Side::Sell => price >= limit,
    }
}

/// One token's book as the venue shows it, the complement's mirrored orders included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookView {
    pub condition: ConditionId,
    pub token: TokenId,
    /// When it last changed.
    pub changed_at: VenueMs,
    /// Bids, best (highest) first.
    pub bids: Vec<Level>,
    /// Asks, best (lowest) first.
    pub asks: Vec<Level>,
    /// 40 hex digits that differ whenever the book has changed: a change detector, no checksum.
    pub hash: String,
    /// The price of the last trade, in this token.
    pub last_trade: Option<Price>,
    /// The side of the last trade's taker, in this token.
    pub last_side: Option<Side>,
    /// The price step.
    pub tick: Tick,
    /// The least shares of a resting order.
    pub min_size: Shares,
    /// Whether it belongs to a neg-risk event.
    pub neg_risk: bool,
}

impl BookView {
    /// The highest bid.
    #[must_use]
    pub fn best_bid(&self) -> Option<Price> {
        self.bids.first().map(|level| level.price)
    }

    /// The lowest ask.
    #[must_use]
    pub fn best_ask(&self) -> Option<Price> {
        self.asks.first().map(|level| level.price)
    }

    /// The same for the core, seen at `now`.
    #[must_use]
    pub fn observed(self, now: VenueMs) -> Book {
        Book {
            token: self.token,
            observed_at: now,
            bids: self.bids,
            asks: self.asks,
            tick: self.tick,
        }
    }
}
