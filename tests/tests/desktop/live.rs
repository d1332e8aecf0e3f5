//! Into live in the real window: a key by the keyboard, the system's own questions, the test order, and the engine, against the
//! simulated venue over TLS with all its habits.

use std::process::Command;
use std::time::{Duration, Instant};

use pilotfish_tests::display::has;
use pilotfish_tests::keyring::Keyring;
use pilotfish_tests::process::Running;
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::{look_for, wait_for};
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use super::TURN;
use super::key_window::{ADDRESS, KEY, Keyboard};
use super::stage::{Desktop, SOON, START};
use super::steps::wait_for_state;

/// A question of the system's takes no yes before it can have been read (the app's `READ_FIRST`).
const READ_FIRST: Duration = Duration::from_millis(1_500);
/// A step of the way that asks the venue, with all its habits.
const STEP: Duration = Duration::from_secs(120);

/// The venue, in which the key has an account with a deposit wallet alone, and the file of its addresses.
fn venue(desktop: &Desktop) -> Running {
    let folder = desktop.path("data");
    let mut command = cli(&desktop.path("home"));
    command
        .args(["sim", "serve", "--seed", "7", "--habits", "all", "--balance", "1000"])
        .args([
            "--tls",
            "--name",
            "polymarket.test",
            "--account",
            &format!("{ADDRESS}=deposit"),
        ])
        .arg("--authority")
        .arg(folder.join("authority.pem"));
    let program = Running::start(&mut command);
    let base = wait_for(SOON, "the venue's address", || {
        let said = program.stdout();
        let line = said.lines().next()?.trim().to_owned();
        line.starts_with("https://").then_some(line)
    });
    let socket = base.replacen("https", "wss", 1);
    let addresses = json!({
        "clob": base, "data": base, "gamma": base, "relayer": base, "polygon": format!("{base}/rpc"),
        "market_stream": format!("{socket}/ws/market"), "user_stream": format!("{socket}/ws/user"),
        "activity_stream": format!("{socket}/rtds"), "geoblock": format!("{base}/api/geoblock"),
        "proxy": "none", "authority": "authority.pem",
    });
    std::fs::write(folder.join("endpoints.json"), addresses.to_string()).expect("the file of addresses");
    program
}

/// Gives a command, as the page does.
async fn begin(window: &Window, command: &str, arguments: Value) {
    let give = "window.__given = null; window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])\
                .then((ok) => { window.__given = { ok }; }, (refused) => { window.__given = { refused }; }); return true";
    window.script(give, json!([command, arguments])).await;
}

/// What came of it: `ok` or `refused`.
async fn outcome(window: &Window, command: &str) -> Value {
    window.wait_for(STEP, command, "return window.__given", json!([])).await
}

async fn ask(window: &Window, command: &str, arguments: Value) -> Value {
    begin(window, command, arguments).await;
    let answer = outcome(window, command).await;
    assert!(answer.get("ok").is_some(), "{command}: {answer}");
    answer["ok"].clone()
}

/// The windows that are called as the program is: the main one, and the system's questions.
fn windows(desktop: &Desktop) -> Vec<String> {
    let found = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "^Pilotfish$"])
        .env("DISPLAY", desktop.display())
        .output()
        .expect("xdotool");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    found.lines().map(str::to_owned).collect()
}

