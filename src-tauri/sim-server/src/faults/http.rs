//! Faults of requests: a layer in front of all routes.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::response_cache::Page;
use super::rule::{Fault, When};
use super::{RequestFaults, bodies};
use crate::middleware::{RouteState, bare, is_elsewhere};
use pilotfish_sim::habits::Call;

/// The longest answer that is kept or cut.
const BODY_BYTES_MOST: usize = 64 << 20;

/// Lets a request through, or lets it suffer what the rules say.
pub(crate) async fn apply_faults(State(routes): State<RouteState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/sim/") {
        return next.run(request).await;
    }
    if let Some(seconds) = limited(&routes, request.method(), path) {
        return bodies::status(path, StatusCode::TOO_MANY_REQUESTS.as_u16(), None, Some(seconds));
    }
    let signed_by = request
        .headers()
        .get("POLY_ADDRESS")
        .and_then(|address| address.to_str().ok());
    match routes
        .faults
        .on_request(request.method().as_str(), bare(path).0, signed_by)
    {
        None => next.run(request).await,
        Some(faults) => apply(&routes, faults, request, next).await,
    }
}

/// For how many seconds the venue's habit of limiting answers this request 429; sockets are let through.
fn limited(routes: &RouteState, method: &Method, path: &str) -> Option<u64> {
    const PRIVATE: [&str; 6] = [
        "/order",
        "/cancel-",
        "/data/",
        "/balance-allowance",
        "/notifications",
        "/auth/",
    ];
    let bare = bare(path).0;
    if is_elsewhere(bare) {
        return None;
    }
    if bare.starts_with("/ws/") || bare == "/rtds" || bare == "/" {
        return None;
    }
    let reads_only = method == Method::GET && !PRIVATE.iter().any(|start| bare.starts_with(start));
    let call = if reads_only { Call::Public } else { Call::Private };
    let left = routes.app.look(|host| host.venue.shown().rate_limited(call)).ok()??;
    u64::try_from(left).ok()
}

async fn apply(routes: &RouteState, faults: RequestFaults, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    pause(faults.before).await;
    let response = match faults.fault {
        None | Some(Fault::Latency { .. } | Fault::Duplicate | Fault::Reorder | Fault::Silence) => {
            next.run(request).await
        }
        Some(Fault::Disconnect { .. }) => next.run(request).await,
        Some(Fault::Drop { when, hold_ms }) => {
            if when == When::After {
                done(request, next).await;
            }
            pause(Duration::from_millis(hold_ms)).await;
            bodies::severed()
        }
        Some(Fault::Status {
            status,
            body,
            retry_after_s,
            when,
        }) => {
            if when == When::After {
                done(request, next).await;
            }
            bodies::status(&path, status, body.as_deref(), retry_after_s)
        }
        Some(Fault::Garbage { form, when }) => {
            let whole = match when {
                When::Before => Bytes::new(),
                When::After => done(request, next).await,
            };
            bodies::garbage(form, &String::from_utf8_lossy(&whole))
        }
        Some(Fault::Stale { max_age_s }) => stale(routes, max_age_s, request, next).await,
    };
    pause(faults.after).await;
    response
}

/// Carries a request out to its end, whatever becomes of its answer.
async fn done(request: Request, next: Next) -> Bytes {
    let body = next.run(request).await.into_body();
    to_bytes(body, BODY_BYTES_MOST).await.unwrap_or_default()
}

async fn pause(length: Duration) {
    if !length.is_zero() {
        tokio::time::sleep(length).await;
    }
}

/// The kept answer of that very URL, or a fresh one, which is kept.
async fn stale(routes: &RouteState, max_age_s: u32, request: Request, next: Next) -> Response {
    let url = request.uri().to_string();
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let Ok(now) = routes.app.look(|host| host.venue.now()) else {
        return next.run(request).await;
    };
    let kept = routes.faults.response_cache().find(&url, now, max_age_s);
    if let Some(page) = kept {
        return page.answer(now, max_age_s, true);
    }
    let (parts, body) = next.run(request).await.into_parts();
    if parts.status != StatusCode::OK {
        return Response::from_parts(parts, body);
    }
    let Ok(body) = to_bytes(body, BODY_BYTES_MOST).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let page = Page::new(now, parts.headers.get(header::CONTENT_TYPE).cloned(), body);
    routes.faults.response_cache().put(url, page.clone());
    page.answer(now, max_age_s, false)
}
