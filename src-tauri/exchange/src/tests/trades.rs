//! Matching: who pays what, trades and their legs, budgets, kills, self-matches.

use pilotfish_copy::market::Side;

use super::*;
use crate::{CancelReason, OrderChange, OrderStatus, PlacedStatus, taker_fee};

#[test]
fn the_three_ways_two_orders_meet() {
    // (maker outcome, maker side, taker outcome, taker side) at a YES price of 0.40: cash and shares afterwards.
    let cases = [
        ("same token", 0, Side::Sell, 0, Side::Buy, "904", "896"),
        ("mint", 1, Side::Buy, 0, Side::Buy, "894", "896"),
        ("merge", 1, Side::Sell, 0, Side::Sell, "906", "904"),
        ("merge, sold into a bid", 0, Side::Buy, 0, Side::Sell, "896", "904"),
    ];
    for (name, outcome, side, taker_outcome, taker_side, maker_cash, taker_cash) in cases {
        let mut fixture = Fixture::new();
        for n in [ANN, BOB] {
            fixture
                .exchange
                .split(fixture.now, &wallet(n), &condition("b"), shares("100"))
                .unwrap();
        }
        let limit = if outcome == 0 { "0.40" } else { "0.60" };
        fixture.gtc(ANN, "b", outcome, side, "10", limit);
        fixture.gtc(BOB, "b", taker_outcome, taker_side, "10", "0.40");
        assert_eq!(
            (fixture.cash(ANN), fixture.cash(BOB)),
            (usd(maker_cash), usd(taker_cash)),
            "{name}"
        );
        let change = |side| if side == Side::Buy { shares("110") } else { shares("90") };
        assert_eq!(fixture.holds(ANN, "b", outcome), change(side), "{name}");
        assert_eq!(fixture.holds(BOB, "b", taker_outcome), change(taker_side), "{name}");
    }
}

#[test]
fn the_taker_gets_the_makers_prices_and_pays_the_fee_on_top() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "a", 1, Side::Buy, "10", "0.60"); // YES ask 0.40
    fixture.gtc(BOB, "a", 1, Side::Buy, "10", "0.55"); // YES ask 0.45
    fixture.exchange.drain_events();
    let placed = fixture.gtc(ZOE, "a", 0, Side::Buy, "15", "0.60");
    let fee = taker_fee(FEE, shares("10"), price("0.40")) + taker_fee(FEE, shares("5"), price("0.45"));
    assert_eq!(
        (placed.shares, placed.value, placed.fee),
        (shares("15"), usd("6.25"), fee)
    );
    assert_eq!(fixture.cash(ZOE), usd("1000") - usd("6.25") - fee);
    assert_eq!(fixture.cash(BOB), usd("1000") - usd("6") - usd("2.75"));
    assert_eq!(fixture.exchange.fees(), fee);
    let trades = fixture.trades();
    assert_eq!(
        trades.iter().map(|trade| trade.price).collect::<Vec<_>>(),
        [price("0.40"), price("0.45")]
    );
    assert_eq!(
        trades.iter().map(|trade| trade.id.clone()).collect::<Vec<_>>(),
        placed.trades
    );
    assert_eq!(
        trades[0].transaction, trades[1].transaction,
        "one sweep is one transaction"
    );
    let leg = &trades[1].legs[0];
    assert_eq!(
        (leg.side, leg.outcome, leg.price, leg.shares, leg.value),
        (Side::Buy, 1, price("0.55"), shares("5"), usd("2.75"))
    );
}

#[test]
fn a_sale_brings_the_proceeds_less_the_fee() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .split(fixture.now, &wallet(ZOE), &condition("a"), shares("100"))
        .unwrap();
    fixture.gtc(BOB, "a", 0, Side::Buy, "100", "0.36");
    let placed = fixture.fak(ZOE, "a", 0, Side::Sell, "25", "0.30").unwrap();
    // 25 × 0.04 × 0.36 × 0.64
    assert_eq!((placed.value, placed.fee), (usd("9"), usd("0.2304")));
    assert_eq!(fixture.cash(ZOE), usd("900") + usd("9") - usd("0.2304"));
}

