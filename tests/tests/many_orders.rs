//! 500 open orders over real HTTP: a start that finds them again, and a stop that takes them all, while copying and while
//! recovering. What each took is printed; that it was done is asserted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildState, FollowSettings, FollowStatus, GlobalLimits};
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::money::{Percentage, Usd};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::view::Phase;
use pilotfish_engine::{Bus, Engine, EngineHandle, EngineOptions, Home, StopReport};
use pilotfish_polymarket::RateLimits;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::account::Account;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};
use tokio_tungstenite::tungstenite::Message;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const SEED: u64 = 7;
/// How many open orders there are to be at least.
const MANY: usize = 500;
/// How many purchases are told at once.
const AT_ONCE: usize = 40;
/// For a busy machine.
const LIMIT: Duration = Duration::from_secs(600);

/// What passed on the wire.
#[derive(Debug, Default)]
struct Passed {
    look_ups: AtomicUsize,
    lists: AtomicUsize,
}

/// A wire between the program and its venue: everything passes, but the activity stream, which says what the test says, and
/// readings of positions while they are held.
struct Wire {
    url: String,
    activity: broadcast::Sender<String>,
    hold_positions: watch::Sender<bool>,
    passed: Arc<Passed>,
}

impl Wire {
    async fn to(venue: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (activity, hold_positions) = (broadcast::Sender::new(4_096), watch::Sender::new(false));
        let passed = Arc::new(Passed::default());
        let (told, held, counted) = (activity.clone(), hold_positions.clone(), Arc::clone(&passed));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (told, held, counted) = (told.subscribe(), held.subscribe(), Arc::clone(&counted));
                tokio::spawn(async move {
                    let mut head = [0; 9];
                    while client.peek(&mut head).await.is_ok_and(|read| (1..9).contains(&read)) {
                        tokio::task::yield_now().await;
                    }
                    if head == *b"GET /rtds" {
                        speak(client, told).await;
                    } else if let Ok(venue) = TcpStream::connect(venue).await {
                        pass(client, venue, held, &counted).await;
                    }
                });
            }
        });
        Self {
            url,
            activity,
            hold_positions,
            passed,
        }
    }

    fn passed(&self) -> (usize, usize) {
        let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
        (count(&self.passed.lists), count(&self.passed.look_ups))
    }
}

/// The activity stream.
async fn speak(client: TcpStream, mut told: broadcast::Receiver<String>) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(client).await else {
        return;
    };
    loop {
        tokio::select! {
            frame = told.recv() => {
                let Ok(frame) = frame else { return };
                if socket.send(Message::text(frame)).await.is_err() {
                    return;
                }
            }
            heard = socket.next() => match heard {
                Some(Ok(Message::Text(_))) => {
                    // Nothing is what it answers to a ping.
                    if socket.send(Message::text("")).await.is_err() {
                        return;
                    }
                }
                Some(Ok(_)) => {}
                _ => return,
            },
        }
    }
}

async fn pass(mut client: TcpStream, mut venue: TcpStream, mut held: watch::Receiver<bool>, counted: &Passed) {
    let _ = (client.set_nodelay(true), venue.set_nodelay(true));
    let (mut from_client, mut to_client) = client.split();
    let (mut from_venue, mut to_venue) = venue.split();
    let asks = async {
        let mut piece = vec![0; 65_536];
        while let Ok(count @ 1..) = from_client.read(&mut piece).await {
            let said = &piece[..count];
            if said.starts_with(b"GET /data/order/") {
                counted.look_ups.fetch_add(1, Ordering::SeqCst);
            } else if said.starts_with(b"GET /data/orders") {
                counted.lists.fetch_add(1, Ordering::SeqCst);
            } else if said.starts_with(b"GET /v2/positions") {
                held.wait_for(|held| !held).await.unwrap();
            }
            if to_venue.write_all(said).await.is_err() {
                return;
            }
        }
    };
    let answers = tokio::io::copy(&mut from_venue, &mut to_client);
    tokio::select! {
        () = asks => {}
        _ = answers => {}
    }
}

/// A venue, the wire to it, and the account on its other side.
struct Scene {
    server: ServerHandle,
    wire: Wire,
    account: Account,
    home: TempDir,
}

/// A token that can be bought, with its price.
struct Offer {
    condition: String,
    token: String,
    price: f64,
}

impl Scene {
    async fn new() -> Self {
        let server = serve(ServerOptions {
            speed: Speed::times(60),
            ..ServerOptions::new(VenueOptions::seeded(SEED, START))
        })
        .await
        .expect("a venue");
        let wire = Wire::to(server.addr()).await;
        let account = Account::at(&server.http_url(), SEED).await;
        let home = tempfile::tempdir().expect("a folder");
        Self {
            server,
            wire,
            account,
            home,
        }
    }

