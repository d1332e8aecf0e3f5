//! A running live engine beside the service: what is redeemed through the relayer becomes cash in its books by its own reading of the
//! account, and nothing is left unexplained.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pilotfish_copy::Intervals;
use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{Rounding, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::clock::RealClock;
use pilotfish_engine::relayer_requests::{RelayerRequests, RequestState};
use pilotfish_engine::{Bus, Engine, EngineOptions, Mode, Room, Venue};
use pilotfish_polymarket::{Endpoints, PublicApi};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerOptions, Speed, serve};
use pilotfish_vault::store::KeyStore;
use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use url::Url;

use super::HOUR_MS;
use super::redeeming::{LIMIT, Owner, PACE, control, resolved, send, soon_over};

const CENT: Usd = Usd::from_micros(10_000);
/// The world begins so long ago, so that a market of it is over by now.
const AGO_MS: i64 = 12 * 24 * HOUR_MS;

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("a time")
}

/// Lets the world come up to the computer's clock, and go on at its pace.
async fn catches_up(public: &PublicApi, base: &Url) {
    let begun = Instant::now();
    loop {
        let behind = now_ms() - public.server_time().await.expect("the time").0;
        if behind < 1_500 {
            break;
        }
        assert!(begun.elapsed() < LIMIT * 3, "the world is {behind} ms behind");
        // Two thirds of the way each time: a busy machine must not make it overshoot.
        let speed = (behind / 3_000).clamp(2, 100_000);
        control(base, "sim/clock", json!({ "speed": speed })).await;
        let wait = (behind / speed * 2 / 3).clamp(20, 10_000);
        tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
    }
    control(base, "sim/clock", json!({ "speed": 1 })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_engine_books_what_was_redeemed_as_cash_and_nothing_is_unexplained() {
    let server = serve(ServerOptions {
        speed: Speed::times(60),
        ..ServerOptions::new(VenueOptions::seeded(7, VenueMs(now_ms() - AGO_MS)))
    })
    .await
    .expect("a served world");
    let base = Url::parse(&format!("http://{}", server.addr())).expect("an address");
    let seed = 71;
    let mut owner = Owner::with(&base, seed, WalletType::Safe, "safe").await;
    let alone = owner.requests(seed, PACE);
    let plan = alone.preview_approvals().await.expect("a preview");
    assert_eq!(send(&alone, &plan).await.state, RequestState::Confirmed);
    drop(alone);

    let market = soon_over(&owner.public, &base)
        .await
        .into_iter()
        .next()
        .expect("a market");
    let held = owner.buys_both(&market).await;
    let market = resolved(&owner.public, &base, &market).await;
    catches_up(&owner.public, &base).await;
    let mut owed = Vec::new();
    for (token, shares) in held {
        let usd = shares.value(market.payout(&token).expect("it resolved"), Rounding::Down);
        if usd > Usd::ZERO {
            owed.push((market.clone(), token, shares, usd));
        }
    }
    owner.books(seed, &owed, VenueMs(now_ms())).await;
    // As if a person had gone the way to live.
    let database = owner.home().database(Mode::Live);
    let mut conn = SqliteConnectOptions::new()
        .filename(database)
        .connect()
        .await
        .expect("the database");
    sqlx::query("UPDATE identity SET live_confirmed_at = 1, live_tested_at = 1")
        .execute(&mut conn)
        .await
        .expect("confirmed");
    drop(conn);

    let endpoints = Endpoints::local(&base).expect("addresses");
    let engine = Engine::start(EngineOptions {
        home: owner.home(),
        venue: Venue::Live {
            own: owner.own(seed),
            endpoints: Box::new(endpoints),
        },
        bus: Bus::new(),
        intervals: Intervals::default(),
        real: RealClock::default(),
        room: Room::default(),
        verify: false,
    })
    .await
    .expect("a live engine");
    tokio::time::timeout(LIMIT, engine.trading())
        .await
        .expect("in time")
        .expect("it trades");
    engine.look_again().await.expect("the account is read");
    let cash = || engine.core().state().control.cash;
    let begun = Instant::now();
    while cash().is_none() {
        assert!(begun.elapsed() < LIMIT, "the cash is not known");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let before = cash().expect("it is known");
    let keys = Arc::clone(&owner.keys) as Arc<dyn KeyStore>;
    let requests = RelayerRequests::beside(&engine, Some(keys), PACE).expect("a live engine's");
    let plan = requests.preview_redemption(&[]).await.expect("a preview");
    assert_eq!(plan.claims.len(), owed.len(), "{plan:?}");
    let row = send(&requests, &plan).await;
    assert_eq!(row.state, RequestState::Confirmed, "{row:?}");

    // The engine reads its account by itself once it is confirmed; its list may take a moment more.
    let open = || -> Usd {
        let core = engine.core();
        core.state().claims.values().map(|claim| claim.open()).sum()
    };
    let begun = Instant::now();
    while open() > CENT {
        assert!(begun.elapsed() < LIMIT, "{} is owed still", open());
        engine.look_again().await.expect("the account is read");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let paid: Usd = owed.iter().map(|(.., usd)| *usd).sum();
    let books = cash().expect("it is known");
    let is_apart = |one: Usd, other: Usd| (one.micros() - other.micros()).abs() > CENT.micros();
    assert!(!is_apart(books, before + paid), "once: {books}, {before} and {paid}");
    let venue = owner.cash().await;
    assert!(!is_apart(books, venue), "{venue} at the venue, {books} in the books");
    let core = engine.core();
    let unexplained = |halt: &&HaltReason| matches!(halt, HaltReason::CashMissing);
    assert_eq!(core.state().halts.keys().filter(unexplained).count(), 0);
    engine.shutdown().await;
    server.shutdown().await;
}
