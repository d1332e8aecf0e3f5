//! `/closed-positions`: what somebody once held and no longer does, as the Data API's first version lists it: a plain
//! array in camel case, ten rows unless asked for more and fifty at most, by what was made of it unless asked otherwise
//! (polymarket-api §7.2). The same rows in version 2's form are `/v2/positions?status=CLOSED`.

use axum::Json;
use axum::extract::State;
use pilotfish_copy::ids::WalletAddress;
use serde_json::{Value, json};

use super::{Answer, ascending, conditions, event_ids};
use crate::json::{iso_instant, number, seconds};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::rows::PositionRow;

const LIMIT_DEFAULT: usize = 10;
const LIMIT_MOST: usize = 50;
const OFFSET_MOST: usize = 100_000;
const TITLE_MOST: usize = 100;

pub(super) async fn closed_positions(State(app): State<App>, params: Params) -> Answer {
    let ask = params.ask();
    let asked = Asked::of(&params)?;
    let rows = app.look(|host| {
        let shown = host.venue.shown();
        let address = format!("closed {} {} {}", asked.user, asked.offset, asked.limit);
        let as_of = shown.positions_as_of(&asked.user, &address, asked.offset, ask);
        let rows = host.venue.closed_positions_as_of(&asked.user, as_of);
        let mut rows = shown.cut(&asked.user, rows);
        rows.retain(|row| asked.admits(row));
        asked.sort(&mut rows);
        let start = shown.shifted(&address, asked.offset);
        let mut page: Vec<PositionRow> = rows.into_iter().skip(start).take(asked.limit).collect();
        shown.add_odd_positions(&address, &mut page);
        page.iter().map(closed_position).collect()
    })?;
    Ok(Json(rows))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SortBy {
    RealisedPnl,
    Title,
    Price,
    AvgPrice,
    Timestamp,
}

struct Asked {
    user: WalletAddress,
    conditions: Vec<pilotfish_copy::ids::ConditionId>,
    events: Vec<String>,
    title: Option<String>,
    sort: SortBy,
    ascending: bool,
    limit: usize,
    offset: usize,
}

impl Asked {
    fn of(params: &Params) -> Result<Self, Refusal> {
        let user = params.wallet("user")?;
        let limit = params.count("limit")?.unwrap_or(LIMIT_DEFAULT);
        let offset = params.count("offset")?.unwrap_or(0);
        if limit > LIMIT_MOST || offset > OFFSET_MOST {
            let most = format!("limit must be at most {LIMIT_MOST}, offset at most {OFFSET_MOST}");
            return Err(Refusal::bad_request(most));
        }
        if params.has("market") && params.has("event_id") {
            return Err(Refusal::bad_request("market and eventId exclude each other"));
        }
        let title = params.text("title").map(str::to_lowercase);
        if title.as_ref().is_some_and(|title| title.len() > TITLE_MOST) {
            return Err(Refusal::bad_request("title is too long"));
        }
        let sort = match params.text("sort_by").map(str::to_ascii_uppercase).as_deref() {
            None | Some("REALIZEDPNL") => SortBy::RealisedPnl,
            Some("TITLE") => SortBy::Title,
            Some("PRICE") => SortBy::Price,
            Some("AVGPRICE") => SortBy::AvgPrice,
            Some("TIMESTAMP") => SortBy::Timestamp,
            Some(_) => return Err(Refusal::bad_request("invalid sortBy")),
        };
        Ok(Self {
            user: user.ok_or_else(|| Refusal::bad_request("user is required"))?,
            conditions: conditions(params)?,
            events: event_ids(params)?,
            title,
            sort,
            ascending: ascending(params)?,
            limit,
            offset,
        })
    }

    fn admits(&self, row: &PositionRow) -> bool {
        let market = &row.card.market;
        let titled = |title: &String| market.question.to_lowercase().contains(title.as_str());
        (self.conditions.is_empty() || self.conditions.contains(&market.condition))
            && (self.events.is_empty() || self.events.contains(&row.card.event_id))
            && self.title.as_ref().is_none_or(titled)
    }

    /// Stable, so that equals keep the venue's own order (latest first) and pages never overlap.
    fn sort(&self, rows: &mut [PositionRow]) {
        rows.sort_by(|a, b| {
            let order = match self.sort {
                SortBy::RealisedPnl => a.realised.cmp(&b.realised),
                SortBy::Title => a.card.market.question.cmp(&b.card.market.question),
                SortBy::Price => a.current_price.cmp(&b.current_price),
                SortBy::AvgPrice => a.avg_price.cmp(&b.avg_price),
                SortBy::Timestamp => a.last_event_at.cmp(&b.last_event_at),
            };
            if self.ascending { order } else { order.reverse() }
        });
    }
}

fn closed_position(row: &PositionRow) -> Value {
    let market = &row.card.market;
    json!({
        "proxyWallet": row.wallet,
        "asset": row.token,
        "conditionId": market.condition,
        "avgPrice": number(row.avg_price.micros()),
        "totalBought": number(row.total_bought.micros()),
        "realizedPnl": number(row.realised.micros()),
        "curPrice": number(row.current_price.micros()),
        "timestamp": seconds(row.last_event_at),
        "title": market.question,
        "slug": market.slug,
        "icon": "",
        "eventSlug": market.event_slug,
        "outcome": row.outcome,
        "outcomeIndex": row.outcome_index,
        "oppositeOutcome": row.opposite_outcome,
        "oppositeAsset": row.opposite_token,
        "endDate": row.end.or(market.end).map(iso_instant).unwrap_or_default(),
    })
}
