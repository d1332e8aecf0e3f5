//! The table of halts, row by row: what each does to a purchase, a copied exit, the user's own close and a cancellation, and how
//! it is lifted.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{GlobalLimits, HaltReason, OrderStatus};
use pilotfish_copy::event::{EndReason, EventKind, SkipReason, WaitReason};
use pilotfish_copy::ids::{OrderHash, TokenId};
use pilotfish_copy::input::{
    CloseHow, CloseRequest, CloseScope, Input, OrderReport, PlaceOutcome, RefusalCode, UserInput,
};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_copy::{Core, Intervals};

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, close, percent, price, refused, shares, usd, yes};

/// What becomes of something that is asked for while a halt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Skipped, with a reason.
    Skipped,
    /// An order without a child that waits.
    Waits,
    /// An order with a child.
    Goes,
}

fn foreign(token: &TokenId) -> HaltReason {
    HaltReason::ForeignOrder {
        token: token.clone(),
        order: OrderHash::new("0xforeign"),
    }
}

/// The table: purchase, exit, close. (The clock's halt is in `time.rs`.)
fn table() -> Vec<(HaltReason, Fate, Fate, Fate)> {
    use Fate::{Goes, Skipped, Waits};
    let token = yes();
    vec![
        (HaltReason::Stopped, Skipped, Waits, Goes),
        (HaltReason::Paused, Skipped, Waits, Goes),
        (HaltReason::DailyLoss, Skipped, Goes, Goes),
        (HaltReason::CashMissing, Waits, Goes, Goes),
        (HaltReason::SharesMissing { token: token.clone() }, Waits, Goes, Goes),
        (
            HaltReason::SharesUnexplained { token: token.clone() },
            Waits,
            Goes,
            Goes,
        ),
        (foreign(&token), Waits, Waits, Skipped),
        (HaltReason::DiskLow, Waits, Goes, Goes),
        (HaltReason::NotWritten, Waits, Waits, Waits),
        (HaltReason::VenueMode, Waits, Waits, Waits),
        (HaltReason::ClosedOnly, Skipped, Goes, Goes),
        (HaltReason::Authentication, Skipped, Waits, Skipped),
        (HaltReason::Banned, Skipped, Waits, Skipped),
        (HaltReason::Region, Skipped, Waits, Skipped),
        (HaltReason::Version, Skipped, Waits, Skipped),
    ]
}

fn raise(desk: &mut Desk, reason: &HaltReason) {
    match reason {
        HaltReason::Stopped => desk.user(UserInput::StopAll),
        HaltReason::Paused => desk.user(UserInput::Pause),
        other => desk.give(Input::HaltSeen {
            reason: other.clone(),
            until: None,
            words: "the venue's words".into(),
        }),
    }
    assert!(desk.has_halt(reason));
}

fn lift(desk: &mut Desk, reason: &HaltReason, by_user: bool) {
    match reason {
        HaltReason::Stopped => desk.user(UserInput::StartAgain),
        HaltReason::Paused => desk.user(UserInput::Resume),
        other if by_user => desk.user(UserInput::LiftHalt { reason: other.clone() }),
        other => desk.give(Input::HaltOver { reason: other.clone() }),
    }
    assert!(!desk.has_halt(reason));
}

/// What became of the newest signal.
fn fate(desk: &Desk, skips_before: usize) -> Fate {
    if desk.skips().len() > skips_before {
        return Fate::Skipped;
    }
    let order = desk.last_order();
    let sent = desk.core.state().slot(order.id).is_some() || order.filled > Shares::ZERO;
    if sent { Fate::Goes } else { Fate::Waits }
}

#[test]
fn a_new_purchase_under_each_halt() {
    for (reason, purchase, ..) in table() {
        for restart in [false, true] {
            let mut desk = Desk::holding();
            raise(&mut desk, &reason);
            if restart {
                desk.restart();
            }
            let skips = desk.skips().len();
            desk.trades(Side::Buy, &yes(), "100", "0.58");
            desk.pass(31_000);
            assert_eq!(fate(&desk, skips), purchase, "{reason:?} {restart}: {:?}", desk.skips());
            if purchase == Fate::Waits {
                lift(&mut desk, &reason, restart);
                desk.pass(MINUTE);
                assert_eq!(desk.resting().len(), 1, "{reason:?}: goes on when it is lifted");
            }
        }
    }
}

