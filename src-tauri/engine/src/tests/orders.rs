//! An order's way: committed before it is sent, sent once, found again whatever is lost.

use std::sync::{Arc, Mutex};

use pilotfish_copy::entity::{ChildState, HaltReason, OrderStatus};
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{Refusal, RefusalCode, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Row};

use crate::testing::venue::{OWNER, Posting};
use crate::testing::{Stage, TOO_OLD, child, is_live, seen, until};

/// What the database says of an order at that moment, read on a connection of its own.
fn stored(database: &std::path::Path, hash: &OrderHash) -> Option<(String, String)> {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let hash = hash.to_string();
    let read = async move {
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        let sql = "SELECT i.body AS body, c.state AS state FROM order_intents i JOIN child_orders c ON c.id = i.child \
                   WHERE i.hash = ?";
        let row = sqlx::query(sql).bind(hash).fetch_optional(&mut conn).await.unwrap()?;
        Some((row.get::<String, _>("body"), row.get::<String, _>("state")))
    };
    // The hook is called from the engine's runtime: another thread may wait for this one.
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(read)
    })
    .join()
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_very_bytes_are_committed_before_they_are_sent() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    let found = Arc::new(Mutex::new(Vec::new()));
    let (kept, database) = (Arc::clone(&found), stage.database());
    stage
        .script
        .on_post(move |hash, body| kept.lock().unwrap().push((stored(&database, hash), body.to_owned())));

    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;

    let found = found.lock().unwrap().clone();
    assert_eq!(found.len(), 1);
    let (row, sent) = &found[0];
    let (body, state) = row.as_ref().expect("the intent was on the disk when it was sent");
    assert_eq!(state, "prepared");
    let mut with_owner: serde_json::Value = serde_json::from_str(body).unwrap();
    with_owner["owner"] = OWNER.into();
    assert_eq!(serde_json::to_string(&with_owner).unwrap(), *sent);
    let order = engine.core().state().orders.values().next().cloned().unwrap();
    assert_eq!(
        (order.shares.to_string(), order.limit.unwrap().to_string()),
        ("5".to_owned(), "0.58".to_owned())
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_fails_sends_nothing_and_a_new_start_copies_once() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    let mut other = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(stage.database()))
        .await
        .unwrap();
    let trigger = "CREATE TRIGGER broken BEFORE INSERT ON order_intents BEGIN SELECT RAISE(ABORT, 'broken disk'); END";
    sqlx::query(trigger).execute(&mut other).await.unwrap();

    stage.script.trades(Side::Buy, "100", "0.58").await;
    let error = tokio::time::timeout(crate::testing::PATIENCE, engine.ended())
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.code, "engine_failed");
    assert!(error.detail.contains("broken disk"), "{}", error.detail);
    assert_eq!(stage.posts(), 0);

    sqlx::query("DROP TRIGGER broken").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let engine = stage.trading().await;
    until(&engine, "the copy rests", is_live).await;
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_looked_up_by_its_hash_and_never_sent_again() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.scene(|scene| scene.posting = Posting::AnswerLost);
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "it is found", is_live).await;
    let (posts, look_ups) = stage
        .script
        .scene(|scene| (scene.posts.clone(), scene.look_ups.clone()));
    assert_eq!(posts.len(), 1);
    assert!(look_ups.contains(&posts[0].0));
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_never_arrived_keeps_its_slot_until_it_cannot_arrive_any_more() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.scene(|scene| scene.posting = Posting::Lost);
    stage.script.trades(Side::Buy, "100", "0.58").await;
    seen(&stage.script, "it was sent", |scene| scene.posts.len() == 1).await;
    stage.script.scene(|scene| scene.posting = Posting::Rests);
    seen(&stage.script, "it is missing again and again", |scene| {
        scene.look_ups.len() >= 5
    })
    .await;
    assert_eq!(stage.posts(), 1, "not before the first can no longer arrive");
    stage.real.pass(TOO_OLD);
    until(&engine, "another rests", is_live).await;

    let posts = stage.script.scene(|scene| scene.posts.clone());
    assert_eq!(posts.len(), 2);
    assert_ne!(posts[0].0, posts[1].0);
    assert_eq!(child(&engine.core(), &posts[0].0).unwrap().state, ChildState::Refused);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fill_is_booked_once_however_often_it_is_told() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    stage.script.fill(&hash).await;
    until(&engine, "it is filled", |core| {
        core.state().holdings.values().any(|holding| !holding.shares.is_zero())
    })
    .await;
    until(&engine, "its order is over", |core| {
        core.state()
            .orders
            .values()
            .all(|order| order.status == OrderStatus::Ended)
    })
    .await;
    let polls = stage.script.scene(|scene| scene.calls["own_trades"]);
    seen(&stage.script, "trades are read again", |scene| {
        scene.calls["own_trades"] > polls + 2
    })
    .await;
    let held: Shares = engine
        .core()
        .state()
        .holdings
        .values()
        .map(|holding| holding.shares)
        .sum();
    assert_eq!(held.to_string(), "5");
    assert!(engine.core().state().halts.is_empty());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_kill_switch_cancels_what_rests_and_lets_nothing_out() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    engine.ask(UserInput::StopAll).await.unwrap();
    assert!(engine.core().state().is_stopped());
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    seen(&stage.script, "it is cancelled", |scene| scene.cancels.contains(&hash)).await;
    until(&engine, "its order is over", |core| {
        core.state()
            .orders
            .values()
            .all(|order| order.status == OrderStatus::Ended)
    })
    .await;
    stage.script.trades(Side::Buy, "200", "0.58").await;
    until(&engine, "the change is skipped", |core| {
        core.state().pending.is_empty() && core.state().signals.is_empty()
    })
    .await;
    assert_eq!(stage.posts(), 1);
    engine.ask(UserInput::StartAgain).await.unwrap();
    assert!(!engine.core().state().is_stopped());
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_the_venue_calls_otherwise_is_taken_back_and_nothing_more_is_sent() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.scene(|scene| scene.posting = Posting::Misnamed);
    stage.script.trades(Side::Buy, "100", "0.58").await;
    let other = OrderHash::new("0x99");
    seen(&stage.script, "it is taken back by its other name", |scene| {
        scene.cancels.contains(&other)
    })
    .await;
    until(&engine, "nothing is placed any more", |core| {
        core.state().halts.contains_key(&HaltReason::Version)
    })
    .await;
    stage.script.scene(|scene| scene.posting = Posting::Rests);
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the change is decided on", |core| {
        core.state().pending.is_empty() && core.state().signals.is_empty()
    })
    .await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    stage.real.pass(TOO_OLD);
    until(&engine, "the slot is free", |core| {
        child(core, &hash).is_none_or(|child| !child.state.holds_slot())
    })
    .await;
    assert_eq!(stage.posts(), 1);
    engine.shutdown().await;
}

