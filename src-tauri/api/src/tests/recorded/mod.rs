//! What the real engine answers, recorded for the tests of the window's pages: `ui/src/platform/recorded/scenes`.
//!
//! Each story drives an engine over the scripted venue, in venue time that stands, to a few scenes, and asks everything that the pages
//! ask there. `cargo xtask fixtures` writes what comes back; everywhere else it must be what is committed.

mod accounts;
mod around;
mod asks;
mod demo;
mod live_setup;
mod recorder;
mod steady;
mod troubles;

use futures_util::future::{BoxFuture, join_all};
use pilotfish_engine::Mode;
use serde_json::{Value, json};

use demo::Running;
use recorder::{Answers, Ask, Recorder};
use steady::Steady;

/// What stays the same from run to run: the markets' own hashes.
fn known() -> Vec<String> {
    (0..9).map(|market| demo::condition(market).to_string()).collect()
}

/// Commands that say how everything stands the moment they are done, while the engine still cancels or places orders.
const ANSWERED_WITH_FRAME: [&str; 5] = ["pause", "resume", "stop_all", "start_again", "set_clock"];

/// What the user does in the demo, and what comes of it.
struct Deed {
    command: &'static str,
    given: Value,
    /// The scene after it.
    then: &'static str,
    /// What is asked there.
    asks: fn(&Answers) -> Vec<Ask>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_says_what_is_recorded() {
    let played = demo::four_days().await;
    played.engine.shutdown().await;
    let base = played.branch().await;
    let mut recorder = Recorder::new(Steady::in_venue_time(known()));
    recorder.take(&base, "demo", None, asks::everything).await;
    for (command, given) in files() {
        recorder.send(&base, "demo", command, given, None).await;
    }
    let mut limits = serde_json::to_value(base.api.settings().await.unwrap()).unwrap()["limits"].take();
    limits["maxDailySpend"] = json!("400");
    recorder
        .send(&base, "demo", "preview_limits", json!({ "limits": limits }), None)
        .await;
    // Each goes its own way from here, on an engine of its own: all at once, since an engine that comes to rest mostly waits.
    let mut ways: Vec<BoxFuture<'_, Recorder>> = vec![
        Box::pin(later(recorder.clone(), &base)),
        Box::pin(troubles::differences(recorder.clone(), &played)),
        Box::pin(troubles::cash(recorder.clone(), &played)),
        Box::pin(troubles::limits(recorder.clone(), &played)),
        Box::pin(many(recorder.clone(), &played)),
        Box::pin(troubles::outages(recorder.clone(), &played)),
    ];
    for deeds in deeds(&base) {
        ways.push(Box::pin(does(recorder.clone(), &played, deeds)));
    }
    for way in join_all(ways).await {
        recorder.takes_over(way);
    }
    base.ends().await;
    recorder.finish();
}

async fn later(mut recorder: Recorder, base: &Running) -> Recorder {
    base.passes(5 * 3_600_000).await;
    recorder.take(base, "demo-later", Some("demo"), asks::after).await;
    recorder
}

/// An order that is executed in many small parts: more fills than a screen has rows.
async fn many(mut recorder: Recorder, played: &Running) -> Recorder {
    let branch = played.branch().await;
    branch.fills_in_parts(demo::FED, 140, "0.5").await;
    recorder.take(&branch, "many", Some("demo"), asks::after_filling).await;
    branch.ends().await;
    recorder
}

async fn does(mut recorder: Recorder, played: &Running, deeds: Vec<Deed>) -> Recorder {
    let branch = played.branch().await;
    let mut from = "demo";
    for Deed {
        command,
        given,
        then,
        asks,
    } in deeds
    {
        recorder.send(&branch, from, command, given.clone(), Some(then)).await;
        branch.rests(then, |_| true).await;
        recorder.take(&branch, then, Some(from), asks).await;
        if ANSWERED_WITH_FRAME.contains(&command) {
            recorder.answers_with_frame(from, command, &given, then);
        }
        from = then;
    }
    branch.ends().await;
    recorder
}

/// Stories that begin at the demo as it stands.
fn deeds(base: &Running) -> Vec<Vec<Deed>> {
    let deed = |command, given, then| {
        let asks = if then == "demo-taken" {
            asks::after_taking
        } else {
            asks::after
        };
        Deed {
            command,
            given,
            then,
            asks,
        }
    };
    let working = base.working();
    let (first, fed, sale) = (
        working[0].clone(),
        base.order_on(demo::FED),
        base.order_on(demo::SHUTDOWN),
    );
    let held = base.held();
    vec![
        vec![
            deed("pause", json!({}), "demo-paused"),
            deed("resume", json!({}), "demo-resumed"),
        ],
        vec![
            deed("stop_all", json!({}), "demo-stopped"),
            deed("start_again", json!({}), "demo-started"),
        ],
        vec![deed(
            "cancel_orders",
            json!({ "orders": [fed, sale] }),
            "demo-two-cancelled",
        )],
        vec![deed("cancel_order", json!({ "order": fed }), "demo-fed-cancelled")],
        vec![deed(
            "cancel_orders",
            json!({ "orders": working }),
            "demo-all-cancelled",
        )],
        vec![deed("take_now", json!({ "order": first }), "demo-taken")],
        vec![deed(
            "switch_follow",
            json!({ "follow": 1, "on": false }),
            "demo-switched-off",
        )],
        vec![deed("unfollow", json!({ "follow": 1 }), "demo-unfollowed")],
        vec![deed(
            "close",
            json!({ "close": asks::close_of(&held, 100) }),
            "demo-closing",
        )],
        vec![deed("set_clock", json!({ "speed": 600, "paused": null }), "demo-fast")],
    ]
}

/// What makes a file.
fn files() -> Vec<Ask> {
    vec![
        ("export_history", json!({ "filter": asks::every_fill() })),
        ("export_ledger", json!({ "filter": asks::whole_ledger() })),
        ("export_decisions", json!({ "filter": asks::every_decision() })),
        ("export_performance", json!({ "period": "month" })),
        ("test_notification", json!({})),
        ("open_folder", json!({ "which": "data" })),
        (
            "open_page",
            json!({ "page": { "kind": "market", "market": demo::condition(0).to_string() } }),
        ),
        ("search", json!({ "text": "bitcoin" })),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fresh_program_says_what_is_recorded() {
    let mut recorder = Recorder::new(Steady::of(known()));
    troubles::beginnings(&mut recorder).await;
    recorder.finish();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_say_what_is_recorded() {
    let mut recorder = Recorder::new(Steady::in_real_time(known()));
    accounts::account(&mut recorder, Mode::Paper).await;
    accounts::account(&mut recorder, Mode::Live).await;
    accounts::keyless(&mut recorder).await;
    recorder.finish();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_to_live_says_what_is_recorded() {
    let mut recorder = Recorder::new(Steady::of(known()));
    live_setup::keys_and_wallets(&mut recorder).await;
    live_setup::checks(&mut recorder).await;
    live_setup::limits_and_test(&mut recorder).await;
    recorder.finish();
}
