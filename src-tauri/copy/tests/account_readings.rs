//! Readings of our own account in detail: what one reading may and may not do, which of two counts, and what is kept of them.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{Change, GlobalLimits, HaltReason, Movement};
use pilotfish_copy::event::EventKind;
use pilotfish_copy::input::{Input, Liquidity, OwnMovementKind, OwnTrade, Poll, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use crate::common::{self, Desk, HOUR, MINUTE, missing_shares, no, shares, usd, yes};

fn moved(desk: &Desk) -> Vec<(Movement, Usd)> {
    let moved = |event: &pilotfish_copy::event::Event| match &event.what {
        EventKind::Moved { movement, usd, .. } => Some((movement.clone(), *usd)),
        _ => None,
    };
    desk.events.iter().filter_map(moved).collect()
}

fn deposit(id: &str, desk: &Desk, dollars: &str) -> Input {
    desk.movement(id, OwnMovementKind::Deposit { usd: usd(dollars) })
}

fn account_polls(desk: &Desk) -> usize {
    let polled = |command: &&Command| matches!(command, Command::PollAccount { .. });
    desk.commands.iter().filter(polled).count()
}

#[test]
fn a_reading_that_failed_is_tried_again_in_half_a_minute_and_no_later_than_it_was_due() {
    for (failed_after, again_after) in [(0, 30_000), (45_000, 15_000)] {
        let mut desk = Desk::settled();
        let polls = account_polls(&desk);
        while account_polls(&desk) == polls {
            desk.pass(1_000);
        }
        let polls = account_polls(&desk);
        desk.pass(failed_after);
        desk.give(Input::PollFailed {
            poll: Poll::Account,
            reason: "502".into(),
        });
        desk.pass(again_after - 1_000);
        assert_eq!(account_polls(&desk), polls, "{failed_after}");
        desk.pass(1_000);
        assert_eq!(account_polls(&desk), polls + 1, "{failed_after}");
    }
}

#[test]
fn more_cash_that_was_taken_in_confirms_no_later_reading() {
    let mut desk = Desk::settled();
    desk.balance_twice(usd("10038.4"));
    assert_eq!(desk.cash(), usd("10038.4"));
    assert_eq!(desk.core.state().control.cash_difference, None);
    desk.pass(61_000);
    desk.balance(usd("10068.4"));
    assert_eq!(desk.cash(), usd("10038.4"), "one reading is none");
}

#[test]
fn readings_on_either_side_of_the_books_confirm_nothing() {
    let mut desk = Desk::settled();
    for cash in ["10038.4", "9938.4", "10038.4", "9938.4"] {
        desk.balance(usd(cash));
        desk.pass(61_000);
    }
    assert_eq!(
        (desk.cash(), desk.halt_count(), moved(&desk).len()),
        (usd("9988.4"), 0, 0)
    );
}

#[test]
fn of_two_readings_of_missing_cash_the_smaller_counts_and_is_what_may_be_accepted() {
    let mut desk = Desk::settled();
    desk.balance(usd("9938.4"));
    desk.pass(61_000);
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!(desk.cash(), usd("9988.4"), "one reading is nothing to accept");
    desk.balance(usd("9958.4"));
    assert_eq!(desk.core.state().halts[&HaltReason::CashMissing].usd, Some(usd("30")));
    desk.user(UserInput::AcceptDifference { token: None });
    assert_eq!((desk.cash(), desk.halt_count()), (usd("9958.4"), 0));
}

#[test]
fn more_than_the_claims_is_a_deposit_beside_them() {
    let mut desk = Desk::settled();
    desk.resolves("1");
    desk.balance_twice(usd("10038.4"));
    assert_eq!(desk.core.state().sums().claims(), Usd::ZERO);
    assert_eq!(moved(&desk), [(Movement::Deposit, usd("30"))]);
    assert_eq!(desk.cash(), usd("10038.4"));
}

#[test]
fn two_deposits_that_the_balance_showed_first_are_each_known_when_they_are_told() {
    let mut desk = Desk::settled();
    desk.balance_twice(usd("10038.4"));
    desk.balance_twice(usd("10068.4"));
    let ledger = desk.core.state().control.next_ledger;
    for (id, dollars) in [("0xa", "50"), ("0xb", "30")] {
        let row = deposit(id, &desk, dollars);
        desk.give(row);
        assert_eq!(desk.cash(), usd("10068.4"), "{dollars}");
    }
    assert_eq!(desk.core.state().control.next_ledger, ledger, "no row of nothing");
    let third = deposit("0xc", &desk, "10");
    desk.give(third);
    assert_eq!(desk.cash(), usd("10078.4"));
}

#[test]
fn when_the_balance_was_read_is_written_every_ten_minutes() {
    let mut desk = Desk::settled();
    desk.balance(usd("9988.4"));
    let first = desk.now;
    let read_at = |desk: &Desk| desk.core.state().control.cash_at;
    assert_eq!(read_at(&desk), Some(first));
    desk.pass(9 * MINUTE);
    desk.balance(usd("9988.4"));
    assert_eq!(read_at(&desk), Some(first));
    desk.pass(MINUTE);
    desk.balance(usd("9988.4"));
    assert_eq!(read_at(&desk), Some(desk.now));
}

#[test]
fn orders_in_the_account_lift_no_other_halt() {
    let mut desk = Desk::settled();
    desk.balance_twice(usd("9938.4"));
    desk.user(UserInput::Pause);
    desk.own_orders(&[("0xhand", yes())]);
    assert_eq!(desk.halt_count(), 3);
    desk.own_orders(&[]);
    assert!(desk.has_halt(&HaltReason::CashMissing) && desk.has_halt(&HaltReason::Paused));
    assert_eq!(desk.halt_count(), 2);
}

#[test]
fn shares_of_which_the_books_know_nothing_are_the_users_and_halt_nothing() {
    let mut desk = Desk::settled();
    let shown = [(yes(), "20"), (no(), "7")];
    for _ in 0..3 {
        desk.venue_shows_twice(&shown);
    }
    assert_eq!(desk.halt_count(), 0);
    assert_eq!(desk.core.state().differences[&no()].accepted, shares("7"));
    desk.venue_shows(&[(yes(), "20")]);
    assert_eq!(desk.core.state().differences.len(), 0, "gone again");
}

#[test]
fn what_an_old_list_still_shows_of_what_was_sold_is_not_the_users_own() {
    let mut desk = Desk::settled();
    desk.trades(Side::Sell, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("20");
    desk.pass(MINUTE);
    assert_eq!((desk.held(&yes()), desk.working()), ("0".into(), 0));
    desk.venue_shows(&[(yes(), "20")]); // As it was before the sale.
    desk.buy_and_fill("100", "20");
    desk.pass(2 * HOUR);
    desk.venue_shows_twice(&[(yes(), "20")]);
    assert_eq!(desk.halt_count(), 0, "{:?}", desk.core.state().differences);
}

#[test]
fn the_users_own_shares_are_known_again_once_no_fill_explains_them() {
    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "27")]);
    desk.user(UserInput::AcceptDifference { token: Some(yes()) });
    desk.trades(Side::Sell, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("20");
    desk.pass(MINUTE);
    for shown in ["27", "7"] {
        desk.venue_shows(&[(yes(), shown)]);
        assert_eq!(desk.core.state().differences[&yes()].accepted, shares("7"), "{shown}");
    }
    desk.pass(HOUR);
    desk.venue_shows(&[(yes(), "3")]);
    assert_eq!(desk.core.state().differences[&yes()].accepted, shares("3"));
}

