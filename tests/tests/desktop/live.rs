//! The main job in the real window, short: a key by the keyboard, the way to live by its pages, the system's own questions, the test order,
//! a follow, a copy, and the stop; against the simulated venue over TLS. On the way the venue has all its habits. The whole of it is
//! [`super::whole_job`].

use std::time::{Duration, Instant};

use pilotfish_copy::money::Usd;
use pilotfish_tests::catalogue::Catalogue;
use pilotfish_tests::display::has;
use pilotfish_tests::keyring::Keyring;
use pilotfish_tests::secret_scan::SecretScan;
use pilotfish_tests::wait::look_for;
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use super::TURN;
use super::key_window::{ADDRESS, KEY, Keyboard};
use super::leavings::{self, BusTraffic};
use super::passphrase;
use super::stage::{Desktop, SOON, START, look_at};
use super::steps::wait_for_state;
use super::way::{
    STEP, ask, begin, comes_to_the_confirmation, hold_until_asked, main_windows, outcome, press_in_question, windows,
};
use crate::trader::Trader;
use crate::venue::Venue;

/// A trade is seen, decided, sent and booked.
const COPIED: Duration = Duration::from_secs(180);

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
    let traffic = BusTraffic::of(&desktop);
    let venue = Venue::serve(ADDRESS, "deposit").await;
    let endpoints = venue.endpoints();
    let window = desktop
        .open_with(&["--endpoints", endpoints.to_str().expect("a path")])
        .await;
    // Nothing runs before somebody chooses what is to.
    window.find(START, "button, a", "Set up a wallet…", true).await;
    begin(&window, "enter_live", json!({})).await;
    let early = outcome(&window, "enter_live").await;
    assert!(
        early.get("refused").is_some(),
        "live was entered by a command alone: {early}"
    );

    let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let words = Catalogue::english();
    comes_to_the_confirmation(&window, &words, &Keyboard(&desktop), &key, &venue).await;
    let main = main_windows(&desktop);
    // Escape is a no.
    hold_until_asked(&window, &words, &desktop, &main, &venue).await;
    press_in_question(&desktop, &main, &["Escape"]);
    let gone = look_for(SOON, || (windows(&desktop).len() == main.len()).then_some(()));
    assert!(gone.is_some(), "the question stays");
    assert_eq!(ask(&window, "setup", json!({})).await["step"], "confirmation");
    hold_until_asked(&window, &words, &desktop, &main, &venue).await;
    press_in_question(&desktop, &main, &["Tab", "space"]);

    window.find(SOON, "h1", "One small real order", true).await;
    let send = window.find(STEP, "button", "Send, ", false).await;
    venue.shows_the_opening_balance().await;
    window.click(&send).await;
    window.press(STEP, "Start live trading").await;
    wait_for_state(&window, STEP, "LIVE").await;
    wait_for_state(&window, STEP, "Running").await;
    window.press(SOON, "Go to the dashboard").await;
    look_at(&window, "live").await;
    assert_eq!(ask(&window, "frame", json!({})).await["modes"], json!(["demo", "live"]));

    follow_and_copy(&window, &desktop, &main, &venue).await;
    passphrase::guards_a_raise(&window, &desktop, &main).await;
    passphrase::locks_the_window(&window, &desktop).await;
    window.press(SOON, "Stop all").await;
    let confirm = window.find(SOON, "[role=alertdialog] button", "Stop ", false).await;
    window.click(&confirm).await;
    wait_for_state(&window, SOON, "Stopped").await;
    let begun = Instant::now();
    while ask(&window, "frame", json!({})).await["onExchange"] != 0 {
        assert!(begun.elapsed() < STEP, "something is still on the exchange");
    }

    // What was entered went into its own windows, and the API key from the venue to the keychain: nowhere else is any of it.
    let (secret, of_the_api) = venue.api_secrets(&KEY).await;
    let scan = SecretScan::default()
        .bytes("the key", &KEY)
        .text("the app's passphrase", passphrase::PASSPHRASE)
        .text("the API secret", &secret)
        .text("the API passphrase", &of_the_api);
    let mut places = leavings::of(&desktop, &window);
    places.extend(traffic.map(|traffic| traffic.place()));
    scan.assert_clean(&places);
    // The search finds what is there: the wallet, in what the page was told.
    let wallet = ask(&window, "setup", json!({})).await["account"]["wallet"]["address"]["full"].to_string();
    let sees = SecretScan::default().text("the wallet", wallet.trim_matches('"'));
    let is_seen = |place: &str| {
        leavings::of(&desktop, &window)
            .iter()
            .any(|(name, content)| name.starts_with(place) && !sees.find(content).is_empty())
    };
    assert!(is_seen("memory"), "the search finds nothing in a page's memory");
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
