//! The book: priority, mirroring, level events.

use pilotfish_copy::market::{Level, Side};

use super::*;
use crate::PlacedStatus;

fn level(at: &str, size: &str) -> Level {
    Level {
        price: price(at),
        shares: shares(size),
    }
}

#[test]
fn a_better_price_comes_first_and_at_one_price_the_earlier() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .split(fixture.now, &wallet(ANN), &condition("b"), shares("100"))
        .unwrap();
    fixture.gtc(ANN, "b", 0, Side::Sell, "10", "0.52");
    let late_and_dear = fixture.last_id();
    fixture.gtc(ANN, "b", 0, Side::Sell, "10", "0.51");
    let first = fixture.last_id();
    // The same price from the other token: a NO bid at 0.49 is a YES ask at 0.51, and stands behind the earlier one.
    fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.49");
    let second = fixture.last_id();
    fixture.exchange.drain_events();
    fixture.gtc(CAT, "b", 0, Side::Buy, "25", "0.52");
    let met: Vec<_> = fixture
        .trades()
        .into_iter()
        .map(|trade| {
            (
                trade.price,
                trade
                    .legs
                    .into_iter()
                    .map(|leg| (leg.order, leg.shares))
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        met,
        [
            (price("0.51"), vec![(first, shares("10")), (second, shares("10"))]),
            (price("0.52"), vec![(late_and_dear, shares("5"))]),
        ]
    );
}

#[test]
fn both_outcomes_show_the_same_orders_mirrored() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .split(fixture.now, &wallet(ANN), &condition("b"), shares("100"))
        .unwrap();
    fixture.gtc(BOB, "b", 0, Side::Buy, "10", "0.40");
    fixture.gtc(ANN, "b", 1, Side::Sell, "7", "0.60"); // a YES bid at 0.40
    fixture.gtc(BOB, "b", 0, Side::Buy, "20", "0.39");
    fixture.gtc(ANN, "b", 0, Side::Sell, "8", "0.45");
    fixture.gtc(CAT, "b", 1, Side::Buy, "9", "0.53"); // a YES ask at 0.47
    let yes = fixture.exchange.book(&token("b", 0)).unwrap();
    let no = fixture.exchange.book(&token("b", 1)).unwrap();
    assert_eq!(yes.bids, [level("0.40", "17"), level("0.39", "20")]);
    assert_eq!(yes.asks, [level("0.45", "8"), level("0.47", "9")]);
    assert_eq!(no.bids, [level("0.55", "8"), level("0.53", "9")]);
    assert_eq!(no.asks, [level("0.60", "17"), level("0.61", "20")]);
    assert_ne!(yes.hash, no.hash);
    assert_eq!(
        fixture.exchange.best(&token("b", 1)).unwrap(),
        (no.best_bid(), no.best_ask())
    );
    assert_eq!(
        fixture.resting_at(&token("b", 1), Side::Sell, price("0.60")),
        shares("17")
    );
}

#[test]
fn level_events_alone_rebuild_both_books() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .split(fixture.now, &wallet(ANN), &condition("a"), shares("100"))
        .unwrap();
    fixture.gtc(ANN, "a", 0, Side::Sell, "10", "0.55");
    let gone = fixture.last_id();
    fixture.gtc(BOB, "a", 0, Side::Buy, "30", "0.50");
    fixture.gtc(BOB, "a", 1, Side::Buy, "30", "0.44");
    fixture.fak(CAT, "a", 0, Side::Buy, "5", "0.56").unwrap();
    fixture.fak(ANN, "a", 0, Side::Sell, "12.5", "0.40").unwrap();
    fixture.exchange.cancel(fixture.now, &wallet(ANN), &gone).unwrap();
    let events = fixture.exchange.drain_events();
    for outcome in [0, 1] {
        let mut sides = [std::collections::BTreeMap::new(), std::collections::BTreeMap::new()];
        for event in &events {
            let ExchangeEvent::BookChanged(change) = event else {
                continue;
            };
            // The second outcome's book is the mirror of the first's.
            let (changed, price, best_bid, best_ask) = if outcome == 0 {
                (change.side, change.price, change.best_bid, change.best_ask)
            } else {
                let mirror = |price: Option<Price>| price.map(Price::complement);
                let (bid, ask) = (mirror(change.best_ask), mirror(change.best_bid));
                (change.side.opposite(), change.price.complement(), bid, ask)
            };
            let side = &mut sides[usize::from(changed == Side::Sell)];
            side.insert(price, change.shares);
            side.retain(|_, shares| !shares.is_zero());
            assert_eq!(sides[0].keys().next_back().copied(), best_bid);
            assert_eq!(sides[1].keys().next().copied(), best_ask);
        }
        let book = fixture.exchange.book(&token("a", outcome)).unwrap();
        let flat = |levels: &[Level]| levels.iter().map(|level| (level.price, level.shares)).collect();
        assert_eq!(sides, [flat(&book.bids), flat(&book.asks)], "outcome {outcome}");
    }
}

#[test]
fn the_hash_changes_with_the_book_and_only_with_it() {
    let mut fixture = Fixture::new();
    let before = fixture.exchange.book(&token("a", 0)).unwrap().hash;
    fixture.advance(60_000);
    assert_eq!(fixture.exchange.book(&token("a", 0)).unwrap().hash, before);
    fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.50");
    let after = fixture.exchange.book(&token("a", 0)).unwrap().hash;
    assert_ne!(after, before);
    assert_eq!(after.len(), 40);
    assert_eq!(fixture.exchange.book(&token("b", 0)).unwrap().changed_at, VenueMs(0));
}

#[test]
fn what_is_left_of_a_marketable_order_rests_at_its_limit() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "b", 1, Side::Buy, "6", "0.50");
    let placed = fixture.gtc(ANN, "b", 0, Side::Buy, "10", "0.55");
    assert_eq!(
        (placed.status, placed.shares, placed.value),
        (PlacedStatus::Matched, shares("6"), usd("3"))
    );
    let book = fixture.exchange.book(&token("b", 0)).unwrap();
    assert_eq!(
        (book.bids.as_slice(), book.asks.as_slice()),
        ([level("0.55", "4")].as_slice(), [].as_slice())
    );
    assert_eq!(
        (book.last_trade, book.last_side),
        (Some(price("0.50")), Some(Side::Buy))
    );
    let mirrored = fixture.exchange.last_trade(&token("b", 1));
    assert_eq!(mirrored, Some((Side::Sell, price("0.50"))));
}
