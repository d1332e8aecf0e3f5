//! A venue that does not answer, as the window shows it.

use std::time::{Duration, Instant};

use pilotfish_engine::testing::{PATIENCE, seen};

use super::Stage;
use crate::types::EngineState;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_venue_that_is_not_there_yet_is_waited_for() {
    let stage = Stage::new();
    stage.script.scene(|scene| scene.unreachable = true);
    let engine = stage.start().await.unwrap();
    let api = stage.api(&engine);
    seen(&stage.script, "it is asked again", |scene| {
        scene.calls.get("clock").is_some_and(|calls| *calls >= 2)
    })
    .await;
    let frame = api.frame().await.unwrap();
    assert_eq!(frame.state, EngineState::Disconnected);
    assert_eq!(frame.trouble.unwrap().code, "venue_unreachable");
    assert_eq!(
        api.pause().await.unwrap_err().code,
        "venue_unreachable",
        "a new demo has nothing to pause"
    );

    stage.script.scene(|scene| scene.unreachable = false);
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    assert_eq!(api.frame().await.unwrap().state, EngineState::Running);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_shown_and_gone_again() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.scene(|scene| scene.unreachable = true);
    let begun = Instant::now();
    while api.frame().await.unwrap().state != EngineState::Disconnected {
        assert!(begun.elapsed() < PATIENCE, "not shown");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(api.frame().await.unwrap().disconnected_since.is_some());
    stage.script.scene(|scene| scene.unreachable = false);
    while api.frame().await.unwrap().state != EngineState::Running {
        assert!(begun.elapsed() < PATIENCE, "not gone");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    engine.shutdown().await;
}
