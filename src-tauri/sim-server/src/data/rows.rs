//! The Data API's rows as JSON: field names and number types exactly as recorded (Data API v2, September 2026).

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{Price, Usd};
use serde_json::{Value, json};

use super::markets::oracle_price;
use crate::json::{iso_date, number, percent, seconds};
use pilotfish_sim::venue::holders::Holder;
use pilotfish_sim::venue::rows::{
    ActivityRecord, LeaderRow, MarketRow, PnlPoint, PositionRow, PositionStatus, TraderProfile, UserStats,
};

/// What the venue writes for an outcome that is not one: rows of splits, merges and rewards.
const NO_OUTCOME: usize = 999;

/// One row of `/v2/positions`.
pub(crate) fn position(row: &PositionRow) -> Value {
    let market = &row.card.market;
    json!({
        "proxy_wallet": row.wallet,
        "token_id": row.token,
        "condition_id": market.condition,
        "current_size": number(row.shares.micros()),
        "avg_price": number(row.avg_price.micros()),
        "entry_cost_usdc": number(row.entry_cost.micros()),
        "entry_fees_usdc": number(row.entry_fees.micros()),
        "total_cost_usdc": number(row.total_cost.micros()),
        "current_price": number(row.current_price.micros()),
        "current_value": number(row.current_value.micros()),
        "total_size": number(row.total_bought.micros()),
        "realized_pnl": number(row.realised.micros()),
        "unrealized_pnl": number(row.unrealised.micros()),
        "total_pnl": number((row.realised + row.unrealised).micros()),
        "percent_pnl": percent(row.unrealised.micros(), row.total_cost.micros()),
        "percent_realized_pnl": percent(row.realised.micros(), realised_base(row).micros()),
        "status": status_text(row),
        "redeemable": is_redeemable(row),
        "mergeable": row.mergeable,
        "negative_risk": market.exchange == pilotfish_copy::market::Exchange::NegRiskV2,
        "archived": false,
        "title": market.question,
        "slug": market.slug,
        "icon": "",
        "event_id": row.card.event_id,
        "event_slug": market.event_slug,
        "outcome": row.outcome,
        "outcome_index": row.outcome_index,
        "opposite_outcome": row.opposite_outcome,
        "opposite_token_id": row.opposite_token,
        "end_date": row.end.map(iso_date).unwrap_or_default(),
        "last_event_at": seconds(row.last_event_at),
        "name": &*row.name,
        "profile_image": "",
        "verified": false,
    })
}

/// Whether the position waits to be redeemed for something.
pub(crate) fn is_redeemable(row: &PositionRow) -> bool {
    row.status == PositionStatus::Redeemable && row.current_price > Price::ZERO
}

/// The position's status as the Data API writes it.
pub(crate) fn status_text(row: &PositionRow) -> &'static str {
    match row.status {
        PositionStatus::Open => "OPEN",
        PositionStatus::Redeemable if is_redeemable(row) => "REDEEMABLE",
        PositionStatus::Redeemable => "REDEEMABLE_LOST",
        PositionStatus::Closed => "CLOSED",
    }
}

/// What the shares that are gone had cost: what was bought at the average price, less what is held.
fn realised_base(row: &PositionRow) -> Usd {
    use pilotfish_copy::money::Rounding::HalfUp;
    row.total_bought.value(row.avg_price, HalfUp) - row.entry_cost
}

/// One row of `/v2/trades`.
pub(crate) fn trade(row: &ActivityRecord, profile: Option<&TraderProfile>) -> Value {
    let market = &row.card.market;
    let (pseudonym, bio) = texts(profile);
    json!({
        "proxy_wallet": row.wallet,
        "side": side_text(row),
        "token_id": token_text(row),
        "condition_id": market.condition,
        "size": number(row.size.micros()),
        "price": number(row.price.unwrap_or_default().micros()),
        "timestamp": seconds(row.at),
        "title": market.question,
        "slug": market.slug,
        "icon": "",
        "event_slug": market.event_slug,
        "outcome": outcome_text(row),
        "outcome_index": row.outcome_index.unwrap_or(NO_OUTCOME),
        "name": &*row.name,
        "pseudonym": pseudonym,
        "bio": bio,
        "profile_image": "",
        "profile_image_optimized": "",
        "transaction_hash": row.tx,
    })
}

