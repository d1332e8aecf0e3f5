//! When a price decision is recorded, what the band and the bound say to it, and which orders a book is for.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{FollowSettings, GateName, GlobalLimits, HaltReason};
use pilotfish_copy::event::{EndReason, EventKind, OrderStep, WaitReason};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{CloseHow, Input, UserInput};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Tick, Usd};

use crate::common::{self, Desk, HOUR, MINUTE, at, closed, percent, price, shares, yes};

/// The stages of the price decisions that were recorded, each with the stage before it.
fn decisions(desk: &Desk) -> Vec<(Stage, Option<Stage>)> {
    let decision = |event: &pilotfish_copy::event::Event| match event.what {
        EventKind::Price {
            stage, previous_stage, ..
        } => Some((stage, previous_stage)),
        _ => None,
    };
    desk.events.iter().filter_map(decision).collect()
}

fn asked_for_books(desk: &Desk) -> usize {
    let asked = |command: &&Command| matches!(command, Command::FetchBook { .. });
    desk.commands.iter().filter(asked).count()
}

fn working(settings: FollowSettings) -> Desk {
    let mut desk = Desk::with(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk
}

#[test]
fn what_a_price_was_before_is_the_decision_before_also_while_nothing_rests() {
    let mut desk = working(at("20"));
    desk.book("0.58", "0.59");
    desk.pass(25 * HOUR);
    let nothing_more = GlobalLimits {
        max_exposure: Usd::ZERO,
        ..GlobalLimits::default()
    };
    desk.user(UserInput::SetLimits { limits: nothing_more });
    for ask in ["0.60", "0.62", "0.61", "0.62"] {
        desk.book("0.58", ask);
        desk.pass(6 * MINUTE);
    }
    assert_eq!(desk.live(), None, "a limit holds it back");
    let prices: Vec<_> = desk
        .events
        .iter()
        .filter_map(|event| match event.what {
            EventKind::Price { limit, previous, .. } => Some((limit, previous)),
            _ => None,
        })
        .collect();
    assert!(prices.len() > 4, "{prices:?}");
    for pair in prices.windows(2) {
        assert_eq!(pair[1].1, Some(pair[0].0), "{prices:?}");
    }
}

#[test]
fn a_decision_is_recorded_when_it_changes_and_not_when_only_the_book_does() {
    let mut desk = working(at("20"));
    desk.book("0.50", "0.57");
    desk.pass(6 * MINUTE);
    let before = decisions(&desk).len();
    desk.pass(3 * HOUR);
    assert_eq!(decisions(&desk).len(), before, "nothing moved");
    desk.book("0.505", "0.575");
    desk.pass(6 * MINUTE);
    assert_eq!(decisions(&desk).len(), before, "another book, but the same decision");
    let look = desk.book_looks.last().expect("what was seen is told for the picture");
    assert_eq!((look.bid, look.ask), (Some(price("0.505")), Some(price("0.575"))));
    let looks = desk.book_looks.len();
    desk.pass(3 * HOUR);
    assert_eq!(desk.book_looks.len(), looks, "told once");
    let all = decisions(&desk);
    assert_eq!(
        all.len(),
        before + 1,
        "another stage, though book and limit are the same"
    );
    assert_eq!(all.last(), Some(&(Stage::Toward, Some(Stage::Trader))));
    assert_eq!(all[0], (Stage::Trader, None));
    assert_eq!(desk.resting()[0].1, "0.58");
    desk.book("0.574", "0.575");
    desk.pass(6 * MINUTE);
    assert_eq!(
        decisions(&desk).len(),
        before + 2,
        "another regime, though the limit is the same"
    );
}

#[test]
fn a_decision_that_stands_is_not_recorded_again_after_a_restart() {
    for hours in [1, 7, 13, 25, 37] {
        let mut desk = working(at("20"));
        desk.book("0.64", "0.70");
        desk.depth = shares("0.5"); // In stage 5 the book is too thin, so that the order goes on waiting.
        desk.pass(hours * HOUR);
        let (before, stage) = (decisions(&desk).len(), decisions(&desk).last().copied());
        desk.restart();
        desk.pass(10 * MINUTE);
        let again = desk
            .events
            .iter()
            .filter(|event| matches!(event.what, EventKind::Price { .. }))
            .count()
            - before;
        // In stage 2 the limit itself moves with time.
        assert!(again <= usize::from(hours == 7), "{hours} h, {stage:?}: {again}");
    }
}

#[test]
fn a_small_rest_stands_where_its_price_has_moved() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("17");
    desk.book("0.64", "0.65");
    desk.pass(5 * HOUR);
    let child = desk.live();
    // The ladder asks for more from the sixth hour on, but three shares could not be placed again.
    desk.pass(HOUR + 3 * MINUTE);
    assert_eq!((desk.live(), desk.cancels()), (child, 0));
    assert_eq!(decisions(&desk).last().map(|(stage, _)| *stage), Some(Stage::Toward));
}

