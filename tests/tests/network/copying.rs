//! A live engine that copies a trader through the network, from the test order on, and what the venue says of it afterwards.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{ChildState, FollowSettings, FollowStatus, GlobalLimits, Style};
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{PlaceOutcome, UserInput};
use pilotfish_copy::market::{Exchange, Market, Side};
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::test_order::{Cut, Pace, TestDrive, TestRecord};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, EngineHandle, EngineOptions, Home, OwnAccount, Room, Venue, going_live};
use pilotfish_polymarket::{Endpoints, PublicApi};
use pilotfish_tests::lines::micros;
use pilotfish_vault::Signer;
use serde_json::Value;
use tokio::sync::watch;

use crate::scene::{LIMIT, Scene};
use crate::trading::{Trader, market_of};

/// An order of unknown fate that never arrived holds its place until no venue takes it any more, and is decided anew after that.
pub(crate) const GIVEN_UP_WITHIN: Duration = Duration::from_secs(420);

/// What somebody offers at the price at which the trader buys: more than the trader and the copy take together.
const OFFERED: Usd = Usd::dollars(100);
const SELLER: u64 = 90;
const HOUR_MS: i64 = 3_600_000;

/// Somebody next door who offers shares. What a copy meets is then not left to what the world's others do in the meantime.
struct Seller {
    account: Trader,
    offer: Option<OrderHash>,
}

impl Seller {
    async fn new(public: &PublicApi) -> Self {
        Self {
            account: Trader::numbered(SELLER, WalletType::Safe, public).await,
            offer: None,
        }
    }

    /// Offers the first outcome for the best price that is asked for it, by bidding the rest of a dollar for the second: that takes
    /// no shares.
    async fn offers_at_the_best_price(&mut self, market: &Market) {
        self.takes_back().await;
        let [yes, no] = &market.outcomes;
        let public = self.account.trading.public().clone();
        let best = public.book(&yes.token).await.expect("a book").best_ask();
        let best = best.expect("somebody sells");
        let now = public.server_time().await.expect("the time");
        let kind = ChildKind::Resting {
            price: best.complement(),
            shares: OFFERED.buys(best).floor_to_lot(),
            expires_at: now.plus(HOUR_MS),
        };
        let order = self.account.sign(market, &no.token, Side::Buy, kind, now);
        let outcome = self.account.post(&order).await;
        // Where the book has moved since, it may have met somebody.
        assert!(
            matches!(outcome, PlaceOutcome::Live | PlaceOutcome::Matched { .. }),
            "{outcome:?}"
        );
        self.offer = Some(order.hash().clone());
    }

    async fn takes_back(&mut self) {
        if let Some(offer) = self.offer.take() {
            // It may be gone: then others bought it.
            let _ = self.account.trading.cancel(&offer).await;
        }
    }
}

/// See the module.
pub(crate) struct Copying {
    pub(crate) engine: EngineHandle,
    pub(crate) wallet: String,
    /// The key's own address.
    pub(crate) owner: String,
    own: OwnAccount,
    pub(crate) market: Market,
    trader: Trader,
    seller: Seller,
    next_door: PublicApi,
    /// How often the trader traded since they are followed.
    trades: usize,
}

impl Copying {
    /// Confirms, sends the test order, starts the engine, and follows a trader next door.
    pub(crate) async fn begin(scene: &Scene, number: u64) -> Self {
        Self::begin_with(scene, number, WalletType::Deposit).await
    }

    /// The same with that kind of wallet.
    pub(crate) async fn begin_with(scene: &Scene, number: u64, wallet_type: WalletType) -> Self {
        Self::begin_by(scene, number, wallet_type, started).await
    }

    /// The same, where the engine is started in a way of its own.
    pub(crate) async fn begin_by(
        scene: &Scene,
        number: u64,
        wallet_type: WalletType,
        start: impl AsyncFnOnce(Home, OwnAccount, Endpoints) -> EngineHandle,
    ) -> Self {
        let next_door = scene.next_door();
        let mut trader = Trader::with(WalletType::Safe, &next_door).await;
        let seller = Seller::new(&next_door).await;
        let (market, _) = market_of(Exchange::StandardV2, &next_door).await;
        // They hold something already: an empty first list would have to be read twice, a minute apart.
        buys(&mut trader, &next_door, &market, Usd::dollars(20)).await;

        let signer = Arc::new(Signer::demo(number, "conformance").expect("a key"));
        let locks = scene.folder.path().join("locks");
        let owner = signer.address();
        let own = OwnAccount::derived(signer, wallet_type, locks).expect("an account");
        let wallet = own.account.funder.to_string();
        let home = Home::at(scene.folder.path().join("home"));
        let engine = start(home, own.clone(), scene.endpoints()).await;
        let mut settings = FollowSettings::at(Percentage::MOST);
        settings.style = Style::Fast;
        let follow = UserInput::Follow {
            trader: trader.trading.funder().clone(),
            name: "next door".to_owned(),
            settings,
        };
        engine.ask(follow).await.expect("a follow");
        let copying = Self {
            engine,
            wallet,
            owner,
            own,
            trader,
            seller,
            next_door,
            market,
            trades: 0,
        };
        copying
            .until("the follow copies", LIMIT, |engine| {
                let core = engine.core();
                core.state()
                    .follows
                    .values()
                    .any(|follow| follow.status == FollowStatus::Active)
            })
            .await;
        // Rows tell whole seconds of the world, which is behind the computer's clock where the machine is busy: what is traded in the
        // second in which the follow began, or before, counts as held before.
        let core = copying.engine.core();
        let began = core.state().follows.values().map(|follow| follow.started_at).max();
        let began = began.expect("a follow");
        while scene.server.clock().expect("the world's clock").now.since(began) < 1_000 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        copying
    }

