//! Signals, copy orders, children and fills.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::{EndReason, SkipReason, WaitReason};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::{Liquidity, Settlement};
use pilotfish_copy::ladder::Regime;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::values::*;
use crate::common::{condition, hash, wallet};

pub(crate) fn decisions() -> impl Strategy<Value = Decision> {
    let gate = (
        select(vec![GateName::Sides, GateName::DailyLoss, GateName::SelfCross]),
        amounts(),
        amounts(),
        select(vec![
            GateBasis::Switch,
            GateBasis::Unknown,
            GateBasis::Word {
                word: "a \"word\"".to_owned(),
            },
            GateBasis::Time {
                left_ms: None,
                least_ms: 3,
            },
            GateBasis::Bound {
                bound: Price::from_micros(-7),
            },
        ]),
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
        (any_price(), times()),
    )
        .prop_map(|decision| Decision {
            asked: decision.0,
            allowed: decision.1,
            order: decision.2.map(CopyOrderId),
            skipped: decision.3,
            price: decision.5.0,
            at: decision.5.1,
            gates: decision.4.into(),
        })
}

pub(crate) fn signal_rows(id: u64) -> impl Strategy<Value = Signal> {
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
        (any_amount(), any_amount(), any_price()),
        (times(), times(), 1..=200_u16),
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
            percentage: Percentage::from_tenths(at.2).unwrap(),
            decision,
        })
}

pub(crate) fn executions() -> impl Strategy<Value = Execution> {
    prop_oneof![
        select(vec![Execution::Ladder, Execution::TakeThenLadder, Execution::Market]),
        any_price().prop_map(|price| Execution::Limit { price }),
    ]
}

pub(crate) fn order_rows(id: u64, signals: u64) -> impl Strategy<Value = CopyOrder> {
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
    let sizes = (amounts(), any_price(), dollars(), dollars(), prices(), any_amount());
    let regimes = vec![Regime::Tight, Regime::Normal, Regime::Wide];
    let waits = vec![WaitReason::NoBook, WaitReason::Stopped, WaitReason::BeyondBound];
    let ladder = (
        option::of(prices()),
        stages(),
        option::of(select(regimes)),
        option::of(select(waits)),
        (any::<u32>(), any::<u32>(), executions()),
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
        by_user: at.5,
        trader_price: sizes.1,
        shares: sizes.0,
        released: sizes.5,
        filled: sizes.5,
        value: sizes.2,
        fees: sizes.3,
        style: if at.5 { Style::Fast } else { Style::Ladder },
        execution: ladder.4.2,
        max_slippage: sizes.4,
        signal_at: at.0,
        age_from: at.2,
        time_to_resolution_ms: at.1,
        status: facts.4,
        end: (facts.4 != OrderStatus::Working).then_some(facts.5),
        limit: ladder.0,
        stage: ladder.1,
        regime: ladder.2,
        decided_limit: ladder.2.and(ladder.0),
        held_short: at.5,
        waiting: ladder.3,
        attempts: ladder.4.0,
        refusals: ladder.4.1,
        created_at: at.3,
        ended_at: (facts.4 == OrderStatus::Ended).then_some(at.4),
    })
}

pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
    let sizes = [amounts(), amounts(), amounts(), amounts()];
    let flags = [any::<bool>(), any::<bool>(), any::<bool>()];
    (sizes, flags, option::of(any::<i64>())).prop_map(|(sizes, flags, missing_since)| Evidence {
        answered: sizes[0],
        reported: sizes[1],
        traded: sizes[2],
        failed: sizes[3],
        seen_live: flags[0],
        over: flags[1],
        cancel_answered: flags[2],
        missing_since: missing_since.map(RealMs),
    })
}

/// What is known of a child when `more` comes to what was known.
pub(crate) fn more(known: &Evidence, more: Evidence) -> Evidence {
    Evidence {
        answered: known.answered.max(more.answered),
        reported: known.reported.max(more.reported),
        traded: known.traded.max(more.traded),
        failed: known.failed.max(more.failed),
        seen_live: known.seen_live || more.seen_live,
        over: known.over || more.over,
        cancel_answered: known.cancel_answered || more.cancel_answered,
        missing_since: more.missing_since,
    }
}

pub(crate) fn child_rows(id: u64, orders: u64) -> impl Strategy<Value = ChildOrder> {
    use ChildState::{Cancelling, Closing, Final, Live, Prepared, Refused, Unknown};
    let states = vec![
        Prepared, Live, Unknown, Cancelling, Closing, Final, Final, Final, Refused,
    ];
    let facts = (1..=orders, tokens(), sides(), select(states), 0..3_u8, any::<bool>());
    let sizes = (1..MICRO, amounts(), any_amount(), paid(), dollars());
    let rest = (evidence(), stages(), any::<bool>(), option::of(any::<i64>()));
    (facts, sizes, (times(), times()), rest).prop_map(
        move |(facts, (price, shares, filled, budget, value), at, rest)| {
            let price = Price::from_micros(price);
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
            let unsigned = !matches!(facts.3, Live | Unknown) && facts.5;
            ChildOrder {
                id: ChildId(id),
                order: CopyOrderId(facts.0),
                token: facts.1,
                side: facts.2,
                kind,
                hash: (!unsigned).then(|| hash(id)),
                void_after: rest.3.map(RealMs),
                state: facts.3,
                evidence: rest.0,
                filled,
                value,
                created_at: at.1,
                stage: rest.1,
                last: rest.2,
            }
        },
    )
}

pub(crate) fn effects() -> impl Strategy<Value = FillEffect> {
    let usd = [dollars(), dollars(), dollars(), dollars()];
    (any_amount(), usd, option::of(0..30_000_i64)).prop_map(|(shares, usd, spend_day)| FillEffect {
        shares,
        cost: usd[0],
        realised: usd[1],
        fee: usd[2],
        cash: usd[3],
        spend_day,
    })
}

pub(crate) fn fill_rows(id: u64, children: u64, orders: u64) -> impl Strategy<Value = Fill> {
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
    let sizes = (any_amount(), any_price(), any_price(), dollars(), dollars(), effects());
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
        effect: sizes.5,
        stage,
    })
}