#[test]
fn a_better_price_gives_a_budget_more_shares_and_never_spends_over_it() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "b", 1, Side::Buy, "7", "0.70"); // YES ask 0.30
    fixture.gtc(BOB, "b", 1, Side::Buy, "100", "0.66"); // YES ask 0.34
    let placed = fixture.fak(ZOE, "b", 0, Side::Buy, "5", "0.50").unwrap();
    // 7 at 0.30 are 2.10; 2.90 at 0.34 are 8.5294 shares (4 decimals, down).
    assert_eq!(placed.shares, shares("15.5294"));
    assert_eq!(placed.value, usd("4.999996"));
    assert_eq!(placed.status, PlacedStatus::Matched);
    let order = fixture.exchange.order(&fixture.last_id()).unwrap();
    assert_eq!(
        (order.status, order.original, order.matched),
        (OrderStatus::Matched, shares("10"), shares("15.5294"))
    );
}

#[test]
fn a_fill_and_kill_takes_what_there_is_and_leaves_nothing() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "b", 1, Side::Buy, "8", "0.60");
    let placed = fixture.fak(ZOE, "b", 0, Side::Buy, "50", "0.45").unwrap();
    assert_eq!((placed.shares, placed.value), (shares("8"), usd("3.2")));
    assert_eq!(fixture.exchange.open_orders(&wallet(ZOE)).count(), 0);
    assert_eq!(fixture.exchange.ended_orders(&wallet(ZOE)).count(), 1);
    assert_eq!(
        fixture.fak(ZOE, "b", 0, Side::Buy, "50", "0.45"),
        Err(Reject::FakNoMatch)
    );
    assert!(
        fixture.exchange.order(&fixture.last_id()).is_none(),
        "a killed order was never one"
    );
}

#[test]
fn a_fill_or_kill_fills_whole_or_changes_nothing_but_tells() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "b", 1, Side::Buy, "8", "0.60");
    fixture.gtc(BOB, "b", 1, Side::Buy, "8", "0.58");
    for (budget, limit, fills) in [("6.6", "0.42", false), ("6.5", "0.41", false), ("6.56", "0.42", true)] {
        fixture.exchange.drain_events();
        let mut order = fixture.order(ZOE, "b", 0, Side::Buy, "1", limit);
        order.kind = OrderKind::Fok;
        order.amount = Amount::Budget(usd(budget));
        let before = fixture.exchange.book(&token("b", 0));
        let placed = fixture.place(order);
        assert_eq!(placed.is_ok(), fills, "{budget} at {limit}");
        if !fills {
            assert_eq!(placed, Err(Reject::FokKilled));
            assert_eq!(fixture.exchange.book(&token("b", 0)), before);
            let events = fixture.exchange.drain_events();
            let [ExchangeEvent::OrderUpdate { change, order, .. }] = events.as_slice() else {
                panic!("{events:?}")
            };
            assert_eq!(
                (*change, order.ended_by),
                (OrderChange::Cancellation, Some(CancelReason::FokKilled))
            );
        }
    }
}

#[test]
fn an_order_never_meets_another_of_its_owner() {
    for (owner, counted) in [(ZOE, 1), (ANN, 0)] {
        let mut fixture = Fixture::new();
        fixture.gtc(owner, "b", 1, Side::Buy, "10", "0.60"); // YES ask 0.40
        let own = fixture.last_id();
        fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.55"); // YES ask 0.45
        let order = fixture.order(owner, "b", 0, Side::Buy, "10", "0.45");
        let placed = fixture.exchange.place(fixture.now, order).unwrap();
        assert_eq!(placed.value, usd("4.5"), "only the other's order was met");
        assert_eq!(fixture.exchange.self_matches(), counted);
        assert_eq!(fixture.exchange.check_invariants().len(), usize::from(counted > 0));
        let left = fixture.exchange.order(&own).and_then(|order| order.ended_by);
        assert_eq!(left, (owner == ZOE).then_some(CancelReason::SelfMatch));
        assert_eq!(
            fixture.resting_at(&token("b", 1), Side::Buy, price("0.60")),
            shares("0")
        );
    }
}

