//! How far the venue's figures may lie from the books for what it may not show yet, and which of several readings counts.

use pilotfish_copy::entity::{GlobalLimits, HaltReason};
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::{ConditionId, TxHash};
use pilotfish_copy::input::{Input, OwnMovement, OwnMovementKind, UserInput};
use pilotfish_copy::market::Side;

use crate::common::{Desk, HOUR, MINUTE, shares, usd, yes};

/// So many of the twenty are sold at 0.60, now.
fn sold(size: &str) -> Desk {
    let mut desk = Desk::settled();
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.fill(size);
    desk
}

fn count(desk: &Desk, what: fn(&EventKind) -> bool) -> usize {
    desk.events.iter().filter(|event| what(&event.what)).count()
}

#[test]
fn the_balance_may_lag_a_purchase_and_a_sale_by_ten_minutes() {
    let mut desk = Desk::holding();
    desk.balance_twice(usd("10000"));
    assert_eq!(
        (desk.cash(), desk.halt_count()),
        (usd("9988.4"), 0),
        "what was paid is still shown"
    );
    desk.pass(10 * MINUTE);
    desk.balance_twice(usd("10000"));
    assert_eq!(desk.cash(), usd("10000"), "by now it would not be");

    let mut desk = sold("20");
    assert_eq!(desk.cash(), usd("10000.4"));
    desk.balance_twice(usd("9988.4"));
    assert_eq!(desk.halt_count(), 0, "what was earned is not shown yet");
    desk.balance_twice(usd("9978.4"));
    let halt = desk
        .core
        .state()
        .halts
        .get(&HaltReason::CashMissing)
        .expect("ten are missing beyond it");
    assert_eq!(halt.usd, Some(usd("10")));
    desk.balance(usd("9988.4"));
    assert_eq!(desk.halt_count(), 0);
    desk.pass(10 * MINUTE);
    desk.balance_twice(usd("9988.4"));
    assert!(desk.has_halt(&HaltReason::CashMissing));
}

#[test]
fn a_sale_explains_shares_that_the_venue_still_shows_and_none_that_it_lacks() {
    for (shown, halts) in [("15", 0), ("20", 0), ("21", 1), ("14", 1)] {
        let mut desk = sold("5");
        desk.venue_shows_twice(&[(yes(), shown)]);
        assert_eq!(desk.halt_count(), halts, "{shown}");
    }
}

#[test]
fn of_two_readings_of_shares_the_smaller_counts_and_then_the_last() {
    let figures = |desk: &Desk| {
        let row = &desk.core.state().differences[&yes()];
        let halt = desk.core.state().halts.values().next().expect("a halt");
        (row.shares, halt.shares)
    };
    for (first, second, then) in [("15", "12", "10"), ("12", "15", "10")] {
        let mut desk = Desk::settled();
        desk.venue_shows(&[(yes(), first)]);
        desk.pass(61_000);
        desk.venue_shows(&[(yes(), second)]);
        assert_eq!(figures(&desk), (shares("-5"), Some(shares("5"))), "{first} {second}");
        desk.pass(MINUTE);
        desk.venue_shows(&[(yes(), then)]);
        assert_eq!(figures(&desk), (shares("-10"), Some(shares("10"))));
    }
    for (first, second, then) in [("25", "28", "30"), ("28", "25", "30")] {
        let mut desk = Desk::settled();
        desk.venue_shows(&[(yes(), first)]);
        desk.pass(61_000);
        desk.venue_shows(&[(yes(), second)]);
        assert_eq!(figures(&desk), (shares("5"), Some(shares("5"))), "{first} {second}");
        desk.pass(MINUTE);
        desk.venue_shows(&[(yes(), then)]);
        assert_eq!(figures(&desk), (shares("10"), Some(shares("10"))));
    }
}

#[test]
fn readings_on_either_side_of_the_books_halt_nothing() {
    let mut desk = Desk::settled();
    for shown in ["15", "25", "15", "25"] {
        desk.venue_shows(&[(yes(), shown)]);
        desk.pass(61_000);
    }
    assert_eq!(desk.halt_count(), 0);
}

#[test]
fn a_difference_of_cash_that_agreed_in_between_begins_anew() {
    for off in ["9938.4", "10038.4"] {
        let mut desk = Desk::settled();
        desk.balance(usd(off));
        desk.pass(61_000);
        desk.balance(usd("9988.4"));
        assert_eq!(desk.core.state().control.cash_difference, None, "{off}");
        desk.pass(61_000);
        desk.balance(usd(off));
        assert_eq!((desk.cash(), desk.halt_count()), (usd("9988.4"), 0), "{off}");
    }
}

