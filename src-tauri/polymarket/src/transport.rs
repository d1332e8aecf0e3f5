//! HTTP to the venue: own time-outs, no redirects, bounded answers, exact bytes, and the difference between "nothing was
//! sent" and "nobody knows".
//!
//! A request waits for its turn first, then is stamped and signed, and only then does its time-out begin: what is told as
//! sent was sent, with a fresh stamp. It retries nothing. It measures how far the venue's clock is from ours, because
//! authentication stamps expire.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pilotfish_vault::Headers;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use tokio::sync::watch;
use url::Url;

use crate::answer::{Answer, pace_said, read};
use crate::endpoints::{is_loopback, join};
use crate::pacing::{Lane, NoTurn, PaceSaid, Pacing, RateLimits};
use crate::unreadable::{Unreadable, UnreadableRows};
use crate::{Endpoints, Error};

/// How long a connection is kept without use. Setting one up again costs an order its lead.
const IDLE_MOST: Duration = Duration::from_secs(600);

/// How often an HTTP/2 connection is asked whether it lives, and how long it may take to answer.
const PING_EVERY: Duration = Duration::from_secs(15);
/// See [`PING_EVERY`].
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait for the venue, real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a turn under the rate limits. A request that would wait longer is not sent, and says so at once.
    pub turn: Duration,
    /// For a connection.
    pub connect: Duration,
    /// For the answer to a question, from when it is sent.
    pub read: Duration,
    /// For the answer to a placement or cancellation, from when it is sent. Past it the outcome is unknown and is looked up.
    pub write: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            turn: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            read: Duration::from_secs(15),
            write: Duration::from_secs(10),
        }
    }
}

/// The way to one venue. Clones share connections, pacing and the measured clock.
#[derive(Debug, Clone)]
pub struct Transport {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    endpoints: Endpoints,
    clients: RwLock<Clients>,
    /// How often the connections were dropped: what waits on one of before is given up.
    dropped: watch::Sender<u32>,
    patience: Patience,
    pacing: Pacing,
    skew_ms: AtomicI64,
    unreadable: Unreadable,
}

/// The pools of connections. Clones share them.
#[derive(Debug, Clone)]
struct Clients {
    /// For this machine: never through a proxy, whatever the environment says.
    direct: reqwest::Client,
    /// For questions to everywhere else, all of one host over one connection.
    questions: reqwest::Client,
    /// For changes everywhere else, over connections of their own: they stand behind no question, and are never repeated, not
    /// even where HTTP/2 says that the first was not looked at.
    changes: reqwest::Client,
}

