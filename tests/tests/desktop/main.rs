//! The app as a person has it: a real window, driven by WebDriver, with a tray and notifications beside it.
//!
//! It needs WebKitWebDriver, a display (or Xvfb) and a bus daemon; where one of them is missing it is skipped, saying so.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

mod background;
mod hostile;
mod key_window;
mod leavings;
mod live;
mod notices;
mod passphrase;
mod stage;
mod steps;
mod surroundings;
mod updating;
mod way;
mod whole_job;
// The live tests' venue and trader; their headless program is not needed here.
#[path = "../live/program.rs"]
#[allow(dead_code, reason = "the live tests use the rest")]
mod program;
#[path = "../live/trader.rs"]
#[allow(dead_code, reason = "the live tests use the rest")]
mod trader;
#[path = "../live/venue.rs"]
#[allow(dead_code, reason = "the live tests use the rest")]
mod venue;

use std::path::Path;
use std::time::Duration;

use pilotfish_tests::display::has;
use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::session_bus::Shown;
use pilotfish_tests::wait::{look_for, wait_until};
use serde_json::json;
use stage::{A_DAY, Desktop, SOON, START, look_at};
use steps::{
    appearance_changes, be_welcomed, close_a_position, follow_25usdc, go_to, orders_come, results_come,
    stand_while_working, switches_work, wait_for_state, wait_for_working,
};

