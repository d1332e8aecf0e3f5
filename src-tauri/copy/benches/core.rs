//! What the core costs, as lines `name value unit` (plain decimals, one core, release): `cargo xtask bench core`.
//!
//! The workload: 2,000 markets; followed traders at 5 % with some known positions each; 100,000 inputs of one row each from the
//! stream, 33 a simulated second, every fourth by a followed trader: a purchase of 100 shares of a random market at 0.585 on a
//! book of 0.58/0.59, with wide limits. `FetchBook`, `FetchMarket`, `PollPositions` (as known) and `PollActivity` (nothing) are
//! answered at once, `Place` by `Signed` and then `Live` or a fill of all of it. Set-up is not counted, answers are.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark may fail")]

use std::time::{Duration, Instant};

use pilotfish_copy::command::{ChildKind, Command};
use pilotfish_copy::entity::{FollowSettings, GlobalLimits};
use pilotfish_copy::ids::{ConditionId, OrderHash, RealMs, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{
    ActivityRow, Input, Liquidity, ListQuality, OwnTrade, PlaceOutcome, RowKind, RowSource, Settlement,
    SnapshotPosition, UserInput,
};
use pilotfish_copy::market::{Book, Exchange, FeeSchedule, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Percentage, Price, Shares, Tick, Usd};
use pilotfish_copy::{Core, Intervals, Step};

const START: VenueMs = VenueMs(1_793_577_600_000);
const MARKETS: usize = 2_000;
const ROWS: usize = 100_000;
const ROWS_A_SECOND: i64 = 33;

/// How placements are answered.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Rests,
    Fills,
}

struct Workload {
    traders: usize,
    known: usize,
    /// Every how-manieth row is a followed trader's; none at 0.
    every: usize,
    open_orders: u32,
    answer: Answer,
}

/// The core with a venue that answers at once.
struct Bench {
    core: Core,
    markets: Vec<Market>,
    by_condition: std::collections::HashMap<ConditionId, usize>,
    books: Vec<(Vec<Level>, Vec<Level>)>,
    lists: Vec<(WalletAddress, Vec<SnapshotPosition>)>,
    answer: Answer,
    hashes: Vec<OrderHash>,
    trade_ids: Vec<TradeId>,
    trades: usize,
    looks: u64,
    look_time: Duration,
}

fn usd(dollars: i64) -> Usd {
    Usd::dollars(dollars)
}

fn price(micros: i64) -> Price {
    Price::from_micros(micros)
}

fn shares(whole: i64) -> Shares {
    Shares::from_micros(whole * 1_000_000)
}

