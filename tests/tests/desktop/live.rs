//! The main job in the real window: a key by the keyboard, the way to live by its pages, the system's own questions, the test order, a
//! follow, a copy, and the stop; against the simulated venue over TLS. On the way the venue has all its habits.

use std::process::Command;
use std::time::{Duration, Instant};

use pilotfish_copy::money::Usd;
use pilotfish_tests::display::has;
use pilotfish_tests::keyring::Keyring;
use pilotfish_tests::wait::{look_for, wait_for};
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use super::TURN;
use super::key_window::{ADDRESS, KEY, Keyboard};
use super::stage::{Desktop, SOON, START, look_at};
use super::steps::wait_for_state;
use crate::trader::Trader;
use crate::venue::Venue;

/// A question of the system's takes no yes before it can have been read (the app's `READ_FIRST`).
const READ_FIRST: Duration = Duration::from_millis(1_500);
/// A button that is held is held for a second.
const HELD: Duration = Duration::from_millis(1_600);
/// A step of the way that asks the venue, with all its habits.
const STEP: Duration = Duration::from_secs(120);
/// A trade is seen, decided, sent and booked.
const COPIED: Duration = Duration::from_secs(180);

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
    let pressed = Command::new("xdotool")
        .args(["windowactivate", "--sync", &question, "key"])
        .args(keys)
        .env("DISPLAY", desktop.display())
        .status();
    assert!(pressed.is_ok_and(|status| status.success()), "{keys:?}");
}

/// Presses a button until the page with that heading is there: before everything is in order it does nothing.
async fn go_on(window: &Window, button: &str, heading: &str) {
    let begun = Instant::now();
    loop {
        window.press(STEP, button).await;
        if window.has(Duration::from_secs(4), "h1", heading).await {
            return;
        }
        assert!(
            begun.elapsed() < STEP,
            "{button} does not lead to {heading}: {}",
            window.text().await
        );
    }
}

/// Holds the button until the system asks: for some seconds after a no it does not.
async fn hold_until_asked(window: &Window, desktop: &Desktop, main: &[String]) {
    let begun = Instant::now();
    loop {
        let button = window.find(SOON, "button", "Hold to go live", false).await;
        window.hold(&button, HELD).await;
        let asked = look_for(Duration::from_secs(3), || {
            (windows(desktop).len() > main.len()).then_some(())
        });
        if asked.is_some() {
            return;
        }
        assert!(begun.elapsed() < SOON, "the system does not ask");
    }
}

