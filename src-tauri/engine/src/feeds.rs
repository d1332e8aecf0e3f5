//! The streams: what is wanted of them, and what they bring on its way to the core loop.
//!
//! Nothing is replayed, so what a stream may have missed is read: after every interruption of the traders' stream the activity of
//! all followed traders, after one of the books the books of working orders, after one of our own channel every open order. While
//! the traders' stream is silent, reading their activity again and again is the second source.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{TokenId, WalletAddress};
use pilotfish_copy::input::{Input, RowSource};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::clock::VenueClock;
use crate::executor::{Executor, Job};
use crate::feed_health::{FeedHealth, FeedKind};
use crate::inbox::{Inbox, Message};
use crate::port::{Feed, FeedEvent, MarketData, TraderDirectory, TradingVenue};
use crate::view::View;

/// How many events of the streams wait at most; beyond it the streams wait.
const EVENTS_WAITING: usize = 1_024;

/// How often the second source reads everybody's activity, real time: the venue's lists of it are up to 15 s old
/// (polymarket-api §7.5).
const SECOND_SOURCE_EVERY: Duration = Duration::from_secs(15);
/// Activity of so many traders is begun to be read a second: half of what is planned for it, so that polls keep their share.
const READS_A_SECOND: u32 = 5;
/// What a stream only hinted at is read a second time after this, when the list that was read first is no longer served.
const AGAIN_AFTER: Duration = Duration::from_secs(16);

/// A stream that ended is begun again after this.
const BEGUN_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What the feeds are to bring, set by the core loop.
#[derive(Debug, Clone)]
pub(crate) struct Wants {
    traders: Arc<watch::Sender<BTreeSet<WalletAddress>>>,
    tokens: Arc<watch::Sender<BTreeSet<TokenId>>>,
}

impl Wants {
    pub(crate) fn new() -> Self {
        Self {
            traders: Arc::new(watch::Sender::new(BTreeSet::new())),
            tokens: Arc::new(watch::Sender::new(BTreeSet::new())),
        }
    }

    /// Wakes the streams only where something changed.
    pub(crate) fn set(&self, traders: BTreeSet<WalletAddress>, tokens: BTreeSet<TokenId>) {
        self.traders.send_if_modified(|now| replace(now, traders));
        self.tokens.send_if_modified(|now| replace(now, tokens));
    }
}

fn replace<T: PartialEq>(now: &mut T, new: T) -> bool {
    let differs = *now != new;
    if differs {
        *now = new;
    }
    differs
}

/// What is known of the streams between two of their events.
#[derive(Debug)]
struct Gaps {
    /// The first time counts as a gap too: recovery looked before the stream was there.
    account_was_down: bool,
    books_were_down: bool,
    trades_are_down: bool,
    /// When everybody's activity was last begun to be read, and how long that takes.
    last_read: Option<(Instant, Duration)>,
    /// When it is to be read next; none while nothing can have been missed.
    read_at: Option<Instant>,
}

impl Gaps {
    /// Everybody's activity is to be read: now, unless it was read just before.
    fn read_soon(&mut self) {
        let now = Instant::now();
        let earliest = self
            .last_read
            .map_or(now, |(at, takes)| at + takes.max(SECOND_SOURCE_EVERY));
        self.read_at = Some(self.read_at.unwrap_or(earliest).min(earliest).max(now));
    }

    /// It is being read, which takes so long to begin. While the stream is down it is read again.
    fn was_read(&mut self, takes: Duration) {
        self.last_read = Some((Instant::now(), takes));
        self.read_at = None;
        if self.trades_are_down {
            self.read_soon();
        }
    }
}

/// What brings the streams' events to the core loop.
pub(crate) struct Feeds {
    pub(crate) traders: Arc<dyn TraderDirectory>,
    pub(crate) market_data: Arc<dyn MarketData>,
    pub(crate) trading: Arc<dyn TradingVenue>,
    pub(crate) wants: Wants,
    pub(crate) inbox: Inbox,
    pub(crate) executor: Executor,
    pub(crate) feed_health: Arc<FeedHealth>,
    pub(crate) clock: Arc<VenueClock>,
    pub(crate) bus: Bus,
    pub(crate) view: watch::Receiver<Arc<View>>,
    pub(crate) stop: CancellationToken,
}

