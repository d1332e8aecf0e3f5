//! Rows of activity: each counts once, however often and from wherever it comes.

use std::collections::BTreeMap;

use super::conversions::Conversion;
use super::pending::{RowChange, gather};
use super::{MARK_EVERY_MS, ROW_MEMORY_MS, Traders, WaitingRow, ignore, put_follow};
use crate::entity::{Change, Follow, FollowStatus, KnownPosition, PriceSource, SeenKind, SeenRow};
use crate::event::SkipReason;
use crate::ids::{ConditionId, FollowId, TokenId, VenueMs, WalletAddress};
use crate::input::{ActivityRow, RowKind, RowSource};
use crate::market::Side;
use crate::money::{Price, Shares};
use crate::state::{Pair, SeenKey};
use crate::step::Cx;

/// How far ahead of now a stamp may be, ms: the venue's clocks and ours are not that far apart.
const STAMP_OFF_MS: i64 = 24 * 3_600_000;
/// More shares than a row can be about (a billion): a row over it is malformed.
const SHARES_MAX: Shares = Shares::from_micros(1_000_000_000_000_000);

/// Takes rows in.
pub(crate) fn on_rows(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    trader: &WalletAddress,
    rows: Vec<ActivityRow>,
    source: RowSource,
) {
    let Some(follow) = cx.state.follow_of(trader) else {
        return;
    };
    if follow.status != FollowStatus::Active {
        return; // The baseline that comes will contain them, or the poll after it will bring them again.
    }
    let follow = follow.clone();
    for (row, count) in counted(rows, source) {
        take_row(traders, cx, &follow, &row, count);
    }
    if let RowSource::Poll { requested_at, complete } = source {
        activity_is_read(traders, cx, follow.id, requested_at, complete);
    }
}

/// Rows that waited for this market's facts; `known` says whether the facts came.
pub(crate) fn take_waiting_rows(traders: &mut Traders, cx: &mut Cx<'_>, condition: &ConditionId, known: bool) {
    for waiting in traders.waiting_rows.remove(condition).unwrap_or_default() {
        let Some(follow) = cx
            .state
            .follow_of(&waiting.trader)
            .filter(|follow| follow.status == FollowStatus::Active)
            .cloned()
        else {
            continue;
        };
        if known {
            take_row(traders, cx, &follow, &waiting.row, waiting.count);
        } else {
            // Nobody can say which other token it was about: the lists show what it changed.
            let seen = seen_row(follow.id, &waiting.row, waiting.count);
            cx.put(Change::Seen(seen));
            ignore(
                cx,
                follow.id,
                &waiting.row.token,
                SkipReason::MarketUnknown,
                waiting.row.shares,
            );
        }
    }
}

/// Activity is read up to that instant; what is older than the memory is forgotten, about once an hour.
fn activity_is_read(traders: &mut Traders, cx: &mut Cx<'_>, id: FollowId, requested_at: VenueMs, complete: bool) {
    let Some(mut follow) = cx.state.follows.get(&id).map(|follow| Follow::clone(follow)) else {
        return;
    };
    let watch = traders.watch(id);
    let hour = |at: VenueMs| at.0.div_euclid(3_600_000);
    let turned = hour(watch.activity_through) != hour(requested_at);
    watch.failing_since = None;
    watch.activity_through = watch.activity_through.max(requested_at);
    let first_since_start = !std::mem::replace(&mut watch.has_read_activity, true);
    let through = watch.activity_through;
    if !complete {
        follow.activity_gap_at = Some(requested_at);
    }
    if !complete || through.since(follow.activity_through) >= MARK_EVERY_MS {
        follow.activity_through = through;
        put_follow(cx, &follow);
    }
    if first_since_start {
        let late = cx.state.pending.iter();
        let late = late.filter(|((follow, _), change)| *follow == id && change.is_late_purchase(cx.now));
        for (pair, _) in late {
            traders.pending_due.no_later_than(pair.clone(), cx.now);
        }
    }
    if turned && cx.state.seen.get(&id).is_some_and(|rows| !rows.is_empty()) {
        cx.put(Change::SeenForgotten {
            follow: id,
            before: through.plus(-ROW_MEMORY_MS),
        });
    }
}

