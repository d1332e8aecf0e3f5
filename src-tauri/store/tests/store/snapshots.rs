//! The file of snapshots: what is written of lists and looks, that a start reads nothing of the past, and that losing the file
//! loses nothing else.

use std::path::Path;

use pilotfish_copy::BookLook;
use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_store::read::holdings::HoldingScope;
use pilotfish_store::{PositionPage, Snapshots};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::common::*;

const HOUR: i64 = 3_600_000;

fn position(n: u64, held: &str, now: &str) -> SnapshotPosition {
    SnapshotPosition {
        token: token(n),
        condition: condition(n / 2),
        shares: shares(held),
        average_cost: price("0.5"),
        current_price: price(now),
        redeemable: false,
    }
}

fn page(at: i64, positions: Vec<SnapshotPosition>) -> PositionPage {
    PositionPage {
        trader: wallet(1),
        at: VenueMs(at),
        positions,
    }
}

async fn raw(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("snapshots.db"));
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// Token, time, shares and price of every row.
async fn rows(folder: &Path) -> Vec<(String, i64, i64, Option<i64>)> {
    sqlx::query_as(
        "SELECT n.token, s.at, s.shares, s.price FROM position_snapshots s JOIN tokens n ON n.number = s.token \
         ORDER BY s.at, n.token",
    )
    .fetch_all(&mut raw(folder).await)
    .await
    .unwrap()
}

fn row(token: &str, at: i64, shares: i64, price: Option<i64>) -> (String, i64, i64, Option<i64>) {
    (token.to_owned(), at, shares, price)
}

#[tokio::test]
async fn lists_keep_what_changed_and_every_poll_across_a_start() {
    let home = tempfile::tempdir().unwrap();
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let first = [
        page(1_000, vec![position(2, "10", "0.50"), position(4, "3", "0.20")]),
        page(2_000, vec![position(2, "10", "0.51"), position(4, "3", "0.21")]),
    ];
    snapshots.keep(&first, &[]).await.unwrap();
    snapshots.close().await.unwrap();
    // What the last list said is known again.
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let second = [
        page(3_000, vec![position(2, "12", "0.52")]),
        page(4_000, vec![position(2, "12", "0.53")]),
        page(4_000, vec![]),
        page(5_000, vec![position(2, "12", "0.53"), position(4, "1", "0.30")]),
    ];
    for page in second {
        snapshots.keep(&[page], &[]).await.unwrap();
    }
    let expected = [
        row("7002", 1_000, 10_000_000, Some(500_000)),
        row("7004", 1_000, 3_000_000, Some(200_000)),
        row("7002", 3_000, 12_000_000, Some(520_000)),
        row("7004", 3_000, 0, None),
        row("7004", 5_000, 1_000_000, Some(300_000)),
    ];
    assert_eq!(rows(home.path()).await, expected);
    // A list that says the same is the same list, read for longer, across a start too.
    let polls: Vec<(i64, i64, i64)> = sqlx::query_as("SELECT at, until, positions FROM position_polls ORDER BY at")
        .fetch_all(&mut raw(home.path()).await)
        .await
        .unwrap();
    assert_eq!(polls, [(1_000, 2_000, 2), (3_000, 4_000, 1), (5_000, 5_000, 2)]);
}

#[tokio::test]
async fn after_a_month_only_the_last_change_of_a_day_stays_of_each_token() {
    const DAY: i64 = 24 * HOUR;
    let home = tempfile::tempdir().unwrap();
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let lists = [
        (1, vec![position(2, "1", "0.5"), position(4, "1", "0.5")]),
        (HOUR, vec![position(2, "2", "0.5"), position(4, "1", "0.5")]),
        (2 * HOUR, vec![position(2, "3", "0.5"), position(4, "1", "0.5")]),
        (DAY + 1, vec![position(2, "4", "0.5"), position(4, "1", "0.5")]),
        (DAY + 2, vec![position(2, "5", "0.5"), position(4, "1", "0.5")]),
    ];
    for (at, positions) in lists.clone() {
        snapshots.keep(&[page(at, positions)], &[]).await.unwrap();
    }
    let kept = async || -> Vec<(String, i64)> {
        let rows = rows(home.path()).await;
        rows.into_iter().map(|(token, at, ..)| (token, at)).collect()
    };
    let all = kept().await;
    assert_eq!(all.len(), 6);
    let of = |token: &str, at: i64| (token.to_owned(), at);
    let last = &lists[4].1;
    let after = [
        // The first day is a month old only when it is over.
        (31 * DAY - 1, all.clone()),
        (
            31 * DAY,
            vec![
                of("7004", 1),
                of("7002", 2 * HOUR),
                of("7002", DAY + 1),
                of("7002", DAY + 2),
            ],
        ),
    ];
    for (at, expected) in after {
        snapshots.keep(&[page(at, last.clone())], &[]).await.unwrap();
        assert_eq!(kept().await, expected, "{at}");
    }
    snapshots.close().await.unwrap();
    // What is thinned is not looked at again, and days that passed meanwhile are, one with each list.
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    for at in [40 * DAY, 40 * DAY + 1] {
        snapshots.keep(&[page(at, last.clone())], &[]).await.unwrap();
    }
    assert_eq!(kept().await, [of("7004", 1), of("7002", 2 * HOUR), of("7002", DAY + 2)]);
    assert_eq!(
        snapshots_at(home.path()).await,
        40 * DAY + 1,
        "the list itself is known all the time"
    );
}

