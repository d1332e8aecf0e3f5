//! The routes of API keys.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::{Credentials, check_l1};
use crate::private::Private;
use crate::refusal::Refusal;
use crate::state::{App, real_seconds};
use pilotfish_exchange::AccountStatus;
use pilotfish_sim::signed_order::typed_data::CHAIN_ID;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/auth/api-key", axum::routing::post(create).delete(revoke))
        .route("/auth/derive-api-key", get(derive))
        .route("/auth/api-keys", get(list))
        .route(
            "/auth/readonly-api-key",
            axum::routing::post(create_readonly).delete(delete_readonly),
        )
        .route("/auth/readonly-api-keys", get(list_readonly))
        .route("/auth/ban-status/closed-only", get(closed_only))
}

async fn create(State(app): State<App>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let proof = check_l1(&headers, CHAIN_ID, real_seconds())?;
    let credentials = app.act(|host| host.create_key(proof.owner, proof.nonce))??;
    Ok(shown(&credentials))
}

async fn derive(State(app): State<App>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let proof = check_l1(&headers, CHAIN_ID, real_seconds())?;
    let credentials = app.look(|host| {
        let given = host.ring.has(proof.owner, proof.nonce);
        given.then(|| host.ring.credentials(proof.owner, proof.nonce))
    })?;
    credentials
        .as_ref()
        .map(shown)
        .ok_or_else(|| Refusal::bad_request("Could not derive api key!"))
}

async fn revoke(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    app.act(|host| host.revoke_key(&private.key.api_key))??;
    Ok(Json(json!("OK")))
}

async fn list(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let keys = app.look(|host| host.ring.of_owner(private.key.holder.owner))?;
    Ok(Json(json!({ "apiKeys": keys })))
}

/// A key that only reads. Which headers one is used with is not documented, so here it is made,
/// listed and taken back, and opens nothing.
async fn create_readonly(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let key = app.act(|host| host.clients.make_readonly_key(private.key.holder.owner))?;
    Ok(Json(json!({ "apiKey": key })))
}

async fn list_readonly(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    app.look(|host| Json(json!(host.clients.readonly_keys(private.key.holder.owner))))
}

#[derive(Debug, Deserialize)]
struct ReadonlyKey {
    key: String,
}

async fn delete_readonly(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let named: ReadonlyKey = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    let deleted = app.act(|host| host.clients.delete_readonly_key(private.key.holder.owner, &named.key))?;
    Ok(Json(json!(deleted)))
}

/// Whether any wallet of the key may only close what it holds.
async fn closed_only(State(app): State<App>, private: Private) -> Result<Json<Value>, Refusal> {
    let closed_only = app.look(|host| {
        let wallets = private.key.holder.wallets();
        let accounts = wallets
            .iter()
            .filter_map(|wallet| host.venue.exchange().account(wallet));
        accounts
            .into_iter()
            .any(|account| account.status() == AccountStatus::ClosedOnly)
    })?;
    Ok(Json(json!({ "closed_only": closed_only })))
}

fn shown(credentials: &Credentials) -> Json<Value> {
    Json(json!({
        "apiKey": credentials.api_key,
        "secret": credentials.secret,
        "passphrase": credentials.passphrase,
    }))
}
