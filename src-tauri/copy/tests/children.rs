//! What is known of a child, step by step: as rows, as records, and by how often it is asked about.

use pilotfish_copy::entity::{ChildState, CopyOrder, CopySides, HaltReason, OrderStatus, Style};
use pilotfish_copy::event::{EndReason, IncidentCode, Notice, OrderStep, WaitReason};
use pilotfish_copy::ids::ChildId;
use pilotfish_copy::input::{
    CancelAnswer, CloseHow, Input, OrderReport, PlaceOutcome, RefusalCode, Settlement, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, close, no, percent, price, refused, shares, yes};

#[test]
fn a_child_that_filled_is_final_and_told_as_closed() {
    let mut desk = Desk::buying();
    let child = desk.live().expect("a child");
    desk.fill("20");
    assert_eq!(desk.row_of(child).state, ChildState::Final);
    assert_eq!(desk.times(|step| matches!(step, OrderStep::Refused { .. })), 0);
    let told = OrderStep::Closed {
        child,
        filled: shares("20"),
    };
    assert!(desk.steps().contains(&told));
    assert_eq!(desk.ended(), [EndReason::Filled]);
}

#[test]
fn a_child_being_cancelled_that_a_look_finds_open_is_not_told_as_live_again() {
    let mut desk = Desk::buying();
    desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 100];
    desk.book("0.60", "0.61");
    desk.pass(6 * HOUR);
    let child = desk.slot();
    assert_eq!(desk.row_of(child).state, ChildState::Cancelling);
    let live = |step: &OrderStep| matches!(step, OrderStep::Live { .. });
    let (told, cancels) = (desk.times(live), desk.cancels());
    desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
    assert_eq!((desk.times(live), desk.cancels()), (told, cancels));
    assert_eq!(desk.row_of(child).state, ChildState::Cancelling);
    // Its order ends meanwhile: there will be no other child, whatever becomes of this one.
    assert!(!desk.row_of(child).last);
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    assert!(desk.row_of(child).last);
}

#[test]
fn a_child_of_unknown_fate_is_asked_about_less_and_less_often_and_told_after_twenty_looks() {
    let mut desk = Desk::following("20");
    let child = desk.sends_unanswered(21_000);
    desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
    let before = desk.look_ups();
    let mut looks = Vec::new();
    for second in 1..=95 {
        desk.pass(1_000);
        if desk.look_ups() > before + looks.len() {
            looks.push(second);
        }
    }
    assert_eq!(looks, [2, 6, 14, 30, 60, 90]);
    let told = |desk: &Desk| {
        let unknown = |notice: &&Notice| {
            matches!(
                notice,
                Notice::Incident {
                    code: IncidentCode::OrderUnknown,
                    ..
                }
            )
        };
        desk.notices().iter().filter(unknown).count()
    };
    desk.pass(6 * MINUTE);
    assert_eq!(told(&desk), 0);
    desk.pass(30 * MINUTE);
    assert_eq!(told(&desk), 1);
}

#[test]
fn a_refusal_that_comes_after_a_match_is_looked_into_soon() {
    let mut desk = Desk::following("20");
    let child = desk.sends_unanswered(21_000);
    desk.give(Input::OrderReport {
        child,
        report: OrderReport::Open { matched: shares("5") },
        looked_at: None,
    });
    let row = desk.row_of(child);
    assert_eq!(row.evidence.reported, shares("5"), "a hint is kept");
    desk.pass(10 * MINUTE);
    let before = desk.look_ups();
    desk.places(child, refused(RefusalCode::Other));
    assert!(desk.row_of(child).state.holds_slot());
    desk.pass(2_000);
    assert_eq!(desk.look_ups(), before + 1);
}

#[test]
fn a_fill_and_kill_is_not_over_by_trades_of_its_size_alone() {
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    let child = desk.sends_unanswered(3_000);
    // Its budget buys more where the price is better: what it has is no proof that there is nothing more.
    desk.late_trade(child, "t", "20", Settlement::Matched);
    assert_eq!((desk.held(&yes()), desk.holds_slots()), ("20".into(), 1));
    desk.looks(child, common::closed("20"));
    assert_eq!(desk.holds_slots(), 0);
}

