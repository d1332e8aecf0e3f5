//! A batch that is written while it grows is in the database as one that is written at once, whole or not at all.

use std::path::Path;

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{ControlAction, Event, EventKind, OrderStep};
use pilotfish_copy::ids::*;
use pilotfish_store::{Ahead, Batch, Hindrance, Intent, Readings, Remedy, Store, StoreError};

use crate::common::*;

/// What one turn comes to, step by step: a signal that is copied, an order whose child is prepared, and its signature.
struct Turn {
    changes: Vec<Change>,
    events: Vec<Event>,
    intents: Vec<Intent>,
    /// So many changes and events there are after each step but the last.
    steps: [(usize, usize); 2],
}

impl Turn {
    fn of(id: u64, first_event: u64) -> Self {
        let signal = signal(id, 1);
        let decision = signal.decision.clone().unwrap();
        let opened = EventKind::Order {
            order: CopyOrderId(id),
            signal: SignalId(id),
            follow: FollowId(1),
            token: token(2),
            side: signal.side,
            step: OrderStep::Opened {
                shares: decision.allowed,
                asked: decision.asked,
                trader_price: signal.price,
                gates: decision.gates,
            },
        };
        let undecided = Signal {
            decision: None,
            ..signal.clone()
        };
        let unsigned = ChildOrder {
            hash: None,
            void_after: None,
            ..child(id, id, ChildState::Prepared)
        };
        let mut changes = basis(id);
        changes.insert(3, Change::Signal(undecided));
        changes.push(Change::Child(unsigned));
        let decided = changes.len();
        changes.push(Change::Child(child(id, id, ChildState::Prepared)));
        changes.push(Change::Control(control()));
        Self {
            changes,
            events: vec![
                event(first_event, 10_000, told(&signal, "0.58")),
                event(first_event + 1, 10_000, opened),
                event(
                    first_event + 2,
                    10_000,
                    EventKind::Control {
                        action: ControlAction::Paused,
                    },
                ),
            ],
            intents: vec![intent(id)],
            steps: [(4, 1), (decided, 1)],
        }
    }

    fn whole(&self) -> Batch<'_> {
        Batch {
            changes: &self.changes,
            events: &self.events,
            intents: &self.intents,
            at: VenueMs(50_000_000),
        }
    }

    /// Writes all but the last step of it.
    fn ahead(&self, store: &Store) -> Option<Ahead> {
        let mut ahead = None;
        for (changes, events) in self.steps {
            let batch = Batch {
                changes: &self.changes[..changes],
                events: &self.events[..events],
                intents: &[],
                ..self.whole()
            };
            ahead = store.write_ahead(ahead, batch);
        }
        ahead
    }

    async fn commit(&self, store: &Store, ahead: Option<Ahead>) -> Result<(), StoreError> {
        store.commit_after(ahead, self.whole(), &Readings::default()).await
    }
}

/// Every row of every table, but counts that have gone back to nothing.
fn rows(folder: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(folder.join("pilotfish.db")).unwrap();
    let mut tables = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_sqlx*' ORDER BY name")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut rows = Vec::new();
    for name in names {
        let mut all = connection.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = all.column_count();
        let read = all.query_map([], |row| {
            (0..columns)
                .map(|place| row.get::<_, rusqlite::types::Value>(place))
                .collect::<Result<Vec<_>, _>>()
        });
        rows.extend(read.unwrap().map(|row| format!("{name} {:?}", row.unwrap())));
    }
    rows.retain(|row| !(row.starts_with("decision_totals ") && row.ends_with("Integer(0)]")));
    rows
}

#[tokio::test]
async fn what_is_written_ahead_and_the_rest_of_it_are_one_commit_like_any_other() {
    let (at_once, by_steps) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let turns = [Turn::of(1, 1), Turn::of(2, 4), Turn::of(3, 7)];
    let store = open(at_once.path()).await;
    for turn in &turns {
        turn.commit(&store, None).await.unwrap();
    }
    store.close().await.unwrap();

    let store = open(by_steps.path()).await;
    for turn in &turns {
        let before = rows(by_steps.path());
        let ahead = turn.ahead(&store);
        assert!(ahead.is_some());
        assert_eq!(rows(by_steps.path()), before, "nobody sees it before it is committed");
        turn.commit(&store, ahead).await.unwrap();
    }
    store.close().await.unwrap();
    assert!(rows(at_once.path()).len() > 20);
    assert_eq!(rows(at_once.path()), rows(by_steps.path()));
}

#[tokio::test]
async fn what_is_begun_and_given_up_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let (first, second) = (Turn::of(1, 1), Turn::of(2, 4));
    first.commit(&store, None).await.unwrap();
    let before = (store.load().await.unwrap(), rows(home.path()));
    let ahead = second.ahead(&store);
    assert!(ahead.is_some());
    drop(ahead);
    assert_eq!((store.load().await.unwrap(), rows(home.path())), before);

    // The same rows again, at once and then by steps.
    second.commit(&store, None).await.unwrap();
    let third = Turn::of(3, 7);
    drop(third.ahead(&store));
    let ahead = third.ahead(&store);
    third.commit(&store, ahead).await.unwrap();
    assert_eq!(store.open_intents().await.unwrap().len(), 3);
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    store.close().await.unwrap();
}

