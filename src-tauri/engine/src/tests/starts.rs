//! Starts: after a crash at every point of an order's way, without a venue, on data that are not ours.

use std::time::Duration;

use pilotfish_copy::entity::ChildState;
use pilotfish_copy::market::Side;

use crate::Mode;
use crate::engine::{Engine, EngineHandle};
use crate::port::VenuePorts;
use crate::testing::venue::{Posting, Scene};
use crate::testing::{PATIENCE, Stage, TOO_OLD, child, is_live, seen, until};
use crate::view::Phase;

/// Runs an engine that copies until `posting` has swallowed its order, and then takes the whole runtime away from it: no
/// shutdown, no last commit, as when the process is killed. From then on the venue's clock stands where the order does not
/// have to grow old, so that the next start finds it as it was left.
fn crash(stage: &Stage, posting: Posting) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let _engine = stage.copying().await;
        stage.script.scene(|scene| scene.posting = posting);
        stage.script.trades(Side::Buy, "100", "0.58").await;
        seen(&stage.script, "the order was sent", |scene| scene.posts.len() == 1).await;
    });
    if posting == Posting::ArrivesAndHangs {
        stage.script.stand_still();
    }
    // Until everything of it is gone, its lock on the data too.
    runtime.shutdown_timeout(PATIENCE);
    stage.script.scene(|scene| scene.posting = Posting::Rests);
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

#[test]
fn killed_after_the_order_arrived_it_is_found_and_not_sent_again() {
    let stage = Stage::new();
    crash(&stage, Posting::ArrivesAndHangs);
    stage.script.scene(|scene| scene.list_lags = true);
    run(async {
        let engine = stage.trading().await;
        until(&engine, "it is found", is_live).await;
        let (posts, look_ups) = stage
            .script
            .scene(|scene| (scene.posts.clone(), scene.look_ups.clone()));
        assert_eq!(posts.len(), 1);
        assert_eq!(look_ups.first(), Some(&posts[0].0));
        assert_eq!(child(&engine.core(), &posts[0].0).unwrap().state, ChildState::Live);
        engine.shutdown().await;
    });
}

#[test]
fn killed_before_the_order_arrived_it_is_declared_never_placed_and_then_replaced() {
    let stage = Stage::new();
    crash(&stage, Posting::Hangs);
    run(async {
        let engine = stage.trading().await;
        // It is missing again and again, but its request is not too old for the venue yet.
        let missed = |scene: &mut Scene| scene.look_ups.iter().filter(|hash| **hash == scene.posts[0].0).count();
        seen(&stage.script, "it is looked up", |scene| missed(scene) >= 5).await;
        assert_eq!(stage.posts(), 1);
        stage.real.pass(TOO_OLD);
        until(&engine, "another rests", is_live).await;
        let posts = stage.script.scene(|scene| scene.posts.clone());
        assert_eq!(posts.len(), 2);
        assert_eq!(child(&engine.core(), &posts[0].0).unwrap().state, ChildState::Refused);
        let resting = stage
            .script
            .scene(|scene| scene.orders.values().filter(|order| order.open).count());
        assert_eq!(resting, 1, "one order on the venue");
        engine.shutdown().await;
    });
}

#[test]
fn an_order_in_the_list_of_open_orders_needs_no_look_up_at_a_start() {
    let stage = Stage::new();
    crash(&stage, Posting::ArrivesAndHangs);
    run(async {
        // Whoever waited for a look-up would wait for ever.
        let _slow = stage.script.slow.write().await;
        let engine = stage.trading().await;
        let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
        until(&engine, "it is found", is_live).await;
        assert_eq!(child(&engine.core(), &hash).unwrap().state, ChildState::Live);
        assert_eq!(stage.posts(), 1);
        engine.shutdown().await;
    });
}

#[test]
fn an_order_of_which_the_list_shows_an_execution_is_looked_up_with_its_trades() {
    let stage = Stage::new();
    crash(&stage, Posting::ArrivesAndHangs);
    let hash = stage.script.scene(|scene| {
        let (hash, order) = scene.orders.iter_mut().next().unwrap();
        order.matched = "2".parse().unwrap();
        hash.clone()
    });
    let before = stage.script.scene(|scene| scene.log.len());
    run(async {
        let slow = stage.script.slow.write().await;
        let engine = stage.start().await.unwrap();
        seen(&stage.script, "it is looked up", |scene| {
            scene.log[before..].contains(&"look_up")
        })
        .await;
        assert!(matches!(engine.view().phase, Phase::Starting), "and waited for");
        drop(slow);
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        until(&engine, "what was executed is known", |core| {
            child(core, &hash).is_some_and(|child| child.evidence.reported.to_string() == "2")
        })
        .await;
        engine.shutdown().await;
    });
}

