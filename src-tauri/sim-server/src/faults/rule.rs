//! A rule of a fault: where it fires, what it does, how often.
//!
//! ```json
//! {"where": {"route": "POST /order"}, "what": {"kind": "drop", "when": "after"}, "count": 1}
//! {"where": {"route": "/v2/*"}, "what": {"kind": "latency", "min_ms": 50, "max_ms": 400}, "probability": 0.3}
//! {"where": {"socket": "market"}, "what": {"kind": "silence"}}
//! {"where": {"route": "POST /order"}, "of": "0x…", "what": {"kind": "status", "status": 425}}
//! ```

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::bodies;
use crate::refusal::Refusal;

/// The longest a rule may make a request or message wait: longer than any client's patience.
const WAIT_MOST_MS: u64 = 600_000;

/// What is asked of `POST /sim/faults`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Where it fires.
    #[serde(rename = "where")]
    pub(crate) place: Place,
    /// What it does there.
    #[serde(rename = "what")]
    pub(crate) fault: Fault,
    /// Only requests that are signed with that key, by its address (`POLY_ADDRESS`); everybody's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) of: Option<String>,
    /// How many times at most; until cleared when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<u64>,
    /// How likely each time, 0 to 1; the dice come from the world's seed and the rule's number.
    #[serde(default)]
    pub(crate) probability: Probability,
}

/// Where a rule fires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Requests whose method and path fit.
    Route(RoutePattern),
    /// Messages of a socket's channel.
    Socket(SocketPattern),
}

/// `POST /order`, `/v2/*`, `*`: a method (any, when absent) and a path in which `*` stands for anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct RoutePattern {
    method: Option<String>,
    path: String,
}

impl RoutePattern {
    /// Whether a request is meant.
    pub(crate) fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_ref().is_none_or(|wanted| wanted == method) && glob_fits(&self.path, path)
    }
}

impl TryFrom<String> for RoutePattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (method, path) = match text.trim().split_once(' ') {
            Some((method, path)) => (Some(method.to_ascii_uppercase()), path.trim()),
            None => (None, text.trim()),
        };
        if !path.starts_with(['/', '*']) {
            return Err(format!("a route begins with / or *: {text}"));
        }
        Ok(Self {
            method,
            path: path.to_owned(),
        })
    }
}

impl From<RoutePattern> for String {
    fn from(pattern: RoutePattern) -> Self {
        match pattern.method {
            Some(method) => format!("{method} {}", pattern.path),
            None => pattern.path,
        }
    }
}

/// Whether `text` is the pattern with each `*` replaced by something (or nothing).
fn glob_fits(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(left) = text.strip_prefix(head) else {
        return false;
    };
    rest.is_empty()
        || left
            .char_indices()
            .map(|(at, _)| at)
            .chain([left.len()])
            .any(|at| left.get(at..).is_some_and(|tail| glob_fits(rest, tail)))
}

/// A channel, as its socket speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SocketPattern {
    /// `/ws/market`
    Market,
    /// `/ws/user`
    User,
    /// `/rtds`
    Activity,
    /// All of them.
    #[serde(rename = "*")]
    Any,
}

