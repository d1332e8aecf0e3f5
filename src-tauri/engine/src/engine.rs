//! Starting the engine, and what holds on to it.
//!
//! A start opens the data, restores the core and returns; reaching the venue, recovery and trading go on in the
//! background, and the view says where they are. A demo whose world is not known yet has no data before its venue is
//! reached for the first time. Shutting down is a courtesy: orders stay where they are, and a killed engine recovers the
//! same way.

mod data;
mod handle;
mod options;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pilotfish_copy::Core;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::UserInput;
use pilotfish_store::{AccountLock, Identity, Mode};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use crate::clock::VenueClock;
use crate::connectivity::Connectivity;
use crate::core_loop::{CoreLoop, CoreLoopParts};
use crate::disk::{Disk, RoomWatch};
use crate::down::{Down, DownCause};
use crate::error::EngineError;
use crate::executor::Executor;
use crate::feed_health::FeedHealth;
use crate::feeds::{Feeds, Wants};
use crate::inbox::{Message, inbox};
use crate::key_wait::KeyWait;
use crate::live_watch::LiveWatch;
use crate::port::{DemoClock, PortError, VenuePorts};
use crate::send_gate::SendGate;
use crate::session::{Recovery, Session, open_orders, reach_world};
use crate::snapshots::SnapshotKeeper;
use crate::stop::{StopPath, StopReport};
use crate::time_source::TimeSource;
use crate::view::{Phase, View};

use data::{Data, Opening, demo_identity, open_data, opening};

pub(crate) use data::{kept_core, on_its_own_thread, open_to_read, restored};
pub use handle::EngineHandle;
pub(crate) use handle::{Opened, Shared};
pub use options::{EngineOptions, Venue};

/// Starts engines.
#[derive(Debug)]
pub struct Engine;

impl Engine {
    /// Opens the data and starts. Returns before the venue is reached.
    ///
    /// # Errors
    /// When the data cannot be had (another engine, another version, unreadable, another world or account), another engine has the
    /// account, the venue's address is none, or live trading was not confirmed. Nothing runs then.
    pub async fn start(options: EngineOptions) -> Result<EngineHandle, EngineError> {
        let folder = options.home.prepare(options.venue.mode())?;
        let ports = options.venue.connect(&folder).await?;
        Self::start_with(options, ports).await
    }

    /// Stops the account where no engine runs: the stop is written down, which keeps the next start from trading, and what is
    /// open at the venue is cancelled. Where the database can be read, our orders by their hashes; where it cannot,
    /// everything of the account.
    ///
    /// # Errors
    /// The venue's address is none, or the folder cannot be made. What could not be done at the venue is in the report.
    pub async fn stop_without(options: &EngineOptions) -> Result<StopReport, EngineError> {
        let folder = options.home.prepare(options.venue.mode())?;
        let ports = options.venue.connect(&folder).await?;
        Self::stop_without_at(options, &ports).await
    }

    /// As [`Engine::stop_without`], at a venue of the caller's.
    ///
    /// # Errors
    /// As [`Engine::stop_without`].
    pub async fn stop_without_at(options: &EngineOptions, ports: &VenuePorts) -> Result<StopReport, EngineError> {
        let stop_path = stop_path(options, ports)?;
        let folder = options.home.prepare(options.venue.mode())?;
        let (mode, intervals) = (options.venue.mode(), options.intervals.clone());
        let core = match on_its_own_thread(move || kept_core(folder, mode, intervals)).await {
            Ok(core) => core,
            Err(error) => {
                tracing::warn!(%error, "the database cannot be read: all orders of the account are cancelled");
                None
            }
        };
        Ok(stop_path.run(core.as_ref()).await)
    }

    /// As [`Engine::start`], at a venue of the caller's.
    ///
    /// # Errors
    /// As [`Engine::start`].
    pub async fn start_with(options: EngineOptions, ports: VenuePorts) -> Result<EngineHandle, EngineError> {
        let account = options.venue.account(&ports)?;
        let stop_path = Arc::new(stop_path(&options, &ports)?);
        let mode = options.venue.mode();
        let folder = options.home.prepare(mode)?;
        let lock = options.venue.lock_account().await?;
        let stop = CancellationToken::new();
        let blank = View {
            core: Arc::new(Core::new(options.intervals.clone())),
            phase: Phase::Starting,
        };
        let view = watch::Sender::new(Arc::new(blank));
        let running = Running {
            shared: Arc::new(Shared {
                key_wait: Arc::new(KeyWait::new(view.clone(), options.bus.clone())),
                mode,
                ports,
                bus: options.bus.clone(),
                feed_health: Arc::new(FeedHealth::default()),
                disk: Arc::new(Disk::default()),
                opened: OnceLock::new(),
                early: Mutex::new(None),
                view,
                stop_path: Arc::clone(&stop_path),
                stop: stop.clone(),
                task: Mutex::new(None),
                ended: watch::Sender::new(false),
            }),
            options,
            _lock: lock,
        };
        let shared = Arc::clone(&running.shared);
        let task = match opening(account, &folder).await? {
            Opening::Data(identity) => {
                let core_loop = running.open(folder, identity).await?;
                tokio::spawn(running.run(core_loop))
            }
            Opening::NewDemo { seed, clock } => {
                tokio::spawn(async move { running.open_when_reached(folder, seed, clock).await })
            }
        };
        *shared.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        Ok(EngineHandle { shared })
    }
}

