//! The program on its computer: what only it can do for the engine, and where its files are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::money::Usd;
use pilotfish_engine::{EngineError, EngineHandle, EngineOptions, Mode};
use pilotfish_polymarket::Endpoints;
use pilotfish_vault::store::KeyStore;

use crate::risk::Confirm;
use crate::setup::way::DEPOSIT_SHOWS_WITHIN;
use crate::types::{ApiError, DataPaths, Delivery, ErrorCode, FolderName, KeyPurpose, Licence};
use crate::web::WebAddress;
use crate::{Api, ApiResult, NewVersions, problem};

/// What only the program around the engine can do: the desktop app, the development host, or a terminal. What a program does not have it
/// need not name: it is refused in words then.
pub trait Host: Send + Sync + 'static {
    /// Ends the engine and the simulated server, removes the demo's folder, and starts both again as another world (the
    /// next seed).
    fn reset(&self) -> BoxFuture<'_, Result<EngineHandle, EngineError>> {
        Box::pin(std::future::ready(Err(EngineError::NotDemo)))
    }
    /// Whether somebody shows tray icons now.
    fn has_tray(&self) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(false))
    }
    /// A file of that name among the user's downloads that is not there yet.
    ///
    /// # Errors
    /// `folder` when there is no such folder and none can be made, `cannot_here` in a program that writes none.
    fn download(&self, _name: &str) -> ApiResult<PathBuf> {
        Err(not_here("write among the downloads"))
    }
    /// Opens a folder in the computer's file manager.
    ///
    /// # Errors
    /// `folder` when there is no file manager, `cannot_here` without a desktop.
    fn open(&self, _folder: &Path) -> ApiResult<()> {
        Err(not_here("open a folder"))
    }
    /// Asks the system's browser to open a page.
    ///
    /// # Errors
    /// `no_page` when there is no browser or a page was opened a moment ago, `cannot_here` without a desktop.
    fn open_page<'a>(&'a self, _page: &'a WebAddress) -> BoxFuture<'a, ApiResult<()>> {
        Box::pin(std::future::ready(Err(not_here("open a page"))))
    }
    /// Starts with the computer, or no longer.
    ///
    /// # Errors
    /// `folder` when that cannot be written down, `cannot_here` without a desktop.
    fn start_at_login(&self, _on: bool) -> ApiResult<()> {
        Err(not_here("start with the computer"))
    }
    /// Whether a key can be had from anywhere on this computer.
    fn takes_keys(&self) -> bool {
        false
    }
    /// Stops everything at a key from now on, wherever it is pressed, or no longer.
    ///
    /// # Errors
    /// `shortcut_taken` when another program has the key, `cannot_here` where no program is given one.
    fn stop_shortcut(&self, _on: bool) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(std::future::ready(Err(not_here("listen for a key"))))
    }
    /// Shows a notification, whatever is switched off and at whatever hour.
    ///
    /// # Errors
    /// `notification` when it cannot be shown, `cannot_here` without a desktop.
    fn test_notification(&self) -> BoxFuture<'_, ApiResult<Delivery>> {
        Box::pin(std::future::ready(Err(not_here("show a notification"))))
    }
    /// Who looks for new versions of this program and puts them in place; nobody where it cannot replace itself.
    fn new_versions(&self) -> Option<Arc<dyn NewVersions>> {
        None
    }
    /// What is built in and under which terms.
    fn licences(&self) -> Vec<Licence> {
        Vec::new()
    }
    /// The window has painted for the first time.
    fn painted(&self) {}
    /// Brings the window to the front, making it if there is none.
    fn show(&self) {}
    /// Closes the window, as its own button does.
    fn close(&self) {}
    /// Ends the program.
    fn quit(&self) {}
    /// Who asks a person outside of every web view. Where there is nobody, nothing that has to be asked there is done.
    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        None
    }
    /// Where the user's keys rest: the system's keychain, or the encrypted folder where the user chose it. Its calls may block while
    /// the system asks the user.
    ///
    /// # Errors
    /// `cannot_here` where this program holds no keys.
    fn keys(&self) -> ApiResult<Arc<dyn KeyStore>> {
        Err(not_here("hold a key"))
    }
    /// The addresses that paper and live speak to.
    ///
    /// # Errors
    /// `cannot_here` where this program has the demo alone.
    fn endpoints(&self) -> ApiResult<Endpoints> {
        Err(not_here("reach Polymarket"))
    }
    /// The file that names addresses of the user's own; none where the program was started without one.
    fn endpoints_file(&self) -> Option<PathBuf> {
        None
    }
    /// How long a deposit may take to show at the venue, before that is taken for the trap of the API key.
    fn deposit_shows_within(&self) -> Duration {
        DEPOSIT_SHOWS_WITHIN
    }
    /// Opens the window in which a key is typed, pasted or made, or brings it to the front.
    ///
    /// # Errors
    /// `cannot_here` without a desktop.
    fn open_key_window(&self, _purpose: KeyPurpose) -> ApiResult<()> {
        Err(not_here("open a window"))
    }
    /// Whether the app has a passphrase. May wait while the system asks the user.
    ///
    /// # Errors
    /// The key store's: unknown is not "none"; `cannot_here` where this program keeps none.
    fn has_passphrase(&self) -> BoxFuture<'_, ApiResult<bool>> {
        Box::pin(std::future::ready(Err(not_here("keep a passphrase"))))
    }
    /// Asks the person for the passphrase of the app, outside of the main window: whether it was given. Where none is set, there is
    /// nothing to ask for; where nobody can say, it is no.
    fn prove(&self) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(false))
    }
    /// Starts the demo: with the program, or when it is first looked at.
    ///
    /// # Errors
    /// The engine's and the simulated venue's.
    fn start_demo(&self) -> BoxFuture<'_, Result<EngineHandle, Box<NotStarted>>> {
        let error = EngineError::NotReady;
        Box::pin(std::future::ready(Err(Box::new(NotStarted { error, options: None }))))
    }
    /// Starts the paper engine beside the demo, and attaches it to a list of its own; where it runs already, nothing happens. Where
    /// its data are new, the account opens with so many dollars (the engine's own figure where none is given).
    ///
    /// # Errors
    /// `one_account` while the live engine runs; the engine's.
    fn start_paper(&self, _opening: Option<Usd>) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(std::future::ready(Err(not_here("trade on paper"))))
    }
    /// Starts the live engine of the chosen account, and attaches it to a list of its own; where it runs already, nothing happens. A
    /// paper engine that runs is ended first.
    ///
    /// # Errors
    /// Where live was not confirmed and tested for that account in this folder; `no_live_here`; the key store's and the engine's.
    fn start_live(&self) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(std::future::ready(Err(not_here("trade with real money"))))
    }
    /// Ends the engine of paper or live, tidily, and takes its list away: what is shown then is another one. Orders that rest stay at
    /// the venue; cancelling them first is the caller's. Where none of that mode runs, nothing happens.
    ///
    /// # Errors
    /// `cannot_here` in a program that starts none.
    fn end(&self, _mode: Mode) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(std::future::ready(Err(not_here("end an engine"))))
    }
}

