//! Lists of a trader's positions are evidence, not truth: doubted, empty, short, late and repeated ones; what moved away, came in,
//! migrated or was converted; baselines; rows that nobody can read.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{FollowStatus, PriceSource, SignalKind};
use pilotfish_copy::event::{EventKind, SkipReason, TraderNews};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use pilotfish_copy::input::{ActivityRow, Input, ListQuality, RowKind, RowSource, SnapshotPosition, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Price;

use crate::common::{AT_MARKET, Desk, HOUR, MINUTE, at, bare_row, close, no, percent, price, shares, trader, yes};

/// Twenty are held of a trader's hundred, who has this many other positions.
fn beside(others: usize) -> Desk {
    let mut desk = Desk::new();
    for n in 0..others {
        desk.positions.insert(TokenId::new(&format!("9{n:03}")), shares("100"));
    }
    desk.follow(at("20"));
    desk.buy_and_fill("100", "20");
    desk.settle("t1", pilotfish_copy::input::Settlement::Confirmed);
    desk.pass(HOUR);
    desk
}

fn sales_signalled(desk: &Desk) -> usize {
    let sale = |event: &&pilotfish_copy::event::Event| matches!(event.what, EventKind::Signal { side: Side::Sell, .. });
    desk.events.iter().filter(sale).count()
}

fn doubts(desk: &Desk) -> usize {
    desk.news()
        .iter()
        .filter(|news| matches!(news, TraderNews::ListDoubted { .. }))
        .count()
}

#[test]
fn a_list_that_lost_a_fifth_or_everything_is_doubted_told_once_and_never_sells() {
    let losses = [
        (0, "all"),
        (4, "one"),
        (3, "one"),
        (9, "all"),
        (9, "two"),
        (9, "rows of nothing"),
        (9, "dust of each is left"),
    ];
    for (others, vanish) in losses {
        for failing in [false, true] {
            for restart in [false, true] {
                let mut desk = beside(others);
                if failing {
                    desk.activity_fails();
                    desk.pass(10 * MINUTE);
                }
                match vanish {
                    "all" => desk.positions.clear(),
                    "rows of nothing" => {
                        desk.rows_of_nothing = true;
                        desk.positions.values_mut().for_each(|held| *held = shares("0"));
                    }
                    "dust of each is left" => {
                        desk.positions.values_mut().for_each(|held| *held = shares("0.05"));
                    }
                    "one" => {
                        desk.positions.remove(&yes());
                    }
                    _ => {
                        desk.positions.remove(&yes());
                        desk.positions.remove(&TokenId::new("9000"));
                    }
                }
                desk.pass(20 * MINUTE);
                if restart {
                    desk.restart();
                    desk.pass(6 * HOUR);
                }
                let case = format!("{others} {vanish} {failing} {restart}");
                assert!(doubts(&desk) >= 1, "{case}");
                assert!(doubts(&desk) <= 2, "{case}: told {} times", doubts(&desk));
                assert_eq!((sales_signalled(&desk), desk.held(&yes())), (0, "20".into()), "{case}");
            }
        }
    }
}

#[test]
fn one_of_many_is_a_sale_after_two_uncached_lists_while_activity_is_incomplete() {
    for uncached in [true, false] {
        let mut desk = beside(9);
        desk.activity_fails();
        desk.pass(10 * MINUTE);
        desk.quality = ListQuality {
            uncached,
            complete: true,
        };
        desk.positions.remove(&yes());
        desk.pass(20 * MINUTE);
        assert_eq!(sales_signalled(&desk), usize::from(uncached), "{uncached}");
    }
}

#[test]
fn activity_that_failed_together_with_the_lists_is_not_incomplete() {
    for came in [true, false] {
        let mut desk = beside(9);
        if came {
            desk.positions.insert(no(), shares("100"));
        } else {
            desk.positions.remove(&yes());
        }
        let token = if came { no() } else { yes() };
        let looked_into = |desk: &Desk| {
            let known = desk.core.state().known_position(&(FollowId(1), token.clone()));
            known.is_some_and(|known| known.pending.is_some())
        };
        desk.activity_answers = false;
        while !looked_into(&desk) {
            desk.pass(1_000);
        }
        desk.offline = true;
        desk.pass(20 * MINUTE);
        // The lists come back first.
        desk.offline = false;
        desk.pass(3 * MINUTE);
        let signals = desk.signals();
        desk.activity_answers = true;
        desk.pass(10 * MINUTE);
        assert_eq!((signals, desk.signals()), (1, 1), "{came}: neither bought nor sold");
        assert_eq!(desk.news().len(), 1, "{came}: but told");
    }
}

#[test]
fn what_an_incomplete_list_lacks_is_not_gone() {
    let mut desk = beside(9);
    desk.activity_fails();
    desk.pass(10 * MINUTE);
    desk.quality = ListQuality {
        uncached: true,
        complete: false,
    };
    desk.positions.remove(&yes());
    desk.pass(3 * HOUR);
    assert_eq!((sales_signalled(&desk), desk.news().len()), (0, 0));
}

#[test]
fn nobody_can_make_us_sell_by_hiding_a_page_however_long() {
    for failing in [false, true] {
        let mut desk = beside(4);
        if failing {
            desk.activity_fails();
        }
        let all = desk.positions.clone();
        for round in 0..20 {
            desk.positions = if round % 3 == 0 {
                all.clone()
            } else {
                Default::default()
            };
            desk.pass(37 * MINUTE);
        }
        assert_eq!(sales_signalled(&desk), 0, "{failing}");
    }
}

#[test]
fn what_moved_away_is_told_and_not_sold_and_its_return_is_no_purchase_over_restarts() {
    for restart in [false, true] {
        for part in [false, true] {
            let mut desk = beside(9);
            let left = if part { "40" } else { "0" };
            desk.positions.insert(yes(), shares(left));
            desk.pass(HOUR);
            if restart {
                desk.restart();
            }
            let away = |news: &TraderNews| matches!(news, TraderNews::MovedAway { .. });
            assert!(desk.news().iter().any(away));
            desk.positions.insert(yes(), shares("100"));
            desk.pass(2 * HOUR);
            assert_eq!(
                (desk.signals(), desk.held(&yes())),
                (1, "20".into()),
                "{restart} {part}"
            );
            // Offered to close: the user's close works as ever.
            desk.user(close(1, &yes(), percent(100), AT_MARKET));
            desk.pass(MINUTE);
            assert_eq!(desk.held(&yes()), "0");
        }
    }
}

#[test]
fn what_a_doubted_list_lacks_while_activity_was_incomplete_is_told_when_it_was_complete_for_an_hour() {
    for restart in [false, true] {
        let mut desk = beside(1);
        desk.give(Input::Rows {
            trader: trader(),
            rows: Vec::new(),
            source: RowSource::Poll {
                requested_at: desk.now,
                complete: false,
            },
        });
        desk.positions.remove(&yes());
        let away = |desk: &Desk| {
            let away = |news: &&TraderNews| matches!(news, TraderNews::MovedAway { .. });
            desk.news().iter().filter(away).count()
        };
        desk.pass(50 * MINUTE);
        assert_eq!(away(&desk), 0, "what is missing may explain it");
        if restart {
            desk.restart();
        }
        desk.pass(3 * HOUR);
        assert_eq!((away(&desk), sales_signalled(&desk)), (1, 0), "{restart}");
    }
}

#[test]
fn a_sale_whose_row_comes_after_its_shares_moved_away_is_copied_once() {
    for (sold, left) in [("100", "0"), ("40", "12")] {
        let mut desk = beside(9);
        let row = desk.row(RowKind::Trade(Side::Sell), &yes(), sold, "0.58");
        desk.pass(31 * MINUTE);
        let away = |news: &TraderNews| matches!(news, TraderNews::MovedAway { .. });
        assert!(desk.news().iter().any(away));
        desk.streams(row.clone());
        desk.pass(MINUTE);
        desk.polls(vec![row]);
        desk.pass(MINUTE);
        assert_eq!(
            (sales_signalled(&desk), desk.target(1, &yes())),
            (1, left.into()),
            "{sold}"
        );
    }
}

#[test]
fn a_row_of_before_one_that_was_taken_in_explains_nothing_that_moved_away() {
    let mut desk = beside(9);
    desk.pass(2 * HOUR);
    let mut row = desk.row(RowKind::Trade(Side::Sell), &yes(), "40", "0.58");
    row.at = row.at.plus(-HOUR);
    desk.trades(Side::Buy, &yes(), "1", "0.58");
    desk.pass(HOUR);
    let away = |news: &TraderNews| matches!(news, TraderNews::MovedAway { .. });
    assert!(desk.news().iter().any(away));
    desk.streams(row);
    desk.pass(MINUTE);
    assert_eq!(sales_signalled(&desk), 0, "an earlier list may have shown it");
}

#[test]
fn nobody_can_make_us_buy_by_sending_shares() {
    for (others, sent) in [(0, "5000"), (9, "5000"), (9, "1")] {
        let mut desk = beside(others);
        desk.positions.insert(no(), shares(sent));
        desk.pass(3 * HOUR);
        assert_eq!(desk.signals(), 1, "{others} {sent}");
        let came = |news: &TraderNews| matches!(news, TraderNews::CameIn { .. });
        assert!(desk.news().iter().any(came));
        // During a failure that begins later it stays what it was.
        desk.activity_fails();
        desk.pass(3 * HOUR);
        assert_eq!(desk.signals(), 1);
    }
}

#[test]
fn a_list_older_than_a_row_proves_nothing() {
    let mut desk = beside(9);
    let old = desk.snapshot();
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    let signals = desk.signals();
    for _ in 0..25 {
        desk.pass(MINUTE);
        desk.give(Input::Snapshot {
            trader: trader(),
            requested_at: desk.now,
            quality: ListQuality::FULL,
            positions: old.clone(),
        });
    }
    assert_eq!(
        desk.signals(),
        signals,
        "the venue's index is up to half an hour behind"
    );
}

#[test]
fn a_row_of_next_year_is_malformed_and_forbids_no_list_to_speak() {
    let mut desk = beside(9);
    let row = bare_row("0xfuture", Side::Sell, &yes(), "40", desk.now.plus(366 * 24 * HOUR));
    let ignored = desk.ignored().len();
    desk.streams(row);
    assert_eq!(desk.ignored()[ignored..], [SkipReason::Malformed]);
    let signals = desk.signals();
    desk.pass(31_000);
    assert_eq!(desk.signals(), signals);
    // What leaves is told like that of any other token.
    let told = desk.news().len();
    desk.pass(HOUR);
    desk.positions.insert(yes(), shares("50"));
    desk.pass(20 * MINUTE);
    assert!(desk.news().len() > told, "{:?}", desk.news());
}

#[test]
fn a_list_with_rows_out_of_range_or_twice_is_read_without_them() {
    let mut desk = beside(9);
    let mut list = desk.snapshot();
    let first = list[0].clone();
    list.push(first.clone());
    list.push(SnapshotPosition {
        token: TokenId::new("777"),
        shares: shares("-5"),
        ..first.clone()
    });
    list.push(SnapshotPosition {
        token: TokenId::new("778"),
        current_price: Price::from_micros(1_500_000),
        ..first
    });
    list.reverse();
    for _ in 0..5 {
        desk.pass(2 * MINUTE);
        desk.give(Input::Snapshot {
            trader: trader(),
            requested_at: desk.now,
            quality: ListQuality::FULL,
            positions: list.clone(),
        });
    }
    assert_eq!((desk.signals(), desk.news().len()), (1, 0));
}

// ---------------------------------------------------------------- baseline

#[test]
fn an_empty_cached_incomplete_or_early_first_list_makes_no_baseline() {
    for quality in [
        ListQuality {
            uncached: false,
            complete: true,
        },
        ListQuality {
            uncached: true,
            complete: false,
        },
    ] {
        let mut desk = Desk::new();
        desk.quality = quality;
        desk.follow(at("20"));
        desk.pass(HOUR);
        assert_eq!(
            desk.core.state().follows[&FollowId(1)].status,
            FollowStatus::Starting,
            "{quality:?}"
        );
        desk.restart();
        desk.quality = ListQuality::FULL;
        desk.positions.insert(yes(), shares("100"));
        desk.pass(10 * MINUTE);
        assert_eq!(desk.core.state().follows[&FollowId(1)].status, FollowStatus::Active);
        desk.pass(HOUR);
        assert_eq!(desk.signals(), 0, "what was there before is not copied");
    }
}

#[test]
fn a_first_list_that_is_never_whole_is_asked_for_ever_less_often() {
    let mut desk = Desk::new();
    desk.positions.insert(yes(), shares("100"));
    desk.quality = ListQuality {
        uncached: true,
        complete: false,
    };
    desk.follow(at("20"));
    desk.pass(24 * HOUR);
    let is_poll = |command: &&Command| matches!(command, Command::PollPositions { .. });
    let polls = desk.commands.iter().filter(is_poll).count();
    assert!((40..60).contains(&polls), "{polls} a day");
    let status = |desk: &Desk| desk.core.state().follows[&FollowId(1)].status;
    assert_eq!(status(&desk), FollowStatus::Starting);
    desk.quality = ListQuality::FULL;
    desk.pass(HOUR);
    assert_eq!(status(&desk), FollowStatus::Active);
}

#[test]
fn rows_between_request_and_answer_of_the_first_list_count_once_whatever_they_did() {
    for side in [Side::Buy, Side::Sell] {
        for in_list in [false, true] {
            for delay_s in [1, 19] {
                let mut desk = Desk::new();
                desk.positions.insert(yes(), shares("500"));
                let before = desk.snapshot();
                let asked = desk.now;
                let row = desk.row(RowKind::Trade(side), &yes(), "100", "0.58");
                let row = ActivityRow {
                    at: asked.plus(delay_s * 1_000),
                    ..row
                };
                let after = desk.snapshot();
                desk.core.step(asked, Input::Market(desk.market.clone()));
                let ask = UserInput::Follow {
                    trader: trader(),
                    name: "t".into(),
                    settings: at("20"),
                };
                let _ = desk.core.step(asked, Input::User(ask));
                let list = |positions: &[SnapshotPosition], at: VenueMs| Input::Snapshot {
                    trader: trader(),
                    requested_at: at,
                    quality: ListQuality::FULL,
                    positions: positions.to_vec(),
                };
                let mut signals = 0;
                let mut told = Vec::new();
                let mut step = |core: &mut pilotfish_copy::Core, at: VenueMs, input: Input| {
                    for event in core.step(at, input).events {
                        if let EventKind::Signal { before, after, .. } = event.what {
                            signals += 1;
                            told.push((before, after));
                        }
                    }
                };
                let first = if in_list { &after } else { &before };
                let mut core = desk.core.clone();
                step(&mut core, asked.plus(20_000), list(first, asked));
                let source = pilotfish_copy::input::RowSource::Stream;
                step(
                    &mut core,
                    asked.plus(21_000),
                    Input::Rows {
                        trader: trader(),
                        rows: vec![row],
                        source,
                    },
                );
                for minutes in 1..200 {
                    step(
                        &mut core,
                        asked.plus(minutes * MINUTE),
                        list(&after, asked.plus(minutes * MINUTE)),
                    );
                }
                assert!(
                    told.len() <= 1 && signals <= 1,
                    "{side:?} {in_list} {delay_s}: {told:?}"
                );
                let known = core
                    .state()
                    .known_position(&(FollowId(1), yes()))
                    .map(|known| known.shares);
                assert_eq!(
                    known,
                    Some(after[0].shares),
                    "{side:?} {in_list}: the list tells which it was"
                );
            }
        }
    }
}

#[test]
fn trades_from_before_the_follow_are_not_copied_however_late_their_rows_come() {
    for on_again in [false, true] {
        let mut desk = Desk::new();
        desk.follow(at("20"));
        if on_again {
            desk.user(UserInput::SwitchFollow {
                follow: FollowId(1),
                on: false,
            });
            desk.pass(HOUR);
        }
        let early = bare_row("0xearly", Side::Buy, &yes(), "100", desk.now.plus(-10 * MINUTE));
        if on_again {
            desk.user(UserInput::SwitchFollow {
                follow: FollowId(1),
                on: true,
            });
        }
        desk.pass(2 * MINUTE);
        desk.polls(vec![early]);
        desk.positions.insert(yes(), shares("100"));
        desk.pass(2 * HOUR);
        assert_eq!(desk.purchases().len(), 0, "{on_again}: {:?}", desk.ignored());
    }
}

#[test]
fn an_increase_that_only_lists_show_has_the_price_of_its_cost_or_of_that_list() {
    for (stale_book, cost, expected) in [
        (false, "0.58", ("0.58", PriceSource::Derived)),
        (true, "0.9", ("0.585", PriceSource::Estimated)),
    ] {
        let mut desk = beside(9);
        desk.activity_fails();
        desk.pass(10 * MINUTE);
        if stale_book {
            desk.books.clear();
        }
        desk.cost = price(cost);
        desk.positions.insert(no(), shares("100"));
        desk.pass(20 * MINUTE);
        let found = desk.events.iter().find_map(|event| match &event.what {
            EventKind::Signal {
                token,
                price,
                price_source,
                change,
                ..
            } if *token == no() => {
                assert_eq!(*change, SignalKind::NewPosition);
                Some((price.to_string(), *price_source))
            }
            _ => None,
        });
        let found = found.expect("a signal");
        assert_eq!((found.0.as_str(), found.1), expected, "{stale_book}");
    }
}
