//! The ways of a transaction: replaced, sent again, failed; and what a failure undoes.

use pilotfish_copy::market::Side;

use super::*;
use crate::{CancelReason, SettlementOverride, SettlementPath, SettlementPlan, TradeStatus};

fn next(fixture: &mut Fixture, path: SettlementPath, sweeps: u32, owner: Option<u8>) {
    fixture.exchange.override_settlement(SettlementOverride {
        path,
        sweeps,
        owner: owner.map(wallet),
    });
}

/// Zoe buys 10 YES of "a" at 0.50 from Bob, who buys NO: a mint with a fee.
fn mint(fixture: &mut Fixture) -> Trade {
    fixture.gtc(BOB, "a", 1, Side::Buy, "10", "0.50");
    fixture.fak(ZOE, "a", 0, Side::Buy, "5", "0.50").unwrap();
    fixture.trades().pop().unwrap()
}

/// Every settlement event until all is final: (after the match, status, whether the hash is a new one).
fn told(fixture: &mut Fixture, trade: &Trade) -> Vec<(i64, TradeStatus, bool)> {
    let mut hash = trade.transaction.clone();
    fixture.advance(60_000);
    let mut steps = Vec::new();
    for event in fixture.exchange.drain_events() {
        if let ExchangeEvent::Settlement {
            at,
            trade: id,
            status,
            transaction,
        } = event
        {
            assert_eq!(id, trade.id);
            steps.push((at.since(trade.matched_at), status, transaction != hash));
            hash = transaction;
        }
    }
    steps
}

#[test]
fn each_course_goes_its_way() {
    use TradeStatus::{Confirmed, Failed, Mined, Retrying};
    let cases = [
        (
            SettlementPath::Plain,
            vec![(2_000, Mined, false), (6_000, Confirmed, false)],
        ),
        (
            SettlementPath::Replaced,
            vec![(2_000, Mined, false), (6_000, Confirmed, true)],
        ),
        (
            SettlementPath::Retried,
            vec![
                (2_000, Retrying, false),
                (4_000, Mined, true),
                (8_000, Confirmed, false),
            ],
        ),
        (
            SettlementPath::Failed,
            vec![(2_000, Retrying, false), (6_000, Failed, false)],
        ),
    ];
    for (path, steps) in cases {
        let mut fixture = Fixture::new();
        next(&mut fixture, path, 1, None);
        let trade = mint(&mut fixture);
        assert_eq!(told(&mut fixture, &trade), steps, "{path:?}");
        let now = fixture.exchange.trade(&trade.id).unwrap();
        assert_eq!(Some(now.status), steps.last().map(|step| step.1));
        assert_eq!(fixture.exchange.next_deadline(), None);
    }
}

#[test]
fn a_failed_trade_is_undone_on_both_sides_and_its_fee_too() {
    let start = [ANN, BOB, CAT, ZOE].map(|_| usd("1000"));
    let cash = |fixture: &Fixture| [ANN, BOB, CAT, ZOE].map(|n| fixture.cash(n));
    // A mint.
    let mut fixture = Fixture::new();
    next(&mut fixture, SettlementPath::Failed, 1, None);
    let trade = mint(&mut fixture);
    assert_eq!((trade.side, &trade.legs[0].token), (Side::Buy, &token("a", 1)));
    assert!(fixture.cash(ZOE) < usd("995") && fixture.exchange.fees() > Usd::ZERO);
    fixture.advance(6_000);
    assert_eq!((cash(&fixture), fixture.exchange.fees()), (start, Usd::ZERO));
    assert!(fixture.holds(ZOE, "a", 0).is_zero() && fixture.holds(BOB, "a", 1).is_zero());
    // A plain sale and a merge, in one sweep.
    let mut fixture = Fixture::new();
    fixture.split(ZOE, "a", "30");
    fixture.split(BOB, "a", "30");
    fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.50");
    fixture.gtc(BOB, "a", 1, Side::Sell, "10", "0.50");
    let before = cash(&fixture);
    next(&mut fixture, SettlementPath::Failed, 1, Some(BOB));
    let sold = fixture.fak(ZOE, "a", 0, Side::Sell, "20", "0.40").unwrap();
    assert_eq!(sold.shares, shares("20"));
    let trade = fixture.trades().pop().unwrap();
    assert_eq!(trade.legs[0].token, token("a", 0));
    assert_eq!(trade.legs[1].side, Side::Sell);
    assert_eq!(
        (&trade.legs[1].token, trade.legs[1].price),
        (&token("a", 1), price("0.50"))
    );
    fixture.advance(6_000);
    assert_eq!(cash(&fixture), before);
    assert_eq!(
        (
            fixture.holds(ZOE, "a", 0),
            fixture.holds(BOB, "a", 1),
            fixture.holds(ANN, "a", 0)
        ),
        (shares("30"), shares("30"), shares("0"))
    );
    let voided: Vec<_> = fixture
        .exchange
        .drain_events()
        .into_iter()
        .filter(|event| matches!(event, ExchangeEvent::Voided(_)))
        .collect();
    assert_eq!(voided.len(), 1);
}

