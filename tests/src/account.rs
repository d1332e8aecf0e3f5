//! The demo's account seen from the venue's side: the same key, asked over the wire, beside the program that trades with it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alloy::primitives::keccak256;
use futures_util::{SinkExt, StreamExt};
use pilotfish_copy::command::PlaceChild;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::{ApiCredentials, Headers, OrderRequest, Signer, WalletEvidence};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;

/// What the demo's key is made from, besides its seed and its world. It is no secret; the program must treat it as one.
pub(crate) const DEMO_LABEL: &str = "pilotfish demo account, worthless";
/// The number of the program's API key.
const NONCE: u32 = 0;
/// The mark of the last page.
const LAST_PAGE: &str = "LTE=";
/// How often the user channel is kept alive.
const PING_EVERY: Duration = Duration::from_secs(5);

/// An account of a served demo world.
#[derive(Debug)]
pub struct Account {
    url: String,
    client: Client,
    signer: Signer,
    credentials: ApiCredentials,
    /// The private key's bytes.
    pub key: [u8; 32],
    /// The API key's secret, as the venue writes it.
    pub secret: String,
    /// The API key's passphrase.
    pub passphrase: String,
    /// The wallet that holds the money.
    pub wallet: String,
}

impl Account {
    /// The demo account of `seed` in the world served at `url`; its API key is made if there is none yet.
    ///
    /// # Panics
    /// When the venue does not answer as it should.
    pub async fn at(url: &str, seed: u64) -> Self {
        let client = Client::new();
        let clock: Value = client
            .get(format!("{url}/sim/clock"))
            .send()
            .await
            .expect("the venue's clock")
            .json()
            .await
            .expect("the clock as JSON");
        let world = clock["world"].as_str().expect("the world's id");
        let signer = Signer::demo(seed, world).expect("the demo's key");
        let key = keccak256(format!("{DEMO_LABEL}/{seed}/{world}")).0;
        let same = alloy::signers::local::PrivateKeySigner::from_slice(&key).expect("a key");
        assert_eq!(
            same.address().to_checksum(None),
            signer.address(),
            "the demo's key is made another way now"
        );
        let wallet = signer.wallet(WalletType::Deposit).expect("a deposit wallet");
        signer
            .confirm_wallet(WalletType::Deposit, &wallet, WalletEvidence::Derived)
            .expect("its own wallet");
        let wallet = wallet.to_string();
        let given = api_key(&client, url, &signer).await;
        let field = |name: &str| given[name].as_str().expect("a credential").to_owned();
        let (secret, passphrase) = (field("secret"), field("passphrase"));
        let credentials = ApiCredentials::new(&field("apiKey"), &secret, &passphrase).expect("credentials");
        Self {
            url: url.to_owned(),
            client,
            signer,
            credentials,
            key,
            secret,
            passphrase,
            wallet,
        }
    }

    /// Asks something private.
    ///
    /// # Panics
    /// When the venue refuses.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let headers = self
            .credentials
            .l2_headers(&self.signer.address(), now_s(), "GET", path, "")
            .expect("the headers of a request");
        let mut request = self.client.get(format!("{}{path}", self.url)).query(query);
        for (name, value) in headers.iter() {
            request = request.header(name, value);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Every row of a paged list.
    ///
    /// # Panics
    /// When the venue refuses.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut rows, mut cursor) = (Vec::new(), "MA==".to_owned());
        while cursor != LAST_PAGE {
            let page = self.get(path, &[("next_cursor", &cursor)]).await;
            rows.extend(page["data"].as_array().expect("rows").iter().cloned());
            page["next_cursor"].as_str().expect("a cursor").clone_into(&mut cursor);
        }
        rows
    }

