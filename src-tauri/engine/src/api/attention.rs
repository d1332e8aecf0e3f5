//! What needs a look: the few things a user may want to do something about, the most urgent first.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::Core;
use pilotfish_copy::entity::{CopyOrder, FollowStatus, GateName, OrderStatus};
use pilotfish_copy::event::{SkipReason, WaitReason};
use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Rounding, Shares, Usd, mul_div};
use pilotfish_store::read::period::RecentSkip;

use super::orders::bound;
use super::resolve::shown;
use super::types::{Attention, Id, Ms};
use crate::accounts::{exposure, mark};
use crate::figures::{count, ratio_tenths, tenths};
use crate::words::word;

const DAY_MS: i64 = 86_400_000;
/// From this part of a limit on it is near, in tenths of a percent.
const NEAR_TENTHS: i64 = 800;
/// How many orders of each kind are named one by one.
const ORDERS_NAMED: usize = 10;

/// What the store knows of the last day.
#[derive(Debug, Default)]
pub(super) struct Lately {
    pub(super) skips: Vec<RecentSkip>,
    pub(super) failed: u64,
}

/// The list.
pub(super) fn list(core: &Core, now: VenueMs, lately: &Lately) -> Vec<Attention> {
    let mut list = Vec::new();
    if lately.failed > 0 {
        list.push(Attention {
            count: Some(u32::try_from(lately.failed).unwrap_or(u32::MAX)),
            ..of("failed_fills")
        });
    }
    list.extend(orders(core, |reason| reason == WaitReason::BeyondBound));
    list.extend(orders(core, is_worth_a_look));
    list.extend(low_balance(core));
    list.extend(near_limits(core, now));
    list.extend(orphans(core));
    list.extend(skipped(core, &lately.skips));
    list
}

fn of(kind: &str) -> Attention {
    Attention {
        kind: kind.to_owned(),
        ..Attention::default()
    }
}

/// What waits for something other than its bound, nor for the ladder's end, nor for what the frame shows anyhow (a stop, an outage).
const fn is_worth_a_look(reason: WaitReason) -> bool {
    match reason {
        WaitReason::Limit
        | WaitReason::Balance
        | WaitReason::Refused
        | WaitReason::NoBook
        | WaitReason::Unreconciled => true,
        WaitReason::BeyondBound
        | WaitReason::RestBelowMinimum
        | WaitReason::Disconnected
        | WaitReason::VenueUnavailable
        | WaitReason::Stopped => false,
    }
}

fn orders(core: &Core, which: impl Fn(WaitReason) -> bool) -> Vec<Attention> {
    let waiting = core.state().orders.values().filter_map(|order| {
        let reason = order.waiting.filter(|reason| which(*reason))?;
        (order.status == OrderStatus::Working).then(|| waiting(core, order, reason))
    });
    waiting.take(ORDERS_NAMED).collect()
}

fn waiting(core: &Core, order: &CopyOrder, reason: WaitReason) -> Attention {
    let state = core.state();
    let market = state.market_of(&order.token);
    let book = core.book(&order.token);
    let needed = match order.side {
        Side::Buy => book.and_then(|book| book.best_ask()),
        Side::Sell => book.and_then(|book| book.best_bid()),
    };
    let follow = state.follows.get(&order.follow);
    let is_bound = reason == WaitReason::BeyondBound;
    Attention {
        order: Some(Id(order.id.0)),
        market: market.map(|market| market.question.clone()),
        outcome: market
            .and_then(|market| market.outcome(&order.token))
            .map(|outcome| outcome.name.clone()),
        side: Some(order.side.as_str().to_owned()),
        trader: follow.map(|follow| shown(&follow.name, &follow.trader)),
        trader_address: Some(order.trader.to_string()),
        reason: (!is_bound).then(|| word(reason)),
        price: needed.filter(|_| is_bound).map(|price| price.to_string()),
        limit: is_bound.then(|| bound(order, market).to_string()),
        ..of(if is_bound { "beyond_bound" } else { "waiting" })
    }
}

