//! The Data API, version 2: what wallets hold, did, made and are ranked by; what markets hold, cost
//! and resolved to.
//!
//! Lists come in the envelope `{data, pagination}`; single things in `{data}`, a miss as null. Nothing is cached here, as
//! the real service's answers are: that is the `stale` fault (`/sim/faults`).

mod activity;
mod approvals;
mod boards;
mod closed;
mod markets;
mod page;
mod positions;
mod prices;
mod refusal;
pub(crate) mod rows;
mod users;

use axum::routing::{any, get};
use axum::{Json, Router};
use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::money::{Shares, Usd};
use serde_json::Value;

use super::query::Params;
use super::refusal::Refusal;
use super::state::App;
use pilotfish_sim::venue::rows::Window;
use refusal::DataRefusal;

pub(crate) use refusal::refusal;

/// How many conditions or events one request may name.
const NAMED_MOST: usize = 20;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/positions", get(positions::positions))
        .route("/v2/trades", get(activity::trades))
        .route("/v2/activity", get(activity::activities))
        .route("/v2/leaderboard", get(boards::leaderboard))
        .route("/v2/value", get(users::value))
        .route("/v2/user-stats", get(users::stats))
        .route("/v2/user-pnl", get(users::pnl))
        .route("/v2/user-volume", get(users::volume))
        .route("/v2/holders", get(markets::holders))
        .route("/v2/approvals", get(approvals::approvals))
        .route("/v2/resolutions", get(markets::resolutions))
        .route("/v2/prices-history", get(prices::prices_history))
        .route("/v2/status", get(markets::status))
        .route("/closed-positions", get(closed::closed_positions))
        // Combos are another product; nobody here has any.
        .route("/v2/positions/combos", get(users::no_combos))
        .route("/v2/activity/combos", get(users::no_combos))
        .route("/v2/{*rest}", any(refusal::not_found))
}

type Answer = Result<Json<Value>, DataRefusal>;

fn conditions(params: &Params) -> Result<Vec<ConditionId>, Refusal> {
    let mut named = params.list("condition");
    named.extend(params.list("condition_id"));
    named.extend(params.list("market"));
    if named.len() > NAMED_MOST {
        return Err(Refusal::bad_request(format!("at most {NAMED_MOST} conditions")));
    }
    Ok(named
        .into_iter()
        .map(|text| ConditionId::new(&text.to_ascii_lowercase()))
        .collect())
}

/// The events that a request names, as Gamma's numbers. Those that are no numbers are left out, unless all are.
fn event_ids(params: &Params) -> Result<Vec<String>, Refusal> {
    let named = params.list("event_id");
    let mut ids: Vec<String> = named
        .iter()
        .filter(|id| id.parse::<u64>().is_ok())
        .map(|id| (*id).to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() && !named.is_empty() {
        return Err(Refusal::bad_request("event_id must be a number"));
    }
    if ids.len() > NAMED_MOST {
        return Err(Refusal::bad_request(format!("at most {NAMED_MOST} events")));
    }
    Ok(ids)
}

fn ascending(params: &Params) -> Result<bool, Refusal> {
    match params.text("sort_direction").map(str::to_ascii_uppercase).as_deref() {
        None | Some("DESC") => Ok(false),
        Some("ASC") => Ok(true),
        Some(_) => Err(Refusal::bad_request("sort_direction must be ASC or DESC")),
    }
}

fn window_named(text: &str) -> Option<Window> {
    match text.to_ascii_lowercase().as_str() {
        "day" | "1d" => Some(Window::Day),
        "week" | "1w" => Some(Window::Week),
        "month" | "1m" => Some(Window::Month),
        "all" | "max" => Some(Window::All),
        _ => None,
    }
}

/// The least size of what is shown.
#[derive(Debug, Clone, Copy)]
enum Least {
    Tokens(Shares),
    Cash(Usd),
}

impl Least {
    fn of(params: &Params, default: Shares) -> Result<Self, Refusal> {
        let wrong = || Refusal::bad_request("filter_amount must be a number of at least 0");
        let amount = params.text("filter_amount");
        match params.text("filter_type").map(str::to_ascii_uppercase).as_deref() {
            None | Some("TOKENS") => {
                let least: Shares = amount.map_or(Ok(default), |text| text.parse().map_err(|_| wrong()))?;
                if least < Shares::ZERO {
                    Err(wrong())
                } else {
                    Ok(Self::Tokens(least))
                }
            }
            Some("CASH") => {
                let least: Usd = amount.map_or(Ok(Usd::ZERO), |text| text.parse().map_err(|_| wrong()))?;
                if least < Usd::ZERO {
                    Err(wrong())
                } else {
                    Ok(Self::Cash(least))
                }
            }
            Some(_) => Err(Refusal::bad_request("filter_type must be CASH or TOKENS")),
        }
    }

    fn admits(self, shares: Shares, worth: Usd) -> bool {
        match self {
            Self::Tokens(least) => shares >= least,
            Self::Cash(least) => worth >= least,
        }
    }
}