impl Clients {
    fn new(patience: Patience) -> Result<Self, Error> {
        // HTTP/2 wherever TLS agrees on it. A connection that is dead without a word is noticed by its pings.
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("pilotfish/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(patience.connect)
                .pool_idle_timeout(IDLE_MOST)
                .http2_keep_alive_interval(PING_EVERY)
                .http2_keep_alive_timeout(PING_TIMEOUT)
                .http2_keep_alive_while_idle(true)
        };
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| Error::Setup(chain(&error)));
        Ok(Self {
            direct: build(builder().no_proxy())?,
            questions: build(builder())?,
            changes: build(builder().retry(reqwest::retry::never()))?,
        })
    }

    fn of(&self, method: &Method, url: &Url) -> &reqwest::Client {
        if is_loopback(url) {
            &self.direct
        } else if *method == Method::GET {
            &self.questions
        } else {
            &self.changes
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Silence {
    /// Nothing was sent: no turn, no signature, no connection.
    NotSent(Error),
    /// Something was sent, and nobody knows what came of it.
    Sent(String),
}

/// Makes a request's authentication headers, which hold the time at which they are made.
pub(crate) type Sign<'a> = &'a (dyn Fn() -> Result<Headers, Error> + Send + Sync);

/// Says, in the moment before a request leaves, why it must not leave any more.
pub type MayLeave<'a> = &'a (dyn Fn() -> Result<(), String> + Send + Sync);

/// A request.
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Asked after the turn came.
    pub(crate) may_leave: Option<MayLeave<'a>>,
    /// Asked after that.
    pub(crate) sign: Option<Sign<'a>>,
    pub(crate) body: Option<String>,
    pub(crate) lane: Lane,
    pub(crate) patience: Duration,
}

impl Transport {
    /// To the venue at those addresses.
    ///
    /// # Errors
    /// [`Error::Insecure`] for plain text to elsewhere, [`Error::Setup`] when no HTTP client can be made.
    pub fn new(endpoints: Endpoints, patience: Patience, limits: RateLimits) -> Result<Self, Error> {
        endpoints.check()?;
        let shared = Shared {
            endpoints,
            clients: RwLock::new(Clients::new(patience)?),
            dropped: watch::Sender::new(0),
            patience,
            pacing: Pacing::new(limits),
            skew_ms: AtomicI64::new(0),
            unreadable: Unreadable::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Drops every connection and makes new ones from now on: after a sleep, or on another network, the old ones are dead and do
    /// not say so. Questions that wait for an answer get none, changes are unknown, and the streams connect again at once.
    pub fn drop_connections(&self) {
        match Clients::new(self.patience()) {
            Ok(clients) => *self.shared.clients.write().unwrap_or_else(PoisonError::into_inner) = clients,
            Err(error) => tracing::error!(%error, "the old connections stay"),
        }
        self.shared.dropped.send_modify(|times| *times = times.wrapping_add(1));
    }

    /// Changes whenever the connections are dropped.
    pub(crate) fn dropped(&self) -> watch::Receiver<u32> {
        self.shared.dropped.subscribe()
    }

    /// Its addresses.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    /// The rows that could not be read since the start, by the list or stream they came from.
    #[must_use]
    pub fn unreadable(&self) -> Vec<UnreadableRows> {
        self.shared.unreadable.list()
    }

    /// A row that could be read. One that could not is counted and left out of its list.
    pub(crate) fn readable<T>(&self, source: &'static str, row: &Value, read: Result<T, Error>) -> Option<T> {
        read.inspect_err(|error| self.shared.unreadable.note(source, row, error))
            .ok()
    }

    pub(crate) fn patience(&self) -> Patience {
        self.shared.patience
    }

    /// Our real time corrected by the measured skew, in whole seconds: for authentication stamps.
    #[must_use]
    pub fn stamp_s(&self) -> i64 {
        system_ms().saturating_add(self.skew_ms()).div_euclid(1_000)
    }

    /// How far the venue's clock is ahead of ours in ms, as last measured; 0 before.
    #[must_use]
    pub fn skew_ms(&self) -> i64 {
        self.shared.skew_ms.load(Ordering::Relaxed)
    }

    pub(crate) fn set_skew_ms(&self, skew_ms: i64) {
        self.shared.skew_ms.store(skew_ms, Ordering::Relaxed);
    }

    /// Sends one request, once.
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Answer, Silence> {
        let lane = request.lane;
        let turn = self.shared.pacing.turn(lane, self.patience().turn).await;
        turn.map_err(|NoTurn { wait, status }| Silence::NotSent(Error::Paced { wait, status }))?;
        if let Some(may_leave) = request.may_leave {
            may_leave().map_err(|why| Silence::NotSent(Error::KeptBack(why)))?;
        }
        let headers = request.sign.map(|sign| sign()).transpose().map_err(Silence::NotSent)?;
        let (path, method) = (request.url.path().to_owned(), request.method.clone());
        let mut dropped = self.dropped();
        let clients = self
            .shared
            .clients
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let client = clients.of(&method, &request.url);
        let mut outgoing = client.request(request.method, request.url).timeout(request.patience);
        for (name, value) in headers.iter().flat_map(Headers::iter) {
            outgoing = outgoing.header(name, value);
        }
        if let Some(body) = request.body {
            outgoing = outgoing.header(CONTENT_TYPE, "application/json").body(body);
        }
        let answer = tokio::select! {
            biased;
            answer = self.answer_to(outgoing, lane) => answer,
            Ok(()) = dropped.changed() => Err(Silence::Sent("its connection was dropped".to_owned())),
        };
        match &answer {
            Ok(answer) => tracing::trace!(%method, path, status = answer.status, "answered"),
            Err(silence) => tracing::debug!(%method, path, ?silence, "no answer"),
        }
        answer
    }

    async fn answer_to(&self, outgoing: reqwest::RequestBuilder, lane: Lane) -> Result<Answer, Silence> {
        match outgoing.send().await {
            Ok(response) => {
                let said = pace_said(response.headers());
                let status = response.status().as_u16();
                let answer = read(response).await;
                let retry_after = answer.as_ref().ok().and_then(|answer| answer.retry_after);
                let retry_after = retry_after.or(said.retry_after);
                self.shared.pacing.heard(lane, status, PaceSaid { retry_after, ..said });
                answer
            }
            Err(error) if error.is_connect() || error.is_builder() => {
                Err(Silence::NotSent(Error::Unreachable(chain(&error))))
            }
            Err(error) => Err(Silence::Sent(chain(&error))),
        }
    }

    /// Asks a question and reads the answer as JSON.
    pub(crate) async fn get(&self, url: Url, lane: Lane, sign: Option<Sign<'_>>) -> Result<Value, Error> {
        let patience = self.patience().read;
        let path = url.path().to_owned();
        let request = Request {
            method: Method::GET,
            url,
            may_leave: None,
            sign,
            body: None,
            lane,
            patience,
        };
        let answer = self.send(request).await.map_err(Silence::of_a_question)?;
        answer.into_json(&path)
    }

    /// An address of the CLOB.
    pub(crate) fn clob(&self, path: &str) -> Result<Url, Error> {
        join(&self.shared.endpoints.clob, path)
    }

    /// An address of the Data API, with its query.
    pub(crate) fn data(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        join(&self.shared.endpoints.data, path).map(|url| with_query(url, query))
    }

    /// An address of Gamma, with its query.
    pub(crate) fn gamma(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        join(&self.shared.endpoints.gamma, path).map(|url| with_query(url, query))
    }
}

/// That address with that query; an empty value is left out.
pub(crate) fn with_query(mut url: Url, query: &[(&str, &str)]) -> Url {
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        url.query_pairs_mut().append_pair(name, value);
    }
    url
}

impl Silence {
    pub(crate) fn of_a_question(self) -> Error {
        match self {
            Self::NotSent(why) => why,
            Self::Sent(why) => Error::NoAnswer(why),
        }
    }

    pub(crate) fn of_a_change(self) -> Error {
        match self {
            Self::NotSent(why) => why,
            Self::Sent(why) => Error::Unknown(why),
        }
    }
}

/// An error with its causes. reqwest's text holds the address, which never holds a secret here.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// The system's time, ms since 1970.
pub(crate) fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use std::sync::Mutex;
    use std::sync::atomic::AtomicBool;

    use tokio::time::Instant;

    use super::*;

    /// To an address at which nobody listens.
    fn nowhere(patience: Patience) -> Transport {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        Transport::new(Endpoints::local(&base).unwrap(), patience, RateLimits::Unpaced).unwrap()
    }

    fn headers() -> Result<Headers, Error> {
        let key = pilotfish_vault::ApiCredentials::new(
            "00000000-1111-2222-3333-444444444444",
            "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I_Pz8-",
            "pass-phrase",
        )?;
        Ok(key.l2_headers("0x0000000000000000000000000000000000000001", 1, "POST", "/order", "")?)
    }

    fn asks_to_wait(seconds: u64) -> PaceSaid {
        PaceSaid {
            retry_after: Some(Duration::from_secs(seconds)),
            ..PaceSaid::default()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_is_signed_after_its_turn_and_its_time_out_begins_then() {
        let transport = nowhere(Patience {
            turn: Duration::from_secs(60),
            ..Patience::default()
        });
        transport.shared.pacing.heard(Lane::Post, 429, asks_to_wait(30));
        let began = Instant::now();
        let order = Mutex::new(Vec::new());
        let note = |what| order.lock().unwrap().push((what, began.elapsed().as_secs()));
        let may_leave = || {
            note("may leave");
            Ok(())
        };
        let sign = || {
            note("sign");
            headers()
        };
        let request = Request {
            method: Method::POST,
            url: transport.clob("order").unwrap(),
            may_leave: Some(&may_leave),
            sign: Some(&sign),
            body: None,
            lane: Lane::Post,
            // Shorter than the wait for the turn.
            patience: Duration::from_secs(10),
        };
        let silence = transport.send(request).await.unwrap_err();
        assert!(
            matches!(silence, Silence::NotSent(Error::Unreachable(_))),
            "{silence:?}"
        );
        assert_eq!(*order.lock().unwrap(), [("may leave", 30), ("sign", 30)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_whose_turn_comes_too_late_is_not_sent_and_says_for_how_long() {
        let transport = nowhere(Patience::default());
        transport.shared.pacing.heard(Lane::Book, 429, asks_to_wait(30));
        let began = Instant::now();
        let asked = AtomicBool::new(false);
        let sign = || {
            asked.store(true, Ordering::Relaxed);
            headers()
        };
        let url = transport.clob("book").unwrap();
        let error = transport.get(url, Lane::Book, Some(&sign)).await.unwrap_err();
        let Error::Paced {
            wait,
            status: Some(429),
        } = error
        else {
            panic!("{error}")
        };
        assert!(
            wait > Duration::from_secs(29) && began.elapsed() < Duration::from_secs(1),
            "at once"
        );
        assert!(!asked.load(Ordering::Relaxed), "nothing was signed");
    }
}
