//! The CLOB's public routes beside books and lists: time, what a market's orders must look like.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::{Exchange as Contract, Market};
use serde_json::{Value, json};

use super::rows as clob_rows;
use crate::json::number;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::{App, real_seconds};
use pilotfish_exchange::Exchange;
use pilotfish_sim::venue::rows::MarketRow;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/ok", get(|| async { Json("OK") }))
        .route("/time", get(time))
        .route("/version", get(|| async { Json(json!({ "version": 2 })) }))
        .route("/tick-size", get(tick_size))
        .route("/neg-risk", get(neg_risk))
        .route("/fee-rate", get(fee_rate))
        .route("/clob-markets/{condition}", get(clob_market))
        .route("/markets-by-token/{token}", get(market_by_token))
}

type Answer = Result<Json<Value>, Refusal>;

/// The token a query names.
pub(super) fn token(params: &Params) -> Result<TokenId, Refusal> {
    params
        .text("token_id")
        .map(TokenId::new)
        .ok_or_else(|| Refusal::bad_request("Invalid token id"))
}

/// What a token's market says, resolved ones included.
fn of_market<T>(app: &App, params: &Params, read: impl FnOnce(&Market) -> T) -> Result<T, Refusal> {
    let token = token(params)?;
    app.look(|host| host.venue.exchange().market_of(&token).map(|(market, _)| read(market)))?
        .ok_or_else(Refusal::no_book)
}

async fn tick_size(State(app): State<App>, params: Params) -> Answer {
    let tick = of_market(&app, &params, |market| number(market.tick.micros()))?;
    Ok(Json(json!({ "minimum_tick_size": tick })))
}

async fn neg_risk(State(app): State<App>, params: Params) -> Answer {
    let neg_risk = of_market(&app, &params, |market| market.exchange == Contract::NegRiskV2)?;
    Ok(Json(json!({ "neg_risk": neg_risk })))
}

/// A remnant of the first exchange, 0 since fees moved into the market's schedule.
async fn fee_rate(State(app): State<App>, params: Params) -> Answer {
    of_market(&app, &params, |_| ())?;
    Ok(Json(json!({ "base_fee": 0 })))
}

/// `GET /markets/{condition}`; on one port Gamma's `/markets/{id}` hands it here.
pub(crate) async fn market(State(app): State<App>, Path(condition): Path<String>) -> Answer {
    one_market(&app, &condition, clob_rows::market)
}

async fn clob_market(State(app): State<App>, Path(condition): Path<String>) -> Answer {
    one_market(&app, &condition, clob_rows::clob_market)
}

fn one_market(app: &App, condition: &str, row: fn(&MarketRow, &Exchange) -> Value) -> Answer {
    let condition = ConditionId::new(&condition.to_ascii_lowercase());
    let found = app.look(|host| {
        let market = host.venue.market(&condition)?;
        Some(row(&market, host.venue.exchange()))
    })?;
    found.map(Json).ok_or_else(market_not_found)
}

async fn market_by_token(State(app): State<App>, Path(token): Path<String>) -> Answer {
    let token = TokenId::new(&token);
    let found = app.look(|host| {
        let (market, _) = host.venue.exchange().market_of(&token)?;
        let [first, second] = &market.outcomes;
        Some(json!({
            "condition_id": market.condition,
            "primary_token_id": first.token,
            "secondary_token_id": second.token,
        }))
    })?;
    found.map(Json).ok_or_else(market_not_found)
}

/// 404: no such market.
pub(crate) fn market_not_found() -> Refusal {
    Refusal::not_found("market not found")
}

/// Real time in seconds, by the venue's clock, which may be off.
async fn time(State(app): State<App>) -> Result<Json<i64>, Refusal> {
    app.look(|host| Json(real_seconds() + host.venue.shown().clock_off_ms() / 1_000))
}
