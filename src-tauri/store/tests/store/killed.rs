//! A process killed in the midst of writing: the lock is free, and everything it was told to be written is there, whole.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use pilotfish_copy::entity::{Change, Control, Follow, Signal};
use pilotfish_copy::event::{ControlAction, EventKind};
use pilotfish_store::Store;

use crate::common::*;

/// Where the victim writes. Set only for the process that [`a_killed_writer_loses_nothing_it_reported`] starts.
const FOLDER: &str = "PILOTFISH_STORE_TEST_FOLDER";
/// How long each follow's name is, bytes: so much a commit writes besides.
const NAME_BYTES: &str = "PILOTFISH_STORE_TEST_NAME_BYTES";

/// The victim: in the parent's run it has no folder and nothing to do.
#[tokio::test]
async fn victim_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = open(folder.as_ref()).await;
    let name = "x".repeat(std::env::var(NAME_BYTES).unwrap().parse().unwrap());
    for seq in 1.. {
        let changes = [
            Change::Control(Control {
                next_event: seq + 1,
                ..control()
            }),
            Change::Follow(Follow {
                name: name.clone(),
                ..follow(seq)
            }),
            Change::Signal(Signal {
                decision: None,
                ..signal(seq, seq)
            }),
        ];
        let told = event(
            seq,
            1,
            EventKind::Control {
                action: ControlAction::Paused,
            },
        );
        commit(&store, &changes, &[told], &[]).await.unwrap();
        println!("committed {seq}");
    }
}

/// What became of a victim's data.
struct Killed {
    /// The last commit that it told of.
    reported: u64,
    /// The database's file without its log, bytes, as the victim left it.
    written_back: u64,
}

/// Starts a victim, kills it when it has told of so many commits, and looks whether all of them are there, whole.
async fn killed_after(commits: u64, name_bytes: usize) -> Killed {
    let home = tempfile::tempdir().unwrap();
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::victim_writes_until_it_is_killed", "--nocapture"])
        .env(FOLDER, home.path())
        .env(NAME_BYTES, name_bytes.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let mut reported = 0;
    for line in lines.map_while(Result::ok) {
        // The harness writes a test's name before what the test prints.
        if let Some((_, number)) = line.split_once("committed ") {
            reported = number.parse::<u64>().unwrap();
        }
        if reported == commits {
            assert!(
                Store::open(home.path(), demo()).await.is_err(),
                "the victim holds the lock"
            );
            victim.kill().unwrap();
        }
    }
    victim.wait().unwrap();
    let written_back = std::fs::metadata(home.path().join("pilotfish.db")).unwrap().len();
    let store = open(home.path()).await;
    let rows = store.load().await.unwrap();
    let signals = rows.iter().filter(|row| matches!(row, Change::Signal(_))).count() as u64;
    let follows = rows.iter().filter(|row| matches!(row, Change::Follow(_))).count() as u64;
    let events = store.reader().event_counts().await.unwrap()["control"];
    assert!(signals >= reported, "{signals} kept of {reported} reported");
    assert_eq!((follows, events), (signals, signals));
    assert!(matches!(&rows[0], Change::Control(control) if control.next_event == signals + 1));
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    store.close().await.unwrap();
    assert!(reported >= commits, "the victim got to write: {reported}");
    Killed { reported, written_back }
}

#[tokio::test]
async fn a_killed_writer_loses_nothing_it_reported() {
    for commits in [5, 6, 7] {
        killed_after(commits, 10).await;
    }
}

/// A commit writes a hundred pages: from the fiftieth on the log is written back beside the commits, and the hundredth waits for that.
#[tokio::test]
async fn a_writer_killed_while_its_log_is_written_back_loses_nothing_it_reported() {
    let mut written_back = 0;
    for commits in [50, 52, 75, 101] {
        let killed = killed_after(commits, 400_000).await;
        println!(
            "{} commits reported, {} bytes written back",
            killed.reported, killed.written_back
        );
        written_back += killed.written_back;
    }
    assert!(written_back > 4_000_000, "nothing was written back: {written_back}");
}
