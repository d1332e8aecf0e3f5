//! Gamma: markets, events, tags, search, profiles. Also the CLOB's `/markets/{condition}`, which has
//! the same path as Gamma's `/markets/{id}`: on one port a condition id is told from a number by its `0x`.

mod events;
mod filter;
mod pages;
pub(crate) mod rows;
mod search;
mod tags;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use super::clob::public::market_not_found;
use super::query::Params;
use super::refusal::Refusal;
use super::state::App;
use filter::{MarketFilter, Ordering};
use pages::{MARKETS_MOST, OffsetPage, keyset};
use rows::market;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/status", get(|| async { "OK" }))
        .route("/markets", get(markets))
        .route("/markets/keyset", get(markets_keyset))
        .route("/markets/{id}", get(market_by_id))
        .route("/markets/{id}/tags", get(market_tags))
        .route("/markets/slug/{slug}", get(market_by_slug))
        .route("/events", get(events::list))
        .route("/events/keyset", get(events::list_keyset))
        .route("/events/{id}", get(events::by_id))
        .route("/events/{id}/tags", get(events::tags))
        .route("/events/slug/{slug}", get(events::by_slug))
        .route("/tags", get(tags::list))
        .route("/tags/{id}", get(tags::by_id))
        .route("/tags/slug/{slug}", get(tags::by_slug))
        .route("/public-search", get(search::search))
        .route("/public-profile", get(search::public_profile))
}

type Answer = Result<Json<Value>, Refusal>;

/// The old list. It is still answered, and says that it should not be asked.
async fn markets(State(app): State<App>, params: Params) -> Result<Response, Refusal> {
    // Gamma's own pages go by offset, or by `after_cursor`: a `next_cursor` is the CLOB's.
    if params.has("next_cursor") {
        return super::clob::markets(State(app), params)
            .await
            .map(IntoResponse::into_response);
    }
    let page = OffsetPage::of(&params)?;
    let (filter, order) = (MarketFilter::of(&params)?, Ordering::of(&params)?);
    let rows = app.look(|host| order.sorted(filter.rows(&host.venue)))?;
    Ok(page.answer(rows.iter().map(market).collect(), "/markets/keyset"))
}

async fn markets_keyset(State(app): State<App>, params: Params) -> Answer {
    let (filter, order) = (MarketFilter::of(&params)?, Ordering::of(&params)?);
    let rows = app.look(|host| order.sorted(filter.rows(&host.venue)))?;
    let key = |row: &pilotfish_sim::venue::rows::MarketRow| row.card.id.clone();
    keyset("markets", &params, MARKETS_MOST, &rows, key, market)
}

async fn market_by_id(State(app): State<App>, Path(id): Path<String>) -> Answer {
    if id.starts_with("0x") {
        return super::clob::public::market(State(app), Path(id)).await;
    }
    let row = app.look(|host| host.venue.markets().into_iter().find(|row| row.card.id == id))?;
    row.map(|row| Json(market(&row))).ok_or_else(market_not_found)
}

async fn market_tags(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let row = app.look(|host| host.venue.markets().into_iter().find(|row| row.card.id == id))?;
    row.map(|row| Json(rows::tags(&row))).ok_or_else(market_not_found)
}

async fn market_by_slug(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    let row = app.look(|host| host.venue.market_by_slug(&slug))?;
    row.map(|row| Json(market(&row))).ok_or_else(market_not_found)
}
