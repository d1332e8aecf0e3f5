//! Events of every kind come back as they were told, under the kind their JSON names.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::{Liquidity, RefusalCode, Settlement};
use pilotfish_copy::ladder::{Regime, Stage};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Tick};
use pilotfish_store::read::activity::ActivityFilter;

use crate::common::*;

fn gates() -> std::sync::Arc<[Gate]> {
    [Gate {
        gate: GateName::DailySpend,
        asked: shares("5"),
        allowed: shares("2.5"),
        basis: GateBasis::Word {
            word: "\"300\" 12é".to_owned(),
        },
    }]
    .into()
}

fn steps() -> Vec<OrderStep> {
    vec![
        OrderStep::Opened {
            shares: shares("5"),
            asked: shares("6"),
            trader_price: price("0.58"),
            gates: gates(),
        },
        OrderStep::Placed {
            child: ChildId(1),
            limit: price("0.58"),
            shares: shares("5"),
            rests: true,
            expires_at: Some(VenueMs(9)),
        },
        OrderStep::Live {
            child: ChildId(1),
            hash: hash(1),
        },
        OrderStep::Refused {
            child: ChildId(1),
            code: RefusalCode::Balance,
            text: "not enough balance".to_owned(),
        },
        OrderStep::Unknown {
            child: ChildId(1),
            reason: "no answer in 8 s".to_owned(),
        },
        OrderStep::Closed {
            child: ChildId(1),
            filled: shares("2"),
        },
        OrderStep::Waiting {
            reason: WaitReason::BeyondBound,
            gates: gates(),
        },
        OrderStep::Ended {
            reason: EndReason::TurnedRound,
            filled: shares("2"),
            of: shares("5"),
        },
    ]
}

fn of_an_order() -> Vec<EventKind> {
    let (order, side) = (CopyOrderId(1), Side::Sell);
    let mut whats = vec![
        EventKind::Price {
            order,
            token: token(2),
            side,
            age_ms: 7,
            stage: Stage::Mid,
            previous_stage: None,
            regime: Regime::Wide,
            trader_price: price("0.58"),
            bid: None,
            ask: Some(price("0.6")),
            tick: Tick::QUARTER_CENT,
            limit: price("0.5925"),
            previous: Some(price("0.58")),
            held_short: true,
        },
        EventKind::Fill {
            trade: TradeId::new("t"),
            hash: hash(1),
            order,
            follow: FollowId(1),
            token: token(2),
            side,
            shares: shares("0.01"),
            price: price("0.57"),
            trader_price: price("0.58"),
            slippage: price("-0.01"),
            fee: usd("0.000001"),
            liquidity: Liquidity::Taker,
            stage: Stage::Market,
            filled: shares("2"),
            of: shares("5"),
            realised: usd("-0.5"),
        },
        EventKind::Cancel {
            order,
            child: None,
            token: token(2),
            reason: CancelReason::Repriced,
            open: shares("3"),
        },
        EventKind::Sweep {
            order,
            token: token(2),
            side,
            bound: price("0.48"),
            worst: price("0.5"),
            shares: shares("3"),
            budget: Some(usd("1.5")),
            attempt: 2,
        },
        EventKind::Settlement {
            trade: TradeId::new("t"),
            hash: hash(1),
            order,
            settlement: Settlement::Retrying,
            shares: shares("0.01"),
        },
    ];
    whats.extend(steps().into_iter().map(|step| EventKind::Order {
        order,
        signal: SignalId(1),
        follow: FollowId(1),
        token: token(2),
        side,
        step,
    }));
    whats
}

fn of_no_order() -> Vec<EventKind> {
    vec![
        EventKind::Follow {
            follow: FollowId(1),
            trader: wallet(1),
            name: "25usdc “x”".to_owned(),
            action: FollowAction::Baseline,
            percentage: Percentage::MOST,
        },
        EventKind::Control {
            action: ControlAction::Limits,
        },
        EventKind::Signal {
            signal: SignalId(1),
            key: "key-1".to_owned(),
            follow: FollowId(1),
            trader: wallet(1),
            token: token(2),
            condition: condition(1),
            change: SignalKind::PositionClosed,
            side: Side::Sell,
            before: shares("9"),
            after: shares("0"),
            price: price("0.5"),
            price_source: PriceSource::Derived,
            origin: SignalOrigin::Snapshot,
            traded_at: VenueMs(-1),
        },
        EventKind::Ignored {
            follow: FollowId(1),
            token: token(2),
            reason: SkipReason::Split,
            shares: shares("1"),
        },
        EventKind::Skip {
            signal: SignalId(1),
            follow: FollowId(1),
            token: token(2),
            reason: SkipReason::Limit,
            asked: shares("1"),
            gates: gates(),
        },
        EventKind::Resolution {
            follow: FollowId(1),
            token: token(2),
            condition: condition(1),
            payout: price("1"),
            shares: shares("3"),
            realised: usd("1.2"),
        },
        EventKind::Incident {
            code: IncidentCode::OrderUnknown,
            detail: "12 shares".to_owned(),
        },
        EventKind::Redeemed {
            follow: FollowId(1),
            token: token(2),
            usd: usd("3"),
        },
        EventKind::ResolutionCorrected {
            follow: FollowId(1),
            token: token(2),
            payout: price("0.25"),
            difference: usd("-2.25"),
        },
        EventKind::Moved {
            movement: Movement::Deposit,
            token: None,
            shares: shares("0"),
            usd: usd("100"),
        },
        EventKind::Moved {
            movement: Movement::Reversal {
                trade: TradeId::new("t"),
                hash: hash(1),
            },
            token: Some(token(2)),
            shares: shares("-5"),
            usd: usd("2.95"),
        },
        EventKind::Given {
            follow: FollowId(1),
            token: token(2),
            shares: shares("40"),
            cost: usd("25.76"),
            fee: usd("0.37"),
            basis: CostBasis::Trades,
            cash: usd("26.13"),
        },
        EventKind::Halted {
            reason: HaltReason::ForeignOrder {
                token: token(2),
                order: hash(9),
            },
            shares: Some(shares("12")),
            usd: None,
            words: Some("not ours".to_owned()),
        },
        EventKind::Halted {
            reason: HaltReason::Clock,
            shares: None,
            usd: None,
            words: None,
        },
        EventKind::Lifted {
            reason: HaltReason::SharesMissing { token: token(2) },
            by_user: true,
        },
        EventKind::TraderMoved {
            follow: FollowId(1),
            news: TraderNews::MovedAway {
                token: token(2),
                shares: shares("7"),
            },
        },
        EventKind::TraderMoved {
            follow: FollowId(1),
            news: TraderNews::ListDoubted { known: 50, missing: 11 },
        },
        EventKind::TraderMoved {
            follow: FollowId(1),
            news: TraderNews::WalletMigrated { to: wallet(2) },
        },
    ]
}

