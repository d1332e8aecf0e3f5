//! Rows as the core makes them, with sensible values, for tests to vary.

use std::path::Path;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_copy::ids::*;
use pilotfish_copy::input::{Liquidity, Settlement};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::{Exchange, FeeSchedule, Market, Outcome, Side};
use pilotfish_copy::money::*;
use pilotfish_copy::wallet::{TradingAccount, WalletType};
use pilotfish_store::{
    Batch, EquityPoint, FollowPoint, Identity, Intent, KeptIdentity, OrderType, Readings, Store, StoreError,
};

pub(crate) fn demo() -> Identity {
    Identity::Demo {
        world: "world-7".to_owned(),
        account: account(),
    }
}

/// What the data of that identity say of themselves.
pub(crate) fn kept(identity: &Identity) -> KeptIdentity {
    KeptIdentity {
        mode: identity.mode(),
        world: identity.world().map(str::to_owned),
        account: Some(identity.account().clone()),
    }
}

pub(crate) fn account() -> TradingAccount {
    TradingAccount {
        chain_id: 137,
        funder: wallet(0x99),
        wallet_type: WalletType::Deposit,
    }
}

pub(crate) async fn open(folder: &Path) -> Store {
    Store::open(folder, demo()).await.expect("the store opens")
}

pub(crate) fn shares(text: &str) -> Shares {
    text.parse().unwrap()
}

pub(crate) fn price(text: &str) -> Price {
    text.parse().unwrap()
}

pub(crate) fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

pub(crate) fn wallet(n: u64) -> WalletAddress {
    WalletAddress::parse(&format!("0x{n:040x}")).unwrap()
}

pub(crate) fn token(n: u64) -> TokenId {
    TokenId::new(&format!("{}", 7_000 + n))
}

pub(crate) fn condition(n: u64) -> ConditionId {
    ConditionId::new(&format!("0x{n:064x}"))
}

pub(crate) fn hash(child: u64) -> OrderHash {
    OrderHash::new(&format!("0x{child:064x}"))
}

pub(crate) fn control() -> Control {
    Control {
        cash: Some(usd("9876.543210")),
        cash_at: Some(VenueMs(5)),
        cash_difference: Some(CashDifference {
            usd: usd("-0.5"),
            since: VenueMs(4),
        }),
        spend: vec![DaySpend {
            day: 20_000,
            spent: usd("12.34"),
        }],
        day_opening: Some(DayOpening {
            day: 20_000,
            equity: usd("10000"),
        }),
        next_follow: 3,
        next_signal: 9,
        next_order: 9,
        next_child: 9,
        ..Control::default()
    }
}

pub(crate) fn follow(id: u64) -> Follow {
    Follow {
        id: FollowId(id),
        trader: wallet(id),
        name: format!("trader {id}"),
        settings: FollowSettings::at("5".parse().unwrap()),
        status: FollowStatus::Active,
        created_at: VenueMs(1_000),
        started_at: VenueMs(1_500),
        baseline_at: Some(VenueMs(2_000)),
        activity_through: VenueMs(2_000),
        activity_gap_at: None,
        moved_to: None,
    }
}

