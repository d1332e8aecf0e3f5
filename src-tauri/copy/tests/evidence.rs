//! When a slot is free again: what the venue answered, reported and proved of a child, in every order and for every kind of order.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{ChildState, HaltReason, Style};
use pilotfish_copy::event::{EventKind, IncidentCode};
use pilotfish_copy::ids::{ChildId, RealMs};
use pilotfish_copy::input::{CancelAnswer, CloseHow, Input, OrderReport, PlaceOutcome, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, close, closed, percent, price, shares, yes};

/// The kinds of children there are, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Purchase,
    Exit,
    FastPurchase,
    MarketClose,
    LimitClose,
}

const KINDS: [Kind; 5] = [
    Kind::Purchase,
    Kind::Exit,
    Kind::FastPurchase,
    Kind::MarketClose,
    Kind::LimitClose,
];

/// A child of twenty shares that was signed and sent; the venue has not said anything.
fn in_flight(kind: Kind) -> (Desk, ChildId) {
    let mut desk = match kind {
        Kind::Purchase => Desk::following("20"),
        Kind::FastPurchase => {
            let mut settings = at("20");
            settings.style = Style::Fast;
            Desk::with(settings)
        }
        _ => Desk::holding(),
    };
    desk.silent = true;
    match kind {
        Kind::Purchase | Kind::FastPurchase => desk.trades(Side::Buy, &yes(), "100", "0.58"),
        Kind::Exit => desk.trades(Side::Sell, &yes(), "100", "0.60"),
        Kind::MarketClose => desk.user(close(1, &yes(), percent(100), AT_MARKET)),
        Kind::LimitClose => {
            let how = CloseHow::Limit { price: price("0.62") };
            desk.user(close(1, &yes(), percent(100), how));
        }
    }
    desk.pass(21_000);
    let child = desk.slot();
    (desk, child)
}

fn size_of(desk: &Desk, child: ChildId) -> String {
    desk.row_of(child).size().to_string()
}

/// Nothing but trades may end what holds the slot: a long time of looks that find nothing, and the child is the same.
fn stays_held(desk: &mut Desk, child: ChildId, why: &str) {
    let placed = desk.placements();
    for _ in 0..4 {
        desk.finds_nothing(child);
        desk.pass(90_000);
    }
    assert_eq!(desk.placements(), placed, "{why}: another order was sent");
    assert!(desk.row_of(child).state.holds_slot(), "{why}: {:?}", desk.row_of(child));
}

#[test]
fn an_order_that_the_venue_calls_otherwise_ends_all_placing() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        let id = pilotfish_copy::ids::OrderHash::new("0x99");
        desk.places(child, PlaceOutcome::Misnamed { id });
        assert_eq!(desk.row_of(child).state, ChildState::Unknown, "{kind:?}");
        assert!(desk.has_halt(&HaltReason::Version), "{kind:?}");
        desk.silent = false;
        let placed = desk.placements();
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(24 * HOUR);
        assert_eq!(desk.placements(), placed, "{kind:?}: nothing more is sent");
        assert!(desk.has_halt(&HaltReason::Version), "until the user says so");
    }
}

#[test]
fn a_report_in_millionths_is_one_of_shares() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        desk.looks(child, closed("7000000"));
        let row = desk.row_of(child);
        assert_eq!(row.evidence.reported.to_string(), "7", "{kind:?}");
        assert!(row.state.holds_slot(), "{kind:?}: no trade explains it yet");
        desk.late_trade(child, "t9", "7", Settlement::Confirmed);
        assert!(!desk.row_of(child).state.holds_slot(), "{kind:?}");
    }
}

#[test]
fn two_looks_in_one_instant_free_no_slot_of_any_kind() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
        let placed = desk.placements();
        desk.finds_nothing(child);
        desk.finds_nothing(child);
        desk.pass(1_000);
        assert_eq!(desk.placements(), placed, "{kind:?}");
        let size = size_of(&desk, child);
        desk.late_trade(child, "late", &size, Settlement::Matched);
        desk.silent = false;
        desk.pass(HOUR);
        let order = desk.last_order();
        assert!(order.filled <= order.shares + shares("0.01"), "{kind:?}: {order:?}");
        assert_eq!(
            desk.placements(),
            placed,
            "{kind:?}: filled whole, nothing more is sent"
        );
    }
}

