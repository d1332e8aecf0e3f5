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
use pilotfish_api::Api;
use pilotfish_api::types::{
    ActivityPage, ActivityQuery, ApiError, CancelPreview, CloseDraft, Closed, ClosesPreview, Dashboard, DataPaths,
    DecisionCounts, DecisionFilter, DecisionsPage, DecisionsQuery, Exported, FollowDraft, FollowPreview, FollowView,
    Frame, HistoryFilter, HistoryPage, HistoryQuery, HistoryTotals, Id, Leaderboard, LeaderboardQuery, Licence,
    OrderDetail, OrderPath, OrderRow, OrdersQuery, Performance, Period, Positions, QuitChoice, Settings, Shortfall,
    TakePreview, TraderPage,
};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use pilotfish_api::types::Update;

/// What goes wrong with a request.
enum Refusal {
    /// No command of that name.
    Unknown(String),
    /// The arguments are not the command's.
    Arguments(String),
    /// The command refuses.
    Command(ApiError),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Command(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown(name) => (StatusCode::NOT_FOUND, format!("no command is called {name:?}")).into_response(),
            Self::Arguments(why) => (StatusCode::BAD_REQUEST, why).into_response(),
            Self::Command(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
        }
    }
}

/// One arm per line of the list.
macro_rules! dispatch {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        async fn dispatch(api: &Api, command: &str, given: Value) -> Result<Value, Refusal> {
            match command {
                $(stringify!($name) => {
                    #[derive(Deserialize)]
                    #[serde(rename_all = "camelCase")]
                    struct Given { $($argument: $type),* }
                    let Given { $($argument),* } =
                        serde_json::from_value(given).map_err(|error| Refusal::Arguments(error.to_string()))?;
                    let answer: $answer = Box::pin(api.$name($($argument),*)).await?;
                    serde_json::to_value(answer).map_err(|error| Refusal::Arguments(error.to_string()))
                })*
                _ => Err(Refusal::Unknown(command.to_owned())),
            }
        }
    };
}

pilotfish_api::command_list!(dispatch);

/// The routes; the update channels end with the token.
pub(super) fn router(api: Api, ended: CancellationToken) -> Router {
    Router::new()
        .route("/api/updates", get(updates))
        .route("/api/{command}", post(command))
        .layer(middleware::from_fn(only_this_computer))
        .with_state((api, ended))
}

type Shared = State<(Api, CancellationToken)>;

async fn command(
    State((api, _)): Shared,
    Path(command): Path<String>,
    given: Result<Json<Value>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(given) = given.map_err(|error| Refusal::Arguments(error.body_text()))?;
    dispatch(&api, &command, given).await.map(Json)
}

async fn updates(State((api, ended)): Shared) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = unfold((api.updates(), ended), |(mut updates, ended)| async move {
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

    #[tokio::test]
    async fn a_command_is_known_by_its_name_and_its_arguments() {
        let home = std::env::temp_dir().join(format!("pilotfish-host-{}", std::process::id()));
        let api = Api::new(pilotfish_api::ApiOptions {
            home: pilotfish_engine::Home::at(home),
            mode: pilotfish_engine::Mode::Demo,
            version: "0".to_owned(),
            bus: pilotfish_engine::Bus::new(),
            host: None,
        });
        let ask = async |name: &str, given: Value| dispatch(&api, name, given).await;
        assert!(matches!(
            ask("sell_everything", Value::Null).await,
            Err(Refusal::Unknown(_))
        ));
        let odd = serde_json::json!({ "order": "seven" });
        assert!(matches!(ask("order", odd).await, Err(Refusal::Arguments(_))));
        let frame = ask("frame", serde_json::json!({})).await;
        assert!(matches!(frame, Ok(frame) if frame["mode"] == "demo" && frame["state"] == "starting"));
        let refused = ask("pause", serde_json::json!({})).await;
        assert!(matches!(refused, Err(Refusal::Command(error)) if error.code == "venue_unreachable"));
    }
}
