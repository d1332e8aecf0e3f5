//! A small history made by hand, so small that its figures can be worked out on paper.

use pilotfish_copy::entity::*;
use pilotfish_copy::event::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::{Liquidity, Settlement};
use pilotfish_copy::ladder::{Regime, Stage};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Tick};
use pilotfish_store::Store;

use crate::common::*;

/// Follows 1 and 3 copy one trader, follow 2 another.
///
/// Follow 1, market 1 Yes (token 2): buys 5 at 0.59 (p0 0.58), sells 4 at 0.85 (p0 0.86, fee 0.10), sells 1 at 0.86 (p0 0.86).
/// Cost 2.95; the sale of 4 realises 3.40 − 2.36 = 1.04, of 1 realises 0.86 − 0.59 = 0.27. One episode, net 1.21: won.
/// Then buys 10 at 0.60 (p0 0.60), held. A purchase of 7 failed.
/// Follow 2, market 2 Yes (token 4): buys 20 at 0.30 (p0 0.25, fee 0.20), resolved to 0: realised −6. One episode, lost.
/// Follow 3, market 2 No (token 5): nothing filled yet, one order working.
pub(crate) async fn history(store: &Store) {
    let mut rows = vec![Change::Control(control())];
    rows.extend([follow(1), follow(2)].map(Change::Follow));
    let again = Follow {
        trader: wallet(1),
        name: "trader 1 again".to_owned(),
        status: FollowStatus::Off,
        ..follow(3)
    };
    rows.push(Change::Follow(again));
    rows.extend([market(1), market(2)].map(Change::Market));
    for (id, by) in [(1, 1), (2, 1), (3, 1), (4, 1), (5, 2), (6, 3)] {
        rows.push(Change::Signal(signal(id, by)));
    }
    let ended = |id, by, reason| CopyOrder {
        status: OrderStatus::Ended,
        end: Some(reason),
        ended_at: Some(VenueMs(40_000)),
        ..order(id, by)
    };
    rows.push(Change::Order(CopyOrder {
        filled: shares("5"),
        ..ended(1, 1, EndReason::Filled)
    }));
    rows.push(Change::Order(CopyOrder {
        side: Side::Sell,
        ..ended(2, 1, EndReason::Filled)
    }));
    rows.push(Change::Order(CopyOrder {
        side: Side::Sell,
        ..ended(3, 1, EndReason::Filled)
    }));
    rows.push(Change::Order(CopyOrder {
        shares: shares("10"),
        ..ended(4, 1, EndReason::Filled)
    }));
    let second = CopyOrder {
        token: token(4),
        condition: condition(2),
        shares: shares("20"),
        ..order(5, 2)
    };
    rows.push(Change::Order(CopyOrder {
        ended_at: Some(VenueMs(1)),
        status: OrderStatus::Ended,
        end: Some(EndReason::MarketResolved),
        ..second
    }));
    rows.push(Change::Order(CopyOrder {
        token: token(5),
        condition: condition(2),
        ..order(6, 3)
    }));
    for id in 1..=5 {
        rows.push(Change::Child(child(id, id, ChildState::Final)));
    }
    rows.push(Change::Child(child(6, 6, ChildState::Refused)));
    rows.push(Change::Child(ChildOrder {
        token: token(5),
        ..child(7, 6, ChildState::Live)
    }));
    rows.extend(fills().into_iter().map(Change::Fill));
    let first = Holding {
        shares: shares("10"),
        cost: usd("6"),
        realised: usd("1.31"),
        fees: usd("0.10"),
        episode_base: usd("1.21"),
        ..holding(1, 2)
    };
    let lost = Holding {
        realised: usd("-6"),
        fees: usd("0.20"),
        payout: Some(price("0")),
        paid_shares: shares("20"),
        ..holding(2, 4)
    };
    rows.extend([first, lost].map(Change::Holding));
    commit(store, &rows, &events(), &[]).await.unwrap();
}

