//! The streams: what is wanted of them, and what they bring on its way to the desk.

use std::collections::BTreeSet;
use std::sync::Arc;

use pilotfish_copy::ids::{TokenId, WalletAddress};
use pilotfish_copy::input::{Input, RowSource};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::board::{Board, name};
use crate::bus::Bus;
use crate::clock::VenueClock;
use crate::executor::{Executor, Job};
use crate::inbox::{Inbox, Message};
use crate::port::{Feed, FeedEvent, VenuePort, Wanted};
use crate::view::View;

/// How many events of the streams wait at most; beyond it the streams wait.
const EVENTS_WAITING: usize = 1_024;

/// What the feeds are to bring, set by the desk.
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

    fn wanted(&self) -> Wanted {
        Wanted {
            traders: self.traders.subscribe(),
            tokens: self.tokens.subscribe(),
        }
    }
}

fn replace<T: PartialEq>(now: &mut T, new: T) -> bool {
    let differs = *now != new;
    if differs {
        *now = new;
    }
    differs
}

/// What brings the streams' events to the desk.
pub(crate) struct Feeds {
    pub(crate) port: Arc<dyn VenuePort>,
    pub(crate) wants: Wants,
    pub(crate) inbox: Inbox,
    pub(crate) executor: Executor,
    pub(crate) board: Arc<Board>,
    pub(crate) clock: Arc<VenueClock>,
    pub(crate) bus: Bus,
    pub(crate) view: watch::Receiver<Arc<View>>,
    pub(crate) stop: CancellationToken,
}

impl Feeds {
    /// Runs until stopped.
    pub(crate) async fn run(self) {
        let (sender, mut events) = mpsc::channel(EVENTS_WAITING);
        let streams = self.port.run_feeds(self.wants.wanted(), sender, self.stop.clone());
        let streams = tokio::spawn(streams);
        // The first time counts as a gap too: recovery looked before the stream was there.
        let mut account_was_down = true;
        loop {
            let event = tokio::select! {
                () = self.stop.cancelled() => break,
                event = events.recv() => event,
            };
            let Some(event) = event else { break };
            self.take(event, &mut account_was_down).await;
        }
        // The streams stop by the same token; what they still say is not waited for.
        drop(events);
        if let Err(error) = streams.await {
            tracing::warn!(%error, "the streams ended badly");
        }
    }

    async fn take(&self, event: FeedEvent, account_was_down: &mut bool) {
        match event {
            FeedEvent::Up(feed) => {
                self.board.up(name(feed));
                self.bus.nudge();
                // Nothing is replayed: after a gap in our own channel every open order is looked up.
                if feed == Feed::Account && std::mem::take(account_was_down) {
                    self.send(Message::LookAround).await;
                }
            }
            FeedEvent::Down(feed, reason) => {
                tracing::info!(?feed, reason, "a stream is down");
                self.board.failed(name(feed));
                self.bus.nudge();
                *account_was_down |= feed == Feed::Account;
            }
            FeedEvent::Rows { trader, rows } => {
                self.board.brought(name(Feed::Trades), self.clock.now());
                self.inbox
                    .input(Input::Rows {
                        trader,
                        rows,
                        source: RowSource::Stream,
                    })
                    .await;
            }
            FeedEvent::Book(book) => self.inbox.book(book),
            FeedEvent::MarketChanged(token) => self.read_market(&token),
            FeedEvent::OwnTrade(trade) => {
                self.board.brought(name(Feed::Account), self.clock.now());
                self.inbox.input(Input::OwnTrade(trade)).await;
            }
            FeedEvent::Order { hash, report } => {
                self.board.brought(name(Feed::Account), self.clock.now());
                self.send(Message::Pushed { hash, report }).await;
            }
            FeedEvent::Unclear(hash) => self.send(Message::LookUp { hash }).await,
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn the_streams_are_woken_only_by_a_difference() {
        let wants = Wants::new();
        let wanted = wants.wanted();
        let tokens = BTreeSet::from([TokenId::new("1")]);
        wants.set(BTreeSet::new(), tokens.clone());
        assert!(wanted.tokens.has_changed().unwrap());
        assert!(!wanted.traders.has_changed().unwrap());
        let again = wants.wanted();
        wants.set(BTreeSet::new(), tokens);
        assert!(!again.tokens.has_changed().unwrap());
    }
}