impl Feeds {
    /// Runs until stopped.
    pub(crate) async fn run(self) {
        let (sender, mut events) = mpsc::channel(EVENTS_WAITING);
        let streams = self.streams(&sender);
        drop(sender);
        let streams = tokio::spawn(streams);
        let mut gaps = Gaps {
            account_was_down: true,
            books_were_down: false,
            trades_are_down: false,
            last_read: None,
            read_at: None,
        };
        loop {
            let read_at = gaps.read_at;
            let second_source = async {
                match read_at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            let event = tokio::select! {
                () = self.stop.cancelled() => break,
                event = events.recv() => event,
                () = second_source => {
                    gaps.was_read(self.read_everybody());
                    continue;
                }
            };
            let Some(event) = event else { break };
            self.take(event, &mut gaps).await;
        }
        // The streams stop by the same token; what they still say is not waited for.
        drop(events);
        if let Err(error) = streams.await {
            tracing::warn!(%error, "the streams ended badly");
        }
    }

    /// The three streams as one.
    fn streams(&self, events: &mpsc::Sender<FeedEvent>) -> BoxFuture<'static, ()> {
        let (traders, wants, to, stop) = (&self.traders, &self.wants, events.clone(), self.stop.clone());
        let (directory, wanted) = (Arc::clone(traders), wants.clone());
        let activity = kept(Feed::Trades, events.clone(), self.stop.clone(), move || {
            directory.stream_activity(wanted.traders.subscribe(), to.clone(), stop.clone())
        });
        let (market_data, wanted, to, stop) = (
            Arc::clone(&self.market_data),
            self.wants.clone(),
            events.clone(),
            self.stop.clone(),
        );
        let books = kept(Feed::Books, events.clone(), self.stop.clone(), move || {
            market_data.stream_books(wanted.tokens.subscribe(), to.clone(), stop.clone())
        });
        let (trading, to, stop) = (Arc::clone(&self.trading), events.clone(), self.stop.clone());
        let account = kept(Feed::Account, events.clone(), self.stop.clone(), move || {
            trading.stream_account(to.clone(), stop.clone())
        });
        Box::pin(async move {
            tokio::join!(activity, books, account);
        })
    }

    async fn take(&self, event: FeedEvent, gaps: &mut Gaps) {
        match event {
            FeedEvent::Up(feed) => {
                self.feed_health.up(feed.into());
                self.bus.nudge();
                self.read_missed(feed, gaps).await;
            }
            FeedEvent::Down(feed, reason) => {
                tracing::info!(?feed, reason, "a stream is down");
                self.feed_health.failed(feed.into());
                self.bus.nudge();
                match feed {
                    Feed::Account => gaps.account_was_down = true,
                    Feed::Books => gaps.books_were_down = true,
                    // It may have been silent for a while before that was noticed.
                    Feed::Trades => {
                        gaps.trades_are_down = true;
                        gaps.read_soon();
                    }
                }
            }
            FeedEvent::Moved(trader) => self.read_twice(&trader),
            FeedEvent::Rows { trader, rows } => {
                self.feed_health.brought(FeedKind::Trades, self.clock.now());
                self.inbox
                    .input(Input::Rows {
                        trader,
                        rows,
                        source: RowSource::Stream,
                    })
                    .await;
            }
            FeedEvent::Book(book) => self.inbox.book(book),
            // Nothing is decided by other people's trades: a paper venue takes them on their way here.
            FeedEvent::Traded(_) => {}
            FeedEvent::MarketChanged(token) => self.read_market(&token),
            FeedEvent::OwnTrade(trade) => {
                self.feed_health.brought(FeedKind::Account, self.clock.now());
                self.inbox.input(Input::OwnTrade(trade)).await;
            }
            FeedEvent::Order { hash, report } => {
                self.feed_health.brought(FeedKind::Account, self.clock.now());
                self.send(Message::Pushed { hash, report }).await;
            }
            FeedEvent::Unclear(hash) => self.send(Message::LookUp { hash }).await,
        }
    }

