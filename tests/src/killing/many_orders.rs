//! A program that comes back to hundreds of open orders: how long its recovery takes, and whether Stop works during it.
//!
//! The orders are real at the venue, signed by the account's key and resting far from the market. In the books each is a copy
//! of an order that the program made itself, under another id and hash.

use std::time::{Duration, Instant};

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Tick};
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim_server::Speed;
use serde_json::{Value, json};

use super::campaign::FAST;
use super::scene::{CALM, Program, START_LIMIT, Scene, lock};
use crate::commands;
use crate::database::{Database, RestingRow};
use crate::wait::{wait_for, wait_until};

/// How long the copied orders rest: longer than anybody looks.
const RESTS_MS: i64 = 24 * 3_600_000;
/// How long a venue may take to show the first order, real time.
const FIRST_ORDER_LIMIT: Duration = Duration::from_secs(300);

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Orders that rested at the venue before the first start.
    pub before_recovery: usize,
    /// From the program's start until it traded.
    pub recovery: Duration,
    /// Orders that rested at the venue before the second start.
    pub before_stop: usize,
    /// What the program was doing when it was asked to stop.
    pub was_starting: bool,
    /// From the question to the answer of a stop that was asked for as soon as the second start listened.
    pub stop: Duration,
    /// Orders that rested at the venue after it.
    pub after_stop: usize,
}

/// Recovers with so many open orders, twice: once to the end, once stopped in the midst of it.
///
/// # Panics
/// When an order is not taken, or the program does not come up.
pub async fn measure(seed: u64, orders: usize) -> Measured {
    let scene = Scene::new(seed, HabitSet::none()).await;
    let program = scene.begin(&["25usdc:5"]).await;
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    let resting = first_order(&scene).await;
    lock(&program).kill();
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    add(&scene, &resting, orders).await;
    scene.server.set_clock(Some(Speed::REAL), None).expect("real time");

    let before_recovery = open_at_the_venue(&scene).await;
    let begun = Instant::now();
    let program = scene.start(&[]);
    wait_until(START_LIMIT, "it has recovered", || state(&scene, &program) == "running");
    let recovery = begun.elapsed();
    lock(&program).kill();

    let before_stop = open_at_the_venue(&scene).await;
    let program = scene.start(&[]);
    let listening = wait_for(START_LIMIT, "it listens", || {
        let state = state(&scene, &program);
        (!state.is_empty()).then_some(state)
    });
    let begun = Instant::now();
    let stopped = commands::ask(scene.home(), "stop_all", &json!({})).expect("a stop is not refused");
    let stop = begun.elapsed();
    assert!(stopped.is_some(), "it did not answer: {}", lock(&program).stderr());
    let after_stop = open_at_the_venue(&scene).await;
    wait_until(START_LIMIT, "it stays stopped", || state(&scene, &program) == "stopped");
    lock(&program).kill();
    Measured {
        before_recovery,
        recovery,
        before_stop,
        was_starting: listening == "starting",
        stop,
        after_stop,
    }
}

fn state(scene: &Scene, program: &Program) -> String {
    let mut program = lock(program);
    assert!(program.ended().is_none(), "it ended: {}", program.stderr());
    drop(program);
    let frame = commands::frame(scene.home()).unwrap_or_default();
    frame["state"].as_str().unwrap_or_default().to_owned()
}

async fn open_at_the_venue(scene: &Scene) -> usize {
    scene.account.all("/data/orders").await.len()
}

/// A purchase of the program's own that rests.
async fn first_order(scene: &Scene) -> RestingRow {
    let begun = Instant::now();
    loop {
        if let Some(row) = scene.data().await.resting_purchase().await {
            return row;
        }
        assert!(begun.elapsed() < FIRST_ORDER_LIMIT, "no purchase rests");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// So many orders like that one, at the lowest price: at the venue and in the books.
async fn add(scene: &Scene, like: &RestingRow, orders: usize) {
    let clock = scene.account.public("/sim/clock", &[]).await;
    let now = VenueMs(clock["now_ms"].as_i64().expect("the venue's time"));
    let expires_at = now.plus(RESTS_MS);
    let shares = Shares::from_micros(like.min_size);
    let price = Price::from_micros(like.tick);
    let mut data = Database::open_to_write(scene.home()).await;
    data.execute("BEGIN IMMEDIATE").await;
    for number in 0..i64::try_from(orders).expect("a count") {
        let (order, child) = (like.next_order + number, like.next_child + number);
        let place = PlaceChild {
            child: ChildId(u64::try_from(child).expect("an id")),
            token: TokenId::new(&like.token),
            exchange: serde_json::from_value(Value::from(like.exchange.clone())).expect("an exchange"),
            tick: Tick::from_micros(like.tick).expect("a tick"),
            side: Side::Buy,
            kind: ChildKind::Resting {
                price,
                shares,
                expires_at,
            },
            created_at: now,
        };
        let salt = u64::try_from(number + 1).expect("a salt");
        let (hash, body) = scene.account.place(&place, salt).await;
        let id = |id: i64| id.to_string();
        let none = || "0".to_owned();
        let (price, shares) = (like.tick.to_string(), like.min_size.to_string());
        let row = [
            ("id", id(order)),
            ("shares", shares.clone()),
            ("released", none()),
            ("filled", none()),
            ("value", none()),
            ("fees", none()),
            ("limit_price", price.clone()),
            ("decided_limit", price.clone()),
        ];
        data.copy_row("pending_copy_orders", like.copy_order, &row).await;
        let row = [
            ("id", id(child)),
            ("copy_order", id(order)),
            ("hash", format!("'{hash}'")),
            ("price", price),
            ("shares", shares),
            ("expires_at", id(expires_at.0)),
            ("state", "'live'".to_owned()),
            ("answered", none()),
            ("reported", none()),
            ("traded", none()),
            ("failed", none()),
            ("filled", none()),
            ("value", none()),
            ("created_at", id(now.0)),
        ];
        data.copy_row("child_orders", like.child, &row).await;
        data.add_intent(&hash, child, &body, (expires_at.0, now.0)).await;
    }
    data.count_up(i64::try_from(orders).expect("a count")).await;
    data.execute("COMMIT").await;
}
