//! A venue that does as it is told: one market, one book, a few traders, and every way an order can be lost.

mod market_data;
mod standing;
mod traders;
mod trading;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{
    ActivityRow, Liquidity, OpenOrder, OrderReport, OwnTrade, Refusal, RowKind, Settlement, SnapshotPosition,
};
use pilotfish_copy::market::{Exchange, FeeSchedule, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_polymarket::UnreadableRows;
use pilotfish_polymarket::checks::{self, Check, CheckKind, Found};
use pilotfish_polymarket::public::{MigrationRow, PnlPoint, PositionRow, Profile, TraderStats};
use pilotfish_polymarket::trading::key_trap::Cure;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::port::{DemoClock, Feed, FeedEvent, PortError, VenuePorts};

pub const WORLD: &str = "scripted-7";
pub const OWNER: &str = "6b7cbe0a-2b1a-4cb0-9d4c-0a7a5b1f4c11";
/// How many times as fast as real time its clock runs, where nothing else is asked for.
pub const SPEED: u64 = 600;
const START: i64 = 1_793_577_600_000;

pub fn yes() -> TokenId {
    TokenId::new("71321045679252212594626385532706912750332728571942532289631379312455583992563")
}

pub fn no() -> TokenId {
    TokenId::new("52114319501245915516055106046884209969926127482827954674443846427813813222426")
}

pub fn condition() -> ConditionId {
    ConditionId::new("0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1")
}

pub fn trader() -> WalletAddress {
    WalletAddress::parse("0x0000000000000000000000000000000000000025").unwrap()
}

/// What becomes of a posted order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posting {
    /// It rests, and the answer says so.
    Rests,
    /// It rests, and the answer is lost.
    AnswerLost,
    /// It never arrives, and nobody knows.
    Lost,
    /// It arrives, and the answer never comes.
    ArrivesAndHangs,
    /// It never arrives, and no answer ever comes.
    Hangs,
    /// It rests under another name, and the answer says so.
    Misnamed,
}

/// What is said of where we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenRegion {
    /// Orders are taken.
    Allowed,
    /// They are not.
    Blocked,
    /// Nobody answers.
    Silent,
}

/// A posted order as the venue has it.
#[derive(Debug, Clone)]
pub struct Resting {
    pub token: TokenId,
    pub side: Side,
    pub price: Price,
    pub shares: Shares,
    pub matched: Shares,
    pub open: bool,
}

type PostHook = Box<dyn Fn(&OrderHash, &str) + Send + Sync>;

pub struct Script {
    began: Instant,
    speed: u64,
    /// Where keys are asked for and orders are posted, over HTTP; where it is none, here.
    wire: Option<VenuePorts>,
    pub state: Mutex<Scene>,
    on_post: Mutex<Option<PostHook>>,
    /// Whoever holds this for writing keeps books and look-ups waiting.
    pub slow: tokio::sync::RwLock<()>,
    /// Whoever holds this for writing keeps the polls of traders waiting.
    pub slow_polls: tokio::sync::RwLock<()>,
    /// Whoever holds this for writing keeps readings of our account waiting.
    pub slow_account: tokio::sync::RwLock<()>,
    /// Where its clock stands, where it does not run.
    stands_at: Mutex<Option<VenueMs>>,
    /// The speed that a standing clock says it has, where one was set.
    speed_shown: Mutex<Option<u64>>,
}

/// A trader besides the usual one, with what is theirs.
#[derive(Debug, Clone, Default)]
pub struct ScriptedTrader {
    /// Their trades, oldest first.
    pub rows: Vec<ActivityRow>,
    /// What they hold.
    pub positions: Vec<SnapshotPosition>,
    /// What is said of their whole time.
    pub stats: TraderStats,
    /// Their profit over time.
    pub profit: Vec<PnlPoint>,
    /// What they held and sold.
    pub closed: Vec<PositionRow>,
    /// Their profit and volume on the leaderboard.
    pub pnl: Usd,
    pub volume: Shares,
}

impl ScriptedTrader {
    /// Their position in that token after a trade.
    fn hold(&mut self, row: &ActivityRow, side: Side) {
        let held = self.positions.iter_mut().find(|held| held.token == row.token);
        match (held, side) {
            (Some(held), Side::Buy) => held.shares += row.shares,
            (Some(held), Side::Sell) => held.shares -= row.shares,
            (None, _) => self.positions.push(SnapshotPosition {
                token: row.token.clone(),
                condition: row.condition.clone(),
                shares: row.shares,
                average_cost: row.price,
                current_price: row.price,
                redeemable: false,
            }),
        }
        self.positions.retain(|held| held.shares > Shares::ZERO);
    }
}

