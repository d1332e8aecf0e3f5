//! One change, one signal, one key: rows repeated, split, reordered, malformed, from both sources and over restarts.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{Change, PriceSource};
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::input::{ActivityRow, Input, RowKind, RowSource};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick};
use proptest::prelude::*;

use crate::common::{
    self, AT_MARKET, Desk, HOUR, MINUTE, at, bare_row, close, no, percent, price, shares, trader, yes,
};

fn keys(desk: &Desk) -> Vec<String> {
    let key = |event: &pilotfish_copy::event::Event| match &event.what {
        EventKind::Signal { key, .. } => Some(key.clone()),
        _ => None,
    };
    desk.events.iter().filter_map(key).collect()
}

fn assert_unique(desk: &Desk) {
    let all = keys(desk);
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "UNIQUE (signal_key): {all:?}");
}

/// What the store would refuse of a row.
fn refused(change: &Change) -> Option<String> {
    let priced = |price: Price| (Price::ZERO..=Price::ONE).contains(&price);
    let bad = match change {
        Change::Signal(row) => !priced(row.price) || row.before < Shares::ZERO || row.after < Shares::ZERO,
        Change::Known(row) => row.shares < Shares::ZERO || row.moved_away < Shares::ZERO,
        Change::Pending(row) => row.shares <= Shares::ZERO || row.before < Shares::ZERO || row.after < Shares::ZERO,
        Change::Target(row) => row.shares < Shares::ZERO,
        Change::Order(row) => {
            !priced(row.trader_price)
                || row.shares <= Shares::ZERO
                || (row.side == Side::Sell && row.filled > row.shares + shares("0.01"))
        }
        Change::Fill(row) => !priced(row.price) || row.shares <= Shares::ZERO,
        Change::Seen(row) => row.count == 0,
        Change::CarriedOver(row) => row.shares.is_zero() || !priced(row.price),
        _ => false,
    };
    bad.then(|| format!("{change:?}"))
}

#[derive(Debug, Clone)]
enum Deed {
    Rows {
        tx: u8,
        sell: bool,
        size: u8,
        count: u8,
        polled: bool,
        on_no: bool,
    },
    Pass(u32),
    Restart,
    Close(u8),
    Fill,
}

