//! SIGKILL in the middle of trading, at named moments on the wire and at any other: no order twice, nothing lost, books that
//! agree with the venue. The truth is the venue's: its journal of accepted orders, its user channel, its list of trades, and its
//! ledger of what happened, whatever it shows. `cargo xtask kill` does the same more often.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use pilotfish_sim::habits::HabitSet;
use pilotfish_sim_server::Speed;
use pilotfish_tests::account::Account;
use pilotfish_tests::database::{Database, IntentRow};
use pilotfish_tests::killing::campaign::{FAST, kill_again_and_again};
use pilotfish_tests::killing::oracle;
use pilotfish_tests::killing::plan::{Kill, plan};
use pilotfish_tests::killing::scene::{CALM, Program, START_LIMIT, Scene, lock};
use pilotfish_tests::lines::{micros, text};
use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::relay::Moment;
use pilotfish_tests::wait::look_for;
use serde_json::Value;

const SEED: u64 = 7;
/// Every point once.
const ROUND: usize = 17;
/// How long books and venue may take to agree once it is calm. An order that was committed and never arrived is given up only a
/// minute after its stamp, and after two looks a minute of real time apart (product.md §7).
const AGREE_LIMIT: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_sends_nothing_twice_and_loses_nothing() {
    let scene = Scene::new(SEED, HabitSet::none()).await;
    let begun = Instant::now();
    let program = scene.begin(&["25usdc:5"]).await;
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    let mut kills = plan(SEED, ROUND);
    // Orders on the wire are killed most often: no other moment is as dear.
    kills.extend([Moment::PostUnanswered, Moment::BeforePost, Moment::AfterPost].map(Kill::At));
    let tally = kill_again_and_again(&scene, &program, &kills);
    println!("killed for {:.0} s\n{tally}", begun.elapsed().as_secs_f32());

    let program = scene.start(&[]);
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    let placed = scene.placed();
    agree(&scene, &program).await;
    assert!(
        lock(&program).ended().is_none(),
        "it ended: {}",
        lock(&program).stderr()
    );
    assert_tidy(&lock(&program).stderr());

    assert!(
        placed.len() >= 5,
        "only {} orders were placed: too few to tell",
        placed.len()
    );
    assert!(
        !trades(&scene.account).await.is_empty(),
        "nothing filled: too little to tell"
    );
    for moment in [Moment::BeforePost, Moment::PostUnanswered, Moment::AfterPost] {
        assert!(
            tally.reached(&Kill::At(moment).to_string()),
            "no order was under way to be killed at {moment:?}:\n{tally}"
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

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_point_of_a_venue_with_all_its_habits_the_books_are_the_ledgers() {
    let seed = SEED + 1;
    let scene = Scene::new(seed, HabitSet::all()).await;
    let program = scene.begin(&["25usdc:5", "tern:5", "bothsides:5"]).await;
    let _user = scene.user();
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    let tally = kill_again_and_again(&scene, &program, &plan(seed, ROUND));
    let program = scene.start(&[]);
    let (verdict, judged) = oracle::judge(&scene, &program).await;
    println!("{tally}{judged:?}");
    assert!(verdict.is_clean(), "{verdict}");
    assert!(judged.orders >= 5 && judged.fills > 0, "too little to tell: {judged:?}");
    for point in [
        "before-commit",
        "after-commit",
        "reply-unbooked",
        "migrating",
        "stop-written",
    ] {
        assert!(tally.reached(point), "never killed at {point}:\n{tally}");
    }
    lock(&program).kill();
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
    let placed = scene.placed();
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

async fn every_change_of_the_trader_is_one_signal(scene: &Scene) {
    let mut data = scene.data().await;
    assert_eq!(oracle::signals_of_one_change(&mut data).await, Vec::<String>::new());
    assert!(data.number("SELECT COUNT(*) FROM signals").await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_late_on_the_wire_is_not_sent_a_second_time() {
    let scene = Scene::new(SEED, HabitSet::none()).await;
    let program = scene.begin(&["25usdc:5"]).await;
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
    let taken = scene.placed();
    let committed = scene.data().await.intents().await;
    let late: Vec<&String> = committed.keys().filter(|hash| !taken.contains(*hash)).collect();
    assert!(!late.is_empty(), "what is sent is committed before");
    let arrived = look_for(held + Duration::from_secs(10), || {
        let taken = scene.placed();
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
