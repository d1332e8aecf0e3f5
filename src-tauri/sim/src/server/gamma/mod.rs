//! Gamma (polymarket-api §8): markets, events, search, profiles. Also the CLOB's `/markets/{condition}`, which has the
//! same path as Gamma's `/markets/{id}`: on one port a condition id is told from a number by its `0x`.

pub(crate) mod rows;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::clob::public::market_not_found;
use super::query::Params;
use super::refusal::Refusal;
use super::state::App;
use crate::venue::Venue;
use crate::venue::rows::MarketRow;
use rows::{event, market, profile};

const LIMIT_DEFAULT: usize = 20;
const MARKETS_MOST: usize = 100;
const EVENTS_MOST: usize = 500;

/// How many results of each kind a search gives unless asked otherwise, and at most.
const FOUND_DEFAULT: usize = 5;
const FOUND_MOST: usize = 50;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/markets", get(markets))
        .route("/markets/keyset", get(markets_keyset))
        .route("/markets/{id}", get(market_by_id))
        .route("/markets/slug/{slug}", get(market_by_slug))
        .route("/events", get(events))
        .route("/events/keyset", get(events_keyset))
        .route("/events/{id}", get(event_by_id))
        .route("/events/slug/{slug}", get(event_by_slug))
        .route("/public-search", get(search))
        .route("/public-profile", get(public_profile))
}

type Answer = Result<Json<Value>, Refusal>;

/// Which markets a list is asked for.
struct MarketFilter {
    ids: Vec<String>,
    slugs: Vec<String>,
    conditions: Vec<String>,
    tokens: Vec<String>,
    closed: bool,
    active: Option<bool>,
    tag: Option<String>,
}

impl MarketFilter {
    fn of(params: &Params) -> Result<Self, Refusal> {
        let texts = |name| params.list(name).into_iter().map(str::to_owned).collect();
        Ok(Self {
            ids: texts("id"),
            slugs: texts("slug"),
            conditions: params
                .list("condition_ids")
                .into_iter()
                .map(str::to_ascii_lowercase)
                .collect(),
            tokens: texts("clob_token_ids"),
            // Resolved markets are left out unless asked for, also when they are named.
            closed: params.flag("closed")?.unwrap_or(false),
            active: params.flag("active")?,
            tag: params
                .text("tag_slug")
                .or_else(|| params.text("tag"))
                .map(str::to_lowercase),
        })
    }

    fn admits(&self, row: &MarketRow) -> bool {
        let market = &row.market;
        let named = |names: &[String], name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
        let [first, second] = &market.outcomes;
        let tokens = [first.token.as_str(), second.token.as_str()];
        market.closed == self.closed
            && self.active != Some(false)
            && named(&self.ids, &row.card.id)
            && named(&self.slugs, &market.slug)
            && named(&self.conditions, market.condition.as_str())
            && (self.tokens.is_empty() || self.tokens.iter().any(|token| tokens.contains(&token.as_str())))
            && self.tag.as_ref().is_none_or(|tag| market.category == *tag)
    }

    fn rows(&self, venue: &Venue) -> Vec<MarketRow> {
        venue.markets().into_iter().filter(|row| self.admits(row)).collect()
    }
}

/// One page of a list by offset (the old routes).
struct OffsetPage {
    limit: usize,
    offset: usize,
}

impl OffsetPage {
    fn of(params: &Params, most: usize) -> Result<Self, Refusal> {
        Ok(Self {
            limit: params.limit(LIMIT_DEFAULT, most)?,
            offset: params.count("offset")?.unwrap_or(0),
        })
    }

    fn cut(&self, all: Vec<Value>) -> Json<Value> {
        let page: Vec<Value> = all.into_iter().skip(self.offset).take(self.limit).collect();
        Json(page.into())
    }
}

async fn markets(State(app): State<App>, params: Params) -> Answer {
    // Gamma's own pages go by offset, or by `after_cursor`: a `next_cursor` is the CLOB's.
    if params.has("next_cursor") {
        return super::clob::markets(State(app), params).await;
    }
    let page = OffsetPage::of(&params, EVENTS_MOST)?;
    let filter = MarketFilter::of(&params)?;
    let rows = app.look(|host| sorted(filter.rows(&host.venue), &params))?;
    Ok(page.cut(rows.iter().map(market).collect()))
}

async fn markets_keyset(State(app): State<App>, params: Params) -> Answer {
    let filter = MarketFilter::of(&params)?;
    let rows = app.look(|host| filter.rows(&host.venue))?;
    keyset(
        "markets",
        &params,
        MARKETS_MOST,
        rows.iter().map(|row| (row.card.id.clone(), market(row))).collect(),
    )
}

async fn events(State(app): State<App>, params: Params) -> Answer {
    let page = OffsetPage::of(&params, EVENTS_MOST)?;
    let grouped = event_groups(&app, &params)?;
    Ok(page.cut(grouped.iter().map(|rows| event(rows)).collect()))
}

async fn events_keyset(State(app): State<App>, params: Params) -> Answer {
    let grouped = event_groups(&app, &params)?;
    let keyed = grouped
        .iter()
        .filter_map(|rows| Some((rows.first()?.card.event_id.clone(), event(rows))))
        .collect();
    keyset("events", &params, EVENTS_MOST, keyed)
}

