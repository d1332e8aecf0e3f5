//! HTTP to the venue: own time-outs, no redirects, bounded answers, exact bytes, and the difference between "nothing was
//! sent" and "nobody knows".
//!
//! A request waits for its turn first, then is stamped and signed, and only then does its time-out begin: what is told as
//! sent was sent, with a fresh stamp. It retries nothing. It measures how far the venue's clock is from ours, because
//! authentication stamps expire.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pilotfish_vault::Headers;
use reqwest::Method;
use serde_json::Value;
use tokio::sync::watch;
use url::Url;

use crate::answer::{Answer, pace_said, read};
use crate::egress::{Egress, HostUse, NoResponse, Outgoing, RefusedContact};
use crate::endpoints::join;
use crate::pacing::{Budget, Lane, NoTurn, PaceSaid, Pacing, RateLimits};
use crate::unreadable::{RowSource, Unreadable, UnreadableRows};
use crate::{Endpoints, Error};

/// How long to wait for the venue, real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestTimeouts {
    /// For a turn under the rate limits. A request that would wait longer is not sent, and says so at once.
    pub turn: Duration,
    /// For a connection.
    pub connect: Duration,
    /// For the answer to a question, from when it is sent.
    pub read: Duration,
    /// For the answer to a placement or cancellation, from when it is sent. Past it the outcome is unknown and is looked up.
    pub write: Duration,
}

impl Default for RequestTimeouts {
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
    egress: Egress,
    /// How often the connections were dropped: what waits on one of before is given up.
    dropped: watch::Sender<u32>,
    timeouts: RequestTimeouts,
    pacing: Pacing,
    skew_ms: AtomicI64,
    unreadable: Unreadable,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum NoAnswer {
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
    pub(crate) timeout: Duration,
}

impl Transport {
    /// To the venue at those addresses.
    ///
    /// # Errors
    /// As [`Endpoints::check`]: [`Error::Insecure`] for plain text to elsewhere, [`Error::Setup`] for an address that is none, and
    /// where no HTTP client can be made.
    pub fn new(endpoints: Endpoints, timeouts: RequestTimeouts, limits: RateLimits) -> Result<Self, Error> {
        let egress = Egress::new(&endpoints, timeouts)?;
        let shared = Shared {
            endpoints,
            egress,
            dropped: watch::Sender::new(0),
            timeouts,
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
        if let Err(error) = self.shared.egress.renew(&self.shared.endpoints) {
            tracing::error!(%error, "the old connections stay");
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

    /// Every host that may be contacted, with what went there since the start.
    #[must_use]
    pub fn hosts(&self) -> Vec<HostUse> {
        self.shared.egress.hosts()
    }

    /// The last requests that were not made, oldest first: to a host that is not listed, or where a redirect pointed.
    #[must_use]
    pub fn refused(&self) -> Vec<RefusedContact> {
        self.shared.egress.refused()
    }

    /// What is being used of the request plans that can bind; none where nothing is planned.
    #[must_use]
    pub fn budgets(&self) -> Vec<Budget> {
        self.shared.pacing.budgets()
    }

    /// The proxy through which that address is reached: host and port, without its password.
    #[must_use]
    pub fn proxy_for(&self, url: &Url) -> Option<String> {
        self.shared.egress.proxy_for(url)
    }

    pub(crate) fn egress(&self) -> &Egress {
        &self.shared.egress
    }

    /// The rows that could not be read since the start, by the list or stream they came from.
    #[must_use]
    pub fn unreadable(&self) -> Vec<UnreadableRows> {
        self.shared.unreadable.list()
    }

    /// A row that could be read. One that could not is counted and left out of its list.
    pub(crate) fn readable<T>(&self, source: RowSource, row: &Value, read: Result<T, Error>) -> Option<T> {
        read.inspect_err(|error| self.shared.unreadable.note(source, row, error))
            .ok()
    }

    pub(crate) fn timeouts(&self) -> RequestTimeouts {
        self.shared.timeouts
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
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Answer, NoAnswer> {
        let lane = request.lane;
        let turn = self.shared.pacing.turn(lane, self.timeouts().turn).await;
        turn.map_err(|NoTurn { wait, status }| NoAnswer::NotSent(Error::Paced { wait, status }))?;
        if let Some(may_leave) = request.may_leave {
            may_leave().map_err(|why| NoAnswer::NotSent(Error::KeptBack(why)))?;
        }
        let headers = request.sign.map(|sign| sign()).transpose().map_err(NoAnswer::NotSent)?;
        let (path, method) = (request.url.path().to_owned(), request.method.clone());
        let mut dropped = self.dropped();
        let outgoing = self.shared.egress.request(request.method, request.url);
        let mut outgoing = outgoing.map_err(NoAnswer::NotSent)?.timeout(request.timeout);
        if let Some(headers) = &headers {
            outgoing = outgoing.signed(headers).map_err(NoAnswer::NotSent)?;
        }
        if let Some(body) = request.body {
            outgoing = outgoing.json(body);
        }
        let answer = tokio::select! {
            biased;
            answer = self.answer_to(outgoing, lane) => answer,
            Ok(()) = dropped.changed() => Err(NoAnswer::Sent("its connection was dropped".to_owned())),
        };
        match &answer {
            Ok(answer) => tracing::trace!(%method, path, status = answer.status, "answered"),
            Err(silence) => tracing::debug!(%method, path, ?silence, "no answer"),
        }
        answer
    }

    async fn answer_to(&self, outgoing: Outgoing, lane: Lane) -> Result<Answer, NoAnswer> {
        match outgoing.send().await {
            Ok((response, contact)) => {
                let said = pace_said(response.headers());
                let status = response.status().as_u16();
                let answer = read(response, &contact).await;
                let retry_after = answer.as_ref().ok().and_then(|answer| answer.retry_after);
                let retry_after = retry_after.or(said.retry_after);
                self.shared.pacing.heard(lane, status, PaceSaid { retry_after, ..said });
                answer
            }
            Err(NoResponse::NotSent(why)) => Err(NoAnswer::NotSent(Error::Unreachable(why))),
            Err(NoResponse::Sent(why)) => Err(NoAnswer::Sent(why)),
        }
    }

    /// Asks a question and reads the answer as JSON.
    pub(crate) async fn get(&self, url: Url, lane: Lane, sign: Option<Sign<'_>>) -> Result<Value, Error> {
        let timeout = self.timeouts().read;
        let path = url.path().to_owned();
        let request = Request {
            method: Method::GET,
            url,
            may_leave: None,
            sign,
            body: None,
            lane,
            timeout,
        };
        let answer = self.send(request).await.map_err(NoAnswer::of_a_question)?;
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

impl NoAnswer {
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
    fn nowhere(timeouts: RequestTimeouts) -> Transport {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        Transport::new(Endpoints::local(&base).unwrap(), timeouts, RateLimits::Unpaced).unwrap()
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
        let transport = nowhere(RequestTimeouts {
            turn: Duration::from_secs(60),
            ..RequestTimeouts::default()
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
            timeout: Duration::from_secs(10),
        };
        let silence = transport.send(request).await.unwrap_err();
        assert!(
            matches!(silence, NoAnswer::NotSent(Error::Unreachable(_))),
            "{silence:?}"
        );
        assert_eq!(*order.lock().unwrap(), [("may leave", 30), ("sign", 30)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_whose_turn_comes_too_late_is_not_sent_and_says_for_how_long() {
        let transport = nowhere(RequestTimeouts::default());
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
