//! What the rows and the record of an order say at each point of its life.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{ChildState, GlobalLimits, HaltReason, OrderStatus, Style};
use pilotfish_copy::event::{CancelReason, EventKind, Notice, OrderStep, WaitReason};
use pilotfish_copy::fees::worst_fee_of_budget;
use pilotfish_copy::ids::{FollowId, OrderHash};
use pilotfish_copy::input::{CloseHow, Input, OrderReport, PlaceOutcome, RefusalCode, Settlement, UserInput};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::Shares;

use crate::common::{Desk, HOUR, MINUTE, at, bare_row, close, closed, percent, price, refused, shares, usd, yes};

fn waits_said(desk: &Desk) -> usize {
    desk.times(|step| matches!(step, OrderStep::Waiting { .. }))
}

#[test]
fn the_stage_is_on_the_row_and_a_child_dies_soon_after_its_stage() {
    let mut desk = Desk::buying();
    let order = desk.last_order();
    assert_eq!(order.stage, Stage::Trader);
    let expires = |desk: &Desk| match desk.row_of(desk.live().expect("a child")).kind {
        ChildKind::Resting { expires_at, .. } => expires_at,
        other => panic!("{other:?} does not rest"),
    };
    assert_eq!(expires(&desk), order.age_from.plus(6 * HOUR + 10 * MINUTE));
    desk.book("0.64", "0.65");
    desk.pass(7 * HOUR);
    assert_eq!(desk.last_order().stage, Stage::Toward);
    assert_eq!(expires(&desk), order.age_from.plus(12 * HOUR + 10 * MINUTE));
    let mut desk = Desk::holding();
    let how = CloseHow::Limit { price: price("0.70") };
    desk.user(close(1, &yes(), percent(100), how));
    assert_eq!(
        expires(&desk),
        desk.now.plus(6 * HOUR),
        "a limit of the user's is renewed every six hours"
    );
}

#[test]
fn an_order_that_waited_waits_for_nothing_when_it_is_over() {
    let mut desk = Desk::without_book();
    let order = desk.last_order();
    assert_eq!(order.waiting, Some(WaitReason::NoBook));
    desk.user(UserInput::CancelOrder { order: order.id });
    let order = desk.last_order();
    assert_eq!(
        (order.status, order.waiting, order.ended_at),
        (OrderStatus::Ended, None, Some(desk.now))
    );
    desk.pass(HOUR + MINUTE);
    assert!(desk.orders().is_empty(), "forgotten an hour later, without a restart");
}

#[test]
fn a_halt_takes_an_exit_off_the_book_with_its_reason_said_once() {
    for (stop, reason, waits) in [
        (true, CancelReason::Stopped, WaitReason::Stopped),
        (false, CancelReason::Rule, WaitReason::ForeignOrder),
    ] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "50", "0.70");
        desk.pass(31_000);
        if stop {
            desk.user(UserInput::StopAll);
        } else {
            desk.own_orders(&[("0xhand", yes())]);
        }
        let cancelled = |event: &pilotfish_copy::event::Event| match event.what {
            EventKind::Cancel { reason, .. } => Some(reason),
            _ => None,
        };
        assert_eq!(desk.events.iter().rev().find_map(cancelled), Some(reason));
        assert_eq!((desk.waits(), waits_said(&desk)), (vec![waits], 1));
        desk.balance_twice(usd("9000"));
        desk.pass(HOUR);
        assert_eq!(
            (desk.waits(), waits_said(&desk)),
            (vec![waits], 1),
            "another halt says nothing new"
        );
    }
}

#[test]
fn only_the_ladders_end_is_told_as_converted_and_only_once() {
    let converted = |desk: &Desk| {
        let told = |notice: &&Notice| matches!(notice, Notice::Converted { .. });
        desk.notices().iter().filter(told).count()
    };
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(10_000);
    assert_eq!((desk.held(&yes()), converted(&desk)), ("20".into(), 0));
    let mut desk = Desk::buying();
    desk.book("0.64", "0.65");
    desk.pass(35 * HOUR + 55 * MINUTE);
    assert_eq!(converted(&desk), 0);
    desk.answers = vec![PlaceOutcome::Matched { shares: shares("5") }; 2];
    desk.pass(15 * MINUTE);
    assert_eq!((desk.last_order().attempts, converted(&desk)), (2, 1));
}