#[test]
fn a_purchase_waits_for_a_halt_only_while_it_is_young_enough() {
    for (reason, purchase, ..) in table() {
        if purchase != Fate::Waits {
            continue;
        }
        let mut desk = Desk::holding();
        raise(&mut desk, &reason);
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(2 * HOUR);
        assert_eq!(desk.ended().last(), Some(&EndReason::Expired), "{reason:?}");
        assert_eq!(desk.target(1, &yes()), "20", "{reason:?}");
        lift(&mut desk, &reason, false);
        desk.pass(HOUR);
        assert_eq!(desk.working(), 0, "{reason:?}");
    }
}

#[test]
fn a_new_exit_under_each_halt_is_never_lost() {
    for (reason, _, exit, _) in table() {
        for restart in [false, true] {
            let mut desk = Desk::holding();
            raise(&mut desk, &reason);
            let skips = desk.skips().len();
            desk.trades(Side::Sell, &yes(), "100", "0.70");
            desk.pass(31_000);
            assert_eq!(fate(&desk, skips), exit, "{reason:?}");
            assert_eq!(desk.target(1, &yes()), "0", "{reason:?}: the target is lowered");
            if restart {
                desk.restart();
            }
            desk.pass(30 * HOUR);
            if exit == Fate::Waits {
                assert_eq!(desk.holds_slots(), 0, "{reason:?}");
                lift(&mut desk, &reason, !restart);
                desk.pass(MINUTE);
            }
            let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
            assert_eq!(left, shares("20"), "{reason:?} {restart}");
            assert_eq!(desk.resting().len(), 1, "{reason:?} {restart}: on the venue after it");
        }
    }
}

#[test]
fn the_users_close_under_each_halt() {
    for (reason, _, _, closes) in table() {
        for restart in [false, true] {
            let mut desk = Desk::holding();
            raise(&mut desk, &reason);
            desk.pass(1_000);
            if restart {
                desk.restart();
            }
            let skips = desk.skips().len();
            desk.user(close(1, &yes(), percent(100), AT_MARKET));
            desk.pass(31_000);
            assert_eq!(fate(&desk, skips), closes, "{reason:?} {restart}");
            if closes == Fate::Waits {
                lift(&mut desk, &reason, false);
                desk.pass(MINUTE);
            }
            if closes == Fate::Skipped {
                assert_eq!(desk.last_skip(), Some(SkipReason::Halted), "{reason:?}: with words");
                assert_eq!(desk.held(&yes()), "20");
            } else {
                assert_eq!(desk.held(&yes()), "0", "{reason:?} {restart}");
            }
        }
    }
}

#[test]
fn a_close_despite_foreign_orders_goes_when_the_user_says_so() {
    let mut desk = Desk::holding();
    raise(&mut desk, &foreign(&yes()));
    let ask = |yes_to_it| {
        UserInput::Close(CloseRequest {
            scope: CloseScope::Everything,
            amount: percent(100),
            how: AT_MARKET,
            despite_foreign_orders: yes_to_it,
        })
    };
    desk.user(ask(false));
    assert_eq!(desk.working(), 0);
    desk.user(ask(true));
    desk.pass(MINUTE);
    assert_eq!(desk.held(&yes()), "0");
}

#[test]
fn cancelling_is_possible_under_every_halt() {
    for (reason, ..) in table() {
        for side in [Side::Buy, Side::Sell] {
            let mut desk = Desk::holding();
            desk.trades(side, &yes(), "50", if side == Side::Buy { "0.58" } else { "0.70" });
            desk.pass(31_000);
            raise(&mut desk, &reason);
            let order = desk.last_order().id;
            desk.user(UserInput::CancelOrder { order });
            desk.pass(MINUTE);
            assert_eq!((desk.working(), desk.holds_slots()), (0, 0), "{reason:?} {side:?}");
            assert!(desk.cancels() > 0);
        }
    }
}

