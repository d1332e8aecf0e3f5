//! A venue that does as it is told: one market, one book, a few traders, and every way an order can be lost.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{
    ActivityRow, CancelAnswer, Liquidity, ListQuality, OpenOrder, OrderReport, OwnMovement, OwnTrade, PlaceOutcome,
    Refusal, RefusalCode, RowKind, Settlement, SnapshotPosition,
};
use pilotfish_copy::market::{Book, Exchange, FeeSchedule, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Tick, Usd};
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, MigrationRow, Order, PnlPoint, PositionList, PositionRow, PositionState,
    Profile, TraderStats, Window,
};
use pilotfish_vault::{Signer, WalletType};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::clock::ClockReading;
use crate::departure::Departure;
use crate::port::{Feed, FeedEvent, PortError, Reply, VenuePort, Wanted, Whereabouts};
use crate::venue::PolymarketVenue;

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
    wire: Option<PolymarketVenue>,
    pub state: Mutex<Scene>,
    on_post: Mutex<Option<PostHook>>,
    /// Whoever holds this for writing keeps books and look-ups waiting.
    pub slow: tokio::sync::RwLock<()>,
    /// Whoever holds this for writing keeps the polls of traders waiting.
    pub slow_polls: tokio::sync::RwLock<()>,
}

pub struct Scene {
    pub unreachable: bool,
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
    /// Markets besides the one that is always there.
    pub markets: Vec<Market>,
    pub wallet: Option<WalletAddress>,
    pub migrations: Vec<MigrationRow>,
    /// Orders in our account that somebody else placed.
    pub foreign: Option<OpenOrder>,
    /// Shares that came to our account without a trade, or left it.
    pub stray_shares: Shares,
    /// Our key is refused.
    pub key_refused: bool,
    /// Nobody says which orders are open.
    pub orders_unsaid: bool,
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
    pub fn over(wire: PolymarketVenue) -> Arc<Self> {
        Self::with(1, Some(wire))
    }

