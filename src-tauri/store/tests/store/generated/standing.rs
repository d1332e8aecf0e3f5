//! What stands and waits: control, halts, differences, targets, holdings and the like, and how each is forgotten.

use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::money::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::traders::{known_rows, market_rows, pending_rows, seen_rows};
use super::values::*;
use crate::common::{condition, hash};

pub(crate) fn control_rows() -> impl Strategy<Value = Control> {
    let account = (
        option::of(dollars()),
        option::of(times()),
        option::of((dollars(), times())),
    );
    let days = (
        vec((0..30_000_i64, paid()), 0..4),
        option::of((0..30_000_i64, dollars())),
    );
    let limits = (paid(), paid(), any::<u32>(), any::<u16>(), option::of(paid()));
    let next = || 0..u64::MAX / 2;
    let counters = [next(), next(), next(), next(), next(), next()];
    (account, days, counters, limits).prop_map(|(account, days, next, limits)| Control {
        limits: GlobalLimits {
            max_exposure: limits.0,
            max_daily_spend: limits.1,
            max_open_orders: limits.2,
            reserve_tenths: limits.3,
            max_daily_loss: limits.4,
        },
        cash: account.0,
        cash_at: account.1,
        cash_difference: account.2.map(|(usd, since)| CashDifference { usd, since }),
        spend: days.0.into_iter().map(|(day, spent)| DaySpend { day, spent }).collect(),
        day_opening: days.1.map(|(day, equity)| DayOpening { day, equity }),
        next_follow: next[0],
        next_signal: next[1],
        next_order: next[2],
        next_child: next[3],
        next_event: next[4],
        next_ledger: next[5],
    })
}

pub(crate) fn reasons() -> impl Strategy<Value = HaltReason> {
    let plain = select(vec![
        HaltReason::Stopped,
        HaltReason::Paused,
        HaltReason::DailyLoss,
        HaltReason::CashMissing,
        HaltReason::VenueMode,
        HaltReason::Clock,
        HaltReason::ClosedOnly,
        HaltReason::Authentication,
        HaltReason::Banned,
        HaltReason::Region,
        HaltReason::Version,
        HaltReason::DiskLow,
        HaltReason::NotWritten,
    ]);
    prop_oneof![
        plain,
        tokens().prop_map(|token| HaltReason::SharesMissing { token }),
        tokens().prop_map(|token| HaltReason::SharesUnexplained { token }),
        (tokens(), 90..92_u64).prop_map(|(token, order)| HaltReason::ForeignOrder {
            token,
            order: hash(order)
        }),
    ]
}

pub(crate) fn halt_rows() -> impl Strategy<Value = Halt> {
    let figures = (option::of(amounts()), option::of(dollars()), option::of(".*"));
    (reasons(), times(), option::of(times()), figures).prop_map(|(reason, since, until, figures)| Halt {
        reason,
        since,
        until,
        shares: figures.0,
        usd: figures.1,
        words: figures.2,
    })
}

pub(crate) fn holding_rows() -> impl Strategy<Value = Holding> {
    let sizes = (
        -1..3_i64,
        dollars(),
        dollars(),
        dollars(),
        dollars(),
        option::of(any_price()),
        any_amount(),
    );
    (follows(), tokens(), sizes).prop_map(|(follow, token, sizes)| Holding {
        follow,
        token,
        condition: condition(1),
        shares: Shares::from_micros(sizes.0),
        cost: sizes.1,
        realised: sizes.2,
        fees: sizes.3,
        episode_base: sizes.4,
        payout: sizes.5,
        paid_shares: sizes.6,
    })
}

pub(crate) fn small_rows() -> impl Strategy<Value = Change> {
    let carried_over = (follows(), tokens(), any::<i64>(), any_price()).prop_map(|row| {
        Change::CarriedOver(CarriedOver {
            follow: row.0,
            token: row.1,
            shares: Shares::from_micros(row.2),
            price: row.3,
        })
    });
    let reversals = (follows(), tokens(), vec(1..9_u64, 0..4)).prop_map(|row| {
        let signals = row.2.into_iter().map(SignalId).collect();
        Change::Reversal(Reversal {
            follow: row.0,
            token: row.1,
            signals,
        })
    });
    let targets = (follows(), tokens(), 0..3_i64).prop_map(|row| {
        Change::Target(Target {
            follow: row.0,
            token: row.1,
            condition: condition(1),
            shares: Shares::from_micros(row.2),
        })
    });
    let claims = (follows(), tokens(), any_amount(), dollars(), dollars(), times()).prop_map(|row| {
        Change::Claim(Claim {
            follow: row.0,
            token: row.1,
            condition: condition(1),
            shares: row.2,
            usd: row.3,
            redeemed: row.4,
            since: row.5,
        })
    });
    let differences = (tokens(), any_amount(), times(), amounts()).prop_map(|row| {
        Change::Difference(Difference {
            token: row.0,
            shares: row.1,
            since: row.2,
            accepted: row.3,
        })
    });
    let migrated = (follows(), tokens(), tokens())
        .prop_map(|(follow, from, to)| Change::Migrated(MigratedToken { follow, from, to }));
    let held = prop_oneof![
        holding_rows().prop_map(Change::Holding),
        targets,
        claims,
        carried_over,
        reversals,
        (follows(), tokens()).prop_map(|(follow, token)| Change::CarriedOverDone { follow, token }),
        (follows(), tokens()).prop_map(|(follow, token)| Change::ReversalDone { follow, token }),
    ];
    let standing = prop_oneof![
        control_rows().prop_map(Change::Control),
        halt_rows().prop_map(Change::Halt),
        halt_rows().prop_map(Change::Halt),
        reasons().prop_map(Change::HaltLifted),
        differences,
        tokens().prop_map(Change::DifferenceGone),
        market_rows().prop_map(Change::Market),
        (0..3_u64).prop_map(|n| Change::MarketForgotten(condition(n))),
    ];
    let seen = prop_oneof![
        known_rows().prop_map(Change::Known),
        seen_rows().prop_map(Change::Seen),
        seen_rows().prop_map(Change::Seen),
        pending_rows().prop_map(Change::Pending),
        migrated,
        (follows(), tokens()).prop_map(|(follow, token)| Change::KnownForgotten { follow, token }),
        (follows(), tokens()).prop_map(|(follow, token)| Change::PendingDone { follow, token }),
        (follows(), times()).prop_map(|(follow, before)| Change::SeenForgotten { follow, before }),
    ];
    prop_oneof![held, standing, seen]
}
