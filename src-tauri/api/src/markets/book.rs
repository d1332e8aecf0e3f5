//! A book's depth: prices, shares, what all up to there comes to, and which of it is ours.

use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::market::{Book, Level};
use pilotfish_copy::money::{Rounding, Shares, Usd};

use crate::numbers::{number_tenths, tenths};
use crate::types::{BookLevel, BookSides, MarketBook, Ms};

/// How many prices of a side are shown at most.
const LEVELS_MOST: usize = 12;

/// A book as it is shown. Middle and spread are those of everybody else's orders: our own bid would narrow the spread and lift the
/// middle, at which our position is valued.
pub(super) fn shown(core: &Core, outcome_index: u32, age: Duration, book: Option<&Arc<Book>>) -> MarketBook {
    let age = Ms(i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
    let Some(book) = book else {
        return MarketBook {
            outcome_index,
            sides: BookSides::NoBook,
            bids: Vec::new(),
            asks: Vec::new(),
            mid: None,
            spread: None,
            spread_percent: None,
            has_ours: false,
            changed_at: None,
            age,
        };
    };
    let others = core.without_own(book);
    let (bids, asks) = (depth(&book.bids, &others.bids), depth(&book.asks, &others.asks));
    let spread = others.best_ask().zip(others.best_bid()).map(|(ask, bid)| ask - bid);
    let mid = others.mid();
    let percent = spread
        .zip(mid)
        .and_then(|(spread, mid)| number_tenths(spread.micros(), mid.micros()));
    MarketBook {
        outcome_index,
        sides: match (bids.is_empty(), asks.is_empty()) {
            (false, false) => BookSides::Both,
            (false, true) => BookSides::BidsOnly,
            (true, false) => BookSides::AsksOnly,
            (true, true) => BookSides::Empty,
        },
        has_ours: bids.iter().chain(&asks).any(|level| level.ours.is_some()),
        bids,
        asks,
        mid: mid.map(|price| price.to_string()),
        spread: spread.map(|price| price.to_string()),
        spread_percent: percent.map(tenths),
        changed_at: (book.observed_at.0 > 0).then_some(Ms(book.observed_at.0)),
        age,
    }
}

fn depth(levels: &[Level], others: &[Level]) -> Vec<BookLevel> {
    let mut total = Usd::ZERO;
    levels
        .iter()
        .take(LEVELS_MOST)
        .map(|level| {
            total += level.shares.value(level.price, Rounding::HalfUp);
            let theirs = others.iter().find(|other| other.price == level.price);
            let ours = level.shares - theirs.map_or(Shares::ZERO, |other| other.shares);
            BookLevel {
                price: level.price.to_string(),
                shares: level.shares.to_string(),
                total: total.to_string(),
                ours: (ours > Shares::ZERO).then(|| ours.to_string()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn level(price: &str, shares: &str) -> Level {
        Level {
            price: price.parse().unwrap(),
            shares: shares.parse().unwrap(),
        }
    }

    #[test]
    fn each_price_says_what_all_up_to_it_comes_to_and_what_of_it_is_ours() {
        let book = [level("0.602", "96"), level("0.597", "640"), level("0.596", "1905")];
        let others = [level("0.597", "600"), level("0.596", "1905")];
        let told: Vec<(String, Option<String>)> = depth(&book, &others)
            .into_iter()
            .map(|level| (level.total, level.ours))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                ("57.792".to_owned(), some("96")),
                ("439.872".to_owned(), some("40")),
                ("1575.252".to_owned(), None)
            ]
        );
    }
}