/// One row of `/v2/activity`.
pub(crate) fn activity(row: &ActivityRecord, profile: Option<&TraderProfile>) -> Value {
    let mut value = trade(row, profile);
    if let Value::Object(fields) = &mut value {
        fields.insert("type".to_owned(), row.kind.as_str().into());
        fields.insert("usdc_size".to_owned(), number(row.usdc_size.micros()));
    }
    value
}

/// The payload of an RTDS `activity` message: the same facts in camel case.
pub(crate) fn stream_trade(row: &ActivityRecord, profile: Option<&TraderProfile>) -> Value {
    let market = &row.card.market;
    let (pseudonym, bio) = texts(profile);
    json!({
        "proxyWallet": row.wallet,
        "side": side_text(row),
        "asset": token_text(row),
        "conditionId": market.condition,
        "outcome": outcome_text(row),
        "outcomeIndex": row.outcome_index.unwrap_or(NO_OUTCOME),
        "price": number(row.price.unwrap_or_default().micros()),
        "size": number(row.size.micros()),
        "timestamp": seconds(row.at),
        "transactionHash": row.tx,
        "title": market.question,
        "slug": market.slug,
        "eventSlug": market.event_slug,
        "name": &*row.name,
        "pseudonym": pseudonym,
        "bio": bio,
        "icon": "",
        "profileImage": "",
    })
}

fn texts(profile: Option<&TraderProfile>) -> (&str, &str) {
    profile.map_or(("", ""), |profile| (&*profile.pseudonym, &*profile.bio))
}

fn side_text(row: &ActivityRecord) -> &'static str {
    row.side.map_or("", pilotfish_copy::market::Side::as_str)
}

fn token_text(row: &ActivityRecord) -> &str {
    row.token.as_ref().map_or("", |token| token.as_str())
}

fn outcome_text(row: &ActivityRecord) -> &str {
    let outcome = row.outcome_index.and_then(|index| row.card.market.outcomes.get(index));
    outcome.map_or("", |outcome| outcome.name.as_str())
}

/// One row of `/v2/holders`; what a position made only `with_pnl`.
pub(crate) fn holder(holder: &Holder, profile: Option<&TraderProfile>, with_pnl: bool) -> Value {
    let row = &holder.position;
    let (pseudonym, bio) = texts(profile);
    let mut value = json!({
        "proxy_wallet": row.wallet,
        "bio": bio,
        "token_id": row.token,
        "pseudonym": pseudonym,
        "amount": number(holder.amount.micros()),
        "display_username_public": true,
        "outcome_index": row.outcome_index,
        "name": &*row.name,
        "profile_image": "",
        "profile_image_optimized": "",
        "verified": false,
    });
    if let (true, Value::Object(fields)) = (with_pnl, &mut value) {
        let figures = [
            ("avg_price", row.avg_price.micros()),
            ("entry_cost_usdc", row.entry_cost.micros()),
            ("current_price", row.current_price.micros()),
            ("current_value", row.current_value.micros()),
            ("realized_pnl", row.realised.micros()),
            // Here, unlike in a position's row, fees are left out of it.
            ("unrealized_pnl", (row.current_value - row.entry_cost).micros()),
            (
                "total_pnl",
                (row.realised + row.current_value - row.entry_cost).micros(),
            ),
        ];
        fields.extend(figures.map(|(name, micros)| (name.to_owned(), number(micros))));
    }
    value
}