#[test]
fn what_the_user_accepted_stays_accepted_when_a_later_difference_is_over() {
    let mut desk = Desk::settled();
    desk.venue_shows_twice(&[(yes(), "25")]);
    desk.user(UserInput::AcceptDifference { token: Some(yes()) });
    desk.pass(MINUTE);
    desk.venue_shows_twice(&[(yes(), "12")]);
    assert!(desk.has_halt(&missing_shares(&yes())));
    desk.pass(MINUTE);
    desk.venue_shows(&[(yes(), "25")]);
    let row = &desk.core.state().differences[&yes()];
    assert_eq!((row.shares, row.accepted), (Shares::ZERO, shares("5")));
    let rows = |desk: &Desk| {
        let row = |change: &&Change| matches!(change, Change::Difference(_) | Change::DifferenceGone(_));
        desk.changes.iter().filter(row).count()
    };
    let written = rows(&desk);
    desk.venue_shows_twice(&[(yes(), "25")]);
    assert_eq!(
        (desk.halt_count(), rows(&desk)),
        (0, written),
        "agreement is not written again and again"
    );
}

#[test]
fn what_is_written_off_is_off_the_token_that_lacks_it_and_leaves_no_difference() {
    let mut desk = Desk::settled();
    desk.trades(Side::Buy, &no(), "200", "0.42");
    desk.pass(31_000);
    desk.fill("40");
    desk.pass(HOUR);
    let shown = [(yes(), "15"), (no(), "40")];
    desk.venue_shows_twice(&shown);
    desk.user(UserInput::AcceptDifference { token: Some(yes()) });
    assert_eq!(
        (desk.holds(1, &yes()), desk.holds(1, &no())),
        ("15".into(), "40".into())
    );
    assert_eq!((desk.core.state().differences.len(), desk.halt_count()), (0, 0));
}

