//! Paper over sockets: the simulated venue stands for the real one, a client of it trades, and a pretend account fills by what it
//! shows. Nothing of the pretend account reaches it.

use std::time::{Duration, Instant};

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{FollowSettings, FollowStatus, HaltReason, Style};
use pilotfish_copy::ids::{OrderHash, VenueMs};
use pilotfish_copy::input::{OrderReport, PlaceOutcome, UserInput};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Percentage, Price, Shares, Tick, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::departure::Departure;
use pilotfish_engine::paper::{self, PaperTerms};
use pilotfish_engine::port::{Feed, FeedEvent, VenuePorts};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, EngineHandle, Home, Venue};
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, Transport};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{START, Trader};

/// For a busy machine.
const LIMIT: Duration = Duration::from_secs(90);

/// A served world in real time: it begins now, as whoever asks it for the time is told.
async fn world() -> (ServerHandle, Url, PublicApi) {
    let server = serve(ServerOptions {
        speed: Speed::REAL,
        real_time: true,
        ..ServerOptions::new(VenueOptions::seeded(7, VenueMs(system_ms())))
    })
    .await
    .expect("a served world");
    let base = Url::parse(&format!("http://{}", server.addr())).expect("an address");
    let endpoints = Endpoints::local(&base).expect("loopback");
    let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).expect("a transport");
    (server, base, PublicApi::new(transport))
}

/// A market that is open for long, with room between the best prices of its first outcome: the price one tick over the bid.
async fn market_with_room(public: &PublicApi, base: &Url) -> (Market, Price, Price) {
    let listed: Value = reqwest::get(base.join("markets?closed=false&limit=100").expect("an address"))
        .await
        .expect("Gamma's list")
        .json()
        .await
        .expect("JSON");
    for row in listed.as_array().expect("rows") {
        let condition = row["conditionId"].as_str().expect("a condition");
        let condition = pilotfish_copy::ids::ConditionId::new(condition);
        let market = public.market_by_condition(&condition).await.expect("a market");
        let is_long = market
            .end
            .is_none_or(|end| end.since(VenueMs(system_ms())) > 48 * 3_600_000);
        let [yes, _] = &market.outcomes;
        let Ok(book) = public.book(&yes.token).await else {
            continue;
        };
        let (Some(bid), Some(ask)) = (book.best_bid(), book.best_ask()) else {
            continue;
        };
        let between = Price::from_micros(bid.micros() + market.tick.micros());
        let is_middling = (200_000..=800_000).contains(&bid.micros()) && (200_000..=800_000).contains(&ask.micros());
        if market.accepting_orders && is_long && is_middling && between < ask {
            return (market, between, ask);
        }
    }
    panic!("no market with room between its best prices")
}

async fn simulated(base: &Url) -> VenuePorts {
    PolymarketVenue::simulated_as_real(base.as_str())
        .await
        .expect("a venue in real time")
}

fn shares(whole: i64) -> Shares {
    Shares::from_micros(whole * 1_000_000)
}

/// The bytes of a purchase that rests, as the engine posts them; nobody checks the signature here.
fn resting(market: &Market, price: Price, whole: i64) -> String {
    let [yes, _] = &market.outcomes;
    let size = shares(whole);
    let value = size.value(price, pilotfish_copy::money::Rounding::Down);
    serde_json::json!({
        "order": {
            "tokenId": yes.token, "makerAmount": value.micros().to_string(), "takerAmount": size.micros().to_string(),
            "side": "BUY", "expiration": "0",
        },
        "orderType": "GTC", "postOnly": false,
    })
    .to_string()
}

async fn buys(trader: &mut Trader, market: &Market, bound: Price, budget: Usd) -> Shares {
    let [yes, _] = &market.outcomes;
    let now = trader.trading.public().server_time().await.expect("the time");
    let kind = ChildKind::BuyNow { price: bound, budget };
    let order = trader.sign(market, &yes.token, Side::Buy, kind, now);
    match trader.post(&order).await {
        PlaceOutcome::Matched { shares } => shares,
        other => panic!("not bought: {other:?}"),
    }
}