#[test]
fn a_busy_venue_is_a_halt_with_an_end_and_no_match_forgets_refusals() {
    let mut desk = Desk::following("20");
    desk.answers = vec![refused(RefusalCode::RateLimited)];
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(20_000);
    let halt = desk.core.state().halts.get(&HaltReason::VenueMode).expect("a halt");
    assert_eq!(
        (halt.until, halt.words.as_deref()),
        (Some(desk.now.plus(10_000)), Some("no"))
    );
    desk.pass(11_000);
    assert_eq!((desk.halt_count(), desk.resting().len()), (0, 1));
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    desk.answers = vec![refused(RefusalCode::Other), refused(RefusalCode::NoMatch)];
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(3_000);
    assert_eq!((desk.last_order().refusals, desk.last_order().attempts), (1, 0));
    desk.silent = true;
    desk.pass(61_000);
    let child = desk.slot();
    desk.places(child, refused(RefusalCode::NoMatch));
    assert_eq!((desk.last_order().refusals, desk.last_order().attempts), (0, 1));
}

#[test]
fn an_order_answered_as_matched_in_part_rests_for_the_rest() {
    let mut desk = Desk::following("20");
    desk.answers = vec![PlaceOutcome::Matched { shares: shares("5") }];
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(20_000);
    let child = desk.live().expect("it rests");
    assert_eq!(desk.row_of(child).evidence.answered, shares("5"));
    let before = desk.look_ups();
    desk.silent = true;
    desk.pass(2_000);
    assert_eq!(desk.look_ups(), before + 1, "what it matched is looked into soon");
    // Its trades explain what was answered: fifteen may still come.
    desk.late_trade(child, "t", "5", Settlement::Matched);
    assert_eq!(desk.row_of(child).open_shares(), shares("15"));
    assert!(desk.row_of(child).state.holds_slot());
}

#[test]
fn a_trade_that_failed_before_it_was_seen_books_nothing_and_is_kept_and_told() {
    let mut desk = Desk::buying();
    let child = desk.live().expect("a child");
    desk.late_trade(child, "lost", "5", Settlement::Failed);
    let fill = desk.core.state().fills.values().next().expect("a row").clone();
    assert_eq!(
        (fill.settlement, fill.effect.shares, fill.fee),
        (Settlement::Failed, Shares::ZERO, usd("0"))
    );
    let row = desk.row_of(child);
    assert_eq!(
        (row.evidence.traded, row.evidence.failed, row.filled),
        (shares("5"), shares("5"), Shares::ZERO)
    );
    let told = |event: &pilotfish_copy::event::Event| matches!(event.what, EventKind::Settlement { settlement: Settlement::Failed, shares: of, .. } if of == shares("5"));
    assert!(desk.events.iter().any(told));
    assert_eq!((desk.cash(), desk.held(&yes())), (usd("10000"), "0".into()));
    // Told again, it is known: it fails once.
    desk.late_trade(child, "lost", "5", Settlement::Failed);
    assert_eq!(desk.row_of(child).evidence.failed, shares("5"));
}

#[test]
fn a_child_is_signed_once() {
    let mut desk = Desk::following("20");
    let child = desk.sends_unanswered(21_000);
    let first = desk.row_of(child);
    desk.give(Input::Signed {
        child,
        hash: OrderHash::new("0xother"),
        void_after: desk.real().plus(600_000),
    });
    assert_eq!(desk.row_of(child), first);
}

#[test]
fn a_look_that_finds_an_order_open_takes_the_answer_to_its_cancellation_back() {
    let mut desk = Desk::following("20");
    let child = desk.sends_unanswered(21_000);
    desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
    let said = |step: &OrderStep| matches!(step, OrderStep::Unknown { reason, .. } if reason == "504");
    assert_eq!(desk.times(said), 1);
    desk.finds_nothing(child);
    let row = desk.row_of(child);
    assert!(
        row.evidence.cancel_answered && row.evidence.missing_since.is_some(),
        "{row:?}"
    );
    desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
    let row = desk.row_of(child);
    assert!(
        !row.evidence.cancel_answered && row.evidence.missing_since.is_none(),
        "{row:?}"
    );
    assert_eq!(row.state, ChildState::Live);
}

