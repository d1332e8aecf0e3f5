//! Notifications as a person has them beside the window: a fill arrives, a click opens its order, its button stops the trader, and where the
//! desktop takes none the window says so.

use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::session_bus::Shown;
use pilotfish_tests::wait::wait_until;
use serde_json::json;

use super::TURN;
use super::stage::{A_DAY, Desktop, SOON, START, look_at};
use super::steps::{be_welcomed, follow_25usdc, go_to, wait_for_state};

#[tokio::test(flavor = "multi_thread")]
async fn a_fill_opens_its_order_stops_its_trader_and_what_is_not_shown_is_known() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    let notifications = desktop.bus.notifications();
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;

    // Before anything has happened: the test says that it arrived.
    go_to(&window, "Settings").await;
    window.press(SOON, "Send test").await;
    let says = "return document.body.innerText.includes(arguments[0])";
    let taken = "Your desktop accepted the notification";
    window
        .wait_for(SOON, "it says that it arrived", says, json!([taken]))
        .await;
    assert_eq!(notifications.shown().len(), 1);

    go_to(&window, "Leaderboard").await;
    follow_25usdc(&window).await;
    window.press(SOON, "600×").await;
    let is_fill = |shown: &Shown| shown.title.starts_with("Filled") || shown.title.starts_with("Partly filled");
    wait_until(A_DAY, "a notification of a fill", || {
        notifications.shown().iter().any(is_fill)
    });
    window.press(SOON, "Pause the demo clock").await;
    let shown = notifications.shown();
    let place = shown.iter().position(is_fill).expect("the fill that was waited for");
    let fill = &shown[place];
    let has = |action: &str, words: &str| fill.actions.iter().any(|(name, said)| name == action && said == words);
    assert!(has("default", "Open") && has("stop", "Stop copying 25usdc"), "{fill:?}");

    go_to(&window, "Positions").await;
    notifications.act(place, "default");
    let there = "return /[?&]order=\\d+/.test(document.getElementById('main').dataset.at || '')\
                 && document.querySelector('aside') !== null";
    window
        .wait_for(SOON, "the order that was filled", there, json!([]))
        .await;
    look_at(&window, "order-from-notification").await;

    notifications.act(place, "stop");
    let stopped = |shown: &Shown| shown.title == "Stopped copying 25usdc";
    wait_until(SOON, "it says that the trader is stopped", || {
        notifications.shown().iter().any(stopped)
    });
    go_to(&window, "Following").await;
    // One is followed, and none is active.
    let off = "return /\\b0 active\\b/.test(document.querySelector('main').innerText)";
    window
        .wait_for(SOON, "the trader is switched off", off, json!([]))
        .await;

    notifications.refuse(true);
    go_to(&window, "Settings").await;
    window.press(SOON, "Send test").await;
    let refused = "The last notification was not shown: the desktop refused it";
    window
        .wait_for(SOON, "it says that it was refused", says, json!([refused]))
        .await;
    look_at(&window, "notification-refused").await;
    notifications.refuse(false);
    window.press(SOON, "Send test").await;
    let gone = "return !document.body.innerText.includes(arguments[0])";
    window
        .wait_for(SOON, "what was wrong is over", gone, json!([refused]))
        .await;
    assert_tidy(&window.stderr());
}