#[test]
fn a_failed_purchase_is_in_flight_beside_what_stands() {
    let mut desk = Desk::settled();
    desk.buy_and_fill("100", "20");
    desk.pass(5 * MINUTE);
    desk.settle("t2", Settlement::Failed);
    desk.pass(26 * MINUTE); // The fill itself is too long ago to explain anything.
    desk.venue_shows_twice(&[(yes(), "40")]);
    assert_eq!((desk.held(&yes()), desk.halt_count()), ("20".into(), 0));
}

#[test]
fn equity_is_rounded_down_and_leaves_out_dust() {
    let mut desk = Desk::buying();
    desk.fill("19.000001"); // Costs 11.02000058, booked as 11.020001; worth 11.115000585 at the middle of 0.585.
    assert_eq!(
        desk.core.equity(),
        Some(usd("10000") - usd("11.020001") + usd("11.115"))
    );
    let child = desk.live().expect("a child");
    desk.late_trade(child, "t2", "0.004999", Settlement::Matched);
    desk.user(common::close(1, &yes(), common::percent(100), common::AT_MARKET));
    desk.pass(10 * MINUTE);
    assert_eq!(desk.held(&yes()), "0.005");
    assert_eq!(
        desk.core.equity(),
        Some(desk.cash()),
        "what can be neither sold nor missed counts for nothing"
    );
}

#[test]
fn the_daily_loss_halts_at_the_limit_itself() {
    for (limit, halted) in [("3.7", true), ("3.700001", false)] {
        let mut desk = Desk::holding();
        desk.book("0.58", "0.59");
        let limits = GlobalLimits {
            max_daily_loss: Some(usd(limit)),
            ..GlobalLimits::default()
        };
        desk.user(UserInput::SetLimits { limits });
        desk.pass(MINUTE);
        let balance = desk.cash();
        desk.balance(balance);
        let opening = desk.core.state().control.day_opening.expect("a day").equity;
        assert_eq!(opening, balance + usd("11.7"));
        desk.book("0.395", "0.405"); // The middle falls from 0.585 to 0.4.
        let book = desk.book_with(&yes(), &[("0.395", "100")], &[("0.405", "100")]);
        desk.give(book);
        desk.balance(balance);
        assert_eq!(desk.core.equity(), Some(opening - usd("3.7")));
        assert_eq!(desk.has_halt(&HaltReason::DailyLoss), halted, "{limit}");
    }
}

#[test]
fn a_fill_moves_on_and_never_back_and_each_move_is_recorded() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "20");
    let fill = |desk: &Desk| desk.core.state().fills.values().next().expect("a fill").settlement;
    let recorded = |desk: &Desk| -> Vec<Settlement> {
        let settlement = |event: &pilotfish_copy::event::Event| match event.what {
            EventKind::Settlement { settlement, .. } => Some(settlement),
            _ => None,
        };
        desk.events.iter().filter_map(settlement).collect()
    };
    for to in [
        Settlement::Retrying,
        Settlement::Mined,
        Settlement::Retrying,
        Settlement::Matched,
        Settlement::Mined,
    ] {
        desk.settle("t1", to);
    }
    assert_eq!(fill(&desk), Settlement::Mined);
    assert_eq!(recorded(&desk), [Settlement::Retrying, Settlement::Mined]);
    desk.settle("t1", Settlement::Confirmed);
    assert_eq!(recorded(&desk).last(), Some(&Settlement::Confirmed));
}