/// What each halt does to orders that rest when it comes: purchase, exit, close at a limit. `Goes` stays, `Waits` keeps the
/// order without a child, `Skipped` ends it.
#[test]
fn what_rests_when_a_halt_comes() {
    use Fate::{Goes, Skipped, Waits};
    for (reason, ..) in table() {
        let [purchase, exit, closes] = match &reason {
            HaltReason::Stopped => [Skipped, Waits, Skipped],
            HaltReason::DailyLoss | HaltReason::ClosedOnly => [Skipped, Goes, Goes],
            HaltReason::CashMissing | HaltReason::SharesMissing { .. } | HaltReason::SharesUnexplained { .. } => {
                [Waits, Goes, Goes]
            }
            HaltReason::ForeignOrder { .. } => [Waits, Waits, Goes],
            _ => [Goes, Goes, Goes],
        };
        for (kind, expected) in [("purchase", purchase), ("exit", exit), ("close", closes)] {
            let mut desk = Desk::holding();
            match kind {
                "purchase" => desk.trades(Side::Buy, &yes(), "50", "0.58"),
                "exit" => desk.trades(Side::Sell, &yes(), "50", "0.70"),
                _ => {
                    let how = CloseHow::Limit { price: price("0.70") };
                    desk.user(close(1, &yes(), percent(50), how));
                }
            }
            desk.pass(31_000);
            assert_eq!(desk.resting().len(), 1);
            let id = desk.last_order().id;
            raise(&mut desk, &reason);
            desk.pass(10 * MINUTE);
            let order = desk.core.state().orders[&id].clone();
            let found = match (order.status, desk.core.state().slot(id).is_some()) {
                (OrderStatus::Ended, _) => Skipped,
                (_, true) => Goes,
                (_, false) => Waits,
            };
            assert_eq!(found, expected, "{reason:?} {kind}: {:?}", order.end);
            lift(&mut desk, &reason, true);
            desk.pass(10 * MINUTE);
            if expected != Skipped {
                assert_eq!(desk.resting().len(), 1, "{reason:?} {kind}: after it");
            }
        }
    }
}

#[test]
fn halts_of_one_token_hold_back_no_other() {
    let other = common::no();
    for reason in [foreign(&yes()), HaltReason::SharesUnexplained { token: yes() }] {
        let mut desk = Desk::following("20");
        raise(&mut desk, &reason);
        desk.trades(Side::Buy, &other, "100", "0.42");
        desk.pass(31_000);
        assert_eq!(desk.resting().len(), 1, "{reason:?}");
    }
}

#[test]
fn of_two_halts_the_stricter_counts_and_lifting_one_lifts_one() {
    let mut desk = Desk::holding();
    raise(&mut desk, &HaltReason::Paused);
    raise(&mut desk, &HaltReason::VenueMode);
    desk.trades(Side::Sell, &yes(), "100", "0.70");
    desk.pass(31_000);
    lift(&mut desk, &HaltReason::VenueMode, false);
    desk.pass(10 * MINUTE);
    assert_eq!((desk.holds_slots(), desk.waits()), (0, vec![WaitReason::Paused]));
    lift(&mut desk, &HaltReason::Paused, true);
    desk.pass(MINUTE);
    assert_eq!(desk.resting().len(), 1);
}

#[test]
fn a_halt_with_an_end_ends_then_and_also_after_a_restart() {
    for restart in [false, true] {
        let mut desk = Desk::holding();
        let until = desk.now.plus(HOUR);
        desk.give(Input::HaltSeen {
            reason: HaltReason::VenueMode,
            until: Some(until),
            words: "restart".into(),
        });
        desk.trades(Side::Sell, &yes(), "100", "0.70");
        desk.pass(30 * MINUTE);
        if restart {
            desk.restart();
        }
        assert_eq!(desk.holds_slots(), 0);
        desk.pass(31 * MINUTE);
        assert_eq!((desk.halt_count(), desk.resting().len()), (0, 1), "{restart}");
    }
}

#[test]
fn a_stop_ends_what_the_user_asked_for_before_it_be_it_in_the_same_instant() {
    for pause_between in [0, 1_000] {
        for limit in [false, true] {
            let mut desk = Desk::holding();
            desk.silent = true;
            let how = if limit {
                CloseHow::Limit { price: price("0.70") }
            } else {
                AT_MARKET
            };
            desk.user(close(1, &yes(), percent(100), how));
            desk.pass(pause_between);
            desk.user(UserInput::StopAll);
            desk.silent = false;
            desk.pass(HOUR);
            assert_eq!(
                desk.last_order().end,
                Some(EndReason::Stopped),
                "{pause_between} {limit}"
            );
        }
    }
}

