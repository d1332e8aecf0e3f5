//! The routes beside the exchange's own: `/api/geoblock`, and `/sim/clock`, which Polymarket does not have.

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::money::Shares;
use serde::Deserialize;
use serde_json::{Number, Value, json};

use super::clock::Speed;
use super::host::Host;
use super::refusal::Refusal;
use super::state::{App, Geoblock};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/api/geoblock", get(geoblock))
        .route("/sim/clock", get(clock).post(set_clock))
}

async fn geoblock(State(app): State<App>) -> Json<Geoblock> {
    Json(app.geoblock().clone())
}

async fn clock(State(app): State<App>) -> Result<Json<Value>, Refusal> {
    app.look(shown).map(Json)
}

/// What to set; what is not named stays.
#[derive(Debug, Deserialize)]
struct ClockSetting {
    #[serde(default)]
    speed: Option<Number>,
    #[serde(default)]
    paused: Option<bool>,
}

async fn set_clock(
    State(app): State<App>,
    asked: Result<Json<ClockSetting>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(asked) = asked?;
    let speed = asked.speed.as_ref().map(speed).transpose()?;
    app.act(|host| {
        host.set_clock(speed, asked.paused)?;
        Ok(Json(shown(host)))
    })?
}

fn speed(given: &Number) -> Result<Speed, Refusal> {
    let wrong = || Refusal::bad_request("speed must be between 0.001 and 1000000");
    // A decimal with six places, read as such: there is no float on the way.
    let micros: Shares = given.to_string().parse().map_err(|_| wrong())?;
    let thousandths = u64::try_from(micros.micros() / 1_000).map_err(|_| wrong())?;
    Speed::from_thousandths(thousandths).ok_or_else(wrong)
}

fn shown(host: &Host) -> Value {
    let clock = host.clock();
    json!({
        "world": host.venue.world_id(),
        "now_ms": clock.now,
        "speed": speed_number(clock.speed),
        "paused": clock.paused,
        "max_speed": clock.speed_most.map(speed_number),
    })
}

/// A whole number where it is one.
fn speed_number(speed: Speed) -> Value {
    let thousandths = speed.thousandths();
    if thousandths.is_multiple_of(1_000) {
        return Value::from(thousandths / 1_000);
    }
    #[allow(clippy::cast_precision_loss)]
    let factor = thousandths as f64 / 1_000.0;
    Value::from(factor)
}