fn market(n: usize) -> Market {
    let outcome = |token: String, name: &str| Outcome {
        token: TokenId::new(&token),
        name: name.into(),
    };
    Market {
        condition: ConditionId::new(&format!("0x{:016x}{n:048x}", Dice(n as u64 + 77).next())),
        question: format!("Will number {n} come up?"),
        slug: format!("number-{n}"),
        event_slug: format!("number-{n}"),
        category: "numbers".into(),
        outcomes: [
            outcome(
                format!("{}{n:06}", 10_000_000 + Dice(n as u64).below(80_000_000)),
                "Yes",
            ),
            outcome(
                format!("{}{n:06}", 10_000_000 + Dice(n as u64 + 99).below(80_000_000)),
                "No",
            ),
        ],
        tick: Tick::MILLI,
        min_size: shares(1),
        fee: FeeSchedule::FREE,
        exchange: Exchange::StandardV2,
        end: None,
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}

fn wallet(n: usize) -> WalletAddress {
    let spread = Dice(n as u64).next();
    WalletAddress::parse(&format!("0x{spread:016x}{n:024x}")).expect("an address")
}

/// SplitMix64: the same rows every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap_or(0)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Bench {
    fn new(load: &Workload) -> Self {
        let markets: Vec<Market> = (0..MARKETS).map(market).collect();
        let level = |at: i64| {
            vec![Level {
                price: price(at),
                shares: shares(1_000_000),
            }]
        };
        let mut bench = Self {
            core: Core::new(Intervals::default()),
            books: markets.iter().map(|_| (level(580_000), level(590_000))).collect(),
            by_condition: markets
                .iter()
                .enumerate()
                .map(|(index, market)| (market.condition.clone(), index))
                .collect(),
            markets,
            lists: Vec::new(),
            answer: load.answer,
            hashes: (0..60_000_u64)
                .map(|n| OrderHash::new(&format!("0x{:016x}{n:048x}", Dice(n).next())))
                .collect(),
            trade_ids: (0..60_000_u64)
                .map(|n| TradeId::new(&format!("{:016x}", Dice(n).next())))
                .collect(),
            trades: 0,
            looks: 0,
            look_time: Duration::ZERO,
        };
        bench.set_up(load);
        bench
    }

    fn set_up(&mut self, load: &Workload) {
        self.give(
            START,
            Input::Account {
                cash: usd(100_000_000),
                requested_at: START,
            },
        );
        for market in self.markets.clone() {
            self.give(START, Input::Market(market));
        }
        let limits = GlobalLimits {
            max_exposure: usd(100_000_000),
            max_daily_spend: usd(100_000_000),
            max_open_orders: load.open_orders,
            reserve_tenths: 50,
            max_daily_loss: None,
        };
        self.give(START, Input::User(UserInput::SetLimits { limits }));
        let mut settings = FollowSettings::at("5".parse::<Percentage>().expect("a percentage"));
        settings.max_order = usd(1_000_000);
        settings.max_market = usd(100_000_000);
        settings.max_total = usd(100_000_000);
        for trader in 0..load.traders {
            let positions = (0..load.known)
                .filter_map(|n| self.markets.get((trader * 37 + n * 3) % MARKETS))
                .map(|market| SnapshotPosition {
                    token: market.outcomes[0].token.clone(),
                    condition: market.condition.clone(),
                    shares: shares(1_000),
                    average_cost: price(500_000),
                    current_price: price(585_000),
                    redeemable: false,
                })
                .collect();
            self.lists.push((wallet(trader), positions));
            self.give(
                START,
                Input::User(UserInput::Follow {
                    trader: wallet(trader),
                    name: format!("trader {trader}"),
                    settings: settings.clone(),
                }),
            );
        }
    }

    /// One input, and everything that follows from it.
    fn give(&mut self, at: VenueMs, input: Input) {
        let step = self.core.step(at, input);
        self.answer_all(at, &step);
    }

    fn answer_all(&mut self, at: VenueMs, step: &Step) {
        for command in &step.commands {
            self.carry_out(at, command);
        }
    }

    fn carry_out(&mut self, at: VenueMs, command: &Command) {
        match command {
            Command::FetchBook { token } => {
                let Some(index) = self.index_of(token) else { return };
                let (bids, asks) = &self.books[index];
                let book = Book {
                    token: token.clone(),
                    observed_at: at,
                    bids: bids.clone(),
                    asks: asks.clone(),
                    tick: Tick::MILLI,
                };
                let begun = Instant::now();
                let step = self.core.step(at, Input::Book(book));
                if step.commands.is_empty() {
                    self.looks += 1;
                    self.look_time += begun.elapsed();
                }
                self.answer_all(at, &step);
            }
            Command::FetchMarket { condition } => {
                if let Some(index) = self.by_condition.get(condition) {
                    self.give(at, Input::Market(self.markets[*index].clone()));
                }
            }
            Command::PollPositions { trader, .. } => self.list(at, trader),
            Command::PollActivity { trader, .. } => self.give(
                at,
                Input::Rows {
                    trader: trader.clone(),
                    rows: Vec::new(),
                    source: RowSource::Poll {
                        requested_at: at,
                        complete: true,
                    },
                },
            ),
            Command::Place(place) => {
                let Some(hash) = usize::try_from(place.child.0)
                    .ok()
                    .and_then(|at| self.hashes.get(at))
                    .cloned()
                else {
                    return;
                };
                self.give(
                    at,
                    Input::Signed {
                        child: place.child,
                        hash: hash.clone(),
                        void_after: RealMs(at.0 + 60_000),
                    },
                );
                self.placed(at, place, hash);
            }
            Command::FetchTime => self.give(at, Input::VenueTime { at }),
            Command::Cancel { .. } | Command::LookUp { .. } | Command::PollAccount { .. } | Command::Notify(_) => {}
        }
    }

    fn placed(&mut self, at: VenueMs, place: &pilotfish_copy::command::PlaceChild, hash: OrderHash) {
        self.give(
            at,
            Input::Placed {
                child: place.child,
                outcome: PlaceOutcome::Live,
            },
        );
        let ChildKind::Resting { price, shares, .. } = place.kind else {
            return;
        };
        if self.answer == Answer::Fills {
            self.trades += 1;
            self.give(
                at,
                Input::OwnTrade(OwnTrade {
                    trade: self.trade_ids[self.trades % self.trade_ids.len()].clone(),
                    hash,
                    token: place.token.clone(),
                    side: place.side,
                    shares,
                    price,
                    fee: None,
                    liquidity: Liquidity::Maker,
                    settlement: Settlement::Confirmed,
                    at,
                }),
            );
        }
    }

    /// The trader's positions, exactly as the core knows them.
    fn list(&mut self, at: VenueMs, trader: &WalletAddress) {
        let follow = self.core.state().follow_of(trader).map(|follow| follow.id);
        let known = follow.and_then(|follow| self.core.state().known.get(&follow));
        let positions = match known {
            Some(known) if !known.is_empty() => known
                .values()
                .map(|known| SnapshotPosition {
                    token: known.token.clone(),
                    condition: known.condition.clone(),
                    shares: known.shares,
                    average_cost: price(500_000),
                    current_price: price(585_000),
                    redeemable: false,
                })
                .collect(),
            _ => self
                .lists
                .iter()
                .find(|(wallet, _)| wallet == trader)
                .map(|(_, list)| list.clone())
                .unwrap_or_default(),
        };
        self.give(
            at,
            Input::Snapshot {
                trader: trader.clone(),
                requested_at: at,
                quality: ListQuality::FULL,
                positions,
            },
        );
    }

    fn index_of(&self, token: &TokenId) -> Option<usize> {
        let number = token.as_str().get(8..)?;
        number.parse().ok().filter(|index| *index < MARKETS)
    }

    /// Rows of the stream, made before the clock runs.
    fn rows(&self, load: &Workload) -> Vec<(VenueMs, Input)> {
        let mut dice = Dice(7);
        (0..ROWS)
            .map(|n| {
                let at = START.plus(61_000 + i64::try_from(n).unwrap_or(0) * 1_000 / ROWS_A_SECOND);
                let theirs = load.every > 0 && n % load.every == 0;
                let trader = if theirs {
                    wallet(dice.below(load.traders))
                } else {
                    wallet(1_000_000 + dice.below(50_000))
                };
                let market = &self.markets[dice.below(MARKETS)];
                let row = ActivityRow {
                    tx: TxHash::new(&format!("0x{:016x}{:048x}", dice.below(usize::MAX), n)),
                    token: market.outcomes[0].token.clone(),
                    condition: market.condition.clone(),
                    kind: RowKind::Trade(Side::Buy),
                    shares: shares(100),
                    price: price(585_000),
                    at: VenueMs(at.0.div_euclid(1_000) * 1_000),
                };
                let input = Input::Rows {
                    trader,
                    rows: vec![row],
                    source: RowSource::Stream,
                };
                (at, input)
            })
            .collect()
    }
}