/// The stop comes while an order is on its way to the venue.
#[test]
fn an_order_that_arrives_after_the_stop_is_cancelled_at_once() {
    for kind in ["purchase", "exit", "close"] {
        for by_look in [false, true] {
            let mut desk = Desk::holding();
            desk.silent = true;
            match kind {
                "purchase" => desk.trades(Side::Buy, &yes(), "100", "0.58"),
                "exit" => desk.trades(Side::Sell, &yes(), "100", "0.70"),
                _ => {
                    let how = CloseHow::Limit { price: price("0.70") };
                    desk.user(close(1, &yes(), percent(100), how));
                }
            }
            desk.pass(21_000);
            let child = desk.slot();
            desk.user(UserInput::StopAll);
            desk.silent = false;
            let cancels = desk.cancels();
            if by_look {
                desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
                desk.looks(child, OrderReport::Open { matched: Shares::ZERO });
            } else {
                desk.places(child, PlaceOutcome::Live);
            }
            assert!(desk.cancels() > cancels, "{kind} {by_look}");
            desk.pass(HOUR);
            assert_eq!(desk.holds_slots(), 0, "{kind} {by_look}");
        }
    }
}

#[test]
fn after_a_stop_nothing_is_sent_but_a_close_asked_for_later() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.trades(Side::Buy, &common::no(), "100", "0.42");
    desk.pass(31_000);
    desk.user(UserInput::StopAll);
    let placed = desk.placements();
    desk.trades(Side::Sell, &yes(), "40", "0.70");
    desk.restart();
    desk.pass(50 * HOUR);
    assert_eq!(desk.placements(), placed);
    desk.user(close(1, &yes(), percent(25), AT_MARKET));
    desk.pass(MINUTE);
    assert_eq!((desk.placements(), desk.held(&yes())), (placed + 1, "15".into()));
    desk.user(UserInput::StartAgain);
    desk.pass(MINUTE);
    let left: Shares = desk.sales().iter().map(|order| order.remaining()).sum();
    // Eighteen were to be sold; the close took five of the newest over.
    assert_eq!(left.to_string(), "13", "exits go on after the start");
    // The one first decided while stopped begins its ladder now.
    assert!(desk.sales().iter().any(|order| desk.now.since(order.age_from) < HOUR));
}

#[test]
fn a_refusal_that_means_stop_raises_its_halt_once_and_is_lifted_by_the_user() {
    for (code, reason) in [
        (RefusalCode::Authentication, HaltReason::Authentication),
        (RefusalCode::Restricted, HaltReason::Banned),
        (RefusalCode::ClosedOnly, HaltReason::ClosedOnly),
        (RefusalCode::Region, HaltReason::Region),
        (RefusalCode::Version, HaltReason::Version),
    ] {
        for side in [Side::Buy, Side::Sell] {
            let mut desk = Desk::holding();
            let placed = desk.placements();
            desk.answers = vec![refused(code)];
            desk.trades(side, &yes(), "100", if side == Side::Buy { "0.58" } else { "0.70" });
            desk.pass(31_000);
            assert!(desk.has_halt(&reason), "{code:?}");
            let sold_on = side == Side::Sell && code == RefusalCode::ClosedOnly;
            if !sold_on {
                desk.restart();
                desk.pass(24 * HOUR);
                assert_eq!(desk.placements(), placed + 1, "{code:?} {side:?}");
            }
            desk.user(UserInput::LiftHalt { reason: reason.clone() });
            desk.pass(HOUR);
            let wanted = side == Side::Sell;
            assert_eq!(!desk.sales().is_empty(), wanted, "{code:?} {side:?}");
        }
    }
}

/// The key was revoked as the order was sent: another is derived within seconds, and an exit waits for no hour.
#[test]
fn what_was_refused_for_its_key_goes_on_as_soon_as_the_key_is_taken_again() {
    for side in [Side::Buy, Side::Sell] {
        let mut desk = Desk::holding();
        desk.answers = vec![refused(RefusalCode::Authentication)];
        desk.trades(side, &yes(), "100", if side == Side::Buy { "0.58" } else { "0.70" });
        desk.pass(31_000);
        let reason = HaltReason::Authentication;
        assert!(desk.has_halt(&reason));
        let sent = desk.placements();
        desk.pass(MINUTE);
        assert_eq!(desk.placements(), sent, "{side:?}: not while it halts");
        desk.give(Input::HaltOver { reason });
        desk.pass(1_000);
        assert_eq!(desk.placements(), sent + 1, "{side:?}");
    }
}

