//! What the user does with follows. Asking twice changes nothing the second time.

use super::{Traders, pending, put_follow, record_follow};
use crate::entity::{Change, Follow, FollowSettings, FollowStatus};
use crate::event::{EndReason, FollowAction};
use crate::ids::{FollowId, TokenId, VenueMs, WalletAddress};
use crate::input::UserInput;
use crate::market::Side;
use crate::money::Shares;
use crate::state::Pair;
use crate::step::{Consequence, Cx};

/// Takes what is about follows; gives back what is not.
pub(crate) fn on_user(traders: &mut Traders, cx: &mut Cx<'_>, ask: UserInput) -> Option<UserInput> {
    match ask {
        UserInput::Follow { trader, name, settings } => follow(traders, cx, trader, name, settings),
        UserInput::UpdateFollow { follow, settings } => update(cx, follow, settings),
        UserInput::SwitchFollow { follow, on } => switch(traders, cx, follow, on),
        UserInput::Unfollow { follow } => unfollow(traders, cx, follow),
        UserInput::Relink { follow } => relink(traders, cx, follow),
        other => return Some(other),
    }
    None
}

fn follow(traders: &mut Traders, cx: &mut Cx<'_>, trader: WalletAddress, name: String, settings: FollowSettings) {
    if let Some(standing) = cx.state.follow_of(&trader).map(|follow| follow.id) {
        update(cx, standing, settings);
        return;
    }
    let follow = Follow {
        id: cx.next_follow_id(),
        trader,
        name,
        settings,
        status: FollowStatus::Starting,
        created_at: cx.now,
        started_at: cx.now,
        baseline_at: None,
        activity_through: cx.now,
        activity_gap_at: None,
        moved_to: None,
    };
    put_follow(cx, &follow);
    traders.start(&follow, cx.now);
    record_follow(cx, &follow, FollowAction::Started);
}

fn update(cx: &mut Cx<'_>, id: FollowId, settings: FollowSettings) {
    let Some(mut follow) = cx.state.follows.get(&id).map(|follow| Follow::clone(follow)) else {
        return;
    };
    if follow.settings == settings || follow.status == FollowStatus::Removed {
        return;
    }
    follow.settings = settings;
    put_follow(cx, &follow);
    record_follow(cx, &follow, FollowAction::Changed);
    // Limits and filters bind the next child: whoever works is looked at now.
    for order in orders_of(cx, id) {
        cx.then(Consequence::CheckOrder(order));
    }
}

fn orders_of(cx: &Cx<'_>, id: FollowId) -> Vec<crate::ids::CopyOrderId> {
    cx.state
        .open_order_ids()
        .filter(|order| cx.state.orders.get(order).is_some_and(|order| order.follow == id))
        .collect()
}

fn switch(traders: &mut Traders, cx: &mut Cx<'_>, id: FollowId, on: bool) {
    let Some(mut follow) = cx.state.follows.get(&id).map(|follow| Follow::clone(follow)) else {
        return;
    };
    if follow.status == FollowStatus::Removed || follow.status.is_on() == on {
        return;
    }
    if on {
        // What happened meanwhile is not copied: a new baseline is taken first.
        begin_anew(&mut follow, cx.now);
        put_follow(cx, &follow);
        traders.start(&follow, cx.now);
        record_follow(cx, &follow, FollowAction::On);
    } else {
        follow.status = FollowStatus::Off;
        put_follow(cx, &follow);
        record_follow(cx, &follow, FollowAction::Off);
        quieten(traders, cx, id);
    }
}

pub(super) fn begin_anew(follow: &mut Follow, now: VenueMs) {
    follow.status = FollowStatus::Starting;
    follow.started_at = now;
    follow.activity_through = now;
    follow.activity_gap_at = None;
}

fn unfollow(traders: &mut Traders, cx: &mut Cx<'_>, id: FollowId) {
    let Some(mut follow) = cx.state.follows.get(&id).map(|follow| Follow::clone(follow)) else {
        return;
    };
    if follow.status == FollowStatus::Removed {
        return;
    }
    follow.status = FollowStatus::Removed;
    put_follow(cx, &follow);
    record_follow(cx, &follow, FollowAction::Removed);
    quieten(traders, cx, id);
}

