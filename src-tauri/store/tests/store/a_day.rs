//! What a day of copying writes: bytes and commits. Not run with the others:
//! `cargo test -p pilotfish-store --test store a_day -- --ignored --nocapture`.
//!
//! Beside it the same day as it was once written, every look whose book had moved an event.
//!
//! The core with a venue in memory: the trader buys twenty times in the day, every order works on the ladder, the book moves
//! with every look at it, and what changed within a second is one commit.

use std::collections::BTreeSet;

use pilotfish_copy::BookLook;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::ladder::{Regime, Stage};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Tick;
use pilotfish_store::{Batch, PositionPage, Snapshots, Store};

use crate::common;
use crate::desk::{Desk, HOUR, at, yes};

const SECOND: i64 = 1_000;
const SECONDS_A_DAY: i64 = 86_400;
/// The trader buys once in so many seconds.
const BUYS_EVERY: i64 = 4_320;
/// The book moves once in so many seconds.
const MOVES_EVERY: i64 = 240;
const TRADERS: i64 = 200;

fn size(folder: &std::path::Path, names: &[&str]) -> u64 {
    let len = |name: &&str| std::fs::metadata(folder.join(name)).map_or(0, |found| found.len());
    names.iter().map(len).sum()
}

/// The book's middle moves between 0.600 and 0.610, in tenths of a cent.
fn book(step: i64) -> (String, String) {
    let middle = 600 + step * 37 % 11;
    let (bid, ask) = (middle - 3, middle + 4);
    (format!("0.{bid}"), format!("0.{ask}"))
}

/// A look as the event that it once was.
fn as_event(look: &BookLook) -> EventKind {
    EventKind::Price {
        order: look.order,
        token: yes(),
        side: Side::Buy,
        age_ms: 20_000_000,
        stage: Stage::Toward,
        previous_stage: Some(Stage::Toward),
        regime: Regime::Normal,
        trader_price: common::price("0.58"),
        bid: look.bid,
        ask: look.ask,
        tick: Tick::MILLI,
        limit: common::price("0.581"),
        previous: Some(common::price("0.58")),
        held_short: false,
    }
}

/// The store that has every look as an event, and its journal's last number.
struct Once {
    store: Store,
    last: u64,
    commits: BTreeSet<i64>,
}

impl Once {
    async fn keep(&mut self, second: i64, changes: &[Change], events: &[Event], looks: &[BookLook], at: VenueMs) {
        let told = events.iter().map(|event| event.what.clone());
        let whats = told.chain(looks.iter().map(as_event));
        let events: Vec<Event> = (self.last + 1..)
            .zip(whats)
            .map(|(seq, what)| Event { seq, at, what })
            .collect();
        self.last += events.len() as u64;
        let batch = Batch {
            changes,
            events: &events,
            intents: &[],
            at,
        };
        self.store.commit(batch).await.unwrap();
        self.commits.insert(second);
    }
}

