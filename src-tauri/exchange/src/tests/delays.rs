//! Held orders: the delay of sports and crypto markets.

use pilotfish_copy::market::Side;

use super::*;
use crate::{CancelReason, OrderChange, OrderStatus, PlacedStatus, TakerDelay, VenueMode};

fn delayed(delay: TakerDelay) -> Fixture {
    let mut fixture = Fixture::new();
    fixture.list(
        "s",
        Contract::StandardV2,
        MarketRules {
            taker_delay: delay,
            ..MarketRules::default()
        },
    );
    fixture.gtc(BOB, "s", 1, Side::Buy, "10", "0.50"); // a YES ask at 0.50
    fixture.exchange.drain_events();
    fixture
}

/// What Zoe is told of her orders: change, status, filled.
fn told(fixture: &mut Fixture) -> Vec<(OrderChange, OrderStatus, Shares)> {
    let events = fixture.exchange.drain_events().into_iter();
    events
        .filter_map(|event| match event {
            ExchangeEvent::OrderUpdate { change, order, .. } => Some((change, order.status, order.matched)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_marketable_order_waits_and_then_meets_the_book() {
    for (delay, ms) in [(TakerDelay::Seconds(3), 3_000), (TakerDelay::Brief, 50)] {
        let mut fixture = delayed(delay);
        let placed = fixture.gtc(ZOE, "s", 0, Side::Buy, "15", "0.50");
        assert_eq!((placed.status, placed.shares), (PlacedStatus::Delayed, shares("0")));
        let id = fixture.last_id();
        assert_eq!(fixture.exchange.open_orders(&wallet(ZOE)).count(), 1);
        assert_eq!(fixture.exchange.account(&wallet(ZOE)).unwrap().bidding(), usd("7.5"));
        assert_eq!(fixture.exchange.book(&token("s", 0)).unwrap().bids, []);
        fixture.advance(ms - 1);
        assert_eq!(fixture.known(&id).status, OrderStatus::Delayed);
        fixture.advance(1);
        let order = fixture.known(&id);
        assert_eq!((order.status, order.matched), (OrderStatus::Live, shares("10")));
        assert_eq!(
            fixture.resting_at(&token("s", 0), Side::Buy, price("0.50")),
            shares("5")
        );
        assert_eq!(
            told(&mut fixture),
            [
                (OrderChange::Placement, OrderStatus::Delayed, shares("0")),
                (OrderChange::Update, OrderStatus::Live, shares("10")),
            ]
        );
    }
}

#[test]
fn what_does_not_cross_or_is_no_delayed_market_does_not_wait() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    assert_eq!(
        fixture.gtc(ZOE, "s", 0, Side::Buy, "10", "0.49").status,
        PlacedStatus::Live
    );
    assert_eq!(
        fixture.fak(ZOE, "s", 0, Side::Buy, "5", "0.49"),
        Err(Reject::FakNoMatch),
        "at once"
    );
    fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.50");
    let placed = fixture.fak(ZOE, "b", 0, Side::Buy, "5", "0.50").unwrap();
    assert_eq!(placed.status, PlacedStatus::Matched);
}

#[test]
fn a_delay_can_be_set_and_taken_back() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    let market = condition("s");
    fixture
        .exchange
        .set_taker_delay(fixture.now, &market, TakerDelay::None)
        .unwrap();
    let placed = fixture.gtc(ZOE, "s", 0, Side::Buy, "5", "0.50");
    assert_eq!(placed.status, PlacedStatus::Matched);
    fixture
        .exchange
        .set_taker_delay(fixture.now, &market, TakerDelay::Brief)
        .unwrap();
    let placed = fixture.gtc(ZOE, "s", 0, Side::Buy, "5", "0.50");
    assert_eq!(placed.status, PlacedStatus::Delayed);
    let rules = fixture.exchange.rules(&market).unwrap();
    assert_eq!((rules.taker_delay.length_ms(), rules.taker_delay.seconds()), (50, 0));
}

#[test]
fn when_the_book_has_gone_it_rests_or_is_killed() {
    use OrderChange::{Cancellation, Placement, Update};
    use OrderStatus::{Canceled, Delayed, Live};
    let none = shares("0");
    for (kind, end) in [
        (OrderKind::Gtc, (Update, Live, none)),
        (OrderKind::Fak, (Cancellation, Canceled, none)),
        (OrderKind::Fok, (Cancellation, Canceled, none)),
    ] {
        let mut fixture = delayed(TakerDelay::Seconds(3));
        let mut order = fixture.order(ZOE, "s", 0, Side::Buy, "10", "0.50");
        order.kind = kind;
        if !kind.rests() {
            order.amount = Amount::Budget(usd("5"));
        }
        assert_eq!(fixture.place(order).unwrap().status, PlacedStatus::Delayed);
        let id = fixture.last_id();
        fixture.exchange.cancel(fixture.now, &wallet(BOB), &hash(1)).unwrap();
        fixture.advance(3_000);
        assert_eq!(told(&mut fixture), [(Placement, Delayed, none), end], "{kind:?}");
        let reason = match kind {
            OrderKind::Fak => Some(CancelReason::FakKilled),
            OrderKind::Fok => Some(CancelReason::FokKilled),
            _ => None,
        };
        assert_eq!(fixture.known(&id).ended_by, reason);
        assert_eq!(fixture.exchange.next_deadline(), None);
    }
}

#[test]
fn a_held_order_can_be_cancelled_and_never_fills_then() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    fixture.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = fixture.last_id();
    fixture.exchange.cancel(fixture.now, &wallet(ZOE), &id).unwrap();
    fixture.well();
    fixture.advance(3_000);
    assert_eq!(
        (fixture.known(&id).status, fixture.known(&id).matched),
        (OrderStatus::Canceled, shares("0"))
    );
    assert_eq!(fixture.cash(ZOE), usd("1000"));
    let again = fixture.exchange.cancel(fixture.now, &wallet(ZOE), &id);
    assert!(again.is_err());
    let mut twin = fixture.order(ZOE, "s", 0, Side::Buy, "10", "0.50");
    twin.id = id.clone();
    assert_eq!(fixture.place(twin), Err(Reject::Duplicated(id)));
}

#[test]
fn it_stands_behind_what_came_while_it_was_held() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    fixture.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let held = fixture.last_id();
    fixture.exchange.cancel(fixture.now, &wallet(BOB), &hash(1)).unwrap();
    fixture.gtc(ANN, "s", 0, Side::Buy, "10", "0.50");
    let quick = fixture.last_id();
    fixture.advance(3_000);
    fixture.gtc(CAT, "s", 1, Side::Buy, "10", "0.50");
    fixture.advance(3_000);
    assert!(
        fixture.exchange.order(&quick).is_none(),
        "Ann's filled, and agents are forgotten"
    );
    assert_eq!(fixture.known(&held).matched, shares("0"));
}

