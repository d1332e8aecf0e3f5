//! Desktops on which something is missing or hangs: the program starts all the same, or says why it does not.

use std::process::Command;

use pilotfish_tests::display::has;
use pilotfish_tests::process::{Running, assert_tidy};
use pilotfish_tests::wait::wait_until;

use super::TURN;
use super::stage::{Desktop, SOON, START, picture};
use super::steps::{be_welcomed, go_to, wait_for_state};

#[tokio::test(flavor = "multi_thread")]
async fn without_the_library_of_the_tray_it_starts_and_its_window_is_not_lost() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new().map(Desktop::without_tray_library) else {
        return;
    };
    // Somebody would show an icon: there is none to be shown.
    let tray = desktop.bus.tray();
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    go_to(&window, "Settings").await;
    assert!(!tray.has_icon());
    assert_tidy(&window.stderr());
    assert!(
        window.stderr().contains("there is no tray icon"),
        "the log says why: {}",
        window.stderr()
    );
    if !has("wmctrl") || !has("openbox") {
        println!("skipped: closing a window takes wmctrl and a window manager such as openbox");
        return;
    }
    let app = desktop.app().expect("the app's process");
    desktop.close_window();
    go_to(&window, "Dashboard").await;
    assert_eq!(desktop.app(), Some(app), "the process ended with its window");
    assert!(desktop.titles().contains("Pilotfish"), "the window was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_display_it_says_what_is_missing_and_what_works_without() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    // None at all, and one that is gone or was never there.
    for display in [None, Some(":4711")] {
        let mut command = desktop.command(&desktop.path("data"), &[]);
        command.env_remove("DISPLAY").env("LANG", "C.UTF-8");
        if let Some(name) = display {
            command.env("DISPLAY", name);
        }
        let ended = Running::start(&mut command).finish(SOON);
        ended.assert_refused(&["cannot open a window", "pilotfish-cli run", "pilotfish-cli stop"]);
    }
}

/// A process that is held: it goes on with this.
struct Held(u32);

impl Held {
    fn hold(id: u32) -> Self {
        assert!(signal(id, "STOP"), "the process cannot be held");
        Self(id)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // It may be gone.
        signal(self.0, "CONT");
    }
}

fn signal(id: u32, name: &str) -> bool {
    let sent = Command::new("kill").args(["-s", name, &id.to_string()]).status();
    sent.is_ok_and(|status| status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_raises_the_first_and_says_so_where_that_one_hangs() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("wmctrl") || !has("xdotool") || !has("openbox") {
        println!("skipped: it takes wmctrl, xdotool and a window manager such as openbox");
        return;
    }
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    let app = desktop.app().expect("the app's process");
    let second = desktop.start_again().finish(SOON);
    assert_eq!(second.code, Some(0), "{}", second.stderr);

    let held = Held::hold(app);
    let second = desktop.start_again();
    wait_until(SOON, "the second start says that the first one is silent", || {
        second.stderr().contains("does not answer")
    });
    let said = second.stderr();
    assert!(
        said.contains(&format!("end process {app}")) && said.contains("pilotfish-cli stop"),
        "{said}"
    );
    // A person who has no terminal reads it too.
    let dialogs = || {
        desktop
            .titles()
            .lines()
            .filter(|line| line.ends_with("Pilotfish"))
            .count()
    };
    wait_until(SOON, "a dialog beside the window", || dialogs() == 2);
    desktop.picture(&picture("second-start-silent"));
    let closed = Command::new("xdotool")
        .args(["key", "Escape"])
        .env("DISPLAY", desktop.display())
        .status();
    assert!(closed.is_ok_and(|status| status.success()));
    let ended = second.finish(SOON);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert_tidy(&ended.stderr);

    drop(held);
    let third = desktop.start_again().finish(SOON);
    assert_eq!(third.code, Some(0), "{}", third.stderr);
    wait_for_state(&window, SOON, "Running").await;
    assert_eq!(desktop.app(), Some(app));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_process_ends_is_there_again() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    let (app, page) = (desktop.app().expect("the app's process"), desktop.web_processes());
    let paints = || window.stderr().matches("first paint").count();
    assert_eq!(paints(), 1, "{}", window.stderr());
    assert!(page.len() == 1 && signal(page[0], "KILL"), "{page:?}");
    wait_until(SOON, "another process with the page", || {
        let now = desktop.web_processes();
        now.len() == 1 && now != page
    });
    // Whoever drives a page from outside is gone with its process; the new one tells the program that it is there.
    wait_until(START, "the page is there again", || paints() == 2);
    assert_eq!(desktop.app(), Some(app), "the program went on");
}