async fn snapshots_at(folder: &Path) -> i64 {
    sqlx::query_scalar("SELECT MAX(until) FROM position_polls")
        .fetch_one(&mut raw(folder).await)
        .await
        .unwrap()
}

/// A file as version 1 made it.
async fn version_1(folder: &Path) {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("snapshots.db"))
        .create_if_missing(true);
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let wallet = wallet(1);
    let made = format!(
        "CREATE TABLE traders (number INTEGER PRIMARY KEY, wallet TEXT NOT NULL UNIQUE) STRICT;
         CREATE TABLE position_polls (trader INTEGER NOT NULL, at INTEGER NOT NULL, positions INTEGER NOT NULL,
             PRIMARY KEY (trader, at)) STRICT, WITHOUT ROWID;
         CREATE TABLE position_snapshots (trader INTEGER NOT NULL, token TEXT NOT NULL, at INTEGER NOT NULL,
             shares INTEGER NOT NULL, average_cost INTEGER, price INTEGER, PRIMARY KEY (trader, token, at))
             STRICT, WITHOUT ROWID;
         CREATE TABLE latest_positions (trader INTEGER NOT NULL, token TEXT NOT NULL, shares INTEGER NOT NULL,
             price INTEGER NOT NULL, PRIMARY KEY (trader, token)) STRICT, WITHOUT ROWID;
         CREATE INDEX latest_held ON latest_positions (trader) WHERE shares <> 0;
         CREATE TABLE book_looks (copy_order INTEGER NOT NULL, at INTEGER NOT NULL, bid INTEGER, ask INTEGER,
             PRIMARY KEY (copy_order, at)) STRICT, WITHOUT ROWID;
         INSERT INTO traders VALUES (1, '{wallet}');
         INSERT INTO position_polls VALUES (1, 1000, 2), (1, 2000, 1);
         INSERT INTO position_snapshots VALUES (1, '7002', 1000, 10000000, 500000, 500000),
             (1, '7004', 1000, 3000000, 500000, 200000), (1, '7004', 2000, 0, NULL, NULL);
         INSERT INTO latest_positions VALUES (1, '7002', 10000000, 500000), (1, '7004', 0, 200000);
         INSERT INTO book_looks VALUES (1, 5, 570000, NULL);
         PRAGMA user_version = 1;"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(made))
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
async fn a_file_of_the_version_before_is_carried_over() {
    let home = tempfile::tempdir().unwrap();
    version_1(home.path()).await;
    for _ in 0..2 {
        let snapshots = Snapshots::open(home.path()).await.unwrap();
        assert_eq!(snapshots.begun_anew(), None);
        snapshots.close().await.unwrap();
    }
    let expected = [
        row("7002", 1_000, 10_000_000, Some(500_000)),
        row("7004", 1_000, 3_000_000, Some(200_000)),
        row("7004", 2_000, 0, None),
    ];
    assert_eq!(rows(home.path()).await, expected);
    // The last list is known: the same one again changes nothing.
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    snapshots
        .keep(&[page(3_000, vec![position(2, "10", "0.5")])], &[])
        .await
        .unwrap();
    assert_eq!(rows(home.path()).await, expected);
    assert_eq!(snapshots_at(home.path()).await, 3_000);
    let looks: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM book_looks")
        .fetch_one(&mut raw(home.path()).await)
        .await
        .unwrap();
    assert_eq!(looks, 1);
}

/// Renamed halfway by a kill, the file would be neither the one version nor the other: it is one transaction.
#[tokio::test]
async fn a_version_that_cannot_be_carried_over_leaves_the_old_file_as_it_was() {
    let home = tempfile::tempdir().unwrap();
    version_1(home.path()).await;
    let mut conn = raw(home.path()).await;
    // What the new version wants to make is there already.
    sqlx::query("CREATE TABLE thinned (x INTEGER) STRICT")
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    let snapshots = Snapshots::open(home.path()).await.unwrap();
    assert!(snapshots.begun_anew().is_some());
    let aside = SqliteConnectOptions::new().filename(home.path().join("snapshots.db.unreadable"));
    let mut conn = SqliteConnection::connect_with(&aside).await.unwrap();
    let kept: (i64, i64) =
        sqlx::query_as("SELECT (SELECT COUNT(*) FROM position_snapshots), user_version FROM pragma_user_version")
            .fetch_one(&mut conn)
            .await
            .unwrap();
    assert_eq!(kept, (3, 1));
}

#[tokio::test]
async fn an_average_cost_alone_makes_no_row_and_a_price_alone_one_write_an_hour() {
    let home = tempfile::tempdir().unwrap();
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let dearer = SnapshotPosition {
        average_cost: price("0.51"),
        ..position(2, "10", "0.55")
    };
    let last = async |home: &Path| -> i64 {
        sqlx::query_scalar("SELECT price FROM latest_positions")
            .fetch_one(&mut raw(home).await)
            .await
            .unwrap()
    };
    let lists = [
        (0, position(2, "10", "0.50"), 500_000),
        (HOUR - 1, dearer, 500_000),
        (HOUR, position(2, "10", "0.60"), 600_000),
        (HOUR + 1, position(2, "10", "0.70"), 600_000),
    ];
    for (at, position, written) in lists {
        snapshots.keep(&[page(at, vec![position])], &[]).await.unwrap();
        assert_eq!(last(home.path()).await, written, "{at}");
    }
    assert_eq!(rows(home.path()).await.len(), 1);
}

#[tokio::test]
async fn looks_and_last_prices_are_read_beside_the_books_and_may_be_missing() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    let open_holding = Holding {
        payout: None,
        shares: shares("5"),
        ..holding(1, 2)
    };
    write(&store, &[Change::Holding(open_holding)]).await.unwrap();
    let reader = store.reader();
    let held = async || reader.holdings(HoldingScope::Open).await.unwrap()[0].last_price;
    assert_eq!(held().await, None);
    assert!(
        reader
            .order_detail(CopyOrderId(1))
            .await
            .unwrap()
            .unwrap()
            .looks
            .is_empty()
    );

    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    let look = |order, at| BookLook {
        order: CopyOrderId(order),
        at: VenueMs(at),
        bid: Some(price("0.57")),
        ask: None,
    };
    // The second is older than the order: of an order of that number in a life before.
    let looks = [look(1, 20_000), look(1, 9_000), look(2, 20_000), look(1, 21_000)];
    snapshots
        .keep(&[page(1_000, vec![position(2, "10", "0.61")])], &looks)
        .await
        .unwrap();
    assert_eq!(held().await, Some(price("0.61")));
    let detail = reader.order_detail(CopyOrderId(1)).await.unwrap().unwrap();
    assert_eq!(detail.looks, [look(1, 20_000), look(1, 21_000)]);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_put_aside_and_said_and_the_books_do_not_notice() {
    for damage in [
        "SQLite format 3\0 and then nothing that makes sense",
        "not a database",
        "",
    ] {
        let home = tempfile::tempdir().unwrap();
        let store = open(home.path()).await;
        let file = home.path().join("snapshots.db");
        std::fs::write(&file, damage).unwrap();
        let mut snapshots = Snapshots::open(home.path()).await.unwrap();
        assert!(snapshots.begun_anew().is_some(), "{damage}");
        assert_eq!(
            std::fs::read(home.path().join("snapshots.db.unreadable")).unwrap(),
            damage.as_bytes()
        );
        snapshots
            .keep(&[page(1_000, vec![position(2, "10", "0.5")])], &[])
            .await
            .unwrap();
        snapshots.close().await.unwrap();
        let again = Snapshots::open(home.path()).await.unwrap();
        assert_eq!(again.begun_anew(), None);
        assert_eq!(rows(home.path()).await.len(), 1);
        write(&store, &basis(1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_another_version_is_put_aside() {
    let home = tempfile::tempdir().unwrap();
    Snapshots::open(home.path()).await.unwrap().close().await.unwrap();
    sqlx::query("PRAGMA user_version = 99")
        .execute(&mut raw(home.path()).await)
        .await
        .unwrap();
    let snapshots = Snapshots::open(home.path()).await.unwrap();
    assert!(snapshots.begun_anew().unwrap().contains("version 99"));
}

/// The list is compared with what is in memory: its cost does not grow with what was ever kept.
#[tokio::test]
async fn nothing_of_the_past_is_read_to_keep_a_list() {
    let home = tempfile::tempdir().unwrap();
    let mut snapshots = Snapshots::open(home.path()).await.unwrap();
    snapshots
        .keep(&[page(1_000, vec![position(2, "10", "0.5")])], &[])
        .await
        .unwrap();
    // Whatever the file says of the past, it is not asked.
    for table in ["position_snapshots", "latest_positions", "position_polls"] {
        let forget = sqlx::AssertSqlSafe(format!("DELETE FROM {table}"));
        sqlx::query(forget).execute(&mut raw(home.path()).await).await.unwrap();
    }
    snapshots
        .keep(&[page(2_000, vec![position(2, "10", "0.5")])], &[])
        .await
        .unwrap();
    assert_eq!(rows(home.path()).await, []);
    snapshots
        .keep(&[page(3_000, vec![position(2, "11", "0.5")])], &[])
        .await
        .unwrap();
    assert_eq!(rows(home.path()).await, [row("7002", 3_000, 11_000_000, Some(500_000))]);
}