/// A book that is not the usual one: bids and asks, the best first.
#[derive(Debug, Clone, Default)]
pub struct ScriptedBook {
    pub bids: Vec<Level>,
    pub asks: Vec<Level>,
}

#[derive(Clone)]
pub struct Scene {
    pub unreachable: bool,
    pub region: SeenRegion,
    /// What the checks come to.
    pub checks: Vec<Check>,
    pub posting: Posting,
    pub posts: Vec<(OrderHash, String)>,
    pub look_ups: Vec<OrderHash>,
    pub cancels: Vec<OrderHash>,
    pub calls: BTreeMap<&'static str, u32>,
    /// Every call in its order.
    pub log: Vec<&'static str>,
    pub orders: BTreeMap<OrderHash, Resting>,
    pub trades: Vec<OwnTrade>,
    pub positions: Vec<SnapshotPosition>,
    pub rows: Vec<ActivityRow>,
    pub profiles: Vec<Profile>,
    /// Nobody has a book any more.
    pub books_gone: bool,
    /// Markets besides the one that is always there.
    pub markets: Vec<Market>,
    /// Books besides the usual one.
    pub books: BTreeMap<TokenId, ScriptedBook>,
    /// Traders besides the usual one; their profiles are among the others.
    pub traders: BTreeMap<WalletAddress, ScriptedTrader>,
    pub wallet: Option<WalletAddress>,
    pub migrations: Vec<MigrationRow>,
    /// Orders in our account that somebody else placed.
    pub foreign: Option<OpenOrder>,
    /// Shares that came to our account without a trade, or left it.
    pub stray_shares: Shares,
    /// The same of other tokens than the usual one.
    pub strays: BTreeMap<TokenId, Shares>,
    /// Our key is refused.
    pub key_refused: bool,
    /// Nobody says which orders are open.
    pub orders_unsaid: bool,
    /// The list of open orders does not show ours yet.
    pub list_lags: bool,
    /// Our key was revoked: logging in again brings another.
    pub key_revoked: bool,
    /// So many rows of activity are read at once; all, where not given.
    pub rows_at_once: Option<usize>,
    /// From when each reading of activity was asked for.
    pub activity_since: Vec<VenueMs>,
    /// Look-ups are answered with this.
    pub busy: Option<Duration>,
    /// Orders wait for a turn that never comes.
    pub no_turn: bool,
    /// Whoever asks this next falls over.
    pub falls: Option<&'static str>,
    /// So many streams fall over as they begin.
    pub streams_to_fall: u32,
    /// Streams that began and did not.
    pub streams: u32,
    /// The market that is listed first, where it is not the usual one.
    pub first_market: Option<Market>,
    /// Our own channel tells what becomes of our orders.
    pub tells_orders: bool,
    /// Cancellations are answered with nothing that can be read, and do nothing; so many.
    pub cancels_to_fail: u32,
    /// Orders are refused in these words.
    pub refusal: Option<Refusal>,
    /// Cures of the API key that were tried.
    pub cures: Vec<Cure>,
    /// The one that takes the refusal away.
    pub cured_by: Option<Cure>,
    /// So much of each order is executed at once, though it should rest.
    pub executes: Option<Shares>,
    /// Whether each contract may move what is ours.
    pub approvals: BTreeMap<String, bool>,
    /// Cash that came or went without a trade.
    pub stray_cash: Usd,
    /// Rows that could not be read.
    pub unreadable: Vec<UnreadableRows>,
    feed: Option<mpsc::Sender<FeedEvent>>,
    world: String,
    next_tx: u64,
}

impl Scene {
    /// Takes an order off the book; false where it is not on it.
    fn close(&mut self, hash: &OrderHash) -> bool {
        let order = self.orders.get_mut(hash).filter(|order| order.open);
        order.map(|order| order.open = false).is_some()
    }
}

impl Script {
    pub fn new() -> Arc<Self> {
        Self::with(SPEED, None)
    }

    /// One whose clock runs so many times as fast as real time.
    pub fn at_speed(speed: u64) -> Arc<Self> {
        Self::with(speed, None)
    }

