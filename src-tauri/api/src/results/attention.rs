//! What needs a look: the few things a user may want to do something about, the most urgent first.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildState, CopyOrder, Follow, FollowStatus, GateName, OrderStatus};
use pilotfish_copy::event::{SkipReason, WaitReason};
use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Price, Rounding, Shares, Usd};
use pilotfish_copy::risk::headroom;
use pilotfish_copy::state::is_worked;
use pilotfish_store::read::period::RecentSkip;

use crate::cents::Shown;
use crate::numbers::{count, few, number_tenths, ratio_tenths, tenths};
use crate::orders::{bound, held_by};
use crate::traders::resolve::shown as name_shown;
use crate::types::{AboutOrder, Attention, Id, Ms, TraderName};
use pilotfish_engine::accounts::exposure;
use pilotfish_engine::relayer_requests::open_claims;

const DAY_MS: i64 = 86_400_000;
/// From this part of a limit on it is near, in tenths of a percent.
const NEAR_TENTHS: i64 = 800;
/// An order's fate may be unknown so long, venue time, before it is named.
const UNKNOWN_FOR_LONG_MS: i64 = 600_000;
/// What is owed so long after its market resolved was not redeemed by the venue by itself, venue time.
const OWED_FOR_LONG_MS: i64 = 3_600_000;
/// How many orders of each kind are named one by one.
const ORDERS_NAMED: usize = 10;

/// What the store knows of the last day.
#[derive(Debug, Default)]
pub(super) struct Lately {
    pub(super) skips: Vec<RecentSkip>,
    pub(super) failed: u64,
}

/// The list.
pub(super) fn list(core: &Core, shown: &Shown, now: VenueMs, lately: &Lately) -> Vec<Attention> {
    let mut list = Vec::new();
    if lately.failed > 0 {
        list.push(Attention::FailedFills {
            count: few(lately.failed),
        });
    }
    list.extend(moved_wallets(core));
    list.extend(unknown(core, now));
    list.extend(orders(core, now, |reason| reason == WaitReason::BeyondBound));
    list.extend(orders(core, now, is_worth_a_look));
    list.extend(claims(core, now));
    list.extend(moved_away(core));
    list.extend(low_balance(core));
    list.extend(near_limits(core, now));
    list.extend(orphans(core, shown));
    list.extend(skipped(core, &lately.skips));
    list
}

/// What waits for something of its own: not for its bound, the ladder's end or fresh facts, nor for what the frame shows anyhow
/// (an outage, a stop, a halt).
const fn is_worth_a_look(reason: WaitReason) -> bool {
    matches!(
        reason,
        WaitReason::Limit | WaitReason::Balance | WaitReason::Allowance | WaitReason::Refused | WaitReason::NoBook
    )
}

/// Traders who moved to another wallet: nothing more is bought until the user follows them there.
fn moved_wallets(core: &Core) -> Vec<Attention> {
    let follows = core.state().follows.values();
    let moved = follows
        .filter(|follow| follow.status != FollowStatus::Removed)
        .filter_map(|follow| {
            let to = follow.moved_to.as_ref()?;
            Some(Attention::WalletMoved {
                follow: Id(follow.id.0),
                trader: trader_name(follow),
                wallet: to.to_string(),
            })
        });
    moved.collect()
}

/// Orders of which nobody knows for long what became of them: each holds its place until that is known.
fn unknown(core: &Core, now: VenueMs) -> Vec<Attention> {
    let children = core.state().unresolved_children();
    let unknown = children
        .filter(|child| child.state == ChildState::Unknown && now.since(child.created_at) >= UNKNOWN_FOR_LONG_MS);
    unknown
        .filter_map(|child| core.state().orders.get(&child.order))
        .take(ORDERS_NAMED)
        .map(|order| Attention::UnknownOrder {
            about: about(core, order),
        })
        .collect()
}

/// What resolved markets still owe after the time in which the venue redeems by itself, where it may.
fn claims(core: &Core, now: VenueMs) -> Option<Attention> {
    let mut old = open_claims(core);
    old.retain(|claim| now.since(claim.since) >= OWED_FOR_LONG_MS);
    let only = match old.as_slice() {
        [] => return None,
        [only] => core.state().market_of(&only.token),
        _ => None,
    };
    Some(Attention::Claims {
        count: count(old.len()),
        usd: old.iter().map(|claim| claim.usd).sum::<Usd>().to_string(),
        market: only.map(|market| market.question.clone()),
    })
}

