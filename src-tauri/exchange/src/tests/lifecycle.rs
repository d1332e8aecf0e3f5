//! What time brings: expiry, settlement, resolution, redemption; and what is remembered.

use pilotfish_copy::market::Side;

use super::*;
use crate::{CancelReason, OrderStatus, REDEEMED_AFTER_MS, TradeStatus};

fn gtd(fixture: &mut Fixture, owner: u8, limit: &str, ends_in_ms: i64) {
    let mut order = fixture.order(owner, "a", 0, Side::Buy, "10", limit);
    order.kind = OrderKind::Gtd;
    order.expires_at = Some(fixture.now.plus(ends_in_ms));
    fixture.place(order).unwrap();
}

#[test]
fn an_expired_order_is_gone_even_for_the_call_that_comes_at_that_instant() {
    let mut fixture = Fixture::new();
    gtd(&mut fixture, ZOE, "0.50", 5_000);
    let id = fixture.last_id();
    fixture.now = fixture.now.plus(5_000);
    let met = fixture.fak(BOB, "a", 1, Side::Buy, "5", "0.50");
    assert_eq!(met, Err(Reject::FakNoMatch));
    let order = fixture.exchange.order(&id).unwrap();
    assert_eq!(
        (order.status, order.ended_by),
        (OrderStatus::Canceled, Some(CancelReason::Expired))
    );
    assert_eq!(order.updated_at, VenueMs(6_000));
}

#[test]
fn an_order_that_ends_early_leaves_no_deadline_behind() {
    let mut fixture = Fixture::new();
    gtd(&mut fixture, ZOE, "0.50", 5_000);
    assert_eq!(fixture.exchange.next_deadline(), Some(VenueMs(6_000)));
    fixture
        .exchange
        .cancel(fixture.now, &wallet(ZOE), &fixture.last_id())
        .unwrap();
    assert_eq!(fixture.exchange.next_deadline(), None);
}

#[test]
fn a_trade_is_mined_after_two_seconds_and_confirmed_after_six() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "a", 1, Side::Buy, "10", "0.50");
    let placed = fixture.fak(ZOE, "a", 0, Side::Buy, "5", "0.50").unwrap();
    let steps = [
        (0, TradeStatus::Matched, false),
        (1_999, TradeStatus::Matched, false),
        (1, TradeStatus::Mined, true),
        (3_999, TradeStatus::Mined, true),
        (1, TradeStatus::Confirmed, true),
    ];
    for (ms, status, shown) in steps {
        fixture.advance(ms);
        let trade = fixture.exchange.trade(&placed.trades[0]).unwrap();
        assert_eq!(
            (trade.status, trade.shown_transaction().is_some()),
            (status, shown),
            "at {}",
            fixture.now.0
        );
    }
    assert_eq!(fixture.exchange.next_deadline(), None);
    assert_eq!(fixture.exchange.trades(&wallet(ZOE)).count(), 1);
}

#[test]
fn one_long_step_is_many_short_ones() {
    let play = |step: i64| {
        let mut fixture = Fixture::new();
        gtd(&mut fixture, ANN, "0.50", 3_000);
        gtd(&mut fixture, ZOE, "0.49", 5_000);
        fixture.gtc(BOB, "a", 1, Side::Buy, "15", "0.50");
        fixture.exchange.resolve(fixture.now, &condition("b"), 1).unwrap();
        for _ in 0..(700_000 / step) {
            fixture.advance(step);
        }
        fixture.exchange.drain_events()
    };
    assert_eq!(play(700_000), play(500));
}

#[test]
fn a_resolution_cancels_orders_and_pays_ten_minutes_later() {
    for (winner, paid) in [(0, ["8", "0"]), (1, ["0", "5"])] {
        let mut fixture = Fixture::new();
        fixture
            .exchange
            .split(fixture.now, &wallet(ZOE), &condition("b"), shares("8"))
            .unwrap();
        fixture
            .exchange
            .transfer(fixture.now, &wallet(ZOE), &wallet(ANN), &token("b", 1), shares("3"))
            .unwrap();
        fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.30");
        let id = fixture.last_id();
        fixture.exchange.resolve(fixture.now, &condition("b"), winner).unwrap();
        fixture.well();
        let order = fixture.exchange.order(&id).unwrap();
        assert_eq!(order.status.as_str(), "CANCELED_MARKET_RESOLVED");
        assert!(
            fixture.exchange.resolve(fixture.now, &condition("b"), winner).is_err(),
            "only once"
        );
        fixture.advance(REDEEMED_AFTER_MS - 1);
        assert_eq!(fixture.cash(ZOE), usd("992"));
        fixture.exchange.drain_events();
        fixture.advance(1);
        let mine: Vec<_> = fixture
            .exchange
            .drain_events()
            .into_iter()
            .filter_map(|event| match event {
                ExchangeEvent::Redeemed {
                    owner,
                    outcome,
                    shares,
                    value,
                    ..
                } if owner == wallet(ZOE) => Some((outcome, shares, value)),
                _ => None,
            })
            .collect();
        assert_eq!(mine, [(0, shares("8"), usd(paid[0])), (1, shares("5"), usd(paid[1]))]);
        assert_eq!(fixture.cash(ZOE), usd("992") + usd(paid[0]) + usd(paid[1]));
        assert_eq!(fixture.exchange.account(&wallet(ZOE)).unwrap().holdings().count(), 0);
    }
}

