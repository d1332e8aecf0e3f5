//! The package's unit under the real service manager: it is ready, has its secret and nothing more than it needs, and is started again
//! after it was killed and after it hung, by itself, with what it had.

use std::time::Duration;

use pilotfish_tests::wait::wait_until;

use crate::clean_root::CleanRoot;
use crate::manager::{HOMES, Manager, USER};
use crate::{LOWER, bundle, can_be_tried};

const LIMIT: Duration = Duration::from_secs(600);

/// The passphrase that the manager keeps.
const SECRET: &str = "correct horse battery staple";

fn unit() -> String {
    format!("pilotfish@{USER}.service")
}

/// Waits until the program says to its user whom it follows.
fn follows(manager: &Manager) {
    wait_until(LIMIT, "it says whom it follows", || {
        let said = manager.as_user(&["pilotfish-cli", "status", "--mode", "demo", "--json"]);
        said.code == Some(0) && said.stdout.contains("25usdc")
    });
}

/// Waits until the manager has started it again, and it works.
fn is_back(manager: &Manager, restarts: u32) {
    wait_until(LIMIT, "it is started again", || {
        let counted: u32 = manager.shown(&unit(), "NRestarts").parse().unwrap_or_default();
        counted >= restarts && manager.shown(&unit(), "ActiveState") == "active"
    });
    follows(manager);
}

#[test]
fn the_service_is_ready_confined_and_started_again_after_it_was_killed_and_after_it_hung() {
    if !can_be_tried() {
        return;
    }
    let made = tempfile::tempdir().unwrap();
    let package = bundle("deb", made.path(), LOWER);
    let root = CleanRoot::for_package(&package);
    root.dpkg(&["--install", &package.to_string_lossy()]);
    // A minute's patience, and the rest before a restart, are shorter here: they are only waited for.
    let settings = format!(
        "WatchdogSec=15\nRestartSec=1\nEnvironment=PILOTFISH_MODE=demo \"PILOTFISH_OPTIONS=--follow 25usdc:5 --speed 60\"\n\
         StandardOutput=append:/{HOMES}/said\nStandardError=append:/{HOMES}/said"
    );
    let Some(manager) = Manager::start(root.path(), &settings) else {
        return;
    };
    manager.keep("pilotfish-keystore", &format!("pilotfish-keystore-{USER}"), SECRET);
    let begun = manager.inside(&["systemctl", "start", &unit()]);
    let said = || std::fs::read_to_string(manager.folder().join(HOMES).join("said")).unwrap_or_default();
    // It returns when the program said that it is ready.
    assert_eq!(begun.code, Some(0), "{}\n{}", begun.stderr, said());
    assert_eq!(manager.shown(&unit(), "ActiveState"), "active");
    assert_ne!(manager.shown(&unit(), "StatusText"), "", "it says what it does");
    follows(&manager);

    let process = manager.shown(&unit(), "MainPID");
    let of_it = |file: &str| manager.inside(&["cat", &format!("/proc/{process}/{file}")]).stdout;
    let about = of_it("status");
    let line = |name: &str| {
        let line = about
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(line("Uid:"), ["61234"; 4], "it runs as its user");
    assert_eq!(line("CapBnd:"), ["0000000000000000"], "it can become nobody else");
    assert_eq!(line("NoNewPrivs:"), ["1"]);
    assert_eq!(line("Seccomp:"), ["2"], "calls of the system are filtered");
    // The secret is a file that its user alone reads, and is nowhere in its environment.
    let credential = format!("/run/credentials/{}/pilotfish-keystore", unit());
    let seen = ["nsenter", "--target", &process, "--mount", "cat", &credential];
    assert_eq!(manager.inside(&seen).stdout, SECRET);
    assert!(!of_it("environ").contains(SECRET));
    let elsewhere = ["nsenter", "--target", &process, "--mount", "touch", "/usr/share/x"];
    assert_ne!(
        manager.inside(&elsewhere).code,
        Some(0),
        "it writes outside of its user's folder"
    );

    manager.inside(&["kill", "-KILL", &process]).assert_success();
    is_back(&manager, 1);
    let process = manager.shown(&unit(), "MainPID");
    // It stands still, as a program that hangs does: the manager hears nothing of it and ends it.
    manager.inside(&["kill", "-STOP", &process]).assert_success();
    is_back(&manager, 2);

    let ended = manager.inside(&["systemctl", "stop", &unit()]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(manager.shown(&unit(), "Result"), "success", "{}", said());
    assert_eq!(manager.shown(&unit(), "ExecMainStatus"), "0", "{}", said());
}