#[tokio::test]
async fn every_event_comes_back_as_it_was_told() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let whats = of_no_order().into_iter().chain(of_an_order());
    let events: Vec<Event> = (1..).zip(whats).map(|(seq, what)| event(seq, 5, what)).collect();
    commit(&store, &basis(1), &events, &[]).await.unwrap();
    assert_eq!(store.reader().events_after(None, 1_000).await.unwrap(), events);

    // Every kind has its own name, the one in the event's JSON, and the filter finds it by that name.
    let mut names = std::collections::BTreeSet::new();
    for event in &events {
        let name = serde_json::to_value(event).unwrap()["kind"]
            .as_str()
            .unwrap()
            .to_owned();
        let filter = ActivityFilter {
            kinds: vec![name.clone()],
            ..ActivityFilter::default()
        };
        let found = store
            .reader()
            .activity(&filter, Some(event.seq + 1), 1)
            .await
            .unwrap()
            .items;
        assert_eq!(found[0].event, *event);
        names.insert(name);
    }
    assert_eq!(names.len(), 20);
    let counts = store.reader().event_counts().await.unwrap();
    assert_eq!(counts.keys().cloned().collect::<std::collections::BTreeSet<_>>(), names);

    // Events of an order know its follow and market, whether they name them or not.
    let all = store
        .reader()
        .activity(&ActivityFilter::default(), None, 1_000)
        .await
        .unwrap()
        .items;
    for item in all.iter().filter(|item| item.event.seq > of_no_order().len() as u64) {
        assert_eq!(item.follow, Some(FollowId(1)), "{:?}", item.event);
        assert_eq!(
            item.market.as_ref().map(|words| words.outcome.as_str()),
            Some("Yes"),
            "{:?}",
            item.event
        );
    }
}

#[tokio::test]
async fn the_gates_of_a_decision_are_written_once_and_told_with_its_events() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let decision = |order, skipped| Decision {
        asked: shares("5"),
        allowed: shares("2.5"),
        order,
        skipped,
        price: price("0.58"),
        at: VenueMs(10_000),
        gates: gates(),
    };
    let mut rows = basis(1);
    rows.push(Change::Signal(Signal {
        decision: Some(decision(Some(CopyOrderId(1)), None)),
        ..signal(1, 1)
    }));
    rows.push(Change::Signal(Signal {
        decision: Some(decision(None, Some(SkipReason::Limit))),
        ..signal(2, 1)
    }));
    let opened = |gates| EventKind::Order {
        order: CopyOrderId(1),
        signal: SignalId(1),
        follow: FollowId(1),
        token: token(2),
        side: Side::Sell,
        step: OrderStep::Opened {
            shares: shares("5"),
            asked: shares("6"),
            trader_price: price("0.58"),
            gates,
        },
    };
    let skipped = EventKind::Skip {
        signal: SignalId(2),
        follow: FollowId(1),
        token: token(2),
        reason: SkipReason::Limit,
        asked: shares("1"),
        gates: gates(),
    };
    // An order made later for the same signal has gates of its own: none.
    let whats = [opened(gates()), skipped, opened([].into())];
    let events: Vec<Event> = (1..).zip(whats).map(|(seq, what)| event(seq, 5, what)).collect();
    commit(&store, &rows, &events, &[]).await.unwrap();

    assert_eq!(store.reader().events_after(None, 10).await.unwrap(), events);
    let listed = store
        .reader()
        .activity(&ActivityFilter::default(), None, 10)
        .await
        .unwrap()
        .items;
    assert!(listed.iter().map(|item| &item.event).eq(events.iter().rev()));
    let detail = store.reader().order_detail(CopyOrderId(1)).await.unwrap().unwrap();
    assert_eq!(detail.events, [events[0].clone(), events[2].clone()]);
    store.close().await.unwrap();

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(home.path().join("pilotfish.db"));
    let mut conn = <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options)
        .await
        .unwrap();
    let again: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM events WHERE body LIKE '%daily_spend%'")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert_eq!(again, 0, "the journal holds gates that the signals hold");
    let once: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM signals WHERE gates LIKE '%daily_spend%'")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert_eq!(once, 2);
}
