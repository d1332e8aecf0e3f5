//! What time brings: expiry, settlement, resolution, redemption; and what is remembered.

use pilotfish_copy::market::Side;

use super::*;
use crate::exchange::{CancelReason, OrderStatus, REDEEMED_AFTER_MS, TradeStatus};

fn gtd(floor: &mut Floor, owner: u8, limit: &str, ends_in_ms: i64) {
    let mut order = floor.order(owner, "a", 0, Side::Buy, "10", limit);
    order.kind = OrderKind::Gtd;
    order.expires_at = Some(floor.now.plus(ends_in_ms));
    floor.place(order).unwrap();
}

#[test]
fn an_expired_order_is_gone_even_for_the_call_that_comes_at_that_instant() {
    let mut floor = Floor::new();
    gtd(&mut floor, ZOE, "0.50", 5_000);
    let id = floor.last_id();
    floor.now = floor.now.plus(5_000);
    let met = floor.fak(BOB, "a", 1, Side::Buy, "5", "0.50");
    assert_eq!(met, Err(Reject::FakNoMatch));
    let order = floor.exchange.order(&id).unwrap();
    assert_eq!(
        (order.status, order.ended_by),
        (OrderStatus::Canceled, Some(CancelReason::Expired))
    );
    assert_eq!(order.updated_at, VenueMs(6_000));
}

#[test]
fn an_order_that_ends_early_leaves_no_deadline_behind() {
    let mut floor = Floor::new();
    gtd(&mut floor, ZOE, "0.50", 5_000);
    assert_eq!(floor.exchange.next_deadline(), Some(VenueMs(6_000)));
    floor
        .exchange
        .cancel(floor.now, &wallet(ZOE), &floor.last_id())
        .unwrap();
    assert_eq!(floor.exchange.next_deadline(), None);
}

#[test]
fn a_trade_is_mined_after_two_seconds_and_confirmed_after_six() {
    let mut floor = Floor::new();
    floor.gtc(BOB, "a", 1, Side::Buy, "10", "0.50");
    let placed = floor.fak(ZOE, "a", 0, Side::Buy, "5", "0.50").unwrap();
    let steps = [
        (0, TradeStatus::Matched, false),
        (1_999, TradeStatus::Matched, false),
        (1, TradeStatus::Mined, true),
        (3_999, TradeStatus::Mined, true),
        (1, TradeStatus::Confirmed, true),
    ];
    for (ms, status, shown) in steps {
        floor.advance(ms);
        let trade = floor.exchange.trade(&placed.trades[0]).unwrap();
        assert_eq!(
            (trade.status, trade.shown_transaction().is_some()),
            (status, shown),
            "at {}",
            floor.now.0
        );
    }
    assert_eq!(floor.exchange.next_deadline(), None);
    assert_eq!(floor.exchange.trades(&wallet(ZOE)).count(), 1);
}

#[test]
fn one_long_step_is_many_short_ones() {
    let play = |step: i64| {
        let mut floor = Floor::new();
        gtd(&mut floor, ANN, "0.50", 3_000);
        gtd(&mut floor, ZOE, "0.49", 5_000);
        floor.gtc(BOB, "a", 1, Side::Buy, "15", "0.50");
        floor.exchange.resolve(floor.now, &condition("b"), 1).unwrap();
        for _ in 0..(700_000 / step) {
            floor.advance(step);
        }
        floor.exchange.drain_events()
    };
    assert_eq!(play(700_000), play(500));
}

#[test]
fn a_resolution_cancels_orders_and_pays_ten_minutes_later() {
    for (winner, paid) in [(0, ["8", "0"]), (1, ["0", "5"])] {
        let mut floor = Floor::new();
        floor
            .exchange
            .split(floor.now, &wallet(ZOE), &condition("b"), shares("8"))
            .unwrap();
        floor
            .exchange
            .transfer(floor.now, &wallet(ZOE), &wallet(ANN), &token("b", 1), shares("3"))
            .unwrap();
        floor.gtc(ZOE, "b", 0, Side::Buy, "10", "0.30");
        let id = floor.last_id();
        floor.exchange.resolve(floor.now, &condition("b"), winner).unwrap();
        floor.well();
        let order = floor.exchange.order(&id).unwrap();
        assert_eq!(order.status.as_str(), "CANCELED_MARKET_RESOLVED");
        assert!(
            floor.exchange.resolve(floor.now, &condition("b"), winner).is_err(),
            "only once"
        );
        floor.advance(REDEEMED_AFTER_MS - 1);
        assert_eq!(floor.cash(ZOE), usd("992"));
        floor.exchange.drain_events();
        floor.advance(1);
        let mine: Vec<_> = floor
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
        assert_eq!(floor.cash(ZOE), usd("992") + usd(paid[0]) + usd(paid[1]));
        assert_eq!(floor.exchange.account(&wallet(ZOE)).unwrap().holdings().count(), 0);
    }
}

