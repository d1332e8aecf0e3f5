//! The core's own rows, step by step through the store: every batch is accepted, and after each the state rebuilt from the
//! store is the state in memory.

use std::collections::VecDeque;

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::*;
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::{Tick, Usd};
use pilotfish_copy::{Core, Intervals};
use pilotfish_store::{Batch, Intent, ModelStore, Store};

use crate::common::*;

const START: i64 = 1_800_000_000_000;
/// The core keeps ended orders for an hour; older ones are left out of the comparison.
const LATE_MS: i64 = 3_600_000;

/// A core, its store, the model of the store, and a venue of the plainest kind: every child rests until it is told otherwise.
struct Bench {
    core: Core,
    store: Store,
    model: ModelStore,
    now: i64,
    placed: Vec<(ChildId, OrderHash)>,
    cancelled: Vec<ChildId>,
}

impl Bench {
    async fn step(&mut self, after_ms: i64, input: Input) {
        self.now += after_ms;
        let at = VenueMs(self.now);
        // A jump of time is believed when the venue's own clock shows it.
        let mut inputs = VecDeque::from([Input::VenueTime { at }, input]);
        while let Some(input) = inputs.pop_front() {
            let signed = match &input {
                Input::Signed { child, .. } => vec![Intent {
                    expires_at: None,
                    ..intent(child.0)
                }],
                _ => vec![],
            };
            let step = self.core.step(at, input);
            let batch = Batch {
                changes: &step.changes,
                events: &step.events,
                intents: &signed,
                at,
            };
            self.model.commit(batch).expect("the core keeps its promises");
            self.store
                .commit(batch)
                .await
                .expect("the store takes what the core makes");
            self.compare().await;
            for command in step.commands {
                self.carry_out(command, &mut inputs);
            }
        }
    }

    fn carry_out(&mut self, command: Command, inputs: &mut VecDeque<Input>) {
        match command {
            Command::Place(place) => {
                let (child, hash) = (place.child, hash(place.child.0));
                inputs.push_back(Input::Signed {
                    child,
                    hash: hash.clone(),
                    void_after: RealMs(self.now + 60_000),
                });
                let outcome = PlaceOutcome::Live;
                inputs.push_back(Input::Placed { child, outcome });
                self.placed.push((child, hash));
            }
            Command::Cancel { child, .. } => {
                self.cancelled.push(child);
                let answer = CancelAnswer::Cancelled;
                inputs.push_back(Input::CancelAnswer { child, answer });
                let report = OrderReport::Closed {
                    matched: self.core.state().children[&child].evidence.traded,
                    status: "CANCELED".to_owned(),
                };
                inputs.push_back(Input::OrderReport {
                    child,
                    report,
                    looked_at: Some(RealMs(self.now)),
                });
            }
            _ => {}
        }
    }

    async fn compare(&self) {
        let rows = self.store.load().await.unwrap();
        for rows in [rows, self.model.load()] {
            let mut rebuilt = Core::restore(Intervals::default(), &rows).state().clone();
            let mut memory = self.core.state().clone();
            rebuilt.forget_ended(VenueMs(self.now - LATE_MS));
            memory.forget_ended(VenueMs(self.now - LATE_MS));
            assert_eq!(rebuilt, memory);
        }
    }

    /// The ledger's rows are the balance, the claims and the holdings.
    async fn balance(&self) {
        let sums = self.store.reader().ledger_sums().await.unwrap();
        let state = self.core.state();
        assert_eq!(Some(sums.cash), state.control.cash);
        assert_eq!(sums.claims, state.claims.values().map(Claim::open).sum());
        let held = state.holdings.iter().filter(|(_, held)| !held.shares.is_zero());
        let held = held.map(|(pair, held)| (pair.clone(), held.shares));
        assert_eq!(sums.shares, held.collect());
        assert_eq!(self.model.ledger().map(|entry| entry.cash).sum::<Usd>(), sums.cash);
    }

    async fn trade(&mut self, tx: &str, side: Side, size: &str, at: &str) {
        let row = ActivityRow {
            tx: TxHash::new(tx),
            token: token(2),
            condition: condition(1),
            kind: RowKind::Trade(side),
            shares: shares(size),
            price: price(at),
            at: VenueMs(self.now),
        };
        self.step(
            1_000,
            Input::Rows {
                trader: wallet(1),
                rows: vec![row],
                source: RowSource::Stream,
            },
        )
        .await;
        self.step(21_000, Input::Tick).await;
        self.book("0.58", "0.59").await;
    }

    async fn book(&mut self, bid: &str, ask: &str) {
        let level = |at: &str| {
            vec![Level {
                price: price(at),
                shares: shares("500"),
            }]
        };
        let (bids, asks) = (level(bid), level(ask));
        let book = Book {
            token: token(2),
            observed_at: VenueMs(self.now),
            bids,
            asks,
            tick: Tick::MILLI,
        };
        self.step(500, Input::Book(book)).await;
    }