/// From the welcome to a key that is kept and chosen.
async fn key_is_chosen(window: &Window, keyboard: &Keyboard<'_>) {
    go_on(window, "Set up a wallet…", "Where is your key?").await;
    let own = window
        .find(SOON, "input[type=radio], [role=radio], label", "With a wallet", false)
        .await;
    window.click(&own).await;
    go_on(window, "Continue", "Import the key").await;
    window.press(SOON, "Import a private key…").await;
    keyboard.wait();
    keyboard.enters(&KEY.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    window.press(SOON, "Use this key").await;
    go_on(window, "Continue", "Is this your account?").await;
}

/// From the addresses to checks that have all passed.
async fn checks_pass(window: &Window) {
    let tick = "This is the address in my Polymarket profile menu";
    let tick = window
        .find(STEP, "input[type=checkbox], [role=checkbox], label", tick, false)
        .await;
    window.click(&tick).await;
    window.press(STEP, "Confirm this wallet").await;
    go_on(window, "Continue", "Protect").await;
    go_on(window, "Continue", "Checks before going live").await;
    let begun = Instant::now();
    let passed = "return document.body.innerText.includes('All 8 passed')";
    while window
        .look_for(Duration::from_secs(15), passed, json!([]))
        .await
        .is_none()
    {
        assert!(begun.elapsed() < STEP, "{}", window.text().await);
        // With all its habits the venue refuses a question now and then.
        window.press(STEP, "Run all again").await;
    }
    look_at(window, "setup-checks").await;
    go_on(window, "Set limits", "Go live").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_goes_live_and_a_copy_is_placed_and_stopped() {
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
    let venue = Venue::serve(ADDRESS, "deposit").await;
    let endpoints = venue.endpoints();
    let window = desktop
        .open_with(&["--endpoints", endpoints.to_str().expect("a path")])
        .await;
    wait_for_state(&window, START, "Running").await;
    begin(&window, "enter_live", json!({})).await;
    let early = outcome(&window, "enter_live").await;
    assert!(
        early.get("refused").is_some(),
        "live was entered by a command alone: {early}"
    );

    key_is_chosen(&window, &Keyboard(&desktop)).await;
    checks_pass(&window).await;
    let exposure = window.find(SOON, "input", "Total exposure", false).await;
    window.fill(&exposure, "300").await;
    window.press(SOON, "Save limits").await;
    window
        .wait_for(
            SOON,
            "the limits are saved",
            "return document.body.innerText.includes('The system asks once more')",
            json!([]),
        )
        .await;
    let main = windows(&desktop);
    // Escape is a no.
    hold_until_asked(&window, &desktop, &main).await;
    press_in_question(&desktop, &main, &["Escape"]);
    let gone = look_for(SOON, || (windows(&desktop).len() == main.len()).then_some(()));
    assert!(gone.is_some(), "the question stays");
    assert_eq!(ask(&window, "setup", json!({})).await["step"], "confirmation");
    hold_until_asked(&window, &desktop, &main).await;
    press_in_question(&desktop, &main, &["Tab", "space"]);

    window.find(SOON, "h1", "One small real order", true).await;
    let send = window.find(STEP, "button", "Send for", false).await;
    window.click(&send).await;
    window.press(STEP, "Start live").await;
    wait_for_state(&window, STEP, "LIVE").await;
    wait_for_state(&window, STEP, "Running").await;
    look_at(&window, "live").await;
    assert_eq!(ask(&window, "frame", json!({})).await["modes"], json!(["demo", "live"]));

    follow_and_copy(&window, &desktop, &main, &venue).await;
    window.press(SOON, "Stop all").await;
    let confirm = window.find(SOON, "[role=alertdialog] button", "Stop ", false).await;
    window.click(&confirm).await;
    wait_for_state(&window, SOON, "Stopped").await;
    let begun = Instant::now();
    while ask(&window, "frame", json!({})).await["onExchange"] != 0 {
        assert!(begun.elapsed() < STEP, "something is still on the exchange");
    }
}

/// Somebody is followed, by the system's question, and their purchase is copied.
async fn follow_and_copy(window: &Window, desktop: &Desktop, main: &[String], venue: &Venue) {
    venue.control("/sim/habits", json!({ "habits": "none" })).await;
    let market = venue.market_to_trade().await;
    let mut trader = Trader::open(venue, 905).await;
    trader.buys(&market, 0, Usd::dollars(20)).await;
    let address = trader.wallet().to_owned();
    let mut draft = ask(window, "follow_defaults", json!({ "address": address })).await;
    draft["percentage"] = json!("20");
    begin(window, "follow", json!({ "address": address, "draft": draft })).await;
    press_in_question(desktop, main, &["Tab", "space"]);
    let followed = outcome(window, "follow").await;
    assert!(followed.get("ok").is_some(), "{followed}");
    until(window, "follows", "the follow copies", |follows| {
        follows[0]["status"] == "active"
    })
    .await;
    until(window, "frame", "the money is known", |frame| {
        !frame["balance"].is_null()
    })
    .await;
    trader.lets_a_second_pass().await;
    trader.buys(&market, 0, Usd::dollars(60)).await;
    until(window, "follows", "the purchase is a signal", |follows| {
        follows[0]["signals"] != 0
    })
    .await;
    until(window, "frame", "a copy is at work or filled", |frame| {
        frame["workingOrders"] != 0 || frame["exposure"] != "0"
    })
    .await;
}

async fn until(window: &Window, command: &str, what: &str, holds: impl Fn(&Value) -> bool) {
    let begun = Instant::now();
    loop {
        let answer = ask(window, command, json!({})).await;
        if holds(&answer) {
            return;
        }
        assert!(begun.elapsed() < COPIED, "not within {COPIED:?}: {what}; {answer}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