fn deed() -> impl Strategy<Value = Deed> {
    let rows = (0_u8..4, any::<bool>(), 1_u8..4, 1_u8..4, any::<bool>(), any::<bool>());
    prop_oneof![
        8 => rows.prop_map(|(tx, sell, size, count, polled, on_no)| Deed::Rows { tx, sell, size, count, polled, on_no }),
        4 => (1_u32..90).prop_map(Deed::Pass),
        1 => Just(Deed::Restart),
        1 => (1_u8..=100).prop_map(Deed::Close),
        2 => Just(Deed::Fill),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// However rows are repeated, in whatever batches and from wherever: each counts once, and no key is given twice.
    #[test]
    fn rows_count_once_and_no_key_is_given_twice(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut desk = Desk::following("20");
        desk.quality = pilotfish_copy::input::ListQuality { uncached: false, complete: true };
        let at = desk.now;
        let mut most: BTreeMap<(u8, bool, u8, bool), u8> = BTreeMap::new();
        for deed in &deeds {
            match deed {
                Deed::Rows { tx, sell, size, count, polled, on_no } => {
                    let side = if *sell { Side::Sell } else { Side::Buy };
                    let token = if *on_no { no() } else { yes() };
                    let row = bare_row(&format!("0x{tx}"), side, &token, &(u32::from(*size) * 10).to_string(), at.plus(1));
                    let seen = if *polled { *count } else { 1 };
                    let entry = most.entry((*tx, *sell, *size, *on_no)).or_insert(0);
                    *entry = (*entry).max(seen);
                    let rows = vec![row; usize::from(*count)];
                    let source = if *polled { desk.poll() } else { RowSource::Stream };
                    desk.give(Input::Rows { trader: trader(), rows, source });
                }
                Deed::Pass(seconds) => desk.pass(i64::from(*seconds) * 1_000),
                Deed::Restart => desk.restart(),
                Deed::Close(part) => desk.user(close(1, &yes(), percent(*part), AT_MARKET)),
                Deed::Fill => {
                    if let Some(child) = desk.live() {
                        let open = desk.row_of(child).open_shares().to_string();
                        desk.fill_child(child, &open);
                    }
                }
            }
        }
        desk.pass(MINUTE);
        assert_unique(&desk);
        let counted: u32 = desk.core.state().seen.values().flat_map(|rows| rows.values()).map(|seen| seen.count).sum();
        let expected: u32 = most.values().map(|count| u32::from(*count)).sum();
        prop_assert_eq!(counted, expected);
        let bad: Vec<String> = desk.changes.iter().filter_map(refused).collect();
        prop_assert!(bad.is_empty(), "{bad:#?}");
    }
}

#[test]
fn identical_rows_of_what_nobody_knew_have_keys_of_their_own_for_every_source_side_and_token() {
    for token in [yes(), no()] {
        for side in [Side::Sell, Side::Buy] {
            for restart in [false, true] {
                let mut desk = Desk::following("20");
                let row = bare_row("0xsame", side, &token, "30", desk.now);
                for count in 1..=4 {
                    if restart {
                        desk.restart();
                    }
                    desk.polls(vec![row.clone(); count]);
                    desk.pass(31_000);
                }
                assert_eq!(desk.signals(), 4, "{side:?}");
                assert_unique(&desk);
            }
        }
    }
}

#[test]
fn closes_of_one_instant_have_keys_of_their_own() {
    let mut desk = Desk::holding();
    desk.silent = true;
    for _ in 0..3 {
        desk.user(close(1, &yes(), percent(10), AT_MARKET));
    }
    assert_eq!(desk.signals(), 4);
    assert_unique(&desk);
}

#[test]
fn a_second_baseline_gives_no_key_again() {
    let mut settings = at("20");
    settings.copy_existing = true;
    let mut desk = Desk::new();
    desk.positions.insert(yes(), shares("100"));
    desk.follow(settings.clone());
    desk.pass(MINUTE);
    assert_eq!(desk.signals(), 1, "asked for, and copied");
    for on in [false, true] {
        desk.user(pilotfish_copy::input::UserInput::SwitchFollow {
            follow: pilotfish_copy::ids::FollowId(1),
            on,
        });
    }
    desk.pass(2 * HOUR);
    assert_eq!(desk.signals(), 1, "once");
    assert_unique(&desk);
}

#[test]
fn malformed_rows_of_every_kind_are_noted_once_and_left_out() {
    let kinds = [
        RowKind::Trade(Side::Buy),
        RowKind::Trade(Side::Sell),
        RowKind::Split,
        RowKind::Merge,
        RowKind::Redeem,
        RowKind::Conversion,
    ];
    for kind in kinds {
        for (size, at) in [
            (-5_000_000, 580_000),
            (0, 580_000),
            (i64::MAX, 580_000),
            (i64::MIN, 580_000),
            (5_000_000, 1_000_100),
            (5_000_000, 1_000_000),
            (5_000_000, 0),
            (5_000_000, -1),
        ] {
            let priced = matches!(kind, RowKind::Trade(_));
            if !priced && size == 5_000_000 {
                continue; // A row without a price of its own.
            }
            for polled in [false, true] {
                let mut desk = Desk::holding();
                let before = desk
                    .core
                    .state()
                    .known_position(&(pilotfish_copy::ids::FollowId(1), yes()))
                    .cloned();
                let row = ActivityRow {
                    kind,
                    shares: Shares::from_micros(size),
                    price: Price::from_micros(at),
                    ..bare_row("0xbad", Side::Buy, &yes(), "1", desk.now)
                };
                for _ in 0..2 {
                    if polled {
                        desk.polls(vec![row.clone()]);
                    } else {
                        desk.streams(row.clone());
                    }
                    desk.pass(31_000);
                }
                let after = desk
                    .core
                    .state()
                    .known_position(&(pilotfish_copy::ids::FollowId(1), yes()))
                    .cloned();
                assert_eq!(
                    before.map(|known| known.shares),
                    after.map(|known| known.shares),
                    "{kind:?} {size} {at}"
                );
                assert_eq!(
                    (desk.signals(), desk.ignored()),
                    (1, vec![SkipReason::Malformed]),
                    "{kind:?} {size} {at}"
                );
                let bad: Vec<String> = desk.changes.iter().filter_map(refused).collect();
                assert!(bad.is_empty(), "{bad:#?}");
            }
        }
    }
}

#[test]
fn a_storm_of_repetitions_and_a_burst_larger_than_a_page_are_one_signal_each_token() {
    let mut desk = Desk::following("1");
    let mut rows = Vec::new();
    for n in 0..1_500 {
        rows.push(bare_row(&format!("0x{n}"), Side::Buy, &yes(), "1", desk.now));
    }
    for _ in 0..20 {
        desk.polls(rows.clone());
    }
    for row in rows.iter().take(300) {
        desk.streams(row.clone());
    }
    desk.pass(31_000);
    assert_eq!(desk.signals(), 1);
    assert_eq!(desk.last_order().shares, shares("15"));
}

#[test]
fn pages_that_overlap_or_miss_a_row_that_comes_later_count_each_once() {
    let mut desk = Desk::following("20");
    let row = |n: usize, now| bare_row(&format!("0x{n}"), Side::Buy, &yes(), "50", now);
    let now = desk.now;
    desk.polls(vec![row(1, now), row(2, now)]);
    desk.polls(vec![row(2, now), row(4, now)]);
    desk.pass(31_000);
    desk.polls(vec![row(1, now), row(2, now), row(3, now), row(4, now)]);
    desk.pass(31_000);
    assert_eq!(desk.target(1, &yes()), "40");
}

#[test]
fn rows_go_by_token_and_not_by_market() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.trades(Side::Buy, &no(), "50", "0.42");
    desk.pass(31_000);
    assert_eq!(
        (desk.target(1, &yes()), desk.target(1, &no())),
        ("20".into(), "10".into())
    );
    desk.trades(Side::Sell, &no(), "50", "0.42");
    desk.pass(31_000);
    assert_eq!(
        (desk.target(1, &yes()), desk.target(1, &no())),
        ("20".into(), "0".into())
    );
}

