//! A disk that takes nothing, and one that has hardly any room left.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::WaitReason;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_store::Hindrance;

use crate::Room;
use crate::engine::EngineHandle;
use crate::stop::StopMarker;
use crate::testing::{PATIENCE, Stage, is_live, seen, until};
use crate::view::Phase;

/// A change of the trader's comes, and the disk does not take it.
async fn refusing(stage: &Stage, engine: &EngineHandle) {
    engine.hinder(Some(Hindrance::ReadOnly)).await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    let begun = Instant::now();
    while engine.not_written().is_none() {
        assert!(begun.elapsed() < PATIENCE, "it is said that the disk takes nothing");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_disk_does_not_take_is_not_sent_and_goes_on_by_itself_when_it_does() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    refusing(&stage, &engine).await;
    let halt = engine.not_written().unwrap();
    assert_eq!(halt.reason, HaltReason::NotWritten);
    let words = halt.words.unwrap();
    assert!(words.contains("readonly"), "{words}");

    // It waits, and is at work all the same.
    engine.beat().await.unwrap();
    // What comes now is kept; what the user asks for is refused in words.
    stage.script.trades(Side::Buy, "100", "0.58").await;
    let error = engine.ask(UserInput::Pause).await.unwrap_err();
    assert_eq!(error.code(), "not_written");
    assert!(matches!(engine.view().phase, Phase::Starting | Phase::Running));
    assert_eq!(stage.posts(), 0);
    assert!(
        engine.core().state().signals.is_empty(),
        "nothing is shown that is not committed"
    );

    engine.hinder(None).await;
    until(&engine, "both changes are copied", |core| {
        let asked: Shares = core.state().orders.values().map(|order| order.shares).sum();
        asked.to_string() == "10" && is_live(core)
    })
    .await;
    assert!(engine.not_written().is_none());
    assert!(!engine.core().state().is_paused());
    let sent = stage.script.scene(|scene| scene.posts.len());
    let known = engine
        .core()
        .state()
        .children
        .values()
        .filter(|child| child.hash.is_some())
        .count();
    assert!(
        sent <= known,
        "nothing was sent that is not written down: {sent} of {known}"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_long_wait_for_the_disk_the_account_is_read_before_anything_is_placed() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    refusing(&stage, &engine).await;
    stage.real.pass(Duration::from_secs(60));
    let read = stage.script.scene(|scene| scene.log.len());
    engine.hinder(None).await;
    until(&engine, "it is copied", is_live).await;
    let log = stage.script.scene(|scene| scene.log[read..].to_vec());
    let first = |call: &str| log.iter().position(|one| *one == call);
    assert!(first("own_trades").unwrap() < first("post").unwrap(), "{log:?}");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_cancels_while_the_disk_takes_nothing_says_so_and_stands_afterwards() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    refusing(&stage, &engine).await;

    let report = engine.stop_all().await;
    assert_eq!((report.cancelled, report.open), (1, Some(0)), "{report:?}");
    assert!(!stage.script.scene(|scene| scene.orders[&hash].open));
    assert_eq!(report.trouble.len(), 1, "{report:?}");
    assert!(report.trouble[0].contains("as soon as"), "{report:?}");
    let start = engine.start_again().await.unwrap_err();
    assert_eq!(start.code(), "not_written", "nothing undoes it meanwhile");

    engine.hinder(None).await;
    until(&engine, "the stop is taken in", |core| core.state().is_stopped()).await;
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_waits_for_the_disk_can_be_ended_and_the_next_start_copies_once() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    refusing(&stage, &engine).await;
    tokio::time::timeout(PATIENCE, engine.shutdown()).await.unwrap();
    engine.ended().await.unwrap();
    assert_eq!(stage.posts(), 0);

    let engine = stage.trading().await;
    until(&engine, "the copy rests", is_live).await;
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_can_be_held_ends_the_engine_in_words() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    refusing(&stage, &engine).await;
    engine.flood().await;
    let error = tokio::time::timeout(PATIENCE, engine.ended())
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.code, "engine_failed");
    assert!(error.detail.contains("messages waited"), "{}", error.detail);
    assert_eq!(stage.posts(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_hardly_any_room_nothing_is_bought_until_there_is_some() {
    let free = Arc::new(AtomicU64::new(1_000));
    let told = Arc::clone(&free);
    let room = Room::told(
        move |_| match told.load(Ordering::SeqCst) {
            0 => Err(std::io::Error::other("nobody knows")),
            bytes => Ok(Some(bytes)),
        },
        Duration::from_millis(5),
    );
    let stage = Stage { room, ..Stage::new() };
    let engine = stage.copying().await;
    let low = |core: &pilotfish_copy::Core| core.state().halts.contains_key(&HaltReason::DiskLow);
    assert!(low(&engine.core()), "known before anything is placed");
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the purchase waits", |core| {
        let mut orders = core.state().orders.values();
        orders.any(|order| order.waiting == Some(WaitReason::DiskLow))
    })
    .await;
    assert_eq!(stage.posts(), 0);

    free.store(u64::MAX, Ordering::SeqCst);
    until(&engine, "it goes on", is_live).await;
    assert!(!low(&engine.core()));
    free.store(0, Ordering::SeqCst);
    until(&engine, "what nobody knows counts as none", low).await;
    seen(&stage.script, "what rests is left alone", |scene| {
        scene.cancels.is_empty()
    })
    .await;
    engine.shutdown().await;
}

/// Where the victim marks its stop. Set only for the process that the test below starts.
const FOLDER: &str = "PILOTFISH_ENGINE_TEST_FULL_FOLDER";

/// In the parent's run it has no folder and nothing to do.
#[test]
fn victim_marks_a_stop_where_nothing_can_be_written() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    assert!(
        std::fs::write(folder.join("a file"), "x").is_err(),
        "nothing can be written"
    );
    StopMarker::in_folder(folder).set().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn where_nothing_can_be_written_an_empty_file_marks_the_stop() {
    let home = tempfile::tempdir().unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 0; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "tests::disk::victim_marks_a_stop_where_nothing_can_be_written",
        ])
        .env(FOLDER, home.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(StopMarker::in_folder(home.path()).stands());
}
