//! One connection after another: connect, subscribe, ping, listen, notice death, wait, again.
//!
//! What is said on the connection is the [`Channel`]'s business; when it lives and dies is decided here.

use std::time::Duration;

use rand::Rng;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;
use url::Url;
use zeroize::Zeroizing;

use super::{Alive, StreamEvent, Subscription, Tuning};
use crate::Transport;
use crate::egress::{Egress, Socket, SocketError};

/// How long a frame may take to leave. A peer that reads nothing for so long is gone.
const SEND_MOST: Duration = Duration::from_secs(5);

/// How long a close may take; after it the connection is dropped as it is.
const CLOSE_MOST: Duration = Duration::from_millis(500);

/// Why a connection ended that the program itself gave up.
const DROPPED: &str = "all connections were dropped";

/// A connection that stood this long was a good one: the next wait starts from the least again.
const GOOD_AFTER: Duration = Duration::from_secs(60);

/// What a message was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// News, or a list without any: a sign of life in every sense.
    News,
    /// An answer to a ping, or an empty frame.
    Pong,
}

/// What is said and heard on a connection.
pub(super) trait Channel: Send + 'static {
    /// What it brings.
    type Item: Send + 'static;

    /// Frames that subscribe a fresh connection. What was known of the last one is forgotten.
    fn open(&mut self) -> Vec<Zeroizing<String>>;

    /// Whether anything is subscribed, so that news can be expected.
    fn expects_news(&self) -> bool;

    /// A text frame.
    fn hear(&mut self, text: &str, out: &mut Outbox<Self::Item>) -> Heard;

    /// Waits until the subscriptions are to change, or something the channel itself asked for has come. May be dropped
    /// at any time without loss. The default never comes.
    fn wake(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }

    /// What to send after [`Channel::wake`] came.
    fn woken(&mut self, out: &mut Outbox<Self::Item>) -> Vec<Zeroizing<String>> {
        let _ = out;
        Vec::new()
    }
}

/// The way to the reader, which never makes the connection wait.
pub(super) struct Outbox<T> {
    events: mpsc::Sender<StreamEvent<T>>,
    lost: bool,
}

impl<T> Outbox<T> {
    /// News. A reader that is too slow loses it, and is told so as soon as there is room.
    pub(super) fn item(&mut self, item: T) {
        self.push(StreamEvent::Item(item));
    }

    /// Something was lost.
    pub(super) fn gap(&mut self, reason: String) {
        self.push(StreamEvent::Gap { reason });
    }

    fn push(&mut self, event: StreamEvent<T>) {
        if self.lost {
            let gap = StreamEvent::Gap {
                reason: "the reader was too slow".to_owned(),
            };
            if self.events.try_send(gap).is_err() {
                return;
            }
            self.lost = false;
        }
        self.lost = self.events.try_send(event).is_err();
    }

    /// What must not be lost: waits for room, or for the end.
    async fn tell(&mut self, event: StreamEvent<T>, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            _ = self.events.send(event) => {}
        }
    }
}

/// Starts the task. Whenever the transport's connections are dropped it connects anew, at once.
pub(super) fn spawn<C: Channel>(url: Url, tuning: Tuning, transport: &Transport, channel: C) -> Subscription<C::Item> {
    let (events, receiver) = mpsc::channel(tuning.capacity.max(1));
    let stop = CancellationToken::new();
    let task = Task {
        url,
        tuning,
        egress: transport.egress().clone(),
        dropped: transport.dropped(),
        channel,
        out: Outbox { events, lost: false },
        stop: stop.clone(),
    };
    tokio::spawn(task.run());
    Subscription::new(receiver, stop)
}

struct Task<C: Channel> {
    url: Url,
    tuning: Tuning,
    egress: Egress,
    dropped: watch::Receiver<u32>,
    channel: C,
    out: Outbox<C::Item>,
    stop: CancellationToken,
}

impl<C: Channel> Task<C> {
    async fn run(mut self) {
        let stop = self.stop.clone();
        let mut wait = self.tuning.backoff_least;
        while !stop.is_cancelled() {
            let started = Instant::now();
            self.dropped.mark_unchanged();
            let reason = tokio::select! {
                () = stop.cancelled() => return,
                Ok(()) = self.dropped.changed() => Some(DROPPED.to_owned()),
                connected = self.egress.connect(&self.url) => match connected {
                    Ok(socket) => self.live(socket).await,
                    Err(reason) => Some(reason),
                },
            };
            let Some(reason) = reason else { return };
            tracing::debug!(
                host = self.url.host_str(),
                path = self.url.path(),
                reason,
                "stream down"
            );
            let was_dropped = reason == DROPPED;
            self.out.tell(StreamEvent::Disconnected { reason }, &stop).await;
            if was_dropped || started.elapsed() >= GOOD_AFTER {
                wait = self.tuning.backoff_least;
            }
            if was_dropped {
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => return,
                // Whatever kept it from connecting may be over.
                Ok(()) = self.dropped.changed() => {}
                () = sleep(jittered(wait)) => {}
            }
            wait = (wait * 2).min(self.tuning.backoff_most);
        }
    }

