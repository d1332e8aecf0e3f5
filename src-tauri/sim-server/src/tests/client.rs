//! A client of its own for the tests: signs as a wallet would, speaks HTTP and WebSocket for real.

use std::path::{Path, PathBuf};
use std::time::Duration;

use alloy::primitives::{Address, B256, U256, hex};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{Eip712Domain, SolStruct};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use futures_util::{SinkExt, StreamExt};
use hmac::{Hmac, Mac};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::{Exchange as Contract, Side};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio_tungstenite::tungstenite::Message;

use super::super::state::real_seconds;
use super::super::{ServerHandle, ServerOptions, serve};
use pilotfish_sim::signed_order::typed_data::{
    CHAIN_ID, TypedOrder, attestation_hash, domain, nested_hash, order_hash,
};
use pilotfish_sim::signed_order::{DepositWallets, KeyHolder};
use pilotfish_sim::venue::VenueOptions;

/// 2026-11-02T00:00Z.
pub(super) const START: VenueMs = VenueMs(1_793_577_600_000);

/// Where the recorded files lie.
pub(super) fn vector_path(file: &str) -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    std::env::var_os("PILOTFISH_VECTORS")
        .map_or_else(|| PathBuf::from(beside), PathBuf::from)
        .join(file)
}

/// A recorded file, or nothing (with a word) when it is not there.
pub(crate) fn vector_file(file: &str) -> Option<Value> {
    let path = vector_path(file);
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap()),
        Err(error) => {
            println!("skipped: {}: {error}", path.display());
            None
        }
    }
}

/// A paused world of seed 7, so that nothing moves but what the test does.
pub(super) async fn paused(folder: Option<&Path>) -> ServerHandle {
    let server = start(options(folder)).await;
    server.set_clock(None, Some(true)).unwrap();
    server
}

pub(super) fn options(folder: Option<&Path>) -> ServerOptions {
    ServerOptions {
        folder: folder.map(Path::to_owned),
        ..ServerOptions::new(VenueOptions::seeded(7, START))
    }
}

pub(super) async fn start(options: ServerOptions) -> ServerHandle {
    serve(options).await.unwrap()
}

/// What passes between two looks at a clock that runs at 600×.
const STEP_MS: i64 = 15_000;

