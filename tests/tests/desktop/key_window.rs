//! The window in which a key is entered, as a person has it: by the keyboard, since no driver reaches into it.

use std::process::Command;
use std::time::Duration;

use pilotfish_tests::display::has;
use pilotfish_tests::keyring::Keyring;
use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::secret_scan::SecretScan;
use pilotfish_tests::wait::{look_for, wait_until};
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use super::TURN;
use super::leavings::{self, BusTraffic};
use super::stage::{Desktop, SOON, START};
use super::steps::{be_welcomed, wait_for_state};

/// A key that is nobody's, and its address.
pub(crate) const KEY: [u8; 32] = [
    0x59, 0xc6, 0x99, 0x5e, 0x99, 0x8f, 0x97, 0xa5, 0xa0, 0x04, 0x49, 0x66, 0xf0, 0x94, 0x53, 0x89, 0xdc, 0x9e, 0x86,
    0xda, 0xe8, 0x8c, 0x7a, 0x84, 0x12, 0xf4, 0x60, 0x3b, 0x6b, 0x78, 0x69, 0x0d,
];
pub(crate) const ADDRESS: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
/// Between two presses of a key that is only taken when the program has answered.
const AGAIN: Duration = Duration::from_millis(250);
/// How long the program may take to look at a key and keep it, on a busy machine.
const KEPT: Duration = Duration::from_secs(15);

/// The key window from outside.
pub(crate) struct Keyboard<'a>(pub(crate) &'a Desktop);

impl Keyboard<'_> {
    /// Its number on the display, while it is there.
    fn window(&self) -> Option<String> {
        let found = self.xdotool(&[
            "search",
            "--onlyvisible",
            "--name",
            "^(Pilotfish key|Clé de Pilotfish)$",
        ]);
        found.lines().next().map(str::to_owned)
    }

    /// Opens it by the main window's command, and gives it the keyboard.
    pub(crate) async fn open(&self, main: &Window, purpose: &str) {
        let open = "window.__TAURI_INTERNALS__.invoke('open_key_window', { purpose: arguments[0] }); return true";
        main.script(open, json!([purpose])).await;
        self.wait();
    }

    /// Waits for it, and gives it the keyboard.
    pub(crate) fn wait(&self) {
        wait_until(SOON, "the key window", || self.window().is_some());
        let window = self.window().expect("the key window");
        self.xdotool(&["windowactivate", "--sync", &window]);
    }

    /// Types it in place of what the field holds.
    pub(crate) fn types(&self, text: &str) {
        self.xdotool(&["key", "ctrl+a"]);
        self.xdotool(&["type", "--delay", "12", text]);
    }

    pub(crate) fn presses(&self, key: &str) {
        self.xdotool(&["key", key]);
    }

    /// Presses it again and again until the window has gone: before the program has answered it does nothing.
    pub(crate) fn presses_until_it_closes(&self, key: &str) {
        assert!(self.closes(key, SOON), "the key window stays");
    }

    /// Types a secret, and presses Enter until it is kept. A window that has only just come may miss the first letters.
    pub(crate) fn enters(&self, text: &str) {
        for _ in 0..5 {
            self.types(text);
            if self.closes("Return", KEPT) {
                return;
            }
        }
        panic!("the key window stays");
    }

    /// Opens it, types into a field and the one below it, and presses Enter until it is kept. A window that has only just come may miss the
    /// first letters, and nobody knows then which field has the keyboard: it is closed, and opened anew.
    pub(crate) async fn enters_both(&self, opens: impl AsyncFn(), first: &str, second: &str) {
        for _ in 0..5 {
            opens().await;
            self.wait();
            self.types(first);
            self.presses("Tab");
            self.types(second);
            if self.closes("Return", KEPT) {
                return;
            }
            self.presses_until_it_closes("Escape");
        }
        panic!("the key window stays");
    }

    /// Whether it is open.
    pub(crate) fn is_there(&self) -> bool {
        self.window().is_some()
    }

    fn closes(&self, key: &str, limit: Duration) -> bool {
        let gone = look_for(limit, || {
            if self.window().is_some() {
                self.presses(key);
                std::thread::sleep(AGAIN);
            }
            self.window().is_none().then_some(())
        });
        gone.is_some()
    }

    fn xdotool(&self, args: &[&str]) -> String {
        let ran = Command::new("xdotool")
            .args(args)
            .env("DISPLAY", self.0.display())
            .output()
            .expect("xdotool");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }
}

/// What the main window is told of the way to live.
async fn setup(main: &Window) -> Value {
    let ask = "window.__setup = null; window.__TAURI_INTERNALS__.invoke('setup', {})\
               .then((said) => { window.__setup = { said }; }, (error) => { window.__setup = { error }; }); return true";
    main.script(ask, json!([])).await;
    main.wait_for(SOON, "what stands", "return window.__setup", json!([]))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_into_the_keychain_by_its_own_window_and_nowhere_else() {
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
    // The keychain is spoken to over the bus.
    let traffic = BusTraffic::of(&desktop);
    let main = desktop.open().await;
    be_welcomed(&main).await;
    wait_for_state(&main, START, "Running").await;
    let keyboard = Keyboard(&desktop);
    let of_main = desktop.web_processes();
    assert_eq!(of_main.len(), 1, "one page, one process");

    // Escape closes it, and nothing is kept.
    keyboard.open(&main, "key").await;
    wait_until(SOON, "a process of its own", || desktop.web_processes().len() == 2);
    keyboard.presses_until_it_closes("Escape");
    wait_until(SOON, "its process ends with it", || desktop.web_processes() == of_main);
    let said = setup(&main).await.to_string().to_lowercase();
    assert!(!said.contains(ADDRESS), "{said}");

    // A key is typed, looked at and kept: the window goes by itself.
    keyboard.open(&main, "key").await;
    wait_until(SOON, "a process of its own again", || {
        desktop.web_processes().len() == 2
    });
    let of_key: Vec<u32> = desktop
        .web_processes()
        .into_iter()
        .filter(|id| !of_main.contains(id))
        .collect();
    let typed: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    keyboard.enters(&typed);
    wait_until(SOON, "its process ends with it", || desktop.web_processes() == of_main);
    for id in of_key {
        // One that has ended and was not asked about by its parent yet has no memory: of it the system keeps the number only.
        let ended = || {
            let status = std::fs::read_to_string(format!("/proc/{id}/status"));
            status.is_err() || status.is_ok_and(|status| !status.contains("VmRSS"))
        };
        wait_until(SOON, "the window's process has ended", ended);
    }
    let has_it = look_until_known(&main).await;
    assert!(has_it, "the main window is told of the key: {}", setup(&main).await);

    // The main window's own process, everything that the program wrote and said, and what it was started with: no key.
    let scan = SecretScan::default().bytes("the key", &KEY);
    let mut places = leavings::of(&desktop, &main);
    places.extend(traffic.map(|traffic| traffic.place()));
    scan.assert_clean(&places);
    assert_tidy(&main.stderr());
}

/// Whether the main window comes to know the address.
async fn look_until_known(main: &Window) -> bool {
    for _ in 0..40 {
        if setup(main).await.to_string().to_lowercase().contains(ADDRESS) {
            return true;
        }
    }
    false
}
