//! A process killed in the midst of writing: the lock is free, and everything it was told to be written is there, whole.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use pilotfish_copy::entity::{Change, Control, Signal};
use pilotfish_copy::event::{ControlAction, EventKind};
use pilotfish_store::Store;

use crate::common::*;

/// Where the victim writes. Set only for the process that [`a_killed_writer_loses_nothing_it_reported`] starts.
const FOLDER: &str = "PILOTFISH_STORE_TEST_FOLDER";

/// The victim: in the parent's run it has no folder and nothing to do.
#[tokio::test]
async fn victim_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = open(folder.as_ref()).await;
    for seq in 1.. {
        let changes = [
            Change::Control(Control {
                next_event: seq + 1,
                ..control()
            }),
            Change::Follow(follow(seq)),
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

#[tokio::test]
async fn a_killed_writer_loses_nothing_it_reported() {
    let home = tempfile::tempdir().unwrap();
    let mut reported = 0;
    for round in 0..3 {
        if round > 0 {
            std::fs::remove_dir_all(home.path()).unwrap();
        }
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::victim_writes_until_it_is_killed", "--nocapture"])
            .env(FOLDER, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        let mut last = 0;
        for line in lines.map_while(Result::ok) {
            // The harness writes a test's name before what the test prints.
            if let Some((_, number)) = line.split_once("committed ") {
                last = number.parse::<u64>().unwrap();
            }
            if last == 5 + round {
                assert!(
                    Store::open(home.path(), demo()).await.is_err(),
                    "the victim holds the lock"
                );
                victim.kill().unwrap();
            }
        }
        victim.wait().unwrap();
        let store = open(home.path()).await;
        let rows = store.load().await.unwrap();
        let signals = rows.iter().filter(|row| matches!(row, Change::Signal(_))).count() as u64;
        let follows = rows.iter().filter(|row| matches!(row, Change::Follow(_))).count() as u64;
        let events = store.reader().event_counts().await.unwrap()["control"];
        assert!(signals >= last, "{signals} kept of {last} reported");
        assert_eq!((follows, events), (signals, signals));
        assert!(matches!(&rows[0], Change::Control(control) if control.next_event == signals + 1));
        assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
        store.close().await.unwrap();
        reported += last;
    }
    assert!(reported >= 15, "the victims got to write: {reported}");
}
