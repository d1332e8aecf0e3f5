//! What is known of markets: who holds them, and how they resolved.
//!
//! Holders are the traders and clients: the crowd and the makers keep no public books.

use axum::Json;
use axum::extract::State;
use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::money::{Price, Shares};
use serde_json::{Value, json};

use super::page::{Page, Walk};
use super::rows::{holder, resolution};
use super::{Answer, conditions, event_ids};
use crate::json::iso_instant;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::Venue;
use pilotfish_sim::venue::holders::Holder;
use pilotfish_sim::venue::rows::MarketRow;

const HOLDERS_DEFAULT: usize = 100;
const HOLDERS_MOST: usize = 1_000;
const HOLDERS_WITH_PNL_MOST: usize = 100;

/// Who holds fewer is not shown unless asked for.
const BALANCE_LEAST: Shares = Shares::from_micros(1_000_000);

pub(super) async fn holders(State(app): State<App>, params: Params) -> Answer {
    let with_pnl = params.flag("include_pnl")?.unwrap_or(false);
    let most = if with_pnl { HOLDERS_WITH_PNL_MOST } else { HOLDERS_MOST };
    let walk = Walk::of(params, HOLDERS_DEFAULT.min(most), most)?;
    let wanted = conditions(&walk.params)?;
    if wanted.is_empty() || (with_pnl && wanted.len() > 1) {
        return Err(Refusal::bad_request("condition is required, and only one with include_pnl").into());
    }
    let least = match walk.params.text("min_balance") {
        None => BALANCE_LEAST,
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::bad_request("min_balance must be a number"))?,
    };
    let found: Vec<(Holder, Value)> = app.look(|host| {
        let all = wanted
            .iter()
            .flat_map(|condition| host.venue.holders(condition, !with_pnl));
        all.filter(|found| found.amount >= least)
            .map(|found| {
                let row = holder(&found, host.venue.profile(&found.position.wallet).as_ref(), with_pnl);
                (found, row)
            })
            .collect()
    })?;
    let page = Page::of_walk(&found, &walk, |(_, row)| row.clone());
    // The page's rows by token, in the order in which the tokens first appear.
    let shown = found.iter().skip(walk.offset).take(walk.limit);
    let mut groups: Vec<(&str, Vec<&Value>)> = Vec::new();
    for (found, row) in shown {
        let token = found.position.token.as_str();
        match groups.iter_mut().find(|(other, _)| *other == token) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((token, vec![row])),
        }
    }
    let rows = groups
        .iter()
        .map(|(token, rows)| json!({ "token_id": token, "holders": rows }))
        .collect();
    Ok(Page { rows, ..page }.answer())
}

/// How markets resolved, or that they have not yet: by conditions, by events, or by one question.
pub(super) async fn resolutions(State(app): State<App>, params: Params) -> Answer {
    let (mut wanted, events) = (conditions(&params)?, event_ids(&params)?);
    // A question goes by its market's condition here.
    wanted.extend(params.list("question_id").into_iter().map(ConditionId::new));
    if wanted.is_empty() == events.is_empty() {
        return Err(Refusal::bad_request("either condition, event_id or question_id is required").into());
    }
    let rows: Vec<Value> = app.look(|host| {
        let markets: Vec<MarketRow> = if events.is_empty() {
            wanted
                .iter()
                .filter_map(|condition| host.venue.market(condition))
                .collect()
        } else {
            let mut all = host.venue.markets();
            all.retain(|row| events.contains(&row.card.event_id));
            all
        };
        markets
            .iter()
            .map(|row| resolution(row, &transaction(&host.venue, row)))
            .collect()
    })?;
    Ok(Json(json!({ "data": rows })))
}

/// The pseudo transaction of a market's last step.
fn transaction(venue: &Venue, row: &MarketRow) -> String {
    let step = if row.closed_at.is_some() { "resolved" } else { "posed" };
    pilotfish_sim::world_gen::rng::hash_of(venue.seed(), step, row.market.condition.as_str())
}

/// How fresh it all is: as fresh as the world.
pub(super) async fn status(State(app): State<App>) -> Answer {
    let now: VenueMs = app.look(|host| host.venue.now())?;
    Ok(Json(
        json!({ "data": { "serving": { "watermark": iso_instant(now), "lag_seconds": 0 } } }),
    ))
}

/// What an oracle's price is written as: a whole dollar has 18 decimals, and 69 is no price at all.
pub(super) fn oracle_price(paid: Option<Price>) -> String {
    match paid {
        None => "69".to_owned(),
        Some(Price::ZERO) => "0".to_owned(),
        // Twelve more decimals than ours.
        Some(price) => format!("{}000000000000", price.micros()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_oracles_price_has_eighteen_decimals() {
        assert_eq!(oracle_price(None), "69");
        assert_eq!(oracle_price(Some(Price::ZERO)), "0");
        assert_eq!(oracle_price(Some(Price::ONE)), "1000000000000000000");
        assert_eq!(oracle_price(Some(Price::from_micros(500_000))), "500000000000000000");
    }
}