/// The user follows a trader to the wallet they moved to. Their positions there are the new baseline; what is held through
/// the follow, its limits and its settings stay.
fn relink(traders: &mut Traders, cx: &mut Cx<'_>, id: FollowId) {
    let Some(mut follow) = cx.state.follows.get(&id).map(|follow| Follow::clone(follow)) else {
        return;
    };
    let Some(to) = follow.moved_to.take() else { return };
    if cx.state.follow_of(&to).is_some() {
        return; // That wallet is followed already.
    }
    let left = std::mem::replace(&mut follow.trader, to);
    leave_wallet(traders, cx, id);
    take_along(cx, &left, &follow.trader);
    if follow.status.is_on() {
        begin_anew(&mut follow, cx.now);
    }
    put_follow(cx, &follow);
    if follow.status.is_on() {
        traders.start(&follow, cx.now);
    }
    record_follow(cx, &follow, FollowAction::Changed);
}

/// Earlier follows of the trader, which were removed, are of their new wallet too: limits on a trader count what is held through each.
fn take_along(cx: &mut Cx<'_>, left: &WalletAddress, to: &WalletAddress) {
    let removed = |follow: &&std::sync::Arc<Follow>| follow.status == FollowStatus::Removed && follow.trader == *left;
    let earlier: Vec<Follow> = cx
        .state
        .follows
        .values()
        .filter(removed)
        .map(|follow| Follow::clone(follow))
        .collect();
    for mut follow in earlier {
        follow.trader = to.clone();
        put_follow(cx, &follow);
    }
}

/// What was on its way from the old wallet: a sale is signalled now, since no list of the new wallet will show it; a purchase is
/// dropped, since the new baseline precedes the next copy. So is a purchase that waits until it is large enough: no trade of the new
/// wallet may bring it along. A sale goes on waiting, for what is held is sold at either; and so does what a sale that is signalled now
/// makes smaller.
fn leave_wallet(traders: &mut Traders, cx: &mut Cx<'_>, id: FollowId) {
    let pairs: Vec<(Pair, Side)> = cx
        .state
        .pending
        .iter()
        .filter(|((follow, _), _)| *follow == id)
        .map(|(pair, pending)| (pair.clone(), pending.side))
        .collect();
    let mut sold = Vec::new();
    for (pair, side) in pairs {
        traders.pending_due.clear(&pair);
        match side {
            Side::Sell => {
                pending::flush(cx, &pair);
                sold.push(pair.1);
            }
            Side::Buy => cx.put(Change::PendingDone {
                follow: id,
                token: pair.1,
            }),
        }
    }
    let waits_to_be_bought: Vec<TokenId> = cx
        .state
        .carried_over
        .values()
        .filter(|row| row.follow == id && row.shares > Shares::ZERO && !sold.contains(&row.token))
        .map(|row| row.token.clone())
        .collect();
    for token in waits_to_be_bought {
        cx.put(Change::CarriedOverDone { follow: id, token });
    }
}

/// Off means off at once: working orders are cancelled, what was on its way or waiting is dropped, and what is known of
/// the trader is forgotten, since a new baseline precedes the next copy.
fn quieten(traders: &mut Traders, cx: &mut Cx<'_>, id: FollowId) {
    traders.stop(id);
    let tokens = |pairs: Vec<&Pair>| -> Vec<TokenId> {
        pairs
            .into_iter()
            .filter(|(follow, _)| *follow == id)
            .map(|(_, token)| token.clone())
            .collect()
    };
    for token in tokens(cx.state.pending.keys().collect()) {
        traders.pending_due.clear(&(id, token.clone()));
        cx.put(Change::PendingDone { follow: id, token });
    }
    for token in tokens(cx.state.carried_over.keys().collect()) {
        cx.put(Change::CarriedOverDone { follow: id, token });
    }
    let known: Vec<TokenId> = cx
        .state
        .known
        .get(&id)
        .map(|rows| rows.keys().cloned().collect())
        .unwrap_or_default();
    for token in known {
        cx.put(Change::KnownForgotten { follow: id, token });
    }
    if cx.state.seen.get(&id).is_some_and(|rows| !rows.is_empty()) {
        cx.put(Change::SeenForgotten {
            follow: id,
            before: VenueMs(i64::MAX),
        });
    }
    cx.then(Consequence::EndOrdersOf(id, EndReason::FollowOff));
}
