//! Days of random trading against a venue that answers as it likes: whatever comes, the core emits no row that the schema refuses,
//! and what is loaded again is the state in memory.

use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::*;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_copy::state::State;
use pilotfish_copy::{Core, Intervals};
use pilotfish_store::{Batch, Intent, ModelStore, ScratchStore};

use crate::common::*;

mod answers;

const START: i64 = 1_800_000_000_000;
const LATE_MS: i64 = 3_600_000;
const MARKETS: u64 = 2;
const TRADERS: u64 = 2;

/// A small generator of numbers, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn cents(&mut self) -> Price {
        Price::from_micros(10_000 * i64::try_from(3 + self.below(95)).unwrap())
    }

    fn lots(&mut self, most: u64) -> Shares {
        Shares::from_micros(10_000 * i64::try_from(1 + self.below(most * 100)).unwrap())
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

struct World {
    dice: Dice,
    core: Core,
    model: ModelStore,
    schema: Option<ScratchStore>,
    now: i64,
    steps: u64,
    trades: Vec<OwnTrade>,
    payouts: BTreeMap<u64, [Price; 2]>,
    booked: Booked,
    /// Everything that was committed, for a store on a disk.
    kept: Option<Vec<Kept>>,
}

/// A step as it was committed.
struct Kept {
    changes: Vec<Change>,
    events: Vec<pilotfish_copy::event::Event>,
    intents: Vec<Intent>,
    at: VenueMs,
}

/// The sums of the ledger's rows so far.
#[derive(Default)]
struct Booked {
    cash: Usd,
    claims: Usd,
    shares: BTreeMap<(FollowId, TokenId), Shares>,
}

impl Booked {
    fn take(&mut self, changes: &[Change]) {
        let entries = changes.iter().filter_map(|change| match change {
            Change::Ledger(entry) => Some(entry),
            _ => None,
        });
        for entry in entries {
            self.cash += entry.cash;
            self.claims += entry.claim;
            if let (Some(follow), Some(token)) = (entry.follow, &entry.token) {
                *self.shares.entry((follow, token.clone())).or_default() += entry.shares;
            }
        }
    }

    /// Balance, claims and holdings are what the rows sum to: after each step, not only at the end of a day.
    fn must_be(&self, state: &State, by: &str) {
        assert_eq!(self.cash, state.control.cash.unwrap_or_default(), "cash, by {by}");
        let claims: Usd = state.claims.values().map(Claim::open).sum();
        assert_eq!(self.claims, claims, "claims, by {by}");
        let held = |shares: &Shares| !shares.is_zero();
        let booked = self.shares.iter().filter(|(_, shares)| held(shares));
        let holdings = state.holdings.iter().map(|(pair, holding)| (pair, &holding.shares));
        assert!(
            booked.eq(holdings.filter(|(_, shares)| held(shares))),
            "holdings, by {by}: {:?} {:?}",
            self.shares,
            state.holdings
        );
    }
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            core: Core::new(Intervals::default()),
            model: ModelStore::default(),
            schema: seed.is_multiple_of(8).then(|| ScratchStore::new().unwrap()),
            now: START,
            steps: 0,
            trades: Vec::new(),
            payouts: BTreeMap::new(),
            booked: Booked::default(),
            kept: None,
        }
    }

    fn take(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        let mut bound = 0;
        while let Some(input) = inputs.pop_front() {
            bound += 1;
            if bound > 200 {
                break;
            }
            let signed: Vec<Intent> = match &input {
                Input::Signed { child, .. } => vec![intent(child.0)],
                _ => vec![],
            };
            let told = format!("{input:?}");
            let step = self.core.step(VenueMs(self.now), input);
            let batch = Batch {
                changes: &step.changes,
                events: &step.events,
                intents: &signed,
                at: self.core.now(),
            };
            if let Err(promise) = self.model.commit(batch) {
                panic!("{promise}, by {told}: {:#?}", step.changes);
            }
            if let Some(schema) = &mut self.schema {
                schema.commit(batch).unwrap();
            }
            self.booked.take(&step.changes);
            self.booked.must_be(self.core.state(), &told);
            if let Some(kept) = &mut self.kept {
                kept.push(Kept {
                    changes: step.changes.clone(),
                    events: step.events.clone(),
                    intents: signed,
                    at: self.core.now(),
                });
            }
            for command in step.commands {
                self.answer(command, &mut inputs);
            }
            self.steps += 1;
            if self.steps.is_multiple_of(16) {
                self.compare();
            }
        }
    }

    fn compare(&mut self) {
        self.model.sync();
        let mut loads = vec![self.model.load()];
        if let Some(schema) = &mut self.schema {
            schema.sync().expect("every row refers to rows that exist");
            loads.push(schema.load().unwrap());
        }
        for rows in loads {
            let mut rebuilt = Core::restore(Intervals::default(), &rows).state().clone();
            let mut memory = self.core.state().clone();
            let before = VenueMs(self.core.now().0 - LATE_MS);
            rebuilt.forget_ended(before);
            memory.forget_ended(before);
            same(&rebuilt, &memory);
        }
        let cash: Usd = self.model.ledger().map(|entry| entry.cash).sum();
        assert_eq!(self.core.state().control.cash.unwrap_or_default(), cash);
    }

    fn rows(&mut self) -> Input {
        let n = 1 + self.dice.below(MARKETS);
        let mut row = ActivityRow {
            tx: TxHash::new(&format!("0x{:064x}", self.dice.below(500))),
            token: token(2 * n + self.dice.below(2)),
            condition: condition(n),
            kind: RowKind::Trade(if self.dice.one_in(3) { Side::Sell } else { Side::Buy }),
            shares: self.dice.lots(3_000),
            price: self.dice.cents(),
            at: VenueMs(self.now / 1_000 * 1_000),
        };
        match self.dice.below(30) {
            0 => row.price = price("1.0001"),
            1 => row.shares = shares("-5"),
            2 => row.kind = RowKind::Merge,
            3 => row.kind = RowKind::Split,
            4 => row.kind = RowKind::Redeem,
            5 => row.kind = RowKind::Conversion,
            _ => {}
        }
        let repeated = if self.dice.one_in(5) {
            vec![row.clone(), row]
        } else {
            vec![row]
        };
        Input::Rows {
            trader: wallet(1 + self.dice.below(TRADERS)),
            rows: repeated,
            source: RowSource::Stream,
        }
    }

    /// A new trade of one of our orders, or an old one that settles.
    fn trade(&mut self) -> Option<Input> {
        if !self.trades.is_empty() && self.dice.one_in(2) {
            let place = usize::try_from(self.dice.below(self.trades.len() as u64)).unwrap();
            let mut trade = self.trades[place].clone();
            trade.settlement = *self.dice.pick(&[
                Settlement::Mined,
                Settlement::Retrying,
                Settlement::Confirmed,
                Settlement::Failed,
            ]);
            return Some(Input::OwnTrade(trade));
        }
        let children: Vec<ChildOrder> = self.core.state().children.values().cloned().collect();
        if children.is_empty() {
            return None;
        }
        let child = self.dice.pick(&children).clone();
        let hash = child.hash.clone()?;
        let trade = OwnTrade {
            trade: TradeId::new(&format!("trade {}", self.trades.len())),
            hash,
            token: child.token.clone(),
            side: child.side,
            shares: self.dice.lots(4),
            price: child.kind.price(),
            fee: None,
            liquidity: if self.dice.one_in(2) {
                Liquidity::Maker
            } else {
                Liquidity::Taker
            },
            settlement: *self
                .dice
                .pick(&[Settlement::Matched, Settlement::Matched, Settlement::Failed]),
            at: VenueMs(self.now),
        };
        self.trades.push(trade.clone());
        Some(Input::OwnTrade(trade))
    }

    fn user(&mut self) -> UserInput {
        let follow = FollowId(1 + self.dice.below(TRADERS + 2));
        let close = |scope, percent| {
            UserInput::Close(CloseRequest {
                scope,
                amount: CloseAmount::Percent { percent },
                how: if percent == 40 {
                    CloseHow::Limit { price: price("0.77") }
                } else {
                    CloseHow::Market { max_slippage: None }
                },
                despite_foreign_orders: percent > 50,
            })
        };
        let token = token(2 + self.dice.below(4));
        match self.dice.below(14) {
            0 => UserInput::Pause,
            1 | 2 => UserInput::Resume,
            3 => UserInput::StopAll,
            4 | 5 => UserInput::StartAgain,
            6 => UserInput::SwitchFollow {
                follow,
                on: !self.dice.one_in(3),
            },
            7 if self.dice.one_in(3) => UserInput::Unfollow { follow },
            8 => close(CloseScope::Position { follow, token }, 100),
            9 => close(CloseScope::Everything, 40),
            10 => UserInput::CancelAll,
            11 => UserInput::AcceptDifference {
                token: self.dice.one_in(2).then_some(token),
            },
            12 => UserInput::LiftHalt {
                reason: HaltReason::ClosedOnly,
            },
            _ => self.follow(),
        }
    }

    fn follow(&mut self) -> UserInput {
        let trader = 1 + self.dice.below(TRADERS);
        let mut settings = FollowSettings::at(if self.dice.one_in(2) { "5" } else { "20" }.parse().unwrap());
        if self.dice.one_in(2) {
            settings.style = Style::Fast;
        }
        if self.dice.one_in(2) {
            settings.below_minimum = BelowMinimum::Accumulate;
        }
        settings.copy_existing = self.dice.one_in(2);
        UserInput::Follow {
            trader: wallet(trader),
            name: format!("trader {trader}"),
            settings,
        }
    }

    fn other(&mut self) -> Input {
        let n = 1 + self.dice.below(MARKETS);
        match self.dice.below(8) {
            0 if self.now > START + 20 * 3_600_000 => {
                let payouts = *self.dice.pick(&[
                    [Price::ONE, Price::ZERO],
                    [price("0.25"), price("0.75")],
                    [Price::ZERO, Price::ONE],
                ]);
                self.payouts.insert(n, payouts);
                Input::Market(self.facts(n))
            }
            1 => Input::Migration {
                trader: wallet(1 + self.dice.below(TRADERS)),
                tx: TxHash::new(&format!("0x{:064x}", 700 + self.dice.below(9))),
                at: VenueMs(self.now),
                moved: Migration::Token {
                    from: token(2),
                    to: token(3),
                    condition: condition(1),
                    shares: self.dice.lots(100),
                },
            },
            2 => Input::OwnMovements {
                rows: vec![OwnMovement {
                    id: TxHash::new(&format!("0x{:064x}", 800 + self.dice.below(99))),
                    at: VenueMs(self.now),
                    kind: OwnMovementKind::Redemption {
                        condition: condition(n),
                        token: token(2 * n),
                        usd: usd("3"),
                    },
                }],
            },
            3 => Input::HaltSeen {
                reason: HaltReason::VenueMode,
                until: Some(VenueMs(self.now + 60_000)),
                words: "cancel only".to_owned(),
            },
            4 => Input::Connection {
                up: self.dice.one_in(2),
                reason: "so".to_owned(),
            },
            5 => Input::Connection {
                up: true,
                reason: "so".to_owned(),
            },
            _ => Input::Market(self.facts(n)),
        }
    }

    fn day(&mut self, inputs: u32) {
        let first = self.follow();
        self.take(Input::User(first));
        for _ in 0..inputs {
            self.now += match self.dice.below(40) {
                0 => i64::try_from(self.dice.below(9 * 3_600_000)).unwrap(),
                1..6 => i64::try_from(self.dice.below(900_000)).unwrap(),
                _ => i64::try_from(self.dice.below(30_000)).unwrap(),
            };
            let input = match self.dice.below(20) {
                0..6 => self.rows(),
                6..11 => match self.trade() {
                    Some(trade) => trade,
                    None => Input::Tick,
                },
                11 => Input::User(self.user()),
                12 => self.other(),
                _ => Input::Tick,
            };
            self.take(input);
        }
        self.compare();
    }
}

