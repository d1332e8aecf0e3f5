//! The venue's modes: what is refused, with which words, and what survives.

use pilotfish_copy::market::Side;

use super::*;
use crate::exchange::{CancelRefused, POST_ONLY_AFTER_RESTART_MS, VenueMode};

fn post_only(floor: &mut Floor, limit: &str) -> Result<Placed, Reject> {
    let mut order = floor.order(ANN, "a", 0, Side::Buy, "10", limit);
    order.post_only = true;
    floor.place(order)
}

fn plain(floor: &mut Floor, limit: &str) -> Result<Placed, Reject> {
    let order = floor.order(ANN, "a", 0, Side::Buy, "10", limit);
    floor.place(order)
}

#[test]
fn a_restart_loses_no_order_and_leads_to_two_minutes_of_post_only() {
    let mut floor = Floor::new();
    floor.gtc(ZOE, "a", 0, Side::Buy, "10", "0.40");
    let resting = floor.last_id();
    floor.exchange.restart(floor.now, 90_000);
    assert_eq!(plain(&mut floor, "0.40"), Err(Reject::Restarting));
    assert_eq!(post_only(&mut floor, "0.40"), Err(Reject::Restarting));
    let refused = floor.exchange.cancel(floor.now, &wallet(ZOE), &resting);
    assert_eq!(refused, Err(CancelRefused::Restarting));
    assert_eq!(
        floor.exchange.cancel_all(floor.now, &wallet(ZOE)),
        Err(CancelRefused::Restarting)
    );
    floor.advance(89_999);
    assert_eq!(floor.exchange.mode(), VenueMode::Restarting);
    floor.advance(1);
    assert_eq!(floor.exchange.mode(), VenueMode::PostOnly);
    assert!(floor.known(&resting).is_live());
    assert_eq!(
        plain(&mut floor, "0.40"),
        Err(Reject::PostOnlyMode { retry_after_s: 120 })
    );
    floor.advance(500);
    assert_eq!(
        plain(&mut floor, "0.40"),
        Err(Reject::PostOnlyMode { retry_after_s: 120 })
    );
    floor.advance(500);
    assert_eq!(
        plain(&mut floor, "0.40"),
        Err(Reject::PostOnlyMode { retry_after_s: 119 })
    );
    post_only(&mut floor, "0.40").unwrap();
    floor.exchange.cancel(floor.now, &wallet(ZOE), &resting).unwrap();
    floor.advance(POST_ONLY_AFTER_RESTART_MS - 1_000);
    assert_eq!(floor.exchange.mode(), VenueMode::Running);
    plain(&mut floor, "0.40").unwrap();
    assert_eq!(floor.exchange.next_deadline(), None);
}

#[test]
fn each_mode_refuses_with_its_status_and_words() {
    let cases = [
        (
            VenueMode::PostOnly,
            503,
            "post-only mode: only post-only orders and cancels are allowed",
            None,
        ),
        (
            VenueMode::CancelOnly,
            503,
            "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
            None,
        ),
        (
            VenueMode::Disabled,
            503,
            "Trading is currently disabled. Check polymarket.com for updates",
            Some(503),
        ),
        (VenueMode::Restarting, 425, "matching engine is restarting", Some(425)),
    ];
    for (mode, status, text, cancel_status) in cases {
        let mut floor = Floor::new();
        floor.gtc(ANN, "a", 0, Side::Buy, "10", "0.40");
        let resting = floor.last_id();
        floor.exchange.set_mode(floor.now, mode, None);
        let refused = plain(&mut floor, "0.40").unwrap_err();
        assert_eq!((refused.http_status(), refused.to_string().as_str()), (status, text));
        assert_eq!(refused.code().is_some(), mode == VenueMode::PostOnly);
        assert_eq!(refused.retry_after_s().is_some(), mode == VenueMode::PostOnly);
        let cancelled = floor.exchange.cancel(floor.now, &wallet(ANN), &resting);
        assert_eq!(cancelled.err().and_then(|refused| refused.http_status()), cancel_status);
        floor.advance(3_600_000);
        assert_eq!(floor.exchange.mode(), mode, "without an end it stays");
    }
}

