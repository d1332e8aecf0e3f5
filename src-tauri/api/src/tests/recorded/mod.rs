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

use pilotfish_engine::Mode;
use serde_json::{Value, json};

use demo::Running;
use recorder::Recorder;
use steady::Steady;

/// What stays the same from run to run: the markets' own hashes.
fn known() -> Vec<String> {
    (0..9).map(|market| demo::condition(market).to_string()).collect()
}

/// What the user does in the demo, and what comes of it.
struct Deed {
    command: &'static str,
    given: Value,
    /// The scene after it.
    then: &'static str,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "not recorded yet: a resting order is still taken for one that is under way"]
async fn the_demo_says_what_is_recorded() {
    let played = demo::four_days().await;
    played.engine.shutdown().await;
    let base = played.branch().await;
    let mut recorder = Recorder::new(Steady::of(known()));
    recorder.take(&base, "demo", None, asks::everything).await;
    for deeds in deeds(&base) {
        let branch = played.branch().await;
        let mut from = "demo";
        for Deed { command, given, then } in deeds {
            recorder.send(&branch, from, command, given, Some(then)).await;
            branch.rests(then, |_| true).await;
            recorder.take(&branch, then, Some(from), asks::everything).await;
            from = then;
        }
        branch.ends().await;
    }
    for (command, given) in files() {
        recorder.send(&base, "demo", command, given, None).await;
    }
    let mut limits = serde_json::to_value(base.api.settings().await.unwrap()).unwrap()["limits"].take();
    limits["maxDailySpend"] = json!("400");
    recorder
        .send(&base, "demo", "preview_limits", json!({ "limits": limits }), None)
        .await;
    base.passes(5 * 3_600_000).await;
    recorder.take(&base, "demo-later", Some("demo"), asks::everything).await;
    base.ends().await;
    troubles::differences(&mut recorder, &played).await;
    troubles::outages(&mut recorder, &played).await;
    recorder.finish();
}

/// Stories that begin at the demo as it stands.
fn deeds(base: &Running) -> Vec<Vec<Deed>> {
    let deed = |command, given, then| Deed { command, given, then };
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
        vec![deed("cancel_order", json!({ "order": first }), "demo-cancelled")],
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
fn files() -> Vec<recorder::Ask> {
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
        ("preview_support", json!({})),
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
