//! How much of a signal is bought or sold, and what its record says of it.

use pilotfish_copy::entity::{BelowMinimum, Change, Decision, FollowSettings, GateName, Style};
use pilotfish_copy::event::{EventKind, Notice, OrderStep, SkipReason, WaitReason};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Tick, Usd};

use crate::common::{self, Desk, HOUR, MINUTE, at, no, price, shares, usd, yes};

/// What was decided of the newest signal.
fn decision(desk: &Desk) -> Decision {
    let decided = |change: &Change| match change {
        Change::Signal(signal) => signal.decision.clone(),
        _ => None,
    };
    desk.changes.iter().rev().find_map(decided).expect("a decision")
}

fn names(gates: &[pilotfish_copy::entity::Gate]) -> Vec<GateName> {
    gates.iter().map(|gate| gate.gate).collect()
}

fn accumulating() -> FollowSettings {
    FollowSettings {
        below_minimum: BelowMinimum::Accumulate,
        ..at("20")
    }
}

#[test]
fn a_purchase_within_every_limit_tells_of_none() {
    let desk = Desk::buying();
    let told = |notice: &Notice| matches!(notice, Notice::LimitReached { .. });
    assert!(!desk.notices().iter().any(told));
    assert_eq!(
        (decision(&desk).asked, decision(&desk).allowed),
        (shares("20"), shares("20"))
    );
}

#[test]
fn only_a_copy_that_was_missed_against_the_users_will_is_told() {
    let told = |desk: &Desk| -> Vec<(Side, SkipReason)> {
        let missed = |notice: &Notice| match notice {
            Notice::Skipped { side, reason, .. } => Some((*side, *reason)),
            _ => None,
        };
        desk.notices().iter().filter_map(missed).collect()
    };
    let mut desk = Desk::new();
    desk.market.closed = true;
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!(told(&desk), [(Side::Buy, SkipReason::MarketClosed)]);
    // Too small to be copied: nothing was missed that could have been had.
    let mut desk = Desk::new();
    desk.follow(at("1"));
    desk.trades(Side::Buy, &yes(), "10", "0.58");
    desk.pass(31_000);
    assert!(!desk.skips().is_empty());
    assert_eq!(told(&desk), []);
}

#[test]
fn sales_reserve_nothing() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(31_000);
    assert_eq!((desk.resting().len(), desk.core.reserved()), (1, Usd::ZERO));
    desk.books.clear();
    desk.trades(Side::Sell, &yes(), "25", "0.70");
    desk.pass(31_000);
    assert_eq!((desk.sales().len(), desk.core.reserved()), (2, Usd::ZERO));
}

#[test]
fn a_market_that_is_over_takes_no_purchase_and_no_sale() {
    for (closed, pays) in [(true, false), (false, true)] {
        for side in [Side::Buy, Side::Sell] {
            let mut desk = Desk::new();
            desk.market.closed = closed;
            desk.market.payouts = pays.then(|| [price("1"), price("0")]);
            desk.follow(at("20"));
            desk.trades(side, &yes(), "100", "0.58");
            desk.pass(31_000);
            assert_eq!(
                desk.last_skip(),
                Some(SkipReason::MarketClosed),
                "{closed} {pays} {side:?}"
            );
        }
    }
}

#[test]
fn an_end_that_is_past_this_very_instant_is_unknown() {
    for (early_ms, copied) in [(0, true), (1, false)] {
        let mut desk = Desk::new();
        desk.market.end = Some(desk.now.plus(61_000 + 20_000 + early_ms));
        desk.follow(at("20"));
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(20_000);
        let skips = desk.skips();
        assert_eq!(skips.is_empty(), copied, "{early_ms}: {skips:?}");
        assert_eq!(desk.purchases().len(), usize::from(copied), "{early_ms}");
    }
}

#[test]
fn words_that_stand_in_the_question_leave_a_market_out_and_blanks_do_not() {
    for (word, copied) in [
        ("biden", true),
        ("", true),
        ("  ", true),
        (" TRUMP ", false),
        ("2024", false),
    ] {
        let mut settings = at("20");
        settings.exclude_keywords = vec![word.into()];
        let mut desk = Desk::with(settings);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.working() == 1, copied, "{word:?}: {:?}", desk.skips());
    }
}

#[test]
fn a_sale_that_sells_nothing_says_whether_it_was_too_small_or_all_was_being_sold() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "0.04", "0.60"); // 0.008 rounds to nothing.
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::RoundsToNothing));
    desk.user(common::close(
        1,
        &yes(),
        common::percent(100),
        pilotfish_copy::input::CloseHow::Limit { price: price("0.70") },
    ));
    desk.trades(Side::Sell, &yes(), "50", "0.60");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::NothingToSell));
    let mut desk = Desk::following("20");
    desk.trades(Side::Sell, &no(), "50", "0.42");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::NothingHeld));
}

