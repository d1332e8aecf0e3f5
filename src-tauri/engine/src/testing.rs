//! For tests of this crate and of those above it: the whole engine against a scripted venue, with a real store and real
//! signatures. Behind the feature `test-util`, which no program switches on.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "code of tests"
)]

pub mod venue;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildOrder, ChildState, FollowSettings, FollowStatus};
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::money::Percentage;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::Signer;
use tempfile::TempDir;
use venue::{Scene, Script, trader};

use crate::clock::RealClock;
use crate::engine::{Engine, EngineHandle, EngineOptions, Venue};
use crate::error::EngineError;
use crate::home::Home;
use crate::paper::PaperTerms;
use crate::port::VenuePorts;
use crate::{Bus, Mode, OwnAccount, Room, going_live};

/// An account of the user's, one a key; the locks of one user's accounts lie in one folder.
#[must_use]
pub fn own(key: u64, locks: &Path) -> OwnAccount {
    let signer = Arc::new(Signer::demo(key, "an account").unwrap());
    OwnAccount::derived(signer, WalletType::Deposit, locks.to_owned()).unwrap()
}

/// Live trading of it. Where its addresses lead, a stage's script stands.
#[must_use]
pub fn live(own: OwnAccount) -> Venue {
    let endpoints = Box::new(crate::live::endpoints(None).unwrap());
    Venue::Live { own, endpoints }
}

/// Paper trading of it, likewise.
#[must_use]
pub fn paper(own: OwnAccount) -> Venue {
    let endpoints = Box::new(crate::live::endpoints(None).unwrap());
    let terms = PaperTerms::default();
    Venue::Paper { own, endpoints, terms }
}

/// How long anything in these tests may take, on a machine that has much else to do: only a test that fails waits so long. What takes two
/// readings of the account, a minute apart, does not fit into half of it.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// After so long no venue takes a request any more: 15 s until it is sent at the latest, and 60 s for its stamp.
pub const TOO_OLD: Duration = Duration::from_secs(76);

/// A purchase is copied however long this machine takes over it: at the scripted clock's speed an hour is six seconds.
const OLDEST_PURCHASE_MS: i64 = 365 * 86_400_000;

/// A folder, a venue, and an engine between them.
pub struct Stage {
    pub folder: TempDir,
    pub script: Arc<Script>,
    pub bus: Bus,
    pub real: RealClock,
    pub room: Room,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    #[must_use]
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            script: Script::new(),
            bus: Bus::new(),
            real: RealClock::default(),
            // Whatever the disk that the test runs on.
            room: Room::told(|_| Ok(Some(u64::MAX)), Duration::from_secs(60)),
        }
    }

    #[must_use]
    pub fn home(&self) -> Home {
        Home::at(self.folder.path())
    }

    #[must_use]
    pub fn options(&self) -> EngineOptions {
        EngineOptions {
            verify: true,
            real: self.real.clone(),
            room: self.room.clone(),
            ..EngineOptions::demo(self.home(), "http://127.0.0.1:1", 7, self.bus.clone())
        }
    }

    /// An engine of another kind of venue, on the same script, which has no clock of its own then; its data lie in `home`. Live is
    /// confirmed and counts as tested first.
    pub async fn start_own(&self, home: Home, venue: Venue) -> Result<EngineHandle, EngineError> {
        if let Venue::Live { own, .. } = &venue {
            going_live::confirm(&home, own).await?;
            going_live::count_as_tested(&home, own).await?;
        }
        self.start_unconfirmed(home, venue).await
    }

    /// The same, as it was left.
    pub async fn start_unconfirmed(&self, home: Home, venue: Venue) -> Result<EngineHandle, EngineError> {
        let options = EngineOptions {
            home,
            venue,
            ..self.options()
        };
        Engine::start_with(options, VenuePorts::at(&self.script)).await
    }

    pub async fn start(&self) -> Result<EngineHandle, EngineError> {
        Engine::start_with(self.options(), self.script.ports()).await
    }

    /// An engine that trades.
    pub async fn trading(&self) -> EngineHandle {
        let engine = self.start().await.unwrap();
        tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
        engine
    }

    /// An engine that copies 5 % of the trader and knows its cash.
    pub async fn copying(&self) -> EngineHandle {
        let engine = self.trading().await;
        let settings = FollowSettings {
            max_purchase_age_ms: Some(OLDEST_PURCHASE_MS),
            ..FollowSettings::at(Percentage::from_tenths(50).unwrap())
        };
        engine
            .ask(UserInput::Follow {
                trader: trader(),
                name: "25usdc".to_owned(),
                settings,
            })
            .await
            .unwrap();
        self.copies(&engine).await;
        engine
    }

    /// Waits until the follow copies and the cash is known.
    pub async fn copies(&self, engine: &EngineHandle) {
        until(engine, "the follow copies", |core| {
            let active = core
                .state()
                .follows
                .values()
                .any(|follow| follow.status == FollowStatus::Active);
            active && core.state().control.cash.is_some()
        })
        .await;
    }

    #[must_use]
    pub fn database(&self) -> std::path::PathBuf {
        self.home().database(Mode::Demo)
    }

    #[must_use]
    pub fn posts(&self) -> usize {
        self.script.scene(|scene| scene.posts.len())
    }
}

/// Waits until the committed state is so.
pub async fn until(engine: &EngineHandle, what: &str, holds: impl Fn(&Core) -> bool) {
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
pub async fn seen(script: &Script, what: &str, holds: impl Fn(&mut Scene) -> bool) {
    let begun = Instant::now();
    while !script.scene(&holds) {
        assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The child with that hash.
#[must_use]
pub fn child(core: &Core, hash: &OrderHash) -> Option<ChildOrder> {
    core.state().child_by_hash(hash).cloned()
}

#[must_use]
pub fn is_live(core: &Core) -> bool {
    core.state()
        .children
        .values()
        .any(|child| child.state == ChildState::Live)
}
