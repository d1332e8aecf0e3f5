//! Held orders: the delay of sports and crypto markets.

use pilotfish_copy::market::Side;

use super::*;
use crate::exchange::{CancelReason, OrderChange, OrderStatus, PlacedStatus, TakerDelay, VenueMode};

fn delayed(delay: TakerDelay) -> Floor {
    let mut floor = Floor::new();
    floor.list(
        "s",
        Contract::StandardV2,
        MarketRules {
            taker_delay: delay,
            ..MarketRules::default()
        },
    );
    floor.gtc(BOB, "s", 1, Side::Buy, "10", "0.50"); // a YES ask at 0.50
    floor.exchange.drain_events();
    floor
}

/// What Zoe is told of her orders: change, status, filled.
fn told(floor: &mut Floor) -> Vec<(OrderChange, OrderStatus, Shares)> {
    let events = floor.exchange.drain_events().into_iter();
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
        let mut floor = delayed(delay);
        let placed = floor.gtc(ZOE, "s", 0, Side::Buy, "15", "0.50");
        assert_eq!((placed.status, placed.shares), (PlacedStatus::Delayed, shares("0")));
        let id = floor.last_id();
        assert_eq!(floor.exchange.open_orders(&wallet(ZOE)).count(), 1);
        assert_eq!(floor.exchange.account(&wallet(ZOE)).unwrap().bidding(), usd("7.5"));
        assert_eq!(floor.exchange.book(&token("s", 0)).unwrap().bids, []);
        floor.advance(ms - 1);
        assert_eq!(floor.known(&id).status, OrderStatus::Delayed);
        floor.advance(1);
        let order = floor.known(&id);
        assert_eq!((order.status, order.matched), (OrderStatus::Live, shares("10")));
        assert_eq!(
            floor.exchange.resting_at(&token("s", 0), Side::Buy, price("0.50")),
            shares("5")
        );
        assert_eq!(
            told(&mut floor),
            [
                (OrderChange::Placement, OrderStatus::Delayed, shares("0")),
                (OrderChange::Update, OrderStatus::Live, shares("10")),
            ]
        );
    }
}

#[test]
fn what_does_not_cross_or_is_no_delayed_market_does_not_wait() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    assert_eq!(
        floor.gtc(ZOE, "s", 0, Side::Buy, "10", "0.49").status,
        PlacedStatus::Live
    );
    assert_eq!(
        floor.fak(ZOE, "s", 0, Side::Buy, "5", "0.49"),
        Err(Reject::FakNoMatch),
        "at once"
    );
    floor.gtc(BOB, "b", 1, Side::Buy, "10", "0.50");
    let placed = floor.fak(ZOE, "b", 0, Side::Buy, "5", "0.50").unwrap();
    assert_eq!(placed.status, PlacedStatus::Matched);
}

#[test]
fn a_delay_can_be_set_and_taken_back() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    let market = condition("s");
    floor
        .exchange
        .set_taker_delay(floor.now, &market, TakerDelay::None)
        .unwrap();
    let placed = floor.gtc(ZOE, "s", 0, Side::Buy, "5", "0.50");
    assert_eq!(placed.status, PlacedStatus::Matched);
    floor
        .exchange
        .set_taker_delay(floor.now, &market, TakerDelay::Brief)
        .unwrap();
    let placed = floor.gtc(ZOE, "s", 0, Side::Buy, "5", "0.50");
    assert_eq!(placed.status, PlacedStatus::Delayed);
    let rules = floor.exchange.rules(&market).unwrap();
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
        let mut floor = delayed(TakerDelay::Seconds(3));
        let mut order = floor.order(ZOE, "s", 0, Side::Buy, "10", "0.50");
        order.kind = kind;
        if !kind.rests() {
            order.amount = Amount::Budget(usd("5"));
        }
        assert_eq!(floor.place(order).unwrap().status, PlacedStatus::Delayed);
        let id = floor.last_id();
        floor.exchange.cancel(floor.now, &wallet(BOB), &hash(1)).unwrap();
        floor.advance(3_000);
        assert_eq!(told(&mut floor), [(Placement, Delayed, none), end], "{kind:?}");
        let reason = match kind {
            OrderKind::Fak => Some(CancelReason::FakKilled),
            OrderKind::Fok => Some(CancelReason::FokKilled),
            _ => None,
        };
        assert_eq!(floor.known(&id).ended_by, reason);
        assert_eq!(floor.exchange.next_deadline(), None);
    }
}

