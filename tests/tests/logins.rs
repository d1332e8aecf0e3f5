//! Logins: our own channel logs in with a new key at once, and the key of the last login is kept for the next one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{Message, WebSocket};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{any, get};
use axum::{Json, Router};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::port::{Feed, FeedEvent, VenuePorts};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_polymarket::Endpoints;
use pilotfish_vault::Signer;
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::{EntryName, KeyStore, SecretBytes, SecretMode, StoreError};
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

/// Keeps secrets for one test, and notes nothing.
#[derive(Debug, Default)]
struct Kept(Mutex<BTreeMap<EntryName, Vec<u8>>>);

impl KeyStore for Kept {
    fn read(&self, name: &EntryName) -> Result<SecretBytes, StoreError> {
        let kept = self.0.lock().unwrap();
        kept.get(name)
            .map(|bytes| SecretBytes::copied(bytes))
            .ok_or(StoreError::Gone)
    }

    fn write(&self, name: &EntryName, secret: &SecretBytes) -> Result<(), StoreError> {
        self.0.lock().unwrap().insert(name.clone(), secret.expose().to_vec());
        Ok(())
    }

    fn delete(&self, name: &EntryName) -> Result<(), StoreError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

/// A venue that gives the key of a number, takes that key alone, and notes what it is asked.
#[derive(Clone, Default)]
struct Numbered {
    number: Arc<AtomicU32>,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl Numbered {
    fn key(&self) -> String {
        format!("00000000-0000-0000-0000-{:012}", self.number.load(Ordering::SeqCst))
    }

    fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    async fn serve(&self) -> Endpoints {
        let (gives, takes) = (self.clone(), self.clone());
        let derive = move || {
            gives.asked.lock().unwrap().push("derive");
            let key = json!({ "apiKey": gives.key(), "secret": "c2VjcmV0", "passphrase": "pass-phrase" });
            std::future::ready(Json(key))
        };
        let look = move |headers: HeaderMap| {
            takes.asked.lock().unwrap().push("look");
            let known = headers["POLY_API_KEY"].to_str().unwrap() == takes.key();
            std::future::ready(if known {
                (StatusCode::OK, Json(json!({ "closed_only": false })))
            } else {
                (
                    StatusCode::UNAUTHORIZED,
                    Json(json!({ "error": "Unauthorized/Invalid api key" })),
                )
            })
        };
        let router = Router::new()
            .route("/time", get(|| async { "1793577600" }))
            .route("/auth/derive-api-key", get(derive))
            .route("/auth/ban-status/closed-only", get(look));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Endpoints::local(&url.parse().unwrap()).unwrap()
    }
}

#[tokio::test]
async fn the_key_of_the_last_login_is_kept_with_the_private_key_and_tried_before_another_is_asked_for() {
    let venue = Numbered::default();
    let endpoints = venue.serve().await;
    let store = Arc::new(Kept::default());
    let signer = Arc::new(Signer::demo(7, "a world").unwrap());
    let owner = WalletAddress::parse(&signer.address()).unwrap();
    let wallet = signer.wallet(WalletType::Deposit).unwrap();
    let accounts = Accounts::of(store.as_ref(), SecretMode::Live);
    let start = || PolymarketVenue::keeping(endpoints.clone(), Arc::<Kept>::clone(&store)).unwrap();
    // It is kept by a task of its own: a login does not wait for the store.
    let kept = async |key: String| {
        let is_kept = async {
            while accounts.api_credentials(&owner).unwrap().map(|kept| kept.owner()) != Some(key.clone()) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Some(())
        };
        soon("the key in the store", is_kept).await;
    };

    let connect = async |ports: &VenuePorts| {
        let login = ports.standing.connect(&signer, WalletType::Deposit, &wallet);
        login.await.unwrap()
    };
    assert_eq!(connect(&start()).await, venue.key());
    assert_eq!(venue.asked(), ["derive"]);
    kept(venue.key()).await;

    // The next start.
    let ports = start();
    assert_eq!(connect(&ports).await, venue.key());
    assert_eq!(venue.asked(), ["look"], "no other is asked for");
    // Whoever logs in again was refused with it.
    venue.number.fetch_add(1, Ordering::SeqCst);
    assert_eq!(connect(&ports).await, venue.key());
    assert_eq!(venue.asked(), ["derive"]);
    kept(venue.key()).await;

    // Revoked meanwhile: one more login.
    venue.number.fetch_add(1, Ordering::SeqCst);
    assert_eq!(connect(&start()).await, venue.key());
    assert_eq!(venue.asked(), ["look", "derive"]);
    kept(venue.key()).await;
}
