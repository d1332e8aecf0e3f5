//! The CLOB's public routes (polymarket-api §6.1): time, books, prices, what a market's orders must look like.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::market::{Exchange as Contract, Market, Side};
use pilotfish_copy::money::Price;
use serde::Deserialize;
use serde_json::{Value, json};

use super::rows as clob_rows;
use crate::exchange::BookView;
use crate::server::json::{number, seconds};
use crate::server::query::Params;
use crate::server::refusal::Refusal;
use crate::server::state::{App, real_seconds};

/// How many books one `POST /books` may ask for.
const BOOKS_MOST: usize = 500;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/ok", get(|| async { Json("OK") }))
        .route("/time", get(|| async { Json(real_seconds()) }))
        .route("/version", get(|| async { Json(json!({ "version": 2 })) }))
        .route("/tick-size", get(tick_size))
        .route("/neg-risk", get(neg_risk))
        .route("/fee-rate", get(fee_rate))
        .route("/book", get(book))
        .route("/books", post(books))
        .route("/price", get(price))
        .route("/midpoint", get(midpoint))
        .route("/spread", get(spread))
        .route("/last-trade-price", get(last_trade_price))
        .route("/prices-history", get(prices_history))
        .route("/clob-markets/{condition}", get(clob_market))
        .route("/markets-by-token/{token}", get(market_by_token))
}

type Answer = Result<Json<Value>, Refusal>;

fn token(params: &Params) -> Result<TokenId, Refusal> {
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

/// What a token's book says, while it has one.
fn of_book<T>(app: &App, params: &Params, read: impl FnOnce(&BookView) -> T) -> Result<T, Refusal> {
    let token = token(params)?;
    app.look(|host| host.venue.exchange().book(&token).map(|view| read(&view)))?
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

async fn book(State(app): State<App>, params: Params) -> Answer {
    of_book(&app, &params, clob_rows::book).map(Json)
}

#[derive(Debug, Deserialize)]
struct BookRequest {
    token_id: String,
}

async fn books(State(app): State<App>, asked: Result<Json<Vec<BookRequest>>, JsonRejection>) -> Answer {
    let Json(asked) = asked?;
    if asked.len() > BOOKS_MOST {
        return Err(Refusal::bad_request("Payload exceeds the limit"));
    }
    let found: Vec<Value> = app.look(|host| {
        let views = asked
            .iter()
            .filter_map(|asked| host.venue.exchange().book(&TokenId::new(&asked.token_id)));
        views.map(|view| clob_rows::book(&view)).collect()
    })?;
    Ok(Json(found.into()))
}

/// The best price of the side named: `BUY` is the best bid, `SELL` the best ask. The documentation disagrees with
/// itself about it (polymarket-api §6.1), so clients read the book instead.
async fn price(State(app): State<App>, params: Params) -> Answer {
    let side = match params.text("side").map(str::to_ascii_uppercase).as_deref() {
        Some("BUY") => Side::Buy,
        Some("SELL") => Side::Sell,
        _ => return Err(Refusal::bad_request("Invalid side")),
    };
    let best = of_book(&app, &params, |view| match side {
        Side::Buy => view.best_bid(),
        Side::Sell => view.best_ask(),
    })?;
    Ok(Json(json!({ "price": best.unwrap_or_default().to_string() })))
}

async fn midpoint(State(app): State<App>, params: Params) -> Answer {
    let (bid, ask) = both_sides(&app, &params)?;
    let mid = Price::from_micros((bid.micros() + ask.micros()).div_euclid(2));
    Ok(Json(json!({ "mid": mid.to_string() })))
}

async fn spread(State(app): State<App>, params: Params) -> Answer {
    let (bid, ask) = both_sides(&app, &params)?;
    Ok(Json(json!({ "spread": (ask - bid).to_string() })))
}

fn both_sides(app: &App, params: &Params) -> Result<(Price, Price), Refusal> {
    of_book(app, params, |view| view.best_bid().zip(view.best_ask()))?.ok_or_else(Refusal::no_book)
}

async fn last_trade_price(State(app): State<App>, params: Params) -> Answer {
    let last = of_book(&app, &params, |view| view.last_trade.zip(view.last_side))?;
    Ok(Json(match last {
        Some((price, side)) => json!({ "price": price.to_string(), "side": side }),
        // What the venue says of a market that never traded.
        None => json!({ "price": "0.5", "side": "" }),
    }))
}

async fn prices_history(State(app): State<App>, params: Params) -> Answer {
    let market = params
        .text("market")
        .ok_or_else(|| Refusal::bad_request("market is required"))?;
    let token = TokenId::new(market);
    let stamp = |name| -> Result<Option<VenueMs>, Refusal> {
        Ok(params
            .integer(name)?
            .map(|seconds| VenueMs(seconds.saturating_mul(1_000))))
    };
    let (start, end) = (stamp("start_ts")?, stamp("end_ts")?);
    let length_ms = match params.text("interval") {
        Some("1h") => Some(3_600_000),
        Some("6h") => Some(6 * 3_600_000),
        Some("1d") => Some(86_400_000),
        Some("1w") => Some(7 * 86_400_000),
        Some("1m") => Some(30 * 86_400_000),
        Some("max" | "all") => None,
        None if start.is_some() => None,
        _ => return Err(Refusal::bad_request("interval or startTs and endTs are required")),
    };
    let step_ms = params.integer("fidelity")?.unwrap_or(1).max(1).saturating_mul(60_000);
    let points = app.look(|host| {
        let now = host.venue.now();
        let from = start.or(length_ms.map(|length| now.plus(-length))).unwrap_or_default();
        host.venue.price_history(&token, from, end.unwrap_or(now))
    })?;
    let mut last_step = None;
    let thinned = points
        .iter()
        .filter(|point| last_step.replace(point.at.0 / step_ms) != Some(point.at.0 / step_ms));
    let history: Vec<Value> = thinned
        .map(|point| json!({ "t": seconds(point.at), "p": number(point.price.micros()) }))
        .collect();
    Ok(Json(json!({ "history": history })))
}

async fn clob_market(State(app): State<App>, Path(condition): Path<String>) -> Answer {
    let row = app.look(|host| host.venue.market(&ConditionId::new(&condition.to_ascii_lowercase())))?;
    row.map(|row| Json(clob_rows::clob_market(&row)))
        .ok_or_else(market_not_found)
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
