//! The baseline: what the trader held when the follow began, so that only later changes are copied.

use super::lists::CONFIRM_AFTER_MS;
use super::{Traders, put_follow, record_follow};
use crate::entity::{Change, Follow, FollowStatus, KnownPosition, PriceSource, SignalOrigin};
use crate::event::FollowAction;
use crate::ids::{TokenId, VenueMs};
use crate::input::{ListQuality, SnapshotPosition};
use crate::market::Side;
use crate::money::Shares;
use crate::observed::ObservedChange;
use crate::step::{Consequence, Cx};

/// A first list. An empty one makes no baseline until a second, uncached one agrees: an empty page is a common failure.
pub(super) fn on_first_list(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    follow: Follow,
    at: VenueMs,
    quality: ListQuality,
    positions: Vec<SnapshotPosition>,
) {
    if at < follow.started_at {
        // Asked for before the follow began: not its baseline. Where a clock came back, and the time stands until it has caught up, so is
        // every list: another one is asked for as soon as time goes on.
        if cx.now == follow.started_at {
            traders.positions_due.no_later_than(follow.id, cx.now.plus(1));
        }
        return;
    }
    let watch = traders.watch(follow.id);
    if !quality.complete {
        // A list that moved is whole the next time. One that is too long for its pages is so again: it is asked for ever less often.
        let wait_ms = CONFIRM_AFTER_MS << watch.short_lists.min(5);
        watch.short_lists = watch.short_lists.saturating_add(1);
        ask_again(traders, cx, &follow, wait_ms);
        return;
    }
    watch.short_lists = 0;
    if positions.is_empty() {
        let first = *watch.empty_since.get_or_insert(at);
        if at.since(first) < CONFIRM_AFTER_MS || !quality.uncached {
            ask_again(traders, cx, &follow, CONFIRM_AFTER_MS);
            return;
        }
    }
    watch.empty_since = None;
    take(traders, cx, follow, at, positions);
}

fn ask_again(traders: &mut Traders, cx: &Cx<'_>, follow: &Follow, wait_ms: i64) {
    traders.watch(follow.id).uncached = true;
    traders.positions_due.set(follow.id, cx.now.plus(wait_ms));
}

fn take(traders: &mut Traders, cx: &mut Cx<'_>, mut follow: Follow, at: VenueMs, positions: Vec<SnapshotPosition>) {
    let stale: Vec<TokenId> = cx
        .state
        .known
        .get(&follow.id)
        .map(|rows| rows.keys().cloned().collect())
        .unwrap_or_default();
    for token in stale {
        cx.put(Change::KnownForgotten {
            follow: follow.id,
            token,
        });
    }
    for position in &positions {
        cx.put(Change::Known(KnownPosition {
            follow: follow.id,
            token: position.token.clone(),
            condition: position.condition.clone(),
            shares: position.shares,
            covered_until: follow.started_at,
            last_row_at: None,
            settled: true,
            moved_away: Shares::ZERO,
            pending: None,
        }));
    }
    // Copied on request, and once: not again when the follow is switched off and on.
    let copy_existing = follow.settings.copy_existing && follow.baseline_at.is_none();
    follow.status = FollowStatus::Active;
    follow.baseline_at = Some(at);
    put_follow(cx, &follow);
    record_follow(cx, &follow, FollowAction::Baseline);
    traders.activity_due.set(follow.id, cx.now);
    if copy_existing {
        for position in positions.iter().filter(|position| !position.redeemable) {
            cx.then(Consequence::Observed(Box::new(existing(&follow, position, at))));
        }
    }
    let watch = traders.watch(follow.id);
    watch.baseline_answered = Some(cx.now);
    watch.last_list = positions;
}

fn existing(follow: &Follow, position: &SnapshotPosition, at: VenueMs) -> ObservedChange {
    ObservedChange {
        key: format!("{}/{}/baseline/{}", follow.id, position.token, at.0),
        follow: follow.id,
        token: position.token.clone(),
        condition: position.condition.clone(),
        side: Side::Buy,
        before: Shares::ZERO,
        after: position.shares,
        closes: false,
        price: position.current_price,
        price_source: PriceSource::Estimated,
        origin: SignalOrigin::Baseline,
        at,
    }
}
