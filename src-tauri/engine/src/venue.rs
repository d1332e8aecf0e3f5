//! Polymarket, or the simulated one, behind the engine's port: the wire adapter's calls with the engine's words for what
//! went wrong. It keeps nothing but the login.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{CancelAnswer, OpenOrder, OwnMovement, OwnTrade, PlaceOutcome, Refusal, RefusalCode};
use pilotfish_copy::market::{Book, Market};
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_polymarket::demo_clock::DemoClock;
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, Order, PnlPoint, PositionList, PositionRow, PositionState, Profile,
    TraderStats, Window,
};
use pilotfish_polymarket::streams::{
    ActivityEvent, MarketEvent, StreamEvent, Subscription, Tuning, UserEvent, activity_stream, market_stream,
    user_stream,
};
use pilotfish_polymarket::trading::PostedOrder;
use pilotfish_polymarket::{Endpoints, Error, Patience, PublicApi, TradingApi, Transport, UnreadableRows};
use pilotfish_vault::{Signer, WalletType};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::clock::{ClockReading, system_ms};
use crate::departure::Departure;
use crate::error::EngineError;
use crate::port::{Feed, FeedEvent, PortError, Reply, VenuePort, Wanted, Whereabouts};

/// How many profiles a search brings.
const FOUND_MOST: u32 = 50;

/// The wire adapter as a port.
#[derive(Debug)]
pub struct PolymarketVenue {
    public: PublicApi,
    trading: RwLock<Option<TradingApi>>,
    is_demo: bool,
}

impl PolymarketVenue {
    /// The simulated venue at that address; plain http only on this machine.
    ///
    /// # Errors
    /// [`EngineError::Address`] for one that is no web address or may not be used.
    pub fn demo(url: &str) -> Result<Self, EngineError> {
        let bad = |error: &dyn std::fmt::Display| EngineError::Address(format!("{url}: {error}"));
        let base = url.parse().map_err(|error| bad(&error))?;
        let endpoints = Endpoints::local(&base).map_err(|error| bad(&error))?;
        let transport = Transport::new(endpoints, Patience::default()).map_err(|error| bad(&error))?;
        Ok(Self {
            public: PublicApi::new(transport),
            trading: RwLock::new(None),
            is_demo: true,
        })
    }

    fn login(&self) -> Option<TradingApi> {
        self.trading.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn account(&self) -> Result<TradingApi, PortError> {
        self.login()
            .ok_or_else(|| PortError::Denied("not logged in yet".to_owned()))
    }
}

/// The engine's word for what went wrong.
fn word(error: Error) -> PortError {
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
        Error::Unreadable(_) | Error::Incomplete { .. } | Error::KeptBack(_) => PortError::Unusable(text),
        Error::Insecure(_) | Error::Setup(_) | Error::Vault(_) => PortError::Denied(text),
    }
}

fn reading(clock: DemoClock) -> ClockReading {
    ClockReading {
        world: clock.world,
        now: clock.now,
        speed_thousandths: clock.speed_thousandths.max(1),
        paused: clock.paused,
        speed_most_thousandths: clock.speed_most_thousandths,
    }
}