#[test]
fn what_could_not_be_signed_waits_and_is_tried_again() {
    let mut desk = Desk::holding(); // Its market is known.
    desk.trades(Side::Buy, &no(), "100", "0.42");
    desk.pass(19_000);
    desk.now = desk.now.plus(1_000);
    // Decided past the desk: nothing of it is signed.
    let step = desk.core.step(desk.now, Input::Tick);
    desk.note(step);
    let book = desk.book_with(&no(), &[("0.41", "100")], &[("0.42", "100")]);
    let step = desk.core.step(desk.now, book);
    desk.note(step);
    let child = desk.slot();
    desk.give(Input::SignRefused {
        child,
        reason: "the key is locked".into(),
    });
    assert_eq!(desk.row_of(child).state, ChildState::Refused);
    assert_eq!(desk.waits(), [WaitReason::Refused]);
    let words = |step: &OrderStep| matches!(step, OrderStep::Refused { code: RefusalCode::Local, text, .. } if text.contains("locked"));
    assert!(desk.steps().iter().any(words));
    desk.pass(31_000);
    assert_eq!(desk.resting().len(), 1);
}

#[test]
fn a_refused_order_waits_for_that_reason_told_once_and_forgets_its_refusals_when_it_rests() {
    let mut desk = Desk::following("20");
    desk.answers = vec![refused(RefusalCode::Other), refused(RefusalCode::Other)];
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(21_000);
    assert_eq!(
        (desk.waits(), desk.last_order().refusals),
        (vec![WaitReason::Refused], 1)
    );
    desk.pass(61_000);
    assert_eq!(
        (desk.waits(), desk.last_order().refusals),
        (vec![WaitReason::Refused], 2)
    );
    let waiting = |step: &OrderStep| matches!(step, OrderStep::Waiting { .. });
    assert_eq!(desk.times(waiting), 2, "once a try, as each try took it off the wait");
    desk.pass(3 * MINUTE);
    assert_eq!(desk.resting().len(), 1);
    assert_eq!((desk.waits().len(), desk.last_order().refusals), (0, 0));
}

/// An exit of everything that is held, whose child is given up: by all that is known it was never there.
fn given_up() -> (Desk, ChildId) {
    let mut desk = Desk::holding();
    desk.silent = true;
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(21_000);
    let child = give_up(&mut desk);
    (desk, child)
}

/// The order that is under way is cancelled, and never found.
fn give_up(desk: &mut Desk) -> ChildId {
    let child = desk.slot();
    desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    desk.vanished.insert(child);
    for _ in 0..3 {
        desk.finds_nothing(child);
        desk.give(Input::CancelAnswer {
            child,
            answer: CancelAnswer::Cancelled,
        });
        desk.pass(90_000);
    }
    assert_eq!(
        (desk.holds_slots(), desk.working()),
        (0, 0),
        "by all that is known it was never there"
    );
    desk.silent = false;
    child
}

#[test]
fn a_late_trade_of_a_purchase_that_is_over_is_kept_while_its_trader_holds_and_sold_when_they_closed() {
    for (trader_sells, sides, target, sells) in [
        (None, CopySides::Both, "20", "0"),
        (Some("50"), CopySides::Both, "20", "0"),
        (Some("100"), CopySides::Both, "0", "20"),
        (Some("100"), CopySides::Buys, "20", "0"),
    ] {
        let mut settings = at("20");
        settings.copy = sides;
        let mut desk = Desk::with(settings);
        desk.sends_unanswered(21_000);
        let child = give_up(&mut desk);
        if let Some(size) = trader_sells {
            desk.trades(Side::Sell, &yes(), size, "0.60");
            desk.pass(MINUTE);
        }
        desk.late_trade(child, "late", "20", Settlement::Matched);
        desk.pass(MINUTE);
        let left: Shares = desk.sales().iter().map(CopyOrder::remaining).sum();
        assert_eq!(
            (desk.held(&yes()), desk.target(1, &yes()), left.to_string()),
            ("20".into(), target.into(), sells.into()),
            "{trader_sells:?} {sides:?}"
        );
    }
}

#[test]
fn a_late_trade_of_an_order_that_is_over_ends_a_close_that_has_nothing_left() {
    let (mut desk, child) = given_up();
    desk.books.clear();
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    assert_eq!(desk.working(), 1);
    desk.late_trade(child, "late", "20", Settlement::Matched);
    desk.book("0.58", "0.59");
    let placed = desk.placements();
    desk.pass(10 * MINUTE);
    let close = desk.last_order();
    assert_eq!(
        (close.status, close.end),
        (OrderStatus::Ended, Some(EndReason::NothingLeft))
    );
    assert_eq!((desk.placements(), desk.held(&yes())), (placed, "0".into()));
}

#[test]
fn a_late_trade_of_an_order_that_is_over_cuts_what_rests_to_what_is_held() {
    for (sold, rests) in [("20", None), ("5", Some("15"))] {
        let (mut desk, child) = given_up();
        let how = CloseHow::Limit { price: price("0.65") };
        desk.user(close(1, &yes(), percent(100), how));
        desk.pass(MINUTE);
        assert_eq!(desk.resting(), [(Side::Sell, "0.65".into(), "20".into())]);
        desk.late_trade(child, "late", sold, Settlement::Matched);
        let rests: Vec<_> = rests
            .map(|size| (Side::Sell, "0.65".into(), size.into()))
            .into_iter()
            .collect();
        assert_eq!(desk.resting(), rests, "{sold}");
        assert_eq!(desk.target(1, &yes()), "0", "{sold}");
    }
}

