//! What is over is forgotten: rows seen, known positions, books, orders, children, fills, markets.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::Style;
use pilotfish_copy::event::{EventKind, IncidentCode, SkipReason};
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId, TxHash};
use pilotfish_copy::input::{Input, OwnMovement, OwnMovementKind, RowKind, Settlement, UserInput};
use pilotfish_copy::market::{Book, Level, Market, Side};

use crate::common::{self, AT_MARKET, Desk, HOUR, MINUTE, at, bare_row, close, percent, price, shares, usd, yes};

const DAY: i64 = 24 * HOUR;

fn many_trades(desk: &mut Desk, count: usize) {
    for n in 0..count {
        for side in [Side::Buy, Side::Sell] {
            let mut row = bare_row(
                &format!("0x{n}{side:?}"),
                side,
                &TokenId::new(&format!("9{n:04}")),
                "10",
                desk.now,
            );
            row.condition = ConditionId::new(&format!("0xd{n}"));
            desk.streams(row);
        }
        desk.pass(5 * MINUTE);
    }
}

#[test]
fn rows_seen_are_forgotten_after_their_memory_and_at_switch_off() {
    for how in ["time", "off", "unfollow"] {
        let mut desk = Desk::following("1");
        desk.facts_fail = true;
        many_trades(&mut desk, 60);
        let seen = |desk: &Desk| desk.core.state().seen.get(&FollowId(1)).map_or(0, |rows| rows.len());
        assert!(seen(&desk) >= 100);
        match how {
            "time" => desk.pass(3 * DAY),
            "off" => desk.user(UserInput::SwitchFollow {
                follow: FollowId(1),
                on: false,
            }),
            _ => desk.user(UserInput::Unfollow { follow: FollowId(1) }),
        }
        assert_eq!(seen(&desk), 0, "{how}");
    }
}

#[test]
fn positions_that_are_nothing_are_forgotten_after_a_while_and_at_switch_off() {
    for how in ["time", "off", "unfollow"] {
        let mut desk = Desk::following("1");
        desk.facts_fail = true;
        many_trades(&mut desk, 60);
        let known = |desk: &Desk| desk.core.state().known.get(&FollowId(1)).map_or(0, |rows| rows.len());
        match how {
            "time" => desk.pass(3 * DAY),
            "off" => desk.user(UserInput::SwitchFollow {
                follow: FollowId(1),
                on: false,
            }),
            _ => desk.user(UserInput::Unfollow { follow: FollowId(1) }),
        }
        assert_eq!(known(&desk), 0, "{how}");
    }
}

#[test]
fn orders_children_and_fills_are_forgotten_when_nothing_can_come_of_them_and_not_before() {
    for last in [Settlement::Confirmed, Settlement::Failed] {
        let mut desk = Desk::following("20");
        desk.buy_and_fill("100", "20");
        desk.pass(5 * DAY);
        assert_eq!(desk.core.state().fills.len(), 1, "provisional: it may still fail");
        desk.restart();
        desk.settle("t1", last);
        let order = desk.last_order().id;
        if last == Settlement::Failed {
            desk.user(UserInput::CancelOrder { order });
        }
        desk.pass(2 * HOUR);
        let state = desk.core.state();
        assert_eq!(
            (state.orders.len(), state.children.len(), state.fills.len()),
            (0, 0, 0),
            "{last:?}"
        );
    }
    let mut desk = Desk::following("20");
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let order = desk.last_order().id;
    desk.user(UserInput::CancelOrder { order });
    desk.pass(9 * DAY);
    assert_eq!(desk.core.state().children.len(), 1, "its fate is unknown");
}

#[test]
fn books_go_with_the_last_interest() {
    let mut desk = Desk::holding();
    desk.pass(HOUR);
    assert!(desk.core.book(&yes()).is_some());
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    desk.pass(HOUR);
    assert!(desk.core.book(&yes()).is_none());
    // One that is streamed though nobody needs it is not kept.
    for n in 0..50 {
        let book = Book {
            token: TokenId::new(&format!("8{n:03}")),
            observed_at: desk.now,
            bids: vec![Level {
                price: price("0.5"),
                shares: shares("10"),
            }],
            asks: Vec::new(),
            tick: desk.market.tick,
        };
        desk.give(Input::Book(book));
    }
    assert_eq!(desk.core.all_best_prices().len(), 0);
}

#[test]
fn a_market_that_is_over_and_holds_nothing_is_forgotten() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "1", "0.58"); // Too small: skipped.
    desk.pass(31_000);
    assert_eq!(desk.core.state().markets.len(), 1);
    desk.resolves("1");
    desk.pass(DAY);
    assert_eq!(desk.core.state().markets.len(), 0);
}