#[tokio::test]
async fn where_a_part_breaks_a_rule_the_commit_is_refused_and_writes_nothing_of_the_rest_either() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    Turn::of(1, 1).commit(&store, None).await.unwrap();
    let before = rows(home.path());
    let mut turn = Turn::of(2, 4);
    let first_step = turn.steps[0].0;
    let broken = CopyOrder {
        status: OrderStatus::Ending,
        ..order(1, 1)
    };
    // In the first part; the second, which is sound by itself, must not begin anew without it.
    turn.changes.insert(first_step - 1, Change::Order(broken));
    let ahead = turn.ahead(&store);
    let error = turn.commit(&store, ahead).await.unwrap_err();
    assert!(
        error.to_string().contains("an_order_that_ends_says_why"),
        "refused for what is wrong: {error}"
    );
    assert_eq!(rows(home.path()), before);

    let turn = Turn::of(2, 4);
    let ahead = turn.ahead(&store);
    turn.commit(&store, ahead).await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn where_only_the_rest_is_refused_after_what_was_begun_the_whole_batch_is_written_anew() {
    let (at_once, anew) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (first, other, third) = (Turn::of(1, 1), Turn::of(2, 4), Turn::of(3, 4));
    let store = open(at_once.path()).await;
    first.commit(&store, None).await.unwrap();
    third.commit(&store, None).await.unwrap();
    store.close().await.unwrap();

    let store = open(anew.path()).await;
    first.commit(&store, None).await.unwrap();
    // The rest's child and intent have no order there: what was begun is of another turn.
    let ahead = other.ahead(&store);
    assert!(ahead.is_some());
    third.commit(&store, ahead).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(rows(at_once.path()), rows(anew.path()));
}

#[tokio::test]
async fn a_disk_that_takes_nothing_refuses_the_commit_and_takes_it_whole_later() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    Turn::of(1, 1).commit(&store, None).await.unwrap();
    let before = rows(home.path());
    let turn = Turn::of(2, 4);
    store.hinder(Some(Hindrance::ReadOnly)).await.unwrap();
    let ahead = turn.ahead(&store);
    assert!(ahead.is_some());
    let error = turn.commit(&store, ahead).await.unwrap_err();
    assert_eq!(error.remedy(), Remedy::TryLater, "{error}");
    assert_eq!(rows(home.path()), before);
    store.hinder(None).await.unwrap();
    turn.commit(&store, None).await.unwrap();
    assert_eq!(store.open_intents().await.unwrap().len(), 2);
    store.close().await.unwrap();
}

#[tokio::test]
async fn whatever_else_is_asked_of_the_database_waits_for_nothing_and_the_commit_is_whole_all_the_same() {
    let (at_once, between) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let turns = [Turn::of(1, 1), Turn::of(2, 4), Turn::of(3, 7)];
    let store = open(at_once.path()).await;
    for turn in &turns {
        turn.commit(&store, None).await.unwrap();
    }
    store.close().await.unwrap();

    let store = open(between.path()).await;
    let [first, second, third] = &turns;
    let (of_first, of_third) = (first.ahead(&store), third.ahead(&store));
    assert!(of_first.is_some() && of_third.is_some());
    // Something is read, and another batch is committed, before the batches that were begun.
    assert_eq!(store.load().await.unwrap(), vec![]);
    first.commit(&store, of_first).await.unwrap();
    let of_second = second.ahead(&store);
    assert_eq!(store.open_intents().await.unwrap().len(), 1);
    let goes_on = store.write_ahead(of_second, second.whole());
    second.commit(&store, goes_on).await.unwrap();
    third.commit(&store, of_third).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(rows(at_once.path()), rows(between.path()));
}

#[tokio::test]
async fn what_was_made_ready_is_one_commit_with_what_comes_and_in_nobodys_way_where_nothing_comes() {
    let (at_once, ready) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let turns = [1, 2, 3, 4, 5].map(|id| Turn::of(id, 3 * id - 2));
    let store = open(at_once.path()).await;
    for turn in &turns {
        turn.commit(&store, None).await.unwrap();
    }
    store.close().await.unwrap();

    let store = open(ready.path()).await;
    let [first, second, third, fourth, fifth] = &turns;
    // A batch in parts, a whole one, and one that is given up.
    store.be_ready();
    let ahead = first.ahead(&store);
    first.commit(&store, ahead).await.unwrap();
    store.be_ready();
    second.commit(&store, None).await.unwrap();
    store.be_ready();
    drop(third.ahead(&store));
    third.commit(&store, None).await.unwrap();
    // Nothing comes, and somebody else writes.
    store.be_ready();
    let other = rusqlite::Connection::open(ready.path().join("pilotfish.db")).unwrap();
    other.busy_timeout(std::time::Duration::from_secs(60)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; ROLLBACK").unwrap();
    drop(other);
    fourth.commit(&store, None).await.unwrap();
    // Something else is asked of the database in between.
    store.be_ready();
    store.be_ready();
    assert_eq!(store.open_intents().await.unwrap().len(), 4);
    let ahead = fifth.ahead(&store);
    fifth.commit(&store, ahead).await.unwrap();
    store.be_ready();
    store.close().await.unwrap();
    assert_eq!(rows(at_once.path()), rows(ready.path()));
}
