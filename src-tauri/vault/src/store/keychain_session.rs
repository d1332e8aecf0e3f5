//! The keychain against a real Secret Service: sessions with gnome-keyring, locked and unlocked, and sessions that lack what it takes.
//!
//! Each case runs this test program once more inside a session of its own (a bus by `dbus-run-session`, a home of its own), so that
//! the user's keychain is never touched. Where the programs are missing it says so and does nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use super::keychain::Keychain;
use super::keychain::tests::round_trip;
use super::{EntryName, KeyStore, SecretBytes, SecretMode, StoreError, save};

/// Names the case inside a session.
const CASE: &str = "PILOTFISH_KEYCHAIN_CASE";
const INSIDE: &str = "store::keychain_session::inside_a_session";

/// A bus that starts no service by itself: what is not running is not there.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

const UNLOCKED: &str = "printf 'a test keyring' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1";
const NOTHING: &str = "true";
/// Another keychain than the one that has the key, as after a change of desktop: unlocked, and empty.
const ANOTHER: &str = r#"export XDG_DATA_HOME="$HOME/another"; mkdir -p "$XDG_DATA_HOME"
printf 'another keyring' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"#;
/// The daemon's command returns before its service has its name on the bus: that is waited for, a minute at most.
const NAMED: &str = r#"for i in $(seq 600); do
dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
string:org.freedesktop.secrets 2>/dev/null | grep -q true && break; sleep 0.1; done"#;

fn keychain() -> Keychain {
    Keychain::for_tests("Pilotfish test", Duration::from_secs(30))
}

/// What a case does inside its session; nothing in a plain run.
#[test]
fn inside_a_session() {
    let Ok(case) = std::env::var(CASE) else { return };
    let keychain = keychain();
    let (name, secret) = (EntryName::AppPassphrase, SecretBytes::copied(b"kept"));
    match case.as_str() {
        "round trip" => round_trip(&keychain),
        "keeps" => save(&keychain, &name, &secret).unwrap(),
        "finds" | "finds again" => {
            assert_eq!(keychain.read(&name).unwrap().expose(), b"kept");
            assert_eq!(keychain.read_quietly(&name).unwrap().expose(), b"kept");
        }
        "locked" => {
            assert_eq!(keychain.read_quietly(&name).err(), Some(StoreError::Locked));
            assert_eq!(keychain.read(&name).err(), Some(StoreError::Locked));
            assert!(save(&keychain, &EntryName::Accounts(SecretMode::Live), &secret).is_err());
        }
        "another keychain" => {
            assert_eq!(
                keychain.read(&name).err(),
                Some(StoreError::Gone),
                "it was asked, and has none"
            );
            // Nothing is made in its place: what is not there is said, and no more.
            assert_eq!(keychain.read(&name).err(), Some(StoreError::Gone));
        }
        "owner goes" => owner_goes(&keychain, &name),
        "no provider" => {
            assert_eq!(keychain.probe(), Err(StoreError::NoProvider));
            assert_eq!(save(&keychain, &name, &secret), Err(StoreError::NoProvider));
        }
        "no bus" => {
            assert_eq!(keychain.probe(), Err(StoreError::NoBus));
            assert_eq!(keychain.delete(&name), Err(StoreError::NoBus));
        }
        other => panic!("no such case: {other}"),
    }
}

/// The keychain's program ends while it is asked: that is no answer, and never "not found".
fn owner_goes(keychain: &Keychain, name: &EntryName) {
    keychain.probe().unwrap();
    let owner = Command::new("dbus-send")
        .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/"])
        .args([
            "org.freedesktop.DBus.GetConnectionUnixProcessID",
            "string:org.freedesktop.secrets",
        ])
        .output()
        .unwrap();
    let owner = String::from_utf8_lossy(&owner.stdout);
    let process = owner.split_whitespace().last().expect("a process").to_owned();
    let signal = |signal: &str| {
        let sent = Command::new("kill").args([signal, &process]).status().unwrap();
        assert!(sent.success(), "{signal} {process}");
    };
    signal("-STOP");
    let (asking, asked) = (keychain.clone(), name.clone());
    let waits = std::thread::spawn(move || asking.read(&asked).err());
    signal("-KILL");
    let said = waits.join().unwrap();
    // Whether the question had left by then is the system's affair.
    assert!(
        matches!(said, Some(StoreError::OwnerChanged | StoreError::NoProvider)),
        "{said:?}"
    );
    assert_eq!(keychain.read(name).err(), Some(StoreError::NoProvider));
}

#[test]
fn a_real_keychain_keeps_what_it_is_given_and_each_obstacle_is_named() {
    for program in ["dbus-run-session", "dbus-send", "gnome-keyring-daemon"] {
        let is_there = std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).exists()));
        if !is_there {
            println!("skipped: {program} is not installed (Debian: dbus, gnome-keyring)");
            return;
        }
    }
    let home = tempfile::tempdir().unwrap();
    in_session(home.path(), UNLOCKED, "round trip");
    in_session(home.path(), UNLOCKED, "keeps");
    in_session(home.path(), UNLOCKED, "finds");
    in_session(home.path(), LOCKED, "locked");
    in_session(home.path(), ANOTHER, "another keychain");
    in_session(home.path(), UNLOCKED, "finds again");
    in_session(home.path(), UNLOCKED, "owner goes");
    in_session(home.path(), NOTHING, "no provider");
    let mut alone = ourselves(home.path(), "no bus");
    judge(
        "no bus",
        &alone
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .output()
            .unwrap(),
    );
}

fn in_session(home: &Path, prelude: &str, case: &str) {
    let bus = home.join("bus.conf");
    std::fs::write(&bus, BUS).unwrap();
    let own = std::env::current_exe().unwrap();
    let named = if prelude == NOTHING { NOTHING } else { NAMED };
    let script = format!("{prelude}\n{named}\nexec \"$@\"");
    let mut session = Command::new("dbus-run-session");
    session
        .arg("--config-file")
        .arg(&bus)
        .args(["--", "sh", "-c", &script, "sh"]);
    session.arg(own).args(["--exact", INSIDE, "--nocapture"]);
    judge(case, &at_home(&mut session, home, case).output().unwrap());
}

fn ourselves(home: &Path, case: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", INSIDE, "--nocapture"]);
    at_home(&mut command, home, case);
    command
}

fn at_home<'a>(command: &'a mut Command, home: &Path, case: &str) -> &'a mut Command {
    // One a session: what the daemon of the last one left is none of the next one's.
    let runtime = home.join(format!("run-{}", case.replace(' ', "-")));
    std::fs::create_dir_all(&runtime).unwrap();
    command
        .env(CASE, case)
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", runtime)
        .env_remove("XDG_DATA_HOME")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
}

fn judge(case: &str, output: &Output) {
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success() && said.contains("1 passed"), "{case}: {said}");
}