/// One row of `/v2/resolutions`.
pub(crate) fn resolution(row: &MarketRow, transaction: &str) -> Value {
    let resolved = row.market.payouts;
    let paid = resolved.map(|[first, _]| first);
    json!({
        "question_id": row.market.condition,
        "condition_id": row.market.condition,
        "status": if resolved.is_some() { "resolved" } else { "posed" },
        "extended_review": false,
        "was_disputed": false,
        "new_version_q": false,
        "proposed_price": oracle_price(paid),
        "reproposed_price": oracle_price(None),
        "price": oracle_price(paid),
        "transaction_hash": transaction,
        "log_index": "0",
        "last_update_timestamp": seconds(row.closed_at.unwrap_or(row.card.opened_at)).to_string(),
    })
}

/// One row of `/v2/leaderboard`.
pub(crate) fn leader(row: &LeaderRow) -> Value {
    json!({
        "rank": row.rank,
        "user_id": row.wallet,
        "pnl": number(row.pnl.micros()),
        "volume": number(row.volume.micros()),
        "user_name": &*row.name,
        "profile_image": "",
        "x_username": "",
        "verified": false,
    })
}

/// The standing of one trader: `/v2/leaderboard?user=`.
pub(crate) fn standing(by_pnl: &LeaderRow, rank_volume: usize) -> Value {
    json!({
        "user_id": by_pnl.wallet,
        "pnl": number(by_pnl.pnl.micros()),
        "volume": number(by_pnl.volume.micros()),
        "rank_pnl": by_pnl.rank,
        "rank_volume": rank_volume,
        "user_name": &*by_pnl.name,
        "profile_image": "",
        "x_username": "",
        "verified": false,
    })
}

/// `/v2/user-stats`.
pub(crate) fn user_stats(stats: &UserStats, now: VenueMs) -> Value {
    let all_time = PnlPoint {
        at: now,
        realised: stats.realised,
        unrealised: stats.unrealised,
        value: stats.value,
        fees: stats.fees,
        volume: stats.volume,
        volume_usd: stats.volume_usd,
        trades: stats.trades,
    };
    json!({
        "proxy_wallet": stats.wallet,
        // Markets, not rows: what the profile page calls trades. The rows are `trade_count`.
        "trades": stats.markets,
        "biggest_win": number(stats.biggest_win.micros()),
        "views": 0,
        "join_date": seconds(stats.joined_at),
        "all_time_pnl": pnl_point(&all_time),
    })
}

/// One point of `/v2/user-pnl`. This venue has no liquidity rewards, rebates, combos or referrals: those are 0. What the
/// chain alone knows (deposits, withdrawals) is null, as the venue's own unknowns are.
pub(crate) fn pnl_point(point: &PnlPoint) -> Value {
    let total = number((point.realised + point.unrealised).micros());
    let realised = number(point.realised.micros());
    // The venue writes fees as what they did to the balance.
    let fees = number((-point.fees).micros());
    json!({
        "timestamp": seconds(point.at),
        // About one block every two seconds, as on Polygon; only ever compared, never looked up.
        "source_block": seconds(point.at) / 2,
        "realized_market_pnl": realised,
        "realized_lp_pnl": 0.0,
        "realized_combo_pnl": 0.0,
        "unrealized_pnl": number(point.unrealised.micros()),
        "fees_refunded": 0.0,
        "maker_rebate": 0.0,
        "taker_rebate": 0.0,
        "reward_income": 0.0,
        "yield_income": 0.0,
        "referral_income": 0.0,
        "deposits": null,
        "withdrawals": null,
        "realized_pnl": realised,
        "wallet_income": 0.0,
        "position_pnl": total,
        "settled_pnl": realised,
        "economic_pnl": total,
        // Before fees; the others are after them.
        "trade_pnl": number((point.realised + point.unrealised + point.fees).micros()),
        "sponsored_income": 0.0,
        "fees": fees,
        "fees_paid": fees,
        "cashflow_net": null,
        "volume": number(point.volume.micros()),
        "volume_usdc": number(point.volume_usd.micros()),
        "trade_count": point.trades,
    })
}