fn fills() -> Vec<Fill> {
    let sale = |trade, id, at, size, ours: &str, realised| Fill {
        side: Side::Sell,
        shares: shares(size),
        price: price(ours),
        trader_price: price("0.86"),
        at: VenueMs(at),
        realised: usd(realised),
        ..fill(trade, id, id, 1)
    };
    vec![
        fill("a", 1, 1, 1),
        Fill {
            fee: usd("0.10"),
            liquidity: Liquidity::Taker,
            stage: Stage::Best,
            ..sale("b", 2, 21_000, "4", "0.85", "1.04")
        },
        sale("c", 3, 22_000, "1", "0.86", "0.27"),
        Fill {
            shares: shares("10"),
            price: price("0.60"),
            trader_price: price("0.60"),
            at: VenueMs(23_000),
            ..fill("d", 4, 4, 1)
        },
        Fill {
            shares: shares("7"),
            price: price("0.99"),
            settlement: Settlement::Failed,
            at: VenueMs(23_500),
            ..fill("e", 4, 4, 1)
        },
        Fill {
            token: token(4),
            condition: condition(2),
            shares: shares("20"),
            price: price("0.30"),
            trader_price: price("0.25"),
            fee: usd("0.20"),
            liquidity: Liquidity::Taker,
            stage: Stage::Market,
            at: VenueMs(24_000),
            ..fill("f", 5, 5, 2)
        },
    ]
}

pub(crate) fn events() -> Vec<Event> {
    let skip = |reason| EventKind::Skip {
        signal: SignalId(9),
        follow: FollowId(1),
        token: token(3),
        reason,
        asked: shares("1"),
        gates: [].into(),
    };
    let whats = vec![
        EventKind::Control {
            action: ControlAction::Resumed,
        },
        signal_event(6, 3, 5),
        EventKind::Order {
            order: CopyOrderId(6),
            signal: SignalId(6),
            follow: FollowId(3),
            token: token(5),
            side: Side::Buy,
            step: OrderStep::Opened {
                shares: shares("5"),
                asked: shares("5"),
                trader_price: price("0.58"),
                gates: [].into(),
            },
        },
        price_event(6, 5, "0.58", None),
        skip(SkipReason::UnderOneDollar),
        skip(SkipReason::UnderOneDollar),
        skip(SkipReason::Limit),
        price_event(6, 5, "0.59", Some("0.58")),
        EventKind::Settlement {
            trade: TradeId::new("f"),
            hash: hash(5),
            order: CopyOrderId(5),
            settlement: Settlement::Confirmed,
            shares: shares("20"),
        },
        EventKind::Resolution {
            follow: FollowId(2),
            token: token(4),
            condition: condition(2),
            payout: price("0"),
            shares: shares("20"),
            realised: usd("-6"),
        },
        EventKind::Incident {
            code: IncidentCode::Disconnected,
            detail: "no answer_for 100% of 3 s".to_owned(),
        },
    ];
    (1..).zip(whats).map(|(seq, what)| event(seq, 30_000, what)).collect()
}

fn signal_event(id: u64, by: u64, of: u64) -> EventKind {
    EventKind::Signal {
        signal: SignalId(id),
        key: format!("key-{id}"),
        follow: FollowId(by),
        trader: wallet(1),
        token: token(of),
        condition: condition(of / 2),
        change: SignalKind::NewPosition,
        side: Side::Buy,
        before: Shares::ZERO,
        after: shares("100"),
        price: price("0.58"),
        price_source: PriceSource::Traded,
        origin: SignalOrigin::Trades,
        traded_at: VenueMs(10_000),
    }
}

fn price_event(order: u64, of: u64, limit: &str, previous: Option<&str>) -> EventKind {
    EventKind::Price {
        order: CopyOrderId(order),
        token: token(of),
        side: Side::Buy,
        age_ms: 1_000,
        stage: Stage::Toward,
        previous_stage: Some(Stage::Trader),
        regime: Regime::Normal,
        trader_price: price("0.58"),
        bid: Some(price("0.57")),
        ask: None,
        tick: Tick::CENT,
        limit: price(limit),
        previous: previous.map(price),
        held_short: false,
    }
}