/// The stop path of the account that those options name.
fn stop_path(options: &EngineOptions, ports: &VenuePorts) -> Result<StopPath, EngineError> {
    let account = options.venue.account(ports)?;
    let folder = options.home.mode(options.venue.mode());
    let (trading, standing) = (Arc::clone(&ports.trading), Arc::clone(&ports.standing));
    Ok(StopPath::new(trading, standing, account, &folder))
}

struct Running {
    shared: Arc<Shared>,
    options: EngineOptions,
    /// Let go when everything has ended.
    _lock: Option<AccountLock>,
}

/// The core loop with everything that runs beside it.
struct Tasks {
    core_loop: CoreLoop,
    session: Arc<Session>,
    feeds: Feeds,
    executor: Executor,
    room: RoomWatch,
}

impl Running {
    /// A new demo: its world is not known before its venue answers.
    async fn open_when_reached(self, folder: PathBuf, seed: u64, demo: Arc<dyn DemoClock>) {
        let shared = Arc::clone(&self.shared);
        let told = Arc::clone(&self.shared);
        let tell = move |error: PortError| {
            tracing::warn!(%error, "the venue is not reached yet");
            *told.early.lock().unwrap_or_else(PoisonError::into_inner) = Some(Down {
                since: VenueMs(0),
                cause: DownCause::of(&error),
                words: error.to_string(),
            });
            told.bus.nudge();
        };
        let opened = match reach_world(demo.as_ref(), &shared.stop, tell).await {
            Ok(reading) => {
                let opened = match demo_identity(seed, reading.world.clone()) {
                    Ok(identity) => self.open(folder, identity).await,
                    Err(error) => Err(error),
                };
                if let Some(opened) = shared.opened.get() {
                    opened.clock.set(reading);
                }
                opened
            }
            Err(error) => Err(error),
        };
        *shared.early.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match opened {
            Ok(tasks) => self.run(tasks).await,
            Err(error) => shared.fail(&error),
        }
    }

