//! Time, day and reconciliation: a clock that jumps, what a restart keeps, and shares that the venue lacks.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::input::{Input, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use pilotfish_copy::{Core, Intervals};

use super::shared::is_halted;
use crate::common::{Desk, HOUR, MINUTE, shares, yes};

#[test]
fn d50_a_clock_that_jumped_ahead_and_came_back_does_not_stop_everything() {
    let mut desk = Desk::following("20");
    let real = desk.now.plus(10_000);
    desk.now = real.plus(24 * HOUR);
    desk.give(Input::Tick);
    desk.now = real;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    let commands = desk.commands.len();
    for _ in 0..(12 * 60) {
        desk.now = desk.now.plus(MINUTE);
        desk.give(Input::Tick);
    }
    assert!(
        desk.signals() == 1 && desk.commands.len() > commands,
        "twelve hours after the jump: {} signals, {} commands",
        desk.signals(),
        desk.commands.len() - commands
    );
}

#[test]
fn d50b_nor_after_a_restart() {
    let mut desk = Desk::following("20");
    let real = desk.now.plus(10_000);
    desk.now = real.plus(24 * HOUR);
    desk.give(Input::Tick);
    let mut core = Core::restore(Intervals::default(), &desk.changes);
    let mut polls = 0;
    for minute in 0..(12 * 60) {
        let step = core.step(real.plus(minute * MINUTE), Input::Tick);
        polls += step
            .commands
            .iter()
            .filter(|command| matches!(command, Command::PollPositions { .. } | Command::PollActivity { .. }))
            .count();
    }
    assert!(polls > 0, "the trader is not looked at once in twelve hours");
}

#[test]
fn d51_the_days_spend_is_not_forgotten_by_a_start_with_the_clock_a_day_back() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    let spent = desk.core.state().control.spent_on(desk.now.utc_day());
    assert_eq!(spent.to_string(), "11.6");
    let mut core = Core::restore(Intervals::default(), &desk.changes);
    core.step(desk.now.plus(-24 * HOUR), Input::Tick);
    core.step(desk.now, Input::Tick);
    assert_eq!(core.state().control.spent_on(desk.now.utc_day()), spent);
}

fn short(desk: &mut Desk) {
    short_by(desk, &[]);
}

/// Twenty shares are booked, and twice the venue shows only these.
fn short_by(desk: &mut Desk, shown: &[(TokenId, Shares)]) {
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(HOUR); // The venue's list may lag a fill by half an hour.
    for _ in 0..2 {
        desk.pass(MINUTE);
        let now = desk.now;
        desk.give(Input::OwnPositions {
            requested_at: now,
            positions: shown.to_vec(),
        });
    }
    assert!(is_halted(desk));
}

#[test]
fn d52_a_restart_does_not_reconcile() {
    let mut desk = Desk::following("20");
    short(&mut desk);
    let mut core = Core::restore(Intervals::default(), &desk.changes);
    core.step(
        desk.now.plus(MINUTE),
        Input::OwnPositions {
            requested_at: desk.now.plus(MINUTE),
            positions: vec![],
        },
    );
    assert!(
        core.state()
            .halts
            .keys()
            .any(|halt| matches!(halt, HaltReason::SharesMissing { .. })),
        "the shares are as missing as before"
    );
}

#[test]
fn d53_a_shortfall_that_grows_is_a_shortfall() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(HOUR);
    for left in ["15", "14", "13", "12", "11", "10", "9", "8"] {
        desk.pass(MINUTE);
        let now = desk.now;
        desk.give(Input::OwnPositions {
            requested_at: now,
            positions: vec![(yes(), shares(left))],
        });
    }
    assert!(is_halted(&desk));
}

#[test]
fn d54_a_resolution_that_the_venue_redeemed_is_no_disagreement() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.settle("t1", Settlement::Confirmed);
    desk.pass(6_000);
    desk.market.closed = true;
    desk.market.accepting_orders = false;
    desk.market.payouts = Some([Price::ONE, Price::ZERO]);
    for _ in 0..2 {
        desk.pass(MINUTE);
        let now = desk.now;
        desk.give(Input::OwnPositions {
            requested_at: now,
            positions: vec![],
        });
    }
    let alarms = desk
        .events
        .iter()
        .filter(|event| matches!(event.what, EventKind::Halted { .. }))
        .count();
    assert_eq!(alarms, 0, "purchases stop and the user is alarmed at every resolution");
}

#[test]
fn d56_a_fill_in_flight_does_not_reconcile() {
    let mut desk = Desk::following("20");
    short_by(&mut desk, &[(yes(), shares("10"))]);
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(30_000);
    desk.fill("1");
    desk.pass(MINUTE);
    let now = desk.now;
    desk.give(Input::OwnPositions {
        requested_at: now,
        positions: vec![(yes(), shares("9"))],
    });
    assert!(
        is_halted(&desk),
        "ten booked shares are still not there; purchases may go on"
    );
}
