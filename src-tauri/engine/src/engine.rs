//! Starting the engine, and what holds on to it.
//!
//! A start opens the data, restores the core and returns; reaching the venue, recovery and trading go on in the
//! background, and the view says where they are. A demo whose world is not known yet has no data before its venue is
//! reached for the first time. Shutting down is a courtesy: orders stay where they are, and a killed engine recovers the
//! same way.

mod handle;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::{Core, Intervals};
use pilotfish_store::{Identity, Mode, Store, StoreError};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::board::Board;
use crate::bus::Bus;
use crate::clock::{RealClock, VenueClock};
use crate::desk::{Desk, Surroundings};
use crate::error::EngineError;
use crate::executor::Executor;
use crate::feeds::{Feeds, Wants};
use crate::gate::Gate;
use crate::home::Home;
use crate::inbox::{Message, inbox};
use crate::link::Link;
use crate::port::{PortError, VenuePort};
use crate::session::{AccountSource, Recovery, Session, open_orders, reach_world};
use crate::snapshots::SnapshotKeeper;
use crate::stop::{StopPath, StopReport};
use crate::venue::PolymarketVenue;
use crate::view::{Phase, View};

pub use handle::EngineHandle;
pub(crate) use handle::{Opened, Shared};

/// Where the engine trades.
#[derive(Debug, Clone)]
pub enum Venue {
    /// The simulated Polymarket at that address (`http://127.0.0.1:PORT`).
    Demo {
        /// The server's base address.
        url: String,
        /// The account's seed ([`Home::settle_demo_seed`]).
        seed: u64,
    },
}

/// What a start is given.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// The program's folder.
    pub home: Home,
    /// Where it trades.
    pub venue: Venue,
    /// Whom it speaks to; outlives the engine.
    pub bus: Bus,
    /// The core's intervals; [`Intervals::default`] but in tests.
    pub intervals: Intervals,
    /// The real time that requests grow old in; [`RealClock::default`] but in tests, which do not wait for minutes.
    pub real: RealClock,
    /// Compare memory and disk after every commit, and fail when they differ. For tests: it reads the database each time.
    pub verify: bool,
}

impl EngineOptions {
    /// A demo with the usual intervals.
    #[must_use]
    pub fn demo(home: Home, url: impl Into<String>, seed: u64, bus: Bus) -> Self {
        Self {
            home,
            venue: Venue::Demo { url: url.into(), seed },
            bus,
            intervals: Intervals::default(),
            real: RealClock::default(),
            verify: false,
        }
    }
}

/// Starts engines.
#[derive(Debug)]
pub struct Engine;

impl Engine {
    /// Opens the data and starts. Returns before the venue is reached.
    ///
    /// # Errors
    /// When the data cannot be had (another engine, another version, unreadable, another world), the venue's address is
    /// none, or the key cannot be made. Nothing runs then.
    pub async fn start(options: EngineOptions) -> Result<EngineHandle, EngineError> {
        let Venue::Demo { url, .. } = &options.venue;
        let port = Arc::new(PolymarketVenue::demo(url)?);
        Self::start_with(options, port).await
    }

    /// Stops the account where no engine runs: the stop is written down, which keeps the next start from trading, and what is
    /// open at the venue is cancelled. Where the database can be read, our orders by their hashes; where it cannot,
    /// everything of the account.
    ///
    /// # Errors
    /// The venue's address is none. What could not be done at the venue is in the report.
    pub async fn stop_without(options: &EngineOptions) -> Result<StopReport, EngineError> {
        let Venue::Demo { url, .. } = &options.venue;
        let port = Arc::new(PolymarketVenue::demo(url)?);
        Self::stop_without_at(options, port).await
    }

    /// As [`Engine::stop_without`], at a venue of the caller's.
    ///
    /// # Errors
    /// As [`Engine::stop_without`].
    pub async fn stop_without_at(options: &EngineOptions, port: Arc<dyn VenuePort>) -> Result<StopReport, EngineError> {
        let folder = options.home.prepare(Mode::Demo)?;
        let intervals = options.intervals.clone();
        let core = match on_its_own_thread(move || kept_core(folder, intervals)).await {
            Ok(core) => core,
            Err(error) => {
                tracing::warn!(%error, "the database cannot be read: all orders of the account are cancelled");
                None
            }
        };
        Ok(stop_path(options, port).run(core.as_ref()).await)
    }