/// Takes one row that stood `count` times in its batch.
fn take_row(traders: &mut Traders, cx: &mut Cx<'_>, follow: &Follow, row: &ActivityRow, count: u32) {
    let seen = seen_row(follow.id, row, count);
    let before = cx.state.seen_count(&seen);
    if before >= count && !crate::planted!("row-counted-twice") {
        return;
    }
    let before = before.min(count - 1);
    let through = traders.watch(follow.id).activity_through;
    if row.at < through.plus(-ROW_MEMORY_MS) {
        return; // Too old to be told from a repetition; a list shows it if it was missed.
    }
    if !is_possible(cx, row) {
        cx.put(Change::Seen(seen));
        ignore(cx, follow.id, &row.token, SkipReason::Malformed, Shares::ZERO);
        return;
    }
    let both = matches!(row.kind, RowKind::Split | RowKind::Merge);
    let complement = cx
        .state
        .market_of(&row.token)
        .and_then(|market| market.complement(&row.token))
        .cloned();
    if both && complement.is_none() {
        let now = cx.now;
        let waiting = traders.waiting_rows.entry(row.condition.clone()).or_default();
        if !waiting.iter().any(|other| other.row == *row) {
            waiting.push(WaitingRow {
                trader: follow.trader.clone(),
                row: row.clone(),
                count,
            });
        }
        cx.markets.read_now(&row.condition, now);
        return;
    }
    cx.put(Change::Seen(seen));
    let times = i64::from(count - before);
    let shares = Shares::from_micros(row.shares.micros().saturating_mul(times));
    if row.kind == RowKind::Conversion && row.at > follow.started_at {
        traders.watch(follow.id).has_converted(Conversion {
            token: row.token.clone(),
            shares,
            at: row.at,
            read_at: cx.now,
        });
    }
    move_known(traders, cx, follow, row, &row.token, shares, before);
    if let (true, Some(other)) = (both, complement) {
        move_known(traders, cx, follow, row, &other, shares, before);
    }
}

/// Whether a row's figures can be true. One that is far from happening yet would forbid every list to say anything until then.
fn is_possible(cx: &Cx<'_>, row: &ActivityRow) -> bool {
    let sized = row.shares > Shares::ZERO && row.shares <= SHARES_MAX;
    let priced = !matches!(row.kind, RowKind::Trade(_)) || (row.price > Price::ZERO && row.price < Price::ONE);
    sized && priced && (cx.clock.is_doubted() || row.at.since(cx.now) <= STAMP_OFF_MS)
}

/// Moves the known position by one row and gathers what is to be copied of it.
fn move_known(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    follow: &Follow,
    row: &ActivityRow,
    token: &TokenId,
    shares: Shares,
    seen_before: u32,
) {
    let pair: Pair = (follow.id, token.clone());
    let mut known = known_or_new(cx, follow, &pair, row);
    if row.at <= known.covered_until {
        // Before the follow began, or in a list that was taken in: the list may or may not contain it.
        if row.at <= follow.started_at {
            known.settled = false;
            known.last_row_at = Some(known.last_row_at.map_or(row.at, |at| at.max(row.at)));
            cx.put(Change::Known(known));
            ignore(cx, follow.id, token, SkipReason::AlreadyCounted, shares);
            return;
        }
        let sold = sold_after_all(&known, row, shares);
        if shares > sold {
            ignore(cx, follow.id, token, SkipReason::AlreadyCounted, shares - sold);
        }
        if sold > Shares::ZERO {
            let before = known.shares + known.moved_away;
            known.moved_away -= sold;
            cx.put(Change::Known(known));
            let change = RowChange {
                follow,
                row,
                pair,
                side: Side::Sell,
                before,
                after: before - sold,
                shares: sold,
                price: row.price,
                source: PriceSource::Traded,
                by_conversion: false,
                seen_before,
            };
            gather(traders, cx, change);
        }
        return;
    }
    let before = known.shares;
    let side = match row.kind {
        RowKind::Trade(side) => side,
        RowKind::Split => Side::Buy,
        RowKind::Merge | RowKind::Redeem | RowKind::Conversion => Side::Sell,
    };
    let over = match side {
        Side::Buy => traders.watch(follow.id).was_sold_first(token, shares, row.at),
        Side::Sell => {
            traders
                .watch(follow.id)
                .sold_beyond(token, shares - before, row.at, cx.now);
            Shares::ZERO
        }
    };
    if over > Shares::ZERO {
        ignore(cx, follow.id, token, SkipReason::RoundTrip, over);
    }
    let shares = shares - over;
    known.shares = match side {
        Side::Buy => before + shares,
        Side::Sell => (before - shares).max(Shares::ZERO),
    };
    if traders
        .watch(follow.id)
        .baseline_answered
        .is_some_and(|answered| row.at <= answered)
    {
        known.settled = false; // The baseline's answer may have contained it.
    }
    known.last_row_at = Some(known.last_row_at.map_or(row.at, |at| at.max(row.at)));
    known.pending = None;
    let after = known.shares;
    cx.put(Change::Known(known));
    if shares.is_zero() {
        return;
    }
    let (price, source) = match row.kind {
        RowKind::Trade(_) => (row.price, PriceSource::Traded),
        RowKind::Merge | RowKind::Conversion => (estimate(traders, cx, &pair), PriceSource::Estimated),
        RowKind::Split => {
            ignore(cx, follow.id, token, SkipReason::Split, shares);
            return;
        }
        RowKind::Redeem => {
            ignore(cx, follow.id, token, SkipReason::Redemption, shares);
            return;
        }
    };
    let change = RowChange {
        follow,
        row,
        pair,
        side,
        before,
        after,
        shares,
        price,
        source,
        by_conversion: row.kind == RowKind::Conversion,
        seen_before,
    };
    gather(traders, cx, change);
}

