//! The simulated Polymarket behind the real one's interface: HTTP and WebSocket on one loopback port,
//! plainly or by TLS (HTTP/1.1 and HTTP/2).
//!
//! | what | routes |
//! |---|---|
//! | Data API v2 | `/v2/positions`, `/v2/trades`, `/v2/activity`, `/v2/leaderboard`, `/v2/value`, `/v2/user-stats`, `/v2/user-pnl`, `/v2/user-volume`, `/v2/holders`, `/v2/approvals`, `/v2/prices-history`, `/v2/resolutions`, `/v2/status`; of version 1 `/closed-positions` |
//! | Gamma | `/markets…`, `/events…`, `/tags…`, `/public-search`, `/public-profile` |
//! | CLOB, public | `/`, `/ok`, `/time`, `/version`, `/book`, `/price`, `/midpoint`, `/spread`, `/last-trade-price` and their plurals, `/prices-history`, `/tick-size`, `/neg-risk`, `/fee-rate`, `/markets?next_cursor=`, `/sampling-markets`, `/simplified-markets`, `/sampling-simplified-markets`, `/markets/{condition}`, `/markets/live-activity/{condition}`, `/clob-markets/{condition}`, `/markets-by-token/{token}`, `/rewards/markets…` |
//! | CLOB, keys | `/auth/api-key`, `/auth/derive-api-key`, `/auth/api-keys`, `/auth/readonly-api-key(s)`, `/auth/builder-api-key`, `/auth/ban-status/closed-only` |
//! | CLOB, private | `/order`, `/orders`, `/cancel-all`, `/cancel-market-orders`, `/data/order/{id}`, `/data/orders`, `/data/trades`, `/balance-allowance`, `/balance-allowance/update`, `/notifications`, `/order(s)-scoring`, `/v1/heartbeats`, `/heartbeats`, `/rewards/user…` |
//! | relayer | `/nonce`, `/relay-payload`, `/deployed`, `/submit`, `/transaction`, `/transactions`, `/v1/account/transactions…` |
//! | a node of the chain | `/rpc` |
//! | sockets | `/ws/market`, `/ws/user`, `/rtds` (and an upgrade of `/`) |
//! | beside it | `/api/geoblock`, `/sim/clock`, `/sim/mode`, `/sim/accounts/{wallet}`, `/sim/owners/{address}`, `/sim/relayer-keys`, `/sim/refusals`, `/sim/settlement`, `/sim/faults`, `/sim/habits`, `/sim/ledger`; every CLOB route under `/clob` too |
//!
//! Signatures, HMACs and order hashes are checked in earnest. Rate limits are kept when [`ServerOptions::rate_limits`]
//! asks for them; caching, latency, losses and errors come on request (`/sim/faults`). Routes that
//! Pilotfish never asks for are there as far as the official clients need them to be judges (`tests/conformance`):
//! rewards, for one, answer that there are none. Left out is what neither asks for: builders' trades, rebates,
//! series, sports, comments, open interest, live volume and the bridge.

#![allow(
    missing_docs,
    reason = "nothing here is published: a comment stands where it says more than the name"
)]

mod accounts;
mod admin_routes;
mod auth;
mod authority;
mod broadcaster;
mod clients;
mod clob;
mod clock;
mod control;
mod data;
mod error;
mod faults;
mod gamma;
mod habit_routes;
mod host;
mod json;
mod limits;
mod listener;
mod middleware;
mod private;
mod query;
mod refusal;
mod relayer;
mod rpc;
mod sockets;
mod state;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use accounts::KeyAccount;
pub use authority::TlsOptions;
pub use clock::{ClockReading, Speed};
pub use error::ServeError;
pub use habit_routes::{SocketStyle, TradeStamps};
pub use limits::RateLimits;
pub use pilotfish_sim::venue::WalletKind;
pub use refusal::Refusal;
pub use state::Geoblock;

use host::Host;
use limits::Limits;
use listener::{Listener, Peer};
use middleware::RouteState;
use state::{App, Shared};

use pilotfish_sim::error::SimError;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::overrides::Override;
use pilotfish_sim::venue::VenueOptions;

/// How often the clock is looked at when nobody asks for anything.
const TICK: Duration = Duration::from_millis(25);

/// How long open requests may take to end at shutdown.
const GRACE: Duration = Duration::from_secs(2);