    /// As [`Engine::start`], at a venue of the caller's.
    ///
    /// # Errors
    /// As [`Engine::start`].
    pub async fn start_with(options: EngineOptions, port: Arc<dyn VenuePort>) -> Result<EngineHandle, EngineError> {
        let folder = options.home.prepare(Mode::Demo)?;
        let stop_path = Arc::new(stop_path(&options, Arc::clone(&port)));
        let stop = CancellationToken::new();
        let blank = View {
            core: Arc::new(Core::new(options.intervals.clone())),
            phase: Phase::Starting,
        };
        let running = Running {
            shared: Arc::new(Shared {
                port,
                bus: options.bus.clone(),
                board: Arc::new(Board::default()),
                opened: OnceLock::new(),
                early: Mutex::new(None),
                view: watch::Sender::new(Arc::new(blank)),
                stop_path: Arc::clone(&stop_path),
                stop: stop.clone(),
                task: Mutex::new(None),
                ended: watch::Sender::new(false),
            }),
            options,
        };
        let shared = Arc::clone(&running.shared);
        let looked_at = folder.clone();
        let task = match on_its_own_thread(move || kept_world(looked_at)).await? {
            Some(world) => {
                let desk = running.open(folder, world).await?;
                tokio::spawn(running.run(desk))
            }
            None => tokio::spawn(async move { running.open_when_reached(folder).await }),
        };
        *shared.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        Ok(EngineHandle { shared })
    }
}

/// The stop path of the account that those options name.
fn stop_path(options: &EngineOptions, port: Arc<dyn VenuePort>) -> StopPath {
    let Venue::Demo { seed, .. } = options.venue;
    let folder = options.home.mode(Mode::Demo);
    StopPath::new(port, AccountSource::Demo { seed }, &folder)
}

/// The data as they were when they were opened.
struct Data {
    store: Store,
    core: Core,
    /// The time of the last commit.
    floor: VenueMs,
}

async fn open_data(folder: PathBuf, identity: Identity, intervals: Intervals) -> Result<Data, EngineError> {
    let store = Store::open(&folder, identity).await?;
    let rows = store.load().await?;
    let core = Core::restore(intervals, &rows);
    let floor = store.reader().last_commit_at().await?.unwrap_or_default();
    tracing::info!(rows = rows.len(), last_commit_ms = floor.0, "the data are open");
    Ok(Data { store, core, floor })
}

/// The state that the database holds; none where there is no database.
async fn kept_core(folder: PathBuf, intervals: Intervals) -> Result<Option<Core>, EngineError> {
    let reader = match Store::open_read_only(&folder).await {
        Err(StoreError::Absent(_)) => return Ok(None),
        opened => opened?,
    };
    Ok(Some(Core::restore(intervals, &reader.load().await?)))
}

