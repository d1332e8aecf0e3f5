//! Quitting while orders work: it asks, and does what is answered.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::market::Side;

use pilotfish_engine::testing::{PATIENCE, is_live, until};

use super::Stage;
use super::program::Program;
use crate::types::QuitChoice;
use crate::{Api, ApiOptions};
use pilotfish_engine::{EngineHandle, Mode};

fn around(stage: &Stage, engine: &EngineHandle) -> (Api, Arc<Program>) {
    let program = Arc::new(Program::default());
    let api = Api::new(ApiOptions {
        home: stage.home(),
        mode: Mode::Demo,
        version: "0.0.0".to_owned(),
        bus: stage.bus.clone(),
        listens: false,
        host: Some(program.clone()),
    });
    api.attach(engine.clone());
    (api, program)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_window_asks_before_edits_are_thrown_away_and_closes_at_the_second_time() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let (api, program) = around(&stage, &engine);
    assert!(!api.asks_before_closing(), "nothing is typed");
    api.note_edits(true).await.unwrap();
    assert!(api.asks_before_closing() && api.frame_now().closing);
    api.answer_closing(false).await.unwrap();
    assert!(!api.frame_now().closing);
    assert!(api.asks_before_closing(), "they are still there");
    api.answer_closing(true).await.unwrap();
    assert_eq!(program.closed.load(Ordering::SeqCst), 1);
    assert!(!api.asks_before_closing() && !api.frame_now().closing);

    api.note_edits(true).await.unwrap();
    assert!(api.asks_before_closing());
    api.note_edits(false).await.unwrap();
    assert!(!api.frame_now().closing, "they were saved meanwhile");
    api.note_edits(true).await.unwrap();
    assert!(api.asks_before_closing());
    assert!(
        !api.asks_before_closing() && !api.frame_now().closing,
        "a page that does not answer keeps no window open"
    );
    api.note_edits(true).await.unwrap();
    api.ready().await.unwrap();
    assert!(!api.asks_before_closing(), "another page has begun");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_nothing_at_work_it_ends_at_once() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let (api, program) = around(&stage, &engine);
    api.quit().await.unwrap();
    assert_eq!(program.counts(), (0, 1));
    assert_eq!(api.frame_now().quit, None);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn working_orders_are_asked_about_and_left_or_kept_as_answered() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let (api, program) = around(&stage, &engine);
    api.quit().await.unwrap();
    assert_eq!(program.counts(), (1, 0), "it asks in the window and goes on");
    let question = api.frame_now().quit.unwrap();
    let [left] = question.engines.as_slice() else {
        panic!("{question:?}");
    };
    assert_eq!((question.orders, left.orders, left.reserved.as_str()), (1, 1, "2.9"));
    assert!(left.expires.unwrap() > api.frame_now().now);

    api.answer_quit(QuitChoice::Stay).await.unwrap();
    assert_eq!((program.counts(), api.frame_now().quit), ((1, 0), None));

    api.quit().await.unwrap();
    api.answer_quit(QuitChoice::Leave).await.unwrap();
    assert_eq!(program.counts(), (2, 1));
    assert!(is_live(&engine.core()), "what was left still rests");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_first_ends_only_when_every_order_is_over() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let (api, program) = around(&stage, &engine);
    api.quit().await.unwrap();
    api.answer_quit(QuitChoice::Cancel).await.unwrap();
    assert_eq!(program.counts(), (1, 1));
    assert_eq!(api.frame_now().sums.working_orders, 0);
    assert!(!is_live(&engine.core()));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_a_stop_holds_is_off_the_exchange_and_nothing_is_asked() {
    let stage = Stage::new();
    let (engine, _) = stage.holding().await;
    stage.script.trades(Side::Sell, "100", "0.58").await;
    until(&engine, "the copied sale rests", is_live).await;
    let (api, program) = around(&stage, &engine);
    let at_work = || {
        let frame = api.frame_now();
        (frame.sums.working_orders, frame.on_exchange, frame.copied_sales)
    };
    assert_eq!(at_work(), (1, 1, 1));
    api.stop_all().await.unwrap();
    until(&engine, "it is off the exchange", |core| {
        core.state().children.values().all(|child| !child.state.holds_slot())
    })
    .await;
    assert_eq!(at_work(), (1, 0, 1));
    api.quit().await.unwrap();
    assert_eq!((program.counts(), api.frame_now().quit), ((0, 1), None));
    engine.shutdown().await;
}

/// An engine with an order at the venue, which is about to have another world under it.
async fn with_an_order(stage: &Stage) -> (EngineHandle, OrderHash) {
    let (engine, _) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    (engine, hash)
}

async fn fail(stage: &Stage, engine: &EngineHandle) {
    stage.script.become_world("scripted-8");
    let ended = tokio::time::timeout(PATIENCE, engine.ended()).await.unwrap();
    assert_eq!(ended.unwrap_err().code, "other_world");
}

fn is_open(stage: &Stage, hash: &OrderHash) -> bool {
    stage.script.scene(|scene| scene.orders[hash].open)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_failed_engine_the_stop_path_cancels_and_the_program_ends() {
    let stage = Stage::new();
    let (engine, hash) = with_an_order(&stage).await;
    fail(&stage, &engine).await;
    let (api, program) = around(&stage, &engine);
    api.quit().await.unwrap();
    assert_eq!(program.counts(), (1, 0), "its order still rests: it asks");
    assert_eq!(api.frame_now().quit.unwrap().orders, 1);
    api.answer_quit(QuitChoice::Cancel).await.unwrap();
    assert_eq!(program.counts(), (1, 1));
    assert!(!is_open(&stage, &hash));
    assert_eq!(api.frame_now().stop.unwrap().open, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_failed_engine_that_was_stopped_nothing_is_asked() {
    let stage = Stage::new();
    let (engine, _) = with_an_order(&stage).await;
    fail(&stage, &engine).await;
    let (api, program) = around(&stage, &engine);
    api.stop_all().await.unwrap();
    api.quit().await.unwrap();
    assert_eq!((program.counts(), api.frame_now().quit), ((0, 1), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_venue_says_nothing_the_program_stays_until_the_user_says_so() {
    let stage = Stage::new();
    let (engine, hash) = with_an_order(&stage).await;
    fail(&stage, &engine).await;
    let (api, program) = around(&stage, &engine);
    stage.script.scene(|scene| scene.unreachable = true);
    api.quit().await.unwrap();
    let error = api.answer_quit(QuitChoice::Cancel).await.unwrap_err();
    assert_eq!(error.code, "quit_orders_unknown");
    assert!(error.detail.contains("could not be cancelled"), "{}", error.detail);
    assert_eq!((program.counts(), api.frame_now().quit), ((1, 0), None), "it stays");
    assert!(is_open(&stage, &hash));
    assert!(
        !api.frame_now().stop.unwrap().trouble.is_empty(),
        "and the window says why"
    );

    api.quit().await.unwrap();
    assert!(api.frame_now().quit.is_some(), "it asks again");
    api.answer_quit(QuitChoice::Leave).await.unwrap();
    assert_eq!(program.counts(), (2, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_still_recovers_is_quit_by_the_stop_path() {
    let stage = Stage::new();
    let (engine, hash) = with_an_order(&stage).await;
    engine.shutdown().await;
    // What recovery looks up is kept waiting.
    stage.script.scene(|scene| scene.list_lags = true);
    let slow = stage.script.slow.write().await;
    let engine = stage.start().await.unwrap();
    let (api, program) = around(&stage, &engine);
    api.quit().await.unwrap();
    assert_eq!(program.counts(), (1, 0));
    let answered = tokio::time::timeout(PATIENCE, api.answer_quit(QuitChoice::Cancel)).await;
    answered.unwrap().unwrap();
    assert_eq!(program.counts(), (1, 1));
    assert!(!is_open(&stage, &hash));
    drop(slow);
    engine.shutdown().await;
}
