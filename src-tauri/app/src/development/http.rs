//! The command list and the update channel as HTTP.
//!
//! Only this computer's own browser may ask: the listener is on loopback, and a request that a foreign page made (its
//! `Origin`), or that reached us under a foreign name (its `Host`), is refused.

use std::convert::Infallible;

use axum::Json;
use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream::{Stream, unfold};
use pilotfish_api::types::{ApiError, ErrorCode, Update};
use pilotfish_api::{CallError, Engines};
use pilotfish_engine::Mode;
use serde_json::Value;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

/// What goes wrong with a request, as HTTP says it.
struct Refusal(CallError);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self.0 {
            CallError::Unknown(_) => (StatusCode::NOT_FOUND, self.0.to_string()).into_response(),
            CallError::Arguments(why) => (StatusCode::BAD_REQUEST, why).into_response(),
            CallError::Refused(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
        }
    }
}

/// The routes; the update channels end with the token.
pub(super) fn router(engines: Engines, ended: CancellationToken) -> Router {
    Router::new()
        .route("/api/updates", get(updates))
        .route("/api/{command}", post(command))
        .layer(middleware::from_fn(only_this_computer))
        .with_state((engines, ended))
}

type Shared = State<(Engines, CancellationToken)>;

async fn command(
    State((engines, _)): Shared,
    Path(command): Path<String>,
    given: Result<Json<Value>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(given) = given.map_err(|error| Refusal(CallError::Arguments(error.body_text())))?;
    let shown = engines.shown();
    // A browser has no dialog that its pages cannot answer. None can be there (`Engines::without_live`); asked all the same.
    if shown.mode() == Mode::Live {
        return Err(Refusal(CallError::Refused(ApiError::new(
            ErrorCode::NoLiveHere,
            "this program never trades with real money".to_owned(),
        ))));
    }
    let list = engines
        .for_window(&command)
        .map_err(|refused| Refusal(CallError::Refused(refused)))?;
    list.call(&command, given).await.map(Json).map_err(Refusal)
}

async fn updates(State((engines, ended)): Shared) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = unfold((engines.updates(), ended), |(mut updates, ended)| async move {
        let update = tokio::select! {
            () = ended.cancelled() => return None,
            update = next(&mut updates) => update?,
        };
        let event = Event::default().json_data(update).ok()?;
        Some((Ok(event), (updates, ended)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

/// The next update that is still there: the window sees the gap in the numbers and reads everything again.
async fn next(updates: &mut Receiver<Update>) -> Option<Update> {
    loop {
        match updates.recv().await {
            Ok(update) => return Some(update),
            Err(RecvError::Lagged(missed)) => tracing::debug!(missed, "updates were too fast"),
            Err(RecvError::Closed) => return None,
        }
    }
}

async fn only_this_computer(request: Request, next: Next) -> Response {
    if is_ours(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "only pages of this computer may ask").into_response()
    }
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let named = text(header::HOST).is_some_and(|host| is_loopback(&format!("http://{host}")));
    named && text(header::ORIGIN).is_none_or(is_loopback)
}

fn is_loopback(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_page_and_a_foreign_name_are_refused() {
        let ours = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a value"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().expect("a value"));
            }
            is_ours(&headers)
        };
        assert!(ours("127.0.0.1:5180", None));
        assert!(ours("localhost:5173", Some("http://localhost:5173")));
        assert!(ours("[::1]:5180", None));
        assert!(!ours("127.0.0.1:5180", Some("https://example.com")));
        assert!(!ours("127.0.0.1:5180", Some("null")));
        assert!(!ours("rebound.example.com:5180", None));
        assert!(!is_ours(&HeaderMap::new()));
    }
}
