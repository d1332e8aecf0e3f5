//! A live engine where orders are not taken: what stands, and that lifting it does not help.

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::input::UserInput;

use crate::testing::venue::SeenRegion;
use crate::testing::{PATIENCE, Stage, live, own, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_region_is_a_halt_that_stands_again_however_often_it_is_lifted() {
    let locks = tempfile::tempdir().unwrap();
    let stage = Stage::new();
    stage.script.scene(|scene| scene.region = SeenRegion::Blocked);
    let venue = live(own(1, locks.path()));
    let engine = stage.start_own(stage.home(), venue).await.unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    let reason = HaltReason::Region;
    until(&engine, "the halt stands", |core| {
        core.state().halts.contains_key(&HaltReason::Region)
    })
    .await;
    let words = engine.core().state().halts[&reason].words.clone().unwrap();
    assert_eq!(words, "Polymarket does not take orders from here (BE)");
    engine.ask(UserInput::LiftHalt { reason }).await.unwrap();
    assert!(
        engine.core().state().halts.is_empty(),
        "the user's word counts for the books"
    );
    until(&engine, "the halt stands again", |core| {
        core.state().halts.contains_key(&HaltReason::Region)
    })
    .await;
    engine.shutdown().await;
}
