//! A restart of the matching engine in a world that lives.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::Shares;

use super::{Venue, VenueEvent, VenueOptions};
use crate::world_gen::calendar::{HOUR, MINUTE};
use pilotfish_exchange::{CancelRefused, ExchangeEvent, POST_ONLY_AFTER_RESTART_MS, VenueMode};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

fn two_sided(venue: &Venue) -> usize {
    let rows = venue.markets();
    rows.iter()
        .filter(|row| row.best_bid.is_some() && row.best_ask.is_some())
        .count()
}

#[test]
fn a_restart_leaves_the_books_and_makers_as_they_were() {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).expect("a world");
    venue.advance_to(START.plus(10 * MINUTE));
    let books = two_sided(&venue);
    venue.drain_events();
    let restarted_at = venue.now();
    venue.restart(90_000);
    let me = WalletAddress::parse("0x00000000000000000000000000000000000000aa").unwrap();
    venue.enroll(&me);
    assert_eq!(venue.cancel_all(&me), Err(CancelRefused::Restarting));
    venue.advance_to(restarted_at.plus(90_000 + POST_ONLY_AFTER_RESTART_MS - 1));
    assert_eq!(venue.exchange().mode(), VenueMode::PostOnly);
    assert_eq!(two_sided(&venue), books, "quotes survive");
    let trades = venue
        .drain_events()
        .into_iter()
        .filter(|event| matches!(event, VenueEvent::Exchange(event) if matches!(**event, ExchangeEvent::Trade(_))));
    assert_eq!(trades.count(), 0, "nobody takes");
    venue.advance_to(restarted_at.plus(2 * HOUR));
    assert_eq!(venue.exchange().mode(), VenueMode::Running);
    assert_eq!(venue.refused_quotes(), 0);
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    let traded = venue
        .drain_events()
        .into_iter()
        .any(|event| matches!(event, VenueEvent::Exchange(event) if matches!(*event, ExchangeEvent::Trade(_))));
    assert!(traded, "and then they do again");
}

#[test]
fn a_client_cancels_by_market_and_splits_merges_and_redeems() {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).expect("a world");
    let me = WalletAddress::parse("0x00000000000000000000000000000000000000aa").unwrap();
    venue.enroll(&me);
    let rows = venue.markets();
    let row = rows.iter().find(|row| row.best_ask.is_some()).expect("an open market");
    let condition = row.market.condition.clone();
    let pairs = Shares::from_micros(30_000_000);
    venue.split(&me, &condition, pairs).unwrap();
    venue.merge(&me, &condition, Shares::from_micros(10_000_000)).unwrap();
    assert_eq!(venue.positions(&me).len(), 2);
    assert!(venue.positions(&me).iter().all(|row| row.shares.micros() == 20_000_000));
    assert_eq!(venue.cancel_market(&me, Some(&condition), None), Ok(Vec::new()));
    assert!(venue.redeem(&me, &condition).is_err(), "not resolved");
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
}
