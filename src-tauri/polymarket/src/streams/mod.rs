//! The venue's WebSockets: books, our own orders and trades, everybody's trades.
//!
//! Each stream is a task of its own that connects, keeps the connection alive, notices when it is dead though it does
//! not say so, and connects again, until its [`Subscription`] is dropped. None of them is the truth: there are no
//! sequence numbers and no replay, so every `Connected` and every `Gap` means that what was missed must be read over HTTP.

mod activity;
mod books;
mod market;
mod shards;
mod socket;
mod user;

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use activity::{ActivityEvent, activity_stream};
pub use market::{MarketEvent, MarketTrade, market_stream};
pub use user::{UserEvent, user_stream};

/// What a stream brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent<T> {
    /// It is up, and everything asked for is subscribed. Read over HTTP what may have been missed.
    Connected,
    /// It is down, and tries again by itself.
    Disconnected {
        /// What was seen.
        reason: String,
    },
    /// It is up, but something was lost: the reader was too slow, or a message could not be read.
    Gap {
        /// What was seen.
        reason: String,
    },
    /// News.
    Item(T),
}

/// What counts as a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alive {
    /// Any frame, also the answer to a ping: for channels that may have nothing to say.
    AnyFrame,
    /// A message with news in it: for the firehose, which is never quiet, and is known to go on answering pings when dead.
    News,
}

/// How a connection is kept alive and given up, real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// How often `PING` is sent.
    pub ping_every: Duration,
    /// Without a sign of life for this long the connection is dead.
    pub silence: Duration,
    /// What a sign of life is.
    pub alive: Alive,
    /// After subscribing to something, the first news must come within this time: sockets are known that take a
    /// subscription and stay mute for ever. `None` where there may be nothing to say.
    pub first_news: Option<Duration>,
    /// In the market channel: a token of which nothing was heard for so long is compared over HTTP.
    pub quiet_token: Duration,
    /// The first wait before connecting again; it doubles, with jitter.
    pub backoff_least: Duration,
    /// The longest wait.
    pub backoff_most: Duration,
    /// How many messages wait for a slow reader; past it messages are dropped and a `Gap` is told.
    pub capacity: usize,
}

impl Tuning {
    /// For the market channel (polymarket-api §6.2).
    #[must_use]
    pub const fn market() -> Self {
        Self {
            first_news: Some(Duration::from_secs(20)),
            ..Self::user()
        }
    }

    /// For the user channel (polymarket-api §6.4).
    #[must_use]
    pub const fn user() -> Self {
        Self {
            ping_every: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            alive: Alive::AnyFrame,
            first_news: None,
            quiet_token: Duration::from_secs(600),
            backoff_least: Duration::from_secs(1),
            backoff_most: Duration::from_secs(60),
            capacity: 4_096,
        }
    }

    /// For Polymarket's activity firehose (polymarket-api §6.5).
    #[must_use]
    pub const fn firehose() -> Self {
        Self {
            ping_every: Duration::from_secs(5),
            silence: Duration::from_secs(15),
            alive: Alive::News,
            ..Self::user()
        }
    }

    /// For the simulated venue's activity stream: its few traders may be quiet, and its clock may stand.
    #[must_use]
    pub const fn quiet_activity() -> Self {
        Self {
            alive: Alive::AnyFrame,
            ..Self::firehose()
        }
    }
}

/// A running stream. Dropping it closes the connection and ends the task.
#[derive(Debug)]
pub struct Subscription<T> {
    events: mpsc::Receiver<StreamEvent<T>>,
    _stop: DropGuard,
}

impl<T> Subscription<T> {
    fn new(events: mpsc::Receiver<StreamEvent<T>>, stop: CancellationToken) -> Self {
        Self {
            events,
            _stop: stop.drop_guard(),
        }
    }

    /// The next event; `None` only when the task has died. May be dropped and asked again without loss.
    pub async fn next(&mut self) -> Option<StreamEvent<T>> {
        self.events.recv().await
    }
}
