//! `/v2/positions`: what somebody holds, or everybody in one market.

use axum::extract::State;
use pilotfish_copy::ids::{ConditionId, WalletAddress};
use pilotfish_copy::money::Shares;

use super::page::{Cursor, Page, page_limit};
use super::rows::{is_redeemable, position};
use super::{Answer, Least, ascending, conditions};
use crate::server::query::Params;
use crate::server::refusal::Refusal;
use crate::server::state::App;
use crate::venue::Venue;
use crate::venue::rows::{PositionRow, PositionStatus};

/// Positions smaller than this are not shown unless asked for.
const DUST_FLOOR: Shares = Shares::from_micros(100_000);

pub(super) async fn positions(State(app): State<App>, params: Params) -> Answer {
    let limit = page_limit(&params)?;
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