    async fn start(&self) -> EngineHandle {
        Engine::start(self.options()).await.expect("an engine")
    }

    /// As at the real venue: no faster than it allows.
    async fn start_paced(&self) -> EngineHandle {
        let ports = PolymarketVenue::simulated(&self.wire.url, RateLimits::Published).expect("a venue");
        Engine::start_with(self.options(), ports).await.expect("an engine")
    }

    fn options(&self) -> EngineOptions {
        let home = Home::at(self.home.path());
        EngineOptions::demo(home, self.wire.url.clone(), SEED, Bus::new())
    }

    /// Whom to follow.
    async fn traders(&self) -> Vec<WalletAddress> {
        let found = self
            .account
            .public("/v2/leaderboard", &[("limit", "20"), ("window", "all")])
            .await;
        let rows = found["data"].as_array().expect("rows").clone();
        let wallet = |row: &Value| {
            let text = ["user_id", "proxyWallet"].iter().find_map(|name| row[*name].as_str());
            WalletAddress::parse(text.expect("a wallet")).expect("an address")
        };
        rows.iter().map(wallet).collect()
    }

    /// What has a price in the middle and is far from its end.
    async fn offers(&self) -> Vec<Offer> {
        let mut offers = Vec::new();
        for page in 0..10 {
            let offset = (page * 100).to_string();
            let query = [("closed", "false"), ("limit", "100"), ("offset", &offset)];
            let found = self.account.public("/markets", &query).await;
            let markets = found.as_array().expect("markets");
            for market in markets {
                let list = |name: &str| -> Vec<String> {
                    serde_json::from_str(market[name].as_str().unwrap_or("[]")).unwrap_or_default()
                };
                let far = market["endDate"].as_str().is_some_and(|end| end > "2026-11-04");
                let open = market["acceptingOrders"].as_bool() == Some(true);
                let prices = list("outcomePrices");
                let tokens = [list("clobTokenIds"), list("positionIds")].concat();
                for (token, price) in tokens.into_iter().zip(prices) {
                    let price: f64 = price.parse().expect("a price");
                    if far && open && (0.30..=0.80).contains(&price) {
                        let condition = market["conditionId"].as_str().expect("a condition").to_owned();
                        offers.push(Offer {
                            condition,
                            token,
                            price,
                        });
                    }
                }
            }
            if markets.len() < 100 {
                break;
            }
        }
        offers
    }

    /// An engine with so many orders at the venue.
    async fn with_many_orders(&self) -> EngineHandle {
        let engine = self.start().await;
        within("it trades", async { engine.trading().await.expect("it trades") }).await;
        let limits = GlobalLimits {
            max_exposure: Usd::dollars(9_000),
            max_daily_spend: Usd::dollars(9_000),
            max_open_orders: 2_000,
            ..GlobalLimits::default()
        };
        engine.ask(UserInput::SetLimits { limits }).await.expect("the limits");
        let traders = self.traders().await;
        let settings = FollowSettings {
            gather_ms: Some(0),
            ..FollowSettings::at(Percentage::from_tenths(50).expect("five percent"))
        };
        for (number, trader) in traders.iter().enumerate() {
            let follow = UserInput::Follow {
                trader: trader.clone(),
                name: format!("trader {number}"),
                settings: settings.clone(),
            };
            engine.ask(follow).await.expect("a follow");
        }
        until(&engine, "all are followed", |core| {
            let follows = &core.state().follows;
            follows.len() == traders.len() && follows.values().all(|follow| follow.status == FollowStatus::Active)
        })
        .await;
        println!("{} traders are followed", traders.len());
        // The lists of the venue know nothing of what the wire tells: slow enough that they are not compared meanwhile.
        self.server
            .set_clock(Some(Speed::times(1)), None)
            .expect("a slow clock");
        let offers = self.offers().await;
        let pairs: Vec<(&WalletAddress, &Offer)> = traders
            .iter()
            .flat_map(|trader| offers.iter().map(move |offer| (trader, offer)))
            .collect();
        println!("{} purchases could be told, of {} offers", pairs.len(), offers.len());
        // Some at a time: an order that waits too long for its turn is not sent.
        for (number, some) in pairs.chunks(AT_ONCE).enumerate() {
            let before = live(&engine.core());
            if before >= MANY {
                break;
            }
            for (place, (trader, offer)) in some.iter().enumerate() {
                self.buys(trader, offer, number * AT_ONCE + place);
            }
            until(&engine, "most of them rest", |core| {
                live(core) >= before + some.len() / 2
            })
            .await;
        }
        // None is on its way, so that what a start has to look up does not hang on the moment.
        until(&engine, "so many orders rest, and nothing else", |core| {
            live(core) >= MANY && core.unresolved_children().all(|child| child.state == ChildState::Live)
        })
        .await;
        engine
    }