/// Windows take turns: three webviews and three simulated venues at once would be more than a small machine can do in time.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn a_trader_is_followed_and_the_copies_are_watched() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    let notifications = desktop.bus.notifications();
    let _tray = desktop.bus.tray();
    let window = desktop.open().await;
    be_welcomed(&window).await;
    window
        .find(START, "table td, table th, table button", "25usdc", false)
        .await;
    wait_for_state(&window, START, "Running").await;
    look_at(&window, "leaderboard").await;
    for place in [
        "Dashboard",
        "Following",
        "Orders",
        "Positions",
        "History",
        "Activity",
        "Performance",
    ] {
        go_to(&window, place).await;
        look_at(&window, &format!("{}-empty", place.to_lowercase())).await;
    }
    go_to(&window, "Leaderboard").await;
    follow_25usdc(&window).await;
    go_to(&window, "Following").await;
    let row = "const row = [...document.querySelectorAll('main tr, main li, main section')]\
               .find((row) => row.innerText.includes('25usdc')); return row ? row.innerText : null";
    let row = window.wait_for(SOON, "the follow in its list", row, json!([])).await;
    assert!(row.as_str().is_some_and(|text| text.contains('5')), "{row}");
    look_at(&window, "following").await;

    window.press(SOON, "600×").await;
    orders_come(&window).await;
    results_come(&window).await;
    // A fill is told outside the window.
    wait_until(A_DAY, "a notification of a fill", || {
        notifications.shown().iter().any(notices::is_fill)
    });
    notices::a_click_opens_the_order(&window, &notifications).await;
    close_a_position(&window).await;
    switches_work(&window).await;
    notices::its_button_stops_the_trader(&window, &notifications).await;
    notices::the_test_says_what_became_of_it(&window, &notifications).await;
    println!("told: {:?}", notifications.shown());
    // In words for people: no codes, no gaps.
    let is_fit = |text: &str| !text.trim().is_empty() && !text.contains('_') && !text.contains("undefined");
    for shown in notifications.shown() {
        assert!(is_fit(&shown.title) && is_fit(&shown.body), "{shown:?}");
    }
    appearance_changes(&window).await;
    assert_tidy(&window.stderr());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_tray_a_closed_window_goes_and_the_engine_stays() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("wmctrl") || !has("openbox") {
        println!("skipped: closing a window takes wmctrl and a window manager such as openbox");
        return;
    }
    let notifications = desktop.bus.notifications();
    let tray = desktop.bus.tray();
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    wait_until(SOON, "an icon in the tray", || tray.has_icon());
    follow_25usdc(&window).await;
    window.press(SOON, "600×").await;
    stand_while_working(&window).await;

    // Quitting asks while orders work; the engine goes on when the answer is to keep running.
    let app = desktop.app().expect("the app's process");
    window.press(SOON, "1×").await;
    assert!(tray.choose("Quit"));
    window.find(SOON, "[role=alertdialog]", "", false).await;
    look_at(&window, "quit-dialog").await;
    let stay = window
        .find(SOON, "[role=alertdialog] button", "Keep running", false)
        .await;
    window.click(&stay).await;
    let gone = "return !document.querySelector('[role=alertdialog]')";
    window.wait_for(SOON, "the question goes", gone, json!([])).await;
    assert_eq!(desktop.app(), Some(app), "the process ended though it was to go on");
    window.press(SOON, "Resume the demo clock").await;
    window.press(SOON, "60×").await;

    desktop.close_window();
    wait_until(SOON, "the window is gone", || !desktop.titles().contains("Pilotfish"));
    let goes_on = |shown: &Shown| shown.title == "Pilotfish is still running";
    wait_until(SOON, "it says that it goes on", || {
        notifications.shown().iter().any(goes_on)
    });
    // The engine goes on writing: equity, at the latest every five minutes of the venue.
    let data = desktop.path("data").join("demo");
    let newest = || newest_change(&data);
    let before = newest();
    wait_until(A_DAY, "the engine goes on", || newest() > before);
    assert_eq!(desktop.app(), Some(app), "the process ended with its window");

    let holds = |part: &str| tray.labels().iter().any(|label| label.contains(part));
    for part in [
        "Stop all",
        "Pause new copies",
        "Open Pilotfish",
        "Quit",
        "Demo · Running · ",
    ] {
        assert!(holds(part), "no {part:?} in {:?}", tray.labels());
    }
    assert!(!holds("Running · 0"), "no order works: {:?}", tray.labels());
    assert!(tray.choose("Open Pilotfish"));
    wait_until(SOON, "a window again", || desktop.titles().contains("Pilotfish"));
    // The new window shows what the old one did.
    window.turn_to_new_window(SOON).await;
    wait_for_state(&window, SOON, "Running").await;
    go_to(&window, "Following").await;
    window
        .find(SOON, "main td, main li, main section", "25usdc", false)
        .await;
    wait_for_working(&window).await;
    look_at(&window, "reopened").await;
    assert!(tray.choose("Pause new copies"));
    wait_until(SOON, "the tray says that it is paused", || holds("Demo · Paused"));
    assert!(tray.choose("Stop all"));
    wait_until(A_DAY, "everything is stopped", || {
        holds("Demo · Stopped · 0 open orders")
    });
    // With nothing at work it ends without a question.
    assert!(tray.choose("Quit"));
    wait_until(SOON, "the program ends", || desktop.app().is_none());
    assert_tidy(&window.stderr());
}

fn newest_change(folder: &Path) -> Option<std::time::SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    entries.filter_map(|entry| entry.metadata().ok()?.modified().ok()).max()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_tray_a_closed_window_is_minimised_and_not_lost() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("wmctrl") || !has("openbox") {
        println!("skipped: closing a window takes wmctrl and a window manager such as openbox");
        return;
    }
    let notifications = desktop.bus.notifications();
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    let app = desktop.app().expect("the app's process");
    desktop.close_window();
    // The first time it says why the window did not go.
    let says_so = |shown: &Shown| shown.title == "Pilotfish is still running" && shown.body.contains("minimised");
    wait_until(SOON, "it says that it goes on in the minimised window", || {
        notifications.shown().iter().any(says_so)
    });
    let gone = look_for(Duration::from_secs(3), || {
        (!desktop.titles().contains("Pilotfish")).then_some(())
    });
    assert!(gone.is_none(), "the window was lost: nothing could bring it back");
    assert_eq!(desktop.app(), Some(app), "the process ended with its window");
    assert!(window.text().await.contains("Leaderboard"), "the page is gone");
    assert_tidy(&window.stderr());
}
