//! Books and venue, compared: shares, cash, orders and movements of our own account.

use pilotfish_copy::entity::{HaltReason, Movement};
use pilotfish_copy::event::{EventKind, Notice};
use pilotfish_copy::input::{Input, OwnMovementKind, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, close, missing_shares, no, percent, shares, usd, yes};

fn unexplained() -> HaltReason {
    HaltReason::SharesUnexplained { token: yes() }
}

#[test]
fn one_reading_halts_nothing_nor_do_two_of_one_minute() {
    for shown in ["0", "12", "33"] {
        let mut desk = Desk::settled();
        desk.venue_shows(&[(yes(), shown)]);
        desk.pass(30_000);
        desk.venue_shows(&[(yes(), shown)]);
        assert_eq!(desk.halt_count(), 0, "{shown}");
        desk.pass(31_000);
        desk.venue_shows(&[(yes(), "20")]);
        desk.pass(61_000);
        desk.venue_shows(&[(yes(), shown)]);
        assert_eq!(desk.halt_count(), 0, "{shown}: it agreed in between");
        desk.pass(61_000);
        desk.venue_shows(&[(yes(), shown)]);
        assert_eq!(desk.halt_count(), 1, "{shown}");
    }
}

#[test]
fn a_difference_is_halted_kept_over_restarts_and_lifted_by_agreement_alone() {
    for (shown, reason) in [
        ("12", missing_shares(&yes())),
        ("0", missing_shares(&yes())),
        ("33", unexplained()),
    ] {
        for restart in [false, true] {
            let mut desk = Desk::settled();
            desk.venue_shows(&[(yes(), shown)]);
            if restart {
                desk.restart();
            }
            desk.pass(61_000);
            desk.venue_shows(&[(yes(), shown)]);
            if restart {
                desk.restart();
            }
            for _ in 0..3 {
                desk.pass(MINUTE);
                desk.venue_shows(&[(yes(), shown)]);
            }
            assert!(desk.has_halt(&reason), "{shown} {restart}");
            let told = |notice: &&Notice| matches!(notice, Notice::Halted { .. });
            assert_eq!(desk.notices().iter().filter(told).count(), 1, "told once");
            desk.pass(MINUTE);
            desk.venue_shows(&[(yes(), "20")]);
            assert_eq!(desk.halt_count(), 0);
        }
    }
}

#[test]
fn a_difference_that_changes_from_reading_to_reading_is_one() {
    for shown in [
        ["15", "14", "13", "12"],
        ["12", "13", "14", "15"],
        ["25", "26", "27", "28"],
        ["28", "26", "27", "25"],
    ] {
        let mut desk = Desk::settled();
        for left in shown {
            desk.venue_shows(&[(yes(), left)]);
            desk.pass(61_000);
        }
        assert_eq!(desk.halt_count(), 1, "{shown:?}");
    }
}

#[test]
fn fills_of_the_last_minutes_explain_only_as_much_as_they_are() {
    for (filled, shown, halts) in [("5", "20", 0), ("5", "25", 0), ("5", "19", 1), ("5", "26", 1)] {
        for restart in [false, true] {
            let mut desk = Desk::settled();
            desk.buy_and_fill("25", filled);
            if restart {
                desk.restart();
            }
            desk.venue_shows_twice(&[(yes(), shown)]);
            assert_eq!(desk.halt_count(), halts, "{filled} {shown} {restart}");
            desk.pass(HOUR);
            desk.venue_shows_twice(&[(yes(), "25")]);
            assert_eq!(desk.halt_count(), 0, "{filled} {shown} {restart}");
        }
    }
}

#[test]
fn a_failed_settlement_is_in_flight_for_the_venues_list_too() {
    for restart in [false, true] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "20");
        desk.pass(5 * MINUTE);
        desk.settle("t1", Settlement::Failed);
        if restart {
            desk.restart();
        }
        desk.venue_shows_twice(&[(yes(), "20")]);
        assert_eq!(desk.halt_count(), 0, "{restart}: the list lags the failure");
        desk.pass(HOUR);
        desk.venue_shows_twice(&[]);
        assert_eq!(desk.halt_count(), 0);
    }
}

#[test]
fn missing_shares_stop_purchases_and_sales_take_what_the_venue_has() {
    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "12")]);
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    let rests: Vec<String> = desk.resting().into_iter().map(|(_, _, size)| size).collect();
    assert_eq!(rests, ["12"]);
    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "12")]);
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.pass(MINUTE);
    assert_eq!(desk.held(&yes()), "8", "the user's close likewise");
}

