//! SIGKILL in the middle of trading, at named moments on the wire and at any other: no order twice, nothing lost, books that
//! agree with the venue. The truth is the venue's: its journal of accepted orders, its user channel, its list of trades.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::account::{Account, Listener};
use pilotfish_tests::database::{Database, IntentRow};
use pilotfish_tests::lines::{micros, text};
use pilotfish_tests::process::{Running, assert_tidy};
use pilotfish_tests::programs::cli;
use pilotfish_tests::relay::{Moment, Relay};
use pilotfish_tests::wait::{look_for, wait_until};
use serde_json::Value;
use tempfile::TempDir;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const SEED: u64 = 7;
/// While the account is looked at and at the end.
const CALM: Speed = Speed::times(60);
/// While it is killed: an hour a second.
const FAST: Speed = Speed::times(3_600);
/// How long a moment may be waited for before the kill comes anyway.
const PATIENCE: Duration = Duration::from_secs(6);
/// How long a start may take on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long books and venue may take to agree once it is calm. An order that was committed and never arrived is given up only a
/// minute after its stamp, and after two looks a minute of real time apart (product.md §7).
const AGREE_LIMIT: Duration = Duration::from_secs(300);

/// How long a follow in the ladder's style gathers rows, ms of the venue's time.
const GATHERS_MS: i64 = 20_000;

/// When a run is killed.
#[derive(Debug, Clone, Copy)]
enum Kill {
    /// At a moment on the wire.
    At(Moment),
    /// So long after the start, ms: in recovery, or anywhere.
    After(u64),
}

/// The schedule: every moment, most of them more than once, and any time between.
fn schedule() -> Vec<Kill> {
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut any = |least: u64, most: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        Kill::After(least + dice % (most - least))
    };
    vec![
        Kill::At(Moment::PostUnanswered),
        Kill::At(Moment::BeforePost),
        any(20, 400),
        Kill::At(Moment::AfterPost),
        Kill::At(Moment::BeforeLookUp),
        any(300, 2_500),
        Kill::At(Moment::CancelUnanswered),
        any(20, 400),
        Kill::At(Moment::PostUnanswered),
        Kill::At(Moment::BeforeCancel),
        any(300, 2_500),
        Kill::At(Moment::BeforePost),
        any(100, 1_000),
        Kill::At(Moment::PostUnanswered),
        Kill::At(Moment::CancelUnanswered),
        any(300, 2_500),
    ]
}

/// A served world with its journal, the wire to it, and a home for the program.
struct Scene {
    server: ServerHandle,
    relay: Relay,
    world: TempDir,
    home: TempDir,
    user: TempDir,
    account: Account,
    listener: Listener,
}

type Program = Arc<Mutex<Running>>;

impl Scene {
    async fn new() -> Self {
        let world = tempfile::tempdir().expect("a folder");
        let options = ServerOptions {
            speed: CALM,
            folder: Some(world.path().to_owned()),
            ..ServerOptions::new(VenueOptions::seeded(SEED, START))
        };
        let server = serve(options).await.expect("a served world");
        let account = Account::at(&server.http_url(), SEED).await;
        let listener = account.listen().await;
        let relay = Relay::to(server.addr());
        let folder = || tempfile::tempdir().expect("a folder");
        Self {
            server,
            relay,
            world,
            home: folder(),
            user: folder(),
            account,
            listener,
        }
    }

    fn start(&self, follows: &[&str]) -> Program {
        let mut command = cli(self.user.path());
        let url = self.relay.url();
        command
            .args(["demo", "--venue", &url, "--seed", &SEED.to_string(), "--json", "--home"])
            .arg(self.home.path());
        for follow in follows {
            command.args(["--follow", follow]);
        }
        Arc::new(Mutex::new(Running::start(&mut command)))
    }

    /// Arms the wire: the program is killed at that moment, and the moment goes to the receiver.
    fn kill_at(&self, moment: Moment, program: &Program) -> Receiver<Moment> {
        let (tell, hear) = mpsc::channel();
        let program = Arc::clone(program);
        self.relay.arm(moment, move || {
            lock(&program).kill();
            // Nobody listens any more once the test has failed.
            let _ = tell.send(moment);
        });
        hear
    }

    async fn data(&self) -> Database {
        Database::open(self.home.path()).await
    }
}

