//! The Data API, version 2 (polymarket-api §7.3): positions, trades, activity, leaderboard, value, figures, curve.
//!
//! Lists come in the envelope `{data, pagination}`; a cursor names the place after the page's last row, so that rows
//! that arrive meanwhile neither repeat nor hide any. Answers are never cached, unlike the real service's.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use serde_json::{Value, json};

use super::data_rows::{activity, is_redeemable, leader, pnl_point, position, standing, trade, user_stats};
use super::json::number;
use super::query::Params;
use super::refusal::Refusal;
use super::state::App;
use crate::venue::Venue;
use crate::venue::rows::{
    ActivityKind, ActivityQuery, ActivityRecord, LeaderOrder, PositionRow, PositionStatus, TraderProfile, Window,
};

const LIMIT_DEFAULT: usize = 100;
const LIMIT_MOST: usize = 1_000;

/// How many conditions one request may name.
const CONDITIONS_MOST: usize = 20;

/// Positions smaller than this are not shown unless asked for.
const DUST_FLOOR: Shares = Shares::from_micros(100_000);

/// Trades smaller than this are not shown unless asked for.
const TRADE_FLOOR: Shares = Shares::from_micros(10_000);

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

/// One page of a list. `next` is the cursor after its last row, `None` on the last page.
struct Page {
    rows: Vec<Value>,
    limit: usize,
    offset: usize,
    next: Option<Cursor>,
}

impl Page {
    /// The page at `offset` of a list that is whole in memory.
    fn cut<T>(all: &[T], limit: usize, offset: usize, row: impl Fn(&T) -> Value) -> Self {
        let rows: Vec<Value> = all.iter().skip(offset).take(limit).map(row).collect();
        let end = offset + rows.len();
        let next = (end < all.len()).then_some(Cursor {
            offset: end,
            at: VenueMs::default(),
            sequence: 0,
        });
        Self {
            rows,
            limit,
            offset,
            next,
        }
    }

    fn answer(self) -> Json<Value> {
        let cursor = self.next.map(Cursor::text);
        Json(json!({
            "data": self.rows,
            "pagination": {
                "limit": self.limit,
                "offset": self.offset,
                "has_more": cursor.is_some(),
                "next_cursor": cursor,
            },
        }))
    }
}

/// Where a list goes on: after so many rows, and after which row where rows have a running number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    offset: usize,
    at: VenueMs,
    sequence: u64,
}

impl Cursor {
    fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("v2:{}:{}:{}", self.offset, self.at.0, self.sequence))
    }

    /// The request's cursor (as `cursor` or `next_cursor`), else its `offset`.
    fn of(params: &Params) -> Result<Self, Refusal> {
        let Some(text) = params.text("cursor").or_else(|| params.text("next_cursor")) else {
            let offset = params.count("offset")?.unwrap_or(0);
            return Ok(Self {
                offset,
                at: VenueMs::default(),
                sequence: 0,
            });
        };
        Self::parse(text).ok_or_else(|| Refusal::bad_request("invalid cursor"))
    }

    fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = plain.strip_prefix("v2:")?.split(':');
        let offset = parts.next()?.parse().ok()?;
        let at = VenueMs(parts.next()?.parse().ok()?);
        let sequence = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { offset, at, sequence })
    }
}

async fn positions(State(app): State<App>, params: Params) -> Answer {
    let limit = params.limit(LIMIT_DEFAULT, LIMIT_MOST)?;
    let start = Cursor::of(&params)?;
    let filter = PositionFilter::of(&params)?;
    let rows = app.look(|host| filter.rows(&host.venue))?;
    Ok(Page::cut(&rows, limit, start.offset, position).answer())
}

