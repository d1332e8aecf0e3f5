//! HTTP to the venue: own time-outs, no redirects, bounded answers, exact bytes, and the difference between "nothing was
//! sent" and "nobody knows".
//!
//! It retries nothing. It measures how far the venue's clock is from ours, because authentication stamps expire.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pilotfish_vault::Headers;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::Value;
use url::Url;

use crate::endpoints::{is_loopback, join};
use crate::pacing::{Lane, Pacing};
use crate::trading::refusal;
use crate::{Endpoints, Error};

/// The longest answer that is read. The largest page seen is a tenth of it; more is a broken or hostile server.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// The longest `Retry-After` that is believed.
const RETRY_AFTER_MOST: Duration = Duration::from_secs(3_600);

/// How long to wait for the venue, real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the answer to a question.
    pub read: Duration,
    /// For the answer to a placement or cancellation. Past it the outcome is unknown and is looked up.
    pub write: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
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
    /// For this machine: never through a proxy, whatever the environment says.
    direct: reqwest::Client,
    /// For everywhere else.
    outside: reqwest::Client,
    patience: Patience,
    pacing: Pacing,
    skew_ms: AtomicI64,
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Silence {
    /// No connection was made: nothing was sent.
    NotSent(String),
    /// Something was sent, and nobody knows what came of it.
    Sent(String),
}

/// A request.
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Option<&'a Headers>,
    pub(crate) body: Option<String>,
    pub(crate) lane: Lane,
    pub(crate) patience: Duration,
}

impl Transport {
    /// To the venue at those addresses. The published rate limits are kept, but for a venue on this machine.
    ///
    /// # Errors
    /// [`Error::Insecure`] for plain text to elsewhere, [`Error::Setup`] when no HTTP client can be made.
    pub fn new(endpoints: Endpoints, patience: Patience) -> Result<Self, Error> {
        endpoints.check()?;
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("pilotfish/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(patience.connect)
        };
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| Error::Setup(chain(&error)));
        let pacing = if endpoints.is_local() {
            Pacing::unlimited()
        } else {
            Pacing::published()
        };
        let shared = Shared {
            endpoints,
            direct: build(builder().no_proxy())?,
            outside: build(builder())?,
            patience,
            pacing,
            skew_ms: AtomicI64::new(0),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Its addresses.
    #[must_use]
    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
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
        self.shared.pacing.turn(request.lane).await;
        let (path, method) = (request.url.path().to_owned(), request.method.clone());
        let client = if is_loopback(&request.url) {
            &self.shared.direct
        } else {
            &self.shared.outside
        };
        let mut outgoing = client.request(request.method, request.url).timeout(request.patience);
        for (name, value) in request.headers.into_iter().flat_map(Headers::iter) {
            outgoing = outgoing.header(name, value);
        }
        if let Some(body) = request.body {
            outgoing = outgoing.header(CONTENT_TYPE, "application/json").body(body);
        }
        let answer = match outgoing.send().await {
            Ok(response) => read(response).await,
            Err(error) if error.is_connect() || error.is_builder() => Err(Silence::NotSent(chain(&error))),
            Err(error) => Err(Silence::Sent(chain(&error))),
        };
        match &answer {
            Ok(answer) => tracing::trace!(%method, path, status = answer.status, "answered"),
            Err(silence) => tracing::debug!(%method, path, ?silence, "no answer"),
        }
        answer
    }

    /// Asks a question and reads the answer as JSON.
    pub(crate) async fn get(&self, url: Url, lane: Lane, headers: Option<&Headers>) -> Result<Value, Error> {
        let patience = self.patience().read;
        let path = url.path().to_owned();
        let request = Request {
            method: Method::GET,
            url,
            headers,
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
            Self::NotSent(why) => Error::Unreachable(why),
            Self::Sent(why) => Error::NoAnswer(why),
        }
    }

    pub(crate) fn of_a_change(self) -> Error {
        match self {
            Self::NotSent(why) => Error::Unreachable(why),
            Self::Sent(why) => Error::Unknown(why),
        }
    }
}

impl Answer {
    /// The body of a success, as JSON; anything else as the error it is.
    pub(crate) fn into_json(self, what: &str) -> Result<Value, Error> {
        if (200..300).contains(&self.status) {
            return serde_json::from_str(&self.body).map_err(|error| Error::Unreadable(format!("{what}: {error}")));
        }
        Err(self.into_error(what))
    }

    /// What an unsuccessful answer means to whoever asked a question.
    pub(crate) fn into_error(self, what: &str) -> Error {
        let text = self.text();
        match self.status {
            404 => Error::NotFound(format!("{what}: {text}")),
            425 | 429 | 500.. => Error::Wait {
                status: self.status,
                text,
                retry_after: self.retry_after,
            },
            status => Error::Refused {
                status,
                refusal: refusal::classify(status, &text, self.retry_after),
            },
        }
    }

    /// The venue's words: the `error` or `message` of a JSON body, or the beginning of the body itself.
    pub(crate) fn text(&self) -> String {
        let parsed = serde_json::from_str::<Value>(&self.body).ok();
        let words = parsed.as_ref().and_then(|value| {
            ["error", "errorMsg", "message"]
                .iter()
                .find_map(|name| value.get(name).and_then(Value::as_str))
        });
        words.unwrap_or(&self.body).chars().take(500).collect()
    }
}

async fn read(mut response: reqwest::Response) -> Result<Answer, Silence> {
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers().get(RETRY_AFTER));
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= ANSWER_BYTES_MAX => bytes.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(Silence::Sent(format!("an answer over {ANSWER_BYTES_MAX} bytes"))),
            Ok(None) => break,
            Err(error) => return Err(Silence::Sent(chain(&error))),
        }
    }
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let retry_after = retry_after.or_else(|| retry_after_in(&body, status));
    Ok(Answer {
        status,
        retry_after,
        body,
    })
}

fn retry_after(header: Option<&reqwest::header::HeaderValue>) -> Option<Duration> {
    let seconds = header?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MOST))
}

/// The venue says it in the body of its post-only mode too.
fn retry_after_in(body: &str, status: u16) -> Option<Duration> {
    if !matches!(status, 425 | 429 | 503) {
        return None;
    }
    let value: Value = serde_json::from_str(body).ok()?;
    let seconds = value.get("retry_after_seconds")?.as_u64()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MOST))
}

/// An error with its causes. reqwest's text holds the address, which never holds a secret here.
fn chain(error: &dyn std::error::Error) -> String {
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