fn up(tick: Tick, price: Price, cents: i64) -> Price {
    tick.floor(Price::from_micros(price.micros() + cents * 10_000))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pretend_order_rests_in_the_real_book_and_is_filled_by_real_trades() {
    let (server, base, public) = world().await;
    let (market, limit, ask) = market_with_room(&public, &base).await;
    let [yes, _] = &market.outcomes;
    let mut first = Trader::with(WalletType::Deposit, &public).await;
    let mut second = Trader::with(WalletType::Safe, &public).await;
    let held = buys(&mut second, &market, up(market.tick, ask, 5), Usd::dollars(40)).await;

    let folder = tempfile::tempdir().expect("a folder");
    let terms = PaperTerms {
        delay: Duration::from_millis(50),
        ..PaperTerms::default()
    };
    let ports = paper::ports(simulated(&base).await, folder.path(), terms)
        .await
        .expect("a paper account");
    ports.standing.skew_ms().await.expect("the venue's time");
    ports.market_data.market(&market.condition).await.expect("the market");
    let (sender, mut events) = mpsc::channel(1_024);
    let stop = CancellationToken::new();
    let (_wants, wanted) = watch::channel(std::collections::BTreeSet::from([yes.token.clone()]));
    tokio::spawn(ports.market_data.stream_books(wanted, sender.clone(), stop.clone()));
    tokio::spawn(ports.trading.stream_account(sender, stop.clone()));
    let mut up = 0;
    while up < 2 {
        let event = tokio::time::timeout(LIMIT, events.recv())
            .await
            .expect("the streams come up");
        up += usize::from(matches!(event, Some(FeedEvent::Up(Feed::Books | Feed::Account))));
    }

    let ours = OrderHash::new("0xpaper");
    let body = resting(&market, limit, 10);
    let placed = ports.trading.post(&ours, &body, &Departure::new(|| Ok(()))).await;
    assert_eq!(placed, PlaceOutcome::Live);
    // A real order comes to the same price after ours, and a real sale meets both. Ours was there first, but nobody can prove it
    // before a book has shown the price without the other: of 25 sold, what is beyond 10 is ours for certain.
    let now = first.trading.public().server_time().await.expect("the time");
    let kind = ChildKind::Resting {
        price: limit,
        shares: shares(25),
        expires_at: now.plus(3_600_000),
    };
    let theirs = first.sign(&market, &yes.token, Side::Buy, kind, now);
    assert_eq!(first.post(&theirs).await, PlaceOutcome::Live);
    let sold = held.floor_to_lot().at_most(shares(25));
    let sale = second.sign(
        &market,
        &yes.token,
        Side::Sell,
        ChildKind::SellNow {
            price: limit,
            shares: sold,
        },
        now,
    );
    let outcome = second.post(&sale).await;
    assert!(matches!(outcome, PlaceOutcome::Matched { .. }), "{outcome:?}");

    let account = ports.paper.clone().expect("a paper account");
    let begun = Instant::now();
    loop {
        let (booked, best) = account.filled(&ours).await.expect("the account").expect("our order");
        assert!(booked <= best, "{booked} {best}");
        if best == shares(10) {
            break;
        }
        assert!(begun.elapsed() < LIMIT, "the trade was never seen: {booked} {best}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let figures = account.figures().await.expect("figures");
    assert!(figures.cautious <= figures.optimistic, "{figures:?}");
    // Found again by its hash, as any order is.
    drop((events, ports, account));
    stop.cancel();
    let ports = paper::ports(simulated(&base).await, folder.path(), terms)
        .await
        .expect("the same account");
    let found = ports.trading.look_up(&ours, VenueMs(0)).await.expect("an answer");
    let matched: Shares = found.trades.iter().map(|trade| trade.shares).sum();
    assert!(found.trades.iter().all(|trade| trade.price == limit), "{found:?}");
    match found.report {
        OrderReport::Open { matched: said } | OrderReport::Closed { matched: said, .. } => assert_eq!(said, matched),
        OrderReport::Missing { .. } => panic!("it was kept"),
    }
    server.shutdown().await;
}

async fn started(folder: &TempDir, base: &Url) -> EngineHandle {
    let terms = PaperTerms {
        delay: Duration::from_millis(50),
        ..PaperTerms::default()
    };
    let home = Home::at(folder.path().join("home"));
    let (mut options, ports) = paper::prepare(home, simulated(base).await, terms, Bus::new())
        .await
        .expect("a paper account");
    if let Venue::Paper { own, .. } = &mut options.venue {
        own.locks = folder.path().join("locks");
    }
    let engine = Engine::start_with(options, ports).await.expect("an engine");
    tokio::time::timeout(LIMIT, engine.trading())
        .await
        .expect("in time")
        .expect("it trades");
    engine
}

/// Everything that the engine has decided and recorded.
async fn journal(engine: &EngineHandle) -> Vec<String> {
    let reader = engine.reader().expect("open data");
    let events = reader.events_after(None, 1_000).await.expect("the journal");
    events
        .iter()
        .map(|event| format!("{} {:?}", event.at.0, event.what))
        .collect()
}

/// Waits until the world itself has come to that instant.
async fn world_reaches(base: &Url, instant: VenueMs) {
    let begun = Instant::now();
    let clock = base.join("sim/clock").expect("an address");
    loop {
        let shown = reqwest::get(clock.clone()).await.expect("the world's clock");
        let shown: Value = shown.json().await.expect("JSON");
        if shown["now_ms"].as_i64().expect("an instant") >= instant.0 {
            break;
        }
        assert!(
            begun.elapsed() < LIMIT,
            "{instant:?} is not reached within {LIMIT:?}: {shown}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < LIMIT, "{what}: not within {LIMIT:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_copies_a_real_trader_with_pretend_money_and_goes_on_after_a_restart() {
    let (server, base, public) = world().await;
    let (market, _, ask) = market_with_room(&public, &base).await;
    let mut trader = Trader::with(WalletType::Deposit, &public).await;
    // The trader holds something already: an empty list would have to be read twice, a minute apart.
    let bound = up(market.tick, ask, 5);
    buys(&mut trader, &market, bound, Usd::dollars(20)).await;

    let folder = tempfile::tempdir().expect("a folder");
    let engine = started(&folder, &base).await;
    let mut settings = FollowSettings::at(Percentage::MOST);
    settings.style = Style::Fast;
    let follow = UserInput::Follow {
        trader: trader.trading.funder().clone(),
        name: "the other client".to_owned(),
        settings,
    };
    engine.ask(follow).await.expect("a follow");
    let mut follows_since = VenueMs(0);
    until("the follow copies", || {
        let core = engine.core();
        let mut follows = core.state().follows.values();
        let copies = follows.find(|follow| follow.status == FollowStatus::Active);
        follows_since = copies.map_or(follows_since, |follow| follow.started_at);
        copies.is_some()
    })
    .await;
    // Rows tell whole seconds of the world, which is behind the computer's clock where the machine is busy: what is traded in the
    // second in which the follow began, or before, counts as held before.
    world_reaches(&base, follows_since.plus(1_000)).await;
    buys(&mut trader, &market, bound, Usd::dollars(90)).await;
    let begun = Instant::now();
    loop {
        let core = engine.core();
        let state = core.state();
        if state.orders.values().any(|order| order.filled > Shares::ZERO) {
            break;
        }
        assert!(
            begun.elapsed() < LIMIT,
            "nothing is filled: {:?} {:?}\n{:#?}",
            state.halts,
            state.pending,
            journal(&engine).await
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let account = engine.paper().expect("a paper account");
    let figures = account.figures().await.expect("figures");
    assert!(figures.cash < figures.opening, "{figures:?}");
    assert!(figures.cautious <= figures.optimistic, "{figures:?}");
    assert!(figures.counts.filled > Shares::ZERO && figures.counts.filled <= figures.counts.filled_optimistic);
    let held = |engine: &EngineHandle| -> Shares {
        let core = engine.core();
        core.state().holdings.values().map(|holding| holding.shares).sum()
    };
    engine.shutdown().await;

    let engine = started(&folder, &base).await;
    let account = engine.paper().expect("a paper account");
    let begun = Instant::now();
    loop {
        // Only purchases were copied: what is held is what was filled, in the books as in the account.
        let again = account.figures().await.expect("figures");
        assert_eq!(again.opening, figures.opening);
        assert!(
            again.cash <= figures.cash && again.counts.filled >= figures.counts.filled,
            "{again:?} {figures:?}"
        );
        if held(&engine) == again.counts.filled {
            break;
        }
        assert!(
            begun.elapsed() < LIMIT,
            "the books are not what the account says: {again:?}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let core = engine.core();
    let halts: Vec<_> = core
        .state()
        .halts
        .keys()
        .filter(|reason| **reason != HaltReason::DiskLow)
        .collect();
    assert!(halts.is_empty(), "{halts:?}");
    engine.shutdown().await;
    server.shutdown().await;
}

/// A venue that says real time while its rows are of another would make every row one of before: nothing would ever be copied.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_venue_of_another_time_does_not_stand_for_the_real_one() {
    for (start, speed) in [(START, 1), (VenueMs(system_ms()), 60)] {
        let server = serve(ServerOptions {
            speed: Speed::times(speed),
            ..ServerOptions::new(VenueOptions::seeded(7, start))
        })
        .await
        .expect("a served world");
        let refused = PolymarketVenue::simulated_as_real(&format!("http://{}", server.addr())).await;
        let error = refused.err().expect("refused");
        assert_eq!(error.code(), "not_real_time", "{error}");
        server.shutdown().await;
    }
}
