//! What a person does in the window, and what they see then.

use std::time::Duration;

use pilotfish_tests::webdriver::Window;
use serde_json::json;

use super::stage::{A_DAY, SOON, START, look_at};

pub(crate) async fn go_to(window: &Window, place: &str) {
    // A dialog that was just answered fades for a moment, and lies over everything until it has.
    let gone = "return !document.querySelector('[role=alertdialog], [role=dialog]')";
    window
        .wait_for(SOON, "no dialog lies over the page", gone, json!([]))
        .await;
    let link = window.find(SOON, "nav a", place, false).await;
    window.click(&link).await;
    window.find(SOON, "h1", place, true).await;
}

/// What the pill at the top says of the engine.
pub(crate) async fn wait_for_state(window: &Window, limit: Duration, state: &str) {
    let script = "return document.querySelector('header')?.innerText.includes(arguments[0])";
    window
        .wait_for(limit, &format!("the state {state}"), script, json!([state]))
        .await;
}

/// The first time it says what it is, and opens the demo.
pub(crate) async fn be_welcomed(window: &Window) {
    let open = window.find(START, "main button", "Open the demo", true).await;
    look_at(window, "welcome").await;
    window.click(&open).await;
    window.find(START, "h1", "Leaderboard", true).await;
}

pub(crate) async fn follow_25usdc(window: &Window) {
    let search = window.find(SOON, "input", "Find a trader", false).await;
    window.fill(&search, "25usdc").await;
    // The list may be drawn anew under the pointer: then it is pressed again.
    for _ in 0..3 {
        window.press(SOON, "Follow 25usdc").await;
        if window.has(Duration::from_secs(15), "aside h2", "Follow 25usdc").await {
            break;
        }
    }
    window.find(SOON, "aside h2", "Follow 25usdc", true).await;
    look_at(window, "trader-and-follow-sheet").await;
    let share = window
        .find(SOON, "aside input[inputmode=decimal]", "Copy size", false)
        .await;
    window.fill(&share, "5").await;
    look_at(window, "follow-sheet-at-5-percent").await;
    window.press(SOON, "Start following in demo").await;
    let gone =
        "return document.querySelector('aside h2') === null || !document.body.innerText.includes('Start following')";
    window.wait_for(SOON, "the sheet closes", gone, json!([])).await;
}

/// Activity and orders fill as the trader trades.
pub(crate) async fn orders_come(window: &Window) {
    go_to(window, "Activity").await;
    let decided = "return document.querySelectorAll('ol[aria-label=Decisions] li').length >= 1";
    window
        .wait_for(A_DAY, "a decision in the activity", decided, json!([]))
        .await;
    wait_for_working(window).await;
    look_at(window, "activity").await;
    go_to(window, "Orders").await;
    // The first cell chooses the order, the name in the second opens its market; the others open the order.
    let row = window.find(SOON, "main tbody td:nth-child(4)", "", false).await;
    look_at(window, "orders").await;
    window.click(&row).await;
    let path = "return document.querySelectorAll('main section[aria-label=\"Price path\"] svg path').length > 2";
    window.wait_for(SOON, "the price path", path, json!([])).await;
    look_at(window, "order-detail").await;
}

/// The number beside Orders in the rail.
pub(crate) async fn wait_for_working(window: &Window) {
    let working = "return [...document.querySelectorAll('nav a')].some((a) => /^Orders, [1-9]/.test(a.getAttribute('aria-label') || ''))";
    window.wait_for(A_DAY, "a working order", working, json!([])).await;
}

/// Stops the demo's clock while an order works: at 600× it may be filled between two looks.
pub(crate) async fn stand_while_working(window: &Window) {
    for _ in 0..10 {
        wait_for_working(window).await;
        window.press(SOON, "Pause the demo clock").await;
        // The frame that says that the clock stands counts the orders, too.
        let stands = "const clock = document.querySelector('header [aria-label=\"Resume the demo clock\"]');\
                      if (!clock) return null;\
                      return [...document.querySelectorAll('nav a')].some((a) => /^Orders, [1-9]/.test(a.getAttribute('aria-label') || '')) ? 'working' : 'none'";
        let orders = window.wait_for(SOON, "the clock stands", stands, json!([])).await;
        if orders == "working" {
            return;
        }
        window.press(SOON, "Resume the demo clock").await;
    }
    panic!("every order was filled before the clock stood");
}