fn lock(program: &Program) -> std::sync::MutexGuard<'_, Running> {
    program.lock().unwrap_or_else(PoisonError::into_inner)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_sends_nothing_twice_and_loses_nothing() {
    let scene = Scene::new().await;
    let follows = ["25usdc:5"];
    let begun = Instant::now();
    let program = scene.start(&follows);
    wait_until(START_LIMIT, "the first engine copies", || {
        lock(&program).stdout().contains("\"baseline\"")
    });
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    let reached = kill_again_and_again(&scene, program, &follows);
    println!("killed for {:.0} s, at {reached:?}", begun.elapsed().as_secs_f32());

    let program = scene.start(&follows);
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    let orders = Orders::of(&scene);
    agree(&scene, &program).await;
    assert!(
        lock(&program).ended().is_none(),
        "it ended: {}",
        lock(&program).stderr()
    );
    assert_tidy(&lock(&program).stderr());

    assert!(
        orders.placed.len() >= 5,
        "only {} orders were placed: too few to tell",
        orders.placed.len()
    );
    assert!(
        !trades(&scene.account).await.is_empty(),
        "nothing filled: too little to tell"
    );
    for moment in [Moment::BeforePost, Moment::PostUnanswered, Moment::AfterPost] {
        assert!(
            reached.contains(&moment),
            "no order was under way to be killed at: {reached:?}"
        );
    }
    nothing_was_sent_that_was_not_committed(&scene).await;
    no_copy_order_ever_had_two_orders_at_the_venue(&scene).await;
    every_change_of_the_trader_is_one_signal(&scene).await;
    assert_eq!(
        scene.server.check_invariants().expect("the world stands"),
        Vec::<String>::new()
    );
    lock(&program).kill();
}

/// Runs and kills after the schedule; which moments on the wire it was killed at.
fn kill_again_and_again(scene: &Scene, first: Program, follows: &[&str]) -> BTreeSet<Moment> {
    let mut reached = BTreeSet::new();
    let mut program = first;
    for kill in schedule() {
        match kill {
            Kill::After(ms) => std::thread::sleep(Duration::from_millis(ms)),
            Kill::At(moment) => reached.extend(scene.kill_at(moment, &program).recv_timeout(PATIENCE)),
        }
        scene.relay.disarm();
        let mut killed = lock(&program);
        killed.kill();
        assert_tidy(&killed.stderr());
        drop(killed);
        program = scene.start(follows);
    }
    lock(&program).kill();
    reached
}

/// What the venue's journal has of our orders.
struct Orders {
    placed: BTreeSet<String>,
}

impl Orders {
    fn of(scene: &Scene) -> Self {
        let journal = std::fs::read_to_string(scene.world.path().join("journal.jsonl")).expect("the world's journal");
        let lines = journal
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let placed = lines
            .filter(|line| line["do"] == "place")
            .map(|line| text(&line, "id").to_owned());
        Self {
            placed: placed.collect(),
        }
    }
}

