//! What the core shows: the view that is published, the words that are stored, and how a lost connection is told.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{GateBasis, HaltReason, Movement};
use pilotfish_copy::event::{EventKind, IncidentCode, WaitReason};
use pilotfish_copy::ids::{FollowId, OrderHash, TradeId};
use pilotfish_copy::input::{Input, PlaceOutcome};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;

use crate::common::{AT_MARKET, Desk, MINUTE, no, percent, price, shares, usd, yes};

#[test]
fn a_view_says_what_the_core_says() {
    let mut desk = Desk::holding();
    desk.trades(Side::Sell, &yes(), "50", "0.70");
    desk.trades(Side::Buy, &no(), "100", "0.42");
    desk.pass(31_000);
    let (core, view) = (&desk.core, desk.core.view());
    assert_eq!(view.now(), core.now());
    assert_eq!(view.intervals().management_ms, core.intervals().management_ms);
    assert_eq!(view.reserved(), core.reserved());
    assert_eq!(view.equity(), core.equity());
    assert_eq!(view.wanted_books(), core.wanted_books());
    assert_eq!(view.all_best_prices(), core.all_best_prices());
    assert_eq!(view.unresolved_children().count(), core.unresolved_children().count());
    for order in desk.orders() {
        assert_eq!(view.state().orders.get(&order.id), Some(&order));
        assert_eq!(view.next_check(order.id), core.next_check(order.id));
        assert_eq!(view.plan_take(order.id), core.plan_take(order.id));
        assert_eq!(view.reservation(&order), core.reservation(&order));
        assert_eq!(view.ladder_view(&order, desk.now), core.ladder_view(&order, desk.now));
        assert_eq!(view.stage_of(&order), Stage::Trader);
        let worst = if order.side == Side::Buy {
            order.trader_price + price("0.1")
        } else {
            order.trader_price - price("0.1")
        };
        assert_eq!(order.bound(), worst);
    }
    let plan = |core: &pilotfish_copy::Core| core.plan_close(FollowId(1), &yes(), percent(100), AT_MARKET);
    assert_eq!(plan(&view), plan(core));
    let visible = plan(core).and_then(|plan| plan.visible).expect("a book");
    assert_eq!(visible.price(), Some(price("0.58")));
    assert_eq!(view.mark(&desk.book_of(1, &yes())), core.mark(&desk.book_of(1, &yes())));
}

#[test]
fn a_lost_connection_is_told_once_and_everything_is_looked_at_when_it_is_back() {
    let mut desk = Desk::following("20");
    let child = desk.sends_unanswered(21_000);
    desk.places(child, PlaceOutcome::Unknown { reason: "504".into() });
    desk.pass(10 * MINUTE);
    let told = |desk: &Desk| {
        let code = |event: &pilotfish_copy::event::Event| match event.what {
            EventKind::Incident { code, .. } => Some(code),
            _ => None,
        };
        let codes = desk.events.iter().filter_map(code);
        codes
            .filter(|code| *code != IncidentCode::OrderUnknown)
            .collect::<Vec<_>>()
    };
    let connection = |up| Input::Connection {
        up,
        reason: "cable".into(),
    };
    desk.give(connection(true));
    assert_eq!(told(&desk), [], "it never was down");
    desk.give(connection(false));
    desk.give(connection(false));
    assert_eq!(told(&desk), [IncidentCode::Disconnected]);
    desk.books.clear();
    desk.trades(Side::Buy, &no(), "100", "0.42");
    desk.pass(31_000);
    assert_eq!(desk.last_order().waiting, Some(WaitReason::Disconnected));
    let from = desk.commands.len();
    desk.give(connection(true));
    assert_eq!(told(&desk), [IncidentCode::Disconnected, IncidentCode::Reconnected]);
    let since = &desk.commands[from..];
    let looked = |command: &Command| matches!(command, Command::LookUp { child: of, .. } if *of == child);
    assert!(since.iter().any(looked));
    assert!(
        since
            .iter()
            .any(|command| matches!(command, Command::PollAccount { .. }))
    );
}

#[test]
fn stored_words_are_what_they_always_were() {
    let (token, order) = (yes(), OrderHash::new("0x1"));
    let halts = [
        (HaltReason::Stopped, "stopped"),
        (HaltReason::Paused, "paused"),
        (HaltReason::DailyLoss, "daily_loss"),
        (HaltReason::CashMissing, "cash_missing"),
        (HaltReason::SharesMissing { token: token.clone() }, "shares_missing"),
        (
            HaltReason::SharesUnexplained { token: token.clone() },
            "shares_unexplained",
        ),
        (
            HaltReason::ForeignOrder {
                token,
                order: order.clone(),
            },
            "foreign_order",
        ),
        (HaltReason::VenueMode, "venue_mode"),
        (HaltReason::Clock, "clock"),
        (HaltReason::ClosedOnly, "closed_only"),
        (HaltReason::Authentication, "authentication"),
        (HaltReason::Banned, "banned"),
        (HaltReason::Region, "region"),
        (HaltReason::Version, "version"),
        (HaltReason::DiskLow, "disk_low"),
        (HaltReason::NotWritten, "not_written"),
    ];
    for (halt, word) in halts {
        assert_eq!(halt.word(), word);
    }
    let (trade, hash) = (TradeId::new("t"), order);
    let movements = [
        (Movement::Opening, "opening"),
        (
            Movement::Fill {
                trade: trade.clone(),
                hash: hash.clone(),
            },
            "fill",
        ),
        (
            Movement::Fee {
                trade: trade.clone(),
                hash: hash.clone(),
            },
            "fee",
        ),
        (Movement::Reversal { trade, hash }, "reversal"),
        (Movement::Payout, "payout"),
        (Movement::Redemption, "redemption"),
        (Movement::PayoutCorrection, "payout_correction"),
        (Movement::Deposit, "deposit"),
        (Movement::Withdrawal, "withdrawal"),
        (Movement::Correction, "correction"),
    ];
    for (movement, word) in movements {
        assert_eq!(movement.word(), word);
    }
}

#[test]
fn the_figures_of_a_check_are_written_in_their_order() {
    let (some, more) = (shares("1.5"), shares("20"));
    let cases = [
        (GateBasis::Switch, ""),
        (GateBasis::Unknown, "unknown"),
        (GateBasis::Word { word: "trump".into() }, "trump"),
        (
            GateBasis::Band {
                from: price("0.02"),
                to: price("0.98"),
            },
            "0.02 0.98",
        ),
        (
            GateBasis::Time {
                left_ms: Some(5),
                least_ms: 7,
            },
            "5 7",
        ),
        (
            GateBasis::Time {
                left_ms: None,
                least_ms: 7,
            },
            "unknown 7",
        ),
        (GateBasis::Age { age_ms: 1, most_ms: 2 }, "1 2"),
        (
            GateBasis::Held {
                held: more,
                selling: some,
            },
            "20 1.5",
        ),
        (
            GateBasis::Money {
                used: usd("3"),
                limit: usd("15"),
            },
            "3 15",
        ),
        (GateBasis::Count { used: 3, limit: 50 }, "3 50"),
        (
            GateBasis::Balance {
                free: usd("9"),
                cash: usd("10"),
            },
            "9 10",
        ),
        (GateBasis::Bound { bound: price("0.68") }, "0.68"),
        (
            GateBasis::Minimum {
                shares: more,
                price: price("0.58"),
            },
            "20 0.58",
        ),
    ];
    for (basis, text) in cases {
        assert_eq!(basis.to_string(), text);
    }
}
