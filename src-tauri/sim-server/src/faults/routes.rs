//! `/sim/faults`, which Polymarket does not have: rules are added, listed and taken back.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::{delete, get};
use axum::{Json, Router};
use serde_json::Value;

use super::rule::Rule;
use crate::middleware::RouteState;
use crate::refusal::Refusal;

/// How many rules may stand at once.
const RULES_MOST: usize = 1_000;

pub(crate) fn routes() -> Router<RouteState> {
    Router::new()
        .route("/sim/faults", get(list).post(add).delete(clear))
        .route("/sim/faults/{id}", delete(clear_one))
}

async fn list(State(routes): State<RouteState>) -> Json<Value> {
    Json(routes.faults.shown())
}

async fn add(
    State(routes): State<RouteState>,
    asked: Result<Json<Value>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(asked) = asked?;
    // One rule, or a list of them.
    let read = if asked.is_array() {
        serde_json::from_value::<Vec<Rule>>(asked)
    } else {
        serde_json::from_value::<Rule>(asked).map(|rule| vec![rule])
    };
    let rules = read.map_err(|error| Refusal::bad_request(format!("no fault rule: {error}")))?;
    if rules.len() > RULES_MOST {
        return Err(Refusal::bad_request(format!("at most {RULES_MOST} rules")));
    }
    for rule in &rules {
        rule.check()?;
    }
    Ok(Json(routes.faults.arm(rules)))
}

async fn clear(State(routes): State<RouteState>) -> Json<Value> {
    routes.faults.clear(None);
    Json(routes.faults.shown())
}

async fn clear_one(State(routes): State<RouteState>, Path(id): Path<u64>) -> Result<Json<Value>, Refusal> {
    if routes.faults.clear(Some(id)) {
        Ok(Json(routes.faults.shown()))
    } else {
        Err(Refusal::not_found("no such fault"))
    }
}
