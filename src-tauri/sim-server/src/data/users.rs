//! One wallet's sums: `/v2/value`, `/v2/user-stats`, `/v2/user-pnl`, `/v2/user-volume`.

use axum::Json;
use axum::extract::State;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};
use serde_json::{Value, json};

use super::page::{Cursor, Page, page_limit};
use super::rows::{pnl_point, user_stats};
use super::{Answer, conditions, window_named};
use crate::json::number;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::rows::{ActivityKind, ActivityQuery};

const DAY_MS: i64 = 86_400_000;

pub(super) async fn value(State(app): State<App>, params: Params) -> Answer {
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

pub(super) async fn stats(State(app): State<App>, params: Params) -> Answer {
    let user = required_user(&params)?;
    let found = app.look(|host| {
        host.venue
            .user_stats(&user)
            .map(|stats| user_stats(&stats, host.venue.now()))
    })?;
    Ok(Json(json!({ "data": found })))
}

pub(super) async fn pnl(State(app): State<App>, params: Params) -> Answer {
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

/// What was traded, both sides, from the first to the last of whole UTC days.
pub(super) async fn volume(State(app): State<App>, params: Params) -> Answer {
    let user = required_user(&params)?;
    let day = |name| -> Result<Option<i64>, Refusal> {
        let seconds = params.integer(name)?.filter(|seconds| *seconds != 0);
        Ok(seconds.map(|seconds| seconds.saturating_mul(1_000).div_euclid(DAY_MS)))
    };
    let (first, last) = (day("start")?, day("end")?);
    let query = ActivityQuery {
        wallet: Some(user),
        kinds: vec![ActivityKind::Trade],
        start: first.map(|day| VenueMs(day.saturating_mul(DAY_MS))),
        end: last.map(|day| VenueMs(day.saturating_mul(DAY_MS).saturating_add(DAY_MS - 1))),
        ..ActivityQuery::default()
    };
    let rows = app.look(|host| host.venue.activity(&query))?;
    let shares: Shares = rows.iter().map(|row| row.size).sum();
    let dollars: Usd = rows.iter().map(|row| row.usdc_size).sum();
    Ok(Json(json!({ "data": {
        "volume": number(shares.micros()),
        "volume_usdc": number(dollars.micros()),
        "trade_count": rows.len(),
    } })))
}

/// The list of nothing.
pub(super) async fn no_combos(params: Params) -> Answer {
    required_user(&params)?;
    Cursor::of(&params)?;
    Ok(Page::cut(&[], page_limit(&params)?, 0, |row: &Value| row.clone()).answer())
}

fn required_user(params: &Params) -> Result<WalletAddress, Refusal> {
    params
        .wallet("user")?
        .ok_or_else(|| Refusal::bad_request("user is required"))
}
