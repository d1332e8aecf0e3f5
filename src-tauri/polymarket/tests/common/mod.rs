//! A venue of a few lines: what it is asked is kept, what it answers is the test's business.

pub(crate) mod streams;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, TradingApi, Transport};
use pilotfish_vault::{ApiCredentials, Signer};
use tokio::net::TcpListener;
use url::Url;

/// One request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    /// The value of a query parameter, empty where there is none.
    pub(crate) fn param(&self, name: &str) -> String {
        let pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }
}

/// Everything that came, in order.
pub(crate) type Log = Arc<Mutex<Vec<Asked>>>;

/// Serves `answer` for every request.
pub(crate) async fn venue<F, A>(answer: F) -> (Url, Log)
where
    F: Fn(Asked) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = (u16, String)> + Send,
{
    let log = Log::default();
    let kept = log.clone();
    let handler = move |request: Request| {
        let (answer, kept) = (answer.clone(), kept.clone());
        async move {
            let asked = read(request).await;
            kept.lock().unwrap().push(asked.clone());
            let (status, body) = answer(asked).await;
            let status = StatusCode::from_u16(status).unwrap();
            let kind = [
                ("content-type", "application/json"),
                ("location", "/elsewhere"),
                ("retry-after", "7"),
            ];
            (status, kind, body).into_response() as Response
        }
    };
    (serve(Router::new().fallback(handler)).await, log)
}

async fn read(request: Request) -> Asked {
    let (parts, body) = request.into_parts();
    let bytes: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// Serves a router on a free port.
pub(crate) async fn serve(router: Router) -> Url {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Url::parse(&base).unwrap()
}

/// An address at which nobody listens.
pub(crate) async fn nobody() -> Url {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
}

pub(crate) fn public(base: &Url) -> PublicApi {
    with_timeouts(
        base,
        RequestTimeouts {
            // Longer than any test waits.
            write: Duration::from_secs(600),
            read: Duration::from_secs(600),
            ..RequestTimeouts::default()
        },
    )
}

pub(crate) fn with_timeouts(base: &Url, timeouts: RequestTimeouts) -> PublicApi {
    PublicApi::new(Transport::new(Endpoints::local(base).unwrap(), timeouts, RateLimits::Unpaced).unwrap())
}

pub(crate) const OWNER: &str = "00000000-1111-2222-3333-444444444444";

pub(crate) fn credentials() -> ApiCredentials {
    ApiCredentials::new(OWNER, "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I_Pz8-", "pass-phrase").unwrap()
}

pub(crate) fn signer() -> Signer {
    Signer::demo(7, "a test").unwrap()
}

pub(crate) fn trading(base: &Url) -> TradingApi {
    account(public(base))
}

pub(crate) fn account(public: PublicApi) -> TradingApi {
    let signer = signer();
    let funder = signer.wallet(WalletType::Eoa).unwrap();
    TradingApi::new(public, &signer, credentials(), WalletType::Eoa, funder)
}

/// A recorded or hand-written answer of the venue; `None`, with a word, where it is not there.
pub(crate) fn recorded(file: &str) -> Option<String> {
    let path = recorded_path(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("skipped: {} cannot be read ({error})", path.display());
            None
        }
    }
}

pub(crate) fn recorded_path(file: &str) -> std::path::PathBuf {
    let folder = std::env::var("PILOTFISH_VECTORS").unwrap_or_else(|_| "../shared/data".to_owned());
    // A relative folder counts from the project's root, wherever the test runs.
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .join(folder)
        .join("recorded")
        .join(file)
}

/// A WebSocket venue: every connection is handed to the test, with the path it came to.
pub(crate) async fn sockets(
    http: Router,
) -> (
    Url,
    tokio::sync::mpsc::UnboundedReceiver<(String, axum::extract::ws::WebSocket)>,
) {
    use axum::extract::{OriginalUri, WebSocketUpgrade};
    use axum::routing::any;
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let handler = move |OriginalUri(uri): OriginalUri, upgrade: WebSocketUpgrade| {
        let sender = sender.clone();
        async move {
            upgrade.on_upgrade(move |socket| async move {
                let _ = sender.send((uri.path().to_owned(), socket));
            })
        }
    };
    let router = http
        .route("/ws/market", any(handler.clone()))
        .route("/ws/user", any(handler.clone()))
        .route("/rtds", any(handler));
    (serve(router).await, receiver)
}
