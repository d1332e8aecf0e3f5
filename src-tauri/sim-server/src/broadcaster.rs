//! Who listens to what, and handing out what happened.
//!
//! Lives under the host's lock, so nothing is told out of order. Handing out never waits: a listener whose queue is
//! full is cut off, and its socket closes with 1013 (the real venue drops slow consumers the same way). What `/sim/faults`
//! asks of sockets happens here too, under the same lock: the same world tells the same things in the same wrong order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::auth::KeyRing;
use super::faults::rule::SocketPattern;
use super::faults::{Delivery, Faults, bodies};
use super::habit_routes::{SocketStyle, TradeStamps};
use super::sockets::activity::ActivityFeed;
use super::sockets::market::MarketFeed;
use super::sockets::user::UserFeed;
use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::habits::Habit;
use pilotfish_sim::venue::{Venue, VenueEvent};

/// How many frames wait for one socket. A catch-up of the clock makes them in bursts; past this the reader is too slow.
const QUEUE_FRAMES: usize = 8_192;

/// 1013 "try again later", which is how the venue drops slow consumers.
const CLOSE_SLOW: u16 = 1013;

/// Names a connection within this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ConnectionId(pub(crate) u64);

/// A frame on its way.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) text: Utf8Bytes,
    /// Not to be sent before.
    pub(crate) due: Option<Instant>,
}

/// The sending end of a socket's queue.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    line: Arc<Line>,
}

#[derive(Debug)]
struct Line {
    parcels: mpsc::Sender<Parcel>,
    cut_off: CancellationToken,
    close_code: Arc<AtomicU16>,
    channel: SocketPattern,
    faults: Arc<Faults>,
    /// What a fault holds back until the next frame has gone.
    held: Mutex<Option<Parcel>>,
}

/// The socket's end of its queue.
#[derive(Debug)]
pub(crate) struct Inbox {
    pub(crate) parcels: mpsc::Receiver<Parcel>,
    /// Cancelled when the queue ran over.
    pub(crate) cut_off: CancellationToken,
    /// With which code the socket then closes.
    close_code: Arc<AtomicU16>,
}

impl Inbox {
    /// With which code a socket that was cut off closes.
    pub(crate) fn close_code(&self) -> u16 {
        self.close_code.load(Ordering::Acquire)
    }
}

/// A queue for one socket of that channel.
pub(crate) fn queue(channel: SocketPattern, faults: Arc<Faults>) -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::channel(QUEUE_FRAMES);
    let cut_off = CancellationToken::new();
    let close_code = Arc::new(AtomicU16::new(CLOSE_SLOW));
    let line = Line {
        parcels: sender,
        cut_off: cut_off.clone(),
        close_code: Arc::clone(&close_code),
        channel,
        faults,
        held: Mutex::default(),
    };
    (
        Outbox { line: Arc::new(line) },
        Inbox {
            parcels: receiver,
            cut_off,
            close_code,
        },
    )
}

impl Outbox {
    /// Queues a frame; cuts the socket off when there is no room.
    pub(crate) fn send(&self, frame: &Utf8Bytes) {
        let faults = self.line.faults.on_message(self.line.channel);
        let parcel = |text: Utf8Bytes| Parcel {
            text,
            due: (faults.delay > Duration::ZERO).then(|| Instant::now() + faults.delay),
        };
        let sent = match faults.delivery {
            Delivery::Lost => return,
            Delivery::CutOff(code) => {
                self.line.close_code.store(code, Ordering::Release);
                self.line.cut_off.cancel();
                return;
            }
            Delivery::HeldBack => {
                let earlier = self.held().replace(parcel(frame.clone()));
                if let Some(earlier) = earlier {
                    self.push(earlier);
                }
                return;
            }
            Delivery::Garbled(form) => parcel(bodies::garbled(form, frame).into()),
            Delivery::Sent | Delivery::Doubled => parcel(frame.clone()),
        };
        if faults.delivery == Delivery::Doubled {
            self.push(sent.clone());
        }
        self.push(sent);
        let held = self.held().take();
        if let Some(held) = held {
            self.push(held);
        }
    }

    /// Whether nobody reads any more.
    pub(crate) fn is_dead(&self) -> bool {
        self.line.cut_off.is_cancelled() || self.line.parcels.is_closed()
    }

    fn push(&self, parcel: Parcel) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.line.parcels.try_send(parcel) {
            self.line.cut_off.cancel();
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Parcel>> {
        self.line.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A JSON value as a frame.
pub(crate) fn frame(value: &Value) -> Utf8Bytes {
    Utf8Bytes::from(value.to_string())
}

#[derive(Debug)]
pub(crate) struct Broadcaster {
    connections: u64,
    pub(crate) style: SocketStyle,
    pub(crate) faults: Arc<Faults>,
    pub(crate) markets: MarketFeed,
    pub(crate) users: UserFeed,
    pub(crate) activity: ActivityFeed,
    /// What arrives later than it was sent, by when it does.
    on_the_way: BTreeMap<(VenueMs, u64), VenueEvent>,
    sent: u64,
}

impl Broadcaster {
    /// Nobody listens yet.
    pub(crate) fn new(style: SocketStyle, faults: Arc<Faults>) -> Self {
        Self {
            connections: 0,
            style,
            faults,
            markets: MarketFeed::default(),
            users: UserFeed::default(),
            activity: ActivityFeed::default(),
            on_the_way: BTreeMap::new(),
            sent: 0,
        }
    }

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

    /// Hands out what happened, in order, each message when it arrives: with habits some come late, twice or never.
    pub(crate) fn publish(&mut self, venue: &Venue, ring: &KeyRing, events: Vec<VenueEvent>) {
        let mut arrived = Vec::with_capacity(events.len());
        let now = venue.now();
        if venue.habits().is_none() {
            arrived.extend(std::mem::take(&mut self.on_the_way).into_values());
            arrived.extend(events);
        } else {
            let shown = venue.shown();
            for event in events {
                for at in shown.deliveries(&event, 0) {
                    self.sent += 1;
                    self.on_the_way.insert((at, self.sent), event.clone());
                }
            }
            while let Some(entry) = self.on_the_way.first_entry().filter(|entry| entry.key().0 <= now) {
                arrived.push(entry.remove());
            }
        }
        if arrived.is_empty() {
            return;
        }
        let stamps = if venue.habits().has(Habit::MixedTimestamps) {
            TradeStamps::Alternating
        } else {
            self.style.trade_stamps
        };
        self.users.publish(venue, ring, stamps, &arrived);
        self.markets.publish(venue, &arrived);
        self.activity.publish(venue, &arrived);
    }
}
