//! A new login while the streams run: our own channel logs in with the new key at once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{Message, WebSocket};
use axum::routing::{any, get};
use axum::{Json, Router};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::port::{Feed, FeedEvent};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_vault::Signer;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const LIMIT: Duration = Duration::from_secs(300);

async fn soon<T>(what: &str, future: impl Future<Output = Option<T>>) -> T {
    let came = tokio::time::timeout(LIMIT, future).await;
    came.unwrap_or_else(|_| panic!("{what} never came")).expect(what)
}

/// A venue that gives another key at each login, and hands on the sockets of the user channel.
async fn venue() -> (String, mpsc::UnboundedReceiver<WebSocket>) {
    let (sockets, incoming) = mpsc::unbounded_channel();
    let logins = Arc::new(AtomicU32::new(0));
    let key = move || {
        let number = logins.fetch_add(1, Ordering::SeqCst) + 1;
        let key = json!({
            "apiKey": format!("00000000-0000-0000-0000-{number:012}"),
            "secret": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I_Pz8-",
            "passphrase": "pass-phrase",
        });
        std::future::ready(Json(key))
    };
    let channel = move |upgrade: WebSocketUpgrade| {
        let sockets = sockets.clone();
        async move {
            upgrade.on_upgrade(move |socket| async move {
                let _ = sockets.send(socket);
            })
        }
    };
    let router = Router::new()
        .route("/time", get(|| async { "1793577600" }))
        .route("/auth/derive-api-key", get(key))
        .route("/ws/user", any(channel));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, incoming)
}

/// The key with which a socket logs in.
async fn key_of(socket: &mut WebSocket) -> String {
    let Message::Text(text) = soon("a frame", socket.recv()).await.unwrap() else {
        panic!("no words")
    };
    let frame: Value = serde_json::from_str(&text).unwrap();
    frame["auth"]["apiKey"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_login_makes_our_own_channel_log_in_again_with_the_new_key() {
    let (url, mut incoming) = venue().await;
    let ports = PolymarketVenue::demo(&url).unwrap();
    let signer = Arc::new(Signer::demo(7, "a world").unwrap());
    let wallet = signer.wallet(WalletType::Deposit).unwrap();
    let (events, mut heard) = mpsc::channel(64);
    let stop = CancellationToken::new();
    // Whoever listens before the first login waits for it.
    let stream = tokio::spawn(ports.trading.stream_account(events, stop.clone()));

    let login = ports.standing.connect(&signer, WalletType::Deposit, &wallet);
    let first = login.await.unwrap();
    let mut socket = soon("a connection", incoming.recv()).await;
    assert_eq!(key_of(&mut socket).await, first);
    assert_eq!(soon("news", heard.recv()).await, FeedEvent::Up(Feed::Account));

    let login = ports.standing.connect(&signer, WalletType::Deposit, &wallet);
    let second = login.await.unwrap();
    assert_ne!(first, second);
    assert!(matches!(
        soon("news", heard.recv()).await,
        FeedEvent::Down(Feed::Account, _)
    ));
    let mut again = soon("another connection", incoming.recv()).await;
    assert_eq!(key_of(&mut again).await, second);
    assert_eq!(soon("news", heard.recv()).await, FeedEvent::Up(Feed::Account));
    let old = soon("its end", async {
        while let Some(Ok(message)) = socket.recv().await {
            if matches!(message, Message::Close(_)) {
                break;
            }
        }
        Some(())
    });
    old.await;
    stop.cancel();
    tokio::time::timeout(LIMIT, stream).await.unwrap().unwrap();
}