impl VenuePort for PolymarketVenue {
    fn clock(&self) -> Reply<'_, Option<ClockReading>> {
        Box::pin(async move {
            if !self.is_demo {
                return Ok(None);
            }
            Ok(Some(reading(self.public.transport().demo_clock().await.map_err(word)?)))
        })
    }

    fn set_clock(&self, speed: Option<u32>, paused: Option<bool>) -> Reply<'_, ClockReading> {
        Box::pin(async move {
            let thousandths = speed.map(|speed| u64::from(speed) * 1_000);
            Ok(reading(
                self.public
                    .transport()
                    .set_demo_clock(thousandths, paused)
                    .await
                    .map_err(word)?,
            ))
        })
    }

    fn skew_ms(&self) -> Reply<'_, i64> {
        Box::pin(async move {
            let before = system_ms();
            let venue = self.public.server_time().await.map_err(word)?;
            let middle = before + (system_ms() - before) / 2;
            Ok(venue.since(VenueMs(middle)))
        })
    }

    fn connect<'a>(
        &'a self,
        signer: &'a Arc<Signer>,
        kind: WalletType,
        wallet: &'a WalletAddress,
    ) -> Reply<'a, String> {
        Box::pin(async move {
            let trading = TradingApi::log_in(self.public.clone(), signer, kind, wallet.clone())
                .await
                .map_err(word)?;
            let owner = trading.owner();
            *self.trading.write().unwrap_or_else(PoisonError::into_inner) = Some(trading);
            Ok(owner)
        })
    }

    fn probe(&self) -> Reply<'_, ()> {
        Box::pin(async move { self.public.server_time().await.map(|_| ()).map_err(word) })
    }

    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome> {
        Box::pin(async move {
            match self.login() {
                Some(trading) => {
                    let order = PostedOrder { hash, body };
                    trading.post(&order, &|| departure.leave()).await
                }
                None => PlaceOutcome::Refused(Refusal {
                    code: RefusalCode::Local,
                    text: "not logged in yet".to_owned(),
                    retry_after_ms: None,
                }),
            }
        })
    }

    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer> {
        Box::pin(async move {
            match self.login() {
                Some(trading) => trading.cancel(hash).await,
                None => CancelAnswer::Unknown {
                    reason: "not logged in yet".to_owned(),
                },
            }
        })
    }

    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>> {
        Box::pin(async move { Ok(self.account()?.cancel_many(hashes).await.map_err(word)?.cancelled) })
    }

    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>> {
        Box::pin(async move { Ok(self.account()?.cancel_all().await.map_err(word)?.cancelled) })
    }

    fn look_up<'a>(&'a self, hash: &'a OrderHash, since: VenueMs) -> Reply<'a, Whereabouts> {
        Box::pin(async move {
            let found = self.account()?.look_up(hash, since).await.map_err(word)?;
            Ok(Whereabouts {
                trades: found.trades,
                report: found.report,
                complete: found.complete,
            })
        })
    }

    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book> {
        Box::pin(async move { self.public.book(token).await.map_err(word) })
    }

    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market> {
        Box::pin(async move { self.public.market_by_condition(condition).await.map_err(word) })
    }

    fn positions<'a>(&'a self, trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList> {
        Box::pin(async move { self.public.positions(trader, uncached).await.map_err(word) })
    }

    fn activity<'a>(&'a self, trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead> {
        Box::pin(async move { self.public.activity(trader, since).await.map_err(word) })
    }

    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>> {
        Box::pin(async move { self.account()?.open_orders().await.map_err(word) })
    }

    fn own_movements(&self, since: VenueMs) -> Reply<'_, Vec<OwnMovement>> {
        Box::pin(async move { self.account()?.own_movements(since).await.map_err(word) })
    }

    fn closed_only(&self) -> Reply<'_, bool> {
        Box::pin(async move { self.account()?.closed_only().await.map_err(word) })
    }

    fn cash(&self) -> Reply<'_, Usd> {
        Box::pin(async move { Ok(self.account()?.balance().await.map_err(word)?.cash) })
    }

    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>> {
        Box::pin(async move { self.account()?.own_trades(since).await.map_err(word) })
    }

    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>> {
        Box::pin(async move { self.account()?.own_positions().await.map_err(word) })
    }

    fn unreadable(&self) -> Vec<UnreadableRows> {
        self.public.transport().unreadable()
    }

    fn run_feeds(
        &self,
        wanted: Wanted,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        let streams = Streams {
            public: self.public.clone(),
            trading: self.login(),
            is_demo: self.is_demo,
            wanted,
            events,
        };
        Box::pin(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = streams.run() => {}
            }
        })
    }

    fn leaderboard<'a>(
        &'a self,
        window: Window,
        category: Option<&'a str>,
        order: Order,
        limit: usize,
    ) -> Reply<'a, Vec<LeaderRow>> {
        Box::pin(async move {
            self.public
                .leaderboard(window, category, order, limit)
                .await
                .map_err(word)
        })
    }

    fn profile<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, Profile> {
        Box::pin(async move { self.public.profile(wallet).await.map_err(word) })
    }

    fn search<'a>(&'a self, text: &'a str) -> Reply<'a, Vec<Profile>> {
        Box::pin(async move { self.public.search(text, FOUND_MOST).await.map_err(word) })
    }

    fn stats<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, TraderStats> {
        Box::pin(async move { self.public.user_stats(wallet).await.map_err(word) })
    }

    fn profit<'a>(&'a self, wallet: &'a WalletAddress, window: Window) -> Reply<'a, Vec<PnlPoint>> {
        Box::pin(async move { self.public.pnl_series(wallet, window).await.map_err(word) })
    }

    fn position_rows<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        state: PositionState,
        enough: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>> {
        Box::pin(async move { self.public.position_rows(wallet, state, enough).await.map_err(word) })
    }

    fn activity_lines<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        since: VenueMs,
        enough: usize,
    ) -> Reply<'a, Vec<ActivityLine>> {
        Box::pin(async move { self.public.activity_lines(wallet, since, enough).await.map_err(word) })
    }
}

