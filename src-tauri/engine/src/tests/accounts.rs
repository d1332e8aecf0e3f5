//! Kinds of venue and accounts: what an engine of each is, and which may run beside which.

use std::path::Path;

use pilotfish_copy::market::Side;
use pilotfish_store::Store;

use crate::engine::{Engine, EngineHandle, EngineOptions, Venue};
use crate::error::EngineError;
use crate::testing::{PATIENCE, Stage, is_live, live, own, paper, until};
use crate::{Mode, going_live};

async fn start(stage: &Stage, venue: Venue) -> Result<EngineHandle, EngineError> {
    stage.start_own(stage.home(), venue).await
}

async fn trading(stage: &Stage, venue: Venue) -> EngineHandle {
    let engine = start(stage, venue).await.unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    engine
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_venue_in_real_time_has_data_of_its_own_and_no_clock_to_set() {
    let locks = tempfile::tempdir().unwrap();
    for (mode, venue) in [
        (Mode::Live, live(own(1, locks.path()))),
        (Mode::Paper, paper(own(1, locks.path()))),
    ] {
        let stage = Stage::new();
        let engine = trading(&stage, venue).await;
        assert_eq!((engine.mode(), engine.clock()), (mode, None));
        let error = engine.set_clock(Some(60), None).await.unwrap_err();
        assert_eq!(error.code(), "not_demo", "{error}");
        let account = own(1, locks.path()).account;
        assert_eq!(engine.wallet().as_ref(), Some(&account.funder));
        engine.shutdown().await;
        let reader = Store::open_read_only(&stage.home().mode(mode)).await.unwrap();
        let kept = reader.identity().await.unwrap();
        assert_eq!((kept.mode, kept.world, kept.account), (mode, None, Some(account)));
        assert!(!stage.home().mode(Mode::Demo).exists());
        assert_eq!(stage.script.scene(|scene| scene.calls.get("clock").copied()), None);
    }
}

#[tokio::test]
async fn a_simulated_venue_is_not_taken_for_a_real_one() {
    let stage = Stage::new();
    let options = EngineOptions {
        venue: live(own(1, stage.folder.path())),
        ..stage.options()
    };
    let error = Engine::start_with(options, stage.script.ports()).await.unwrap_err();
    assert_eq!(error.code(), "venue_address", "{error}");
    assert!(!stage.home().mode(Mode::Live).exists());
}

#[tokio::test]
async fn live_over_the_wire_is_not_started_without_a_word() {
    let stage = Stage::new();
    let options = EngineOptions {
        venue: live(own(1, stage.folder.path())),
        ..stage.options()
    };
    let error = Engine::start(options).await.unwrap_err();
    assert_eq!(error.code(), "live_not_confirmed", "{error}");
    assert!(!stage.home().database(Mode::Live).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_starts_only_where_a_person_confirmed_it_and_then_again_by_itself() {
    let locks = tempfile::tempdir().unwrap();
    let stage = Stage::new();
    let this = || live(own(1, locks.path()));
    let start = || stage.start_unconfirmed(stage.home(), this());
    let code = |started: Result<EngineHandle, EngineError>| started.unwrap_err().code();
    assert_eq!(code(start().await), "live_not_confirmed");
    assert!(!stage.home().database(Mode::Live).exists(), "nothing was made");
    // Paper of the same account needs no word, and gives none.
    let paper = stage.start_unconfirmed(stage.home(), paper(own(1, locks.path())));
    paper.await.unwrap().shutdown().await;
    assert_eq!(code(start().await), "live_not_confirmed");

    going_live::confirm(&stage.home(), &own(1, locks.path())).await.unwrap();
    assert_eq!(code(start().await), "live_not_tested");
    going_live::count_as_tested(&stage.home(), &own(1, locks.path()))
        .await
        .unwrap();
    for _ in 0..2 {
        let engine = start().await.unwrap();
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        // Not while it runs.
        let busy = going_live::withdraw(&stage.home(), &own(1, locks.path()))
            .await
            .unwrap_err();
        assert_eq!(busy.code(), "account_in_use", "{busy}");
        engine.shutdown().await;
    }
    let other = going_live::confirm(&stage.home(), &own(2, locks.path()))
        .await
        .unwrap_err();
    assert_eq!(other.code(), "other_account", "{other}");
    // Another folder is another decision.
    let elsewhere = Stage::new();
    let started = elsewhere.start_unconfirmed(elsewhere.home(), this()).await;
    assert_eq!(code(started), "live_not_confirmed");

    going_live::withdraw(&stage.home(), &own(1, locks.path()))
        .await
        .unwrap();
    assert_eq!(code(start().await), "live_not_confirmed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_is_refused_the_data_of_the_first() {
    let locks = tempfile::tempdir().unwrap();
    let stage = Stage::new();
    trading(&stage, live(own(1, locks.path()))).await.shutdown().await;
    let error = start(&stage, live(own(2, locks.path()))).await.unwrap_err();
    assert_eq!(error.code(), "other_account", "{error}");
    trading(&stage, live(own(1, locks.path()))).await.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_has_one_engine_in_whatever_folders_its_data_lie() {
    let locks = tempfile::tempdir().unwrap();
    let (first, second) = (Stage::new(), Stage::new());
    let of = |key| live(own(key, locks.path()));
    let engine = trading(&first, of(1)).await;
    for venue in [of(1), paper(own(1, locks.path()))] {
        let error = start(&second, venue).await.unwrap_err();
        assert_eq!(error.code(), "account_in_use", "{error}");
        let this = format!("process {}", std::process::id());
        assert!(error.to_string().contains(&this), "{error}");
    }
    assert!(!second.home().database(Mode::Live).exists(), "nothing was opened");
    // Another account is nobody else's business, and a failed start keeps no lock.
    trading(&second, of(2)).await.shutdown().await;
    engine.shutdown().await;
    let third = Stage::new();
    trading(&third, of(1)).await.shutdown().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn account_locks_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let user = tempfile::tempdir().unwrap();
    let locks = user.path().join("accounts");
    let stage = Stage::new();
    let engine = trading(&stage, live(own(1, &locks))).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&locks), 0o700);
    let files: Vec<_> = std::fs::read_dir(&locks)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demos_of_one_seed_and_world_run_side_by_side_in_their_folders() {
    let stages = [Stage::new(), Stage::new()];
    let mut engines = Vec::new();
    for stage in &stages {
        engines.push(stage.copying().await);
    }
    assert_eq!(engines[0].wallet(), engines[1].wallet(), "the same made-up account");
    for (stage, engine) in stages.iter().zip(&engines) {
        stage.script.trades(Side::Buy, "100", "0.58").await;
        until(engine, "the copy rests", is_live).await;
    }
    for engine in engines {
        engine.shutdown().await;
    }
}
