//! Under a service manager: what it is told, and that a program that was killed goes on by itself.

use std::collections::BTreeSet;
use std::time::Duration;

use pilotfish_tests::commands::frame;
use pilotfish_tests::database::Database;
use pilotfish_tests::process::Running;
use pilotfish_tests::service_manager::ServiceManager;
use pilotfish_tests::wait::wait_until;
use serde_json::Value;

use crate::{LIMIT, Place};

/// After how long without a sign of life the program counts as hung here. Half of it is the pause between two signs.
const WATCHDOG: Duration = Duration::from_secs(2);

fn started(place: &Place, manager: &ServiceManager, follow: bool) -> Running {
    let mut command = place.command(&["run", "--mode", "demo", "--seed", "7", "--speed", "600", "--json"]);
    if follow {
        command.args(["--follow", "25usdc:5"]);
    }
    manager.watches(&mut command, WATCHDOG);
    Running::start(&mut command)
}

/// The numbers of all copy orders there ever were.
fn orders(place: &Place) -> BTreeSet<u64> {
    let rows = place.objects(&["export", "orders", "--format", "json"]);
    let number = |row: &Value| row["order"]["id"].as_u64().expect("a number");
    rows.iter().map(number).collect()
}

/// The hashes of all orders that were signed.
async fn signed(place: &Place) -> BTreeSet<String> {
    let mut database = Database::open(place.home.path()).await;
    let hashes = "SELECT hash FROM child_orders WHERE hash IS NOT NULL";
    database.texts(hashes).await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_says_that_it_is_ready_and_alive_and_goes_on_by_itself_after_it_was_killed() {
    let (place, manager) = (Place::new(), ServiceManager::listen());
    let mut program = started(&place, &manager, true);
    manager.waits_for("READY=1", 1, LIMIT);
    // Ready means that it listens; a new world is met for the first time before anything is taken.
    wait_until(LIMIT, "it takes commands", || place.run(&["pause"]).code == Some(0));
    place.ends(&["resume"], 0);
    manager.waits_for("WATCHDOG=1", 3, LIMIT);
    let running = || {
        manager
            .heard()
            .iter()
            .any(|heard| heard.starts_with("STATUS=Running, 1 follow"))
    };
    wait_until(LIMIT, "it says what it does", running);

    wait_until(LIMIT, "an order is at work", || {
        assert!(program.ended().is_none(), "it ended: {}", program.stderr());
        !place.objects(&["orders", "--json"]).is_empty()
    });
    let follow = place.object(&["set", "25usdc", "--json"]);
    // Engine and venue are one process here: everything goes at once.
    program.kill();
    let (before, signed_before) = (orders(&place), signed(&place).await);
    assert!(!before.is_empty() && !signed_before.is_empty());
    place.ends(&["pause"], 3);
    assert_eq!(manager.times("STOPPING=1"), 0, "it was given no time to say anything");

    let program = started(&place, &manager, false);
    manager.waits_for("READY=1", 2, LIMIT);
    let runs = || frame(place.home.path()).is_some_and(|frame| frame["state"] == "running");
    wait_until(LIMIT, "it has recovered and copies on", runs);
    let again = place.object(&["set", "25usdc", "--json"]);
    for field in ["id", "address", "name", "settings", "since"] {
        assert_eq!(again["follow"][field], follow["follow"][field], "{field}");
    }
    assert!(orders(&place).is_superset(&before), "every committed order is there");
    assert!(signed(&place).await.is_superset(&signed_before), "and every signed one");
    let alive = manager.times("WATCHDOG=1");
    manager.waits_for("WATCHDOG=1", alive + 2, LIMIT);

    program.terminate();
    let ended = program.finish(LIMIT);
    ended.assert_success();
    manager.waits_for("STOPPING=1", 1, LIMIT);
    let heard = manager.heard();
    let last = heard.iter().rposition(|heard| heard == "WATCHDOG=1");
    let stopping = heard.iter().position(|heard| heard == "STOPPING=1");
    assert!(last < stopping, "nothing is said after that it ends: {heard:?}");
}

/// The service manager asks it to end while the world is still being made: it ends tidily all the same.
#[test]
fn a_service_that_is_asked_to_end_while_it_starts_does() {
    let (place, manager) = (Place::new(), ServiceManager::listen());
    let program = started(&place, &manager, true);
    let seed = place.home.path().join("demo/seed");
    wait_until(LIMIT, "it has begun", || seed.exists());
    program.terminate();
    let ended = program.finish(LIMIT);
    ended.assert_success();
    manager.waits_for("STOPPING=1", 1, LIMIT);
}

#[test]
fn without_a_service_manager_it_runs_the_same() {
    let place = Place::new();
    let mut command = place.command(&[
        "run", "--seed", "7", "--speed", "600", "--for", "2h", "--follow", "25usdc:5",
    ]);
    let ended = pilotfish_tests::process::run(command.env_remove("NOTIFY_SOCKET"), LIMIT);
    ended.assert_success();
    assert!(ended.stdout.contains("Now following 25usdc at 5%"), "{}", ended.stdout);
}