/// Tokens `2n` (Yes) and `2n + 1` (No).
pub(crate) fn market(n: u64) -> Market {
    Market {
        condition: condition(n),
        question: format!("Will question {n} be answered 100% yes?"),
        slug: format!("question-{n}"),
        event_slug: format!("event-{n}"),
        category: "politics".to_owned(),
        outcomes: [
            Outcome {
                token: token(2 * n),
                name: "Yes".to_owned(),
            },
            Outcome {
                token: token(2 * n + 1),
                name: "No".to_owned(),
            },
        ],
        tick: Tick::CENT,
        min_size: shares("5"),
        fee: FeeSchedule {
            rate_micros: 70_000,
            exponent: 1,
        },
        exchange: Exchange::StandardV2,
        end: Some(VenueMs(90_000_000_000)),
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}

/// A purchase in market 1's Yes, copied by order `id`.
pub(crate) fn signal(id: u64, follow: u64) -> Signal {
    Signal {
        id: SignalId(id),
        key: format!("key-{id}"),
        follow: FollowId(follow),
        trader: wallet(follow),
        token: token(2),
        condition: condition(1),
        kind: SignalKind::NewPosition,
        side: Side::Buy,
        before: Shares::ZERO,
        after: shares("100"),
        price: price("0.58"),
        price_source: PriceSource::Traded,
        origin: SignalOrigin::Trades,
        at: VenueMs(10_000),
        seen_at: VenueMs(10_500),
        percentage: "5".parse().unwrap(),
        decision: Some(Decision {
            asked: shares("5"),
            allowed: shares("5"),
            order: Some(CopyOrderId(id)),
            skipped: None,
            price: price("0.58"),
            at: VenueMs(10_000),
            gates: [Gate {
                gate: GateName::OrderLimit,
                asked: shares("5"),
                allowed: shares("5"),
                basis: GateBasis::Money {
                    used: Usd::ZERO,
                    limit: usd("100"),
                },
            }]
            .into(),
        }),
    }
}

/// Order `id` of signal `id`.
pub(crate) fn order(id: u64, follow: u64) -> CopyOrder {
    CopyOrder {
        id: CopyOrderId(id),
        follow: FollowId(follow),
        signal: SignalId(id),
        trader: wallet(follow),
        token: token(2),
        condition: condition(1),
        side: Side::Buy,
        by_user: false,
        trader_price: price("0.58"),
        shares: shares("5"),
        released: Shares::ZERO,
        filled: Shares::ZERO,
        value: Usd::ZERO,
        fees: Usd::ZERO,
        style: Style::Ladder,
        execution: Execution::Ladder,
        max_slippage: price("0.10"),
        signal_at: VenueMs(10_000),
        age_from: VenueMs(10_000),
        time_to_resolution_ms: None,
        status: OrderStatus::Working,
        end: None,
        limit: Some(price("0.58")),
        stage: Stage::Trader,
        regime: None,
        decided_limit: None,
        held_short: false,
        waiting: None,
        attempts: 0,
        refusals: 0,
        created_at: VenueMs(11_000),
        ended_at: None,
    }
}

pub(crate) fn child(id: u64, order: u64, state: ChildState) -> ChildOrder {
    ChildOrder {
        id: ChildId(id),
        order: CopyOrderId(order),
        token: token(2),
        side: Side::Buy,
        kind: ChildKind::Resting {
            price: price("0.58"),
            shares: shares("5"),
            expires_at: VenueMs(21_610_000),
        },
        hash: Some(hash(id)),
        void_after: Some(RealMs(72_000)),
        state,
        evidence: Evidence::default(),
        filled: Shares::ZERO,
        value: Usd::ZERO,
        created_at: VenueMs(11_000),
        stage: Stage::Trader,
        last: false,
    }
}

pub(crate) fn fill(trade: &str, child: u64, order: u64, follow: u64) -> Fill {
    Fill {
        trade: TradeId::new(trade),
        hash: hash(child),
        child: ChildId(child),
        order: CopyOrderId(order),
        follow: FollowId(follow),
        token: token(2),
        condition: condition(1),
        side: Side::Buy,
        shares: shares("5"),
        price: price("0.59"),
        trader_price: price("0.58"),
        fee: Usd::ZERO,
        liquidity: Liquidity::Maker,
        settlement: Settlement::Confirmed,
        at: VenueMs(20_000),
        realised: Usd::ZERO,
        effect: FillEffect {
            shares: shares("5"),
            cost: usd("2.95"),
            cash: usd("-2.95"),
            spend_day: Some(0),
            ..FillEffect::default()
        },
        stage: Stage::Trader,
    }
}

pub(crate) fn holding(follow: u64, n: u64) -> Holding {
    Holding {
        follow: FollowId(follow),
        token: token(n),
        condition: condition(n / 2),
        shares: Shares::ZERO,
        cost: Usd::ZERO,
        realised: Usd::ZERO,
        fees: Usd::ZERO,
        episode_base: Usd::ZERO,
        payout: None,
        paid_shares: Shares::ZERO,
    }
}

pub(crate) fn intent(child: u64) -> Intent {
    Intent {
        child: ChildId(child),
        hash: hash(child),
        body: format!("{{\"order\":{{\"salt\":{child}}},\"orderType\":\"GTD\"}}"),
        order_type: OrderType::Gtd,
        expires_at: Some(VenueMs(21_610_000)),
        reservation: usd("2.9"),
    }
}

pub(crate) fn event(seq: u64, at: i64, what: EventKind) -> Event {
    Event {
        seq,
        at: VenueMs(at),
        what,
    }
}

/// The event that tells a signal, at the trader's `own` price.
pub(crate) fn told(signal: &Signal, own: &str) -> EventKind {
    EventKind::Signal {
        signal: signal.id,
        key: signal.key.clone(),
        follow: signal.follow,
        trader: signal.trader.clone(),
        token: signal.token.clone(),
        condition: signal.condition.clone(),
        change: signal.kind,
        side: signal.side,
        before: signal.before,
        after: signal.after,
        price: price(own),
        price_source: signal.price_source,
        origin: signal.origin,
        traded_at: signal.at,
    }
}

pub(crate) async fn write(store: &Store, changes: &[Change]) -> Result<(), StoreError> {
    commit(store, changes, &[], &[]).await
}

pub(crate) async fn commit(
    store: &Store,
    changes: &[Change],
    events: &[Event],
    intents: &[Intent],
) -> Result<(), StoreError> {
    store
        .commit(Batch {
            changes,
            events,
            intents,
            at: VenueMs(50_000_000),
        })
        .await
}

/// The least that an order needs: follow, market, signal, order.
pub(crate) fn basis(id: u64) -> Vec<Change> {
    vec![
        Change::Control(control()),
        Change::Follow(follow(1)),
        Change::Market(market(1)),
        Change::Signal(signal(id, 1)),
        Change::Order(order(id, 1)),
    ]
}

pub(crate) async fn keep_equity(store: &Store, point: EquityPoint) {
    let readings = Readings {
        equity: vec![point],
        ..Readings::default()
    };
    store.keep(&readings).await.unwrap();
}

pub(crate) async fn keep_follows(store: &Store, at: i64, points: &[FollowPoint]) {
    let readings = Readings {
        follows: vec![(VenueMs(at), points.to_vec())],
        ..Readings::default()
    };
    store.keep(&readings).await.unwrap();
}
