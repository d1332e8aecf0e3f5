//! A home whose demo has a long record: made by the program itself, then filled by the store's own writer with what follows that were
//! removed had copied. What they bought they sold, for what it had cost, so that balance, shares and sums are what the venue says.

use std::path::Path;
use std::time::Duration;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{
    Change, ChildOrder, ChildState, Control, CopyOrder, Decision, Evidence, Execution, Fill, FillEffect, Follow,
    FollowSettings, FollowStatus, LedgerEntry, Movement, OrderStatus, PriceSource, Signal, SignalKind, SignalOrigin,
    Style,
};
use pilotfish_copy::event::{EndReason, Event, EventKind};
use pilotfish_copy::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs, WalletAddress,
};
use pilotfish_copy::input::{Liquidity, Settlement};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::{Exchange, FeeSchedule, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_store::{Batch, Identity, Store};
use pilotfish_tests::process::run;
use pilotfish_tests::programs::cli;

/// A day of the venue, which nobody is followed in: as fast as a demo without copies goes.
const LASTS: [&str; 4] = ["--speed", "7200", "--for", "24h"];
const PATIENCE: Duration = Duration::from_secs(300);
/// The last fill is so long before the end: what ended lately is the core's, and looked after.
const ENDED_BEFORE_MS: i64 = 2 * 3_600_000;
const TRADERS: [&str; 5] = ["heron", "lantern", "quarry", "sablefish", "tidepool"];
const MARKETS: u64 = 40;
const FILLS_AN_ORDER: u64 = 5;
const ORDERS_A_COMMIT: u64 = 250;

/// Makes it, with so many fills.
pub(crate) async fn prepare(home: &Path, fills: u64) {
    let user = tempfile::tempdir().expect("a folder");
    let mut demo = cli(user.path());
    demo.args(["demo", "--seed", "7"]).args(LASTS).arg("--home").arg(home);
    run(&mut demo, PATIENCE).assert_success();
    let store = open(&home.join("demo")).await;
    let mut control = control(&store).await;
    let ends = store
        .reader()
        .last_commit_at()
        .await
        .expect("the record")
        .expect("a commit");
    // The first balance is the ledger's first entry, and the oldest.
    let begins = ends.0 - 22 * 3_600_000;
    let orders = fills.div_ceil(FILLS_AN_ORDER);
    let step = (ends.0 - ENDED_BEFORE_MS - begins) / i64::try_from(orders).expect("a count");

    let mut written = Written {
        control: &mut control,
        changes: Vec::new(),
        events: Vec::new(),
    };
    let first_follow = written.control.next_follow;
    for (place, name) in (0..).zip(TRADERS) {
        written
            .changes
            .push(Change::Follow(follow(first_follow + place, name, begins)));
    }
    written.control.next_follow += TRADERS.len() as u64;
    written
        .changes
        .extend((0..MARKETS).map(|n| Change::Market(market(n, ends))));
    for n in 0..orders {
        let at = begins + step * i64::try_from(n).expect("a count");
        written.order(n, first_follow + n / 2 % TRADERS.len() as u64, at);
        if n % ORDERS_A_COMMIT == ORDERS_A_COMMIT - 1 {
            written.commit(&store, ends).await;
        }
    }
    written.commit(&store, ends).await;
    // None of them is needed any more: the program asks the venue for none.
    written
        .changes
        .extend((0..MARKETS).map(|n| Change::MarketForgotten(condition(n))));
    written.commit(&store, ends).await;
    store.close().await.expect("it closes");
}

async fn open(folder: &Path) -> Store {
    let reader = Store::open_read_only(folder).await.expect("the record");
    let kept = reader.identity().await.expect("whose it is");
    let identity = Identity::Demo {
        world: kept.world.expect("a demo has a world"),
        account: kept.account.expect("a demo has an account"),
    };
    Store::open(folder, identity).await.expect("the record opens")
}

async fn control(store: &Store) -> Control {
    let rows = store.load().await.expect("the rows");
    rows.into_iter()
        .find_map(|row| match row {
            Change::Control(control) => Some(control),
            _ => None,
        })
        .expect("a demo that ran")
}

/// What is to be written next.
struct Written<'a> {
    control: &'a mut Control,
    changes: Vec<Change>,
    events: Vec<Event>,
}

