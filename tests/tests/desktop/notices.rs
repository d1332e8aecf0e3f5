//! Notifications as a person has them beside the window: a click opens the order, a button stops the trader, and the test in the settings
//! says whether the desktop takes them.

use pilotfish_tests::session_bus::{Notifications, Shown};
use pilotfish_tests::wait::wait_until;
use pilotfish_tests::webdriver::Window;
use serde_json::json;

use super::stage::{SOON, look_at};
use super::steps::go_to;

const SAYS: &str = "return document.body.innerText.includes(arguments[0])";

/// What tells of a fill, and where it stands among all that were shown.
fn fill(notifications: &Notifications) -> (usize, Shown) {
    let shown = notifications.shown();
    let place = shown.iter().position(is_fill).expect("a fill was waited for");
    (place, shown[place].clone())
}

/// Whether it tells of a fill.
pub(crate) fn is_fill(shown: &Shown) -> bool {
    shown.title.starts_with("Filled") || shown.title.starts_with("Partly filled")
}

/// A click on a fill opens its order, from wherever the person is.
pub(crate) async fn a_click_opens_the_order(window: &Window, notifications: &Notifications) {
    let (place, fill) = fill(notifications);
    let has = |action: &str, words: &str| fill.actions.iter().any(|(name, said)| name == action && said == words);
    assert!(has("default", "Open") && has("stop", "Stop copying 25usdc"), "{fill:?}");
    go_to(window, "Positions").await;
    notifications.act(place, "default");
    let there = "return /[?&]order=\\d+/.test(document.getElementById('main').dataset.at || '')\
                 && document.querySelector('aside') !== null";
    window
        .wait_for(SOON, "the order that was filled", there, json!([]))
        .await;
    look_at(window, "order-from-notification").await;
}

/// Its button stops the trader, which is said where it was pressed and shown in the list.
pub(crate) async fn its_button_stops_the_trader(window: &Window, notifications: &Notifications) {
    let (place, _) = fill(notifications);
    notifications.act(place, "stop");
    let stopped = |shown: &Shown| shown.title == "Stopped copying 25usdc";
    wait_until(SOON, "it says that the trader is stopped", || {
        notifications.shown().iter().any(stopped)
    });
    go_to(window, "Following").await;
    // One is followed, and none is active.
    let off = "return /\\bnone active\\b/.test(document.querySelector('main').innerText)";
    window
        .wait_for(SOON, "the trader is switched off", off, json!([]))
        .await;
}

/// The test in the settings says that one arrived, and why one did not.
pub(crate) async fn the_test_says_what_became_of_it(window: &Window, notifications: &Notifications) {
    go_to(window, "Settings").await;
    window.press(SOON, "Send test").await;
    let taken = "Your desktop accepted the notification";
    window
        .wait_for(SOON, "it says that it arrived", SAYS, json!([taken]))
        .await;
    notifications.refuse(true);
    window.press(SOON, "Send test").await;
    let refused = "The last notification was not shown: the desktop refused it";
    window
        .wait_for(SOON, "it says that it was refused", SAYS, json!([refused]))
        .await;
    look_at(window, "notification-refused").await;
    notifications.refuse(false);
    window.press(SOON, "Send test").await;
    let gone = "return !document.body.innerText.includes(arguments[0])";
    window
        .wait_for(SOON, "what was wrong is over", gone, json!([refused]))
        .await;
}