    /// Signs an order, posts it, and gives its hash and its body without the API key's owner.
    ///
    /// # Panics
    /// When it cannot be signed, or the venue refuses it.
    pub async fn place(&self, place: &PlaceChild, salt: u64) -> (String, String) {
        let funder = WalletAddress::parse(&self.wallet).expect("the wallet");
        let shares = Shares::from_micros(1_000_000_000_000);
        let limits = match place.side {
            Side::Buy => OrderLimits::purchase_alone(Usd::dollars(1_000), FeeSchedule::FREE, shares, Price::ONE),
            Side::Sell => OrderLimits::sale(shares, Price::ZERO),
        };
        let request = OrderRequest {
            place,
            wallet: WalletType::Deposit,
            funder: &funder,
            salt,
            limits: &limits,
        };
        let signed = self.signer.sign_order(&request).expect("a signed order");
        let body = signed.body(&self.credentials.owner()).expect("a body");
        let headers = self
            .credentials
            .l2_headers(&self.signer.address(), now_s(), "POST", "/order", &body.sent)
            .expect("the headers of a request");
        let mut request = self.client.post(format!("{}/order", self.url));
        for (name, value) in headers.iter() {
            request = request.header(name, value);
        }
        let request = request.header("content-type", "application/json").body(body.sent);
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert_eq!(status, StatusCode::OK, "an order is refused: {text}");
        (signed.hash().to_string(), body.kept)
    }

    /// Asks something public.
    ///
    /// # Panics
    /// When the venue refuses.
    pub async fn public(&self, path: &str, query: &[(&str, &str)]) -> Value {
        let answer = self
            .client
            .get(format!("{}{path}", self.url))
            .query(query)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.expect("JSON")
    }

    /// Tells the simulated venue something that the real one cannot be told.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn control(&self, path: &str, body: &Value) {
        let request = self.client.post(format!("{}{path}", self.url)).json(body);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }

    /// What the user channel is subscribed to with.
    ///
    /// # Panics
    /// Never: it is JSON.
    #[must_use]
    pub fn user_subscription(&self) -> Value {
        serde_json::from_str(self.credentials.user_channel_frame().as_str()).expect("JSON")
    }

    /// Listens to the user channel from now on.
    ///
    /// # Panics
    /// When it cannot be reached.
    pub async fn listen(&self) -> Listener {
        let address = format!("{}/ws/user", self.url.replacen("http", "ws", 1));
        let (socket, _) = tokio_tungstenite::connect_async(address)
            .await
            .expect("the user channel");
        let (mut to, mut from) = socket.split();
        let frame = self.credentials.user_channel_frame().to_string();
        to.send(Message::text(frame)).await.expect("a subscription");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            let mut every = tokio::time::interval(PING_EVERY);
            loop {
                tokio::select! {
                    _ = every.tick() => if to.send(Message::text("PING")).await.is_err() { return },
                    message = from.next() => match message {
                        Some(Ok(Message::Text(text))) => keep(&into, &text),
                        Some(Ok(_)) => {}
                        _ => return,
                    },
                }
            }
        });
        Listener { heard, task }
    }
}

/// Takes what one frame told; answers to pings are no news.
fn keep(into: &Mutex<Vec<Value>>, text: &str) {
    let mut heard = into.lock().unwrap_or_else(PoisonError::into_inner);
    match serde_json::from_str(text) {
        Ok(Value::Array(events)) => heard.extend(events),
        Ok(event @ Value::Object(_)) => heard.push(event),
        _ => {}
    }
}

/// The API key of that signer, as the venue gives it; made if there is none yet.
///
/// # Panics
/// When the venue neither has nor makes one.
pub async fn api_key(client: &Client, url: &str, signer: &Signer) -> Value {
    for (method, path) in [(Method::GET, "auth/derive-api-key"), (Method::POST, "auth/api-key")] {
        let headers: Headers = signer.l1_headers(now_s(), NONCE).expect("the key's proof");
        let mut request = client.request(method, format!("{url}/{path}"));
        for (name, value) in headers.iter() {
            request = request.header(name, value);
        }
        let answer = request.send().await.expect("an answer");
        if answer.status().is_success() {
            return answer.json().await.expect("credentials");
        }
    }
    panic!("the venue neither has nor makes an API key")
}

fn now_s() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock past 1970");
    i64::try_from(since.as_secs()).expect("a clock before the end of time")
}

/// Somebody on the user channel.
#[derive(Debug)]
pub struct Listener {
    heard: Arc<Mutex<Vec<Value>>>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Everything told so far, in its order.
    #[must_use]
    pub fn heard(&self) -> Vec<Value> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it still listens: a channel that broke has told less than there was.
    #[must_use]
    pub fn is_listening(&self) -> bool {
        !self.task.is_finished()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}