impl Written<'_> {
    async fn commit(&mut self, store: &Store, at: VenueMs) {
        self.changes.push(Change::Control(self.control.clone()));
        let batch = Batch {
            changes: &self.changes,
            events: &self.events,
            intents: &[],
            at,
        };
        store.commit(batch).await.expect("it is written");
        self.changes.clear();
        self.events.clear();
    }

    /// The `n`-th order, filled: each second one sells what the one before it bought, for the same.
    fn order(&mut self, n: u64, by: u64, at: i64) {
        let control = &mut *self.control;
        let (id, signal, child) = (control.next_order, control.next_signal, control.next_child);
        control.next_order += 1;
        control.next_signal += 1;
        control.next_child += 1;
        let pair = n / 2;
        let of = Of {
            id,
            signal,
            child,
            follow: FollowId(by),
            trader: wallet(by),
            market: pair % MARKETS,
            side: if n.is_multiple_of(2) { Side::Buy } else { Side::Sell },
            price: price(20 + pair % 61),
            at: VenueMs(at),
        };
        let signal = of.signal_row();
        let event = Event {
            seq: control.next_event,
            at: of.at,
            what: of.told(&signal),
        };
        control.next_event += 1;
        self.events.push(event);
        self.changes.push(Change::Signal(signal));
        self.changes.push(Change::Order(of.order_row()));
        self.changes.push(Change::Child(of.child_row()));
        for part in 0..FILLS_AN_ORDER {
            let fill = of.fill(part);
            let sign = if of.side == Side::Buy { 1 } else { -1 };
            self.changes.push(Change::Ledger(LedgerEntry {
                seq: self.control.next_ledger,
                at: fill.at,
                movement: Movement::Fill {
                    trade: fill.trade.clone(),
                    hash: fill.hash.clone(),
                },
                follow: Some(fill.follow),
                token: Some(fill.token.clone()),
                condition: Some(fill.condition.clone()),
                shares: Shares::from_micros(fill.shares.micros() * sign),
                cash: fill.effect.cash,
                claim: Usd::ZERO,
                realised: fill.realised,
            }));
            self.control.next_ledger += 1;
            self.changes.push(Change::Fill(fill));
        }
    }
}

/// What an order's rows have in common.
struct Of {
    id: u64,
    signal: u64,
    child: u64,
    follow: FollowId,
    trader: WalletAddress,
    market: u64,
    side: Side,
    price: Price,
    at: VenueMs,
}

impl Of {
    fn token(&self) -> TokenId {
        token(self.market, 0)
    }

    fn whole() -> Shares {
        let fills = i64::try_from(FILLS_AN_ORDER).expect("a count");
        Shares::from_micros(a_fill().micros() * fills)
    }

    /// What so many micro-shares cost.
    fn value(&self, shares: Shares) -> Usd {
        Usd::from_micros(shares.micros() / 1_000_000 * self.price.micros())
    }

    fn signal_row(&self) -> Signal {
        let (before, after) = match self.side {
            Side::Buy => (Shares::ZERO, Self::whole()),
            Side::Sell => (Self::whole(), Shares::ZERO),
        };
        Signal {
            id: SignalId(self.signal),
            key: format!("recorded-{}", self.signal),
            follow: self.follow,
            trader: self.trader.clone(),
            token: self.token(),
            condition: condition(self.market),
            kind: match self.side {
                Side::Buy => SignalKind::NewPosition,
                Side::Sell => SignalKind::PositionClosed,
            },
            side: self.side,
            before,
            after,
            price: self.price,
            price_source: PriceSource::Traded,
            origin: SignalOrigin::Trades,
            at: self.at,
            seen_at: self.at,
            percentage: "5".parse().expect("a percentage"),
            decision: Some(Decision {
                asked: Self::whole(),
                allowed: Self::whole(),
                order: Some(CopyOrderId(self.id)),
                skipped: None,
                price: self.price,
                at: self.at,
                gates: [].into(),
            }),
        }
    }