#[test]
fn the_band_ends_a_purchase_beyond_either_end_and_not_at_it() {
    for (most, ends) in [("0.62", false), ("0.619", true)] {
        let mut settings = at("20");
        settings.price_max = price(most);
        let mut desk = working(settings);
        desk.book("0.61", "0.62");
        desk.pass(24 * HOUR + 6 * MINUTE);
        assert_eq!(desk.ended() == [EndReason::PriceBand], ends, "asks 0.62, up to {most}");
        assert_eq!(desk.working() == 0, ends);
    }
    for (least, ends) in [("0.57", false), ("0.571", true)] {
        let mut settings = at("20");
        settings.price_min = price(least);
        let mut desk = Desk::new();
        desk.market.tick = Tick::CENT;
        desk.follow(settings);
        desk.trades(Side::Buy, &yes(), "100", "0.578");
        desk.pass(31_000);
        assert_eq!(desk.ended() == [EndReason::PriceBand], ends, "asks 0.57, from {least}");
    }
}

#[test]
fn a_tick_too_coarse_for_the_bound_sends_nothing_and_says_why() {
    let mut settings = at("20");
    settings.price_min = price("0");
    settings.max_slippage = price("0.001");
    let mut desk = Desk::new();
    desk.market.tick = Tick::CENT;
    desk.follow(settings);
    desk.book("0.01", "0.02");
    desk.trades(Side::Buy, &yes(), "1500", "0.005");
    desk.pass(31_000);
    assert_eq!((desk.waits(), desk.placements()), (vec![WaitReason::Limit], 0));
    let names_the_bound = |step: &OrderStep| match step {
        OrderStep::Waiting { gates, .. } => gates.iter().any(|gate| gate.gate == GateName::Slippage),
        _ => false,
    };
    assert!(desk.steps().iter().any(names_the_bound), "{:?}", desk.steps());
}

#[test]
fn an_order_that_ends_while_it_waits_for_a_book_leaves_the_others_waiting() {
    let mut desk = Desk::new();
    desk.follow(at("20"));
    desk.follow_other(at("20"));
    desk.books.clear();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(21_000);
    assert_eq!(desk.waits(), [WaitReason::NoBook, WaitReason::NoBook]);
    // Both are asked about again; the answer is on its way when the user cancels one.
    let due = desk.core.next_check(desk.last_order().id).expect("a check");
    desk.now = due.plus(1_000);
    let step = desk.core.step(desk.now, Input::Tick);
    desk.note(step);
    let (first, second) = (desk.orders()[0].id, desk.orders()[1].id);
    desk.user(UserInput::CancelOrder { order: first });
    desk.book("0.58", "0.59");
    let book = pilotfish_copy::market::Book {
        token: yes(),
        observed_at: desk.now,
        bids: common::levels(&[("0.58", "100")]),
        asks: common::levels(&[("0.59", "100")]),
        tick: Tick::MILLI,
    };
    desk.give(Input::Book(book));
    let placed = |command: &Command| match command {
        Command::Place(place) => desk.core.state().children.get(&place.child).map(|child| child.order),
        _ => None,
    };
    let orders: Vec<_> = desk.commands.iter().filter_map(placed).collect();
    assert_eq!(orders, [second]);
}