/// Sets up which of the conditions of product.md §7 hold; all but one are not enough.
fn freed_with(kind: Kind, answered: bool, void: bool, apart: bool, healthy: bool, unreported: bool) -> bool {
    let (mut desk, child) = in_flight(kind);
    desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; if answered { 0 } else { 1_000 }];
    desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
    if !unreported {
        let report = OrderReport::Open { matched: shares("5") };
        desk.give(Input::OrderReport {
            child,
            report,
            looked_at: None,
        });
    }
    let until = desk.row_of(child).void_after.expect("signed");
    // An order that was taken in the last moment has its trades listed up to 40 s later.
    let second = until.plus(if void { 46_000 } else { 40_000 });
    let first = second.plus(if apart { -61_000 } else { -59_000 });
    for looked_at in [first, second] {
        let report = OrderReport::Missing { matched: Shares::ZERO };
        let looked_at = healthy.then_some(looked_at);
        desk.give(Input::OrderReport {
            child,
            report,
            looked_at,
        });
    }
    !desk.row_of(child).state.holds_slot()
}

#[test]
fn a_slot_of_unknown_fate_is_free_when_everything_holds_and_not_when_one_thing_is_missing() {
    for kind in KINDS {
        for bits in 0..32_u32 {
            let on = |bit: u32| bits & (1 << bit) != 0;
            let freed = freed_with(kind, on(0), on(1), on(2), on(3), on(4));
            assert_eq!(freed, bits == 31, "{kind:?} {bits:05b}");
        }
    }
}

#[test]
fn what_the_venue_answered_is_explained_by_trades_alone_however_long_they_lag() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        let size = size_of(&desk, child);
        desk.places(child, PlaceOutcome::Matched { shares: shares(&size) });
        stays_held(&mut desk, child, &format!("{kind:?} answered"));
        desk.late_trade(child, "a", "12", Settlement::Matched);
        stays_held(&mut desk, child, &format!("{kind:?}, of which 12 came"));
        let rest = (shares(&size) - shares("12")).to_string();
        desk.late_trade(child, "b", &rest, Settlement::Matched);
        desk.pass(1_000);
        assert!(!desk.row_of(child).state.holds_slot(), "{kind:?}");
    }
}

#[test]
fn what_failed_explains_a_match_too_and_the_order_goes_on() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        let size = size_of(&desk, child);
        desk.places(child, PlaceOutcome::Matched { shares: shares(&size) });
        let placed = desk.placements();
        desk.late_trade(child, "a", &size, Settlement::Failed);
        desk.pass(1_000);
        assert!(!desk.row_of(child).state.holds_slot(), "{kind:?}");
        desk.pass(6 * MINUTE);
        assert_eq!(desk.placements(), placed + 1, "{kind:?}: asked for again");
    }
}

#[test]
fn no_report_lowers_an_earlier_one() {
    let lower = [
        OrderReport::Open { matched: Shares::ZERO },
        OrderReport::Open { matched: shares("3") },
        closed("0"),
        closed("4"),
        OrderReport::Missing { matched: Shares::ZERO },
    ];
    for (n, report) in lower.into_iter().enumerate() {
        let (mut desk, child) = in_flight(Kind::Purchase);
        desk.places(child, PlaceOutcome::Live);
        desk.looks(child, OrderReport::Open { matched: shares("8") });
        desk.looks(child, report);
        assert_eq!(desk.row_of(child).evidence.reported, shares("8"), "{n}");
        stays_held(&mut desk, child, "eight were reported");
        desk.late_trade(child, "a", "8", Settlement::Matched);
        assert_eq!(desk.row_of(child).filled, shares("8"));
    }
}