#[test]
fn before_every_open_order_is_looked_up_nothing_else_is_asked_or_placed() {
    let stage = Stage::new();
    crash(&stage, Posting::ArrivesAndHangs);
    stage.script.scene(|scene| scene.list_lags = true);
    let before = stage.script.scene(|scene| scene.log.len());
    run(async {
        // The look-up is kept waiting; whatever is due meanwhile must wait for it.
        let slow = stage.script.slow.write().await;
        let engine = stage.start().await.unwrap();
        seen(&stage.script, "it is looked up", |scene| {
            scene.log.get(before..).is_some_and(|log| log.contains(&"look_up"))
        })
        .await;
        engine.ask(pilotfish_copy::input::UserInput::Pause).await.unwrap();
        let log = stage.script.scene(|scene| scene.log[before..].to_vec());
        let others: Vec<_> = log.iter().filter(|call| !["clock", "look_up"].contains(call)).collect();
        // The account is what is read before; an order that its list of open ones does not show is looked up.
        let read = ["own_positions", "cash", "own_orders", "own_trades", "own_movements"];
        assert_eq!(others, [&["connect"][..], &read].concat().iter().collect::<Vec<_>>());
        drop(slow);
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        seen(&stage.script, "then the rest is", |scene| scene.log.len() > before + 4).await;
        engine.shutdown().await;
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_leaves_the_order_resting_and_the_next_start_goes_on_with_it() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    engine.shutdown().await;
    assert!(stage.script.scene(|scene| scene.cancels.is_empty()));
    assert!(
        engine.ask(pilotfish_copy::input::UserInput::Pause).await.is_err(),
        "an ended engine says so"
    );

    let engine = stage.trading().await;
    assert!(is_live(&engine.core()));
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_sleep_orders_and_account_are_read_before_anything_is_placed() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    // The look-up after the sleep is kept waiting, and with it whatever else becomes due.
    let slow = stage.script.slow.write().await;
    stage.script.scene(|scene| scene.list_lags = true);
    let before = stage.script.scene(|scene| scene.log.len());
    engine.sleep().await;
    until_phase(&engine, |phase| matches!(phase, Phase::Starting)).await;
    stage.script.trades(Side::Buy, "200", "0.58").await;
    seen(&stage.script, "the order is looked up", |scene| {
        scene.log[before..].contains(&"look_up")
    })
    .await;
    assert_eq!(stage.posts(), 1, "nothing is placed meanwhile");
    let dropped = stage
        .script
        .scene(|scene| scene.log[before..].contains(&"drop_connections"));
    assert!(dropped, "and nothing waits on a connection from before");
    stage.script.scene(|scene| scene.list_lags = false);
    drop(slow);
    until_phase(&engine, |phase| matches!(phase, Phase::Running)).await;
    let read = stage.script.scene(|scene| scene.log[before..].contains(&"own_trades"));
    assert!(read, "the account was read first");
    seen(&stage.script, "then what the trader did is copied", |scene| {
        scene.posts.len() == 2
    })
    .await;
    engine.shutdown().await;
}

#[tokio::test]
async fn a_desk_that_has_nothing_to_do_did_not_sleep() {
    let stage = Stage::new();
    stage.script.stand_still();
    let engine = stage.trading().await;
    seen(
        &stage.script,
        "the account is read at the start and by the core",
        |scene| scene.calls.get("own_movements").is_some_and(|calls| *calls >= 2),
    )
    .await;
    engine.ask(pilotfish_copy::input::UserInput::Pause).await.unwrap();
    // Ten minutes in which nothing is due, since the demo's clock stands.
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(600)).await;
    tokio::time::resume();
    let clocks = stage.script.scene(|scene| scene.calls["clock"]);
    assert!(clocks >= 600, "time went on: {clocks}");
    assert!(
        !stage.script.scene(|scene| scene.log.contains(&"drop_connections")),
        "that was no sleep"
    );
    assert!(matches!(engine.view().phase, Phase::Running));
    engine.shutdown().await;
}

async fn until_phase(engine: &EngineHandle, holds: impl Fn(&Phase) -> bool) {
    let mut views = engine.views();
    let seen = views.wait_for(|view| holds(&view.phase));
    tokio::time::timeout(PATIENCE, seen).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_engine_on_the_same_data_is_refused() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let error = stage.start().await.unwrap_err();
    assert_eq!(error.code(), "already_running", "{error}");
    engine.shutdown().await;
    let engine = stage.trading().await;
    engine.shutdown().await;
}

#[tokio::test]
async fn a_demo_at_a_venue_without_a_clock_is_refused_before_anything_is_written() {
    let stage = Stage::new();
    let ports = VenuePorts {
        demo_clock: None,
        ..stage.script.ports()
    };
    let error = Engine::start_with(stage.options(), ports.clone()).await.unwrap_err();
    assert_eq!(error.code(), "venue_address", "{error}");
    let error = Engine::stop_without_at(&stage.options(), &ports).await.unwrap_err();
    assert_eq!(error.code(), "venue_address", "{error}");
    assert!(!stage.database().exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_world_is_refused_and_changes_nothing() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    engine.shutdown().await;
    stage.script.become_world("scripted-8");
    let engine = stage.start().await.unwrap();
    let error = tokio::time::timeout(PATIENCE, engine.trading())
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.code, "other_world");
    assert!(matches!(engine.view().phase, Phase::Failed(_)));
    assert_eq!(engine.core().state().follows.len(), 1, "what is there is still shown");
    engine.shutdown().await;
    stage.script.become_world(crate::testing::venue::WORLD);
    let engine = stage.trading().await;
    assert_eq!(engine.core().state().follows.len(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let stage = Stage::new();
    stage.home().prepare(Mode::Demo).unwrap();
    std::fs::write(
        stage.database(),
        "a letter to my aunt, quite long enough to be looked at",
    )
    .unwrap();
    let error = stage.start().await.unwrap_err();
    assert_eq!(error.code(), "database_unreadable", "{error}");
    assert!(
        std::fs::read_to_string(stage.database())
            .unwrap()
            .starts_with("a letter")
    );
}