/// The deadlines before `at`, one after the other; then the row. Time that only looks at working orders take is told apart.
fn run(name: &str, load: &Workload) {
    let mut bench = Bench::new(load);
    let mut at = START;
    while at < START.plus(60_000) {
        at = at.plus(1_000);
        bench.give(at, Input::Tick);
    }
    let rows = bench.rows(load);
    bench.looks = 0;
    bench.look_time = Duration::ZERO;
    let begun = Instant::now();
    for (at, row) in rows {
        while bench.core.next_deadline().is_some_and(|due| due <= at) {
            let tick = Instant::now();
            let step = bench.core.step(at, Input::Tick);
            let only_looks = step.events.is_empty() && step.commands.iter().all(is_look);
            if only_looks {
                bench.look_time += tick.elapsed();
            }
            bench.answer_all(at, &step);
        }
        bench.give(at, row);
    }
    let took = begun.elapsed();
    if name == "rows_20_resting" {
        let apart = took.saturating_sub(bench.look_time);
        line(name, ROWS as f64 / apart.as_secs_f64(), "rows/s");
        line(
            "looks_20_resting",
            bench.looks as f64 / bench.look_time.as_secs_f64(),
            "looks/s",
        );
    } else {
        line(name, ROWS as f64 / took.as_secs_f64(), "rows/s");
    }
}

fn is_look(command: &Command) -> bool {
    matches!(command, Command::FetchBook { .. } | Command::LookUp { .. })
}

#[expect(clippy::print_stdout, reason = "the lines are what the benchmark is for")]
fn line(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.3} {unit}");
}

