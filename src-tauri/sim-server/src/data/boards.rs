//! `/v2/leaderboard`: who made or traded most, and where one wallet stands.

use axum::Json;
use axum::extract::State;
use serde_json::json;

use super::page::{LIMIT_DEFAULT, LIMIT_MOST, Page, Walk};
use super::rows::{leader, standing};
use super::{Answer, window_named};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::rows::{LeaderOrder, Window};

pub(super) async fn leaderboard(State(app): State<App>, params: Params) -> Answer {
    let walk = Walk::of(params, LIMIT_DEFAULT, LIMIT_MOST)?;
    let params = &walk.params;
    let window = window(params, Window::Day)?;
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
    Ok(Page::of_walk(&board(order)?, &walk, leader).answer())
}

fn window(params: &Params, default: Window) -> Result<Window, Refusal> {
    let named = params.text("window").or_else(|| params.text("time_period"));
    named.map_or(Ok(default), |text| {
        window_named(text).ok_or_else(|| Refusal::bad_request("invalid window"))
    })
}
