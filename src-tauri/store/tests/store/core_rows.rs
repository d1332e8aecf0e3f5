//! The core's own rows, step by step through the store: every batch is accepted, and after each the state rebuilt from the
//! store is the state in memory.

use std::collections::VecDeque;

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::What;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::*;
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::{Price, Tick};
use pilotfish_copy::{Core, Intervals};
use pilotfish_store::{Batch, Intent, Store};

use crate::common::*;

const START: i64 = 1_800_000_000_000;

/// A core, its store, and a venue of the plainest kind: every child rests until it is told otherwise.
struct Bench {
    core: Core,
    store: Store,
    now: i64,
    placed: Vec<(ChildId, OrderHash)>,
    cancelled: Vec<ChildId>,
}

impl Bench {
    async fn step(&mut self, after_ms: i64, input: Input) {
        self.now += after_ms;
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let signed = match &input {
                Input::Signed { child, .. } => vec![Intent {
                    expires_at: None,
                    ..intent(child.0)
                }],
                _ => vec![],
            };
            let at = VenueMs(self.now);
            let step = self.core.step(at, input);
            let batch = Batch {
                changes: &step.changes,
                events: &step.events,
                intents: &signed,
                at,
            };
            self.store
                .commit(batch)
                .await
                .expect("the store takes what the core makes");
            self.compare().await;
            for command in step.commands {
                match command {
                    Command::Place(place) => {
                        let hash = hash(place.child.0);
                        inputs.push_back(Input::Signed {
                            child: place.child,
                            hash: hash.clone(),
                        });
                        inputs.push_back(Input::Placed {
                            child: place.child,
                            outcome: PlaceOutcome::Live,
                        });
                        self.placed.push((place.child, hash));
                    }
                    Command::Cancel { child, .. } => {
                        self.cancelled.push(child);
                        inputs.push_back(Input::CancelAnswer {
                            child,
                            answer: CancelAnswer::Cancelled,
                        });
                        let filled = self.core.state().children[&child].filled;
                        let report = OrderReport::Closed {
                            matched: filled,
                            status: "CANCELED".to_owned(),
                        };
                        inputs.push_back(Input::OrderReport {
                            child,
                            report,
                            authoritative: true,
                        });
                    }
                    _ => {}
                }
            }
        }
    }

    async fn compare(&self) {
        let rows = self.store.load().await.unwrap();
        let mut rebuilt = Core::restore(Intervals::default(), &rows).state().clone();
        let mut memory = self.core.state().clone();
        rebuilt.prune(VenueMs(self.now));
        memory.prune(VenueMs(self.now));
        assert_eq!(rebuilt, memory);
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
    bench
        .step(
            900,
            Input::Snapshot {
                trader: wallet(1),
                requested_at,
                positions: vec![],
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

    // Time for ended orders to be forgotten, then the end of the market.
    for _ in 0..15 {
        bench.step(60_000, Input::Tick).await;
    }
    let payouts = Some([Price::ONE, Price::ZERO]);
    let resolved = Market {
        closed: true,
        accepting_orders: false,
        payouts,
        ..small_market()
    };
    bench.step(1_000, Input::Market(resolved.clone())).await;
    bench.step(61_000, Input::Market(resolved)).await;

    let held = &bench.core.state().holdings[&(FollowId(1), token(2))];
    assert!(held.payout.is_some() && held.shares.is_zero(), "{held:?}");
    let events = bench.store.reader().events_after(None, 10_000).await.unwrap();
    assert!(events.iter().any(|event| matches!(event.what, What::Resolution { .. })));
    assert!(events.iter().any(|event| matches!(event.what, What::Skip { .. })));
    let view = &bench.store.reader().follows().await.unwrap()[0];
    assert_eq!((view.figures.realised, view.figures.fees), (held.realised, held.fees));
    assert_eq!(
        (view.figures.episodes, view.figures.wins),
        (1, u64::from(held.realised > held.fees))
    );
    assert_eq!(bench.store.open_intents().await.unwrap(), vec![]);
    assert_eq!(bench.store.integrity_check().await.unwrap(), Vec::<String>::new());
}