/// An order that was missing when it was looked for, and is in the book after all (booked late).
#[test]
fn an_order_that_appears_late_is_taken_for_what_it_is_and_its_looks_begin_anew() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
        desk.cancel_answers = vec![
            CancelAnswer::NotOpen {
                reason: "unknown order".into()
            };
            1
        ];
        desk.finds_nothing(child);
        assert!(desk.row_of(child).evidence.cancel_answered);
        let cancels = desk.cancels();
        for _ in 0..5 {
            desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
            desk.pass(30_000);
        }
        assert!(desk.row_of(child).evidence.seen_live, "{kind:?}: it is there");
        let lives = desk.row_of(child).state == ChildState::Live;
        assert!(
            lives || desk.cancels() > cancels,
            "{kind:?}: adopted, or cancelled again"
        );
        desk.pass(3 * HOUR);
        desk.finds_nothing(child);
        assert!(
            desk.row_of(child).state.holds_slot(),
            "{kind:?}: one look proves nothing"
        );
    }
}

#[test]
fn micro_shares_between_report_and_trades_are_snapped_on_either_side_and_a_lot_is_not() {
    for kind in [Kind::Purchase, Kind::Exit, Kind::LimitClose] {
        for (reported, traded, free) in [
            ("10.000001", "10", true),
            ("10", "10.000001", true),
            ("10.009999", "10", true),
            ("10.01", "10", false),
            ("0.000001", "0.000001", true),
        ] {
            let (mut desk, child) = in_flight(kind);
            desk.places(child, PlaceOutcome::Live);
            desk.late_trade(child, "a", traded, Settlement::Matched);
            desk.looks(child, closed(reported));
            let held = desk.row_of(child).state.holds_slot();
            assert_eq!(!held, free, "{kind:?}: {reported} reported, {traded} traded");
        }
    }
}

#[test]
fn a_micro_share_does_not_keep_the_users_close_nor_a_reversal_waiting() {
    let mut desk = Desk::following("20");
    desk.buy_and_fill("100", "10");
    let child = desk.live().expect("a child");
    desk.looks(child, closed("10.000001"));
    desk.pass(MINUTE);
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.pass(MINUTE);
    assert_eq!(
        desk.held(&yes()),
        "0",
        "{:?} {:?}",
        desk.orders(),
        desk.core.state().children
    );
}

#[test]
fn a_pushed_event_is_a_hint_that_is_looked_into_and_decides_nothing() {
    for kind in KINDS {
        for report in [closed("0"), OrderReport::Missing { matched: Shares::ZERO }] {
            let (mut desk, child) = in_flight(kind);
            desk.places(child, PlaceOutcome::Delayed);
            let asked = desk.commands.len();
            for _ in 0..5 {
                let report = report.clone();
                desk.give(Input::OrderReport {
                    child,
                    report,
                    looked_at: None,
                });
            }
            assert!(desk.row_of(child).state.holds_slot(), "{kind:?}");
            let looks = |command: &Command| matches!(command, Command::LookUp { .. });
            assert!(desk.commands[asked..].iter().any(looks), "{kind:?}: it is looked into");
        }
    }
}

#[test]
fn delayed_then_live_then_filled_is_one_order() {
    for kind in [Kind::Purchase, Kind::Exit, Kind::LimitClose] {
        let (mut desk, child) = in_flight(kind);
        let placed = desk.placements();
        desk.places(child, PlaceOutcome::Delayed);
        desk.pass(40_000);
        desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
        assert_eq!(desk.row_of(child).state, ChildState::Live, "{kind:?}");
        desk.late_trade(child, "a", "20", Settlement::Matched);
        desk.silent = false;
        desk.pass(HOUR);
        assert_eq!((desk.placements(), desk.working()), (placed, 0), "{kind:?}");
    }
}

#[test]
fn a_timeout_that_filled_is_found_by_its_trade_before_or_after_a_restart() {
    for kind in KINDS {
        for restart in [false, true] {
            let (mut desk, child) = in_flight(kind);
            desk.places(
                child,
                PlaceOutcome::Unknown {
                    reason: "timeout".into(),
                },
            );
            let placed = desk.placements();
            desk.pass(20_000);
            if restart {
                desk.restart();
            }
            let size = size_of(&desk, child);
            desk.late_trade(child, "found", &size, Settlement::Matched);
            desk.looks(child, closed(&size));
            desk.silent = false;
            desk.pass(HOUR);
            assert_eq!((desk.placements(), desk.working()), (placed, 0), "{kind:?} {restart}");
        }
    }
}

