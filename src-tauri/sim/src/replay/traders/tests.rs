//! The recording is played whole, row by row, and nothing else happens to its traders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use super::{RecordedKind, Replay, row_of};
use crate::error::SimError;
use crate::replay::Recording;
use crate::venue::rows::ActivityQuery;
use crate::venue::{Venue, VenueOptions};
use crate::world_gen::calendar::{DAY, HOUR};
use pilotfish_exchange::{Amount, NewOrder, OrderKind};

fn recorded() -> Option<Replay> {
    let folder = std::env::var("PILOTFISH_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let folder = Path::new(&folder).join("recorded/positions");
    let paths: [PathBuf; 2] = [
        "changes_2026-07-15_2026-08-22.csv.gz",
        "prices_2026-07-15_2026-08-22.csv.gz",
    ]
    .map(|name| folder.join(name));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        println!("skipped: {} is missing", missing.display());
        return None;
    }
    Some(Replay::load(&paths[0], &paths[1]).expect("the recording can be read"))
}

#[test]
fn vectors_of_the_recording_are_played_row_by_row() {
    let Some(replay) = recorded() else { return };
    let changes: Vec<_> = replay.changes().cloned().collect();
    assert_eq!(
        changes.len(),
        replay
            .rows()
            .iter()
            .filter(|row| row.kind == RecordedKind::Change)
            .count()
    );
    assert!(changes.len() > 100 && replay.traders().len() > 10);
    let mut venue = Venue::new(VenueOptions::recorded(1, replay.clone())).unwrap();
    assert_eq!(venue.start(), replay.extent().start);
    venue.advance_to(replay.extent().end);
    assert_eq!(venue.next_event_at().filter(|at| *at <= replay.extent().end), None);
    let rows = venue.activity(&ActivityQuery {
        ascending: true,
        ..ActivityQuery::default()
    });
    assert_eq!(rows.len(), changes.len());
    for (row, change) in rows.iter().zip(&changes) {
        assert_eq!(row.recorded_row, Some(change.row));
        assert_eq!(row_of(&row.tx), Some(change.row));
        assert_eq!(
            (&row.wallet, row.at, row.side),
            (&change.wallet, change.at, Some(change.side()))
        );
        assert_eq!((row.size, row.price), (change.shares(), Some(change.price)));
        assert_eq!(row.token.as_ref(), Some(&change.token));
    }
    // Positions are the first baseline and the changes since.
    let mut served: BTreeMap<(WalletAddress, TokenId), Shares> = BTreeMap::new();
    for row in replay.rows() {
        let key = (row.wallet.clone(), row.token.clone());
        match row.kind {
            RecordedKind::Baseline => {
                served.entry(key).or_insert(row.after);
            }
            RecordedKind::Change => *served.entry(key).or_default() += row.after - row.before,
        }
    }
    for ((wallet, token), shares) in served {
        let found = venue
            .positions(&wallet)
            .into_iter()
            .find(|position| position.token == token);
        assert_eq!(
            found.map_or(Shares::ZERO, |position| position.shares),
            shares,
            "{wallet}"
        );
    }
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    assert!(
        venue
            .markets()
            .iter()
            .all(|row| row.market.end.is_none() && row.market.payouts.is_none())
    );
}

#[test]
fn vectors_of_the_recording_can_be_cut() {
    let Some(replay) = recorded() else { return };
    let from = replay.extent().start.plus(10 * DAY);
    let part = Recording::from(replay.clone())
        .cut(Some(from), Some(5 * DAY))
        .expect("a part");
    let inside = |at: VenueMs| at >= from && at <= from.plus(5 * DAY);
    let wanted: Vec<u64> = replay
        .changes()
        .filter(|change| inside(change.at))
        .map(|change| change.row)
        .collect();
    let mut venue = Venue::new(VenueOptions::recorded(1, part.clone())).unwrap();
    assert_ne!(
        venue.world_id(),
        Venue::new(VenueOptions::recorded(1, replay.clone()))
            .unwrap()
            .world_id()
    );
    venue.advance_to(part.end());
    let rows = venue.activity(&ActivityQuery {
        ascending: true,
        ..ActivityQuery::default()
    });
    assert_eq!(
        rows.iter().filter_map(|row| row.recorded_row).collect::<Vec<_>>(),
        wanted
    );
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    assert!(
        Recording::from(replay.clone())
            .cut(Some(replay.extent().end.plus(1)), None)
            .is_err()
    );
    assert!(Recording::from(replay).cut(None, Some(0)).is_err());
}

#[test]
fn vectors_of_the_recording_give_the_same_world_however_time_is_cut() {
    let Some(replay) = recorded() else { return };
    let replay = Recording::from(replay).cut(None, Some(6 * DAY)).unwrap();
    let mut jump = Venue::new(VenueOptions::recorded(1, replay.clone())).unwrap();
    let mut steps = Venue::new(VenueOptions::recorded(1, replay.clone())).unwrap();
    jump.advance_to(replay.extent().end);
    while steps.now() < replay.extent().end {
        let next = steps.now().plus(HOUR * 7 / 3).min(replay.extent().end);
        steps.advance_to(next);
    }
    assert_eq!(jump.digest(), steps.digest());
}

const HEADER: &str = "observed_utc,wallet,name,condition_id,outcome_index,outcome,title,event_slug,kind,shares_before,shares_after,market_price,avg_price";

fn condition() -> String {
    format!("0x{}", "ab".repeat(32))
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    path
}

