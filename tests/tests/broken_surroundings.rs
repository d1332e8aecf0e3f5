//! What is around a running program breaks: the venue hangs, resets or babbles, the disk is full or cannot be written, the
//! database is torn. Every time it says so, sends nothing twice, and can be stopped.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::process::Command;
use std::time::{Duration, Instant};

use pilotfish_sim::habits::HabitSet;
use pilotfish_sim_server::Speed;
use pilotfish_tests::commands::{self, frame};
use pilotfish_tests::database::{self, Database};
use pilotfish_tests::killing::campaign::FAST;
use pilotfish_tests::killing::oracle;
use pilotfish_tests::killing::scene::{CALM, Program, START_LIMIT, Scene, lock};
use pilotfish_tests::lines::json_lines;
use pilotfish_tests::process::{Ended, Running, assert_tidy, run};
use pilotfish_tests::relay::Manner;
use pilotfish_tests::small_disk::SmallDisk;
use pilotfish_tests::wait::wait_until;
use serde_json::{Value, json};

const SEED: u64 = 7;
/// For what should be there at once, on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);
/// How long books and venue may take to agree: product.md §7 has an order that never arrived given up after two looks a minute apart.
const AGREE_LIMIT: Duration = Duration::from_secs(300);

/// A program that copies, with an order that rests.
async fn with_an_order(scene: &Scene) -> Program {
    let program = scene.begin(&["25usdc:5"]).await;
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    let begun = Instant::now();
    while scene.resting().await.is_empty() {
        assert!(begun.elapsed() < LIMIT, "no order rests: {}", lock(&program).stderr());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    program
}

fn state(scene: &Scene) -> String {
    let frame = frame(scene.home()).unwrap_or_default();
    frame["state"].as_str().unwrap_or_default().to_owned()
}

/// Why the disk takes nothing, in the words of the halt that is shown; empty where it does.
fn takes_nothing(scene: &Scene) -> String {
    let frame = frame(scene.home()).unwrap_or_default();
    let halts = frame["halts"].as_array().cloned().unwrap_or_default();
    let halt = halts.iter().find(|halt| halt["halt"] == "not_written");
    halt.map_or_else(String::new, |halt| {
        halt["words"].as_str().unwrap_or("in no words").to_owned()
    })
}

fn stop(scene: &Scene) -> Value {
    let stopped = commands::ask(scene.home(), "stop_all", &json!({})).expect("a stop is not refused");
    stopped.expect("a program that listens")
}

async fn agrees(scene: &Scene, program: &Program) {
    let (verdict, judged) = oracle::judge(scene, program).await;
    assert!(verdict.is_clean(), "{verdict}");
    println!("{judged:?}");
    let mut program = lock(program);
    program.kill();
    assert_tidy(&program.stderr());
}

/// Gone and back, then gone again and stopped meanwhile: what could not be cancelled is cancelled when it is back.
async fn the_venue_behaves(manner: Manner) {
    let scene = Scene::new(SEED, HabitSet::none()).await;
    let program = with_an_order(&scene).await;
    scene.relay.behave(manner);
    wait_until(LIMIT, "it shows that the venue is gone", || {
        state(&scene) == "disconnected"
    });
    scene.relay.behave(Manner::Well);
    wait_until(LIMIT, "it goes on when the venue is back", || {
        state(&scene) == "running"
    });

    let begun = Instant::now();
    while scene.resting().await.is_empty() {
        scene.server.set_clock(Some(FAST), None).expect("a faster clock");
        assert!(begun.elapsed() < LIMIT, "no order rests: {}", lock(&program).stderr());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    // Real time: what rests is still there when the venue is back.
    scene.server.set_clock(Some(Speed::REAL), None).expect("a slower clock");
    scene.relay.behave(manner);
    let stopped = stop(&scene);
    assert_eq!(stopped["state"], "stopped", "{stopped}");
    let outcome = &stopped["stop"];
    assert!(outcome["open"].is_null(), "nobody can know what is open: {outcome}");
    assert!(!outcome["trouble"].as_array().expect("words").is_empty(), "{outcome}");
    scene.relay.behave(Manner::Well);
    let begun = Instant::now();
    while !scene.resting().await.is_empty() {
        assert!(begun.elapsed() < AGREE_LIMIT, "still open: {}", lock(&program).stderr());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    agrees(&scene, &program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_hangs_is_shown_and_a_stop_is_carried_out_when_it_is_back() {
    the_venue_behaves(Manner::Hangs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_resets_connections_is_shown_and_a_stop_is_carried_out_when_it_is_back() {
    the_venue_behaves(Manner::Resets).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_babbles_is_shown_and_a_stop_is_carried_out_when_it_is_back() {
    the_venue_behaves(Manner::Babbles).await;
}

/// `stop` on the command line where no program runs.
fn stop_without(scene: &Scene) -> Ended {
    let url = scene.relay.url();
    let mut command = scene.command(&["stop", "--venue", &url, "--json"]);
    run(&mut command, LIMIT)
}

/// What of the database is torn.
#[derive(Debug, Clone, Copy)]
enum Damage {
    /// The second half is gone.
    Cut,
    /// All but the first page is.
    CutShort,
    /// Pages in its middle are other bytes.
    Torn,
}

fn damaged(bytes: &[u8], damage: Damage) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match damage {
        Damage::Cut => bytes.truncate(bytes.len() / 2),
        Damage::CutShort => bytes.truncate(4_096),
        Damage::Torn => {
            let middle = bytes.len() / 2;
            for byte in bytes.iter_mut().skip(middle).take(16_384) {
                *byte ^= 0x5a;
            }
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_database_is_refused_in_words_and_everything_can_be_stopped_without_it() {
    let scene = Scene::new(SEED, HabitSet::none()).await;
    let program = with_an_order(&scene).await;
    lock(&program).kill();
    let mut data = Database::open_to_write(scene.home()).await;
    data.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
    drop(data);
    let path = database::path(scene.home());
    let whole = std::fs::read(&path).expect("the database");
    assert!(whole.len() > 65_536);
    for damage in [Damage::Torn, Damage::CutShort, Damage::Cut] {
        std::fs::write(&path, damaged(&whole, damage)).expect("a torn database");
        let ended = run(&mut scene.demo(), LIMIT);
        ended.assert_refused(&["cannot be read", "nothing was changed"]);
        assert!(ended.stdout.is_empty(), "{damage:?}: {}", ended.stdout);
    }
    assert!(!scene.resting().await.is_empty());
    let stopped = stop_without(&scene);
    stopped.assert_success();
    let report = &json_lines(&stopped.stdout)[0];
    assert_eq!(
        (&report["open"], &report["account_wide"]),
        (&json!(0), &json!(true)),
        "{report}"
    );
    assert!(scene.resting().await.is_empty());

    // The stop outlives the database: with one that was restored it stands at the next start.
    std::fs::write(&path, whole).expect("the database again");
    let program = scene.start(&[]);
    wait_until(START_LIMIT, "the stop stands", || state(&scene) == "stopped");
    agrees(&scene, &program).await;
}

/// A disk of its own for the program's home; none, with a word, where nothing may be mounted.
fn small_disk() -> Option<SmallDisk> {
    // Room enough that it is not taken for a disk that is nearly full.
    let disk = SmallDisk::mount(512);
    if disk.is_none() {
        println!("skipped: no disk can be mounted here");
    }
    disk
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_cannot_be_written_is_said_and_everything_can_be_stopped() {
    let Some(disk) = small_disk() else { return };
    let scene = Scene::at_home(SEED, HabitSet::none(), disk.path()).await;
    let program = with_an_order(&scene).await;
    lock(&program).kill();
    disk.make_read_only();
    let ended = run(&mut scene.demo(), LIMIT);
    ended.assert_refused(&["read-only"]);
    assert!(!scene.resting().await.is_empty());
    let stopped = stop_without(&scene);
    // Nothing is open any more, but the next start does not know of it: that is said, and is no success.
    let report = &json_lines(&stopped.stdout)[0];
    assert_eq!(report["open"], 0, "{report}");
    stopped.assert_tidy();
    assert!(stopped.code.is_some_and(|code| code != 0), "{stopped:?}");
    assert!(report["trouble"].to_string().contains("written down"), "{report}");
    assert!(scene.resting().await.is_empty());

    disk.make_writable();
    let program = scene.start(&[]);
    agrees(&scene, &program).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_shown_sends_nothing_and_everything_can_be_stopped() {
    let Some(disk) = small_disk() else { return };
    let scene = Scene::at_home(SEED, HabitSet::none(), disk.path()).await;
    let program = with_an_order(&scene).await;
    disk.fill();
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    wait_until(LIMIT, "it says that the disk is full", || {
        takes_nothing(&scene).contains("full")
    });
    let placed = scene.placed();
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    let stopped = stop(&scene);
    assert_eq!(stopped["stop"]["open"], 0, "{stopped}");
    assert!(scene.resting().await.is_empty());
    assert_eq!(
        scene.placed(),
        placed,
        "an order was sent that could not be written down"
    );

    disk.make_room();
    wait_until(LIMIT, "it goes on by itself, and stays stopped", || {
        takes_nothing(&scene).is_empty() && state(&scene) == "stopped"
    });
    assert_tidy(&lock(&program).stderr());
    lock(&program).kill();
    let program = scene.start(&[]);
    agrees(&scene, &program).await;
}

/// The second way to a write that fails, for systems where nothing can be mounted: no file may grow beyond that.
#[tokio::test(flavor = "multi_thread")]
async fn files_that_may_not_grow_hold_trading_and_everything_can_be_stopped() {
    let scene = Scene::new(SEED, HabitSet::none()).await;
    let program = with_an_order(&scene).await;
    lock(&program).kill();
    let demo = scene.demo();
    let mut limited = Command::new("sh");
    // In blocks of 512 bytes or 1 kB: enough for a start, soon too little for the log. A write beyond it fails; the signal that
    // would end the program is ignored.
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""])
        .arg("900")
        .arg(demo.get_program())
        .args(demo.get_args());
    for (name, value) in demo.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    scene.server.set_clock(Some(FAST), None).expect("a faster clock");
    let mut program = Running::start(&mut limited);
    wait_until(LIMIT, "it cannot write any more", || {
        program.ended().is_some() || state(&scene) == "failed" || !takes_nothing(&scene).is_empty()
    });
    scene.server.set_clock(Some(CALM), None).expect("a slower clock");
    let placed = scene.placed();
    let committed = scene.data().await.intents().await;
    assert!(
        placed.iter().all(|hash| committed.contains_key(hash)),
        "an order was sent that was not written down"
    );
    if program.ended().is_none() {
        assert_eq!(stop(&scene)["stop"]["open"], 0);
        program.kill();
    } else {
        assert!(!program.stderr().is_empty(), "it ended without a word");
        assert_eq!(json_lines(&stop_without(&scene).stdout)[0]["open"], 0);
    }
    assert_tidy(&program.stderr());
    assert!(scene.resting().await.is_empty());
    let program = scene.start(&[]);
    agrees(&scene, &program).await;
}
