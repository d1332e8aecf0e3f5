//! Paper: the real venue's markets, books, trades and traders, and a pretend account in place of ours.
//!
//! [`ports`] puts a paper venue before the real one's ports. Markets and books go through it on their way to the engine, so that it
//! sees what the engine sees, and trades besides; orders end in it. Everything before that is as it is in live mode: the order is
//! signed (with a throw-away key), its hash and bytes are committed before it is sent, and after a crash it is looked up by that
//! hash. What fills an order is [`pilotfish_paper`]'s to say.
//!
//! An order is taken no earlier than [`PaperTerms::delay`] after it was sent, on the book as it is then: the one that the stream
//! brought, where it is up and brought one in the last seconds, else one that is read. What an order did is on the disk before
//! anything is told of it (`paper.db`).

mod account;
mod market_data;
mod orders;
mod shared;
mod signed_order;
mod standing;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::Intervals;
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_paper::{PaperVenue, Row};
use pilotfish_polymarket::Endpoints;
use pilotfish_store::{Mode, PaperFile, PaperRow};

use self::market_data::PaperMarketData;
use self::orders::PaperTrading;
use self::shared::Shared;
use self::standing::PaperStanding;
use crate::bus::Bus;
use crate::clock::RealClock;
use crate::disk::Room;
use crate::engine::{Engine, EngineHandle, EngineOptions, Venue};
use crate::error::EngineError;
use crate::home::Home;
use crate::live;
use crate::port::VenuePorts;

pub use account::paper_account;
pub use pilotfish_paper::{Counts, Figures, OrderDoubt, Range};

/// What a paper account is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperTerms {
    /// The pretend money of a new account. One that is there keeps what it has.
    pub opening: Usd,
    /// From an order's sending to its arrival at the book, real time. The real way is about as long from a home in Europe: signing,
    /// one round trip, and the matching engine.
    pub delay: Duration,
}

impl Default for PaperTerms {
    fn default() -> Self {
        Self {
            opening: Usd::dollars(10_000),
            delay: Duration::from_millis(250),
        }
    }
}

/// The ports of a paper account kept in `folder`, on the real venue's market data.
///
/// # Errors
/// When the account's file cannot be made, read or understood. Nothing runs then.
pub async fn ports(real: VenuePorts, folder: &Path, terms: PaperTerms) -> Result<VenuePorts, EngineError> {
    let (file, rows) = PaperFile::open(folder).await?;
    let kept = restore(rows)?;
    let shared = Shared::new(kept, file, terms);
    Ok(VenuePorts {
        trading: Arc::new(PaperTrading::new(Arc::clone(&shared), Arc::clone(&real.market_data))),
        market_data: Arc::new(PaperMarketData::new(Arc::clone(&shared), real.market_data)),
        traders: real.traders,
        standing: Arc::new(PaperStanding::new(Arc::clone(&shared), real.standing)),
        demo_clock: None,
        paper: Some(PaperHandle { shared }),
    })
}

/// Starts an engine on the paper account of that folder, on the real venue's market data.
///
/// # Errors
/// As [`Engine::start`], and when the account's own files cannot be made or read. Nothing runs then.
pub async fn start(home: Home, real: VenuePorts, terms: PaperTerms, bus: Bus) -> Result<EngineHandle, EngineError> {
    let (options, ports) = prepare(home, real, terms, bus).await?;
    Engine::start_with(options, ports).await
}

/// What [`Engine::start_with`] and [`Engine::stop_without_at`] are given for the paper account of that folder.
///
/// # Errors
/// When the account's own files cannot be made or read.
pub async fn prepare(
    home: Home,
    real: VenuePorts,
    terms: PaperTerms,
    bus: Bus,
) -> Result<(EngineOptions, VenuePorts), EngineError> {
    // The ports that are handed in lead elsewhere.
    let options = options(home, live::endpoints(None)?, terms, bus)?;
    let ports = ports(real, &options.home.prepare(Mode::Paper)?, terms).await?;
    Ok((options, ports))
}

/// What [`Engine::start`] and [`Engine::stop_without`] are given for the paper account of that folder, on the market data of those
/// addresses.
///
/// # Errors
/// When the account's own files cannot be made or read.
pub fn options(home: Home, endpoints: Endpoints, terms: PaperTerms, bus: Bus) -> Result<EngineOptions, EngineError> {
    let own = paper_account(&home)?;
    let endpoints = Box::new(endpoints);
    Ok(EngineOptions {
        home,
        venue: Venue::Paper { own, endpoints, terms },
        bus,
        intervals: Intervals::default(),
        real: RealClock::default(),
        room: Room::default(),
        verify: false,
    })
}

/// The pretend account of an engine that runs.
#[derive(Clone)]
pub struct PaperHandle {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for PaperHandle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PaperHandle").finish_non_exhaustive()
    }
}

impl PaperHandle {
    /// The account's figures now, each with both ends.
    ///
    /// # Errors
    /// The port's, where the disk takes nothing.
    pub async fn figures(&self) -> Result<Figures, EngineError> {
        Ok(self.shared.step(|venue, _| venue.figures()).await?)
    }

    /// The orders of the last month of which something is or was doubtful.
    ///
    /// # Errors
    /// As [`PaperHandle::figures`].
    pub async fn doubts(&self) -> Result<Vec<OrderDoubt>, EngineError> {
        Ok(self.shared.step(|venue, _| venue.doubts()).await?)
    }

    /// From an order's sending to its arrival at the book, real time.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.shared.delay
    }

    /// What became of an order: filled as booked, and at best; none where it is not known.
    ///
    /// # Errors
    /// As [`PaperHandle::figures`].
    pub async fn filled(&self, hash: &OrderHash) -> Result<Option<(Shares, Shares)>, EngineError> {
        let filled = |venue: &mut PaperVenue, _| {
            let order = venue.order(hash)?;
            Some((order.filled(), order.filled_optimistic()))
        };
        Ok(self.shared.step(filled).await?)
    }
}

/// The figures of the paper account kept in `folder`, as far as they were written down; none where there is no account. No book is
/// known then, so that what is held counts from nothing to a dollar a share.
///
/// # Errors
/// When the account's file cannot be read or understood.
pub async fn recorded_figures(folder: &Path) -> Result<Option<Figures>, EngineError> {
    let Some(rows) = PaperFile::look(folder).await? else {
        return Ok(None);
    };
    Ok(restore(rows)?.map(|venue| venue.figures()))
}

fn restore(rows: Vec<PaperRow>) -> Result<Option<PaperVenue>, EngineError> {
    let rows = rows.into_iter().filter_map(|row| {
        Some(Row {
            kind: row.kind,
            key: row.key,
            body: row.body?,
        })
    });
    PaperVenue::restore(rows).map_err(|error| EngineError::Failed(error.to_string()))
}