#[test]
fn accepted_cash_is_accepted_once() {
    let mut desk = Desk::settled();
    desk.balance_twice(usd("9938.4"));
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!(desk.core.state().control.cash_difference, None);
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!(desk.cash(), usd("9938.4"));
}

#[test]
fn a_foreign_order_that_stays_is_said_once() {
    let mut desk = Desk::settled();
    for _ in 0..3 {
        desk.own_orders(&[("0xhand", yes())]);
    }
    assert_eq!(count(&desk, |what| matches!(what, EventKind::Halted { .. })), 1);
    assert_eq!(count(&desk, |what| matches!(what, EventKind::Lifted { .. })), 0);
}

#[test]
fn movements_of_nothing_or_less_move_nothing() {
    let mut desk = Desk::settled();
    desk.resolves("1");
    let kinds = |dollars: &str| {
        let usd = usd(dollars);
        let redemption = OwnMovementKind::Redemption {
            condition: ConditionId::new("0xc0"),
            token: yes(),
            usd,
        };
        [
            redemption,
            OwnMovementKind::Deposit { usd },
            OwnMovementKind::Withdrawal { usd },
        ]
    };
    for dollars in ["0", "-5"] {
        for (n, kind) in kinds(dollars).into_iter().enumerate() {
            let row = OwnMovement {
                id: TxHash::new(&format!("0x{n}{dollars}")),
                at: desk.now,
                kind,
            };
            desk.give(Input::OwnMovements { rows: vec![row] });
        }
    }
    assert_eq!(desk.cash(), usd("9988.4"));
    assert_eq!(desk.core.state().sums().claims(), usd("20"));
    assert_eq!(
        count(&desk, |what| matches!(
            what,
            EventKind::Moved { .. } | EventKind::Redeemed { .. }
        )),
        0
    );
}

#[test]
fn the_days_opening_moves_with_money_that_comes_and_goes_and_the_loss_is_told_as_it_was_first() {
    let mut desk = Desk::settled();
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_daily_loss: Some(usd("5")),
            ..GlobalLimits::default()
        },
    });
    desk.pass(MINUTE);
    let opening = |desk: &Desk| desk.core.state().control.day_opening.expect("a day").equity;
    let before = opening(&desk);
    let deposit = desk.movement("0xd", OwnMovementKind::Deposit { usd: usd("50") });
    desk.give(deposit);
    assert_eq!(opening(&desk), before + usd("50"));
    let falls_to = |desk: &mut Desk, bid: &str, ask: &str| {
        let book = desk.book_with(&yes(), &[(bid, "100")], &[(ask, "100")]);
        desk.book(bid, ask);
        desk.give(book);
        let cash = desk.cash();
        desk.balance(cash);
    };
    let lost = |desk: &Desk| {
        desk.core
            .state()
            .halts
            .get(&HaltReason::DailyLoss)
            .and_then(|halt| halt.usd)
    };
    falls_to(&mut desk, "0.30", "0.31"); // From 0.585 to 0.305: 5.60.
    assert_eq!(lost(&desk), Some(usd("5.6")));
    falls_to(&mut desk, "0.20", "0.21");
    assert_eq!(lost(&desk), Some(usd("5.6")));
}

#[test]
fn cents_beside_a_redemption_are_rounding_and_not_known_money() {
    let mut desk = Desk::settled();
    desk.resolves("1");
    desk.balance_twice(usd("10008.45"));
    assert_eq!(desk.cash(), usd("10008.45"), "twenty of claims and five cents");
    let row = |id: &str, desk: &Desk, kind| OwnMovement {
        id: TxHash::new(id),
        at: desk.now,
        kind,
    };
    let redemption = OwnMovementKind::Redemption {
        condition: ConditionId::new("0xc0"),
        token: yes(),
        usd: usd("20"),
    };
    let rows = vec![row("0xr", &desk, redemption)];
    desk.give(Input::OwnMovements { rows });
    let ledger = desk.core.state().control.next_ledger;
    assert_eq!(desk.cash(), usd("10008.45"));
    let rows = vec![row("0xd", &desk, OwnMovementKind::Deposit { usd: usd("0.1") })];
    desk.give(Input::OwnMovements { rows });
    assert_eq!(desk.cash(), usd("10008.55"));
    assert_eq!(desk.core.state().control.next_ledger, ledger + 1);
}

#[test]
fn each_day_has_an_opening_of_its_own() {
    let mut desk = Desk::settled();
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_daily_loss: Some(usd("5")),
            ..GlobalLimits::default()
        },
    });
    let opening = |desk: &Desk| desk.core.state().control.day_opening.map(|opening| opening.day);
    for _ in 0..3 {
        desk.pass(24 * HOUR);
        let cash = desk.cash();
        desk.balance(cash);
        assert_eq!(opening(&desk), Some(desk.now.utc_day()));
    }
}