#[test]
fn rows_and_unknown_wallets_of_nobody_followed_do_nothing() {
    let mut desk = Desk::following("20");
    desk.give(Input::Rows {
        trader: common::other(),
        rows: vec![bare_row("0xo", Side::Buy, &yes(), "100", desk.now)],
        source: RowSource::Stream,
    });
    desk.pass(31_000);
    assert_eq!(desk.signals(), 0);
}

#[test]
fn a_trader_with_nothing_is_followed_and_copied_from_nothing() {
    let mut desk = Desk::following("20");
    desk.pass(HOUR);
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(31_000);
    assert_eq!(desk.resting().len(), 1);
}

// ---------------------------------------------------------------- prices and books that cannot be

#[test]
fn an_estimate_is_never_an_old_book_for_merges_conversions_and_closes() {
    for days in [0, 3] {
        let mut desk = Desk::following("20");
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.trades(Side::Buy, &no(), "100", "0.42");
        desk.pass(31_000);
        for (side, _, size) in desk.resting() {
            assert_eq!((side, size.as_str()), (Side::Buy, "20"));
        }
        while let Some(child) = desk.live() {
            desk.fill_child(child, "20");
        }
        desk.pass(days * 24 * HOUR + 20 * MINUTE);
        desk.book("0.30", "0.31");
        desk.books.clear(); // Nothing can be read of the new book.
        let merge = desk.row(RowKind::Merge, &yes(), "100", "0");
        desk.streams(merge);
        desk.pass(31_000);
        let sold = desk.events.iter().rev().find_map(|event| match &event.what {
            EventKind::Signal {
                side: Side::Sell,
                price_source,
                ..
            } => Some(*price_source),
            _ => None,
        });
        assert_eq!(sold, Some(PriceSource::Estimated));
    }
}