/// Names the table that differs: a whole state is too long to read.
fn same(rebuilt: &State, memory: &State) {
    assert_eq!(rebuilt.control, memory.control);
    assert_eq!(rebuilt.halts, memory.halts);
    assert_eq!(rebuilt.follows, memory.follows);
    assert_eq!(rebuilt.markets, memory.markets);
    assert_eq!(rebuilt.migrated, memory.migrated);
    assert_eq!(rebuilt.pending, memory.pending);
    assert_eq!(rebuilt.signals, memory.signals);
    assert_eq!(rebuilt.targets, memory.targets);
    assert_eq!(rebuilt.reversals, memory.reversals);
    assert_eq!(rebuilt.carried_over, memory.carried_over);
    let ids = |state: &State| state.orders.keys().copied().collect::<Vec<_>>();
    assert_eq!(ids(rebuilt), ids(memory));
    assert_eq!(rebuilt.orders, memory.orders);
    assert_eq!(rebuilt.children, memory.children);
    assert_eq!(rebuilt.fills, memory.fills);
    assert_eq!(rebuilt.holdings, memory.holdings);
    assert_eq!(rebuilt.claims, memory.claims);
    assert_eq!(rebuilt.differences, memory.differences);
    assert!(rebuilt == memory, "known or seen rows differ");
}

