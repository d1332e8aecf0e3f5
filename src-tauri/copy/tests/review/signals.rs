//! Signals: what counts as a change of the trader's, at which price, from rows, lists and books.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::{FollowId, TokenId, TxHash, VenueMs};
use pilotfish_copy::input::{
    ActivityRow, CloseAmount, CloseHow, Input, ListQuality, Poll, RowKind, RowSource, SnapshotPosition, UserInput,
};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_copy::{Core, Intervals};

use super::shared::{POLLED, token};
use crate::common::{Desk, HOUR, MINUTE, at, close_all, condition, price, shares, trader, yes};

fn keys(desk: &Desk) -> Vec<String> {
    desk.events
        .iter()
        .filter_map(|event| match &event.what {
            EventKind::Signal { key, .. } => Some(key.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn d40_no_signal_key_is_given_twice() {
    let mut desk = Desk::following("20");
    // Shares that came from a conversion or a transfer: nobody knew of them. Sold in one transaction to two makers,
    // thirty each at the same price.
    let row = ActivityRow {
        tx: TxHash::new("0xsame"),
        token: yes(),
        condition: condition(),
        kind: RowKind::Trade(Side::Sell),
        shares: shares("30"),
        price: price("0.57"),
        at: desk.now,
    };
    desk.give(Input::Rows {
        trader: trader(),
        rows: vec![row.clone()],
        source: RowSource::Stream,
    });
    desk.pass(30_000);
    desk.give(Input::Rows {
        trader: trader(),
        rows: vec![row.clone(), row],
        source: POLLED,
    });
    desk.pass(30_000);
    let mut all = keys(&desk);
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(
        all.len(),
        count,
        "UNIQUE (signal_key): the store refuses the commit, the engine stops: {all:?}"
    );
}

#[test]
fn d41_what_is_stored_keeps_the_stores_constraints() {
    let mut desk = Desk::following("20");
    desk.positions.insert(yes(), Shares::ZERO);
    let row = |tx: &str, size: &str, at: &str, now: VenueMs| ActivityRow {
        tx: TxHash::new(tx),
        token: yes(),
        condition: condition(),
        kind: RowKind::Trade(Side::Buy),
        shares: Shares::from_micros(size.parse().expect("micros")),
        price: Price::from_micros(at.parse().expect("micros")),
        at: now,
    };
    let now = desk.now;
    let rows = vec![
        row("0x1", "100000000", "1000100", now), // a price of 1.0001
        row("0x2", "-5000000", "580000", now),   // a negative size
        row("0x3", "0", "580000", now),          // nothing
    ];
    for row in rows {
        desk.give(Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        });
        desk.pass(30_000);
    }
    let mut broken = Vec::new();
    for change in &desk.changes {
        match change {
            Change::Signal(signal) => {
                if signal.price < Price::ZERO || signal.price > Price::ONE {
                    broken.push(format!("signals.price {}", signal.price));
                }
                if signal.before < Shares::ZERO || signal.after < Shares::ZERO {
                    broken.push(format!("signals.shares {} {}", signal.before, signal.after));
                }
                if signal.before == signal.after {
                    broken.push(format!("a signal without a change: {}", signal.key));
                }
            }
            Change::Known(known) if known.shares < Shares::ZERO => broken.push(format!("known {}", known.shares)),
            _ => {}
        }
    }
    broken.dedup();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn d42_a_trade_that_a_baseline_already_shows_is_not_counted_again() {
    let mut desk = Desk::new();
    let asked_at = desk.now;
    // The request goes out; the venue answers two seconds later, with a trade of the second in between.
    let mut core = Core::new(Intervals::default());
    core.step(
        asked_at,
        Input::Account {
            cash: Usd::dollars(10_000),
            requested_at: asked_at,
        },
    );
    core.step(asked_at, Input::Market(desk.market.clone()));
    core.step(
        asked_at,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings: at("20"),
        }),
    );
    let row = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    let row = ActivityRow {
        at: asked_at.plus(1_000),
        ..row
    };
    let positions = desk.snapshot();
    let mut signals = Vec::new();
    let mut step = |core: &mut Core, at: VenueMs, input: Input| {
        for event in core.step(at, input).events {
            if let EventKind::Signal {
                change, before, after, ..
            } = event.what
            {
                signals.push((change, before.to_string(), after.to_string()));
            }
        }
    };
    let snapshot = |at| Input::Snapshot {
        trader: trader(),
        requested_at: at,
        quality: ListQuality::FULL,
        positions: positions.clone(),
    };
    step(&mut core, asked_at.plus(2_000), snapshot(asked_at));
    step(
        &mut core,
        asked_at.plus(3_000),
        Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        },
    );
    for minutes in 1..30 {
        let at = asked_at.plus(minutes * MINUTE);
        step(&mut core, at, snapshot(at));
    }
    assert!(
        signals.len() <= 1,
        "the trader bought a hundred once and did nothing else: {signals:?}"
    );
}

#[test]
fn d42b_nor_by_a_difference_that_two_polls_confirmed() {
    let mut desk = Desk::new();
    let t = desk.now;
    let mut core = Core::new(Intervals::default());
    core.step(
        t,
        Input::Account {
            cash: Usd::dollars(10_000),
            requested_at: t,
        },
    );
    core.step(t, Input::Market(desk.market.clone()));
    core.step(
        t,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings: at("20"),
        }),
    );
    let mut signals = Vec::new();
    let mut step = |core: &mut Core, at: VenueMs, input: Input| {
        for event in core.step(at, input).events {
            if let EventKind::Signal {
                change, before, after, ..
            } = event.what
            {
                signals.push((change, before.to_string(), after.to_string()));
            }
        }
    };
    step(
        &mut core,
        t,
        Input::Snapshot {
            trader: trader(),
            requested_at: t,
            quality: ListQuality::FULL,
            positions: vec![],
        },
    );
    // A poll leaves at 5 min; the trade is matched one second later; the answer, two seconds later, shows it. Its row is
    // indexed late.
    let asked = t.plus(5 * MINUTE);
    let row = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    let row = ActivityRow {
        at: asked.plus(1_000),
        ..row
    };
    let positions = desk.snapshot();
    for at in [asked, asked.plus(MINUTE)] {
        step(
            &mut core,
            at.plus(2_000),
            Input::Snapshot {
                trader: trader(),
                requested_at: at,
                quality: ListQuality::FULL,
                positions: positions.clone(),
            },
        );
    }
    step(
        &mut core,
        asked.plus(2 * MINUTE),
        Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: POLLED,
        },
    );
    step(&mut core, asked.plus(3 * MINUTE), Input::Tick);
    assert_eq!(signals.len(), 1, "one purchase: {signals:?}");
}

