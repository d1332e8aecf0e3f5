//! Putting a new version in place: when nothing is on its way, with the data copied first, and not otherwise.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::entity::ChildState;
use pilotfish_copy::market::Side;
use pilotfish_engine::testing::venue::Posting;
use pilotfish_engine::testing::{is_live, until};
use pilotfish_engine::{EngineHandle, Mode};
use pilotfish_polymarket::{HostUse, RefusedContact};

use super::Stage;
use super::program::Program;
use crate::types::{FoundVersion, UpdateChannel, UpdatePhase, UpdateRefusal, UpdatesOff};
use crate::{Api, ApiOptions, NewVersions, VersionsKnown};

/// A version that is here, and a system that puts it in place or does not.
#[derive(Default)]
struct Versions {
    waits: AtomicBool,
    fails: AtomicBool,
    installed: AtomicU32,
    looked: Mutex<Vec<UpdateChannel>>,
    refused: Mutex<Option<(UpdateRefusal, String)>>,
}

impl NewVersions for Versions {
    fn known(&self) -> VersionsKnown {
        VersionsKnown {
            off: None,
            phase: if self.waits.load(Ordering::SeqCst) {
                UpdatePhase::Ready
            } else {
                UpdatePhase::Idle
            },
            found: Some(FoundVersion {
                version: "0.2.0".to_owned(),
                notes: String::new(),
                date: None,
            }),
            refused: self.refused.lock().unwrap().clone(),
            ..VersionsKnown::off(UpdatesOff::CannotHere)
        }
    }
    fn look(&self, channel: UpdateChannel) {
        self.looked.lock().unwrap().push(channel);
    }
    fn begin_to_install(&self) -> bool {
        *self.refused.lock().unwrap() = None;
        self.waits.swap(false, Ordering::SeqCst)
    }
    fn install(&self) -> BoxFuture<'_, Result<(), (UpdateRefusal, String)>> {
        let fails = self.fails.load(Ordering::SeqCst);
        if !fails {
            self.installed.fetch_add(1, Ordering::SeqCst);
        }
        let done = if fails {
            Err((UpdateRefusal::NotInstalled, "no right to write there".to_owned()))
        } else {
            Ok(())
        };
        Box::pin(std::future::ready(done))
    }
    fn answered_within(&self) -> Duration {
        // What hangs here hangs for ever.
        Duration::from_millis(50)
    }
    fn not_installed(&self, why: UpdateRefusal, detail: String) {
        self.waits.store(true, Ordering::SeqCst);
        *self.refused.lock().unwrap() = Some((why, detail));
    }
    fn hosts(&self) -> Vec<HostUse> {
        Vec::new()
    }
    fn refused_contacts(&self) -> Vec<RefusedContact> {
        Vec::new()
    }
}

fn around(stage: &Stage, engine: &EngineHandle) -> (Api, Arc<Versions>) {
    let versions = Arc::new(Versions::default());
    versions.waits.store(true, Ordering::SeqCst);
    let program = Program {
        versions: Some(versions.clone()),
        ..Program::default()
    };
    let api = Api::new(ApiOptions {
        home: stage.home(),
        mode: Mode::Demo,
        version: "0.1.0".to_owned(),
        bus: stage.bus.clone(),
        listens: false,
        host: Some(Arc::new(program)),
    });
    api.attach(engine.clone());
    (api, versions)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_orders_at_rest_the_data_are_copied_and_it_is_put_in_place_once() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let (api, versions) = around(&stage, &engine);
    let before = api.update_standing().await.unwrap();
    assert_eq!(
        (before.phase, before.resting, before.backups.len()),
        (UpdatePhase::Ready, 1, 0)
    );

    let after = api.install_update().await.unwrap();
    assert_eq!((after.refusal, versions.installed.load(Ordering::SeqCst)), (None, 1));
    let [backup] = after.backups.as_slice() else {
        panic!("{:?}", after.backups);
    };
    assert_eq!((backup.from.as_str(), backup.to.as_str()), ("0.1.0", "0.2.0"));
    let copy = Path::new(&backup.folder).join("demo/pilotfish.db");
    let first = std::fs::read(&copy).unwrap();
    assert!(first.starts_with(b"SQLite format 3\0"), "{}", copy.display());
    assert!(is_live(&engine.core()), "what rests stays");
    // A second word finds nothing to be put in place.
    api.install_update().await.unwrap();
    assert_eq!(versions.installed.load(Ordering::SeqCst), 1);
    // Nothing leaves any more: the program is about to end.
    let posted = stage.script.scene(|scene| scene.posts.len());
    let decided = engine.core().state().orders.len();
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "another copy is decided", move |core| {
        core.state().orders.len() > decided
    })
    .await;
    engine.shutdown().await;
    assert_eq!(
        stage.script.scene(|scene| scene.posts.len()),
        posted,
        "it was held back"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_an_order_is_on_its_way_nothing_is_put_in_place_and_the_engine_goes_on() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    stage.script.scene(|scene| scene.posting = Posting::Hangs);
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "an order is on its way", |core| {
        let mut children = core.state().children.values();
        children.any(|child| child.state == ChildState::Prepared)
    })
    .await;
    let (api, versions) = around(&stage, &engine);
    let standing = api.install_update().await.unwrap();
    assert_eq!(
        standing.refusal,
        Some(UpdateRefusal::StillSending),
        "{}",
        standing.detail
    );
    assert_eq!(
        (standing.phase, standing.backups.len()),
        (UpdatePhase::Ready, 0),
        "it can be tried again"
    );
    assert_eq!(versions.installed.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_data_cannot_be_copied_nothing_is_put_in_place_and_orders_leave_again() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let (api, versions) = around(&stage, &engine);
    // Where the copies lie something else is in the way.
    std::fs::write(stage.home().root().join("backups"), "no folder").unwrap();
    let standing = api.install_update().await.unwrap();
    assert_eq!(standing.refusal, Some(UpdateRefusal::NoBackup), "{}", standing.detail);
    assert_eq!(versions.installed.load(Ordering::SeqCst), 0);
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_it_is_not_put_in_place_orders_leave_again() {
    let stage = Stage::new();
    let (engine, _) = stage.copying().await;
    let (api, versions) = around(&stage, &engine);
    versions.fails.store(true, Ordering::SeqCst);
    let standing = api.install_update().await.unwrap();
    assert_eq!(standing.refusal, Some(UpdateRefusal::NotInstalled));
    assert_eq!(standing.detail, "no right to write there");
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_looked_for_on_the_channel_of_the_settings_and_not_by_a_program_that_cannot() {
    let stage = Stage::new();
    let (engine, plain) = stage.copying().await;
    let (api, versions) = around(&stage, &engine);
    api.look_for_update().await.unwrap();
    assert_eq!(*versions.looked.lock().unwrap(), [UpdateChannel::Stable]);
    let standing = plain.update_standing().await.unwrap();
    assert_eq!(standing.off, Some(UpdatesOff::CannotHere));
    assert_eq!(plain.look_for_update().await.unwrap_err().code, "cannot_here");
    assert_eq!(plain.install_update().await.unwrap_err().code, "cannot_here");
    engine.shutdown().await;
}