/// How a served world is made and reached.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// The world. A journal in `folder` keeps its own start; seed, balance and recording must be the journal's.
    pub venue: VenueOptions,
    /// Where to listen: loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How fast the clock runs at first.
    pub speed: Speed,
    /// Whether the clock stands at first.
    pub paused: bool,
    /// Whether the world begins now and its clock stays beside the real one: what making it and a busy machine took is made up for. For
    /// a forgotten world at real speed only.
    pub real_time: bool,
    /// The fastest that `/sim/clock` may set; `None` for no cap.
    pub speed_most: Option<Speed>,
    /// Where the journal lies; `None` for a world that is forgotten.
    pub folder: Option<PathBuf>,
    /// What `/api/geoblock` answers.
    pub geoblock: Geoblock,
    /// Whether rate limits are kept.
    pub rate_limits: RateLimits,
    /// What of the sockets can be chosen; `/sim/habits` changes it.
    pub style: SocketStyle,
    /// The venue's habits. A continued world takes these too.
    pub habits: HabitSet,
    /// The longest that a wrong resolution stands and a relayed transaction is stuck, ms; none for as long as the habits have it. A
    /// continued world keeps its own unless another is given.
    pub habit_waits_most_ms: Option<i64>,
    /// Keys that have an account with one wallet only, before they ask for an API key. Any other key that asks for one
    /// gets all of its wallets.
    pub accounts: Vec<KeyAccount>,
    /// TLS, with an authority that is made for it; `None` for plain connections.
    pub tls: Option<TlsOptions>,
}

impl ServerOptions {
    /// A forgotten world on a free port, at 60×, without a cap.
    #[must_use]
    pub fn new(venue: VenueOptions) -> Self {
        Self {
            venue,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            speed: Speed::times(60),
            paused: false,
            real_time: false,
            speed_most: None,
            folder: None,
            geoblock: Geoblock::default(),
            rate_limits: RateLimits::default(),
            style: SocketStyle::default(),
            habits: HabitSet::none(),
            habit_waits_most_ms: None,
            accounts: Vec::new(),
            tls: None,
        }
    }
}

/// A running server. Dropping it stops it too, without waiting.
#[derive(Debug)]
pub struct ServerHandle {
    addr: SocketAddr,
    authority: Option<String>,
    world_id: String,
    app: AppGuard,
    server: JoinHandle<()>,
    driver: std::thread::JoinHandle<()>,
}

/// Stops the server when the last handle goes.
struct AppGuard(App);

impl std::fmt::Debug for AppGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl Drop for AppGuard {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl ServerHandle {
    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The base of its HTTP routes: `http://127.0.0.1:port`, or with https.
    #[must_use]
    pub fn http_url(&self) -> String {
        let scheme = if self.authority.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.addr)
    }

    /// The base of its sockets: `ws://127.0.0.1:port`, or with wss.
    #[must_use]
    pub fn socket_url(&self) -> String {
        let scheme = if self.authority.is_some() { "wss" } else { "ws" };
        format!("{scheme}://{}", self.addr)
    }

    /// The certificate of the authority that clients have to trust, PEM; `None` where connections are plain.
    #[must_use]
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// The world's id.
    #[must_use]
    pub fn world_id(&self) -> &str {
        &self.world_id
    }

    /// The clock as it stands.
    ///
    /// # Errors
    /// [`ServeError::Refused`] when the world broke down.
    pub fn clock(&self) -> Result<ClockReading, ServeError> {
        self.look(Host::clock)
    }

    /// A fingerprint of the world as it stands ([`crate::venue::Venue::digest`]), with its time.
    ///
    /// # Errors
    /// [`ServeError::Refused`] when the world broke down.
    pub fn digest(&self) -> Result<String, ServeError> {
        self.look(|host| host.venue.digest())
    }

    /// What is wrong with the world; nothing, if all is well.
    ///
    /// # Errors
    /// [`ServeError::Refused`] when the world broke down.
    pub fn check_invariants(&self) -> Result<Vec<String>, ServeError> {
        self.look(|host| host.venue.check_invariants())
    }

    /// Sets the clock's speed and pause; what is `None` stays.
    ///
    /// # Errors
    /// [`ServeError::Refused`] when the speed is over the cap.
    pub fn set_clock(&self, speed: Option<Speed>, paused: Option<bool>) -> Result<(), ServeError> {
        let set = self.app.0.act(|host| host.set_clock(speed, paused));
        Ok(set.and_then(|set| set)?)
    }