/// Opening reads, checks and may migrate a whole database: not work for a thread that others wait for.
async fn on_its_own_thread<T, W>(work: impl FnOnce() -> W + Send + 'static) -> Result<T, EngineError>
where
    T: Send + 'static,
    W: Future<Output = Result<T, EngineError>>,
{
    let runtime = tokio::runtime::Handle::current();
    let done = tokio::task::spawn_blocking(move || runtime.block_on(work())).await;
    done.map_err(|error| EngineError::Failed(error.to_string()))?
}

/// The world that the data in `folder` belong to; none where there are no data yet.
async fn kept_world(folder: PathBuf) -> Result<Option<String>, EngineError> {
    let reader = match Store::open_read_only(&folder).await {
        Err(StoreError::Absent(_)) => return Ok(None),
        Err(StoreError::Older { .. }) => {
            Store::migrate(&folder).await?;
            Store::open_read_only(&folder).await?
        }
        opened => opened?,
    };
    match reader.identity().await {
        Ok(Identity {
            mode: Mode::Demo,
            world: Some(world),
        }) => Ok(Some(world)),
        Ok(found) => Err(StoreError::OtherMode {
            found: found.mode,
            wanted: Mode::Demo,
        }
        .into()),
        Err(error) => Err(error.into()),
    }
}

struct Running {
    shared: Arc<Shared>,
    options: EngineOptions,
}

/// The desk with everything that runs beside it.
struct Works {
    desk: Desk,
    session: Arc<Session>,
    feeds: Feeds,
    executor: Executor,
}

impl Running {
    /// A new demo: its world is not known before its venue answers.
    async fn open_when_reached(self, folder: PathBuf) {
        let shared = Arc::clone(&self.shared);
        let told = Arc::clone(&self.shared);
        let tell = Box::new(move |error: PortError| {
            tracing::warn!(%error, "the venue is not reached yet");
            *told.early.lock().unwrap_or_else(PoisonError::into_inner) = Some((VenueMs(0), error.to_string()));
            told.bus.nudge();
        });
        let opened = match reach_world(Arc::clone(&shared.port), shared.stop.clone(), tell).await {
            Ok(reading) => {
                let opened = self.open(folder, reading.world.clone()).await;
                if let Some(opened) = shared.opened.get() {
                    opened.clock.set(reading);
                }
                opened
            }
            Err(error) => Err(error),
        };
        *shared.early.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match opened {
            Ok(works) => self.run(works).await,
            Err(error) => shared.fail(&error),
        }
    }

    async fn open(&self, folder: PathBuf, world: String) -> Result<Works, EngineError> {
        let identity = Identity {
            mode: Mode::Demo,
            world: Some(world.clone()),
        };
        let intervals = self.options.intervals.clone();
        let beside = folder.clone();
        let Data { store, core, floor } = on_its_own_thread(move || open_data(folder, identity, intervals)).await?;
        let reader = store.reader().clone();

        let shared = &self.shared;
        let clock = Arc::new(VenueClock::demo(floor));
        let gate = Arc::new(Gate::default());
        let (inbox, outlet) = inbox();
        let link = Link::new(
            Arc::clone(&shared.port),
            inbox.clone(),
            Arc::clone(&clock),
            shared.bus.clone(),
            shared.stop.clone(),
        );
        let executor = Executor::new(
            Arc::clone(&shared.port),
            inbox.clone(),
            Arc::clone(&clock),
            Arc::clone(&gate),
            Arc::clone(&link),
            Arc::clone(&shared.board),
            self.options.real,
            shared.view.subscribe(),
            Arc::clone(&shared.stop_path),
        );
        let wants = Wants::new();
        let recovery = Recovery {
            number: 0,
            orders: open_orders(&core),
            since: core.account_since(floor),
        };
        let recover = watch::Sender::new(recovery);
        let is_stopped = core.state().is_stopped();
        // Shown before the data count as open: whoever stops now has to know which orders are ours.
        shared.view.send_replace(Arc::new(View {
            core: Arc::new(core.view()),
            phase: Phase::Starting,
        }));
        let feeds = Feeds {
            port: Arc::clone(&shared.port),
            wants: wants.clone(),
            inbox: inbox.clone(),
            executor: executor.clone(),
            board: Arc::clone(&shared.board),
            clock: Arc::clone(&clock),
            bus: shared.bus.clone(),
            view: shared.view.subscribe(),
            stop: shared.stop.clone(),
        };
        let session = Arc::new(Session {
            port: Arc::clone(&shared.port),
            clock: Arc::clone(&clock),
            inbox: inbox.clone(),
            link: Arc::clone(&link),
            executor: executor.clone(),
            login: Arc::clone(&shared.stop_path.login),
            world,
            recoveries: recover.subscribe(),
            stop: shared.stop.clone(),
        });
        let around = Surroundings {
            clock: Arc::clone(&clock),
            real: self.options.real,
            gate: Arc::clone(&gate),
            bus: shared.bus.clone(),
            board: Arc::clone(&shared.board),
            executor: executor.clone(),
            login: Arc::clone(&shared.stop_path.login),
            wants,
            view: shared.view.clone(),
            recover: recover.clone(),
            snapshots: SnapshotKeeper::begin(beside),
            verify: self.options.verify,
        };
        if shared.stop_path.marker.stands() && !is_stopped {
            // Stopped while the database could not say so: it says so before anything else happens.
            tracing::warn!("a stop stands beside the database");
            gate.stop_asked();
            let (reply, _) = oneshot::channel();
            let ask = UserInput::StopAll;
            inbox.send(Message::Ask { ask, reply }).await?;
        }
        let desk = Desk::new(core, store, outlet, around);
        if shared
            .opened
            .set(Opened {
                reader,
                clock,
                link,
                gate,
                executor: executor.clone(),
                inbox,
            })
            .is_err()
        {
            return Err(EngineError::Failed("the data were opened twice".to_owned()));
        }
        Ok(Works {
            desk,
            session,
            feeds,
            executor,
        })
    }

    async fn run(self, works: Works) {
        if self.shared.stop.is_cancelled() {
            // A shutdown that came while the data were being opened: it may not have seen that they are.
            self.shared.end();
            return;
        }
        let Works {
            desk,
            session,
            feeds,
            executor,
        } = works;
        let keeper = Arc::clone(&session);
        let time = tokio::spawn(async move { keeper.keep_time().await });
        let opening = tokio::spawn(async move { session.run().await });
        let streams = tokio::spawn(run_when_trading(self.shared.view.subscribe(), feeds));
        // In a task of its own: should it panic, that is seen here, and not taken for an engine that runs.
        let outcome = match tokio::spawn(desk.run()).await {
            Ok(outcome) => outcome,
            Err(error) => {
                let error = EngineError::Failed(format!("a fault in the program: {error}"));
                self.shared.fell_over(&error);
                Err(error)
            }
        };
        self.shared.stop.cancel();
        executor.finish().await;
        for task in [time, opening, streams] {
            if let Err(error) = task.await {
                tracing::warn!(%error, "a task ended badly");
            }
        }
        if let Err(error) = outcome {
            tracing::error!(%error, "the engine is over");
        }
        self.shared.end();
    }
}

/// The streams begin when trading does: before it our own channel has no key to log in with.
async fn run_when_trading(mut view: watch::Receiver<Arc<View>>, feeds: Feeds) {
    let trading = view.wait_for(|view| matches!(view.phase, Phase::Running));
    tokio::select! {
        () = feeds.stop.cancelled() => return,
        trading = trading => if trading.is_err() { return },
    }
    feeds.run().await;
}
