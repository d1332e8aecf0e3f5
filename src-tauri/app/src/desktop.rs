//! The desktop app as the engine's host: what a window, a tray and a computer's folders add to it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use pilotfish_api::types::{ApiError, Licence};
use pilotfish_api::{Confirm, Host};
use pilotfish_engine::{EngineError, EngineHandle};
use tauri::AppHandle;

use crate::demo::Demo;
use crate::{computer, confirm, login, notices, window};

/// The app around the engine.
pub(crate) struct Desktop {
    demo: Arc<Demo>,
    /// Known once the program has begun.
    app: OnceLock<AppHandle>,
}

impl Desktop {
    pub(crate) fn new(demo: Arc<Demo>) -> Self {
        Self {
            demo,
            app: OnceLock::new(),
        }
    }

    /// The program has begun.
    pub(crate) fn begin(&self, app: &AppHandle) {
        // It begins once.
        let _ = self.app.set(app.clone());
    }

    fn app(&self) -> Result<&AppHandle, ApiError> {
        self.app.get().ok_or_else(|| ApiError {
            code: "cannot_here".to_owned(),
            detail: "the program has not begun yet".to_owned(),
        })
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

    fn start_at_login(&self, on: bool) -> Result<(), ApiError> {
        login::set(self.app()?, on)
    }

    fn test_notification(&self) -> Result<(), ApiError> {
        notices::test(self.app()?)
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

    fn quit(&self) {
        if let Ok(app) = self.app() {
            window::quit(app);
        }
    }

    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        self.app().ok().map(confirm::of)
    }
}