/// What `/v2/positions` is asked for.
struct PositionFilter {
    user: Option<WalletAddress>,
    conditions: Vec<ConditionId>,
    status: StatusFilter,
    least: Least,
    sort_by: String,
    ascending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusFilter {
    Open,
    Redeemable,
    RedeemableLost,
    Mergeable,
    Closed,
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

impl PositionFilter {
    fn of(params: &Params) -> Result<Self, Refusal> {
        let user = params.wallet("user")?;
        let conditions = conditions(params)?;
        if user.is_none() && conditions.len() != 1 {
            return Err(Refusal::bad_request("user or exactly one condition is required"));
        }
        let status = match params.text("status").map(str::to_ascii_uppercase).as_deref() {
            None | Some("OPEN") => StatusFilter::Open,
            Some("REDEEMABLE") => StatusFilter::Redeemable,
            Some("REDEEMABLE_LOST") => StatusFilter::RedeemableLost,
            Some("MERGEABLE") => StatusFilter::Mergeable,
            Some("CLOSED") => StatusFilter::Closed,
            Some(_) => return Err(Refusal::bad_request("invalid status")),
        };
        Ok(Self {
            user,
            conditions,
            status,
            least: Least::of(params, DUST_FLOOR)?,
            sort_by: params.text("sort_by").unwrap_or("CURRENT_VALUE").to_ascii_uppercase(),
            ascending: ascending(params)?,
        })
    }

    fn rows(&self, venue: &Venue) -> Vec<PositionRow> {
        let of = |wallet: &WalletAddress| match self.status {
            StatusFilter::Closed => venue.closed_positions(wallet),
            _ => venue.positions(wallet),
        };
        let mut rows: Vec<PositionRow> = match &self.user {
            Some(user) => of(user),
            None => venue.traders().iter().flat_map(|trader| of(&trader.wallet)).collect(),
        };
        rows.retain(|row| self.admits(row));
        // Stable, so that equals keep the venue's own order and pages never overlap.
        rows.sort_by_key(|row| {
            if self.ascending {
                self.sort_key(row)
            } else {
                -self.sort_key(row)
            }
        });
        rows
    }

    fn admits(&self, row: &PositionRow) -> bool {
        let held = row.status != PositionStatus::Closed;
        let status = match self.status {
            StatusFilter::Open => row.status == PositionStatus::Open || is_redeemable(row),
            StatusFilter::Redeemable => is_redeemable(row),
            StatusFilter::RedeemableLost => row.status == PositionStatus::Redeemable && !is_redeemable(row),
            StatusFilter::Mergeable => row.mergeable,
            StatusFilter::Closed => !held,
        };
        let market = self.conditions.is_empty() || self.conditions.contains(&row.card.market.condition);
        status && market && (!held || self.least.admits(row.shares, row.current_value))
    }

    fn sort_key(&self, row: &PositionRow) -> i64 {
        match self.sort_by.as_str() {
            "TOKENS" => row.shares.micros(),
            "UNREALIZED_PNL" => row.unrealised.micros(),
            "REALIZED_PNL" => row.realised.micros(),
            "TOTAL_PNL" => (row.realised + row.unrealised).micros(),
            "TIMESTAMP" => row.last_event_at.0,
            "AVG_PRICE" => row.avg_price.micros(),
            "PRICE" => row.current_price.micros(),
            _ => row.current_value.micros(),
        }
    }
}

async fn trades(State(app): State<App>, params: Params) -> Answer {
    let query = ActivityQuery {
        kinds: vec![ActivityKind::Trade],
        taker_only: params.flag("taker_only")?.unwrap_or(true),
        ..common_query(&params)?
    };
    if query.wallet.is_none() && (params.has("start") || params.has("end")) {
        return Err(Refusal::bad_request("start and end need a user").into());
    }
    let least = Least::of(&params, TRADE_FLOOR)?;
    list_activity(&app, &params, query, |row| least.admits(row.size, row.usdc_size), trade)
}

async fn activities(State(app): State<App>, params: Params) -> Answer {
    let mut query = common_query(&params)?;
    if query.wallet.is_none() {
        return Err(Refusal::bad_request("user is required").into());
    }
    query.ascending = ascending(&params)?;
    let wanted = params.list("type");
    query.kinds = wanted.iter().filter_map(|kind| activity_kind(kind)).collect();
    // Kinds that this venue never writes (rewards, deposits…) leave nothing, rather than everything.
    if !wanted.is_empty() && query.kinds.is_empty() {
        return Ok(Page {
            rows: Vec::new(),
            limit: params.limit(LIMIT_DEFAULT, LIMIT_MOST)?,
            offset: 0,
            next: None,
        }
        .answer());
    }
    list_activity(&app, &params, query, |_| true, activity)
}

fn activity_kind(text: &str) -> Option<ActivityKind> {
    let kinds = [
        ActivityKind::Trade,
        ActivityKind::Split,
        ActivityKind::Merge,
        ActivityKind::Redeem,
    ];
    kinds.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
}

fn common_query(params: &Params) -> Result<ActivityQuery, Refusal> {
    let side = match params.text("side").map(str::to_ascii_uppercase).as_deref() {
        None => None,
        Some("BUY") => Some(Side::Buy),
        Some("SELL") => Some(Side::Sell),
        Some(_) => return Err(Refusal::bad_request("side must be BUY or SELL")),
    };
    let at = |name, past_ms| -> Result<Option<VenueMs>, Refusal> {
        Ok(params
            .integer(name)?
            .map(|seconds| VenueMs(seconds.saturating_mul(1_000).saturating_add(past_ms))))
    };
    Ok(ActivityQuery {
        wallet: params.wallet("user")?,
        conditions: conditions(params)?,
        side,
        start: at("start", 0)?,
        // Rows are stamped in whole seconds, so the last second belongs to the range.
        end: at("end", 999)?,
        ..ActivityQuery::default()
    })
}

/// One page of activity rows that `fits`, from the request's cursor on.
fn list_activity(
    app: &App,
    params: &Params,
    mut query: ActivityQuery,
    fits: impl Fn(&ActivityRecord) -> bool,
    row: impl Fn(&ActivityRecord, Option<&TraderProfile>) -> Value,
) -> Answer {
    let limit = params.limit(LIMIT_DEFAULT, LIMIT_MOST)?;
    let start = Cursor::of(params)?;
    let after_row = start.sequence > 0;
    if after_row && query.ascending {
        query.start = Some(query.start.map_or(start.at, |given| given.max(start.at)));
    } else if after_row {
        query.end = Some(query.end.map_or(start.at, |given| given.min(start.at)));
    }
    let ascending = query.ascending;
    let beyond = |row: &ActivityRecord| match (after_row, ascending) {
        (false, _) => true,
        (true, true) => row.sequence > start.sequence,
        (true, false) => row.sequence < start.sequence,
    };
    let page = app.look(|host| {
        let found = host.venue.activity(&query);
        let mut rest = found.iter().filter(|row| fits(row) && beyond(row));
        // A plain offset only counts on the first page; a cursor has its own place.
        let skipped = if after_row { 0 } else { start.offset };
        let shown: Vec<&ActivityRecord> = rest.by_ref().skip(skipped).take(limit).collect();
        let more = rest.next().is_some();
        let last = shown.last().filter(|_| more);
        let next = last.map(|last| Cursor {
            offset: start.offset + shown.len(),
            at: last.at,
            sequence: last.sequence,
        });
        let mut profiles = BTreeMap::new();
        for record in &shown {
            profiles
                .entry(&record.wallet)
                .or_insert_with(|| host.venue.profile(&record.wallet));
        }
        let profile = |record: &ActivityRecord| profiles.get(&record.wallet).and_then(Option::as_ref);
        let rows = shown.iter().map(|record| row(record, profile(record))).collect();
        Page {
            rows,
            limit,
            offset: start.offset,
            next,
        }
    })?;
    Ok(page.answer())
}

async fn leaderboard(State(app): State<App>, params: Params) -> Answer {
    let limit = params.limit(LIMIT_DEFAULT, LIMIT_MOST)?;
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
    let newest = series.len() - 1;
    let kept = series
        .iter()
        .enumerate()
        .filter(|(place, point)| *place == newest || point.at.0 % step_ms == 0);
    let points: Vec<Value> = kept.map(|(_, point)| pnl_point(point)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_a_foreign_one_is_refused() {
        let cursor = Cursor {
            offset: 100,
            at: VenueMs(1_793_577_600_123),
            sequence: 42,
        };
        let given = Params::of(&[("cursor", cursor.text().as_str())]);
        assert_eq!(Cursor::of(&given), Ok(cursor));
        for text in ["MA==", "abc", "djI6MTp4"] {
            assert!(Cursor::of(&Params::of(&[("cursor", text)])).is_err(), "{text}");
        }
    }

    #[test]
    fn pages_meet_without_gap_or_overlap_and_the_last_has_no_cursor() {
        let all: Vec<u32> = (0..7).collect();
        let first = Page::cut(&all, 3, 0, |row| json!(row));
        let second = Page::cut(&all, 3, first.next.map_or(0, |next| next.offset), |row| json!(row));
        let third = Page::cut(&all, 3, second.next.map_or(0, |next| next.offset), |row| json!(row));
        let rows = [first.rows, second.rows, third.rows].concat();
        assert_eq!(rows, (0..7).map(|row| json!(row)).collect::<Vec<_>>());
        assert!(third.next.is_none());
    }
}
