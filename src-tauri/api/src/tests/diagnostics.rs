//! What an engine measures of itself counts what it did.

use pilotfish_copy::market::Side;
use pilotfish_engine::testing::{is_live, until};

use super::Stage;
use crate::types::{QueueName, StageName};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_rests_has_passed_every_stage_once() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let before = api.diagnostics().await.unwrap();
    let count = |diagnostics: &crate::types::Diagnostics, stage| {
        let found = diagnostics.stages.iter().find(|one| one.stage == stage);
        found.map(|one| one.count).unwrap()
    };
    for stage in [
        StageName::Decide,
        StageName::Sign,
        StageName::Turn,
        StageName::Leave,
        StageName::Answer,
    ] {
        assert_eq!(count(&before, stage), 0, "{stage}");
    }
    assert!(before.commits > 0, "a follow was written");

    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let after = api.diagnostics().await.unwrap();
    for stage in [
        StageName::Decide,
        StageName::Sign,
        StageName::Turn,
        StageName::Leave,
        StageName::Answer,
    ] {
        assert_eq!(count(&after, stage), 1, "{stage}");
    }
    assert!(after.commits > before.commits);
    for one in &after.stages {
        assert!(one.median <= one.slow && one.slow <= one.most, "{one:?}");
    }
    let queues: Vec<QueueName> = after.queues.iter().map(|queue| queue.queue).collect();
    assert_eq!(queues, QueueName::ALL);
    assert!(after.database > 0, "the database is there");
    if cfg!(target_os = "linux") {
        assert!(
            after.memory.is_some_and(|kilobytes| kilobytes > 1_000),
            "{:?}",
            after.memory
        );
    }
}
