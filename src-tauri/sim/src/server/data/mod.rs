//! The Data API, version 2 (polymarket-api §7.3): positions, trades, activity, leaderboard, value, figures, curve.
//!
//! Lists come in the envelope `{data, pagination}`; a cursor names the place after the page's last row, so that rows
//! that arrive meanwhile neither repeat nor hide any. Answers are never cached, unlike the real service's.

mod activity;
mod page;
mod positions;
pub(crate) mod rows;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};
use serde_json::{Value, json};

use super::json::number;
use super::query::Params;
use super::refusal::Refusal;
use super::state::App;
use crate::venue::rows::{LeaderOrder, Window};
use activity::{activities, trades};
use page::{Cursor, Page, page_limit};
use positions::positions;
use rows::{leader, pnl_point, standing, user_stats};

/// How many conditions one request may name.
const CONDITIONS_MOST: usize = 20;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/positions", get(positions))
        .route("/v2/trades", get(trades))
        .route("/v2/activity", get(activities))
        .route("/v2/leaderboard", get(leaderboard))
        .route("/v2/value", get(value))
        .route("/v2/user-stats", get(stats))
        .route("/v2/user-pnl", get(user_pnl))
}

/// A refusal in the Data API's own shape.
#[derive(Debug)]
struct DataRefusal(Refusal);

impl From<Refusal> for DataRefusal {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for DataRefusal {
    fn into_response(self) -> Response {
        let Refusal { status, text } = self.0;
        let (code, retryable) = match status {
            StatusCode::BAD_REQUEST => ("invalid_request", false),
            StatusCode::NOT_FOUND => ("not_found", false),
            _ => ("unavailable", true),
        };
        let trace = format!(
            "{:016x}",
            text.bytes()
                .fold(0_u64, |sum, byte| sum.rotate_left(5) ^ u64::from(byte))
        );
        let body = json!({ "error": text, "code": code, "retryable": retryable, "trace_id": trace });
        (status, Json(body)).into_response()
    }
}

type Answer = Result<Json<Value>, DataRefusal>;

async fn leaderboard(State(app): State<App>, params: Params) -> Answer {
    let limit = page_limit(&params)?;
    let start = Cursor::of(&params)?;
    let window = window(&params, Window::Day)?;
    let order = match params
        .text("order")
        .or_else(|| params.text("order_by"))
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        None | Some("pnl") => LeaderOrder::Pnl,
        Some("vol" | "volume") => LeaderOrder::Volume,
        Some(_) => return Err(Refusal::bad_request("order must be pnl or vol").into()),
    };
    let category = params
        .text("category")
        .map(str::to_lowercase)
        .filter(|category| category != "overall");
    let board = |order| app.look(|host| host.venue.leaderboard(window, category.as_deref(), order));
    if let Some(user) = params.wallet("user")? {
        let (by_pnl, by_volume) = (board(LeaderOrder::Pnl)?, board(LeaderOrder::Volume)?);
        let rank = by_volume
            .iter()
            .find(|row| row.wallet == user)
            .map_or(0, |row| row.rank);
        let found = by_pnl
            .iter()
            .find(|row| row.wallet == user)
            .map(|row| standing(row, rank));
        return Ok(Json(json!({ "data": found })));
    }
    Ok(Page::cut(&board(order)?, limit, start.offset, leader).answer())
}

async fn value(State(app): State<App>, params: Params) -> Answer {
    let user = required_user(&params)?;
    let conditions = conditions(&params)?;
    let worth = app.look(|host| match conditions.is_empty() {
        true => host.venue.portfolio_value(&user),
        false => {
            let rows = host.venue.positions(&user);
            let within = rows
                .iter()
                .filter(|row| conditions.contains(&row.card.market.condition));
            within.map(|row| row.current_value).sum()
        }
    })?;
    Ok(Json(
        json!({ "data": { "proxy_wallet": user, "value": number(worth.micros()) } }),
    ))
}

async fn stats(State(app): State<App>, params: Params) -> Answer {
    let user = required_user(&params)?;
    let found = app.look(|host| {
        host.venue
            .user_stats(&user)
            .map(|stats| user_stats(&stats, host.venue.now()))
    })?;
    Ok(Json(json!({ "data": found })))
}

async fn user_pnl(State(app): State<App>, params: Params) -> Answer {
    let user = required_user(&params)?;
    let interval = params.text("interval").unwrap_or("all");
    let window = window_named(interval).ok_or_else(|| Refusal::bad_request("invalid interval"))?;
    let fidelity = params.text("fidelity").unwrap_or("1h");
    let step_ms = match fidelity {
        "1h" => 3_600_000,
        "3h" => 3 * 3_600_000,
        "12h" => 12 * 3_600_000,
        "18h" => 18 * 3_600_000,
        "1d" => 86_400_000,
        _ => return Err(Refusal::bad_request("invalid fidelity").into()),
    };
    let series = app.look(|host| host.venue.pnl_series(&user, window))?;
    if series.is_empty() {
        return Ok(Json(json!({ "data": null })));
    }
    // The last point of each step, whatever minute of the hour the world began at.
    let step_of = |at: VenueMs| at.0.div_euclid(step_ms);
    let next = series.iter().skip(1).map(|point| Some(step_of(point.at))).chain([None]);
    let kept = series
        .iter()
        .zip(next)
        .filter(|(point, next)| *next != Some(step_of(point.at)));
    let points: Vec<Value> = kept.map(|(point, _)| pnl_point(point)).collect();
    Ok(Json(json!({ "data": {
        "proxy_wallet": user,
        "interval": interval,
        "fidelity": fidelity,
        "source_fidelity": "1h",
        "points": points,
    } })))
}

fn required_user(params: &Params) -> Result<WalletAddress, Refusal> {
    params
        .wallet("user")?
        .ok_or_else(|| Refusal::bad_request("user is required"))
}

fn conditions(params: &Params) -> Result<Vec<ConditionId>, Refusal> {
    let mut named = params.list("condition");
    named.extend(params.list("condition_id"));
    named.extend(params.list("market"));
    if named.len() > CONDITIONS_MOST {
        return Err(Refusal::bad_request(format!("at most {CONDITIONS_MOST} conditions")));
    }
    Ok(named
        .into_iter()
        .map(|text| ConditionId::new(&text.to_ascii_lowercase()))
        .collect())
}

fn ascending(params: &Params) -> Result<bool, Refusal> {
    match params.text("sort_direction").map(str::to_ascii_uppercase).as_deref() {
        None | Some("DESC") => Ok(false),
        Some("ASC") => Ok(true),
        Some(_) => Err(Refusal::bad_request("sort_direction must be ASC or DESC")),
    }
}

fn window(params: &Params, default: Window) -> Result<Window, Refusal> {
    let named = params.text("window").or_else(|| params.text("time_period"));
    named.map_or(Ok(default), |text| {
        window_named(text).ok_or_else(|| Refusal::bad_request("invalid window"))
    })
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
