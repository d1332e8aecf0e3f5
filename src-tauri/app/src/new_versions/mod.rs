//! New versions of this program: looked for at a start and daily, fetched in the background, kept until a person says so, put in place.
//!
//! The plugin checks signatures and replaces the program, each system's way; what goes over the network goes the program's one way out
//! ([`Releases`]), to the hosts of `tauri.conf.json` alone. When it may be put in place is the list's to decide (`api/src/versions`).

mod fetching;
mod owner;
mod schedule;
#[cfg(debug_assertions)]
mod scripted;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use pilotfish_api::types::{UpdateChannel, UpdatePhase, UpdateRefusal, UpdatesOff};
use pilotfish_api::{Engines, NewVersions, VersionsKnown};
use pilotfish_engine::Home;
use pilotfish_polymarket::releases::{Fetched, Releases};
use pilotfish_polymarket::{Endpoints, HostUse, RefusedContact};
use tauri::utils::platform::bundle_type;
use tauri::{AppHandle, Manager, Runtime, Url};
use tauri_plugin_updater::{Updater, UpdaterExt};

use crate::{notices, window};
use fetching::{Here, Refused};
use owner::Seen;
use schedule::Looked;

/// How often it is asked whether it is time to look.
const WATCHES: Duration = Duration::from_secs(60);

/// Where new versions come from, and what puts them in place.
struct Source {
    releases: Releases,
    stable: Url,
    preview: Url,
    updater: Updater,
}

/// New versions of this program. Clones are the same.
#[derive(Clone)]
pub(crate) struct Versions {
    shared: Arc<Shared>,
}

struct Shared {
    /// Where a fetched version lies until it is put in place.
    folder: PathBuf,
    /// None where this copy does not replace itself.
    source: OnceLock<Source>,
    app: OnceLock<AppHandle>,
    state: Mutex<State>,
}

struct State {
    off: Option<UpdatesOff>,
    phase: UpdatePhase,
    /// Told and newer; it is here where `here` has it.
    found: Option<pilotfish_api::types::FoundVersion>,
    here: Option<Here>,
    fetched: Option<Fetched>,
    refused: Option<Refused>,
    looked: Option<(Instant, UpdateChannel)>,
}

impl Versions {
    /// Of a program with that folder, which has not begun yet.
    pub(crate) fn new(home: &Home) -> Self {
        Self {
            shared: Arc::new(Shared {
                folder: home.root().join("new-version"),
                source: OnceLock::new(),
                app: OnceLock::new(),
                state: Mutex::new(State {
                    off: Some(UpdatesOff::CannotHere),
                    phase: UpdatePhase::Idle,
                    found: None,
                    here: None,
                    fetched: None,
                    refused: None,
                    looked: None,
                }),
            }),
        }
    }

    /// The program has begun. Where this copy replaces itself, it looks for new versions from now on, as the settings say.
    pub(crate) fn begin(&self, app: &AppHandle, engines: &Engines, endpoints: &Endpoints) {
        let program = std::env::current_exe().unwrap_or_default();
        let environment = app.env();
        let off = owner::off(&Seen {
            bundle: bundle_type(),
            appimage: environment.appimage.as_deref().map(Path::new),
            program: &program,
            packaged: owner::is_packaged(),
        });
        // What an earlier run left is of no use: it is told and fetched again.
        if let Err(error) = std::fs::remove_dir_all(&self.shared.folder)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "an old new version stays behind");
        }
        if off.is_some() {
            self.state().off = off;
            return;
        }
        let source = match source(app, endpoints) {
            Ok(source) => source,
            Err(error) => {
                tracing::error!(error, "new versions cannot be looked for");
                return;
            }
        };
        // It begins once.
        let _ = self.shared.source.set(source);
        let _ = self.shared.app.set(app.clone());
        self.state().off = None;
        let (versions, engines) = (self.clone(), engines.clone());
        tauri::async_runtime::spawn(async move {
            loop {
                let chosen = engines.shown().preferences();
                let (phase, last) = versions.last_look();
                if schedule::is_due(&chosen, phase, last) {
                    versions.look(chosen.update_channel);
                }
                tokio::time::sleep(WATCHES).await;
            }
        });
    }

    fn last_look(&self) -> (UpdatePhase, Option<Looked>) {
        let state = self.state();
        let last = state.looked.map(|(at, channel)| Looked {
            ago: at.elapsed(),
            channel,
            failed: state.refused.is_some(),
        });
        (state.phase, last)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks, and fetches what it finds; the phase is `Looking` when it begins.
    async fn look_and_fetch(&self, source: &Source, channel: UpdateChannel) {
        let at = match channel {
            UpdateChannel::Stable => &source.stable,
            UpdateChannel::Preview => &source.preview,
        };
        let found = fetching::found(&source.releases, &source.updater, at, channel).await;
        let update = {
            let mut state = self.state();
            state.looked = Some((Instant::now(), channel));
            match found {
                Ok(None) => {
                    state.found = None;
                    state.here = None;
                    state.done(None);
                    return;
                }
                // It is here already, and its signature is good.
                Ok(Some(update)) if state.here.as_ref().is_some_and(|here| is_same(here, &update)) => {
                    state.done(None);
                    return;
                }
                Ok(Some(update)) => {
                    state.found = Some(fetching::shown(&update));
                    state.here = None;
                    state.phase = UpdatePhase::Downloading;
                    update
                }
                Err(refused) => {
                    tracing::warn!(why = ?refused.0, detail = refused.1, "no look at new versions");
                    state.done(Some(refused));
                    return;
                }
            }
        };
        let version = update.version.clone();
        let progress = |fetched| self.state().fetched = Some(fetched);
        let here = fetching::fetched(&source.releases, update, &self.shared.folder, progress).await;
        let mut state = self.state();
        match here {
            Ok(here) => {
                tracing::info!(version, "a new version is here");
                state.here = Some(here);
                state.done(None);
                drop(state);
                if let Some(app) = self.shared.app.get() {
                    notices::has_new_version(app, &version);
                }
            }
            Err(refused) => {
                tracing::warn!(version, why = ?refused.0, detail = refused.1, "a new version was refused");
                state.done(Some(refused));
            }
        }
    }
}

