//! The CLOB's lists of markets, and a market's latest trades.
//!
//! "Sampling" markets are those that pay liquidity rewards. The simulated venue pays none (`rewards.rs`), so here they
//! are the markets that take orders.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::market::Market;
use serde_json::{Value, json};

use super::pages::{PAGE_MARKETS, page, page_start};
use super::public::market_not_found;
use super::rows as clob_rows;
use crate::host::Host;
use crate::json::seconds;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::{Exchange, Trade};
use pilotfish_sim::venue::rows::MarketRow;

type Answer = Result<Json<Value>, Refusal>;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sampling-markets", get(sampling_markets))
        .route("/simplified-markets", get(simplified_markets))
        .route("/sampling-simplified-markets", get(sampling_simplified_markets))
        .route("/markets/live-activity/{condition}", get(live_activity))
}

/// `GET /markets` as the CLOB answers it. On one port the path is Gamma's too: with a `next_cursor` it is the CLOB's.
pub(crate) async fn markets(State(app): State<App>, params: Params) -> Answer {
    listed(&app, &params, |_| true, clob_rows::market)
}

async fn sampling_markets(State(app): State<App>, params: Params) -> Answer {
    listed(&app, &params, is_sampled, clob_rows::market)
}

async fn simplified_markets(State(app): State<App>, params: Params) -> Answer {
    listed(&app, &params, |_| true, simplified)
}

async fn sampling_simplified_markets(State(app): State<App>, params: Params) -> Answer {
    listed(&app, &params, is_sampled, simplified)
}

fn listed(
    app: &App,
    params: &Params,
    admits: fn(&MarketRow) -> bool,
    row: fn(&MarketRow, &Exchange) -> Value,
) -> Answer {
    let start = page_start(params)?;
    app.look(|host| {
        let admitted: Vec<MarketRow> = host.venue.markets().into_iter().filter(admits).collect();
        page(&admitted, start, PAGE_MARKETS, |market| {
            row(market, host.venue.exchange())
        })
    })
}

fn is_sampled(row: &MarketRow) -> bool {
    row.market.accepting_orders && !row.market.closed
}

/// The few fields that the simplified lists keep.
fn simplified(row: &MarketRow, exchange: &Exchange) -> Value {
    let whole = clob_rows::market(row, exchange);
    let kept = |name: &str| whole.get(name).cloned().unwrap_or_default();
    json!({
        "condition_id": kept("condition_id"),
        "tokens": kept("tokens"),
        "rewards": kept("rewards"),
        "active": kept("active"),
        "closed": kept("closed"),
        "archived": kept("archived"),
        "accepting_orders": kept("accepting_orders"),
    })
}

/// A market's latest trades, newest first.
async fn live_activity(State(app): State<App>, Path(condition): Path<String>) -> Answer {
    let condition = ConditionId::new(&condition.to_ascii_lowercase());
    let events = app.look(|host| {
        let exchange = host.venue.exchange();
        let market = exchange.market(&condition)?;
        let mut events: Vec<Value> = exchange
            .tape(&condition)
            .map(|trade| event(host, market, trade))
            .collect();
        events.reverse();
        Some(events)
    })?;
    events.map(|events| Json(events.into())).ok_or_else(market_not_found)
}

fn event(host: &Host, market: &Market, trade: &Trade) -> Value {
    let profile = host.venue.profile(&trade.taker);
    let outcome = market.outcomes.get(trade.outcome);
    json!({
        "event_type": "trade",
        "market": {
            "condition_id": market.condition,
            "asset_id": trade.token,
            "question": market.question,
            "icon": "",
            "slug": market.slug,
        },
        "user": {
            "address": trade.taker,
            "username": profile.as_ref().map(|profile| &*profile.name).unwrap_or_default(),
            "profile_picture": "",
            "optimized_profile_picture": "",
            "pseudonym": profile.as_ref().map(|profile| &*profile.pseudonym).unwrap_or_default(),
        },
        "side": trade.side,
        "size": trade.shares.to_string(),
        "fee_rate_bps": "0",
        "price": trade.price.to_string(),
        "outcome": outcome.map(|outcome| outcome.name.as_str()).unwrap_or_default(),
        "outcome_index": trade.outcome,
        "transaction_hash": trade.shown_transaction().map_or("", |hash| hash.as_str()),
        "timestamp": seconds(trade.matched_at).to_string(),
    })
}
