//! The command list: the body of every command of the window and the command line, without either of them.
//!
//! It reads the committed state, the store and the venue, asks the core, and turns what comes back into plain values. It
//! outlives engines: a demo that is reset goes on under the same `Api`, and an engine that did not start is shown with
//! its reason. Errors are [`ApiError`]s: a stable word and a sentence.

mod activity;
mod attention;
mod cancel;
mod close;
mod control;
mod csv;
mod dashboard;
mod decisions;
mod draft;
mod export;
pub(crate) mod follows;
pub mod frame;
mod halts;
mod history;
mod host;
mod leaderboard;
mod list;
mod orders;
mod path;
mod performance;
pub(crate) mod period;
mod positions;
mod preview;
mod quit;
mod resolve;
mod settings;
mod shortfall;
pub(crate) mod telling;
mod trader;
mod traders;
pub mod types;

pub use host::Host;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use pilotfish_store::Reader;

use crate::bus::Bus;
use crate::engine::{EngineHandle, Opened};
use crate::error::EngineError;
use crate::home::Home;
use crate::preferences::Preferences;
use traders::Cache;
use types::{ApiError, Mode, Topic};

/// An answer.
pub type ApiResult<T> = Result<T, ApiError>;

/// What an [`Api`] is made of.
pub struct ApiOptions {
    /// The program's folder.
    pub home: Home,
    /// Which money.
    pub mode: Mode,
    /// The program's version, as shown.
    pub version: String,
    /// The bus given to every engine it is attached to.
    pub bus: Bus,
    /// The program around it; none where it has nothing of its own to give (the command line).
    pub host: Option<Arc<dyn Host>>,
}

/// The command list. Clones are the same one.
#[derive(Clone)]
pub struct Api {
    shared: Arc<Shared>,
}

struct Shared {
    home: Home,
    mode: Mode,
    version: String,
    bus: Bus,
    host: Option<Arc<dyn Host>>,
    engine: RwLock<Attached>,
    preferences: Mutex<Preferences>,
    cache: Cache,
    /// One reset at a time.
    resetting: tokio::sync::Mutex<()>,
    /// The user asked to quit while orders work, and has not said what is to become of them.
    quitting: AtomicBool,
}

/// What it speaks for now.
#[derive(Clone)]
enum Attached {
    /// No engine yet.
    Nothing,
    /// This one.
    Engine(EngineHandle),
    /// It did not start.
    Failure(ApiError),
}

impl Api {
    /// A list that speaks for no engine yet.
    #[must_use]
    pub fn new(options: ApiOptions) -> Self {
        let ApiOptions {
            home,
            mode,
            version,
            bus,
            host,
        } = options;
        let preferences = Mutex::new(Preferences::load(&home));
        Self {
            shared: Arc::new(Shared {
                home,
                mode,
                version,
                bus,
                host,
                engine: RwLock::new(Attached::Nothing),
                preferences,
                cache: Cache::default(),
                resetting: tokio::sync::Mutex::new(()),
                quitting: AtomicBool::new(false),
            }),
        }
    }

    /// Speaks for that engine from now on.
    pub fn attach(&self, engine: EngineHandle) {
        self.set(Attached::Engine(engine));
    }

    /// Says from now on that the engine did not start, and why.
    pub fn attach_failure(&self, error: &EngineError) {
        self.set(Attached::Failure(error.into()));
    }

    /// Speaks for no engine from now on; returns the one it spoke for.
    pub fn detach(&self) -> Option<EngineHandle> {
        let engine = self.engine().ok();
        self.set(Attached::Nothing);
        engine
    }

    /// Sends the window's updates for as long as it is polled: spawn it once.
    pub async fn run_updates(&self) {
        let api = self.clone();
        self.shared.bus.run(move || api.frame_now()).await;
    }

    /// The bus: updates and the journal.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.shared.bus
    }

    fn set(&self, attached: Attached) {
        *self.shared.engine.write().unwrap_or_else(PoisonError::into_inner) = attached;
        self.shared.cache.clear();
        self.shared.bus.touch([Topic::All]);
    }

    fn attached(&self) -> Attached {
        self.shared
            .engine
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The engine.
    pub(crate) fn engine(&self) -> ApiResult<EngineHandle> {
        match self.attached() {
            Attached::Engine(engine) => Ok(engine),
            Attached::Failure(error) => Err(error),
            Attached::Nothing => Err(EngineError::NotReady.into()),
        }
    }
}

/// The store's questions.
pub(crate) fn reader(engine: &EngineHandle) -> ApiResult<Reader> {
    Ok(opened(engine)?.reader.clone())
}

/// What is there once the data are open.
pub(crate) fn opened(engine: &EngineHandle) -> ApiResult<&Opened> {
    engine.opened().map_err(ApiError::from)
}

/// An error with its word.
pub(crate) fn problem(code: &str, detail: impl Into<String>) -> ApiError {
    ApiError {
        code: code.to_owned(),
        detail: detail.into(),
    }
}
