//! `/v2/positions`: what somebody holds, or everybody in one market.

use axum::extract::State;
use pilotfish_copy::ids::{ConditionId, WalletAddress};
use pilotfish_copy::money::Shares;

use super::page::{LIMIT_DEFAULT, LIMIT_MOST, Page, Walk};
use super::rows::{is_redeemable, position};
use super::{Answer, Least, ascending, conditions, event_ids};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::habits::Ask;
use pilotfish_sim::venue::Venue;
use pilotfish_sim::venue::rows::{PositionRow, PositionStatus};

/// Positions smaller than this are not shown unless asked for.
const DUST_FLOOR: Shares = Shares::from_micros(100_000);

pub(super) async fn positions(State(app): State<App>, params: Params) -> Answer {
    let ask = params.ask();
    let walk = Walk::of(params, LIMIT_DEFAULT, LIMIT_MOST)?;
    let filter = PositionFilter::of(&walk.params)?;
    let page = app.look(|host| {
        let shown = host.venue.shown();
        let wallet = filter.user.as_ref().map_or("", |user| user.as_str());
        let address = format!("{wallet} {} {}", walk.offset, walk.limit);
        let rows = filter.rows(&host.venue, &address, walk.offset, ask);
        if filter.user.is_none() {
            return Page::of_walk(&rows, &walk, position);
        }
        let start = shown.shifted(&address, walk.offset);
        let mut listed: Vec<PositionRow> = rows.iter().skip(start).take(walk.limit).cloned().collect();
        shown.add_odd_positions(&address, &mut listed);
        let page = Page::of_walk(&rows, &walk, position);
        page.showing(
            listed.iter().map(position).collect(),
            shown.repeats(&address).then_some(walk.offset),
        )
    })?;
    Ok(page.answer())
}

/// What `/v2/positions` is asked for.
struct PositionFilter {
    user: Option<WalletAddress>,
    conditions: Vec<ConditionId>,
    events: Vec<String>,
    status: StatusFilter,
    least: Least,
    sort: SortBy,
    ascending: bool,
}

/// What positions are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SortBy {
    CurrentValue,
    Tokens,
    UnrealisedPnl,
    RealisedPnl,
    TotalPnl,
    Timestamp,
    AvgPrice,
    Price,
}

impl SortBy {
    fn of(params: &Params) -> Result<Self, Refusal> {
        match params.text("sort_by").map(str::to_ascii_uppercase).as_deref() {
            None | Some("CURRENT_VALUE") => Ok(Self::CurrentValue),
            Some("TOKENS") => Ok(Self::Tokens),
            Some("UNREALIZED_PNL") => Ok(Self::UnrealisedPnl),
            Some("REALIZED_PNL") => Ok(Self::RealisedPnl),
            Some("TOTAL_PNL") => Ok(Self::TotalPnl),
            Some("TIMESTAMP") => Ok(Self::Timestamp),
            Some("AVG_PRICE") => Ok(Self::AvgPrice),
            Some("PRICE") => Ok(Self::Price),
            Some(_) => Err(Refusal::bad_request("invalid sort_by")),
        }
    }

    fn key(self, row: &PositionRow) -> i64 {
        match self {
            Self::CurrentValue => row.current_value.micros(),
            Self::Tokens => row.shares.micros(),
            Self::UnrealisedPnl => row.unrealised.micros(),
            Self::RealisedPnl => row.realised.micros(),
            Self::TotalPnl => (row.realised + row.unrealised).micros(),
            Self::Timestamp => row.last_event_at.0,
            Self::AvgPrice => row.avg_price.micros(),
            Self::Price => row.current_price.micros(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusFilter {
    Open,
    Redeemable,
    RedeemableLost,
    Mergeable,
    Closed,
}

impl PositionFilter {
    fn of(params: &Params) -> Result<Self, Refusal> {
        let user = params.wallet("user")?;
        let conditions = conditions(params)?;
        // Nothing is archived here; the word is read, so that a wrong one is refused.
        params.flag("include_archived")?;
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
            events: event_ids(params)?,
            status,
            least: Least::of(params, DUST_FLOOR)?,
            sort: SortBy::of(params)?,
            ascending: ascending(params)?,
        })
    }

    fn rows(&self, venue: &Venue, address: &str, offset: usize, ask: Ask) -> Vec<PositionRow> {
        let shown = venue.shown();
        let of = |wallet: &WalletAddress| match self.status {
            StatusFilter::Closed => venue.closed_positions(wallet),
            _ => venue.positions(wallet),
        };
        let mut rows: Vec<PositionRow> = match &self.user {
            Some(user) => {
                let as_of = shown.positions_as_of(user, address, offset, ask);
                let listed = match self.status {
                    StatusFilter::Closed => venue.closed_positions_as_of(user, as_of),
                    _ => venue.positions_as_of(user, as_of),
                };
                shown.cut(user, listed)
            }
            None => venue.traders().iter().flat_map(|trader| of(&trader.wallet)).collect(),
        };
        rows.retain(|row| self.admits(row));
        // Stable, so that equals keep the venue's own order and pages never overlap.
        rows.sort_by_key(|row| {
            if self.ascending {
                self.sort.key(row)
            } else {
                -self.sort.key(row)
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
        let event = self.events.is_empty() || self.events.contains(&row.card.event_id);
        status && market && event && (!held || self.least.admits(row.shares, row.current_value))
    }
}