    async fn fill(&mut self, trade: &str, size: &str, at: &str, side: Side, settlement: Settlement) {
        let hash = self.placed.last().expect("a child was placed").1.clone();
        let trade = OwnTrade {
            trade: TradeId::new(trade),
            hash,
            token: token(2),
            side,
            shares: shares(size),
            price: price(at),
            fee: None,
            liquidity: Liquidity::Maker,
            settlement,
            at: VenueMs(self.now),
        };
        self.step(700, Input::OwnTrade(trade)).await;
    }
}

fn small_market() -> Market {
    Market {
        tick: Tick::MILLI,
        min_size: shares("1"),
        end: None,
        ..market(1)
    }
}

async fn following(folder: &std::path::Path) -> Bench {
    let store = open(folder).await;
    let core = Core::new(Intervals::default());
    let mut bench = Bench {
        core,
        store,
        model: ModelStore::default(),
        now: START,
        placed: vec![],
        cancelled: vec![],
    };
    let settings = FollowSettings::at("5".parse().unwrap());
    let follow = UserInput::Follow {
        trader: wallet(1),
        name: "25usdc".to_owned(),
        settings,
    };
    bench.step(0, Input::User(follow)).await;
    bench
        .step(
            10,
            Input::Account {
                cash: usd("10000"),
                requested_at: VenueMs(START),
            },
        )
        .await;
    bench.step(10, Input::Market(small_market())).await;
    let requested_at = VenueMs(bench.now);
    let other = SnapshotPosition {
        token: token(4),
        condition: condition(2),
        shares: shares("30"),
        average_cost: price("0.4"),
        current_price: price("0.5"),
        redeemable: false,
    };
    bench
        .step(
            900,
            Input::Snapshot {
                trader: wallet(1),
                requested_at,
                quality: ListQuality::FULL,
                positions: vec![other],
            },
        )
        .await;
    bench
}

#[tokio::test]
async fn what_the_core_writes_is_taken_and_rebuilds_it() {
    let home = tempfile::tempdir().unwrap();
    let mut bench = following(home.path()).await;
    bench.trade("0x1", Side::Buy, "100", "0.58").await;
    assert_eq!(bench.placed.len(), 1, "5 shares rest at 0.58");
    bench.fill("t1", "2", "0.58", Side::Buy, Settlement::Matched).await;
    bench.fill("t1", "2", "0.58", Side::Buy, Settlement::Confirmed).await;

    // Six hours on the price moves, so the child is replaced; then the trader turns round.
    bench.step(6 * 3_600_000, Input::Tick).await;
    bench.book("0.58", "0.59").await;
    bench.step(310_000, Input::Tick).await;
    bench.book("0.58", "0.59").await;
    assert!(
        !bench.cancelled.is_empty() && bench.placed.len() > 1,
        "a reprice replaced the child"
    );
    bench.fill("t2", "1", "0.581", Side::Buy, Settlement::Matched).await;
    bench.trade("0x2", Side::Sell, "60", "0.60").await;
    bench.fill("t2", "1", "0.581", Side::Buy, Settlement::Failed).await;
    bench.trade("0x3", Side::Sell, "10", "0.01").await;

    bench.balance().await;

    // Time for ended orders to be forgotten, then the end of the market, and its correction.
    for _ in 0..15 {
        bench.step(300_000, Input::Tick).await;
    }
    let resolved = |first: &str, second: &str| Market {
        closed: true,
        accepting_orders: false,
        payouts: Some([price(first), price(second)]),
        ..small_market()
    };
    bench.step(1_000, Input::Market(resolved("1", "0"))).await;
    bench.step(61_000, Input::Market(resolved("1", "0"))).await;
    bench.balance().await;
    bench.step(61_000, Input::Market(resolved("0.75", "0.25"))).await;
    bench.balance().await;

    let held = &bench.core.state().holdings[&(FollowId(1), token(2))];
    assert!(held.payout == Some(price("0.75")) && held.shares.is_zero(), "{held:?}");
    let owed = bench.core.state().claims[&(FollowId(1), token(2))].clone();
    assert_eq!(owed.open(), owed.usd);
    let held = held.clone();
    let redeemed = OwnMovement {
        id: TxHash::new("0xredeemed"),
        at: VenueMs(bench.now),
        kind: OwnMovementKind::Redemption {
            condition: condition(1),
            token: token(2),
            usd: owed.usd,
        },
    };
    bench.step(1_000, Input::OwnMovements { rows: vec![redeemed] }).await;
    bench.balance().await;
    assert_eq!(bench.core.state().claims[&(FollowId(1), token(2))].open(), Usd::ZERO);
    let events = bench.store.reader().events_after(None, 10_000).await.unwrap();
    assert!(
        events
            .iter()
            .any(|event| matches!(event.what, EventKind::Resolution { .. }))
    );
    assert!(events.iter().any(|event| matches!(event.what, EventKind::Skip { .. })));
    let view = &bench.store.reader().follows().await.unwrap()[0];
    assert_eq!((view.figures.realised, view.figures.fees), (held.realised, held.fees));
    assert_eq!(
        (view.figures.episodes, view.figures.wins),
        (1, u64::from(held.realised > held.fees))
    );
    assert_eq!(bench.store.open_intents().await.unwrap(), vec![]);
    assert_eq!(bench.store.integrity_check().await.unwrap(), Vec::<String>::new());
}