    /// One in real time, whose keys and orders go to that venue over its wire.
    pub fn over(wire: VenuePorts) -> Arc<Self> {
        Self::with(1, Some(wire))
    }

    fn with(speed: u64, wire: Option<VenuePorts>) -> Arc<Self> {
        let profile = |wallet: WalletAddress, name: &str| Profile {
            wallet,
            name: name.to_owned(),
            bio: String::new(),
            since: Some(VenueMs(START - 86_400_000)),
        };
        let other = |digit: &str| WalletAddress::parse(&format!("0x{}", digit.repeat(40))).unwrap();
        Arc::new(Self {
            began: Instant::now(),
            speed,
            wire,
            state: Mutex::new(Scene {
                unreachable: false,
                region: SeenRegion::Allowed,
                checks: vec![Check {
                    kind: CheckKind::Version,
                    outcome: checks::Outcome::Ok,
                    found: Found::Version { found: 2, expected: 2 },
                    remedy: None,
                }],
                posting: Posting::Rests,
                posts: Vec::new(),
                look_ups: Vec::new(),
                cancels: Vec::new(),
                calls: BTreeMap::new(),
                log: Vec::new(),
                orders: BTreeMap::new(),
                trades: Vec::new(),
                positions: Vec::new(),
                rows: Vec::new(),
                profiles: vec![
                    profile(trader(), "25usdc"),
                    profile(other("a"), "twin"),
                    profile(other("b"), "Twin"),
                    profile(other("c"), "25usdc-fan"),
                ],
                books_gone: false,
                markets: Vec::new(),
                books: BTreeMap::new(),
                traders: BTreeMap::new(),
                wallet: None,
                migrations: Vec::new(),
                foreign: None,
                stray_shares: Shares::ZERO,
                strays: BTreeMap::new(),
                key_refused: false,
                orders_unsaid: false,
                list_lags: false,
                key_revoked: false,
                rows_at_once: None,
                activity_since: Vec::new(),
                busy: None,
                no_turn: false,
                falls: None,
                streams_to_fall: 0,
                streams: 0,
                first_market: None,
                tells_orders: false,
                cancels_to_fail: 0,
                refusal: None,
                cures: Vec::new(),
                cured_by: None,
                executes: None,
                approvals: [("an exchange".to_owned(), false)].into(),
                stray_cash: Usd::ZERO,
                unreadable: Vec::new(),
                feed: None,
                world: WORLD.to_owned(),
                next_tx: 1,
            }),
            on_post: Mutex::new(None),
            slow: tokio::sync::RwLock::new(()),
            slow_polls: tokio::sync::RwLock::new(()),
            slow_account: tokio::sync::RwLock::new(()),
            stands_at: Mutex::new(None),
            speed_shown: Mutex::new(None),
        })
    }

    /// Another venue in which everything stands as it does here now, its clock too.
    pub fn copied(&self) -> Arc<Self> {
        let copy = Self::with(self.speed, None);
        *copy.state.lock().unwrap() = self.scene(|scene| Scene {
            feed: None,
            ..scene.clone()
        });
        copy.stand_at(self.now());
        copy
    }

    /// All of a venue's parts, with the demo's clock.
    pub fn ports(self: &Arc<Self>) -> VenuePorts {
        let clock: Arc<dyn DemoClock> = Arc::<Self>::clone(self);
        VenuePorts::at(self).with_demo_clock(clock)
    }

