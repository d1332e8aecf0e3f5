//! The venue's habits over HTTP (`/sim/habits`), and its ledger (`/sim/ledger`).
//!
//! `GET /sim/habits` tells which habits are on, and what each does. `POST` takes `{"habits": "all"` or `"likely"`, `"none"`,
//! `"late-trades,odd-rows"}`; it is in the journal, since habits change what happens. So is `"waits_most_ms"`, the longest that a wrong
//! resolution stands and a relayed transaction is stuck. Beside them stand two matters of the sockets that a test may want to choose:
//! `"trade_stamps"` and `"stream_patience_ms"`. What is not named stays.
//!
//! `GET /sim/ledger?after=17` gives up to 1,000 records after that one, in their order: everything that happened to the
//! clients' accounts, whatever the venue shows of it.

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::host::Host;
use super::query::Params;
use super::refusal::Refusal;
use super::state::App;
use pilotfish_sim::habits::{Habit, HabitSet, UnknownHabit};
use pilotfish_sim::overrides::Override;

/// How many records of the ledger one answer holds.
const RECORDS_MOST: usize = 1_000;

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

/// What a test may choose of the sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SocketStyle {
    /// How the user channel writes `match_time` and `last_update`.
    pub trade_stamps: TradeStamps,
    /// How long the activity stream goes on after the last PING, in milliseconds of real time: keeping a connection
    /// alive is a matter of the wire, and a client at 600× does not ping 600 times as often. Then it is silent for good,
    /// without closing.
    pub stream_patience_ms: u64,
}

impl Default for SocketStyle {
    /// Seconds, and about six minutes, as measured on the real stream.
    fn default() -> Self {
        Self {
            trade_stamps: TradeStamps::default(),
            stream_patience_ms: 360_000,
        }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sim/habits", get(shown).post(set))
        .route("/sim/ledger", get(ledger))
}

async fn shown(State(app): State<App>) -> Result<Json<Value>, Refusal> {
    app.look(|host| Json(told(host)))
}

fn told(host: &Host) -> Value {
    let habits = host.venue.habits();
    let each: Vec<Value> = Habit::every()
        .map(|habit| json!({ "name": habit.name(), "on": habits.has(habit), "says": habit.says() }))
        .collect();
    let style = host.broadcaster.style;
    json!({
        "habits": habits.to_string(),
        "each": each,
        "waits_most_ms": host.venue.habit_waits_most_ms(),
        "trade_stamps": style.trade_stamps,
        "stream_patience_ms": style.stream_patience_ms,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    #[serde(default)]
    habits: Option<String>,
    #[serde(default)]
    waits_most_ms: Option<u32>,
    #[serde(default)]
    trade_stamps: Option<TradeStamps>,
    #[serde(default)]
    stream_patience_ms: Option<u64>,
}

async fn set(State(app): State<App>, asked: Result<Json<Chosen>, JsonRejection>) -> Result<Json<Value>, Refusal> {
    let Json(asked) = asked?;
    app.act(|host| {
        if let Some(words) = asked.habits {
            let habits: HabitSet = words
                .parse()
                .map_err(|unknown: UnknownHabit| Refusal::bad_request(unknown.to_string()))?;
            host.override_now(Override::Habits { habits })?;
        }
        if let Some(most_ms) = asked.waits_most_ms {
            host.override_now(Override::HabitWaits {
                most_ms: Some(most_ms.into()),
            })?;
        }
        let style = &mut host.broadcaster.style;
        style.trade_stamps = asked.trade_stamps.unwrap_or(style.trade_stamps);
        style.stream_patience_ms = asked.stream_patience_ms.unwrap_or(style.stream_patience_ms);
        Ok(Json(told(host)))
    })?
}

async fn ledger(State(app): State<App>, params: Params) -> Result<Json<Value>, Refusal> {
    let after = params.count("after")?.unwrap_or(0) as u64;
    app.look(|host| {
        let records = host.venue.ledger().after(after);
        let page: Vec<_> = records.iter().take(RECORDS_MOST).collect();
        let more = page.len() < records.len();
        Json(json!({ "records": page, "more": more }))
    })
}