#[test]
fn the_users_close_goes_by_the_book_that_is_there() {
    for (bid, ask, p0) in [("0.20", "", "0.2"), ("", "0.30", "0.3"), ("0.20", "0.30", "0.25")] {
        for off in [false, true] {
            let mut desk = Desk::holding();
            if off {
                desk.user(pilotfish_copy::input::UserInput::SwitchFollow {
                    follow: pilotfish_copy::ids::FollowId(1),
                    on: false,
                });
            }
            desk.pass(40 * 24 * HOUR);
            desk.book(bid, ask);
            let level = |side: &str| -> Vec<Level> {
                if side.is_empty() {
                    return Vec::new();
                }
                vec![Level {
                    price: price(side),
                    shares: shares("1000"),
                }]
            };
            desk.give(Input::Book(Book {
                token: yes(),
                observed_at: desk.now,
                bids: level(bid),
                asks: level(ask),
                tick: Tick::MILLI,
            }));
            desk.user(close(1, &yes(), percent(100), AT_MARKET));
            assert_eq!(desk.last_order().trader_price.to_string(), p0, "{bid}/{ask} {off}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Books with absurd prices and sizes: nothing overflows, and no price outside the range is sent.
    #[test]
    fn absurd_books_do_no_harm(levels in prop::collection::vec((any::<bool>(), any::<i64>(), any::<i64>()), 0..8)) {
        let mut desk = Desk::holding();
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        let side = |bids: bool| -> Vec<Level> {
            let mine = levels.iter().filter(|(bid, ..)| *bid == bids);
            mine.map(|(_, at, size)| Level { price: Price::from_micros(*at), shares: Shares::from_micros(*size) }).collect()
        };
        let book = Book { token: yes(), observed_at: desk.now, bids: side(true), asks: side(false), tick: Tick::CENT };
        desk.give(Input::Book(book.clone()));
        desk.pass(21_000);
        desk.give(Input::Book(book.clone()));
        let _ = desk.core.plan_close(pilotfish_copy::ids::FollowId(1), &yes(), percent(100), AT_MARKET);
        let _ = desk.core.equity();
        let _ = desk.core.all_best_prices();
        for child in desk.core.state().children.values() {
            let at = child.kind.price();
            prop_assert!(at > Price::ZERO && at < Price::ONE, "{child:?}");
        }
    }
}

#[test]
fn a_tick_that_changes_is_taken_from_the_book_before_the_facts_say_so() {
    for side in [Side::Buy, Side::Sell] {
        let mut desk = Desk::holding();
        desk.market.tick = Tick::CENT;
        desk.trades(side, &yes(), "100", if side == Side::Buy { "0.585" } else { "0.605" });
        desk.pass(31_000);
        let at = desk.resting()[0].1.clone();
        assert!(Tick::CENT.divides(price(&at)), "{side:?}: {at}");
    }
}

#[test]
fn an_order_at_rest_stays_when_the_tick_changes_under_it_and_what_follows_it_fits_the_new_one() {
    for (before, after) in [(Tick::MILLI, Tick::CENT), (Tick::CENT, Tick::MILLI)] {
        for side in [Side::Buy, Side::Sell] {
            let mut desk = Desk::holding();
            desk.market.tick = before;
            desk.trades(side, &yes(), "100", if side == Side::Buy { "0.585" } else { "0.605" });
            desk.pass(31_000);
            let rests = desk.resting();
            assert_eq!(rests.len(), 1, "{before} {side:?}");
            desk.market.tick = after;
            desk.streams_the_book();
            assert_eq!(
                desk.resting(),
                rests,
                "{before} {side:?}: nobody takes it back for that"
            );
            let sent = |desk: &Desk| -> Vec<Price> {
                let placed = desk.commands.iter().filter_map(|command| match command {
                    Command::Place(place) => Some(place.kind.price()),
                    _ => None,
                });
                placed.collect()
            };
            let already = sent(&desk).len();
            for _ in 0..30 {
                desk.pass(HOUR);
                assert!(desk.resting().len() <= 1, "{before} {side:?}: {:?}", desk.resting());
            }
            let later = sent(&desk).split_off(already);
            assert!(!later.is_empty(), "{before} {side:?}: it is moved along its path");
            assert!(
                later.iter().all(|price| after.divides(*price)),
                "{before} {side:?}: {later:?}"
            );
        }
    }
}