#[test]
fn a_halt_that_goes_makes_nobody_look_who_did_not_wait_for_it() {
    let mut desk = Desk::new();
    desk.market.min_size = shares("5");
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("17");
    let child = desk.live().expect("a child");
    desk.looks(child, closed("17"));
    assert_eq!(desk.waits(), [WaitReason::RestBelowMinimum]);
    desk.give(Input::HaltSeen {
        reason: HaltReason::VenueMode,
        until: None,
        words: String::new(),
    });
    let asked = asked_for_books(&desk);
    desk.user(UserInput::LiftHalt {
        reason: HaltReason::VenueMode,
    });
    assert_eq!(asked_for_books(&desk), asked);
}

#[test]
fn while_paused_an_exit_at_its_ladders_end_is_executed() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    desk.pass(35 * HOUR);
    desk.user(UserInput::Pause);
    desk.pass(2 * HOUR);
    assert_eq!((desk.held(&yes()), desk.working()), ("0".into(), 0));
}

#[test]
fn at_the_ladders_end_a_thin_book_is_waited_for_and_a_rest_of_cents_is_not() {
    let mut desk = working(at("20"));
    desk.book("0.64", "0.65");
    desk.depth = shares("0.5");
    desk.pass(37 * HOUR);
    assert_eq!((desk.waits(), desk.ended().len()), (vec![WaitReason::BeyondBound], 0));
    desk.depth = shares("1000");
    desk.pass(6 * MINUTE);
    assert_eq!(desk.ended(), [EndReason::Filled]);

    let mut desk = Desk::holding();
    desk.answers = vec![pilotfish_copy::input::PlaceOutcome::Matched { shares: shares("18.5") }];
    let how = CloseHow::Market { max_slippage: None };
    desk.user(common::close(1, &yes(), percent(100), how));
    desk.pass(10 * MINUTE);
    assert_eq!(desk.ended().last(), Some(&EndReason::RestBelowMinimum));
    assert_eq!(desk.holds(1, &yes()), "1.5");
}

#[test]
fn a_rest_of_a_lot_worth_less_than_a_cent_was_filled() {
    let mut desk = working(at("20"));
    desk.fill("19.99");
    let child = desk.live().expect("a child");
    desk.looks(child, closed("19.99"));
    assert_eq!((desk.ended(), desk.placements()), (vec![EndReason::Filled], 1));
}

#[test]
fn what_the_limit_leaves_under_a_lot_ends_the_order() {
    let mut settings = at("20");
    settings.max_order = "10".parse().expect("USD");
    let mut desk = working(settings);
    desk.fill("16");
    desk.book("0.64", "0.65");
    desk.pass(7 * HOUR);
    let child = desk.live().expect("a dearer child");
    let size = desk.row_of(child).size();
    desk.fill(&size.to_string());
    assert_eq!((desk.ended(), desk.working()), (vec![EndReason::LimitUsedUp], 0));
    assert_eq!(
        desk.core.state().follows[&FollowId(1)].settings.max_order,
        "10".parse().expect("USD")
    );
}

#[test]
fn a_book_that_did_not_come_is_asked_for_again() {
    let mut desk = Desk::holding(); // Its market is known.
    desk.trades(Side::Buy, &common::no(), "100", "0.42");
    desk.pass(19_000);
    desk.now = desk.now.plus(1_000);
    let before = asked_for_books(&desk);
    // The answer to what is asked here is lost.
    let step = desk.core.step(desk.now, Input::Tick);
    desk.note(step);
    assert_eq!(asked_for_books(&desk), before + 1);
    desk.pass(29_999);
    assert_eq!(asked_for_books(&desk), before + 1);
    desk.pass(1);
    assert_eq!(asked_for_books(&desk), before + 2);
    assert_eq!(desk.resting(), [(Side::Buy, "0.42".into(), "20".into())]);
}

#[test]
fn a_purchase_ends_when_less_than_the_least_time_is_left_and_not_at_it() {
    for (more_ms, ended) in [(0, 0), (-1, 1)] {
        let mut desk = Desk::new();
        // Looked at twenty seconds after the trade, and five minutes later.
        desk.market.end = Some(desk.now.plus(61_000 + 20_000 + HOUR + 5 * MINUTE + more_ms));
        desk.follow(at("20"));
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(20_000);
        assert_eq!(desk.working(), 1);
        desk.pass(5 * MINUTE);
        assert_eq!(desk.ended(), vec![EndReason::TooCloseToResolution; ended]);
    }
}