/// What is held of positions that the trader moved away without a trade: it is not sold for them.
fn moved_away(core: &Core) -> Vec<Attention> {
    let state = core.state();
    let held = state.holdings.iter().filter(|(_, holding)| is_worked(holding));
    let moved = held.filter_map(|(pair, holding)| {
        let known = state.known_position(pair)?;
        let follow = state.follows.get(&pair.0)?;
        (known.moved_away > Shares::ZERO && known.shares < LOT).then(|| {
            let market = state.market_of(&pair.1);
            Attention::MovedAway {
                follow: Id(pair.0.0),
                trader: trader_name(follow),
                market: market.map(|market| market.question.clone()),
                outcome: market
                    .and_then(|market| market.outcome(&pair.1))
                    .map(|outcome| outcome.name.clone()),
                shares: holding.shares.to_string(),
            }
        })
    });
    moved.take(ORDERS_NAMED).collect()
}

fn orders(core: &Core, now: VenueMs, which: impl Fn(WaitReason) -> bool) -> Vec<Attention> {
    let state = core.state();
    let waiting = state.open_order_ids().filter_map(|id| {
        let order = state.orders.get(&id)?;
        let reason = order.waiting.filter(|reason| which(*reason))?;
        (order.status == OrderStatus::Working && can_be_placed(order)).then(|| waiting(core, now, order, reason))
    });
    waiting.take(ORDERS_NAMED).collect()
}

/// A rest that is worth under a dollar at any price is never sent: it waits for the ladder's end, and nobody can do anything.
fn can_be_placed(order: &CopyOrder) -> bool {
    order.remaining().value(Price::ONE, Rounding::Down) >= Usd::ONE
}

fn waiting(core: &Core, now: VenueMs, order: &CopyOrder, reason: WaitReason) -> Attention {
    if reason != WaitReason::BeyondBound {
        return Attention::Waiting {
            about: about(core, order),
            reason: reason.into(),
            held_by: held_by(core, now, order),
        };
    }
    let market = core.state().market_of(&order.token);
    let book = core.book(&order.token);
    let needed = match order.side {
        Side::Buy => book.and_then(|book| book.best_ask()),
        Side::Sell => book.and_then(|book| book.best_bid()),
    };
    Attention::BeyondBound {
        about: about(core, order),
        price: needed.map(|price| price.to_string()),
        bound: bound(order, market).to_string(),
    }
}

fn about(core: &Core, order: &CopyOrder) -> AboutOrder {
    let state = core.state();
    let market = state.market_of(&order.token);
    let name = state
        .follows
        .get(&order.follow)
        .map_or("", |follow| follow.name.as_str());
    AboutOrder {
        order: Id(order.id.0),
        side: order.side.into(),
        market: market.map(|market| market.question.clone()),
        outcome: market
            .and_then(|market| market.outcome(&order.token))
            .map(|outcome| outcome.name.clone()),
        trader: TraderName {
            address: order.trader.to_string(),
            name: name_shown(name, &order.trader),
        },
    }
}

fn trader_name(follow: &Follow) -> TraderName {
    TraderName {
        address: follow.trader.to_string(),
        name: name_shown(&follow.name, &follow.trader),
    }
}

/// The reserve leaves nothing for purchases.
fn low_balance(core: &Core) -> Option<Attention> {
    let reserve = headroom::reserve(core.state())?;
    let free = core.state().control.cash? - core.reserved();
    (free - reserve < Usd::ONE).then(|| Attention::LowBalance {
        free: free.to_string(),
        reserve: reserve.to_string(),
    })
}

fn near_limits(core: &Core, now: VenueMs) -> Vec<Attention> {
    let limits = &core.state().control.limits;
    let midnight = Ms((now.utc_day() + 1) * DAY_MS);
    let money = |gate: GateName, used: Usd, limit: Usd, until: Option<Ms>| {
        let part = ratio_tenths(used, limit)?;
        Some((gate, used.to_string(), limit.to_string(), part, until))
    };
    let open = core.state().sums().open_orders();
    let most = limits.max_open_orders;
    let readings = [
        money(
            GateName::DailySpend,
            headroom::spent_today(core.state(), now),
            limits.max_daily_spend,
            Some(midnight),
        ),
        money(GateName::ExposureLimit, exposure(core, None), limits.max_exposure, None),
        number_tenths(i64::try_from(open).unwrap_or(i64::MAX), i64::from(most))
            .map(|part| (GateName::OpenOrders, open.to_string(), most.to_string(), part, None)),
    ];
    let near = readings
        .into_iter()
        .flatten()
        .filter(|(_, _, _, part, _)| *part >= NEAR_TENTHS);
    near.map(|(gate, used, limit, part, until)| Attention::NearLimit {
        gate: gate.into(),
        used,
        limit,
        percent: tenths(part),
        until,
    })
    .collect()
}

