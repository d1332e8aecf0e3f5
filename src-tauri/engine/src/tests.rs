//! The whole engine against a scripted venue: real store, real signatures, every way an order can be lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod api;
mod cancelling;
mod carrying_out;
mod gaps;
mod halts;
mod orders;
mod quitting;
mod screens;
mod shortfall;
mod starts;
mod venue;

use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildOrder, ChildState, FollowStatus};
use pilotfish_copy::ids::OrderHash;
use tempfile::TempDir;
use venue::{Script, trader};

use crate::Bus;
use crate::api::types::{ApiError, Mode};
use crate::api::{Api, ApiOptions};
use crate::clock::RealClock;
use crate::engine::{Engine, EngineHandle, EngineOptions};
use crate::error::EngineError;
use crate::home::Home;

/// How long anything in these tests may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder, a venue, and an engine between them.
struct Stage {
    folder: TempDir,
    script: Arc<Script>,
    bus: Bus,
    real: RealClock,
}

/// Requests grow old so many times as fast as real time: a minute of it is a third of a second.
const REAL_SPEED: u32 = 200;

impl Stage {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            script: Script::new(),
            bus: Bus::new(),
            real: RealClock::at_speed(REAL_SPEED),
        }
    }

    fn home(&self) -> Home {
        Home::at(self.folder.path())
    }

    fn options(&self) -> EngineOptions {
        EngineOptions {
            verify: true,
            real: self.real,
            ..EngineOptions::demo(self.home(), "http://127.0.0.1:1", 7, self.bus.clone())
        }
    }

    async fn start(&self) -> Result<EngineHandle, EngineError> {
        let script: Arc<Script> = Arc::clone(&self.script);
        Engine::start_with(self.options(), script).await
    }

    /// An engine that trades.
    async fn trading(&self) -> EngineHandle {
        let engine = self.start().await.unwrap();
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        engine
    }

    /// An engine that copies 5 % of the trader and knows its cash.
    async fn copying(&self) -> (EngineHandle, Api) {
        let engine = self.trading().await;
        let api = self.api(&engine);
        follow(&api, "5").await.unwrap();
        until(&engine, "the follow copies", |core| {
            let active = core
                .state()
                .follows
                .values()
                .any(|follow| follow.status == FollowStatus::Active);
            active && core.state().control.cash.is_some()
        })
        .await;
        (engine, api)
    }

    fn api(&self, engine: &EngineHandle) -> Api {
        let api = Api::new(ApiOptions {
            home: self.home(),
            mode: Mode::Demo,
            version: "0.0.0".to_owned(),
            bus: self.bus.clone(),
            host: None,
        });
        api.attach(engine.clone());
        api
    }

    fn database(&self) -> std::path::PathBuf {
        self.home().database(Mode::Demo)
    }

    fn posts(&self) -> usize {
        self.script.scene(|scene| scene.posts.len())
    }
}

async fn follow(api: &Api, percentage: &str) -> Result<(), ApiError> {
    let draft = api.follow_defaults(trader().to_string()).await?;
    let draft = crate::api::types::FollowDraft {
        percentage: percentage.to_owned(),
        ..draft
    };
    api.follow(trader().to_string(), draft).await.map(|_| ())
}

/// Waits until the committed state is so.
async fn until(engine: &EngineHandle, what: &str, holds: impl Fn(&Core) -> bool) {
    let begun = Instant::now();
    while !holds(&engine.core()) {
        assert!(
            begun.elapsed() < PATIENCE,
            "{what}: not within {PATIENCE:?}; {:#?}",
            engine.core().state().orders
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Waits until the venue has seen so.
async fn seen(script: &Script, what: &str, holds: impl Fn(&mut venue::Scene) -> bool) {
    let begun = Instant::now();
    while !script.scene(&holds) {
        assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The child with that hash.
fn child(core: &Core, hash: &OrderHash) -> Option<ChildOrder> {
    core.state().child_by_hash(hash).cloned()
}

fn is_live(core: &Core) -> bool {
    core.state()
        .children
        .values()
        .any(|child| child.state == ChildState::Live)
}
