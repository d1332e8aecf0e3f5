//! What a start is given: the venue and its account, said by whoever starts.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::Intervals;
use pilotfish_polymarket::Endpoints;
use pilotfish_store::{AccountLock, Mode};

use crate::bus::Bus;
use crate::clock::RealClock;
use crate::disk::Room;
use crate::error::EngineError;
use crate::home::Home;
use crate::order_signer::{AccountSource, KeySource, OwnAccount};
use crate::paper::{self, PaperTerms};
use crate::port::VenuePorts;
use crate::venue::PolymarketVenue;

/// Where the engine trades, and on which account. Whoever starts an engine says it; nothing is guessed from an address.
#[derive(Debug, Clone)]
pub enum Venue {
    /// The simulated Polymarket at that address (`http://127.0.0.1:PORT`).
    Demo {
        /// The server's base address.
        url: String,
        /// The account's seed ([`Home::settle_demo_seed`]).
        seed: u64,
    },
    /// Real market data, pretend money of that account.
    Paper {
        /// Whose the pretend money is.
        own: OwnAccount,
        /// Where the market data come from.
        endpoints: Box<Endpoints>,
        /// What a new account is opened with, and how its orders travel.
        terms: PaperTerms,
    },
    /// Polymarket: real orders of that account.
    Live {
        /// Whose orders they are.
        own: OwnAccount,
        /// Polymarket's addresses.
        endpoints: Box<Endpoints>,
    },
}

impl Venue {
    /// Which of the three modes it is.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        match self {
            Self::Demo { .. } => Mode::Demo,
            Self::Paper { .. } => Mode::Paper,
            Self::Live { .. } => Mode::Live,
        }
    }

    /// The way to it over the wire. A paper account's own file lies in `folder`.
    pub(super) async fn connect(&self, folder: &Path) -> Result<VenuePorts, EngineError> {
        match self {
            Self::Demo { url, .. } => PolymarketVenue::demo(url),
            Self::Paper { endpoints, terms, .. } => {
                paper::ports(PolymarketVenue::at(Endpoints::clone(endpoints))?, folder, *terms).await
            }
            Self::Live { own, endpoints } => match &own.keys {
                KeySource::Kept { store, .. } => {
                    PolymarketVenue::keeping(Endpoints::clone(endpoints), Arc::clone(store))
                }
                KeySource::Held(_) => PolymarketVenue::at(Endpoints::clone(endpoints)),
            },
        }
    }

    /// Whose account is traded there. The demo is where there is a demo's clock, and nowhere else.
    pub(super) fn account(&self, ports: &VenuePorts) -> Result<AccountSource, EngineError> {
        let refused = |why: &str| Err(EngineError::Address(why.to_owned()));
        match (self, &ports.demo_clock) {
            (Self::Demo { seed, .. }, Some(clock)) => Ok(AccountSource::Demo {
                seed: *seed,
                clock: Arc::clone(clock),
            }),
            (Self::Demo { .. }, None) => refused("it is no simulated venue: it has no clock"),
            (Self::Paper { own, .. }, None) => Ok(AccountSource::Paper(own.clone())),
            (Self::Live { own, .. }, None) => Ok(AccountSource::Live(own.clone())),
            (Self::Paper { .. } | Self::Live { .. }, Some(_)) => {
                refused("it is a simulated venue: it has a clock of its own")
            }
        }
    }

    /// One engine an account. A demo has no account that another folder could have: its folder's lock is all it needs.
    pub(super) async fn lock_account(&self) -> Result<Option<AccountLock>, EngineError> {
        match self {
            Self::Demo { .. } => Ok(None),
            Self::Paper { own, .. } | Self::Live { own, .. } => {
                Ok(Some(AccountLock::take(&own.locks, &own.account).await?))
            }
        }
    }
}

/// What a start is given.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// The program's folder.
    pub home: Home,
    /// Where it trades.
    pub venue: Venue,
    /// Whom it speaks to; outlives the engine.
    pub bus: Bus,
    /// The core's intervals; [`Intervals::default`] but in tests.
    pub intervals: Intervals,
    /// The real time that requests grow old in; [`RealClock::default`] but in tests, which do not wait for minutes.
    pub real: RealClock,
    /// How the room on the disk is learnt; [`Room::default`] but in tests.
    pub room: Room,
    /// Compare memory and disk after every commit, and fail when they differ. For tests: it reads the database each time.
    pub verify: bool,
}

impl EngineOptions {
    /// A demo with the usual intervals.
    #[must_use]
    pub fn demo(home: Home, url: impl Into<String>, seed: u64, bus: Bus) -> Self {
        Self {
            home,
            venue: Venue::Demo { url: url.into(), seed },
            bus,
            intervals: Intervals::default(),
            real: RealClock::default(),
            room: Room::default(),
            verify: false,
        }
    }
}