#[test]
fn what_failed_is_not_asked_for_again() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "b", 0, Side::Buy, "30", "0.50");
    let resting = fixture.last_id();
    next(&mut fixture, SettlementPath::Failed, 1, None);
    fixture.fak(BOB, "b", 1, Side::Buy, "5", "0.50").unwrap();
    fixture.advance(6_000);
    let order = fixture.known(&resting);
    assert_eq!(
        (order.matched, order.voided, order.remaining()),
        (shares("10"), shares("10"), shares("20"))
    );
    assert_eq!(
        fixture.resting_at(&token("b", 0), Side::Buy, price("0.50")),
        shares("20")
    );
}

#[test]
fn a_failure_cancels_what_it_leaves_bare() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.50");
    next(&mut fixture, SettlementPath::Failed, 1, None);
    fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.50");
    fixture.gtc(ZOE, "b", 0, Side::Sell, "10", "0.70");
    let sale = fixture.last_id();
    fixture.advance(6_000);
    assert_eq!(fixture.known(&sale).ended_by, Some(CancelReason::Unfunded));
}

#[test]
fn what_was_spent_meanwhile_goes_through_on_another_try() {
    use TradeStatus::{Confirmed, Mined, Retrying};
    let mut fixture = Fixture::new();
    next(&mut fixture, SettlementPath::Failed, 1, None);
    let trade = mint(&mut fixture);
    fixture
        .exchange
        .transfer(fixture.now, &wallet(ZOE), &wallet(CAT), &token("a", 0), shares("1"))
        .unwrap();
    let steps = told(&mut fixture, &trade);
    assert_eq!(
        steps,
        [
            (2_000, Retrying, false),
            (6_000, Mined, true),
            (10_000, Confirmed, false)
        ]
    );
    assert_eq!(fixture.holds(ZOE, "a", 0), shares("9"));
}

#[test]
fn courses_told_beforehand_come_in_order_and_to_whom() {
    let mut fixture = Fixture::new();
    next(&mut fixture, SettlementPath::Failed, 1, Some(CAT));
    next(&mut fixture, SettlementPath::Retried, 2, None);
    let mut statuses = Vec::new();
    for taker in [ANN, CAT, ANN, ANN] {
        fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.50");
        let placed = fixture.fak(taker, "b", 0, Side::Buy, "5", "0.50").unwrap();
        fixture.advance(2_000);
        let trade = fixture.exchange.trade(&placed.trades[0]).unwrap();
        statuses.push((taker, trade.status));
        fixture.advance(10_000);
    }
    use TradeStatus::{Mined, Retrying};
    assert_eq!(
        statuses,
        [(ANN, Retrying), (CAT, Retrying), (ANN, Retrying), (ANN, Mined)]
    );
    assert_eq!(fixture.holds(CAT, "b", 0), shares("0"), "hers failed");
}

#[test]
fn a_plan_draws_about_as_often_as_it_says_and_the_same_from_the_same_seed() {
    let play = || {
        let mut fixture = Fixture::new();
        let plan = SettlementPlan {
            replaced_micros: 100_000,
            retried_micros: 200_000,
            failed_micros: 300_000,
        };
        fixture
            .exchange
            .set_settlement(fixture.now, &condition("b"), plan)
            .unwrap();
        let mut last = Vec::new();
        for _ in 0..200 {
            fixture.gtc(BOB, "b", 1, Side::Buy, "5", "0.50");
            let placed = fixture.fak(ZOE, "b", 0, Side::Buy, "2.5", "0.50").unwrap();
            fixture.advance(20_000);
            last.push(fixture.exchange.trade(&placed.trades[0]).unwrap().status);
        }
        last
    };
    let first = play();
    let failed = first.iter().filter(|status| **status == TradeStatus::Failed).count();
    assert!((40..80).contains(&failed), "{failed} of 200 failed");
    assert_eq!(first, play());
}
