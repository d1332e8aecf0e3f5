//! Games and closings: what ends with which status, and when.

use pilotfish_copy::market::Side;

use super::*;
use crate::{AtStart, CancelReason, OrderStatus, PlacedStatus, TakerDelay};

fn game(at_start: AtStart) -> Fixture {
    let mut fixture = Fixture::new();
    let rules = MarketRules {
        game_start: Some(fixture.now.plus(10_000)),
        at_start,
        taker_delay: TakerDelay::Seconds(3),
        ..MarketRules::default()
    };
    fixture.list("g", Contract::StandardV2, rules);
    fixture
}

#[test]
fn a_games_start_does_what_the_market_says() {
    for (at_start, status, takes_orders, has_book) in [
        (AtStart::TradesOn, OrderStatus::Live, true, true),
        (AtStart::ClearsBook, OrderStatus::Invalid, true, true),
        (AtStart::Closes, OrderStatus::Invalid, false, false),
    ] {
        let mut fixture = game(at_start);
        fixture.gtc(ZOE, "g", 0, Side::Buy, "10", "0.40");
        let id = fixture.last_id();
        fixture.advance(9_999);
        assert_eq!(fixture.known(&id).status, OrderStatus::Live);
        fixture.exchange.drain_events();
        fixture.advance(1);
        assert_eq!(fixture.known(&id).status, status, "{at_start:?}");
        let started = fixture.exchange.drain_events().into_iter().filter(|event| {
            matches!(
                event,
                ExchangeEvent::GameStarted {
                    at: VenueMs(11_000),
                    ..
                }
            )
        });
        assert_eq!(started.count(), 1);
        let order = fixture.order(ZOE, "g", 0, Side::Buy, "10", "0.40");
        assert_eq!(fixture.place(order).is_ok(), takes_orders, "{at_start:?}");
        assert_eq!(fixture.exchange.book(&token("g", 0)).is_some(), has_book);
        assert_eq!(fixture.exchange.next_deadline(), None);
    }
}

#[test]
fn held_orders_are_invalid_too_and_told_as_cancelled() {
    let mut fixture = game(AtStart::ClearsBook);
    fixture.gtc(BOB, "g", 1, Side::Buy, "10", "0.50");
    fixture.advance(8_000);
    let placed = fixture.gtc(ZOE, "g", 0, Side::Buy, "10", "0.50");
    assert_eq!(placed.status, PlacedStatus::Delayed);
    let id = fixture.last_id();
    fixture.advance(2_000);
    let order = fixture.known(&id);
    assert_eq!(
        (order.status.as_str(), order.ended_by),
        ("INVALID", Some(CancelReason::BookCleared))
    );
    fixture.advance(60_000);
    assert_eq!(fixture.holds(ZOE, "g", 0), shares("0"));
}

#[test]
fn a_game_can_be_put_off_or_called_off() {
    let mut fixture = game(AtStart::Closes);
    let later = fixture.now.plus(30_000);
    fixture
        .exchange
        .set_game_start(fixture.now, &condition("g"), Some(later))
        .unwrap();
    fixture.advance(20_000);
    assert!(fixture.exchange.market(&condition("g")).unwrap().accepting_orders);
    fixture
        .exchange
        .set_game_start(fixture.now, &condition("g"), None)
        .unwrap();
    assert_eq!(fixture.exchange.next_deadline(), None);
    assert_eq!(fixture.exchange.rules(&condition("g")).unwrap().game_start, None);
}

#[test]
fn a_market_closes_on_time_and_can_be_resolved_later() {
    let mut fixture = Fixture::new();
    let rules = MarketRules {
        closes_at: Some(fixture.now.plus(10_000)),
        ..MarketRules::default()
    };
    fixture.list("c", Contract::StandardV2, rules);
    fixture.gtc(ZOE, "c", 0, Side::Buy, "10", "0.40");
    let id = fixture.last_id();
    fixture.advance(10_000);
    assert_eq!(fixture.known(&id).status, OrderStatus::Canceled);
    let order = fixture.order(ZOE, "c", 0, Side::Buy, "10", "0.40");
    assert_eq!(fixture.place(order), Err(Reject::NoOrderbook(token("c", 0))));
    fixture.exchange.resolve(fixture.now, &condition("c"), 0).unwrap();
}