impl State {
    /// Nothing is under way any more.
    fn done(&mut self, refused: Option<Refused>) {
        self.refused = refused;
        self.fetched = None;
        self.phase = if self.here.is_some() {
            UpdatePhase::Ready
        } else {
            UpdatePhase::Idle
        };
    }
}

fn is_same(here: &Here, update: &tauri_plugin_updater::Update) -> bool {
    here.update.version == update.version && here.update.signature == update.signature
}

impl NewVersions for Versions {
    fn known(&self) -> VersionsKnown {
        let state = self.state();
        let fetched = state.fetched;
        VersionsKnown {
            off: state.off,
            phase: state.phase,
            found: state.found.clone(),
            received: fetched.map_or(0, |fetched| fetched.received),
            whole: fetched.and_then(|fetched| fetched.whole),
            refused: state.refused.clone(),
            looked_ago: state.looked.map(|(at, _)| at.elapsed()),
        }
    }

    fn look(&self, channel: UpdateChannel) {
        if self.shared.source.get().is_none() {
            return;
        }
        {
            let mut state = self.state();
            if !matches!(state.phase, UpdatePhase::Idle | UpdatePhase::Ready) {
                return;
            }
            state.phase = UpdatePhase::Looking;
            state.refused = None;
        }
        let versions = self.clone();
        tauri::async_runtime::spawn(async move {
            if let Some(source) = versions.shared.source.get() {
                versions.look_and_fetch(source, channel).await;
            }
        });
    }

    fn begin_to_install(&self) -> bool {
        let mut state = self.state();
        let may = state.phase == UpdatePhase::Ready && state.here.is_some();
        if may {
            state.phase = UpdatePhase::Installing;
            state.refused = None;
        }
        may
    }

    fn install(&self) -> BoxFuture<'_, Result<(), Refused>> {
        Box::pin(async move {
            let here = self.state().here.clone();
            let nothing = || (UpdateRefusal::NotKept, "there is no file of it".to_owned());
            let here = here.ok_or_else(nothing)?;
            // On Windows it ends the program from in here, once its engines have ended.
            let installed = tauri::async_runtime::spawn_blocking(move || fetching::install(&here)).await;
            installed.unwrap_or_else(|error| Err((UpdateRefusal::NotInstalled, error.to_string())))?;
            if let Some(app) = self.shared.app.get() {
                window::restart(app);
            }
            Ok(())
        })
    }

    fn not_installed(&self, why: UpdateRefusal, detail: String) {
        self.state().done(Some((why, detail)));
    }

    fn hosts(&self) -> Vec<HostUse> {
        let source = self.shared.source.get();
        source.map_or_else(Vec::new, |source| source.releases.hosts())
    }

    fn refused_contacts(&self) -> Vec<RefusedContact> {
        let source = self.shared.source.get();
        source.map_or_else(Vec::new, |source| source.releases.refused())
    }
}

/// As `tauri.conf.json` says: the first address is that of released versions, the second that of previews.
fn source<R: Runtime>(app: &AppHandle<R>, endpoints: &Endpoints) -> Result<Source, String> {
    let built_in = app.config().plugins.0.get("updater").cloned().unwrap_or_default();
    #[cfg(debug_assertions)]
    let built_in = scripted::of_environment().unwrap_or(built_in);
    let addresses: Vec<Url> = built_in
        .get("endpoints")
        .cloned()
        .and_then(|named| serde_json::from_value(named).ok())
        .unwrap_or_default();
    let [stable, preview] = addresses.as_slice() else {
        return Err("tauri.conf.json names no two addresses of new versions".to_owned());
    };
    let releases = Releases::new(&addresses, endpoints).map_err(|error| error.to_string())?;
    let builder = match built_in.get("pubkey").and_then(serde_json::Value::as_str) {
        Some(key) => app.updater_builder().pubkey(key),
        None => return Err("tauri.conf.json names no key of new versions".to_owned()),
    };
    let app = app.clone();
    let builder = builder.on_before_exit(move || {
        tauri::async_runtime::block_on(crate::end(&app));
        app.cleanup_before_exit();
    });
    Ok(Source {
        releases,
        stable: stable.clone(),
        preview: preview.clone(),
        updater: builder.build().map_err(|error| error.to_string())?,
    })
}