/// What is held through follows that were removed: nobody sells it but the user.
fn orphans(core: &Core, shown: &Shown) -> Option<Attention> {
    let state = core.state();
    let is_removed = |follow: &FollowId| {
        state
            .follows
            .get(follow)
            .is_none_or(|follow| follow.status == FollowStatus::Removed)
    };
    let orphans: Vec<_> = state
        .holdings
        .values()
        .filter(|holding| holding.shares > Shares::ZERO && holding.payout.is_none() && is_removed(&holding.follow))
        .collect();
    let worth: Usd = orphans
        .iter()
        .map(|holding| {
            let held = shown.held(holding);
            held.value().unwrap_or(held.cost)
        })
        .sum();
    (!orphans.is_empty()).then(|| Attention::Orphans {
        count: count(orphans.len()),
        worth: worth.to_string(),
    })
}

/// Skips that other settings, more money or a look at the market would have let through, by reason, the most frequent first.
fn skipped(core: &Core, skips: &[RecentSkip]) -> Vec<Attention> {
    let mut reasons: BTreeMap<SkipReason, (usize, BTreeSet<Option<FollowId>>)> = BTreeMap::new();
    for skip in skips.iter().filter(|skip| could_be_otherwise(skip.reason)) {
        let (count, follows) = reasons.entry(skip.reason).or_default();
        *count += 1;
        follows.insert(skip.follow);
    }
    let mut sorted: Vec<_> = reasons.into_iter().collect();
    sorted.sort_by_key(|(reason, (count, _))| (std::cmp::Reverse(*count), *reason));
    let told = sorted.into_iter().map(|(reason, (times, follows))| {
        let traders: BTreeSet<_> = follows
            .iter()
            .filter_map(|follow| core.state().follows.get(&(*follow)?))
            .map(|follow| (follow.trader.clone(), name_shown(&follow.name, &follow.trader)))
            .collect();
        let one = traders.first().filter(|_| traders.len() == 1);
        Attention::Skipped {
            reason: reason.into(),
            count: count(times),
            trader: one.map(|(wallet, name)| TraderName {
                address: wallet.to_string(),
                name: name.clone(),
            }),
        }
    });
    told.collect()
}

const fn could_be_otherwise(reason: SkipReason) -> bool {
    matches!(
        reason,
        SkipReason::UnderOneDollar
            | SkipReason::UnderMinimumSize
            | SkipReason::RoundsToNothing
            | SkipReason::Limit
            | SkipReason::PriceBand
            | SkipReason::MarketUnknown
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::entity::Change;
    use pilotfish_copy::{Core, Intervals};

    use super::*;

    fn core(cash: i64, spent: i64) -> Core {
        let mut control = Core::new(Intervals::default()).state().control.clone();
        control.cash = Some(Usd::dollars(cash));
        control.add_spend(3, Usd::dollars(spent));
        Core::restore(Intervals::default(), &[Change::Control(control)])
    }

    #[test]
    fn a_limit_is_near_from_four_fifths_of_it_and_the_days_one_passes_at_midnight() {
        let noon = VenueMs(3 * DAY_MS + DAY_MS / 2);
        let told = list(&core(1_000, 240), &Shown::default(), noon, &Lately::default());
        assert_eq!(told.len(), 1);
        let expected = Attention::NearLimit {
            gate: crate::types::GateName::DailySpend,
            used: "240".to_owned(),
            limit: "300".to_owned(),
            percent: "80.0".to_owned(),
            until: Some(Ms(4 * DAY_MS)),
        };
        assert_eq!(told[0], expected);
        assert!(list(&core(1_000, 239), &Shown::default(), noon, &Lately::default()).is_empty());
        assert!(
            list(
                &core(1_000, 300),
                &Shown::default(),
                VenueMs(4 * DAY_MS),
                &Lately::default()
            )
            .is_empty()
        );
    }

    #[test]
    fn skips_are_told_by_reason_and_what_the_user_chose_is_not_told() {
        let skip = |reason| RecentSkip {
            at: VenueMs(1),
            follow: None,
            reason,
        };
        let lately = Lately {
            skips: [
                SkipReason::Limit,
                SkipReason::Paused,
                SkipReason::UnderOneDollar,
                SkipReason::UnderOneDollar,
            ]
            .map(skip)
            .to_vec(),
            failed: 2,
        };
        let skipped = |reason, count| Attention::Skipped {
            reason,
            count,
            trader: None,
        };
        let told = list(&core(0, 0), &Shown::default(), VenueMs(0), &lately);
        let expected = [
            skipped(crate::types::SkipReason::UnderOneDollar, 2),
            skipped(crate::types::SkipReason::Limit, 1),
        ];
        assert_eq!(told[0], Attention::FailedFills { count: 2 });
        assert!(matches!(told[1], Attention::LowBalance { .. }), "{told:?}");
        assert_eq!(told[2..], expected);
    }
}
