//! The program in the background: what a second start asks of it, a window that is kept, sleep that is held off, and the system's word to
//! end.

use std::path::Path;

use pilotfish_tests::commands::{ask, frame, overheard};
use pilotfish_tests::display::has;
use pilotfish_tests::process::{Ended, Running, assert_tidy};
use pilotfish_tests::session_bus::SessionBus;
use pilotfish_tests::wait::wait_until;
use serde_json::json;

use super::TURN;
use super::stage::{A_DAY, Desktop, SOON, START};
use super::steps::{be_welcomed, follow_25usdc, go_to, stand_while_working, wait_for_state};

/// A second start with that, whose data would be elsewhere.
fn second(desktop: &Desktop, ask: &[&str]) -> Ended {
    desktop.start_at(&desktop.path("other"), ask).finish(SOON)
}

fn settings(desktop: &Desktop, text: &str) {
    std::fs::write(desktop.path("data").join("settings.json"), text).expect("the settings");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_is_heard_sleep_is_held_off_while_orders_work_and_the_systems_word_ends_it() {
    let _turn = TURN.lock().await;
    let Some(mut desktop) = Desktop::new() else { return };
    settings(&desktop, r#"{"stayAwake":true}"#);
    let address = desktop.bus.address.clone();
    desktop.has("DBUS_SYSTEM_BUS_ADDRESS", Path::new(&address));
    let sleep = desktop.bus.sleep();
    let asked = second(&desktop, &["--stop"]);
    assert_eq!(asked.code, Some(3), "nobody runs: {}", asked.stderr);
    assert!(asked.stderr.contains("pilotfish-cli stop"), "{}", asked.stderr);
    assert!(!desktop.path("other").exists(), "it made nothing");

    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    let app = desktop.app().expect("the app's process");
    follow_25usdc(&window).await;
    window.press(SOON, "600×").await;
    stand_while_working(&window).await;
    wait_until(A_DAY, "sleep is held off", || sleep.is_held());
    assert_eq!(sleep.asked().first().map(String::as_str), Some("idle Pilotfish block"));

    go_to(&window, "Settings").await;
    assert_eq!(second(&desktop, &["--open", "1"]).code, Some(0));
    let there = "return /[?&]order=1\\b/.test(document.getElementById('main').dataset.at || '')";
    window
        .wait_for(SOON, "the order that was named", there, json!([]))
        .await;
    for (ask, state) in [("--pause", "Paused"), ("--resume", "Running"), ("--stop", "Stopped")] {
        let asked = second(&desktop, &[ask]);
        assert_eq!(asked.code, Some(0), "{ask}: {}", asked.stderr);
        assert!(
            asked.stdout.contains("Pilotfish was told to"),
            "{ask}: {}",
            asked.stdout
        );
        wait_for_state(&window, SOON, state).await;
    }
    wait_until(A_DAY, "sleep is let go", || !sleep.is_held());
    // What was stopped is started again in the window alone.
    assert_eq!(second(&desktop, &["--resume"]).code, Some(0));
    assert_eq!(second(&desktop, &["--stop", "--resume"]).code, Some(1));
    go_to(&window, "Settings").await;
    wait_for_state(&window, SOON, "Stopped").await;
    assert_eq!(desktop.app(), Some(app));
    assert!(
        !desktop.path("other").join("demo").exists(),
        "the second start began nothing"
    );

    assert!(desktop.tell(app, "TERM"));
    wait_until(START, "the program ends", || desktop.app().is_none());
    // What it left is closed: nothing is in the log that SQLite writes beside the database.
    let left = std::fs::metadata(desktop.path("data").join("demo/pilotfish.db-wal"));
    assert!(left.is_err(), "the data were not closed: {left:?}");
    assert_tidy(&window.stderr());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_another_program_has_is_said_to_be_taken_and_can_be_had_once_it_is_free() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    settings(&desktop, r#"{"welcomed":true,"stopShortcut":true}"#);
    let first = desktop.start_again();
    let data = desktop.path("data");
    wait_until(START, "the first one runs", || is_running(&data));

    // A program of its own on the same display: another session's bus does not know the first one.
    let (folder, other) = (desktop.path("session"), desktop.path("other"));
    std::fs::create_dir(&folder).expect("a folder");
    let bus = SessionBus::start(&folder).expect("dbus-daemon is installed");
    let mut second = desktop.command(&other, &[]);
    let second = Running::start(second.env("DBUS_SESSION_BUS_ADDRESS", &bus.address));
    wait_until(START, "the second one runs", || is_running(&other));
    let mut chosen = ask(&other, "settings", &json!({}))
        .expect("settings")
        .expect("an answer");
    assert_eq!(chosen["stopShortcut"], false);
    chosen["stopShortcut"] = json!(true);
    let save = json!({ "settings": chosen });
    let refused = overheard(&other.join("demo"), "save_settings", &save).expect("an answer");
    assert!(refused.contains("\"shortcut_taken\""), "{refused}");
    let kept = ask(&other, "settings", &json!({}))
        .expect("settings")
        .expect("an answer");
    assert_eq!(kept["stopShortcut"], false, "nothing was saved");

    first.terminate();
    first.finish(START).assert_success();
    let saved = ask(&other, "save_settings", &save)
        .expect("it is free")
        .expect("an answer");
    assert_eq!(saved["stopShortcut"], true);
    second.terminate();
    second.finish(START).assert_success();
}

fn is_running(home: &Path) -> bool {
    frame(home).is_some_and(|frame| frame["state"] == "running")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_window_is_hidden_and_is_the_same_when_it_is_opened() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("wmctrl") || !has("openbox") {
        println!("skipped: closing a window takes wmctrl and a window manager such as openbox");
        return;
    }
    settings(&desktop, r#"{"keepWindow":true}"#);
    let tray = desktop.bus.tray();
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    wait_until(SOON, "an icon in the tray", || tray.has_icon());
    go_to(&window, "Settings").await;
    let pages = desktop.web_processes();
    desktop.close_window();
    wait_until(SOON, "the window is gone", || !desktop.titles().contains("Pilotfish"));
    assert!(tray.choose("Open Pilotfish"));
    wait_until(SOON, "a window again", || desktop.titles().contains("Pilotfish"));
    assert_eq!(desktop.web_processes(), pages, "it was made anew");
    assert!(window.has(SOON, "h1", "Settings").await, "it shows what it showed");
    let figures = |part: &str| tray.labels().iter().any(|label| label.contains(part));
    wait_until(SOON, "the tray has figures", || figures("Today $0.00 · Exposure $0.00"));
    assert_tidy(&window.stderr());
}

/// Not driven: what drives a window ends with what fetches for its pages.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_window_nothing_of_webkit_stays_and_the_next_window_has_all_that_it_takes() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::without_driver() else {
        return;
    };
    settings(&desktop, r#"{"welcomed":true}"#);
    let tray = desktop.bus.tray();
    let app = desktop.start_again();
    let pictures = || app.stderr().matches("first paint").count();
    wait_until(START, "a picture", || pictures() == 1);
    wait_until(SOON, "an icon in the tray", || tray.has_icon());
    for picture in 2..=3 {
        assert!(!desktop.network_processes().is_empty(), "pages are fetched otherwise");
        desktop.close_window();
        wait_until(SOON, "the window is gone", || !desktop.titles().contains("Pilotfish"));
        wait_until(SOON, "nothing of WebKit is left", || {
            desktop.web_processes().is_empty() && desktop.network_processes().is_empty()
        });
        assert!(tray.choose("Open Pilotfish"));
        wait_until(SOON, "a picture again", || pictures() == picture);
    }
    app.terminate();
    let ended = app.finish(START);
    ended.assert_success();
    ended.assert_tidy();
}