/// Lets exactly so much venue time pass, however long this machine takes over it; the clock stands then. Whoever listens hears it
/// in steps.
pub(super) async fn let_pass(server: &ServerHandle, ms: i64) {
    server.set_clock(None, Some(true)).unwrap();
    let mut now = server.clock().unwrap().now;
    let until = now.plus(ms);
    while now < until {
        now = now.plus(STEP_MS).min(until);
        server.app.0.act(|host| host.go_on_to(now)).unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Which wallet an order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wallet {
    /// The account itself, type 0.
    Account,
    /// Its proxy, type 1.
    Proxy,
    /// Its Safe, type 2.
    Safe,
    /// Its deposit wallet behind the beacon, type 3.
    Deposit,
}

impl Wallet {
    /// All of them, by their types.
    pub(super) const ALL: [Self; 4] = [Self::Account, Self::Proxy, Self::Safe, Self::Deposit];

    /// The venue's number for it.
    pub(super) fn signature_type(self) -> u8 {
        match self {
            Self::Account => 0,
            Self::Proxy => 1,
            Self::Safe => 2,
            Self::Deposit => 3,
        }
    }
}

/// A wallet's key, and (after `authenticate`) its API credentials.
pub(super) struct Client {
    pub(super) http: reqwest::Client,
    pub(super) base: String,
    pub(super) socket_base: String,
    pub(super) signer: PrivateKeySigner,
    pub(super) api_key: String,
    pub(super) secret: String,
    pub(super) passphrase: String,
    salt: u64,
}

/// An answer: status and JSON (null where there is none).
pub(super) type Answer = (u16, Value);

impl Client {
    pub(super) fn new(server: &ServerHandle) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            base: server.http_url(),
            socket_base: server.socket_url(),
            // The first of the keys that every local test chain uses.
            signer: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
                .parse()
                .unwrap(),
            api_key: String::new(),
            secret: String::new(),
            passphrase: String::new(),
            salt: 1,
        }
    }

    /// With an API key: created, or derived if it was created before.
    pub(super) async fn authenticated(server: &ServerHandle) -> Self {
        let mut client = Self::new(server);
        let (status, created) = client.l1("POST", "/auth/api-key", 0, real_seconds()).await;
        let (status, keys) = if status == 200 {
            (status, created)
        } else {
            client.l1("GET", "/auth/derive-api-key", 0, real_seconds()).await
        };
        assert_eq!(status, 200, "{keys}");
        client.take_keys(&keys);
        client
    }

    pub(super) fn take_keys(&mut self, keys: &Value) {
        let text = |name: &str| keys[name].as_str().unwrap().to_owned();
        (self.api_key, self.secret, self.passphrase) = (text("apiKey"), text("secret"), text("passphrase"));
    }

    pub(super) fn owner(&self) -> Address {
        self.signer.address()
    }

    pub(super) fn wallet(&self, wallet: Wallet) -> Address {
        match wallet {
            Wallet::Account => self.owner(),
            Wallet::Proxy => KeyHolder::of(self.owner()).proxy,
            Wallet::Safe => KeyHolder::of(self.owner()).safe,
            Wallet::Deposit => DepositWallets::of(self.owner()).beacon,
        }
    }

    /// The wallet as the venue writes it.
    pub(super) fn address(&self, wallet: Wallet) -> String {
        format!("{:#x}", self.wallet(wallet))
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(format!("{}{path}", self.base))).await
    }

    pub(super) async fn post_plain(&self, path: &str, body: &Value) -> Answer {
        answer(self.http.post(format!("{}{path}", self.base)).json(body)).await
    }

    /// A request with L1 headers.
    pub(super) async fn l1(&self, method: &str, path: &str, nonce: u64, stamp_s: i64) -> Answer {
        let hash = attestation_hash(self.owner(), &stamp_s.to_string(), U256::from(nonce), CHAIN_ID);
        let signature = self.signer.sign_hash_sync(&hash).unwrap();
        let request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .header("POLY_ADDRESS", format!("{:#x}", self.owner()))
            .header("POLY_SIGNATURE", format!("0x{}", hex::encode(signature.as_bytes())))
            .header("POLY_TIMESTAMP", stamp_s.to_string())
            .header("POLY_NONCE", nonce.to_string());
        answer(request).await
    }

    /// A request with L2 headers.
    pub(super) async fn l2(&self, method: &str, path: &str, body: &str) -> Answer {
        self.l2_at(method, path, body, real_seconds()).await
    }

    pub(super) async fn l2_at(&self, method: &str, path: &str, body: &str, stamp_s: i64) -> Answer {
        answer(self.l2_request(method, path, body, stamp_s)).await
    }

    /// The same, not sent yet: for what else than status and body an answer has.
    pub(super) fn l2_request(&self, method: &str, path: &str, body: &str, stamp_s: i64) -> reqwest::RequestBuilder {
        let bare = path.split('?').next().unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&URL_SAFE.decode(&self.secret).unwrap()).unwrap();
        mac.update(format!("{stamp_s}{method}{bare}{body}").as_bytes());
        self.http
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .header("POLY_ADDRESS", self.owner().to_checksum(None))
            .header("POLY_API_KEY", &self.api_key)
            .header("POLY_PASSPHRASE", &self.passphrase)
            .header("POLY_SIGNATURE", URL_SAFE.encode(mac.finalize().into_bytes()))
            .header("POLY_TIMESTAMP", stamp_s.to_string())
            .header("content-type", "application/json")
            .body(body.to_owned())
    }

    /// An open market's first token with both sides in its book, and that book.
    pub(super) async fn token_with_book(&self) -> (String, Value) {
        self.token_of(|_| true).await
    }

    /// The same, of the first market whose row of Gamma fits.
    pub(super) async fn token_of(&self, fits: impl Fn(&Value) -> bool) -> (String, Value) {
        let (_, markets) = self.get("/markets?limit=100").await;
        for market in markets.as_array().unwrap().iter().filter(|market| fits(market)) {
            let tokens: Vec<String> = serde_json::from_str(market["clobTokenIds"].as_str().unwrap()).unwrap();
            // A market of protocol-V2 positions has none.
            let Some(token) = tokens.first() else { continue };
            let (status, book) = self.get(&format!("/book?token_id={token}")).await;
            let sides = |name: &str| book[name].as_array().is_some_and(|levels| !levels.is_empty());
            if status == 200 && sides("bids") && sides("asks") {
                return (token.clone(), book);
            }
        }
        panic!("no market that fits has a book");
    }

    /// A signed order's id and whole body. Amounts in base units.
    pub(super) fn order(&mut self, order: &OrderWish<'_>) -> (String, String) {
        self.order_for(order, Contract::StandardV2)
    }

    /// The same, signed for that exchange.
    pub(super) fn order_for(&mut self, order: &OrderWish<'_>, contract: Contract) -> (String, String) {
        self.salt += 1;
        let wallet = self.wallet(order.wallet);
        let typed = TypedOrder {
            salt: U256::from(self.salt),
            maker: wallet,
            signer: if order.wallet == Wallet::Deposit {
                wallet
            } else {
                self.owner()
            },
            tokenId: U256::from_str_radix(order.token, 10).unwrap(),
            makerAmount: U256::from(order.maker_micros),
            takerAmount: U256::from(order.taker_micros),
            side: u8::from(order.side == Side::Sell),
            signatureType: order.wallet.signature_type(),
            timestamp: U256::from(1_793_577_600_000_u64),
            metadata: B256::ZERO,
            builder: B256::ZERO,
        };
        let domain = domain(contract, CHAIN_ID);
        let signature = self.sign(&typed, &domain);
        let body = json!({
            "order": {
                "salt": self.salt,
                "maker": typed.maker,
                "signer": typed.signer,
                "tokenId": order.token,
                "makerAmount": order.maker_micros.to_string(),
                "takerAmount": order.taker_micros.to_string(),
                "side": order.side,
                "expiration": order.expiration_s.to_string(),
                "signatureType": typed.signatureType,
                "timestamp": "1793577600000",
                "metadata": typed.metadata,
                "builder": typed.builder,
                "signature": signature,
            },
            "orderType": order.kind,
            "owner": self.api_key,
            "postOnly": false,
            "deferExec": false,
        });
        (order_hash(&typed, &domain).to_string(), body.to_string())
    }

    fn sign(&self, typed: &TypedOrder, domain: &Eip712Domain) -> String {
        if typed.signatureType != 3 {
            let signature = self.signer.sign_hash_sync(&order_hash(typed, domain)).unwrap();
            return format!("0x{}", hex::encode(signature.as_bytes()));
        }
        let inner = self.signer.sign_hash_sync(&nested_hash(typed, domain)).unwrap();
        let kind = TypedOrder::eip712_encode_type();
        let length = u16::try_from(kind.len()).unwrap().to_be_bytes();
        let (separator, contents) = (domain.separator(), typed.eip712_hash_struct());
        let whole = [
            &inner.as_bytes()[..],
            separator.as_slice(),
            contents.as_slice(),
            kind.as_bytes(),
            &length,
        ];
        format!("0x{}", hex::encode(whole.concat()))
    }

    pub(super) async fn socket(&self, path: &str) -> Socket {
        let (stream, _) = tokio_tungstenite::connect_async(format!("{}{path}", self.socket_base))
            .await
            .unwrap();
        Socket { stream }
    }

    pub(super) async fn user_socket(&self) -> Socket {
        let mut socket = self.socket("/ws/user").await;
        let auth = json!({ "apiKey": self.api_key, "secret": self.secret, "passphrase": self.passphrase });
        socket
            .say(&json!({ "type": "user", "auth": auth, "markets": [] }).to_string())
            .await;
        // The answer to a PING proves that the subscription before it has been taken.
        assert_eq!(socket.ping().await, "PONG");
        socket
    }
}