/// Something fills: the history has it, the dashboard says whose it was.
pub(crate) async fn results_come(window: &Window) {
    go_to(window, "History").await;
    let filled = "return [...document.querySelectorAll('main td')].some((cell) => cell.innerText.includes('25usdc'))";
    window.wait_for(A_DAY, "a fill in the history", filled, json!([])).await;
    look_at(window, "history").await;
    go_to(window, "Dashboard").await;
    let earned = "return /25usdc (earned|cost) you/.test(document.querySelector('main').innerText)";
    window.wait_for(SOON, "what the trader earned", earned, json!([])).await;
    look_at(window, "dashboard").await;
    go_to(window, "Performance").await;
    look_at(window, "performance").await;
}

/// Sells what is held of one token; the order is there when it was asked for.
pub(crate) async fn close_a_position(window: &Window) {
    go_to(window, "Positions").await;
    // Of a row: beside the filter, a button closes everything.
    let close = window.find(A_DAY, "main td button", "Close ", false).await;
    look_at(window, "positions").await;
    window.click(&close).await;
    let sell = "const sell = [...document.querySelectorAll('aside button')].find((b) => /^Sell /.test(b.innerText));\
                return sell && !sell.disabled ? sell : null";
    window
        .wait_for(SOON, "what the sale would bring", sell, json!([]))
        .await;
    look_at(window, "close-dialog").await;
    let sell = window.find(SOON, "aside button", "Sell ", false).await;
    window.click(&sell).await;
    let asked = "return document.body.innerText.includes('Sell order sent')";
    window.wait_for(SOON, "the sale is asked for", asked, json!([])).await;
}

/// Pause, resume, stop everything, start again: each shows at once.
pub(crate) async fn switches_work(window: &Window) {
    window.press(SOON, "Pause").await;
    wait_for_state(window, SOON, "Paused").await;
    window.press(SOON, "Resume").await;
    wait_for_state(window, SOON, "Running").await;
    wait_for_working(window).await;
    window.press(SOON, "Stop all").await;
    window.find(SOON, "[role=alertdialog]", "Stop everything?", false).await;
    look_at(window, "stop-dialog").await;
    let confirm = window.find(SOON, "[role=alertdialog] button", "Stop ", false).await;
    window.click(&confirm).await;
    wait_for_state(window, SOON, "Stopped").await;
    // Not that none works: a copied sale waits for the start.
    let none = "return document.body.innerText.includes('There are no orders on the exchange.')";
    window
        .wait_for(A_DAY, "no order is on the exchange any more", none, json!([]))
        .await;
    look_at(window, "stopped").await;
    window.press(SOON, "Review and start again…").await;
    window
        .find(SOON, "[role=alertdialog]", "Start copying again?", false)
        .await;
    look_at(window, "start-dialog").await;
    let again = window
        .find(SOON, "[role=alertdialog] button", "Start again", true)
        .await;
    window.click(&again).await;
    wait_for_state(window, SOON, "Running").await;
}

/// French and light, and every screen in them.
pub(crate) async fn appearance_changes(window: &Window) {
    go_to(window, "Settings").await;
    look_at(window, "settings").await;
    window.press(SOON, "Light").await;
    window
        .wait_for(
            SOON,
            "the light theme",
            "return document.documentElement.dataset.theme === 'light'",
            json!([]),
        )
        .await;
    window.press(SOON, "Français").await;
    window
        .wait_for(
            SOON,
            "French",
            "return document.documentElement.lang === 'fr'",
            json!([]),
        )
        .await;
    for (place, name) in [
        ("Tableau de bord", "dashboard"),
        ("Classement", "leaderboard"),
        ("Suivis", "following"),
        ("Ordres", "orders"),
        ("Positions", "positions"),
        ("Historique", "history"),
        ("Performance", "performance"),
        ("Activité", "activity"),
        ("Réglages", "settings"),
    ] {
        go_to(window, place).await;
        look_at(window, &format!("{name}-french-light")).await;
    }
    window.press(SOON, "Sombre").await;
    window
        .wait_for(
            SOON,
            "the dark theme",
            "return document.documentElement.dataset.theme === 'dark'",
            json!([]),
        )
        .await;
    window.press(SOON, "English").await;
    window
        .wait_for(
            SOON,
            "English",
            "return document.documentElement.lang === 'en'",
            json!([]),
        )
        .await;
}