    fn told(&self, signal: &Signal) -> EventKind {
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
            price: signal.price,
            price_source: signal.price_source,
            origin: signal.origin,
            traded_at: signal.at,
        }
    }

    fn order_row(&self) -> CopyOrder {
        CopyOrder {
            id: CopyOrderId(self.id),
            follow: self.follow,
            signal: SignalId(self.signal),
            trader: self.trader.clone(),
            token: self.token(),
            condition: condition(self.market),
            side: self.side,
            by_user: false,
            trader_price: self.price,
            shares: Self::whole(),
            released: Shares::ZERO,
            filled: Self::whole(),
            value: self.value(Self::whole()),
            fees: Usd::ZERO,
            style: Style::Ladder,
            execution: Execution::Ladder,
            max_slippage: price(10),
            signal_at: self.at,
            age_from: self.at,
            time_to_resolution_ms: None,
            status: OrderStatus::Ended,
            end: Some(EndReason::Filled),
            limit: Some(self.price),
            stage: Stage::Trader,
            regime: None,
            decided_limit: None,
            held_short: false,
            waiting: None,
            attempts: 0,
            refusals: 0,
            created_at: self.at,
            ended_at: Some(self.filled_at(FILLS_AN_ORDER - 1)),
        }
    }

    fn child_row(&self) -> ChildOrder {
        ChildOrder {
            id: ChildId(self.child),
            order: CopyOrderId(self.id),
            token: self.token(),
            side: self.side,
            kind: ChildKind::Resting {
                price: self.price,
                shares: Self::whole(),
                expires_at: VenueMs(self.at.0 + 21_600_000),
            },
            hash: Some(self.hash()),
            void_after: None,
            state: ChildState::Final,
            evidence: Evidence::default(),
            filled: Self::whole(),
            value: self.value(Self::whole()),
            created_at: self.at,
            stage: Stage::Trader,
            last: false,
        }
    }

    fn hash(&self) -> OrderHash {
        OrderHash::new(&format!("0x{:064x}", 0x00be_0000_0000_u64 + self.child))
    }

    fn filled_at(&self, part: u64) -> VenueMs {
        VenueMs(self.at.0 + 1_000 * i64::try_from(part).expect("a count"))
    }

    fn fill(&self, part: u64) -> Fill {
        let value = self.value(a_fill());
        let (shares, cash, cost) = match self.side {
            Side::Buy => (a_fill().micros(), -value.micros(), value.micros()),
            Side::Sell => (-a_fill().micros(), value.micros(), -value.micros()),
        };
        Fill {
            trade: TradeId::new(&format!("recorded-{}-{part}", self.id)),
            hash: self.hash(),
            child: ChildId(self.child),
            order: CopyOrderId(self.id),
            follow: self.follow,
            token: self.token(),
            condition: condition(self.market),
            side: self.side,
            shares: a_fill(),
            price: self.price,
            trader_price: self.price,
            fee: Usd::ZERO,
            liquidity: Liquidity::Maker,
            settlement: Settlement::Confirmed,
            at: self.filled_at(part),
            realised: Usd::ZERO,
            effect: FillEffect {
                shares: Shares::from_micros(shares),
                cost: Usd::from_micros(cost),
                cash: Usd::from_micros(cash),
                ..FillEffect::default()
            },
            stage: Stage::Trader,
        }
    }
}

/// What each fill is of.
fn a_fill() -> Shares {
    Shares::from_micros(5_000_000)
}

fn price(cents: u64) -> Price {
    Price::from_micros(i64::try_from(cents).expect("cents") * 10_000)
}

fn wallet(n: u64) -> WalletAddress {
    WalletAddress::parse(&format!("0x{:040x}", 0x00be_0000_0000_u64 + n)).expect("an address")
}

fn condition(n: u64) -> ConditionId {
    ConditionId::new(&format!("0x{:064x}", 0x00be_0000_0000_u64 + n))
}

fn token(market: u64, outcome: u64) -> TokenId {
    TokenId::new(&format!("{}", 880_000_000_000_u64 + 2 * market + outcome))
}

fn follow(id: u64, name: &str, at: i64) -> Follow {
    Follow {
        id: FollowId(id),
        trader: wallet(id),
        name: name.to_owned(),
        settings: FollowSettings::at("5".parse().expect("a percentage")),
        status: FollowStatus::Removed,
        created_at: VenueMs(at),
        started_at: VenueMs(at),
        baseline_at: Some(VenueMs(at)),
        activity_through: VenueMs(at),
        activity_gap_at: None,
        moved_to: None,
    }
}

fn market(n: u64, now: VenueMs) -> Market {
    Market {
        condition: condition(n),
        question: format!(
            "Will the measure on item {} of the spring session pass by June 30?",
            n + 1
        ),
        slug: format!("spring-session-item-{n}"),
        event_slug: format!("spring-session-{n}"),
        category: "politics".to_owned(),
        outcomes: [(0, "Yes"), (1, "No")].map(|(outcome, name)| Outcome {
            token: token(n, outcome),
            name: name.to_owned(),
        }),
        tick: Tick::CENT,
        min_size: a_fill(),
        fee: FeeSchedule {
            rate_micros: 0,
            exponent: 1,
        },
        exchange: Exchange::StandardV2,
        end: Some(VenueMs(now.0 + 90 * 86_400_000)),
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}