/// What an order is to say.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderWish<'a> {
    pub(super) wallet: Wallet,
    pub(super) token: &'a str,
    pub(super) side: Side,
    pub(super) maker_micros: u64,
    pub(super) taker_micros: u64,
    pub(super) kind: &'a str,
    pub(super) expiration_s: i64,
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// An open socket.
pub(super) struct Socket {
    stream: tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>,
}

impl Socket {
    pub(super) async fn say(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The next text, or the close code as `closed 1008`.
    pub(super) async fn hear(&mut self) -> String {
        let next = tokio::time::timeout(Duration::from_secs(20), self.stream.next());
        match next.await.expect("a message within 20 s") {
            Some(Ok(Message::Text(text))) => text.to_string(),
            Some(Ok(Message::Close(Some(close)))) => format!("closed {}", u16::from(close.code)),
            other => format!("{other:?}"),
        }
    }

    /// The answer to a PING; what comes before it is dropped.
    pub(super) async fn ping(&mut self) -> String {
        self.say("PING").await;
        loop {
            let text = self.hear().await;
            if !text.starts_with(['{', '[']) {
                return text;
            }
        }
    }

    /// The next event that fits; others are dropped. An array counts as its elements.
    pub(super) async fn event(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let text = self.hear().await;
            let value: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
            let events = if let Value::Array(events) = value {
                events
            } else {
                vec![value]
            };
            if let Some(found) = events.into_iter().find(&fits) {
                return found;
            }
        }
    }
}

/// A book kept from the channel: `book` replaces it, `price_change` sets a level.
#[derive(Debug, PartialEq)]
pub(super) struct LocalBook {
    levels: std::collections::BTreeMap<(String, String), String>,
}

impl LocalBook {
    pub(super) fn of(book: &Value) -> Self {
        let mut levels = std::collections::BTreeMap::new();
        for (side, name) in [("BUY", "bids"), ("SELL", "asks")] {
            for level in book[name].as_array().unwrap() {
                let text = |name: &str| level[name].as_str().unwrap().to_owned();
                levels.insert((side.to_owned(), text("price")), text("size"));
            }
        }
        Self { levels }
    }

    pub(super) fn apply(&mut self, message: &Value, token: &str) {
        if message["event_type"] == "book" {
            *self = Self::of(message);
        }
        let none = Vec::new();
        let changes = message["price_changes"].as_array().unwrap_or(&none);
        for change in changes.iter().filter(|change| change["asset_id"] == token) {
            let text = |name: &str| change[name].as_str().unwrap().to_owned();
            let key = (text("side"), text("price"));
            if text("size") == "0" {
                self.levels.remove(&key);
            } else {
                self.levels.insert(key, text("size"));
            }
        }
    }
}
