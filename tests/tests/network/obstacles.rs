//! What stands between a live program and trading, each met at the wire: it is seen as what it is, told in both languages with what to
//! do, nothing is sent against it, and once it is gone everything goes on.

use std::time::{Duration, Instant};

use pilotfish_api::obstacles::{of_down, of_halt, of_refusal};
use pilotfish_copy::entity::{ChildState, HaltReason};
use pilotfish_copy::event::{EndReason, WaitReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::{RefusalCode, UserInput};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::{DownCause, Engine, EngineHandle, FeedKind, Home};
use pilotfish_vault::words::{Advice, Language};
use serde_json::json;

use crate::copying::{Copying, options, tested, trades};
use crate::scene::{LIMIT, Scene};

/// An account that is read each minute shows what changed within that, on a busy machine.
const READ_WITHIN: Duration = Duration::from_secs(240);
/// After so long what the trader did is copied, or had to wait: then they do it again.
const COPIED_WITHIN: Duration = Duration::from_secs(8);
/// A resolution is read from lists that run minutes late.
const RESOLVED_WITHIN: Duration = Duration::from_secs(420);
/// What could not be cancelled is cancelled within that once the venue answers.
const STOPPED_WITHIN: Duration = Duration::from_secs(120);
/// What may leave against a halt would have left within that.
const QUIET: Duration = Duration::from_secs(4);

fn halted(engine: &EngineHandle, reason: &HaltReason) -> Option<String> {
    let core = engine.core();
    let halt = core.state().halts.get(reason)?;
    Some(halt.words.clone().unwrap_or_default())
}

fn waits(engine: &EngineHandle, reason: WaitReason) -> bool {
    let core = engine.core();
    core.state().orders.values().any(|order| order.waiting == Some(reason))
}

/// What is said of it, in both languages.
fn says(advice: Advice) {
    for language in [Language::English, Language::French] {
        let text = advice.text(language);
        assert!(text.len() > 40, "{text}");
        println!("{}: {text}", advice.code);
    }
}

/// What a person does once the obstacle is gone; evidence may have been faster.
async fn lift(engine: &EngineHandle, reason: &HaltReason) {
    if halted(engine, reason).is_some() {
        let _ = engine.ask(UserInput::LiftHalt { reason: reason.clone() }).await;
    }
}

fn refusal(status: u16, body: &str) -> serde_json::Value {
    json!({ "kind": "status", "status": status, "body": body })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_venue_refuses_is_named_and_holds_and_is_got_over() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 71).await;
    for (status, body, reason) in [
        (425, "Too Early", HaltReason::VenueMode),
        (
            403,
            r#"{"error":"Trading restricted in your region, please refer to available regions"}"#,
            HaltReason::Region,
        ),
        (400, r#"{"error":"order_version_mismatch"}"#, HaltReason::Version),
        (
            401,
            r#"{"error":"Unauthorized/Invalid api key"}"#,
            HaltReason::Authentication,
        ),
    ] {
        let mine = copying.owner.clone();
        scene.arm("POST /order", Some(&mine), &refusal(status, body)).await;
        copying.trader_buys().await;
        let stands = |engine: &EngineHandle| {
            halted(engine, &reason).is_some() || reason == HaltReason::VenueMode && waits(engine, WaitReason::VenueMode)
        };
        copying.until("the halt stands", LIMIT, stands).await;
        says(of_halt(&reason));
        if matches!(reason, HaltReason::Region | HaltReason::Version) {
            let words = halted(&copying.engine, &reason).unwrap_or_default();
            assert!(
                body.contains(&words) && !words.is_empty(),
                "the venue's own words: {words}"
            );
            // Nothing more is sent while it stands.
            let met = scene.met().await;
            tokio::time::sleep(QUIET).await;
            assert_eq!(scene.met().await, met, "{reason:?}");
        }
        scene.disarm().await;
        lift(&copying.engine, &reason).await;
        copying.is_copied(LIMIT).await;
    }
    copying.judge(&scene).await;

    // A price step that is another by now: the market is read again, and the order made anew.
    let tick = refusal(
        400,
        r#"{"error":"order 0x1 is invalid. Price (0.5) breaks minimum tick size rule: 0.001"}"#,
    );
    let mine = copying.owner.clone();
    scene.arm("POST /order", Some(&mine), &tick).await;
    copying.trader_buys().await;
    copying
        .until("it waits for the market's facts", LIMIT, |engine| {
            waits(engine, WaitReason::MarketFacts)
        })
        .await;
    says(of_refusal(RefusalCode::Tick).expect("an obstacle").advice());
    scene.disarm().await;
    copying.is_copied(LIMIT).await;
    copying.judge(&scene).await;
    copying.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_banned_lacks_an_approval_or_may_only_close_goes_on_when_that_is_over() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 72).await;
    let path = format!("/sim/accounts/{}", copying.wallet);

    scene.control(&path, &json!({ "status": "banned" })).await;
    copying.trader_buys().await;
    copying
        .until("the account is known to be banned", LIMIT, |engine| {
            halted(engine, &HaltReason::Banned).is_some()
        })
        .await;
    says(of_halt(&HaltReason::Banned));
    scene.control(&path, &json!({ "status": "open" })).await;
    lift(&copying.engine, &HaltReason::Banned).await;
    copying.is_copied(LIMIT).await;

    // Taken back on chain, and given again at the venue's own page: no hour passes until the order is tried again.
    let allowance =
        |allowed: bool| json!({ "allowance": { "contract": "standard", "asset": "collateral", "allowed": allowed } });
    scene.control(&path, &allowance(false)).await;
    copying.trader_buys().await;
    copying
        .until("it waits for the approval", LIMIT, |engine| {
            waits(engine, WaitReason::Allowance)
        })
        .await;
    says(of_refusal(RefusalCode::Allowance).expect("an obstacle").advice());
    let refused_at = copying.engine.core().now();
    let read_since = |engine: &EngineHandle| account_read_at(engine).is_some_and(|at| at > refused_at);
    copying.until("the account is read", READ_WITHIN, read_since).await;
    scene.control(&path, &allowance(true)).await;
    copying.is_copied(READ_WITHIN).await;

    // It may only close: no purchase, until the venue says otherwise by itself.
    scene.control(&path, &json!({ "status": "closed_only" })).await;
    copying.trader_buys().await;
    let ended = |engine: &EngineHandle| {
        let core = engine.core();
        let mut orders = core.state().orders.values();
        halted(engine, &HaltReason::ClosedOnly).is_some()
            && orders.any(|order| order.end == Some(EndReason::ClosedOnly))
    };
    copying.until("the purchase has ended", LIMIT, ended).await;
    says(of_halt(&HaltReason::ClosedOnly));
    scene.control(&path, &json!({ "status": "open" })).await;
    copying
        .until("it may open positions again", READ_WITHIN, |engine| {
            halted(engine, &HaltReason::ClosedOnly).is_none()
        })
        .await;
    let filled = |engine: &EngineHandle| {
        let core = engine.core();
        let filled = core
            .state()
            .orders
            .values()
            .filter(|order| order.end == Some(EndReason::Filled));
        filled.count()
    };
    let before = filled(&copying.engine);
    copying.trader_buys().await;
    copying
        .until("the next purchase is copied", LIMIT, |engine| filled(engine) > before)
        .await;
    copying.engine.shutdown().await;
}

