//! Generated histories of rows: each refers only to what exists, each row is written and then changed.

use std::collections::BTreeMap;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::{EndReason, SkipReason, WaitReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::{Liquidity, Settlement};
use pilotfish_copy::ladder::{Regime, Stage};
use pilotfish_copy::market::{Exchange, FeeSchedule, Market, Outcome, Side};
use pilotfish_copy::money::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::common::{condition, hash, token, wallet};

/// The venue time of every commit.
pub(crate) const AT: i64 = 1_800_000_000_000;
/// Ended orders stay live this long before the last commit, ms.
pub(crate) const LATE_MS: i64 = 660_000;
/// Follows, tokens and signals that rows refer to: small numbers, so that rows meet.
const FOLLOWS: u64 = 3;
const TOKENS: u64 = 4;

fn prices() -> impl Strategy<Value = Price> {
    (0..=MICRO).prop_map(Price::from_micros)
}
fn amounts() -> impl Strategy<Value = Shares> {
    (1..=1_000_000_000_000_i64).prop_map(Shares::from_micros)
}
fn dollars() -> impl Strategy<Value = Usd> {
    (-1_000_000_000_000..=1_000_000_000_000_i64).prop_map(Usd::from_micros)
}
fn paid() -> impl Strategy<Value = Usd> {
    (0..=1_000_000_000_000_i64).prop_map(Usd::from_micros)
}
fn times() -> impl Strategy<Value = VenueMs> {
    (AT - 2 * LATE_MS..=AT).prop_map(VenueMs)
}
fn follows() -> impl Strategy<Value = FollowId> {
    (1..=FOLLOWS).prop_map(FollowId)
}
fn tokens() -> impl Strategy<Value = TokenId> {
    (0..TOKENS).prop_map(token)
}
fn sides() -> impl Strategy<Value = Side> {
    select(vec![Side::Buy, Side::Sell])
}
fn stages() -> impl Strategy<Value = Stage> {
    select(Stage::ALL.to_vec())
}
fn sources() -> impl Strategy<Value = PriceSource> {
    select(vec![PriceSource::Traded, PriceSource::Derived, PriceSource::Estimated])
}

fn control_rows() -> impl Strategy<Value = Control> {
    let switches = (any::<bool>(), any::<bool>(), option::of(".*"));
    let account = (option::of(dollars()), option::of(times()), 0..30_000_i64, paid());
    let counters = [
        0..u64::MAX / 2,
        0..u64::MAX / 2,
        0..u64::MAX / 2,
        0..u64::MAX / 2,
        0..u64::MAX / 2,
    ];
    let limits = (paid(), paid(), any::<u32>(), any::<u16>());
    (switches, account, counters, limits).prop_map(|((paused, stopped, unreconciled), account, next, limits)| Control {
        paused,
        stopped,
        limits: GlobalLimits {
            max_exposure: limits.0,
            max_daily_spend: limits.1,
            max_open_orders: limits.2,
            reserve_tenths: limits.3,
        },
        cash: account.0,
        cash_at: account.1,
        unreconciled,
        spend_day: account.2,
        spent_today: account.3,
        next_follow: next[0],
        next_signal: next[1],
        next_order: next[2],
        next_child: next[3],
        next_event: next[4],
    })
}

fn settings() -> impl Strategy<Value = FollowSettings> {
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
    })
}

fn follow_rows(id: u64) -> impl Strategy<Value = Follow> {
    let statuses = vec![
        FollowStatus::Starting,
        FollowStatus::Active,
        FollowStatus::Off,
        FollowStatus::Removed,
    ];
    let facts = (".*", settings(), select(statuses), any::<u64>());
    (facts, [times(), times(), times(), times()], option::of(times())).prop_map(move |(facts, at, baseline_at)| {
        Follow {
            id: FollowId(id),
            trader: wallet(facts.3),
            name: facts.0,
            settings: facts.1,
            status: facts.2,
            created_at: at[0],
            baseline_at,
            next_positions_poll: at[1],
            next_activity_poll: at[2],
            activity_through: at[3],
        }
    })
}