#[test]
fn an_order_that_met_only_what_fell_away_rests_unmatched() {
    let mut fixture = Fixture::new();
    fixture.gtc(ANN, "b", 1, Side::Buy, "10", "0.60");
    let placed = fixture.gtc(ANN, "b", 0, Side::Buy, "10", "0.45");
    assert_eq!((placed.status, placed.shares), (PlacedStatus::Unmatched, shares("0")));
    assert_eq!(
        fixture.exchange.best(&token("b", 0)).unwrap(),
        (Some(price("0.45")), None)
    );
}

#[test]
fn a_client_hears_of_every_change_of_its_orders_in_order() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "b", 0, Side::Buy, "20", "0.40");
    let id = fixture.last_id();
    fixture.gtc(BOB, "b", 1, Side::Buy, "6", "0.60");
    fixture.gtc(BOB, "b", 1, Side::Buy, "6", "0.60");
    fixture.exchange.cancel(fixture.now, &wallet(ZOE), &id).unwrap();
    let heard: Vec<_> = fixture
        .exchange
        .drain_events()
        .into_iter()
        .filter_map(|event| match event {
            ExchangeEvent::OrderUpdate { change, order, .. } => Some((change, order.status, order.matched)),
            _ => None,
        })
        .collect();
    assert_eq!(
        heard,
        [
            (OrderChange::Placement, OrderStatus::Live, shares("0")),
            (OrderChange::Update, OrderStatus::Live, shares("6")),
            (OrderChange::Update, OrderStatus::Live, shares("12")),
            (OrderChange::Cancellation, OrderStatus::Canceled, shares("12")),
        ]
    );
    let order = fixture.exchange.order(&id).unwrap();
    assert_eq!(
        (order.remaining(), order.unfilled(), order.trades.len()),
        (shares("0"), shares("8"), 2)
    );
}

#[test]
fn worth_is_cut_to_the_micro_dollar_for_whoever_pays_for_the_takers_token() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .set_tick(fixture.now, &condition("b"), Tick::MILLI)
        .unwrap();
    fixture.gtc(BOB, "b", 1, Side::Buy, "100", "0.477"); // YES ask 0.523
    let placed = fixture.fak(ZOE, "b", 0, Side::Buy, "5", "0.523").unwrap();
    // 9.5602 × 0.523 = 4.9999846; the other side of the pair pays the rest of the 9.5602 dollars.
    assert_eq!((placed.shares, placed.value), (shares("9.5602"), usd("4.999984")));
    assert_eq!(fixture.cash(BOB), usd("1000") - usd("4.560216"));
}

#[test]
fn a_fee_never_takes_more_than_a_sale_brings() {
    let mut fixture = Fixture::new();
    fixture
        .exchange
        .add_market(spec(
            "c",
            FeeSchedule {
                rate_micros: 3_000_000,
                exponent: 1,
            },
        ))
        .unwrap();
    fixture
        .exchange
        .split(fixture.now, &wallet(ZOE), &condition("c"), shares("200"))
        .unwrap();
    fixture.gtc(BOB, "c", 0, Side::Buy, "200", "0.01");
    let placed = fixture.fak(ZOE, "c", 0, Side::Sell, "200", "0.01").unwrap();
    assert_eq!(
        (placed.value, placed.fee, fixture.cash(ZOE)),
        (usd("2"), usd("2"), usd("800"))
    );
}
