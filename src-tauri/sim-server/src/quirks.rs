//! The real sockets' habits that a test may want to choose (`/sim/quirks`).
//!
//! Habits that need no choice are simply kept: a killed order's blank size and birth, nulls for what an order has none
//! of, the activity stream's empty answer to PING.

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::state::App;

/// Which way the user channel writes the instants of trades. Which one the live server sends is not known: the
/// official SDK reads only seconds, recorded messages show both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TradeStamps {
    /// `"1795338398"`
    #[default]
    Seconds,
    /// `"2026-11-22T08:26:38Z"`
    Iso,
    /// Trade by trade: ISO for those whose id ends in 8 to f, seconds for the others. All messages of one trade agree.
    Alternating,
}

/// What may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// How the user channel writes `match_time` and `last_update`.
    pub trade_stamps: TradeStamps,
    /// How long the activity stream goes on after the last PING, in milliseconds of real time: keeping a connection
    /// alive is a matter of the wire, and a client at 600× does not ping 600 times as often. Then it is silent for good,
    /// without closing.
    pub stream_patience_ms: u64,
}

impl Default for Quirks {
    /// Seconds, and about six minutes, as measured on the real stream.
    fn default() -> Self {
        Self {
            trade_stamps: TradeStamps::default(),
            stream_patience_ms: 360_000,
        }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/sim/quirks", get(shown).post(set))
}

async fn shown(State(app): State<App>) -> Result<Json<Quirks>, Refusal> {
    app.look(|host| Json(host.broadcaster.quirks))
}

/// What is not named goes back to its default.
async fn set(State(app): State<App>, asked: Result<Json<Quirks>, JsonRejection>) -> Result<Json<Quirks>, Refusal> {
    let Json(asked) = asked?;
    app.act(|host| {
        host.broadcaster.quirks = asked;
        Json(asked)
    })
}
