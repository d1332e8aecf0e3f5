//! `GET /prices-history`: a token's price over time, thinned to the fidelity asked for, the last one as it is.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_sim::venue::rows::PricePoint;
use serde_json::{Value, json};

use crate::json::{number, seconds};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/prices-history", get(prices_history))
}

/// How far back an interval goes (`None`: to the beginning), and the least fidelity that it is given with, in minutes.
fn interval(name: &str) -> Option<(Option<i64>, i64)> {
    match name {
        "1h" => Some((Some(HOUR_MS), 1)),
        "6h" => Some((Some(6 * HOUR_MS), 1)),
        "1d" => Some((Some(DAY_MS), 1)),
        "1w" => Some((Some(7 * DAY_MS), 5)),
        "1m" => Some((Some(30 * DAY_MS), 10)),
        "max" | "all" => Some((None, 1)),
        _ => None,
    }
}

async fn prices_history(State(app): State<App>, params: Params) -> Result<Json<Value>, Refusal> {
    let market = params
        .text("market")
        .ok_or_else(|| Refusal::bad_request("market is required"))?;
    let token = TokenId::new(market);
    let stamp = |name| -> Result<Option<VenueMs>, Refusal> {
        Ok(params
            .integer(name)?
            .map(|seconds| VenueMs(seconds.saturating_mul(1_000))))
    };
    let (start, end) = (stamp("start_ts")?, stamp("end_ts")?);
    let fidelity = params.integer("fidelity")?.unwrap_or(1).max(1);
    let length_ms = match params.text("interval") {
        Some(name) => {
            let (length_ms, least) =
                interval(name).ok_or_else(|| Refusal::bad_request(format!("invalid interval: {name}")))?;
            if fidelity < least {
                let text = format!("invalid filters: minimum 'fidelity' for '{name}' range is {least}");
                return Err(Refusal::bad_request(text));
            }
            length_ms
        }
        None if start.is_some() => None,
        None => return Err(Refusal::bad_request("interval or startTs and endTs are required")),
    };
    let points = app.look(|host| {
        let now = host.venue.now();
        let from = start.or(length_ms.map(|length| now.plus(-length))).unwrap_or_default();
        host.venue.price_history(&token, from, end.unwrap_or(now))
    })?;
    let history: Vec<Value> = thinned(&points, fidelity.saturating_mul(MINUTE_MS))
        .into_iter()
        .map(|point| json!({ "t": seconds(point.at), "p": number(point.price.micros()) }))
        .collect();
    Ok(Json(json!({ "history": history })))
}

/// The first of each step, and the last of all, which is the price now.
fn thinned(points: &[PricePoint], step_ms: i64) -> Vec<PricePoint> {
    let mut last_step = None;
    let mut kept: Vec<PricePoint> = points
        .iter()
        .filter(|point| last_step.replace(point.at.0.div_euclid(step_ms)) != Some(point.at.0.div_euclid(step_ms)))
        .copied()
        .collect();
    if let Some(now) = points.last()
        && kept.last().is_some_and(|last| last.at != now.at)
    {
        kept.push(*now);
    }
    kept
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::money::Price;

    use super::*;

    #[test]
    fn each_step_gives_its_first_price_and_the_last_is_the_price_now() {
        let point = |minute: i64, micros| PricePoint {
            at: VenueMs(minute * MINUTE_MS),
            price: Price::from_micros(micros),
        };
        let points = [
            point(0, 1),
            point(4, 2),
            point(5, 3),
            point(9, 4),
            point(12, 5),
            point(13, 6),
        ];
        let kept = thinned(&points, 5 * MINUTE_MS);
        assert_eq!(kept, [point(0, 1), point(5, 3), point(12, 5), point(13, 6)]);
        assert_eq!(thinned(&points, MINUTE_MS), points);
        assert!(thinned(&[], MINUTE_MS).is_empty());
    }
}
