//! Builder API keys: made and listed with the account's own API key, taken back with themselves. Here they serve for the
//! relayer only; no volume is attributed to anybody.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::auth::Signed;
use crate::private::Private;
use crate::refusal::Refusal;
use crate::state::{App, real_seconds};

const PATH: &str = "/auth/builder-api-key";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, post(create).get(list).delete(revoke))
}

async fn create(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let owner = private.key.holder.owner;
    let made = app.act(|host| {
        let credentials = host.ring.builder_credentials(owner);
        host.relayer_keys.add_builder(owner, credentials.clone());
        credentials
    })?;
    Ok(Json(
        json!({ "key": made.api_key, "secret": made.secret, "passphrase": made.passphrase }),
    ))
}

async fn list(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let owner = private.key.holder.owner;
    app.look(|host| {
        let keys = host.relayer_keys.builder_keys(owner).into_iter();
        Json(keys.map(|key| json!({ "key": key })).collect())
    })
}

async fn revoke(State(app): State<App>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let signed = Signed {
        method: "DELETE",
        path: PATH,
        body: "",
    };
    app.act(|host| {
        let held = host.relayer_keys.builder(&headers, &signed, real_seconds());
        let (_, id) = held.ok_or_else(Refusal::unauthorized)?;
        host.relayer_keys.remove_builder(&id);
        Ok(Json(json!("OK")))
    })?
}
