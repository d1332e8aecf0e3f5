//! The command list: the body of every command of the window and the command line, without either of them.
//!
//! It reads the committed state, the store and the venue, asks the engine, and turns what comes back into plain values. It
//! outlives engines: a demo that is reset goes on under the same `Api`, and an engine that did not start is shown with
//! its reason. Errors are [`types::ApiError`]s: a code of the one list and a sentence. One folder a subject, its shapes beside its code.

mod call;
mod cents;
mod claims;
mod commands;
mod diagnostics;
mod differences;
pub mod doctor;
mod engines;
mod error;
mod feeds;
mod follows;
pub mod frame;
mod hosts;
mod kept;
mod key;
pub mod kinds;
mod ledger;
mod markets;
mod notices;
mod numbers;
pub mod obstacles;
mod orders;
mod paper;
mod positions;
mod program;
pub mod recorded;
mod records;
mod region;
mod remote_text;
mod results;
mod risk;
mod search;
pub mod setup;
pub mod socket;
mod support;
#[cfg(test)]
mod tests;
pub mod texts;
mod together;
mod traders;
pub mod types;
mod updates;
mod versions;
mod web;
mod window_lock;

pub use call::CallError;
pub use engines::{Added, Engines};
pub use numbers::percent;
pub use program::host::{Host, NotStarted};
pub use program::preferences::Preferences;
pub use remote_text::{plain, plain_market, plain_name};
pub use risk::{COMMANDS, Confirm, Listed, Question, Risk};
pub use versions::{NewVersions, VersionsKnown};
pub use web::WebAddress;

use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use pilotfish_engine::relayer_requests::{Pace, RelayerRequests};
use pilotfish_engine::{Bus, EngineError, EngineHandle, EngineOptions, Home, Mode, StopReport, Topic};
use pilotfish_store::Reader;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

use markets::cache::MarketCache;
use notices::reading::LastRead;
use program::preferences::SettingsFile;
use program::skip::Skipping;
use results::period::Records;
use risk::Caller;
use together::Together;
use traders::Cache;
use types::{ApiError, ErrorCode, ErrorReason, Update};
use updates::Updates;

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
    /// Whether other processes of the user may command it: at the socket beside the data, for as long as an engine runs.
    pub listens: bool,
    /// The program around it; none where it has nothing of its own to give (the command line).
    pub host: Option<Arc<dyn Host>>,
}

/// The command list. Clones are the same one.
#[derive(Clone)]
pub struct Api {
    shared: Arc<Shared>,
    caller: Caller,
}

struct Shared {
    home: Home,
    mode: Mode,
    version: String,
    bus: Bus,
    updates: Updates,
    listens: bool,
    /// Ends the socket when it is dropped.
    listening: Mutex<Option<DropGuard>>,
    /// Whether the socket is there, or it was seen that it cannot be.
    heard: watch::Sender<bool>,
    host: Option<Arc<dyn Host>>,
    engine: RwLock<Attached>,
    /// What it shares with the program's other list.
    together: Arc<Together>,
    cache: Cache,
    market_cache: MarketCache,
    /// One reset at a time.
    resetting: tokio::sync::Mutex<()>,
    /// What the last stop came to at the venue, until it is lifted.
    stopped: Mutex<Option<StopReport>>,
    /// The demo's clock runs fast until the next trade is seen.
    skipping: Mutex<Option<Skipping>>,
    /// Held while the demo's clock is set: what was asked for last is what counts.
    setting_clock: tokio::sync::Mutex<()>,
}

/// What it speaks for now.
#[derive(Clone)]
enum Attached {
    /// No engine yet.
    Nothing,
    /// This one.
    Engine(Arc<Connected>),
    /// It did not start; with this it can be stopped all the same.
    Failure(ApiError, Option<Arc<EngineOptions>>),
}

/// An engine, with what was read of its records so far, so that each row of them is read once.
pub(crate) struct Connected {
    engine: EngineHandle,
    pub(crate) records: tokio::sync::Mutex<Records>,
    pub(crate) noticed: LastRead,
    /// What goes through the relayer; a live engine alone has it.
    pub(crate) relayer: OnceLock<RelayerRequests>,
}

impl Deref for Connected {
    type Target = EngineHandle;

    fn deref(&self) -> &EngineHandle {
        &self.engine
    }
}

impl Api {
    /// A list that speaks for no engine yet.
    #[must_use]
    pub fn new(options: ApiOptions) -> Self {
        diagnostics::begin();
        let together = Together::new(SettingsFile::load(&options.home), options.mode);
        Self::with(options, Arc::new(together))
    }

    /// A list of another mode in the same program.
    pub(crate) fn beside(&self, mode: Mode, bus: Bus) -> Self {
        let shared = &self.shared;
        let options = ApiOptions {
            home: shared.home.clone(),
            mode,
            version: shared.version.clone(),
            bus,
            listens: shared.listens,
            host: shared.host.clone(),
        };
        Self::with(options, Arc::clone(&shared.together))
    }

