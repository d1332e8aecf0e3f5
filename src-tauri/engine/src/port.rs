//! What the engine asks of a venue, without its wire: the seam at which demo, live, a paper venue or a test stands.
//!
//! Four subjects, each a trait of its own, so that whoever needs one of them is given that one: our orders and account
//! ([`TradingVenue`]), markets and books ([`MarketData`]), the traders ([`TraderDirectory`]), and how we stand with the venue
//! ([`VenueStanding`]). The demo's clock is a fifth, which no other venue has ([`DemoClock`]).
//!
//! Every call may be dropped at any time by the caller, and ends by itself: each of its requests has a time-out that begins when
//! it is sent. A call answers from the venue or says why not; nothing here retries. `post` and `cancel` cannot fail: what is not
//! known is [`PlaceOutcome::Unknown`](pilotfish_copy::input::PlaceOutcome::Unknown).

mod demo_clock;
mod market_data;
mod standing;
mod traders;
mod trading;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{OrderHash, TokenId, WalletAddress};
use pilotfish_copy::input::{ActivityRow, OrderReport, OwnTrade};
use pilotfish_copy::market::Book;
use pilotfish_polymarket::streams::MarketTrade;

pub use demo_clock::DemoClock;
pub use market_data::MarketData;
pub use standing::VenueStanding;
pub use traders::TraderDirectory;
pub use trading::{OrderLookup, TradingVenue};

use crate::paper::PaperHandle;

/// A venue's parts. They need not be one venue's: a paper venue takes its market data from the real one and trades by itself.
#[derive(Clone)]
pub struct VenuePorts {
    /// Our orders and account.
    pub trading: Arc<dyn TradingVenue>,
    /// Markets and books.
    pub market_data: Arc<dyn MarketData>,
    /// The traders.
    pub traders: Arc<dyn TraderDirectory>,
    /// How we stand with it.
    pub standing: Arc<dyn VenueStanding>,
    /// The demo's clock; none where the venue lives in real time.
    pub demo_clock: Option<Arc<dyn DemoClock>>,
    /// The pretend account; none where orders are the venue's own.
    pub paper: Option<PaperHandle>,
}

impl VenuePorts {
    /// Everything at one venue, which lives in real time.
    #[must_use]
    pub fn at<V>(venue: &Arc<V>) -> Self
    where
        V: TradingVenue + MarketData + TraderDirectory + VenueStanding,
    {
        let venue = || Arc::clone(venue);
        Self {
            trading: venue(),
            market_data: venue(),
            traders: venue(),
            standing: venue(),
            demo_clock: None,
            paper: None,
        }
    }

    /// The same with a demo's clock.
    #[must_use]
    pub fn with_demo_clock(self, clock: Arc<dyn DemoClock>) -> Self {
        Self {
            demo_clock: Some(clock),
            ..self
        }
    }
}

/// An answer on its way.
pub type Reply<'a, T> = BoxFuture<'a, Result<T, PortError>>;

/// Why the venue did not answer as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// It cannot be reached, was too slow, or is out of order: try later.
    #[error("the venue cannot be reached: {0}")]
    Unreachable(String),
    /// It answers, and asks to be left alone for a while: try later.
    #[error("the venue asks to wait: {text}")]
    Busy {
        /// Its words.
        text: String,
        /// For how long, real time, where it says so.
        wait: Option<Duration>,
    },
    /// Nothing was sent: it asked to be left alone before, or its rate limits leave no turn. No sign of life, and none of death.
    #[error("not asked: {text}")]
    NotAsked {
        /// What was said.
        text: String,
        /// For how long, real time.
        wait: Duration,
    },
    /// It answers, and does not have what was asked for.
    #[error("the venue does not have it: {0}")]
    NotFound(String),
    /// It answers, and refuses: the key, the clock or the account is wrong.
    #[error("the venue refuses this account: {0}")]
    Denied(String),
    /// It answers what cannot be read, or refuses for another reason.
    #[error("the venue's answer cannot be used: {0}")]
    Unusable(String),
}

impl PortError {
    /// Whether the venue gave no sign of life.
    #[must_use]
    pub const fn is_silence(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }

    /// How long the venue is to be left alone, real time, where it said so.
    #[must_use]
    pub const fn wait(&self) -> Option<Duration> {
        match self {
            Self::Busy { wait, .. } => *wait,
            Self::NotAsked { wait, .. } => Some(*wait),
            _ => None,
        }
    }
}

/// Gives a question so much real time; then the venue counts as silent.
///
/// # Errors
/// The question's, and [`PortError::Unreachable`] when there is no answer in time.
pub async fn within<T>(limit: Duration, question: impl Future<Output = Result<T, PortError>>) -> Result<T, PortError> {
    tokio::time::timeout(limit, question)
        .await
        .unwrap_or_else(|_| Err(PortError::Unreachable("no answer in time".to_owned())))
}

/// What a feed brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedEvent {
    /// It is up.
    Up(Feed),
    /// It went down and tries again by itself.
    Down(Feed, String),
    /// A followed trader's activity.
    Rows {
        /// The trader's wallet.
        trader: WalletAddress,
        /// The rows.
        rows: Vec<ActivityRow>,
    },
    /// A followed trader did something that the stream does not show in full: their activity is to be read.
    Moved(WalletAddress),
    /// A book.
    Book(Book),
    /// Somebody traded: what a paper venue fills resting orders by.
    Traded(MarketTrade),
    /// Something about that token's market changed (its tick, its end): its facts are to be read again.
    MarketChanged(TokenId),
    /// Our part in a trade.
    OwnTrade(OwnTrade),
    /// One of our orders.
    Order {
        /// The order's hash.
        hash: OrderHash,
        /// What is said of it.
        report: OrderReport,
    },
    /// Something happened to one of our orders, and how much of it was executed is left open: it is to be looked up.
    Unclear(OrderHash),
}

/// The streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feed {
    /// Traders' activity.
    Trades,
    /// Books.
    Books,
    /// Our own orders and trades.
    Account,
}