#[test]
fn d43_a_trade_from_before_the_follow_is_not_copied_because_the_first_list_was_old() {
    let mut desk = Desk::new();
    let bought_at = desk.now;
    let row = desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58");
    let _ = row;
    desk.pass(100_000);
    // The list is served from the venue's cache (max-age 300 s): it does not show the purchase of 100 s ago.
    let positions = std::mem::take(&mut desk.positions);
    desk.follow(at("20"));
    desk.positions = positions;
    desk.pass(HOUR);
    assert!(desk.now > bought_at);
    assert_eq!(desk.signals(), 0, "only later changes are copied: {:?}", keys(&desk));
}

#[test]
fn d44_an_estimate_is_the_middle_at_observation_and_not_days_old() {
    // Others beside it, so that the list that lacks one is not doubted.
    let mut desk = Desk::new();
    for n in 0..6 {
        desk.positions.insert(token(n), shares("100"));
    }
    desk.follow(at("20"));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    // Three days later the market is at 0.30; no book was streamed meanwhile. The shares go by transfer.
    let position = |token: TokenId| SnapshotPosition {
        token,
        condition: condition(),
        shares: shares("100"),
        average_cost: price("0.58"),
        current_price: price("0.305"),
        redeemable: false,
    };
    let shown = |at, held: bool| Input::Snapshot {
        trader: trader(),
        requested_at: at,
        quality: ListQuality::FULL,
        positions: (0..6)
            .map(|n| position(token(n)))
            .chain(held.then(|| position(yes())))
            .collect(),
    };
    let day = 24 * HOUR;
    desk.now = desk.now.plus(3 * day);
    desk.book("0.30", "0.31");
    // Activity cannot be read, so that the shares may have been sold.
    let mut core = desk.core.clone();
    core.step(desk.now, Input::VenueTime { at: desk.now });
    core.step(
        desk.now,
        Input::PollFailed {
            poll: Poll::Activity { trader: trader() },
            reason: "502".into(),
        },
    );
    let mut prices = Vec::new();
    for (minutes, held) in [(0, true), (5, true), (9, true), (13, true), (17, false), (21, false)] {
        let at = desk.now.plus(minutes * MINUTE);
        for event in core.step(at, shown(at, held)).events {
            if let EventKind::Signal {
                price, price_source, ..
            } = event.what
            {
                prices.push((price.to_string(), price_source));
            }
        }
    }
    assert_eq!(prices.len(), 1, "{prices:?}");
    assert_eq!(prices[0].0, "0.305");
}