#[test]
fn unknown_stays_unknown_over_restarts_and_is_told() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
        let placed = desk.placements();
        for _ in 0..3 {
            desk.pass(24 * HOUR);
            desk.restart();
        }
        assert_eq!(desk.placements(), placed, "{kind:?}");
        assert!(desk.row_of(child).state.holds_slot(), "{kind:?}");
        let told = |event: &pilotfish_copy::event::Event| {
            matches!(
                &event.what,
                EventKind::Incident {
                    code: IncidentCode::OrderUnknown,
                    ..
                }
            )
        };
        assert!(desk.events.iter().any(told), "{kind:?}: shown, and held");
    }
}

/// The process ended between the intent's row and its signature: nothing was sent, so it is made again.
#[test]
fn an_intent_that_was_never_signed_is_made_again_after_a_restart() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    let core = desk.core.clone();
    desk.pass(30_000);
    let cut = desk
        .changes
        .iter()
        .position(|change| matches!(change, pilotfish_copy::entity::Change::Child(child) if child.hash.is_some()))
        .expect("signed");
    drop(core);
    let mut again = pilotfish_copy::Core::restore(pilotfish_copy::Intervals::default(), &desk.changes[..cut]);
    let step = again.step(desk.now, Input::Tick);
    let refused = again
        .state()
        .children
        .values()
        .all(|child| child.state == ChildState::Refused);
    assert!(refused, "{step:?}");
    let step = again.step(desk.now.plus(1_000), Input::Tick);
    let book = step
        .commands
        .iter()
        .any(|command| matches!(command, Command::FetchBook { .. }));
    assert!(book || again.next_deadline().is_some(), "the order goes on");
}

#[test]
fn a_late_refusal_of_a_child_that_was_seen_refuses_nothing() {
    for kind in [Kind::Purchase, Kind::Exit, Kind::LimitClose] {
        let (mut desk, child) = in_flight(kind);
        let placed = desk.placements();
        desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
        desk.places(child, common::refused(pilotfish_copy::input::RefusalCode::Other));
        assert_eq!(desk.row_of(child).state, ChildState::Live, "{kind:?}");
        desk.silent = false;
        desk.pass(HOUR);
        assert_eq!(desk.placements(), placed, "{kind:?}");
    }
    // A trade, or a matched size, is as good as having been seen.
    let (mut desk, child) = in_flight(Kind::FastPurchase);
    desk.late_trade(child, "a", "4", Settlement::Matched);
    desk.places(child, common::refused(pilotfish_copy::input::RefusalCode::NoMatch));
    assert!(desk.row_of(child).state.holds_slot());
}

#[test]
fn a_partial_fill_is_followed_by_an_order_for_the_rest_alone() {
    for (kind, filled) in [(Kind::Purchase, "7.5"), (Kind::Exit, "13"), (Kind::LimitClose, "0.5")] {
        let (mut desk, child) = in_flight(kind);
        desk.places(child, PlaceOutcome::Live);
        desk.late_trade(child, "a", filled, Settlement::Matched);
        desk.looks(child, closed(filled));
        desk.silent = false;
        desk.pass(6 * MINUTE);
        let rest = (shares("20") - shares(filled)).to_string();
        let resting: Vec<String> = desk.resting().into_iter().map(|(_, _, left)| left).collect();
        assert_eq!(resting, [rest], "{kind:?}");
    }
}

#[test]
fn looks_that_are_no_answers_of_one_moment_count_from_the_first_of_a_row_only() {
    // Found in between: the count begins anew.
    let (mut desk, child) = in_flight(Kind::Purchase);
    desk.places(child, PlaceOutcome::Live);
    let look = |desk: &mut Desk, at: RealMs, report: OrderReport| {
        desk.give(Input::OrderReport {
            child,
            report,
            looked_at: Some(at),
        });
    };
    desk.vanished.insert(child);
    let begun = desk.real();
    let nothing = || OrderReport::Missing { matched: Shares::ZERO };
    desk.silent = true;
    look(&mut desk, begun, nothing());
    look(
        &mut desk,
        begun.plus(30_000),
        OrderReport::Open { matched: Shares::ZERO },
    );
    look(&mut desk, begun.plus(61_000), nothing());
    assert!(
        desk.row_of(child).state.holds_slot(),
        "the order was seen half a minute ago"
    );
}
