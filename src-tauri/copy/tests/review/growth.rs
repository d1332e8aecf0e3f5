//! Growth: what is forgotten, and what a step costs with much in memory.

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::Style;
use pilotfish_copy::ids::{ConditionId, OrderHash, RealMs, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{
    ActivityRow, Input, Liquidity, ListQuality, OwnTrade, PlaceOutcome, Poll, RowKind, RowSource, Settlement,
    SnapshotPosition, UserInput,
};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Tick, Usd};
use pilotfish_copy::{Core, Intervals};

use super::shared::{POLLED, baseline, token};
use crate::common::{Desk, HOUR, MINUTE, START, at, price, shares, trader, yes};

#[test]
fn d60_positions_that_are_long_over_are_forgotten() {
    let mut core = Core::new(Intervals::default());
    let at0 = START;
    core.step(
        at0,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings: at("1"),
        }),
    );
    baseline(&mut core, at0);
    let at0 = at0.plus(MINUTE);
    let mut now = at0;
    for n in 0..500 {
        now = now.plus(5 * MINUTE);
        for (side, tx) in [(Side::Buy, "b"), (Side::Sell, "s")] {
            core.step(
                now,
                Input::Rows {
                    trader: trader(),
                    rows: vec![ActivityRow {
                        tx: TxHash::new(&format!("0x{n}{tx}")),
                        token: token(n),
                        condition: ConditionId::new(&format!("0xc{n}")),
                        kind: RowKind::Trade(side),
                        shares: shares("10"),
                        price: price("0.5"),
                        at: now,
                    }],
                    source: RowSource::Stream,
                },
            );
        }
    }
    now = now.plus(60 * 24 * HOUR);
    core.step(
        now,
        Input::Snapshot {
            trader: trader(),
            requested_at: now,
            quality: ListQuality::FULL,
            positions: vec![],
        },
    );
    core.step(now.plus(HOUR), Input::Tick);
    let known = core.state().known.len();
    assert!(
        known < 50,
        "{known} positions of zero shares are still kept, compared at every poll, stored and loaded"
    );
}

#[test]
fn d61_a_signal_whose_market_cannot_be_read_does_not_wait_for_ever() {
    let mut core = Core::new(Intervals::default());
    let at0 = START;
    core.step(
        at0,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings: at("20"),
        }),
    );
    baseline(&mut core, at0);
    let at0 = at0.plus(MINUTE);
    core.step(
        at0.plus(1_000),
        Input::Rows {
            trader: trader(),
            rows: vec![ActivityRow {
                tx: TxHash::new("0x1"),
                token: token(1),
                condition: ConditionId::new("0xnowhere"),
                kind: RowKind::Trade(Side::Buy),
                shares: shares("100"),
                price: price("0.5"),
                at: at0.plus(1_000),
            }],
            source: RowSource::Stream,
        },
    );
    let mut asked = 0;
    let mut now = at0;
    for _ in 0..(7 * 24 * 60 * 2) {
        now = now.plus(30_000);
        let step = core.step(now, Input::Tick);
        for command in step.commands {
            if let Command::FetchMarket { condition } = command {
                asked += 1;
                core.step(
                    now,
                    Input::PollFailed {
                        poll: Poll::Market { condition },
                        reason: "404".into(),
                    },
                );
            }
        }
    }
    assert!(
        core.state().signals.is_empty(),
        "a week later the signal is undecided; its market was asked for {asked} times"
    );
}

#[test]
fn d62_a_merge_in_a_market_that_cannot_be_read_does_not_hold_activity_back_for_ever() {
    let mut core = Core::new(Intervals::default());
    let at0 = START;
    core.step(
        at0,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings: at("20"),
        }),
    );
    baseline(&mut core, at0);
    let at0 = at0.plus(MINUTE);
    let merge = ActivityRow {
        tx: TxHash::new("0x1"),
        token: token(1),
        condition: ConditionId::new("0xnowhere"),
        kind: RowKind::Merge,
        shares: shares("100"),
        price: price("0"),
        at: at0.plus(60_000),
    };
    let mut now = at0;
    let mut since = at0;
    for _ in 0..(7 * 24 * 60) {
        now = now.plus(60_000);
        let step = core.step(now, Input::Tick);
        for command in step.commands {
            match command {
                Command::PollActivity { since: from, .. } => {
                    since = from;
                    core.step(
                        now,
                        Input::Rows {
                            trader: trader(),
                            rows: vec![merge.clone()],
                            source: RowSource::Poll {
                                requested_at: now,
                                complete: true,
                            },
                        },
                    );
                }
                Command::FetchMarket { condition } => {
                    core.step(
                        now,
                        Input::PollFailed {
                            poll: Poll::Market { condition },
                            reason: "404".into(),
                        },
                    );
                }
                _ => {}
            }
        }
    }
    assert!(
        now.since(since) < 24 * HOUR,
        "every poll reads {} h of activity again, growing",
        now.since(since) / HOUR
    );
}