#[test]
fn a_held_order_can_be_cancelled_and_never_fills_then() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    floor.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = floor.last_id();
    floor.exchange.cancel(floor.now, &wallet(ZOE), &id).unwrap();
    floor.well();
    floor.advance(3_000);
    assert_eq!(
        (floor.known(&id).status, floor.known(&id).matched),
        (OrderStatus::Canceled, shares("0"))
    );
    assert_eq!(floor.cash(ZOE), usd("1000"));
    let again = floor.exchange.cancel(floor.now, &wallet(ZOE), &id);
    assert!(again.is_err());
    let mut twin = floor.order(ZOE, "s", 0, Side::Buy, "10", "0.50");
    twin.id = id.clone();
    assert_eq!(floor.place(twin), Err(Reject::Duplicated(id)));
}

#[test]
fn it_stands_behind_what_came_while_it_was_held() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    floor.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let held = floor.last_id();
    floor.exchange.cancel(floor.now, &wallet(BOB), &hash(1)).unwrap();
    floor.gtc(ANN, "s", 0, Side::Buy, "10", "0.50");
    let quick = floor.last_id();
    floor.advance(3_000);
    floor.gtc(CAT, "s", 1, Side::Buy, "10", "0.50");
    floor.advance(3_000);
    assert!(
        floor.exchange.order(&quick).is_none(),
        "Ann's filled, and agents are forgotten"
    );
    assert_eq!(floor.known(&held).matched, shares("0"));
}

#[test]
fn one_that_can_no_longer_be_paid_is_invalid() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    floor.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = floor.last_id();
    floor
        .exchange
        .set_allowance(
            &wallet(ZOE),
            Contract::StandardV2,
            crate::exchange::Asset::Collateral,
            false,
        )
        .unwrap();
    floor.advance(3_000);
    let order = floor.known(&id);
    assert_eq!(
        (order.status, order.ended_by),
        (OrderStatus::Invalid, Some(CancelReason::Unfunded))
    );
}

#[test]
fn a_restart_without_an_end_holds_it_until_told() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    floor.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = floor.last_id();
    floor.exchange.set_mode(floor.now, VenueMode::Restarting, None);
    floor.advance(600_000);
    assert_eq!(floor.known(&id).status, OrderStatus::Delayed);
    floor.exchange.set_mode(floor.now, VenueMode::Running, None);
    floor.well();
    assert_eq!(floor.known(&id).status, OrderStatus::Matched);
}

#[test]
fn a_restart_holds_it_until_the_engine_is_back() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    floor.gtc(ZOE, "s", 0, Side::Buy, "10", "0.50");
    let id = floor.last_id();
    floor.exchange.restart(floor.now, 60_000);
    floor.advance(59_999);
    assert_eq!(floor.known(&id).status, OrderStatus::Delayed);
    floor.advance(1);
    assert_eq!(floor.known(&id).status, OrderStatus::Matched);
}

#[test]
fn a_gtd_that_expires_while_held_ends_there() {
    let mut floor = delayed(TakerDelay::Seconds(3));
    let mut order = floor.order(ZOE, "s", 0, Side::Buy, "10", "0.50");
    order.kind = OrderKind::Gtd;
    order.expires_at = Some(floor.now.plus(2_000));
    floor.place(order).unwrap();
    let id = floor.last_id();
    floor.advance(3_000);
    assert_eq!(floor.known(&id).ended_by, Some(CancelReason::Expired));
    assert_eq!(floor.exchange.next_deadline(), None);
}