fn account_read_at(engine: &EngineHandle) -> Option<VenueMs> {
    let feeds = engine.feeds();
    let account = feeds.iter().find(|feed| feed.feed == FeedKind::Account);
    account.and_then(|account| account.last)
}

/// Until an order rests that was copied after the trader emptied the best price.
async fn rests(copying: &mut Copying) {
    copying.copies_rest().await;
    let live = |engine: &EngineHandle| {
        let core = engine.core();
        core.state()
            .children
            .values()
            .any(|child| child.state == ChildState::Live)
    };
    let begun = Instant::now();
    while !live(&copying.engine) {
        assert!(begun.elapsed() < LIMIT, "no copy rests");
        copying.trader_empties_the_best_price().await;
        let emptied = Instant::now();
        while !live(&copying.engine) && emptied.elapsed() < COPIED_WITHIN {
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_market_that_closes_under_an_order_ends_it_with_its_reason() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 73).await;
    rests(&mut copying).await;
    let path = format!("/sim/markets/{}", copying.market.condition);
    scene.control(&path, &json!({ "resolve": 1 })).await;
    let over = |engine: &EngineHandle| {
        let core = engine.core();
        let orders = &core.state().orders;
        let for_the_market = |end| matches!(end, Some(EndReason::MarketClosed | EndReason::MarketResolved));
        orders.values().all(|order| order.end.is_some()) && orders.values().any(|order| for_the_market(order.end))
    };
    copying
        .until("the order has ended for its market", RESOLVED_WITHIN, over)
        .await;
    says(of_refusal(RefusalCode::MarketClosed).expect("an obstacle").advice());
    copying.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_a_region_and_a_version_are_looked_at_before_anything_is_sent_and_a_region_may_change_again() {
    let scene = Scene::new(None).await;
    let blocked = json!({ "blocked": true, "ip": "203.0.113.7", "country": "BE", "region": "" });
    let here = |answer: &serde_json::Value| refusal(200, &answer.to_string());
    let start = async |home: Home, own, endpoints| {
        tested(&home, &own, &endpoints).await;
        // Over what trading begins with, and below what no signature is taken with any more.
        let ahead = crate::scene::now().0 / 1_000 + 20;
        scene.arm("/time", None, &refusal(200, &ahead.to_string())).await;
        let engine = Engine::start(options(home, own, endpoints)).await.expect("an engine");
        let begun = Instant::now();
        let down = loop {
            let down = engine.down();
            if let Some(down) = down.filter(|down| down.cause == DownCause::Clock) {
                break down;
            }
            assert!(begun.elapsed() < LIMIT, "{:?}", engine.down());
            tokio::time::sleep(Duration::from_millis(25)).await;
        };
        assert!(down.words.contains("behind Polymarket"), "{}", down.words);
        says(of_down(DownCause::Clock));
        scene.disarm().await;
        scene.arm("/api/geoblock", None, &here(&blocked)).await;
        scene.arm("/version", None, &here(&json!({ "version": 3 }))).await;
        trades(&engine).await;
        engine
    };
    let mut copying = Copying::begin_by(&scene, 74, WalletType::Deposit, start).await;
    for reason in [HaltReason::Region, HaltReason::Version] {
        let stands = |engine: &EngineHandle| halted(engine, &reason).is_some();
        copying.until("the halt stands", LIMIT, stands).await;
        says(of_halt(&reason));
    }
    let words = halted(&copying.engine, &HaltReason::Region).unwrap_or_default();
    assert!(words.contains("(BE)") && !words.contains("203.0.113"), "{words}");
    let words = halted(&copying.engine, &HaltReason::Version).unwrap_or_default();
    assert!(words.contains("version 3"), "{words}");
    // A halt that was lifted while we are still there stands again, and lets nothing out.
    lift(&copying.engine, &HaltReason::Version).await;
    lift(&copying.engine, &HaltReason::Region).await;
    copying.trader_buys().await;
    let stands = |engine: &EngineHandle| halted(engine, &HaltReason::Region).is_some();
    copying.until("it stands again", LIMIT, stands).await;
    assert!(
        scene
            .ledger(&copying.wallet)
            .await
            .iter()
            .all(|record| record["entry"] != "fill")
    );

    // It flaps: allowed, blocked, allowed.
    for _ in 0..2 {
        scene.disarm().await;
        copying.engine.look_at_region().await.expect("an answer");
        lift(&copying.engine, &HaltReason::Region).await;
        assert_eq!(halted(&copying.engine, &HaltReason::Region), None);
        scene.arm("/api/geoblock", None, &here(&blocked)).await;
        copying.engine.look_at_region().await.expect("an answer");
        copying.until("blocked again", LIMIT, stands).await;
    }
    scene.disarm().await;
    copying.engine.look_at_region().await.expect("an answer");
    lift(&copying.engine, &HaltReason::Region).await;
    copying.trader_buys().await;
    copying
        .until("the purchase is copied", LIMIT, |engine| {
            let core = engine.core();
            core.state()
                .orders
                .values()
                .any(|order| order.end == Some(EndReason::Filled))
        })
        .await;
    copying.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_half_open_while_it_recovers_hold_no_stop_up_and_lose_nothing() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 75).await;
    rests(&mut copying).await;
    copying.engine.shutdown().await;
    // Whoever connects is taken, and hears nothing more.
    scene.network.swallow(true);
    let engine = Engine::start(copying.again(&scene)).await.expect("an engine");
    let begun = Instant::now();
    while engine.down().is_none() {
        assert!(begun.elapsed() < LIMIT, "it is not said: {:?}", engine.view().phase);
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    says(of_down(engine.down().expect("down").cause));
    let stopped = tokio::time::timeout(LIMIT, engine.stop_all()).await;
    let report = stopped.expect("it says how things stand, whoever does not answer");
    assert_eq!(report.open, None, "nobody can know what is open: {report:?}");
    assert!(!report.trouble.is_empty(), "{report:?}");
    scene.network.swallow(false);
    scene.network.cut_all();
    let begun = Instant::now();
    let path = format!("/sim/accounts/{}", copying.wallet);
    while scene.asked(&path).await["working_orders"] != 0 {
        assert!(begun.elapsed() < STOPPED_WITHIN, "still open: {:?}", engine.down());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    engine.shutdown().await;
}
