//! The WebSocket channels: one task a connection, which passes on its queue and listens to what the client asks.

pub(crate) mod activity;
pub(crate) mod market;
mod timeouts;
pub(crate) mod user;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use pilotfish_copy::ids::{ConditionId, TokenId};
use serde::Deserialize;
use tokio::sync::mpsc;

use super::broadcaster::{ConnectionId, Inbox, Outbox, Parcel, queue};
use super::faults::rule::SocketPattern;
use super::state::App;
use activity::{Filter, Topic};
use market::Wishes;
use timeouts::Timeouts;

/// The longest message a client may send: thousands of tokens, and room to spare.
const MESSAGE_BYTES_MOST: usize = 1 << 20;

/// How long a goodbye may take before the connection is simply dropped.
const GOODBYE: Duration = Duration::from_secs(1);

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/ws/market", any(market_channel))
        .route("/ws/user", any(user_channel))
        .route("/rtds", any(activity_channel))
        .route("/", get(root))
}

/// Which protocol a connection speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Market,
    User,
    Activity,
}

impl Channel {
    const fn pattern(self) -> SocketPattern {
        match self {
            Self::Market => SocketPattern::Market,
            Self::User => SocketPattern::User,
            Self::Activity => SocketPattern::Activity,
        }
    }
}

async fn market_channel(State(app): State<App>, upgrade: WebSocketUpgrade) -> Response {
    open(app, upgrade, Channel::Market)
}

async fn user_channel(State(app): State<App>, upgrade: WebSocketUpgrade) -> Response {
    open(app, upgrade, Channel::User)
}

async fn activity_channel(State(app): State<App>, upgrade: WebSocketUpgrade) -> Response {
    open(app, upgrade, Channel::Activity)
}

/// The activity stream's host has no path, the CLOB's root says that it is well: both are `/`.
async fn root(State(app): State<App>, upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>) -> Response {
    match upgrade {
        Ok(upgrade) => open(app, upgrade, Channel::Activity),
        Err(_) => axum::Json("OK").into_response(),
    }
}

fn open(app: App, upgrade: WebSocketUpgrade, channel: Channel) -> Response {
    upgrade
        .max_message_size(MESSAGE_BYTES_MOST)
        .on_upgrade(move |socket| converse(app, socket, channel))
}

/// What a client's message leads to.
enum Heard {
    /// Nothing to say.
    Nothing,
    /// This, at once.
    Reply(&'static str),
    /// This, at once, to a sign of life.
    Ping(&'static str),
    Close(u16, &'static str),
}

async fn converse(app: App, socket: WebSocket, channel: Channel) {
    let (mut sink, mut stream) = socket.split();
    let Ok((connection, faults)) = app.act(|host| (host.broadcaster.connect(), Arc::clone(&host.broadcaster.faults)))
    else {
        return;
    };
    let (outbox, mut inbox) = queue(channel.pattern(), faults);
    let mut waiting = None;
    let mut timeouts = Timeouts::new(channel == Channel::Activity, Instant::now());
    let (code, reason) = loop {
        tokio::select! {
            biased;
            () = app.stopping() => break (close_code::AWAY, "going away"),
            () = inbox.cut_off.cancelled() => break (inbox.close_code(), "slow consumer"),
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => match hear(&app, channel, connection, &outbox, &text) {
                    Heard::Nothing => {}
                    Heard::Close(code, reason) => break (code, reason),
                    Heard::Ping(reply) => {
                        timeouts.pinged(Instant::now());
                        if !say(&mut sink, &inbox, Message::Text(Utf8Bytes::from_static(reply))).await {
                            break (inbox.close_code(), "slow consumer");
                        }
                    }
                    Heard::Reply(reply) => {
                        if !say(&mut sink, &inbox, Message::Text(Utf8Bytes::from_static(reply))).await {
                            break (inbox.close_code(), "slow consumer");
                        }
                    }
                },
                Some(Ok(Message::Binary(_))) => break (close_code::UNSUPPORTED, "text only"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => break (close_code::NORMAL, ""),
            },
            frame = due(&mut inbox.parcels, &mut waiting) => {
                let Some(frame) = frame else { break (close_code::NORMAL, "") };
                let still_talks = timeouts.holds(Instant::now(), || stream_patience(&app));
                if still_talks && !say(&mut sink, &inbox, Message::Text(frame)).await {
                    break (inbox.close_code(), "slow consumer");
                }
            }
        }
    };
    let _forgotten = app.act(|host| host.broadcaster.leave(connection));
    let goodbye = Message::Close(Some(CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    }));
    // Whoever does not read any more need not hear it.
    let _heard = tokio::time::timeout(GOODBYE, sink.send(goodbye)).await;
}

/// The next frame, when it is due. What waits stays in `waiting` when another branch comes first.
async fn due(parcels: &mut mpsc::Receiver<Parcel>, waiting: &mut Option<Parcel>) -> Option<Utf8Bytes> {
    if waiting.is_none() {
        *waiting = Some(parcels.recv().await?);
    }
    if let Some(at) = waiting.as_ref().and_then(|parcel| parcel.due) {
        tokio::time::sleep_until(at.into()).await;
    }
    waiting.take().map(|parcel| parcel.text)
}

fn stream_patience(app: &App) -> Duration {
    let patience_ms = app.look(|host| host.broadcaster.style.stream_patience_ms);
    patience_ms.map_or(Duration::MAX, Duration::from_millis)
}

/// Sends a message, unless the queue behind it runs over meanwhile. Gives whether the connection still stands.
async fn say(sink: &mut SplitSink<WebSocket, Message>, inbox: &Inbox, message: Message) -> bool {
    tokio::select! {
        biased;
        () = inbox.cut_off.cancelled() => false,
        sent = sink.send(message) => sent.is_ok(),
    }
}

fn hear(app: &App, channel: Channel, connection: ConnectionId, outbox: &Outbox, text: &str) -> Heard {
    let text = text.trim();
    if text.eq_ignore_ascii_case("PING") {
        // The activity stream answers with nothing rather than PONG.
        return Heard::Ping(if channel == Channel::Activity { "" } else { "PONG" });
    }
    match channel {
        Channel::Market => hear_market(app, connection, outbox, text),
        Channel::User => hear_user(app, connection, outbox, text),
        Channel::Activity => hear_activity(app, connection, outbox, text),
    }
}

/// A subscription of the market or the user channel, first or later.
#[derive(Debug, Deserialize)]
struct Subscription {
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    assets_ids: Vec<String>,
    #[serde(default)]
    markets: Vec<String>,
    #[serde(default)]
    initial_dump: Option<bool>,
    #[serde(default)]
    custom_feature_enabled: bool,
    #[serde(default)]
    auth: Option<SocketAuth>,
}

impl Subscription {
    fn leaves(&self) -> bool {
        self.operation.as_deref() == Some("unsubscribe")
    }
}

#[derive(Deserialize)]
struct SocketAuth {
    #[serde(rename = "apiKey")]
    api_key: String,
    secret: String,
    passphrase: String,
}

impl std::fmt::Debug for SocketAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocketAuth")
            .field("api_key", &self.api_key)
            .finish_non_exhaustive()
    }
}