    /// What a stream that is up again may have missed.
    async fn read_missed(&self, feed: Feed, gaps: &mut Gaps) {
        match feed {
            Feed::Account if std::mem::take(&mut gaps.account_was_down) => self.send(Message::LookAround).await,
            Feed::Books if std::mem::take(&mut gaps.books_were_down) => {
                let tokens = self.view.borrow().core.wanted_books();
                for token in tokens {
                    self.executor.take(Job::Book { token });
                }
            }
            Feed::Trades if std::mem::take(&mut gaps.trades_are_down) => gaps.read_soon(),
            Feed::Account | Feed::Books | Feed::Trades => {}
        }
    }

    /// Has the activity of all followed traders read, one after the other; how long that takes to be begun.
    fn read_everybody(&self) -> Duration {
        let reads: Vec<Job> = self
            .view
            .borrow()
            .core
            .activity_to_read()
            .map(|(trader, since)| Job::Activity {
                trader: trader.clone(),
                since,
            })
            .collect();
        let gap = Duration::from_secs(1) / READS_A_SECOND;
        let takes = gap * u32::try_from(reads.len()).unwrap_or(u32::MAX);
        let (executor, stop) = (self.executor.clone(), self.stop.clone());
        tokio::spawn(async move {
            for read in reads {
                executor.take(read);
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(gap) => {}
                }
            }
        });
        takes
    }

    /// Has one trader's activity read now, and again when a list that was cached now is not any more.
    fn read_twice(&self, trader: &WalletAddress) {
        let found = self
            .view
            .borrow()
            .core
            .activity_to_read()
            .find(|(other, _)| *other == trader)
            .map(|(_, since)| since);
        let Some(since) = found else { return };
        let read = Job::Activity {
            trader: trader.clone(),
            since,
        };
        self.executor.take(read.clone());
        let (executor, stop) = (self.executor.clone(), self.stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(AGAIN_AFTER) => {
                    executor.take(read);
                }
            }
        });
    }

    fn read_market(&self, token: &TokenId) {
        let condition = self
            .view
            .borrow()
            .core
            .state()
            .market_of(token)
            .map(|market| market.condition.clone());
        if let Some(condition) = condition {
            self.executor.take(Job::Market { condition });
        }
    }

    async fn send(&self, message: Message) {
        if self.inbox.send(message).await.is_err() {
            tracing::debug!("a stream spoke after the engine's end");
        }
    }
}

/// One stream for as long as the engine runs: one that ends, be it by a fault of its own, is down, and begun again.
async fn kept(
    feed: Feed,
    events: mpsc::Sender<FeedEvent>,
    stop: CancellationToken,
    begin: impl Fn() -> BoxFuture<'static, ()>,
) {
    loop {
        let ended = tokio::spawn(begin()).await;
        if stop.is_cancelled() {
            return;
        }
        let reason = match ended {
            Ok(()) => "the stream has ended".to_owned(),
            Err(error) => format!("the stream has ended badly: {error}"),
        };
        tracing::error!(?feed, reason, "a stream is begun again");
        if events.send(FeedEvent::Down(feed, reason)).await.is_err() {
            return;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(BEGUN_AGAIN_AFTER) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn the_streams_are_woken_only_by_a_difference() {
        let wants = Wants::new();
        let (wanted_traders, wanted_tokens) = (wants.traders.subscribe(), wants.tokens.subscribe());
        let tokens = BTreeSet::from([TokenId::new("1")]);
        wants.set(BTreeSet::new(), tokens.clone());
        assert!(wanted_tokens.has_changed().unwrap());
        assert!(!wanted_traders.has_changed().unwrap());
        let again = wants.tokens.subscribe();
        wants.set(BTreeSet::new(), tokens);
        assert!(!again.has_changed().unwrap());
    }
}
