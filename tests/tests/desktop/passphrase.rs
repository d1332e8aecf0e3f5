//! The passphrase of the app, as a person has it: set by its own window, and asked for after the system's own question before more real
//! money can be lost; a wrong one and Escape change nothing.

use std::time::{Duration, Instant};

use pilotfish_tests::wait::look_for;
use pilotfish_tests::webdriver::Window;
use serde_json::json;

use super::key_window::Keyboard;
use super::stage::{Desktop, SOON, look_at, picture};
use super::steps::go_to;
use super::way::{ask, is_asked, press_in_question, refused};

pub(crate) const PASSPHRASE: &str = "a pond full of small fish";
const WRONG: &str = "a pond full of large fish";
/// A wrong passphrase is looked at, on a busy machine.
const LOOKED_AT: Duration = Duration::from_secs(6);

/// A live window's limit is raised with it, and not without.
pub(crate) async fn guards_a_raise(window: &Window, desktop: &Desktop, main: &[String]) {
    let keyboard = Keyboard(desktop);
    go_to(window, "Settings").await;
    let opens = async || {
        window.press(SOON, "Set or change…").await;
        keyboard.wait();
        desktop.picture(&picture("passphrase-set"));
    };
    keyboard.enters_both(opens, PASSPHRASE, PASSPHRASE).await;

    // A limit is lowered without any question.
    fill_exposure(window, "250").await;
    until_exposure_is(window, "250").await;

    // Raised: the window asks with both figures, then the system, then the passphrase is asked for. A wrong one leaves it open.
    fill_exposure(window, "400").await;
    window.press(SOON, RAISE).await;
    press_in_question(desktop, main, &["Tab", "space"]);
    keyboard.wait();
    keyboard.types(WRONG);
    keyboard.presses("Return");
    let gone = look_for(LOOKED_AT, || (!keyboard.is_there()).then_some(()));
    assert!(gone.is_none(), "a wrong passphrase was taken");
    desktop.picture(&picture("passphrase-wrong"));
    assert_eq!(exposure(window).await, "250", "a wrong passphrase raised a limit");
    keyboard.presses_until_it_closes("Escape");
    let refused = "return document.querySelector('[role=alertdialog] [role=alert]')?.innerText || null";
    let refused = window
        .wait_for(SOON, "the window says that nothing was changed", refused, json!([]))
        .await;
    println!("without the passphrase: {refused}");
    look_at(window, "passphrase-refused").await;
    assert_eq!(exposure(window).await, "250");

    // And with the right one it is raised. For some seconds after a no nobody is asked again, and after a wrong one there is a pause.
    let begun = Instant::now();
    loop {
        window.press(SOON, RAISE).await;
        if is_asked(desktop, main) {
            break;
        }
        assert!(begun.elapsed() < SOON, "the system does not ask");
    }
    press_in_question(desktop, main, &["Tab", "space"]);
    keyboard.wait();
    desktop.picture(&picture("passphrase-asked"));
    keyboard.enters(PASSPHRASE);
    until_exposure_is(window, "400").await;
}

/// The window is locked: it shows and is told nothing, whatever its page asks for, also when it is loaded anew, and only the passphrase
/// opens it.
pub(crate) async fn locks_the_window(window: &Window, desktop: &Desktop) {
    let keyboard = Keyboard(desktop);
    go_to(window, "Settings").await;
    window.press(SOON, "Lock now").await;
    window.find(SOON, "h1", "The window is locked", true).await;
    look_at(window, "locked").await;
    for command in ["settings", "follows", "positions", "start_again", "resume"] {
        assert_eq!(refused(window, command, json!({})).await, "window_locked", "{command}");
    }
    let frame = ask(window, "frame", json!({})).await;
    assert_eq!(
        (&frame["locked"], &frame["balance"], &frame["wallet"]),
        (&json!(true), &json!(null), &json!(null))
    );
    window.script("location.reload(); return true", json!([])).await;
    window.find(SOON, "h1", "The window is locked", true).await;

    window.press(SOON, "Unlock…").await;
    keyboard.wait();
    keyboard.presses_until_it_closes("Escape");
    let said = "return document.body.innerText.includes('The passphrase was not entered')";
    window
        .wait_for(SOON, "the window says that it stays locked", said, json!([]))
        .await;
    look_at(window, "locked-refused").await;
    window.press(SOON, "Unlock…").await;
    keyboard.wait();
    keyboard.enters(PASSPHRASE);
    window.find(SOON, "nav a", "Settings", false).await;
    assert_eq!(ask(window, "frame", json!({})).await["locked"], false);
}

/// What the window's own question of a raised limit is answered with.
const RAISE: &str = "Raise limits";

async fn fill_exposure(window: &Window, dollars: &str) {
    let field = window.find(SOON, "main input", "Total exposure", false).await;
    window.fill(&field, dollars).await;
    window.press(SOON, "Save limits").await;
}

async fn exposure(window: &Window) -> String {
    let settings = ask(window, "settings", json!({})).await;
    settings["limits"]["maxExposure"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn until_exposure_is(window: &Window, dollars: &str) {
    let begun = Instant::now();
    while exposure(window).await != dollars {
        assert!(
            begun.elapsed() < SOON,
            "the limit is not {dollars}: {}",
            window.text().await
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