    fn with(options: ApiOptions, together: Arc<Together>) -> Self {
        let ApiOptions {
            home,
            mode,
            version,
            bus,
            listens,
            host,
        } = options;
        let shared = Arc::new(Shared {
            home,
            mode,
            version,
            bus,
            updates: Updates::new(),
            listens,
            listening: Mutex::new(None),
            heard: watch::Sender::new(false),
            host,
            engine: RwLock::new(Attached::Nothing),
            together,
            cache: Cache::default(),
            market_cache: MarketCache::default(),
            resetting: tokio::sync::Mutex::new(()),
            stopped: Mutex::new(None),
            skipping: Mutex::new(None),
            setting_clock: tokio::sync::Mutex::new(()),
        });
        shared.together.joins(&shared);
        Self {
            shared,
            caller: Caller::default(),
        }
    }

    /// Which of the three modes it speaks for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.shared.mode
    }

    /// Speaks for that engine from now on, and listens for other processes where it was told to. Within a runtime.
    pub fn attach(&self, engine: EngineHandle) {
        self.listen();
        // Made at once: requests that an earlier process left open are followed from the start.
        let relayer = RelayerRequests::beside(&engine, None, Pace::default()).ok();
        self.set(Attached::Engine(Arc::new(Connected {
            engine,
            records: tokio::sync::Mutex::default(),
            noticed: LastRead::default(),
            relayer: relayer.map(OnceLock::from).unwrap_or_default(),
        })));
    }

    /// Says from now on that the engine did not start, and why. With the options it was to start with the account can be
    /// stopped all the same.
    pub fn attach_failure(&self, error: &EngineError, options: Option<EngineOptions>) {
        self.set(Attached::Failure(error.into(), options.map(Arc::new)));
    }

    /// Speaks for no engine from now on; returns the one it spoke for.
    pub fn detach(&self) -> Option<EngineHandle> {
        let engine = self.engine().ok();
        self.set(Attached::Nothing);
        engine.map(|connected| connected.engine.clone())
    }

    /// Whether it speaks for an engine, or for the failure of one.
    pub(crate) fn speaks(&self) -> bool {
        !matches!(self.attached(), Attached::Nothing)
    }

    /// Whether it counts among the program's modes: the demo's always does.
    pub(crate) fn counts(&self) -> bool {
        self.shared.mode == Mode::Demo || self.speaks()
    }

    /// The window's updates from now on: see [`Api::run_updates`].
    #[must_use]
    pub fn updates(&self) -> broadcast::Receiver<Update> {
        self.shared.updates.subscribe()
    }

    /// Sends the window's updates for as long as it is polled: spawn it once.
    pub async fn run_updates(&self) {
        let api = self.clone();
        self.shared.updates.run(&self.shared.bus, move || api.frame_now()).await;
    }

    /// The bus: what changed, and the journal.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.shared.bus
    }

    /// The engine holds the data's lock, so that nobody else listens at its socket. Figures for monitoring are offered where the user
    /// switched that on.
    fn listen(&self) {
        if !self.shared.listens {
            return;
        }
        if let Some(port) = self.preferences().metrics_offered() {
            let api = self.clone();
            tokio::spawn(async move {
                if let Err(error) = api.offer_metrics(Some(port)).await {
                    tracing::warn!(detail = error.detail, "figures for monitoring are not offered");
                }
            });
        }
        let stop = CancellationToken::new();
        let (api, token) = (self.clone(), stop.clone());
        let folder = self.shared.home.mode(self.shared.mode);
        *self.shared.listening.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop.drop_guard());
        tokio::spawn(async move {
            if let Err(error) = socket::serve(api.clone(), &folder, token).await {
                tracing::warn!(%error, "other processes cannot command this program");
                api.now_heard();
            }
        });
    }

    /// Waits until other processes can command the engine that it is attached to, or it is known that they cannot.
    pub async fn heard(&self) {
        if self.shared.listens {
            // The sender lives as long as this list.
            let _ = self.shared.heard.subscribe().wait_for(|heard| *heard).await;
        }
    }

    pub(crate) fn now_heard(&self) {
        self.shared.heard.send_replace(true);
    }

    fn set(&self, attached: Attached) {
        if !matches!(attached, Attached::Engine(_)) {
            *self.shared.listening.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        // The clock that it ran was another engine's.
        drop(self.end_skip());
        *self.shared.engine.write().unwrap_or_else(PoisonError::into_inner) = attached;
        self.shared.cache.clear();
        self.shared.market_cache.clear();
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
    pub(crate) fn engine(&self) -> ApiResult<Arc<Connected>> {
        match self.attached() {
            Attached::Engine(engine) => Ok(engine),
            Attached::Failure(error, _) => Err(error),
            Attached::Nothing => Err(EngineError::NotReady.into()),
        }
    }
}

/// The store's questions.
pub(crate) fn reader(engine: &EngineHandle) -> ApiResult<Reader> {
    engine.reader().ok_or_else(|| EngineError::NotReady.into())
}

/// An error.
pub(crate) fn problem(code: ErrorCode, detail: impl Into<String>) -> ApiError {
    ApiError::new(code, detail)
}

/// An error with its reason.
pub(crate) fn because(code: ErrorCode, reason: ErrorReason) -> ApiError {
    let detail = match reason {
        ErrorReason::Close(reason) => reason.as_str().to_owned(),
        ErrorReason::Take(reason) => reason.as_str().to_owned(),
        ErrorReason::AgainIn(seconds) => format!("possible again in {seconds} s"),
    };
    ApiError {
        reason: Some(reason),
        ..problem(code, detail)
    }
}
