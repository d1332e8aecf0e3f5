//! Who listens to what, and handing out what happened.
//!
//! Lives under the host's lock, so nothing is told out of order. Handing out never waits: a listener whose queue is
//! full is cut off, and its socket closes with 1013 (the real venue drops slow consumers the same way).

use axum::extract::ws::Utf8Bytes;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::auth::KeyRing;
use super::sockets::activity::ActivityFeed;
use super::sockets::market::MarketFeed;
use super::sockets::user::UserFeed;
use crate::venue::{Venue, VenueEvent};

/// How many frames wait for one socket. A catch-up of the clock makes them in bursts; past this the reader is too slow.
const QUEUE_FRAMES: usize = 8_192;

/// Names a connection within this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ConnectionId(pub(crate) u64);

/// The sending end of a socket's queue.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    frames: mpsc::Sender<Utf8Bytes>,
    cut_off: CancellationToken,
}

/// The socket's end of its queue.
#[derive(Debug)]
pub(crate) struct Inbox {
    pub(crate) frames: mpsc::Receiver<Utf8Bytes>,
    /// Cancelled when the queue ran over.
    pub(crate) cut_off: CancellationToken,
}

/// A queue for one socket.
pub(crate) fn queue() -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::channel(QUEUE_FRAMES);
    let cut_off = CancellationToken::new();
    (
        Outbox {
            frames: sender,
            cut_off: cut_off.clone(),
        },
        Inbox {
            frames: receiver,
            cut_off,
        },
    )
}

impl Outbox {
    /// Queues a frame; cuts the socket off when there is no room.
    pub(crate) fn send(&self, frame: &Utf8Bytes) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.frames.try_send(frame.clone()) {
            self.cut_off.cancel();
        }
    }

    /// Whether nobody reads any more.
    pub(crate) fn is_dead(&self) -> bool {
        self.cut_off.is_cancelled() || self.frames.is_closed()
    }
}

/// A JSON value as a frame.
pub(crate) fn frame(value: &Value) -> Utf8Bytes {
    Utf8Bytes::from(value.to_string())
}

/// All listeners.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    connections: u64,
    pub(crate) markets: MarketFeed,
    pub(crate) users: UserFeed,
    pub(crate) activity: ActivityFeed,
}

impl Hub {
    /// A name for a new connection.
    pub(crate) fn connect(&mut self) -> ConnectionId {
        self.connections += 1;
        ConnectionId(self.connections)
    }

    /// Forgets a connection.
    pub(crate) fn leave(&mut self, connection: ConnectionId) {
        self.markets.leave(connection);
        self.users.leave(connection);
        self.activity.leave(connection);
    }

    /// Hands out what happened, in order.
    pub(crate) fn publish(&mut self, venue: &Venue, ring: &KeyRing, events: &[VenueEvent]) {
        if events.is_empty() {
            return;
        }
        self.users.publish(venue, ring, events);
        self.markets.publish(venue, events);
        self.activity.publish(venue, events);
    }
}