#[test]
fn one_that_can_no_longer_be_paid_is_invalid() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    fixture.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = fixture.last_id();
    fixture
        .exchange
        .set_allowance(&wallet(ZOE), Contract::StandardV2, crate::Asset::Collateral, false)
        .unwrap();
    fixture.advance(3_000);
    let order = fixture.known(&id);
    assert_eq!(
        (order.status, order.ended_by),
        (OrderStatus::Invalid, Some(CancelReason::Unfunded))
    );
}

#[test]
fn a_restart_without_an_end_holds_it_until_told() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    fixture.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = fixture.last_id();
    fixture.exchange.set_mode(fixture.now, VenueMode::Restarting, None);
    fixture.advance(600_000);
    assert_eq!(fixture.known(&id).status, OrderStatus::Delayed);
    fixture.exchange.set_mode(fixture.now, VenueMode::Running, None);
    fixture.well();
    assert_eq!(fixture.known(&id).status, OrderStatus::Matched);
}

#[test]
fn a_restart_holds_it_until_the_engine_is_back() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    fixture.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = fixture.last_id();
    fixture.exchange.restart(fixture.now, 60_000);
    fixture.advance(59_999);
    assert_eq!(fixture.known(&id).status, OrderStatus::Delayed);
    fixture.advance(1);
    assert_eq!(fixture.known(&id).status, OrderStatus::Matched);
}

#[test]
fn a_gtd_that_expires_while_held_ends_there() {
    let mut fixture = delayed(TakerDelay::Seconds(3));
    let mut order = fixture.order(ZOE, "s", 0, Side::Buy, "10", "0.50");
    order.kind = OrderKind::Gtd;
    order.expires_at = Some(fixture.now.plus(2_000));
    fixture.place(order).unwrap();
    let id = fixture.last_id();
    fixture.advance(3_000);
    assert_eq!(fixture.known(&id).ended_by, Some(CancelReason::Expired));
    assert_eq!(fixture.exchange.next_deadline(), None);
}