    /// Another engine's with the same account and data.
    pub(crate) fn again(&self, scene: &Scene) -> EngineOptions {
        let home = Home::at(scene.folder.path().join("home"));
        options(home, self.own.clone(), scene.endpoints())
    }

    /// From now on copies go on the ladder at once: at the trader's price, where nobody sells any more at that.
    pub(crate) async fn copies_rest(&self) {
        let core = self.engine.core();
        let follow = core.state().follows.values().next().expect("a follow").clone();
        let settings = FollowSettings {
            style: Style::Ladder,
            gather_ms: Some(0),
            ..follow.settings.clone()
        };
        let ask = UserInput::UpdateFollow {
            follow: follow.id,
            settings,
        };
        self.engine.ask(ask).await.expect("other settings");
    }

    /// The trader buys, at a price at which enough is left for whoever copies them.
    pub(crate) async fn trader_buys(&mut self) {
        self.seller.offers_at_the_best_price(&self.market).await;
        buys(&mut self.trader, &self.next_door, &self.market, Usd::dollars(40)).await;
        self.trades += 1;
    }

    /// The trader buys all that is sold at the best price, and nothing beyond it.
    pub(crate) async fn trader_empties_the_best_price(&mut self) {
        self.seller.takes_back().await;
        let yes = self.market.outcomes[0].token.clone();
        let best = self.next_door.book(&yes).await.expect("a book").best_ask();
        let best = best.expect("somebody sells");
        for _ in 0..20 {
            let book = self.next_door.book(&yes).await.expect("a book");
            if book.best_ask() != Some(best) {
                return;
            }
            let now = self.next_door.server_time().await.expect("the time");
            let kind = ChildKind::BuyNow {
                price: best,
                budget: Usd::dollars(95),
            };
            let order = self.trader.sign(&self.market, &yes, Side::Buy, kind, now);
            if matches!(self.trader.post(&order).await, PlaceOutcome::Matched { .. }) {
                self.trades += 1;
            }
        }
    }

    /// Everything that the trader did so far is copied: an order each, each filled, none whose fate is open.
    pub(crate) async fn is_copied(&self, within: Duration) {
        let trades = self.trades;
        self.until("every trade is copied", within, |engine| {
            let core = engine.core();
            let state = core.state();
            let is_open =
                |state: &ChildState| !matches!(state, ChildState::Live | ChildState::Final | ChildState::Refused);
            state.orders.len() == trades
                && state.orders.values().all(|order| order.filled > Shares::ZERO)
                && !state.children.values().any(|child| is_open(&child.state))
        })
        .await;
    }