#[test]
fn no_row_of_random_days_is_refused_and_each_state_comes_back() {
    let mut orders = 0;
    for seed in 1..=16 {
        let mut world = World::new(seed);
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.day(600)));
        assert!(caught.is_ok(), "seed {seed}");
        orders += world.core.state().control.next_order - 1;
    }
    assert!(orders > 150, "the days were busy: {orders} orders");
}

/// The same days in a store on a disk, looked at through the ledger's own questions while they go on.
#[tokio::test]
async fn the_book_of_random_days_adds_up_whenever_it_is_looked_at() {
    let mut seen = Seen::default();
    // None that is compared with the schema in memory too, which waits for a runtime of its own.
    for seed in [3, 11, 25] {
        let mut world = World::new(seed);
        world.kept = Some(Vec::new());
        world.day(300);
        let home = tempfile::tempdir().unwrap();
        let store = open(home.path()).await;
        let mut booked = Booked::default();
        for (place, step) in world.kept.take().unwrap().iter().enumerate() {
            let batch = Batch {
                changes: &step.changes,
                events: &step.events,
                intents: &step.intents,
                at: step.at,
            };
            store.commit(batch).await.unwrap();
            booked.take(&step.changes);
            if place % 97 == 0 {
                adds_up(&store, &booked, &mut seen).await;
            }
        }
        adds_up(&store, &booked, &mut seen).await;
        booked.must_be(world.core.state(), "the whole");
    }
    assert!(seen.lines > 100 && seen.days > 1 && seen.kinds > 3, "{seen:?}");
}