#[test]
fn a_purchase_that_only_sells_less_is_told_so_and_checked_for_no_minimum() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.pass(31_000);
    desk.trades(Side::Buy, &yes(), "25", "0.58");
    desk.pass(31_000);
    let told = decision(&desk);
    assert_eq!(
        (told.skipped, told.asked, told.allowed),
        (Some(SkipReason::TurnedRound), shares("5"), shares("5"))
    );
    assert!(!names(&told.gates).contains(&GateName::Minimum));
    assert!(!names(&told.gates).contains(&GateName::OrderLimit), "nothing is bought");
    // Twice as much as still works to be sold: the rest is bought, and checked.
    desk.trades(Side::Buy, &yes(), "75", "0.58");
    desk.pass(31_000);
    let told = decision(&desk);
    assert_eq!(
        (told.skipped, told.asked, told.allowed),
        (None, shares("15"), shares("15"))
    );
    assert_eq!(desk.last_order().shares, shares("10"));
    assert!(names(&told.gates).contains(&GateName::Minimum));
    assert!(names(&told.gates).contains(&GateName::OrderLimit));
}

#[test]
fn what_a_limit_leaves_nothing_of_is_checked_for_the_minimum_too() {
    let mut settings = at("20");
    settings.max_total = Usd::ZERO;
    let mut desk = Desk::with(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let told = decision(&desk);
    assert_eq!(told.skipped, Some(SkipReason::Limit));
    assert_eq!(names(&told.gates).last(), Some(&GateName::Minimum));
}

#[test]
fn what_waits_to_be_sold_outweighs_a_small_purchase_and_goes_on_waiting() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(accumulating());
    desk.buy_and_fill("100", "20");
    desk.trades(Side::Sell, &yes(), "10", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.waiting_changes(), ["-2"]);
    desk.trades(Side::Buy, &yes(), "5", "0.58");
    desk.pass(31_000);
    assert_eq!((desk.waiting_changes(), desk.working()), (vec!["-1".to_owned()], 0));
    assert_eq!(decision(&desk).skipped, Some(SkipReason::Accumulating));
    assert_eq!(decision(&desk).asked, shares("1"));
    desk.trades(Side::Buy, &yes(), "5", "0.58");
    desk.pass(31_000);
    assert_eq!((desk.waiting_changes().len(), desk.working()), (0, 0), "even");
}

#[test]
fn a_change_whose_share_is_nothing_does_not_wait() {
    for side in [Side::Buy, Side::Sell] {
        let mut desk = Desk::with(accumulating());
        desk.buy_and_fill("100", "20");
        desk.trades(side, &yes(), "0.04", "0.58");
        desk.pass(31_000);
        assert_eq!(desk.last_skip(), Some(SkipReason::RoundsToNothing), "{side:?}");
        assert_eq!(desk.waiting_changes().len(), 0, "{side:?}");
    }
}

#[test]
fn what_waits_keeps_its_average_price_to_the_micro_dollar_and_its_age_begins_at_the_decision() {
    let mut desk = Desk::with(accumulating());
    desk.trades(Side::Buy, &yes(), "0.05", "0.58005");
    desk.pass(31_000);
    desk.trades(Side::Buy, &yes(), "4.95", "0.58");
    desk.pass(31_000);
    let row = desk
        .core
        .state()
        .carried_over
        .values()
        .next()
        .expect("it waits")
        .clone();
    // 0.01 at 0.58005 and 0.99 at 0.58: 0.5800005.
    assert_eq!((row.shares, row.price), (shares("1"), price("0.580001")));
    // Whichever of them came first.
    let mut other = Desk::with(accumulating());
    other.trades(Side::Buy, &yes(), "4.95", "0.58");
    other.pass(31_000);
    other.trades(Side::Buy, &yes(), "0.05", "0.58005");
    other.pass(31_000);
    assert_eq!(other.core.state().carried_over.values().next(), Some(&row));
    desk.trades(Side::Buy, &yes(), "95", "0.58");
    desk.pass(31_000);
    let order = desk.last_order();
    assert_eq!((order.shares, order.age_from), (shares("20"), order.created_at));
    assert_eq!(order.signal_at, order.created_at);
}

#[test]
fn what_waits_is_dropped_by_a_close_that_is_too_small_itself() {
    let mut desk = Desk::with(accumulating());
    desk.buy_and_fill("100", "1");
    let order = desk.last_order().id;
    desk.user(pilotfish_copy::input::UserInput::CancelOrder { order });
    desk.trades(Side::Sell, &yes(), "1", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.waiting_changes(), ["-0.2"]);
    desk.trades(Side::Sell, &yes(), "99", "0.58");
    desk.pass(31_000);
    assert_eq!(
        (desk.last_skip(), desk.held(&yes())),
        (Some(SkipReason::UnderOneDollar), "1".into())
    );
    assert_eq!(desk.waiting_changes().len(), 0);
}

#[test]
fn a_sale_of_what_the_venue_lacks_under_the_minimum_waits_for_the_shares() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("20"));
    desk.buy_and_fill("100", "20");
    desk.pass(HOUR);
    desk.venue_shows_twice(&[(yes(), "3")]);
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    assert_eq!((desk.waits(), desk.resting().len()), (vec![WaitReason::SharesBusy], 0));
}