fn market_rows() -> impl Strategy<Value = Market> {
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

fn known_rows() -> impl Strategy<Value = Known> {
    let pending =
        (amounts(), option::of(prices()), option::of(prices()), times()).prop_map(|pending| PendingDifference {
            shares: pending.0,
            average_cost: pending.1,
            price: pending.2,
            seen_at: pending.3,
        });
    let facts = (
        follows(),
        tokens(),
        amounts(),
        option::of(prices()),
        option::of(prices()),
    );
    (facts, times(), option::of(times()), option::of(pending)).prop_map(
        |(facts, covered_until, last_row_at, pending)| Known {
            follow: facts.0,
            token: facts.1,
            condition: condition(1),
            shares: facts.2,
            average_cost: facts.3,
            last_price: facts.4,
            covered_until,
            last_row_at,
            pending,
        },
    )
}

fn seen_rows() -> impl Strategy<Value = SeenRow> {
    let kinds = select(vec!["buy", "sell", "split", "merge", "redeem", "conversion"]);
    (follows(), 0..4_u64, tokens(), kinds, 1..4_i64, times(), any::<u32>()).prop_map(|row| SeenRow {
        follow: row.0,
        tx: TxHash::new(&format!("0x{:064x}", row.1)),
        token: row.2,
        kind: row.3.to_owned(),
        shares: Shares::from_micros(row.4),
        price: Price::from_micros(row.4),
        at: row.5,
        count: row.6,
    })
}

fn gather_rows() -> impl Strategy<Value = Gather> {
    let facts = (follows(), tokens(), sides(), amounts(), amounts(), dollars());
    (facts, any::<u32>(), times(), times(), sources()).prop_map(|(facts, rows, traded_at, due, price_source)| Gather {
        follow: facts.0,
        token: facts.1,
        condition: condition(0),
        side: facts.2,
        before: facts.3,
        shares: facts.4,
        value: facts.5,
        rows,
        first_tx: TxHash::new("0xabc"),
        traded_at,
        due,
        price_source,
    })
}

fn decisions() -> impl Strategy<Value = Decision> {
    let gate = (
        select(vec![GateName::Sides, GateName::Reconciled, GateName::SelfCross]),
        amounts(),
        amounts(),
        ".*",
    )
        .prop_map(|gate| Gate {
            gate: gate.0,
            asked: gate.1,
            allowed: gate.2,
            basis: gate.3,
        });
    let skips = vec![SkipReason::UnderOneDollar, SkipReason::Limit, SkipReason::TooOld];
    (
        amounts(),
        amounts(),
        option::of(1..9_u64),
        option::of(select(skips)),
        vec(gate, 0..4),
    )
        .prop_map(|decision| Decision {
            asked: decision.0,
            allowed: decision.1,
            order: decision.2.map(CopyOrderId),
            skipped: decision.3,
            gates: decision.4,
        })
}

fn signal_rows(id: u64) -> impl Strategy<Value = Signal> {
    let kinds = [
        SignalKind::NewPosition,
        SignalKind::SizeIncrease,
        SignalKind::SizeDecrease,
        SignalKind::PositionClosed,
    ];
    let origins = [
        SignalOrigin::Trades,
        SignalOrigin::Merge,
        SignalOrigin::Conversion,
        SignalOrigin::Snapshot,
        SignalOrigin::Baseline,
        SignalOrigin::User,
    ];
    let facts = (
        follows(),
        tokens(),
        select(kinds.to_vec()),
        sides(),
        select(origins.to_vec()),
        sources(),
    );
    (
        facts,
        (amounts(), amounts(), prices()),
        (times(), times()),
        option::of(decisions()),
    )
        .prop_map(move |(facts, size, at, decision)| Signal {
            id: SignalId(id),
            key: format!("signal {id}"),
            follow: facts.0,
            trader: wallet(id),
            token: facts.1,
            condition: condition(2),
            kind: facts.2,
            side: facts.3,
            before: size.0,
            after: size.1,
            price: size.2,
            price_source: facts.5,
            origin: facts.4,
            at: at.0,
            seen_at: at.1,
            decision,
        })
}

fn order_rows(id: u64, signals: u64) -> impl Strategy<Value = CopyOrder> {
    let statuses = vec![
        OrderStatus::Working,
        OrderStatus::Ending,
        OrderStatus::Ended,
        OrderStatus::Ended,
    ];
    let ends = vec![EndReason::Filled, EndReason::TurnedRound, EndReason::Stopped];
    let facts = (
        follows(),
        1..=signals,
        tokens(),
        sides(),
        select(statuses),
        select(ends),
    );
    let sizes = (amounts(), prices(), paid(), paid(), prices(), 0..=100_u8);
    let regimes = vec![Regime::Tight, Regime::Normal, Regime::Wide];
    let waits = vec![WaitReason::NoBook, WaitReason::Stopped, WaitReason::BeyondBound];
    let ladder = (
        option::of(prices()),
        stages(),
        option::of(select(regimes)),
        option::of(select(waits)),
        any::<u32>(),
    );
    let at = (
        times(),
        option::of(any::<i64>()),
        times(),
        times(),
        times(),
        any::<bool>(),
    );
    (facts, sizes, ladder, at).prop_map(move |(facts, sizes, ladder, at)| CopyOrder {
        id: CopyOrderId(id),
        follow: facts.0,
        signal: SignalId(facts.1),
        trader: wallet(id),
        token: facts.2,
        condition: condition(1),
        side: facts.3,
        trader_price: sizes.1,
        shares: sizes.0,
        filled: Shares::from_micros(sizes.0.micros() / 100 * i64::from(sizes.5)),
        value: sizes.2,
        fees: sizes.3,
        style: if at.5 { Style::Fast } else { Style::Ladder },
        max_slippage: sizes.4,
        signal_at: at.0,
        time_to_resolution_ms: at.1,
        status: facts.4,
        end: (facts.4 != OrderStatus::Working).then_some(facts.5),
        limit: ladder.0,
        stage: ladder.1,
        regime: ladder.2,
        waiting: ladder.3,
        next_look: at.2,
        attempts: ladder.4,
        created_at: at.3,
        ended_at: (facts.4 == OrderStatus::Ended).then_some(at.4),
    })
}

fn child_rows(id: u64, orders: u64) -> impl Strategy<Value = Child> {
    use ChildState::{Cancelling, Closing, Final, Live, Prepared, Refused, Unknown};
    let states = vec![
        Prepared, Live, Unknown, Cancelling, Closing, Final, Final, Final, Refused,
    ];
    let facts = (1..=orders, tokens(), sides(), select(states), 0..3_u8, any::<bool>());
    let sizes = (prices(), amounts(), 0..=100_u8, paid());
    (
        facts,
        sizes,
        (times(), times(), times()),
        (any::<u32>(), stages(), any::<bool>()),
    )
        .prop_map(move |(facts, (price, shares, percent, budget), at, rest)| {
            let kind = match (facts.4, facts.2) {
                (0, _) => ChildKind::Resting {
                    price,
                    shares,
                    expires_at: at.0,
                },
                (_, Side::Buy) => ChildKind::BuyNow {
                    price,
                    budget: budget + Usd::from_micros(1),
                },
                (_, Side::Sell) => ChildKind::SellNow { price, shares },
            };
            let unsigned = matches!(facts.3, Prepared | Refused) && facts.5;
            let filled = Shares::from_micros(shares.micros() / 100 * i64::from(percent));
            Child {
                id: ChildId(id),
                order: CopyOrderId(facts.0),
                token: facts.1,
                side: facts.2,
                kind,
                hash: (!unsigned).then(|| hash(id)),
                state: facts.3,
                matched: filled,
                filled,
                created_at: at.1,
                next_look: at.2,
                missing: rest.0,
                stage: rest.1,
                last: rest.2,
            }
        })
}

fn fill_rows(id: u64, children: u64, orders: u64) -> impl Strategy<Value = Fill> {
    use Settlement::{Confirmed, Failed, Matched, Mined, Retrying};
    let settlements = vec![Matched, Mined, Retrying, Confirmed, Confirmed, Confirmed, Failed];
    let facts = (
        1..=children,
        1..=orders,
        follows(),
        tokens(),
        sides(),
        select(settlements),
    );
    let sizes = (amounts(), prices(), prices(), paid(), dollars());
    (facts, sizes, times(), stages(), any::<bool>()).prop_map(move |(facts, sizes, at, stage, maker)| Fill {
        trade: TradeId::new(&format!("trade {id}")),
        hash: hash(facts.0),
        child: ChildId(facts.0),
        order: CopyOrderId(facts.1),
        follow: facts.2,
        token: facts.3,
        condition: condition(0),
        side: facts.4,
        shares: sizes.0,
        price: sizes.1,
        trader_price: sizes.2,
        fee: sizes.3,
        liquidity: if maker { Liquidity::Maker } else { Liquidity::Taker },
        settlement: facts.5,
        at,
        realised: sizes.4,
        stage,
    })
}

fn holding_rows() -> impl Strategy<Value = Holding> {
    let sizes = (
        0..3_i64,
        dollars(),
        dollars(),
        paid(),
        dollars(),
        option::of(prices()),
        amounts(),
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

fn small_rows() -> impl Strategy<Value = Change> {
    let accumulated = (follows(), tokens(), any::<i64>(), prices()).prop_map(|row| {
        Change::Accumulated(Accumulated {
            follow: row.0,
            token: row.1,
            shares: Shares::from_micros(row.2),
            price: row.3,
        })
    });
    let turns = (follows(), tokens(), vec(1..9_u64, 0..4), amounts()).prop_map(|row| {
        let signals = row.2.into_iter().map(SignalId).collect();
        Change::TurnRound(TurnRound {
            follow: row.0,
            token: row.1,
            signals,
            target: row.3,
        })
    });
    prop_oneof![
        known_rows().prop_map(Change::Known),
        seen_rows().prop_map(Change::Seen),
        gather_rows().prop_map(Change::Gather),
        holding_rows().prop_map(Change::Holding),
        market_rows().prop_map(Change::Market),
        control_rows().prop_map(Change::Control),
        accumulated,
        turns,
        (follows(), tokens()).prop_map(|(follow, token)| Change::KnownGone { follow, token }),
        (follows(), tokens()).prop_map(|(follow, token)| Change::GatherGone { follow, token }),
        (follows(), tokens()).prop_map(|(follow, token)| Change::AccumulatedGone { follow, token }),
        (follows(), tokens()).prop_map(|(follow, token)| Change::TurnRoundGone { follow, token }),
        (follows(), times()).prop_map(|(follow, before)| Change::SeenGone { follow, before }),
    ]
}

/// Rows with ids: `count` of them made by `row(id)`, each twice, so that the second changes the first.
fn twice<T: std::fmt::Debug, S: Strategy<Value = T>>(
    count: u64,
    row: impl Fn(u64) -> S,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    let once: Vec<_> = (1..=count).map(&row).collect();
    let again: Vec<_> = (1..=count).map(&row).collect();
    (once, again)
}

/// A history that refers only to what exists: follows, signals, orders, children, fills, and the rest anywhere between.
pub(crate) fn histories() -> impl Strategy<Value = Vec<Change>> {
    const SIGNALS: u64 = 6;
    const ORDERS: u64 = 5;
    const CHILDREN: u64 = 7;
    let main = (
        twice(FOLLOWS, follow_rows),
        twice(SIGNALS, signal_rows),
        twice(ORDERS, |id| order_rows(id, SIGNALS)),
        twice(CHILDREN, |id| child_rows(id, ORDERS)),
        twice(8, |id| fill_rows(id, CHILDREN, ORDERS)),
    );
    (main, vec(small_rows(), 0..40)).prop_map(|((follows, signals, orders, children, fills), small)| {
        let mut rows: Vec<Change> = Vec::new();
        rows.extend(follows.0.into_iter().map(Change::Follow));
        rows.extend(signals.0.into_iter().map(Change::Signal));
        rows.extend(orders.0.into_iter().map(Change::Order));
        let mut slots = Slots::default();
        for child in &children.0 {
            slots.put(&mut rows, child.clone());
        }
        let signed = |fill: &Fill| slots.children[&fill.child].hash.is_some();
        let first: Vec<Fill> = fills.0.into_iter().filter(signed).collect();
        rows.extend(first.iter().cloned().map(Change::Fill));
        rows.extend(small);
        rows.extend(follows.1.into_iter().map(Change::Follow));
        rows.extend(signals.1.into_iter().map(Change::Signal));
        rows.extend(orders.1.into_iter().map(Change::Order));
        for child in children.1 {
            let order = slots.children[&child.id].order;
            let hash = slots.children[&child.id].hash.clone().or(child.hash.clone());
            slots.put(&mut rows, Child { order, hash, ..child });
        }
        for (old, new) in first.into_iter().zip(fills.1) {
            let again = Fill {
                settlement: new.settlement,
                realised: new.realised,
                fee: new.fee,
                ..old
            };
            rows.push(Change::Fill(again));
        }
        rows
    })
}

/// Keeps the slot rule while children are written: what held the slot is closed first.
#[derive(Default)]
struct Slots {
    children: BTreeMap<ChildId, Child>,
}

impl Slots {
    fn put(&mut self, rows: &mut Vec<Change>, child: Child) {
        if child.state.holds_slot() {
            let holder =
                |other: &&mut Child| other.order == child.order && other.id != child.id && other.state.holds_slot();
            if let Some(other) = self.children.values_mut().find(holder) {
                other.state = ChildState::Final;
                rows.push(Change::Child(other.clone()));
            }
        }
        self.children.insert(child.id, child.clone());
        rows.push(Change::Child(child));
    }
}