/// The three streams, as one.
struct Streams {
    public: PublicApi,
    trading: Option<TradingApi>,
    is_demo: bool,
    wanted: Wanted,
    events: mpsc::Sender<FeedEvent>,
}

impl Streams {
    async fn run(self) {
        let traders = self.trades();
        let books = self.books();
        let account = self.account();
        tokio::join!(traders, books, account);
    }

    async fn trades(&self) {
        let tuning = if self.is_demo {
            Tuning::quiet_activity()
        } else {
            Tuning::firehose()
        };
        let wanted: watch::Receiver<BTreeSet<WalletAddress>> = self.wanted.traders.clone();
        let stream = activity_stream(self.public.transport(), tuning, wanted);
        let event = |event| match event {
            ActivityEvent::Row { trader, row } => FeedEvent::Rows {
                trader,
                rows: vec![row],
            },
            ActivityEvent::Moved { trader } => FeedEvent::Moved(trader),
        };
        self.pass_on(Feed::Trades, stream, event).await;
    }

    async fn books(&self) {
        match market_stream(&self.public, Tuning::market(), self.wanted.tokens.clone()) {
            Ok(stream) => {
                let event = |event| match event {
                    MarketEvent::Book(book) => FeedEvent::Book(book),
                    MarketEvent::TickChanged { token, .. } | MarketEvent::Resolved { token } => {
                        FeedEvent::MarketChanged(token)
                    }
                };
                self.pass_on(Feed::Books, stream, event).await;
            }
            Err(error) => self.broken(Feed::Books, &error).await,
        }
    }

    async fn account(&self) {
        let Some(trading) = &self.trading else { return };
        match user_stream(trading, Tuning::user()) {
            Ok(stream) => {
                let event = |event| match event {
                    UserEvent::Trade(trade) => FeedEvent::OwnTrade(trade),
                    UserEvent::Order { hash, report } => FeedEvent::Order { hash, report },
                    UserEvent::Unclear { hash, .. } => FeedEvent::Unclear(hash),
                };
                self.pass_on(Feed::Account, stream, event).await;
            }
            Err(error) => self.broken(Feed::Account, &error).await,
        }
    }

    /// Hands one stream's events on until its task has died or nobody listens. A gap is told like an interruption:
    /// what was lost has to be read again.
    async fn pass_on<T>(&self, feed: Feed, mut stream: Subscription<T>, event: impl Fn(T) -> FeedEvent) {
        while let Some(heard) = stream.next().await {
            let told = match heard {
                StreamEvent::Connected => self.tell(FeedEvent::Up(feed)).await,
                StreamEvent::Disconnected { reason } => self.tell(FeedEvent::Down(feed, reason)).await,
                StreamEvent::Gap { reason } => {
                    self.tell(FeedEvent::Down(feed, reason)).await && self.tell(FeedEvent::Up(feed)).await
                }
                StreamEvent::Item(item) => self.tell(event(item)).await,
            };
            if !told {
                return;
            }
        }
        self.tell(FeedEvent::Down(feed, "the stream has ended".to_owned()))
            .await;
    }

    async fn broken(&self, feed: Feed, error: &Error) {
        tracing::error!(?feed, %error, "a stream cannot be set up");
        self.tell(FeedEvent::Down(feed, error.to_string())).await;
    }

    async fn tell(&self, event: FeedEvent) -> bool {
        self.events.send(event).await.is_ok()
    }
}
