//! A disk that is full, write-protected or broken: a commit that is not taken changes nothing, and the same commit goes through
//! once there is room.

use std::process::Command;

use pilotfish_copy::entity::Change;
use pilotfish_copy::event::{ControlAction, Event, EventKind};
use pilotfish_store::{Hindrance, Remedy, Store, StoreError};

use crate::common::*;

fn told(seq: u64) -> Event {
    let action = ControlAction::Paused;
    event(seq, 1, EventKind::Control { action })
}

/// Writes commit after commit until one is refused: its number and the error.
async fn until_refused(store: &Store, from: u64) -> (u64, StoreError) {
    for seq in from..from + 100_000 {
        if let Err(error) = write(store, seq).await {
            return (seq, error);
        }
    }
    panic!("no commit was refused");
}

async fn write(store: &Store, seq: u64) -> Result<(), StoreError> {
    commit(store, &[Change::Follow(follow(seq))], &[told(seq)], &[]).await
}

async fn follows(store: &Store) -> u64 {
    let rows = store.load().await.unwrap();
    rows.iter().filter(|row| matches!(row, Change::Follow(_))).count() as u64
}

#[tokio::test]
async fn a_full_disk_and_a_protected_one_refuse_a_commit_whole_and_take_it_later() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let mut next = 1;
    for (hindrance, words) in [(Hindrance::Full, "full"), (Hindrance::ReadOnly, "readonly")] {
        store.hinder(Some(hindrance)).await.unwrap();
        let (refused, error) = until_refused(&store, next).await;
        assert_eq!(error.remedy(), Remedy::TryLater, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(follows(&store).await, refused - 1, "nothing of it is written");
        store.hinder(None).await.unwrap();
        write(&store, refused).await.unwrap();
        assert_eq!(follows(&store).await, refused);
        next = refused + 1;
    }
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    store.close().await.unwrap();
}

/// Where the victim writes. Set only for the process that the test below starts.
const FOLDER: &str = "PILOTFISH_STORE_TEST_FULL_FOLDER";

/// In the parent's run it has no folder and nothing to do. In its own no file may grow beyond a megabyte, until it says so.
#[tokio::test]
async fn victim_writes_until_its_files_may_not_grow() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = open(folder.as_ref()).await;
    let (refused, error) = until_refused(&store, 1).await;
    assert_eq!(error.remedy(), Remedy::TryLater, "{error}");
    for _ in 0..3 {
        let again = write(&store, refused).await.unwrap_err();
        assert_eq!(again.remedy(), Remedy::TryLater, "{again}");
    }
    let freed = Command::new("prlimit")
        .args(["--fsize=unlimited:unlimited", "--pid"])
        .arg(std::process::id().to_string())
        .status()
        .unwrap();
    assert!(freed.success());
    for seq in refused..refused + 100 {
        write(&store, seq).await.unwrap();
    }
    println!("refused {refused} {error}");
    store.close().await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_system_refuses_to_write_and_the_same_connection_goes_on_afterwards() {
    let home = tempfile::tempdir().unwrap();
    // The limit is the process's, so a process of its own has it. Its signal is not taken for an end.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -S -f 2048; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "full::victim_writes_until_its_files_may_not_grow",
            "--nocapture",
        ])
        .env(FOLDER, home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let (_, told) = said.split_once("refused ").expect("a commit was refused");
    let refused: u64 = told.split_whitespace().next().unwrap().parse().unwrap();

    let store = open(home.path()).await;
    assert_eq!(follows(&store).await, refused + 99);
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    store.close().await.unwrap();
}