#[test]
fn a_sale_seen_ten_minutes_late_begins_its_ladder_when_it_is_seen() {
    for (late_ms, side, now) in [
        (600_000, Side::Sell, true),
        (599_999, Side::Sell, false),
        (700_000, Side::Buy, false),
    ] {
        let mut desk = Desk::holding();
        let from = desk.now;
        desk.pass(late_ms - 20_000);
        let row = bare_row("0xlate", side, &yes(), "50", from);
        desk.streams(row);
        desk.pass(20_000);
        let order = desk.last_order();
        assert_eq!((order.side, desk.now.since(order.signal_at)), (side, late_ms));
        let expected = if now { order.created_at } else { from };
        assert_eq!(order.age_from, expected, "{late_ms} {side:?}");
    }
}

#[test]
fn what_may_be_bought_is_what_the_tightest_limit_leaves() {
    let mut desk = Desk::following("20");
    desk.user(UserInput::SetLimits {
        limits: GlobalLimits {
            max_exposure: usd("50"),
            ..GlobalLimits::default()
        },
    });
    let room = |desk: &Desk| {
        desk.core
            .headroom(FollowId(1), &desk.market.condition)
            .expect("a follow")
    };
    assert_eq!(
        room(&desk).shares(&desk.market, price("0.58")),
        shares("86.2"),
        "$50 at 0.58"
    );
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!(
        room(&desk).shares(&desk.market, price("0.5")),
        shares("76.8"),
        "$11.60 less"
    );
    assert_eq!(desk.core.headroom(FollowId(9), &desk.market.condition), None);
}

#[test]
fn a_fill_and_kill_reserves_its_budget_and_the_most_that_its_fee_can_be() {
    let mut desk = Desk::new();
    desk.market.fee = FeeSchedule {
        rate_micros: 100_000,
        exponent: 1,
    };
    let mut settings = at("20");
    settings.style = Style::Fast;
    desk.follow(settings);
    let child = desk.sends_unanswered(3_000);
    let ChildKind::BuyNow { budget, .. } = desk.row_of(child).kind else {
        panic!("a fill-and-kill");
    };
    let fee = worst_fee_of_budget(&desk.market.fee, budget, desk.market.tick.lowest());
    assert_eq!(desk.core.reserved(), budget + fee);
}

#[test]
fn our_part_of_a_level_is_taken_off_and_the_rest_of_it_stays() {
    let mut desk = Desk::holding();
    desk.follow_other(at("10"));
    desk.other_trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let book = desk.book_with(&yes(), &[("0.58", "15"), ("0.55", "100")], &[("0.60", "100")]);
    desk.give(book);
    let how = CloseHow::Market { max_slippage: None };
    let plan = desk.core.plan_close(FollowId(1), &yes(), percent(100), how);
    let visible = plan.and_then(|plan| plan.visible).expect("a book");
    // Ten of the fifteen at 0.58 are ours: five at 0.58 and fifteen at 0.55.
    assert_eq!((visible.shares, visible.proceeds), (shares("20"), usd("11.15")));
    assert_eq!(desk.core.best_prices(&yes()).bid, Some(price("0.58")));
}

#[test]
fn a_child_closed_by_the_venue_is_told_with_what_it_filled() {
    let mut desk = Desk::buying();
    let child = desk.live().expect("a child");
    desk.fill("5");
    desk.looks(child, closed("5"));
    let told = OrderStep::Closed {
        child,
        filled: shares("5"),
    };
    assert!(desk.steps().contains(&told));
    assert_eq!(desk.resting(), [(Side::Buy, "0.58".into(), "15".into())]);
}

#[test]
fn a_resolution_is_recorded_once_and_read_again_changes_nothing() {
    let mut desk = Desk::holding();
    desk.resolves("1");
    let resolutions = |desk: &Desk| {
        let told = |event: &pilotfish_copy::event::Event| match event.what {
            EventKind::Resolution { shares, realised, .. } => Some((shares, realised)),
            EventKind::ResolutionCorrected { difference, .. } => Some((Shares::ZERO, difference)),
            _ => None,
        };
        desk.events.iter().filter_map(told).collect::<Vec<_>>()
    };
    assert_eq!(resolutions(&desk), [(shares("20"), usd("8.4"))]);
    let rows = desk.core.state().control.next_ledger;
    desk.resolves("1");
    desk.pass(3 * HOUR);
    assert_eq!(resolutions(&desk).len(), 1);
    assert_eq!(desk.core.state().control.next_ledger, rows);
    desk.resolves("0.5");
    assert_eq!(resolutions(&desk).last(), Some(&(Shares::ZERO, usd("-10"))));
}