    /// Lives on one connection until it dies; `None` when it was told to stop.
    async fn live(&mut self, mut socket: Socket) -> Option<String> {
        let reason = self.listen(&mut socket).await;
        // Dropping a socket only resets it; a server that is told frees it at once. It may not hold us up.
        let _ = timeout(CLOSE_MOST, socket.close()).await;
        reason
    }

    async fn listen(&mut self, socket: &mut Socket) -> Option<String> {
        let stop = self.stop.clone();
        if let Err(reason) = send_all(socket, self.channel.open()).await {
            return Some(reason);
        }
        self.out.tell(StreamEvent::Connected, &stop).await;
        let mut watch = Watch::new(self.tuning, self.channel.expects_news());
        let mut ping = interval_at(Instant::now() + self.tuning.ping_every, self.tuning.ping_every);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return None,
                Ok(()) = self.dropped.changed() => return Some(DROPPED.to_owned()),
                // The reader is gone without dropping its subscription: there is nobody to listen for.
                () = self.out.events.closed() => return None,
                () = tokio::time::sleep_until(watch.dead_at()) => return Some(watch.verdict()),
                _ = ping.tick() => {
                    let sent = timeout(SEND_MOST, socket.send("PING")).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        return Some("a ping could not be sent".to_owned());
                    }
                }
                () = self.channel.wake() => {
                    let frames = self.channel.woken(&mut self.out);
                    watch.expect(self.channel.expects_news());
                    if let Err(reason) = send_all(socket, frames).await {
                        return Some(reason);
                    }
                }
                frame = socket.next() => match self.frame(frame) {
                    Ok(heard) => watch.heard(heard),
                    Err(reason) => return Some(reason),
                },
            }
        }
    }

    fn frame(&mut self, frame: Option<Result<Message, SocketError>>) -> Result<Heard, String> {
        match frame {
            None => Err("the venue closed the connection".to_owned()),
            Some(Err(error)) => Err(error.to_string()),
            Some(Ok(Message::Close(close))) => {
                let words = close
                    .map(|close| format!(" ({} {})", close.code, close.reason))
                    .unwrap_or_default();
                Err(format!("the venue closed the connection{words}"))
            }
            Some(Ok(Message::Text(text))) => Ok(match text.trim() {
                "" => Heard::Pong,
                words if words.eq_ignore_ascii_case("PONG") => Heard::Pong,
                words => self.channel.hear(words, &mut self.out),
            }),
            Some(Ok(_)) => Ok(Heard::Pong),
        }
    }
}

/// When a connection is to be taken for dead.
struct Watch {
    tuning: Tuning,
    last_sign: Instant,
    first_news_by: Option<Instant>,
}

impl Watch {
    fn new(tuning: Tuning, expects_news: bool) -> Self {
        let mut watch = Self {
            tuning,
            last_sign: Instant::now(),
            first_news_by: None,
        };
        watch.expect(expects_news);
        watch
    }

    /// Subscriptions changed. Only a connection that never had news is waited for.
    fn expect(&mut self, news: bool) {
        self.first_news_by = match (self.first_news_by, self.tuning.first_news) {
            (None, Some(first)) if news => Some(Instant::now() + first),
            (Some(by), _) if news => Some(by),
            _ => None,
        };
    }

    fn heard(&mut self, heard: Heard) {
        if heard == Heard::News {
            self.first_news_by = None;
            // It has spoken once: from here on only the silence counts.
            self.tuning.first_news = None;
        }
        if heard == Heard::News || self.tuning.alive == Alive::AnyFrame {
            self.last_sign = Instant::now();
        }
    }

    fn dead_at(&self) -> Instant {
        let silent = self.last_sign + self.tuning.silence;
        self.first_news_by.map_or(silent, |by| by.min(silent))
    }

    fn verdict(&self) -> String {
        let mute = self.first_news_by.is_some_and(|by| by <= Instant::now());
        let words = if mute {
            "it took the subscription and said nothing"
        } else {
            "it went silent"
        };
        words.to_owned()
    }
}

async fn send_all(socket: &mut Socket, frames: Vec<Zeroizing<String>>) -> Result<(), String> {
    for frame in frames {
        let sent = timeout(SEND_MOST, socket.send(frame.as_str())).await;
        match sent {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(error.to_string()),
            Err(_) => return Err("a subscription could not be sent".to_owned()),
        }
    }
    Ok(())
}

/// Between half and all of it, so that many clients do not come back at once.
fn jittered(wait: Duration) -> Duration {
    let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(rand::rng().random_range(ms / 2..=ms.max(1)))
}
