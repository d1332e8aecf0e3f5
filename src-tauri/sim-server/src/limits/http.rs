//! Rate limits as a layer in front of all routes, with the headers that tell of them.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use alloy::primitives::Address;
use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::signer::{Draw, maker_volume};
use super::windows::Admission;
use super::{Limits, RateLimits};
use crate::auth::Signed;
use crate::host::Host;
use crate::listener::Peer;
use crate::middleware::{RouteState, bare};
use crate::state::real_seconds;
use pilotfish_sim::signed_order::KeyHolder;

/// The longest body that is looked into: a thousand order ids, fifteen orders, and room to spare.
const BODY_BYTES_MOST: usize = 2 << 20;

const TIER: HeaderName = HeaderName::from_static("poly-ratelimit-tier");
const REMAINING: HeaderName = HeaderName::from_static("poly-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("poly-ratelimit-reset");
const WARNING: HeaderName = HeaderName::from_static("poly-ratelimit-warning");

/// Lets a request through, later or not at all, as the limits say. `/sim/*` and `/api/geoblock` are nobody's to count.
pub(crate) async fn admit(State(routes): State<RouteState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if routes.limits.mode == RateLimits::Off || path.starts_with("/sim/") || path == "/api/geoblock" {
        return next.run(request).await;
    }
    let address = request
        .extensions()
        .get::<ConnectInfo<Peer>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(Peer(from))| from.ip());
    match routes
        .limits
        .by_address(address, request.method().as_str(), path, Instant::now())
    {
        Admission::After(wait) if wait.is_zero() => {}
        Admission::After(wait) => tokio::time::sleep(wait).await,
        Admission::Refused(wait) => {
            // Rounded up: whoever comes back then is let in.
            return too_many(path, wait.as_secs() + 1);
        }
    }
    by_signer(&routes, request, next).await
}

async fn by_signer(routes: &RouteState, request: Request, next: Next) -> Response {
    let method = request.method().as_str().to_owned();
    let path = bare(request.uri().path()).0.to_owned();
    let Some(kind) = Kind::of(&method, &path) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let whole = std::str::from_utf8(&body).unwrap_or_default();
    let signed = Signed {
        method: &method,
        path: &path,
        body: whole,
    };
    let told = routes.app.look(|host| {
        // Only who proves to be the signer draws from the signer's bucket; the route refuses the others.
        let key = host.ring.check_l2(&parts.headers, &signed, real_seconds()).ok()?;
        Some((
            key.holder.owner,
            ask(&routes.limits, host, key.holder.owner, kind, whole),
        ))
    });
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let Ok(Some((owner, told))) = told else {
        return next.run(request).await;
    };
    if !told.admitted && routes.limits.mode == RateLimits::Enforce {
        // A batch that costs more than a full bucket is refused at any time: waiting is not advised.
        let mut response = too_many(&path, told.wait_s.unwrap_or(0));
        if told.wait_s.is_none() {
            response.headers_mut().remove(header::RETRY_AFTER);
        }
        told.write(response.headers_mut());
        return response;
    }
    let mut response = next.run(request).await;
    let mut told = told;
    if kind == Kind::CancelMany {
        (response, told.remaining) = charge_cancelled(routes, owner, response, told.remaining).await;
    }
    told.write(response.headers_mut());
    response
}

/// Which requests draw tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    PlaceOne,
    PlaceBatch,
    CancelOne,
    CancelBatch,
    /// All, or a market's: one token, and afterwards one for each order cancelled.
    CancelMany,
}

impl Kind {
    fn of(method: &str, path: &str) -> Option<Self> {
        match (method, path) {
            ("POST", "/order") => Some(Self::PlaceOne),
            ("POST", "/orders") => Some(Self::PlaceBatch),
            ("DELETE", "/order") => Some(Self::CancelOne),
            ("DELETE", "/orders") => Some(Self::CancelBatch),
            ("DELETE", "/cancel-all" | "/cancel-market-orders") => Some(Self::CancelMany),
            _ => None,
        }
    }

    fn draw(self) -> Draw {
        match self {
            Self::PlaceOne | Self::PlaceBatch => Draw::Orders,
            Self::CancelOne | Self::CancelBatch | Self::CancelMany => Draw::Cancels,
        }
    }