    /// The activity stream tells of a purchase.
    fn buys(&self, trader: &WalletAddress, offer: &Offer, number: usize) {
        let now = self.server.clock().expect("the clock").now.0;
        let price = ((offer.price - 0.08) * 100.0).floor() / 100.0;
        let row = json!({
            "topic": "activity",
            "type": "trades",
            "timestamp": now,
            "connection_id": "1",
            "payload": {
                "asset": offer.token,
                "conditionId": offer.condition,
                "side": "BUY",
                "size": 160,
                "price": price,
                "timestamp": now / 1_000,
                "transactionHash": format!("0x{number:064x}"),
                "proxyWallet": trader.to_string(),
            },
        });
        self.wire.activity.send(row.to_string()).expect("somebody listens");
    }

    async fn open_at_the_venue(&self) -> usize {
        self.account.all("/data/orders").await.len()
    }
}

fn live(core: &Core) -> usize {
    let children = core.state().children.values();
    children.filter(|child| child.state == ChildState::Live).count()
}

async fn until(engine: &EngineHandle, what: &str, holds: impl Fn(&Core) -> bool) {
    let begun = Instant::now();
    while !holds(&engine.core()) {
        let core = engine.core();
        let state = core.state();
        assert!(
            begun.elapsed() < LIMIT,
            "{what}: not within {LIMIT:?}; {} live, {} orders, {} follows, {} of them active, phase {:?}, halts {:?}",
            live(&core),
            state.orders.len(),
            state.follows.len(),
            state
                .follows
                .values()
                .filter(|follow| follow.status == FollowStatus::Active)
                .count(),
            engine.view().phase,
            state.halts.keys().collect::<Vec<_>>()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(LIMIT, work).await;
    done.unwrap_or_else(|_| panic!("{what}: not within {LIMIT:?}"))
}

fn assert_complete(report: &StopReport, open: usize) {
    // That the stop is committed may take the desk of a debug build, busy with the checks of all of them, longer than it is waited for.
    assert_eq!(report.open, Some(0), "{report:?}");
    assert!(
        report.asked >= open && !report.account_wide,
        "all of {open} by their hashes: {report:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_finds_500_orders_by_their_list_at_the_venues_pace_and_a_stop_takes_them_all() {
    let scene = Scene::new().await;
    let engine = scene.with_many_orders().await;
    engine.shutdown().await;
    let open = scene.open_at_the_venue().await;
    assert!(open + MANY / 50 >= MANY, "but for what was filled: {open}");

    let before = scene.wire.passed();
    let begun = Instant::now();
    let engine = scene.start_paced().await;
    within("it trades", async { engine.trading().await.expect("it trades") }).await;
    let recovery = begun.elapsed();
    let (lists, look_ups) = scene.wire.passed();
    let (lists, look_ups) = (lists - before.0, look_ups - before.1);
    println!("recovery_{open}_orders {} ms", recovery.as_millis());
    println!("recovery_{open}_orders_lists {lists} requests");
    println!("recovery_{open}_orders_look_ups {look_ups} requests");
    // But for what was filled in that moment, nothing is asked about one by one.
    assert!(lists >= 1 && look_ups < open / 10, "{lists} lists, {look_ups} look-ups");
    assert!(live(&engine.core()) >= MANY - MANY / 10);
    engine.shutdown().await;

    let engine = scene.start().await;
    within("it trades", async { engine.trading().await.expect("it trades") }).await;
    let begun = Instant::now();
    let report = within("it stops", engine.stop_all()).await;
    println!("stop_{open}_orders {} ms", begun.elapsed().as_millis());
    assert_complete(&report, open - open / 10);
    assert_eq!(scene.open_at_the_venue().await, 0);
    until(&engine, "the stop is committed", |core| core.state().is_stopped()).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_while_500_orders_are_recovered_takes_them_all() {
    let scene = Scene::new().await;
    let engine = scene.with_many_orders().await;
    engine.shutdown().await;
    let open = scene.open_at_the_venue().await;
    assert!(open + MANY / 50 >= MANY, "but for what was filled: {open}");

    // Recovery waits for our positions; the stop does not.
    scene.wire.hold_positions.send_replace(true);
    let engine = scene.start().await;
    let begun = Instant::now();
    let report = within("it stops", engine.stop_all()).await;
    println!("stop_in_recovery_{open}_orders {} ms", begun.elapsed().as_millis());
    assert!(matches!(engine.view().phase, Phase::Starting), "it recovers still");
    assert_complete(&report, open - open / 10);
    assert_eq!(scene.open_at_the_venue().await, 0);
    scene.wire.hold_positions.send_replace(false);
    within("it goes on", async { engine.trading().await.expect("it goes on") }).await;
    assert!(engine.core().state().is_stopped());
    assert_eq!(scene.open_at_the_venue().await, 0, "nothing was placed since");
    engine.shutdown().await;
}
