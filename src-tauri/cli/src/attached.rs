//! `demo` at a finite speed: the real server (here or elsewhere), adapter, sockets and store, as the window does.

use std::path::PathBuf;
use std::time::Duration;

use pilotfish_api::types::FollowDraft;
use pilotfish_api::{Api, ApiOptions};
use pilotfish_copy::entity::FollowStatus;
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, EngineHandle, EngineOptions, Home, Mode};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_world::FollowAsk;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::args::Demo;
use crate::error::CliError;
use crate::interrupts::Interrupts;
use crate::naming::names;
use crate::output::Lines;
use crate::parse::Pace;
use crate::recording::{min_minutes_to_resolution, recording};
use crate::service::Service;
use crate::spoken::Spoken;

/// How often the end of `--for` is looked for, real time.
const LOOK: Duration = Duration::from_millis(50);

/// How long the baselines of new follows are waited for before time runs, real time.
const BASELINES_WITHIN: Duration = Duration::from_secs(20);

/// A folder that is removed at the end, unless one was given.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn of(demo: &Demo) -> Result<Self, CliError> {
        if demo.home.is_some() || demo.venue.is_some() {
            return Ok(Self {
                path: Home::resolve(demo.home.as_deref())?.root().to_owned(),
                temporary: false,
            });
        }
        let path = std::env::temp_dir().join(format!("pilotfish-demo-{}", std::process::id()));
        Ok(Self { path, temporary: true })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            // What cannot be removed is left to whoever cleans the temporary folder.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

pub(crate) async fn run(demo: Demo, spoken: &Spoken) -> Result<(), CliError> {
    if let Some(url) = &demo.venue {
        // Looked at before anything is written: an address that may not be used changes nothing.
        PolymarketVenue::demo(url)?;
    }
    let mut interrupts = Interrupts::listen()?;
    let folder = Folder::of(&demo)?;
    let home = Home::at(&folder.path);
    let language = spoken.language(&home);
    if demo.reset {
        home.remove_demo()?;
    }
    let seed = home.settle_demo_seed(demo.seed)?;
    let served = match &demo.venue {
        Some(_) => None,
        None => Some(Served::start(&demo, &home, seed, folder.temporary).await?),
    };
    let url = match (&demo.venue, &served) {
        (Some(url), _) => url.clone(),
        (None, Some(served)) => served.server.http_url(),
        (None, None) => return Err(CliError::Refused("no venue".to_owned())),
    };
    let bus = Bus::new();
    let mut journal = bus.journal();
    let engine = Engine::start(EngineOptions::demo(home.clone(), url, seed, bus.clone())).await?;
    let api = Api::new(ApiOptions {
        home,
        mode: Mode::Demo,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bus,
        listens: true,
        host: None,
    });
    api.attach(engine.clone());
    let mut lines = Lines::new(demo.json).speaking(language);
    let watch = Watch {
        follows: &demo.follows,
        min_minutes: min_minutes_to_resolution(&demo),
        length_ms: demo.length_ms,
        served: served.as_ref(),
        on_begun: &|| (),
    };
    let outcome = watch
        .run(&api, &engine, &mut journal, &mut lines, &mut interrupts)
        .await;
    let summary = match engine.reader() {
        Some(reader) => Some(reader.summary().await?),
        None => None,
    };
    engine.shutdown().await;
    let violations = match served {
        Some(served) => {
            let violations = served.server.check_invariants()?;
            served.server.shutdown().await;
            Some(violations)
        }
        None => None,
    };
    outcome?;
    if demo.json {
        lines.object(&json!({
            "kind": "summary",
            "counts": summary.as_ref().map(|summary| &summary.events),
            "venue_violations": violations,
            "summary": summary,
        }))?;
    }
    lines.flush()
}

/// The venue in this process.
pub(crate) struct Served {
    server: ServerHandle,
    /// How fast it is to run once everything is ready.
    speed: Speed,
    /// Where its recording ends, if it plays one.
    end: Option<VenueMs>,
}

impl Served {
    /// It begins in real time, so that nothing of it is over before the engine looks; [`Served::let_run`] follows.
    async fn start(demo: &Demo, home: &Home, seed: u64, forget: bool) -> Result<Self, CliError> {
        let Pace::Times(speed) = demo.speed else {
            return Err(CliError::Usage("--speed max runs without a server".to_owned()));
        };
        let recording = recording(demo)?;
        let end = recording.as_ref().map(|recording| recording.end());
        let habits = demo.habits_of_its_kind();
        let venue = match recording {
            Some(recording) => VenueOptions::recorded(seed, recording),
            None => VenueOptions {
                breadth: demo.breadth.breadth(),
                ..VenueOptions::seeded(seed, VenueMs(system_ms()))
            },
        };
        let options = ServerOptions {
            speed: speed.min(Speed::REAL),
            folder: (!forget).then(|| home.world()),
            habits,
            ..ServerOptions::new(VenueOptions {
                balance: demo.balance,
                ..venue
            })
        };
        let server = serve(options).await?;
        Ok(Self { server, speed, end })
    }

    fn let_run(&self) -> Result<(), CliError> {
        Ok(self.server.set_clock(Some(self.speed), None)?)
    }
}