    async fn open(&self, folder: PathBuf, identity: Identity) -> Result<Tasks, EngineError> {
        let world = identity.world().map(str::to_owned);
        let intervals = self.options.intervals.clone();
        let (beside, records) = (folder.clone(), folder.clone());
        let Data { store, core, floor } = on_its_own_thread(move || open_data(folder, identity, intervals)).await?;
        let reader = store.reader().clone();
        // What was seen before the program was closed was seen all the same.
        let last = reader.last_change_at().await.unwrap_or_else(|error| {
            // It is only shown: nothing of the start rests on it.
            tracing::warn!(%error, "when a trade was last seen is not known");
            None
        });
        if let Some(at) = last {
            self.shared.feed_health.trade_seen(at);
        }

        let shared = &self.shared;
        let clock = Arc::new(match self.shared.mode {
            Mode::Demo => VenueClock::demo(floor),
            Mode::Paper | Mode::Live => VenueClock::system(),
        });
        let send_gate = Arc::new(match self.shared.mode {
            Mode::Demo | Mode::Paper => SendGate::default(),
            Mode::Live => SendGate::live(),
        });
        let (inbox, outlet) = inbox();
        let connectivity = Connectivity::new(
            Arc::clone(&shared.ports.standing),
            inbox.clone(),
            Arc::clone(&clock),
            Arc::clone(&shared.feed_health),
            shared.bus.clone(),
            shared.stop.clone(),
        );
        let executor = Executor::new(
            shared.ports.clone(),
            inbox.clone(),
            Arc::clone(&clock),
            Arc::clone(&send_gate),
            Arc::clone(&connectivity),
            Arc::clone(&shared.feed_health),
            self.options.real.clone(),
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
            traders: Arc::clone(&shared.ports.traders),
            market_data: Arc::clone(&shared.ports.market_data),
            trading: Arc::clone(&shared.ports.trading),
            wants: wants.clone(),
            inbox: inbox.clone(),
            executor: executor.clone(),
            feed_health: Arc::clone(&shared.feed_health),
            clock: Arc::clone(&clock),
            bus: shared.bus.clone(),
            view: shared.view.subscribe(),
            stop: shared.stop.clone(),
        };
        let live = (self.shared.mode == Mode::Live).then(|| {
            Arc::new(LiveWatch {
                standing: Arc::clone(&shared.ports.standing),
                send_gate: Arc::clone(&send_gate),
                inbox: inbox.clone(),
                connectivity: Arc::clone(&connectivity),
                view: shared.view.subscribe(),
                stop: shared.stop.clone(),
            })
        });
        let session = Arc::new(Session {
            trading: Arc::clone(&shared.ports.trading),
            time: TimeSource::of(&shared.ports),
            clock: Arc::clone(&clock),
            inbox: inbox.clone(),
            connectivity: Arc::clone(&connectivity),
            executor: executor.clone(),
            login: Arc::clone(&shared.stop_path.login),
            key_wait: Arc::clone(&shared.key_wait),
            world,
            recoveries: recover.subscribe(),
            live,
            stop: shared.stop.clone(),
        });
        let parts = CoreLoopParts {
            clock: Arc::clone(&clock),
            real: self.options.real.clone(),
            send_gate: Arc::clone(&send_gate),
            bus: shared.bus.clone(),
            feed_health: Arc::clone(&shared.feed_health),
            executor: executor.clone(),
            login: Arc::clone(&shared.stop_path.login),
            key_wait: Arc::clone(&shared.key_wait),
            wants,
            view: shared.view.clone(),
            recover: recover.clone(),
            snapshots: SnapshotKeeper::begin(beside),
            disk: Arc::clone(&shared.disk),
            mode: shared.mode,
            verify: self.options.verify,
        };
        if shared.stop_path.marker.stands() && !is_stopped {
            // Stopped while the database could not say so: it says so before anything else happens.
            tracing::warn!("a stop stands beside the database");
            send_gate.stop_asked();
            let (reply, _) = oneshot::channel();
            let ask = UserInput::StopAll;
            inbox.send(Message::Ask { ask, reply }).await?;
        }
        let room = RoomWatch {
            room: self.options.room.clone(),
            folder: records,
            inbox: inbox.clone(),
            view: shared.view.subscribe(),
            stop: shared.stop.clone(),
        };
        // Before anything is placed.
        room.look().await;
        let core_loop = CoreLoop::new(core, store, outlet, parts);
        if shared
            .opened
            .set(Opened {
                reader,
                clock,
                connectivity,
                send_gate,
                executor: executor.clone(),
                inbox,
            })
            .is_err()
        {
            return Err(EngineError::Failed("the data were opened twice".to_owned()));
        }
        Ok(Tasks {
            core_loop,
            session,
            feeds,
            executor,
            room,
        })
    }

    async fn run(self, tasks: Tasks) {
        if self.shared.stop.is_cancelled() {
            // A shutdown that came while the data were being opened: it may not have seen that they are.
            self.shared.end();
            return;
        }
        let Tasks {
            core_loop,
            session,
            feeds,
            executor,
            room,
        } = tasks;
        let (keeper, live) = (Arc::clone(&session), session.live.clone());
        let time = tokio::spawn(async move { keeper.keep_time().await });
        let opening = tokio::spawn(async move { session.run().await });
        let streams = tokio::spawn(run_when_trading(self.shared.view.subscribe(), feeds));
        let room = tokio::spawn(room.run());
        let live = tokio::spawn(watch_when_trading(
            self.shared.view.subscribe(),
            live,
            self.shared.stop.clone(),
        ));
        // In a task of its own: should it panic, that is seen here, and not taken for an engine that runs.
        let outcome = match tokio::spawn(core_loop.run()).await {
            Ok(outcome) => outcome,
            Err(error) => {
                let error = EngineError::Failed(format!("a fault in the program: {error}"));
                self.shared.fell_over(&error);
                Err(error)
            }
        };
        self.shared.stop.cancel();
        executor.finish().await;
        for task in [time, opening, streams, room, live] {
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

/// Before trading the session asks what the watch asks later.
async fn watch_when_trading(
    mut view: watch::Receiver<Arc<View>>,
    live: Option<Arc<LiveWatch>>,
    stop: CancellationToken,
) {
    let Some(live) = live else { return };
    let trading = view.wait_for(|view| matches!(view.phase, Phase::Running));
    tokio::select! {
        () = stop.cancelled() => return,
        trading = trading => if trading.is_err() { return },
    }
    live.run().await;
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