#[test]
fn closed_only_ends_purchases_and_lets_exits_go_on() {
    let mut desk = Desk::holding();
    desk.trades(Side::Buy, &yes(), "50", "0.58");
    desk.pass(31_000);
    raise(&mut desk, &HaltReason::ClosedOnly);
    desk.pass(MINUTE);
    assert_eq!(desk.ended().last(), Some(&EndReason::ClosedOnly));
    desk.trades(Side::Sell, &yes(), "150", "0.70");
    desk.pass(31_000);
    assert_eq!(desk.resting().len(), 1);
}

#[test]
fn paused_orders_that_rest_are_managed_and_no_purchase_is_converted() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    desk.user(UserInput::Pause);
    desk.book("0.60", "0.61");
    desk.pass(13 * HOUR);
    assert_eq!(desk.resting().len(), 1);
    assert_ne!(desk.resting()[0].1, "0.58", "it is managed");
    desk.restart();
    desk.pass(30 * HOUR);
    assert_eq!(desk.held(&yes()), "0", "and not converted");
    desk.user(UserInput::Resume);
    desk.pass(10 * MINUTE);
    assert_eq!(desk.held(&yes()), "20");
}

/// What a restart leaves out of the day's loss until the price of what is held is heard: at cost, the day would begin with a loss or a
/// profit that nobody made.
#[test]
fn after_a_start_no_day_begins_before_what_is_held_is_priced() {
    for heard in ["a book", "that there is none", "nothing for an hour"] {
        let mut desk = Desk::holding();
        desk.book("0.40", "0.41");
        desk.streams_the_book();
        let worth = desk.core.equity().expect("equity");
        let (cash, at_cost) = (desk.cash(), desk.cash() + desk.book_of(1, &yes()).cost);
        assert_eq!(worth, cash + usd("8.1"));
        desk.user(UserInput::SetLimits {
            limits: GlobalLimits {
                max_daily_loss: Some(usd("3")),
                ..GlobalLimits::default()
            },
        });
        let mut at = desk.now.plus(24 * HOUR);
        let begun = at.utc_day();
        // Nothing that it asks for is answered but by what is heard.
        let mut core = Core::restore(Intervals::default(), &desk.changes);
        core.step(at, Input::VenueTime { at });
        core.step(at, Input::Account { cash, requested_at: at });
        let day_of = |core: &Core| core.state().control.day_opening.filter(|opening| opening.day == begun);
        assert_eq!((core.equity(), day_of(&core)), (None, None));

        let (input, expected) = match heard {
            "a book" => (desk.book_with(&yes(), &[("0.40", "100")], &[("0.41", "100")]), worth),
            "that there is none" => (
                Input::NoBook {
                    token: yes(),
                    reason: "404".into(),
                },
                at_cost,
            ),
            _ => {
                at = at.plus(HOUR);
                (Input::VenueTime { at }, at_cost)
            }
        };
        core.step(at, input);
        core.step(at, Input::Account { cash, requested_at: at });
        let opening = day_of(&core).map(|opening| opening.equity);
        assert_eq!((core.equity(), opening), (Some(expected), Some(expected)), "{heard}");
    }
}

#[test]
fn the_daily_loss_stops_purchases_until_midnight_and_money_moved_is_no_loss() {
    for restart in [false, true] {
        let mut desk = Desk::holding();
        desk.user(UserInput::SetLimits {
            limits: GlobalLimits {
                max_daily_loss: Some(usd("3")),
                ..GlobalLimits::default()
            },
        });
        let books = desk.cash();
        desk.balance(books);
        desk.book("0.40", "0.41");

        desk.trades(Side::Sell, &yes(), "50", "0.40");
        desk.pass(31_000);
        desk.balance(desk.cash());
        assert!(desk.has_halt(&HaltReason::DailyLoss), "{:?}", desk.core.equity());
        if restart {
            desk.restart();
        }
        desk.trades(Side::Buy, &yes(), "100", "0.40");
        desk.pass(31_000);
        assert_eq!(desk.last_skip(), Some(SkipReason::DailyLoss));
        desk.pass(25 * HOUR);
        assert!(!desk.has_halt(&HaltReason::DailyLoss), "a new day");
        let lifted = |event: &pilotfish_copy::event::Event| matches!(event.what, EventKind::Lifted { .. });
        assert!(desk.events.iter().any(lifted));
        let again = |command: &Command| matches!(command, Command::PollAccount { .. });
        assert!(desk.commands.iter().any(again));
    }
}
