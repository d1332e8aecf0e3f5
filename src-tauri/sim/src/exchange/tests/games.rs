//! Games and closings: what ends with which status, and when.

use pilotfish_copy::market::Side;

use super::*;
use crate::exchange::{AtStart, CancelReason, OrderStatus, PlacedStatus, TakerDelay};

fn game(at_start: AtStart) -> Floor {
    let mut floor = Floor::new();
    let rules = MarketRules {
        game_start: Some(floor.now.plus(10_000)),
        at_start,
        taker_delay: TakerDelay::Seconds(3),
        ..MarketRules::default()
    };
    floor.list("g", Contract::StandardV2, rules);
    floor
}

#[test]
fn a_games_start_does_what_the_market_says() {
    for (at_start, status, takes_orders, has_book) in [
        (AtStart::TradesOn, OrderStatus::Live, true, true),
        (AtStart::ClearsBook, OrderStatus::Invalid, true, true),
        (AtStart::Closes, OrderStatus::Invalid, false, false),
    ] {
        let mut floor = game(at_start);
        floor.gtc(ZOE, "g", 0, Side::Buy, "10", "0.40");
        let id = floor.last_id();
        floor.advance(9_999);
        assert_eq!(floor.known(&id).status, OrderStatus::Live);
        floor.exchange.drain_events();
        floor.advance(1);
        assert_eq!(floor.known(&id).status, status, "{at_start:?}");
        let started = floor.exchange.drain_events().into_iter().filter(|event| {
            matches!(
                event,
                ExchangeEvent::GameStarted {
                    at: VenueMs(11_000),
                    ..
                }
            )
        });
        assert_eq!(started.count(), 1);
        let order = floor.order(ZOE, "g", 0, Side::Buy, "10", "0.40");
        assert_eq!(floor.place(order).is_ok(), takes_orders, "{at_start:?}");
        assert_eq!(floor.exchange.book(&token("g", 0)).is_some(), has_book);
        assert_eq!(floor.exchange.next_deadline(), None);
    }
}

#[test]
fn held_orders_are_invalid_too_and_told_as_cancelled() {
    let mut floor = game(AtStart::ClearsBook);
    floor.gtc(BOB, "g", 1, Side::Buy, "10", "0.50");
    floor.advance(8_000);
    let placed = floor.gtc(ZOE, "g", 0, Side::Buy, "10", "0.50");
    assert_eq!(placed.status, PlacedStatus::Delayed);
    let id = floor.last_id();
    floor.advance(2_000);
    let order = floor.known(&id);
    assert_eq!(
        (order.status.as_str(), order.ended_by),
        ("INVALID", Some(CancelReason::BookCleared))
    );
    floor.advance(60_000);
    assert_eq!(floor.holds(ZOE, "g", 0), shares("0"));
}

#[test]
fn a_game_can_be_put_off_or_called_off() {
    let mut floor = game(AtStart::Closes);
    let later = floor.now.plus(30_000);
    floor
        .exchange
        .set_game_start(floor.now, &condition("g"), Some(later))
        .unwrap();
    floor.advance(20_000);
    assert!(floor.exchange.market(&condition("g")).unwrap().accepting_orders);
    floor.exchange.set_game_start(floor.now, &condition("g"), None).unwrap();
    assert_eq!(floor.exchange.next_deadline(), None);
    assert_eq!(floor.exchange.rules(&condition("g")).unwrap().game_start, None);
}

#[test]
fn a_market_closes_on_time_and_can_be_resolved_later() {
    let mut floor = Floor::new();
    let rules = MarketRules {
        closes_at: Some(floor.now.plus(10_000)),
        ..MarketRules::default()
    };
    floor.list("c", Contract::StandardV2, rules);
    floor.gtc(ZOE, "c", 0, Side::Buy, "10", "0.40");
    let id = floor.last_id();
    floor.advance(10_000);
    assert_eq!(floor.known(&id).status, OrderStatus::Canceled);
    let order = floor.order(ZOE, "c", 0, Side::Buy, "10", "0.40");
    assert_eq!(floor.place(order), Err(Reject::NoOrderbook(token("c", 0))));
    floor.exchange.resolve(floor.now, &condition("c"), 0).unwrap();
}