#[test]
fn a_purchase_waits_for_a_halt_until_it_is_just_too_old() {
    let mut settings = at("20");
    // Looked at when it is made, after the twenty seconds of gathering, and every five minutes from then on.
    settings.max_purchase_age_ms = Some(320_000);
    let mut desk = Desk::with(settings);
    desk.give(Input::HaltSeen {
        reason: HaltReason::VenueMode,
        until: None,
        words: String::new(),
    });
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(320_000);
    assert_eq!(
        (desk.now.since(desk.last_order().signal_at), desk.working()),
        (320_000, 1)
    );
    desk.pass(300_000);
    assert_eq!((desk.ended(), desk.waits()), (vec![EndReason::Expired], vec![]));
}

#[test]
fn an_order_that_the_venue_takes_after_all_was_never_missing() {
    let mut desk = Desk::following("20");
    let child = desk.sends_unanswered(21_000);
    desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
    desk.finds_nothing(child);
    assert!(desk.row_of(child).evidence.missing_since.is_some());
    desk.places(child, PlaceOutcome::Live);
    let row = desk.row_of(child);
    assert_eq!((row.state, row.evidence.missing_since), (ChildState::Live, None));
}

#[test]
fn a_resting_child_whose_cancellation_is_answered_as_matched_is_over_as_far_as_the_venue_says() {
    let mut desk = Desk::buying();
    let child = desk.live().expect("a child");
    let order = desk.last_order().id;
    desk.cancel_answers = vec![CancelAnswer::Matched {
        reason: "order already matched".into(),
    }];
    desk.silent = true;
    desk.user(UserInput::CancelOrder { order });
    let row = desk.row_of(child);
    assert_eq!(
        (row.state, row.evidence.over, row.evidence.reported),
        (ChildState::Closing, true, shares("20"))
    );
    desk.late_trade(child, "t", "20", Settlement::Matched);
    assert_eq!((desk.holds_slots(), desk.held(&yes())), (0, "20".into()));
}

#[test]
fn a_list_from_before_the_end_tells_of_a_match_and_opens_nothing_again() {
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    let child = desk.sends_unanswered(3_000);
    desk.places(child, PlaceOutcome::Matched { shares: shares("5") });
    desk.looks(child, OrderReport::Open { matched: shares("7") });
    let row = desk.row_of(child);
    assert_eq!((row.state, row.evidence.reported), (ChildState::Closing, shares("7")));
}

#[test]
fn a_child_that_rests_is_asked_about_with_every_check_of_its_order() {
    let mut desk = Desk::buying();
    desk.pass(MINUTE); // Once, soon after it was signed.
    let before = desk.look_ups();
    desk.pass(5 * MINUTE);
    assert_eq!(desk.look_ups(), before + 1);
}

#[test]
fn an_order_that_fills_while_it_is_being_ended_was_filled_and_no_halt_makes_it_wait() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 100];
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    desk.user(UserInput::StopAll);
    assert_eq!(
        (desk.last_order().status, desk.last_order().waiting),
        (OrderStatus::Ending, None)
    );
    desk.fill_child(desk.slot(), "20");
    assert_eq!(desk.last_order().end, Some(EndReason::Filled));
}

#[test]
fn a_purchase_that_was_tried_is_not_too_old_to_wait() {
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    let child = desk.sends_unanswered(3_000);
    desk.books.clear();
    desk.places(child, refused(RefusalCode::NoMatch));
    let order = desk.last_order();
    assert_eq!(
        (order.attempts, order.limit, order.waiting),
        (1, None, Some(WaitReason::NoBook))
    );
    desk.give(Input::HaltSeen {
        reason: HaltReason::VenueMode,
        until: None,
        words: String::new(),
    });
    desk.pass(HOUR);
    assert_eq!((desk.ended().len(), desk.waits()), (0, vec![WaitReason::VenueMode]));
}

#[test]
fn a_pushed_end_is_kept_as_a_hint_of_what_matched_and_ends_nothing() {
    let mut desk = Desk::buying();
    let child = desk.live().expect("a child");
    desk.silent = true;
    desk.give(Input::OrderReport {
        child,
        report: common::closed("5"),
        looked_at: None,
    });
    let row = desk.row_of(child);
    assert_eq!(
        (row.state, row.evidence.reported, row.evidence.over),
        (ChildState::Live, shares("5"), false)
    );
}
