//! The demo's two halves in this process: the simulated Polymarket on loopback, and the engine that trades on it.

use std::sync::PoisonError;

use pilotfish_engine::{Bus, Engine, EngineError, EngineHandle, EngineOptions, Home};
use pilotfish_sim::error::SimError;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServeError, ServerHandle, ServerOptions, Speed, serve};
use tauri::async_runtime::Mutex;

use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::clock::system_ms;

use crate::options::RecordingFiles;

/// The window's clock: 600× at most (product.md §2).
const SPEED_MOST: u32 = 600;

/// Who starts, ends and resets the demo.
pub(crate) struct Demo {
    home: Home,
    bus: Bus,
    seed: Option<u64>,
    recording: Option<RecordingFiles>,
    running: Mutex<Running>,
    /// What the engine was last started with.
    options: std::sync::Mutex<Option<EngineOptions>>,
}

#[derive(Default)]
struct Running {
    server: Option<ServerHandle>,
    engine: Option<EngineHandle>,
}

impl Demo {
    pub(crate) fn new(home: Home, bus: Bus, seed: Option<u64>, recording: Option<RecordingFiles>) -> Self {
        Self {
            home,
            bus,
            seed,
            recording,
            running: Mutex::new(Running::default()),
            options: std::sync::Mutex::new(None),
        }
    }

    /// Starts the world where it stopped (or a new one) and the engine on it.
    pub(crate) async fn start(&self) -> Result<EngineHandle, EngineError> {
        let seed = self.home.settle_demo_seed(self.seed)?;
        self.start_seed(seed).await
    }

    async fn start_seed(&self, seed: u64) -> Result<EngineHandle, EngineError> {
        let venue = match &self.recording {
            Some(files) => {
                let recording = files
                    .load()
                    .map_err(|error| EngineError::Failed(format!("the recording cannot be played: {error}")))?;
                VenueOptions::recorded(seed, recording)
            }
            None => VenueOptions::seeded(seed, VenueMs(system_ms())),
        };
        let clock = self.home.demo_clock();
        let options = ServerOptions {
            speed: Speed::times(clock.speed.clamp(1, SPEED_MOST)),
            paused: clock.paused,
            speed_most: Some(Speed::times(SPEED_MOST)),
            folder: Some(self.home.world()),
            // A recording is played as it was.
            habits: if self.recording.is_some() {
                HabitSet::none()
            } else {
                HabitSet::likely()
            },
            ..ServerOptions::new(venue)
        };
        let server = serve(options).await.map_err(not_served)?;
        let url = format!("http://{}", server.addr());
        let options = EngineOptions::demo(self.home.clone(), url, seed, self.bus.clone());
        *self.options.lock().unwrap_or_else(PoisonError::into_inner) = Some(options.clone());
        let engine = match Engine::start(options).await {
            Ok(engine) => engine,
            Err(error) => {
                // Its folder is let go, so that the demo can be reset.
                server.shutdown().await;
                return Err(error);
            }
        };
        let mut running = self.running.lock().await;
        running.server = Some(server);
        running.engine = Some(engine.clone());
        Ok(engine)
    }

    /// What the engine was last to start with: enough to stop its account without it.
    pub(crate) fn options(&self) -> Option<EngineOptions> {
        self.options.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends both; the engine first, so that it does not see its venue go.
    pub(crate) async fn end(&self) {
        let mut running = self.running.lock().await;
        if let Some(engine) = running.engine.take() {
            engine.shutdown().await;
        }
        if let Some(server) = running.server.take() {
            server.shutdown().await;
        }
    }

    /// Ends both, removes the demo's folder, and starts another world: the next seed's.
    pub(crate) async fn reset(&self) -> Result<EngineHandle, EngineError> {
        let seed = self.home.settle_demo_seed(None)?;
        self.end().await;
        self.home.remove_demo()?;
        let next = self.home.settle_demo_seed(Some(seed.wrapping_add(1)))?;
        self.start_seed(next).await
    }
}

/// Why the demo's venue does not run. Where another program has its world, that is what is said: it is no failure.
fn not_served(error: ServeError) -> EngineError {
    match error {
        ServeError::World(SimError::InUse { .. }) => EngineError::WorldInUse,
        error => EngineError::Failed(format!("the simulated venue did not start: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_that_another_program_has_is_told_as_that() {
        let path = std::path::PathBuf::from("/data/demo/world/journal.jsonl");
        let error = not_served(SimError::InUse { path }.into());
        assert_eq!(error.code(), pilotfish_engine::ErrorCode::AlreadyRunning);
        assert!(!error.to_string().contains("journal"), "{error}");
        assert_eq!(
            not_served(ServeError::Refused("odd".to_owned())).code(),
            pilotfish_engine::ErrorCode::EngineFailed
        );
    }
}