/// An engine that did not start.
#[derive(Debug)]
pub struct NotStarted {
    /// What kept it from starting.
    pub error: EngineError,
    /// What it was to start with, as far as that was known: enough to stop its account without it.
    pub options: Option<EngineOptions>,
}

fn not_here(what: &str) -> ApiError {
    problem(ErrorCode::CannotHere, format!("this program does not {what}"))
}

impl Api {
    /// Where things are.
    ///
    /// # Errors
    /// Never now.
    pub async fn data_paths(&self) -> ApiResult<DataPaths> {
        let tray = match &self.shared.host {
            Some(host) => host.has_tray().await,
            None => false,
        };
        let home = &self.shared.home;
        let database = home.database(self.shared.mode);
        let shown = |path: &Path| path.display().to_string();
        Ok(DataPaths {
            data: shown(&home.mode(self.shared.mode)),
            database_bytes: size_with_log(&database),
            database: shown(&database),
            logs: shown(&home.logs()),
            tray,
            keys: self.shared.host.as_ref().is_some_and(|host| host.takes_keys()),
        })
    }

    /// Opens that folder, made if it is not there, in the computer's file manager.
    ///
    /// # Errors
    /// `folder` when it cannot be made or opened, `cannot_here` without a desktop.
    pub async fn open_folder(&self, which: FolderName) -> ApiResult<()> {
        let host = self.host()?;
        host.open(&self.folder(which)?)
    }

    pub(crate) fn folder(&self, which: FolderName) -> ApiResult<PathBuf> {
        let home = &self.shared.home;
        let folder = match which {
            FolderName::Data => home.mode(self.shared.mode),
            FolderName::Logs => home.logs(),
        };
        pilotfish_store::private::create_folder(&folder).map_err(|source| EngineError::Folder {
            path: folder.clone(),
            source,
        })?;
        Ok(folder)
    }

    /// What is built in and under which terms.
    ///
    /// # Errors
    /// `cannot_here` where no list is built in.
    pub async fn licences(&self) -> ApiResult<Vec<Licence>> {
        Ok(self.host()?.licences())
    }

    /// Shows a notification, whatever is switched off and at whatever hour, and says what is known of its delivery.
    ///
    /// # Errors
    /// `notification` when it cannot be shown (`Frame::not_shown` says why), `cannot_here` without a desktop.
    pub async fn test_notification(&self) -> ApiResult<Delivery> {
        self.host()?.test_notification().await
    }

    /// The window has painted for the first time.
    ///
    /// # Errors
    /// Never.
    pub async fn ready(&self) -> ApiResult<()> {
        self.shared.together.closing.begin();
        if let Some(host) = &self.shared.host {
            host.painted();
        }
        Ok(())
    }

    /// The program around the engine.
    pub(crate) fn host(&self) -> Result<&Arc<dyn Host>, ApiError> {
        let host = self.shared.host.as_ref();
        host.ok_or_else(|| {
            problem(
                ErrorCode::CannotHere,
                "this program has no window and no desktop to do that with",
            )
        })
    }
}

/// A database's size, with what stands in its write-ahead log.
pub(crate) fn size_with_log(database: &Path) -> u64 {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    [database, Path::new(&log)]
        .into_iter()
        .filter_map(|file| std::fs::metadata(file).ok())
        .map(|file| file.len())
        .sum()
}