/// Shares that had moved away, by what lists showed, and that the row of a sale explains now that it comes: the sale is told as
/// such after all. A row older than one that was taken in explains nothing, since an earlier list may have shown what it did.
fn sold_after_all(known: &KnownPosition, row: &ActivityRow, shares: Shares) -> Shares {
    let newest = known.last_row_at.is_none_or(|newest| row.at >= newest);
    if row.kind == RowKind::Trade(Side::Sell) && newest {
        shares.min(known.moved_away)
    } else {
        Shares::ZERO
    }
}

/// What a share is worth now, for a change that has no price of its own: by both sides of a book that is not old, else the last
/// list's price, else the one side there is. Nothing anywhere: half a dollar, and the bound holds around it.
fn estimate(traders: &Traders, cx: &Cx<'_>, pair: &Pair) -> Price {
    let listed = traders.listed_price(pair);
    cx.markets
        .middle(&pair.1, cx.now, listed)
        .or(listed)
        .or_else(|| cx.markets.one_sided(&pair.1, cx.now))
        .unwrap_or(Price::from_micros(500_000))
}

fn known_or_new(cx: &Cx<'_>, follow: &Follow, pair: &Pair, row: &ActivityRow) -> KnownPosition {
    cx.state.known_position(pair).cloned().unwrap_or_else(|| KnownPosition {
        follow: pair.0,
        token: pair.1.clone(),
        condition: row.condition.clone(),
        shares: Shares::ZERO,
        covered_until: follow.started_at,
        last_row_at: None,
        settled: true,
        moved_away: Shares::ZERO,
        pending: None,
    })
}

/// Rows with the number of times each stood in its batch, oldest first. A stream may repeat itself: there, once is once.
fn counted(rows: Vec<ActivityRow>, source: RowSource) -> Vec<(ActivityRow, u32)> {
    if rows.len() == 1 {
        return rows.into_iter().map(|row| (row, 1)).collect();
    }
    let mut index: BTreeMap<SeenKey, usize> = BTreeMap::new();
    let mut distinct: Vec<(ActivityRow, u32)> = Vec::new();
    for row in rows {
        let key = SeenKey::of(seen_row(FollowId(0), &row, 1));
        match index.get(&key).and_then(|at| distinct.get_mut(*at)) {
            Some((_, count)) if source != RowSource::Stream => *count += 1,
            Some(_) => {}
            None => {
                index.insert(key, distinct.len());
                distinct.push((row, 1));
            }
        }
    }
    distinct.sort_by(|(a, _), (b, _)| (a.at, &a.tx).cmp(&(b.at, &b.tx)));
    distinct
}

fn seen_row(follow: FollowId, row: &ActivityRow, count: u32) -> SeenRow {
    SeenRow {
        follow,
        tx: row.tx.clone(),
        token: row.token.clone(),
        kind: match row.kind {
            RowKind::Trade(Side::Buy) => SeenKind::Buy,
            RowKind::Trade(Side::Sell) => SeenKind::Sell,
            RowKind::Split => SeenKind::Split,
            RowKind::Merge => SeenKind::Merge,
            RowKind::Redeem => SeenKind::Redeem,
            RowKind::Conversion => SeenKind::Conversion,
        },
        shares: row.shares,
        price: row.price,
        at: row.at,
        count,
    }
}
