//! Cancellations: what their answers mean, and how often they are sent.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::Style;
use pilotfish_copy::ids::{ChildId, FollowId};
use pilotfish_copy::input::{CancelAnswer, CloseHow, OrderReport, PlaceOutcome, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::common::{AT_MARKET, Desk, HOUR, MINUTE, at, close, percent, price, yes};

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
fn matched_as_the_answer_to_a_cancellation_holds_the_slot_until_trades_come() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        desk.places(child, PlaceOutcome::Unknown { reason: "500".into() });
        desk.cancel_answers = vec![
            CancelAnswer::Matched {
                reason: "matched".into()
            };
            50
        ];
        desk.finds_nothing(child);
        stays_held(&mut desk, child, &format!("{kind:?}"));
        let placed = desk.placements();
        let size = size_of(&desk, child);
        desk.late_trade(child, "late", &size, Settlement::Matched);
        desk.finds_nothing(child);
        desk.pass(2 * MINUTE);
        desk.finds_nothing(child);
        desk.pass(HOUR);
        assert_eq!(desk.placements(), placed, "{kind:?}: it had filled whole");
        assert_eq!(desk.working(), 0, "{kind:?}");
    }
}

#[test]
fn matched_after_a_reprice_or_an_end_is_no_free_slot_either() {
    for ended in [false, true] {
        let mut desk = Desk::following("20");
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(30_000);
        let child = desk.live().expect("a child");
        desk.silent = true;
        desk.cancel_answers = vec![
            CancelAnswer::Matched {
                reason: "matched".into()
            };
            50
        ];
        if ended {
            let order = desk.last_order().id;
            desk.user(UserInput::CancelOrder { order });
        } else {
            desk.pass(6 * HOUR + MINUTE);
        }
        stays_held(&mut desk, child, "answered: matched");
        desk.late_trade(child, "late", "20", Settlement::Matched);
        desk.pass(HOUR);
        assert_eq!((desk.held(&yes()), desk.placements()), ("20".to_owned(), 1));
    }
}

#[test]
fn an_error_is_no_answer_to_a_cancellation_and_it_is_asked_again_with_growing_waits() {
    for kind in KINDS {
        let (mut desk, child) = in_flight(kind);
        desk.places(child, PlaceOutcome::Unknown { reason: "500".into() });
        desk.cancel_answers = vec![CancelAnswer::Unknown { reason: "500".into() }; 10_000];
        let order = desk.last_order().id;
        desk.user(UserInput::CancelOrder { order });
        stays_held(&mut desk, child, &format!("{kind:?}"));
        let before = desk.cancels();
        desk.pass(10 * MINUTE);
        let asked = desk.cancels() - before;
        assert!(
            (5..=30).contains(&asked),
            "{kind:?}: {asked} cancellations in ten minutes"
        );
    }
}

#[test]
fn a_list_that_lags_a_cancellation_is_not_hammered_whatever_was_cancelled_and_why() {
    for kind in [Kind::Purchase, Kind::Exit, Kind::LimitClose] {
        for by_user in [true, false] {
            let (mut desk, child) = in_flight(kind);
            desk.places(child, PlaceOutcome::Live);
            desk.silent = true;
            if by_user {
                let order = desk.last_order().id;
                desk.user(UserInput::CancelOrder { order });
            } else {
                desk.user(UserInput::SwitchFollow {
                    follow: FollowId(1),
                    on: false,
                });
            }
            for _ in 0..100 {
                desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
            }
            assert!(
                desk.cancels() <= 2,
                "{kind:?}: {} cancellations in one instant",
                desk.cancels()
            );
            let looks = |command: &&Command| matches!(command, Command::LookUp { .. });
            let looked = desk.commands.iter().filter(looks).count();
            assert!(looked <= 5, "{kind:?}: {looked} look-ups in one instant");
        }
    }
}
