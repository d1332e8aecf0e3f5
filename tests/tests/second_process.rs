//! A second process commands the one that runs, over its socket; and stops the account where none runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::account::Account;
use pilotfish_tests::database::Database;
use pilotfish_tests::process::{Ended, Running, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_until;
use serde_json::Value;
use tempfile::TempDir;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const SEED: u64 = 7;
/// For a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// A venue, a program's folder, and the program.
struct Scene {
    server: ServerHandle,
    account: Account,
    home: TempDir,
    user: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let server = serve(ServerOptions {
            speed: Speed::times(60),
            ..ServerOptions::new(VenueOptions::seeded(SEED, START))
        })
        .await
        .expect("a venue");
        let account = Account::at(&server.http_url(), SEED).await;
        Self {
            server,
            account,
            home: tempfile::tempdir().expect("a folder"),
            user: tempfile::tempdir().expect("a folder"),
        }
    }

    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = cli(self.user.path());
        command.args(args).arg("--home").arg(self.home.path());
        command
    }

    fn run(&self, args: &[&str]) -> Ended {
        run(&mut self.command(args), LIMIT)
    }

    /// A program that copies, with an order that rests at the venue.
    async fn with_an_order(&self) -> Running {
        let (url, seed) = (self.server.http_url(), SEED.to_string());
        let program = Running::start(&mut self.command(&[
            "demo", "--venue", &url, "--seed", &seed, "--follow", "25usdc:5", "--json",
        ]));
        wait_until(LIMIT, "it copies", || program.stdout().contains("\"baseline\""));
        self.server
            .set_clock(Some(Speed::times(600)), None)
            .expect("a faster clock");
        let begun = std::time::Instant::now();
        while self.resting().await.is_empty() {
            assert!(begun.elapsed() < LIMIT, "no order rests: {}", program.stderr());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.server
            .set_clock(Some(Speed::times(60)), None)
            .expect("a slower clock");
        program
    }

    /// The hashes of what rests at the venue in our account.
    async fn resting(&self) -> Vec<String> {
        let rows = self.account.all("/data/orders").await;
        rows.iter()
            .map(|row| row["id"].as_str().expect("a hash").to_owned())
            .collect()
    }
}

fn lines(ended: &Ended) -> Vec<Value> {
    pilotfish_tests::lines::json_lines(&ended.stdout)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_pauses_reads_stops_and_starts_the_first() {
    let scene = Scene::new().await;
    let mut program = scene.with_an_order().await;

    let paused = scene.run(&["pause", "--json"]);
    paused.assert_success();
    assert_eq!(lines(&paused)[0]["frame"]["state"], "paused");
    let resumed = scene.run(&["resume"]);
    resumed.assert_success();
    assert!(resumed.stdout.starts_with("Running"), "{}", resumed.stdout);

    let logged = scene.run(&["log", "detailed", "--json"]);
    logged.assert_success();
    assert_eq!(lines(&logged)[0]["level"], "detailed");
    let settings = std::fs::read_to_string(scene.home.path().join("settings.json")).expect("the settings");
    assert!(settings.contains("\"logLevel\": \"detailed\""), "{settings}");
    assert_eq!(scene.run(&["log", "loud"]).code, Some(2), "no level is called so");

    let orders = scene.run(&["orders", "--json"]);
    orders.assert_success();
    assert!(!lines(&orders).is_empty());
    scene.run(&["positions"]).assert_success();
    let agreed = scene.run(&["reconcile"]);
    agreed.assert_success();
    assert!(agreed.stdout.contains("agree"), "{}", agreed.stdout);

    let stopped = scene.run(&["stop"]);
    stopped.assert_success();
    assert!(stopped.stdout.starts_with("Stopped"), "{}", stopped.stdout);
    assert_eq!(scene.resting().await, Vec::<String>::new());
    let still = scene.run(&["resume"]);
    assert!(
        still.stdout.starts_with("Stopped"),
        "a resume lifts no stop: {}",
        still.stdout
    );

    scene.run(&["start"]).assert_refused(&["--confirm"]);
    let started = scene.run(&["start", "--confirm"]);
    started.assert_success();
    assert!(started.stdout.starts_with("Running"), "{}", started.stdout);
    assert!(program.ended().is_none(), "{}", program.stderr());
    program.terminate();
    program.finish(LIMIT).assert_success();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_program_a_stop_cancels_by_hash_and_holds_the_next_start() {
    let scene = Scene::new().await;
    let mut program = scene.with_an_order().await;
    program.kill();
    assert!(!scene.resting().await.is_empty());

    for (command, words) in [("pause", "Pilotfish is not running on this data"), ("stop", "--venue")] {
        let none = scene.run(&[command]);
        none.assert_refused(&[words]);
        assert_eq!(none.code, Some(3), "{command}: nobody runs");
    }
    let url = scene.server.http_url();
    let stopped = scene.run(&["stop", "--venue", &url, "--json"]);
    stopped.assert_success();
    let report = &lines(&stopped)[0];
    assert_eq!(
        (&report["open"], &report["account_wide"]),
        (&0.into(), &false.into()),
        "{report}"
    );
    assert_eq!(scene.resting().await, Vec::<String>::new());

    let seed = SEED.to_string();
    let program = Running::start(&mut scene.command(&["demo", "--venue", &url, "--seed", &seed, "--json"]));
    wait_until(LIMIT, "the next start takes the stop over", || {
        scene.run(&["pause"]).stdout.starts_with("Stopped")
    });
    let halts = "SELECT reason FROM halts";
    assert!(
        Database::open(scene.home.path())
            .await
            .texts(halts)
            .await
            .contains(&"stopped".to_owned())
    );
    program.terminate();
    program.finish(LIMIT).assert_success();
}

/// Something is held, everything is stopped, and it is sold all the same: shown first, then confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_closed_from_a_second_process_while_everything_is_stopped() {
    let scene = Scene::new().await;
    let program = scene.with_an_order().await;
    scene
        .server
        .set_clock(Some(Speed::times(600)), None)
        .expect("a faster clock");
    let held = || lines(&scene.run(&["positions", "--json"]));
    wait_until(LIMIT, "something is held", || !held().is_empty());
    scene.run(&["stop"]).assert_success();
    let before = held();
    assert!(!before.is_empty());

    let shown = scene.run(&["close", "--everything"]);
    shown.assert_refused(&["--yes"]);
    assert_eq!(shown.code, Some(1));
    assert!(shown.stdout.contains("positions: "), "{}", shown.stdout);
    assert_eq!(held().len(), before.len(), "nothing is sold by looking");
    let sold = scene.run(&["close", "--everything", "--confirm", "--json"]);
    sold.assert_success();
    assert!(
        !lines(&sold)[0]["closed"]["orders"]
            .as_array()
            .expect("orders")
            .is_empty()
    );
    wait_until(LIMIT, "less is held", || held().len() < before.len());
    program.terminate();
    program.finish(LIMIT).assert_success();
}