    fn with(speed: u64, wire: Option<PolymarketVenue>) -> Arc<Self> {
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
                markets: Vec::new(),
                wallet: None,
                migrations: Vec::new(),
                foreign: None,
                stray_shares: Shares::ZERO,
                key_refused: false,
                orders_unsaid: false,
                key_revoked: false,
                rows_at_once: None,
                activity_since: Vec::new(),
                busy: None,
                no_turn: false,
                feed: None,
                world: WORLD.to_owned(),
                next_tx: 1,
            }),
            on_post: Mutex::new(None),
            slow: tokio::sync::RwLock::new(()),
            slow_polls: tokio::sync::RwLock::new(()),
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

    pub fn now(&self) -> VenueMs {
        let venue = self.began.elapsed().as_micros() * u128::from(self.speed) / 1_000;
        VenueMs(START + i64::try_from(venue).unwrap())
    }

    /// The trader buys or sells, and the stream says so.
    pub async fn trades(&self, side: Side, shares: &str, price: &str) {
        let row = self.scene(|scene| {
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
        });
        self.say(FeedEvent::Rows {
            trader: trader(),
            rows: vec![row],
        })
        .await;
    }

    /// Our resting order is executed in full, and the stream says so.
    pub async fn fill(&self, hash: &OrderHash) {
        let trade = self.scene(|scene| {
            let order = scene.orders.get_mut(hash).unwrap();
            order.matched = order.shares;
            order.open = false;
            let trade = OwnTrade {
                trade: TradeId::new(&format!("trade-{}", scene.trades.len())),
                hash: hash.clone(),
                token: order.token.clone(),
                side: order.side,
                shares: order.shares,
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
        self.scene(|scene| scene.orders.insert(hash.clone(), resting));
    }
}

impl Scene {
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

/// What a trade of ours brought, without a fee.
fn cash_of(trade: &OwnTrade) -> Usd {
    let value = trade.shares.value(trade.price, Rounding::HalfUp);
    match trade.side {
        Side::Buy => -value,
        Side::Sell => value,
    }
}

fn shares_of(trade: &OwnTrade) -> Shares {
    match trade.side {
        Side::Buy => trade.shares,
        Side::Sell => -trade.shares,
    }
}

fn level(price: &str, shares: &str) -> Level {
    Level {
        price: price.parse().unwrap(),
        shares: shares.parse().unwrap(),
    }
}

impl VenuePort for Script {
    fn clock(&self) -> Reply<'_, Option<ClockReading>> {
        Box::pin(async move {
            self.ask("clock")?;
            Ok(Some(ClockReading {
                world: self.scene(|scene| scene.world.clone()),
                now: self.now(),
                speed_thousandths: self.speed * 1_000,
                paused: false,
                speed_most_thousandths: None,
            }))
        })
    }

    fn set_clock(&self, _speed: Option<u32>, _paused: Option<bool>) -> Reply<'_, ClockReading> {
        Box::pin(async move { Err(PortError::Unusable("this clock is not set".to_owned())) })
    }

    fn skew_ms(&self) -> Reply<'_, i64> {
        Box::pin(async move { Ok(0) })
    }

    fn connect<'a>(
        &'a self,
        signer: &'a Arc<Signer>,
        kind: WalletType,
        wallet: &'a WalletAddress,
    ) -> Reply<'a, String> {
        Box::pin(async move {
            self.ask("connect")?;
            if let Some(wire) = &self.wire {
                return wire.connect(signer, kind, wallet).await;
            }
            self.scene(|scene| {
                scene.wallet = Some(wallet.clone());
                scene.key_revoked = false;
            });
            Ok(OWNER.to_owned())
        })
    }

    fn probe(&self) -> Reply<'_, ()> {
        Box::pin(async move { self.ask("probe") })
    }

    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome> {
        Box::pin(async move {
            let kept = self.scene(|scene| scene.no_turn);
            if kept {
                std::future::pending::<()>().await;
            }
            if let Some(wire) = &self.wire {
                if let Some(hook) = &*self.on_post.lock().unwrap() {
                    hook(hash, body);
                }
                let outcome = wire.post(hash, body, departure).await;
                if outcome == PlaceOutcome::Live {
                    self.arrive(hash, body);
                }
                return outcome;
            }
            if let Err(text) = departure.leave() {
                return PlaceOutcome::Refused(Refusal {
                    code: RefusalCode::Local,
                    text,
                    retry_after_ms: None,
                });
            }
            if let Some(hook) = &*self.on_post.lock().unwrap() {
                hook(hash, body);
            }
            let posting = self.scene(|scene| {
                scene.posts.push((hash.clone(), body.to_owned()));
                scene.log.push("post");
                scene.posting
            });
            match posting {
                Posting::Rests => {
                    self.arrive(hash, body);
                    PlaceOutcome::Live
                }
                Posting::AnswerLost => {
                    self.arrive(hash, body);
                    PlaceOutcome::Unknown {
                        reason: "lost".to_owned(),
                    }
                }
                Posting::Lost => PlaceOutcome::Unknown {
                    reason: "lost".to_owned(),
                },
                Posting::ArrivesAndHangs => {
                    self.arrive(hash, body);
                    std::future::pending().await
                }
                Posting::Hangs => std::future::pending().await,
            }
        })
    }

    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer> {
        Box::pin(async move {
            self.scene(|scene| {
                scene.cancels.push(hash.clone());
                if scene.close(hash) {
                    CancelAnswer::Cancelled
                } else {
                    CancelAnswer::NotOpen {
                        reason: "already canceled or matched".to_owned(),
                    }
                }
            })
        })
    }

    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>> {
        Box::pin(async move {
            self.ask_with_key("cancel_many")?;
            Ok(self.scene(|scene| {
                let cancelled = hashes.iter().filter(|hash| scene.close(hash));
                cancelled.cloned().collect()
            }))
        })
    }

    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>> {
        Box::pin(async move {
            self.ask_with_key("cancel_all")?;
            Ok(self.scene(|scene| {
                scene.foreign = None;
                let all: Vec<OrderHash> = scene.orders.keys().cloned().collect();
                all.into_iter().filter(|hash| scene.close(hash)).collect()
            }))
        })
    }

    fn look_up<'a>(&'a self, hash: &'a OrderHash, _since: VenueMs) -> Reply<'a, Whereabouts> {
        Box::pin(async move {
            self.ask("look_up")?;
            if let Some(wait) = self.scene(|scene| scene.busy) {
                return Err(PortError::Busy {
                    text: "Too Many Requests".to_owned(),
                    wait: Some(wait),
                });
            }
            let _turn = self.slow.read().await;
            self.scene(|scene| {
                scene.look_ups.push(hash.clone());
                let trades: Vec<OwnTrade> = scene
                    .trades
                    .iter()
                    .filter(|trade| trade.hash == *hash)
                    .cloned()
                    .collect();
                let matched = trades.iter().map(|trade| trade.shares).sum();
                let report = match scene.orders.get(hash) {
                    None => OrderReport::Missing { matched },
                    Some(order) if order.open => OrderReport::Open { matched: order.matched },
                    Some(order) => OrderReport::Closed {
                        matched: order.matched,
                        status: "CANCELED".to_owned(),
                    },
                };
                Ok(Whereabouts {
                    trades,
                    report,
                    complete: true,
                })
            })
        })
    }

    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book> {
        Box::pin(async move {
            self.ask("book")?;
            let _turn = self.slow.read().await;
            Ok(Book {
                token: token.clone(),
                observed_at: self.now(),
                bids: vec![level("0.58", "1000")],
                asks: vec![level("0.59", "1000")],
                tick: Tick::MILLI,
            })
        })
    }

    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market> {
        Box::pin(async move {
            self.ask("market")?;
            let other = self.scene(|scene| {
                let mut markets = scene.markets.iter();
                markets.find(|market| market.condition == *condition).cloned()
            });
            Ok(other.unwrap_or_else(market))
        })
    }

    fn positions<'a>(&'a self, _trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList> {
        Box::pin(async move {
            self.ask("positions")?;
            Ok(PositionList {
                positions: self.scene(|scene| scene.positions.clone()),
                quality: ListQuality {
                    uncached,
                    complete: true,
                },
            })
        })
    }

    fn activity<'a>(&'a self, _trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead> {
        Box::pin(async move {
            self.ask("activity")?;
            self.scene(|scene| scene.activity_since.push(since));
            let _turn = self.slow_polls.read().await;
            let all: Vec<ActivityRow> =
                self.scene(|scene| scene.rows.iter().filter(|row| row.at >= since).cloned().collect());
            let at_once = self.scene(|scene| scene.rows_at_once).unwrap_or(usize::MAX);
            let rows: Vec<ActivityRow> = all.iter().take(at_once).cloned().collect();
            Ok(ActivityRead {
                through: rows.last().map(|row| row.at).filter(|_| rows.len() < all.len()),
                rows,
                migrations: self.scene(|scene| scene.migrations.clone()),
                complete: true,
            })
        })
    }

    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>> {
        Box::pin(async move {
            self.ask_with_key("own_orders")?;
            if self.scene(|scene| scene.orders_unsaid) {
                return Err(PortError::Unusable("scripted".to_owned()));
            }
            Ok(self.scene(|scene| {
                let ours = scene
                    .orders
                    .iter()
                    .filter(|(_, order)| order.open)
                    .map(|(hash, order)| OpenOrder {
                        hash: hash.clone(),
                        token: order.token.clone(),
                        side: order.side,
                        price: order.price,
                        open: order.shares - order.matched,
                    });
                ours.chain(scene.foreign.clone()).collect()
            }))
        })
    }

    fn own_movements(&self, _since: VenueMs) -> Reply<'_, Vec<OwnMovement>> {
        Box::pin(async move {
            self.ask("own_movements")?;
            Ok(Vec::new())
        })
    }

    fn closed_only(&self) -> Reply<'_, bool> {
        Box::pin(async move {
            self.ask("closed_only")?;
            Ok(false)
        })
    }

    fn cash(&self) -> Reply<'_, Usd> {
        Box::pin(async move {
            self.ask("cash")?;
            let moved: Usd = self.scene(|scene| scene.trades.iter().map(cash_of).sum());
            Ok(Usd::dollars(10_000) + moved)
        })
    }

    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>> {
        Box::pin(async move {
            self.ask("own_trades")?;
            Ok(self.scene(|scene| scene.trades.iter().filter(|trade| trade.at >= since).cloned().collect()))
        })
    }

    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>> {
        Box::pin(async move {
            self.ask("own_positions")?;
            Ok(self.scene(|scene| {
                let mut held = BTreeMap::from([(yes(), scene.stray_shares)]);
                for trade in &scene.trades {
                    let shares = held.entry(trade.token.clone()).or_insert(Shares::ZERO);
                    *shares += shares_of(trade);
                }
                held.into_iter().filter(|(_, shares)| !shares.is_zero()).collect()
            }))
        })
    }

    fn run_feeds(
        &self,
        _wanted: Wanted,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        self.scene(|scene| scene.feed = Some(events.clone()));
        Box::pin(async move {
            for feed in [Feed::Trades, Feed::Books, Feed::Account] {
                let _ = events.send(FeedEvent::Up(feed)).await;
            }
            stop.cancelled().await;
        })
    }

    fn leaderboard<'a>(&'a self, _: Window, _: Option<&'a str>, _: Order, _: usize) -> Reply<'a, Vec<LeaderRow>> {
        Box::pin(async move {
            self.ask("leaderboard")?;
            Ok(self.scene(|scene| {
                let rows = scene.profiles.iter().enumerate().map(|(place, profile)| LeaderRow {
                    rank: u32::try_from(place).unwrap() + 1,
                    wallet: profile.wallet.clone(),
                    name: profile.name.clone(),
                    pnl: Usd::dollars(1_000),
                    volume: Shares::from_micros(5_000_000_000),
                    verified: false,
                });
                rows.collect()
            }))
        })
    }

    fn profile<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, Profile> {
        Box::pin(async move {
            self.ask("profile")?;
            let found = self.scene(|scene| scene.profiles.iter().find(|profile| profile.wallet == *wallet).cloned());
            found.ok_or_else(|| PortError::NotFound("no profile".to_owned()))
        })
    }

    fn search<'a>(&'a self, text: &'a str) -> Reply<'a, Vec<Profile>> {
        Box::pin(async move {
            self.ask("search")?;
            let text = text.to_lowercase();
            Ok(self.scene(|scene| {
                scene
                    .profiles
                    .iter()
                    .filter(|profile| profile.name.to_lowercase().contains(&text))
                    .cloned()
                    .collect()
            }))
        })
    }

    fn stats<'a>(&'a self, _: &'a WalletAddress) -> Reply<'a, TraderStats> {
        Box::pin(async move {
            self.ask("stats")?;
            Ok(TraderStats::default())
        })
    }

    fn profit<'a>(&'a self, _: &'a WalletAddress, _: Window) -> Reply<'a, Vec<PnlPoint>> {
        Box::pin(async move {
            self.ask("profit")?;
            Ok(vec![
                PnlPoint {
                    at: VenueMs(START - 1_000),
                    pnl: Usd::ZERO,
                },
                PnlPoint {
                    at: VenueMs(START),
                    pnl: Usd::dollars(50),
                },
            ])
        })
    }

    fn position_rows<'a>(
        &'a self,
        _: &'a WalletAddress,
        _: PositionState,
        _: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>> {
        Box::pin(async move {
            self.ask("position_rows")?;
            Ok(Vec::new())
        })
    }

    fn activity_lines<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        since: VenueMs,
        _: usize,
    ) -> Reply<'a, Vec<ActivityLine>> {
        Box::pin(async move {
            self.ask("activity_lines")?;
            if *wallet != trader() {
                return Ok(Vec::new());
            }
            Ok(self.scene(|scene| {
                let rows = scene
                    .rows
                    .iter()
                    .rev()
                    .filter(|row| row.at >= since)
                    .map(|row| ActivityLine {
                        at: row.at,
                        kind: row.kind,
                        token: Some(row.token.clone()),
                        condition: Some(row.condition.clone()),
                        question: "Will it rain?".to_owned(),
                        outcome: "Yes".to_owned(),
                        outcome_index: Some(0),
                        shares: row.shares,
                        price: Some(row.price),
                        value: row.shares.value(row.price, Rounding::HalfUp),
                        tx: row.tx.clone(),
                    });
                rows.collect()
            }))
        })
    }
}
