//! An answer of the venue as it came, what its status and words mean, and what its headers say about the pace.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use serde_json::Value;

use crate::egress::Contact;
use crate::pacing::PaceSaid;
use crate::trading::refusal;
use crate::transport::{NoAnswer, chain, system_ms};
use crate::{Error, json};

/// The longest answer that is read. The largest page seen is a tenth of it; more is a broken or hostile server.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// How much of an answer's words is kept, in characters.
const WORDS_MOST: usize = 500;

/// The longest `Retry-After` that is believed.
const RETRY_AFTER_MOST: Duration = Duration::from_secs(3_600);

/// The longest wait for a signer's tokens that is believed: an empty bucket of the lowest tier is full after two seconds.
const RESET_MOST: Duration = Duration::from_secs(60);

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: String,
}

impl Answer {
    /// The body of a success, as JSON; anything else as the error it is.
    pub(crate) fn into_json(self, what: &str) -> Result<Value, Error> {
        if (200..300).contains(&self.status) {
            return json::read(&self.body).map_err(|error| Error::Unreadable(format!("{what}: {error}")));
        }
        Err(self.into_error(what))
    }

    /// What an unsuccessful answer means to whoever asked a question.
    pub(crate) fn into_error(self, what: &str) -> Error {
        let text = self.text();
        match self.status {
            404 if self.has_words() => Error::NotFound(format!("{what}: {text}")),
            404 | 425 | 429 | 500.. => Error::Wait {
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
        self.words()
            .unwrap_or_else(|| self.body.chars().take(WORDS_MOST).collect())
    }

    /// Whether it is in the form in which the venue explains itself. A gateway's page is not.
    pub(crate) fn has_words(&self) -> bool {
        self.words().is_some()
    }

    fn words(&self) -> Option<String> {
        let parsed = json::read(&self.body).ok()?;
        let words = ["error", "errorMsg", "message"]
            .iter()
            .find_map(|name| parsed.get(name).and_then(Value::as_str))?;
        Some(words.chars().take(WORDS_MOST).collect())
    }
}

/// Reads an answer to its end, or to the bound.
pub(crate) async fn read(mut response: reqwest::Response, contact: &Contact) -> Result<Answer, NoAnswer> {
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers());
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= ANSWER_BYTES_MAX => bytes.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(NoAnswer::Sent(format!("an answer over {ANSWER_BYTES_MAX} bytes"))),
            Ok(None) => break,
            Err(error) => return Err(NoAnswer::Sent(chain(&error.without_url()))),
        }
    }
    contact.received(bytes.len());
    let body = String::from_utf8_lossy(&bytes).into_owned();
    let retry_after = retry_after.or_else(|| retry_after_in(&body, status));
    Ok(Answer {
        status,
        retry_after,
        body,
    })
}

/// How long `Retry-After` asks to wait: seconds, or until an instant, which counts from when the answer says it was made, so that
/// our own clock may be wrong.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        let until = httpdate::parse_http_date(text).ok()?;
        let made = instant(headers, DATE).unwrap_or_else(SystemTime::now);
        until.duration_since(made).unwrap_or_default()
    };
    Some(wait.min(RETRY_AFTER_MOST))
}

fn instant(headers: &HeaderMap, name: HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?.trim()).ok()
}

/// What an answer's headers say about the pace (polymarket-api §1.3).
pub(crate) fn pace_said(headers: &HeaderMap) -> PaceSaid {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    PaceSaid {
        retry_after: retry_after(headers),
        remaining: number("poly-ratelimit-remaining"),
        reset_in: number("poly-ratelimit-reset").map(reset_in),
    }
}

/// How long until a bucket has tokens again. Whether the venue counts seconds from now or since 1970 is not documented.
fn reset_in(reset: i64) -> Duration {
    const SINCE_1970_LEAST: i64 = 1_000_000_000;
    let seconds = if reset >= SINCE_1970_LEAST {
        reset.saturating_sub(system_ms().div_euclid(1_000))
    } else {
        reset
    };
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(RESET_MOST)
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

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn asked(retry_after_text: &str, date: Option<&'static str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(retry_after_text) {
            headers.insert(RETRY_AFTER, value);
        }
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        retry_after(&headers)
    }

    #[test]
    fn a_wait_is_seconds_or_until_an_instant_by_the_answers_own_clock() {
        let date = Some("Tue, 15 Nov 2022 08:12:01 GMT");
        let seconds = |count| Some(Duration::from_secs(count));
        assert_eq!(asked("90", None), seconds(90));
        assert_eq!(asked(" 90 ", date), seconds(90));
        // All three forms that HTTP knows.
        assert_eq!(asked("Tue, 15 Nov 2022 08:12:31 GMT", date), seconds(30));
        assert_eq!(asked("Tuesday, 15-Nov-22 08:12:31 GMT", date), seconds(30));
        assert_eq!(asked("Tue Nov 15 08:12:31 2022", date), seconds(30));
        assert_eq!(asked("Tue, 15 Nov 2022 08:12:00 GMT", date), seconds(0), "it is over");
        assert_eq!(asked("Wed, 16 Nov 2022 08:12:01 GMT", date), Some(RETRY_AFTER_MOST));
        for nonsense in ["soon", "-3", "1.5", ""] {
            assert_eq!(asked(nonsense, date), None, "{nonsense}");
        }
    }

    #[test]
    fn without_a_date_an_instant_counts_from_now() {
        let until = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
        let wait = asked(&until, None).map(|wait| wait.as_secs());
        assert!(wait.is_some_and(|wait| (50..=60).contains(&wait)), "{wait:?}");
        assert_eq!(asked("Tue, 15 Nov 2022 08:12:31 GMT", None), Some(Duration::ZERO));
    }

    #[test]
    fn a_reset_is_an_instant_or_a_wait() {
        assert_eq!(reset_in(3), Duration::from_secs(3));
        assert_eq!(reset_in(-3), Duration::ZERO);
        let soon = reset_in(system_ms().div_euclid(1_000) + 20);
        assert!((18..=20).contains(&soon.as_secs()), "{soon:?}");
        assert_eq!(reset_in(system_ms().div_euclid(1_000) + 4_000), RESET_MOST);
    }
}