/// Waits for the system's question and presses these keys in it.
fn press_in_question(desktop: &Desktop, main: &[String], keys: &[&str]) {
    let question = wait_for(SOON, "a question of the system's", || {
        windows(desktop).into_iter().find(|window| !main.contains(window))
    });
    std::thread::sleep(READ_FIRST);
    for words in [
        &["windowactivate", "--sync", question.as_str()][..],
        &[&["key"], keys].concat(),
    ] {
        let pressed = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", desktop.display())
            .status();
        assert!(pressed.is_ok_and(|status| status.success()), "{words:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_live_ends_in_a_live_engine_beside_the_demo() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("xdotool") || !has("openbox") {
        println!("skipped: typing into a window takes xdotool and a window manager such as openbox");
        return;
    }
    let Some(_keyring) = Keyring::unlocked(&desktop.bus, &desktop.path("home"), &desktop.path("runtime")) else {
        println!("skipped: gnome-keyring is not installed");
        return;
    };
    let _venue = venue(&desktop);
    let endpoints = desktop.path("data").join("endpoints.json");
    let window = desktop
        .open_with(&["--endpoints", endpoints.to_str().expect("a path")])
        .await;
    wait_for_state(&window, START, "Running").await;
    let keyboard = Keyboard(&desktop);
    keyboard.open(&window, "key").await;
    keyboard.enters(&KEY.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let main = windows(&desktop);

    let early = {
        begin(&window, "enter_live", json!({})).await;
        outcome(&window, "enter_live").await
    };
    assert!(
        early.get("refused").is_some(),
        "live was entered by a command alone: {early}"
    );
    ask(&window, "choose_account", json!({ "owner": ADDRESS })).await;
    let found = ask(&window, "find_wallets", json!({})).await;
    let place = found["verdict"]["place"]
        .as_u64()
        .expect("a wallet that is recommended");
    let wallet = &found["wallets"][usize::try_from(place).expect("a place")];
    let confirmed = json!({ "kind": wallet["kind"], "address": wallet["address"]["full"] });
    ask(&window, "confirm_wallet", confirmed).await;
    all_checks_pass(&window).await;
    let limits = json!({ "maxExposure": "300", "maxDailySpend": "150", "maxOpenOrders": 12, "reserve": "10", "maxDailyLoss": "75" });
    ask(&window, "save_live_limits", json!({ "limits": limits })).await;

    // Escape is a no; nothing is asked for a while after it.
    begin(&window, "confirm_live", json!({ "typed": null })).await;
    press_in_question(&desktop, &main, &["Escape"]);
    let refused = outcome(&window, "confirm_live").await;
    assert_eq!(refused["refused"]["code"], "not_confirmed", "{refused}");
    let begun = Instant::now();
    loop {
        begin(&window, "confirm_live", json!({ "typed": null })).await;
        if let Some(()) = look_for(Duration::from_secs(3), || {
            (windows(&desktop).len() > main.len()).then_some(())
        }) {
            break;
        }
        assert!(begun.elapsed() < SOON, "it does not ask again");
    }
    press_in_question(&desktop, &main, &["Tab", "space"]);
    let yes = outcome(&window, "confirm_live").await;
    assert!(yes.get("ok").is_some(), "{yes}");

    ask(&window, "preview_test_order", json!({})).await;
    ask(&window, "send_test_order", json!({})).await;
    let begun = Instant::now();
    let tested = loop {
        let run = ask(&window, "test_order", json!({})).await;
        if run["running"] == false && !run["ended"].is_null() {
            break run;
        }
        assert!(begun.elapsed() < STEP, "{run}");
    };
    assert_eq!(tested["outcome"]["outcome"], "passed", "{tested}");
    ask(&window, "enter_live", json!({})).await;
    let begun = Instant::now();
    loop {
        let frame = ask(&window, "frame", json!({})).await;
        if frame["mode"] == "live" && frame["state"] == "running" {
            assert_eq!(frame["modes"], json!(["demo", "live"]));
            break;
        }
        assert!(begun.elapsed() < STEP, "{frame}");
    }
    // Looking at the demo stops nothing.
    assert_eq!(
        ask(&window, "show_mode", json!({ "mode": "demo" })).await["mode"],
        "demo"
    );
    let back = ask(&window, "show_mode", json!({ "mode": "live" })).await;
    assert_eq!((&back["mode"], &back["state"]), (&json!("live"), &json!("running")));
    let stopped = ask(&window, "stop_all", json!({})).await;
    assert_eq!(stopped["state"], "stopped");
}

/// Runs the checks until all have passed: with all its habits the venue refuses one now and then.
async fn all_checks_pass(window: &Window) {
    let begun = Instant::now();
    loop {
        let checks = ask(window, "setup_checks", json!({})).await;
        let checks = checks.as_array().expect("a list");
        let failed = checks
            .iter()
            .filter(|check| check["outcome"] == "failed" || check["outcome"] == "unknown");
        let failed: Vec<&Value> = failed.collect();
        if failed.is_empty() {
            return;
        }
        assert!(begun.elapsed() < STEP, "{failed:?}");
    }
}