    /// Waits, and says what stands where it does not come.
    pub(crate) async fn until(&self, what: &str, within: Duration, holds: impl Fn(&EngineHandle) -> bool) {
        let begun = Instant::now();
        while !holds(&self.engine) {
            assert!(
                begun.elapsed() < within,
                "{what}: not within {within:?}\n{}",
                self.told()
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    fn told(&self) -> String {
        let core = self.engine.core();
        let state = core.state();
        let mut told = format!("{:?}\n{} trades\n", self.engine.view().phase, self.trades);
        for signal in state.signals.values() {
            let _ = writeln!(told, "{signal:?}");
        }
        for order in state.orders.values() {
            let _ = writeln!(told, "{order:?}");
        }
        for child in state.children.values() {
            let _ = writeln!(told, "{child:?}");
        }
        let _ = writeln!(told, "feeds {:?}\ndown {:?}", self.engine.feeds(), self.engine.down());
        let _ = writeln!(told, "halts {:?}\npending {:?}", state.halts, state.pending);
        let _ = writeln!(told, "follows {:?}", state.follows);
        told
    }

    /// What the venue's ledger has of the wallet is what the books have: every order, every fill, every share, nothing twice.
    pub(crate) async fn judge(&self, scene: &Scene) {
        let mut wrong = Vec::new();
        let begun = Instant::now();
        while begun.elapsed() < LIMIT {
            wrong = self.differences(&scene.ledger(&self.wallet).await);
            if wrong.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        panic!("{wrong:#?}\n{}", self.told());
    }

    fn differences(&self, ledger: &[Value]) -> Vec<String> {
        let core = self.engine.core();
        let state = core.state();
        let text = |record: &Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let mut wrong = Vec::new();
        let mut held: BTreeMap<String, i64> = BTreeMap::new();
        let mut fills = 0;
        for record in ledger {
            let order = text(record, "order");
            let is_known = |hash: &str| {
                state
                    .children
                    .values()
                    .any(|child| child.hash.as_ref().is_some_and(|known| known.as_str() == hash))
            };
            if matches!(text(record, "entry").as_str(), "fill" | "fill_undone") {
                if !is_known(&order) {
                    wrong.push(format!("{order} was filled, and is not in the books"));
                }
                let shares = micros(record, "filled");
                let is_more = (text(record, "side") == "BUY") == (record["entry"] == "fill");
                *held.entry(text(record, "token")).or_default() += if is_more { shares } else { -shares };
                fills += 1;
            }
        }
        if fills < self.trades {
            wrong.push(format!("{fills} fills for {} trades", self.trades));
        }
        let mut booked: BTreeMap<String, i64> = BTreeMap::new();
        for holding in state.holdings.values() {
            *booked.entry(holding.token.to_string()).or_default() += holding.shares.micros();
        }
        held.retain(|_, shares| *shares != 0);
        booked.retain(|_, shares| *shares != 0);
        if held != booked {
            wrong.push(format!("the venue has {held:?}, the books {booked:?}"));
        }
        for order in state.orders.values() {
            // A better price within a budget may bring some shares more.
            if order.filled.micros() > order.shares.micros() * 11 / 10 {
                wrong.push(format!("order {:?} is filled beyond what it was for", order.id));
            }
        }
        if state.orders.len() != self.trades {
            wrong.push(format!("{} orders for {} trades", state.orders.len(), self.trades));
        }
        wrong
    }
}

/// A live engine that trades: confirmed, and with its test order there and back, all by the same way out.
async fn started(home: Home, own: OwnAccount, endpoints: Endpoints) -> EngineHandle {
    let record = tested(&home, &own, &endpoints).await;
    let engine = Engine::start(options(home, own, endpoints))
        .await
        .unwrap_or_else(|error| panic!("{error}; the test order: {record:?}"));
    trades(&engine).await;
    engine
}

/// Until it trades, whatever it knows to be halted.
pub(crate) async fn trades(engine: &EngineHandle) {
    let trading = tokio::time::timeout(LIMIT, engine.trading()).await;
    trading.expect("in time").expect("it trades");
}

/// Confirmed, and with its test order there and back.
pub(crate) async fn tested(home: &Home, own: &OwnAccount, endpoints: &Endpoints) -> TestRecord {
    going_live::save_limits(home, own, &GlobalLimits::default())
        .await
        .expect("limits");
    going_live::confirm(home, own).await.expect("a word");
    let drive = TestDrive {
        home: home.clone(),
        own: own.clone(),
        ports: PolymarketVenue::at(endpoints.clone()).expect("a venue"),
        pace: Pace::default(),
        cut: Cut::default(),
    };
    let plan = drive.plan().await.expect("a plan");
    let (tell, _told) = watch::channel(TestRecord::default());
    drive.run(&plan, &tell).await.expect("a test order")
}

/// An engine's with real money.
pub(crate) fn options(home: Home, own: OwnAccount, endpoints: Endpoints) -> EngineOptions {
    EngineOptions {
        home,
        venue: Venue::Live {
            own,
            endpoints: Box::new(endpoints),
        },
        bus: Bus::new(),
        intervals: pilotfish_copy::Intervals::default(),
        real: pilotfish_engine::clock::RealClock::default(),
        room: Room::default(),
        verify: true,
    }
}

async fn buys(trader: &mut Trader, public: &PublicApi, market: &Market, budget: Usd) {
    let yes = &market.outcomes[0];
    let book = public.book(&yes.token).await.expect("a book");
    let ask = book.best_ask().expect("somebody sells");
    let bound = market.tick.floor(ask + Price::from_micros(30_000));
    let now = public.server_time().await.expect("the time");
    let kind = ChildKind::BuyNow { price: bound, budget };
    let order = trader.sign(market, &yes.token, Side::Buy, kind, now);
    let outcome = trader.post(&order).await;
    assert!(matches!(outcome, PlaceOutcome::Matched { .. }), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_engine_follows_and_copies_by_tls_names_and_a_proxy() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 1).await;
    copying.trader_buys().await;
    copying.is_copied(LIMIT).await;
    copying.judge(&scene).await;
    copying.engine.shutdown().await;
    scene.server.shutdown().await;
}
