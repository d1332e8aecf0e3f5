//! The stop path: in every state in which it is needed, and what it says where it could not.

use pilotfish_copy::entity::{ChildState, OrderStatus};
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{OpenOrder, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::engine::{Engine, EngineHandle};
use crate::testing::venue::yes;
use crate::testing::{PATIENCE, Stage, is_live, until};
use crate::view::Phase;

/// An engine with a purchase that rests.
async fn resting(stage: &Stage) -> (EngineHandle, OrderHash) {
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    (engine, hash)
}

fn is_open(stage: &Stage, hash: &OrderHash) -> bool {
    stage.script.scene(|scene| scene.orders[hash].open)
}

fn calls(stage: &Stage, call: &str) -> u32 {
    stage.script.scene(|scene| scene.calls.get(call).copied().unwrap_or(0))
}

/// An order that somebody else placed in our account.
fn foreign(stage: &Stage) {
    stage.script.scene(|scene| {
        scene.foreign = Some(OpenOrder {
            hash: OrderHash::new("0xf0"),
            token: yes(),
            side: Side::Buy,
            price: Price::from_micros(100_000),
            open: Shares::from_micros(5_000_000),
        });
    });
}

/// Breaks the next commit of an order for good.
async fn break_the_disk(stage: &Stage) {
    let options = SqliteConnectOptions::new().filename(stage.database());
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let trigger = "CREATE TRIGGER broken BEFORE INSERT ON order_intents BEGIN SELECT RAISE(ABORT, 'broken disk'); END";
    sqlx::query(trigger).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_orders_are_held_back_none_leaves_and_cancellations_do() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    let held = engine.hold_orders().unwrap();
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the second copy is held back", |core| {
        core.state()
            .children
            .values()
            .any(|child| child.state == ChildState::Refused)
    })
    .await;
    engine.ask(UserInput::CancelAll).await.unwrap();
    until(&engine, "the first is cancelled", |core| !is_live(core)).await;
    assert!(!is_open(&stage, &hash));
    assert_eq!(stage.script.scene(|scene| scene.posts.len()), 1, "nothing else left");
    drop(held);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_cancels_by_hash_leaves_others_orders_alone_and_says_what_is_left() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    // One that is over by then is none that a stop cancels.
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the first rests", is_live).await;
    let over = stage.script.scene(|scene| scene.posts[0].0.clone());
    stage.script.fill(&over).await;
    until(&engine, "the first is over", |core| {
        !is_live(core) && !core.state().holdings.is_empty()
    })
    .await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the second rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[1].0.clone());
    foreign(&stage);
    let report = engine.stop_all().await;
    assert_eq!(
        (report.asked, report.cancelled, report.open),
        (1, 1, Some(1)),
        "{report:?}"
    );
    assert!(!report.account_wide && report.trouble.is_empty(), "{report:?}");
    assert!(!is_open(&stage, &hash));
    assert!(stage.script.scene(|scene| scene.foreign.is_some()));
    assert!(engine.core().state().is_stopped());
    until(&engine, "its order is over", |core| {
        let mut orders = core.state().orders.values();
        orders.all(|order| order.status == OrderStatus::Ended)
    })
    .await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_engine_is_stopped_all_the_same() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    break_the_disk(&stage).await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    let ended = tokio::time::timeout(PATIENCE, engine.ended()).await.unwrap();
    assert_eq!(ended.unwrap_err().code, "engine_failed");
    assert!(is_open(&stage, &hash), "a failed engine leaves it to the user");
    let report = engine.stop_all().await;
    assert_eq!((report.asked, report.open), (1, Some(0)), "{report:?}");
    assert!(report.is_complete(), "{report:?}");
    assert!(!is_open(&stage, &hash));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_during_recovery_cancels_at_once() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    engine.shutdown().await;
    // The look-up of recovery is kept waiting.
    stage.script.scene(|scene| scene.list_lags = true);
    let slow = stage.script.slow.write().await;
    let engine = stage.start().await.unwrap();
    let report = tokio::time::timeout(PATIENCE, engine.stop_all()).await.unwrap();
    assert!(matches!(engine.view().phase, Phase::Starting));
    assert!(report.is_complete(), "{report:?}");
    assert!(!is_open(&stage, &hash));
    drop(slow);
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    assert!(engine.core().state().is_stopped());
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_key_is_derived_again_and_the_stop_goes_on() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    let logins = calls(&stage, "connect");
    // The one of the start is minutes old by then; here it is made so.
    engine.shared.stop_path.login.age().await;
    stage.script.scene(|scene| scene.key_revoked = true);
    let report = engine.stop_all().await;
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(calls(&stage, "connect"), logins + 1);
    assert!(!is_open(&stage, &hash));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unreachable_venue_is_said_and_the_stop_stands() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    stage.script.scene(|scene| scene.unreachable = true);
    let report = engine.stop_all().await;
    assert!(!report.is_complete() && !report.trouble.is_empty(), "{report:?}");
    assert_eq!(
        (report.open, report.account_wide),
        (None, false),
        "what failed is not told as done"
    );
    assert!(engine.core().state().is_stopped());
    stage.script.scene(|scene| scene.unreachable = false);
    until(&engine, "the core cancels when the venue is back", |core| {
        let mut orders = core.state().orders.values();
        orders.all(|order| order.status == OrderStatus::Ended)
    })
    .await;
    assert!(!is_open(&stage, &hash));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_the_list_of_open_orders_fails_others_orders_are_left_alone() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    foreign(&stage);
    stage.script.scene(|scene| scene.orders_unsaid = true);
    let report = engine.stop_all().await;
    assert!(
        !report.account_wide && report.open.is_none() && !report.is_complete(),
        "{report:?}"
    );
    assert!(!is_open(&stage, &hash));
    assert_eq!(calls(&stage, "cancel_all"), 0);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_engine_our_orders_go_by_hash_and_the_next_start_is_stopped() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    engine.shutdown().await;
    foreign(&stage);
    let ports = stage.script.ports();
    let report = Engine::stop_without_at(&stage.options(), &ports).await.unwrap();
    assert_eq!((report.asked, report.open), (1, Some(1)), "{report:?}");
    assert!(!report.account_wide);
    assert!(!is_open(&stage, &hash));

    let engine = stage.trading().await;
    until(&engine, "the stop is taken over from the mark", |core| {
        core.state().is_stopped()
    })
    .await;
    engine.start_again().await.unwrap();
    assert!(!engine.core().state().is_stopped());
    engine.shutdown().await;
    let engine = stage.trading().await;
    assert!(!engine.core().state().is_stopped(), "the mark is gone");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_unreadable_database_everything_of_the_account_goes() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    engine.shutdown().await;
    foreign(&stage);
    for name in ["pilotfish.db", "pilotfish.db-wal", "pilotfish.db-shm"] {
        let file = stage.database().with_file_name(name);
        if file.exists() {
            std::fs::write(file, "a letter to my aunt, quite long enough to be looked at").unwrap();
        }
    }
    let ports = stage.script.ports();
    let report = Engine::stop_without_at(&stage.options(), &ports).await.unwrap();
    assert!(report.account_wide && report.is_complete(), "{report:?}");
    assert!(!is_open(&stage, &hash));
    assert!(stage.script.scene(|scene| scene.foreign.is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resume_lifts_no_stop() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    engine.stop_all().await;
    engine.ask(UserInput::Resume).await.unwrap();
    assert!(engine.core().state().is_stopped());
    engine.shutdown().await;
    let engine = stage.trading().await;
    assert!(engine.core().state().is_stopped(), "nor does a new start");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panicking_core_loop_is_a_failed_engine_that_can_be_left_and_started_again() {
    let stage = Stage::new();
    let (engine, hash) = resting(&stage).await;
    engine.beat().await.unwrap();
    engine.fall_over().await;
    let ended = tokio::time::timeout(PATIENCE, engine.ended()).await.unwrap();
    assert_eq!(ended.unwrap_err().code, "engine_failed");
    assert!(engine.beat().await.is_err(), "nothing beats in it any more");
    assert!(engine.ask(UserInput::Pause).await.is_err());
    tokio::time::timeout(PATIENCE, engine.shutdown()).await.unwrap();
    assert!(is_open(&stage, &hash));
    let engine = stage.trading().await;
    assert!(is_live(&engine.core()));
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}
