//! Posting and cancelling.

use axum::extract::State;
use axum::routing::{delete, post};
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId};
use pilotfish_copy::market::Side;
use serde::Deserialize;
use serde_json::{Value, json};

use super::refused::TradingRefused;
use crate::host::{Host, PostRefused, Posted};
use crate::private::Private;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::PlacedStatus;

/// How many orders one `POST /orders` may hold.
const POSTED_MOST: usize = 15;

/// How many ids one `DELETE /orders` may hold.
const CANCELLED_MOST: usize = 1_000;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/order", post(post_order).delete(cancel_order))
        .route("/orders", post(post_orders).delete(cancel_orders))
        .route("/cancel-all", delete(cancel_all))
        .route("/cancel-market-orders", delete(cancel_market_orders))
}

/// What the venue says beside the status of an order that is held before it meets the book.
const DELAYED: &str = "order match delayed due to market conditions";

type Answer = Result<Json<Value>, TradingRefused>;

async fn post_order(State(app): State<App>, private: Private) -> Answer {
    match app.act(|host| host.post(&private.key, &private.body))? {
        Ok(posted) => Ok(Json(accepted(&posted))),
        Err(PostRefused::Order(refused)) => Err(TradingRefused::order(&refused)),
        Err(PostRefused::Server(refusal)) => Err(refusal.into()),
    }
}

/// Leg by leg, each on its own; what concerns them all (a restart, a mode) refuses the whole request.
async fn post_orders(State(app): State<App>, private: Private) -> Answer {
    let orders: Vec<Value> = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    if orders.len() > POSTED_MOST {
        return Err(too_many(orders.len(), POSTED_MOST).into());
    }
    app.act(|host| {
        let (mut legs, mut all_refused) = (Vec::new(), None);
        for (place, order) in orders.iter().enumerate() {
            match host.post(&private.key, &order.to_string()) {
                Ok(posted) => legs.push(accepted(&posted)),
                Err(PostRefused::Order(refused)) => {
                    legs.push(refused_leg(&refused.to_string()));
                    let refused = TradingRefused::order(&refused);
                    if place == 0 && refused.concerns_all() {
                        all_refused = Some(refused);
                    }
                    continue;
                }
                Err(PostRefused::Server(refusal)) => return Err(refusal.into()),
            }
            // Whatever the first leg was told, this one was taken.
            all_refused = None;
        }
        all_refused.map_or_else(|| Ok(Json(legs.into())), Err)
    })?
}

/// The answer to an accepted order. Amounts are decimals in whole units, empty where nothing filled.
fn accepted(posted: &Posted) -> Value {
    let (shares, dollars) = (posted.placed.shares.to_string(), posted.placed.value.to_string());
    let (making, taking) = match (posted.placed.shares.is_zero(), posted.order.side) {
        (true, _) => (String::new(), String::new()),
        (false, Side::Buy) => (dollars, shares),
        (false, Side::Sell) => (shares, dollars),
    };
    let delayed = posted.placed.status == PlacedStatus::Delayed;
    json!({
        "success": true,
        "errorMsg": if delayed { DELAYED } else { "" },
        "orderID": posted.order.id,
        "status": posted.placed.status.as_str(),
        "makingAmount": making,
        "takingAmount": taking,
        "tradeIDs": posted.placed.trades,
        // Empty since the venue executes asynchronously (2026-07-24).
        "transactionsHashes": [],
    })
}

/// A refused leg of a batch: "successful", without an id, the reason beside it: a trap for clients that read only `success`.
fn refused_leg(reason: &str) -> Value {
    json!({
        "success": true,
        "errorMsg": reason,
        "orderID": "",
        "status": "",
        "makingAmount": "",
        "takingAmount": "",
    })
}

#[derive(Debug, Deserialize)]
struct CancelOrder {
    #[serde(rename = "orderID")]
    order_id: String,
}

async fn cancel_order(State(app): State<App>, private: Private) -> Answer {
    let asked: CancelOrder = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    let id = order_id(&asked.order_id)?;
    app.act(|host| cancel(host, &private, &[id]))?
}

async fn cancel_orders(State(app): State<App>, private: Private) -> Answer {
    let asked: Vec<String> = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    if asked.len() > CANCELLED_MOST {
        return Err(too_many_ids());
    }
    let ids = asked.iter().map(|text| order_id(text)).collect::<Result<Vec<_>, _>>()?;
    app.act(|host| cancel(host, &private, &ids))?
}

async fn cancel_all(State(app): State<App>, private: Private) -> Answer {
    app.act(|host| {
        let ids = open_orders(host, &private, None, None);
        cancel(host, &private, &ids)
    })?
}

#[derive(Debug, Deserialize)]
struct CancelMarket {
    #[serde(default)]
    market: Option<String>,
    #[serde(default)]
    asset_id: Option<String>,
}

async fn cancel_market_orders(State(app): State<App>, private: Private) -> Answer {
    let asked: CancelMarket = serde_json::from_str(&private.body).map_err(|_| Refusal::invalid_payload())?;
    let named = |text: Option<String>| text.filter(|text| !text.is_empty());
    let market = named(asked.market).map(|text| ConditionId::new(&text));
    let token = named(asked.asset_id).map(|text| TokenId::new(&text));
    if market.is_none() && token.is_none() {
        return Err(Refusal::invalid_payload().into());
    }
    app.act(|host| {
        let ids = open_orders(host, &private, market.as_ref(), token.as_ref());
        cancel(host, &private, &ids)
    })?
}

fn open_orders(
    host: &Host,
    private: &Private,
    market: Option<&ConditionId>,
    token: Option<&TokenId>,
) -> Vec<OrderHash> {
    let exchange = host.venue.exchange();
    let wallets = private.key.holder.wallets();
    let orders = wallets.iter().flat_map(|wallet| exchange.open_orders(wallet));
    orders
        .filter(|order| market.is_none_or(|market| order.condition == *market))
        .filter(|order| token.is_none_or(|token| order.token == *token))
        .map(|order| order.id.clone())
        .collect()
}

fn cancel(host: &mut Host, private: &Private, ids: &[OrderHash]) -> Answer {
    let mut canceled: Vec<&OrderHash> = Vec::new();
    let mut refused = serde_json::Map::new();
    for id in ids {
        match host.cancel(&private.key.holder, id)? {
            Ok(()) => canceled.push(id),
            Err(reason) => {
                if let Some(all) = TradingRefused::cancel(&reason) {
                    return Err(all);
                }
                refused.insert(id.as_str().to_owned(), reason.to_string().into());
            }
        }
    }
    Ok(Json(json!({ "canceled": canceled, "not_canceled": refused })))
}

fn order_id(text: &str) -> Result<OrderHash, Refusal> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 64);
    if digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Ok(OrderHash::new(&text.to_ascii_lowercase()))
    } else {
        Err(Refusal::bad_request("Invalid orderID"))
    }
}

fn too_many(given: usize, most: usize) -> Refusal {
    Refusal::bad_request(format!("Too many orders in payload: {given}, max allowed: {most}"))
}

/// Cancellations are counted in other words than orders.
fn too_many_ids() -> TradingRefused {
    Refusal::bad_request(format!("Too many orders in payload, max allowed: {CANCELLED_MOST}")).into()
}
