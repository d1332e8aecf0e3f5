//! Commits: whole or not at all, even when the process dies; and the invariants that the schema itself holds.

use std::path::Path;

use crate::common::*;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::{ControlAction, EventKind};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_copy::money::Usd;
use pilotfish_store::{Batch, Remedy, Store, StoreError};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnectOptions;

fn paused(seq: u64) -> pilotfish_copy::event::Event {
    event(
        seq,
        1_000,
        EventKind::Control {
            action: ControlAction::Paused,
        },
    )
}

#[track_caller]
fn refused(result: Result<(), StoreError>, rule: &str) {
    match result {
        Err(error @ StoreError::Refused { .. }) => {
            assert!(error.to_string().contains(rule), "{error}");
            assert_eq!(error.remedy(), Remedy::Stop);
        }
        other => panic!("expected a refusal naming {rule:?}, got {other:?}"),
    }
}

#[tokio::test]
async fn a_batch_with_a_bad_row_in_its_middle_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    commit(&store, &basis(1), &[paused(1)], &[]).await.unwrap();
    let before = store.load().await.unwrap();

    let broken = CopyOrder {
        status: OrderStatus::Ending,
        ..order(2, 1)
    };
    let mut changes = vec![
        Change::Control(Control {
            cash: None,
            ..control()
        }),
        Change::Follow(follow(2)),
        Change::Signal(signal(2, 2)),
        Change::Order(broken),
        Change::Child(child(1, 1, ChildState::Prepared)),
    ];
    refused(
        commit(&store, &changes, &[paused(2)], &[intent(1)]).await,
        "an_order_that_ends_says_why",
    );
    assert_eq!(store.load().await.unwrap(), before);
    assert_eq!(store.reader().event_counts().await.unwrap()["control"], 1);
    assert_eq!(store.open_intents().await.unwrap(), vec![]);

    changes[3] = Change::Order(order(2, 2));
    commit(&store, &changes, &[paused(2)], &[intent(1)]).await.unwrap();
    assert_eq!(store.open_intents().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_commit_that_nobody_waits_for_is_written_whole_and_before_the_next_one() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let changes = basis(1);
    {
        let batch = Batch {
            changes: &changes,
            events: &[],
            intents: &[],
            at: VenueMs(1),
        };
        let mut future = Box::pin(store.commit(batch));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
    write(&store, &[Change::Follow(follow(2))]).await.unwrap();
    assert_eq!(store.load().await.unwrap().len(), 6);
}

/// EventKind a kill leaves: the database and its log as they are, the log cut anywhere. Every commit that returned before is there;
/// with a torn log a whole number of them is.
#[tokio::test]
async fn a_log_torn_at_any_point_holds_whole_commits_only() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    for seq in 1..=6 {
        let changes = [
            Change::Control(Control {
                next_event: seq + 1,
                ..control()
            }),
            Change::Follow(follow(seq)),
            Change::Signal(Signal {
                decision: None,
                ..signal(seq, seq)
            }),
        ];
        commit(&store, &changes, &[paused(seq)], &[]).await.unwrap();
    }
    let database = std::fs::read(home.path().join("pilotfish.db")).unwrap();
    let log = std::fs::read(home.path().join("pilotfish.db-wal")).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for cut in (0..=24).map(|part| log.len() - log.len() / 4 * part / 24) {
        let crashed = tempfile::tempdir().unwrap();
        std::fs::write(crashed.path().join("pilotfish.db"), &database).unwrap();
        std::fs::write(crashed.path().join("pilotfish.db-wal"), &log[..cut]).unwrap();
        let after = open(crashed.path()).await;
        let rows = after.load().await.unwrap();
        let commits = rows
            .iter()
            .find_map(|row| match row {
                Change::Control(control) => Some(control.next_event - 1),
                _ => None,
            })
            .unwrap_or(0);
        assert_eq!(
            rows.iter().filter(|row| matches!(row, Change::Follow(_))).count() as u64,
            commits
        );
        assert_eq!(
            rows.iter().filter(|row| matches!(row, Change::Signal(_))).count() as u64,
            commits
        );
        assert_eq!(
            after
                .reader()
                .event_counts()
                .await
                .unwrap()
                .get("control")
                .copied()
                .unwrap_or(0),
            commits
        );
        assert_eq!(after.integrity_check().await.unwrap(), Vec::<String>::new());
        if cut == log.len() {
            assert_eq!(commits, 6, "what was committed is there");
        }
        seen.insert(commits);
    }
    assert!(seen.len() > 2, "the cuts fell between commits: {seen:?}");
}