#[test]
fn an_undecided_market_pays_half_and_never_more_than_it_has() {
    let mut floor = Floor::new();
    let odd = Shares::from_micros(7_000_001);
    floor
        .exchange
        .split(floor.now, &wallet(ANN), &condition("b"), odd)
        .unwrap();
    let half = Price::from_micros(500_000);
    assert!(
        floor
            .exchange
            .resolve_paying(floor.now, &condition("b"), [half, Price::ONE])
            .is_err()
    );
    floor
        .exchange
        .resolve_paying(floor.now, &condition("b"), [half, half])
        .unwrap();
    floor.advance(REDEEMED_AFTER_MS);
    assert_eq!(floor.cash(ANN), usd("1000") - usd("0.000001"));
}

#[test]
fn clearing_a_book_invalidates_its_orders_and_keeps_the_market_open() {
    let mut floor = Floor::new();
    floor.gtc(ZOE, "a", 0, Side::Buy, "10", "0.50");
    floor.exchange.clear_book(floor.now, &condition("a")).unwrap();
    let order = floor.exchange.order(&floor.last_id()).unwrap();
    assert_eq!(order.status, OrderStatus::Invalid);
    floor.gtc(ZOE, "a", 0, Side::Buy, "10", "0.50");
}

#[test]
fn clients_are_remembered_agents_forgotten() {
    let mut floor = Floor::new();
    for n in [ANN, ZOE] {
        floor.gtc(n, "a", 0, Side::Buy, "10", "0.50");
        floor.exchange.cancel(floor.now, &wallet(n), &floor.last_id()).unwrap();
    }
    assert_eq!(floor.exchange.ended_orders(&wallet(ANN)).count(), 0);
    assert_eq!(floor.exchange.ended_orders(&wallet(ZOE)).count(), 1);
    floor.gtc(BOB, "b", 1, Side::Buy, "10", "0.50");
    let kept = floor.fak(ZOE, "b", 0, Side::Buy, "5", "0.50").unwrap().trades;
    for _ in 0..300 {
        floor.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
        floor.fak(ANN, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
        floor
            .exchange
            .transfer(floor.now, &wallet(ANN), &wallet(BOB), &token("b", 0), shares("5"))
            .unwrap();
        floor
            .exchange
            .merge(floor.now, &wallet(BOB), &condition("b"), shares("5"))
            .unwrap();
        floor.exchange.deposit(&wallet(ANN), usd("2.5")).unwrap();
        floor.advance(6_000);
    }
    assert_eq!(floor.exchange.tape(&condition("b")).count(), 200);
    assert!(
        floor.exchange.trade(&kept[0]).is_some(),
        "a client's trade is kept past the tape"
    );
    assert_eq!(floor.exchange.trades.len(), 201);
    assert_eq!(floor.exchange.orders.len(), 2, "Zoe's two orders, no agent's");
}

#[test]
fn a_burst_longer_than_the_tape_is_settled_to_the_last_trade() {
    let mut floor = Floor::new();
    for _ in 0..250 {
        floor.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
        floor.fak(ANN, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
    }
    floor.exchange.drain_events();
    floor.advance(6_000);
    let settled = floor.exchange.drain_events();
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
    floor.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
    floor.fak(ANN, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
    assert_eq!(floor.exchange.trades.len(), 200, "the next trade cuts the tape back");
}

#[test]
fn a_market_is_listed_once() {
    let mut floor = Floor::new();
    assert!(floor.exchange.add_market(spec("a", FEE)).is_err());
    let mut twin = spec("c", FEE);
    twin.market.outcomes[1].token = twin.market.outcomes[0].token.clone();
    assert!(floor.exchange.add_market(twin).is_err());
    assert!(floor.exchange.resolve(floor.now, &condition("zz"), 0).is_err());
    assert!(floor.exchange.resolve(floor.now, &condition("a"), 2).is_err());
}
