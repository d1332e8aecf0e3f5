//! Search and profiles.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::Answer;
use super::events::group_by_event;
use super::rows::{event, profile};
use super::tags::tag;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;

/// How many results of each kind a search gives unless asked otherwise, and at most.
const FOUND_DEFAULT: usize = 5;
const FOUND_MOST: usize = 50;

pub(super) async fn search(State(app): State<App>, params: Params) -> Answer {
    let text = params.text("q").ok_or_else(|| Refusal::bad_request("q is required"))?;
    let limit = params.count("limit_per_type")?.unwrap_or(FOUND_DEFAULT).min(FOUND_MOST);
    let wants_profiles = params.flag("search_profiles")?.unwrap_or(true);
    let wants_tags = params.flag("search_tags")?.unwrap_or(true);
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
    let mut slugs: Vec<&str> = groups
        .iter()
        .flatten()
        .map(|row| row.market.category.as_str())
        .filter(|slug| wants_tags && !slug.is_empty() && slug.contains(&text.to_lowercase()))
        .collect();
    slugs.sort_unstable();
    slugs.dedup();
    Ok(Json(json!({
        "events": events,
        "tags": slugs.into_iter().map(tag).collect::<Vec<_>>(),
        "profiles": people.iter().map(profile).collect::<Vec<_>>(),
        "pagination": { "hasMore": groups.len() > limit, "totalResults": groups.len() + people.len() },
    })))
}

pub(super) async fn public_profile(State(app): State<App>, params: Params) -> Answer {
    let address = params
        .wallet("address")?
        .ok_or_else(|| Refusal::bad_request("address is required"))?;
    let found = app.look(|host| host.profile_of(&address))?;
    found
        .map(|found| Json(profile(&found)))
        .ok_or_else(|| Refusal::not_found("profile not found"))
}