#[test]
fn a_sale_that_rests_is_cut_to_what_the_venue_has() {
    let mut desk = Desk::settled();
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    desk.venue_shows_twice(&[(yes(), "12")]);
    desk.pass(6 * MINUTE);
    let rests: Vec<String> = desk.resting().into_iter().map(|(_, _, size)| size).collect();
    assert_eq!(rests, ["12"]);
    desk.venue_shows(&[(yes(), "20")]);
    desk.pass(6 * MINUTE);
    assert_eq!(desk.sales()[0].remaining(), shares("20"), "the target is the same");
}

#[test]
fn the_users_own_shares_halt_nothing_before_and_after_we_buy_the_token() {
    for restart in [false, true] {
        let mut desk = Desk::following("20");
        desk.venue_shows_twice(&[(yes(), "500"), (no(), "70")]);
        if restart {
            desk.restart();
        }
        desk.buy_and_fill("100", "20");
        desk.pass(HOUR);
        desk.venue_shows_twice(&[(yes(), "520"), (no(), "70")]);
        assert_eq!(desk.halt_count(), 0, "{restart}");
        desk.venue_shows_twice(&[(yes(), "505"), (no(), "70")]);
        assert!(
            desk.has_halt(&missing_shares(&yes())),
            "sold by hand of what is ours, or not: shown"
        );
    }
}

#[test]
fn shares_missing_that_the_user_accepts_are_written_off_by_rows_of_their_own() {
    for restart in [false, true] {
        let mut desk = Desk::settled();
        desk.trades(Side::Sell, &yes(), "50", "0.70");
        desk.pass(31_000);
        desk.venue_shows_twice(&[(yes(), "4")]);
        if restart {
            desk.restart();
        }
        let ask = || UserInput::AcceptDifference { token: Some(yes()) };
        desk.user(ask());
        assert_eq!((desk.held(&yes()), desk.halt_count()), ("4".into(), 0));
        let moved = |event: &&pilotfish_copy::event::Event| {
            matches!(
                &event.what,
                EventKind::Moved {
                    movement: Movement::Correction,
                    ..
                }
            )
        };
        assert_eq!(desk.events.iter().filter(moved).count(), 1);
        desk.user(ask());
        assert_eq!(desk.held(&yes()), "4", "once");
        desk.pass(6 * MINUTE);
        let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
        assert!(left <= shares("4"), "working sales are cut to it: {left}");
        desk.venue_shows_twice(&[(yes(), "4")]);
        assert_eq!(desk.halt_count(), 0);
    }
}

#[test]
fn shares_unexplained_that_the_user_accepts_are_the_users_own() {
    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "33")]);
    desk.user(UserInput::AcceptDifference { token: Some(yes()) });
    assert_eq!((desk.halt_count(), desk.held(&yes())), (0, "20".into()));
    desk.restart();
    desk.venue_shows_twice(&[(yes(), "33")]);
    assert_eq!(desk.halt_count(), 0);
}

#[test]
fn a_first_reading_is_nothing_that_could_be_accepted() {
    let mut desk = Desk::settled();
    desk.venue_shows(&[(yes(), "4")]);
    desk.user(UserInput::AcceptDifference { token: Some(yes()) });
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!(desk.held(&yes()), "20");
}

#[test]
fn an_order_that_is_not_ours_halts_its_token_until_it_is_gone() {
    for restart in [false, true] {
        let mut desk = Desk::settled();
        desk.trades(Side::Sell, &yes(), "50", "0.70");
        desk.pass(31_000);
        desk.own_orders(&[]);
        assert_eq!(desk.halt_count(), 0, "ours are ours");
        desk.own_orders(&[("0xhand", yes())]);
        if restart {
            desk.restart();
        }
        desk.pass(MINUTE);
        assert_eq!((desk.halt_count(), desk.resting().len()), (1, 0));
        desk.own_orders(&[("0xhand", yes()), ("0xhand2", no())]);
        assert_eq!(desk.halt_count(), 2);
        desk.own_orders(&[("0xhand2", no())]);
        desk.pass(MINUTE);
        assert_eq!((desk.halt_count(), desk.resting().len()), (1, 1), "{restart}");
    }
}

#[test]
fn cash_missing_halts_purchases_until_it_is_there_or_accepted() {
    for restart in [false, true] {
        let mut desk = Desk::settled();
        desk.balance_twice(usd("9900"));
        if restart {
            desk.restart();
        }
        assert!(desk.has_halt(&HaltReason::CashMissing));
        desk.pass(61_000);
        desk.balance(usd("9988.4"));
        assert_eq!(desk.halt_count(), 0);
        desk.balance_twice(usd("9900"));
        desk.user(UserInput::AcceptDifference { token: None });
        assert_eq!((desk.cash(), desk.halt_count()), (usd("9900"), 0));
    }
}