/// What the venue answers to what it does not understand.
const INVALID: Heard = Heard::Reply("INVALID OPERATION");

fn hear_market(app: &App, connection: ConnectionId, outbox: &Outbox, text: &str) -> Heard {
    let Ok(asked) = serde_json::from_str::<Subscription>(text) else {
        return INVALID;
    };
    let tokens: Vec<TokenId> = asked.assets_ids.iter().map(|token| TokenId::new(token)).collect();
    let wishes = Wishes {
        dump: asked.initial_dump.unwrap_or(true),
        custom: asked.custom_feature_enabled,
    };
    let there_was_room = app.act(|host| {
        if asked.leaves() {
            host.broadcaster.markets.unsubscribe(connection, &tokens);
            return true;
        }
        host.broadcaster
            .markets
            .subscribe(&host.venue, connection, outbox, &tokens, wishes)
    });
    match there_was_room {
        Ok(true) => Heard::Nothing,
        Ok(false) => Heard::Close(close_code::POLICY, "too many subscriptions"),
        Err(_) => Heard::Close(close_code::ERROR, "internal error"),
    }
}

fn hear_user(app: &App, connection: ConnectionId, outbox: &Outbox, text: &str) -> Heard {
    let Ok(asked) = serde_json::from_str::<Subscription>(text) else {
        return INVALID;
    };
    let markets: Vec<ConditionId> = asked.markets.iter().map(|market| ConditionId::new(market)).collect();
    let known = app.act(|host| {
        let users = &mut host.broadcaster.users;
        if asked.leaves() {
            users.unsubscribe(connection, &markets);
            return true;
        }
        match &asked.auth {
            None if users.knows(connection) => users.add_markets(connection, markets),
            None => return false,
            Some(auth) => {
                let holder = host
                    .ring
                    .holder_by_secret(&auth.api_key, &auth.secret, &auth.passphrase);
                let Some(holder) = holder else { return false };
                users.subscribe(connection, outbox, &holder, markets);
            }
        }
        true
    });
    match known {
        Ok(true) => Heard::Nothing,
        Ok(false) => Heard::Close(close_code::POLICY, "invalid credentials"),
        Err(_) => Heard::Close(close_code::ERROR, "internal error"),
    }
}

/// A request of the activity stream.
#[derive(Debug, Deserialize)]
struct StreamRequest {
    action: String,
    #[serde(default)]
    subscriptions: Vec<StreamSubscription>,
}

#[derive(Debug, Deserialize)]
struct StreamSubscription {
    topic: String,
    #[serde(rename = "type", default)]
    kind: String,
    /// JSON inside a string.
    #[serde(default)]
    filters: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct StreamFilter {
    #[serde(default)]
    event_slug: Option<String>,
    #[serde(default)]
    market_slug: Option<String>,
}

fn hear_activity(app: &App, connection: ConnectionId, outbox: &Outbox, text: &str) -> Heard {
    let Ok(request) = serde_json::from_str::<StreamRequest>(text) else {
        return Heard::Nothing;
    };
    let joins = match request.action.as_str() {
        "subscribe" => true,
        "unsubscribe" => false,
        _ => return Heard::Nothing,
    };
    let heard = app.act(|host| {
        for asked in request.subscriptions.iter().filter(|asked| asked.topic == "activity") {
            let topics = match asked.kind.as_str() {
                "*" => vec![Topic::Trades, Topic::OrdersMatched],
                kind => Topic::named(kind).into_iter().collect(),
            };
            for topic in topics {
                if joins {
                    host.broadcaster
                        .activity
                        .subscribe(connection, outbox, topic, filter(asked));
                } else {
                    host.broadcaster.activity.unsubscribe(connection, topic);
                }
            }
        }
    });
    heard.map_or(Heard::Close(close_code::ERROR, "internal error"), |()| Heard::Nothing)
}

/// The filter a subscription names; one that cannot be read filters nothing, as on the real stream.
fn filter(asked: &StreamSubscription) -> Filter {
    let text = asked.filters.as_deref().unwrap_or_default();
    let StreamFilter {
        event_slug,
        market_slug,
    } = serde_json::from_str(text).unwrap_or_default();
    Filter {
        event_slug,
        market_slug,
    }
}
