//! The dead man's switch: once a client's heart beats, fifteen venue seconds of silence cancel
//! all its orders. `Host::stop_hearts` does that at the very instant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::private::Private;
use crate::refusal::Refusal;
use crate::state::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/heartbeats", post(beat))
        .route("/heartbeats", post(beat_without_id))
}

#[derive(Debug, Deserialize)]
struct Beat {
    #[serde(default)]
    heartbeat_id: Option<String>,
}

/// Chained beats: each names the id that the one before was given; the first one names none.
async fn beat(State(app): State<App>, private: Private) -> Result<Response, Refusal> {
    let beat: Beat = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    let named = beat.heartbeat_id.as_deref().filter(|id| !id.is_empty());
    let owner = private.key.holder.owner;
    let taken = app.act(|host| host.clients.beat(owner, host.venue.now(), named))?;
    Ok(match taken {
        // Without an `error`, not with a null one: the TypeScript client takes any `error` for a failure.
        Ok(id) => Json(json!({ "heartbeat_id": id })).into_response(),
        Err(wrong) => {
            let body = json!({ "heartbeat_id": wrong.expected, "error": "Invalid Heartbeat ID" });
            (StatusCode::BAD_REQUEST, Json(body)).into_response()
        }
    })
}

/// The documented older route.
async fn beat_without_id(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let owner = private.key.holder.owner;
    app.act(|host| host.clients.beat_without_id(owner, host.venue.now()))?;
    Ok(Json(json!({ "status": "ok" })))
}