/// The reserve leaves nothing for purchases.
fn low_balance(core: &Core) -> Option<Attention> {
    let control = &core.state().control;
    let cash = control.cash?;
    // Up: the reserve is never touched.
    let keep = mul_div(
        cash.micros(),
        i64::from(control.limits.reserve_tenths),
        1_000,
        Rounding::Up,
    );
    let reserve = Usd::from_micros(keep);
    let free = cash - core.reserved();
    (free - reserve < Usd::ONE).then(|| Attention {
        used: Some(free.to_string()),
        limit: Some(reserve.to_string()),
        ..of("low_balance")
    })
}

fn near_limits(core: &Core, now: VenueMs) -> Vec<Attention> {
    let control = &core.state().control;
    let limits = &control.limits;
    let spent = if control.spend_day == now.utc_day() {
        control.spent_today
    } else {
        Usd::ZERO
    };
    let midnight = Ms((now.utc_day() + 1) * DAY_MS);
    let open = core
        .state()
        .children
        .values()
        .filter(|child| child.state.holds_slot())
        .count();
    // Counted in whole units, so that the same arithmetic serves.
    let number = |count: usize| Usd::dollars(i64::try_from(count).unwrap_or(i64::MAX / 2_000_000));
    let most = usize::try_from(limits.max_open_orders).unwrap_or(usize::MAX);
    let readings = [
        (
            GateName::DailySpend,
            spent + core.reserved(),
            limits.max_daily_spend,
            Some(midnight),
        ),
        (GateName::ExposureLimit, exposure(core, None), limits.max_exposure, None),
        (GateName::OpenOrders, number(open), number(most), None),
    ];
    let near = readings.into_iter().filter_map(|(gate, used, limit, until)| {
        let part = ratio_tenths(used, limit)?;
        (part >= NEAR_TENTHS).then(|| Attention {
            reason: Some(word(gate)),
            used: Some(used.to_string()),
            limit: Some(limit.to_string()),
            percent: Some(tenths(part)),
            until,
            ..of("near_limit")
        })
    });
    near.collect()
}

/// What is held through follows that were removed: nobody sells it but the user.
fn orphans(core: &Core) -> Option<Attention> {
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
            mark(core, &holding.token).map_or(holding.cost, |mark| holding.shares.value(mark, Rounding::Down))
        })
        .sum();
    (!orphans.is_empty()).then(|| Attention {
        count: Some(count(orphans.len())),
        used: Some(worth.to_string()),
        ..of("orphans")
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
            .map(|follow| (follow.trader.clone(), shown(&follow.name, &follow.trader)))
            .collect();
        let one = traders.first().filter(|_| traders.len() == 1);
        Attention {
            reason: Some(word(reason)),
            count: Some(count(times)),
            trader: one.map(|(_, name)| name.clone()),
            trader_address: one.map(|(wallet, _)| wallet.to_string()),
            ..of("skipped")
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
            | SkipReason::Unreconciled
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
        control.spend_day = 3;
        control.spent_today = Usd::dollars(spent);
        Core::restore(Intervals::default(), &[Change::Control(control)])
    }

    #[test]
    fn a_limit_is_near_from_four_fifths_of_it_and_the_days_one_passes_at_midnight() {
        let noon = VenueMs(3 * DAY_MS + DAY_MS / 2);
        let told = list(&core(1_000, 240), noon, &Lately::default());
        assert_eq!(told.len(), 1);
        assert_eq!(
            (
                told[0].kind.as_str(),
                told[0].reason.as_deref(),
                told[0].percent.as_deref()
            ),
            ("near_limit", Some("daily_spend"), Some("80.0"))
        );
        assert_eq!(told[0].until, Some(Ms(4 * DAY_MS)));
        assert!(list(&core(1_000, 239), noon, &Lately::default()).is_empty());
        assert!(list(&core(1_000, 300), VenueMs(4 * DAY_MS), &Lately::default()).is_empty());
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
        let told: Vec<(String, Option<String>, Option<u32>)> = list(&core(0, 0), VenueMs(0), &lately)
            .into_iter()
            .map(|one| (one.kind, one.reason, one.count))
            .collect();
        let expected = [
            ("failed_fills", None, Some(2)),
            ("low_balance", None, None),
            ("skipped", Some("under_one_dollar"), Some(2)),
            ("skipped", Some("limit"), Some(1)),
        ];
        assert_eq!(
            told,
            expected.map(|(kind, reason, count)| (kind.to_owned(), reason.map(str::to_owned), count))
        );
    }
}
