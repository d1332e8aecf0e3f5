//! A market's book as the venue shows it, in terms of its first outcome, and what our own orders have taken of it.
//!
//! The venue mirrors each order into the other outcome's book: a bid for NO at p is an ask for YES at 1 − p. Both outcomes' books
//! are one here, so that what is taken of one is not there in the other.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{TokenId, TxHash, VenueMs};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares};
use serde::{Deserialize, Serialize};

/// A real trade, as the venue's market channel tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// The token that the taker traded.
    pub token: TokenId,
    /// Whether the taker bought or sold.
    pub side: Side,
    /// The price, in that token.
    pub price: Price,
    /// The shares.
    pub shares: Shares,
    /// When it matched.
    pub at: VenueMs,
    /// Its transaction, where the venue names it.
    pub transaction: Option<TxHash>,
}

/// The same trade or order seen from the first outcome.
#[must_use]
pub(crate) fn in_yes(outcome: usize, side: Side, price: Price) -> (Side, Price) {
    if outcome == 0 {
        (side, price)
    } else {
        (side.opposite(), price.complement())
    }
}

/// One side's levels, in YES.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Levels {
    shown: BTreeMap<Price, Shares>,
    /// Of those, what our own orders have taken.
    taken: BTreeMap<Price, Shares>,
}

impl Levels {
    fn replace(&mut self, shown: BTreeMap<Price, Shares>) {
        self.shown = shown;
        let now = &self.shown;
        // A level that shows less than we took of it lost some of what we took; one that is gone, all of it. What comes back
        // there is new.
        self.taken.retain(|price, taken| {
            *taken = taken.at_most(now.get(price).copied().unwrap_or_default());
            *taken > Shares::ZERO
        });
    }

    fn left(&self, price: Price) -> Shares {
        let shown = self.shown.get(&price).copied().unwrap_or_default();
        let taken = self.taken.get(&price).copied().unwrap_or_default();
        (shown - taken).at_least(Shares::ZERO)
    }
}

/// A market's book in terms of YES.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct YesBook {
    observed_at: VenueMs,
    bids: Levels,
    asks: Levels,
}

impl YesBook {
    /// When the newest book was seen, venue time.
    #[must_use]
    pub const fn observed_at(&self) -> VenueMs {
        self.observed_at
    }

    /// Takes a newer book of either outcome; an older one says nothing. Returns whether it was taken.
    pub fn show(&mut self, outcome: usize, book: &Book) -> bool {
        if book.observed_at < self.observed_at {
            return false;
        }
        self.observed_at = book.observed_at;
        let (bids, asks) = if outcome == 0 {
            (levels(&book.bids, false), levels(&book.asks, false))
        } else {
            (levels(&book.asks, true), levels(&book.bids, true))
        };
        self.bids.replace(bids);
        self.asks.replace(asks);
        true
    }

    /// The shares that the venue shows at a price, on the side of `side`'s orders.
    #[must_use]
    pub fn shown(&self, side: Side, price: Price) -> Shares {
        self.side(side).shown.get(&price).copied().unwrap_or_default()
    }

    /// What an order of `side` up to `limit` meets and our earlier ones left, best price first.
    pub fn met_by(&self, side: Side, limit: Price) -> impl Iterator<Item = Level> {
        let levels = self.side(side.opposite());
        let prices: Vec<Price> = match side {
            Side::Buy => levels
                .shown
                .keys()
                .copied()
                .take_while(|price| *price <= limit)
                .collect(),
            Side::Sell => levels
                .shown
                .keys()
                .rev()
                .copied()
                .take_while(|price| *price >= limit)
                .collect(),
        };
        prices
            .into_iter()
            .map(|price| Level {
                price,
                shares: levels.left(price),
            })
            .filter(|level| level.shares > Shares::ZERO)
    }

    /// Our order of `side` took those shares.
    pub(crate) fn take(&mut self, side: Side, price: Price, shares: Shares) {
        let levels = match side {
            Side::Buy => &mut self.asks,
            Side::Sell => &mut self.bids,
        };
        *levels.taken.entry(price).or_default() += shares;
    }

