//! `/v2/trades` and `/v2/activity`: what somebody (or everybody) did, row by row.

use std::collections::BTreeMap;

use axum::extract::State;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use serde_json::Value;

use super::page::{Cursor, Page, page_limit};
use super::rows::{activity, trade};
use super::{Answer, Least, ascending, conditions};
use crate::server::query::Params;
use crate::server::refusal::Refusal;
use crate::server::state::App;
use crate::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord, TraderProfile};

/// Trades smaller than this are not shown unless asked for.
const TRADE_FLOOR: Shares = Shares::from_micros(10_000);

pub(super) async fn trades(State(app): State<App>, params: Params) -> Answer {
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

pub(super) async fn activities(State(app): State<App>, params: Params) -> Answer {
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
            limit: page_limit(&params)?,
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
        ActivityKind::Conversion,
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
    let limit = page_limit(params)?;
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
