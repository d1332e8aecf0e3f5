//! The way to live in the window: the wizard's pages, the key window, and the system's own questions.

use std::process::Command;
use std::time::{Duration, Instant};

use pilotfish_tests::catalogue::Catalogue;
use pilotfish_tests::wait::{look_for, wait_for};
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use super::key_window::Keyboard;
use super::stage::{Desktop, SOON, look_at, picture};
use crate::venue::Venue;

/// A question of the system's takes no yes before it can have been read (the app's `READ_FIRST`).
const READ_FIRST: Duration = Duration::from_millis(1_500);
/// For a busy machine: only a test that fails waits so long.
const ASKED_WITHIN: Duration = Duration::from_secs(420);
/// A button that is held is held for a second.
const HELD: Duration = Duration::from_millis(1_600);
/// By then keys that were pressed in a question have been taken.
const TAKEN: Duration = Duration::from_secs(5);
/// A step of the way that asks the venue, with all its habits.
pub(crate) const STEP: Duration = Duration::from_secs(120);

/// Whether the page says this, whatever blanks it is written with.
pub(crate) const SAYS: &str = r"return document.body.innerText.replace(/\s+/g, ' ').includes(arguments[0])";

/// Gives a command, as the page does.
pub(crate) async fn begin(window: &Window, command: &str, arguments: Value) {
    let give = "window.__given = null; window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])\
                .then((ok) => { window.__given = { ok }; }, (refused) => { window.__given = { refused }; }); return true";
    window.script(give, json!([command, arguments])).await;
}

/// What came of it: `ok` or `refused`.
pub(crate) async fn outcome(window: &Window, command: &str) -> Value {
    window.wait_for(STEP, command, "return window.__given", json!([])).await
}

pub(crate) async fn ask(window: &Window, command: &str, arguments: Value) -> Value {
    begin(window, command, arguments).await;
    let answer = outcome(window, command).await;
    assert!(answer.get("ok").is_some(), "{command}: {answer}");
    answer["ok"].clone()
}

/// The code with which the program refuses a command of the window's.
pub(crate) async fn refused(window: &Window, command: &str, arguments: Value) -> String {
    begin(window, command, arguments).await;
    let answer = outcome(window, command).await;
    let code = answer["refused"]["code"].as_str();
    code.unwrap_or_else(|| panic!("{command}: {answer}")).to_owned()
}

/// The windows that are called as the program is: the main one, and the system's questions.
pub(crate) fn windows(desktop: &Desktop) -> Vec<String> {
    let found = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "^Pilotfish$"])
        .env("DISPLAY", desktop.display())
        .output()
        .expect("xdotool");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    found.lines().map(str::to_owned).collect()
}

/// The same once the main one is on the display: its page may answer before that.
pub(crate) fn main_windows(desktop: &Desktop) -> Vec<String> {
    wait_for(SOON, "the window on the display", || {
        Some(windows(desktop)).filter(|windows| !windows.is_empty())
    })
}

/// Whether the system asks by now, or in a moment.
pub(crate) fn is_asked(desktop: &Desktop, main: &[String]) -> bool {
    let asks = || windows(desktop).iter().any(|window| !main.contains(window));
    look_for(Duration::from_secs(3), || asks().then_some(())).is_some()
}

/// Waits for the system's question and presses these keys in it until it has gone: a busy program takes them late, or has not shown the
/// answer to be given yet.
pub(crate) fn press_in_question(desktop: &Desktop, main: &[String], keys: &[&str]) {
    let question = wait_for(SOON, "a question of the system's", || {
        windows(desktop).into_iter().find(|window| !main.contains(window))
    });
    std::thread::sleep(READ_FIRST);
    let gone = look_for(SOON, || {
        let pressed = Command::new("xdotool")
            .args(["windowactivate", "--sync", &question, "key"])
            .args(keys)
            .env("DISPLAY", desktop.display())
            .status();
        let is_pressed = pressed.is_ok_and(|status| status.success());
        let has_gone = || (!windows(desktop).contains(&question)).then_some(());
        look_for(if is_pressed { TAKEN } else { Duration::ZERO }, has_gone)
    });
    if gone.is_none() {
        desktop.picture(&picture("question-stays"));
        panic!("the system's question stays: {keys:?}");
    }
}