#[test]
fn d46_a_round_trip_that_is_over_is_not_bought_and_sold_after_a_pause_of_the_program() {
    let mut desk = Desk::following("20");
    let first = desk.now;
    let bought = ActivityRow {
        at: first.plus(HOUR),
        ..desk.row(RowKind::Trade(Side::Buy), &yes(), "100", "0.58")
    };
    let sold = ActivityRow {
        at: first.plus(2 * HOUR),
        ..desk.row(RowKind::Trade(Side::Sell), &yes(), "100", "0.58")
    };
    // Off for two days.
    desk.now = first.plus(48 * HOUR);
    desk.give(Input::Rows {
        trader: trader(),
        rows: vec![bought, sold],
        source: POLLED,
    });
    desk.pass(10 * MINUTE);
    let placed: Vec<(Side, bool)> = desk
        .commands
        .iter()
        .filter_map(|command| match command {
            Command::Place(place) => Some((place.side, place.kind.rests())),
            _ => None,
        })
        .collect();
    assert_eq!(placed, [], "two market orders for nothing");
}

#[test]
fn d48_closing_on_a_one_sided_book_goes_by_that_book() {
    let mut desk = Desk::following("20");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    desk.pass(HOUR);
    desk.user(UserInput::SwitchFollow {
        follow: FollowId(1),
        on: false,
    });
    desk.pass(30 * 24 * HOUR);
    desk.book("0.20", "");
    let book = Book {
        token: yes(),
        observed_at: desk.now,
        bids: vec![Level {
            price: price("0.20"),
            shares: shares("10000"),
        }],
        asks: vec![],
        tick: Tick::MILLI,
    };
    desk.give(Input::Book(book));
    desk.user(close_all(FollowId(1), &yes()));
    desk.pass(60 * 24 * HOUR);
    assert_eq!(
        desk.held(&yes()),
        "0",
        "two months after Close, buyers at 0.20 all the while: {:?}",
        desk.core
            .state()
            .orders
            .values()
            .map(|order| (order.trader_price.to_string(), order.waiting))
            .collect::<Vec<_>>()
    );
}

#[test]
fn d71_huge_prices_do_not_overflow() {
    let mut desk = Desk::following("20");
    let huge = Level {
        price: Price::from_micros(i64::MAX - 1),
        shares: shares("1"),
    };
    let book = Book {
        token: yes(),
        observed_at: desk.now,
        bids: vec![huge],
        asks: vec![huge],
        tick: Tick::CENT,
    };
    desk.give(Input::Book(book));
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(30_000);
    desk.fill("20");
    let book = Book {
        token: yes(),
        observed_at: desk.now,
        bids: vec![huge],
        asks: vec![huge],
        tick: Tick::CENT,
    };
    desk.give(Input::Book(book));
    let _ = desk.core.plan_close(
        FollowId(1),
        &yes(),
        CloseAmount::Percent { percent: 100 },
        CloseHow::Market { max_slippage: None },
    );
}
