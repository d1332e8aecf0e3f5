//! What the engine asks of a venue, without its wire: the seam at which demo, live, a paper venue or a test stands.
//!
//! Every call may be dropped at any time by the caller, and ends by itself: each of its requests has a time-out that begins when
//! it is sent. A call answers from the venue or says why not; nothing here retries. `post` and `cancel` cannot fail: what is not
//! known is [`PlaceOutcome::Unknown`].

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, CancelAnswer, OpenOrder, OrderReport, OwnMovement, OwnTrade, PlaceOutcome};
use pilotfish_copy::market::{Book, Market};
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_polymarket::UnreadableRows;
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, Order, PnlPoint, PositionList, PositionRow, PositionState, Profile,
    TraderStats, Window,
};
use pilotfish_vault::{Signer, WalletType};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::clock::ClockReading;
use crate::departure::Departure;

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
        /// Why.
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

/// What became of an order, read in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    /// All our legs of it among our trades.
    pub trades: Vec<OwnTrade>,
    /// What the order look-up says, with what the trades show.
    pub report: OrderReport,
    /// Whether everything about the order could be read.
    pub complete: bool,
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
        /// Who.
        trader: WalletAddress,
        /// The rows.
        rows: Vec<ActivityRow>,
    },
    /// A followed trader did something that the stream does not show in full: their activity is to be read.
    Moved(WalletAddress),
    /// A book.
    Book(Book),
    /// Something about that token's market changed (its tick, its end): its facts are to be read again.
    MarketChanged(TokenId),
    /// Our part in a trade.
    OwnTrade(OwnTrade),
    /// One of our orders.
    Order {
        /// Which.
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

/// What the feeds are to bring; changes while they run.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whose activity.
    pub traders: watch::Receiver<BTreeSet<WalletAddress>>,
    /// Which books.
    pub tokens: watch::Receiver<BTreeSet<TokenId>>,
}

/// A venue, as the engine needs it.
pub trait VenuePort: Send + Sync + 'static {
    /// The simulated server's clock; none where the venue lives in real time.
    fn clock(&self) -> Reply<'_, Option<ClockReading>>;
    /// Sets the simulated server's clock.
    fn set_clock(&self, speed: Option<u32>, paused: Option<bool>) -> Reply<'_, ClockReading>;
    /// How far the venue's time is ahead of the system's, ms.
    fn skew_ms(&self) -> Reply<'_, i64>;
    /// Takes our seat: gets (or derives again) the API key of that signer and returns its id, the `owner` of our orders.
    fn connect<'a>(&'a self, signer: &'a Arc<Signer>, kind: WalletType, wallet: &'a WalletAddress)
    -> Reply<'a, String>;
    /// Whether it answers at all.
    fn probe(&self) -> Reply<'_, ()>;
    /// Sends a committed order's bytes, once; right before, it asks [`Departure::leave`], and sends nothing where that says no.
    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome>;
    /// Cancels an order, asking once.
    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer>;
    /// Cancels those orders in one request, at most 1,000; returns those it cancelled.
    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>>;
    /// Cancels every open order of our account, whoever placed it; returns those it cancelled.
    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>>;
    /// Reads what became of an order, in the orders and in all trades since `since`.
    fn look_up<'a>(&'a self, hash: &'a OrderHash, since: VenueMs) -> Reply<'a, Whereabouts>;
    /// A token's book; [`PortError::NotFound`] where it has none.
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book>;
    /// A market's facts.
    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market>;
    /// The open positions of a trader, and what kind of list it is; past the venue's cache where `uncached`.
    fn positions<'a>(&'a self, trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList>;
    /// A trader's activity since then, oldest first: all of it, or up to the instant that it names, from which to read on.
    fn activity<'a>(&'a self, trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead>;
    /// Every open order of our account, whoever placed it.
    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>>;
    /// Movements of our account since then that are no trades.
    fn own_movements(&self, since: VenueMs) -> Reply<'_, Vec<OwnMovement>>;
    /// Whether our account may only close positions.
    fn closed_only(&self) -> Reply<'_, bool>;
    /// Our cash.
    fn cash(&self) -> Reply<'_, Usd>;
    /// Our trades since then, every page of them.
    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>>;
    /// Our positions, every page of them.
    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>>;
    /// The rows that could not be read since the start, by the list or stream they came from.
    fn unreadable(&self) -> Vec<UnreadableRows> {
        Vec::new()
    }
    /// Runs the streams until `stop`, reconnecting by itself.
    fn run_feeds(
        &self,
        wanted: Wanted,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()>;
    /// The leaderboard's first `limit` rows, of a category in lower case or of all.
    fn leaderboard<'a>(
        &'a self,
        window: Window,
        category: Option<&'a str>,
        order: Order,
        limit: usize,
    ) -> Reply<'a, Vec<LeaderRow>>;
    /// Who that is; [`PortError::NotFound`] for a wallet without a profile.
    fn profile<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, Profile>;
    /// At most 50 whose name is like that.
    fn search<'a>(&'a self, text: &'a str) -> Reply<'a, Vec<Profile>>;
    /// The venue's sums over a trader.
    fn stats<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, TraderStats>;
    /// A trader's profit curve, oldest first.
    fn profit<'a>(&'a self, wallet: &'a WalletAddress, window: Window) -> Reply<'a, Vec<PnlPoint>>;
    /// A trader's positions with the words to show them: all, or the newest `enough`.
    fn position_rows<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        state: PositionState,
        enough: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>>;
    /// A trader's activity since then with the words to show it, newest first, at most `enough` rows.
    fn activity_lines<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        since: VenueMs,
        enough: usize,
    ) -> Reply<'a, Vec<ActivityLine>>;
}