    /// One stream: it is up until `stop`.
    fn stream(&self, feed: Feed, events: mpsc::Sender<FeedEvent>, stop: CancellationToken) -> BoxFuture<'static, ()> {
        let falls = self.scene(|scene| {
            scene.feed = Some(events.clone());
            let falls = scene.streams_to_fall > 0;
            scene.streams_to_fall -= u32::from(falls);
            scene.streams += u32::from(!falls);
            falls
        });
        Box::pin(async move {
            assert!(!falls, "asked for by a test");
            let _ = events.send(FeedEvent::Up(feed)).await;
            stop.cancelled().await;
        })
    }

    pub fn scene<T>(&self, change: impl FnOnce(&mut Scene) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    pub fn on_post(&self, hook: impl Fn(&OrderHash, &str) + Send + Sync + 'static) {
        *self.on_post.lock().unwrap() = Some(Box::new(hook));
    }

    pub fn become_world(&self, world: &str) {
        self.scene(|scene| scene.world = world.to_owned());
    }

    /// Its clock stands from now on, and goes only where it is moved. Whatever then happens does so at an instant that the test
    /// chose, however long this machine takes over it.
    pub fn stand_still(&self) {
        let now = self.now();
        *self.stands_at.lock().unwrap() = Some(now);
    }

    /// Moves a clock that stands. Engines see it at their next reading.
    pub fn move_on(&self, ms: i64) {
        let mut stands = self.stands_at.lock().unwrap();
        let at = stands.as_mut().expect("the clock stands");
        *at = at.plus(ms);
    }

    fn stands(&self) -> bool {
        self.stands_at.lock().unwrap().is_some()
    }

    pub fn now(&self) -> VenueMs {
        if let Some(at) = *self.stands_at.lock().unwrap() {
            return at;
        }
        let venue = self.began.elapsed().as_micros() * u128::from(self.speed) / 1_000;
        VenueMs(START + i64::try_from(venue).unwrap())
    }

    /// Its clock stands at that instant from now on.
    pub fn stand_at(&self, at: VenueMs) {
        *self.stands_at.lock().unwrap() = Some(at);
    }

    /// The trader buys or sells, and the stream says so.
    pub async fn trades(&self, side: Side, shares: &str, price: &str) {
        let row = self.trades_unsaid(side, shares, price);
        self.say(FeedEvent::Rows {
            trader: trader(),
            rows: vec![row],
        })
        .await;
    }

    /// The trader buys or sells, and only who asks is told.
    pub fn trades_unsaid(&self, side: Side, shares: &str, price: &str) -> ActivityRow {
        self.scene(|scene| {
            scene.next_tx += 1;
            let row = ActivityRow {
                tx: TxHash::new(&format!("0x{:064x}", scene.next_tx)),
                token: yes(),
                condition: condition(),
                kind: RowKind::Trade(side),
                shares: shares.parse().unwrap(),
                price: price.parse().unwrap(),
                at: VenueMs(self.now().0.div_euclid(1_000) * 1_000),
            };
            scene.rows.push(row.clone());
            scene.hold(side, row.shares, row.price);
            row
        })
    }

    /// A trader of the script buys or sells, and the stream says so.
    pub async fn trader_trades(&self, trader: &WalletAddress, token: &TokenId, side: Side, shares: &str, price: &str) {
        let row = self.scene(|scene| {
            scene.next_tx += 1;
            let market = scene
                .markets
                .iter()
                .find(|market| market.outcome_index(token).is_some());
            let row = ActivityRow {
                tx: TxHash::new(&format!("0x{:064x}", scene.next_tx)),
                token: token.clone(),
                condition: market.expect("a scripted market").condition.clone(),
                kind: RowKind::Trade(side),
                shares: shares.parse().unwrap(),
                price: price.parse().unwrap(),
                at: VenueMs(self.now().0.div_euclid(1_000) * 1_000),
            };
            let theirs = scene.traders.get_mut(trader).expect("a scripted trader");
            theirs.rows.push(row.clone());
            theirs.hold(&row, side);
            row
        });
        let (trader, rows) = (trader.clone(), vec![row]);
        self.say(FeedEvent::Rows { trader, rows }).await;
    }

    /// Our resting order is executed in full, and the stream says so.
    pub async fn fill(&self, hash: &OrderHash) {
        let open = self.scene(|scene| {
            let order = &scene.orders[hash];
            order.shares - order.matched
        });
        self.fill_some(hash, open).await;
    }

    /// So much of our resting order is executed, and the stream says so.
    pub async fn fill_some(&self, hash: &OrderHash, shares: Shares) {
        let trade = self.scene(|scene| {
            let order = scene.orders.get_mut(hash).unwrap();
            order.matched += shares;
            order.open = order.matched < order.shares;
            let trade = OwnTrade {
                trade: TradeId::new(&format!("trade-{}", scene.trades.len())),
                hash: hash.clone(),
                token: order.token.clone(),
                side: order.side,
                shares,
                price: order.price,
                fee: None,
                liquidity: Liquidity::Maker,
                settlement: Settlement::Confirmed,
                at: self.now(),
            };
            scene.trades.push(trade.clone());
            trade
        });
        self.say(FeedEvent::OwnTrade(trade)).await;
    }

    pub async fn say(&self, event: FeedEvent) {
        let feed = self.scene(|scene| scene.feed.clone()).expect("the streams run");
        feed.send(event).await.expect("somebody listens");
    }

    fn ask(&self, call: &'static str) -> Result<(), PortError> {
        let falls = self.scene(|scene| scene.falls.take_if(|falls| *falls == call).is_some());
        assert!(!falls, "asked for by a test");
        self.scene(|scene| {
            *scene.calls.entry(call).or_default() += 1;
            scene.log.push(call);
            if scene.unreachable {
                Err(PortError::Unreachable("scripted".to_owned()))
            } else {
                Ok(())
            }
        })
    }

    fn ask_with_key(&self, call: &'static str) -> Result<(), PortError> {
        self.ask(call)?;
        if self.scene(|scene| scene.key_refused || scene.key_revoked) {
            return Err(PortError::Denied(
                "refused (HTTP 401): Unauthorized/Invalid api key".to_owned(),
            ));
        }
        Ok(())
    }

    fn arrive(&self, hash: &OrderHash, body: &str) {
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        let amount = |name: &str| value["order"][name].as_str().unwrap().parse::<i64>().unwrap();
        let (maker, taker) = (amount("makerAmount"), amount("takerAmount"));
        let side = if value["order"]["side"] == "BUY" {
            Side::Buy
        } else {
            Side::Sell
        };
        let (usd, shares) = if side == Side::Buy {
            (maker, taker)
        } else {
            (taker, maker)
        };
        let price = Price::from_micros(i64::try_from(i128::from(usd) * 1_000_000 / i128::from(shares)).unwrap());
        let resting = Resting {
            token: TokenId::new(value["order"]["tokenId"].as_str().unwrap()),
            side,
            price,
            shares: Shares::from_micros(shares),
            matched: Shares::ZERO,
            open: true,
        };
        self.scene(|scene| {
            scene.orders.insert(hash.clone(), resting);
            if let Some(shares) = scene.executes {
                scene.execute(hash, shares, self.now());
            }
            scene.tell(hash);
        });
    }
}

