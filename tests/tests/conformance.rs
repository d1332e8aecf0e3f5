//! The official clients find nothing wrong with the simulated venue: for each wallet type they make keys, read markets and
//! books, post, look up, trade and cancel, and are refused as documented.
//!
//! Python or Node packages that cannot be had are a reason to skip, with a word; a check that fails is not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets what it did not expect has failed"
)]

use std::path::Path;
use std::time::Duration;

use pilotfish_copy::wallet::WalletType;
use pilotfish_tests::judges::{Judge, Party, Unavailable};
use pilotfish_tests::process::Running;
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_for;

/// What a new account gets, in pUSD.
const BALANCE: u32 = 10_000;

/// Kinds of markets that the world must have.
const KINDS: &str = "standard,neg-risk,position";

const SERVED_WITHIN: Duration = Duration::from_secs(300);

const WALLET_TYPES: [WalletType; 4] = [
    WalletType::Eoa,
    WalletType::Proxy,
    WalletType::Safe,
    WalletType::Deposit,
];

/// A world that always is the same, five times as fast as the clock on the wall: a trade is mined within half a second.
fn served(home: &Path) -> (Running, String) {
    let world = ["--seed", "7", "--start", "2026-11-02T00:00Z", "--speed", "5"];
    let mut command = cli(home);
    command.args(["sim", "serve", "--port", "0", "--balance", &BALANCE.to_string()]);
    let server = Running::start(command.args(world));
    let url = wait_for(SERVED_WITHIN, "the venue's address", || {
        let said = server.stdout();
        let (line, _) = said.split_once('\n')?;
        Some(line.to_owned())
    });
    (server, url)
}

/// Lets a judge look at the venue once for each wallet type, as that party. `more` is what only the last one is asked for.
fn judged(judge: Result<Judge, Unavailable>, party: fn(u64, WalletType) -> Party, first_party: u64, more: &[&str]) {
    let judge = match judge {
        Ok(judge) => judge,
        Err(unavailable) => {
            println!("skipped: {unavailable}");
            return;
        }
    };
    let home = tempfile::tempdir().unwrap();
    let (server, url) = served(home.path());
    let mut found = String::new();
    for (wallet_type, number) in WALLET_TYPES.into_iter().zip(first_party..) {
        let last = wallet_type == WalletType::Deposit;
        let party = party(number, wallet_type);
        let ended = judge.judge(&url, &party, BALANCE, KINDS, if last { more } else { &[] });
        println!("{wallet_type:?}: {}", ended.stdout.lines().last().unwrap_or("nothing"));
        if ended.code != Some(0) {
            found += &format!("\n== {wallet_type:?}\n{}{}", ended.stdout, ended.stderr);
        }
    }
    assert!(found.is_empty(), "{found}\n== the venue\n{}", server.stderr());
}

#[test]
fn the_official_python_client_finds_nothing_wrong() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
    judged(Judge::python(cache), Party::new, 1, &["--heartbeats"]);
}

#[test]
fn the_official_unified_python_client_finds_nothing_wrong() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // It opens each account by itself.
    judged(Judge::unified_python(cache), Party::opened_today, 21, &["--public"]);
}

#[test]
fn the_official_typescript_client_finds_nothing_wrong() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
    judged(Judge::node(cache), Party::new, 11, &[]);
}