fn filled_core(known: usize) -> Core {
    let mut core = Core::new(Intervals::default());
    let at0 = START;
    core.step(
        at0,
        Input::Account {
            cash: Usd::dollars(10_000),
            requested_at: at0,
        },
    );
    for follow in 0..10 {
        let who = WalletAddress::parse(&format!("0x{:040x}", follow + 1)).expect("an address");
        core.step(
            at0,
            Input::User(UserInput::Follow {
                trader: who.clone(),
                name: "t".into(),
                settings: at("1"),
            }),
        );
        let positions = (0..known / 10)
            .map(|n| SnapshotPosition {
                token: token(follow * 100_000 + n),
                condition: ConditionId::new(&format!("0xc{follow}-{n}")),
                shares: shares("10"),
                average_cost: price("0.5"),
                current_price: price("0.5"),
                redeemable: false,
            })
            .collect();
        core.step(
            at0,
            Input::Snapshot {
                trader: who,
                requested_at: at0,
                quality: ListQuality::FULL,
                positions,
            },
        );
    }
    core
}

#[test]
fn d63_one_books_cost_against_what_is_known() {
    let book = Book {
        token: yes(),
        observed_at: START,
        bids: vec![Level {
            price: price("0.58"),
            shares: shares("10"),
        }],
        asks: vec![],
        tick: Tick::CENT,
    };
    for known in [1_000, 10_000, 100_000] {
        let mut core = filled_core(known);
        core.step(START.plus(1_000), Input::Tick);
        let begun = std::time::Instant::now();
        for _ in 0..200 {
            core.step(START.plus(1_000), Input::Book(book.clone()));
        }
        println!("known {known}: {:?} a book", begun.elapsed() / 200);
        let begun = std::time::Instant::now();
        for _ in 0..20 {
            std::hint::black_box(core.clone());
        }
        println!(
            "known {known}: {:?} a clone (each published view)",
            begun.elapsed() / 20
        );
    }
}

fn many(orders: usize) -> (Core, VenueMs) {
    let template = Desk::new().market.clone();
    let mut core = Core::new(Intervals::default());
    let t = START;
    core.step(
        t,
        Input::Account {
            cash: Usd::dollars(10_000_000),
            requested_at: t,
        },
    );
    core.step(
        t,
        Input::User(UserInput::SetLimits {
            limits: pilotfish_copy::entity::GlobalLimits {
                max_exposure: Usd::dollars(10_000_000),
                max_daily_spend: Usd::dollars(10_000_000),
                max_open_orders: 1_000_000,
                reserve_tenths: 0,
                max_daily_loss: None,
            },
        }),
    );
    let mut settings = at("20");
    settings.max_total = Usd::dollars(10_000_000);
    core.step(
        t,
        Input::User(UserInput::Follow {
            trader: trader(),
            name: "t".into(),
            settings,
        }),
    );
    baseline(&mut core, t);
    let t = t.plus(MINUTE);
    let mut rows = Vec::new();
    for n in 0..orders {
        let mut market = template.clone();
        market.condition = ConditionId::new(&format!("0xc{n}"));
        market.outcomes[0].token = token(n);
        market.outcomes[1].token = TokenId::new(&format!("8{n:07}"));
        core.step(t, Input::Market(market));
        rows.push(ActivityRow {
            tx: TxHash::new(&format!("0x{n}")),
            token: token(n),
            condition: ConditionId::new(&format!("0xc{n}")),
            kind: RowKind::Trade(Side::Buy),
            shares: shares("100"),
            price: price("0.58"),
            at: t.plus(1_000),
        });
    }
    core.step(
        t.plus(1_000),
        Input::Rows {
            trader: trader(),
            rows,
            source: POLLED,
        },
    );
    let begun = std::time::Instant::now();
    core.step(t.plus(30_000), Input::Tick);
    println!(
        "{orders} orders: {:?} for the step that decides on all of them",
        begun.elapsed()
    );
    let begun = std::time::Instant::now();
    for n in 0..orders {
        let step = core.step(t.plus(30_000), Input::Book(book_of(&token(n), t)));
        for command in step.commands {
            if let Command::Place(place) = command {
                core.step(
                    t.plus(30_000),
                    Input::Signed {
                        child: place.child,
                        hash: OrderHash::new(&format!("0x{:064x}", place.child.0)),
                        void_after: RealMs(0),
                    },
                );
                core.step(
                    t.plus(30_000),
                    Input::Placed {
                        child: place.child,
                        outcome: PlaceOutcome::Live,
                    },
                );
            }
        }
    }
    println!("{orders} orders: {:?} to place them all", begun.elapsed());
    (core, t.plus(30_000))
}