#[test]
fn a_mode_with_an_end_ends_and_a_later_one_takes_its_place() {
    let mut floor = Floor::new();
    let told = |floor: &mut Floor| -> Vec<_> {
        let events = floor.exchange.drain_events().into_iter();
        events
            .filter_map(|event| match event {
                ExchangeEvent::ModeChanged { at, mode, ends_at } => Some((at.0, mode, ends_at.map(|at| at.0))),
                _ => None,
            })
            .collect()
    };
    floor
        .exchange
        .set_mode(floor.now, VenueMode::CancelOnly, Some(floor.now.plus(5_000)));
    floor
        .exchange
        .set_mode(floor.now, VenueMode::Disabled, Some(floor.now.plus(9_000)));
    floor.advance(5_000);
    assert_eq!(floor.exchange.mode(), VenueMode::Disabled);
    floor.advance(4_000);
    assert_eq!(
        told(&mut floor),
        [
            (1_000, VenueMode::CancelOnly, Some(6_000)),
            (1_000, VenueMode::Disabled, Some(10_000)),
            (10_000, VenueMode::Running, None),
        ]
    );
    for mode in [
        VenueMode::Running,
        VenueMode::Restarting,
        VenueMode::PostOnly,
        VenueMode::CancelOnly,
        VenueMode::Disabled,
    ] {
        assert_eq!(VenueMode::named(mode.as_str()), Some(mode));
    }
    assert_eq!(VenueMode::named("asleep"), None);
}

#[test]
fn expiry_and_settlement_go_on_during_a_restart() {
    let mut floor = Floor::new();
    floor.gtc(BOB, "a", 1, Side::Buy, "10", "0.50");
    let placed = floor.fak(ZOE, "a", 0, Side::Buy, "5", "0.50").unwrap();
    let mut order = floor.order(ZOE, "a", 0, Side::Buy, "10", "0.40");
    order.kind = OrderKind::Gtd;
    order.expires_at = Some(floor.now.plus(2_000));
    floor.place(order).unwrap();
    let id = floor.last_id();
    floor.exchange.restart(floor.now, 60_000);
    floor.advance(6_000);
    assert!(!floor.known(&id).is_live());
    assert!(floor.exchange.trade(&placed.trades[0]).unwrap().status.is_final());
}

#[test]
fn cancelling_a_market_a_token_or_all_leaves_the_rest() {
    let play = |condition: Option<&ConditionId>, token: Option<&TokenId>| {
        let mut floor = Floor::new();
        for (market, outcome) in [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("a", 0)] {
            floor.gtc(ZOE, market, outcome, Side::Buy, "10", "0.30");
        }
        floor.gtc(ANN, "a", 0, Side::Buy, "10", "0.30");
        let gone = floor
            .exchange
            .cancel_market(floor.now, &wallet(ZOE), condition, token)
            .unwrap();
        floor.well();
        assert_eq!(floor.exchange.open_orders(&wallet(ZOE)).count(), 5 - gone.len());
        assert_eq!(floor.exchange.open_orders(&wallet(ANN)).count(), 1);
        gone
    };
    let hashes = |of: &[u64]| of.iter().map(|n| hash(*n)).collect::<Vec<_>>();
    let (a, b) = (condition("a"), condition("b"));
    assert_eq!(play(Some(&a), None), hashes(&[1, 2, 5]));
    assert_eq!(play(None, Some(&token("a", 0))), hashes(&[1, 5]));
    assert_eq!(play(Some(&b), Some(&token("b", 1))), hashes(&[4]));
    assert_eq!(play(Some(&b), Some(&token("a", 1))), hashes(&[]));
    assert_eq!(play(None, None), hashes(&[]), "naming nothing cancels nothing");
    let mut floor = Floor::new();
    floor.gtc(ZOE, "a", 0, Side::Buy, "10", "0.30");
    floor.gtc(ZOE, "b", 1, Side::Buy, "10", "0.30");
    assert_eq!(
        floor.exchange.cancel_all(floor.now, &wallet(ZOE)).unwrap(),
        hashes(&[1, 2])
    );
    assert_eq!(floor.exchange.account(&wallet(ZOE)).unwrap().working_orders(), 0);
}
