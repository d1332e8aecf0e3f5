//! Liquidity rewards and maker rebates (polymarket-api §5, §6.1).
//!
//! The simulated venue has no reward programme: no market offers any, no order scores, nobody earned. What it does have
//! is the makers' share of the takers' fees, told by `/rebates/current`; it is told, not paid out.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, WalletAddress};
use pilotfish_copy::money::{MICRO, Rounding, Usd, mul_div};
use serde_json::{Map, Value, json};

use super::pages::empty_page;
use crate::host::Host;
use crate::json::iso_date;
use crate::private::Private;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::Trade;

/// pUSD, in which rebates are paid (polymarket-api §3.5).
const PUSD: &str = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB";

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
        .route("/rebates/current", get(rebates))
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

/// What a maker gets back of the fees its takers paid on one day (UTC, by when they matched), market by market.
async fn rebates(State(app): State<App>, params: Params) -> Result<Json<Value>, Refusal> {
    let required = |name: &str| Refusal::bad_request(format!("{name} is required"));
    let maker = params
        .wallet("maker_address")?
        .ok_or_else(|| required("maker_address"))?;
    let date = params.text("date").ok_or_else(|| required("date"))?;
    let rebated = app.look(|host| rebated(host, &maker, date))?;
    let rows: Vec<Value> = rebated
        .into_iter()
        .map(|(condition, fees)| {
            json!({
                "date": date,
                "condition_id": condition,
                "asset_address": PUSD,
                "maker_address": maker,
                "rebated_fees_usdc": fees.to_string(),
            })
        })
        .collect();
    Ok(Json(rows.into()))
}

fn rebated(host: &Host, maker: &WalletAddress, date: &str) -> BTreeMap<ConditionId, Usd> {
    let mut rebated: BTreeMap<ConditionId, Usd> = BTreeMap::new();
    let trades = host.venue.exchange().trades(maker);
    for trade in trades.filter(|trade| iso_date(trade.matched_at) == date) {
        let share = host.venue.market(&trade.condition);
        let rebate = share.map_or(Usd::ZERO, |row| rebate(trade, maker, row.card.rebate_micros));
        if !rebate.is_zero() {
            *rebated.entry(trade.condition.clone()).or_default() += rebate;
        }
    }
    rebated
}

/// The rebate's share of the fee, by the maker's share of the trade, rounded down.
fn rebate(trade: &Trade, maker: &WalletAddress, rebate_micros: i64) -> Usd {
    let legs = trade.legs.iter().filter(|leg| leg.owner == *maker);
    let made: i64 = legs.map(|leg| leg.shares.micros()).sum();
    let whole = trade.shares.micros();
    if whole <= 0 {
        return Usd::ZERO;
    }
    let fee_share = mul_div(trade.fee.micros(), made, whole, Rounding::Down);
    Usd::from_micros(mul_div(fee_share, rebate_micros, MICRO, Rounding::Down))
}
