//! Liquidity rewards, as the official clients ask for them. The simulated venue has no reward programme: no market
//! offers any, no order scores, nobody earned.

use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::pages::empty_page;
use crate::private::Private;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/order-scoring", get(order_scoring))
        .route("/orders-scoring", post(orders_scoring))
        .route("/rewards/markets/current", get(|| async { empty_page() }))
        .route("/rewards/markets/{condition}", get(|| async { empty_page() }))
        .route("/rewards/user", get(page_of_mine))
        .route("/rewards/user/total", get(totals))
        .route("/rewards/user/markets", get(page_of_mine))
        .route("/rewards/user/percentages", get(percentages))
}

async fn order_scoring(params: Params, _private: Private) -> Result<Json<Value>, Refusal> {
    if !params.has("order_id") {
        return Err(Refusal::bad_request("order_id is required"));
    }
    Ok(Json(json!({ "scoring": false })))
}

async fn orders_scoring(private: Private) -> Result<Json<Value>, Refusal> {
    let ids: Vec<String> = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    let scoring: Map<String, Value> = ids.into_iter().map(|id| (id, false.into())).collect();
    Ok(Json(scoring.into()))
}

async fn page_of_mine(_private: Private) -> Json<Value> {
    empty_page()
}

async fn totals(_private: Private) -> Json<Value> {
    Json(json!([]))
}

async fn percentages(_private: Private) -> Json<Value> {
    Json(json!({}))
}
