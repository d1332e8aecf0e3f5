//! Gamma's events: groups of markets. An event is closed when all its markets are.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::Value;

use super::Answer;
use super::filter::{Common, Ordering, Seen};
use super::pages::{EVENTS_MOST, OffsetPage, keyset};
use super::rows::{self, event};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::rows::MarketRow;

pub(super) async fn list(State(app): State<App>, params: Params) -> Result<Response, Refusal> {
    let page = OffsetPage::of(&params)?;
    let events = found(&app, &params)?;
    Ok(page.answer(events.iter().map(|rows| event(rows)).collect(), "/events/keyset"))
}

pub(super) async fn list_keyset(State(app): State<App>, params: Params) -> Answer {
    let events = found(&app, &params)?;
    let key = |rows: &Vec<MarketRow>| rows.first().map_or_else(String::new, |row| row.card.event_id.clone());
    keyset("events", &params, EVENTS_MOST, &events, key, |rows| event(rows))
}

pub(super) async fn by_id(State(app): State<App>, Path(id): Path<String>) -> Answer {
    one(&app, |row| row.card.event_id == id, event)
}

pub(super) async fn by_slug(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    one(&app, |row| row.market.event_slug == slug, event)
}

pub(super) async fn tags(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let tags = |found: &[MarketRow]| found.first().map_or(Value::Null, rows::tags);
    one(&app, |row| row.card.event_id == id, tags)
}

fn one(app: &App, is_it: impl Fn(&MarketRow) -> bool, show: impl Fn(&[MarketRow]) -> Value) -> Answer {
    let rows: Vec<MarketRow> = app.look(|host| host.venue.markets().into_iter().filter(|row| is_it(row)).collect())?;
    if rows.is_empty() {
        Err(Refusal::not_found("event not found"))
    } else {
        Ok(Json(show(&rows)))
    }
}

/// The events a list is asked for, each with all its markets.
fn found(app: &App, params: &Params) -> Result<Vec<Vec<MarketRow>>, Refusal> {
    let (filter, order) = (Common::of(params, "volume", "liquidity")?, Ordering::of(params)?);
    let mut groups = app.look(|host| group_by_event(host.venue.markets()))?;
    groups.retain(|rows| {
        rows.first().is_some_and(|first| {
            filter.admits(&Seen {
                id: &first.card.event_id,
                slug: &first.market.event_slug,
                category: &first.market.category,
                closed: rows.iter().all(|row| row.market.closed),
                end: rows.iter().filter_map(|row| row.market.end).max(),
                start: rows.iter().map(|row| row.card.opened_at).min().unwrap_or_default(),
                volume: rows.iter().map(|row| row.volume).sum(),
                liquidity: rows.iter().map(|row| row.liquidity).sum(),
            })
        })
    });
    Ok(order.sorted_events(groups))
}

/// Markets by their events, in the order the events first appear.
pub(super) fn group_by_event(rows: Vec<MarketRow>) -> Vec<Vec<MarketRow>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<MarketRow>> = Vec::new();
    for row in rows {
        let place = *places.entry(row.market.event_slug.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}
