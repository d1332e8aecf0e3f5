//! The app as a person has it: a real window, driven by WebDriver, with a tray and notifications beside it.
//!
//! It needs WebKitWebDriver, a display (or Xvfb) and a bus daemon; where one of them is missing it is skipped, saying so.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pilotfish_tests::display::{Display, has};
use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::programs::program;
use pilotfish_tests::session_bus::SessionBus;
use pilotfish_tests::wait::{look_for, wait_until};
use pilotfish_tests::webdriver::Window;
use serde_json::json;
use tempfile::TempDir;

/// What a click leads to.
const SOON: Duration = Duration::from_secs(20);
/// An unoptimised app that makes its world, on a busy machine.
const START: Duration = Duration::from_secs(90);
/// Something of the world: at 600× two and a half minutes are a day.
const A_DAY: Duration = Duration::from_secs(150);

/// A desktop of our own: display, bus, and folders for everything.
struct Desktop {
    display: Display,
    bus: SessionBus,
    folder: TempDir,
}

impl Desktop {
    /// None where something it takes is missing.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, mode) in [("home", 0o755), ("runtime", 0o700), ("data", 0o755)] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).expect("a folder");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("its permissions");
        }
        for tool in ["WebKitWebDriver", "dbus-daemon"] {
            if !has(tool) {
                println!("skipped: {tool} is not installed");
                return None;
            }
        }
        let Some(display) = Display::find() else {
            println!("skipped: there is no display, and Xvfb is not installed");
            return None;
        };
        let bus = SessionBus::start(folder.path()).expect("dbus-daemon is installed");
        Some(Self { display, bus, folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The app in its window; none where the driver gives no session.
    async fn open(&self) -> Window {
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .env("DISPLAY", &self.display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("HOME", self.path("home"))
            .env("XDG_RUNTIME_DIR", self.path("runtime"))
            .env("LANG", "C.UTF-8")
            .env("PILOTFISH_LOG", "info")
            .env_remove("PILOTFISH_HOME")
            .env_remove("XDG_DATA_HOME");
        let data = self.path("data");
        let args = ["--home", data.to_str().expect("a path"), "--seed", "7"];
        Window::open(&mut driver, &program("pilotfish"), &args)
            .await
            .expect("a session with the window")
    }

    /// The app's process: the one that has our folder in its environment.
    fn app(&self) -> Option<u32> {
        let (exe, mark) = (program("pilotfish").canonicalize().ok()?, self.path("runtime"));
        std::fs::read_dir("/proc")
            .ok()?
            .filter_map(Result::ok)
            .find_map(|entry| {
                let id: u32 = entry.file_name().to_str()?.parse().ok()?;
                let is_app = std::fs::read_link(entry.path().join("exe")).ok()? == exe;
                let environment = std::fs::read(entry.path().join("environ")).ok()?;
                let mark = mark.as_os_str().as_encoded_bytes();
                (is_app && pilotfish_tests::files::holds(&environment, mark)).then_some(id)
            })
    }

    /// The X windows whose title is the app's.
    fn titles(&self) -> String {
        let listed = Command::new("wmctrl")
            .arg("-l")
            .env("DISPLAY", &self.display.name)
            .output()
            .expect("wmctrl");
        String::from_utf8_lossy(&listed.stdout).into_owned()
    }

    /// Closes the window as its own button does.
    fn close_window(&self) {
        let closed = Command::new("wmctrl")
            .args(["-c", "Pilotfish"])
            .env("DISPLAY", &self.display.name)
            .status();
        assert!(
            closed.is_ok_and(|status| status.success()),
            "the window could not be closed"
        );
    }
}

/// Where the pictures go, for people to look at.
fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("desktop")
        .join(format!("{name}.png"))
}

/// Takes a picture of a screen that must fit into its window.
async fn look_at(window: &Window, name: &str) {
    window.screenshot(&picture(name)).await;
    let overflow = "const page = document.documentElement; return page.scrollWidth - page.clientWidth;";
    let overflow = window.script(overflow, json!([])).await;
    assert!(
        overflow.as_i64().is_some_and(|pixels| pixels <= 0),
        "{name} is {overflow} pixels too wide"
    );
    let text = window.text().await;
    for sign in ["undefined", "NaN", "[object Object]", "{{"] {
        assert!(!text.contains(sign), "{sign:?} on {name}: {text}");
    }
}

/// Windows take turns: three webviews and three simulated venues at once would be more than a small machine can do in time.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn go_to(window: &Window, place: &str) {
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
async fn wait_for_state(window: &Window, limit: Duration, state: &str) {
    let script = "return document.querySelector('header')?.innerText.includes(arguments[0])";
    window
        .wait_for(limit, &format!("the state {state}"), script, json!([state]))
        .await;
}

async fn follow_25usdc(window: &Window) {
    let search = window.find(SOON, "input", "Find a trader", false).await;
    window.fill(&search, "25usdc").await;
    window.press(SOON, "Follow 25usdc").await;
    window.find(SOON, "aside h2", "Follow 25usdc", true).await;
    look_at(window, "trader-and-follow-sheet").await;
    let share = window
        .find(SOON, "aside input[inputmode=decimal]", "Share of their size", false)
        .await;
    window.fill(&share, "5").await;
    look_at(window, "follow-sheet-at-5-percent").await;
    window.press(SOON, "Start following in demo").await;
    let gone =
        "return document.querySelector('aside h2') === null || !document.body.innerText.includes('Start following')";
    window.wait_for(SOON, "the sheet closes", gone, json!([])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trader_is_followed_and_the_copies_are_watched() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    let notifications = desktop.bus.notifications();
    let _tray = desktop.bus.tray();
    let window = desktop.open().await;
    window.find(START, "h1", "Leaderboard", true).await;
    window
        .find(START, "table td, table th, table button", "25usdc", false)
        .await;
    wait_for_state(&window, START, "Running").await;
    look_at(&window, "leaderboard").await;
    for place in ["Following", "Orders", "Activity"] {
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
    switches_work(&window).await;
    // Stopping cancelled what was working: that is told outside the window.
    wait_until(SOON, "a notification", || !notifications.shown().is_empty());
    println!("told: {:?}", notifications.shown());
    // In words for people: no codes, no gaps.
    let is_fit = |text: &str| !text.trim().is_empty() && !text.contains('_') && !text.contains("undefined");
    for shown in notifications.shown() {
        assert!(is_fit(&shown.title) && is_fit(&shown.body), "{shown:?}");
    }
    appearance_changes(&window).await;
    assert_tidy(&window.stderr());
}

/// Activity and orders fill as the trader trades.
async fn orders_come(window: &Window) {
    go_to(window, "Activity").await;
    let events = "return document.querySelectorAll('ol[aria-label=Activity] li').length >= 3";
    window
        .wait_for(A_DAY, "events in the activity", events, json!([]))
        .await;
    let working = "return [...document.querySelectorAll('nav a')].some((a) => /^Orders, [1-9]/.test(a.getAttribute('aria-label') || ''))";
    window.wait_for(A_DAY, "a working order", working, json!([])).await;
    look_at(window, "activity").await;
    go_to(window, "Orders").await;
    let row = window.find(SOON, "main [data-row] td, main tbody td", "", false).await;
    look_at(window, "orders").await;
    window.click(&row).await;
    if window.has(SOON, "main h2, main h3", "").await {
        look_at(window, "order-detail").await;
    }
}

/// Pause, resume, stop everything, start again: each shows at once.
async fn switches_work(window: &Window) {
    window.press(SOON, "Pause").await;
    wait_for_state(window, SOON, "Paused").await;
    window.press(SOON, "Resume").await;
    wait_for_state(window, SOON, "Running").await;
    let working = "return [...document.querySelectorAll('nav a')].some((a) => /^Orders, [1-9]/.test(a.getAttribute('aria-label') || ''))";
    window.wait_for(A_DAY, "a working order", working, json!([])).await;
    window.press(SOON, "Stop all").await;
    window.find(SOON, "[role=alertdialog]", "Stop everything?", false).await;
    look_at(window, "stop-dialog").await;
    let confirm = window.find(SOON, "[role=alertdialog] button", "Stop ", false).await;
    window.click(&confirm).await;
    wait_for_state(window, SOON, "Stopped").await;
    let none = "return [...document.querySelectorAll('nav a')].every((a) => !/^Orders, [1-9]/.test(a.getAttribute('aria-label') || ''))";
    window.wait_for(A_DAY, "no order works any more", none, json!([])).await;
    look_at(window, "stopped").await;
    window.press(SOON, "Review and start again…").await;
    window.find(SOON, "[role=alertdialog]", "Start again?", false).await;
    look_at(window, "start-dialog").await;
    let again = window
        .find(SOON, "[role=alertdialog] button", "Start again", true)
        .await;
    window.click(&again).await;
    wait_for_state(window, SOON, "Running").await;
}

/// French and light, and every screen in them.
async fn appearance_changes(window: &Window) {
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
        ("Classement", "leaderboard"),
        ("Suivis", "following"),
        ("Ordres", "orders"),
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

#[tokio::test(flavor = "multi_thread")]
async fn with_a_tray_a_closed_window_goes_and_the_engine_stays() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("wmctrl") || !has("openbox") {
        println!("skipped: closing a window takes wmctrl and a window manager such as openbox");
        return;
    }
    let tray = desktop.bus.tray();
    let window = desktop.open().await;
    wait_for_state(&window, START, "Running").await;
    wait_until(SOON, "an icon in the tray", || tray.has_icon());
    let app = desktop.app().expect("the app's process");
    desktop.close_window();
    wait_until(SOON, "the window is gone", || !desktop.titles().contains("Pilotfish"));
    // The engine goes on writing: equity, at the latest once a venue minute.
    let data = desktop.path("data").join("demo");
    let newest = || newest_change(&data);
    let before = newest();
    wait_until(A_DAY, "the engine goes on", || newest() > before);
    assert_eq!(desktop.app(), Some(app), "the process ended with its window");

    let labels = tray.labels();
    for label in ["Stop all", "Pause or resume", "Open Pilotfish", "Quit"] {
        assert!(labels.iter().any(|found| found == label), "no {label:?} in {labels:?}");
    }
    assert!(tray.choose("Open Pilotfish"));
    wait_until(SOON, "a window again", || desktop.titles().contains("Pilotfish"));
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
    let window = desktop.open().await;
    wait_for_state(&window, START, "Running").await;
    let app = desktop.app().expect("the app's process");
    desktop.close_window();
    let gone = look_for(Duration::from_secs(3), || {
        (!desktop.titles().contains("Pilotfish")).then_some(())
    });
    assert!(gone.is_none(), "the window was lost: nothing could bring it back");
    assert_eq!(desktop.app(), Some(app), "the process ended with its window");
    assert!(window.text().await.contains("Leaderboard"), "the page is gone");
    assert_tidy(&window.stderr());
}