impl Scene {
    /// Some of an order is executed.
    fn execute(&mut self, hash: &OrderHash, shares: Shares, at: VenueMs) {
        let number = self.trades.len();
        let Some(order) = self.orders.get_mut(hash) else { return };
        order.matched += shares;
        self.trades.push(OwnTrade {
            trade: TradeId::new(&format!("trade-{number}")),
            hash: hash.clone(),
            token: order.token.clone(),
            side: order.side,
            shares,
            price: order.price,
            fee: None,
            liquidity: Liquidity::Maker,
            settlement: Settlement::Confirmed,
            at,
        });
    }

    /// Our own channel says how an order of ours is, where it is to.
    fn tell(&self, hash: &OrderHash) {
        let (Some(feed), Some(order), true) = (&self.feed, self.orders.get(hash), self.tells_orders) else {
            return;
        };
        let report = if order.open {
            OrderReport::Open { matched: order.matched }
        } else {
            OrderReport::Closed {
                matched: order.matched,
                status: "CANCELED".to_owned(),
            }
        };
        // Nobody listening is no error.
        let _ = feed.try_send(FeedEvent::Order {
            hash: hash.clone(),
            report,
        });
    }

    /// Whether somebody listens to the streams.
    pub fn listens(&self) -> bool {
        self.feed.is_some()
    }

    /// The trader's position after a trade, as the position list shows it from now on.
    fn hold(&mut self, side: Side, shares: Shares, price: Price) {
        let before = self.positions.first().map_or(Shares::ZERO, |position| position.shares);
        let after = if side == Side::Buy {
            before + shares
        } else {
            before - shares
        };
        self.positions.clear();
        if after > Shares::ZERO {
            self.positions.push(SnapshotPosition {
                token: yes(),
                condition: condition(),
                shares: after,
                average_cost: price,
                current_price: price,
                redeemable: false,
            });
        }
    }
}

pub fn market() -> Market {
    Market {
        condition: condition(),
        question: "Will it rain?".to_owned(),
        slug: "rain".to_owned(),
        event_slug: "weather".to_owned(),
        category: "weather".to_owned(),
        outcomes: [
            Outcome {
                token: yes(),
                name: "Yes".to_owned(),
            },
            Outcome {
                token: no(),
                name: "No".to_owned(),
            },
        ],
        tick: Tick::MILLI,
        min_size: Shares::from_micros(5_000_000),
        fee: FeeSchedule::FREE,
        exchange: Exchange::StandardV2,
        end: None,
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}
