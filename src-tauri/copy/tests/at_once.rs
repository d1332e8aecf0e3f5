//! Fill-and-kill orders: what one takes of a book of several levels, what it is checked at, and how its order goes on.

use pilotfish_copy::TakePlan;
use pilotfish_copy::entity::{ChildState, Execution, Style};
use pilotfish_copy::event::{EventKind, WaitReason};
use pilotfish_copy::fees::taker_fee;
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::input::{CloseHow, Input, PlaceOutcome, RefusalCode, UserInput};
use pilotfish_copy::market::{FeeSchedule, Side};

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, levels, percent, price, refused, shares, usd, yes};

fn fast() -> Desk {
    let mut settings = at("20");
    settings.style = Style::Fast;
    Desk::with(settings)
}

fn plan(desk: &Desk) -> TakePlan {
    desk.core.plan_take(desk.last_order().id).expect("an order to take")
}

#[test]
fn a_fast_purchase_rests_for_what_it_did_not_get_in_the_same_instant() {
    for (answer, rests, attempts) in [
        (PlaceOutcome::Matched { shares: shares("5") }, "15", 1),
        (refused(RefusalCode::NoMatch), "20", 1),
    ] {
        let mut desk = fast();
        desk.answers = vec![answer];
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(4_500); // Two seconds to gather, two to the look that tells of the trade.
        assert_eq!(desk.resting(), [(Side::Buy, "0.58".into(), rests.into())]);
        let order = desk.last_order();
        assert_eq!((order.execution, order.attempts), (Execution::Ladder, attempts));
    }
    let mut thin = fast();
    thin.depth = shares("0.5");
    thin.trades(Side::Buy, &yes(), "100", "0.58");
    thin.pass(4_500);
    assert_eq!(
        thin.resting(),
        [(Side::Buy, "0.58".into(), "20".into())],
        "a book worth cents"
    );
    assert_eq!(thin.last_order().attempts, 0);
}

#[test]
fn a_fast_purchase_beyond_its_bound_rests_at_once() {
    let mut desk = fast();
    desk.book("0.70", "0.71");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(4_500);
    assert_eq!(desk.resting(), [(Side::Buy, "0.58".into(), "20".into())]);
}

#[test]
fn a_fill_and_kill_that_matched_a_part_is_over() {
    let mut desk = fast();
    let child = desk.sends_unanswered(3_000);
    desk.places(child, PlaceOutcome::Matched { shares: shares("5") });
    let row = desk.row_of(child);
    assert_eq!((row.state, row.evidence.over), (ChildState::Closing, true));
}

#[test]
fn a_purchase_is_checked_at_the_last_level_that_it_needs() {
    for (asks, executed) in [
        ([("0.59", "20"), ("0.65", "100")], "20"),
        ([("0.59", "30"), ("0.65", "100")], "20"),
        ([("0.59", "10"), ("0.65", "100")], "18.15"), // Checked at 0.65: $11.80 buy 18.15.
        ([("0.59", "10"), ("0.75", "100")], "10"),    // Checked at the bound: 17.35, of which ten are in reach.
    ] {
        let mut settings = at("20");
        settings.style = Style::Fast;
        settings.max_order = usd("11.8");
        let mut desk = Desk::with(settings);
        desk.levels.insert(yes(), (levels(&[("0.58", "100")]), levels(&asks)));
        desk.silent = true;
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(3_000);
        let sweep = |event: &pilotfish_copy::event::Event| match event.what {
            EventKind::Sweep { shares, .. } => Some(shares.to_string()),
            _ => None,
        };
        let swept: Vec<String> = desk.events.iter().filter_map(sweep).collect();
        assert_eq!(swept, [executed], "{asks:?}");
    }
}

#[test]
fn taking_is_planned_level_by_level_within_the_bound() {
    let mut desk = Desk::following("20");
    desk.levels.insert(
        yes(),
        (
            levels(&[("0.57", "100")]),
            levels(&[("0.59", "5"), ("0.60", "5"), ("0.75", "100")]),
        ),
    );
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let planned = plan(&desk);
    let taken = planned.visible.expect("something to take");
    assert_eq!((planned.bound, planned.problem), (price("0.68"), None));
    assert_eq!(
        (taken.shares, taken.value, taken.price),
        (shares("10"), usd("5.95"), price("0.595"))
    );
    assert_eq!(taken.against_limit, Some(usd("0.15")), "the limit works at 0.58");

    let mut desk = Desk::holding();
    desk.levels.insert(
        yes(),
        (
            levels(&[("0.57", "5"), ("0.56", "5"), ("0.30", "100")]),
            levels(&[("0.59", "100")]),
        ),
    );
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(31_000);
    let planned = plan(&desk);
    let taken = planned.visible.expect("something to take");
    assert_eq!((planned.bound, planned.problem), (price("0.5"), None));
    assert_eq!(
        (taken.shares, taken.value, taken.price),
        (shares("10"), usd("5.65"), price("0.565")),
        "0.30 is out of bounds"
    );
    assert_eq!(taken.against_limit, Some(usd("0.35")), "the limit works at 0.60");
}