fn book_of(token: &TokenId, at: VenueMs) -> Book {
    Book {
        token: token.clone(),
        observed_at: at,
        bids: vec![Level {
            price: price("0.57"),
            shares: shares("1000"),
        }],
        asks: vec![Level {
            price: price("0.60"),
            shares: shares("1000"),
        }],
        tick: Tick::MILLI,
    }
}

#[test]
fn d64_one_order_costs_against_how_many_work() {
    for count in [50, 200, 800] {
        let (mut core, now) = many(count);
        let begun = std::time::Instant::now();
        for _ in 0..20 {
            core.step(now, Input::Book(book_of(&token(1), now)));
        }
        println!(
            "{count} orders: {:?} a streamed book that nobody waits for",
            begun.elapsed() / 20
        );
        let row = ActivityRow {
            tx: TxHash::new("0xnew"),
            token: token(1),
            condition: ConditionId::new("0xc1"),
            kind: RowKind::Trade(Side::Buy),
            shares: shares("100"),
            price: price("0.58"),
            at: now,
        };
        core.step(
            now,
            Input::Rows {
                trader: trader(),
                rows: vec![row],
                source: RowSource::Stream,
            },
        );
        let begun = std::time::Instant::now();
        core.step(now.plus(21_000), Input::Tick);
        println!("{count} orders: {:?} one more signal", begun.elapsed());
        let begun = std::time::Instant::now();
        core.step(now.plus(21_000), Input::Book(book_of(&token(1), now)));
        println!("{count} orders: {:?} one more order priced and placed", begun.elapsed());
        core.step(now.plus(61_000), Input::Tick);
        let begun = std::time::Instant::now();
        core.step(now.plus(122_000), Input::Tick);
        println!("{count} orders: {:?} a tick with pruning", begun.elapsed());
    }
}

#[test]
fn d65_a_ten_thousandth_of_a_share_does_not_keep_a_book_a_market_and_an_episode_open() {
    let mut desk = Desk::new();
    let mut settings = at("20");
    settings.style = Style::Fast;
    desk.follow(settings);
    desk.silent = true;
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(4_000);
    let child = desk.core.unresolved_children().next().expect("a child").clone();
    let now = desk.now;
    desk.give(Input::OwnTrade(OwnTrade {
        trade: TradeId::new("improved"),
        hash: child.hash.clone().expect("a hash"),
        token: yes(),
        side: Side::Buy,
        shares: shares("20.344827"), // $11.80 at 0.58 instead of 0.59
        price: price("0.58"),
        liquidity: Liquidity::Taker,
        fee: None,
        settlement: Settlement::Confirmed,
        at: now,
    }));
    desk.give(Input::Placed {
        child: child.id,
        outcome: PlaceOutcome::Matched {
            shares: shares("20.344827"),
        },
    });
    desk.silent = false;
    desk.trades(Side::Sell, &yes(), "100", "0.60");
    desk.pass(30_000);
    desk.pass(MINUTE);
    println!("held {}", desk.held(&yes()));
    assert!(
        desk.core.wanted_books().is_empty(),
        "{} shares are left, and with them the book's stream, the market's polls, every fill and an open episode",
        desk.held(&yes())
    );
}

#[test]
fn d66_books_and_closed_holdings_are_forgotten() {
    let mut core = Core::new(Intervals::default());
    for (n, at) in (0..1_000).zip((0..).map(|n| START.plus(n * MINUTE))) {
        core.step(at, Input::Book(book_of(&token(n), START)));
    }
    core.step(START.plus(30 * 24 * HOUR), Input::Tick);
    let kept = (0..1_000).filter(|n| core.book(&token(*n)).is_some()).count();
    assert!(
        kept < 100,
        "{kept} books of tokens that nobody holds or works, a month old"
    );
}
