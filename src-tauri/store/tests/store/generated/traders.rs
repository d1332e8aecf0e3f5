//! Follows, markets, and what is known of the traders.

use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::market::{Exchange, FeeSchedule, Market, Outcome};
use pilotfish_copy::money::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::values::*;
use crate::common::{condition, token, wallet};

pub(crate) fn settings() -> impl Strategy<Value = FollowSettings> {
    let choices = (
        (1..=200_u16),
        select(vec![Style::Ladder, Style::Fast]),
        select(vec![CopySides::Both, CopySides::Buys, CopySides::Sells]),
        select(vec![BelowMinimum::Ignore, BelowMinimum::Accumulate]),
        any::<bool>(),
    );
    let limits = (prices(), paid(), paid(), paid(), prices(), prices());
    let words = (vec(".*", 0..3), vec(".*", 0..3), any::<i64>(), option::of(any::<i64>()));
    (choices, limits, words).prop_map(|(choices, limits, words)| FollowSettings {
        percentage: Percentage::from_tenths(choices.0).unwrap(),
        style: choices.1,
        max_slippage: limits.0,
        max_order: limits.1,
        max_market: limits.2,
        max_total: limits.3,
        price_min: limits.4,
        price_max: limits.5,
        min_time_to_resolution_ms: words.2,
        copy: choices.2,
        below_minimum: choices.3,
        categories: words.0,
        exclude_keywords: words.1,
        copy_existing: choices.4,
        gather_ms: words.3,
        max_purchase_age_ms: words.3,
        purchase_ends_after_ms: None,
    })
}

pub(crate) fn follow_rows(id: u64) -> impl Strategy<Value = Follow> {
    let statuses = vec![
        FollowStatus::Starting,
        FollowStatus::Active,
        FollowStatus::Off,
        FollowStatus::Removed,
    ];
    let facts = (".*", settings(), select(statuses), any::<u64>());
    let moments = ([times(), times(), times()], option::of(times()), option::of(times()));
    (facts, moments, any::<bool>()).prop_map(move |(facts, (at, baseline_at, activity_gap_at), moved)| Follow {
        id: FollowId(id),
        trader: wallet(facts.3),
        name: facts.0,
        settings: facts.1,
        status: facts.2,
        created_at: at[0],
        started_at: at[1],
        baseline_at,
        activity_through: at[2],
        activity_gap_at,
        moved_to: moved.then(|| wallet(99)),
    })
}

pub(crate) fn market_rows() -> impl Strategy<Value = Market> {
    let words = (".*", ".*", ".*", ".*", ".*", ".*");
    let exchanges = vec![Exchange::StandardV2, Exchange::NegRiskV2, Exchange::PositionsV3];
    let facts = (
        0..3_u64,
        select(Tick::ALL.to_vec()),
        amounts(),
        select(exchanges),
        any::<bool>(),
        any::<bool>(),
    );
    let rest = (
        0..1_000_000_i64,
        any::<u32>(),
        option::of(any::<i64>()),
        option::of((prices(), prices())),
    );
    (words, facts, rest).prop_map(|(words, facts, rest)| Market {
        condition: condition(facts.0),
        question: words.0,
        slug: words.1,
        event_slug: words.2,
        category: words.3,
        outcomes: [
            Outcome {
                token: token(2 * facts.0),
                name: words.4,
            },
            Outcome {
                token: token(2 * facts.0 + 1),
                name: words.5,
            },
        ],
        tick: facts.1,
        min_size: facts.2,
        fee: FeeSchedule {
            rate_micros: rest.0,
            exponent: rest.1,
        },
        exchange: facts.3,
        end: rest.2.map(VenueMs),
        accepting_orders: facts.4,
        closed: facts.5,
        payouts: rest.3.map(|(first, second)| [first, second]),
    })
}

pub(crate) fn known_rows() -> impl Strategy<Value = KnownPosition> {
    let prices = (option::of(prices()), option::of(prices()), option::of(prices()));
    let pending = (amounts(), prices, [times(), times()], any::<bool>()).prop_map(|pending| PendingDifference {
        shares: pending.0,
        average_cost: pending.1.0,
        cost_before: pending.1.1,
        price: pending.1.2,
        price_before: pending.1.0,
        seen_at: pending.2[0],
        answered_at: pending.2[1],
        doubted: pending.3,
    });
    let facts = (follows(), tokens(), amounts(), any::<bool>(), amounts());
    (facts, times(), option::of(times()), option::of(pending)).prop_map(
        |(facts, covered_until, last_row_at, pending)| KnownPosition {
            follow: facts.0,
            token: facts.1,
            condition: condition(1),
            shares: facts.2,
            covered_until,
            last_row_at,
            settled: facts.3,
            moved_away: facts.4,
            pending,
        },
    )
}

pub(crate) fn seen_rows() -> impl Strategy<Value = SeenRow> {
    use SeenKind::{Buy, Conversion, Merge, Migration, Redeem, Sell, Split};
    let kinds = select(vec![Buy, Sell, Split, Merge, Redeem, Conversion, Migration]);
    // Prices that differ in the last digits only are prices of the same row.
    let prices = 500_000..500_200_i64;
    // Follow 0 stands for our own account.
    (0..=FOLLOWS, 0..3_u64, tokens(), kinds, prices, times(), any::<u32>()).prop_map(|row| SeenRow {
        follow: FollowId(row.0),
        tx: TxHash::new(&format!("0x{:064x}", row.1)),
        token: row.2,
        kind: row.3,
        shares: Shares::from_micros(7),
        price: Price::from_micros(row.4),
        at: row.5,
        count: row.6,
    })
}

pub(crate) fn pending_rows() -> impl Strategy<Value = PendingChange> {
    let sizes = [amounts(), amounts(), amounts(), amounts()];
    let counts = (any::<u32>(), any::<u32>(), any::<bool>());
    (
        follows(),
        tokens(),
        sides(),
        sizes,
        dollars(),
        counts,
        [times(), times()],
        sources(),
    )
        .prop_map(
            |(follow, token, side, sizes, value, counts, at, price_source)| PendingChange {
                follow,
                token,
                condition: condition(0),
                side,
                before: sizes[0],
                after: sizes[1],
                shares: sizes[2],
                value,
                rows: counts.0,
                first_tx: TxHash::new("0xabc"),
                first_shares: sizes[3],
                first_seen_before: counts.1,
                traded_at: at[0],
                due: at[1],
                price_source,
                by_conversion: counts.2,
            },
        )
}
