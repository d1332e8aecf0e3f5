//! Being told to end by the system: at a log-off, a shutdown, by a service manager, or from the terminal it was started in.
//!
//! Nobody can be asked then. It ends as by Quit, with orders left as they are: they carry an expiry, and the next start looks them up.

use tauri::AppHandle;

use crate::window;

/// Ends the program tidily when the system says so.
#[cfg(unix)]
pub(crate) fn heed(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    for (kind, name) in [
        (SignalKind::terminate(), "SIGTERM"),
        (SignalKind::interrupt(), "SIGINT"),
        (SignalKind::hangup(), "SIGHUP"),
    ] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let mut signals = match signal(kind) {
                Ok(signals) => signals,
                Err(error) => {
                    tracing::warn!(%error, name, "it is not heard");
                    return;
                }
            };
            if signals.recv().await.is_some() {
                tracing::info!(name, "told to end");
                window::quit(&app);
            }
        });
    }
}

/// On Windows the toolkit ends the program when the session does.
#[cfg(not(unix))]
pub(crate) fn heed(_app: &AppHandle) {}