/// Presses a button until the page with that heading is there: before everything is in order it does nothing.
pub(crate) async fn go_on(window: &Window, button: &str, heading: &str) {
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

/// Holds the button until the system asks: for some seconds after a no it does not, and where a check has failed since, the page leads
/// back to the checks first.
pub(crate) async fn hold_until_asked(
    window: &Window,
    words: &Catalogue,
    desktop: &Desktop,
    main: &[String],
    venue: &Venue,
) {
    /// Where it is not what it leads to is under way.
    const CAN_BE_HELD: &str = "return [...document.querySelectorAll('button')].some((b) => !b.disabled && b.innerText.includes(arguments[0]))";
    let begun = Instant::now();
    let (hold, left) = (words.of("Hold to go live"), words.at("setup.limits.checksLeft"));
    loop {
        if window.try_script(SAYS, json!([left])).await == Ok(json!(true)) {
            window.press(SOON, &words.at("setup.limits.toChecks")).await;
            checks_pass(window, words, venue).await;
        }
        let button = window.find(SOON, "button", &hold, false).await;
        if window.try_script(CAN_BE_HELD, json!([hold])).await == Ok(json!(true)) {
            window.hold(&button, HELD).await;
        }
        if is_asked(desktop, main) {
            return;
        }
        if begun.elapsed() > ASKED_WITHIN {
            desktop.picture(&picture("not-asked"));
            panic!("the system does not ask: {}", window.text().await);
        }
    }
}

/// Gives the system's question a yes, and waits for what comes of it: whether the page has gone on (`on` holds of it). Where the answer
/// came too early to be one, the button is there to be pressed again.
pub(crate) async fn says_yes(window: &Window, desktop: &Desktop, main: &[String], on: &str, button: &str) -> bool {
    press_in_question(desktop, main, &["Tab", "space"]);
    let stands = format!(
        "const [button] = arguments; if ((() => {{ {on} }})()) return 'on';\
         const there = [...document.querySelectorAll('button')].find((b) => b.innerText.includes(button));\
         return there && !there.disabled ? 'again' : null"
    );
    let stands = window
        .wait_for(STEP, "what comes of a yes", &stands, json!([button]))
        .await;
    stands == "on"
}

/// From the welcome to a key that is kept and chosen.
pub(crate) async fn key_is_chosen(window: &Window, words: &Catalogue, keyboard: &Keyboard<'_>, key: &str) {
    go_on(window, &words.of("Set up a wallet…"), &words.of("Where is your key?")).await;
    let own = words.of("With a wallet");
    let own = window
        .find(SOON, "input[type=radio], [role=radio], label", &own, false)
        .await;
    window.click(&own).await;
    go_on(window, &words.of("Continue"), &words.of("Import your key")).await;
    window.press(SOON, &words.of("Import a private key…")).await;
    keyboard.wait();
    keyboard.enters(key);
    window.press(SOON, &words.of("Use this key")).await;
    go_on(window, &words.of("Continue"), &words.of("Is this your account?")).await;
}

/// From the addresses to the page of what guards the key.
pub(crate) async fn wallet_is_confirmed(window: &Window, words: &Catalogue) {
    let tick = words.of("This is the address shown in my Polymarket profile menu");
    let tick = window
        .find(STEP, "input[type=checkbox], [role=checkbox], label", &tick, false)
        .await;
    window.click(&tick).await;
    look_at(window, "setup-addresses").await;
    window.press(STEP, &words.of("Confirm wallet")).await;
    go_on(window, &words.of("Continue"), &words.at("setup.protect.title")).await;
}

/// On the page of the checks, until all have passed; then on to the limits, or, where the confirmation stands, to the test order.
pub(crate) async fn checks_pass(window: &Window, words: &Catalogue, venue: &Venue) {
    let begun = Instant::now();
    let setup = ask(window, "setup", json!({})).await;
    let wallet = setup["account"]["wallet"]["address"]["full"]
        .as_str()
        .expect("a confirmed wallet");
    while window
        .look_for(Duration::from_secs(15), SAYS, json!([words.of("All 8 passed")]))
        .await
        .is_none()
    {
        assert!(begun.elapsed() < STEP, "{}", window.text().await);
        // With all its habits the venue refuses a question now and then, and for an hour what only others can mend.
        venue.lets_trade(wallet).await;
        window.press(STEP, &words.of("Run all again")).await;
    }
    look_at(window, "setup-checks").await;
    let confirmed = !setup["confirmedAt"].is_null();
    let (button, page) = if confirmed {
        (words.at("setup.limits.toTest"), words.at("setup.test.title"))
    } else {
        (words.of("Set limits"), words.at("setup.limits.title"))
    };
    go_on(window, &button, &page).await;
}

/// Limits that fit a small account.
pub(crate) async fn limits_are_saved(window: &Window, words: &Catalogue) {
    let exposure = words.of("Total exposure");
    let exposure = window.find(SOON, "input", &exposure, false).await;
    window.fill(&exposure, "300").await;
    window.press(SOON, &words.at("setup.limits.save")).await;
    let saved = words.of("Your system asks once more");
    window
        .wait_for(SOON, "the limits are saved", SAYS, json!([saved]))
        .await;
}

/// From the welcome to checks that have passed and limits that are saved, with that key.
pub(crate) async fn comes_to_the_confirmation(
    window: &Window,
    words: &Catalogue,
    keyboard: &Keyboard<'_>,
    key: &str,
    venue: &Venue,
) {
    key_is_chosen(window, words, keyboard, key).await;
    wallet_is_confirmed(window, words).await;
    go_on(window, &words.of("Continue"), &words.of("Checks before going live")).await;
    checks_pass(window, words, venue).await;
    limits_are_saved(window, words).await;
}