/// The events a list is asked for, each with all its markets. An event is closed when all its markets are.
fn event_groups(app: &App, params: &Params) -> Result<Vec<Vec<MarketRow>>, Refusal> {
    let closed = params.flag("closed")?.unwrap_or(false);
    let (ids, slugs) = (params.list("id"), params.list("slug"));
    let tag = params
        .text("tag_slug")
        .or_else(|| params.text("tag"))
        .map(str::to_lowercase);
    let mut groups = app.look(|host| group_by_event(host.venue.markets()))?;
    groups.retain(|rows| {
        let Some(first) = rows.first() else { return false };
        rows.iter().all(|row| row.market.closed) == closed
            && (ids.is_empty() || ids.contains(&first.card.event_id.as_str()))
            && (slugs.is_empty() || slugs.contains(&first.market.event_slug.as_str()))
            && tag.as_ref().is_none_or(|tag| first.market.category == *tag)
    });
    Ok(groups)
}

/// Markets by their events, in the order the events first appear.
fn group_by_event(rows: Vec<MarketRow>) -> Vec<Vec<MarketRow>> {
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

/// The orders the old list route is asked for most; anything else keeps the order of opening.
fn sorted(mut rows: Vec<MarketRow>, params: &Params) -> Vec<MarketRow> {
    match params.text("order") {
        Some("volume24hr") => rows.sort_by_key(|row| row.volume_24h),
        Some("volume" | "volumeNum") => rows.sort_by_key(|row| row.volume),
        Some("liquidity" | "liquidityNum") => rows.sort_by_key(|row| row.liquidity),
        Some("endDate") => rows.sort_by_key(|row| row.market.end),
        Some("startDate") => rows.sort_by_key(|row| row.card.opened_at),
        _ => return rows,
    }
    if params.text("ascending") != Some("true") {
        rows.reverse();
    }
    rows
}

/// One page of a keyset list: what comes after the row that the cursor names.
fn keyset(name: &str, params: &Params, most: usize, all: Vec<(String, Value)>) -> Answer {
    if params.has("offset") {
        return Err(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            text: "offset is not supported, use after_cursor".to_owned(),
        });
    }
    let limit = params.limit(LIMIT_DEFAULT, most)?;
    let start = match params.text("after_cursor") {
        None => 0,
        Some(cursor) => {
            let named = URL_SAFE_NO_PAD
                .decode(cursor)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            let place = named.and_then(|key| all.iter().position(|(other, _)| *other == key));
            place
                .map(|place| place + 1)
                .ok_or_else(|| Refusal::bad_request("invalid cursor"))?
        }
    };
    let more = all.len() > start + limit;
    let page: Vec<(String, Value)> = all.into_iter().skip(start).take(limit).collect();
    let last = page.last().filter(|_| more).map(|(key, _)| URL_SAFE_NO_PAD.encode(key));
    let rows: Vec<Value> = page.into_iter().map(|(_, row)| row).collect();
    let mut answer = serde_json::Map::new();
    answer.insert(name.to_owned(), rows.into());
    if let Some(cursor) = last {
        answer.insert("next_cursor".to_owned(), cursor.into());
    }
    Ok(Json(answer.into()))
}

async fn market_by_id(State(app): State<App>, Path(id): Path<String>) -> Answer {
    if id.starts_with("0x") {
        return super::clob::public::market(State(app), Path(id)).await;
    }
    let row = app.look(|host| host.venue.markets().into_iter().find(|row| row.card.id == id))?;
    row.map(|row| Json(market(&row))).ok_or_else(market_not_found)
}

async fn market_by_slug(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    let row = app.look(|host| host.venue.market_by_slug(&slug))?;
    row.map(|row| Json(market(&row))).ok_or_else(market_not_found)
}

async fn event_by_id(State(app): State<App>, Path(id): Path<String>) -> Answer {
    one_event(&app, |row| row.card.event_id == id)
}

async fn event_by_slug(State(app): State<App>, Path(slug): Path<String>) -> Answer {
    one_event(&app, |row| row.market.event_slug == slug)
}

fn one_event(app: &App, is_it: impl Fn(&MarketRow) -> bool) -> Answer {
    let rows: Vec<MarketRow> = app.look(|host| host.venue.markets().into_iter().filter(|row| is_it(row)).collect())?;
    if rows.is_empty() {
        Err(Refusal::not_found("event not found"))
    } else {
        Ok(Json(event(&rows)))
    }
}

async fn search(State(app): State<App>, params: Params) -> Answer {
    let text = params.text("q").ok_or_else(|| Refusal::bad_request("q is required"))?;
    let limit = params.count("limit_per_type")?.unwrap_or(FOUND_DEFAULT).min(FOUND_MOST);
    let wants_profiles = params.flag("search_profiles")?.unwrap_or(true);
    let open_only = params.text("events_status") == Some("active");
    let (rows, people) = app.look(|host| {
        let rows = host.venue.search_markets(text, FOUND_MOST);
        let people = if wants_profiles {
            host.venue.search_traders(text, limit)
        } else {
            Vec::new()
        };
        (rows, people)
    })?;
    let wanted = rows
        .into_iter()
        .filter(|row| !(open_only && row.market.closed))
        .collect();
    let groups = group_by_event(wanted);
    let events: Vec<Value> = groups.iter().take(limit).map(|rows| event(rows)).collect();
    Ok(Json(json!({
        "events": events,
        "tags": [],
        "profiles": people.iter().map(profile).collect::<Vec<_>>(),
        "pagination": { "hasMore": groups.len() > limit, "totalResults": groups.len() + people.len() },
    })))
}

async fn public_profile(State(app): State<App>, params: Params) -> Answer {
    let address = params
        .wallet("address")?
        .ok_or_else(|| Refusal::bad_request("address is required"))?;
    let found = app.look(|host| host.venue.profile(&address))?;
    found
        .map(|found| Json(profile(&found)))
        .ok_or_else(|| Refusal::not_found("profile not found"))
}