/// Found by the simulation, seed 20293.
#[test]
fn missing_cash_stays_missing_while_a_sale_that_is_not_settled_could_explain_more() {
    let mut desk = Desk::settled();
    let missing = usd("5");
    desk.balance_twice(desk.cash() - missing);
    assert!(desk.has_halt(&HaltReason::CashMissing));
    desk.trades(Side::Sell, &yes(), "100", "0.58");
    desk.pass(31_000);
    let sale = desk.slot();
    desk.late_trade(sale, "sale", "20", Settlement::Retrying);
    desk.pass(61_000);
    desk.balance(desk.cash() - missing);
    assert!(desk.has_halt(&HaltReason::CashMissing), "the sale is in both");
    desk.balance(desk.cash());
    assert_eq!(desk.halt_count(), 0, "it came back");
}

#[test]
fn more_cash_is_a_deposit_and_a_few_cents_are_rounding() {
    let mut desk = Desk::settled();
    desk.balance_twice(usd("10088.4"));
    assert_eq!((desk.cash(), desk.halt_count()), (usd("10088.4"), 0));
    for cash in ["10088.37", "10088.45"] {
        desk.balance_twice(usd(cash));
        assert_eq!((desk.cash(), desk.halt_count()), (usd(cash), 0));
    }
}

#[test]
fn a_deposit_or_withdrawal_counts_once_whoever_shows_it_first() {
    for restart in [false, true] {
        for row_first in [false, true] {
            let mut desk = Desk::settled();
            let deposit = desk.movement("0xd", OwnMovementKind::Deposit { usd: usd("100") });
            if row_first {
                desk.give(deposit.clone());
            }
            desk.balance_twice(usd("10088.4"));
            if restart {
                desk.restart();
            }
            desk.give(deposit);
            desk.balance_twice(usd("10088.4"));
            assert_eq!(
                (desk.cash(), desk.halt_count()),
                (usd("10088.4"), 0),
                "{restart} {row_first}"
            );
            // A second one is another.
            let again = desk.movement("0xe", OwnMovementKind::Deposit { usd: usd("50") });
            desk.give(again);
            assert_eq!(desk.cash(), usd("10138.4"), "{restart} {row_first}");
            let withdrawal = desk.movement("0xw", OwnMovementKind::Withdrawal { usd: usd("38.4") });
            if row_first {
                desk.give(withdrawal.clone());
            }
            desk.balance_twice(usd("10100"));
            if !row_first {
                assert!(desk.has_halt(&HaltReason::CashMissing));
                desk.user(UserInput::AcceptDifference { token: None });
            }
            desk.give(withdrawal);
            desk.balance_twice(usd("10100"));
            assert_eq!(
                (desk.cash(), desk.halt_count()),
                (usd("10100"), 0),
                "{restart} {row_first}"
            );
        }
    }
}

#[test]
fn a_resolution_that_the_venue_redeemed_alarms_nobody_whichever_reading_comes_first() {
    for closed_first in [false, true] {
        for restart in [false, true] {
            let mut desk = Desk::settled();
            if closed_first {
                desk.market.closed = true;
                desk.market.accepting_orders = false;
                let market = desk.market.clone();
                desk.give(Input::Market(market));
                desk.venue_shows_twice(&[]);
            }
            desk.market.closed = true;
            desk.market.payouts = Some([common::price("1"), common::price("1").complement()]);
            desk.venue_shows(&[]);
            if restart {
                desk.restart();
            }
            desk.pass(61_000);
            desk.venue_shows(&[]);
            desk.balance_twice(usd("10008.4"));
            let alarms = |event: &&pilotfish_copy::event::Event| matches!(event.what, EventKind::Halted { .. });
            assert_eq!(desk.events.iter().filter(alarms).count(), 0, "{closed_first} {restart}");
            assert_eq!(desk.cash(), usd("10008.4"));
        }
    }
}

#[test]
fn two_follows_of_a_token_are_compared_as_their_sum() {
    let mut desk = Desk::settled();
    desk.follow_other(at("10"));
    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("10");
    desk.pass(HOUR);
    desk.venue_shows_twice(&[(yes(), "30")]);
    assert_eq!(desk.halt_count(), 0);
    desk.venue_shows_twice(&[(yes(), "20")]);
    assert!(desk.has_halt(&missing_shares(&yes())));
    desk.user(UserInput::AcceptDifference { token: Some(yes()) });
    let held = desk
        .core
        .state()
        .holdings
        .values()
        .map(|holding| holding.shares)
        .sum::<Shares>();
    assert_eq!(held, shares("20"));
}
