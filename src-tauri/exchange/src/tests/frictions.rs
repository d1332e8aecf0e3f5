//! Frictions on, each by itself, and off: fees by the match, fills off by millionths, late failures; and what is corrected
//! after a resolution.

use super::*;
use crate::{Frictions, MICRO_FILL_MOST, OrderStatus, REDEEMED_AFTER_MS, SetupError, TradeStatus};

fn with(frictions: Frictions) -> Fixture {
    let mut fixture = Fixture::new();
    fixture.exchange.set_frictions(frictions);
    fixture
}

const MICRO_FILLS: Frictions = Frictions {
    fee_per_match: false,
    micro_fills_micros: 1_000_000,
    late_failures_micros: 0,
    own_matches_expected: false,
};

#[test]
fn the_fee_is_rounded_for_each_resting_order_met_when_asked_to() {
    let fee = |per_match: bool| {
        let mut fixture = with(Frictions {
            fee_per_match: per_match,
            ..Frictions::default()
        });
        for owner in [ANN, BOB, CAT] {
            fixture.split(owner, "a", "20");
            fixture.gtc(owner, "a", 0, Side::Sell, "5.03", "0.37");
        }
        fixture.gtc(ZOE, "a", 0, Side::Buy, "15.09", "0.37").fee
    };
    // 5.03 × 0.04 × 0.37 × 0.63 is 0.0468998…, which rounds up three times or, together, once.
    assert_eq!(fee(false), usd("0.1407"));
    assert_eq!(fee(true), usd("0.1407"));
    let one = crate::taker_fee(FEE, shares("5.03"), price("0.37"));
    assert_eq!(fee(true), one + one + one);
}

/// Zoe's resting purchases of 10, each met by as large a sale: what she got of each, and how the orders ended.
fn met_whole(frictions: Frictions) -> Vec<(Shares, OrderStatus)> {
    let mut fixture = with(frictions);
    fixture.split(BOB, "b", "500");
    (0..20)
        .map(|_| {
            let before = fixture.holds(ZOE, "b", 0);
            fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.50");
            let id = fixture.last_id();
            fixture.gtc(BOB, "b", 0, Side::Sell, "20", "0.50");
            let sale = fixture.last_id();
            let now = fixture.now;
            let _gone = fixture.exchange.cancel(now, &wallet(BOB), &sale);
            (fixture.holds(ZOE, "b", 0) - before, fixture.known(&id).status)
        })
        .collect()
}

#[test]
fn a_completing_fill_is_off_by_millionths_and_completes_all_the_same() {
    assert!(
        met_whole(Frictions::default())
            .iter()
            .all(|(got, _)| *got == shares("10"))
    );
    let off = met_whole(MICRO_FILLS);
    assert!(off.iter().all(|(_, status)| *status == OrderStatus::Matched));
    assert!(off.iter().all(|(got, _)| *got != shares("10")));
    assert!(
        off.iter()
            .all(|(got, _)| (*got - shares("10")).micros().abs() <= MICRO_FILL_MOST.micros())
    );
    assert_eq!(off, met_whole(MICRO_FILLS), "the same orders, the same millionths");
}

#[test]
fn a_taker_may_get_a_little_more_where_there_is_more() {
    let mut fixture = with(MICRO_FILLS);
    fixture.split(BOB, "b", "900");
    fixture.gtc(BOB, "b", 0, Side::Sell, "900", "0.50");
    let got: Vec<Shares> = (0..20)
        .map(|_| fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.50").shares)
        .collect();
    assert!(got.iter().any(|got| *got > shares("10")) && got.iter().any(|got| *got < shares("10")));
    assert_eq!(fixture.exchange.account(&wallet(ZOE)).unwrap().working_orders(), 0);
}

#[test]
fn a_late_failure_comes_minutes_to_hours_after_the_match_and_only_to_clients() {
    let mut fixture = with(Frictions {
        late_failures_micros: 1_000_000,
        ..Frictions::default()
    });
    fixture.split(BOB, "b", "100");
    fixture.gtc(BOB, "b", 0, Side::Sell, "30", "0.50");
    fixture.gtc(ANN, "b", 0, Side::Buy, "10", "0.50");
    fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.50");
    let trades = fixture.trades();
    fixture.advance(299_000);
    let status = |fixture: &Fixture, trade: &Trade| fixture.exchange.trade(&trade.id).unwrap().status;
    assert_eq!(
        status(&fixture, &trades[0]),
        TradeStatus::Confirmed,
        "among agents all goes well"
    );
    assert_eq!(status(&fixture, &trades[1]), TradeStatus::Retrying);
    fixture.advance(6 * 3_600_000);
    assert_eq!(status(&fixture, &trades[1]), TradeStatus::Failed);
    assert_eq!(fixture.holds(ZOE, "b", 0), shares("0"));
    assert_eq!(fixture.cash(ZOE), usd("1000"));
}

#[test]
fn a_resolution_is_corrected_before_anything_is_redeemed_and_not_after() {
    let mut fixture = Fixture::new();
    fixture.split(ANN, "a", "20");
    let (now, a) = (fixture.now, condition("a"));
    let quarter = [price("0.25"), price("0.75")];
    let early: Result<(), SetupError> = fixture.exchange.correct_payouts(now, &a, quarter);
    assert!(early.is_err(), "not resolved");
    fixture.exchange.resolve(now, &a, 0).unwrap();
    fixture.exchange.correct_payouts(now, &a, quarter).unwrap();
    assert_eq!(fixture.exchange.market(&a).unwrap().payouts, Some(quarter));
    let told =
        |event: &ExchangeEvent| matches!(event, ExchangeEvent::PayoutsCorrected { payouts, .. } if *payouts == quarter);
    assert!(fixture.exchange.drain_events().iter().any(told));
    fixture.advance(REDEEMED_AFTER_MS);
    assert_eq!(fixture.cash(ANN), usd("1000"), "a quarter and three quarters");
    let late = fixture
        .exchange
        .correct_payouts(fixture.now, &a, [price("1"), price("0")]);
    assert!(late.is_err(), "redeemed");
}

#[test]
fn redemption_waits_until_it_is_told_to_come() {
    let mut fixture = Fixture::new();
    fixture.split(ANN, "a", "20");
    let (now, a) = (fixture.now, condition("a"));
    assert!(fixture.exchange.postpone_redemption(now, &a, now).is_err());
    fixture.exchange.resolve(now, &a, 0).unwrap();
    fixture
        .exchange
        .postpone_redemption(now, &a, now.plus(5 * REDEEMED_AFTER_MS))
        .unwrap();
    fixture.advance(5 * REDEEMED_AFTER_MS - 1);
    assert_eq!(fixture.holds(ANN, "a", 0), shares("20"));
    fixture.advance(1);
    assert_eq!(fixture.cash(ANN), usd("1000"));
    fixture.well();
}
