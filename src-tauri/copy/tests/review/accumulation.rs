//! Accumulation: what waits until it is large enough.

use pilotfish_copy::entity::BelowMinimum;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use crate::common::{Desk, at, shares, yes};

fn accumulating() -> Desk {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    let mut settings = at("20");
    settings.below_minimum = BelowMinimum::Accumulate;
    desk.follow(settings);
    desk.trades(Side::Buy, &yes(), "10", "0.58");
    desk.pass(30_000);
    assert_eq!(desk.waiting_changes(), ["2"]);
    desk
}

#[test]
fn d30_what_waits_is_not_lost_when_the_next_change_is_refused() {
    let mut desk = accumulating();
    desk.user(UserInput::Pause);
    desk.trades(Side::Buy, &yes(), "10", "0.58");
    desk.pass(30_000);
    desk.user(UserInput::Resume);
    let waits: Vec<String> = desk
        .core
        .state()
        .carried_over
        .values()
        .map(|row| row.shares.to_string())
        .collect();
    assert!(
        waits == ["2"] || waits == ["4"],
        "it waits durably until it is large enough: {waits:?}"
    );
}

#[test]
fn d32_a_purchase_that_a_limit_cuts_under_the_minimum_does_not_take_what_waits_with_it() {
    let mut desk = accumulating();
    desk.user(UserInput::SetLimits {
        limits: pilotfish_copy::entity::GlobalLimits {
            max_exposure: Usd::dollars(1),
            ..Default::default()
        },
    });
    desk.trades(Side::Buy, &yes(), "20", "0.58");
    desk.pass(30_000);
    let waits: Vec<String> = desk
        .core
        .state()
        .carried_over
        .values()
        .map(|row| row.shares.to_string())
        .collect();
    assert!(waits == ["2"] || waits == ["6"], "{:?} {waits:?}", desk.skips());
}
