//! `/v2/trades` and `/v2/activity`: what somebody (or everybody) did, row by row.

use std::collections::BTreeMap;

use axum::extract::State;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use serde_json::Value;

use super::page::{Cursor, Page, page_limit};
use super::rows::{activity, trade};
use super::{Answer, Least, ascending, conditions, event_ids};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord, TraderProfile};

/// Trades smaller than this are not shown unless asked for.
const TRADE_FLOOR: Shares = Shares::from_micros(10_000);

pub(super) async fn trades(State(app): State<App>, params: Params) -> Answer {
    let mut query = ActivityQuery {
        kinds: vec![ActivityKind::Trade],
        taker_only: params.flag("taker_only")?.unwrap_or(true),
        ..common_query(&params)?
    };
    if query.wallet.is_none() {
        // The feeds of markets and of everything have windows of their own, wider than this world's memory.
        (query.start, query.end) = (None, None);
    }
    let least = Least::of(&params, TRADE_FLOOR)?;
    let events = event_ids(&params)?;
    let fits = |row: &ActivityRecord| {
        least.admits(row.size, row.usdc_size) && (events.is_empty() || events.contains(&row.card.event_id))
    };
    list_activity(&app, &params, query, fits, trade)
}

pub(super) async fn activities(State(app): State<App>, params: Params) -> Answer {
    let mut query = common_query(&params)?;
    if query.wallet.is_none() {
        return Err(Refusal::bad_request("user is required").into());
    }
    query.ascending = ascending(&params)?;
    let wanted = params.list("type");
    for kind in &wanted {
        query.kinds.extend(activity_kind(kind)?);
    }
    // Kinds that this venue never writes (rewards, deposits…) leave nothing, rather than everything.
    if !wanted.is_empty() && query.kinds.is_empty() {
        return Ok(Page {
            rows: Vec::new(),
            limit: page_limit(&params)?,
            offset: 0,
            next: None,
            filters: None,
        }
        .answer());
    }
    let events = event_ids(&params)?;
    let fits = |row: &ActivityRecord| events.is_empty() || events.contains(&row.card.event_id);
    list_activity(&app, &params, query, fits, activity)
}

/// The documented kinds that this venue writes none of: it pays no rewards and moves no money in or out.
const NEVER_WRITTEN: [&str; 8] = [
    "REWARD",
    "YIELD",
    "MAKER_REBATE",
    "TAKER_REBATE",
    "REFERRAL_REWARD",
    "DEPOSIT",
    "WITHDRAWAL",
    "TIP",
];

/// The kind of that name; none for one that is never written.
fn activity_kind(text: &str) -> Result<Option<ActivityKind>, Refusal> {
    let found = WRITTEN
        .into_iter()
        .find(|kind| kind.as_str().eq_ignore_ascii_case(text));
    if found.is_some() || NEVER_WRITTEN.iter().any(|kind| kind.eq_ignore_ascii_case(text)) {
        Ok(found)
    } else {
        Err(Refusal::bad_request(format!("invalid type {text}")))
    }
}

/// The kinds that it writes.
const WRITTEN: [ActivityKind; 6] = [
    ActivityKind::Trade,
    ActivityKind::Split,
    ActivityKind::Merge,
    ActivityKind::Redeem,
    ActivityKind::Conversion,
    ActivityKind::Migration,
];

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
            // 0 is the same as nothing.
            .filter(|seconds| *seconds != 0)
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
        let habits = host.venue.shown();
        let address = format!("{:?} {:?}", query.wallet, query.start);
        let as_of = habits.activity_as_of(&address, params.ask());
        let listed = |row: &ActivityRecord| query.wallet.is_none() || habits.is_listed(row, as_of);
        let mut rest = found.into_iter().filter(|row| fits(row) && beyond(row) && listed(row));
        let mut shown: Vec<ActivityRecord> = rest.by_ref().take(limit).collect();
        let more = rest.next().is_some();
        if query.wallet.is_some() {
            habits.add_odd_rows(&address, &mut shown);
        }
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
            filters: None,
        }
    })?;
    Ok(page.answer())
}
