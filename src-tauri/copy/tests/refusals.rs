//! Refusals: what each class does to the order that met it.

use pilotfish_copy::entity::Style;
use pilotfish_copy::event::{EventKind, OrderStep, WaitReason};
use pilotfish_copy::input::{Input, PlaceOutcome, RefusalCode};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use crate::common::{AT_MARKET, Desk, HOUR, MINUTE, at, close, percent, refused, yes};

#[test]
fn a_transient_refusal_costs_no_attempt_and_waits_as_long_as_the_venue_says() {
    for code in [
        RefusalCode::Unavailable,
        RefusalCode::RateLimited,
        RefusalCode::Tick,
        RefusalCode::Local,
    ] {
        for kind in ["fast", "close"] {
            let mut settings = at("20");
            settings.style = Style::Fast;
            let mut desk = Desk::with(settings);
            if kind == "close" {
                desk.trades(Side::Buy, &yes(), "100", "0.58");
                desk.pass(10_000);
            }
            desk.answers = vec![refused(code), refused(code)];
            if kind == "close" {
                desk.user(close(1, &yes(), percent(100), AT_MARKET));
            } else {
                desk.trades(Side::Buy, &yes(), "100", "0.58");
            }
            desk.pass(4 * MINUTE);
            assert_eq!(
                (desk.working(), desk.resting().len()),
                (0, 0),
                "{code:?} {kind}: stays at once"
            );
        }
    }
    let mut desk = Desk::following("20");
    desk.answers = vec![PlaceOutcome::Refused(pilotfish_copy::input::Refusal {
        code: RefusalCode::RateLimited,
        text: "429".into(),
        retry_after_ms: Some(20 * MINUTE),
    })];
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(19 * MINUTE);
    assert_eq!(desk.placements(), 1);
    desk.pass(3 * MINUTE);
    assert_eq!(desk.placements(), 2);
}

#[test]
fn a_fill_and_kill_whose_form_is_never_taken_rests_instead() {
    for code in [RefusalCode::Tick, RefusalCode::Precision] {
        let mut settings = at("20");
        settings.style = Style::Fast;
        let mut desk = Desk::with(settings);
        desk.answers = vec![refused(code); 3];
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(10 * MINUTE);
        let resting = desk.resting();
        assert_eq!((resting.len(), desk.placements()), (1, 4), "{code:?}: {resting:?}");
    }
}

#[test]
fn no_refusal_is_answered_by_a_newly_signed_order_every_few_minutes() {
    use RefusalCode as Code;
    for code in [
        Code::Balance,
        Code::Allowance,
        Code::MinimumSize,
        Code::MinimumValue,
        Code::Crosses,
        Code::Expiration,
        Code::Precision,
        Code::MarketClosed,
        Code::Authentication,
        Code::ClosedOnly,
        Code::Restricted,
        Code::Region,
        Code::Version,
        Code::Local,
        Code::Other,
    ] {
        for side in [Side::Buy, Side::Sell] {
            let mut desk = if side == Side::Buy {
                Desk::following("20")
            } else {
                Desk::holding()
            };
            let before = desk.placements();
            desk.answers = vec![refused(code); 5_000];
            let noticed = desk.notices().len();
            desk.trades(side, &yes(), "100", "0.58");
            desk.pass(24 * HOUR);
            let (sent, told) = (desk.placements() - before, desk.notices().len() - noticed);
            assert!(sent <= 36, "{code:?} {side:?}: {sent} orders in a day");
            assert!(told <= 4, "{code:?} {side:?}: told {told} times");
        }
    }
}

#[test]
fn a_missing_approval_is_not_told_as_a_balance_that_is_too_low() {
    let reason = |code| {
        let mut desk = Desk::following("20");
        desk.answers = vec![refused(code); 10];
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk.waits()
    };
    assert_eq!(reason(RefusalCode::Allowance), [WaitReason::Allowance]);
    assert_eq!(reason(RefusalCode::Balance), [WaitReason::Balance]);
}

#[test]
fn what_was_refused_for_an_approval_or_for_money_is_tried_when_that_is_there_and_not_an_hour_later() {
    for (code, after) in [
        (RefusalCode::Allowance, 60 * MINUTE),
        (RefusalCode::Balance, 12 * MINUTE),
    ] {
        let mut desk = Desk::following("20");
        desk.balance(desk.cash());
        desk.answers = vec![refused(code); 4];
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(after);
        assert_eq!(desk.placements(), 4, "{code:?}: each try later than the one before");
        // What says nothing of it wakes nothing.
        desk.give(Input::WaitOver {
            reason: WaitReason::VenueMode,
        });
        desk.balance(desk.cash());
        desk.pass(5_000);
        assert_eq!(desk.placements(), 4, "{code:?}");
        if code == RefusalCode::Allowance {
            desk.give(Input::WaitOver {
                reason: WaitReason::Allowance,
            });
        } else {
            desk.balance(desk.cash() + Usd::dollars(500));
        }
        desk.pass(5_000);
        assert_eq!((desk.placements(), desk.resting().len()), (5, 1), "{code:?}");
    }
}

#[test]
fn the_trace_names_what_bound_and_a_wait_says_why() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.market.accepting_orders = false;
    let market = desk.market.clone();
    desk.give(Input::Market(market));
    desk.pass(31_000);
    assert_eq!(desk.waits(), [WaitReason::VenueUnavailable]);
    let opened = |event: &pilotfish_copy::event::Event| matches!(&event.what, EventKind::Order { step: OrderStep::Opened { gates, .. }, .. } if !gates.is_empty());
    assert!(desk.events.iter().any(opened));
}