/// Waits until books and venue agree, at a clock that stands whenever they are compared.
async fn agree(scene: &Scene, program: &Program) {
    let begun = Instant::now();
    loop {
        scene.server.set_clock(None, Some(true)).expect("the clock stands");
        let settled = look_for_agreement(scene).await;
        scene.server.set_clock(None, Some(false)).expect("the clock runs");
        let Err(difference) = settled else { return };
        assert!(
            begun.elapsed() < AGREE_LIMIT,
            "books and venue differ: {difference}; {}",
            lock(program)
                .stderr()
                .chars()
                .rev()
                .take(3_000)
                .collect::<String>()
                .chars()
                .rev()
                .collect::<String>()
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// While the clock stands nothing new happens: what is on its way arrives within a second or two.
async fn look_for_agreement(scene: &Scene) -> Result<(), String> {
    let mut last = Err("not looked at".to_owned());
    for _ in 0..6 {
        last = compare(scene).await;
        if last.is_ok() {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    last
}

async fn compare(scene: &Scene) -> Result<(), String> {
    let mut data = scene.data().await;
    let open = data
        .texts("SELECT hash || ' ' || state FROM child_orders WHERE state IN ('prepared', 'unknown', 'cancelling', 'closing')")
        .await;
    if !open.is_empty() {
        return Err(format!("the fate of {open:?} is open"));
    }
    let live: BTreeSet<String> = data
        .texts("SELECT hash FROM child_orders WHERE state = 'live'")
        .await
        .into_iter()
        .collect();
    let rows = scene.account.all("/data/orders").await;
    let resting: BTreeSet<String> = rows.iter().map(|row| text(row, "id").to_owned()).collect();
    same("live orders", &live, &resting)?;
    let booked: BTreeSet<Leg> = data
        .fills()
        .await
        .into_iter()
        .filter(|fill| fill.settlement != "failed")
        .map(|fill| Leg {
            trade: fill.trade,
            hash: fill.hash,
            token: fill.token,
            side: fill.side,
            shares: fill.shares,
            price: fill.price,
        })
        .collect();
    same("fills", &booked, &trades(&scene.account).await)?;
    same_holdings(scene, &mut data).await
}

async fn same_holdings(scene: &Scene, data: &mut Database) -> Result<(), String> {
    let booked = data.holdings().await;
    let paid: BTreeSet<String> = data
        .texts("SELECT DISTINCT token FROM holdings WHERE payout IS NOT NULL")
        .await
        .into_iter()
        .collect();
    let traded = data.texts("SELECT DISTINCT token FROM executed_copy_trades").await;
    for token in traded.iter().filter(|token| !paid.contains(*token)) {
        let query = [
            ("asset_type", "CONDITIONAL"),
            ("signature_type", "3"),
            ("token_id", token.as_str()),
        ];
        let answer = scene.account.get("/balance-allowance", &query).await;
        let held: i64 = text(&answer, "balance").parse().expect("a balance in base units");
        let ours = booked.get(token).copied().unwrap_or(0);
        if held != ours {
            return Err(format!(
                "the books hold {ours} of {token}, the venue {held} (micro-shares)"
            ));
        }
    }
    Ok(())
}

fn same<T: Ord + std::fmt::Debug>(what: &str, ours: &BTreeSet<T>, theirs: &BTreeSet<T>) -> Result<(), String> {
    let (lost, invented): (Vec<_>, Vec<_>) = (theirs.difference(ours).collect(), ours.difference(theirs).collect());
    if lost.is_empty() && invented.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{what}: only at the venue {lost:?}, only in the books {invented:?}"
    ))
}

/// Our part of a trade.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Leg {
    trade: String,
    hash: String,
    token: String,
    side: String,
    shares: i64,
    price: i64,
}

/// Our part of every trade that has not failed, as the venue tells it.
async fn trades(account: &Account) -> BTreeSet<Leg> {
    let mut legs = BTreeSet::new();
    for row in account.all("/data/trades").await {
        if text(&row, "status") == "FAILED" {
            continue;
        }
        let trade = text(&row, "id").to_owned();
        let leg = |of: &Value, order: &str, shares: &str| Leg {
            trade: trade.clone(),
            hash: text(of, order).to_owned(),
            token: text(of, "asset_id").to_owned(),
            side: text(of, "side").to_owned(),
            shares: micros(of, shares),
            price: micros(of, "price"),
        };
        if text(&row, "trader_side") == "TAKER" {
            legs.insert(leg(&row, "taker_order_id", "size"));
        }
        let makers = row["maker_orders"].as_array().expect("the makers' orders");
        let ours = makers
            .iter()
            .filter(|maker| text(maker, "maker_address").eq_ignore_ascii_case(&account.wallet));
        legs.extend(ours.map(|maker| leg(maker, "order_id", "matched_amount")));
    }
    legs
}

async fn nothing_was_sent_that_was_not_committed(scene: &Scene) {
    let intents = scene.data().await.intents().await;
    let placed = Orders::of(scene).placed;
    let strange: Vec<&String> = placed.iter().filter(|hash| !intents.contains_key(*hash)).collect();
    assert!(
        strange.is_empty(),
        "orders at the venue that were never committed: {strange:?}"
    );
    println!(
        "{} orders committed, {} of them taken by the venue",
        intents.len(),
        placed.len()
    );
}

/// From the user channel, which tells in order what happened: a copy order's next order comes only after the last has ended.
async fn no_copy_order_ever_had_two_orders_at_the_venue(scene: &Scene) {
    assert!(
        scene.listener.is_listening(),
        "the user channel broke, so it did not tell everything"
    );
    let intents = scene.data().await.intents().await;
    let doubled = doubled(&scene.listener.heard(), &intents);
    assert!(
        doubled.is_empty(),
        "two orders of one copy order at a time: {doubled:?}"
    );
}

fn doubled(events: &[Value], intents: &BTreeMap<String, IntentRow>) -> Vec<String> {
    let mut live: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    let mut found = Vec::new();
    for event in events {
        let immediate = text(event, "event_type") == "trade" && text(event, "status") == "MATCHED";
        let hash = if immediate {
            text(event, "taker_order_id")
        } else {
            text(event, "id")
        };
        let Some(intent) = intents.get(hash) else { continue };
        let of_order = live.entry(intent.copy_order).or_default();
        match text(event, "type") {
            "PLACEMENT" => {
                of_order.insert(hash);
            }
            "CANCELLATION" => {
                of_order.remove(hash);
            }
            "UPDATE" if micros(event, "size_matched") >= micros(event, "original_size") => {
                of_order.remove(hash);
            }
            // A fill-and-kill rests for no time, but must not come beside one that does.
            _ if immediate && intent.kind != "resting" && !of_order.is_empty() => {
                found.push(format!("copy order {}: {hash} beside {of_order:?}", intent.copy_order));
            }
            _ => {}
        }
        if of_order.len() > 1 {
            found.push(format!("copy order {}: {of_order:?}", intent.copy_order));
        }
    }
    found
}

/// One signal a change: no row of the trader's led to two, and no difference of a list. (Rows of different sizes in one
/// transaction may be two changes: a follow gathers for 20 s of venue time, which is milliseconds at this speed.)
async fn every_change_of_the_trader_is_one_signal(scene: &Scene) {
    let mut data = scene.data().await;
    let rows = data
        .texts("SELECT signal_key || '@' || seen_at FROM signals ORDER BY seen_at, id")
        .await;
    let mut last = BTreeMap::new();
    for row in &rows {
        let (key, seen_at) = row.rsplit_once('@').expect("a key and a time");
        let seen_at: i64 = seen_at.parse().expect("a time");
        // follow/token/side/transaction/shares#count, or for a difference follow/token/list/instant/after: what comes last tells
        // how much it was, and is no part of what it was.
        let change = key.rsplit_once('/').map_or(key, |(change, _)| change);
        if let Some(before) = last.insert(change.to_owned(), seen_at) {
            // The venue's clock runs an hour a second here: rows of one transaction may reach the program further apart than a
            // follow gathers them, or one before a kill and one after it. Then the later ones are gathered anew, and no sooner.
            assert!(
                key.contains('#') && seen_at - before >= GATHERS_MS,
                "{change} became two signals, {} ms apart",
                seen_at - before
            );
        }
    }
    assert!(!rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_late_on_the_wire_is_not_sent_a_second_time() {
    let scene = Scene::new().await;
    let program = scene.start(&["25usdc:5"]);
    wait_until(START_LIMIT, "the engine copies", || {
        lock(&program).stdout().contains("\"baseline\"")
    });
    // Longer than any answer is waited for, shorter than the 30 s for which the venue takes the request's stamp.
    let held = Duration::from_secs(20);
    let (tell, hear) = mpsc::channel();
    scene.relay.arm(Moment::PostHeld, move || {
        let _ = tell.send(());
        std::thread::sleep(held);
    });
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    hear.recv_timeout(START_LIMIT).expect("an order is sent");
    // The fastest that a window's clock runs.
    scene
        .server
        .set_clock(Some(Speed::times(600)), None)
        .expect("a slower clock");
    let taken = Orders::of(&scene).placed;
    let committed = scene.data().await.intents().await;
    let late: Vec<&String> = committed.keys().filter(|hash| !taken.contains(*hash)).collect();
    assert!(!late.is_empty(), "what is sent is committed before");
    let arrived = look_for(held + Duration::from_secs(10), || {
        let taken = Orders::of(&scene).placed;
        late.iter().all(|hash| taken.contains(*hash)).then_some(())
    });
    println!("late: {late:?}, taken by the venue in the end: {}", arrived.is_some());
    no_copy_order_ever_had_two_orders_at_the_venue(&scene).await;
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    agree(&scene, &program).await;
    nothing_was_sent_that_was_not_committed(&scene).await;
    no_copy_order_ever_had_two_orders_at_the_venue(&scene).await;
    lock(&program).kill();
}

#[test]
fn the_check_for_two_orders_at_a_time_finds_them() {
    let intent = |hash: &str, copy_order| {
        let row = IntentRow {
            hash: hash.to_owned(),
            copy_order,
            state: "live".into(),
            kind: "resting".into(),
        };
        (hash.to_owned(), row)
    };
    let intents: BTreeMap<String, IntentRow> = [intent("a", 1), intent("b", 1), intent("c", 2)].into();
    let event = |kind: &str, hash: &str, matched: &str| serde_json::json!({ "event_type": "order", "type": kind, "id": hash, "size_matched": matched, "original_size": "5" });
    let ended = [
        event("PLACEMENT", "a", "0"),
        event("CANCELLATION", "a", "0"),
        event("PLACEMENT", "b", "0"),
    ];
    assert_eq!(doubled(&ended, &intents), Vec::<String>::new());
    let filled = [
        event("PLACEMENT", "a", "0"),
        event("UPDATE", "a", "5"),
        event("PLACEMENT", "b", "0"),
    ];
    assert_eq!(doubled(&filled, &intents), Vec::<String>::new());
    let partly = [
        event("PLACEMENT", "a", "0"),
        event("UPDATE", "a", "3"),
        event("PLACEMENT", "b", "0"),
    ];
    assert_eq!(doubled(&partly, &intents).len(), 1);
    let others = [event("PLACEMENT", "a", "0"), event("PLACEMENT", "c", "0")];
    assert_eq!(doubled(&others, &intents), Vec::<String>::new());
}