    /// What it costs before it is carried out. What is no list costs one token: the route refuses it.
    fn cost(self, body: &str) -> i64 {
        match self {
            Self::PlaceBatch | Self::CancelBatch => {
                let items = serde_json::from_str::<Vec<Value>>(body).map_or(1, |items| items.len());
                i64::try_from(items.max(1)).unwrap_or(i64::MAX)
            }
            Self::PlaceOne | Self::CancelOne | Self::CancelMany => 1,
        }
    }
}

/// What the headers tell.
#[derive(Debug, Clone, Copy)]
struct Told {
    tier: &'static str,
    admitted: bool,
    remaining: i64,
    /// Real seconds, rounded up; `None` when waiting does not help.
    wait_s: Option<u64>,
    warns: bool,
}

impl Told {
    fn write(&self, headers: &mut HeaderMap) {
        headers.insert(TIER, HeaderValue::from_static(self.tier));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        let wait = i64::try_from(self.wait_s.unwrap_or(0)).unwrap_or(i64::MAX);
        // An instant in Unix seconds: when the wait ends, not when the bucket is full.
        headers.insert(RESET, HeaderValue::from(real_seconds().saturating_add(wait)));
        if self.warns {
            headers.insert(WARNING, HeaderValue::from_static("true"));
        }
    }
}

fn ask(limits: &Limits, host: &Host, owner: Address, kind: Kind, body: &str) -> Told {
    let now = host.venue.now();
    // Wallets and volume are only worked out when the tier is due.
    let volume = || maker_volume(&host.venue, &KeyHolder::of(owner).wallets());
    let (tier, verdict) = limits.signers().ask(owner, kind.draw(), kind.cost(body), now, volume);
    let clock = host.clock();
    let real_s = |venue_ms: i64| {
        let venue_ms = u64::try_from(venue_ms).unwrap_or(0);
        // At a speed in thousandths: real ms = venue ms × 1000 ÷ speed. Rounded up to a second.
        venue_ms
            .saturating_mul(1_000)
            .div_ceil(clock.speed.thousandths().max(1))
            .div_ceil(1_000)
    };
    Told {
        tier: tier.name,
        admitted: verdict.admitted,
        remaining: verdict.remaining,
        wait_s: verdict.wait_ms.map(real_s),
        warns: limits.mode == RateLimits::Warn && !verdict.admitted,
    }
}

/// Charges for the orders that a mass cancellation cancelled, which its answer tells.
async fn charge_cancelled(routes: &RouteState, owner: Address, response: Response, remaining: i64) -> (Response, i64) {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_else(|_| Bytes::new());
    let cancelled = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|answer| answer.get("canceled")?.as_array().map(Vec::len))
        .unwrap_or(0);
    let cost = i64::try_from(cancelled).unwrap_or(i64::MAX);
    let left = routes
        .app
        .look(|host| routes.limits.signers().charge(owner, cost, host.venue.now()));
    let remaining = left.ok().flatten().unwrap_or(remaining);
    (Response::from_parts(parts, Body::from(body)), remaining)
}

/// 429 in the words of the service behind `path`.
fn too_many(path: &str, retry_after_s: u64) -> Response {
    let mut response = if path.starts_with("/v2/") {
        crate::data::refusal(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests")
    } else {
        (
            StatusCode::TOO_MANY_REQUESTS,
            Json(json!({ "error": "Too Many Requests" })),
        )
            .into_response()
    };
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s.max(1)));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_costs_what_it_asks_for() {
        let cases = [
            ("POST", "/order", "{}", 1, Draw::Orders),
            ("POST", "/orders", "[{},{},{}]", 3, Draw::Orders),
            ("DELETE", "/order", "{}", 1, Draw::Cancels),
            ("DELETE", "/orders", r#"["0x1","0x2"]"#, 2, Draw::Cancels),
            ("DELETE", "/orders", "no list", 1, Draw::Cancels),
            ("DELETE", "/cancel-all", "", 1, Draw::Cancels),
        ];
        for (method, path, body, cost, draw) in cases {
            let found = Kind::of(method, path).map(|kind| (kind.cost(body), kind.draw()));
            assert_eq!(found, Some((cost, draw)), "{method} {path}");
        }
        assert_eq!(Kind::of("GET", "/data/orders"), None);
    }
}
