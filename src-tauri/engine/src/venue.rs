//! Polymarket, or the simulated one, behind the engine's ports: the wire adapter's calls with the engine's words for what
//! went wrong. It keeps nothing but the login.

mod demo_clock;
mod kept_login;
mod market_data;
mod standing;
mod streams;
mod traders;
mod trading;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::RefusalCode;
use pilotfish_polymarket::streams::Tuning;
use pilotfish_polymarket::{Endpoints, Error, PublicApi, RateLimits, RequestTimeouts, TradingApi, Transport};
use pilotfish_vault::store::KeyStore;
use tokio::sync::watch;

use self::demo_clock::SimulatedClock;
use crate::clock::system_ms;
use crate::error::EngineError;
use crate::port::{PortError, VenuePorts};

/// A venue second a real second.
const REAL_TIME_THOUSANDTHS: u64 = 1_000;
/// A simulated world that keeps real time may lag by so much, ms: a busy machine's.
const REAL_TIME_WITHIN_MS: i64 = 60_000;

/// The wire adapter as a venue.
#[derive(Debug)]
pub struct PolymarketVenue {
    public: PublicApi,
    /// Our login. Whoever holds on to one is told of another.
    trading: watch::Sender<Option<TradingApi>>,
    /// Where the API credentials of the last login are kept; nowhere where they are derived anew each time.
    keys: Option<Arc<dyn KeyStore>>,
    /// How the activity stream is kept alive: the real one is never quiet, the simulated one's few traders may be.
    activity: Tuning,
}

impl PolymarketVenue {
    /// The simulated venue at that address, with its clock; plain http only on this machine.
    ///
    /// # Errors
    /// [`EngineError::Address`] for one that is no web address or may not be used.
    pub fn demo(url: &str) -> Result<VenuePorts, EngineError> {
        Self::simulated(url, RateLimits::Unpaced)
    }

    /// The same, asked no faster than those limits allow.
    ///
    /// # Errors
    /// As [`PolymarketVenue::demo`].
    pub fn simulated(url: &str, limits: RateLimits) -> Result<VenuePorts, EngineError> {
        let bad = |error: &dyn std::fmt::Display| EngineError::Address(format!("{url}: {error}"));
        let base = url.parse().map_err(|error| bad(&error))?;
        let endpoints = Endpoints::local(&base).map_err(|error| bad(&error))?;
        let transport = Transport::new(endpoints, RequestTimeouts::default(), limits).map_err(|error| bad(&error))?;
        let clock = SimulatedClock::of(transport.clone());
        let venue = Self {
            public: PublicApi::new(transport),
            trading: watch::Sender::new(None),
            keys: None,
            activity: Tuning::quiet_activity(),
        };
        Ok(VenuePorts::at(&Arc::new(venue)).with_demo_clock(Arc::new(clock)))
    }

    /// The venue at those addresses, which lives in real time and has the published rate limits.
    ///
    /// # Errors
    /// [`EngineError::Address`] for addresses that may not be used.
    pub fn at(endpoints: Endpoints) -> Result<VenuePorts, EngineError> {
        Self::in_real_time(endpoints, None)
    }

    /// The same, with a store that keeps the API credentials of the last login, where they are looked for at the next one.
    ///
    /// # Errors
    /// As [`PolymarketVenue::at`].
    pub fn keeping(endpoints: Endpoints, keys: Arc<dyn KeyStore>) -> Result<VenuePorts, EngineError> {
        Self::in_real_time(endpoints, Some(keys))
    }

    fn in_real_time(endpoints: Endpoints, keys: Option<Arc<dyn KeyStore>>) -> Result<VenuePorts, EngineError> {
        let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Published)
            .map_err(|error| EngineError::Address(error.to_string()))?;
        let venue = Self {
            public: PublicApi::new(transport),
            trading: watch::Sender::new(None),
            keys,
            activity: Tuning::firehose(),
        };
        Ok(VenuePorts::at(&Arc::new(venue)))
    }

    /// The venue at the addresses of an endpoints file; what the file leaves out is Polymarket's.
    ///
    /// # Errors
    /// [`EngineError::Address`] for a file that cannot be read, and for addresses that may not be used.
    pub fn at_file(path: &Path) -> Result<VenuePorts, EngineError> {
        Self::at(Endpoints::load(path).map_err(|error| EngineError::Address(error.to_string()))?)
    }

    /// Polymarket itself.
    ///
    /// # Errors
    /// [`EngineError::Address`] never in practice: the addresses are constants.
    pub fn polymarket() -> Result<VenuePorts, EngineError> {
        Self::at(Endpoints::polymarket().map_err(|error| EngineError::Address(error.to_string()))?)
    }

    /// A simulated venue that stands for the real one. Its world has to keep real time, which is looked at once: it says real time when it
    /// is asked for the time, and where its rows were of another time, each would be one from before whatever was begun now.
    ///
    /// # Errors
    /// As [`PolymarketVenue::demo`]; [`EngineError::NotRealTime`], and where it does not answer.
    pub async fn simulated_as_real(url: &str) -> Result<VenuePorts, EngineError> {
        let ports = Self::demo(url)?;
        if let Some(clock) = &ports.demo_clock {
            let reading = clock.read().await?;
            let off_ms = reading.now.since(VenueMs(system_ms()));
            let keeps_time = !reading.paused && reading.speed_thousandths == REAL_TIME_THOUSANDTHS;
            if !keeps_time || off_ms.abs() > REAL_TIME_WITHIN_MS {
                return Err(EngineError::NotRealTime { off_s: off_ms / 1_000 });
            }
        }
        Ok(VenuePorts {
            demo_clock: None,
            ..ports
        })
    }

    fn login(&self) -> Option<TradingApi> {
        self.trading.borrow().clone()
    }

    fn account(&self) -> Result<TradingApi, PortError> {
        self.login()
            .ok_or_else(|| PortError::Denied("not logged in yet".to_owned()))
    }
}

/// The engine's word for what went wrong.
pub(crate) fn word(error: Error) -> PortError {
    let text = error.to_string();
    match error {
        Error::Unreachable(_) | Error::NoAnswer(_) | Error::Unknown(_) => PortError::Unreachable(text),
        Error::Wait { retry_after, .. } => PortError::Busy {
            text,
            wait: retry_after,
        },
        Error::Paced { wait, .. } => PortError::NotAsked { text, wait },
        Error::NotFound(_) => PortError::NotFound(text),
        Error::Refused { refusal, .. } => match refusal.code {
            RefusalCode::Authentication
            | RefusalCode::Restricted
            | RefusalCode::ClosedOnly
            | RefusalCode::Region
            | RefusalCode::Version => PortError::Denied(text),
            RefusalCode::Unavailable | RefusalCode::RateLimited => PortError::Busy {
                text,
                wait: refusal
                    .retry_after_ms
                    .and_then(|ms| u64::try_from(ms).ok())
                    .map(Duration::from_millis),
            },
            _ => PortError::Unusable(text),
        },
        Error::Unreadable(_) | Error::Incomplete { .. } | Error::Reverted(_) | Error::KeptBack(_) => {
            PortError::Unusable(text)
        }
        Error::NotListed(_) | Error::Insecure(_) | Error::Setup(_) | Error::Vault(_) => PortError::Denied(text),
    }
}