    /// Of what the venue shows at a price, on the side of `side`'s orders, what we took.
    #[must_use]
    pub fn taken(&self, side: Side, price: Price) -> Shares {
        self.side(side).taken.get(&price).copied().unwrap_or_default()
    }

    /// The best prices, bid and ask, as the venue shows them.
    #[must_use]
    pub fn best(&self) -> (Option<Price>, Option<Price>) {
        (
            self.bids.shown.keys().next_back().copied(),
            self.asks.shown.keys().next().copied(),
        )
    }

    /// What a share of YES is worth by this book; none where a side is missing.
    #[must_use]
    pub fn mark(&self) -> Option<Price> {
        let (bid, ask) = self.best();
        Some(Price::from_micros((bid? + ask?).micros().div_euclid(2)))
    }

    fn side(&self, side: Side) -> &Levels {
        match side {
            Side::Buy => &self.bids,
            Side::Sell => &self.asks,
        }
    }
}

fn levels(shown: &[Level], mirrored: bool) -> BTreeMap<Price, Shares> {
    let mut levels = BTreeMap::new();
    for level in shown.iter().filter(|level| level.shares > Shares::ZERO) {
        let price = if mirrored {
            level.price.complement()
        } else {
            level.price
        };
        *levels.entry(price).or_default() += level.shares;
    }
    levels
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use pilotfish_copy::money::Tick;

    use super::*;

    fn book(at: i64, bids: &[(&str, &str)], asks: &[(&str, &str)]) -> Book {
        let side = |levels: &[(&str, &str)]| {
            let level = |(price, shares): &(&str, &str)| Level {
                price: price.parse().unwrap(),
                shares: shares.parse().unwrap(),
            };
            levels.iter().map(level).collect()
        };
        Book {
            token: TokenId::new("1"),
            observed_at: VenueMs(at),
            bids: side(bids),
            asks: side(asks),
            tick: Tick::CENT,
        }
    }

    fn met(book: &YesBook, limit: &str) -> Vec<(String, String)> {
        let met = book.met_by(Side::Buy, limit.parse().unwrap());
        met.map(|level| (level.price.to_string(), level.shares.to_string()))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let pair = |(price, shares): &(&str, &str)| ((*price).to_owned(), (*shares).to_owned());
        expected.iter().map(pair).collect()
    }

    #[test]
    fn what_we_took_is_not_there_again_while_the_venue_shows_it() {
        let mut yes = YesBook::default();
        yes.show(0, &book(1, &[], &[("0.5", "30"), ("0.51", "40")]));
        yes.take(Side::Buy, "0.5".parse().unwrap(), "30".parse().unwrap());
        yes.take(Side::Buy, "0.51".parse().unwrap(), "10".parse().unwrap());
        assert_eq!(met(&yes, "0.55"), pairs(&[("0.51", "30")]));
        yes.show(0, &book(2, &[], &[("0.5", "35"), ("0.51", "40")]));
        assert_eq!(
            met(&yes, "0.55"),
            pairs(&[("0.5", "5"), ("0.51", "30")]),
            "five are new"
        );
        yes.show(0, &book(3, &[], &[("0.51", "40")]));
        yes.show(0, &book(4, &[], &[("0.5", "12"), ("0.51", "40")]));
        assert_eq!(
            met(&yes, "0.5"),
            pairs(&[("0.5", "12")]),
            "a level that was gone is new"
        );
    }

    #[test]
    fn the_other_outcomes_book_is_the_same_one_mirrored() {
        let mut yes = YesBook::default();
        yes.show(1, &book(1, &[("0.4", "7")], &[("0.42", "9")]));
        assert_eq!(met(&yes, "0.6"), pairs(&[("0.6", "7")]));
        assert_eq!(yes.best().0, Some("0.58".parse().unwrap()));
        assert!(!yes.show(0, &book(0, &[], &[])), "an older one says nothing");
    }
}