#[test]
fn fees_and_values_are_on_the_rows_of_the_order_and_its_child_and_go_with_a_failure() {
    let mut desk = Desk::buying();
    let child = desk.live().expect("a child");
    let row = desk.row_of(child);
    let trade = |settlement| {
        Input::OwnTrade(OwnTrade {
            trade: pilotfish_copy::ids::TradeId::new("t"),
            hash: row.hash.clone().expect("a hash"),
            token: yes(),
            side: Side::Buy,
            shares: shares("5"),
            price: common::price("0.57"),
            liquidity: Liquidity::Taker,
            fee: Some(usd("0.07")),
            settlement,
            at: common::START,
        })
    };
    desk.give(trade(Settlement::Matched));
    let rows = |desk: &Desk| {
        let order = desk.last_order();
        let child = desk.row_of(child);
        (order.filled, order.value, order.fees, child.filled, child.value)
    };
    let value = usd("2.85");
    assert_eq!(rows(&desk), (shares("5"), value, usd("0.07"), shares("5"), value));
    assert_eq!(
        desk.book_of(1, &yes()).fees,
        usd("0.07"),
        "as the venue says, whatever the schedule"
    );
    assert_eq!(desk.cash(), usd("9997.08"));
    desk.give(trade(Settlement::Failed));
    let none = (Shares::ZERO, Usd::ZERO, Usd::ZERO, Shares::ZERO, Usd::ZERO);
    assert_eq!(rows(&desk), none);
    assert_eq!(desk.cash(), usd("10000"));
}

#[test]
fn what_is_held_in_a_wide_book_is_worth_no_middle() {
    for (bids, asks, listed, mark) in [
        ("0.30", "0.40", "0.33", Some("0.35")),
        ("0.30", "0.41", "0.33", Some("0.33")),
        // The market makers have left: fifty cents are nobody's price.
        ("0.01", "0.99", "0.04", Some("0.04")),
        ("0.20", "0.99", "0.04", Some("0.2")),
        ("0.01", "0.50", "0.97", Some("0.5")),
        // One side alone: what one would get, and an ask only where it says something.
        ("0.20", "", "0.04", Some("0.2")),
        ("", "0.02", "0.04", Some("0.02")),
        ("", "0.99", "0.04", Some("0.04")),
        ("", "", "0.04", Some("0.04")),
    ] {
        let mut desk = Desk::settled();
        desk.listed_price.insert(yes(), listed.parse().expect("a price"));
        desk.pass(10 * MINUTE);
        desk.book(bids, asks);
        let side = |text: &'static str| if text.is_empty() { vec![] } else { vec![(text, "100")] };
        let book = desk.book_with(&yes(), &side(bids), &side(asks));
        desk.give(book);
        let found = desk.core.mark(&desk.book_of(1, &yes()));
        let shown = found.map(|price| price.to_string());
        assert_eq!(shown.as_deref(), mark, "{bids} {asks} {listed}");
    }
    // Nothing is listed, and the only ask is far off: it counts at cost.
    let mut desk = Desk::settled();
    desk.positions.clear();
    desk.pass(2 * HOUR);
    desk.book("", "0.99");
    let book = desk.book_with(&yes(), &[], &[("0.99", "100")]);
    desk.give(book);
    assert_eq!(desk.core.mark(&desk.book_of(1, &yes())), None);
    desk.book("0.01", "0.99");
    let book = desk.book_with(&yes(), &[("0.01", "100")], &[("0.99", "100")]);
    desk.give(book);
    let mark = desk.core.mark(&desk.book_of(1, &yes())).map(|price| price.to_string());
    assert_eq!(mark.as_deref(), Some("0.01"), "what one would get");
}

#[test]
fn a_book_stamped_ahead_grows_old_like_another() {
    let mut desk = Desk::settled();
    let Input::Book(mut book) = desk.book_with(&yes(), &[("0.20", "100")], &[("0.22", "100")]) else {
        panic!("a book")
    };
    book.observed_at = desk.now.plus(365 * 24 * HOUR);
    desk.give(Input::Book(book));
    let mark = |desk: &Desk| desk.core.mark(&desk.book_of(1, &yes())).map(|price| price.to_string());
    assert_eq!(mark(&desk).as_deref(), Some("0.21"));
    desk.pass(11 * MINUTE);
    assert_eq!(mark(&desk).as_deref(), Some("0.585"), "the last list's price");
}

#[test]
fn what_no_list_has_keeps_the_price_at_which_its_book_was_last_seen() {
    let mut desk = Desk::settled();
    desk.positions.clear();
    desk.pass(2 * HOUR);
    let book = desk.book_with(&yes(), &[("0.20", "100")], &[("0.22", "100")]);
    desk.give(book);
    let mark = |desk: &Desk| desk.core.mark(&desk.book_of(1, &yes())).map(|price| price.to_string());
    assert_eq!(mark(&desk).as_deref(), Some("0.21"));
    // Where time runs fast, or the feed is down, a value that fell back to the cost would be a gain or a loss that nobody made.
    desk.pass(3 * HOUR);
    assert_eq!(mark(&desk).as_deref(), Some("0.21"));
}