/// What a rule does. Waits are in milliseconds of real time, as clients' time-outs are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Fault {
    /// Late: by `ms`, or by something between `min_ms` and `max_ms`.
    Latency {
        /// Exactly so late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ms: Option<u64>,
        /// At least so late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_ms: Option<u64>,
        /// At most so late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_ms: Option<u64>,
        /// On the way there, or on the way back.
        #[serde(default)]
        when: When,
    },
    /// Lost: the connection ends without an answer, `hold_ms` later. Of a socket: the message is not sent.
    Drop {
        /// Whether the request was lost before it did anything, or only its answer was.
        #[serde(default)]
        when: When,
        /// How long the connection stands mute before it ends.
        #[serde(default)]
        hold_ms: u64,
    },
    /// A socket's message comes twice.
    Duplicate,
    /// A socket's message comes after the next one.
    Reorder,
    /// A socket says nothing more, but lives: PING is answered.
    Silence,
    /// A `GET` answers with what the same URL answered up to so many seconds of venue time ago, as the CDN before the
    /// Data API and Gamma does: another URL (`&_=…`) is answered afresh.
    Stale {
        /// How old an answer may be.
        #[serde(default = "Fault::cdn_max_age_s")]
        max_age_s: u32,
    },
    /// An error status with its documented body, or an answer of one's own.
    Status {
        /// 400 to 599; 200 with a body.
        status: u16,
        /// Instead of the documented body.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// `Retry-After`; of 429 it is 1 unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_s: Option<u64>,
        /// Instead of the request, or after it did what it does.
        #[serde(default)]
        when: When,
    },
    /// An answer with status 200 (or a message) that cannot be read.
    Garbage {
        /// What comes instead.
        form: Form,
        /// Instead of the request, or after it did what it does.
        #[serde(default = "Fault::after")]
        when: When,
    },
    /// A socket ends with this code.
    Disconnect {
        /// RFC 6455 §7.4; 1013 unless given, which is how the venue drops slow readers.
        #[serde(default = "Fault::slow_reader")]
        code: u16,
    },
}

impl Fault {
    const fn cdn_max_age_s() -> u32 {
        300
    }

    const fn after() -> When {
        When::After
    }

    const fn slow_reader() -> u16 {
        1013
    }
}

/// Before the request did anything, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// It did nothing.
    #[default]
    Before,
    /// It did what it does; only the answer suffers.
    After,
}

/// How an answer is unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// JSON that ends in the middle.
    Cut,
    /// A page of HTML.
    Html,
    /// Nothing at all.
    Empty,
    /// A list with rows among its own that nobody can read.
    Rows,
}

/// A chance in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Number", into = "serde_json::Value")]
pub(crate) struct Probability(u32);

impl Probability {
    /// Always.
    pub(crate) const CERTAIN: Self = Self(1_000_000);

    pub(crate) const fn millionths(self) -> u32 {
        self.0
    }
}

impl Default for Probability {
    fn default() -> Self {
        Self::CERTAIN
    }
}

impl TryFrom<serde_json::Number> for Probability {
    type Error = String;

    fn try_from(number: serde_json::Number) -> Result<Self, String> {
        let wrong = || format!("a probability is between 0 and 1, not {number}");
        let text = number.to_string();
        // Read as a decimal: there is no float on the way.
        let chance = text
            .parse::<Decimal>()
            .or_else(|_| Decimal::from_scientific(&text))
            .map_err(|_| wrong())?;
        let millionths = (chance * Decimal::from(1_000_000)).to_u32().ok_or_else(wrong)?;
        if millionths > 1_000_000 || chance.is_sign_negative() {
            return Err(wrong());
        }
        Ok(Self(millionths))
    }
}

impl From<Probability> for serde_json::Value {
    fn from(chance: Probability) -> Self {
        Self::from(f64::from(chance.0) / 1_000_000.0)
    }
}

