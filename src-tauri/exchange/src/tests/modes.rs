//! The venue's modes: what is refused, with which words, and what survives.

use pilotfish_copy::market::Side;

use super::*;
use crate::{CancelRefused, POST_ONLY_AFTER_RESTART_MS, VenueMode};

fn post_only(fixture: &mut Fixture, limit: &str) -> Result<Placed, Reject> {
    let mut order = fixture.order(ANN, "a", 0, Side::Buy, "10", limit);
    order.post_only = true;
    fixture.place(order)
}

fn plain(fixture: &mut Fixture, limit: &str) -> Result<Placed, Reject> {
    let order = fixture.order(ANN, "a", 0, Side::Buy, "10", limit);
    fixture.place(order)
}

#[test]
fn a_restart_loses_no_order_and_leads_to_two_minutes_of_post_only() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "a", 0, Side::Buy, "10", "0.40");
    let resting = fixture.last_id();
    fixture.exchange.restart(fixture.now, 90_000);
    assert_eq!(plain(&mut fixture, "0.40"), Err(Reject::Restarting));
    assert_eq!(post_only(&mut fixture, "0.40"), Err(Reject::Restarting));
    let refused = fixture.exchange.cancel(fixture.now, &wallet(ZOE), &resting);
    assert_eq!(refused, Err(CancelRefused::Restarting));
    assert_eq!(
        fixture.exchange.cancel_all(fixture.now, &wallet(ZOE)),
        Err(CancelRefused::Restarting)
    );
    fixture.advance(89_999);
    assert_eq!(fixture.exchange.mode(), VenueMode::Restarting);
    fixture.advance(1);
    assert_eq!(fixture.exchange.mode(), VenueMode::PostOnly);
    assert!(fixture.known(&resting).is_live());
    assert_eq!(
        plain(&mut fixture, "0.40"),
        Err(Reject::PostOnlyMode { retry_after_s: 120 })
    );
    fixture.advance(500);
    assert_eq!(
        plain(&mut fixture, "0.40"),
        Err(Reject::PostOnlyMode { retry_after_s: 120 })
    );
    fixture.advance(500);
    assert_eq!(
        plain(&mut fixture, "0.40"),
        Err(Reject::PostOnlyMode { retry_after_s: 119 })
    );
    post_only(&mut fixture, "0.40").unwrap();
    fixture.exchange.cancel(fixture.now, &wallet(ZOE), &resting).unwrap();
    fixture.advance(POST_ONLY_AFTER_RESTART_MS - 1_000);
    assert_eq!(fixture.exchange.mode(), VenueMode::Running);
    plain(&mut fixture, "0.40").unwrap();
    assert_eq!(fixture.exchange.next_deadline(), None);
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
        let mut fixture = Fixture::new();
        fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.40");
        let resting = fixture.last_id();
        fixture.exchange.set_mode(fixture.now, mode, None);
        let refused = plain(&mut fixture, "0.40").unwrap_err();
        assert_eq!((refused.http_status(), refused.to_string().as_str()), (status, text));
        assert_eq!(refused.code().is_some(), mode == VenueMode::PostOnly);
        assert_eq!(refused.retry_after_s().is_some(), mode == VenueMode::PostOnly);
        let cancelled = fixture.exchange.cancel(fixture.now, &wallet(ANN), &resting);
        assert_eq!(cancelled.err().and_then(|refused| refused.http_status()), cancel_status);
        fixture.advance(3_600_000);
        assert_eq!(fixture.exchange.mode(), mode, "without an end it stays");
    }
}

#[test]
fn a_mode_with_an_end_ends_and_a_later_one_takes_its_place() {
    let mut fixture = Fixture::new();
    let told = |fixture: &mut Fixture| -> Vec<_> {
        let events = fixture.exchange.drain_events().into_iter();
        events
            .filter_map(|event| match event {
                ExchangeEvent::ModeChanged { at, mode, ends_at } => Some((at.0, mode, ends_at.map(|at| at.0))),
                _ => None,
            })
            .collect()
    };
    fixture
        .exchange
        .set_mode(fixture.now, VenueMode::CancelOnly, Some(fixture.now.plus(5_000)));
    fixture
        .exchange
        .set_mode(fixture.now, VenueMode::Disabled, Some(fixture.now.plus(9_000)));
    fixture.advance(5_000);
    assert_eq!(fixture.exchange.mode(), VenueMode::Disabled);
    fixture.advance(4_000);
    assert_eq!(
        told(&mut fixture),
        [
            (1_000, VenueMode::CancelOnly, Some(6_000)),
            (1_000, VenueMode::Disabled, Some(10_000)),
            (10_000, VenueMode::Running, None),
        ]
    );
}

#[test]
fn expiry_and_settlement_go_on_during_a_restart() {
    let mut fixture = Fixture::new();
    fixture.gtc(BOB, "a", 1, Side::Buy, "10", "0.50");
    let placed = fixture.fak(ZOE, "a", 0, Side::Buy, "5", "0.50").unwrap();
    let mut order = fixture.order(ZOE, "a", 0, Side::Buy, "10", "0.40");
    order.kind = OrderKind::Gtd;
    order.expires_at = Some(fixture.now.plus(2_000));
    fixture.place(order).unwrap();
    let id = fixture.last_id();
    fixture.exchange.restart(fixture.now, 60_000);
    fixture.advance(6_000);
    assert!(!fixture.known(&id).is_live());
    assert!(fixture.exchange.trade(&placed.trades[0]).unwrap().status.is_final());
}

#[test]
fn cancelling_a_market_a_token_or_all_leaves_the_rest() {
    let play = |condition: Option<&ConditionId>, token: Option<&TokenId>| {
        let mut fixture = Fixture::new();
        for (market, outcome) in [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("a", 0)] {
            fixture.gtc(ZOE, market, outcome, Side::Buy, "10", "0.30");
        }
        fixture.gtc(ANN, "a", 0, Side::Buy, "10", "0.30");
        let gone = fixture
            .exchange
            .cancel_market(fixture.now, &wallet(ZOE), condition, token)
            .unwrap();
        fixture.well();
        assert_eq!(fixture.exchange.open_orders(&wallet(ZOE)).count(), 5 - gone.len());
        assert_eq!(fixture.exchange.open_orders(&wallet(ANN)).count(), 1);
        gone
    };
    let hashes = |of: &[u64]| of.iter().map(|n| hash(*n)).collect::<Vec<_>>();
    let (a, b) = (condition("a"), condition("b"));
    assert_eq!(play(Some(&a), None), hashes(&[1, 2, 5]));
    assert_eq!(play(None, Some(&token("a", 0))), hashes(&[1, 5]));
    assert_eq!(play(Some(&b), Some(&token("b", 1))), hashes(&[4]));
    assert_eq!(play(Some(&b), Some(&token("a", 1))), hashes(&[]));
    assert_eq!(play(None, None), hashes(&[]), "naming nothing cancels nothing");
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "a", 0, Side::Buy, "10", "0.30");
    fixture.gtc(ZOE, "b", 1, Side::Buy, "10", "0.30");
    assert_eq!(
        fixture.exchange.cancel_all(fixture.now, &wallet(ZOE)).unwrap(),
        hashes(&[1, 2])
    );
    assert_eq!(fixture.exchange.account(&wallet(ZOE)).unwrap().working_orders(), 0);
}