#[tokio::test]
#[ignore = "a measurement"]
async fn bytes_and_commits_of_a_day() {
    let home = tempfile::tempdir().unwrap();
    let before = tempfile::tempdir().unwrap();
    let mut once = Once {
        store: common::open(before.path()).await,
        last: 0,
        commits: BTreeSet::new(),
    };
    let store = common::open(home.path()).await;
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let mut desk = Desk::new();
    desk.follow(at("5"));
    let (mut rows, mut events, mut looks) = (0, 0, 0);
    let mut commits = BTreeSet::new();
    for second in 0..SECONDS_A_DAY {
        if second % MOVES_EVERY == 0 {
            let (bid, ask) = book(second / MOVES_EVERY);
            desk.book(&bid, &ask);
        }
        if second % BUYS_EVERY == 0 {
            desk.trades(Side::Buy, &yes(), "1000", "0.58");
        }
        desk.pass(SECOND);
        if desk.changes.len() > rows || desk.events.len() > events || desk.book_looks.len() > looks {
            let (changes, told) = (&desk.changes[rows..], &desk.events[events..]);
            once.keep(second, changes, told, &desk.book_looks[looks..], desk.now)
                .await;
        }
        if desk.changes.len() > rows || desk.events.len() > events {
            let batch = Batch {
                changes: &desk.changes[rows..],
                events: &desk.events[events..],
                intents: &[],
                at: desk.now,
            };
            store.commit(batch).await.unwrap();
            (rows, events) = (desk.changes.len(), desk.events.len());
            commits.insert(second);
        }
        if desk.book_looks.len() > looks {
            snapshots.keep(&[], &desk.book_looks[looks..]).await.unwrap();
            looks = desk.book_looks.len();
        }
    }
    store.close().await.unwrap();
    snapshots.close().await.unwrap();
    once.store.close().await.unwrap();
    println!(
        "one trader, every look an event: {} bytes of books a day, {} commits an hour",
        size(before.path(), &["pilotfish.db"]),
        once.commits.len() / 24
    );
    let books = size(home.path(), &["pilotfish.db"]);
    let beside = size(home.path(), &["snapshots.db"]);
    let hours = u64::try_from(SECONDS_A_DAY * SECOND / HOUR).unwrap();
    println!(
        "one trader: orders {}, events {events}, rows {rows}, looks {looks}",
        desk.core.state().orders.len()
    );
    println!("one trader: {books} bytes of books, {beside} bytes of looks, a day");
    println!("one trader: {} commits an hour", commits.len() as u64 / hours);
    // As many traders as can be followed, each with a day like this one that begins at another instant.
    let shifted = |trader: i64| commits.iter().map(move |at| (at + trader * 7_919) % SECONDS_A_DAY);
    let together: BTreeSet<i64> = (0..TRADERS).flat_map(shifted).collect();
    println!(
        "200 traders: {} commits an hour, where a second's inputs are one commit",
        together.len() as u64 / hours
    );
    println!(
        "200 traders: {} MB of books, {} MB of looks, a day",
        books * 200 / 1_000_000,
        beside * 200 / 1_000_000
    );
}

#[tokio::test]
#[ignore = "a measurement"]
async fn bytes_of_a_day_of_lists() {
    const POSITIONS: u64 = 100;
    const CHANGES: u64 = 5;
    let home = tempfile::tempdir().unwrap();
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let started = std::time::Instant::now();
    for poll in 0..288_u64 {
        let pages: Vec<PositionPage> = (1..=200)
            .map(|trader| PositionPage {
                trader: common::wallet(trader),
                at: pilotfish_copy::ids::VenueMs(i64::try_from(poll).unwrap() * 300_000),
                positions: (0..POSITIONS)
                    .map(|n| SnapshotPosition {
                        // A real token has 77 digits.
                        token: pilotfish_copy::ids::TokenId::new(&format!("{:077}", trader * 1_000 + n)),
                        condition: common::condition(1),
                        shares: pilotfish_copy::money::Shares::from_micros(
                            i64::try_from(
                                1_000_000
                                    + if n % (POSITIONS / CHANGES) == poll % (POSITIONS / CHANGES) {
                                        poll
                                    } else {
                                        0
                                    },
                            )
                            .unwrap(),
                        ),
                        average_cost: common::price("0.5"),
                        current_price: pilotfish_copy::money::Price::from_micros(
                            500_000 + i64::try_from(poll * 100).unwrap(),
                        ),
                        redeemable: false,
                    })
                    .collect(),
            })
            .collect();
        snapshots.keep(&pages, &[]).await.unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    snapshots.close().await.unwrap();
    println!(
        "200 traders, 100 positions, 10 changes a poll: {} MB of lists a day; {:.1} ms a list",
        size(home.path(), &["snapshots.db"]) / 1_000_000,
        seconds * 1_000.0 / 57_600.0
    );
}