/// How much there was to look at.
#[derive(Debug, Default)]
struct Seen {
    lines: usize,
    days: usize,
    kinds: usize,
}

async fn adds_up(store: &pilotfish_store::Store, booked: &Booked, seen: &mut Seen) {
    use pilotfish_store::read::ledger_book::{LedgerDayPart, LedgerKind};
    use pilotfish_store::read::ledger_entries::LedgerFilter;

    let reader = store.reader();
    let all = LedgerFilter::default();
    let book = reader.ledger_book(&all).await.unwrap();
    assert_eq!((book.start, book.end, book.whole), (Usd::ZERO, booked.cash, true));
    let kinds = book.kinds.values();
    assert_eq!(kinds.clone().map(|kind| kind.claims).sum::<Usd>(), booked.claims);
    assert_eq!(
        kinds.map(|kind| kind.entries).sum::<u64>(),
        book.through,
        "each row is of one kind"
    );
    let sums = reader.ledger_sums().await.unwrap();
    let held = booked.shares.iter().filter(|(_, shares)| !shares.is_zero());
    assert!(sums.shares.iter().eq(held));

    // From the first day to the last: each begins where the one before it ended, and its rows lead from there to its end.
    let (mut balance, mut rows) = (book.start, 0);
    for day in book.days.iter().rev() {
        let mut lines = Vec::new();
        loop {
            let part = LedgerDayPart {
                day: day.day.clone(),
                first: day.first,
                last: day.last,
                skip: lines.len() as u64,
                limit: 7,
            };
            let more = reader.ledger_lines(&all, &part).await.unwrap();
            if more.is_empty() {
                break;
            }
            lines.extend(more);
        }
        assert_eq!(lines.len() as u64, day.entries);
        for line in &lines {
            balance += line.item.entry.cash;
            rows += 1;
            assert_eq!((line.item.balance, line.item.entry.seq), (balance, rows));
            assert_eq!(line.day, day.day);
        }
        assert_eq!(day.balance, balance, "{}", day.day);
        let moved: Usd = lines.iter().map(|line| line.item.entry.cash).sum();
        assert_eq!(day.cash, moved);
        seen.lines += lines.len();
    }
    assert_eq!((balance, rows), (book.end, book.through));

    // A kind by itself: its rows are its sum, and the sums of the others stay in sight.
    for kind in LedgerKind::ALL {
        let of_kind = LedgerFilter {
            kinds: vec![kind],
            ..LedgerFilter::default()
        };
        let found = reader.ledger_book(&of_kind).await.unwrap();
        assert_eq!(found.kinds, book.kinds);
        let total = book.kinds.get(&kind).copied().unwrap_or_default();
        assert_eq!(
            found.days.iter().map(|day| day.entries).sum::<u64>(),
            total.entries,
            "{kind:?}"
        );
        assert_eq!(
            found.days.iter().map(|day| day.cash).sum::<Usd>(),
            total.cash,
            "{kind:?}"
        );
    }
    seen.days = seen.days.max(book.days.len());
    seen.kinds = seen.kinds.max(book.kinds.len());
}