/// A book that nobody waits for, with so many known positions.
fn book_nobody_waits_for(name: &str, known: usize) {
    let traders = known.div_ceil(500);
    let mut bench = Bench::new(&Workload {
        traders,
        known: known / traders,
        every: 0,
        open_orders: 50,
        answer: Answer::Rests,
    });
    let token = bench.markets[5].outcomes[0].token.clone();
    let (bids, asks) = bench.books[5].clone();
    let at = START.plus(1_000);
    bench.give(at, Input::Tick);
    let books: Vec<Input> = (0..20_000)
        .map(|_| {
            Input::Book(Book {
                token: token.clone(),
                observed_at: at,
                bids: bids.clone(),
                asks: asks.clone(),
                tick: Tick::MILLI,
            })
        })
        .collect();
    let count = books.len();
    let begun = Instant::now();
    for book in books {
        std::hint::black_box(bench.core.step(at, book));
    }
    line(name, begun.elapsed().as_secs_f64() * 1e6 / count as f64, "µs");
    if known == 100_000 {
        publish(&mut bench);
    }
}

/// A published view, and what the next row costs more because the tables are shared.
fn publish(bench: &mut Bench) {
    let at = START.plus(1_000);
    let mut took = Duration::ZERO;
    for n in 0..200_usize {
        let market = &bench.markets[n];
        let row = Input::Rows {
            trader: wallet(n % bench.lists.len()),
            rows: vec![ActivityRow {
                tx: TxHash::new(&format!("0x{n:064x}")),
                token: market.outcomes[0].token.clone(),
                condition: market.condition.clone(),
                kind: RowKind::Trade(Side::Buy),
                shares: shares(100),
                price: price(585_000),
                at,
            }],
            source: RowSource::Stream,
        };
        let begun = Instant::now();
        let view = bench.core.view();
        std::hint::black_box(bench.core.step(at, row));
        took += begun.elapsed();
        drop(view);
    }
    line("publish_known_100k", took.as_secs_f64() * 1e6 / 200.0, "µs");
}

/// One more signal, decided with so many orders at work.
fn signal_with_orders(name: &str, orders: usize) {
    let load = Workload {
        traders: 1,
        known: 50,
        every: 1,
        open_orders: 1_000_000,
        answer: Answer::Rests,
    };
    let mut bench = Bench::new(&load);
    let mut at = START.plus(1_000);
    bench.give(at, Input::Tick);
    for n in 0..orders + 200 {
        at = at.plus(10);
        let row = buy(&bench, n % MARKETS, n, at);
        bench.give(at, row);
        if n + 1 == orders {
            at = at.plus(21_000);
            bench.give(at, Input::Tick);
        }
    }
    at = at.plus(21_000);
    let before = bench.core.state().orders.len();
    let begun = Instant::now();
    let step = bench.core.step(at, Input::Tick);
    let took = begun.elapsed();
    let decided = bench.core.state().orders.len() - before;
    std::hint::black_box(step);
    line(name, took.as_secs_f64() * 1e6 / decided.max(1) as f64, "µs");
}

fn buy(bench: &Bench, market: usize, n: usize, at: VenueMs) -> Input {
    let market = &bench.markets[market];
    Input::Rows {
        trader: wallet(0),
        rows: vec![ActivityRow {
            tx: TxHash::new(&format!("0x{n:064x}")),
            token: market.outcomes[0].token.clone(),
            condition: market.condition.clone(),
            kind: RowKind::Trade(Side::Buy),
            shares: shares(100),
            price: price(585_000),
            at,
        }],
        source: RowSource::Stream,
    }
}

fn main() {
    let load = |traders, known, every, open_orders, answer| Workload {
        traders,
        known,
        every,
        open_orders,
        answer,
    };
    let only = std::env::var("BENCH").unwrap_or_default();
    let want = |name: &str| only.is_empty() || name.contains(&only);
    let all = 1_000_000;
    for (name, load) in [
        ("rows_20_cap50", load(20, 50, 4, 50, Answer::Rests)),
        ("rows_20_filled", load(20, 50, 4, all, Answer::Fills)),
        ("rows_20_resting", load(20, 50, 4, all, Answer::Rests)),
        ("rows_200_cap50", load(200, 500, 4, 50, Answer::Rests)),
        ("rows_foreign", load(20, 50, 0, 50, Answer::Rests)),
    ] {
        if want(name) {
            run(name, &load);
        }
    }
    if want("book_known_1k") {
        book_nobody_waits_for("book_known_1k", 1_000);
    }
    if want("book_known_100k") {
        book_nobody_waits_for("book_known_100k", 100_000);
    }
    if want("signal_orders_50") {
        signal_with_orders("signal_orders_50", 50);
    }
    if want("signal_orders_2000") {
        signal_with_orders("signal_orders_2000", 2_000);
    }
}
