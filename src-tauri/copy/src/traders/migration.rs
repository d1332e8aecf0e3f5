//! A trader who moves a position to another token, or everything to another wallet. Neither is a sale.

use super::lists::tell;
use super::{Traders, ignore};
use crate::entity::{Change, Follow, FollowStatus, KnownPosition, MigratedToken, SeenKind, SeenRow};
use crate::event::{EndReason, SkipReason, TraderNews};
use crate::ids::{FollowId, TokenId, TxHash, VenueMs, WalletAddress};
use crate::input::Migration;
use crate::money::{Price, Shares};
use crate::state::Pair;
use crate::step::{Consequence, Cx};

/// Takes a migration in, once.
pub(crate) fn on_migration(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    trader: &WalletAddress,
    tx: &TxHash,
    at: VenueMs,
    moved: Migration,
) {
    let Some(follow) = cx
        .state
        .follow_of(trader)
        .filter(|follow| follow.status == FollowStatus::Active)
        .cloned()
    else {
        return;
    };
    match moved {
        Migration::Token {
            from,
            to,
            condition,
            shares,
        } => {
            let seen = SeenRow {
                follow: follow.id,
                tx: tx.clone(),
                token: from.clone(),
                kind: SeenKind::Migration,
                shares,
                price: Price::ZERO,
                at,
                count: 1,
            };
            if shares <= Shares::ZERO || from == to || cx.state.seen_count(&seen) > 0 {
                return;
            }
            cx.put(Change::Seen(seen));
            move_known(cx, follow.id, &from, &to, &condition, shares, at);
            move_target(cx, follow.id, &from, &to);
            ignore(cx, follow.id, &from, SkipReason::Migrated, shares);
            tell(cx, follow.id, TraderNews::TokenMigrated { from, to, shares });
        }
        Migration::Wallet { to } => {
            if follow.moved_to.as_ref() == Some(&to) || follow.trader == to {
                return;
            }
            let mut row = Follow::clone(&follow);
            row.moved_to = Some(to.clone());
            cx.put(Change::Follow(row));
            // Purchases stop; what is held is theirs to close, here or after the user follows them there.
            cx.then(Consequence::EndOrdersOf(follow.id, EndReason::WalletMoved));
            tell(cx, follow.id, TraderNews::WalletMigrated { to });
            traders.watch(follow.id).uncached = true;
        }
    }
}

fn move_known(
    cx: &mut Cx<'_>,
    follow: FollowId,
    from: &TokenId,
    to: &TokenId,
    condition: &crate::ids::ConditionId,
    shares: Shares,
    at: VenueMs,
) {
    let started_at = cx.state.follows.get(&follow).map_or(at, |follow| follow.started_at);
    let old = cx.state.known_position(&(follow, from.clone())).cloned();
    let standing = cx.state.known_position(&(follow, to.clone())).cloned();
    let mut new = standing.unwrap_or_else(|| KnownPosition {
        follow,
        token: to.clone(),
        condition: condition.clone(),
        shares: Shares::ZERO,
        covered_until: started_at, // Rows of the new token count, be they of the same second.
        last_row_at: None,
        settled: true,
        moved_away: Shares::ZERO,
        pending: None,
    });
    new.shares += shares;
    new.last_row_at = Some(at);
    new.pending = None;
    cx.put(Change::Known(new));
    if let Some(mut old) = old {
        old.shares = (old.shares - shares).max(Shares::ZERO);
        old.last_row_at = Some(old.last_row_at.map_or(at, |row| row.max(at)));
        old.pending = None;
        cx.put(Change::Known(old));
    }
}

/// What we hold did not move, so the target stays with it; the link says that sales of the new token sell it.
fn move_target(cx: &mut Cx<'_>, follow: FollowId, from: &TokenId, to: &TokenId) {
    let pair: Pair = (follow, from.clone());
    let held = !cx.state.held(&pair).is_zero() || !cx.state.target(&pair).is_zero();
    if held {
        cx.put(Change::Migrated(MigratedToken {
            follow,
            from: from.clone(),
            to: to.clone(),
        }));
    }
}
