//! The desktop app as the engine's host: what a window, a tray and a computer's folders add to it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use futures_util::future::BoxFuture;
use pilotfish_api::types::{ApiError, Delivery, ErrorCode, KeyPurpose, Licence};
use pilotfish_api::{ApiResult, Confirm, Host, NewVersions, NotStarted, WebAddress};
use pilotfish_copy::money::Usd;
use pilotfish_engine::{EngineError, EngineHandle, Mode};
use pilotfish_polymarket::Endpoints;
use pilotfish_vault::store::KeyStore;
use tauri::AppHandle;

use crate::account_engines::AccountEngines;
use crate::demo::Demo;
use crate::new_versions::Versions;
use crate::{computer, confirm, key_window, login, notices, stop_key, window};

/// The app around the engine.
pub(crate) struct Desktop {
    demo: Arc<Demo>,
    account: Arc<AccountEngines>,
    versions: Versions,
    /// Where addresses of the user's own are named.
    endpoints_file: Option<PathBuf>,
    /// Known once the program has begun.
    app: OnceLock<AppHandle>,
    /// When the browser was last asked to open a page.
    last_page: Mutex<Option<Instant>>,
}

impl Desktop {
    pub(crate) fn new(
        demo: Arc<Demo>,
        account: Arc<AccountEngines>,
        versions: Versions,
        endpoints_file: Option<PathBuf>,
    ) -> Self {
        Self {
            demo,
            account,
            versions,
            endpoints_file,
            app: OnceLock::new(),
            last_page: Mutex::default(),
        }
    }

    /// The program has begun.
    pub(crate) fn begin(&self, app: &AppHandle) {
        // It begins once.
        let _ = self.app.set(app.clone());
    }

    fn app(&self) -> Result<&AppHandle, ApiError> {
        self.app
            .get()
            .ok_or_else(|| ApiError::new(ErrorCode::CannotHere, "the program has not begun yet".to_owned()))
    }
}

impl Host for Desktop {
    fn reset(&self) -> BoxFuture<'_, Result<EngineHandle, EngineError>> {
        Box::pin(self.demo.reset())
    }

    fn has_tray(&self) -> BoxFuture<'_, bool> {
        Box::pin(computer::has_tray())
    }

    fn download(&self, name: &str) -> Result<PathBuf, ApiError> {
        computer::download(self.app()?, name)
    }

    fn open(&self, folder: &Path) -> Result<(), ApiError> {
        computer::open(folder)
    }

    fn open_page<'a>(&'a self, page: &'a WebAddress) -> BoxFuture<'a, ApiResult<()>> {
        let mut last = self.last_page.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.replace(Instant::now());
        Box::pin(computer::open_page(page, before))
    }

    fn start_at_login(&self, on: bool) -> Result<(), ApiError> {
        login::set(self.app()?, on)
    }

    fn takes_keys(&self) -> bool {
        stop_key::is_possible()
    }

    fn stop_shortcut(&self, on: bool) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(async move {
            let app = self.app()?.clone();
            let set = tauri::async_runtime::spawn_blocking(move || stop_key::set(&app, on)).await;
            set.unwrap_or_else(|error| Err(ApiError::new(ErrorCode::ShortcutTaken, error.to_string())))
        })
    }

    fn test_notification(&self) -> BoxFuture<'_, ApiResult<Delivery>> {
        Box::pin(async { notices::test(self.app()?).await })
    }

    fn new_versions(&self) -> Option<Arc<dyn NewVersions>> {
        Some(Arc::new(self.versions.clone()))
    }

    fn licences(&self) -> Vec<Licence> {
        computer::licences()
    }

    fn painted(&self) {
        if let Ok(app) = self.app() {
            window::painted(app);
        }
    }

    fn show(&self) {
        if let Ok(app) = self.app() {
            window::show(app);
        }
    }

    fn close(&self) {
        if let Ok(app) = self.app() {
            window::close(app);
        }
    }

    fn quit(&self) {
        if let Ok(app) = self.app() {
            window::quit(app);
        }
    }

    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        self.app().ok().map(confirm::of)
    }

    fn keys(&self) -> ApiResult<Arc<dyn KeyStore>> {
        Ok(Arc::clone(self.account.keys()))
    }

    fn endpoints(&self) -> ApiResult<Endpoints> {
        Ok(self.account.endpoints().clone())
    }

    fn endpoints_file(&self) -> Option<PathBuf> {
        self.endpoints_file.clone()
    }

    fn open_key_window(&self, purpose: KeyPurpose) -> ApiResult<()> {
        key_window::open(self.app()?, purpose)
    }

    fn has_passphrase(&self) -> BoxFuture<'_, ApiResult<bool>> {
        Box::pin(async move { key_window::has_passphrase(self.app()?).await })
    }

    fn prove(&self) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            match self.app() {
                Ok(app) => key_window::is_proven(app).await,
                Err(_) => false,
            }
        })
    }

    fn start_demo(&self) -> BoxFuture<'_, Result<EngineHandle, Box<NotStarted>>> {
        Box::pin(async move {
            let failed = |error| {
                let options = self.demo.options();
                Box::new(NotStarted { error, options })
            };
            self.demo.start().await.map_err(failed)
        })
    }

    fn start_paper(&self, opening: Option<Usd>) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(self.account.start_paper(opening))
    }

    fn start_live(&self) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(self.account.start_live())
    }

    fn end(&self, mode: Mode) -> BoxFuture<'_, ApiResult<()>> {
        Box::pin(self.account.end(mode))
    }
}
