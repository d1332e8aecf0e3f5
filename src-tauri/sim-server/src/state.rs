//! What every route shares: the host under its lock, and the word that the server stops.

use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::host::Host;
use super::refusal::Refusal;

/// The state of the routes.
pub(crate) type App = Arc<Shared>;

/// What `/api/geoblock` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Geoblock {
    /// Whether trading is refused where the caller is.
    pub blocked: bool,
    /// The caller's address, as seen.
    pub ip: String,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: String,
    pub region: String,
}

impl Default for Geoblock {
    /// Not blocked, and nowhere.
    fn default() -> Self {
        Self {
            blocked: false,
            ip: "127.0.0.1".to_owned(),
            country: "XX".to_owned(),
            region: String::new(),
        }
    }
}

/// See the module.
pub(crate) struct Shared {
    host: Mutex<Host>,
    geoblock: Geoblock,
    stopping: CancellationToken,
}

impl Shared {
    pub(crate) fn new(host: Host, geoblock: Geoblock) -> Self {
        Self {
            host: Mutex::new(host),
            geoblock,
            stopping: CancellationToken::new(),
        }
    }

    /// Does something with the world, which has caught up with the clock before.
    ///
    /// # Errors
    /// 500 when an earlier caller left the world half-changed.
    pub(crate) fn act<T>(&self, act: impl FnOnce(&mut Host) -> T) -> Result<T, Refusal> {
        let mut host = self.host.lock().map_err(|_| Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            text: "Internal server error".to_owned(),
        })?;
        host.catch_up(Instant::now());
        Ok(act(&mut host))
    }

    /// Looks at the world, which has caught up with the clock before.
    ///
    /// # Errors
    /// As [`Shared::act`].
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Host) -> T) -> Result<T, Refusal> {
        self.act(|host| look(host))
    }

    pub(crate) fn geoblock(&self) -> &Geoblock {
        &self.geoblock
    }

    /// Comes back when the server stops.
    pub(crate) async fn stopping(&self) {
        self.stopping.cancelled().await;
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.is_cancelled()
    }

    /// Tells everyone that the server stops.
    pub(crate) fn stop(&self) {
        self.stopping.cancel();
    }
}

/// Real time in Unix milliseconds.
pub(crate) fn real_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Real time in Unix seconds: authentication and `/time` only.
pub(crate) fn real_seconds() -> i64 {
    real_ms() / 1_000
}