#[test]
fn what_taking_gains_on_the_limit_is_no_loss() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.book("0.50", "0.55");
    let book = desk.core.book(&yes()).expect("a book").clone();
    let asks = levels(&[("0.55", "100")]);
    desk.give(Input::Book(pilotfish_copy::market::Book { asks, ..book }));
    let taken = plan(&desk).visible.expect("something to take");
    assert_eq!((taken.price, taken.against_limit), (price("0.55"), Some(usd("0"))));
}

#[test]
fn only_an_order_on_its_ladder_can_be_taken() {
    let mut desk = Desk::holding();
    let how = CloseHow::Limit { price: price("0.70") };
    desk.user(common::close(1, &yes(), percent(50), how));
    desk.pass(MINUTE);
    let close = desk.last_order().id;
    assert_eq!(desk.core.plan_take(close), None, "a limit of the user's");
    desk.user(UserInput::TakeNow { order: close });
    assert_eq!(desk.last_order().execution, Execution::Limit { price: price("0.70") });

    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.book("0.90", "0.91");
    desk.pass(37 * HOUR);
    let order = desk.last_order();
    assert_eq!(desk.core.plan_take(order.id), None, "at market already");
    desk.user(UserInput::TakeNow { order: order.id });
    assert_eq!(desk.last_order().execution, Execution::Ladder);
}

#[test]
fn taking_while_paused_waits() {
    let mut desk = fast();
    desk.books.clear();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(3_000);
    desk.user(UserInput::Pause);
    desk.book("0.58", "0.59");
    desk.pass(10 * MINUTE);
    assert_eq!((desk.waits(), desk.placements()), (vec![WaitReason::Paused], 0));
}

#[test]
fn what_closing_would_bring_counts_neither_our_own_bids_nor_levels_beyond_the_bound() {
    let mut desk = Desk::holding();
    desk.follow_other(at("10"));
    desk.shows_own = true;
    desk.book("0.55", "0.60");
    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(6 * MINUTE);
    let raw = desk.core.book(&yes()).expect("a book");
    assert_eq!(raw.best_bid(), Some(price("0.58")), "our own bid of ten is in the book");
    let visible = |desk: &Desk, how| {
        let plan = desk.core.plan_close(FollowId(1), &yes(), percent(100), how);
        plan.and_then(|plan| plan.visible).expect("a book")
    };
    let at_market = visible(&desk, AT_MARKET);
    assert_eq!((at_market.shares, at_market.proceeds), (shares("20"), usd("11")));
    assert_eq!(at_market.result(), usd("-0.6"), "they cost 11.60");
    let limit = |text: &str| CloseHow::Limit { price: price(text) };
    assert_eq!(
        visible(&desk, limit("0.55")).shares,
        shares("20"),
        "a level at the bound is within it"
    );
    assert_eq!(visible(&desk, limit("0.551")).shares, shares("0"));
}

#[test]
fn what_a_close_or_a_taking_comes_to_is_told_with_its_fee_level_by_level() {
    let mut desk = Desk::new();
    desk.market.fee = FeeSchedule {
        rate_micros: 40_000,
        exponent: 1,
    };
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let asks = levels(&[("0.59", "5"), ("0.60", "100")]);
    desk.levels.insert(yes(), (levels(&[("0.57", "100")]), asks));
    desk.pass(6 * MINUTE);
    let taken = plan(&desk).visible.expect("something to take");
    let of = |size, at| taker_fee(&desk.market.fee, shares(size), price(at));
    assert_eq!(
        (taken.value, taken.fee),
        (usd("11.95"), of("5", "0.59") + of("15", "0.60"))
    );

    desk.fill("20");
    let book = desk.book_with(&yes(), &[("0.56", "5"), ("0.55", "100")], &[("0.60", "100")]);
    desk.give(book);
    let close = desk.core.plan_close(FollowId(1), &yes(), percent(100), AT_MARKET);
    let visible = close.and_then(|close| close.visible).expect("a book");
    assert_eq!((visible.shares, visible.proceeds), (shares("20"), usd("11.05")));
    // 5 × 4 % × 0.56 × 0.44 and 15 × 4 % × 0.55 × 0.45.
    assert_eq!(visible.fee, usd("0.04928") + usd("0.1485"));
    assert_eq!(visible.received(), usd("10.85222"));
    assert_eq!(visible.result(), usd("-0.74778"), "they cost 11.60");
}

#[test]
fn a_rest_of_cents_cannot_be_taken_and_goes_on_though_the_limit_is_used_up() {
    let mut settings = at("20");
    settings.max_order = usd("11.6");
    let mut desk = Desk::with(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.fill("19");
    desk.book("0.57", "0.58");
    desk.pass(5 * MINUTE);
    let order = desk.last_order().id;
    assert_eq!(plan(&desk).problem, Some(WaitReason::RestBelowMinimum));
    desk.user(UserInput::TakeNow { order });
    desk.pass(MINUTE);
    assert_eq!(desk.ended(), []);
    assert_eq!((desk.last_order().execution, desk.working()), (Execution::Ladder, 1));
}
