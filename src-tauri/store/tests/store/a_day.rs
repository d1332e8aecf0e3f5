//! What a day of copying writes: bytes and commits. Not run with the others:
//! `cargo test -p pilotfish-store --test store a_day -- --ignored --nocapture`.
//!
//! The core with a venue in memory: the trader buys twenty times in the day, every order works on the ladder, the book moves
//! with every look at it, and what changed within a second is one commit.

use std::collections::BTreeSet;

use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::market::Side;
use pilotfish_store::{Batch, PositionPage, Snapshots};

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
    names.iter().map(|name| len(name)).sum()
}

/// The book's middle moves between 0.600 and 0.610, in tenths of a cent.
fn book(step: i64) -> (String, String) {
    let middle = 600 + step * 37 % 11;
    let (bid, ask) = (middle - 3, middle + 4);
    (format!("0.{bid}"), format!("0.{ask}"))
}

#[tokio::test]
#[ignore = "a measurement"]
async fn bytes_and_commits_of_a_day() {
    let home = tempfile::tempdir().unwrap();
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