    /// Stops it: no more requests, sockets closed, the clock's position stored.
    pub async fn shutdown(self) {
        let Self {
            app,
            mut server,
            driver,
            ..
        } = self;
        app.0.stop();
        driver.thread().unpark();
        if tokio::time::timeout(GRACE, &mut server).await.is_err() {
            // A client that keeps its connection open is not waited for.
            server.abort();
        }
        // The driver wakes within a tick, stores the clock's position and ends.
        let _ended = tokio::task::spawn_blocking(move || driver.join()).await;
    }

    fn look<T>(&self, look: impl FnOnce(&Host) -> T) -> Result<T, ServeError> {
        Ok(self.app.0.look(look)?)
    }
}

/// Makes the world (or continues the folder's), listens, and lets time pass.
///
/// # Errors
/// [`ServeError::NotLoopback`], [`ServeError::Listen`] when the address is taken, and those of the world and its journal.
pub async fn serve(options: ServerOptions) -> Result<ServerHandle, ServeError> {
    let ServerOptions {
        venue,
        listen,
        speed,
        paused,
        real_time,
        speed_most,
        folder,
        geoblock,
        rate_limits,
        style,
        habits,
        habit_waits_most_ms,
        accounts,
        tls,
    } = options;
    if !listen.ip().is_loopback() {
        return Err(ServeError::NotLoopback(listen.ip()));
    }
    let failed = |source| ServeError::Listen { addr: listen, source };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    let made = tls.as_ref().map(authority::make).transpose()?;
    let (listener, authority) = match made {
        None => (Listener::Plain(listener), None),
        Some(made) => (
            Listener::tls(listener, made.config).map_err(failed)?,
            Some(made.authority),
        ),
    };
    // Making the world takes a moment of pure computing: not on a thread that others wait for.
    let making = move || Host::open(venue, folder.as_deref(), speed, speed_most, habits, &accounts);
    let made = tokio::task::spawn_blocking(making).await;
    let mut host = made.map_err(|error| ServeError::Refused(format!("the world could not be made: {error}")))??;
    if habit_waits_most_ms.is_some() && host.venue.habit_waits_most_ms() != habit_waits_most_ms {
        let most = Override::HabitWaits {
            most_ms: habit_waits_most_ms,
        };
        host.override_now(most)
            .map_err(|refusal| SimError::Options(refusal.text))?;
    }
    if real_time && speed == Speed::REAL {
        host.keep_to_real_time();
    }
    host.stands(paused);
    let world_id = host.venue.world_id();
    host.broadcaster.style = style;
    let faults = Arc::clone(&host.broadcaster.faults);
    let app: App = Arc::new(Shared::new(host, geoblock));
    let routes = RouteState {
        app: Arc::clone(&app),
        faults,
        limits: Arc::new(Limits::new(rate_limits)),
    };
    let driver = {
        let app = Arc::clone(&app);
        std::thread::Builder::new()
            .name("venue-clock".to_owned())
            .spawn(move || drive(&app))
            .map_err(failed)?
    };
    let server = tokio::spawn({
        let (router, app) = (router(routes), Arc::clone(&app));
        async move {
            let stopped = async move { app.stopping().await };
            let service = router.into_make_service_with_connect_info::<Peer>();
            if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stopped).await {
                tracing::error!(%error, "the simulated venue stopped serving");
            }
        }
    });
    Ok(ServerHandle {
        addr,
        authority,
        world_id,
        app: AppGuard(app),
        server,
        driver,
    })
}

/// Lets the world follow its clock until the server stops, on a thread of its own: catching up is pure computing.
fn drive(app: &App) {
    while !app.is_stopping() {
        if app.act(|_| ()).is_err() {
            return;
        }
        std::thread::park_timeout(TICK);
    }
    let _closed = app.act(Host::close);
}

fn router(routes: RouteState) -> Router {
    Router::new()
        .merge(sockets::routes())
        .merge(clob::routes())
        .merge(gamma::routes())
        .merge(data::routes())
        .merge(relayer::routes())
        .merge(rpc::routes())
        .merge(accounts::routes())
        .merge(control::routes())
        .merge(habit_routes::routes())
        .merge(admin_routes::routes())
        .fallback(|| async {
            Refusal {
                status: StatusCode::NOT_FOUND,
                text: "not found".to_owned(),
            }
        })
        .with_state(Arc::clone(&routes.app))
        .merge(faults::routes::routes().with_state(routes.clone()))
        .layer(from_fn_with_state(routes.clone(), faults::http::apply_faults))
        .layer(from_fn_with_state(routes, limits::admit))
}