#[test]
fn an_undecided_market_pays_half_and_never_more_than_it_has() {
    let mut fixture = Fixture::new();
    let odd = Shares::from_micros(7_000_001);
    fixture
        .exchange
        .split(fixture.now, &wallet(ANN), &condition("b"), odd)
        .unwrap();
    let half = Price::from_micros(500_000);
    assert!(
        fixture
            .exchange
            .resolve_paying(fixture.now, &condition("b"), [half, Price::ONE])
            .is_err()
    );
    fixture
        .exchange
        .resolve_paying(fixture.now, &condition("b"), [half, half])
        .unwrap();
    fixture.advance(REDEEMED_AFTER_MS);
    assert_eq!(fixture.cash(ANN), usd("1000") - usd("0.000001"));
}

#[test]
fn clearing_a_book_invalidates_its_orders_and_keeps_the_market_open() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "a", 0, Side::Buy, "10", "0.50");
    fixture.exchange.clear_book(fixture.now, &condition("a")).unwrap();
    let order = fixture.exchange.order(&fixture.last_id()).unwrap();
    assert_eq!(order.status, OrderStatus::Invalid);
    fixture.gtc(ZOE, "a", 0, Side::Buy, "10", "0.50");
}

#[test]
fn clients_are_remembered_agents_forgotten() {
    let mut fixture = Fixture::new();
    for n in [ANN, ZOE] {
        fixture.gtc(n, "a", 0, Side::Buy, "10", "0.50");
        fixture
            .exchange
            .cancel(fixture.now, &wallet(n), &fixture.last_id())
            .unwrap();
    }
    assert_eq!(fixture.exchange.ended_orders(&wallet(ANN)).count(), 0);
    assert_eq!(fixture.exchange.ended_orders(&wallet(ZOE)).count(), 1);
    fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.50");
    let kept = fixture.fak(ZOE, "b", 0, Side::Buy, "5", "0.50").unwrap().trades;
    for _ in 0..300 {
        fixture.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
        fixture.fak(ANN, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
        fixture
            .exchange
            .transfer(fixture.now, &wallet(ANN), &wallet(BOB), &token("b", 0), shares("5"))
            .unwrap();
        fixture
            .exchange
            .merge(fixture.now, &wallet(BOB), &condition("b"), shares("5"))
            .unwrap();
        fixture.exchange.deposit(&wallet(ANN), usd("2.5")).unwrap();
        fixture.advance(6_000);
    }
    assert_eq!(fixture.exchange.tape(&condition("b")).count(), 200);
    assert!(
        fixture.exchange.trade(&kept[0]).is_some(),
        "a client's trade is kept past the tape"
    );
    assert_eq!(fixture.exchange.trades.len(), 201);
    assert_eq!(fixture.exchange.orders.len(), 2, "Zoe's two orders, no agent's");
}

#[test]
fn a_burst_longer_than_the_tape_is_settled_to_the_last_trade() {
    let mut fixture = Fixture::new();
    for _ in 0..250 {
        fixture.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
        fixture.fak(ANN, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
    }
    fixture.exchange.drain_events();
    fixture.advance(6_000);
    let settled = fixture.exchange.drain_events();
    let confirmed = |event: &&ExchangeEvent| {
        matches!(
            event,
            ExchangeEvent::Settlement {
                status: TradeStatus::Confirmed,
                ..
            }
        )
    };
    assert_eq!(settled.iter().filter(confirmed).count(), 250);
    fixture.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
    fixture.fak(ANN, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
    assert_eq!(fixture.exchange.trades.len(), 200, "the next trade cuts the tape back");
}

#[test]
fn a_market_is_listed_once() {
    let mut fixture = Fixture::new();
    assert!(fixture.exchange.add_market(spec("a", FEE)).is_err());
    let mut twin = spec("c", FEE);
    twin.market.outcomes[1].token = twin.market.outcomes[0].token.clone();
    assert!(fixture.exchange.add_market(twin).is_err());
    assert!(fixture.exchange.resolve(fixture.now, &condition("zz"), 0).is_err());
    assert!(fixture.exchange.resolve(fixture.now, &condition("a"), 2).is_err());
}