#[test]
fn a_sale_for_just_what_the_venue_has_is_left_alone_when_halts_change() {
    let mut desk = Desk::holding();
    desk.pass(HOUR);
    desk.venue_shows_twice(&[(yes(), "12")]);
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    assert_eq!(desk.resting(), [(Side::Sell, "0.7".into(), "12".into())]);
    let cancels = desk.cancels();
    desk.balance_twice(usd("9000"));
    assert_eq!(desk.halt_count(), 2);
    assert_eq!((desk.cancels(), desk.resting().len()), (cancels, 1));
    desk.venue_shows(&[(yes(), "11")]);
    assert_eq!(desk.cancels(), cancels + 1, "one less");
    desk.pass(6 * MINUTE);
    assert_eq!(desk.resting(), [(Side::Sell, "0.7".into(), "11".into())]);
}

#[test]
fn an_opening_says_every_check_it_passed() {
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::new();
    desk.market.tick = Tick::CENT;
    desk.follow(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(10_000);
    let opened = |event: &pilotfish_copy::event::Event| match &event.what {
        EventKind::Order {
            step: OrderStep::Opened { gates, .. },
            ..
        } => Some(names(gates)),
        _ => None,
    };
    let gates = desk.events.iter().find_map(opened).expect("an order");
    use GateName as Gate;
    assert_eq!(
        gates,
        [
            Gate::Stopped,
            Gate::Paused,
            Gate::FollowOff,
            Gate::Sides,
            Gate::Age,
            Gate::MarketOpen,
            Gate::DailyLoss,
            Gate::Halted,
            Gate::Filter,
            Gate::PriceBand,
            Gate::TimeToResolution,
            Gate::OrderLimit,
            Gate::MarketLimit,
            Gate::FollowLimit,
            Gate::ExposureLimit,
            Gate::DailySpend,
            Gate::OpenOrders,
            Gate::Balance,
            Gate::Minimum,
        ]
    );
}

#[test]
fn of_several_reasons_the_first_check_names_the_skip() {
    let mut settings = at("20");
    settings.copy = pilotfish_copy::entity::CopySides::Sells;
    settings.price_max = price("0.5");
    let mut desk = Desk::with(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::SideNotCopied));
    desk.user(pilotfish_copy::input::UserInput::Pause);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::Paused));
}

#[test]
fn a_purchase_that_lost_its_money_before_it_had_a_child_waits_for_the_balance() {
    let mut desk = Desk::without_book();
    let withdrawal = desk.movement(
        "0xw",
        pilotfish_copy::input::OwnMovementKind::Withdrawal { usd: usd("10000") },
    );
    desk.give(withdrawal);
    desk.book("0.58", "0.59");
    desk.pass(6 * MINUTE);
    assert_eq!((desk.waits(), desk.placements()), (vec![WaitReason::Balance], 0));
}

#[test]
fn the_average_price_of_what_waits_is_rounded_to_the_nearest() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(accumulating());
    for (size, at) in [("10", "0.58"), ("5", "0.60")] {
        desk.trades(Side::Buy, &yes(), size, at);
        desk.pass(31_000);
    }
    let row = desk
        .core
        .state()
        .carried_over
        .values()
        .next()
        .expect("it waits")
        .clone();
    // 2 at 0.58 and 1 at 0.60: 0.586666…
    assert_eq!((row.shares, row.price), (shares("3"), price("0.586667")));
}

#[test]
fn a_sale_that_what_waits_to_be_bought_outweighs_is_told_as_gathered() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(accumulating());
    desk.trades(Side::Buy, &yes(), "10", "0.58");
    desk.pass(31_000);
    desk.trades(Side::Sell, &yes(), "5", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.waiting_changes(), ["1"]);
    assert_eq!(
        (decision(&desk).skipped, decision(&desk).asked),
        (Some(SkipReason::Accumulating), shares("1"))
    );
    // Bought with the next: nothing waits any more.
    desk.trades(Side::Buy, &yes(), "20", "0.58");
    desk.pass(31_000);
    assert_eq!(
        (desk.last_order().shares, desk.waiting_changes().len()),
        (shares("5"), 0)
    );
}

#[test]
fn what_waited_is_not_sold_by_a_follow_that_gathers_no_more() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(accumulating());
    desk.buy_and_fill("100", "20");
    desk.trades(Side::Sell, &yes(), "10", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.waiting_changes(), ["-2"]);
    desk.update(at("20"));
    desk.trades(Side::Sell, &yes(), "50", "0.58");
    desk.pass(31_000);
    assert_eq!(
        (desk.last_order().shares, desk.target(1, &yes())),
        (shares("10"), "10".into())
    );
}

#[test]
fn a_sale_of_one_lot_is_under_a_dollar() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "0.05", "0.60");
    desk.pass(31_000);
    assert_eq!(desk.last_skip(), Some(SkipReason::UnderOneDollar));
}