impl Rule {
    /// Refuses what cannot be meant.
    ///
    /// # Errors
    /// 400 with the reason.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let refuse = |reason: &str| Err(Refusal::bad_request(reason));
        match (&self.place, &self.fault) {
            (Place::Route(_), Fault::Duplicate | Fault::Reorder | Fault::Silence | Fault::Disconnect { .. }) => {
                refuse("duplicate, reorder, silence and disconnect are of sockets")
            }
            (Place::Socket(_), Fault::Stale { .. } | Fault::Status { .. }) => refuse("stale and status are of routes"),
            (Place::Socket(_), _) if self.of.is_some() => refuse("only requests are somebody's"),
            (_, Fault::Latency { ms, min_ms, max_ms, .. }) => match (ms, min_ms, max_ms) {
                (Some(ms), None, None) if *ms <= WAIT_MOST_MS => Ok(()),
                (None, Some(least), Some(most)) if least <= most && *most <= WAIT_MOST_MS => Ok(()),
                _ => refuse("latency needs ms, or min_ms and max_ms, of at most ten minutes"),
            },
            (_, Fault::Drop { hold_ms, .. }) if *hold_ms > WAIT_MOST_MS => refuse("hold_ms is at most ten minutes"),
            (_, Fault::Status { status, body, .. })
                if !(bodies::is_error(*status) || (*status == 200 && body.is_some())) =>
            {
                refuse("status must be between 400 and 599, or 200 with a body")
            }
            (_, Fault::Disconnect { code }) if !(1_000..5_000).contains(code) => {
                refuse("code must be between 1000 and 4999")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn routes_fit_by_method_and_by_stars() {
        let cases = [
            ("POST /order", "POST", "/order", true),
            ("post /order", "POST", "/order", true),
            ("POST /order", "DELETE", "/order", false),
            ("/order", "DELETE", "/order", true),
            ("/order", "POST", "/orders", false),
            ("/v2/*", "GET", "/v2/trades", true),
            ("/v2/*", "GET", "/v3/trades", false),
            ("*", "GET", "/", true),
            ("GET /data/*/0x1", "GET", "/data/order/0x1", true),
            ("/*a*b", "GET", "/xaab", true),
            ("/*a*b", "GET", "/xaabc", false),
        ];
        for (pattern, method, path, fits) in cases {
            let pattern = RoutePattern::try_from(pattern.to_owned()).unwrap();
            assert_eq!(pattern.fits(method, path), fits, "{pattern:?} {method} {path}");
        }
        assert!(RoutePattern::try_from("order".to_owned()).is_err());
    }

    #[test]
    fn a_rule_reads_back_as_it_was_written() {
        for text in [
            json!({"where": {"route": "POST /order"}, "what": {"kind": "drop", "when": "after", "hold_ms": 0}, "count": 1, "probability": 1.0}),
            json!({"where": {"socket": "*"}, "what": {"kind": "silence"}, "probability": 0.25}),
            json!({"where": {"route": "/version"}, "of": "0x1", "what": {"kind": "status", "status": 200, "body": "{}", "when": "before"}, "probability": 1.0}),
        ] {
            let rule: Rule = serde_json::from_value(text.clone()).unwrap();
            assert_eq!(serde_json::to_value(&rule).unwrap(), text);
            assert_eq!(rule.check(), Ok(()));
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in [
            json!({"where": {"route": "/x"}, "what": {"kind": "silence"}}),
            json!({"where": {"socket": "user"}, "what": {"kind": "status", "status": 500}}),
            json!({"where": {"route": "/x"}, "what": {"kind": "status", "status": 200}}),
            json!({"where": {"route": "/x"}, "what": {"kind": "status", "status": 302, "body": "{}"}}),
            json!({"where": {"socket": "user"}, "of": "0x1", "what": {"kind": "silence"}}),
            json!({"where": {"route": "/x"}, "what": {"kind": "latency"}}),
            json!({"where": {"route": "/x"}, "what": {"kind": "latency", "min_ms": 5, "max_ms": 4}}),
            json!({"where": {"socket": "user"}, "what": {"kind": "disconnect", "code": 5000}}),
        ] {
            let rule: Rule = serde_json::from_value(text.clone()).unwrap();
            assert!(rule.check().is_err(), "{text}");
        }
        for text in [
            json!({"where": {"route": "/x"}, "what": {"kind": "silence"}, "probability": 1.5}),
            json!({"where": {"route": "/x"}, "what": {"kind": "silence"}, "probability": -0.5}),
            json!({"where": {"socket": "stars"}, "what": {"kind": "silence"}}),
            json!({"where": {"route": "/x"}, "what": {"kind": "unheard_of"}}),
        ] {
            assert!(serde_json::from_value::<Rule>(text.clone()).is_err(), "{text}");
        }
    }
}