/// What is done while the engine runs.
pub(crate) struct Watch<'a> {
    pub(crate) follows: &'a [FollowAsk],
    /// Of each follow, where another than its default was asked for.
    pub(crate) min_minutes: Option<u32>,
    /// How long, venue time.
    pub(crate) length_ms: Option<i64>,
    /// The venue in this process, if it is.
    pub(crate) served: Option<&'a Served>,
    /// Done once everything that was asked for is followed.
    pub(crate) on_begun: &'a dyn Fn(),
}

impl Watch<'_> {
    /// Follows whom it was asked to, then prints until the time is over, the engine ends, or somebody interrupts.
    pub(crate) async fn run(
        &self,
        api: &Api,
        engine: &EngineHandle,
        journal: &mut tokio::sync::broadcast::Receiver<pilotfish_engine::bus::Committed>,
        lines: &mut Lines,
        interrupts: &mut Interrupts,
    ) -> Result<(), CliError> {
        let service = Service::begin(api, engine, lines.language());
        let outcome = self.follow_and_print(api, engine, journal, lines, interrupts).await;
        service.end();
        outcome
    }

    async fn follow_and_print(
        &self,
        api: &Api,
        engine: &EngineHandle,
        journal: &mut tokio::sync::broadcast::Receiver<pilotfish_engine::bus::Committed>,
        lines: &mut Lines,
        interrupts: &mut Interrupts,
    ) -> Result<(), CliError> {
        let mut interrupt = std::pin::pin!(interrupts.come());
        tokio::select! {
            ready = self.ready(engine, lines) => ready?,
            () = &mut interrupt => return Ok(()),
        }
        let begun = engine.now().unwrap_or(VenueMs(0));
        for ask in self.follows {
            follow(api, ask, self.min_minutes).await?;
        }
        (self.on_begun)();
        if let Some(served) = self.served {
            baselines(engine).await;
            served.let_run()?;
        }
        let asked = self.length_ms.map(|ms| begun.plus(ms));
        let recorded = self.served.and_then(|served| served.end);
        let end = asked.into_iter().chain(recorded).min();
        let mut printed: Option<u64> = None;
        loop {
            if end.is_some_and(|end| engine.now().is_some_and(|now| now >= end)) {
                return Ok(());
            }
            tokio::select! {
                committed = journal.recv() => match committed {
                    Ok(events) => print(engine, lines, &events, &mut printed)?,
                    Err(RecvError::Lagged(_)) => catch_up(engine, lines, &mut printed).await?,
                    Err(RecvError::Closed) => return Ok(()),
                },
                ended = engine.ended() => return ended.map_err(CliError::from),
                () = &mut interrupt => return Ok(()),
                () = tokio::time::sleep(LOOK) => lines.flush()?,
            }
        }
    }
}

impl Watch<'_> {
    /// Waits until it trades, and says meanwhile why its key is missing.
    async fn ready(&self, engine: &EngineHandle, lines: &mut Lines) -> Result<(), CliError> {
        let mut views = engine.views();
        let mut trading = std::pin::pin!(engine.trading());
        let mut told = None;
        loop {
            let missing = engine.key_missing().map(|missing| missing.reason);
            if let Some(reason) = missing.filter(|_| missing != told) {
                lines.key_missing(reason)?;
            }
            told = missing;
            tokio::select! {
                ready = &mut trading => return ready.map_err(CliError::from),
                _ = views.changed() => {}
            }
        }
    }
}

/// Waits until what each followed trader holds is known, so that everything after it is a change. A venue that does not
/// say so in time is left to run: the follows begin when it does.
async fn baselines(engine: &EngineHandle) {
    let begun = std::time::Instant::now();
    let starting = || {
        let core = engine.core();
        let mut follows = core.state().follows.values();
        follows.any(|follow| follow.status == FollowStatus::Starting)
    };
    while starting() && begun.elapsed() < BASELINES_WITHIN {
        tokio::time::sleep(LOOK).await;
    }
}

fn print(
    engine: &EngineHandle,
    lines: &mut Lines,
    events: &[Event],
    printed: &mut Option<u64>,
) -> Result<(), CliError> {
    let core = engine.core();
    for event in events {
        if printed.is_none_or(|last| event.seq > last) {
            lines.event(event, |what| names(&core, what))?;
            *printed = Some(event.seq);
        }
    }
    Ok(())
}

/// The journal was faster than the terminal: what was missed is in the store.
async fn catch_up(engine: &EngineHandle, lines: &mut Lines, printed: &mut Option<u64>) -> Result<(), CliError> {
    let Some(reader) = engine.reader() else { return Ok(()) };
    loop {
        let events = reader.events_after(*printed, 1_000).await?;
        if events.is_empty() {
            return Ok(());
        }
        print(engine, lines, &events, printed)?;
    }
}

/// The same follow again changes nothing; another percentage changes it, and leaves its other settings.
pub(crate) async fn follow(api: &Api, ask: &FollowAsk, min_minutes: Option<u32>) -> Result<(), CliError> {
    let defaults = api.follow_defaults(ask.who.clone()).await?;
    let draft = FollowDraft {
        percentage: ask.percentage.to_string(),
        min_minutes_to_resolution: min_minutes.unwrap_or(defaults.min_minutes_to_resolution),
        ..defaults
    };
    api.follow(ask.who.clone(), draft).await?;
    Ok(())
}