#[test]
fn markets_of_signals_that_were_skipped_are_forgotten() {
    let mut desk = Desk::following("1");
    for n in 0..200 {
        let condition = ConditionId::new(&format!("0xd{n}"));
        let mut market: Market = desk.market.clone();
        market.condition = condition.clone();
        market.outcomes[0].token = TokenId::new(&format!("9{n:04}"));
        market.outcomes[1].token = TokenId::new(&format!("8{n:04}"));
        desk.more_markets.insert(condition.clone(), market.clone());
        for side in [Side::Buy, Side::Sell] {
            let mut row = bare_row(
                &format!("0x{n}{side:?}"),
                side,
                &market.outcomes[0].token,
                "1",
                desk.now,
            );
            row.condition = condition.clone();
            desk.streams(row);
            desk.pass(31_000);
        }
    }
    desk.pass(60 * DAY);
    let kept = desk.core.state().markets.len();
    assert!(kept < 20, "{kept} markets of skipped signals, two months old");
}

#[test]
fn what_waits_for_facts_that_cannot_be_true_does_not_wait_for_ever() {
    for broken in ["twins", "nameless", "negative"] {
        let mut desk = Desk::following("20");
        let mut facts = common::second_market();
        match broken {
            "twins" => facts.outcomes[1].token = facts.outcomes[0].token.clone(),
            "nameless" => facts.outcomes[0].token = TokenId::new(""),
            _ => facts.min_size = shares("-1"),
        }
        desk.more_markets.insert(facts.condition.clone(), facts.clone());
        let row = pilotfish_copy::input::ActivityRow {
            token: TokenId::new("333"),
            condition: facts.condition.clone(),
            ..bare_row("0xq", Side::Buy, &yes(), "100", desk.now)
        };
        desk.streams(row);
        let asked = desk.commands.len();
        desk.pass(24 * HOUR);
        assert!(desk.core.state().signals.is_empty(), "{broken}");
        assert_eq!(desk.skips(), [SkipReason::MarketUnknown], "{broken}");
        let is_fetch = |command: &&Command| matches!(command, Command::FetchMarket { .. });
        let fetches = desk.commands[asked..].iter().filter(is_fetch).count();
        assert!(fetches < 60, "{broken}: {fetches} requests");
        let disputed = |event: &&pilotfish_copy::event::Event| {
            matches!(
                event.what,
                EventKind::Incident {
                    code: IncidentCode::MarketDisputed,
                    ..
                }
            )
        };
        let told = desk.events.iter().filter(disputed).count();
        assert_eq!(told, 1, "{broken}: told once");
    }
}

#[test]
fn a_waiting_signal_or_merge_of_an_unreadable_market_is_not_kept() {
    let mut desk = Desk::following("20");
    desk.facts_fail = true;
    for n in 0..40 {
        let mut row = bare_row(
            &format!("0x{n}"),
            Side::Buy,
            &TokenId::new(&format!("9{n:04}")),
            "10",
            desk.now,
        );
        row.condition = ConditionId::new(&format!("0xd{n}"));
        if n % 2 == 0 {
            row.kind = RowKind::Merge;
        }
        desk.streams(row);
    }
    desk.pass(2 * DAY);
    assert!(desk.core.state().signals.is_empty());
    let asked = desk.commands.len();
    desk.pass(DAY);
    let fetches = desk.commands[asked..]
        .iter()
        .filter(|command| matches!(command, pilotfish_copy::command::Command::FetchMarket { .. }))
        .count();
    assert_eq!(fetches, 0, "nobody needs them any more");
}

#[test]
fn dust_does_not_keep_a_book_or_a_market_being_read() {
    let mut settings = at("20");
    settings.style = Style::Fast;
    let mut desk = Desk::with(settings);
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(4_000);
    let child = desk.slot();
    desk.places(
        child,
        pilotfish_copy::input::PlaceOutcome::Matched {
            shares: shares("20.009999"),
        },
    );
    desk.late_trade(child, "t1", "20.009999", Settlement::Confirmed);
    desk.silent = false;
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(2 * HOUR);
    assert_eq!(desk.held(&yes()), "0.009999");
    assert!(desk.core.wanted_books().is_empty());
    let asked = desk.commands.len();
    desk.pass(DAY);
    let reads = desk.commands[asked..]
        .iter()
        .filter(|command| matches!(command, pilotfish_copy::command::Command::FetchMarket { .. }))
        .count();
    assert_eq!(reads, 0);
    assert!(desk.core.book(&yes()).is_none());
}

#[test]
fn a_day_of_nothing_writes_next_to_nothing() {
    let mut desk = Desk::following("20");
    for n in 0..50 {
        desk.positions.insert(TokenId::new(&format!("9{n:03}")), shares("100"));
    }
    desk.pass(HOUR);
    let rows = desk.changes.len();
    desk.pass(DAY);
    let written = desk.changes.len() - rows;
    assert!(written < 400, "{written} rows in a day in which nothing happened");
}

#[test]
fn movements_of_the_account_are_remembered_for_as_long_as_they_are_told_again() {
    let mut desk = Desk::following("20");
    let row = OwnMovement {
        id: TxHash::new("0xd"),
        at: desk.now,
        kind: OwnMovementKind::Deposit { usd: usd("5") },
    };
    for _ in 0..30 {
        desk.give(Input::OwnMovements {
            rows: vec![row.clone()],
        });
        desk.pass(DAY);
        desk.restart();
    }
    assert_eq!(desk.cash(), usd("10005"));
}