/// Somebody deletes the API key at the exchange as an order is on its way: it is refused, and goes on with the next key.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_revoked_as_an_order_is_sent_is_derived_again_and_the_order_goes_on() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    engine.shared.stop_path.login.age().await;
    // At the post itself: what is signalled while a key is known to be refused is skipped.
    let script = Arc::downgrade(&stage.script);
    stage.script.on_post(move |_, _| {
        let Some(script) = script.upgrade() else { return };
        script.scene(|scene| {
            if scene.posts.is_empty() {
                scene.key_revoked = true;
                scene.refusal = Some(Refusal {
                    code: RefusalCode::Authentication,
                    text: "Unauthorized/Invalid api key".to_owned(),
                    retry_after_ms: None,
                });
            }
        });
    });
    stage.script.trades(Side::Buy, "100", "0.58").await;
    seen(&stage.script, "it is sent, and the program logs in again", |scene| {
        !scene.posts.is_empty() && !scene.key_revoked
    })
    .await;
    stage.script.scene(|scene| scene.refusal = None);
    until(&engine, "the order rests, and nothing halts", |core| {
        is_live(core) && core.state().halts.is_empty()
    })
    .await;
    let open = stage
        .script
        .scene(|scene| scene.orders.values().filter(|order| order.open).count());
    assert_eq!(open, 1);
    assert_eq!(
        engine.core().state().orders.len(),
        1,
        "one order, however often it was sent"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_move_what_is_ours_is_asked_for_while_an_order_waits_for_it() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    assert!(!stage.script.scene(|scene| scene.calls.contains_key("approvals")));
    let refusal = Refusal {
        code: RefusalCode::Allowance,
        text: "not enough balance / allowance".to_owned(),
        retry_after_ms: None,
    };
    stage.script.scene(|scene| scene.refusal = Some(refusal));
    stage.script.trades(Side::Buy, "100", "0.58").await;
    // After some refusals an hour passes until the next try.
    until(&engine, "the order was refused again and again", |core| {
        core.state().orders.values().any(|order| order.refusals >= 5)
    })
    .await;
    seen(&stage.script, "it is asked who may", |scene| {
        scene.calls.get("approvals").is_some_and(|calls| *calls >= 2)
    })
    .await;
    let next_try = || {
        let core = engine.core();
        let order = core.state().orders.values().next().unwrap().id;
        core.next_check(order).unwrap()
    };
    let due = next_try();
    stage.script.scene(|scene| {
        scene.refusal = None;
        scene.approvals = [("an exchange".to_owned(), true)].into();
    });
    until(&engine, "the copy rests", is_live).await;
    let core = engine.core();
    let placed = core.state().children.values().map(|child| child.created_at).max();
    assert!(placed.unwrap() < due, "{placed:?}: before its time, {due:?}");
    engine.shutdown().await;
}
