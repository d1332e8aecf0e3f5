//! Builders: whoever's code an order carries (polymarket-api §4.1, §5). The simulated venue charges no builder fees.

use alloy::primitives::B256;
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::account::TradeFilter;
use super::pages::{PAGE_ROWS, page, page_start};
use super::rows::owner_key;
use crate::host::Host;
use crate::json::{iso_instant, seconds};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::Trade;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/builder/trades", get(trades))
        .route("/fees/builder-fees/{code}", get(fees))
}

async fn fees(Path(code): Path<String>) -> Result<Json<Value>, Refusal> {
    builder_code(&code)?;
    Ok(Json(
        json!({ "builder_maker_fee_rate_bps": 0, "builder_taker_fee_rate_bps": 0 }),
    ))
}

/// The trades whose taker's order carried that code, newest first.
async fn trades(State(app): State<App>, params: Params) -> Result<Json<Value>, Refusal> {
    let start = page_start(&params)?;
    let filter = TradeFilter::of(&params)?;
    let builder = builder_code(params.text("builder_code").unwrap_or_default())?;
    app.look(|host| {
        let exchange = host.venue.exchange();
        let orders = host
            .clients
            .orders_of_builder(builder)
            .filter_map(|id| exchange.order(id));
        let made = orders.flat_map(|order| order.trades.iter().filter_map(|id| exchange.trade(id)));
        let taken = made.filter(|trade| host.clients.builder_of(&trade.taker_order) == Some(builder));
        let mut found: Vec<&Trade> = taken.filter(|trade| filter.admits(trade)).collect();
        found.sort_by_key(|trade| (std::cmp::Reverse(trade.matched_at), trade.id.clone()));
        found.dedup_by_key(|trade| trade.id.clone());
        page(&found, start, PAGE_ROWS, |trade| row(host, trade, builder))
    })
}

fn row(host: &Host, trade: &Trade, builder: B256) -> Value {
    let market = host.venue.exchange().market(&trade.condition);
    let outcome = market.and_then(|market| market.outcomes.get(trade.outcome));
    let (size, value) = (trade.shares.to_string(), trade.value.to_string());
    let fee_usdc = trade.fee.to_string();
    json!({
        "id": trade.id,
        "tradeType": "TAKER",
        "takerOrderHash": trade.taker_order,
        "builder": format!("{:#x}", alloy::primitives::Address::from_word(builder)),
        "builderCode": builder,
        "builderFee": "0",
        "market": trade.condition,
        "assetId": trade.token,
        "side": if trade.side == Side::Buy { "BUY" } else { "SELL" },
        "size": size,
        "sizeUsdc": value,
        "price": trade.price.to_string(),
        "status": trade.status.as_str(),
        "outcome": outcome.map(|outcome| outcome.name.as_str()).unwrap_or_default(),
        "outcomeIndex": trade.outcome,
        "owner": owner_key(&host.ring, &trade.taker),
        "maker": trade.taker,
        // The clients' types want 32 bytes; before there is a transaction they are zero.
        "transactionHash": trade.shown_transaction().map_or_else(|| B256::ZERO.to_string(), |hash| hash.as_str().to_owned()),
        "matchTime": seconds(trade.matched_at).to_string(),
        "bucketIndex": 0,
        "fee": fee_usdc,
        "feeUsdc": fee_usdc,
        "err_msg": null,
        "createdAt": iso_instant(trade.matched_at),
        "updatedAt": iso_instant(trade.updated_at),
    })
}

fn builder_code(text: &str) -> Result<B256, Refusal> {
    text.parse()
        .ok()
        .filter(|code: &B256| !code.is_zero())
        .ok_or_else(|| Refusal::bad_request("builder_code is required and cannot be zero"))
}