fn small(folder: &Path) -> Replay {
    let wallet = format!("0x{}", "11".repeat(20));
    let row = |at: &str, kind: &str, before: &str, after: &str, price: &str| {
        format!(
            "{at},{wallet},tern,{},0,Yes,Will it?,e,{kind},{before},{after},{price},0.4",
            condition()
        )
    };
    let changes = [
        HEADER.to_owned(),
        row("2026-07-15T00:00:00Z", "baseline", "100.00", "100.00", "0.5"),
        row("2026-07-15T01:00:00Z", "change", "100.00", "300.00", "0.52"),
        row("2026-07-15T08:00:00Z", "baseline", "900.00", "900.00", "0.47"),
        row("2026-07-15T09:00:00Z", "change", "900.00", "850.00", "0.47"),
    ];
    let price = |at: &str, price: &str| format!("{at},{},0,{price}", condition());
    let prices = [
        "observed_utc,condition_id,outcome_index,market_price".to_owned(),
        price("2026-07-15T00:00:00Z", "0.5"),
        price("2026-07-15T01:00:00Z", "0.52"),
        price("2026-07-15T03:00:00Z", "0.51"),
        price("2026-07-15T08:00:00Z", "0.47"),
        price("2026-07-15T12:00:00Z", "0.48"),
    ];
    let changes = write(folder, "changes.csv", &changes.join("\n"));
    let prices = write(folder, "prices.csv", &prices.join("\n"));
    Replay::load(&changes, &prices).expect("a recording")
}

#[test]
fn later_baselines_are_kept_to_oneself_and_prices_move_through_resting_orders() {
    let folder = tempfile::tempdir().unwrap();
    let replay = small(folder.path());
    assert_eq!(replay.extent().end.since(replay.extent().start), 12 * HOUR);
    let token = replay.rows()[0].token.clone();
    let trader = replay.rows()[0].wallet.clone();
    let mut venue = Venue::new(VenueOptions::recorded(1, replay)).unwrap();
    let start = venue.start();
    venue.advance_to(start);
    assert_eq!(venue.price(&token), Some("0.5".parse::<Price>().unwrap()));
    let me = WalletAddress::parse("0x00000000000000000000000000000000000000cc").unwrap();
    venue.enroll(&me);
    let id = OrderHash::new(&format!("0x{:064x}", 5));
    venue.advance_to(start.plus(HOUR));
    let order = NewOrder {
        id: id.clone(),
        owner: me.clone(),
        token: token.clone(),
        side: Side::Buy,
        price: "0.49".parse().unwrap(),
        amount: Amount::Shares(Shares::from_micros(50_000_000)),
        kind: OrderKind::Gtc,
        post_only: false,
        expires_at: None,
        created_at: venue.now(),
    };
    venue.place(order).expect("it rests");
    let held = |venue: &Venue| venue.positions(&trader)[0].shares.to_string();
    assert_eq!(held(&venue), "300");
    venue.advance_to(start.plus(7 * HOUR));
    assert!(venue.exchange().order(&id).unwrap().is_live());
    venue.advance_to(start.plus(8 * HOUR));
    assert_eq!(held(&venue), "300", "a later baseline is not served");
    let order = venue.exchange().order(&id).unwrap();
    assert_eq!(order.matched, order.original, "the price went through the limit");
    assert_eq!(venue.portfolio_value(&me), Usd::from_micros(23_500_000));
    venue.advance_to(start.plus(20 * HOUR));
    assert_eq!(held(&venue), "250");
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
}

#[test]
fn what_is_no_recording_is_refused_with_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let replay = small(folder.path());
    drop(replay);
    let good = folder.path().join("prices.csv");
    let missing = Replay::load(&folder.path().join("nothing.csv"), &good);
    assert!(matches!(missing, Err(SimError::Unreadable { .. })), "{missing:?}");
    let wallet = format!("0x{}", "11".repeat(20));
    for (name, row, word) in [
        (
            "shares",
            format!(
                "2026-07-15T00:00:00Z,{wallet},t,{},0,Yes,q,e,change,x,2,0.5,0.4",
                condition()
            ),
            "shares_before",
        ),
        (
            "wallet",
            format!(
                "2026-07-15T00:00:00Z,0x12,t,{},0,Yes,q,e,change,1,2,0.5,0.4",
                condition()
            ),
            "wallet",
        ),
        (
            "outcome",
            format!(
                "2026-07-15T00:00:00Z,{wallet},t,{},2,Yes,q,e,change,1,2,0.5,0.4",
                condition()
            ),
            "outcome_index",
        ),
        (
            "price",
            format!(
                "2026-07-15T00:00:00Z,{wallet},t,{},0,Yes,q,e,change,1,2,1.5,0.4",
                condition()
            ),
            "market_price",
        ),
        (
            "kind",
            format!(
                "2026-07-15T00:00:00Z,{wallet},t,{},0,Yes,q,e,other,1,2,0.5,0.4",
                condition()
            ),
            "kind",
        ),
        (
            "time",
            format!("yesterday,{wallet},t,{},0,Yes,q,e,change,1,2,0.5,0.4", condition()),
            "observed_utc",
        ),
    ] {
        let path = write(folder.path(), "bad.csv", &format!("{HEADER}\n{row}\n"));
        match Replay::load(&path, &good) {
            Err(SimError::Malformed { line: 2, reason, .. }) => assert!(reason.contains(word), "{name}: {reason}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    let empty = write(folder.path(), "empty.csv", HEADER);
    assert!(matches!(Replay::load(&empty, &good), Err(SimError::Malformed { .. })));
    let unpriced = write(
        folder.path(),
        "unpriced.csv",
        "observed_utc,condition_id,outcome_index,market_price\n",
    );
    assert!(Replay::load(&folder.path().join("changes.csv"), &unpriced).is_err());
}