#[tokio::test]
async fn a_copy_order_has_one_open_child() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    write(&store, &[Change::Child(child(1, 1, ChildState::Unknown))])
        .await
        .unwrap();
    let second = Change::Child(child(2, 1, ChildState::Prepared));
    refused(
        write(&store, std::slice::from_ref(&second)).await,
        "child_orders.copy_order",
    );

    for state in [ChildState::Cancelling, ChildState::Closing] {
        write(&store, &[Change::Child(child(1, 1, state))]).await.unwrap();
        refused(
            write(&store, std::slice::from_ref(&second)).await,
            "child_orders.copy_order",
        );
    }
    // Closing the first and opening the second may come in one batch, and the first may be touched again after it.
    let last = ChildOrder {
        filled: shares("1"),
        ..child(1, 1, ChildState::Final)
    };
    write(
        &store,
        &[
            Change::Child(child(1, 1, ChildState::Final)),
            second,
            Change::Child(last),
        ],
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_signed_order_is_committed_once_and_never_changes() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    let prepared = Change::Child(child(1, 1, ChildState::Prepared));
    commit(&store, std::slice::from_ref(&prepared), &[], &[intent(1)])
        .await
        .unwrap();
    assert_eq!(store.intent(ChildId(1)).await.unwrap(), Some(intent(1)));
    assert_eq!(store.intent(ChildId(2)).await.unwrap(), None);

    refused(commit(&store, &[], &[], &[intent(1)]).await, "order_intents.");
    let other = pilotfish_store::Intent {
        hash: hash(77),
        ..intent(1)
    };
    refused(commit(&store, &[], &[], &[other]).await, "order_intents.child");
    let unknown_child = intent(5);
    refused(commit(&store, &[], &[], &[unknown_child]).await, "FOREIGN KEY");
    let resigned = ChildOrder {
        hash: Some(hash(99)),
        ..child(1, 1, ChildState::Live)
    };
    refused(write(&store, &[Change::Child(resigned)]).await, "keeps the hash");

    let open_intents = store.open_intents().await.unwrap();
    assert_eq!(open_intents[0].intent, intent(1));
    assert_eq!(
        (open_intents[0].state, open_intents[0].created_at),
        (ChildState::Prepared, VenueMs(50_000_000))
    );
    write(&store, &[Change::Child(child(1, 1, ChildState::Final))])
        .await
        .unwrap();
    assert_eq!(store.open_intents().await.unwrap(), vec![]);
}

#[tokio::test]
async fn the_api_keys_owner_is_not_stored() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    let owned = pilotfish_store::Intent {
        body: "{\"owner\":\"b0\",\"order\":{}}".to_owned(),
        ..intent(1)
    };
    let prepared = [Change::Child(child(1, 1, ChildState::Prepared))];
    refused(commit(&store, &prepared, &[], &[owned]).await, "owner");
}

async fn raw(folder: &Path) -> sqlx::SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("pilotfish.db"));
    sqlx::SqliteConnection::connect_with(&options).await.unwrap()
}

#[tokio::test]
async fn the_record_is_append_only_and_without_gaps() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let prepared = Change::Child(child(1, 1, ChildState::Prepared));
    let rows: Vec<Change> = basis(1).into_iter().chain([prepared]).collect();
    commit(&store, &rows, &[paused(1), paused(2)], &[intent(1)])
        .await
        .unwrap();
    refused(commit(&store, &[], &[paused(4)], &[]).await, "without gaps");
    refused(commit(&store, &[], &[paused(2)], &[]).await, "without gaps");

    let mut conn = raw(home.path()).await;
    for sql in [
        "UPDATE events SET kind = 'fill' WHERE seq = 1",
        "DELETE FROM events WHERE seq = 2",
        "DELETE FROM events",
        "UPDATE order_intents SET body = '{}'",
        "DELETE FROM order_intents",
    ] {
        let error = sqlx::query(sql).execute(&mut conn).await.unwrap_err();
        let words = error.to_string();
        assert!(
            words.contains("append-only") || words.contains("signed order"),
            "{sql}: {words}"
        );
    }
    assert_eq!(
        store.reader().events_after(None, 10).await.unwrap(),
        vec![paused(1), paused(2)]
    );
    assert_eq!(store.reader().events_after(Some(1), 10).await.unwrap(), vec![paused(2)]);
}

#[tokio::test]
async fn a_fill_seen_again_stays_one_row_and_only_settles() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let mut rows = basis(1);
    rows.push(Change::Child(child(1, 1, ChildState::Live)));
    let matched = Fill {
        settlement: Settlement::Matched,
        ..fill("trade-1", 1, 1, 1)
    };
    rows.push(Change::Fill(matched.clone()));
    write(&store, &rows).await.unwrap();
    let confirmed = Fill {
        settlement: Settlement::Confirmed,
        ..matched.clone()
    };
    write(&store, &[Change::Fill(confirmed.clone())]).await.unwrap();
    write(&store, &[Change::Fill(confirmed.clone())]).await.unwrap();
    let fills: Vec<Change> = store
        .load()
        .await
        .unwrap()
        .into_iter()
        .filter(|row| matches!(row, Change::Fill(_)))
        .collect();
    assert_eq!(fills, vec![Change::Fill(confirmed)]);
    let moved = Fill {
        token: token(3),
        ..matched
    };
    refused(write(&store, &[Change::Fill(moved)]).await, "a fill keeps");
}

#[tokio::test]
async fn a_backup_is_whole_refuses_to_overwrite_and_opens_as_a_store() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    let rows = store.load().await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    let to = copy.path().join("pilotfish.db");
    store.backup(&to).await.unwrap();
    assert!(matches!(store.backup(&to).await, Err(StoreError::Io { .. })));
    write(
        &store,
        &[Change::Holding(Holding {
            cost: Usd::ONE,
            ..holding(1, 2)
        })],
    )
    .await
    .unwrap();
    let restored = Store::open(copy.path(), demo()).await.unwrap();
    assert_eq!(restored.load().await.unwrap(), rows);
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
}
