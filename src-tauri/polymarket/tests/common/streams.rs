//! Listening to a stream and playing the venue at its other end.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use pilotfish_polymarket::streams::{Alive, StreamEvent, Subscription, Tuning};
use serde_json::Value;

/// Longer than anything here takes on a busy machine; a test that waits this long has failed.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(120);

/// So quick that a dead connection is noticed within a test.
pub(crate) const QUICK: Tuning = Tuning {
    ping_every: Duration::from_millis(100),
    silence: Duration::from_secs(1),
    alive: Alive::AnyFrame,
    first_news: None,
    quiet_token: TIMEOUT,
    backoff_least: Duration::from_millis(10),
    backoff_most: Duration::from_millis(50),
    capacity: 64,
};

/// Never taken for dead.
pub(crate) const CALM: Tuning = Tuning {
    silence: TIMEOUT,
    ping_every: TIMEOUT,
    ..QUICK
};

pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = Option<T>>) -> T {
    tokio::time::timeout(TIMEOUT, future)
        .await
        .unwrap_or_else(|_| panic!("{what} never came"))
        .expect(what)
}

pub(crate) async fn next<T>(stream: &mut Subscription<T>) -> StreamEvent<T> {
    soon("an event", stream.next()).await
}

pub(crate) async fn item<T: std::fmt::Debug>(stream: &mut Subscription<T>) -> T {
    match next(stream).await {
        StreamEvent::Item(item) => item,
        other => panic!("no news: {other:?}"),
    }
}

/// The next text that is no ping.
pub(crate) async fn said(socket: &mut WebSocket) -> Value {
    loop {
        match soon("a frame", socket.recv()).await.unwrap() {
            Message::Text(text) if text == "PING" => {}
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) async fn tell(socket: &mut WebSocket, value: &Value) {
    socket.send(Message::text(value.to_string())).await.unwrap();
}
